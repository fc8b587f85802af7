"""People of a workspace: who they are, what they may do, and how they prove who they are.

A person is known by the operating system's user, by a password, or by both. Passwords are kept as Argon2id hashes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Literal, get_args

from redact.audit.details import UnloggableDetail, check_column
from redact.audit.store import Store
from redact.errors import Conflict, NotPermitted, UsageProblem

if TYPE_CHECKING:
    from argon2 import PasswordHasher

Role = Literal["reviewer", "approver", "auditor", "admin"]
ROLES: tuple[Role, ...] = get_args(Role)
Task = Literal["manage people", "open cases", "receive documents", "decide", "release what is withheld", "submit",
               "approve", "return", "refer", "publish", "withdraw", "disclose", "purge", "read documents"]

MAY: dict[Task, frozenset[Role]] = {
    "manage people": frozenset({"admin"}),
    "open cases": frozenset({"reviewer", "approver", "admin"}),
    "receive documents": frozenset({"reviewer", "approver"}),
    "decide": frozenset({"reviewer", "approver"}),
    "release what is withheld": frozenset({"approver"}),
    "submit": frozenset({"reviewer", "approver"}),
    "approve": frozenset({"approver"}),
    "return": frozenset({"approver"}),
    "refer": frozenset({"reviewer", "approver"}),
    "publish": frozenset({"reviewer", "approver"}),
    "withdraw": frozenset({"approver"}),
    "disclose": frozenset({"approver"}),
    "purge": frozenset({"admin"}),
    "read documents": frozenset({"reviewer", "approver", "auditor"}),
}
"""Which roles each task asks for; one of them is enough. An admin administers and decides nothing."""

SHORTEST_PASSWORD = 8
"""Characters."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of the workspace. ``title`` is printed where a release names those responsible."""

    name: str
    roles: frozenset[Role]
    title: str = ""
    system_user: str = ""

    def may(self, task: Task) -> bool:
        return not self.roles.isdisjoint(MAY[task])

    def require(self, task: Task) -> None:
        """Raise NotPermitted unless one of the person's roles allows the task."""
        if not self.may(task):
            needed = " or ".join(role for role in ROLES if role in MAY[task])
            has = ", ".join(role for role in ROLES if role in self.roles) or "no role"
            raise NotPermitted(f"to {task} asks for the role {needed}; {self.name} is {has}")


def check_person_name(name: str) -> None:
    """Raise UsageProblem unless ``name`` can stand in the log as who acted; ``os:`` is kept for system users."""
    try:
        check_column("actor", name)
    except UnloggableDetail:
        raise UsageProblem("a person's name has 1 to 100 letters, digits, blanks and . @ : + - _") from None
    if name.startswith("os:"):
        raise UsageProblem("a name that begins with os: is kept for users whom the workspace does not know")


class People:
    """The people in a vault. Methods that write do so inside the transaction of ``store``."""

    def __init__(self, store: Store):
        self._store = store

    def all(self) -> list[Person]:
        """Everybody, by name."""
        rows = list(self._store.rows("SELECT name, title, coalesce(system_user, '') FROM people ORDER BY name"))
        return [Person(name, self._roles(name), title, user) for name, title, user in rows]

    def find(self, name: str) -> Person | None:
        """The person of that name, None if there is none."""
        row = self._store.row("SELECT name, title, coalesce(system_user, '') FROM people WHERE name = ?", [name])
        return Person(row[0], self._roles(row[0]), row[1], row[2]) if row else None

    def of_system_user(self, user: str) -> Person | None:
        """The person whom the operating system calls ``user``, None if the workspace maps nobody to it."""
        row = self._store.row("SELECT name FROM people WHERE system_user = ?", [user])
        return self.find(row[0]) if row else None

    def _roles(self, name: str) -> frozenset[Role]:
        return frozenset(role for (role,) in self._store.rows("SELECT role FROM roles WHERE person = ?", [name]))

    def add(self, name: str, roles: Sequence[Role], at: str, *, title: str = "", system_user: str = "",
            password: str = "") -> tuple[tuple[Role, ...], tuple[str, ...]]:
        """Add a person, or give one more roles, another title, system user or password: the roles that are new, and
        which of ``title``, ``system-user`` and ``password`` somebody known before got another of.

        Raises Conflict where the system user is somebody else's, UsageProblem for a name the log does not take.
        """
        check_person_name(name)
        other = self.of_system_user(system_user) if system_user else None
        if other is not None and other.name != name:
            raise Conflict(f"the system user is {other.name}'s already")
        known = self.find(name)
        if known is None:
            self._store.insert("people", [{"name": name, "title": title, "system_user": system_user or None,
                                           "password": None, "added_at": at}])
        changed = []
        for column, value, was in (("title", title, known.title if known else title),
                                   ("system_user", system_user, known.system_user if known else system_user),
                                   ("password", _hash(password) if password else "", "")):
            if value and value != was:
                self._store.change(f"UPDATE people SET {column} = ? WHERE name = ?", [value, name])
                changed += [column.replace("_", "-")] if known else []
        fresh = tuple(role for role in ROLES if role in roles and (known is None or role not in known.roles))
        if fresh:
            self._store.insert("roles", [{"person": name, "role": role} for role in fresh])
        return fresh, tuple(changed)

    def remove(self, name: str) -> bool:
        """Take every role, the password and the system user from a person; what they did stays theirs. False where they
        had none of it left. UsageProblem where there is no such person, Conflict for the last admin."""
        person = self.find(name)
        if person is None:
            raise UsageProblem("there is no person of that name; 'redact user list' shows them")
        if "admin" in person.roles and sum("admin" in other.roles for other in self.all()) == 1:
            raise Conflict("the last admin stays: make somebody else one first")
        left = self._store.change("DELETE FROM roles WHERE person = ?", [name])
        return bool(self._store.change("UPDATE people SET password = NULL, system_user = NULL WHERE name = ? AND "
                                       "(password IS NOT NULL OR system_user IS NOT NULL)", [name]) or left)

    def prove(self, name: str, password: str) -> Person:
        """The person of that name and password; NotPermitted, after the same time, for a wrong name or password."""
        row = self._store.row("SELECT password FROM people WHERE name = ?", [name])
        kept = row[0] if row and row[0] else _nobodys_hash()
        fits = _fits(kept, password)
        person = self.find(name)
        if not fits or person is None or not (row and row[0]):
            raise NotPermitted("no such person and password")
        return person


@cache
def _hasher() -> PasswordHasher:
    from argon2 import PasswordHasher
    return PasswordHasher()


@cache
def _nobodys_hash() -> str:
    return _hasher().hash("nobody's password")


def _hash(password: str) -> str:
    if len(password) < SHORTEST_PASSWORD:
        raise UsageProblem(f"a password has at least {SHORTEST_PASSWORD} characters")
    return _hasher().hash(password)


def _fits(kept: str, password: str) -> bool:
    from argon2.exceptions import InvalidHashError, VerificationError
    try:
        return _hasher().verify(kept, password)
    except (VerificationError, InvalidHashError):
        return False
