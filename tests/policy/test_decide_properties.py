"""Laws of deciding, for any policy and any portion: adding protection never loosens, order never matters, and what is
unknown never releases."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from policy_samples import TODAY, document, policy

from redact.policy.decide import decide
from redact.policy.judging import NO_RULE
from redact.policy.model import Policy
from redact.policy.plan import ACTIONS, Decision, Plan
from redact.policy.schema import Rule

LEAVES = st.sampled_from([
    {"level": "U"}, {"level": ["C", "S"]}, {"level": {"at_least": "C"}}, {"level": {"at_most": "C"}},
    {"dissem": "NOFORN"}, {"dissem": {"only": ["NF"]}}, {"dissem": "none"}, {"sci": "any"}, {"sci": "none"},
    {"fgi": "any"}, {"controls": {"only": []}}, {"declassify_on": "passed"}, {"declassify_on": ["future", "unknown"]},
    {"age": "over 25 years"}, {"age": "under 25 years"}, {"agency": "any"}, {"agency": "none"}, {"from": "PARIS"},
    {"captions": {"only": ["SIPDIS"]}}, {"tags": "PREL"}, {"kind": "paragraph"}, {"kind": ["header", "caption"]},
    {"found": {"none_of": ["explicit"]}}, {"reasons": "1.4(d)"}, {},
])
CONDITIONS = st.recursive(LEAVES, lambda inner: st.one_of(
    st.lists(inner, min_size=1, max_size=3).map(lambda parts: {"any": parts}),
    st.lists(inner, min_size=1, max_size=3).map(lambda parts: {"all": parts}),
    inner.map(lambda part: {"not": part})), max_leaves=4)
PROTECTIVE = st.sampled_from([
    {"then": "withhold", "codes": ["(b)(1)"]}, {"then": "withhold", "codes": ["(b)(5)", "(b)(6)"]},
    {"then": "refer", "refer_to": ["CIA"], "codes": ["referred"]}, {"then": "withhold-document", "codes": ["(b)(3)"]},
    {"then": "redact", "find": {"terms": ["Omar Fulan"]}, "codes": ["(b)(6)"]},
    {"then": "redact", "find": {"pattern": "Ful[a-z]+"}, "extent": "sentence", "codes": ["(b)(7)(C)"]},
    {"then": "withhold", "find": {"terms": ["talks"]}, "extent": "portion", "codes": ["(b)(5)"]},
])
RELEASING = st.sampled_from([{"then": "release"}, {"then": "downgrade", "to": "U"}])
MARKS = st.sampled_from(["(U)", "(U//NF)", "(SBU)", "(C)", "(C//NF)", "(S//SI//NF)", "(S//FGI GBR)", "(//NS)",
                         "(S//RD)", "(U//XYZZY)", "(S//XYZZY)", ""])
TEXTS = st.sampled_from(["The talks failed.", "Omar Fulan left. The rest stayed.", "According to a CIA report, rain."])
AROUND = st.fixed_dictionaries({}, optional={
    "date": st.sampled_from(["1980-01-01", "2015-03-02"]), "from": st.sampled_from(["AMEMBASSY PARIS", "CIA WASHDC"]),
    "declassify_on": st.sampled_from(["2000-01-01", "2040-01-01", "exempt", "end of mission"]),
    "captions": st.sampled_from([["SIPDIS"], ["NODIS"], ["UNHEARD OF"]]), "tags": st.just(["PREL"]),
    "kind": st.sampled_from(["header", "subject"]), "banner": st.sampled_from(["CONFIDENTIAL", "SECRET//NOFORN"]),
    "reasons": st.just(["1.4(d)"])})
EMPTY = policy("")


def _rule(kind: dict[str, Any], when: dict[str, Any], unless: dict[str, Any] | None) -> dict[str, Any]:
    return {"because": "Because.", "when": when, **({"unless": unless} if unless else {}), **kind}


def _rules(kinds: st.SearchStrategy[dict[str, Any]], most: int) -> st.SearchStrategy[list[dict[str, Any]]]:
    return st.lists(st.builds(_rule, kinds, CONDITIONS, st.none() | CONDITIONS), max_size=most)


def _policy(rules: list[dict[str, Any]]) -> Policy:
    named = tuple(Rule.model_validate({"id": f"r{number}", **rule}) for number, rule in enumerate(rules))
    return replace(EMPTY, rules=named)


def _strictness(decision: Decision) -> int:
    return ACTIONS.index(decision.action)


def _plan(rules: list[dict[str, Any]], text: str, around: dict[str, Any]) -> Plan:
    return decide(document(text, **around), _policy(rules), TODAY)


def _cut(decision: Decision) -> set[int]:
    return {offset for span in decision.spans for offset in range(span.start, span.end)}


@settings(max_examples=300, deadline=None)
@given(_rules(RELEASING, 3), _rules(PROTECTIVE, 3), _rules(PROTECTIVE, 1), MARKS, TEXTS, AROUND)
def test_adding_a_protective_rule_never_loosens(releasing: list[dict[str, Any]], protective: list[dict[str, Any]],
                                                added: list[dict[str, Any]], mark: str, words: str,
                                                around: dict[str, Any]) -> None:
    text = f"{mark} {words}".strip()
    before = _plan(releasing + protective, text, around).decisions[0]
    after = _plan(releasing + protective + added, text, around).decisions[0]
    by_default = before.because == NO_RULE
    assert after.withheld if by_default else _strictness(after) >= _strictness(before)
    if after.withheld:
        assert set(before.codes) - {"undetermined", "controlled"} <= set(after.codes)
    else:
        assert _cut(before) <= _cut(after)


@settings(max_examples=200, deadline=None)
@given(_rules(st.one_of(RELEASING, PROTECTIVE), 6), MARKS, TEXTS, AROUND, st.randoms(use_true_random=False))
def test_the_order_of_rules_never_matters(rules: list[dict[str, Any]], mark: str, words: str, around: dict[str, Any],
                                          chance: random.Random) -> None:
    made = document(f"{mark} {words}".strip(), **around)
    first = _policy(rules)
    shuffled = list(first.rules)
    chance.shuffle(shuffled)
    assert decide(made, first, TODAY).decisions == decide(made, replace(first, rules=tuple(shuffled)), TODAY).decisions


@settings(max_examples=300, deadline=None)
@given(_rules(st.one_of(RELEASING, PROTECTIVE), 5), MARKS, TEXTS, AROUND,
       st.sampled_from(["date", "from", "declassify_on", "reasons"]))
def test_taking_a_fact_away_never_releases_what_every_value_of_it_would_keep(
        rules: list[dict[str, Any]], mark: str, words: str, around: dict[str, Any], fact: str) -> None:
    values = {"date": ["1950-01-01", "1980-01-01", "2015-03-02"],
              "from": ["AMEMBASSY PARIS", "AMEMBASSY ROME", "CIA WASHDC"],
              "declassify_on": ["2000-01-01", "2040-01-01", "exempt"], "reasons": [["1.4(d)"], ["1.4(c)"]]}
    missing = {"declassify_on": "end of mission"}
    without = {key: value for key, value in around.items() if key != fact} | (
        {fact: missing[fact]} if fact in missing else {})
    if fact == "date" and "declassify_on" not in without:
        without["declassify_on"] = "end of mission"
    text = f"{mark} {words}".strip()
    unknown = _plan(rules, text, without).decisions[0]
    if unknown.withheld:
        return
    for value in values[fact]:
        assert not _plan(rules, text, {**without, fact: value}).decisions[0].withheld


@settings(max_examples=200, deadline=None)
@given(_rules(RELEASING, 5), TEXTS, AROUND)
def test_a_level_that_cannot_be_read_is_never_released(rules: list[dict[str, Any]], words: str,
                                                       around: dict[str, Any]) -> None:
    bare = {key: value for key, value in around.items() if key not in ("banner", "kind")}
    assert _plan(rules, words, bare).decisions[0].withheld


@settings(max_examples=200, deadline=None)
@given(_rules(RELEASING, 4), MARKS, TEXTS, AROUND)
def test_nothing_current_leaves_to_the_public(rules: list[dict[str, Any]], mark: str, words: str,
                                              around: dict[str, Any]) -> None:
    current = {key: value for key, value in around.items() if key != "kind"} | {
        "declassify_on": "2040-01-01", "date": "2015-03-02"}
    made = document(f"{mark} {words}".strip(), **current)
    decision = decide(made, _policy(rules), TODAY).decisions[0]
    assert decision.withheld or made.portions[0].marking.level == "U"
