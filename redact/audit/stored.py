"""The checkpoints stored in the log itself, and the events that announce them.

Every checkpoint is announced by the event that it covers last, and that event names the checkpoint before. So none can
be added or taken away unseen but the newest: making that one may have been interrupted after its event was written.
"""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass, field
from typing import Any

from redact.audit.checkpoints import Kept, Stop
from redact.audit.diagnosis import Problem
from redact.signing import NotANote


@dataclass(slots=True)
class StoredCheckpoints:
    """What the table of checkpoints holds, by size. ``good`` are those found signed and in agreement with the log;
    ``unsigned`` is the number of the last event that announces one which is not there, 0 for none."""

    rows: dict[int, tuple[str, Kept | None]] = field(default_factory=dict)
    good: list[Kept] = field(default_factory=list)
    unsigned: int = 0
    _announced: int = 0

    @classmethod
    def read(cls, connection: sqlite3.Connection) -> StoredCheckpoints:
        """The rows of the table, over a connection that reads text as bytes."""
        found = cls()
        for size, root, note, are_text in connection.execute(
                "SELECT size, root, note, max(root, note) < x'' FROM checkpoints ORDER BY size"):
            number = size if isinstance(size, int) else 0
            found.rows[number] = (_text(root), _parsed(number, _text(note)) if are_text else None)
        return found

    @property
    def signer(self) -> str | None:
        """The id of the key that signed the newest of the good ones."""
        return self.good[-1].key_id if self.good else None

    def stops(self) -> list[Stop]:
        """Where the log is to be held against them."""
        return [Stop(size, "stored", _name(size), kept=kept) for size, (_, kept) in self.rows.items()]

    def announced(self, seq: int, details: bytes) -> Problem | None:
        """Take in the event ``seq`` of kind ``checkpoint``; whether the checkpoint it names before itself is gone."""
        self._announced = seq
        self.unsigned = 0 if seq in self.rows else seq
        size, root = _named(details)
        if size is None or (size in self.rows and self.rows[size][0] == root):
            return None
        return Problem(seq, "missing", f"this event names a checkpoint at event {size} that is not stored any more")

    def unfit(self, size: int) -> Problem | None:
        """What is wrong with the checkpoint stored at ``size`` by itself, when the events up to there were read."""
        root, kept = self.rows[size]
        if kept is None or kept.checkpoint.size != size or kept.checkpoint.root != root:
            return Problem(size, "changed", f"the {_name(size)} is not what was stored")
        if self._announced != size:
            return Problem(size, "inserted", f"the {_name(size)} is announced by no event")
        return None

    def left_over(self, size: int) -> Problem | None:
        """A checkpoint stored under a number that no event of a log of ``size`` events has."""
        strays = [number for number in self.rows if not 0 < number <= size]
        return Problem(strays[0], "changed", "a stored checkpoint bears a number that is none") if strays else None


def _name(size: int) -> str:
    return f"checkpoint stored at event {size}"


def _text(value: object) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else ""


def _parsed(size: int, note: str) -> Kept | None:
    try:
        return Kept.from_text(f"the {_name(size)}", note)
    except NotANote:
        return None


def _named(details: bytes) -> tuple[Any, Any]:
    """Size and root of the checkpoint that an event of kind ``checkpoint`` names; None for none."""
    try:
        told = json.loads(details)
        return told.get("previous_size"), told.get("previous_root")
    except (ValueError, AttributeError, RecursionError):
        return None, None
