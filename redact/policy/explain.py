"""Why a portion was decided as it was, and for every other rule why it did not decide (design §3, promise 6).

Four reasons explain every rule that did not decide: its conditions are not met; a fact it needs is unknown; its
exception applies; it applies, but a stricter one decided.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, Literal

from redact.documents import Document, Portion
from redact.policy.compiled import STRICTNESS, CompiledRule
from redact.policy.conditions import Leaf, Truth, leaves
from redact.policy.decide import decide
from redact.policy.facts import Facts, SetFact
from redact.policy.judging import Judge
from redact.policy.model import Policy
from redact.policy.plan import Decision

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
    """One condition of a rule in words, the fact it met, and whether it holds (None: cannot be told)."""

    words: str
    fact: str
    holds: Truth
    exception: bool = False

    def line(self) -> str:
        """The condition as a line for people."""
        verdict = "cannot be told" if self.holds is None else "holds" if self.holds else "does not hold"
        return f"{'unless ' if self.exception else ''}{self.words}: {verdict} ({self.fact})"

    def to_json(self) -> dict[str, Any]:
        return {"condition": self.words, "fact": self.fact, "holds": self.holds, "exception": self.exception}


@dataclass(frozen=True, slots=True)
class RuleExplanation:
    """Why one rule decided or did not. ``words`` say it in full sentences."""

    rule: str
    then: str
    reason: Reason
    words: str
    because: str
    authority: str
    conditions: tuple[Checked, ...]

    def to_json(self) -> dict[str, Any]:
        return {"rule": self.rule, "then": self.then, "reason": self.reason, "words": self.words,
                "because": self.because, "authority": self.authority,
                "conditions": [condition.to_json() for condition in self.conditions]}


@dataclass(frozen=True, slots=True)
class Explanation:
    """The decision for a portion, and every rule's part in it, in the order of the policy."""

    document: Document
    portion: Portion
    policy: Policy
    as_of: dt.date
    decision: Decision
    rules: tuple[RuleExplanation, ...]
    never: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """The object that ``redact explain --json`` prints."""
        identity = self.policy.identity
        return {
            "document": self.document.identity(), "marking": self.document.marking.to_json(),
            "policy": {"name": identity.name, "version": identity.version, "sha256": identity.sha256},
            "as_of": self.as_of.isoformat(), "portion": self.portion.id, "kind": self.portion.kind,
            "found": self.portion.found, "decision": self.decision.to_json(self.portion),
            "rules": [rule.to_json() for rule in self.rules], "never": list(self.never),
        }

    def lines(self) -> list[str]:
        """The explanation for people, a line at a time; it quotes nothing of the text."""
        decision = self.decision
        codes = f" under {', '.join(decision.codes)}" if decision.codes else ""
        lines = [f"{self.portion.id} ({self.portion.kind}, mark found: {self.portion.found}), judged as of "
                 f"{self.as_of.isoformat()}: {decision.action}{codes}.", decision.because]
        lines += [f"Never to be released: {name}." for name in self.never]
        for rule in self.rules:
            lines += ["", f"{rule.rule} ({rule.then}): {rule.words}", f"    {rule.because}"]
            lines += [f"    {condition.line()}" for condition in rule.conditions]
        return lines


def explain(document: Document, portion_id: str, policy: Policy, as_of: dt.date, *, case: str = "") -> Explanation:
    """Why a portion is decided as it is; KeyError if the document has no such portion."""
    portion = document.portion(portion_id)
    decision = decide(document, policy, as_of, case=case).decision(portion_id)
    judge = Judge(document, policy, as_of, case)
    rules = tuple(_explained(entry, portion, decision, judge) for entry in judge.compiled.rules)
    broken = () if set(decision.rules) & {rule.id for rule in policy.rules} else judge.applied(portion).broken
    return Explanation(document, portion, policy, as_of, decision, rules,
                       tuple(entry.never.id for entry in broken if entry.never.id in decision.rules))


def _explained(entry: CompiledRule, portion: Portion, decision: Decision, judge: Judge) -> RuleExplanation:
    facts = judge.facts.of(portion)
    reason = _reason(entry, facts)
    detail = ""
    if reason == "decided":
        reason, detail = _part(entry, portion, decision, judge)
    words = " ".join(part for part in (_WORDS[reason], detail) if part)
    checked = [Checked(leaf.words, fact_in_words(leaf, facts), leaf.test(facts)) for leaf, _ in leaves(entry.when)]
    if entry.unless is not None:
        checked += [Checked(leaf.words, fact_in_words(leaf, facts), leaf.test(facts), exception=True)
                    for leaf, _ in leaves(entry.unless)]
    rule = entry.rule
    return RuleExplanation(rule.id, rule.then, reason, words, rule.because, rule.authority, tuple(checked))


def _reason(entry: CompiledRule, facts: Facts) -> Reason:
    """Why a rule does not apply; "decided" if it does."""
    holds, excepted = entry.outcome(facts)
    if entry.applies(facts):
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
