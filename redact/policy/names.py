"""Names that a policy may not use, and the ones it may have meant."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from functools import lru_cache

_LONGEST = 60
"""Characters of a name beyond which nothing near it is looked for, and of a name that a message quotes."""


class UnknownName(ValueError):
    """A name that the vocabulary does not have. ``code`` says of what kind it is, such as ``unknown-level``."""

    def __init__(self, message: str, code: str):
        super().__init__(message)
        self.code = code


def near(name: str, known: Iterable[str]) -> str | None:
    """The known name nearest to one that is not known, whatever the case of its letters; None where none is near."""
    return _near(name, tuple(known)) if len(name) <= _LONGEST else None


@lru_cache(maxsize=4096)
def _near(name: str, known: tuple[str, ...]) -> str | None:
    by_capitals = {entry.upper(): entry for entry in known}
    found = get_close_matches(name.upper(), by_capitals, n=1)
    return by_capitals[found[0]] if found else None


def quoted(name: str) -> str:
    """A name as a message quotes it, cut where it is very long."""
    return f"'{name}'" if len(name) <= _LONGEST else f"'{name[:_LONGEST - 1]}…'"
