"""Naming what was done to a log that is whole by itself and yet not the one which the vault recorded.

Whoever rewrites an event and makes all later hashes anew leaves a chain without a break. The vault has every event it
ever recorded: chained from the start they say where the two part, and their neighbours what was done there.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator

from redact.audit.diagnosis import Problem, Row, read_rows
from redact.audit.events import Event, LoggedEvent
from redact.audit.hashing import GENESIS

_Content = tuple[bytes, ...] | None
"""The columns ``at`` to ``details`` of an event; None beyond the end."""


def compare(connection: sqlite3.Connection, recorded: Iterable[Event]) -> Problem | None:
    """The first difference between the log and the ``recorded`` events, None if one is the beginning of the other."""
    rows, events = read_rows(connection), iter(recorded)
    previous = GENESIS
    for seq, (row, event) in enumerate(zip(rows, events, strict=False), 1):
        sealed = LoggedEvent.seal(event, seq, previous)
        if row.hash != sealed.hash:
            return _parted(seq, (_of_row(row), _of_row(next(rows, None))), (_of_event(event), _following(events)))
        previous = sealed.hash
    return None


def _parted(seq: int, log: tuple[_Content, _Content], vault: tuple[_Content, _Content]) -> Problem:
    """Where they part: two events of either, the next of the log beside the next of the vault."""
    anew = "and the hashes after it were made anew; the vault has the true one"
    if log[0] == vault[1] and log[1] == vault[0]:
        return Problem(seq, "reordered", f"event {seq} changed places with the next one, {anew}")
    if log[0] == vault[1] and log[0] is not None:
        return Problem(seq, "missing", f"event {seq} was taken out, {anew}")
    if log[1] == vault[0]:
        return Problem(seq, "inserted", f"an event was put in, {anew.replace('one', 'ones')}")
    if log[1] == vault[1]:
        return Problem(seq, "changed", f"event {seq} was changed, {anew}")
    return Problem(seq, "rollback", f"from event {seq} on the log is not what the vault recorded: it was rewritten, or "
                                    "an older copy of it continued")


def _of_row(row: Row | None) -> _Content:
    return row.fields[:7] if row is not None and row.fields is not None else None


def _of_event(event: Event) -> _Content:
    row = LoggedEvent.seal(event, 0, "").row()
    return tuple(row[name].encode() for name in ("at", "actor", "kind", "case_id", "document", "portion", "details"))


def _following(events: Iterator[Event]) -> _Content:
    event = next(events, None)
    return _of_event(event) if event is not None else None
