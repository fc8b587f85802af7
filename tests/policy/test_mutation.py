"""Mutants: each kind of fault is made, what a test notices is killed, and equivalent ones are so for real documents."""

from __future__ import annotations

import datetime as dt
import random
from xml.etree import ElementTree

import pytest
from policy_samples import document, policy
from space_samples import RULES as SAMPLES
from space_samples import sample

from redact.policy.coverage import coverage
from redact.policy.decide import decide
from redact.policy.junit import Suite, junit_xml
from redact.policy.loading import load_policy, parse_policy
from redact.policy.model import Policy
from redact.policy.mutating import mutants
from redact.policy.mutation import equivalents, mutation_score, no_progress
from redact.policy.testing import TestResult, prepared, run_tests

RULES = """
  - id: open
    because: x
    when:
      level: {at_least: U, below: C}
      any: [{tags: [PREL, PGOV]}, {captions: {only: [SIPDIS]}}]
    then: release
  - id: old
    because: x
    when: {declassify_on: passed, age: over 25 years}
    unless: {not: {level: S}}
    then: downgrade
    to: U
  - id: keep
    because: x
    when: {level: [C, S, TS]}
    then: withhold-document
    codes: ["(b)(1)", "(b)(5)"]
  - id: names
    because: x
    find: {entity: [ssn, email]}
    extent: sentence
    then: refer
    refer_to: [DOJ]
    codes: ["(b)(6)"]
"""
NEVER = "never:\n  - {id: no-sci, because: x, when: {sci: any}}"
FAULTS = [
    "without the rule 'open'",
    "without 'level is at least U and level is below C' in the rule 'open'",
    "without 'at least U' in the rule 'open'", "with 'at least R' instead of 'at least U' in the rule 'open'",
    "without 'below C' in the rule 'open'", "with 'below R' instead of 'below C' in the rule 'open'",
    "with 'below S' instead of 'below C' in the rule 'open'",
    "without 'TAGS: PREL or PGOV or captions of the message: none but SIP…' in the rule 'open'",
    "with 'all' instead of 'any' in the rule 'open'",
    "without 'TAGS: PREL or PGOV' in the rule 'open'",
    "with 'all_of' instead of 'any_of' for tags PREL, PGOV in the rule 'open'",
    "with 'only' instead of 'any_of' for tags PREL, PGOV in the rule 'open'",
    "without 'captions of the message: none but SIPDIS' in the rule 'open'",
    "with 'any_of' instead of 'only' for captions SIPDIS in the rule 'open'",
    "without the rule 'old'", "without 'declassification date is passed' in the rule 'old'",
    "without 'age is over 25 years' in the rule 'old'",
    "with 'age is over 24 years' instead of 'over 25 years' in the rule 'old'",
    "with 'age is over 26 years' instead of 'over 25 years' in the rule 'old'",
    "without the exception in the rule 'old'",
    "with the level C instead of S of the exception in the rule 'old'",
    "with the level TS instead of S of the exception in the rule 'old'",
    "with 'release' instead of 'downgrade' in the rule 'old'",
    "without the rule 'keep'", "without 'level is C or S or TS' in the rule 'keep'",
    "without the level C in the rule 'keep'", "without the level TS in the rule 'keep'",
    "without the code (b)(1) in the rule 'keep'", "without the code (b)(5) in the rule 'keep'",
    "with 'withhold' instead of 'withhold-document' in the rule 'keep'",
    "without the rule 'names'", "without the code (b)(6) in the rule 'names'",
    "with 'redact' instead of 'refer' in the rule 'names'",
    "with the extent 'span' instead of 'sentence' in the rule 'names'",
    "without the entity ssn in the rule 'names'", "without the entity email in the rule 'names'",
    "without the never 'no-sci'", "with 'refer' as the default instead of 'withhold'",
    "without the code (b)(5) of the default",
]


def test_every_kind_of_fault_is_made_once() -> None:
    made = list(mutants(policy(RULES, head=NEVER, default="{withhold: ['(b)(5)']}")))
    assert sorted(mutant.words for mutant in made) == sorted(FAULTS)
    assert len({mutant.policy.sha256 for mutant in made}) == len(made)
    assert {mutant.kind for mutant in made} == {
        "drop-rule", "drop-condition", "drop-exception", "drop-code", "drop-never", "shift-level", "shift-age", "swap",
        "weaken-action", "narrow-search"}


def with_tests(tests: str, rules: str = "") -> Policy:
    simple = rules or """
  - {id: open, because: x, when: {level: U, controls: {only: []}}, then: release}
  - {id: keep, because: x, when: {controls: any}, then: withhold, codes: [controlled]}
"""
    return policy(simple, head=f"tests:\n{tests}" if tests else "")


OPEN = "  - {name: open, portion: '(U) x', expect: {action: release}}\n"
KEEP = "  - {name: keep, portion: '(U//NF) x', expect: {action: withhold, codes: [controlled]}}\n"
HIGH = "  - {name: high, portion: '(C) x', expect: {codes: [undetermined], refer_to: [], action: withhold}}\n"


def test_more_tests_never_score_lower() -> None:
    scores = [mutation_score(with_tests(tests)).score for tests in ("", OPEN, OPEN + KEEP, OPEN + KEEP + HIGH)]
    assert scores == sorted(scores)
    assert scores[0] == 0
    assert scores[-1] == 1


def test_survivors_and_equivalents_are_told_apart() -> None:
    score = mutation_score(with_tests(OPEN + HIGH))
    assert "without the rule 'keep'" in {mutant.words for mutant in score.survivors}
    # what bears a control is withheld without that rule too, and by the ceiling nothing classified is released
    assert {mutant.words for mutant in score.equivalent} == {
        "without 'control markings of any kind: none' in the rule 'open'", "without 'level is U' in the rule 'open'"}


def test_a_test_that_fails_already_finds_nothing() -> None:
    wrong = "  - {name: wrong, portion: '(U) x', expect: {action: withhold}}\n"
    assert mutation_score(with_tests(wrong)).score == 0


def test_two_searches_for_one_thing_are_equivalent_to_one() -> None:
    rules = """
  - {id: open, because: x, when: {level: U, controls: {only: []}}, then: release}
  - {id: one, because: x, find: {entity: [ssn, email]}, then: redact, codes: ["(b)(6)"]}
  - {id: two, because: x, find: {entity: [email, card]}, then: withhold, codes: ["(b)(6)"]}
"""
    found = {mutant.words for mutant in mutation_score(with_tests("", rules)).equivalent}
    assert found == {"without 'level is U' in the rule 'open'", "without the entity email in the rule 'one'",
                     "without the entity email in the rule 'two'"}


def test_what_is_cited_for_a_whole_document_tells_mutants_apart() -> None:
    rules = """
  - {id: all, because: x, when: {level: S}, then: withhold-document, codes: ["(b)(1)", "(b)(6)"]}
  - {id: too, because: x, when: {level: S}, then: withhold, codes: ["(b)(1)", "(b)(5)"]}
"""
    words = {mutant.words for mutant in mutation_score(with_tests("", rules)).equivalent}
    assert "without the code (b)(1) in the rule 'too'" in words
    assert "without the code (b)(1) in the rule 'all'" not in words


MARKS = ["(U) x", "(C) x", "(S//NF) x", "(TS//SI//OC/NF) x", "(SBU) x", "(U//FOUO) x", "(S//RD//NF) x", "(//GBR S) x",
         "x", "(S//REL TO USA, GBR) x", "(C//XYZZY) x", "(U//NF) x", "(CUI) x", "(//NS) x", "(TS//SI-G ABCD//OC/NF) x"]


def _around(rng: random.Random) -> dict[str, object]:
    options: dict[str, list[object]] = {
        "date": [None, "1960-06-06", "1989-06-30", "1999-12-31", "2001-01-01", "2020-02-02"],
        "sender": [None, "CIA WASHDC", "AMEMBASSY PARIS", "AMEMBASSY LONDON"], "captions": [[], ["SIPDIS"], ["NODIS"]],
        "to": [[], ["USMISSION NATO"]], "info": [[], ["SECDEF WASHDC"]], "tags": [[], ["PREL"], ["CVIS", "PTER"]],
        "reasons": [[], ["1.4(d)"], ["1.4(b)", "1.4(d)"]], "kind": ["paragraph", "subject", "header", "table"],
        "declassify_on": [None, "exempt", "1995-01-01", "2040-01-01", "end of mission"], "format": ["text", "html"],
        "banner": [None, "SECRET//NOFORN", "UNCLASSIFIED"], "portions": [[], ["(S//NF) y"], ["(SBU) y"]],
        "found": [None, "parent", "section"]}
    return {key: value for key, values in options.items() if (value := rng.choice(values)) is not None}


@pytest.mark.parametrize("name", SAMPLES)
def test_equivalent_mutants_decide_documents_alike(name: str) -> None:
    under, rng = sample(name)[0], random.Random(name)
    made = list(mutants(under))
    same = equivalents(under, made, no_progress)
    assert len(same) < len(made)
    for _ in range(120):
        paper = document(rng.choice(MARKS), **_around(rng))
        day = rng.choice([dt.date(2026, 11, 23), dt.date(2014, 12, 31)])
        expected = _said(paper, under, day)
        for mutant in same:
            assert _said(paper, mutant.policy, day) == expected, mutant.words


def _said(paper: object, under: Policy, day: dt.date) -> list[object]:
    return [(made.action, made.codes, made.refer_to, made.effective, made.spans)
            for made in decide(paper, under, day, case="F-1").decisions]  # type: ignore[arg-type]


def test_what_a_policy_takes_over_is_not_changed() -> None:
    child = parse_policy(b"policy: child\nversion: 1\ntitle: x\naudience: public\nreview: none\n"
                         b"default: {withhold: [controlled]}\nextends: portion-marks\nrules:\n"
                         b"  - {id: own, because: x, when: {tags: PREL}, then: withhold, codes: [controlled]}\n")
    assert {mutant.rule for mutant in mutants(child)} == {"own", ""}


def test_coverage_names_rules_and_conditions_without_part() -> None:
    under = with_tests(OPEN + "  - {name: closed, portion: '(C) x', expect: {action: withhold}}\n")
    tests = prepared(under)
    told = coverage(under, tests, [test.run(under) for test in tests])
    assert told.rules == ("keep",)
    assert told.conditions == ()
    assert coverage(under, tests[:0], []).conditions == (
        ("open", "level is U"), ("open", "control markings of any kind: none"),
        ("keep", "control markings of any kind: any"))


def test_junit_is_well_formed_whatever_a_test_is_called() -> None:
    odd = "  - {name: '<a> & \"b\" — ünïcode', portion: '(U) x', expect: {action: withhold, codes: []}}\n"
    under = with_tests(odd + KEEP)
    results = tuple(TestResult(result.name + "\x07]]>", result.differences, result.decision)
                    for result in run_tests(under))
    suite = Suite(under, "a&b.yaml", results, coverage(under, [], results), mutation_score(under))
    root = ElementTree.fromstring(junit_xml([suite, suite]))
    assert (root.tag, root.get("tests"), root.get("failures")) == ("testsuites", "4", "2")
    found = root.findall("testsuite")
    assert [one.get("name") for one in found] == ["sample", "sample"]
    case = found[0].findall("testcase")[0]
    assert case.get("name") == '<a> & "b" — ünïcode\ufffd]]>'
    failure = case.find("failure")
    assert failure is not None
    assert failure.get("message") == "action: expected withhold, came release"
    assert found[0].findall("testcase")[1].find("failure") is None


def test_the_shipped_policies_score_what_their_tests_are_worth() -> None:
    score = mutation_score(load_policy("portion-marks"))
    assert score.score > 0.7
    assert {mutant.words for mutant in score.equivalent} >= {"without the never 'no-classified'"}
