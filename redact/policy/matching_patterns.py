"""A policy's patterns found in a text, by google-re2 alone: what a reviewer writes cannot stall the program.

First one set of all patterns says which of them hit at all; only those are searched one by one. Each is tried twice:
as written on the text as it is, and loosened (see ``loosen``) on the text as a reader sees it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import Any

import re2

from redact.policy.matching_view import View, encodable, plain_view
from redact.policy.matching_words import Hit

_MAX_PATTERN = 4_000  # characters
_SET_MEMORY = 32 << 20  # bytes
_PROBES = ("", "a", "1", " ", "a b", "A-1\n.", "\n")
_BUDGET = 200_000_000  # bytes that all searches of one pattern over one text may at most have looked at
_WHITE = r"[\s\x{85}\x{a0}]"
_PIECE = re.compile(r"\\Q.*?(?:\\E|\Z)|\\[pPx]\{[^}]*\}|\\."
                    r"|\[\^?\]?(?:\[:\^?\w+:\]|\\.|[^\]\\])*\]|\(\?[^:)]*[:)>]|.", re.DOTALL)

_ByteSpan = tuple[int, int]


class PatternFinder:
    """Finds every match of every pattern (RE2 syntax), overlapping ones included.

    Starts inside an earlier match are looked for at each character of it, in long texts at each word. Matches that
    are empty are none. A text so long and a pattern so wide that the search would be quadratic ends in one hit to the
    end of the text.

    :raises ValueError: where RE2 refuses a pattern or it matches empty text; the message names its index (from 0).
    """

    def __init__(self, patterns: Sequence[str]) -> None:
        self._exact = _Family([_checked(index, pattern) for index, pattern in enumerate(patterns)])
        loosened = [loosen(pattern) for pattern in patterns]
        self._same = loosened == list(patterns)
        self._loose = self._exact if self._same else _Family(
            [_checked(index, pattern) for index, pattern in enumerate(loosened)])

    def find(self, text: str) -> list[tuple[int, Hit]]:
        """Pairs of the pattern's index and a hit, sorted by index and place, each once."""
        raw = View(encodable(text), None)
        found = set(self._exact.find(raw))
        view = plain_view(text)
        if view.offsets is not None or not self._same:
            found.update(self._loose.find(view))
        return sorted(found, key=lambda pair: (pair[0], pair[1].start, pair[1].end))


class _Family:
    """Compiled patterns and the one set that tells which of them match."""

    def __init__(self, patterns: Sequence[str]) -> None:
        self._compiled = [re2.compile(pattern, _options()) for pattern in patterns]
        self._set = _set_of([*patterns, ""])

    def find(self, view: View) -> Iterator[tuple[int, Hit]]:
        if not self._compiled:
            return
        content = view.text.encode()
        characters = _CharacterOffsets(content)
        for index in self._matching(content):
            for start, end in sorted(set(_matches(self._compiled[index], content))):
                yield index, view.hit(characters.at(start), characters.at(end))


    def _matching(self, content: bytes) -> Sequence[int]:
        """The patterns that match somewhere; all of them where the set cannot tell."""
        every = range(len(self._compiled))
        matching = set(self._set.Match(content)) if self._set is not None else set()
        # The last pattern is empty and always matches: where it is missing, the set ran out of memory, which it
        # reports as if nothing had matched.
        return [index for index in every if index in matching] if len(every) in matching else every


def _set_of(patterns: Sequence[str]) -> Any:
    """All patterns as one; None where together they are too large for RE2."""
    together = re2.Set.SearchSet(_options(_SET_MEMORY))
    try:
        for pattern in patterns:
            together.Add(pattern)
        together.Compile()
    except re2.error:
        return None
    return together


def _options(memory: int | None = None) -> Any:
    options = re2.Options()
    options.log_errors = False
    if memory is not None:
        options.max_mem = memory
    return options


def _checked(index: int, pattern: str) -> str:
    """The pattern, if it compiles and matches only what has characters.

    :raises ValueError: naming the index and why.
    """
    if len(pattern) > _MAX_PATTERN:
        raise ValueError(f"pattern {index}: longer than {_MAX_PATTERN} characters")
    try:
        compiled = re2.compile(pattern, _options())
    except re2.error as error:
        reason = error.args[0] if error.args else "not an RE2 pattern"
        message = reason.decode("utf-8", "replace") if isinstance(reason, bytes) else str(reason)
        raise ValueError(f"pattern {index}: {message}") from None
    except UnicodeEncodeError:
        raise ValueError(f"pattern {index}: holds a lone surrogate") from None
    for probe in _PROBES:
        if any(match.start() == match.end() for match in compiled.finditer(probe)):
            raise ValueError(f"pattern {index}: matches empty text")
    return pattern


def loosen(pattern: str) -> str:
    """The pattern as it is meant on the view of a text: a blank stands for any white space, accents do not count.

    RE2's ``\\b`` knows ASCII letters only: beside letters that stay outside ASCII it would never hold, so there it is
    dropped, and growing to whole words does its work.
    """
    plain_pattern = _without_accents(pattern)
    pieces = [match.group() for match in _PIECE.finditer(plain_pattern)]
    if not plain_pattern.isascii():
        pieces = [piece for piece in pieces if piece != r"\b"]
    loosened = "".join(_loosened(piece) for piece in pieces)
    for candidate in (loosened, plain_pattern):
        if _compiles(candidate):
            return candidate
    return pattern


def _compiles(pattern: str) -> bool:
    try:
        return not any(match.start() == match.end() for probe in _PROBES
                       for match in re2.compile(pattern, _options()).finditer(probe))
    except re2.error:
        return False


def _without_accents(pattern: str) -> str:
    if pattern.isascii():
        return pattern
    decomposed = unicodedata.normalize("NFKD", pattern)
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def _loosened(piece: str) -> str:
    if piece in (" ", "\\ "):
        return f"{_WHITE}+"
    if piece.startswith("[") and not piece.startswith("[^") and len(piece) > 1:
        return re.sub(r"(?<![-\\]) ", lambda _: r"\s ", piece)
    return piece


def _matches(compiled: Any, content: bytes) -> Iterator[_ByteSpan]:
    """Byte offsets of the matches, searching on from the next character of each one found: in a text as long as a
    portion may be, every overlapping start is tried; in a longer one the starts of words."""
    # The wrapper's own iteration never overlaps. A search that begins inside the text still sees what stands before.
    size, spent, position, reach = len(content), 0, 0, 0
    while position <= size:
        spent += size - position
        if spent > max(_BUDGET, 2 * size):
            yield position, size
            return
        match = compiled.search(content, position)
        if match is None:
            return
        start, end = match.span()
        if end > start and end > reach:
            yield start, end
            reach = end
        if reach == size:
            return
        position = _next_start(content, start, end if size > _LONG_TEXT else start)


def _next_start(content: bytes, start: int, end: int) -> int:
    """Where the second word of the match from ``start`` to ``end`` begins, or its end; always a character beyond
    ``start``."""
    following = _SECOND_WORD.match(content, start, end)
    position = following.end() if following else end
    position = max(position, start + 1)
    while position < len(content) and 0x80 <= content[position] < 0xC0:
        position += 1
    return position


_LONG_TEXT = 20_000
"""Bytes beyond which overlapping matches are looked for from the words of a match only."""
_SECOND_WORD = re.compile(rb"[A-Za-z0-9_\x80-\xff]*[^A-Za-z0-9_\x80-\xff]+(?=[A-Za-z0-9_\x80-\xff])")


class _CharacterOffsets:
    """Character offsets of byte offsets in UTF-8, each asked in rising order or from the beginning."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._plain = content.isascii()
        self._known = (0, 0)

    def at(self, offset: int) -> int:
        if self._plain:
            return offset
        byte, character = self._known
        if offset < byte:
            part = self._content[offset:byte]
            character -= _characters(part)
        else:
            character += _characters(self._content[byte:offset])
        self._known = (offset, character)
        return character


def _characters(part: bytes) -> int:
    return len(part.decode("utf-8"))
