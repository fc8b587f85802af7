"""Proofs: what is proved holds, what is broken is shown by a portion, and what cannot be decided counts against."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace

import pytest
from policy_samples import RELEASE_U, policy
from space_samples import RULES, sample

from redact.cli import run
from redact.policy import proving
from redact.policy.comparing import compare_policies
from redact.policy.decide import decide
from redact.policy.loading import load_policy, shipped_policies
from redact.policy.model import Policy
from redact.policy.proving import BrokenPromise, Proof, prove, require_proof
from redact.policy.schema import Condition, TestDocument
from redact.policy.testing import small_document
from redact.review.publishing import Order, release_document
from redact.review.workspace import Workspace

MANY = 2_500
"""Rules of a policy of very many."""
DAY = dt.date(2026, 11, 23)
NEVER = "never: [{id: no-sci, because: Never., when: {sci: any}}]"
DRAFT = """
  - {id: old, because: x, when: {age: over 25 years, aea: none}, then: release}
  - {id: foreign, because: x, when: {fgi: any}, then: refer, refer_to: [owner], codes: [referred]}
"""
CURRENT = """
never:
  - {id: no-current, because: x, when: {level: {at_least: R}, not: {declassify_on: passed}}}
  - {id: no-foreign, because: x, when: {fgi: any}}
"""


def _verdicts(proof: Proof) -> dict[str, str]:
    return {promise.never: promise.verdict for promise in proof.promises}


@pytest.mark.parametrize("name", shipped_policies())
def test_every_shipped_policy_keeps_its_promises(name):
    proof = prove(load_policy(name))
    assert proof.holds, [promise for promise in proof.promises if promise.verdict != "proved"]
    assert proof.promises
    assert not proof.left_out


def test_millions_of_situations_are_decided():
    assert prove(load_policy("foia-public")).situations > 2_000_000


def test_a_first_draft_is_broken_by_what_its_author_had_not_seen():
    proof = prove(policy(DRAFT, CURRENT))
    assert _verdicts(proof) == {"no-current": "broken", "no-foreign": "proved"}
    promise = proof.promises[0]
    assert promise.rules == ("old",)
    assert promise.example is not None
    assert promise.example.marking == "(C)"
    assert "when its classification ends cannot be told" in promise.example.document
    facts = promise.example.facts
    document = small_document(f"{promise.example.marking} The talks failed.", TestDocument.model_validate(
        {"date": facts["date"], "declassify_on": "end of mission", "from": "AMEMBASSY PARIS"}))
    plan = decide(document, policy(DRAFT, CURRENT), promise.example.as_of)
    assert [finding.code for finding in plan.findings] == ["never-broken"]


def test_the_counterexample_is_the_plainest():
    proof = prove(policy(RELEASE_U, "never: [{id: no-both, because: x, when: {all: [{sci: any}, {tags: PREL}]}}]"))
    facts = proof.promises[0].example.facts
    assert facts["held"] == ["sci: SI", "tags: PREL"]
    assert facts["unknown"] == []
    assert (facts["level"], facts["kind"], facts["found"]) == ("U", "paragraph", "explicit")


def test_a_find_keeps_no_promise():
    rules = RELEASE_U + """
  - {id: cut, because: x, find: {terms: [GAMMA]}, extent: portion, then: withhold, codes: ["(b)(1)"]}
"""
    assert _verdicts(prove(policy(rules, NEVER))) == {"no-sci": "broken"}


def test_a_policy_without_never_promises_nothing_and_holds():
    proof = prove(policy(RELEASE_U))
    assert proof.holds
    assert proof.promises == ()


def test_facts_that_nobody_asks_for_are_left_out():
    asks_little, asks_more = policy(RELEASE_U), policy(RELEASE_U, NEVER)
    assert "unread control" not in prove(asks_little).facts
    assert {"sci: SI", "unread control"} <= set(prove(asks_more).facts)


@pytest.mark.parametrize("name", RULES)
@pytest.mark.parametrize("cap", [700, 5_000, 40_000])
def test_with_little_room_nothing_is_claimed_that_is_not_so(name, cap):
    made, _ = sample(name)
    exact, bounded = _verdicts(prove(made)), _verdicts(prove(made, cap=cap))
    for never, verdict in bounded.items():
        assert verdict in {exact[never], "not-proved"}


def test_with_little_room_what_does_not_hang_on_the_rest_is_proved_and_broken_all_the_same():
    tagged = "  - {{id: t{0}, because: x, when: {{tags: [TAG{0}A]}}, then: withhold, codes: ['(b)(5)']}}\n"
    rules = RELEASE_U + "".join(tagged.format(number) for number in range(30))
    proof = prove(policy(rules, """
        never:
          - {id: no-sci, because: x, when: {sci: any}}
          - {id: no-secret, because: x, when: {level: S}}
          - {id: no-tag, because: x, when: {tags: TAG1A}}
        """))
    assert proof.left_out
    assert proof.situations <= proving.CAP
    assert _verdicts(proof) == {"no-sci": "broken", "no-secret": "proved", "no-tag": "proved"}


def _many(written: str, conditions: list[dict[str, object]]) -> Policy:
    """A policy of very many rules, each with a condition of its own."""
    made = policy(RELEASE_U + written, NEVER)
    rule = made.rules[-1]
    rules = tuple(rule.model_copy(update={"id": f"r{number}", "when": Condition.model_validate(condition)})
                  for number, condition in enumerate(conditions))
    return replace(made, rules=made.rules[:1] + rules)


@pytest.mark.parametrize("conditions", [
    [{"tags": [f"T{number}"]} for number in range(MANY)],
    [{"date": {"before": f"{1900 + number // 365}-0{number % 9 + 1}-1{number % 7}"}} for number in range(MANY)],
    [{"case": f"F-{number}"} for number in range(MANY)],
    [{"from": f"POST {number}", "age": f"over {number % 999 + 1} years"} for number in range(MANY)],
    [{"age": "over 25 years"}] * MANY], ids=["tags", "dates", "cases", "posts", "alike"])
def test_very_many_rules_are_judged_in_bounded_time(conditions):
    """One by one it would take years; no promise is kept that the one releasing rule breaks."""
    _judged(conditions)


@pytest.mark.soak
def test_ten_thousand_rules_are_judged_in_bounded_time():
    _judged([{"tags": [f"T{number}"]} for number in range(10_000)])


def _judged(conditions):
    made = _many("  - {id: t, because: x, when: {tags: [PREL]}, then: withhold, codes: ['(b)(5)']}\n", conditions)
    assert _verdicts(prove(made))["no-sci"] in ("broken", "not-proved")
    assert compare_policies(made, replace(made, rules=tuple(reversed(made.rules)))).verdict == "same"


def test_nothing_is_released_under_a_policy_that_breaks_its_promise(tmp_path, capfd):
    broken = policy(DRAFT, CURRENT)
    with pytest.raises(BrokenPromise) as refused:
        require_proof(broken)
    assert refused.value.exit_code == 4
    path, cable = tmp_path / "draft.yaml", tmp_path / "cable.txt"
    path.write_text("policy: draft\nversion: 1\ntitle: x\naudience: public\nreview: none\ndefault: withhold\n"
                    f"rules:{DRAFT}{CURRENT}", "utf-8")
    cable.write_text("C O N F I D E N T I A L QUARZA 000123\n\n1. (U) The town was quiet.\n", "utf-8")
    assert run(["release", str(cable), "--policy", str(path), "--out", str(tmp_path / "out"), "--as-of", "2010-01-01",
                "--workspace", str(tmp_path / "ws")]) == 4
    told = capfd.readouterr().err
    assert told.startswith("error: the policy 'draft' breaks its own never (no-current), such as (C) on a paragraph")
    assert not (tmp_path / "out").exists()


def test_the_library_releases_nothing_under_it_either(tmp_path):
    document = small_document("(U) The talks failed.", TestDocument.model_validate({"banner": "UNCLASSIFIED"}))
    order = Order(policy=policy(DRAFT, CURRENT), as_of=DAY, date=DAY, out=tmp_path / "out", actor="os:test")
    with Workspace.open(tmp_path / "ws") as workspace, pytest.raises(BrokenPromise):
        release_document(workspace, document, "talks", order)
    assert not (tmp_path / "out").exists()


def test_a_proof_is_made_once_a_policy(monkeypatch):
    made = policy(RELEASE_U, "never: [{id: no-secret-once, because: x, when: {level: S}}]")
    require_proof(made)
    monkeypatch.setattr(proving, "prove", lambda policy: pytest.fail("proved twice"))
    require_proof(policy(RELEASE_U, "never: [{id: no-secret-once, because: x, when: {level: S}}]"))


def test_the_command_tells_what_it_decided(capfd, tmp_path):
    assert run(["policy", "prove", "portion-marks"]) == 0
    told = capfd.readouterr().out
    assert "situations decided" in told
    assert "PROVED      no-classified" in told
    path = tmp_path / "draft.yaml"
    path.write_text("policy: draft\nversion: 1\ntitle: x\naudience: public\nreview: none\ndefault: withhold\n"
                    f"rules:{DRAFT}{CURRENT}", "utf-8")
    assert run(["policy", "prove", str(path), "--json"]) == 4
    told = json.loads(capfd.readouterr().out)
    assert (told["holds"], told["never"][0]["verdict"], told["never"][0]["rules"]) == (False, "broken", ["old"])
