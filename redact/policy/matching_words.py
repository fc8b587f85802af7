"""Words, and the many ways in which one word can be written.

Two strings a reader takes for the same word must compare equal: case, accents, ligatures, full-width forms, invisible
characters, look-alike letters of another script, a line end in the middle. Offsets are characters of the text given.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, lru_cache


@dataclass(frozen=True, slots=True, order=True)
class Hit:
    """A stretch of text found: ``start`` and ``end`` are offsets in characters of the text that was searched."""

    start: int
    end: int


# Scripts written without blanks between words: each character stands as a word of its own.
_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff" \
            "\U00020000-\U0003ffff"
_FILLERS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0") | {chr(code) for code in range(0xFE00, 0xFE10)}

HYPHENS = "-\u00ad\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d"
APOSTROPHES = "'`\u00b4\u02b9\u02bb\u02bc\u02bd\u02be\u02bf\u2018\u2019\u201b\u2032\uff07"
_LETTER_APOSTROPHES = "\u02b9\u02bb\u02bc\u02bd\u02be\u02bf"  # letters to Unicode, apostrophes to a reader

# Letters that carry a stroke or are joined have no decomposition in Unicode.
_PLAIN = str.maketrans({
    "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h", "ŧ": "t", "ŋ": "ng",
    "ɡ": "g", "ə": "e", "ƒ": "f", "ɑ": "a",
})
_SPELT_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa"})

# Letters of other scripts that look like a Latin one, by their shape: capital and small letters differ.
_LOOK_ALIKE = str.maketrans(
    "АВЕЅІЈКМНОРСТУХԚԜҺӀЗ" "аеѕіјкморстухԛԝһӏвнг" "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧϹ" "αικνορτυχϲγε" "ԁɡ",
    "ABESIJKMHOPCTYXQWHI3" "aesijkmopctyxqwhlbhr" "ABEZHIKMNOPTYXC" "aikvoptuxcye" "dg",
)
_OTHER_SCRIPT = re.compile("[\u0370-\u052f]")
_DIGITS_AT_END = re.compile(r"(.*[^\d])\d+\Z", re.DOTALL)
_ASCII_WORD = re.compile(r"[A-Za-z0-9]+")
_ASCII_LETTER = re.compile(r"[A-Za-z0-9]")


def is_ignorable(character: str) -> bool:
    """True for characters that leave no ink: soft hyphen, zero-width and bidirectional controls, fillers."""
    return unicodedata.category(character) == "Cf" or character in _FILLERS


def _character_class(belongs: Callable[[str], bool]) -> str:
    """The characters beyond ASCII for which ``belongs`` holds, as the inside of a character class."""
    ranges: list[list[int]] = []
    for code in (0xAD, *range(0x300, 0x1F000), *range(0xE0000, 0xE01F0)):
        if belongs(chr(code)):
            if ranges and ranges[-1][1] == code - 1:
                ranges[-1][1] = code
            else:
                ranges.append([code, code])
    return "".join(f"{chr(first)}-{chr(last)}" for first, last in ranges)


@cache
def _marks() -> str:
    """The combining marks and invisible characters that belong to the word they stand in."""
    return _character_class(lambda c: unicodedata.category(c)[0] == "M" or is_ignorable(c))


@cache
def ignorable_pattern() -> re.Pattern[str]:
    """One character that leaves no ink."""
    return re.compile(f"[{_character_class(is_ignorable)}]")


@cache
def _word_source() -> str:
    letters = f"[^\\W_{_UNSPACED}{_LETTER_APOSTROPHES}]"
    return f"[{_UNSPACED}][{_marks()}]*|{letters}+(?:[{_marks()}]+{letters}*)*"


@cache
def _unicode_word() -> re.Pattern[str]:
    return re.compile(_word_source())


@cache
def _unicode_letter() -> re.Pattern[str]:
    return re.compile(f"[^\\W_{_UNSPACED}{_LETTER_APOSTROPHES}]|[{_marks()}]")


def word_pattern(text: str) -> re.Pattern[str]:
    """The pattern of one word in ``text``: letters, digits and the marks on them; the underscore parts words."""
    return _ASCII_WORD if text.isascii() else _unicode_word()


def letter_pattern(text: str) -> re.Pattern[str]:
    """The pattern of one character that a word of ``text`` can hold."""
    return _ASCII_LETTER if text.isascii() else _unicode_letter()


@cache
def gap_pattern() -> re.Pattern[str]:
    """What may part two words of one term: blanks, line ends, dots, hyphens, apostrophes; or one comma without a
    blank, which stands for an apostrophe in messages that passed through old encodings."""
    apart = re.escape(HYPHENS + APOSTROPHES)
    return re.compile(f"(?:[\\s._{apart}]|[{_marks()}])+|,|")


@cache
def line_end_pattern() -> re.Pattern[str]:
    """A hyphen (or soft hyphen) at the end of a line, with the indent of the next."""
    return re.compile(f"[{re.escape(HYPHENS)}][^\\S\\n]*\\n\\s*")


def fold(word: str) -> str:
    """The word without case, accents, ligatures, width and invisible characters."""
    if word.isascii():
        return word.lower()
    return _fold(word)


@lru_cache(maxsize=16384)
def _fold(word: str) -> str:
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", word).casefold())
    kept = "".join(c for c in decomposed if not unicodedata.combining(c) and not is_ignorable(c))
    return kept.translate(_PLAIN)


def keys(word: str) -> tuple[str, ...]:
    """Every folded form under which ``word`` may stand in a list, without repeats.

    Besides the plain one: Cyrillic and Greek letters read by their looks, ä as ae, and a figure at the end left out
    (a footnote number, or the 8 that old message systems put for a closing quotation mark).
    """
    if word.isascii():
        plain = word.lower()
        return (plain,) if not plain[-1].isdigit() or plain.isdigit() else _with_bare((plain,))
    return _keys(word)


@lru_cache(maxsize=16384)
def _keys(word: str) -> tuple[str, ...]:
    forms = [_fold(word)]
    composed = unicodedata.normalize("NFKC", word)
    if _OTHER_SCRIPT.search(composed):
        forms.append(_fold(unicodedata.normalize("NFKD", composed).translate(_LOOK_ALIKE)))
    spelt = composed.casefold().translate(_SPELT_OUT)
    forms.append(_fold(spelt))
    return tuple(form for form in _with_bare(tuple(forms)) if form)


def canonical(word: str) -> str:
    """The one folded form for comparing texts with each other: look-alike letters read as Latin where the whole word
    can be, a figure behind three letters or more left out."""
    if word.isascii():
        folded = word.lower()
        return _without_figure(folded) if folded[-1:].isdigit() else folded
    return _canonical(word)


@lru_cache(maxsize=16384)
def _canonical(word: str) -> str:
    folded = _fold(word)
    if _OTHER_SCRIPT.search(folded):
        by_looks = _fold(unicodedata.normalize("NFKD", word).translate(_LOOK_ALIKE))
        folded = by_looks if by_looks.isascii() else folded
    return _without_figure(folded)


def _without_figure(folded: str) -> str:
    bare = folded.rstrip("0123456789")
    return bare if len(bare) >= 3 else folded


def _with_bare(forms: tuple[str, ...]) -> tuple[str, ...]:
    found = dict.fromkeys(forms)
    for form in forms:
        bare = _DIGITS_AT_END.match(form)
        if bare:
            found[bare.group(1)] = None
    return tuple(found)
