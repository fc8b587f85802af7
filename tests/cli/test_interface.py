"""The command line as people and scripts meet it: streams, exit codes, batches, and words that an operator gives."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from redact.audit.log import AuditLog
from redact.cli import run
from redact.documents import cable

PROJECT = Path(__file__).resolve().parents[2]
EXAMPLES = PROJECT / "examples"
CABLE = EXAMPLES / "08VALTARA0214.cable.txt"
SMALL = "C O N F I D E N T I A L QUARZA 000123\n\n1. (U) The town was quiet.\n"


def release(tmp_path: Path, *paths: object, extra: tuple[str, ...] = (), policy: str = "portion-marks") -> int:
    return run(["release", *map(str, paths), "--policy", policy, "--out", str(tmp_path / "out"), "--as-of",
                "2010-01-01", "--format", "json", "--workspace", str(tmp_path / "ws"), *extra])


def shell(command: str) -> subprocess.CompletedProcess[bytes]:
    script = command.replace("redact ", f"{sys.executable} -m redact ", 1)
    return subprocess.run(["bash", "-c", script], capture_output=True, cwd=PROJECT, check=False)


@pytest.mark.parametrize(("extra", "carrier"), [
    (("--name", "987-65-4321"), "file name"), (("--name", "Anton-Halvek"), "file name"),
    (("--name", "AntonHalvek2"), "file name"), (("--name", "Halvek/cable"), "file name"),
    (("--case", "987-65-4321"), "case number"), (("--case", "Halvek 1"), "case number"),
    (("--authority", "A. Halvek, Director"), "authority"), (("--authority", "J. Alder, Halvek Desk"), "authority")])
def test_withheld_words_that_the_operator_gives_are_refused(tmp_path, capfd, extra, carrier):
    assert release(tmp_path, CABLE, extra=extra) == 4
    err = capfd.readouterr().err
    assert f"{carrier}: withheld-text" in err
    assert "Halvek" not in err
    assert "987" not in err
    assert not (tmp_path / "out").exists()
    with AuditLog(tmp_path / "ws" / "audit.db", write=False) as log:
        told = [logged.event for logged in log.events()]
    assert told[-1].kind == "refused"
    assert {event.case_id for event in told} == {""}


def test_withheld_words_in_the_name_of_the_input_or_its_folder_are_refused(tmp_path, capfd):
    source = tmp_path / "in" / "Halvek" / "Halvek_source.txt"
    source.parent.mkdir(parents=True)
    source.write_bytes(CABLE.read_bytes())
    assert release(tmp_path, source) == 4
    source.rename(source.with_name("cable.txt"))
    assert release(tmp_path, tmp_path / "in") == 4
    assert not (tmp_path / "out").exists()
    assert "file name: withheld-text" in capfd.readouterr().err


@pytest.mark.parametrize("policy", ["portion-marks", "foia-public"])
def test_ordinary_names_cases_and_officials_pass(tmp_path, capfd, policy):
    extra = ("--case", "F-2008-00012", "--authority", "J. ALDER, DIRECTOR, OFFICE OF INFORMATION PROGRAMS")
    assert release(tmp_path, *sorted(EXAMPLES.glob("*.cable.txt")), extra=extra, policy=policy) == 0
    capfd.readouterr()


@pytest.mark.parametrize("arguments", [
    ["release", "", "--policy", "portion-marks", "--out", "OUT"],
    ["release", str(CABLE), "--policy", "portion-marks", "--out", ""],
    ["release", str(CABLE), "--policy", "portion-marks", "--out", "OUT", "--workspace", ""],
    ["release", str(CABLE), "--policy", "", "--out", "OUT"],
    ["release", str(CABLE), "--policy", "portion-marks", "--out", "OUT", "--format", ","],
    ["release", str(CABLE), "--policy", "portion-marks", "--out", "OUT", "--authority", "A\nB, C"],
    ["release", str(CABLE), "--policy", "portion-marks", "--out", "OUT", "--case", "a\x1bb"],
    ["release", str(CABLE), "--policy", "portion-marks", "--out", "OUT", "--name", "a.manifest"],
    ["release", str(CABLE), "--policy", "portion-marks", "--out", "OUT", "--name", "a.Draft"],
    ["read", ""], ["plan", "", "--policy", "portion-marks"], ["audit", "verify", ""],
    ["audit", "log", "--workspace", ""],
])
def test_empty_and_unprintable_arguments(tmp_path, capfd, monkeypatch, arguments):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("REDACT_WORKSPACE", raising=False)
    assert run(arguments) == 2
    err = capfd.readouterr().err
    assert err.startswith("error: ")
    assert "case_id" not in err
    assert not list(tmp_path.iterdir())


def test_a_folder_is_released_without_what_the_program_itself_put_there(tmp_path, capfd, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.txt").write_text(SMALL)
    (tmp_path / ".hidden.txt").write_text(SMALL)
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "b.txt").write_text(SMALL)
    (tmp_path / "elsewhere").symlink_to(EXAMPLES)
    for _ in range(2):
        assert run(["release", ".", "--policy", "portion-marks", "--out", "released"]) == 0
    assert {path.name.split(".")[0] for path in (tmp_path / "released").iterdir()} == {"a"}
    assert "1 stands already" in capfd.readouterr().out
    assert run(["release", "released", "--policy", "portion-marks", "--out", "released"]) == 2


def test_a_batch_sets_aside_what_no_release_can_be_named_after(tmp_path, capfd):
    folder = tmp_path / "in"
    folder.mkdir()
    for name in ("nul.txt", "...txt", "good.txt", "a b.txt", "a-b.txt"):
        (folder / name).write_text(SMALL)
    paths = [folder / name for name in ("nul.txt", "...txt", "good.txt", "a b.txt", "a-b.txt")]
    assert release(tmp_path, *paths, extra=("--replace",)) == 4
    told = capfd.readouterr()
    assert str(folder / "nul.txt") in told.err
    assert str(folder / "...txt") in told.err
    assert "2 published, 3 set aside" in told.out or "3 published, 2 set aside" in told.out


def test_what_says_nowhere_how_it_is_classified_is_withheld_whole(tmp_path, capfd):
    assert release(tmp_path, EXAMPLES) == 0
    told = capfd.readouterr()
    assert "12 published" in told.out
    assert "set aside" not in told.out
    readme = json.loads((tmp_path / "out" / "README.json").read_text())
    assert {portion["kind"] for portion in readme["portions"]} == {"withheld"}


def test_the_format_is_chosen_and_can_be_forced(tmp_path, capfd):
    memo = tmp_path / "memo.txt"
    memo.write_text("SECRET\n\nMEMORANDUM FOR: The Secretary\n\n1. (U) It rained.\n")
    for options, format in (([], "text"), (["--format", "text"], "text"), (["--format", "cable"], "cable")):
        assert run(["read", str(memo), "--json", *options]) == 0
        assert json.loads(capfd.readouterr().out)["document"]["format"] == format
    assert run(["read", str(CABLE), "--json"]) == 0
    assert json.loads(capfd.readouterr().out)["document"]["format"] == "cable"
    assert run(["read", str(memo), "--format", "pdf"]) == 2
    assert "'cable', 'text'" in capfd.readouterr().err


def test_streams_that_are_closed_full_or_broken(tmp_path):
    line = f"redact release {CABLE} --policy portion-marks --format json --out {tmp_path}/%s --workspace {tmp_path}/ws"
    closed = shell(line % "closed" + " >&- 2>&-")
    assert closed.returncode == 0
    assert len(list((tmp_path / "closed").iterdir())) == 2
    full = shell(line % "full" + " >/dev/full")
    assert full.returncode == 1
    assert b"error: cannot write to standard output: No space left on device\n" in full.stderr
    assert b"nothing was published" not in full.stderr
    assert len(list((tmp_path / "full").iterdir())) == 2
    assert shell("redact --help >/dev/full").stderr.startswith(b"error: cannot write to standard output")
    broken = shell(f"redact read {CABLE} | true; exit ${{PIPESTATUS[0]}}")
    assert (broken.returncode, broken.stderr) == (141, b"")


@pytest.mark.parametrize("arguments", [[], ["policy"], ["audit"]])
def test_a_group_alone_shows_its_help(capfd, arguments):
    assert run(arguments) == 2
    told = capfd.readouterr()
    assert told.err.startswith("Usage: redact")
    assert "Example: " in told.err


@pytest.mark.parametrize(("arguments", "meant"), [
    (["relaese"], "did you mean release?"), (["policy", "chekc"], "did you mean check?"),
    (["Audit"], "did you mean audit?"), (["zzz"], "there is no command 'zzz' (try 'redact --help')")])
def test_a_mistyped_command_is_answered_with_what_was_meant(capfd, arguments, meant):
    assert run(arguments) == 2
    assert meant in capfd.readouterr().err


def test_a_password_file_that_is_not_there_is_said_to_be_missing(capfd, tmp_path):
    assert run(["init", "--workspace", str(tmp_path / "ws")]) == 0
    assert run(["user", "add", "ann", "--role", "reviewer", "--new-password-file", str(tmp_path / "ann.txt"),
                "--workspace", str(tmp_path / "ws")]) == 3
    assert "ann.txt: there is no such file" in capfd.readouterr().err


def test_a_problem_of_a_mark_is_said_in_its_own_words(capfd):
    assert run(["read", str(CABLE)]) == 0
    shown = capfd.readouterr().out
    assert "controls follow the level after a double slash" in shown
    assert "see the problems" not in shown


def test_a_bug_claims_nothing_about_what_was_published(capfd, monkeypatch):
    def broken(*_: object) -> None:
        raise ZeroDivisionError("secret words")

    monkeypatch.setattr("redact.cli.reading.read_document", broken)
    assert run(["read", str(CABLE)]) == 1
    err = capfd.readouterr().err
    assert "a bug: ZeroDivisionError at test_interface.py" in err
    assert "published" not in err
    assert "secret" not in err


def test_an_interruption_while_commands_are_imported(capfd, monkeypatch):
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("redact.cli.groups.import_module", interrupted)
    assert run(["read", str(CABLE)]) == 130
    assert capfd.readouterr().err == "error: interrupted\n"


@pytest.mark.parametrize("path", [*sorted(EXAMPLES.glob("*.cable.txt")), EXAMPLES / "README.md"])
def test_a_document_given_as_a_policy_is_not_quoted(capfd, path):
    assert run(["plan", str(path), "--policy", str(path)]) == 3
    err = capfd.readouterr().err
    assert len(err.splitlines()) <= 2
    assert err.startswith(f"error: {path}:")
    told = err.replace(str(path), "")
    source = cable.read(path).source
    assert not [word for word in told.replace("'", " ").split() if word.isupper() and len(word) > 4 and word in source]


def test_a_document_whose_lines_are_yaml_is_not_quoted_either(tmp_path, capfd):
    path = tmp_path / "header.txt"
    path.write_text("SUBJECT: HALVEK\nSUBJECT: HALVEK\nHALVEK: TALVEK\n")
    assert run(["plan", str(CABLE), "--policy", str(path)]) == 3
    err = capfd.readouterr().err
    assert "This is no policy" in err
    assert "HALVEK" not in err
    assert "SUBJECT" not in err


def test_problems_of_a_policy_are_placed_and_short(tmp_path, capfd):
    path = tmp_path / "p.yaml"
    path.write_text("policy: x\ntitle: " + "long " * 60 + "\nodd: 1\n")
    assert run(["policy", "test", str(path)]) == 3
    assert max(map(len, capfd.readouterr().err.splitlines())) < 300
    for content, place in ((b"policy: x\ntitle: \xff\n", "2:8"), (b"policy: x\nti\x07tle: a\n", "2:3")):
        path.write_bytes(content)
        assert run(["policy", "test", str(path)]) == 3
        assert capfd.readouterr().err.startswith(f"error: {path}:{place}: ")
    for name in ("nope", "./nope.yaml"):
        assert run(["policy", "test", name]) == 3
        err = capfd.readouterr().err
        assert f"{name}: There is no shipped policy or file of that name; shipped are" in err
        assert "portion-marks" in err


def test_a_day_to_come_is_warned_of(capfd):
    assert run(["plan", str(CABLE), "--policy", "foia-public", "--as-of", "2999-01-01"]) == 0
    assert "warning: --as-of 2999-01-01 lies in the future" in capfd.readouterr().err


def test_explain_takes_a_case(capfd):
    assert run(["explain", str(CABLE), "p5", "--policy", "foia-public", "--case", "F-2026-1"]) == 0
    capfd.readouterr()


def test_python_starts_the_program_by_its_package():
    done = subprocess.run([sys.executable, "-m", "redact", "--version"], capture_output=True, cwd=PROJECT, check=False,
                          env={**os.environ, "NO_COLOR": "1"})
    assert done.returncode == 0
    assert done.stdout.startswith(b"redact")
