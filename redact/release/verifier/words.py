"""Words that a file says and its visible pages do not: the sign of something taken out in one place only."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from redact.policy.matching_common import common_words
from redact.policy.matching_words import fold, word_pattern

_DATA = Path(__file__).resolve().parent / "data" / "stock_words.json"
_SHORTEST = 4
"""Letters of a word that can tell something."""
_DIGITS = re.compile(r"\d{6,}")
_GROUPED = re.compile(r"(?<![\d.-])(?:\d{3}-\d{2}-\d{4}|\(?\d{3}\)?[ -.]\d{3}[-.]\d{4})(?![\d.-])")
"""Numbers of persons and telephones, written in groups."""
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af]{2,}")
"""Scripts that write words without spaces between them: two characters are the least that says something."""
_DATE = re.compile(r"(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])\d*")
_SEAM = re.compile(r"(?<=[^\W\d_A-Z])(?=[A-Z])|(?<=[^\W\d_])(?=\d)|(?<=\d)(?=[^\W\d_])|_")
_MACHINE = re.compile(r"""
    (?:uuid|xmp\.[a-z]{2,5}|urn(?::\w{2,5})?|D)[:/][0-9A-Fa-f:+\-'Z.]*
    | https?://[^\s/?#]* | (?:mailto|data|file|application|image|text)[:/]+
    | [0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}
    | (?:\d[\d:.TZ+-]{8,})
    """, re.VERBOSE)
"""Identifiers and dates as programs write them, and what of an address says no words."""
_SPREAD = re.compile(r"(?<!\w)(?:[^\W\d_][\s.\-_]{1,3}){5,60}[^\W\d_](?!\w)")
"""Letters spaced out."""
_CODED = re.compile(r"[0-9A-Za-z+/=_-]{16,}")
"""Letters and figures run together: an identifier, or words with a number."""
_SPOKEN = re.compile(
    r"(?<![a-z])[A-Za-z](?:[b-df-hj-np-tv-xz]{0,3}+[aeiouy]{1,2}+){2,}+[b-df-hj-np-tv-xz]{0,3}+(?![a-z])")
"""Letters within one that could be spoken as a word of some length."""
_VERSION = re.compile(r"\d|©|®|™|https?:|www\.", re.IGNORECASE)
_FEW_WORDS = 3
_FEW_UNKNOWN = 2
"""Words of a program's name that nobody knows: from these on it may be a person's."""
_ENDINGS = ("ing", "ers", "ies", "ed", "er", "es", "ly", "s")
_NOT_WORD = re.compile(r"[\W_]+")


@cache
def stock_words() -> frozenset[str]:
    """The words that programs put into files by themselves."""
    groups: dict[str, list[str]] = json.loads(_DATA.read_text(encoding="utf-8"))
    return frozenset(word for name, lines in groups.items() if name != "about" for line in lines
                     for word in line.split())


@cache
def _programs() -> frozenset[str]:
    groups: dict[str, list[str]] = json.loads(_DATA.read_text(encoding="utf-8"))
    return frozenset(word for line in groups["programs"] for word in line.split())


def squeezed(text: str) -> str:
    """The text folded, letters and figures alone."""
    return _NOT_WORD.sub("", fold(text))


@dataclass(frozen=True, slots=True)
class Shown:
    """What the visible pages say: their words folded, and all of it squeezed, in which words that lines or letters
    part are found."""

    words: frozenset[str]
    run: str

    @classmethod
    def of(cls, texts: Iterable[str]) -> Shown:
        held = list(texts)
        words = frozenset(fold(found[0]) for text in held for found in word_pattern(text).finditer(text))
        return cls(words, "\n".join(map(squeezed, held)))

    def says(self, word: str) -> bool:
        """True if the pages say this folded word, or it with another ending."""
        return word in self.words or word in self.run or any(
            word.endswith(ending) and len(word) - len(ending) >= _SHORTEST and word[:-len(ending)] in self.words
            for ending in _ENDINGS)


def telling(text: str, shown: Shown) -> bool:
    """True if the text says a word or a number that the visible pages do not and that neither programs nor everybody
    say anyway: a name, a term, an account."""
    if any(squeezed(found[0]) not in shown.run for found in _GROUPED.finditer(text)):
        return True
    plain = _SPREAD.sub(lambda found: _NOT_WORD.sub("", found[0]), text)
    plain = _CODED.sub(_unless_spoken, _MACHINE.sub(" ", plain))
    if any(squeezed(found[0][at:at + 2]) not in shown.run for found in _UNSPACED.finditer(plain)
           for at in range(len(found[0]) - 1)):
        return True
    if any(_is_telling_number(found[0], shown) for found in _DIGITS.finditer(plain)):
        return True
    return any(_is_telling(fold(found[0]), shown) and _parts_tell(found[0], shown)
               for found in word_pattern(plain).finditer(plain))


def _unless_spoken(coded: re.Match[str]) -> str:
    if not any(map(str.isdigit, coded[0])):
        return coded[0]
    spoken = any(len(found[0]) >= _LONGEST_CHANCE for found in _SPOKEN.finditer(coded[0]))
    return coded[0] if spoken else " "


_LONGEST_CHANCE = 6
"""Letters up to which noise in base 64 looks like a word."""


def _parts_tell(word: str, shown: Shown) -> bool:
    """True if a part of a word that is several written as one (``OlegPenkovsky2``) tells something."""
    parts = _SEAM.sub(" ", word)
    return any(_is_telling(fold(found[0]), shown) for found in word_pattern(parts).finditer(parts))


def is_of_program(text: str) -> bool:
    """True for the name of a program with its version, as programs sign what they write."""
    words = {fold(found[0]).strip("0123456789") for found in word_pattern(text).finditer(text)}
    unknown = [word for word in words if sum(map(str.isalpha, word)) >= _SHORTEST and not is_stock(word)]
    return bool(words & _programs()) and len(unknown) < _FEW_UNKNOWN and (
        len(words) <= _FEW_WORDS or _VERSION.search(text) is not None)


def _is_telling_number(digits: str, shown: Shown) -> bool:
    return not _DATE.fullmatch(digits) and digits not in shown.run


def _is_telling(word: str, shown: Shown) -> bool:
    letters = sum(map(str.isalpha, word))
    if letters < (_SHORTEST if word.isascii() else 2):
        return False
    return not (is_stock(word) or shown.says(word))


def is_stock(word: str) -> bool:
    """True for a word that programs, forms or everybody say anyway."""
    if word in stock_words() or _is_common(word):
        return True
    return any(word.endswith(ending) and (_is_common(word[:-len(ending)]) or word[:-len(ending)] in stock_words())
               for ending in _ENDINGS)


def _is_common(word: str) -> bool:
    return word in common_words("english") or word in common_words("roles") or word in common_words("links")
