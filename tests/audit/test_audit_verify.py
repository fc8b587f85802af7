"""Every way to tamper with a log is found and named."""

import shutil
import sqlite3
from pathlib import Path

import pytest
from logs import COLUMNS, event, forget, make_log, put, shift, tampering

from redact.audit.events import LoggedEvent
from redact.audit.log import AuditLog, Mark
from redact.audit.store import StorageProblem
from redact.audit.verification import NO_CHECKPOINT, Verification, verify

EVENTS = 9


@pytest.fixture
def path(tmp_path: Path) -> Path:
    make_log(tmp_path / "audit.db", EVENTS)
    return tmp_path / "audit.db"


@pytest.fixture
def mark(path: Path) -> Mark:
    with AuditLog(path, write=False) as log:
        return log.last()


def _hashes(path: Path) -> list[str]:
    with AuditLog(path, write=False) as log:
        return [logged.hash for logged in log.events()]


def _found(verification: Verification) -> tuple[int, str] | None:
    return (verification.problem.seq, verification.problem.code) if verification.problem else None


def test_a_whole_log_is_whole(path: Path, mark: Mark) -> None:
    verification = verify(path, mark)
    assert verification.to_json() == {
        "ok": True, "events": EVENTS, "size": EVENTS, "root": verification.root, "key": None,
        "checked_against": ["the vault's mark at event 9"], "problem": None, "notice": NO_CHECKPOINT, "clock": []}
    assert verify(path).to_json()["checked_against"] == []
    assert verify(path, Mark(3, _hashes(path)[2])).ok


@pytest.mark.parametrize("column", COLUMNS)
@pytest.mark.parametrize("seq", [1, 5, EVENTS])
def test_a_changed_value_is_found_where_it_is(path: Path, column: str, seq: int) -> None:
    value = {"at": "2020-01-01T00:00:00.000Z", "details": "{\"events\":77}", "previous": "b" * 64,
             "hash": "c" * 64}.get(column, "other")
    with tampering(path) as connection:
        connection.execute(f"UPDATE events SET {column} = ? WHERE seq = ?", [value, seq])
    verification = verify(path)
    assert _found(verification) == (seq, "changed")
    assert (verification.events, verification.size) == (EVENTS, seq - 1)


def test_a_changed_event_with_a_fitting_hash_is_found_by_its_successor(path: Path) -> None:
    hashes = _hashes(path)
    with tampering(path) as connection:
        put(connection, LoggedEvent.seal(event(5, actor="mallory"), 5, hashes[3]))
    assert _found(verify(path)) == (5, "changed")


@pytest.mark.parametrize("gone", [[1], [4], [4, 5, 6]])
def test_a_gap_is_missing_events(path: Path, gone: list[int]) -> None:
    with tampering(path) as connection:
        connection.executemany("DELETE FROM events WHERE seq = ?", [[seq] for seq in gone])
    assert _found(verify(path)) == (gone[0], "missing")


@pytest.mark.parametrize("gone", [[1], [4], [4, 5, 6], [8]])
def test_a_gap_closed_by_renumbering_is_missing_events(path: Path, gone: list[int]) -> None:
    with tampering(path) as connection:
        connection.executemany("DELETE FROM events WHERE seq = ?", [[seq] for seq in gone])
        shift(connection, gone[-1] + 1, -len(gone))
    assert _found(verify(path)) == (gone[0], "missing")


@pytest.mark.parametrize(("one", "other"), [(1, 2), (3, 7), (8, 9), (1, 9)])
def test_events_that_changed_places_are_reordered(path: Path, one: int, other: int) -> None:
    with tampering(path) as connection:
        for old, new in ((one, -1), (other, one), (-1, other)):
            connection.execute("UPDATE events SET seq = ? WHERE seq = ?", [new, old])
    assert _found(verify(path)) == (one, "reordered")


@pytest.mark.parametrize("seq", [3, EVENTS])
def test_an_event_moved_away_is_reordered(path: Path, seq: int) -> None:
    with tampering(path) as connection:
        connection.execute("UPDATE events SET seq = 100 WHERE seq = ?", [seq])
    assert _found(verify(path)) == (seq, "reordered")


@pytest.mark.parametrize("fitting", [True, False])
@pytest.mark.parametrize("seq", [1, 5, EVENTS])
def test_an_event_put_between_is_inserted(path: Path, seq: int, fitting: bool) -> None:
    previous = ["0" * 64, *_hashes(path)][seq - 1] if fitting else "d" * 64
    with tampering(path) as connection:
        shift(connection, seq, 1)
        put(connection, LoggedEvent.seal(event(50), seq, previous))
    assert _found(verify(path)) == (seq, "inserted")


def test_a_foreign_event_at_the_end_is_inserted(path: Path) -> None:
    with tampering(path) as connection:
        put(connection, LoggedEvent.seal(event(50), EVENTS + 1, "d" * 64))
    assert _found(verify(path)) == (EVENTS + 1, "inserted")


def test_a_copy_of_an_event_is_inserted(path: Path) -> None:
    with tampering(path) as connection:
        shift(connection, 6, 1)
        connection.execute(f"INSERT INTO events SELECT 6, {', '.join(COLUMNS)} FROM events WHERE seq = 2")
    assert _found(verify(path)) == (6, "inserted")


@pytest.mark.parametrize("kept", [0, 1, 8])
def test_a_cut_tail_is_cut(path: Path, mark: Mark, kept: int) -> None:
    with tampering(path) as connection:
        connection.execute("DELETE FROM events WHERE seq > ?", [kept])
    assert _found(verify(path)) == (kept + 1, "cut")
    assert _found(verify(path, mark)) == (kept + 1, "cut")


def test_a_tail_cut_without_trace_needs_the_mark(path: Path, mark: Mark) -> None:
    with tampering(path) as connection:
        connection.execute("DELETE FROM events WHERE seq > 6")
        forget(connection)
    assert verify(path).ok
    assert _found(verify(path, mark)) == (7, "rollback")


def test_a_checkpoint_remembers_a_cut_tail(path: Path) -> None:
    with tampering(path) as connection:
        connection.execute("INSERT INTO checkpoints VALUES (8, ?, 'note')", ["a" * 64])
        connection.execute("DELETE FROM events WHERE seq > 6")
        forget(connection)
    assert _found(verify(path)) == (7, "cut")


def test_an_older_copy_is_rollback(path: Path, tmp_path: Path) -> None:
    shutil.copy(path, tmp_path / "old.db")
    with AuditLog(path, write=True) as log:
        log.append([event(10), event(11)])
        mark = log.last()
    shutil.copy(tmp_path / "old.db", path)
    assert _found(verify(path, mark)) == (EVENTS + 1, "rollback")
    with AuditLog(path, write=True) as log:
        log.append([event(20), event(21), event(22)])
    assert _found(verify(path, mark)) == (11, "rollback")


def test_a_log_rewritten_whole_needs_the_mark(path: Path, mark: Mark, tmp_path: Path) -> None:
    make_log(tmp_path / "new.db", EVENTS - 1)
    with AuditLog(tmp_path / "new.db", write=True) as log:
        log.append([event(33)])
    assert verify(tmp_path / "new.db").ok
    assert verify(tmp_path / "new.db").notice == NO_CHECKPOINT
    assert _found(verify(tmp_path / "new.db", mark)) == (EVENTS, "rollback")


def test_a_log_that_is_gone_is_cut(tmp_path: Path) -> None:
    assert _found(verify(tmp_path / "audit.db", Mark(4, "a" * 64))) == (1, "cut")
    with pytest.raises(StorageProblem):
        verify(tmp_path / "audit.db")


def _rebuild(connection: sqlite3.Connection, *statements: str) -> None:
    """Make the table anew without its checks, changed by ``statements`` on "copy"."""
    columns = ", ".join(("seq", *COLUMNS))
    connection.execute("PRAGMA legacy_alter_table=ON")
    connection.execute(f"CREATE TABLE copy ({columns})")
    for statement in ("INSERT INTO copy SELECT * FROM events", *statements, "DROP TABLE events",
                      "ALTER TABLE copy RENAME TO events"):
        connection.execute(statement)


def test_values_of_other_types_are_changed_events(path: Path) -> None:
    """A table made anew can hold anything; the check must not fall over it."""
    with tampering(path) as connection:
        _rebuild(connection, "UPDATE copy SET actor = NULL WHERE seq = 4",
                 "UPDATE copy SET details = 7, hash = NULL WHERE seq = 6")
    assert _found(verify(path)) == (4, "changed")


@pytest.mark.parametrize("column", COLUMNS)
def test_the_same_bytes_that_are_no_text_are_a_changed_event(path: Path, column: str) -> None:
    """A flipped bit in the head of a row makes a blob of a text; other programs see another value then."""
    with tampering(path) as connection:
        _rebuild(connection, f"UPDATE copy SET {column} = CAST({column} AS BLOB) WHERE seq = 4")
    assert _found(verify(path)) == (4, "changed")


def test_two_events_of_one_number_are_inserted(path: Path) -> None:
    with tampering(path) as connection:
        _rebuild(connection, "INSERT INTO copy SELECT * FROM events WHERE seq = 3")
    assert _found(verify(path)) == (4, "inserted")


def test_a_number_that_is_none_is_found(path: Path) -> None:
    with tampering(path) as connection:
        _rebuild(connection, "UPDATE copy SET seq = 'three' WHERE seq = 3")
    assert _found(verify(path)) == (3, "reordered")


def test_a_damaged_file_is_a_changed_log(tmp_path: Path) -> None:
    path = tmp_path / "audit.db"
    make_log(path, 400)
    content = bytearray(path.read_bytes())
    content[len(content) // 2:len(content) // 2 + 4096] = b"\xff" * 4096
    path.write_bytes(content)
    verification = verify(path)
    assert verification.problem is not None
    assert verification.problem.code == "changed"
    assert 0 < verification.size < 400


def test_a_huge_number_does_not_make_the_check_long(path: Path) -> None:
    with tampering(path) as connection:
        connection.execute("UPDATE events SET seq = 9000000000000000000 WHERE seq = 9")
        connection.execute("UPDATE events SET actor = 'other' WHERE seq = 2")
    assert _found(verify(path)) == (2, "changed")


@pytest.mark.parametrize("content", [b"no database" * 1000, b""])
def test_what_is_no_log_is_unusable(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "audit.db").write_bytes(content)
    with pytest.raises(StorageProblem):
        verify(tmp_path / "audit.db")


def test_a_log_still_being_written_is_checked_as_it_stands(path: Path) -> None:
    with AuditLog(path, write=True) as log:
        log.append([event(10)])
        assert verify(path).events == EVENTS + 1
        log.append([event(11)])
    assert verify(path).events == EVENTS + 2


def test_text_that_is_no_utf8_is_a_changed_event(path: Path) -> None:
    with tampering(path) as connection:
        connection.execute("UPDATE events SET actor = CAST(x'ff61' AS TEXT) WHERE seq = 2")
    assert _found(verify(path)) == (2, "changed")


def test_a_plain_connection_agrees_on_the_number(path: Path) -> None:
    connection = sqlite3.connect(path)
    assert connection.execute("SELECT count(*) FROM events").fetchone() == (verify(path).events,)
    connection.close()
