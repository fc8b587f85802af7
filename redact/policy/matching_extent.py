"""How far a hit reaches: whole words, the sentence, the portion; and how hits unite.

Where it is unsure whether a sentence ends, it does not: more is taken rather than less.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Literal

from redact.policy.matching_common import common_words
from redact.policy.matching_words import APOSTROPHES, Hit, letter_pattern

Extent = Literal["span", "sentence", "portion"]

_CLOSING = "\"'’”»)\\]⁸"
_SENTENCE_END = re.compile(f"[.!?…。！？]+[{_CLOSING}]*(?=\\s)|\\n[^\\S\\n]*\\n")
_NEXT_SENTENCE = re.compile(r"\s*[\"'‘“«(\[¶•*&-]*\s*(?=[^\W_])")
_NOTHING_MORE = re.compile(r"\s*\Z")
_LAST_WORD = re.compile(r"[^\s(\[\"'“‘«]*\Z")
_WINDOW = 80  # characters looked at before a dot; no abbreviation is longer
_OWNING = re.compile(f"(?:[{re.escape(APOSTROPHES)}][sS]?|,[sS])(?![^\\W_])")
_PICTURES = frozenset({"So", "Sk", "Co", "Cf", "Cn"})
"""Categories of characters that a name may begin or end with, and that are neither letters nor punctuation: pictures,
those of private use or newer than this Python knows, and what joins or colours them."""


def extend(text: str, hit: Hit, extent: Extent) -> Hit:
    """``hit`` grown to whole words, to the sentence or sentences it stands in, or to the whole text.

    To the last word belongs what makes it an owner's (``'s``, or ``'`` alone): left standing behind a name that is
    taken out, it would tell how the name ends. Pictures that touch a word belong to it too.

    :raises ValueError: where the hit lies outside the text or the extent is none of the three.
    """
    if not 0 <= hit.start <= hit.end <= len(text):
        raise ValueError("hit lies outside the text")
    if extent == "portion":
        return Hit(0, len(text))
    start, end = whole_words(text, hit.start, hit.end)
    if extent == "span":
        start, end = _with_pictures(text, start, end)
        return Hit(start, _owner_end(text, start, end))
    if extent == "sentence":
        return _sentence(text, start, end)
    raise ValueError("extent is one of span, sentence, portion")


def unite(text: str, hits: Iterable[Hit]) -> list[Hit]:
    """The hits sorted and merged where they overlap, touch, or have only white space or punctuation between them."""
    united: list[Hit] = []
    for hit in sorted(hits):
        if united and (hit.start <= united[-1].end or _no_words(text, united[-1].end, hit.start)):
            united[-1] = Hit(united[-1].start, max(united[-1].end, hit.end))
        else:
            united.append(hit)
    return united


def _no_words(text: str, start: int, end: int) -> bool:
    return not any(character.isalnum() for character in text[start:end])


def word_start(text: str, end: int) -> int:
    """Where the word begins that ends at ``end``; ``end`` itself where none does."""
    letter = letter_pattern(text)
    while end > 0 and letter.match(text, end - 1):
        end -= 1
    return end


def whole_words(text: str, start: int, end: int) -> tuple[int, int]:
    """The stretch grown over the words that it cuts into: letters, digits and the marks on them."""
    letter = letter_pattern(text)
    if start < len(text) and letter.match(text, start):
        start = word_start(text, start)
    if end > 0 and letter.match(text, end - 1):
        while end < len(text) and letter.match(text, end):
            end += 1
    return start, end


def _owner_end(text: str, start: int, end: int) -> int:
    """The end of the stretch with the ending that makes it an owner's. A stretch in single quotation marks has none
    of its own: the mark behind it is the closing one."""
    found = _OWNING.match(text, end) if end > start else None
    if found is None or (start > 0 and text[start - 1] in APOSTROPHES):
        return end
    return found.end()


def _with_pictures(text: str, start: int, end: int) -> tuple[int, int]:
    """The stretch grown over the pictures that touch it."""
    while start > 0 and _is_picture(text[start - 1]):
        start -= 1
    while end < len(text) and _is_picture(text[end]):
        end += 1
    return start, end


def _is_picture(character: str) -> bool:
    return character > "\x7f" and unicodedata.category(character) in _PICTURES


def sentence_start(text: str, position: int, lowest: int = 0) -> int:
    """The offset where the sentence begins that ``position`` stands in; looked for no further back than ``lowest``."""
    return max(_bounds_between(text, lowest, min(len(text), position + 1)), default=lowest)


def _sentence(text: str, start: int, end: int) -> Hit:
    bounds = _bounds(text)
    before = bisect_right(bounds, start)
    after = bisect_left(bounds, end)
    first = bounds[before - 1] if before else 0
    last = bounds[after] if after < len(bounds) else len(text)
    while first < start and text[first].isspace():
        first += 1
    while last > end and text[last - 1].isspace():
        last -= 1
    return Hit(first, last)


@lru_cache(maxsize=2)
def _bounds(text: str) -> list[int]:
    """Offsets at which a sentence surely ends; kept for the many hits of one text."""
    return list(_bounds_between(text, 0, len(text)))


def _bounds_between(text: str, start: int, end: int) -> Iterator[int]:
    for match in _SENTENCE_END.finditer(text, start, end):
        if match.group().isspace() or _surely_ends(text, match):
            yield match.end()


def _surely_ends(text: str, match: re.Match[str]) -> bool:
    following = _NEXT_SENTENCE.match(text, match.end())
    if following is None:
        return _NOTHING_MORE.match(text, match.end()) is not None
    opening = text[following.end()]
    if opening.islower():
        return False
    mark = match.group()[0]
    if mark != ".":
        return mark != "…"
    if match.group().startswith(".."):
        return False
    return not _may_abbreviate(text, match.start())


def _may_abbreviate(text: str, dot: int) -> bool:
    """True where the dot may belong to the word before it: an initial, a title, a month, a paragraph's number."""
    before = _LAST_WORD.search(text, max(0, dot - _WINDOW), dot)
    word = before.group() if before else ""
    stem = word.strip(".,;¶").rsplit("-", 1)[-1].lower()
    if len(stem) <= 1 or "." in word or stem in common_words("abbreviations"):
        return True
    return stem.isdigit() and len(stem) <= 3 and not text[:dot - len(word)].rpartition("\n")[2].strip(" \t¶")
