"""``redact policy check`` and ``test``, and ``redact explain``, as people and build servers meet them."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from redact.cli import run

PROJECT = Path(__file__).resolve().parents[2]
CABLE = PROJECT / "examples" / "08VALTARA0214.cable.txt"
POLICY = """\
policy: draft
version: 3
title: A draft
audience: public
review: none
default: withhold
rules:
  - id: open
    because: Unclassified.
    when: {level: U, controls: {only: []}}
    then: release
  - id: keep
    because: Bears a control.
    when: {controls: any}
    then: withhold
    codes: [controlled]
tests:
  - {name: open, portion: "(U) The talks resume.", expect: {action: release, rules: [open]}}
  - {name: keep, portion: "(U//NF) The talks failed.", expect: {action: withhold, rules: [keep]}}
"""


@pytest.fixture
def draft(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")

    def write(old="", new=""):
        assert old in POLICY
        Path("draft.yaml").write_text(POLICY.replace(old, new) if old else POLICY)
        return "draft.yaml"
    return write


def told(capfd):
    out, err = capfd.readouterr()
    assert max(map(len, out.splitlines()), default=0) <= 80
    assert "\x1b" not in out + err
    return out, err


def objects(capfd):
    out, err = capfd.readouterr()
    assert err == ""
    return [json.loads(line) for line in out.splitlines()]


# --- check ------------------------------------------------------------------------------------------------------------


def test_a_sound_policy_is_checked_with_exit_0(draft, capfd):
    assert run(["policy", "check", draft()]) == 0
    out, err = told(capfd)
    assert out.endswith("draft.yaml: 0 errors, 0 warnings, 1 note\n")
    assert err == ""


def test_every_error_at_once_with_its_place_and_a_caret(draft, capfd):
    path = draft("when: {level: U, controls: {only: []}}", "when: {level: V, controls: {onyl: []}}")
    assert run(["policy", "check", path]) == 4
    out, _ = told(capfd)
    assert "draft.yaml:10:19: error: 'V' is not a classification level; " in out
    assert "draft.yaml:10:33: error: 'onyl' is not a key here; did you mean 'only'?\n    [unknown-key]\n" in out
    assert "\n        when: {level: V, controls: {onyl: []}}\n" + " " * (4 + 32) + "^\n" in out
    assert out.endswith("draft.yaml: 2 errors, 0 warnings, 0 notes\n")


def test_check_as_json_lines(draft, capfd):
    path = draft("    codes: [controlled]\n", "")
    assert run(["policy", "check", path, path, "--json"]) == 4
    found = objects(capfd)
    assert {"file": "draft.yaml", "code": "no-code", "severity": "error", "line": 15, "column": 11, "rule": "keep",
            "message": "The rule 'keep' withholds and cites no code; name one under 'codes'."} in found
    assert found[:len(found) // 2] == found[len(found) // 2:]


def test_what_is_no_policy_is_exit_3_and_never_quoted(draft, capfd):
    for name in ("nowhere.yaml", "portion-mark", str(CABLE)):
        assert run(["policy", "check", name]) == 3
        out, err = capfd.readouterr()
        assert out == ""
        assert err.startswith(f"error: {name}:")
        assert "HALVEK" not in err.upper()
    assert "Did you mean portion-marks?" in run_err(["policy", "check", "portion-mark"], capfd)


def run_err(arguments, capfd):
    run(arguments)
    return capfd.readouterr().err


def test_the_same_errors_stop_every_other_command(draft, capfd):
    path = draft("then: release", "then: relaese")
    for command in (["policy", "test", path], ["policy", "prove", path], ["plan", str(CABLE), "--policy", path]):
        assert run(command) == 3
        out, err = capfd.readouterr()
        assert out == ""
        assert err.startswith("error: draft.yaml:11:11: Use one of release, downgrade, redact, refer, withhold or "
                              "withhold-document. Did you mean release?\n")
        assert err.endswith("        then: relaese\n" + " " * 14 + "^\n")


@pytest.mark.parametrize(("content", "message"), [
    (b"policy: x\n\trules: []\n", "2:1: This is not YAML: a tab stands here; indent with blanks."),
    (b"policy: x\nrules: [\n", "3:1: This is not YAML: "),
    (b"policy: x\ntitle: it's: so\n", "2:12: This is not YAML: a ':' begins a value where none can be"),
    (b"policy: x\n rules: []\n", "2:7: This is not YAML: a ':' begins a value where none can be"),
    (b"policy: x\ntitle: 'x\n", "3:1: This is not YAML: a quotation mark or bracket is not closed."),
    (b"policy: x\n---\npolicy: y\n", "2:1: This is not YAML: '---' begins another document"),
    (b"policy: x\r\nrules: &a []\r\n", "2:8: Anchors are not allowed"),
    (b"\xef\xbb\xbfpolicy: x\nrules: *a\n", "2:8: Aliases are not allowed"),
    (b"policy: x\nrules: !!set {}\n", "2:8: Tags are not allowed"),
    (b"policy: x\npolicy: y\n", "2:1: 'policy' appears twice; it was first given on line 1."),
    ("policy: x\n".encode("utf-16"), "1:1: The file is not UTF-8 text"),
    (b"policy: x\ntitle: \xe9\n", "2:8: The file is not UTF-8 text"),
    (b"policy: x\ntitle: \x00\n", "2:8: The file holds a control character"),
    (b"policy: x\nrules: " + b"[" * 5000 + b"\n", "2:31: This is not YAML: nested deeper than 24 levels."),
    (b"policy: x\n#" + b"x" * 1_000_000, "1:1: The file is larger than 1,000,000 bytes"),
    (b"policy: x\ntitle: " + b"y" * 400_000 + b"\n", "1:1: 'version' is missing."),
])
def test_bad_files(tmp_path, monkeypatch, capfd, content, message):
    monkeypatch.chdir(tmp_path)
    Path("bad.yaml").write_bytes(content)
    assert run(["policy", "check", "./bad.yaml"]) in (3, 4)
    out, err = told(capfd)
    flat = " ".join((out + err).replace("error: ", "", 1 if err else 0).split()).replace(" error:", "")
    assert f"./bad.yaml:{message}" in flat


def test_a_circle_of_policies_and_a_missing_list(draft, capfd):
    path = draft("default: withhold\n", "default: withhold\nextends: ./draft.yaml\nlists: {names: names.txt}\n")
    assert run(["policy", "check", path]) == 4
    out, _ = told(capfd)
    assert "draft.yaml:7:10: error: These policies extend each other in a circle. [extends]" in out
    assert "draft.yaml:8:16: error: There is no list file 'names.txt' beside the policy." in out


def test_very_many_rules_are_checked_and_what_was_not_asked_is_said(tmp_path, capfd):
    rules = "".join(f"  - {{id: r{n}, because: x, when: {{level: U}}, then: withhold, codes: [controlled]}}\n"
                    for n in range(1000))
    (tmp_path / "many.yaml").write_text(POLICY.replace("rules:\n", "rules:\n" + rules))
    assert run(["policy", "check", str(tmp_path / "many.yaml"), "--json"]) == 0
    assert "not-decided" in {issue["code"] for issue in objects(capfd)}


# --- test -------------------------------------------------------------------------------------------------------------


def test_tests_that_pass_with_their_coverage(draft, capfd):
    assert run(["policy", "test", draft()]) == 0
    out, err = told(capfd)
    assert out == "draft version 3: 2 of 2 tests passed\n  Every rule is exercised.\n"
    assert err == ""


def test_a_test_that_fails_is_exit_4_with_its_line(draft, capfd):
    assert run(["policy", "test", draft("rules: [keep]", "rules: [open]")]) == 4
    out, _ = told(capfd)
    assert "draft version 3: 1 of 2 tests passed\n" in out
    assert "FAILED  draft.yaml:19: keep: rules: expected open, came keep" in out


def test_mutants_are_told_in_sentences(draft, capfd):
    assert run(["policy", "test", draft(), "--mutate"]) == 0
    out, _ = told(capfd)
    assert "Mutation score 71 %: tests notice 5 of 7 faults; 2 more change nothing." in out
    assert "\n    16  Without the code controlled in the rule 'keep' no test fails.\n" in out
    assert "\n    10  Without 'level is U' in the rule 'open' nothing changes.\n" in out


@pytest.mark.parametrize(("least", "code"), [("71", 0), ("72", 4)])
def test_the_least_score(draft, capfd, least, code):
    assert run(["policy", "test", draft(), "--mutate-min", least]) == code
    assert "Mutation score 71 %" in told(capfd)[0]


def test_results_as_json_and_junit(draft, capfd):
    path = draft("rules: [keep]", "rules: [open]")
    assert run(["policy", "test", path, "portion-marks", "--json", "--mutate", "--junit", "results.xml"]) == 4
    found = objects(capfd)
    assert found[1] == {"policy": "draft", "test": "keep", "passed": False,
                        "differences": ["rules: expected open, came keep"]}
    assert {key: found[2][key] for key in ("policy", "tests", "failed", "rules_not_exercised")} == {
        "policy": "draft", "tests": 2, "failed": 1, "rules_not_exercised": []}
    assert found[2]["mutation"]["score"] == round(found[2]["mutation"]["killed"] / 7, 4)
    root = ElementTree.parse("results.xml").getroot()
    assert [suite.get("name") for suite in root] == ["draft", "portion-marks"]
    assert root.get("failures") == "1"


def test_a_junit_file_that_cannot_be_written(draft, capfd):
    assert run(["policy", "test", draft(), "--junit", "no/such/folder.xml"]) == 2
    assert "--junit: 'no/such/folder.xml' cannot be written" in capfd.readouterr().err


# --- explain ----------------------------------------------------------------------------------------------------------


def explained(*more):
    return ["explain", str(CABLE), "p17", "--policy", "foia-public", "--as-of", "2018-06-07", *more]


def test_explain_fits_a_terminal_and_bears_the_marking(capfd, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    assert run(explained()) == 0
    out, _ = told(capfd)
    lines = out.splitlines()
    assert lines[0].strip() == lines[-1].strip() == "CONFIDENTIAL//NOFORN"
    assert len(lines) < 130
    assert run(explained("--full")) == 0
    assert len(told(capfd)[0].splitlines()) > len(lines)


def test_explain_as_json_has_every_rule_with_one_reason(capfd):
    assert run(explained("--json")) == 0
    found = objects(capfd)[0]
    reasons = {rule["reason"] for rule in found["rules"]}
    assert reasons <= {"decided", "conditions-not-met", "fact-unknown", "exception-applies", "stricter-decided"}
    assert all({"condition", "fact", "holds", "exception"} <= set(one) for rule in found["rules"]
               for one in rule["conditions"])
    names = next(rule for rule in found["rules"] if rule["rule"] == "protected-sources")
    assert names["found"] == [{"start": span["start"], "end": span["end"]} for span in found["decision"]["spans"]]


def test_colours_are_for_terminals_that_want_them():
    def shown(**environment):
        master, slave = pty.openpty()
        done = subprocess.Popen([sys.executable, "-m", "redact", *explained()], stdout=slave, stderr=subprocess.PIPE,
                                cwd=PROJECT, env={**os.environ, "TERM": "xterm", **environment})
        os.close(slave)
        seen = b""
        while True:
            try:
                part = os.read(master, 65536)
            except OSError:
                break
            if not part:
                break
            seen += part
        done.communicate()
        os.close(master)
        return seen
    environment = {key: value for key, value in os.environ.items() if key == "NO_COLOR"}
    assert environment or b"\x1b[1m" in shown()
    assert b"\x1b" not in shown(NO_COLOR="1")
    assert b"\x1b" not in shown(TERM="dumb")
