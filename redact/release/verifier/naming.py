"""Words in names: of fonts, resources, colours, tags, keys and kinds, and in addresses.

A name is written by a program, for programs: most are letters and numbers that no one reads, or words of the format. So
less counts as a word here than in a text: five letters that could be spoken, known neither to the format nor to
everybody nor from the pages.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from urllib.parse import unquote

from redact.policy.matching_words import fold
from redact.release.reading.disguises import disguises
from redact.release.verifier.words import Shown, is_stock

_DATA = Path(__file__).resolve().parent / "data" / "format_words.json"
_SHORTEST = 5
"""Letters of a part of a name that can be a word."""
_PART = re.compile(r"[^\W\d_]+")
_SEAMS = re.compile(r"(?<=[^\W\d_])(?=[A-Z][a-z])|(?<=[a-z])(?=[A-Z])")
"""Where a name is several words written as one: ``OlegPenkovsky``, ``PDFWriter``."""
_DIGEST = re.compile(r"(?<![A-Za-z0-9])(?=[A-Fa-f]*[0-9])[0-9A-Fa-f]{8,}(?![A-Za-z0-9])")
"""Figures to the base of sixteen, some of which look like words."""
_VOWELS = frozenset("aeiouy")
_MOST_CONSONANTS = 5
_LONGEST_COMPOUND = 40
_SCHEME = re.compile(r"^[a-z][a-z+.-]*:(?://[^/?#]*)?", re.IGNORECASE)
_ADDRESS = re.compile(r"[a-z][a-z+.-]{2,}:\S*", re.IGNORECASE)
_MAIL = re.compile(r"^mailto:|@[^?]*", re.IGNORECASE)


@cache
def _vocabulary() -> frozenset[str]:
    groups: dict[str, list[str]] = json.loads(_DATA.read_text(encoding="utf-8"))
    return frozenset(word for name, lines in groups.items() if name not in {"about", "typefaces"} for line in lines
                     for word in line.split())


@cache
def _typefaces() -> frozenset[str]:
    groups: dict[str, list[str]] = json.loads(_DATA.read_text(encoding="utf-8"))
    return frozenset(word for line in groups["typefaces"] for word in line.split())


def tells_in_name(name: str, shown: Shown) -> bool:
    """True if a name has a word in it that neither the format nor the visible pages have."""
    return any(_is_telling(part, shown) for part in parts_of(name))


def tells_in_typeface(name: str, shown: Shown) -> bool:
    """The same for the name of a font, less the families and cuts of type that are widely sold."""
    return any(_is_telling(part, shown) and not _is_typeface(part) for part in parts_of(name))


def is_address(text: str) -> bool:
    """True for a text that is nothing but an address of the web, of a file or of mail."""
    return _ADDRESS.fullmatch(text.strip()) is not None


def tells_in_address(address: str, shown: Shown) -> bool:
    """The same for an address of the web or of mail, less the host, which names an office and no person."""
    plain = unquote(address)
    said = _MAIL.sub("", plain) if plain.lower().startswith("mailto:") else _SCHEME.sub("", plain)
    return tells_in_name(said, shown)


def tells_in_code(text: str, shown: Shown) -> bool:
    """The same for what a text says once an encoding is undone: hexadecimal, base 64, the escapes of scripts, mail."""
    if len(text) > _LONGEST_CODED:
        return False
    readings = disguises(text.encode("utf-8", "replace"))
    next(readings)
    return any(_is_writing(reading) and tells_in_name(reading, shown) for reading in readings)


_LONGEST_CODED = 20_000
_LETTERS = 0.75


def _is_writing(text: str) -> bool:
    """True for words, and not for what noise decodes to."""
    return sum(letter.isalpha() or letter == " " for letter in text) >= _LETTERS * len(text)


def is_date(text: str) -> bool:
    """True for a date or a time, however it is written: figures, and no words but those of dates."""
    return all(fold(word) in _dates() for word in _PART.findall(text.removeprefix("D:")))


@cache
def _dates() -> frozenset[str]:
    groups: dict[str, list[str]] = json.loads(_DATA.read_text(encoding="utf-8"))
    named = [word for line in groups["dates"] for word in line.split()]
    zones = ("t", "z", "am", "pm", "gmt", "utc", "st", "nd", "rd", "th")
    return frozenset([*named, *(word[:3] for word in named), *zones])


def parts_of(name: str) -> Iterator[str]:
    """The words of a name, where its capitals, figures and signs part them, folded; and those that it is as a whole
    between signs, since capitals may stand anywhere."""
    for found in _PART.finditer(_DIGEST.sub(" ", name)):
        parts = _SEAMS.split(found[0])
        yield from map(fold, parts)


def _is_telling(part: str, shown: Shown) -> bool:
    return is_wordlike(part) and not (part in _vocabulary() or is_stock(part) or shown.says(part)
                                      or _is_compound(part))


def _is_compound(part: str) -> bool:
    """True for two words of the format written as one in small letters: ``textbox``, ``linewidth``."""
    return len(part) <= _LONGEST_COMPOUND and any(
        _is_known(part[:at]) and _is_known(part[at:]) for at in range(2, len(part) - 1))


def _is_known(part: str) -> bool:
    return part in _vocabulary() or is_stock(part)


def _is_typeface(part: str) -> bool:
    return part in _typefaces() or any(part.startswith(name) and (part[len(name):] in _typefaces() or len(
        part) - len(name) < _SHORTEST) for name in _typefaces() if len(name) >= _SHORTEST)


def is_wordlike(part: str) -> bool:
    """True for letters that could be spoken as a word; those of other scripts always can."""
    if not part.isascii():
        return part.isalpha() and len(part) >= 2
    if len(part) < _SHORTEST:
        return False
    vowels = sum(letter in _VOWELS for letter in part)
    return 0.2 <= vowels / len(part) <= 0.7 and not _has_run(part)


def _has_run(part: str) -> bool:
    """True where one letter is repeated thrice, or more consonants follow one another than are ever spoken."""
    consonants = 0
    for index, letter in enumerate(part):
        consonants = 0 if letter in _VOWELS else consonants + 1
        if consonants > _MOST_CONSONANTS or part[index:index + 3] == letter * 3:
            return True
    return False
