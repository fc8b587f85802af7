"""Explaining: every rule has one of the four reasons, or decided."""

from __future__ import annotations

import json

from policy_samples import TODAY, document, policy

from redact.policy.decide import decide
from redact.policy.explain import Explanation, explain
from redact.policy.loading import load_policy

RULES = """
  - {id: open-u, because: Unclassified., when: {level: U}, then: release}
  - {id: keep, because: Secret., when: {level: S}, then: withhold, codes: ["(b)(1)"]}
  - {id: refer, because: Theirs., when: {level: S}, then: refer, refer_to: [CIA], codes: [referred]}
  - {id: old, because: Old., when: {level: S, age: over 25 years}, then: release}
  - {id: except, because: Mostly., when: {level: S}, unless: {found: explicit}, then: withhold, codes: ["(b)(5)"]}
  - {id: bare, because: All., then: release}
  - {id: names, because: Names., find: {terms: [Omar Fulan]}, then: redact, codes: ["(b)(6)"]}
"""


def _explained(text: str, rules: str = RULES, head: str = "", **around: object) -> Explanation:
    return explain(document(text, **around), "p1", policy(rules, head=head), TODAY)


def _reasons(explanation: Explanation) -> dict[str, str]:
    return {rule.rule: rule.reason for rule in explanation.rules}


def test_the_four_reasons() -> None:
    assert _reasons(_explained("(S) The talks failed.")) == {
        "open-u": "conditions-not-met", "keep": "decided", "refer": "stricter-decided", "old": "fact-unknown",
        "except": "exception-applies", "bare": "conditions-not-met", "names": "conditions-not-met"}


def test_a_release_with_a_cut() -> None:
    reasons = _reasons(_explained("(U) Omar Fulan left early."))
    assert (reasons["open-u"], reasons["bare"], reasons["names"]) == ("stricter-decided", "stricter-decided", "decided")
    assert _reasons(_explained("(U) She left."))["open-u"] == "decided"


def test_conditions_are_said_with_their_facts() -> None:
    explanation = _explained("(S//NF) The talks failed.")
    old = next(rule for rule in explanation.rules if rule.rule == "old")
    assert [(checked.words, checked.fact, checked.holds) for checked in old.conditions] == [
        ("level is S", "S", True), ("age is over 25 years", "unknown", None)]
    assert "    age is over 25 years: cannot be told (unknown)" in explanation.lines()
    assert "    unless how the mark was found: explicit: holds (explicit)" in explanation.lines()


def test_a_rule_held_back_by_the_ceiling_says_so() -> None:
    bare = next(rule for rule in _explained("(S) x").rules if rule.rule == "bare")
    assert "The audience may not have" in bare.words


def test_a_broken_never_is_named() -> None:
    explanation = _explained("(U//NF) x", head="never:\n  - {id: no-nf, because: Never., when: {dissem: NF}}")
    assert explanation.never == ("no-nf",)
    assert explanation.decision.action == "withhold"


def test_it_explains_the_decision_of_the_plan_and_quotes_nothing() -> None:
    made = document("1. (C) Zanzibar is quiet.", date="1980-01-01", sender="AMEMBASSY PARIS")
    under = load_policy("foia-public")
    explanation = explain(made, "p1", under, TODAY)
    assert explanation.decision == decide(made, under, TODAY).decisions[0]
    told = json.dumps(explanation.to_json()) + "\n".join(explanation.lines())
    assert "Zanzibar" not in told
    assert {rule.rule for rule in explanation.rules} == {rule.id for rule in under.rules}
    assert sum(rule.reason == "decided" for rule in explanation.rules) == 1
