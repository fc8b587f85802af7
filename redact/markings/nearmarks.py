"""Damaged portion marks that no register has in this form and that are plainly meant as marks (``(SB)``, ``(U+NF)``).

Only said here: that there is a mark. What it says, ``parse`` works out, as strictly as one edit allows.
"""

from __future__ import annotations

import re

from redact.markings.damage import same_shape, within_one_edit

_LEVELS = frozenset({"TS", "S", "C", "U"})
_CUT = frozenset({"SB", "BU", "UF", *(f"{level}X" for level in _LEVELS)})
"""SBU and U/NF that lost a letter, a level with a stray one; two letters more would be anything."""
_ANY_CASE = frozenset({"SBU", "FOUO", "LOU", "SECRET", "CONFIDENTIAL", "TOP SECRET", "SENSITIVE", "NOFORN"})
_BROKEN_OFF = ("CONFIDENTIAL", "UNCLASSIFIED", "SECRET")
_SHORTEST_BEGINNING = 4
_SWAPPED = ("FOUO", "NOFORN", "NODIS", "EXDIS", "ORCON")
_CONTROLS = ("NF", "OC", "SBU", "FOUO", "NOFORN", "ORCON", "NODIS", "EXDIS", "LIMDIS", "SENSITIVE")
_AFTER_LEVEL = re.compile(r"(TS|S|C|U) ?([/:.;+ ]) ?(\S.*)$")
_LOUD = re.compile(r"[A-Z][A-Z0-9 ,/-]+$")
_SYMBOLS = "$€¢©!|*"


def damaged_mark(inner: str, cased: str) -> bool:
    """True if what stands in a parenthesis is plainly a damaged mark; ``inner`` in capitals, ``cased`` as written."""
    if inner in _ANY_CASE or inner.lstrip("([{") in _LEVELS or _broken_off(inner, cased):
        return inner in _ANY_CASE or inner not in _LEVELS
    if cased != cased.upper():
        return False
    return inner in _CUT or _only_symbols_more(inner) or _swapped(inner) or _level_and_tail(inner)


def _broken_off(inner: str, cased: str) -> bool:
    """The beginning of a level word, a scanner's confusions allowed: ``CONF``, ``Conf``, ``C0NF``."""
    if len(inner) < _SHORTEST_BEGINNING or not cased[0].isupper():
        return False
    return any(len(inner) < len(word) and same_shape(inner, word[:len(inner)]) for word in _BROKEN_OFF)


def _only_symbols_more(inner: str) -> bool:
    """A level and a symbol, or a symbol for the level: ``S$``, ``$``, ``U*``."""
    letters = inner.strip(_SYMBOLS)
    return letters != inner and (letters in _LEVELS or same_shape(inner, "S"))


def _swapped(inner: str) -> bool:
    return any(sorted(inner) == sorted(word) and within_one_edit(inner, word) for word in _SWAPPED)


def _level_and_tail(inner: str) -> bool:
    """A level, a separator good or bad, and capitals: any after a blank or semicolon, a near control after a slash.

    After a slash or a point stand office symbols (``S/P``, ``S/CT``, ``U.S.``) more often than marks.
    """
    match = _AFTER_LEVEL.match(inner)
    if match is None:
        return False
    separator, tail = match[2], match[3]
    if separator in " ;+:":
        return _LOUD.match(tail) is not None
    return not tail.endswith(".") and all(_near_control(part) for part in re.split(r"[/,. ]+", tail) if part)


def _near_control(part: str) -> bool:
    """Within one edit of a control; two other letters are an office sooner than a control (``S/NP``)."""
    return any(same_shape(part, word) or (within_one_edit(part, word) and (len(part) != 2 or len(word) != 2))
               for word in _CONTROLS)
