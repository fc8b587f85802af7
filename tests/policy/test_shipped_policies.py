"""The policies that ship: their own tests, and the cable the project starts from (design §6, §7)."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from policy_samples import policy

from redact.documents import ROUTING_KINDS, Document
from redact.policy.checking import check_policy
from redact.policy.decide import decide
from redact.policy.loading import load_policy, shipped_policies
from redact.policy.model import Policy
from redact.policy.mutation import mutation_score
from redact.policy.proving import prove
from redact.policy.testing import TestResult, run_tests

KARACHI = Path(__file__).resolve().parents[2] / "../shared/corpus/karachi-08-380.txt"


@pytest.fixture
def karachi() -> Document:
    if not KARACHI.exists():
        pytest.skip("the cable is not beside this checkout")
    from redact.documents.cable import read_bytes
    return read_bytes(KARACHI.read_bytes(), KARACHI.name)


REVIEWS = {"base-protective": "one-person", "base-public": "one-person", "coalition": "two-person",
           "foia-public": "two-person", "historical": "two-person", "mandatory-review": "two-person",
           "portion-marks": "none", "privacy-only": "one-person"}


def test_the_policies_that_ship_and_who_reviews_under_them() -> None:
    assert {name: load_policy(name).review for name in shipped_policies()} == REVIEWS


@pytest.mark.parametrize("name", shipped_policies())
def test_every_shipped_policy_passes_its_own_tests(name: str) -> None:
    results = run_tests(load_policy(name))
    assert len(results) >= 12
    assert [f"{result.name}: {result.message}" for result in results if not result.passed] == []


@pytest.mark.parametrize("name", shipped_policies())
def test_every_rule_of_a_shipped_policy_is_exercised_by_its_tests(name: str) -> None:
    under = load_policy(name)
    used = {rule for result in run_tests(under) for rule in result.decision.rules}
    assert {rule.id for rule in under.rules} - under.inherited - used == set()


@pytest.mark.parametrize("name", shipped_policies())
def test_what_a_shipped_policy_never_does_is_proved(name: str) -> None:
    proof = prove(load_policy(name))
    assert proof.promises
    assert proof.holds
    assert proof.left_out == ()


@pytest.mark.parametrize("name", shipped_policies())
def test_nothing_is_wrong_or_doubtful_in_a_shipped_policy(name: str) -> None:
    found = check_policy(name).issues
    doubts = [f"{issue.problem.line}: {issue.problem.message}" for issue in found
              if issue.severity == "error" or (issue.severity == "warning" and issue.code not in ACCEPTED)]
    assert doubts == []


ACCEPTED = {"protective-without-effect"}
"""'unreadable' of base-protective does what the default does, and says why."""


@pytest.mark.soak
@pytest.mark.parametrize("name", shipped_policies())
def test_the_tests_of_a_shipped_policy_notice_nearly_every_fault(name: str) -> None:
    score = mutation_score(load_policy(name))
    assert [mutant.words for mutant in score.survivors] == []
    assert score.killed


def _released(document: Document, under: Policy, as_of: dt.date) -> list[str]:
    plan = decide(document, under, as_of)
    return [portion.number or portion.kind for portion, decision in zip(document.portions, plan.decisions, strict=True)
            if not decision.withheld and portion.kind not in ROUTING_KINDS]


def _routing_is_out(document: Document, under: Policy, as_of: dt.date) -> bool:
    plan = decide(document, under, as_of)
    return all(decision.action == "release" and not decision.spans
               for portion, decision in zip(document.portions, plan.decisions, strict=True)
               if portion.kind in ROUTING_KINDS)


@pytest.mark.parametrize("as_of", [dt.date(2010, 1, 1), dt.date(2030, 1, 1)])
def test_karachi_by_portion_marks_on_any_day(karachi: Document, as_of: dt.date) -> None:
    under = load_policy("portion-marks")
    plan = decide(karachi, under, as_of)
    assert plan.outcome == "RIP"
    assert plan.banner.banner == "UNCLASSIFIED"
    assert _released(karachi, under, as_of) == ["8"]
    assert _routing_is_out(karachi, under, as_of)
    assert {decision.codes for decision in plan.decisions if decision.withheld} == {("classified",)}


def test_karachi_under_the_foia_before_its_day(karachi: Document) -> None:
    under, day = load_policy("foia-public"), dt.date(2010, 1, 1)
    assert _released(karachi, under, day) == ["8"]
    assert _routing_is_out(karachi, under, day)
    plan = decide(karachi, under, day)
    assert {decision.codes for decision in plan.decisions if decision.withheld} == {("(b)(1)", "1.4(b)", "1.4(d)")}
    assert not any(decision.declassifies for decision in plan.decisions)


def test_karachi_under_the_foia_after_its_day(karachi: Document) -> None:
    plan = decide(karachi, load_policy("foia-public"), dt.date(2018, 6, 7))
    assert {decision.action for decision in plan.decisions} == {"release"}
    assert plan.outcome == "RIF"
    assert any(decision.declassifies for decision in plan.decisions)


def test_the_day_itself_is_past(karachi: Document) -> None:
    under = load_policy("foia-public")
    assert decide(karachi, under, dt.date(2018, 6, 5)).outcome == "RIP"
    assert decide(karachi, under, dt.date(2018, 6, 6)).outcome == "RIF"


def _results(expect: str) -> TestResult:
    head = f"tests:\n  - name: one\n    portion: '(U) Omar Fulan left.'\n    expect: {expect}"
    return run_tests(policy(head=head))[0]


@pytest.mark.parametrize(("expect", "message"), [
    ("{action: release, rules: [open-u], codes: [], redacted: [], banner: UNCLASSIFIED, refer_to: []}", ""),
    ("{action: withhold}", "action: expected withhold, came release"),
    ("{rules: [other]}", "rules: expected other, came open-u"),
    ("{codes: ['(b)(6)']}", "codes: expected (b)(6), came none"),
    ("{redacted: [Omar]}", "redacted: expected Omar, came none"),
    ("{banner: SECRET}", "banner: expected SECRET, came UNCLASSIFIED"),
])
def test_a_test_says_what_came_instead(expect: str, message: str) -> None:
    result = _results(expect)
    assert result.message == message
    assert result.passed == (message == "")
    assert result.to_json()["passed"] == result.passed
