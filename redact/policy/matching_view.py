"""A text as a reader sees it, for patterns: invisible characters gone, lines joined, plain dashes, blanks, letters.

A pattern that asks for ``\\d{3}-\\d{2}`` must not be defeated by a non-breaking hyphen. The view keeps for each of its
characters the offset of the text it came from.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache

from redact.policy.matching_words import APOSTROPHES, HYPHENS, Hit, is_ignorable, line_end_pattern

_SAME = {**dict.fromkeys(HYPHENS, "-"), **dict.fromkeys(APOSTROPHES, "'"), **dict.fromkeys("“”„‟«»", '"')}
_SAME.pop("\u00ad")
_SURROGATES = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class View:
    """``text`` to search; ``offsets[i]`` is where its character ``i`` stands in the source, one more for the end."""

    text: str
    offsets: tuple[int, ...] | None

    def hit(self, start: int, end: int) -> Hit:
        """The stretch of the source that ``start`` to ``end`` of the view stand for."""
        if self.offsets is None:
            return Hit(start, end)
        return Hit(self.offsets[start], max(self.offsets[end], self.offsets[end - 1] + 1))


def encodable(text: str) -> str:
    """The text with lone surrogates, which no encoding can hold, as replacement characters; offsets stay."""
    return text if text.isascii() else _SURROGATES.sub("\ufffd", text)


def plain_view(text: str) -> View:
    """The view of ``text``; the text itself, without offsets, where both are the same."""
    if text.isascii() and not line_end_pattern().search(text):
        return View(text, None)
    pieces: list[str] = []
    offsets: list[int] = []
    position = 0
    for match in _unusual().finditer(text):
        start, end = match.span()
        pieces.append(text[position:start])
        offsets.extend(range(position, start))
        position = end
        if end - start > 1 and start > 0 and text[start - 1].isalnum():
            if text[start - 1].isdigit() and text[end:end + 1].isdigit() and text[start] != "\u00ad":
                pieces.append("-")  # figures are not hyphenated: the hyphen is the number's own
                offsets.append(start)
            continue
        for index in range(start, end):
            shown = plain(text[index])
            pieces.append(shown)
            offsets.extend([index] * len(shown))
    pieces.append(text[position:])
    offsets.extend(range(position, len(text) + 1))
    return View("".join(pieces), tuple(offsets))


@cache
def _unusual() -> re.Pattern[str]:
    """A hyphen at a line end with the indent of the next line, or one character outside ASCII."""
    return re.compile(f"{line_end_pattern().pattern}|[^\\x00-\\x7f]")


@lru_cache(maxsize=8192)
def plain(character: str) -> str:
    """The character without accent, width and ink-less marks: possibly none, possibly several."""
    if character.isascii():
        return character
    if character in _SAME:
        return _SAME[character]
    if character.isspace():
        return "\n" if character in "\u2028\u2029\x85" else " "
    if is_ignorable(character) or unicodedata.combining(character):
        return ""
    if unicodedata.category(character) == "Cs":
        return "\ufffd"
    if character.isdecimal():
        return str(unicodedata.decimal(character))
    return "".join(c for c in unicodedata.normalize("NFKD", character) if not unicodedata.combining(c))
