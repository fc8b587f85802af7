"""Bringing the vault of an older program up to date, without loss and all at once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from redact import __version__
from redact.audit.events import Event
from redact.audit.faults import step
from redact.audit.store import StorageProblem, connect_to_read, connect_to_write, storage_errors
from redact.review.schema import STEPS, VERSION


def vault_version(path: Path) -> int:
    """The version a vault was written by."""
    with storage_errors(path):
        connection = connect_to_read(path)
        try:
            return int(connection.execute("PRAGMA user_version").fetchone()[0])
        finally:
            connection.close()


def _known_version(path: Path) -> int:
    """The version a vault was written by; StorageProblem for one that never was a vault, or was emptied: to bring it up
    to date would make it look like a new one."""
    found = vault_version(path)
    if found < min(STEPS):
        raise StorageProblem("it holds no vault: it was emptied or damaged; take a backup", file=str(path))
    return found


def refuse_older(path: Path) -> None:
    """Raise StorageProblem for a vault that has to be brought up to date first, by a command that writes."""
    if _known_version(path) < VERSION:
        raise StorageProblem("the vault is of an older version of the program; the next command that writes, such as "
                             "'redact release' or 'redact add', brings it up to date", file=str(path))


def upgrade(path: Path, now: Callable[[], str], actor: str) -> None:
    """Take a vault through the steps it lacks, and have the log told (``migrated``); nothing where it lacks none.

    One transaction: stopped halfway, the vault is as it was. A vault of a newer version is left to
    :class:`~redact.audit.store.Store`, which refuses it.
    """
    if _known_version(path) >= VERSION:
        return
    with storage_errors(path):
        connection = connect_to_write(path)
        try:
            connection.execute("BEGIN IMMEDIATE")
            found = int(connection.execute("PRAGMA user_version").fetchone()[0])
            for version in range(found + 1, VERSION + 1):
                for statement in STEPS[version]:
                    step("vault.upgrade")
                    connection.execute(statement)
            if found < VERSION:
                event = Event(now(), actor, "migrated", details={"from": found, "to": VERSION, "program": __version__})
                connection.execute("INSERT INTO outbox (event) VALUES (?)", [event.to_text()])
                connection.execute(f"PRAGMA user_version={VERSION}")
            step("vault.upgraded")
            connection.execute("COMMIT")
        finally:
            connection.close()
