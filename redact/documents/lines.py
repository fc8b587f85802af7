"""The lines of a source text with their places in it."""

from __future__ import annotations

import re
from dataclasses import dataclass

_LINE = re.compile(r"[^\r\n\v\f\x85\u2028\u2029]*(?:\r\n|[\r\n\v\f\x85\u2028\u2029]|\Z)")
_OUTER = " \r\n\v\f\x1b\x85\u2028\u2029"
_COUNTED = ("\n", "\r")
_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff\u200e\u200f\u202a\u202b\u202c\u202d\u202e"))
_INVISIBLE_CHARACTERS = "".join(map(chr, _INVISIBLE))
_SPACES = {ord(space): " " for space in "\u00a0\u2002\u2003\u2007\u2009\u202f\u3000\t"}


@dataclass(frozen=True, slots=True)
class Line:
    """One line: ``start`` to ``end`` in the source with its line end, ``number`` from 1.

    ``plain`` is the line for looking at: without its end, invisible characters and outer blanks, every kind of blank
    made a plain one. It is never what is kept. ``number`` counts as editors do, by LF, CR LF and CR. ``ends_page`` is
    True where a form feed ends the line.
    """

    start: int
    end: int
    number: int
    plain: str
    ends_page: bool = False

    @property
    def blank(self) -> bool:
        return not self.plain


def split_lines(source: str) -> list[Line]:
    """The lines of ``source``; with a byte-order mark before them they cover it.

    Line ends are LF, CR LF, CR, the vertical tab, the form feed, NEL and Unicode's line and paragraph separators.
    """
    lines: list[Line] = []
    number = 1
    for match in _LINE.finditer(source, 1 if source.startswith("\ufeff") else 0):
        if match.end() > match.start():
            text = match.group()
            lines.append(Line(match.start(), match.end(), number, plain(text), text.endswith("\f")))
            number += text.endswith(_COUNTED)
    return lines


def plain(text: str) -> str:
    """``text`` as :class:`Line` has it: for looking at, not for keeping."""
    if not text.isascii():
        text = text.translate(_INVISIBLE)
    return text.translate(_SPACES).strip(_OUTER)


def text_lines(text: str) -> list[str]:
    """The lines of a text with their ends, split as :func:`split_lines` splits a source."""
    return [match.group() for match in _LINE.finditer(text) if match.group()]


def raw_offset(raw: str, offset: int) -> int:
    """Where in ``raw`` the character stands that is at ``offset`` in ``plain(raw)``; an end is the end before it."""
    text, seen = raw.translate(_SPACES), 0
    skipped = len(text) - len(text.lstrip(_OUTER + _INVISIBLE_CHARACTERS))
    for position in range(skipped, len(raw)):
        if ord(raw[position]) in _INVISIBLE:
            continue
        if seen == offset:
            return position
        seen += 1
    return len(raw)
