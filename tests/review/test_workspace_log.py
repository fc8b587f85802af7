"""A log that is not what the vault remembers is refused and never filled up again."""

import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from scenes import ACTOR, WHOLE_LOG, kinds, publish

from redact.audit import faults
from redact.audit.events import Event
from redact.audit.log import AuditLog, LogProblem, create_log
from redact.audit.schema import EXPECTED
from redact.audit.store import StorageProblem
from redact.review.workspace import Workspace


def _without_triggers(path: Path, *statements: str) -> None:
    connection = sqlite3.connect(path)
    triggers = [name for name, text in EXPECTED.items() if text.startswith("CREATE TRIGGER")]
    for statement in (*(f"DROP TRIGGER {name}" for name in triggers), *statements,
                      *(EXPECTED[name] for name in triggers)):
        connection.execute(statement)
    connection.commit()
    connection.close()


def _cut(path: Path) -> None:
    _without_triggers(path / "audit.db", "DELETE FROM events WHERE seq > 3")


def _cut_without_trace(path: Path) -> None:
    _without_triggers(path / "audit.db", "DELETE FROM events WHERE seq > 3", "UPDATE sqlite_sequence SET seq = 3")


def _gone(path: Path) -> None:
    (path / "audit.db").unlink()


def _made_anew(path: Path) -> None:
    _gone(path)
    create_log(path / "audit.db")


def _changed(path: Path) -> None:
    _without_triggers(path / "audit.db", f"UPDATE events SET hash = '{'a' * 64}' WHERE seq = 5")


def _continued_by_others(path: Path) -> None:
    with AuditLog(path / "audit.db", write=True) as log:
        log.append([Event("2026-11-23T18:20:00.000Z", "mallory", "exported")])


@pytest.mark.parametrize(("tamper", "code", "seq"), [
    (_cut, "cut", 4), (_cut_without_trace, "rollback", 4), (_gone, "cut", 1), (_made_anew, "rollback", 1),
    (_changed, "rollback", 5), (_continued_by_others, "inserted", 6),
])
def test_a_tampered_log_is_refused(tmp_path: Path, tamper: Callable[[Path], None], code: str, seq: int) -> None:
    publish(tmp_path)
    tamper(tmp_path)
    after = {entry: entry.read_bytes() for entry in tmp_path.glob("audit.db*")}
    for _ in range(2):
        with pytest.raises(LogProblem) as caught:
            Workspace.open(tmp_path)
        assert (caught.value.code, caught.value.seq, caught.value.exit_code) == (code, seq, 6)
    assert {entry: entry.read_bytes() for entry in tmp_path.glob("audit.db*")} == after


@pytest.mark.parametrize(("tamper", "code", "seq"), [
    (_cut, "cut", 4), (_cut_without_trace, "rollback", 4), (_gone, "cut", 1), (_made_anew, "rollback", 1),
    (_changed, "changed", 5),
])
def test_verify_names_it_too(tmp_path: Path, tamper: Callable[[Path], None], code: str, seq: int) -> None:
    publish(tmp_path)
    tamper(tmp_path)
    with Workspace.open_to_read(tmp_path) as workspace:
        problem = workspace.verify().problem
    assert problem is not None
    assert (problem.code, problem.seq) == (code, seq)


def test_an_older_copy_of_the_log_is_rollback(tmp_path: Path) -> None:
    path = tmp_path / "w"
    publish(path)
    shutil.copy(path / "audit.db", tmp_path / "old.db")
    with Workspace.open(path) as workspace, workspace.transaction() as change:
        change.record("exported", actor=ACTOR)
    shutil.copy(tmp_path / "old.db", path / "audit.db")
    with pytest.raises(LogProblem) as caught:
        Workspace.open(path)
    assert (caught.value.code, caught.value.seq) == ("rollback", 6)


def test_a_cut_log_is_not_filled_from_the_outbox(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    publish(tmp_path)

    def refuse(name: str) -> None:
        if name == "audit.commit":
            raise sqlite3.OperationalError("database or disk is full")

    with Workspace.open(tmp_path) as workspace:
        monkeypatch.setattr(faults, "checkpoint_hook", refuse)
        with pytest.raises(StorageProblem), workspace.transaction() as change:
            change.record("exported", actor=ACTOR)
        monkeypatch.undo()
    _cut(tmp_path)
    with pytest.raises(LogProblem):
        Workspace.open(tmp_path)
    assert kinds(tmp_path) == WHOLE_LOG[:3]


def test_what_waits_is_copied_by_the_next_writer_and_by_no_reader(tmp_path: Path,
                                                                  monkeypatch: pytest.MonkeyPatch) -> None:
    publish(tmp_path)

    def refuse(name: str) -> None:
        if name == "audit.begin":
            raise sqlite3.OperationalError("database or disk is full")

    with Workspace.open(tmp_path) as workspace:
        monkeypatch.setattr(faults, "checkpoint_hook", refuse)
        with pytest.raises(StorageProblem), workspace.transaction() as change:
            change.record("exported", actor=ACTOR)
        monkeypatch.undo()
    assert kinds(tmp_path) == WHOLE_LOG
    with Workspace.open_to_read(tmp_path) as reader:
        assert reader.verify().ok
    Workspace.open(tmp_path).close()
    assert kinds(tmp_path) == [*WHOLE_LOG, "exported"]
    Workspace.open(tmp_path).close()
    assert kinds(tmp_path) == [*WHOLE_LOG, "exported"]
