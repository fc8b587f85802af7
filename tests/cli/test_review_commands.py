"""The review workflow by command line alone: what is printed, what it exits with, who may act."""

from __future__ import annotations

import json
import os
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from redact.cli import run
from redact.review.workspace import system_actor

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "08VALTARA0214.cable.txt"


class Terminal:
    """Runs commands in one workspace and keeps what the last one printed."""

    def __init__(self, folder: Path, capfd: pytest.CaptureFixture[str]):
        self.folder, self._capfd = folder, capfd
        self.out = self.err = ""
        for name in ("ann", "ben", "cyn"):
            (folder / name).write_text(f"the word of {name}\n")

    def __call__(self, *words: object, by: str = "") -> int:
        identity = ["--as", by, "--password-file", str(self.folder / by)] if by else []
        command = [str(word) for word in words]
        code = run([*command, *identity, "--workspace", str(self.folder / "w")])
        self.out, self.err = self._capfd.readouterr()
        assert "Traceback" not in self.err
        return code

    def json(self, *words: object, by: str = "") -> list[Any]:
        code = self(*words, "--json", by=by)
        assert code == 0, self.err
        return [json.loads(line) for line in self.out.splitlines()]


@pytest.fixture
def at(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> Terminal:
    terminal = Terminal(tmp_path, capfd)
    assert terminal("init", "--ceiling", "SECRET") == 0
    for name, role in (("ann", "reviewer"), ("ben", "approver"), ("cyn", "approver")):
        assert terminal("user", "add", name, "--role", role, "--new-password-file", tmp_path / name) == 0
    assert terminal("case", "new", "F-2026-1", "--policy", "foia-public", "--due", "2026-12-24", by="ann") == 0
    return terminal


def added(at: Terminal) -> str:
    (received,) = at.json("add", EXAMPLE, "--case", "F-2026-1", "--as-of", "2018-06-07", by="ann")
    assert received["state"] == "proposed"
    document: str = received["document"]
    return document


def test_the_whole_way(at: Terminal, tmp_path: Path) -> None:
    document = added(at)
    assert at("submit", document, by="ann") == 4
    assert "rest confirm" in at.err
    for words, by in ((("decide", document, "all", "confirm"), "ann"),
                      (("submit", document, "--because", "known"), "ann"), (("approve", document), "ben")):
        (answer,) = at.json(*words, by=by)
        assert {"document", "state", "version"} <= answer.keys()
    (published,) = at.json("publish", document, "--out", tmp_path / "out", by="ben")
    assert published["state"] == "published"
    assert (tmp_path / "out" / "VALTARA-000214.pdf").is_file()
    assert at("replay") == 0
    assert "byte for byte" in at.out
    (row,) = at.json("queue")
    assert (row["state"], row["due"], row["reviewed"], row["portions"]) == ("published", "2026-12-24", 38, 38)
    assert at("withdraw", published["release"], "--because", "too early", by="cyn") == 0
    assert (tmp_path / "out" / "VALTARA-000214.withdrawal.json").is_file()
    assert at("audit", "verify") == 0


def test_who_may_not_is_told_so_with_exit_code_5(at: Terminal) -> None:
    document = added(at)
    assert at("decide", document, "6", "release", "--because", "x", by="ann") == 5
    assert "approver" in at.err
    assert at("approve", document) == 5
    (at.folder / "ben").write_text("another word\n")
    assert at("queue") == 0
    assert at("show", document, by="ben") == 5
    assert "no such person and password" in at.err


def test_a_stale_version_is_exit_code_6(at: Terminal) -> None:
    document = added(at)
    assert at("decide", document, "all", "confirm", "--version", "1", by="ann") == 0
    assert at("decide", document, "1", "confirm", "--version", "1", by="ann") == 6
    assert "version 2" in at.err


def test_show_bears_the_marking_and_json_holds_it(at: Terminal) -> None:
    document = added(at)
    assert at("show", document, by="ann") == 0
    lines = at.out.splitlines()
    assert lines[0].strip() == lines[-1].strip() == "CONFIDENTIAL//NOFORN"
    (shown,) = at.json("show", document, by="ann")
    assert shown["marking"]["banner"] == "CONFIDENTIAL//NOFORN"
    assert [portion["portion"] for portion in shown["portions"]] == [f"p{number}" for number in range(1, 39)]


@pytest.mark.parametrize("words", [
    ("decide", "d-none", "all", "confirm"), ("show", "d-none"), ("submit", "d-none"), ("purge", "d-none"),
    ("withdraw", "r-none", "--because", "x"), ("case", "policy", "X-1", "--policy", "foia-public"),
    ("add", str(EXAMPLE), "--case", "X-1"), ("publish", "d-none", "--out", "OUT"), ("replay", "r-none"),
    ("disclose", "r-none", "p1", "--out", "OUT"),
])
def test_what_is_not_there_is_a_usage_problem(at: Terminal, tmp_path: Path, words: tuple[str, ...]) -> None:
    asked = [str(tmp_path / "out") if word == "OUT" else word for word in words]
    by = "" if words[0] in ("purge", "replay") else "ben"
    assert at(*asked, by=by) == 2
    assert at.err.startswith("error: ")


def test_nobody_acts_in_a_workspace_that_does_not_know_them(at: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    document = added(at)
    monkeypatch.setattr("redact.cli.identity.system_actor", lambda: "os:stranger")
    assert at("decide", document, "all", "confirm") == 5
    assert "stranger" in at.err


def test_the_first_admin_is_known_by_the_system(at: Terminal) -> None:
    people = {person["name"]: person for person in at.json("user", "list")}
    name = system_actor().removeprefix("os:")
    assert people[name]["roles"] == ["admin"]
    assert people["ann"]["system_user"] == ""
    assert at("init") == 6


def test_a_password_comes_from_standard_input(at: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    document = added(at)
    reading, writing = os.pipe()
    os.write(writing, b"the word of ann\n")
    os.close(writing)
    with os.fdopen(reading) as stream:
        monkeypatch.setattr("sys.stdin", stream)
        assert at("show", document, "--as", "ann", "--password-file", "-") == 0


def test_a_batch_goes_on_past_what_cannot_be_read(at: Terminal, tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_bytes(b"")
    assert at("add", tmp_path / "empty.txt", EXAMPLE, tmp_path, "--case", "F-2026-1", by="ann") == 4
    assert "empty" in at.err
    assert len(at.out.splitlines()) == 1
    top = tmp_path / "top.txt"
    top.write_text("T O P S E C R E T VALTARA 000001\n\n1. (TS) Nothing.\n")
    assert at("add", top, "--case", "F-2026-1", by="ann") == 5
    assert "Nothing." not in at.err


def approved(at: Terminal) -> str:
    document = added(at)
    for words, by in ((("decide", document, "all", "confirm"), "ann"),
                      (("submit", document, "--because", "known"), "ann"), (("approve", document), "ben")):
        assert at(*words, by=by) == 0, at.err
    return document


def test_show_prints_the_reasons_between_the_markings(at: Terminal) -> None:
    document = added(at)
    assert at("decide", document, "9", "withhold", "--code", "(b)(5)", "--because", "a draft", "--harm", "chills",
              by="ann") == 0
    assert at("show", document, by="ben") == 0
    lines = at.out.rstrip().splitlines()
    assert lines[0].strip() == lines[-1].strip() == "CONFIDENTIAL//NOFORN"
    assert any("ann" in line and "a draft · harm: chills" in line for line in lines)


@pytest.mark.parametrize("name", ["../evil", "../../evil", "../w/evil", "/evil", "a/../../evil", "..", "a\nb", "Ä"])
def test_a_release_stays_in_its_folder(at: Terminal, tmp_path: Path, name: str) -> None:
    document = approved(at)
    assert at("publish", document, "--out", tmp_path / "o" / "out", "--name", name, by="ann") == 2
    assert not list(tmp_path.rglob("*.manifest.json"))
    assert at.json("queue")[0]["state"] == "approved"


@pytest.mark.parametrize("words", [
    ("show", "\udcff"), ("submit", "DOC", "--because", "\udcff"), ("approve", "DOC", "--case", "\udcff"),
    ("decide", "DOC", "9", "withhold", "--code", "(b)(5)", "--harm", "h", "--because", "\udcff"),
    ("decide", "DOC", "9", "withhold", "--code", "\udcff", "--harm", "h", "--because", "b"),
    ("case", "new", "F-2", "--policy", "foia-public", "--requester", "\udcff"), ("queue", "--case", "\udcff"),
    ("queue", "--case", "F-none"), ("decide", "DOC", "p7-p3", "confirm"),
    ("decide", "DOC", "9", "refer", "--to", "NOBODY", "--because", "b", "--harm", "h"),
])
def test_words_that_cannot_be_meant_are_a_usage_problem(at: Terminal, words: tuple[str, ...]) -> None:
    document = added(at)
    assert at(*(document if word == "DOC" else word for word in words), by="" if words[0] == "queue" else "ann") == 2
    assert at.err.startswith("error: ")
    assert "nothing is left" not in at.err


@pytest.mark.parametrize("content", [b"", b"\n", b"\xff\xfe and more of it"])
def test_a_password_that_is_none_makes_nobody(at: Terminal, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "none").write_bytes(content)
    assert at("user", "add", "emp", "--role", "approver", "--new-password-file", tmp_path / "none") in (2, 3)
    assert "emp" not in [person["name"] for person in at.json("user", "list")]


def test_what_is_taken_out_of_the_workspace_is_in_the_log(at: Terminal, tmp_path: Path) -> None:
    document = approved(at)
    (published,) = at.json("publish", document, "--out", tmp_path / "out", "--format", "json", by="ann")
    (told,) = at.json("disclose", published["release"], "p20", "--out", tmp_path / "p20.json", by="ben")
    assert (told["document"], told["state"], told["version"]) == (document, "published", published["version"])
    at.json("backup", "--out", tmp_path / "copy")
    exported = [event["details"]["format"] for event in at.json("audit", "log") if event["kind"] == "exported"]
    assert exported == ["disclosure", "backup"]


def test_an_emptied_vault_is_not_taken_for_an_old_one(at: Terminal, tmp_path: Path) -> None:
    for name in ("vault.db-wal", "vault.db-shm"):
        (tmp_path / "w" / name).unlink(missing_ok=True)
    (tmp_path / "w" / "vault.db").write_bytes(b"")
    for words in (("queue",), ("backup", "--out", tmp_path / "copy"), ("init",)):
        assert at(*words) == 3
        assert "no vault" in at.err
    assert (tmp_path / "w" / "vault.db").read_bytes() == b""


def test_a_release_that_the_vault_lost_is_a_finding(at: Terminal, tmp_path: Path) -> None:
    document = approved(at)
    assert at("publish", document, "--out", tmp_path / "out", "--format", "json", by="ann") == 0
    vault = sqlite3.connect(tmp_path / "w" / "vault.db")
    for statement in ("UPDATE releases SET determination = '{}'", "DELETE FROM releases"):
        vault.execute(statement)
        vault.commit()
        assert at("replay") == 4
        assert "event" in at.out
    vault.close()


def test_who_has_left_may_do_nothing_any_more(at: Terminal) -> None:
    document = added(at)
    assert at("decide", document, "1", "confirm", by="ann") == 0
    assert at("user", "remove", "ann", by="ben") == 5
    assert at("user", "remove", "ann") == 0
    assert at("decide", document, "2", "confirm", by="ann") == 5
    assert at("user", "remove", "nobody") == 2
    assert at("user", "remove", system_actor().removeprefix("os:")) == 6
    assert {person["name"]: person["roles"] for person in at.json("user", "list")}["ann"] == []
    assert at("audit", "log", "--kind", "people") == 0
    assert "removed" in at.out
    assert at("audit", "verify") == 0


def test_only_an_admin_gives_the_workspace_another_key(at: Terminal) -> None:
    assert at("key", "rotate", by="ann") == 5
    assert at("key", "rotate") == 0
    assert at("audit", "verify") == 0
