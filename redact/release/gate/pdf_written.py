"""One page's content stream as every release writes it: whole phrases, each with one spelling.

A text is a phrase (``BT /Sans0 9 Tf 1 0 0 1 87.00 625.91 Tm (Extent)Tj ET``), so is a filled rectangle, a line, the
opening of marked content. A page of nothing else is read here, several times faster than operator by operator; what
comes out is the same :class:`~redact.release.gate.pdf_content.Drawing`. For any other page :func:`read_written` gives
None: it is read by :mod:`redact.release.gate.pdf_content`, and a finding whatever it draws.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import cast

from redact.release.gate.pdf_content import Drawing, Glyphs, Mark, Run, Shape
from redact.release.reading.syntax import Name, Value, text_of

_PLACE = r"(?:0|[1-9]\d{0,3})\.\d\d"
_FIGURE = r"(?:0(?=\.)|[1-9]\d{0,2})(?:\.\d{0,3}[1-9])?"
_SHARE = r"(?:[01]|0\.\d{0,3}[1-9])"
_INK = f"({_SHARE})[ ]({_SHARE})[ ]({_SHARE})"
_STRING = r"[^()\\\r\n]*+(?:\\[()\\][^()\\\r\n]*+)*+"
_FONT = f"/([A-Z][a-z]++[0-9]{{1,3}})[ ]({_FIGURE})[ ]Tf[ ]"
_AT = f"1[ ]0[ ]0[ ]1[ ]({_PLACE})[ ]({_PLACE})[ ]Tm[ ]"
_PIECE = rf"(?:{_FONT})?(?:{_AT})?\(({_STRING})\)Tj[ ]"
_UNGROUPED = re.sub(r"(?<!\\)\((?!\?)", "(?:", _PIECE.replace("[^()", r"[^\x28\x29").replace(r"\\[()", r"\\[\x28\x29"))
_PHRASE = re.compile(rf"""(?:
     BT[ ](?:{_FONT})?{_AT}\(({_STRING})\)Tj[ ]ET()
    |EMC()
    |/(P|Span|H1|H2|TH|TD)<</MCID[ ](0|[1-9]\d{{0,6}})(?:/ActualText<(FEFF(?:[0-9A-F]{{4}})*+)>)?>>BDC()
    |{_INK}[ ]rg()
    |({_PLACE})[ ]({_PLACE})[ ]({_PLACE})[ ]({_PLACE})[ ]re[ ]f()
    |/Artifact<</Type/(Layout|Pagination/Subtype/(?:Header|Footer))>>BDC()
    |({_FIGURE})[ ]w[ ]{_INK}[ ]RG[ ]({_PLACE})[ ]({_PLACE})[ ]m[ ]({_PLACE})[ ]({_PLACE})[ ]l[ ]S()
    |({_FIGURE})[ ]w[ ]{_INK}[ ]RG[ ]({_PLACE})[ ]({_PLACE})[ ]({_PLACE})[ ]({_PLACE})[ ]re[ ]S()
    |BT[ ]((?:{_UNGROUPED}){{2,}}+)ET()
    )(?:\n|\Z)""", re.VERBOSE | re.ASCII)
_PIECES = re.compile(_PIECE, re.VERBOSE | re.ASCII)
_ESCAPE = re.compile(r"\\(.)")


class _Unwritten(Exception):
    """The page holds something that no release writes so."""


def read_written(content: str, fonts: Mapping[str, Glyphs]) -> Drawing | None:
    """What the page draws, its bytes taken as characters; None if it is not written as a release's pages are."""
    writing = _Writing(fonts)
    position, end = 0, len(content)
    kinds: set[int] = set()
    try:
        while position < end:
            phrase = _PHRASE.match(content, position)
            if phrase is None:
                return None
            position = phrase.end()
            kind = cast(int, phrase.lastindex)
            kinds.add(kind)
            _ACTIONS[kind](writing, phrase)
    except _Unwritten:
        return None
    writing.drawing.operators.update(*map(_OPERATORS.__getitem__, kinds), ["Tf"] if writing.drawing.runs else [])
    return None if writing.within else writing.drawing


class _Writing:
    """The page so far: what is drawn, and the mark, ink and font that hold."""

    def __init__(self, fonts: Mapping[str, Glyphs]) -> None:
        self.drawing = Drawing(written=True)
        self.within: tuple[int, ...] = ()
        self._fonts = fonts
        self._glyphs: Glyphs | None = None
        self._font = ("", "")
        self._size = 0.0
        self._ink: tuple[str | None, ...] = ()
        self._fill: tuple[float, ...] = (0,)
        self._order = 0

    def text(self, phrase: re.Match[str]) -> None:
        name, size, x, y, codes = phrase.group(1, 2, 3, 4, 5)
        if name:
            self._choose(name, size)
        self._show(codes, (float(x), float(y)))

    def texts(self, phrase: re.Match[str]) -> None:
        """Several pieces: in other fonts, which go on where the last one ended, or each at its own place."""
        origin: tuple[float, float] | None = None
        for name, size, x, y, codes in _PIECES.findall(phrase[_PIECES_AT]):
            if name:
                self._choose(name, size)
            if x:
                origin = (float(x), float(y))
            elif origin is None:
                raise _Unwritten
            self._show(codes, origin, goes_on=not x)

    def fill(self, phrase: re.Match[str]) -> None:
        ink = phrase.group(*_INK_AT)
        if ink == self._ink:
            raise _Unwritten
        self._ink = ink
        red, green, blue = map(float, ink)
        self._fill = (red, green, blue)
        self.drawing.inks.add(self._fill)

    def open(self, phrase: re.Match[str]) -> None:
        tag, content, actual = phrase.group(*_MARK_AT)
        properties: dict[str, Value] = {"MCID": float(content)}
        if actual is not None:
            properties["ActualText"] = bytes.fromhex(actual)
        self._open(Mark(tag, None if actual is None else text_of(bytes.fromhex(actual)), properties))

    def open_artifact(self, phrase: re.Match[str]) -> None:
        kind, _, further = phrase[_ARTIFACT_AT].partition("/Subtype/")
        properties: dict[str, Value] = {"Type": Name(kind)}
        if further:
            properties["Subtype"] = Name(further)
        self._open(Mark("Artifact", None, properties))

    def close(self, _: re.Match[str]) -> None:
        if not self.within:
            raise _Unwritten
        self.within = ()

    def rectangle(self, phrase: re.Match[str]) -> None:
        x, y, width, height = map(float, phrase.group(*_RECTANGLE_AT))
        self._paint((x, y, x + width, y + height), self._fill, None, "re")

    def line(self, phrase: re.Match[str]) -> None:
        weight, red, green, blue, x, y, to_x, to_y = map(float, phrase.group(*_LINE_AT))
        self._stroke(weight, (red, green, blue))
        self._paint((min(x, to_x), min(y, to_y), max(x, to_x), max(y, to_y)), (red, green, blue), weight, "to to")

    def outline(self, phrase: re.Match[str]) -> None:
        weight, red, green, blue, x, y, width, height = map(float, phrase.group(*_OUTLINE_AT))
        self._stroke(weight, (red, green, blue))
        self._paint((x, y, x + width, y + height), (red, green, blue), weight, "re")

    def _open(self, mark: Mark) -> None:
        if self.within:
            raise _Unwritten
        marks = self.drawing.marks
        self.within = (len(marks),)
        marks.append(mark)

    def _choose(self, name: str, size: str) -> None:
        if (name, size) == self._font:
            raise _Unwritten
        self._font = (name, size)
        self._size = float(size)
        self._glyphs = self._fonts.get(name)

    def _show(self, codes: str, origin: tuple[float, float], *, goes_on: bool = False) -> None:
        glyphs = self._glyphs
        if glyphs is None or not self.within:
            raise _Unwritten
        shown = (_ESCAPE.sub(r"\1", codes) if "\\" in codes else codes).encode("latin-1")
        self._order += 1
        self.drawing.runs.append(Run(glyphs.said(shown), origin, self._size, self._fill, 0, self.within, self._order,
                                     glyphs.advance(shown) * self._size, self._font[0], goes_on))

    def _stroke(self, weight: float, pen: tuple[float, ...]) -> None:
        self.drawing.weights.add(weight)
        self.drawing.inks.add(pen)

    def _paint(self, box: tuple[float, float, float, float], ink: tuple[float, ...], stroke: float | None,
               path: str) -> None:
        if not self.within:
            raise _Unwritten
        self._order += 1
        self.drawing.shapes.append(Shape(box, ink, stroke, self._order, path))


_PHRASES = (
    ("text", 5, "BT Tm Tj ET"), ("close", 0, "EMC"), ("open", 3, "BDC"), ("fill", 3, "rg"), ("rectangle", 4, "re f"),
    ("open_artifact", 1, "BDC"), ("line", 8, "w RG m l S"), ("outline", 8, "w RG re S"), ("texts", 1, "BT Tm Tj ET"))
"""The phrases in the order of the pattern: what reads them, how many groups hold their operands (one that is empty
follows, and closes the phrase), and their operators."""
_ACTIONS: dict[int, Callable[[_Writing, re.Match[str]], None]] = {}
_OPERATORS: dict[int, list[str]] = {}
_AT_GROUPS: dict[str, tuple[int, ...]] = {}


def _number_groups() -> None:
    number = 1
    for name, operands, operators in _PHRASES:
        _AT_GROUPS[name] = tuple(range(number, number + operands))
        number += operands
        _ACTIONS[number], _OPERATORS[number] = getattr(_Writing, name), operators.split()
        number += 1


_number_groups()
_MARK_AT, _INK_AT, _RECTANGLE_AT, _LINE_AT, _OUTLINE_AT = (
    _AT_GROUPS[name] for name in ("open", "fill", "rectangle", "line", "outline"))
_ARTIFACT_AT, _PIECES_AT = (_AT_GROUPS[name][0] for name in ("open_artifact", "texts"))
