"""Checking that a log is whole: every event unchanged, in its place, none missing, none put in, none cut off.

The check trusts nothing in the file: values are read as bytes, triggers and views are not used. It reads every event
once, in memory that does not grow with their number, and holds the Merkle tree against all that is known from outside
at the places where something is known: signed checkpoints, and what the vault remembers.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from redact.audit.checkpoints import Kept, Stop
from redact.audit.comparison import compare
from redact.audit.diagnosis import Problem, as_row, diagnose
from redact.audit.events import Event
from redact.audit.following import Following
from redact.audit.log import Mark, chain
from redact.audit.schema import CATALOGUE, VERSION, VERSIONS, altered
from redact.audit.store import StorageProblem, connect_to_read, storage_errors
from redact.audit.stored import StoredCheckpoints
from redact.merkle import MerkleTree
from redact.signing import key_id

Pending = Callable[[], Sequence[Event]]
"""Gives the events that may stand beyond a mark, asked for once the state of the log to be checked is fixed."""
Recorded = Callable[[], Iterable[Event]]
"""Gives every event that the vault ever recorded, in order: what a log that is not the vault's is compared with."""
Progress = Callable[[int, int], None]
"""Is told how many events have been checked, of how many."""
NO_CHECKPOINT = "no checkpoint was given: a log rewritten whole would not be found"


@dataclass(frozen=True, slots=True)
class Verification:
    """What a check found.

    ``events`` is how many events the log holds, ``size`` how many from the first on were found whole; ``root`` is the
    Merkle root over those. ``key`` is the id of the key that signed the checkpoints checked, None without one.
    ``checked_against`` names what the log was held against. ``notice`` says what the check cannot tell.
    ``clock`` are the numbers of the first events whose time is before that of the event before them.
    """

    events: int
    size: int
    root: str
    key: str | None
    checked_against: tuple[str, ...]
    problem: Problem | None
    notice: str | None
    clock: tuple[int, ...] = ()

    @property
    def ok(self) -> bool:
        """True if nothing is wrong."""
        return self.problem is None

    def to_json(self) -> dict[str, Any]:
        """The object that ``redact audit verify --json`` prints (design §6)."""
        return {"ok": self.ok, "events": self.events, "size": self.size, "root": self.root, "key": self.key,
                "checked_against": list(self.checked_against),
                "problem": self.problem.to_json() if self.problem else None, "notice": self.notice,
                "clock": list(self.clock)}


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What is known of a log from outside it.

    ``mark`` is number and hash of an event, as the vault keeps them; with ``pending``, what stands beyond it must be
    these events, or the first of them. ``recorded`` names the first event that is not the vault's. ``checkpoints`` were
    kept elsewhere. ``key`` (raw) must be one of the log's keys.
    """

    mark: tuple[int, str] | None = None
    pending: Pending | None = None
    recorded: Recorded | None = None
    checkpoints: tuple[Kept, ...] = ()
    key: bytes | None = None

    @property
    def greatest(self) -> int:
        """The greatest number of an event that is known to have been there."""
        return max([self.mark[0] if self.mark else 0, *(kept.checkpoint.size for kept in self.checkpoints)])


def verify(path: Path, expected_mark: tuple[int, str] | None = None, pending: Pending | None = None, *,
           known: Knowledge | None = None, progress: Progress | None = None) -> Verification:
    """Check the log at ``path`` against itself and what is ``known`` of it (``expected_mark`` and ``pending`` are those
    of :class:`Knowledge`).

    A missing file is a problem where it is known that there were events, else StorageProblem; so is a file that is
    no log at all. A log that SQLite finds malformed is ``cut`` where bytes of it are missing, else ``changed``.
    """
    known = known or Knowledge(expected_mark, pending)
    if not path.is_file() and known.greatest > 0:
        gone = Problem(1, "cut", f"the log is gone; it held at least {known.greatest} events")
        return _result(MerkleTree(), 0, gone, known)
    if not path.is_file():
        raise StorageProblem("it does not exist", file=str(path))
    tree = MerkleTree()
    with storage_errors(path):
        try:
            connection = connect_to_read(path, private_copy=True)
            try:
                connection.text_factory = bytes
                return _Check(connection, path, tree, known, progress).run()
            finally:
                connection.close()
        except UnicodeDecodeError:
            return _result(tree, tree.size, _damage(path, tree.size + 1), known)
        except sqlite3.DatabaseError as error:
            if getattr(error, "sqlite_errorcode", 0) & 0xFF != sqlite3.SQLITE_CORRUPT:
                raise
            return _result(tree, tree.size, _damage(path, tree.size + 1), known)


class _Check:
    """One check of one log."""

    def __init__(self, connection: sqlite3.Connection, path: Path, tree: MerkleTree, known: Knowledge,
                 progress: Progress | None):
        self.connection = connection
        self.path = path
        self.tree = tree
        self.known = known
        self.progress = progress
        self.stored = StoredCheckpoints()

    def run(self) -> Verification:
        self.connection.execute("BEGIN")  # one state of the log for all that follows, whoever else is writing
        version = self.connection.execute("PRAGMA user_version").fetchone()[0]
        if not self._has("events"):
            if self.known.greatest > 0:
                return _result(self.tree, 0, Problem(1, "cut", "the table of the events is gone"), self.known)
            raise StorageProblem("it holds no audit log", file=str(self.path))
        if version > VERSION:
            raise StorageProblem(f"written by a newer program (version {version}, this program knows {VERSION})",
                                 file=str(self.path))
        following = Following(self.connection, self.tree, self._stops(), self._beyond(), self.progress)
        problem = (self._broken(following) or self._ended(following) or self._of_keys(following)
                   or self._unguarded(version))
        if problem is not None:
            problem = self._sharpened(problem, following)
        events = self.tree.size if problem is None else self._count()
        return _result(self.tree, events, problem, self.known, following, self.stored)

    def _has(self, table: str) -> bool:
        return self.connection.execute("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?",
                                       [table]).fetchone() is not None

    def _count(self) -> int:
        count: int = self.connection.execute("SELECT count(*) FROM events").fetchone()[0]
        return count

    def _stops(self) -> list[Stop]:
        """Where something is known, the checkpoints stored in the log among it."""
        stops: list[Stop] = []
        if self._has("checkpoints"):
            self.stored = StoredCheckpoints.read(self.connection)
            stops += self.stored.stops()
        stops += [Stop(kept.checkpoint.size, "kept", kept.name, kept=kept) for kept in self.known.checkpoints]
        if self.known.mark and self.known.mark[0] > 0:
            stops.append(Stop(self.known.mark[0], "mark", "the vault's mark", self.known.mark[1]))
        return stops

    def _beyond(self) -> tuple[Mark, list[str]] | None:
        """The vault's mark, and the hashes of the events that may stand after it."""
        if self.known.mark is None or self.known.pending is None:
            return None
        mark = Mark(*self.known.mark)
        return mark, [logged.hash for logged in chain(mark, self.known.pending())]

    def _broken(self, following: Following) -> Problem | None:
        problem = following.run(self.stored)
        if following.stray is not None:
            found = diagnose(self.connection, as_row(following.stray), self.tree.size + 1, following.previous,
                             self.known.mark)
            return found if problem is None or found.seq <= self.tree.size else problem
        return problem

    def _sharpened(self, problem: Problem, following: Following) -> Problem:
        """A chain without a break may still not be the one that the vault recorded: where they part says more."""
        if following.stray is not None or self.known.recorded is None:
            return problem
        found = compare(self.connection, self.known.recorded())
        return found if found is not None and found.seq <= problem.seq else problem

    def _ended(self, following: Following) -> Problem | None:
        """A log that ends early: it was cut if it itself remembers more events, else it may be an older copy."""
        size, given = self.tree.size, _most_ever(self.connection)
        if given > size:
            return Problem(size + 1, "cut", f"the log once held {given} events; the last {given - size} were removed")
        if self.known.greatest > size:
            return Problem(size + 1, "rollback", f"the log ends at event {size}, but it is known to have reached "
                           f"{self.known.greatest}: an older copy was put in its place, or its end cut off")
        return self.stored.left_over(size)

    def _of_keys(self, following: Following) -> Problem | None:
        """Whether the key that is given is the log's."""
        key, keys = self.known.key, following.keys.keys
        if key is None or key in keys.values():
            return None
        return Problem(min(keys, default=0), "key", f"the log does not name the key {key_id(key)}: it is another log, "
                                                    "or its key was swapped")

    def _unguarded(self, version: int) -> Problem | None:
        kind = altered(self.connection.execute(CATALOGUE), version if version in VERSIONS else VERSION)
        if kind is None:
            return None
        return Problem(0, "changed", f"every event is whole, but a {kind} of the database was altered, added or "
                                     "removed")


def _damage(path: Path, seq: int) -> Problem:
    """What became of a file that SQLite finds malformed. Its head says how many pages of what size it has."""
    with path.open("rb") as file:
        head = file.read(100)
    page_size, pages = int.from_bytes(head[16:18], "big"), int.from_bytes(head[28:32], "big")
    page_size = 65536 if page_size == 1 else page_size
    if path.stat().st_size < page_size * pages:
        return Problem(seq, "cut", "the end of the file was cut off")
    return Problem(seq, "changed", "the file is damaged from here on")


def _result(tree: MerkleTree, events: int, problem: Problem | None, known: Knowledge,
            following: Following | None = None, stored: StoredCheckpoints | None = None) -> Verification:
    against = [f"the vault's mark at event {known.mark[0]}"] if known.mark else []
    against += [f"{kept.name} at event {kept.checkpoint.size}" for kept in known.checkpoints]
    if known.key is not None:
        against.append(f"the key {key_id(known.key)}")
    if stored and stored.good:
        against.append(f"{len(stored.good)} checkpoint{'s' if len(stored.good) > 1 else ''} stored in the log")
    signer = known.checkpoints[-1].key_id if known.checkpoints else None
    notices = [] if known.checkpoints else [NO_CHECKPOINT]
    if stored and stored.unsigned:
        notices.append(f"the checkpoint that event {stored.unsigned} announces is not there: making it was "
                       "interrupted, or it was removed")
    return Verification(events, tree.size, tree.root(), signer or (stored.signer if stored else None), tuple(against),
                        problem, "; ".join(notices) or None, tuple(following.clock) if following else ())


def _most_ever(connection: sqlite3.Connection) -> int:
    """The greatest event number that the file itself remembers: SQLite's count of numbers given, and checkpoints."""
    greatest = 0
    for query in ("SELECT seq FROM sqlite_sequence WHERE name = 'events'", "SELECT max(size) FROM checkpoints"):
        try:
            found = connection.execute(query).fetchone()
        except sqlite3.OperationalError:
            continue  # the table is gone; the comparison of the tables says so
        if found and isinstance(found[0], int):
            greatest = max(greatest, found[0])
    return greatest
