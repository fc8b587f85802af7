"""Sets that may be everything: the countries, tokens or controls something reaches, or ``ALL`` of them."""

from __future__ import annotations

from typing import Any, Final

Reach = frozenset[Any] | None
"""A set, or None for everything there is."""

ALL: Final = None
NOTHING: Final[frozenset[Any]] = frozenset()


def within(part: Reach, whole: Reach) -> bool:
    """True if everything ``part`` reaches is reached by ``whole``."""
    if whole is None:
        return True
    return part is not None and part <= whole


def either(first: Reach, second: Reach) -> Reach:
    """What one of them reaches."""
    return None if first is None or second is None else first | second


def shared(first: Reach, second: Reach) -> Reach:
    """What both of them reach."""
    if first is None:
        return second
    return first if second is None else first & second
