"""A policy as people read and sign it: numbered sentences and a table, generated from the rules.

Nothing here is written by hand for a policy: what the sentences say is what the rules do. Words of lists are told by
number, since a list may name those it protects; words and patterns that stand in a rule itself are shown.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from redact.markings import LEVEL_TITLES
from redact.policy.agencies import OWNER
from redact.policy.codes import FROM_DOCUMENT, REFERRED, UNDETERMINED
from redact.policy.model import Policy
from redact.policy.plan import Action
from redact.policy.schema import Find, Rule
from redact.policy.sentences import sentence

ENTITIES = {
    "ssn": "social security number or other number of a person", "phone": "telephone number", "email": "e-mail address",
    "passport": "passport number", "birth-date": "date of birth", "card": "payment card or account number",
    "coordinates": "geographical position", "cable-number": "number of another message",
    "protected-source": "name that the writer asks to protect",
    "visa-decision": "sentence that says what became of a person's visa",
}
"""What each entity is called."""
GROUPS: tuple[tuple[tuple[Action, ...], str], ...] = (
    (("release", "downgrade"), "What is released"), (("redact",), "What is cut out of what is released"),
    (("refer",), "What is referred"), (("withhold", "withhold-document"), "What is withheld"))
"""The parts of a policy by what rules do, from mild to strict, with their titles."""
DOES: dict[Action, str] = {"release": "released", "downgrade": "downgraded", "redact": "redacted", "refer": "referred",
                           "withhold": "withheld", "withhold-document": "document withheld"}
TERMS_SHOWN = 24
"""Most terms of a rule that its sentence names."""
FROM_DOCUMENT_WORDS = "(b)(1) with the reasons the document gives"
READING = (
    "Every rule is looked at; their order does not matter. The strictest that applies decides, and the codes of all "
    "that keep something back are cited.",
    "A rule that keeps something back applies also where it cannot be told whether its condition holds. A rule that "
    "releases applies only where that is certain.",
    "An unmarked routing line is a transport, header, caption, classification or signature line without a mark of its "
    "own.",
)
"""How the sentences are to be read."""


@dataclass(frozen=True, slots=True)
class Cited:
    """A code of a rule, with its title and authority in the policy's table."""

    code: str
    title: str
    authority: str

    def to_json(self) -> dict[str, str]:
        return {"code": self.code, "title": self.title, "authority": self.authority}


@dataclass(frozen=True, slots=True)
class Sentence:
    """One numbered sentence. ``patterns`` are those that it speaks of; ``inherited``: the rule is one of a policy that
    this one extends."""

    number: int
    rule: str
    action: Action
    words: str
    because: str
    codes: tuple[Cited, ...]
    authority: str
    harm: str
    refer_to: tuple[str, ...]
    patterns: tuple[str, ...]
    inherited: bool

    @property
    def done(self) -> str:
        """What is done, as a table says it: ``referred to its owner``."""
        owners = _series(["its owner" if name == OWNER else name for name in self.refer_to])
        return f"{DOES[self.action]}{f' to {owners}' if owners else ''}"

    @property
    def cites(self) -> str:
        """The codes in one line."""
        return ", ".join(FROM_DOCUMENT_WORDS if entry.code == FROM_DOCUMENT else entry.code for entry in self.codes)

    @property
    def authorities(self) -> str:
        """What the rule rests on: the authority that it names, else those of its codes."""
        own = [self.authority] if self.authority else [entry.authority for entry in self.codes]
        return "; ".join(dict.fromkeys(part for part in own if part))

    def to_json(self) -> dict[str, Any]:
        return {"number": self.number, "rule": self.rule, "action": self.action, "sentence": self.words,
                "because": self.because, "codes": [entry.to_json() for entry in self.codes],
                "authority": self.authorities, "harm": self.harm, "refer_to": list(self.refer_to),
                "patterns": list(self.patterns), "inherited": self.inherited}


@dataclass(frozen=True, slots=True)
class Promise:
    """A ``never`` as a sentence."""

    number: int
    never: str
    words: str
    because: str

    def to_json(self) -> dict[str, Any]:
        return {"number": self.number, "never": self.never, "sentence": self.words, "because": self.because}


class Showing:
    """A policy shown."""

    def __init__(self, policy: Policy):
        self.policy = policy

    @cached_property
    def groups(self) -> tuple[tuple[str, tuple[Sentence, ...]], ...]:
        """The sentences by what their rules do, numbered through; groups without a rule are left out."""
        number, groups = 0, []
        for actions, title in GROUPS:
            rules = [rule for rule in self.policy.rules if rule.then in actions]
            told = tuple(self._sentence(number + place, rule) for place, rule in enumerate(rules, 1))
            number += len(told)
            if told:
                groups.append((title, told))
        return tuple(groups)

    @property
    def sentences(self) -> Iterator[Sentence]:
        """Every sentence in the order of its number."""
        for _, told in self.groups:
            yield from told

    @cached_property
    def promises(self) -> tuple[Promise, ...]:
        """What is never released."""
        first = sum(len(told) for _, told in self.groups) + 1
        return tuple(Promise(number, never.id, f"No portion is ever released {_where(sentence(never.when))}.",
                             never.because) for number, never in enumerate(self.policy.never, first))

    @cached_property
    def facts(self) -> tuple[tuple[str, str], ...]:
        """What the policy is, in labelled lines."""
        policy = self.policy
        return (("Policy", f"{policy.name}, version {policy.version}"), ("Recipients", self._audience),
                ("Review", _REVIEWS[policy.review]), ("Otherwise", self._default),
                ("Amounts", _AMOUNTS[policy.amount]),
                ("Old marks", f"The level, and {_series(policy.show_controls)}." if policy.show_controls
                 else "The level alone."),
                *((("Extends", f"{policy.extends}, whose rules are marked †"),) if policy.extends else ()),
                ("SHA-256", policy.sha256))

    @property
    def loosened(self) -> tuple[tuple[str, str], ...]:
        """What is looser than the policies it extends, with the reasons."""
        return tuple((entry.rule, entry.because) for entry in self.policy.loosens)

    @property
    def lists(self) -> tuple[tuple[str, int], ...]:
        """The lists by name, with the number of their terms."""
        return tuple((name, len(terms)) for name, terms in sorted(self.policy.lists.items()))

    def to_json(self) -> dict[str, Any]:
        """The object that ``redact policy show --json`` prints."""
        policy = self.policy
        audience = "public" if policy.audience == "public" else policy.audience.model_dump(mode="json")
        return {"policy": {"name": policy.name, "version": policy.version, "sha256": policy.sha256,
                           "title": policy.title},
                "audience": audience, "review": policy.review, "default": policy.default.model_dump(mode="json"),
                "amount": policy.amount, "extends": policy.extends,
                "facts": [{"label": label, "text": text} for label, text in self.facts], "reading": list(READING),
                "sentences": [entry.to_json() for entry in self.sentences],
                "never": [entry.to_json() for entry in self.promises],
                "loosens": [{"rule": rule, "because": because} for rule, because in self.loosened],
                "lists": [{"name": name, "terms": count} for name, count in self.lists]}

    @property
    def _audience(self) -> str:
        audience = self.policy.audience
        if audience == "public":
            return "The public. Nothing above UNCLASSIFIED leaves."
        countries = [country for country in audience.countries if country != "USA"]
        bound = f"Nothing above {LEVEL_TITLES[audience.level]} leaves"
        if not countries:
            return f"Holders of {LEVEL_TITLES[audience.level]}. {bound}."
        return (f"{_series(countries)}, up to {LEVEL_TITLES[audience.level]}. {bound}, and nothing that is not "
                "releasable to every one of them.")

    @property
    def _default(self) -> str:
        default = self.policy.default
        codes = _series([self._cited(code).code for code in default.codes or (UNDETERMINED,)])
        return f"What no rule speaks of is {DOES[default.action]}, under the code {codes}."

    def _sentence(self, number: int, rule: Rule) -> Sentence:
        codes = rule.codes or ((REFERRED,) if rule.then == "refer" else () if not rule.protective else (UNDETERMINED,))
        patterns = rule.find.pattern or () if rule.find else ()
        return Sentence(number, rule.id, rule.then, rule_words(rule, self.policy), rule.because,
                        tuple(self._cited(code) for code in codes), rule.authority, rule.harm, rule.refer_to, patterns,
                        rule.id in self.policy.inherited)

    def _cited(self, code: str) -> Cited:
        if code == FROM_DOCUMENT:
            return Cited(code, FROM_DOCUMENT_WORDS, "")
        entry = self.policy.codes[code]
        return Cited(code, entry.title, entry.authority)


_REVIEWS = {"none": "None: what it releases is published without a person.",
            "one-person": "One person decides and may publish.",
            "two-person": "One person decides, and another approves before anything is published."}
_AMOUNTS = {"none": "How much is withheld is not said.", "paragraphs": "Paragraphs that are withheld are counted.",
            "lines": "How much is withheld is said in lines, rounded up."}


def rule_words(rule: Rule, policy: Policy) -> str:
    """What a rule does, as one sentence."""
    does = _found_words(rule, rule.find, policy) if rule.find else _whole_words(rule)
    where, unless = sentence(rule.when), sentence(rule.unless) if rule.unless else ""
    condition = f" {_where(where)}" if where else ""
    stop = ";" if "; or (" in condition else ","
    return f"{does}{condition}{f'{stop} unless {unless}' if unless else ''}."


def _where(condition: str) -> str:
    return f"where {condition}"


def _whole_words(rule: Rule) -> str:
    if rule.then == "downgrade":
        return f"A portion is lowered to {rule.to} and released"
    if rule.then == "refer":
        return f"A portion is referred to {_owners(rule)}"
    if rule.then == "withhold-document":
        return "The whole document is withheld for any portion"
    return f"A portion is {DOES[rule.then]}"


def _found_words(rule: Rule, find: Find, policy: Policy) -> str:
    what = found_words(find, policy)
    if rule.then == "withhold-document":
        return f"The whole document is withheld if a portion holds {_a(what)}"
    if rule.extent == "portion":
        verb = f"referred to {_owners(rule)}" if rule.then == "refer" else "withheld"
        return f"A portion that holds {_a(what)} is {verb}"
    subject = f"Every {what}" if rule.extent == "span" else f"Every sentence that holds {_a(what)}"
    referred = f" and referred to {_owners(rule)}" if rule.then == "refer" else ""
    return f"{subject} is cut out{' of a portion' if rule.when.given() else ''}{referred}"


def found_words(find: Find, policy: Policy) -> str:
    """What a search looks for, in the singular and without an article."""
    if find.entity is not None:
        return _series([ENTITIES[name] for name in find.entity], "or")
    if find.pattern is not None:
        return "stretch of text of the pattern below" if len(find.pattern) == 1 else (
            f"stretch of text of one of the {len(find.pattern)} patterns below")
    assert find.terms is not None
    if isinstance(find.terms, str):
        count = len(policy.terms(find.terms))
        return f"term of the list “{find.terms}” ({count:,} term{'s' if count != 1 else ''})"
    told = [f"“{term}”" for term in find.terms[:TERMS_SHOWN]]
    more = len(find.terms) - len(told)
    return f"term {_series([*told, *([f'one of {more:,} more'] if more else [])], 'or')}"


def _owners(rule: Rule) -> str:
    return _series(["its owner" if name == OWNER else name for name in rule.refer_to])


def _a(what: str) -> str:
    return f"{'an' if what[0] in 'aeio' else 'a'} {what}"


def _series(names: Sequence[str], last: str = "and") -> str:
    return f"{', '.join(names[:-1])} {last} {names[-1]}" if len(names) > 1 else "".join(names)
