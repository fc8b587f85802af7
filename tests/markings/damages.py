"""Damage to marks, as scanners, typists and copying from the web do it. Nothing here knows the program.

``ONE`` are the kinds of damage that are one edit (see ``oracle``); each takes a source of chance and a mark, and
returns the damaged mark, which may be the mark itself where the damage finds nothing to do.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random

Damage = Callable[[Random, str], str]

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
SIGNS = "/-,.;:'|()[]{}*+&_ \\"
INVISIBLE = "\u00ad\u200b\u200c\u200d\u2060\ufeff\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
BLANKS = " \u00a0\u2009\u3000\t\n\r"
SCANNED = {"O": "0QDC", "I": "1l|!", "S": "5$8", "B": "8ß", "Z": "2", "G": "6", "C": "(€Gc", "E": "F€", "N": "MH",
           "U": "VO", "T": "7I+", "F": "PE", "A": "4Λ", "D": "O0", "L": "1I", "R": "PK", "/": "\\|l1", "-": "–—_~",
           "(": "{[C<", ")": "}]>", " ": "._"}
LOOK_ALIKE = dict(zip("ABCEHIJKMOPSTXY", "АВСЕНІЈКМОРЅТХУ", strict=True)) | {"N": "Ν", "Z": "Ζ", "/": "∕"}


def _place(chance: Random, mark: str) -> int:
    return chance.randrange(len(mark))


def _put(mark: str, place: int, written: str, instead: int = 0) -> str:
    return mark[:place] + written + mark[place + instead:]


def inserted(chance: Random, mark: str) -> str:
    """A stray letter, digit or sign."""
    return _put(mark, chance.randrange(len(mark) + 1), chance.choice(LETTERS + SIGNS))


def lost(chance: Random, mark: str) -> str:
    """A character is gone."""
    return _put(mark, _place(chance, mark), "", 1)


def replaced(chance: Random, mark: str) -> str:
    """One character for another."""
    return _put(mark, _place(chance, mark), chance.choice(LETTERS + SIGNS + LETTERS.lower()), 1)


def swapped(chance: Random, mark: str) -> str:
    """Two neighbours have changed places."""
    place = _place(chance, mark)
    return mark[:place] + mark[place:place + 2][::-1] + mark[place + 2:]


def doubled(chance: Random, mark: str) -> str:
    """A character twice."""
    place = _place(chance, mark)
    return _put(mark, place, mark[place])


def scanned(chance: Random, mark: str) -> str:
    """A character taken for one that looks much the same in print."""
    place = _place(chance, mark)
    return _put(mark, place, chance.choice(SCANNED.get(mark[place], mark[place])), 1)


def look_alike(chance: Random, mark: str) -> str:
    """A letter of another alphabet that looks the same."""
    place = _place(chance, mark)
    return _put(mark, place, LOOK_ALIKE.get(mark[place], mark[place]), 1)


def full_width(chance: Random, mark: str) -> str:
    """A full-width letter, digit or sign."""
    place = _place(chance, mark)
    wide = chr(ord(mark[place]) + 0xFEE0) if "!" <= mark[place] <= "~" else mark[place]
    return _put(mark, place, wide, 1)


def other_case(chance: Random, mark: str) -> str:
    """A small letter for a capital, or a capital for a small one."""
    place = _place(chance, mark)
    return _put(mark, place, mark[place].swapcase(), 1)


def unseen(chance: Random, mark: str) -> str:
    """A soft hyphen, a zero-width character or a bidirectional control."""
    return _put(mark, chance.randrange(len(mark) + 1), chance.choice(INVISIBLE))


def hidden(chance: Random, mark: str) -> str:
    """An invisible character where a letter was."""
    return _put(mark, _place(chance, mark), chance.choice(INVISIBLE), 1)


def blank(chance: Random, mark: str) -> str:
    """A blank where none belongs, or the end of a line."""
    return _put(mark, chance.randrange(len(mark) + 1), chance.choice(BLANKS))


def no_parenthesis(chance: Random, mark: str) -> str:
    """A parenthesis is gone."""
    return mark[1:] if chance.random() < 0.5 else mark[:-1]


ONE: tuple[Damage, ...] = (inserted, lost, replaced, swapped, doubled, scanned, look_alike, full_width, other_case,
                           unseen, hidden, blank, no_parenthesis)


def one_damage(chance: Random, mark: str) -> str:
    """``mark`` with one damage of any kind."""
    return chance.choice(ONE)(chance, mark)


def damages(chance: Random, mark: str, number: int) -> str:
    """``mark`` with ``number`` damages, one after the other."""
    for _ in range(number):
        if len(mark) > 1:
            mark = one_damage(chance, mark)
    return mark
