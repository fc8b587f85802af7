"""What is put in beyond the mark or beside the tables, what is cut off the file, and checking on a full disk."""

import os
import resource
import sqlite3
from pathlib import Path

import pytest
from logs import event, make_log

from redact.audit.events import LoggedEvent
from redact.audit.log import AuditLog, LogProblem
from redact.audit.store import create_database
from redact.audit.verification import verify

pytestmark = pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")


def _code(path: Path, *given: object) -> tuple[int, str] | None:
    problem = verify(path, *given).problem  # type: ignore[arg-type]
    return (problem.seq, problem.code) if problem else None


def test_a_chained_event_beyond_the_mark_is_inserted_unless_it_waits(tmp_path: Path) -> None:
    path = tmp_path / "audit.db"
    mark = make_log(path, 5)
    with AuditLog(path, write=True) as log:
        log.append([event(6), event(7)])
    assert _code(path, mark) is None
    assert _code(path, mark, lambda: [event(6), event(7), event(8)]) is None
    assert _code(path, mark, lambda: [event(6)]) == (7, "inserted")
    assert _code(path, mark, list) == (6, "inserted")
    assert verify(path, mark, list).size == 5


def test_a_forged_event_that_sql_adds_is_inserted(tmp_path: Path) -> None:
    path = tmp_path / "audit.db"
    mark = make_log(path, 5)
    row = LoggedEvent.seal(event(9, actor="mallory"), 6, mark.hash).row()
    connection = sqlite3.connect(path)
    connection.execute(f"INSERT INTO events ({', '.join(row)}) VALUES ({', '.join('?' * len(row))})", [*row.values()])
    connection.commit()
    connection.close()
    assert _code(path, mark, list) == (6, "inserted")


@pytest.mark.parametrize(("statement", "kind"), [
    ("CREATE TABLE more (x)", "table"), ("CREATE INDEX more ON events (kind)", "index"),
    ("CREATE VIEW more AS SELECT 1", "view"), ("DROP VIEW people", "view"), ("DROP TABLE checkpoints", "table"),
    ("CREATE TRIGGER more AFTER INSERT ON checkpoints BEGIN SELECT 1; END", "trigger")])
def test_every_object_is_compared(tmp_path: Path, statement: str, kind: str) -> None:
    path = tmp_path / "audit.db"
    make_log(path, 3)
    connection = sqlite3.connect(path)
    connection.execute(statement)
    connection.close()
    problem = verify(path).problem
    assert problem is not None
    assert (problem.seq, problem.code) == (0, "changed")
    assert f"a {kind} of" in problem.message
    with pytest.raises(LogProblem, match=f"a {kind} of"):
        AuditLog(path, write=True)


@pytest.mark.parametrize("kept", [8192, 30_000, 100_000])
def test_a_file_that_was_cut_is_cut(tmp_path: Path, kept: int) -> None:
    path = tmp_path / "audit.db"
    mark = make_log(path, 400)
    assert path.stat().st_size > kept
    os.truncate(path, kept)
    problem = verify(path, mark).problem
    assert problem is not None
    assert problem.code == "cut"


def test_a_check_writes_nothing_and_works_on_a_full_disk(tmp_path: Path) -> None:
    path = tmp_path / "audit.db"
    mark = make_log(path, 3)
    child = os.fork()
    if child == 0:
        code = 1
        try:
            resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
            code = 0 if verify(path, mark).ok else 2
        finally:
            os._exit(code)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert verify(path, mark).ok


def test_what_a_stopped_making_left_goes(tmp_path: Path) -> None:
    for name in (".x.db.new", ".x.db.new-wal", ".x.db.new-shm"):
        (tmp_path / name).write_bytes(b"left")
    create_database(tmp_path / "x.db", "x", lambda database: None)
    assert os.listdir(tmp_path) == ["x.db"]
