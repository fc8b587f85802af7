"""Whether a pattern (RE2 syntax) can begin or end inside a word, judged by how it is written."""

from __future__ import annotations

import re
import string
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import re2

_WORDISH = string.ascii_letters + string.digits + "_"
"""Characters of words: what matches none of them begins and ends outside of words."""
_PIECE = re.compile(r"\\Q(?P<literal>.*?)(?:\\E|\Z)|\\[pPx]\{[^}]*\}|\\x[0-9A-Fa-f]{2}|\\[pP].|\\."
                    r"|\[\^?\]?(?:\[:\^?\w+:\]|\\.|[^\]\\])*\]|\(\?P?<\w+>|\(\?[\w-]*[:)]|[*+?]\??|\{\d+(?:,\d*)?\}\??|.",
                    re.DOTALL)
_GUARDS = frozenset({"^", "$", r"\b", r"\A", r"\z", r"\Z"})


@dataclass(frozen=True, slots=True)
class _Part:
    """A part of a pattern: whether it can begin and end inside a word, and whether it can match nothing.

    A ``guard`` matches nothing and stands at the edge of a word.
    """

    begins: bool
    ends: bool
    empty: bool = False
    guard: bool = False


def open_edges(pattern: str) -> tuple[str, ...]:
    """``begin``, ``end``, both or neither: where the pattern can match inside a word."""
    pieces = list(_PIECE.finditer(pattern))
    whole = _Reader(pieces).alternatives()
    return (*(["begin"] if whole.begins else []), *(["end"] if whole.ends else []))


class _Reader:
    """Reads the pieces of a pattern once from left to right; groups nest as deep as the pattern's brackets."""

    def __init__(self, pieces: Sequence[re.Match[str]]):
        self._pieces = pieces
        self._at = 0

    def alternatives(self) -> _Part:
        """``alternatives := sequence ("|" sequence)*``"""
        branches = [self.sequence()]
        while self._taken("|"):
            branches.append(self.sequence())
        return _Part(any(part.begins for part in branches), any(part.ends for part in branches),
                     any(part.empty for part in branches), all(part.guard for part in branches))

    def sequence(self) -> _Part:
        """``sequence := (atom repeat?)*``"""
        parts = list(self._atoms())
        guards = bool(parts) and all(part.empty for part in parts) and any(part.guard for part in parts)
        return _Part(_first([(part.begins, part) for part in parts]),
                     _first([(part.ends, part) for part in reversed(parts)]),
                     all(part.empty for part in parts), guards)

    def _atoms(self) -> Iterator[_Part]:
        while self._at < len(self._pieces) and self._peek() not in ("|", ")"):
            part, piece = self._atom()
            if part is not None:
                yield self._repeated(part, piece)

    def _atom(self) -> tuple[_Part | None, str]:
        """``atom := "(" alternatives ")" | flags | guard | character``; None for flags, which match nothing."""
        match = self._pieces[self._at]
        piece = match.group()
        self._at += 1
        if piece.startswith("(") and piece.endswith(")"):
            return None, piece
        if piece.startswith("("):
            inner = self.alternatives()
            self._taken(")")
            return inner, ""
        if piece in _GUARDS or piece == r"\B":
            return _Part(False, False, empty=True, guard=piece != r"\B"), piece
        literal = match.group("literal")
        if literal is not None:
            return _Part(_wordish(literal[:1]), _wordish(literal[-1:]), empty=not literal), piece
        return _Part(_matches_any(piece), _matches_any(piece)), piece

    def _repeated(self, part: _Part, piece: str) -> _Part:
        """The part with what follows it, such as ``*``: of all letters there are it takes the whole word, and so ends
        where the word does."""
        if self._at >= len(self._pieces) or part.guard:
            return part
        repeat = self._pieces[self._at].group()
        if not re.fullmatch(r"[*+?]\??|\{\d+(?:,\d*)?\}\??", repeat):
            return part
        self._at += 1
        if repeat in ("*", "+") and _matches_all(piece):
            return _Part(False, False, empty=repeat == "*", guard=True)
        return replace(part, empty=part.empty or repeat[0] in "*?" or repeat.startswith("{0"))

    def _peek(self) -> str:
        return self._pieces[self._at].group()

    def _taken(self, piece: str) -> bool:
        found = self._at < len(self._pieces) and self._peek() == piece
        self._at += found
        return found


def _first(sides: Sequence[tuple[bool, _Part]]) -> bool:
    """Whether parts in a row, seen from one side, are open there: what may be missing leaves it to the next."""
    for is_open, part in sides:
        if part.guard:
            return False
        if is_open:
            return True
        if not part.empty:
            return False
    return False


@lru_cache(maxsize=1024)
def _matches_any(piece: str) -> bool:
    try:
        return re2.search(f"(?is){piece}", _WORDISH) is not None
    except re2.error:
        return True


@lru_cache(maxsize=1024)
def _matches_all(piece: str) -> bool:
    """Whether a piece takes every letter, figure and low line that there is in ASCII."""
    try:
        return re2.fullmatch(f"(?is)(?:{piece})+", "aZ5_") is not None
    except re2.error:
        return False


def _wordish(letter: str) -> bool:
    return letter.isalnum() or letter == "_"
