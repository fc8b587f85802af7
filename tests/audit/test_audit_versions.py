"""A log of the version before is read and checked as it is, and becomes one of this version without loss."""

import sqlite3
from pathlib import Path

import pytest
from logs import KEY, event, key_event, make_log, make_signed_log

from redact.audit import faults
from redact.audit.checkpoints import Checkpoint
from redact.audit.log import START, AuditLog, LogProblem, chain, upgrade_log, version_of
from redact.audit.schema import UPGRADES, VERSION, VERSIONS
from redact.audit.store import StorageProblem
from redact.audit.verification import verify
from redact.merkle import merkle_root
from redact.signing import key_id, sign_note

TIME = "2026-11-23T18:20:00.000Z"


def make_log_1(path: Path, events: int) -> None:
    """A log as version 1 made it, with a checkpoint that has a time of its own."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode=wal")
    for (_, name), text in VERSIONS[1].items():
        if name != "sqlite_sequence":
            connection.execute(text)
    connection.execute("PRAGMA user_version=1")
    ident = key_id(KEY.public_key().public_bytes_raw())
    made = [key_event(), *(event(number) for number in range(2, events)),
            event(kind="checkpoint", details={"key": ident})]
    sealed = chain(START, made)
    for logged in sealed:
        row = logged.row()
        connection.execute(f"INSERT INTO events VALUES ({', '.join('?' * len(row))})", [*row.values()])
    with AuditLog(path, write=False) as log:
        told = Checkpoint(log.origin, events, merkle_root(log.hashes(0, events)))
    connection.execute("INSERT INTO checkpoints VALUES (?, ?, ?, ?)",
                       [events, told.root, sign_note(told.to_text(), KEY).to_text(), TIME])
    connection.close()


def test_a_log_of_version_1_is_read_and_checked_but_not_written(tmp_path: Path) -> None:
    path = tmp_path / "audit.db"
    make_log_1(path, 6)
    before = path.read_bytes()
    assert version_of(path) == 1
    found = verify(path)
    assert found.ok, found.problem
    assert found.checked_against == ("1 checkpoint stored in the log",)
    with AuditLog(path, write=False) as log:
        assert len(list(log.events())) == 6
    with pytest.raises(StorageProblem, match="version 1"):
        AuditLog(path, write=True)
    assert path.read_bytes() == before


def test_an_upgrade_loses_nothing_and_is_done_once(tmp_path: Path) -> None:
    path = tmp_path / "audit.db"
    make_log_1(path, 6)
    with AuditLog(path, write=False) as log:
        events, checkpoints = list(log.events()), log.checkpoints()
    for _ in range(2):
        upgrade_log(path)
        assert version_of(path) == VERSION
        with AuditLog(path, write=True) as log:
            assert list(log.events()) == events
            assert log.checkpoints() == checkpoints
        assert verify(path).ok
    with AuditLog(path, write=True) as log:
        assert log.append([event(7)]) == [7]
    make_signed_log(tmp_path / "new.db", 0)
    catalogues = [sqlite3.connect(place).execute("SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY 1, 2")
                  for place in (path, tmp_path / "new.db")]
    assert catalogues[0].fetchall() == catalogues[1].fetchall()
    for cursor in catalogues:
        cursor.connection.close()


def test_a_log_that_was_tampered_with_is_not_upgraded(tmp_path: Path) -> None:
    path = tmp_path / "audit.db"
    make_log_1(path, 4)
    connection = sqlite3.connect(path)
    connection.execute("DROP TRIGGER events_never_updated")
    connection.close()
    with pytest.raises(LogProblem, match="a trigger of the database"):
        upgrade_log(path)
    assert version_of(path) == 1


def test_every_version_has_its_way_to_the_next(tmp_path: Path) -> None:
    assert sorted(VERSIONS) == list(range(1, VERSION + 1))
    assert sorted(UPGRADES) == list(range(1, VERSION))


@pytest.mark.parametrize("version", [0, 3, 99])
def test_a_version_this_program_does_not_know_is_said(tmp_path: Path, version: int) -> None:
    path = tmp_path / "audit.db"
    make_log(path, 3)
    connection = sqlite3.connect(path)
    connection.execute(f"PRAGMA user_version={version}")
    connection.close()
    for write in (True, False):
        with pytest.raises(StorageProblem, match=f"version {version}, this program knows {VERSION}"):
            AuditLog(path, write=write)
    with pytest.raises(StorageProblem, match=f"version {version}"):
        upgrade_log(path)
    if version > VERSION:
        with pytest.raises(StorageProblem, match="newer program"):
            verify(path)


def test_an_upgrade_that_is_stopped_has_not_happened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "audit.db"
    make_log_1(path, 4)
    for number in range(1, 200):
        left = iter(range(1, number))

        def refuse(name: str, left: object = left) -> None:
            if next(left, None) is None:  # type: ignore[call-overload]
                raise sqlite3.OperationalError("database or disk is full")

        monkeypatch.setattr(faults, "checkpoint_hook", refuse)
        try:
            upgrade_log(path)
        except StorageProblem:
            monkeypatch.undo()
            version = version_of(path)
            assert verify(path).ok
            if version == VERSION:
                break
            continue
        break
    monkeypatch.undo()
    assert version_of(path) == VERSION
    assert number > 10
