"""``redact audit`` and ``redact key`` as auditors meet them."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from pypdfium2 import PdfDocument

from redact.audit.events import KINDS, Event
from redact.audit.export import COLUMNS, harmless
from redact.audit.log import AuditLog
from redact.audit.sentences import sentence
from redact.cli import run

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
CABLES = ("08VALTARA0214.cable.txt", "98VALTARA0877.cable.txt")


def release(folder: Path, *extra: str, policy: str = "portion-marks") -> int:
    return run(["release", *(str(EXAMPLES / name) for name in CABLES), "--policy", policy, "--out", str(folder / "out"),
                "--as-of", "2010-01-01", "--format", "json", "--workspace", str(folder / "ws"), *extra])


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made")
    assert release(folder, "--case", "F-2026-1") == 0
    assert release(folder, policy="foia-public") == 0
    return folder


@pytest.fixture
def folder(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    copy = Path(shutil.copytree(made, tmp_path / "copy"))
    monkeypatch.setenv("REDACT_WORKSPACE", str(copy / "ws"))
    return copy


def events(folder: Path) -> list[dict[str, Any]]:
    with AuditLog(folder / "ws" / "audit.db", write=False) as log:
        return [logged.to_json() for logged in log.events()]


def lines(capfd: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in capfd.readouterr().out.splitlines()]


def test_the_log_as_sentences(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    capfd.readouterr()
    assert run(["audit", "log"]) == 0
    told = capfd.readouterr().out.splitlines()
    assert told[0].split() == ["seq", "at", "(UTC)", "who", "what"]
    assert len(told) == len(events(folder)) + 1
    assert "began the log with key" in told[1]
    assert "received d-" in told[2]
    received = events(folder)[1]["details"]
    assert f"format {received['format']}, level C, {received['portions']} portions  [F-2026-1]" in told[2]
    assert any("published release r-" in line and "release in part" in line for line in told)


@pytest.mark.parametrize(("options", "expected"), [
    (["--kind", "published"], lambda e: e["kind"] == "published"),
    (["--case", "F-2026-1"], lambda e: e["case_id"] == "F-2026-1"),
    (["--person", "nobody"], lambda e: False),
    (["--code", "(b)(6)"], lambda e: any("(b)(6)" in row["codes"] for row in [e["details"], *e["details"].get(
        "decisions", [])] if "codes" in row)),
    (["--since", "2001-01-01", "--until", "2099-12-31"], lambda e: True),
    (["--until", "2001-01-01"], lambda e: False),
    (["--since", "2099-01-01T10:30"], lambda e: False),
    (["--rule", "no-such-rule"], lambda e: False),
])
def test_filters(folder: Path, capfd: pytest.CaptureFixture[str], options: list[str], expected: Any) -> None:
    capfd.readouterr()
    assert run(["audit", "log", "--json", *options]) == 0
    assert lines(capfd) == [event for event in events(folder) if expected(event)]


def test_portion_rule_and_code_must_meet_in_one_decision(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    proposed = next(event for event in events(folder) if event["kind"] == "proposed")
    row = next(row for row in proposed["details"]["decisions"] if row["codes"])
    other = next(row for row in proposed["details"]["decisions"] if not row["codes"])
    capfd.readouterr()
    chosen = ["audit", "log", "--json", "--kind", "proposed", "--document", proposed["document"], "--code",
              row["codes"][0], "--rule", row["rules"][0], "--portion"]
    assert run([*chosen, row["portion"]]) == 0
    assert proposed in lines(capfd)
    assert run([*chosen, other["portion"]]) == 0
    assert proposed not in lines(capfd)


def test_limit_gives_the_last_ones_in_order(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    capfd.readouterr()
    for limit in (0, 1, 3, 100):
        assert run(["audit", "log", "--json", "--limit", str(limit)]) == 0
        assert lines(capfd) == (events(folder)[-limit:] if limit else [])


@pytest.mark.parametrize("options", [["--since", "yesterday"], ["--until", "2026-1-1"], ["--kind", "seen"],
                                     ["--limit", "-1"], ["--since", "2026-02-30"]])
def test_filters_that_are_none_are_usage(folder: Path, capfd: pytest.CaptureFixture[str], options: list[str]) -> None:
    assert run(["audit", "log", *options]) == 2
    assert capfd.readouterr().err.startswith("error: ")


def test_reading_commands_change_nothing(folder: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    shutil.copy(folder / "ws" / "audit.db", tmp_path / "audit.db")
    document = events(folder)[1]["document"]
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    alone = str(tmp_path / "audit.db")
    for words in (["log"], ["log", alone], ["verify"], ["verify", alone], ["export"], ["export", alone],
                  ["export", alone, "--out", str(tmp_path / "e.csv")], ["metadata"],
                  ["custody", document, alone, "--out", str(tmp_path / "c.pdf")],
                  ["custody", document, "--out", str(tmp_path / "d.pdf")]):
        assert run(["audit", *words]) == 0
    assert run(["key", "show"]) == 0
    capfd.readouterr()
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before
    assert sorted(os.listdir(tmp_path)) == ["audit.db", "c.pdf", "copy", "d.pdf", "e.csv"]


def test_an_export_to_a_file_is_recorded_first_and_holds_its_own_event(folder: Path, tmp_path: Path,
                                                                       capfd: pytest.CaptureFixture[str]) -> None:
    for form in ("csv", "jsonl"):
        assert run(["audit", "export", "--format", form, "--out", str(tmp_path / form)]) == 0
    logged = events(folder)
    assert [event["kind"] for event in logged[-2:]] == ["exported", "exported"]
    assert [event["details"] for event in logged[-2:]] == [{"format": "csv"}, {"format": "jsonl"}]
    assert [json.loads(line) for line in (tmp_path / "jsonl").read_text().splitlines()] == logged
    rows = list(csv.DictReader(io.StringIO((tmp_path / "csv").read_bytes().decode(), newline="")))
    assert [tuple(row) for row in rows] == [COLUMNS] * (len(logged) - 1)
    assert [{**row, "seq": int(row["seq"]), "details": json.loads(row["details"])} for row in rows] == logged[:-1]
    assert (tmp_path / "csv").stat().st_mode & 0o777 == 0o600
    capfd.readouterr()
    assert run(["audit", "export", "--case", "F-2026-1", "--format", "jsonl", "--out", str(tmp_path / "case")]) == 0
    assert {json.loads(line)["case_id"] for line in (tmp_path / "case").read_text().splitlines()} == {"F-2026-1"}
    assert events(folder)[-1]["case_id"] == "F-2026-1"


def test_an_export_that_cannot_be_written_leaves_no_file(folder: Path, tmp_path: Path,
                                                         capfd: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "there").write_text("mine")
    count = len(events(folder))
    assert run(["audit", "export", "--out", str(tmp_path / "there")]) == 6
    assert run(["audit", "export", "--out", str(folder / "ws" / "inside.csv")]) == 2
    assert run(["audit", "checkpoint", "--out", str(folder / "ws" / "keys" / "inside.note")]) == 2
    assert run(["audit", "checkpoint", "--out", str(tmp_path / "there")]) == 6
    assert len(events(folder)) == count
    assert run(["audit", "export", "--out", str(tmp_path / "no" / "folder.csv")]) == 3
    assert "No such file" in capfd.readouterr().err
    assert (tmp_path / "there").read_text() == "mine"
    assert sorted(os.listdir(tmp_path)) == ["copy", "there"]


@pytest.mark.parametrize("cell", ["=1", "+1", "-1", "@x", "\tx", "\rx"])
def test_no_cell_is_a_formula(cell: str) -> None:
    assert harmless(cell) == f"'{cell}"
    assert harmless(f"x{cell}") == f"x{cell}"


def test_a_formula_in_a_tampered_log_is_no_formula_in_csv(folder: Path, tmp_path: Path,
                                                          capfd: pytest.CaptureFixture[str]) -> None:
    path = folder / "ws" / "audit.db"
    connection = sqlite3.connect(path)
    trigger = connection.execute("SELECT sql FROM sqlite_master WHERE name = 'events_never_updated'").fetchone()[0]
    connection.execute("DROP TRIGGER events_never_updated")
    connection.execute("UPDATE events SET actor = '=HYPERLINK(1)' WHERE seq = 2")
    connection.execute(trigger)
    connection.commit()
    connection.close()
    capfd.readouterr()
    assert run(["audit", "export", str(path)]) == 0
    assert ",'=HYPERLINK(1)," in capfd.readouterr().out
    assert run(["audit", "verify", str(path)]) == 4
    assert "event 2: changed" in capfd.readouterr().out
    document = events(folder)[1]["document"]
    assert run(["audit", "custody", document, str(path), "--out", str(tmp_path / "c.pdf")]) == 4
    text = " ".join(PdfDocument(tmp_path / "c.pdf")[0].get_textpage().get_text_range().split())
    assert "THE LOG IS NOT WHOLE · changed at event 2" in text
    assert "NOT VERIFIED" in text


def test_a_checkpoint_kept_elsewhere_and_a_key(folder: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    note, key = tmp_path / "kept.note", folder / "ws" / "keys" / "public.pem"
    assert run(["audit", "checkpoint", "--out", str(note)]) == 0
    told = note.read_text().split("\n")
    size = len(events(folder))
    assert told[0].startswith("redact/audit/")
    assert told[1] == str(size)
    assert told[3] == ""
    assert told[4].startswith("— redact ")
    capfd.readouterr()
    for place in ([], [str(folder / "ws" / "audit.db")]):
        assert run(["audit", "verify", *place, "--checkpoint", str(note), "--key", str(key), "--json"]) == 0
        (found,) = lines(capfd)
        assert {"ok", "events", "size", "root", "key", "checked_against", "problem"} <= set(found)
        assert (found["ok"], found["events"], found["problem"], found["notice"]) == (True, size, None, None)
        assert f"kept.note at event {size}" in found["checked_against"]
    assert run(["audit", "checkpoint", "--json"]) == 0
    (found,) = lines(capfd)
    assert (found["size"], found["out"], found["key"]) == (size + 1, None, found["key"])
    assert run(["audit", "checkpoint"]) == 0
    assert capfd.readouterr().out.startswith(told[0])
    assert run(["audit", "verify"]) == 0
    assert "no checkpoint was given: a log rewritten whole would not be found" in capfd.readouterr().out


def test_keys_change_and_releases_still_stand(folder: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    old_note = tmp_path / "old.note"
    assert run(["audit", "checkpoint", "--out", str(old_note)]) == 0
    capfd.readouterr()
    assert run(["key", "show", "--json"]) == 0
    (old,) = lines(capfd)
    (tmp_path / "old.key").write_text(old["verifier"] + "\n")
    assert run(["key", "rotate", "--json"]) == 0
    (new,) = lines(capfd)
    assert [key["key"] for key in new["earlier"]] == [old["key"]]
    assert new["key"] != old["key"]
    assert run(["key", "show"]) == 0
    assert f"key {new['key']}, since event" in capfd.readouterr().out
    assert release(folder, "--case", "F-2026-1") == 0
    assert "2 stand already" in capfd.readouterr().out
    verify = ["audit", "verify", "--checkpoint", str(old_note), "--key"]
    assert run([*verify, str(tmp_path / "old.key")]) == 0
    assert run([*verify, new["file"]]) == 0
    assert run(["release", "--policy", "portion-marks", "--out", str(tmp_path / "o"), "--workspace",
                str(tmp_path / "w2"), str(EXAMPLES / CABLES[0])]) == 0
    assert run([*verify, str(tmp_path / "w2" / "keys" / "public.pem")]) == 4
    assert ": key: the log does not name the key" in capfd.readouterr().out
    assert run([*verify, str(EXAMPLES / CABLES[0])]) == 3


def test_proofs_convince_without_the_log(folder: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    old = tmp_path / "old.note"
    key, proof = str(folder / "ws" / "keys" / "public.pem"), tmp_path / "proof.json"
    capfd.readouterr()
    assert run(["audit", "proof", "3"]) == 3
    assert "no checkpoint covers event 3" in capfd.readouterr().err
    assert run(["audit", "proof", "9999"]) == 3
    assert "the log has no event 9999" in capfd.readouterr().err
    assert run(["audit", "checkpoint", "--out", str(old)]) == 0
    assert run(["audit", "checkpoint"]) == 0
    capfd.readouterr()
    for words, said in ((["3"], "event 3 stands unchanged in the log of"), (["--since", str(old)], "begins with the")):
        assert run(["audit", "proof", *words]) == 0
        proof.write_text(capfd.readouterr().out)
        assert run(["audit", "proof", "--check", str(proof), "--key", key]) == 0
        assert said in capfd.readouterr().out
        told = json.loads(proof.read_text())
        for broken in _broken(told):
            proof.write_text(json.dumps(broken))
            assert run(["audit", "proof", "--check", str(proof), "--key", key]) == 4
    assert run(["audit", "proof"]) == 2
    assert run(["audit", "proof", "3", "--since", str(old)]) == 2
    assert run(["audit", "proof", "--check", str(proof)]) == 2
    assert run(["audit", "proof", "9999"]) == 3
    proof.write_text("[[[")
    assert run(["audit", "proof", "--check", str(proof), "--key", key]) == 3
    capfd.readouterr()


def _broken(told: dict[str, Any]) -> list[Any]:
    """The proof with each of its parts changed."""
    changed = [{**told, name: value} for name in told for value in (None, "x", 7, [], {})]
    if "event" in told:
        event = told["event"]
        changed += [{**told, "event": {**event, name: "other"}} for name in event if name not in ("seq", "details")]
        changed += [{**told, "event": {**event, "seq": event["seq"] + 1}}, {**told, "event": {**event, "details": {}}}]
    path = told["path"]
    return [*changed, {**told, "path": path[1:]}, {**told, "path": [*path, "00" * 32]}, {**told, "path": path[::-1]},
            [], "x", None]


def test_custody_is_one_page_that_says_it_all(folder: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    document = events(folder)[1]["document"]
    of_it = [event for event in events(folder) if event["document"] == document]
    assert run(["audit", "checkpoint", "--out", str(tmp_path / "kept.note")]) == 0
    outs = [tmp_path / "one.pdf", tmp_path / "two.pdf"]
    for out in outs:
        assert run(["audit", "custody", document, "--out", str(out), "--date", "2026-11-23", "--checkpoint",
                    str(tmp_path / "kept.note")]) == 0
    assert outs[0].read_bytes() == outs[1].read_bytes()
    pdf = PdfDocument(outs[0])
    assert len(pdf) == 1
    text = " ".join(pdf[0].get_textpage().get_text_range().split())
    for event in of_it:
        assert event["hash"] in text
        assert f"{event['seq']} · {event['actor']}" in text
        for digest in event["details"].get("files", {}).values():
            assert digest in text.replace(" ", "")
    assert "THE LOG IS WHOLE" in text
    assert "portion-marks version 1, foia-public version 1" in text
    assert "kept.note at event" in text
    assert run(["audit", "custody", "d-unknown", "--out", str(tmp_path / "three.pdf")]) == 3
    assert not (tmp_path / "three.pdf").exists()
    capfd.readouterr()


def test_datasette_finds_every_table_view_and_column(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    capfd.readouterr()
    assert run(["audit", "metadata"]) == 0
    told = json.loads(capfd.readouterr().out)["databases"]["audit"]["tables"]
    connection = sqlite3.connect(folder / "ws" / "audit.db")
    names = {name for (name,) in connection.execute(
        "SELECT name FROM sqlite_master WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite_%'")}
    assert set(told) == names
    assert {"decisions", "overrides", "releases", "people"} <= names
    for name, entry in told.items():
        cursor = connection.execute(f"SELECT * FROM {name}")
        columns = [column[0] for column in cursor.description]
        assert list(entry["columns"]) == columns
        assert {entry["sort_desc"], *entry.get("facets", [])} <= set(columns)
        assert cursor.fetchall() or name in ("overrides", "checkpoints")
    connection.close()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("details", [{}, {"decisions": 7, "codes": "x", "policy": [1], "files": None, "seq": {}}])
def test_every_kind_has_a_sentence_whatever_its_details(kind: Any, details: dict[str, Any]) -> None:
    told = sentence(Event("2026-11-23T18:20:00.000Z", "ann", kind, "F-1", "d-1", "p1", details))
    assert told
    assert told == told.strip()
    assert kind in ("case", "people") or told != kind


def test_sentences_of_people(capfd: pytest.CaptureFixture[str]) -> None:
    def told(kind: Any, **details: Any) -> str:
        return sentence(Event("2026-11-23T18:20:00.000Z", "ann", kind, "F-1", "d-1", "p4", details))

    assert told("overruled", action="withhold", proposed="release", codes=["(b)(6)"]) == (
        "overruled the policy on p4 of d-1: withhold, not release; (b)(6)")
    assert told("confirmed", action="release", bulk="b-1") == "confirmed p4 of d-1: release (act b-1)"
    assert told("undone") == "undid a decision on p4 of d-1"
    assert told("undone", portions=["p4"], bulk="a-1") == "undid a decision on p4 of d-1 (act a-1)"
    assert told("undone", portions=["p4", "p5"], bulk="a-1") == (
        "undid decisions on p4 of d-1: p4, p5 (act a-1)")
    assert told("exported", format="csv") == "exported the log, what it has of d-1 as csv"
    assert told("referred", refer_to=["CIA"]) == "referred p4 of d-1 to CIA"
    assert told("refused", codes=["withheld-text"], carriers=["pdf-text"]) == (
        "was refused a release of p4 of d-1: withheld-text in pdf-text")
    assert told("people", act="added", person="bea", role="approver") == "added: bea as approver"


@pytest.mark.parametrize("words", [["log"], ["verify"], ["export"], ["proof", "1"], ["checkpoint"],
                                   ["custody", "d-1", "--out", "x.pdf"], ["export", "--out", "x.csv"]])
def test_without_a_log_the_error_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
                                         capfd: pytest.CaptureFixture[str], words: list[str]) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("REDACT_WORKSPACE", raising=False)
    assert run(["audit", *words]) == 3
    err = capfd.readouterr().err
    assert "there is no audit log here" in err or "there is no workspace here" in err
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("command", [["audit", name] for name in ("log", "verify", "checkpoint", "proof", "export",
                                                                  "custody", "metadata")]
                         + [["key", "show"], ["key", "rotate"]])
def test_every_command_has_help_with_an_example(capfd: pytest.CaptureFixture[str], command: list[str]) -> None:
    assert run([*command, "--help"]) == 0
    out = capfd.readouterr().out
    assert "Example" in out
    assert f"redact {' '.join(command)}" in out


def test_what_a_killed_export_left_is_overwritten(folder: Path, tmp_path: Path,
                                                  capfd: pytest.CaptureFixture[str]) -> None:
    alone = str(folder / "ws" / "audit.db")
    (tmp_path / ".log.csv.redact-tmp").write_text("half" * 100_000)
    assert run(["audit", "export", alone, "--out", str(tmp_path / "log.csv")]) == 0
    assert sorted(os.listdir(tmp_path)) == ["copy", "log.csv"]
    capfd.readouterr()
    assert run(["audit", "export", alone]) == 0
    assert capfd.readouterr().out.encode() == (tmp_path / "log.csv").read_bytes()


def test_an_export_to_a_full_disk_is_said(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    import subprocess
    import sys

    done = subprocess.run(["bash", "-c", f"{sys.executable} -m redact audit export {folder}/ws/audit.db > /dev/full"],
                          capture_output=True, check=False, cwd=EXAMPLES.parent)
    assert done.returncode == 1
    assert done.stderr.startswith(b"error: cannot write to standard output: No space left")
