"""Reading a log from its first event to its last, and stopping where something is known of it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any

from redact.audit.checkpoints import Kept, Stop, origin
from redact.audit.diagnosis import COLUMNS, Problem
from redact.audit.hashing import GENESIS, follow
from redact.audit.keys import KeyHistory
from redact.merkle import MerkleTree
from redact.signing import key_id

if TYPE_CHECKING:
    from redact.audit.log import Mark
    from redact.audit.stored import StoredCheckpoints

_CHUNK = 128
"""Events read at a time: few enough to stay in the processor's cache until they are hashed."""
_TIMES_SHOWN = 3
"""How many places where the clock ran backwards are named."""


class Following:
    """Follows the chain, growing ``tree`` by every event found whole.

    After :meth:`run`, ``stray`` is the row that does not follow, None where all do, and ``previous`` the hash before
    it; ``keys`` are those the log named on the way; ``clock`` the first events with a time before the last one's.
    """

    def __init__(self, connection: sqlite3.Connection, tree: MerkleTree, stops: Sequence[Stop],
                 beyond: tuple[Mark, list[str]] | None, progress: Callable[[int, int], None] | None):
        self.keys = KeyHistory()
        self.stray: Sequence[Any] | None = None
        self.previous = GENESIS
        self.clock: list[int] = []
        self._connection = connection
        self._tree = tree
        self._stops = sorted(stops, key=lambda stop: stop.size)
        self._beyond = beyond
        self._progress = progress
        self._origin = ""
        self._agreed = 0
        self._latest = b""

    def run(self, stored: StoredCheckpoints) -> Problem | None:
        """Read to the end, or to the first thing that is wrong."""
        total = self._connection.execute("SELECT max(seq) FROM events").fetchone()[0] if self._progress else 0
        rows = self._connection.execute(f"SELECT {COLUMNS} FROM events ORDER BY seq")
        while self.stray is None:
            chunk, damage = _next(rows, self._until_stop())
            if damage is None and not chunk:
                break
            problem = self._take(chunk, stored)
            if problem is None and (problem := self._at_stop(stored)) is not None:
                self._look_ahead(rows.fetchone())
            if problem is not None:
                return problem
            if damage is not None and self.stray is None:
                raise damage
            if self._progress and isinstance(total, int):
                self._progress(self._tree.size, total)
        return None

    def _look_ahead(self, row: Sequence[Any] | None) -> None:
        """Where the chain breaks just after a place that is not as it is known to have been, the break says more."""
        if row is not None and not follow([row], self._tree.size + 1, self.previous.encode()):
            self.stray = row

    def _until_stop(self) -> int:
        """How many events may be read before the next place where something is known."""
        sizes = [stop.size - self._tree.size for stop in self._stops if stop.size > self._tree.size]
        if self._beyond and self._beyond[0].seq > self._tree.size:
            sizes.append(self._beyond[0].seq - self._tree.size)
        return min([_CHUNK, *sizes])

    def _take(self, chunk: Sequence[Sequence[Any]], stored: StoredCheckpoints) -> Problem | None:
        first = self._tree.size + 1
        hashes = follow(chunk, first, self.previous.encode())
        good = chunk[:len(hashes)]
        unknown = self._unknown(good, first)
        if unknown is not None:
            hashes, good = hashes[:unknown], good[:unknown]
        self._tree.extend(hashes)
        if good:
            self._origin = self._origin or origin(hashes[0].hex())
            self.previous = hashes[-1].hex()
        self._watch_the_clock(good)
        problem = self._read(good, stored)
        if problem is None and unknown is not None:
            return Problem(first + unknown, "inserted", "the workspace did not write this event")
        if problem is None and len(good) < len(chunk):
            self.stray = chunk[len(good)]
        return problem

    def _unknown(self, rows: Sequence[Sequence[Any]], first: int) -> int | None:
        """The index of the first event after the vault's mark that is not the one which the vault wrote there.

        At the mark itself the log was found to agree, or reading would have ended there.
        """
        if self._beyond is None or first <= self._beyond[0].seq:
            return None
        place = first - self._beyond[0].seq - 1
        expected = self._beyond[1][place:place + len(rows)]
        return next((index for index, row in enumerate(rows)
                     if index >= len(expected) or row[9] != expected[index].encode()), None)

    def _watch_the_clock(self, rows: Sequence[Sequence[Any]]) -> None:
        times = [self._latest, *(row[1] for row in rows)]
        if times != sorted(times):
            first = rows[0][0]
            self.clock += [first + index for index in range(len(rows)) if times[index + 1] < times[index]]
            del self.clock[_TIMES_SHOWN:]
        self._latest = times[-1]

    def _read(self, rows: Sequence[Sequence[Any]], stored: StoredCheckpoints) -> Problem | None:
        """What events of the log say of the log: its keys and its checkpoints."""
        if {row[3] for row in rows}.isdisjoint((b"key", b"checkpoint")):
            return None
        for row in rows:
            if row[3] == b"key" and (wrong := self.keys.take(row[0], row[7], self._origin)) is not None:
                return Problem(row[0], "key", wrong)
            if row[3] == b"checkpoint" and (problem := stored.announced(row[0], row[7])) is not None:
                return problem
        return None

    def _at_stop(self, stored: StoredCheckpoints) -> Problem | None:
        """Hold the log against what is known of it at this size."""
        here = [stop for stop in self._stops if stop.size == self._tree.size]
        for stop in here:
            problem = self._differs(stop, stored)
            if problem is not None:
                return problem
        if here:
            self._agreed = self._tree.size
        return None

    def _differs(self, stop: Stop, stored: StoredCheckpoints) -> Problem | None:
        if stop.where == "mark":
            return None if stop.hash == self.previous else self._rewritten(stop)
        if stop.where == "stored" and (problem := stored.unfit(stop.size)) is not None:
            return problem
        if stop.kept is None:
            return None
        if (wrong := self._unsigned(stop, stop.kept)) is not None:
            return wrong
        told = stop.kept.checkpoint
        if told.root != self._tree.root() or told.origin != self._origin:
            return self._rewritten(stop)
        if stop.where == "stored":
            stored.good.append(stop.kept)
        return None

    def _unsigned(self, stop: Stop, kept: Kept) -> Problem | None:
        key = self.keys.current
        if key is None:
            return Problem(stop.size, "key", f"the log names no key by which {stop.name} could be signed")
        if key_id(key) not in {signature.key_id for signature in kept.note.signatures}:
            return Problem(stop.size, "key", f"{stop.name} is signed with key {kept.key_id}, and the log names "
                           f"{key_id(key)}: its key was swapped, or the checkpoint is of another log")
        if kept.note.is_signed_by(key):
            return None
        return Problem(stop.size, "changed" if stop.where == "stored" else "key",
                       f"{stop.name} is not what was signed")

    def _rewritten(self, stop: Stop) -> Problem:
        since = f"up to event {self._agreed} they are" if self._agreed else "none of them is known to be"
        return Problem(stop.size, "rollback", f"the events up to {stop.size} are not those of {stop.name}; {since}: "
                                              "the log was rewritten, or an older copy of it continued")


def _next(rows: sqlite3.Cursor, count: int) -> tuple[list[Any], sqlite3.DatabaseError | None]:
    """The next rows, as many as can be read of them, and what stopped it."""
    chunk: list[Any] = []
    try:
        chunk.extend(islice(rows, count))
    except sqlite3.DatabaseError as error:
        return chunk, error
    return chunk, None
