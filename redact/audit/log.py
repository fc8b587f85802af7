"""The audit log: appending to it, reading it, and holding it against the vault's mark."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Literal, NamedTuple

from sqlite_utils import Database

from redact.audit.checkpoints import Kept, origin
from redact.audit.diagnosis import ProblemCode
from redact.audit.events import Event, LoggedEvent
from redact.audit.filters import Filter
from redact.audit.hashing import GENESIS
from redact.audit.schema import CATALOGUE, STATEMENTS, UPGRADES, VERSION, VERSIONS, altered
from redact.audit.store import Store, create_database
from redact.canonical import canonical_text
from redact.errors import Conflict
from redact.signing import NotANote

__all__ = ["START", "AuditLog", "Filter", "LogProblem", "Mark", "ProblemCode", "chain",
           "create_log", "upgrade_log", "version_of"]



class Mark(NamedTuple):
    """The place up to which a log is known: the last event's number (0: none) and its hash."""

    seq: int
    hash: str


START = Mark(0, GENESIS)
"""The mark of a log in which nothing is."""


class LogProblem(Conflict):
    """The log is not what it was left as. ``code`` is that of ``audit verify``, ``seq`` the event at which it shows."""

    def __init__(self, code: ProblemCode, seq: int, message: str, *, file: str | None = None):
        super().__init__(f"the audit log is not whole ({code} at event {seq}): {message}", file=file)
        self.code = code
        self.seq = seq


def create_log(path: Path) -> None:
    """Make an empty log at ``path`` (mode 0600), whole or not at all. StorageProblem where that is not possible."""
    create_database(path, "audit", _build)


def _build(database: Database) -> None:
    for statement in (*STATEMENTS, f"PRAGMA user_version={VERSION}"):
        database.execute(statement)


def version_of(path: Path) -> int:
    """The version of the log at ``path``. StorageProblem if it is none that this program can read."""
    store = Store(path, "audit", VERSION, write=False, earlier=VERSIONS)
    store.close()
    return store.version


def upgrade_log(path: Path) -> None:
    """Make a log of an earlier version one of this, whole or not at all; nothing is done to one that is.

    Its events stay as they are. Raises LogProblem, and changes nothing, where it is not what that version made.
    """
    store = Store(path, "audit", VERSION, write=True, earlier=VERSIONS)
    try:
        with store.immediate():
            version = store.row("PRAGMA user_version")
            for step in range(version[0] if version else VERSION, VERSION):
                _check_guards(store, step)
                for statement in (*UPGRADES[step], f"PRAGMA user_version={step + 1}"):
                    store.change(statement, [])
            _check_guards(store, VERSION)
    finally:
        store.close()


def _check_guards(store: Store, version: int) -> None:
    kind = altered(store.rows(CATALOGUE), version)
    if kind is not None:
        raise LogProblem("changed", 0, f"a {kind} of the database was altered, added or removed", file=str(store.path))


class AuditLog:
    """An open audit log. With ``write`` it is appended to, without it nothing in it or beside it is changed.

    Raises StorageProblem if there is no log at ``path``, and LogProblem if its tables, triggers or views are not those
    that it was made with, or others are there. A log of an earlier version can be read, not written.
    """

    def __init__(self, path: Path, *, write: bool):
        self.path = path
        self._store = Store(path, "audit", VERSION, write=write, earlier=() if write else VERSIONS)
        try:
            _check_guards(self._store, self._store.version)
        except BaseException:
            self._store.close()
            raise

    def last(self) -> Mark:
        """Number and hash of the last event, START if there is none."""
        row = self._store.row("SELECT seq, hash FROM events ORDER BY seq DESC LIMIT 1")
        return Mark(*row) if row else START

    def last_time(self) -> str:
        """When the last event was, as it is written; "" if there is none."""
        row = self._store.row("SELECT at FROM events ORDER BY seq DESC LIMIT 1")
        return str(row[0]) if row else ""

    def append(self, events: Sequence[Event]) -> list[int]:
        """Write ``events`` after the last one, all or none, and return their numbers.

        Raises UnloggableDetail if one of them has not the form the log takes.
        """
        with self._store.immediate():
            sealed = chain(self.last(), events)
            self._insert(sealed)
        return [event.seq for event in sealed]

    def continue_from(self, mark: Mark, events: Sequence[Event]) -> Mark:
        """Have the log go on after ``mark`` with exactly ``events``, and return the new mark.

        Of events that are there already, because an earlier run stopped halfway, none is written again. Raises
        LogProblem if the log does not reach the mark (cut, rollback), differs there (rollback), or goes on otherwise
        (inserted).
        """
        with self._store.immediate():
            self.check(mark)
            sealed = chain(mark, events)
            there = [row[0] for row in self._store.rows("SELECT hash FROM events WHERE seq > ? ORDER BY seq",
                                                        [mark.seq])]
            if there != [event.hash for event in sealed[:len(there)]]:
                raise LogProblem("inserted", mark.seq + 1, "it holds events that the vault did not write",
                                 file=str(self.path))
            self._insert(sealed[len(there):])
        return Mark(sealed[-1].seq, sealed[-1].hash) if sealed else mark

    def _insert(self, sealed: Sequence[LoggedEvent]) -> None:
        if sealed:
            self._store.insert("events", [event.row() for event in sealed])

    def check(self, mark: Mark) -> None:
        """Raise LogProblem unless the log reaches ``mark`` and has its hash there."""
        row = self._store.row("SELECT hash FROM events WHERE seq = ?", [mark.seq])
        if mark == START or row == (mark.hash,):
            return
        last = self.last().seq
        if row is not None or last >= mark.seq:
            raise LogProblem("rollback", mark.seq, "it differs from what the vault kept", file=str(self.path))
        given = self._store.row("SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'events'")
        if given is not None and isinstance(given[0], int) and given[0] > last:
            raise LogProblem("cut", last + 1, "its last events were removed", file=str(self.path))
        raise LogProblem("rollback", last + 1, "it is older than what the vault kept", file=str(self.path))

    def events(self, chosen: Filter | None = None, *, newest: int | None = None) -> Iterator[LoggedEvent]:
        """The events that pass, in order, one at a time; with ``newest`` only the last so many of them."""
        wanted = chosen or Filter()
        if newest is None:
            yield from self._passing(wanted, "ASC")
            return
        found: deque[LoggedEvent] = deque()
        for logged in self._passing(wanted, "DESC") if newest else ():
            found.appendleft(logged)
            if len(found) == newest:
                break
        yield from found

    def _passing(self, wanted: Filter, order: Literal["ASC", "DESC"]) -> Iterator[LoggedEvent]:
        clause, parameters = wanted.clause()
        for row in self._store.rows("SELECT seq, at, actor, kind, case_id, document, portion, details, previous, hash "
                                    f"FROM events{clause} ORDER BY seq {order}", parameters):
            logged = self._read(row)
            if wanted.passes(logged.event):
                yield logged

    @property
    def origin(self) -> str:
        """The name of the log in checkpoints, "" while it is empty."""
        row = self._store.row("SELECT hash FROM events WHERE seq = 1")
        return origin(str(row[0])) if row else ""

    def hashes(self, first: int, end: int) -> Iterator[bytes]:
        """The hashes (32 bytes) of the events after number ``first``, to number ``end``: leaves of the Merkle tree."""
        for (own,) in self._store.rows("SELECT hash FROM events WHERE seq > ? AND seq <= ? ORDER BY seq", [first, end]):
            try:
                yield bytes.fromhex(own)
            except (TypeError, ValueError):
                raise LogProblem("changed", first + 1, "a hash after it cannot be read", file=str(self.path)) from None

    def checkpoints(self, least: int = 0) -> list[Kept]:
        """The checkpoints stored in the log that cover at least so many events, the smallest first."""
        return [self._kept(size, note) for size, note in self._store.rows(
            "SELECT size, note FROM checkpoints WHERE size >= ? ORDER BY size", [least])]

    def _kept(self, size: int, note: str) -> Kept:
        try:
            return Kept.from_text(f"checkpoint stored at event {size}", str(note))
        except NotANote:
            raise LogProblem("changed", size, "the checkpoint stored there cannot be read",
                             file=str(self.path)) from None

    def add_checkpoint(self, kept: Kept) -> None:
        """Store a signed checkpoint; nothing is done if one that covers as many events is there."""
        told = kept.checkpoint
        with self._store.immediate():
            if self._store.row("SELECT 1 FROM checkpoints WHERE size = ?", [told.size]) is None:
                self._store.insert("checkpoints", [{"size": told.size, "root": told.root, "note": kept.note.to_text()}])

    def _read(self, row: tuple[Any, ...]) -> LoggedEvent:
        """The event of a row. LogProblem for what was never written so: another type, or no canonical JSON."""
        seq, at, actor, kind, case_id, document, portion, details, previous, own = row
        read = _canonical_object(details) if all(isinstance(value, str) for value in row[1:]) else None
        if read is None or not isinstance(seq, int):
            raise LogProblem("changed", seq if isinstance(seq, int) else 0, "its details cannot be read",
                             file=str(self.path))
        return LoggedEvent(seq, Event(at, actor, kind, case_id, document, portion, read), previous, own, details)

    def close(self) -> None:
        """Close the file. Nothing else may be called after it."""
        self._store.close()

    def __enter__(self) -> AuditLog:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _canonical_object(text: str) -> dict[str, Any] | None:
    """The object whose canonical JSON this is, None if it is that of none."""
    try:
        read = json.loads(text)
        return read if isinstance(read, dict) and canonical_text(read) == text else None
    except (ValueError, RecursionError):
        return None


def chain(mark: Mark, events: Sequence[Event]) -> list[LoggedEvent]:
    """``events`` in the places they have after ``mark``."""
    sealed: list[LoggedEvent] = []
    previous = mark.hash
    for seq, event in enumerate(events, mark.seq + 1):
        event.check()
        sealed.append(LoggedEvent.seal(event, seq, previous))
        previous = sealed[-1].hash
    return sealed
