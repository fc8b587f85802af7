"""Naming what was done to a log, from the first event that does not follow the one before.

The event that ought to stand at a place is known by two signs: it names the hash of the event before, and its own hash
fits the place's number. Where it is found decides between the names:

    missing     it is nowhere, and the events after it are there (with a gap, or renumbered to close it)
    reordered   it is elsewhere in the log
    inserted    another event stands before it, or a copy of an earlier one
    changed     the event here fits no place at all, or the next one was written after another than this
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from redact.audit.hashing import event_hash

Mark = tuple[int, str]
ProblemCode = Literal["changed", "missing", "inserted", "reordered", "cut", "key", "rollback"]
_TEXTS = "at, actor, kind, case_id, document, portion, details, previous, hash"
COLUMNS = f"seq, {_TEXTS}, max({_TEXTS}) < x''"
"""What is read of a row. The last is 1 if all the others but the number are text, which read as bytes they do not show:
to SQLite any text is less than any other bytes, and the greatest of several is NULL if one of them is."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong at the event ``seq``."""

    seq: int
    code: ProblemCode
    message: str

    def to_json(self) -> dict[str, Any]:
        return {"seq": self.seq, "code": self.code, "message": self.message}


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the table as it stands. ``fields`` are ``at`` to ``previous`` as bytes, None if a value is no text."""

    seq: int
    fields: tuple[bytes, ...] | None
    previous: str
    hash: str


def read_rows(connection: sqlite3.Connection, clause: str = "", parameters: tuple[object, ...] = ()) -> Iterator[Row]:
    """The rows in order of their numbers, over a connection that reads text as bytes."""
    for values in connection.execute(f"SELECT {COLUMNS} FROM events {clause} ORDER BY seq", parameters):
        yield as_row(values)


def as_row(values: Sequence[Any]) -> Row:
    """The row of what :data:`COLUMNS` gave, over a connection that reads text as bytes."""
    seq, *fields, own, are_text = values
    whole = are_text == 1 and all(isinstance(value, bytes) for value in (*fields, own))
    return Row(seq if isinstance(seq, int) else 0, tuple(fields) if whole else None, _hexadecimal(fields[-1]),
               _hexadecimal(own))


def _hexadecimal(value: object) -> str:
    return value.decode("ascii", "replace") if isinstance(value, bytes) else ""


def is_intact(row: Row, seq: int) -> bool:
    """True if the row's own hash is that of its content at the place ``seq``."""
    return row.fields is not None and event_hash(seq, row.fields) == row.hash


def diagnose(connection: sqlite3.Connection, row: Row, seq: int, previous: str, mark: Mark | None) -> Problem:
    """Why ``row`` is not the event that belongs at ``seq``, after the event whose hash is ``previous``."""
    rightful = _rightful(connection, seq, previous, row)
    if row.seq != seq:
        return _gap(row, seq, rightful)
    if is_intact(row, seq):
        return _wrong_link(connection, row, rightful, mark)
    if (origin := _origin(connection, row)) is not None:
        return _displaced(connection, row, origin, rightful)
    if rightful is not None:
        return _foreign(seq, rightful)
    return Problem(seq, "changed", "the event's content does not fit its hash")


def _foreign(seq: int, rightful: Row) -> Problem:
    return Problem(seq, "inserted", f"a foreign event stands in the place of event {seq}, now numbered {rightful.seq}")


def _rightful(connection: sqlite3.Connection, seq: int, previous: str, row: Row) -> Row | None:
    """The event that belongs at ``seq``, if it stands elsewhere."""
    others = read_rows(connection, "WHERE previous = ?", (previous,))
    return next((other for other in others if other.hash != row.hash and is_intact(other, seq)), None)


def _gap(row: Row, seq: int, rightful: Row | None) -> Problem:
    if row.seq < seq:
        return Problem(seq, "inserted", f"two events bear the number {row.seq}")
    if rightful is not None or is_intact(row, seq):
        return Problem(seq, "reordered", f"event {seq} was moved to {rightful.seq if rightful else row.seq}")
    gone = f"events {seq} to {row.seq - 1} are" if row.seq - 1 > seq else f"event {seq} is"
    return Problem(seq, "missing", f"{gone} missing")


def _wrong_link(connection: sqlite3.Connection, row: Row, rightful: Row | None, mark: Mark | None) -> Problem:
    """The row is whole by itself but names another predecessor."""
    seq = row.seq
    if rightful is not None:
        return _foreign(seq, rightful)
    if any(read_rows(connection, "WHERE hash = ?", (row.previous,))):
        return Problem(seq, "reordered", f"event {seq} was written after another event than the one before it")
    successor = next(read_rows(connection, "WHERE seq = ?", (seq + 1,)), None)
    if mark == (seq, row.hash) or (successor is not None and successor.previous == row.hash):
        return Problem(seq - 1, "changed", f"event {seq} was written after another event {seq - 1} than stands here")
    return Problem(seq, "inserted", f"event {seq} was not written after the event before it")


def _origin(connection: sqlite3.Connection, row: Row) -> int | None:
    """The number under which the row is whole, None if there is none within twice the length of the log.

    The length is counted: the greatest number in a tampered table may be any.
    """
    length = connection.execute("SELECT count(*) FROM events").fetchone()[0]
    return next((seq for seq in range(1, 2 * length + 1000) if is_intact(row, seq)), None)


def _displaced(connection: sqlite3.Connection, row: Row, origin: int, rightful: Row | None) -> Problem:
    """The row is whole under another number than it bears."""
    seq = row.seq
    if origin > seq and rightful is not None:
        return Problem(seq, "reordered", f"event {seq} was moved to {rightful.seq}, and event {origin} stands here")
    if origin > seq:
        gone = f"events {seq} to {origin - 1} are" if origin - 1 > seq else f"event {seq} is"
        return Problem(seq, "missing", f"{gone} missing, and those after it were renumbered")
    standing = next(read_rows(connection, "WHERE seq = ?", (origin,)), None)
    if standing is not None and standing.hash == row.hash:
        return Problem(seq, "inserted", f"a copy of event {origin} was put in")
    return Problem(origin, "inserted", f"a foreign event was put in where event {origin} belongs")
