"""Small logs for tests, and ways to tamper with them as someone with the file and an SQL shell would."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from redact.audit.events import Event, LoggedEvent
from redact.audit.log import AuditLog, Mark, create_log
from redact.audit.schema import EXPECTED

COLUMNS = ("at", "actor", "kind", "case_id", "document", "portion", "details", "previous", "hash")


def event(number: int = 1, **changed: Any) -> Event:
    fields: dict[str, Any] = {"at": f"2026-11-23T18:20:{number % 60:02}.000Z", "actor": "os:ann", "kind": "exported",
                              "case_id": "F-2026-1", "document": f"d-{number}", "portion": "p1",
                              "details": {"events": number}}
    return Event(**{**fields, **changed})


def make_log(path: Path, events: int) -> Mark:
    """A log of so many events at ``path``; returns its last mark."""
    create_log(path)
    with AuditLog(path, write=True) as log:
        log.append([event(number) for number in range(1, events + 1)])
        return log.last()


@contextmanager
def tampering(path: Path) -> Iterator[sqlite3.Connection]:
    """A connection past the triggers, which are put back afterwards so that nothing shows."""
    triggers = [name for name, text in EXPECTED.items() if text.startswith("CREATE TRIGGER")]
    connection = sqlite3.connect(path)
    for name in triggers:
        connection.execute(f"DROP TRIGGER {name}")
    yield connection
    for name in triggers:
        connection.execute(EXPECTED[name])
    connection.commit()
    connection.close()


def forget(connection: sqlite3.Connection) -> None:
    """Have SQLite forget how many events there ever were."""
    connection.execute("UPDATE sqlite_sequence SET seq = (SELECT max(seq) FROM events)")


def shift(connection: sqlite3.Connection, first: int, by: int) -> None:
    """Renumber the events from ``first`` on."""
    connection.execute("UPDATE events SET seq = -seq WHERE seq >= ?", [first])
    connection.execute("UPDATE events SET seq = -seq + ? WHERE seq < 0", [by])
    forget(connection)


def put(connection: sqlite3.Connection, sealed: LoggedEvent) -> None:
    """Write an event as it is, over whatever stands at its number."""
    row = sealed.row()
    marks = ", ".join("?" for _ in row)
    connection.execute(f"INSERT OR REPLACE INTO events ({', '.join(row)}) VALUES ({marks})", list(row.values()))
