"""Checking that a log is whole: every event unchanged, in its place, none missing, none put in, none cut off.

The check trusts nothing in the file: values are read as bytes, triggers and views are not used.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from redact.audit.diagnosis import Problem, Row, diagnose, is_intact, read_rows
from redact.audit.events import Event
from redact.audit.hashing import GENESIS
from redact.audit.log import Mark, chain
from redact.audit.schema import CATALOGUE, altered
from redact.audit.store import StorageProblem, connect_to_read, storage_errors
from redact.merkle import MerkleTree

Pending = Callable[[], Sequence[Event]]
"""Gives the events that may stand beyond a mark, asked for once the state of the log to be checked is fixed."""
NO_CHECKPOINT = "no checkpoint was given: a log rewritten whole would not be found"


@dataclass(frozen=True, slots=True)
class Verification:
    """What a check found.

    ``events`` is how many events the log holds, ``size`` how many from the first on were found whole; ``root`` is the
    Merkle root over those. ``key`` is the id of the key that signed the checkpoints checked, None without one.
    ``checked_against`` names what outside the log it was held against. ``notice`` says what the check cannot tell.
    """

    events: int
    size: int
    root: str
    key: str | None
    checked_against: tuple[str, ...]
    problem: Problem | None
    notice: str | None

    @property
    def ok(self) -> bool:
        """True if nothing is wrong."""
        return self.problem is None

    def to_json(self) -> dict[str, Any]:
        """The object that ``redact audit verify --json`` prints (design §6)."""
        return {"ok": self.ok, "events": self.events, "size": self.size, "root": self.root, "key": self.key,
                "checked_against": list(self.checked_against),
                "problem": self.problem.to_json() if self.problem else None, "notice": self.notice}


def verify(path: Path, expected_mark: tuple[int, str] | None = None, pending: Pending | None = None) -> Verification:
    """Check the log at ``path``; ``expected_mark`` is number and hash of an event known from elsewhere (the vault).

    With ``pending``, what stands beyond the mark must be these events, or the first of them: any other was inserted.
    A missing file is a problem where the mark says that there were events, else StorageProblem; so is a file that is
    no log at all. A log that SQLite finds malformed is ``cut`` where bytes of it are missing, else ``changed``.
    """
    if not path.is_file() and expected_mark and expected_mark[0] > 0:
        gone = Problem(1, "cut", f"the log is gone; it held at least {expected_mark[0]} events")
        return _result(MerkleTree(), 0, gone, expected_mark)
    if not path.is_file():
        raise StorageProblem("it does not exist", file=str(path))
    tree = MerkleTree()
    with storage_errors(path):
        try:
            connection = connect_to_read(path)
            try:
                connection.text_factory = bytes
                return _verify(connection, path, tree, expected_mark, pending)
            finally:
                connection.close()
        except sqlite3.DatabaseError as error:
            if getattr(error, "sqlite_errorcode", 0) & 0xFF != sqlite3.SQLITE_CORRUPT:
                raise
            return _result(tree, tree.size, _damage(path, tree.size + 1), expected_mark)


def _verify(connection: sqlite3.Connection, path: Path, tree: MerkleTree, mark: tuple[int, str] | None,
            pending: Pending | None) -> Verification:
    connection.execute("BEGIN")  # one state of the log for all that follows, whoever else is writing
    if connection.execute("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'events'").fetchone() is None:
        if mark and mark[0] > 0:
            return _result(tree, 0, Problem(1, "cut", "the table of the events is gone"), mark)
        raise StorageProblem("it holds no audit log", file=str(path))
    beyond = [logged.hash for logged in chain(Mark(*mark), pending())] if mark and pending else None
    problem = _first_problem(connection, tree, mark, beyond)
    events = connection.execute("SELECT count(*) FROM events").fetchone()[0]
    return _result(tree, events, problem, mark)


def _damage(path: Path, seq: int) -> Problem:
    """What became of a file that SQLite finds malformed. Its head says how many pages of what size it has."""
    with path.open("rb") as file:
        head = file.read(100)
    page_size, pages = int.from_bytes(head[16:18], "big"), int.from_bytes(head[28:32], "big")
    page_size = 65536 if page_size == 1 else page_size
    if path.stat().st_size < page_size * pages:
        return Problem(seq, "cut", "the end of the file was cut off")
    return Problem(seq, "changed", "the file is damaged from here on")


def _result(tree: MerkleTree, events: int, problem: Problem | None, mark: tuple[int, str] | None) -> Verification:
    checked_against = (f"the vault's mark at event {mark[0]}",) if mark else ()
    return Verification(events, tree.size, tree.root(), None, checked_against, problem, NO_CHECKPOINT)


def _first_problem(connection: sqlite3.Connection, tree: MerkleTree, mark: tuple[int, str] | None,
                   beyond: Sequence[str] | None) -> Problem | None:
    """Follow the chain, growing ``tree`` by every event found whole.

    ``beyond`` are the hashes of the events that may stand after the mark, None where that is not known.
    """
    previous, at_mark = GENESIS, GENESIS
    for row in read_rows(connection):
        if not _follows(row, tree.size + 1, previous):
            return diagnose(connection, row, tree.size + 1, previous, mark)
        if mark and beyond is not None and at_mark == mark[1] and _unknown(row, mark, beyond):
            return Problem(row.seq, "inserted", "the workspace did not write this event")
        previous = row.hash
        tree.append(bytes.fromhex(previous))
        if mark and tree.size == mark[0]:
            at_mark = previous
    return _cut_off(connection, tree.size, mark) or _off_the_mark(mark, at_mark) or _unguarded(connection)


def _unknown(row: Row, mark: tuple[int, str], beyond: Sequence[str]) -> bool:
    """True of an event after the mark that is not the one which the vault wrote there."""
    place = row.seq - mark[0] - 1
    return place >= 0 and row.hash not in beyond[place:place + 1]


def _follows(row: Row, seq: int, previous: str) -> bool:
    return row.seq == seq and row.previous == previous and is_intact(row, seq)


def _cut_off(connection: sqlite3.Connection, size: int, mark: tuple[int, str] | None) -> Problem | None:
    """A log that ends early: it was cut if it itself remembers more events, else it may be an older copy."""
    given = _most_ever(connection)
    if given > size:
        return Problem(size + 1, "cut", f"the log once held {given} events; the last {given - size} were removed")
    if mark and mark[0] > size:
        return Problem(size + 1, "rollback", f"the log ends at event {size}, but it is known to have reached {mark[0]}:"
                                             " an older copy was put in its place, or its end cut off")
    return None


def _most_ever(connection: sqlite3.Connection) -> int:
    """The greatest event number that the file itself remembers: SQLite's count of numbers given, and checkpoints."""
    greatest = 0
    for query in ("SELECT seq FROM sqlite_sequence WHERE name = 'events'", "SELECT max(size) FROM checkpoints"):
        try:
            found = connection.execute(query).fetchone()
        except sqlite3.OperationalError:
            continue  # the table is gone; _unguarded says so
        if found and isinstance(found[0], int):
            greatest = max(greatest, found[0])
    return greatest


def _off_the_mark(mark: tuple[int, str] | None, found: str) -> Problem | None:
    if mark is None or mark[0] == 0 or mark[1] == found:
        return None
    return Problem(mark[0], "rollback", "the event differs from the one that is known to have stood here: the log was"
                                        " rewritten, or an older copy of it continued")


def _unguarded(connection: sqlite3.Connection) -> Problem | None:
    kind = altered(connection.execute(CATALOGUE))
    if kind is None:
        return None
    return Problem(0, "changed", f"every event is whole, but a {kind} of the database was altered, added or removed")
