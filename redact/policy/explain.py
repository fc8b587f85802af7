"""Why a portion was decided as it was, and for every other rule why it did not decide (design §3, promise 6).

Four reasons explain every rule that did not decide: its conditions are not met; a fact it needs is unknown; its
exception applies; it applies, but a stricter one decided.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Literal

from redact.documents import Document, Portion, Span
from redact.policy.compiled import STRICTNESS, CompiledRule
from redact.policy.conditions import All, Leaf, Node, Not, Truth, in_words, truth
from redact.policy.decide import decide
from redact.policy.facts import Facts, SetFact
from redact.policy.judging import Judge
from redact.policy.model import Policy
from redact.policy.plan import Decision
from redact.policy.spans import reached

Reason = Literal["decided", "conditions-not-met", "fact-unknown", "exception-applies", "stricter-decided"]
_WORDS: dict[Reason, str] = {
    "decided": "It decided.",
    "conditions-not-met": "Its conditions are not met.",
    "fact-unknown": "A fact it needs is unknown.",
    "exception-applies": "Its exception applies.",
    "stricter-decided": "It applies, but a stricter one decided.",
}
_FOUND_NOTHING = "It found nothing in the text."
_CEILING = "The audience may not have what bears this marking, and the rule names no reason why it no longer does."


@dataclass(frozen=True, slots=True)
class Checked:
    """A condition of a rule, in words, and whether it holds (None: cannot be told).

    A single condition has the ``fact`` that it met. One made of others has these as ``parts``; ``joined`` says how:
    ``all`` or ``any`` of them, or ``not`` the one.
    """

    words: str
    holds: Truth
    fact: str = ""
    joined: Literal["", "all", "any", "not"] = ""
    parts: tuple[Checked, ...] = ()

    def single(self) -> Iterator[Checked]:
        """The single conditions of which it is made."""
        if not self.joined:
            yield self
        for part in self.parts:
            yield from part.single()

    def grounds(self) -> Checked:
        """The same with only those parts that make it come out as it does: of *all* that does not hold, what does not
        hold; of *any* that holds, what holds."""
        settled = {"all": False, "any": True}.get(self.joined)
        kept = self.parts
        if settled is not None and self.holds in (settled, None):
            kept = tuple(part for part in self.parts if part.holds is self.holds)
        return replace(self, parts=tuple(part.grounds() for part in kept))

    def to_json(self) -> dict[str, Any]:
        if not self.joined:
            return {"condition": self.words, "fact": self.fact, "holds": self.holds}
        parts = [part.to_json() for part in self.parts]
        return {self.joined: parts[0] if self.joined == "not" else parts, "holds": self.holds}


@dataclass(frozen=True, slots=True)
class RuleExplanation:
    """Why one rule decided or did not. ``words`` say it in full sentences, ``detail`` what is particular to the case.

    ``found`` is where a rule that searches found something, as offsets into the document's source; ``ceiling`` is True
    for a rule that would release but for the audience.
    """

    rule: str
    then: str
    reason: Reason
    detail: str
    because: str
    authority: str
    when: Checked
    unless: Checked | None = None
    found: tuple[Span, ...] = ()
    ceiling: bool = False

    @property
    def words(self) -> str:
        return " ".join(part for part in (_WORDS[self.reason], self.detail) if part)

    def to_json(self) -> dict[str, Any]:
        return {"rule": self.rule, "then": self.then, "reason": self.reason, "words": self.words,
                "because": self.because, "authority": self.authority, "ceiling": self.ceiling,
                "found": [{"start": start, "end": end} for start, end in self.found],
                "conditions": [*_flat(self.when, False), *(_flat(self.unless, True) if self.unless else ())],
                "when": self.when.to_json(), "unless": self.unless.to_json() if self.unless else None}


def _flat(checked: Checked, exception: bool) -> Iterator[dict[str, Any]]:
    yield from ({**one.to_json(), "exception": exception} for one in checked.single())


@dataclass(frozen=True, slots=True)
class Guard:
    """Something that must never be released, and that keeps a portion back which rules would release. The other rule
    that keeps back a whole document is one of these too: ``portion`` is then the one that it applies to."""

    name: str
    because: str
    portion: str = ""


@dataclass(frozen=True, slots=True)
class Explanation:
    """The decision for a portion, and every rule's part in it, in the order of the policy.

    ``guards`` are the ``never`` that keep the portion back; ``sweeping`` the rules that withhold the whole document for
    what is in another portion.
    """

    document: Document
    portion: Portion
    policy: Policy
    as_of: dt.date
    decision: Decision
    rules: tuple[RuleExplanation, ...]
    guards: tuple[Guard, ...] = ()
    sweeping: tuple[Guard, ...] = ()

    @property
    def never(self) -> tuple[str, ...]:
        """The ids of the ``never`` that keep the portion back."""
        return tuple(guard.name for guard in self.guards)

    def to_json(self) -> dict[str, Any]:
        """The object that ``redact explain --json`` prints."""
        identity = self.policy.identity
        return {
            "document": self.document.identity(), "marking": self.document.marking.to_json(),
            "policy": {"name": identity.name, "version": identity.version, "sha256": identity.sha256},
            "as_of": self.as_of.isoformat(), "portion": self.portion.id, "kind": self.portion.kind,
            "found": self.portion.found, "decision": self.decision.to_json(self.portion),
            "rules": [rule.to_json() for rule in self.rules], "never": list(self.never),
            "sweeping": [{"rule": guard.name, "portion": guard.portion} for guard in self.sweeping],
        }


def explain(document: Document, portion_id: str, policy: Policy, as_of: dt.date, *, case: str = "") -> Explanation:
    """Why a portion is decided as it is; KeyError if the document has no such portion."""
    portion = document.portion(portion_id)
    plan = decide(document, policy, as_of, case=case)
    decision = plan.decision(portion_id)
    judge = Judge(document, policy, as_of, case)
    rules = tuple(_explained(entry, portion, decision, judge) for entry in judge.compiled.rules)
    broken = judge.applied(portion).broken if not set(decision.rules) & {rule.id for rule in policy.rules} else ()
    guards = tuple(Guard(entry.never.id, entry.never.because) for entry in broken if entry.never.id in decision.rules)
    return Explanation(document, portion, policy, as_of, decision, rules, guards,
                       tuple(_sweeping(judge, portion, decision)))


def _sweeping(judge: Judge, portion: Portion, decision: Decision) -> Iterator[Guard]:
    """The rules that withhold the whole document because of another portion, each with the first such portion."""
    for rule in judge.policy.rules:
        if rule.then == "withhold-document" and rule.id in decision.rules and rule.id not in _taking(judge, portion):
            where = next(other.id for other in judge.document.portions if rule.id in _taking(judge, other))
            yield Guard(rule.id, rule.because, where)


def _taking(judge: Judge, portion: Portion) -> set[str]:
    """The rules that apply to a portion; those that search only where they find something."""
    return {entry.rule.id for entry in judge.applied(portion).protective} | {
        rule.id for rule, _ in judge.hits(portion)}


def _explained(entry: CompiledRule, portion: Portion, decision: Decision, judge: Judge) -> RuleExplanation:
    facts = judge.facts.of(portion)
    reason = _reason(entry, facts)
    detail = ""
    if reason == "decided":
        reason, detail = _part(entry, portion, decision, judge)
    rule = entry.rule
    return RuleExplanation(
        rule.id, rule.then, reason, detail, rule.because, rule.authority, _checked(entry.when, facts),
        _checked(entry.unless, facts) if entry.unless else None,
        _found(entry, portion, judge), entry in judge.applied(portion).blocked)


def _found(entry: CompiledRule, portion: Portion, judge: Judge) -> tuple[Span, ...]:
    """Where a rule found what it takes, as offsets into the source."""
    hits = next((hits for rule, hits in judge.hits(portion) if rule.id == entry.rule.id), [])
    taken = sorted({(hit.start, hit.end) for hit in reached(portion, entry.rule, hits)})
    return tuple((portion.to_source(start), portion.to_source(end, end=True)) for start, end in taken)


def _checked(node: Node, facts: Facts) -> Checked:
    """A condition with the facts that it met."""
    if isinstance(node, Leaf):
        return Checked(node.words, node.test(facts), fact_in_words(node, facts))
    if isinstance(node, Not):
        if isinstance(node.node, Leaf):
            return Checked(node.node.denied, truth(node, facts), fact_in_words(node.node, facts))
        return Checked(in_words(node), truth(node, facts), joined="not", parts=(_checked(node.node, facts),))
    if len(node.nodes) == 1:
        return _checked(node.nodes[0], facts)
    return Checked(in_words(node), truth(node, facts), joined="all" if isinstance(node, All) else "any",
                   parts=tuple(_checked(child, facts) for child in node.nodes))


def _reason(entry: CompiledRule, facts: Facts) -> Reason:
    """Why a rule does not apply; "decided" if it does."""
    holds, excepted = entry.outcome(facts)
    if entry.counts(holds, excepted):
        return "decided"
    if holds is False:
        return "conditions-not-met"
    if excepted is True:
        return "exception-applies"
    return "fact-unknown"


def _part(entry: CompiledRule, portion: Portion, decision: Decision, judge: Judge) -> tuple[Reason, str]:
    """What part a rule that applies has in the decision."""
    applied = judge.applied(portion)
    if entry in applied.blocked:
        return "conditions-not-met", _CEILING
    if entry in applied.finding and entry.rule.id not in decision.rules:
        return "conditions-not-met", _FOUND_NOTHING
    if entry.rule.id not in decision.rules:
        return "stricter-decided", ""
    if _strictness(entry, decision) < STRICTNESS[decision.action]:
        return "stricter-decided", "Its codes are cited all the same." if entry.rule.protective else ""
    return "decided", ""


def _strictness(entry: CompiledRule, decision: Decision) -> int:
    """How strict a rule was here: one that found a stretch in a released portion cut that out."""
    then = entry.rule.then
    if entry.rule.find is not None:
        if decision.action == "redact":
            return STRICTNESS["redact"]
        return STRICTNESS["withhold" if then == "redact" and entry.rule.extent == "portion" else then]
    return STRICTNESS[then]


def fact_in_words(leaf: Leaf, facts: Facts) -> str:
    """The fact that a condition asks for, in words."""
    name = leaf.attribute
    if name in facts.levels:
        return facts.levels[name]
    if name == "declassify_on":
        return facts.declassify_on
    if name in ("age", "date"):
        return facts.date.isoformat() if facts.date else "unknown"
    return _set_in_words(facts.sets[name])


def _set_in_words(fact: SetFact) -> str:
    names = ", ".join(sorted(fact.names))
    if fact.other:
        return f"{names}, and something that could not be read" if names else "unknown"
    return names or "none"
