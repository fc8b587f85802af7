"""Appending and reading, and what the tables refuse."""

import os
import sqlite3
from pathlib import Path

import pytest
from logs import event, make_log, make_signed_log, tampering

from redact.audit.details import ALLOWED, UnloggableDetail
from redact.audit.events import KINDS, Event
from redact.audit.hashing import GENESIS
from redact.audit.log import START, AuditLog, Filter, LogProblem, Mark, create_log
from redact.audit.store import StorageProblem, connect_to_write
from redact.audit.verification import verify


def test_events_are_numbered_from_one_and_chained(tmp_path: Path) -> None:
    create_log(tmp_path / "audit.db")
    with AuditLog(tmp_path / "audit.db", write=True) as log:
        assert log.last() == START
        assert log.append([event(1), event(2)]) == [1, 2]
        assert log.append([event(3)]) == [3]
        assert log.append([]) == []
        read = list(log.events())
    assert [logged.seq for logged in read] == [1, 2, 3]
    assert [logged.previous for logged in read] == [GENESIS, read[0].hash, read[1].hash]
    assert [logged.event for logged in read] == [event(1), event(2), event(3)]
    assert verify(tmp_path / "audit.db").ok


def test_filters(tmp_path: Path) -> None:
    path = tmp_path / "audit.db"
    create_log(path)
    with AuditLog(path, write=True) as log:
        log.append([event(1), event(2, actor="bea"), event(3, kind="key", details={}), event(4, case_id="")])

        def chosen(**wanted: object) -> list[int]:
            return [logged.seq for logged in log.events(Filter(**wanted))]  # type: ignore[arg-type]

        assert chosen() == [1, 2, 3, 4]
        assert chosen(actor="bea") == [2]
        assert chosen(kind="key") == [3]
        assert chosen(case_id="F-2026-1") == [1, 2, 3]
        assert chosen(document="d-4", portion="p1") == [4]
        assert chosen(since="2026-11-23T18:20:02", until="2026-11-23T18:20:04") == [2, 3]
        assert chosen(first=2, last=3, actor="os:ann") == [3]
        assert chosen(actor="nobody' OR 1=1 --") == []
        log.append([event(5, kind="undone", portion="", details={"portions": ["p8", "p9"]})])
        assert chosen(portion="p9") == [5]


def test_the_file_is_for_its_owner_only_and_alone_when_closed(tmp_path: Path) -> None:
    make_log(tmp_path / "audit.db", 3)
    assert os.listdir(tmp_path) == ["audit.db"]
    assert (tmp_path / "audit.db").stat().st_mode & 0o777 == 0o600


def test_reading_changes_nothing_and_leaves_nothing(tmp_path: Path) -> None:
    path = tmp_path / "audit.db"
    make_log(path, 3)
    before = path.read_bytes()
    with AuditLog(path, write=False) as log:
        assert len(list(log.events())) == 3
        with pytest.raises(StorageProblem):
            log.append([event()])
    assert verify(path).ok
    assert path.read_bytes() == before
    assert os.listdir(tmp_path) == ["audit.db"]


def test_all_of_an_append_or_none(tmp_path: Path) -> None:
    path = tmp_path / "audit.db"
    make_log(path, 1)
    with AuditLog(path, write=True) as log:
        with pytest.raises(UnloggableDetail):
            log.append([event(2), event(3, details={"text": "words"})])
        assert log.last().seq == 1


ROW = "'2026-11-23T18:20:00.000Z', 'a', 'key', '', '', '', '{}'"
HASH = "'" + "a" * 64 + "'"
LAST = "(SELECT hash FROM events ORDER BY seq DESC LIMIT 1)"


@pytest.mark.parametrize("recursive", [0, 1])
@pytest.mark.parametrize("statement", [
    "UPDATE events SET actor = 'x'",
    "UPDATE OR REPLACE events SET seq = 2 WHERE seq = 3",
    "DELETE FROM events",
    "DELETE FROM events WHERE seq = 3",
    f"INSERT INTO events VALUES (5, {ROW}, {LAST}, {HASH})",
    f"INSERT INTO events VALUES (0, {ROW}, {LAST}, {HASH})",
    f"INSERT INTO events VALUES (NULL, {ROW}, {LAST}, {HASH})",
    f"INSERT OR REPLACE INTO events VALUES (2, {ROW}, {LAST}, {HASH})",
    f"INSERT OR REPLACE INTO events VALUES (3, {ROW}, {LAST}, {HASH})",
    f"INSERT OR IGNORE INTO events VALUES (2, {ROW}, {LAST}, {HASH})",
    f"INSERT INTO events VALUES (3, {ROW}, {LAST}, {HASH}) ON CONFLICT DO UPDATE SET actor = 'x'",
    f"INSERT INTO events VALUES (4, {ROW}, {HASH}, {HASH})",
    f"INSERT INTO events VALUES (4, {ROW}, {LAST}, 'short')",
    f"INSERT INTO events VALUES (4, {ROW}, {LAST}, NULL)",
    f"INSERT INTO events VALUES (4, {ROW.replace('2026', 'in 2026')}, {LAST}, {HASH})",
    f"INSERT INTO checkpoints VALUES (9, {HASH}, 'note')",
    f"INSERT OR REPLACE INTO checkpoints VALUES (2, {HASH}, 'other')",
    "UPDATE checkpoints SET note = 'x'",
    "DELETE FROM checkpoints",
])
def test_the_tables_refuse(tmp_path: Path, statement: str, recursive: int) -> None:
    path = tmp_path / "audit.db"
    make_signed_log(path, 0)
    with AuditLog(path, write=True) as log:
        log.append([event(3)])
    connection = sqlite3.connect(path)
    connection.execute(f"PRAGMA recursive_triggers={recursive}")
    with pytest.raises(sqlite3.IntegrityError):
        connection.execute(statement)
    connection.close()
    assert verify(path).ok


@pytest.mark.parametrize("statement", ["DROP TRIGGER events_never_deleted",
                                       "CREATE TRIGGER more AFTER INSERT ON events BEGIN SELECT 1; END"])
def test_a_log_with_other_triggers_is_not_opened(tmp_path: Path, statement: str) -> None:
    path = tmp_path / "audit.db"
    make_log(path, 3)
    connection = sqlite3.connect(path)
    connection.execute(statement)
    connection.close()
    with pytest.raises(LogProblem, match="altered, added or removed"):
        AuditLog(path, write=True)
    problem = verify(path).problem
    assert problem is not None
    assert (problem.seq, problem.code) == (0, "changed")


def test_going_on_from_a_mark_writes_nothing_twice(tmp_path: Path) -> None:
    path = tmp_path / "audit.db"
    mark = make_log(path, 2)
    with AuditLog(path, write=True) as log:
        after = log.continue_from(mark, [event(3)])
        assert log.continue_from(mark, [event(3), event(4)]).seq == 4
        assert after.seq == 3
        assert log.last().seq == 4
        with pytest.raises(LogProblem) as caught:
            log.continue_from(mark, [event(9)])
        assert caught.value.code == "inserted"
        with pytest.raises(LogProblem):
            log.continue_from(mark, [])


def test_a_log_that_does_not_reach_the_mark_is_not_gone_on_with(tmp_path: Path) -> None:
    make_log(tmp_path / "audit.db", 2)
    for mark, code in ((Mark(5, "a" * 64), "rollback"), (Mark(2, "a" * 64), "rollback")):
        with AuditLog(tmp_path / "audit.db", write=True) as log:
            with pytest.raises(LogProblem) as caught:
                log.continue_from(mark, [event(6)])
            assert caught.value.code == code
            assert log.last().seq == 2


def test_every_safeguard_is_on(tmp_path: Path) -> None:
    make_log(tmp_path / "audit.db", 1)
    connection = connect_to_write(tmp_path / "audit.db")
    settings = {name: connection.execute(f"PRAGMA {name}").fetchone()[0] for name in (
        "journal_mode", "synchronous", "foreign_keys", "secure_delete", "temp_store")}
    connection.close()
    assert settings == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "secure_delete": 1, "temp_store": 2}


def test_the_views_read_the_details(tmp_path: Path) -> None:
    path = tmp_path / "audit.db"
    table = [{"portion": "p1", "action": "withhold", "codes": ["(b)(1)"], "rules": ["r1"]},
             {"portion": "p2", "action": "release", "codes": [], "rules": ["r2"]}]
    create_log(path)
    with AuditLog(path, write=True) as log:
        log.append([event(1, kind="proposed", portion="", details={"decisions": table}),
                    event(2, kind="overruled", actor="bea", portion="p2",
                          details={"action": "withhold", "proposed": "release", "codes": ["(b)(6)"]}),
                    event(3, kind="published", portion="", details={"release": "r-1", "outcome": "RIP"}),
                    event(4, kind="confirmed", portion="", details={"bulk": "a-1", "decisions": table})])
    connection = sqlite3.connect(path)
    assert connection.execute("SELECT seq, portion, action, codes FROM decisions").fetchall() == [
        (1, "p1", "withhold", '["(b)(1)"]'), (1, "p2", "release", "[]"),
        (4, "p1", "withhold", '["(b)(1)"]'), (4, "p2", "release", "[]"), (2, "p2", "withhold", '["(b)(6)"]')]
    assert connection.execute("SELECT actor, portion, proposed, action FROM overrides").fetchall() == [
        ("bea", "p2", "release", "withhold")]
    assert connection.execute("SELECT kind, release, outcome FROM releases").fetchall() == [
        ("published", "r-1", "RIP")]
    assert connection.execute("SELECT actor, events, overruled, published FROM people ORDER BY actor").fetchall() == [
        ("bea", 1, 1, 0), ("os:ann", 3, 0, 1)]
    connection.close()


def test_every_kind_has_its_list_of_details() -> None:
    assert set(ALLOWED) == set(KINDS)
    assert len(KINDS) == 24


@pytest.mark.parametrize("changed", [
    {"kind": "invented"},
    {"details": {"text": "a word"}},
    {"details": {"events": "the source is in Port Lorne"}},
    {"details": {"events": True}},
    {"details": {"format": "The Source Is Here"}},
    {"at": "yesterday"}, {"actor": ""}, {"actor": "a\nb"}, {"actor": "x" * 101}, {"case_id": "a\tb"},
    {"document": "the minister's memo"}, {"portion": "paragraph 4"},
    {"kind": "proposed", "details": {"decisions": [{"portion": "p1", "action": "withhold", "codes": [], "rules": [],
                                                    "text": "x"}]}},
    {"kind": "proposed", "details": {"decisions": [{"portion": "p1", "action": "hide", "codes": [], "rules": []}]}},
    {"kind": "overruled", "details": {"because": "he would be killed"}},
    {"kind": "published", "details": {"files": {"memo-on-minister.pdf": "0" * 64}}},
    {"kind": "received", "details": {"level": "S//UNREGISTERED WORD"}},
])
def test_what_is_on_no_list_does_not_enter(changed: dict[str, object]) -> None:
    with pytest.raises(UnloggableDetail) as caught:
        event(**changed).check()  # type: ignore[arg-type]
    assert "minister" not in caught.value.message
    assert "Lorne" not in caught.value.message


def test_events_round_trip_through_text() -> None:
    assert Event.from_text(event(1, actor="os:Änne").to_text()) == event(1, actor="os:Änne")


@pytest.mark.parametrize("details", ["{broken", "{}]", "{\"a\": 1", "{NaN}"])
def test_details_that_cannot_be_read_are_a_clear_error(tmp_path: Path, details: str) -> None:
    path = tmp_path / "audit.db"
    make_log(path, 2)
    with tampering(path) as connection:
        connection.execute("PRAGMA ignore_check_constraints=ON")
        connection.execute("UPDATE events SET details = ? WHERE seq = 2", [details])
    with AuditLog(path, write=False) as log, pytest.raises(LogProblem, match="changed at event 2"):
        list(log.events())


def test_what_is_no_log_is_said_to_be_none(tmp_path: Path) -> None:
    with pytest.raises(StorageProblem, match="does not exist"):
        AuditLog(tmp_path / "audit.db", write=True)
    (tmp_path / "audit.db").write_bytes(b"plain text, no database at all" * 100)
    with pytest.raises(StorageProblem, match="no database"):
        AuditLog(tmp_path / "audit.db", write=True)
    sqlite3.connect(tmp_path / "other.db").execute("PRAGMA user_version=99").connection.close()
    with pytest.raises(StorageProblem, match="newer"):
        AuditLog(tmp_path / "other.db", write=False)
