"""Two policies compared by meaning: what is said to change does, what is not does not, and looser is never missed."""

from __future__ import annotations

import json
import random
from dataclasses import replace

import pytest
from policy_samples import RELEASE_U, policy
from space_samples import RULES, sample

from redact.audit.log import AuditLog
from redact.cli import run
from redact.policy.comparing import Comparison, compare_policies, equivalent
from redact.policy.loading import load_policy
from redact.policy.model import Policy
from redact.policy.plan import ACTIONS
from redact.policy.space import space_of
from redact.policy.tables import Table, same, table

CUT = "  - {{id: cut, because: x, find: {find}, extent: {extent}, then: redact, codes: [{codes}]}}\n"


def _without(made: Policy, rule: str) -> Policy:
    return replace(made, rules=tuple(entry for entry in made.rules if entry.id != rule))


def _told(comparison: Comparison, what: str = "action") -> set[tuple[str, str]]:
    return {(change.direction, change.sentence) for change in comparison.changes if change.what == what}


def _place(decided: Table, number: int) -> int:
    """The place of the action in a situation, from mild to strict."""
    return next(place for place, action in enumerate(ACTIONS) if decided.actions.get(action, 0) >> number & 1)


@pytest.mark.parametrize("name", RULES)
def test_what_changes_in_the_tables_is_told_and_nothing_else(name):
    made, _ = sample(name)
    rng = random.Random(name)
    for rule in rng.sample(made.rules, 3):
        less = _without(made, rule.id)
        space = space_of(made, less)
        old, new = table(made, space), table(less, space)
        comparison = compare_policies(made, less)
        strict = {"looser": False, "tighter": False}
        for _ in range(300):
            number = rng.randrange(space.size)
            before, after = _place(old, number), _place(new, number)
            strict["looser"] |= after < before
            strict["tighter"] |= after > before
        told = {direction for direction, _ in _told(comparison)}
        assert {direction for direction, found in strict.items() if found} <= told
        assert told <= {"withhold": {"looser"}, "withhold-document": {"looser"}, "release": {"tighter"}}.get(
            rule.then, {"looser", "tighter"})
        assert (not comparison.changes) == same(old, new) == equivalent(made, less)


@pytest.mark.parametrize("name", [*RULES, "foia-public", "portion-marks"])
def test_a_policy_is_the_same_as_itself(name):
    made = sample(name)[0] if name in RULES else load_policy(name)
    comparison = compare_policies(made, replace(made, rules=tuple(reversed(made.rules))))
    assert comparison.verdict == "same"
    assert comparison.changes == ()


def test_each_change_comes_with_an_example_and_the_rules_that_make_it():
    old = policy(RELEASE_U)
    new = policy("  - {id: all, because: x, when: {level: [U, C], age: over 25 years}, then: release}")
    comparison = compare_policies(old, new)
    looser, tighter = comparison.changes
    assert (looser.direction, looser.rules) == ("looser", ("all",))
    assert looser.sentence == "What was withheld is now released."
    assert looser.example.marking == "(C)"
    assert looser.example.facts["date"] < "2001"
    assert (tighter.direction, tighter.sentence) == ("tighter", "What was released is now withheld.")
    assert tighter.example.marking == "(U)"
    assert comparison.verdict == "looser"


@pytest.mark.parametrize(("before", "after", "direction"), [
    ("{terms: [ABEL, BAKER]}", "{terms: [ABEL]}", "looser"), ("{terms: [ABEL]}", "{terms: [BAKER, ABEL]}", "tighter"),
    ("{entity: [ssn]}", "{entity: [ssn, phone]}", "tighter"), ("{pattern: 'ab+c'}", "{pattern: 'abc'}", "looser")])
def test_searches_are_compared_as_written(before, after, direction):
    old = policy(RELEASE_U + CUT.format(find=before, extent="span", codes="'(b)(6)'"))
    new = policy(RELEASE_U + CUT.format(find=after, extent="span", codes="'(b)(6)'"))
    comparison = compare_policies(old, new)
    assert comparison.verdict == direction
    assert {change.what for change in comparison.changes} == {"search"}
    assert not any("ABEL" in change.sentence or "BAKER" in change.sentence for change in comparison.changes)


def test_a_hit_that_takes_less_is_looser_and_one_with_another_code_the_same():
    rules = [RELEASE_U + CUT.format(find="{terms: [ABEL]}", extent=extent, codes=code)
             for extent, code in (("portion", "'(b)(6)'"), ("sentence", "'(b)(6)'"), ("sentence", "'(b)(5)'"))]
    portion, sentence, other = (policy(rule) for rule in rules)
    assert compare_policies(portion, sentence).verdict == "looser"
    assert compare_policies(sentence, portion).verdict == "tighter"
    assert compare_policies(sentence, other).verdict == "same"
    assert len(compare_policies(sentence, other).changes) == 2


def test_settings_and_promises_are_told():
    old = policy(RELEASE_U, "never: [{id: no-sci, because: x, when: {sci: any}}]\nshow_controls: [NOFORN]")
    new = replace(policy(RELEASE_U, "show_controls: [NOFORN, ORCON]"), review="two-person", amount="none",
                  name_people=True)
    comparison = compare_policies(old, new)
    assert {(change.direction, change.what) for change in comparison.changes} >= {
        ("looser", "setting"), ("tighter", "setting"), ("looser", "action"), ("looser", "never")}
    assert "Of an old marking ORCON is shown too." in {change.sentence for change in comparison.looser}


def test_a_promise_that_is_dropped_but_kept_is_the_same():
    old = policy(RELEASE_U, "never: [{id: no-secret, because: x, when: {level: S}}]")
    comparison = compare_policies(old, policy(RELEASE_U))
    assert comparison.verdict == "same"
    assert "promised no longer" in comparison.changes[0].sentence


@pytest.mark.parametrize("name", RULES)
@pytest.mark.parametrize("cap", [900, 20_000])
def test_with_little_room_nothing_looser_is_missed(name, cap):
    made, _ = sample(name)
    for rule in made.rules[::2]:
        for old, new in ((made, _without(made, rule.id)), (_without(made, rule.id), made)):
            exact, bounded = compare_policies(old, new), compare_policies(old, new, cap=cap)
            assert bounded.verdict == "looser" or exact.verdict != "looser"
    assert compare_policies(made, made, cap=cap).verdict == "same"


def _files(tmp_path):
    old, new = tmp_path / "old.yaml", tmp_path / "new.yaml"
    head = "policy: sample\nversion: {}\ntitle: x\naudience: public\nreview: none\ndefault: withhold\nrules:\n"
    rule = "  - {{id: u, because: x, when: {}, then: release}}\n"
    old.write_text(head.format(1) + rule.format("{level: U, controls: none}"), "utf-8")
    new.write_text(head.format(2) + rule.format("{level: U}"), "utf-8")
    return str(old), str(new)


def test_looser_is_a_finding_until_it_is_accepted_with_a_reason(tmp_path, capfd):
    old, new = _files(tmp_path)
    workspace = tmp_path / "ws"
    assert run(["policy", "diff", old, new]) == 4
    assert "LOOSER   What was withheld is now released." in capfd.readouterr().out
    assert run(["policy", "diff", old, new, "--accept-looser", "  ", "--workspace", str(workspace)]) == 2
    assert not workspace.exists()
    reason = "The Halvek memorandum of May"
    assert run(["policy", "diff", old, new, "--accept-looser", reason, "--json", "--workspace", str(workspace)]) == 0
    told = json.loads(capfd.readouterr().out)
    assert (told["verdict"], told["accepted"], told["changes"][0]["example"]["marking"]) == ("looser", True, "(U//RS)")
    assert run(["policy", "diff", old, new, "--accept-looser", reason, "--workspace", str(workspace)]) == 0
    with AuditLog(workspace / "audit.db", write=False) as log:
        events = [logged.event for logged in log.events() if logged.event.kind == "policy-accepted"]
    assert len(events) == 2
    assert events[0].details["policy_version"] == 2
    assert events[0].details["replaces"] != events[0].details["policy_digest"]
    assert events[0].details["because"] != events[1].details["because"], "equal reasons look unequal"
    assert b"Halvek" not in (workspace / "audit.db").read_bytes()
    assert b"Halvek" in b"".join(path.read_bytes() for path in workspace.glob("vault.db*"))


def test_nothing_looser_needs_no_acceptance_and_leaves_no_trace(tmp_path, capfd):
    old, new = _files(tmp_path)
    assert run(["policy", "diff", new, old, "--accept-looser", "Tighter", "--workspace", str(tmp_path / "ws")]) == 0
    assert "TIGHTER" in capfd.readouterr().out
    assert not (tmp_path / "ws").exists()
