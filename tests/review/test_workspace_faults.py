"""The program stopped at every step of writing, a full disk at every step, and several writers at once.

Children are forked: the hook of :mod:`redact.audit.faults` is set in the child only.
"""

import errno
import os
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from forks import in_child
from scenes import ACTOR, WHOLE_LOG, document, kinds, publish

from redact.audit import faults, store
from redact.audit.events import Event
from redact.audit.log import AuditLog
from redact.audit.store import StorageProblem
from redact.errors import RedactError
from redact.review.workspace import Change, Workspace

KILLED = 137


@pytest.fixture(autouse=True)
def _no_waiting_for_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that is stopped loses nothing the system has taken over, synced or not; so syncing only costs time."""
    monkeypatch.setattr(store, "_SETTINGS", ("synchronous=OFF", *store._SETTINGS[1:]))
    monkeypatch.setattr(os, "fsync", lambda descriptor: None)


def _kill_at(step: int) -> Callable[[str], None]:
    passed = iter(range(1, step))

    def hook(name: str) -> None:
        if next(passed, None) is None:
            os._exit(KILLED)
    return hook


def _names_of_steps(path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    names: list[str] = []
    with monkeypatch.context() as patch:
        patch.setattr(faults, "checkpoint_hook", names.append)
        publish(path)
    return names


def _assert_whole(path: Path) -> None:
    assert kinds(path) == WHOLE_LOG
    with Workspace.open_to_read(path) as workspace:
        verification = workspace.verify()
        assert verification.ok, verification.problem
        assert workspace.mark.seq == verification.events
        assert [release.state for release in workspace.releases()] == ["published"]
    assert not [entry.name for entry in path.rglob(".*")]


def test_stopped_at_any_step_the_next_run_finishes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    steps = _names_of_steps(tmp_path / "whole", monkeypatch)
    assert len(steps) > 60
    assert {"workspace.mkdir", "keys.rename", "vault.rename", "audit.renamed", "vault.commit", "vault.committed",
            "audit.begin", "audit.written", "audit.committed"} <= set(steps)
    for number, name in enumerate(steps, 1):
        path = tmp_path / str(number)

        def stopped(path: Path = path, number: int = number) -> None:
            faults.checkpoint_hook = _kill_at(number)
            publish(path)

        assert in_child(stopped) == KILLED, name
        publish(path)
        _assert_whole(path)


def test_stopped_again_and_again_it_still_finishes(tmp_path: Path) -> None:
    """Every run gets one step further than the one before."""
    step, code = 0, KILLED
    while code == KILLED:
        step += 1

        def stopped(step: int = step) -> None:
            faults.checkpoint_hook = _kill_at(step)
            publish(tmp_path / "w")

        code = in_child(stopped)
    assert code == 0
    assert step > 5
    _assert_whole(tmp_path / "w")


@pytest.mark.parametrize(("error", "said"), [
    (sqlite3.OperationalError("database or disk is full"), "the disk is full"),
    (sqlite3.OperationalError("attempt to write a readonly database"), "not writable"),
    (sqlite3.OperationalError("disk I/O error"), "disk reports an error"),
    (OSError(errno.ENOSPC, "No space left on device"), "the disk is full"),
    (OSError(errno.EROFS, "Read-only file system"), "not writable"),
    (PermissionError(errno.EACCES, "Permission denied"), "permission denied"),
])
def test_a_disk_that_refuses_at_any_step_is_a_clear_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
                                                         error: Exception, said: str) -> None:
    steps = _names_of_steps(tmp_path / "whole", monkeypatch)
    for number in range(1, len(steps) + 1, 5):
        path = tmp_path / str(number)
        left = iter(range(1, number))

        def refuse(name: str, left: object = left) -> None:
            if next(left, None) is None:  # type: ignore[call-overload]
                raise error

        with monkeypatch.context() as patch:
            patch.setattr(faults, "checkpoint_hook", refuse)
            with pytest.raises(StorageProblem, match=said) as caught:
                publish(path)
        assert caught.value.exit_code == 3
        assert str(path) in (caught.value.file or "")
        assert caught.value.__cause__ is None
        assert caught.value.__suppress_context__
        publish(path)
        _assert_whole(path)


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is forbidden to the superuser")
def test_a_folder_without_permission_is_a_clear_error(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(StorageProblem, match="permission denied"):
            Workspace.open(tmp_path / "w")
    finally:
        tmp_path.chmod(0o700)


def _record_many(change: Change) -> None:
    for number in range(2000):
        change.record("exported", actor=ACTOR, document=f"d-{number}")


def test_a_real_full_disk_is_a_clear_error(tmp_path: Path) -> None:
    """SQLite itself says so here: the file may not grow."""
    publish(tmp_path / "w")
    with Workspace.open(tmp_path / "w") as workspace:
        database = workspace._vault.store.database
        pages = database.execute("PRAGMA page_count").fetchone()[0]
        database.execute(f"PRAGMA max_page_count={pages}")
        with pytest.raises(StorageProblem, match="the disk is full"), workspace.transaction() as change:
            _record_many(change)
    _assert_whole(tmp_path / "w")


def test_four_processes_write_at_once(tmp_path: Path) -> None:
    """Making the workspace is part of the race."""
    path, writers, events = tmp_path / "w", 4, 25

    def write(writer: int) -> None:
        with Workspace.open(path) as workspace:
            for number in range(events):
                with workspace.transaction() as change:
                    change.record("exported", actor=f"writer{writer}", details={"events": number})

    children = []
    for writer in range(writers):
        child = os.fork()
        if child == 0:
            os._exit(in_child(lambda writer=writer: write(writer)))  # type: ignore[misc]
        children.append(child)
    assert [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children] == [0] * writers
    with Workspace.open_to_read(path) as workspace:
        logged = [event.event for event in workspace.events()]
        assert workspace.verify().ok
        assert workspace.mark.seq == len(logged) == 1 + writers * events
    assert [event.kind for event in logged].count("key") == 1
    for writer in range(writers):
        assert [event.details["events"] for event in logged if event.actor == f"writer{writer}"] == [*range(events)]


def test_two_workspaces_of_one_process_keep_in_step(tmp_path: Path) -> None:
    with Workspace.open(tmp_path) as one, Workspace.open(tmp_path) as other:
        for workspace in (one, other, other, one):
            with workspace.transaction() as change:
                change.document(document())
                change.record("exported", actor=ACTOR)
        assert one.mark == other.mark
        assert one.mark.seq == 5


def test_no_error_names_the_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(name: str) -> None:
        if name == "vault.written":
            raise sqlite3.IntegrityError("CHECK constraint failed: Minister Vantongeren")

    publish(tmp_path / "w")
    monkeypatch.setattr(faults, "checkpoint_hook", refuse)
    with pytest.raises(RedactError) as caught:
        publish(tmp_path / "w", document(sha256="2" * 64))
    assert "Vantongeren" not in str(caught.value)


@pytest.mark.parametrize("name", [".vault.db.new", ".vault.db.new-wal", ".audit.db.new-shm"])
def test_leftovers_of_a_failed_making_go_with_the_next_opening(tmp_path: Path, name: str) -> None:
    publish(tmp_path / "w")
    (tmp_path / "w" / name).write_bytes(b"left")
    Workspace.open(tmp_path / "w").close()
    assert not (tmp_path / "w" / name).exists()


def test_a_forged_event_at_the_end_is_found_by_the_workspace(tmp_path: Path) -> None:
    publish(tmp_path / "w")
    with AuditLog(tmp_path / "w" / "audit.db", write=True) as log:
        log.append([Event("2026-11-23T18:20:00.000Z", "os:mallory", "published")])
    with Workspace.open_to_read(tmp_path / "w") as workspace:
        problem = workspace.verify().problem
    assert problem is not None
    assert (problem.seq, problem.code) == (6, "inserted")
