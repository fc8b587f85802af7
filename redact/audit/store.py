"""An SQLite file of ours: opened with every safeguard on, written by one writer at a time, errors in our own types.

The databases are in WAL mode with ``synchronous=FULL``, foreign keys on, ``secure_delete`` on and temporary tables in
memory. Transactions begin with ``BEGIN IMMEDIATE``: a deferred one fails as soon as two writers meet.
"""

from __future__ import annotations

import errno
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from redact.audit.cipher import connect, database_errors, key_of, misuse_errors, operational_errors, unlock
from redact.audit.faults import step
from redact.errors import Conflict, RedactError, UnusableInput, UsageProblem

BUSY_SECONDS = 60.0
"""How long a writer waits for another before it gives up."""
_SETTINGS = ("synchronous=FULL", "foreign_keys=ON", "secure_delete=ON", "temp_store=MEMORY", "cell_size_check=ON")


class StorageProblem(UnusableInput):
    """A file of the workspace cannot be read or written: disk full, no permission, damaged, of a newer version."""


class Busy(Conflict):
    """Another process kept the file to itself for too long; nothing was changed."""


def _of_sqlite(error: Exception, path: Path) -> RedactError:
    text = str(error).lower()
    if "locked" in text or "busy" in text:
        return Busy("another process is writing; try again", file=str(path))
    reasons = {"full": "the disk is full", "readonly": "the file or its folder is not writable",
               "unable to open": "the file cannot be opened", "malformed": "the database is damaged",
               "not a database": "the key does not fit, or the file is damaged" if key_of(path)
               else "the file is no database", "disk i/o": "the disk reports an error",
               "constraint": "the database refused a row that breaks its rules"}
    if "unable to open" in text and path.is_file() and not os.access(path.parent, os.W_OK):
        text = "readonly"
    name = getattr(error, "sqlite_errorname", "no code")
    reason = next((said for word, said in reasons.items() if word in text), f"the database refused ({name})")
    return StorageProblem(reason, file=str(path))


def _of_system(error: OSError, path: Path) -> StorageProblem:
    reasons = {errno.ENOSPC: "the disk is full", errno.EDQUOT: "the disk quota is used up",
               errno.EROFS: "the file or its folder is not writable", errno.EACCES: "permission denied",
               errno.EPERM: "permission denied", errno.ENOENT: "it does not exist",
               errno.ENOTDIR: "a part of the path is no folder", errno.EEXIST: "a file is in the way"}
    return StorageProblem(reasons.get(error.errno or 0, "the system refused"), file=str(path))


@contextmanager
def storage_errors(path: Path) -> Iterator[None]:
    """Turn what SQLite or the system says about ``path`` into StorageProblem or Busy. Errors of our own pass."""
    try:
        yield
    except misuse_errors():
        raise
    except database_errors() as error:
        raise _of_sqlite(error, path) from None
    except UnicodeEncodeError:
        # A word of the command line that is no UTF-8 comes as lone surrogates, which no row can hold.
        raise UsageProblem("a value is no valid text: write it in UTF-8") from None
    except UnicodeDecodeError:
        # What SQLite says of a damaged schema quotes the damage, which need not be text.
        raise StorageProblem("the database is damaged", file=str(path)) from None
    except OSError as error:
        raise _of_system(error, path) from None


class Store:
    """An open database file. ``name`` ("vault", "audit") begins the names of its steps (:mod:`redact.audit.faults`)."""

    def __init__(self, path: Path, name: str, version: int, *, write: bool, earlier: Container[int] = ()):
        """Open an existing file. StorageProblem if it is missing, no database, or of another version than ``version``
        and ``earlier``, which are those that can be read as they are."""
        self.path = path
        self.name = name
        with storage_errors(path):
            self.database = _open(path, write=write)
            try:
                self.version = self._check_version(version, earlier)
            except BaseException:
                self.database.close()
                raise
        self._write = write

    def _check_version(self, version: int, earlier: Container[int]) -> int:
        found: int = self.database.execute("PRAGMA user_version").fetchone()[0]
        if found != version and found not in earlier:
            age = "a newer program" if found > version else "something else"
            raise StorageProblem(f"written by {age} (version {found}, this program knows {version})",
                                 file=str(self.path))
        return found

    @contextmanager
    def immediate(self) -> Iterator[None]:
        """A write transaction: all of it or nothing. Waits for other writers; Busy after BUSY_SECONDS."""
        if self.database.conn.in_transaction:
            raise RuntimeError("a transaction is open already")
        self._tell("begin", "BEGIN IMMEDIATE", "begun")
        try:
            yield
            self._tell("commit", "COMMIT", "committed")
        except BaseException:
            if self.database.conn.in_transaction:
                self.database.execute("ROLLBACK")
            raise

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """A read transaction: everything read inside is of one moment. Inside an open transaction it is that one's."""
        if self.database.conn.in_transaction:
            yield
            return
        with storage_errors(self.path):
            self.database.execute("BEGIN")
        try:
            yield
        finally:
            if self.database.conn.in_transaction:
                self.database.execute("COMMIT")

    def _tell(self, before: str, statement: str, after: str) -> None:
        with storage_errors(self.path):
            step(f"{self.name}.{before}")
            self.database.execute(statement)
            step(f"{self.name}.{after}")

    def insert(self, table: str, rows: Iterable[dict[str, Any]]) -> None:
        """Add ``rows`` to ``table`` inside the open transaction."""
        with storage_errors(self.path):
            step(f"{self.name}.write")
            self.database.table(table).insert_all(rows)
            step(f"{self.name}.written")

    def change(self, statement: str, parameters: Sequence[Any]) -> int:
        """Run one UPDATE or DELETE inside the open transaction; the number of rows it changed."""
        with storage_errors(self.path):
            step(f"{self.name}.write")
            changed: int = self.database.execute(statement, parameters).rowcount
            step(f"{self.name}.written")
        return changed

    def rows(self, query: str, parameters: Sequence[Any] = ()) -> Iterator[tuple[Any, ...]]:
        """The rows of a query, one at a time."""
        with storage_errors(self.path):
            # Not "yield from": left halfway it would close the cursor, and fail where the file was closed before.
            for row in self.database.execute(query, parameters):  # noqa: UP028
                yield row

    def row(self, query: str, parameters: Sequence[Any] = ()) -> tuple[Any, ...] | None:
        """The first row of a query, None if there is none."""
        with storage_errors(self.path):
            found: tuple[Any, ...] | None = self.database.execute(query, parameters).fetchone()
            return found

    def close(self) -> None:
        """Close the file; the last writer to leave folds the write-ahead log in, so that no deleted text stays."""
        try:
            if self._write:
                self.database.execute("PRAGMA busy_timeout=200")
                self.database.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        except operational_errors():
            pass  # another process is at work; it folds the log in when it closes
        finally:
            self.database.close()


def _open(path: Path, *, write: bool) -> Database:
    if not path.is_file():
        raise StorageProblem("it does not exist", file=str(path))
    connection = connect_to_write(path) if write else connect_to_read(path)
    try:
        return Database(connection, execute_plugins=False)
    except BaseException:
        connection.close()
        raise


def connect_to_write(path: Path) -> sqlite3.Connection:
    """A connection to an existing file, with the settings of this module and WAL mode."""
    connection = _connect(path, "mode=rw")
    try:
        if connection.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
            connection.execute("PRAGMA journal_mode=wal")
        for setting in _SETTINGS:
            connection.execute(f"PRAGMA {setting}")
    except BaseException:
        connection.close()
        raise
    return connection


def connect_to_read(path: Path, *, private_copy: bool = False) -> sqlite3.Connection:
    """A connection that changes nothing and leaves no file behind.

    Beside an existing write-ahead log ``mode=ro`` finds all it needs. Without one, a read-only connection would leave
    an empty one, so the file is opened as a writer's would be, and told to write nothing. Where neither works, since
    the disk is full or takes no writing, nobody else can be writing either, and the file may be taken as immutable,
    provided that no write-ahead log holds a part of it. Where one does, SQLite needs to make an index of it: with
    ``private_copy``, which is for files without document text only, both are read in a copy that is gone at once.
    """
    log = Path(f"{path}-wal")
    if log.exists():
        modes = ["mode=ro"]
    else:
        modes = ["mode=rw"] if os.access(path, os.W_OK) and os.access(path.parent, os.W_OK) else []
    if not log.exists() or log.stat().st_size == 0:
        modes.append("immutable=1")
    for mode in modes[:-1]:
        try:
            return _reading(path, mode)
        except operational_errors() as error:
            if "locked" in str(error):
                raise
    try:
        return _reading(path, modes[-1])
    except sqlite3.OperationalError as error:
        if not private_copy or getattr(error, "sqlite_errorcode", 0) & 0xFF != sqlite3.SQLITE_CANTOPEN:
            raise
    return _reading_copy(path, log)


def _reading_copy(path: Path, log: Path) -> sqlite3.Connection:
    """A connection to a copy of a database and its write-ahead log in a folder of our own.

    The copy has no name any more when this returns: the system frees it with the connection.
    """
    with tempfile.TemporaryDirectory(prefix="redact-") as folder:
        copy = Path(folder, "copy.db")
        shutil.copyfile(path, copy)
        shutil.copyfile(log, f"{copy}-wal")
        return _reading(copy, "mode=rw")


def _reading(path: Path, mode: str) -> sqlite3.Connection:
    connection = _connect(path, mode)
    try:
        connection.execute("PRAGMA query_only=ON")
        connection.execute("PRAGMA trusted_schema=OFF")
        connection.execute("SELECT 1 FROM sqlite_master").fetchone()
    except BaseException:
        connection.close()
        raise
    return connection


def _connect(path: Path, mode: str) -> sqlite3.Connection:
    return connect(path, f"{path.resolve().as_uri()}?{mode}", BUSY_SECONDS)


def create_database(path: Path, name: str, build: Callable[[Database], None]) -> None:
    """Make the database ``path`` (mode 0600) whole or not at all: built under a hidden name, then renamed.

    The caller sees to it that nobody else is making the same file.
    """
    with storage_errors(path):
        unfinished = path.with_name(f".{path.name}.new")
        remove_unfinished(path)
        if key_of(path):
            unlock(unfinished, key_of(path))
        step(f"{name}.create")
        os.close(os.open(unfinished, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        database = _open(unfinished, write=True)
        try:
            build(database)
        finally:
            database.close()
        if Path(f"{unfinished}-wal").exists():
            # What the write-ahead log still holds could not be folded in, and would be lost by renaming.
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        step(f"{name}.rename")
        unfinished.rename(path)
        sync_folder(path.parent)
        step(f"{name}.renamed")


def remove_unfinished(path: Path) -> None:
    """Remove what a stopped :func:`create_database` of ``path`` left under hidden names."""
    for leftover in path.parent.glob(f".{path.name}.new*"):
        leftover.unlink(missing_ok=True)


def sync_folder(folder: Path) -> None:
    """Have the system write the names in ``folder`` to disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
