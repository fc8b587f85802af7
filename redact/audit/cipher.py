"""Databases encrypted at rest, with SQLCipher (the extra ``[encrypted]``).

A file is opened with a key once :func:`unlock` was told of it in this process; every other file is plain SQLite. The
errors of SQLCipher's module are of types of its own, so whoever catches errors asks here which those are.
"""

from __future__ import annotations

import sqlite3
import sys
from pathlib import Path
from typing import cast

from redact.errors import UnusableInput

_PLAIN = b"SQLite format 3\0"
_MODULE = "sqlcipher3.dbapi2"
_keys: dict[Path, str] = {}


def unlock(path: Path, key: str) -> None:
    """Have this process open ``path`` with ``key``, a passphrase; UnusableInput where SQLCipher is not installed."""
    try:
        import sqlcipher3.dbapi2  # noqa: F401
    except ImportError:
        raise UnusableInput("an encrypted vault needs SQLCipher: install redact[encrypted]", file=str(path)) from None
    _keys[path.resolve()] = key


def key_of(path: Path) -> str:
    """The key that this process knows of ``path``, "" for none."""
    return _keys.get(path.resolve(), "")


def is_encrypted(path: Path) -> bool:
    """True for a database file that is not plain SQLite; False for one that is not there, or empty."""
    try:
        with path.open("rb") as file:
            head = file.read(len(_PLAIN))
    except OSError:
        return False
    return bool(head) and head != _PLAIN


def connect(path: Path, uri: str, timeout: float) -> sqlite3.Connection:
    """A connection without implicit transactions, opened with the key of ``path`` where there is one."""
    key = key_of(path)
    if not key:
        return sqlite3.connect(uri, uri=True, timeout=timeout, isolation_level=None)
    import sqlcipher3.dbapi2
    connection = sqlcipher3.dbapi2.connect(uri, uri=True, timeout=timeout, isolation_level=None)
    quoted = key.replace("'", "''")
    connection.execute("PRAGMA cipher_log_level=NONE")
    connection.execute(f"PRAGMA key='{quoted}'")
    return cast(sqlite3.Connection, connection)


def database_errors() -> tuple[type[Exception], ...]:
    """The base errors of the database modules in use."""
    return (sqlite3.Error, *_of_module("Error"))


def operational_errors() -> tuple[type[Exception], ...]:
    """The errors of a database that is busy, closed to writing, or not to be opened."""
    return (sqlite3.OperationalError, *_of_module("OperationalError"))


def misuse_errors() -> tuple[type[Exception], ...]:
    """The errors that are a fault of this program, not of the file."""
    return (sqlite3.ProgrammingError, sqlite3.InterfaceError, *_of_module("ProgrammingError", "InterfaceError"))


def _of_module(*names: str) -> tuple[type[Exception], ...]:
    module = sys.modules.get(_MODULE)
    return tuple(getattr(module, name) for name in names) if module else ()
