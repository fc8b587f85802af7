"""Explaining: every rule has one of the four reasons, or decided."""

from __future__ import annotations

import json

from policy_samples import TODAY, document, policy

from redact.policy.decide import decide
from redact.policy.explain import Explanation, RuleExplanation, explain
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


def _rule(explanation: Explanation, name: str) -> RuleExplanation:
    return next(rule for rule in explanation.rules if rule.rule == name)


def test_conditions_are_said_with_their_facts() -> None:
    explanation = _explained("(S//NF) The talks failed.")
    assert [(one.words, one.fact, one.holds) for one in _rule(explanation, "old").when.single()] == [
        ("level is S", "S", True), ("age is over 25 years", "unknown", None)]
    excepted = _rule(explanation, "except").to_json()
    assert excepted["unless"] == {"condition": "how the mark was found: explicit", "fact": "explicit", "holds": True}
    assert excepted["conditions"][-1] == {**excepted["unless"], "exception": True}


NESTED = """
  - id: nested
    because: x
    when:
      any:
        - {level: S, dissem: {none_of: [OC]}}
        - not: {any: [{level: U}, {kind: table}]}
        - {found: section}
    then: withhold
    codes: [controlled]
"""


def test_conditions_are_told_as_they_are_written_with_their_signs() -> None:
    when = _rule(_explained("(C//NF) x", NESTED), "nested").to_json()["when"]
    assert when == {"holds": True, "any": [
        {"holds": False, "all": [{"condition": "level is S", "fact": "C", "holds": False},
                                 {"condition": "dissemination controls: none of OC", "fact": "NF", "holds": True}]},
        {"holds": True, "not": {"holds": False, "any": [
            {"condition": "level is U", "fact": "C", "holds": False},
            {"condition": "kind of portion: table", "fact": "paragraph", "holds": False}]}},
        {"condition": "how the mark was found: section", "fact": "explicit", "holds": False}]}


def test_the_grounds_are_what_settles_it() -> None:
    held = _rule(_explained("(C//NF) x", NESTED), "nested").when.grounds()
    assert [one.words for one in held.single()] == ["level is U", "kind of portion: table"]
    failed = _rule(_explained("(U) x", NESTED), "nested").when.grounds()
    assert [one.words for one in failed.single()] == ["level is S", "level is U", "how the mark was found: section"]


def test_what_a_search_found_is_told_by_its_place() -> None:
    text = "(U) Omar Fulan left; then Omar Fulan came."
    names = _rule(_explained(text), "names")
    assert [text[start:end] for start, end in names.found] == ["Omar Fulan", "Omar Fulan"]
    assert names.to_json()["found"][0] == {"start": 4, "end": 14}
    nothing = _rule(_explained("(U) Nobody left."), "names")
    assert (nothing.reason, nothing.detail) == ("conditions-not-met", "It found nothing in the text.")


def test_a_whole_document_withheld_for_another_portion_names_it() -> None:
    rules = RULES + "  - {id: all, because: Everything., when: {level: TS}, then: withhold-document, codes: ['(b)(1)']}"
    explanation = _explained("(U) x", rules, portions=["(TS) y"])
    assert [(guard.name, guard.portion) for guard in explanation.sweeping] == [("all", "p2")]
    assert _reasons(explanation)["all"] == "conditions-not-met"
    assert _explained("(TS) x", rules).sweeping == ()


def test_a_rule_held_back_by_the_ceiling_says_so() -> None:
    bare = next(rule for rule in _explained("(S) x").rules if rule.rule == "bare")
    assert "The audience may not have" in bare.words
    assert bare.ceiling
    assert not next(rule for rule in _explained("(U) x").rules if rule.rule == "bare").ceiling


def test_a_broken_never_is_named() -> None:
    explanation = _explained("(U//NF) x", head="never:\n  - {id: no-nf, because: Never., when: {dissem: NF}}")
    assert explanation.never == ("no-nf",)
    assert explanation.guards[0].because == "Never."
    assert explanation.decision.action == "withhold"


def test_it_explains_the_decision_of_the_plan_and_quotes_nothing() -> None:
    made = document("1. (C) Zanzibar is quiet.", date="1980-01-01", sender="AMEMBASSY PARIS")
    under = load_policy("foia-public")
    explanation = explain(made, "p1", under, TODAY)
    assert explanation.decision == decide(made, under, TODAY).decisions[0]
    told = json.dumps(explanation.to_json())
    assert "Zanzibar" not in told
    assert {rule.rule for rule in explanation.rules} == {rule.id for rule in under.rules}
    assert sum(rule.reason == "decided" for rule in explanation.rules) == 1
