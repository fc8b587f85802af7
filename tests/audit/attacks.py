"""Every way to tamper with the table of events that the tests try, each on a log without its triggers.

An attack changes the event ``seq`` and says by its name what is done. ``remade`` is how far the attacker then goes to
hide it: nothing, the hash of the events touched, or all hashes from there on.
"""

import sqlite3
from collections.abc import Callable
from typing import Literal

from logs import COLUMNS, event, put, remake, shift

from redact.audit.events import LoggedEvent

Remade = Literal["nothing", "own hash", "all hashes"]
Attack = Callable[[sqlite3.Connection, int], None]

VALUES = {"at": "2020-01-01T00:00:00.000Z", "actor": "mallory", "kind": "purged", "case_id": "F-1999-9",
          "document": "d-other", "portion": "p9", "details": '{"events":77}', "previous": "b" * 64, "hash": "c" * 64}


def change(column: str) -> Attack:
    def attack(connection: sqlite3.Connection, seq: int) -> None:
        connection.execute(f"UPDATE events SET {column} = ? WHERE seq = ?", [VALUES[column], seq])
    return attack


def delete(connection: sqlite3.Connection, seq: int) -> None:
    connection.execute("DELETE FROM events WHERE seq = ?", [seq])
    shift(connection, seq + 1, -1)


def insert(connection: sqlite3.Connection, seq: int) -> None:
    shift(connection, seq, 1)
    put(connection, LoggedEvent.seal(event(50, actor="mallory"), seq, "d" * 64))


def swap(connection: sqlite3.Connection, seq: int) -> None:
    for old, new in ((seq, -1), (seq + 1, seq), (-1, seq + 1)):
        connection.execute("UPDATE events SET seq = ? WHERE seq = ?", [new, old])


def copy(connection: sqlite3.Connection, seq: int) -> None:
    shift(connection, seq, 1)
    connection.execute(f"INSERT INTO events SELECT ?, {', '.join(COLUMNS)} FROM events WHERE seq = ?", [seq, seq - 1])


ATTACKS: dict[str, Attack] = {**{f"change {column}": change(column) for column in COLUMNS},
                              "delete": delete, "insert": insert, "swap": swap, "copy": copy}
NAMES = {"change": "changed", "delete": "missing", "insert": "inserted", "swap": "reordered", "copy": "inserted"}
"""The first word of an attack → the code by which it is to be named."""


def carry_out(connection: sqlite3.Connection, name: str, seq: int, remade: Remade) -> None:
    """Do it, and hide it as far as ``remade`` says."""
    ATTACKS[name](connection, seq)
    if remade == "own hash":
        remake(connection, seq, seq + 1 if name == "swap" else seq)
    elif remade == "all hashes":
        remake(connection, seq)


def leaves_a_trace(name: str, remade: Remade) -> bool:
    """False of a change to a hash alone that making the hashes anew undoes."""
    return not (name in ("change previous", "change hash") and remade != "nothing")
