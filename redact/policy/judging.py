"""Judging one portion: which rules of a policy apply to it, and what they come to.

All rules are evaluated; the strictest that applies decides, and the codes and referrals of every protective rule that
applied are united, so that neither the order of rules nor an added protective rule can ever loosen anything.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from redact.documents import Document, Portion
from redact.markings import Marking, rank
from redact.policy.agencies import referral_names
from redact.policy.amounts import amount_class, portion_words
from redact.policy.codes import CONTROLLED, REFERRED, UNDETERMINED, Cited, cite
from redact.policy.compiled import STRICTNESS, CompiledNever, CompiledPolicy, CompiledRule
from redact.policy.facts import DocumentFacts, Facts, judged_marking
from redact.policy.matching import Hit, TermFinder
from redact.policy.model import Policy
from redact.policy.plan import WITHHOLDING, Action, Decision, WithheldSpan
from redact.policy.registers import UNCLASSIFIED
from redact.policy.schema import Rule
from redact.policy.spans import cut, shown_controls, with_mark_cut

NO_RULE = "No rule of the policy applies."
_DECLASSIFICATION_YEARS = 25


@dataclass(frozen=True)
class Applied:
    """The rules that apply to a portion, by what they do. ``blocked`` would release but for the audience's ceiling;
    ``finding`` are those whose ``find`` has to be looked for; ``broken`` is what may not be released all the same."""

    protective: tuple[CompiledRule, ...]
    finding: tuple[CompiledRule, ...]
    releasing: tuple[CompiledRule, ...]
    blocked: tuple[CompiledRule, ...]
    broken: tuple[CompiledNever, ...]
    ended: bool
    guessed: frozenset[str]


@dataclass
class Judge:
    """A policy applied to one document on one day."""

    document: Document
    policy: Policy
    as_of: dt.date
    case: str = ""
    _applied: dict[int, Applied] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.compiled: CompiledPolicy = self.policy.compiled
        self.facts = DocumentFacts(self.document, self.as_of, self.case, self.compiled.asks_equity)

    def decision(self, portion: Portion) -> Decision:
        """What the policy proposes for a portion, ``never`` included."""
        applied = self.applied(portion)
        decision = self._decision(portion, applied)
        if applied.broken and not decision.withheld:
            return self.guarded(portion, applied.broken)
        return decision

    def applied(self, portion: Portion) -> Applied:
        """The rules that apply to a portion, before any search of its text."""
        facts = self.facts.of(portion)
        if id(facts) not in self._applied:
            memo, routes = self.compiled.memo, judged_marking(portion) is not portion.marking
            key = memo.key(facts, self.facts.of(portion, judged=True) if routes else None)
            self._applied[id(facts)] = memo.answer(key, lambda: self._evaluate(portion, facts))
        return self._applied[id(facts)]

    def _evaluate(self, portion: Portion, facts: Facts) -> Applied:
        compiled = self.compiled
        judged = judged_marking(portion)
        willing = [entry for entry in compiled.releasing if entry.applies(facts)]
        releasing = tuple(entry for entry in willing if compiled.may_leave(entry, facts, judged))
        strict = self.facts.of(portion, judged=True)
        protective = tuple(entry for entry in compiled.protective if entry.applies(facts))
        guessed = frozenset(entry.rule.id for entry in protective if entry.guessed(facts))
        return Applied(
            protective=protective, guessed=guessed,
            finding=tuple(entry for entry in compiled.finding if entry.applies(facts)),
            releasing=releasing, blocked=tuple(entry for entry in willing if entry not in releasing),
            broken=tuple(never for never in compiled.never if never.may_hold(strict)),
            ended=any(entry.ended(facts) for entry in releasing))

    def hits(self, portion: Portion) -> list[tuple[Rule, list[Hit]]]:
        """What the ``find`` rules that apply have found in a portion; rules that found nothing are left out."""
        finding = self.applied(portion).finding
        if not finding:
            return []
        found = self.compiled.searcher.search(portion.text, [entry.rule.id for entry in finding], self._protected,
                                              portion.body)
        return [(entry.rule, found[entry.rule.id]) for entry in finding if entry.rule.id in found]

    def cited(self, rule: Rule) -> Cited:
        """The codes a rule comes to for this document; a rule that names none counts as undetermined."""
        named = rule.codes or ((REFERRED,) if rule.then == "refer" else (UNDETERMINED,))
        return cite(named, reasons=self.document.header.reasons, over_25=self._over_25,
                    declassify=self.document.declassification.text)

    def guarded(self, portion: Portion, broken: Sequence[CompiledNever]) -> Decision:
        """The decision for a portion that rules would release although a ``never`` may speak of it."""
        names = tuple(sorted(entry.never.id for entry in broken))
        because = " ".join(entry.never.because for entry in sorted(broken, key=lambda entry: entry.never.id))
        return self._kept(portion, "withhold", (UNDETERMINED,), names, because, ())

    def document_wide(self, decisions: Sequence[Decision]) -> list[Decision]:
        """The decisions once ``withhold-document`` in any of them has withheld the whole document."""
        applied = {rule for decision in decisions if decision.action == "withhold-document" for rule in decision.rules}
        sweeping = [rule for rule in self.policy.rules if rule.then == "withhold-document" and rule.id in applied]
        if not sweeping:
            return list(decisions)
        return [self._swept(decision, portion, _sorted(sweeping))
                for decision, portion in zip(decisions, self.document.portions, strict=True)]

    def _swept(self, decision: Decision, portion: Portion, sweeping: list[Rule]) -> Decision:
        own_codes, own_rules = (decision.codes, decision.rules) if decision.withheld else ((), ())
        return self._kept(portion, "withhold-document", [*self._codes_of(sweeping), *own_codes],
                          tuple(dict.fromkeys([*_ids(sweeping), *own_rules])),
                          " ".join(rule.because for rule in sweeping), decision.refer_to)

    def _decision(self, portion: Portion, applied: Applied) -> Decision:
        hits = self.hits(portion)
        whole = [entry.rule for entry in applied.protective] + [rule for rule, _ in hits if _takes_all(rule)]
        if whole or not applied.releasing:
            return self._withheld(portion, whole, [rule for rule, _ in hits], applied.guessed)
        spans = cut(portion, hits, self.policy.amount, self._codes, self.policy.codes.ordered)
        if spans and _nothing_left(portion, spans):
            return self._withheld(portion, [rule for rule, _ in hits], [], applied.guessed)
        return self._released(portion, applied, [rule for rule, _ in hits], spans)

    def _withheld(self, portion: Portion, whole: list[Rule], finding: list[Rule], guessed: frozenset[str]) -> Decision:
        """Kept back by rules, or because none releases; what ``find`` rules hit inside adds its codes.

        ``guessed`` rules count for the action and are named, but come to the code of a control that nobody lifted;
        codes and referrals come from the others.
        """
        rules = list({rule.id: rule for rule in (*whole, *finding)}.values())
        if not whole:
            default = self.policy.default
            codes = [*(default.codes or (UNDETERMINED,)), *self._codes_of(finding)]
            return self._kept(portion, default.action, codes, _ids(finding), NO_RULE, self._referrals(portion, rules))
        action = max((_whole_action(rule) for rule in whole), key=STRICTNESS.__getitem__)
        grounds = [rule for rule in rules if rule.id not in guessed]
        taking = {rule.id for rule in whole}
        deciding = [rule for rule in _sorted(grounds) if _whole_action(rule) == action and rule.id in taking]
        codes = [*self._codes_of(grounds), *([CONTROLLED] if guessed else [])]
        return self._kept(portion, action, codes, _ids(rules),
                          " ".join(rule.because for rule in deciding or _sorted(rules)),
                          self._referrals(portion, grounds))

    def _kept(self, portion: Portion, action: Action, codes: Iterable[str], rules: tuple[str, ...], because: str,
              refer_to: tuple[str, ...]) -> Decision:
        amount = amount_class(portion_words(portion), self.policy.amount, whole=True)
        return Decision(portion.id, action, portion.marking, codes=self.policy.codes.ordered(codes), amount=amount,
                        rules=rules, because=because, refer_to=refer_to)

    def _released(self, portion: Portion, applied: Applied, finding: list[Rule],
                  spans: tuple[WithheldSpan, ...]) -> Decision:
        releasing = [entry.rule for entry in applied.releasing]
        downgraded = [entry for entry in applied.releasing if entry.rule.then == "downgrade"]
        action: Action = "redact" if spans else "downgrade" if downgraded else "release"
        speaking = finding if spans else [rule for rule in releasing if rule.then == action]
        all_spans = with_mark_cut(portion, spans, self._shown, self.policy.codes.ordered)
        return Decision(
            portion.id, action, self._effective(portion, downgraded), spans=all_spans,
            codes=self.policy.codes.ordered(code for span in all_spans for code in span.codes),
            rules=_ids([*releasing, *finding]), because=" ".join(rule.because for rule in _sorted(speaking)),
            refer_to=self._referrals(portion, finding),
            declassifies=applied.ended and portion.marking.level != "U" and self.policy.audience == "public")

    def _effective(self, portion: Portion, downgraded: list[CompiledRule]) -> Marking:
        """What a released portion bears: UNCLASSIFIED for the public, the highest target of a downgrade, else its own
        (an unmarked routing portion bears the document's level for the record only)."""
        own = judged_marking(portion)
        if self.policy.audience == "public":
            return UNCLASSIFIED
        targets = [entry.target for entry in downgraded if entry.target is not None]
        if not targets:
            return own
        highest = max(targets, key=lambda target: (rank(target.level), target.canonical_portion))
        return highest if rank(highest.level) <= rank(own.level) else own

    def _codes(self, rule: Rule) -> tuple[str, ...]:
        return self.cited(rule).codes

    def _codes_of(self, rules: Iterable[Rule]) -> list[str]:
        return [code for rule in rules for code in self._codes(rule)]

    def _referrals(self, portion: Portion, rules: Iterable[Rule]) -> tuple[str, ...]:
        agency = self.facts.of(portion).sets["agency"]
        named = [name for rule in rules for name in referral_names(rule.refer_to, sorted(agency.names))]
        return tuple(sorted(set(named)))

    @cached_property
    def _shown(self) -> frozenset[str]:
        return shown_controls(self.policy.show_controls)

    @cached_property
    def _protected(self) -> TermFinder | None:
        return self.compiled.searcher.names_of(self.document)

    @cached_property
    def _over_25(self) -> bool | None:
        date = self.document.date
        return None if date is None else self.as_of > dt.date(min(date.year + _DECLASSIFICATION_YEARS, 9999), 12, 31)


def _takes_all(rule: Rule) -> bool:
    """Whether a hit of a ``find`` rule takes the whole portion."""
    return rule.extent == "portion" or rule.then == "withhold-document"


def _whole_action(rule: Rule) -> Action:
    """What a rule does to a whole portion; to cut all of it is to withhold it."""
    return "withhold" if rule.then not in WITHHOLDING else rule.then


def _nothing_left(portion: Portion, spans: Sequence[WithheldSpan]) -> bool:
    """Whether the spans leave no word of a portion but its number and mark."""
    left = list(portion.text)
    for span in spans:
        left[span.start:span.end] = " " * (span.end - span.start)
    return not any(character.isalnum() for character in left[portion.body:])


def _sorted(rules: Iterable[Rule]) -> list[Rule]:
    """Rules in an order that does not depend on the file: the strictest first, then by id."""
    return sorted(rules, key=lambda rule: (-STRICTNESS[rule.then], rule.id))


def _ids(rules: Iterable[Rule]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(rule.id for rule in _sorted(rules)))
