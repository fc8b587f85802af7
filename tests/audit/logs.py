"""Small logs for tests, and ways to tamper with them as someone with the file and an SQL shell would."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from redact.audit.checkpointing import announcement, sign_and_store
from redact.audit.checkpoints import Kept
from redact.audit.events import Event, LoggedEvent
from redact.audit.hashing import event_hash
from redact.audit.keys import first_key
from redact.audit.log import AuditLog, Mark, create_log
from redact.audit.schema import EXPECTED
from redact.signing import key_id

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


KEY = Ed25519PrivateKey.from_private_bytes(b"\x07" * 32)
OTHER_KEY = Ed25519PrivateKey.from_private_bytes(b"\x08" * 32)


def key_event(key: Ed25519PrivateKey = KEY) -> Event:
    details = first_key(key.public_key().public_bytes_raw())
    return event(kind="key", case_id="", document="", portion="", details=details)


def take_checkpoint(log: AuditLog, key: Ed25519PrivateKey = KEY) -> Kept:
    """Announce, sign and store a checkpoint, as a workspace does."""
    details = announcement(log, key_id(key.public_key().public_bytes_raw()))
    (seq,) = log.append([event(0, kind="checkpoint", case_id="", document="", portion="", details=details)])
    return sign_and_store(log, seq, key)


def make_signed_log(path: Path, *runs: int) -> list[Kept]:
    """A log that begins with its key, and has so many events in each run, with a checkpoint after each of them."""
    create_log(path)
    with AuditLog(path, write=True) as log:
        log.append([key_event()])
        kept = []
        for run in runs:
            start = log.last().seq
            log.append([event(start + number) for number in range(1, run + 1)])
            kept.append(take_checkpoint(log))
    return kept


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


def remake(connection: sqlite3.Connection, first: int, last: int | None = None) -> None:
    """Make the hashes of the events from ``first`` on anew, as one would who knows how the log is made."""
    rows = connection.execute("SELECT * FROM events WHERE seq >= ? ORDER BY seq", [first]).fetchall()
    previous = connection.execute("SELECT hash FROM events WHERE seq = ?", [first - 1]).fetchone()
    before = previous[0] if previous else "0" * 64
    for seq, *fields, _, _ in rows:
        if last is not None and seq > last:
            break
        own = event_hash(seq, [field.encode() for field in (*fields, before)])
        connection.execute("UPDATE events SET previous = ?, hash = ? WHERE seq = ?", [before, own, seq])
        before = own
