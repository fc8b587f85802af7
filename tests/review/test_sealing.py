"""Checkpoints and keys of a workspace, also where the program is stopped in between, and logs of an earlier version."""

import datetime as dt
import os
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from forks import start
from scenes import ACTOR, WHOLE_LOG, kinds, publish

from redact.audit import faults, store
from redact.audit.log import LogProblem, version_of
from redact.audit.schema import VERSION, VERSIONS
from redact.review.keys import NEXT, PRIVATE, PUBLIC, load_key
from redact.review.sealing import rotate_key, take_checkpoint
from redact.review.workspace import KEYS, Workspace
from redact.signing import key_id, read_public_key

pytestmark = pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")
KILLED = 137


@pytest.fixture(autouse=True)
def _no_waiting_for_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that is stopped loses nothing the system has taken over, synced or not; so syncing only costs time."""
    monkeypatch.setattr(store, "_SETTINGS", ("synchronous=OFF", *store._SETTINGS[1:]))
    monkeypatch.setattr(os, "fsync", lambda descriptor: None)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("whole") / "w"
    publish(path)
    return path


@pytest.fixture
def path(whole: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(whole, tmp_path / "w"))


def _ended(child: int) -> int:
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def _stopped_at(number: int, work: Callable[[], object]) -> int:
    """The exit code of ``work`` in a child that ends at the step of that number."""
    def run() -> None:
        passed = iter(range(1, number))

        def hook(name: str) -> None:
            if next(passed, None) is None:
                os._exit(KILLED)
        faults.checkpoint_hook = hook
        work()
    return _ended(start(run))


def _assert_whole(path: Path) -> None:
    with Workspace.open_to_read(path) as workspace:
        found = workspace.verify()
    assert found.ok, found.problem


def test_the_checkpoint_covers_its_own_event(path: Path) -> None:
    with Workspace.open(path) as workspace:
        kept = take_checkpoint(workspace, ACTOR)
        assert kept.checkpoint.size == len(WHOLE_LOG) + 1
        assert kept.checkpoint.root == workspace.verify().root
        assert kept.key_id == workspace.key_id
        assert workspace.verify(checkpoints=(kept,), key=workspace.public_key.public_bytes_raw()).notice is None
        second = take_checkpoint(workspace, ACTOR)
        assert [stored.checkpoint for stored in workspace.log.checkpoints()] == [kept.checkpoint, second.checkpoint]
        told = [logged.event.details for logged in workspace.events()][-1]
    assert told == {"key": kept.key_id, "previous_size": kept.checkpoint.size, "previous_root": kept.checkpoint.root}


def test_a_new_key_signs_and_the_old_one_stays_known(path: Path) -> None:
    with Workspace.open(path) as workspace:
        old = workspace.public_key.public_bytes_raw()
        kept = take_checkpoint(workspace, ACTOR)
        ident = rotate_key(workspace, ACTOR)
        new = workspace.public_key.public_bytes_raw()
        later = take_checkpoint(workspace, ACTOR)
        assert ident == workspace.key_id == later.key_id == key_id(new) != key_id(old)
        assert list(workspace.known_keys().values()) == [old, new]
        for key in (old, new):
            assert workspace.verify(checkpoints=(kept, later), key=key).ok
    folder = path / KEYS
    assert sorted(entry.name for entry in folder.iterdir()) == [PRIVATE, f"public-{key_id(old)}.pem", PUBLIC]
    assert read_public_key((folder / PUBLIC).read_bytes()).public_bytes_raw() == new
    assert read_public_key((folder / f"public-{key_id(old)}.pem").read_bytes()).public_bytes_raw() == old
    assert {entry.stat().st_mode & 0o777 for entry in folder.iterdir()} == {0o600}


@pytest.mark.parametrize("name", ["checkpoint", "rotation"])
def test_stopped_at_any_step_nothing_is_half_done(whole: Path, tmp_path: Path, name: str) -> None:
    def work(path: Path) -> None:
        with Workspace.open(path) as workspace:
            (take_checkpoint if name == "checkpoint" else rotate_key)(workspace, ACTOR)  # type: ignore[operator]

    code, number = KILLED, 0
    while code == KILLED:
        number += 1
        path = Path(shutil.copytree(whole, tmp_path / str(number)))
        before = load_key(path / KEYS).public_key().public_bytes_raw()
        code = _stopped_at(number, lambda path=path: work(path))  # type: ignore[misc]
        _assert_whole(path)
        with Workspace.open(path) as workspace:
            known = list(workspace.known_keys().values())
            assert workspace.public_key.public_bytes_raw() == known[-1]
            assert known[0] == before
            assert take_checkpoint(workspace, ACTOR).key_id == key_id(known[-1])
        _assert_whole(path)
        work(path)
        _assert_whole(path)
        assert not (path / KEYS / NEXT).exists() or name == "checkpoint"
    assert code == 0
    assert number > 10


def test_another_key_in_the_folder_is_refused(path: Path, tmp_path: Path) -> None:
    publish(tmp_path / "other")
    shutil.copy(tmp_path / "other" / KEYS / PRIVATE, path / KEYS / PRIVATE)
    with pytest.raises(LogProblem) as caught:
        Workspace.open(path)
    assert caught.value.code == "key"
    shutil.copy(path / KEYS / PRIVATE, path / KEYS / NEXT)
    with pytest.raises(LogProblem):
        Workspace.open(path)


def test_many_at_once_make_checkpoints_change_keys_and_write(path: Path) -> None:
    def checkpoints() -> None:
        for _ in range(4):
            with Workspace.open(path) as workspace:
                take_checkpoint(workspace, ACTOR)

    def rotations() -> None:
        for _ in range(4):
            with Workspace.open(path) as workspace:
                rotate_key(workspace, ACTOR)

    def events() -> None:
        with Workspace.open(path) as workspace:
            for number in range(20):
                with workspace.transaction() as change:
                    change.record("exported", actor=ACTOR, details={"events": number})

    children = [start(work) for work in (checkpoints, rotations, events, checkpoints, events)]
    assert [_ended(child) for child in children] == [0] * 5
    _assert_whole(path)
    assert {kind: kinds(path).count(kind) for kind in ("checkpoint", "key", "exported")} == {
        "checkpoint": 8, "key": 5, "exported": 40}
    with Workspace.open_to_read(path) as workspace:
        assert len(workspace.log.checkpoints()) == 8


def _made_version_1(path: Path) -> None:
    """Have the log be one of version 1 again: it had no checkpoint yet, so only its table differs."""
    connection = sqlite3.connect(path / "audit.db", isolation_level=None)
    names = [name for (kind, name) in VERSIONS[1] if kind == "trigger" and name.startswith("checkpoints_")]
    for statement in (*(f"DROP TRIGGER {name}" for name in names), "DROP TABLE checkpoints",
                      VERSIONS[1]["table", "checkpoints"], *(VERSIONS[1]["trigger", name] for name in names),
                      "DROP VIEW decisions", VERSIONS[1]["view", "decisions"], "PRAGMA user_version=1"):
        connection.execute(statement)
    connection.close()


def test_a_log_of_version_1_is_upgraded_and_says_so(path: Path) -> None:
    _made_version_1(path)
    assert version_of(path / "audit.db") == 1
    with Workspace.open_to_read(path) as workspace:
        assert workspace.verify().ok
        assert len(list(workspace.events())) == len(WHOLE_LOG)
    for _ in range(2):
        Workspace.open(path).close()
    assert kinds(path) == [*WHOLE_LOG, "migrated"]
    assert version_of(path / "audit.db") == VERSION
    with Workspace.open_to_read(path) as workspace:
        details = [logged.event.details for logged in workspace.events()][-1]
    assert (details["from"], details["to"]) == (1, VERSION)
    _assert_whole(path)


def test_an_upgrade_stopped_at_any_step_is_finished_and_recorded_once(whole: Path, tmp_path: Path) -> None:
    code, number = KILLED, 0
    while code == KILLED:
        number += 1
        path = Path(shutil.copytree(whole, tmp_path / str(number)))
        _made_version_1(path)
        code = _stopped_at(number, lambda path=path: Workspace.open(path).close())  # type: ignore[misc]
        _assert_whole(path)
        Workspace.open(path).close()
        _assert_whole(path)
        assert kinds(path) == [*WHOLE_LOG, "migrated"]
        assert version_of(path / "audit.db") == VERSION
    assert number > 10


def test_a_rolled_back_log_of_version_1_is_not_upgraded(path: Path, tmp_path: Path) -> None:
    shutil.copytree(path, tmp_path / "old")
    with Workspace.open(path) as workspace, workspace.transaction() as change:
        change.record("exported", actor=ACTOR)
    _made_version_1(tmp_path / "old")
    shutil.copy(tmp_path / "old" / "audit.db", path / "audit.db")
    with pytest.raises(LogProblem, match="rollback"):
        Workspace.open(path)
    assert version_of(path / "audit.db") == 1


def test_a_clock_behind_the_log_is_told(path: Path) -> None:
    told: list[str] = []
    Workspace.open(path, notice=told.append).close()
    assert told == []
    Workspace.open(path, notice=told.append, clock=lambda: dt.datetime(2001, 1, 1, tzinfo=dt.UTC)).close()
    assert len(told) == 1
    assert "the clock says 2001-01-01T00:00:00.000Z" in told[0]
