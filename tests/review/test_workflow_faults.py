"""The workflow under stress: older vaults, many writers, processes that end anywhere, copies made meanwhile."""

from __future__ import annotations

import os
import random
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from desks import CASE, DAY, TEXT, Office, document, office
from forks import ended, start
from test_workflow import publish

from redact.audit import faults
from redact.audit.store import StorageProblem
from redact.errors import Conflict, RedactError, UsageProblem
from redact.review import approving, deciding, receiving
from redact.review.acts import Verdict
from redact.review.backup import back_up
from redact.review.migrations import upgrade, vault_version
from redact.review.replay import replay
from redact.review.schema import FIRST, SECOND, VERSION
from redact.review.workspace import Workspace

pytestmark = pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")


# --- migration -----------------------------------------------------------------------------------------------------

def as_first_version(path: Path) -> dict[str, list[Any]]:
    """Make the vault of a workspace one of version 1, with all that version kept; the rows it has then."""
    tables = ("meta", "documents", "salts", "releases", "outbox", "mark")
    old = sqlite3.connect(path / "vault.db")
    kept = {name: list(old.execute(f"SELECT * FROM {name}")) for name in tables}
    kept["releases"] = [row[:9] for row in kept["releases"]]
    kept["documents"] = [row[:7] for row in kept["documents"]]
    old.close()
    for leftover in path.glob("vault.db*"):
        leftover.unlink()
    new = sqlite3.connect(path / "vault.db")
    for statement in (*FIRST, "PRAGMA user_version=1"):
        new.execute(statement)
    for name, rows in kept.items():
        for row in rows:
            new.execute(f"INSERT INTO {name} VALUES ({', '.join('?' * len(row))})", row)
    new.commit()
    new.close()
    return kept


def schema(path: Path) -> set[tuple[str, ...]]:
    connection = sqlite3.connect(path / "vault.db")
    try:
        columns = {(table, *map(str, column[1:]))
                   for (table,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
                   for column in connection.execute(f"PRAGMA table_info({table})")}
        return columns | set(connection.execute(
            "SELECT name, sql FROM sqlite_master WHERE type IN ('trigger', 'index') AND sql IS NOT NULL"))
    finally:
        connection.close()


@pytest.fixture
def first_version(tmp_path: Path) -> tuple[Path, dict[str, list[Any]]]:
    with office(tmp_path / "w", review="none") as (made, identity):
        publish(made, identity, tmp_path / "out", by="ann")
    return tmp_path / "w", as_first_version(tmp_path / "w")


def test_an_older_vault_is_brought_up_to_date_without_loss(first_version: tuple[Path, dict[str, list[Any]]],
                                                           tmp_path: Path) -> None:
    path, kept = first_version
    with pytest.raises(StorageProblem, match="older version"):
        Workspace.open_to_read(path)
    with Workspace.open(path, actor="ada") as workspace:
        assert [logged.event.kind for logged in workspace.events()][-1] == "migrated"
        assert workspace.verify().ok
        assert [replayed.result for replayed in replay(workspace)] == ["not-kept"]
    connection = sqlite3.connect(path / "vault.db")
    for name, rows in kept.items():
        if name not in ("outbox", "mark"):
            found = list(connection.execute(f"SELECT * FROM {name}"))
            assert [row[:len(rows[0])] for row in found] == rows
    connection.close()
    with office(tmp_path / "fresh"):
        pass
    assert schema(path) == schema(tmp_path / "fresh")


def test_an_upgrade_that_is_stopped_leaves_the_old_version(first_version: tuple[Path, dict[str, list[Any]]],
                                                           monkeypatch: pytest.MonkeyPatch) -> None:
    path, _ = first_version
    before = schema(path)

    class Stopped(Exception):
        pass

    def stop_at(stop: int) -> Callable[[str], None]:
        counted: list[str] = []

        def hook(name: str) -> None:
            counted.append(name)
            if len(counted) == stop:
                raise Stopped

        return hook

    for stop in (1, 7, 20, len(SECOND), len(SECOND) + 1):
        monkeypatch.setattr(faults, "checkpoint_hook", stop_at(stop))
        with pytest.raises(Stopped):
            upgrade(path / "vault.db", lambda: "2026-11-26T12:00:00.000Z", "ada")
        assert vault_version(path / "vault.db") == 1
        assert schema(path) == before
    monkeypatch.setattr(faults, "checkpoint_hook", lambda name: None)
    upgrade(path / "vault.db", lambda: "2026-11-26T12:00:00.000Z", "ada")
    assert vault_version(path / "vault.db") == VERSION


# --- many at once --------------------------------------------------------------------------------------------------

def test_twenty_processes_decide_at_once_and_nothing_is_lost(tmp_path: Path) -> None:
    with office(tmp_path / "w") as (made, identity):
        portions = [portion.id for portion in made.desk("ann").standing(identity)[1].plan.document.portions]

    def decide(number: int) -> None:
        with Workspace.open(tmp_path / "w", create=False) as workspace:
            for portion in portions:
                deciding.decide(Office(workspace).desk(("ann", "eve")[number % 2]), identity, [portion],
                                Verdict("confirm"))

    children = [start(lambda number=number: decide(number)) for number in range(20)]  # type: ignore[misc]
    assert [ended(child) for child in children] == [0] * 20
    with Workspace.open_to_read(tmp_path / "w") as workspace:
        review = workspace.cases.review(identity)
        assert len(workspace.cases.acts(review)) == 20 * len(portions)
        assert review.version == 1 + 20 * len(portions)
        assert [logged.event.kind for logged in workspace.events()].count("confirmed") == 20 * len(portions)
        assert workspace.verify().ok


def test_of_twenty_that_saw_the_same_version_one_wins(tmp_path: Path) -> None:
    with office(tmp_path / "w") as (made, identity):
        made.confirm(identity)
        version = made.workspace.cases.review(identity).version

    def decide() -> None:
        with Workspace.open(tmp_path / "w", create=False) as workspace:
            deciding.decide(Office(workspace).desk("ann"), identity, ["p1"], Verdict("confirm"), version=version)

    children = [start(decide) for _ in range(20)]
    assert sorted(ended(child) for child in children) == [0] + [1] * 19
    with Workspace.open_to_read(tmp_path / "w") as workspace:
        assert workspace.cases.review(identity).version == version + 1


def test_two_approvers_at_once_approve_once(tmp_path: Path) -> None:
    with office(tmp_path / "w") as (made, identity):
        made.confirm(identity)
        approving.submit(made.desk("ann"), identity, because="x")

    def approve(name: str) -> None:
        with Workspace.open(tmp_path / "w", create=False) as workspace:
            approving.approve(Office(workspace).desk(name), identity)

    children = [start(lambda name=name: approve(name)) for name in ("ben", "cyn")]  # type: ignore[misc]
    assert sorted(ended(child) for child in children) == [0, 1]
    with Workspace.open_to_read(tmp_path / "w") as workspace:
        assert [logged.event.kind for logged in workspace.events()].count("approved") == 1


# --- stopped anywhere ----------------------------------------------------------------------------------------------

STEPS: tuple[str, ...] = ("decide", "submit", "approve", "publish")


def go_on(made: Office, identity: str, out: Path) -> None:
    """Whatever is left to do until the document is published, as people would who come back after a power cut."""
    for _ in range(12):
        state = made.state(identity)
        if state == "published":
            return
        if state in ("proposed", "in review"):
            left = made.desk("ann").standing(identity)[1].unreviewed()
            if left:
                deciding.decide(made.desk("ann"), identity, left, Verdict("confirm"))
            else:
                approving.submit(made.desk("ann"), identity, because="x")
        elif state == "submitted":
            approving.approve(made.desk("ben"), identity)
        else:
            publish(made, identity, out)
    raise AssertionError("the document never came out")


def killed_and_finished(folder: Path, dice: random.Random) -> None:
    with office(folder / "w") as (_, identity):
        pass

    def work() -> None:
        with Workspace.open(folder / "w", create=False) as workspace:
            go_on(Office(workspace), identity, folder / "out")

    for _ in range(4):
        stop_at = dice.randrange(1, 45)
        count = [0]

        def hook(name: str, count: list[int] = count, stop_at: int = stop_at) -> None:
            count[0] += 1
            if count[0] == stop_at:
                os.kill(os.getpid(), 9)

        def dying() -> None:
            faults.checkpoint_hook = hook
            work()

        ended(start(dying))
        with Workspace.open(folder / "w", create=False) as workspace:
            assert workspace.verify().ok
            assert {path.suffix for path in (folder / "out").glob("[!.]*")} <= {".json"}
    work()
    with Workspace.open_to_read(folder / "w") as workspace:
        kinds = [logged.event.kind for logged in workspace.events()]
        assert kinds.count("published") == 1
        assert kinds.count("submitted") == kinds.count("approved") == 1
        assert [replayed.result for replayed in replay(workspace)] == ["same"]
        assert workspace.verify().ok
    assert sorted(path.name for path in (folder / "out").iterdir()) == ["VALTARA-000311.json",
                                                                       "VALTARA-000311.manifest.json"]


@pytest.mark.parametrize("seed", range(4))
def test_killed_at_any_step_the_work_goes_on(tmp_path: Path, seed: int) -> None:
    killed_and_finished(tmp_path, random.Random(seed))


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(100, 130))
def test_killed_at_any_step_the_work_goes_on_at_length(tmp_path: Path, seed: int) -> None:
    killed_and_finished(tmp_path, random.Random(seed))


def test_a_return_waits_for_a_publication_that_was_begun(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with office(tmp_path / "w") as (made, identity):
        made.approved(identity)

        class Stopped(BaseException):
            pass

        def hook(name: str) -> None:
            if name == "release.placed":
                raise Stopped

        with monkeypatch.context() as patch:
            patch.setattr(faults, "checkpoint_hook", hook)
            with pytest.raises(Stopped):
                publish(made, identity, tmp_path / "out")
        for act in (lambda: approving.give_back(made.desk("ben"), identity, "too late"),
                    lambda: receiving.add(made.desk("ann"), document(TEXT), CASE, DAY.replace(year=2027))):
            with pytest.raises(Conflict, match="begun"):
                act()
        assert publish(made, identity, tmp_path / "out").state in ("stands", "published")
        assert made.state(identity) == "published"
        assert made.kinds().count("published") == 1


# --- copies --------------------------------------------------------------------------------------------------------

def test_a_backup_made_while_others_write_is_whole(tmp_path: Path) -> None:
    with office(tmp_path / "w") as (_, identity):
        pass

    def write() -> None:
        with Workspace.open(tmp_path / "w", create=False) as workspace:
            for _ in range(60):
                deciding.decide(Office(workspace).desk("ann"), identity, ["p1"], Verdict("confirm"))

    child = start(write)
    for number in range(4):
        time.sleep(0.05)
        with Workspace.open(tmp_path / "w", create=False) as workspace:
            back_up(workspace, tmp_path / f"copy{number}")
        with Workspace.open(tmp_path / f"copy{number}", create=False) as copy:
            assert copy.verify().ok
            acts = len(copy.cases.acts(copy.cases.review(identity)))
            assert [logged.event.kind for logged in copy.events()].count("confirmed") == acts
    assert ended(child) == 0
    assert (tmp_path / "copy0" / "vault.db").stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "copy0").stat().st_mode & 0o777 == 0o700


def test_a_backup_takes_no_place_that_is_taken(tmp_path: Path) -> None:
    with office(tmp_path / "w") as (made, _):
        (tmp_path / "there").mkdir()
        with pytest.raises(Conflict):
            back_up(made.workspace, tmp_path / "there")
        with pytest.raises(UsageProblem):
            back_up(made.workspace, tmp_path / "w" / "copy")
        with pytest.raises(RedactError):
            back_up(made.workspace, tmp_path / "w" / "vault.db" / "copy")


def test_a_backup_that_fails_leaves_no_documents_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def hook(name: str) -> None:
        if name == "backup.rename":
            raise OSError(28, "No space left on device")

    with office(tmp_path / "w") as (made, _):
        with monkeypatch.context() as patch:
            patch.setattr(faults, "checkpoint_hook", hook)
            with pytest.raises(StorageProblem, match="full"):
                back_up(made.workspace, tmp_path / "copy")
        assert [entry.name for entry in tmp_path.iterdir()] == ["w"]
