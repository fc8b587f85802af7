"""One page's content stream, read into what it draws: runs of glyphs, painted shapes and marked content.

This is a reader, not a judge: it follows the operators of ISO 32000-1 (8.2, 9.3, 9.4, 14.6) that place text and
paint paths, and notes every other operator by name. What is allowed is decided by the closed-world look.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, cast

from redact.release.gate.leak import Box
from redact.release.reading.syntax import Name, PdfSyntaxError, Value, operations, text_of

Matrix = tuple[float, float, float, float, float, float]
ToUnicode = Mapping[int, str]
UNKNOWN_GLYPH = "\ufffd"
_CODES = 256
_IDENTITY: Matrix = (1, 0, 0, 1, 0, 0)
_STRINGS = re.compile(rb"\((?:[^()\\]++|\\.)*+\)|<[0-9A-Fa-f\s]*>", re.DOTALL)
_LONG_NUMBER = re.compile(rb"[\d.]{8}")
"""More digits than a place on a page, a size or a colour has: digits that a number drops could say something."""


@dataclass(frozen=True, slots=True)
class Glyphs:
    """What a font's codes (0 to 255) say, and how far each moves on, in thousandths of the type size."""

    texts: tuple[str, ...]
    widths: tuple[float, ...]

    @classmethod
    def of(cls, table: ToUnicode, widths: Sequence[float] = ()) -> Glyphs:
        """The glyphs of a ToUnicode table; a code without a width moves nothing on."""
        return cls(tuple(table.get(code, UNKNOWN_GLYPH) for code in range(_CODES)),
                   (*widths[:_CODES], *[0.0] * (_CODES - len(widths))))

    def said(self, codes: bytes) -> str:
        """The text of a shown string."""
        return "".join(map(self.texts.__getitem__, codes))

    def advance(self, codes: bytes) -> float:
        """How far a shown string moves on, in units of the type size."""
        return sum(map(self.widths.__getitem__, codes)) / 1000


class Mark(NamedTuple):
    """A marked-content sequence: its tag, the text it puts in place of its glyphs, if any, and all its properties."""

    tag: str
    actual: str | None
    properties: Mapping[str, Value]

    @property
    def keys(self) -> frozenset[str]:
        """The names of its properties."""
        return frozenset(self.properties)


@dataclass(slots=True)
class Run:
    """Glyphs shown by one operator. ``origin`` and ``size`` are in points on the page; ``marks`` from outer to inner,
    by index into :attr:`Drawing.marks`; ``order`` counts painting operators from the start of the page; ``advance`` is
    how far the text reaches, in points; ``font`` the name of its font resource;
    ``goes_on`` is True where no place was set and the text goes on from the run before it."""

    text: str
    origin: tuple[float, float]
    size: float
    fill: tuple[float, ...]
    mode: float
    marks: tuple[int, ...]
    order: int
    advance: float = 0.0
    font: str = ""
    goes_on: bool = False


@dataclass(slots=True)
class Shape:
    """A painted path, as the box around it. ``stroke`` is the line width in points, None for a filled path; ``fill``
    the colour it is painted in; ``path`` the operators that made it."""

    box: Box
    fill: tuple[float, ...]
    stroke: float | None
    order: int
    path: str


@dataclass(slots=True)
class Drawing:
    """All that a page draws, in painting order. ``idle`` is True where something is set or begun and never used;
    ``written`` where the page is spelt as a release spells it."""

    runs: list[Run] = field(default_factory=list)
    shapes: list[Shape] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    operators: set[str] = field(default_factory=set)
    inks: set[tuple[float, ...]] = field(default_factory=set)
    weights: set[float] = field(default_factory=set)
    fontless: bool = False
    idle: bool = False
    written: bool = False


def read_content(data: bytes, fonts: Mapping[str, Glyphs]) -> Drawing:
    """What the stream draws; ``fonts`` gives the glyphs of each font resource.

    Raises :class:`PdfSyntaxError` where the stream does not follow the syntax or an operator lacks its operands.
    """
    if _LONG_NUMBER.search(_STRINGS.sub(b" ", data)):
        raise PdfSyntaxError("a number has more digits than any place on a page")
    reader = _Reader(fonts)
    for operator, operands in operations(data):
        reader.operate(operator, operands)
    reader.end()
    return reader.drawing


@dataclass(slots=True)
class _State:
    """The part of the graphics state that decides whether and where text is seen."""

    matrix: Matrix = _IDENTITY
    fill: tuple[float, ...] = (0,)
    pen: tuple[float, ...] = (0,)
    line: float = 1
    font: str = ""
    size: float = 0
    leading: float = 0
    mode: float = 0

    def copy(self) -> _State:
        return _State(self.matrix, self.fill, self.pen, self.line, self.font, self.size, self.leading, self.mode)


class _Reader:
    """The interpreter: one method for each group of operators."""

    def __init__(self, fonts: Mapping[str, Glyphs]) -> None:
        self.drawing = Drawing()
        self._fonts = fonts
        self._state = _State()
        self._stack: list[_State] = []
        self._text: Matrix = _IDENTITY
        self._path: list[tuple[float, float]] = []
        self._made = ""
        self._marks: list[int] = []
        self._order = 0
        self._unshown: set[str] = set()
        self._placed = False

    def operate(self, operator: str, operands: list[Value]) -> None:
        self.drawing.operators.add(operator)
        action = _ACTIONS.get(operator)
        if action is not None:
            if list(map(type, operands)) not in _OPERANDS[operator]:
                raise PdfSyntaxError("an operator has other operands than it takes")
            try:
                action(self, operands)
            except (TypeError, ValueError, IndexError):
                raise PdfSyntaxError("an operator stands where it cannot") from None

    def end(self) -> None:
        """The end of the page: nothing may be left open, and what was begun and never painted is idle."""
        if self._marks or self._stack:
            raise PdfSyntaxError("marked content or a graphics state is not closed")
        self.drawing.idle |= bool(self._path or self._unshown)

    def save(self, _: list[Value]) -> None:
        self._stack.append(self._state.copy())

    def restore(self, _: list[Value]) -> None:
        self._state = self._stack.pop()

    def transform(self, operands: list[Value]) -> None:
        self._state.matrix = _multiply(_matrix(operands), self._state.matrix)

    def fill_colour(self, operands: list[Value]) -> None:
        self._state.fill = tuple(_numbers(operands))
        self.drawing.inks.add(self._state.fill)

    def stroke_colour(self, operands: list[Value]) -> None:
        self._state.pen = tuple(_numbers(operands))
        self.drawing.inks.add(self._state.pen)

    def line_width(self, operands: list[Value]) -> None:
        self._state.line, = _numbers(operands)
        self.drawing.weights.add(self._state.line)

    def begin_text(self, _: list[Value]) -> None:
        self._text = _IDENTITY
        self._placed = True

    def end_text(self, _: list[Value]) -> None:
        self.drawing.idle |= "place" in self._unshown

    def font(self, operands: list[Value]) -> None:
        name, size = operands
        self._state.font = str(name)
        self._state.size, = _numbers([size])
        if self._state.font not in self._fonts:
            self.drawing.fontless = True
        self._awaits_text("font")

    def leading(self, operands: list[Value]) -> None:
        self._state.leading, = _numbers(operands)

    def mode(self, operands: list[Value]) -> None:
        self._state.mode, = _numbers(operands)

    def text_matrix(self, operands: list[Value]) -> None:
        self._text = _matrix(operands)
        self._placed = True
        self._awaits_text("place")

    def move_text(self, operands: list[Value]) -> None:
        x, y = _numbers(operands)
        self._text = _multiply((1, 0, 0, 1, x, y), self._text)
        self._placed = True

    def move_text_leading(self, operands: list[Value]) -> None:
        self._state.leading = -_numbers(operands)[1]
        self.move_text(operands)

    def next_line(self, _: list[Value]) -> None:
        self.move_text([0.0, -self._state.leading])

    def show(self, operands: list[Value]) -> None:
        shown, = operands
        parts = [part for part in shown if isinstance(part, bytes)] if isinstance(shown, list) else [shown]
        codes = b"".join(part for part in parts if isinstance(part, bytes))
        glyphs = self._fonts.get(self._state.font)
        if glyphs is None:
            self.drawing.fontless = True
            glyphs = _NO_GLYPHS
        self._unshown.clear()
        self._order += 1
        on_page = _multiply(self._text, self._state.matrix)
        size = self._state.size * (abs(on_page[0] * on_page[3] - on_page[1] * on_page[2]) ** 0.5)
        self.drawing.runs.append(Run(glyphs.said(codes), on_page[4:], size, self._state.fill, self._state.mode,
                                     tuple(self._marks), self._order, glyphs.advance(codes) * size,
                                     self._state.font, not self._placed))
        self._placed = False

    def next_line_show(self, operands: list[Value]) -> None:
        self.next_line([])
        self.show(operands[-1:])

    def _awaits_text(self, what: str) -> None:
        """What is set must serve text before it is set again: else it would be there for itself."""
        self.drawing.idle |= what in self._unshown
        self._unshown.add(what)

    def rectangle(self, operands: list[Value]) -> None:
        self._made += "re "
        x, y, width, height = _numbers(operands)
        self._points((x, y), (x + width, y), (x, y + height), (x + width, y + height))

    def points(self, operands: list[Value]) -> None:
        numbers = _numbers(operands)
        self._made += "to "
        self._points(*zip(numbers[::2], numbers[1::2], strict=True))

    def paint_fill(self, _: list[Value]) -> None:
        self._paint(None)

    def paint_stroke(self, _: list[Value]) -> None:
        self._paint(self._state.line)

    def end_path(self, _: list[Value]) -> None:
        self._path, self._made = [], ""

    def begin_mark(self, operands: list[Value]) -> None:
        tag, *rest = operands
        held = rest[0] if rest else {}
        properties = held if isinstance(held, dict) else {"resource": held}
        actual = properties.get("ActualText")
        self._marks.append(len(self.drawing.marks))
        self.drawing.marks.append(Mark(str(tag), text_of(actual) if isinstance(actual, bytes) else None, properties))

    def end_mark(self, _: list[Value]) -> None:
        self._marks.pop()

    def _points(self, *points: tuple[float, float]) -> None:
        a, b, c, d, e, f = self._state.matrix
        self._path += [(a * x + c * y + e, b * x + d * y + f) for x, y in points]

    def _paint(self, stroke: float | None) -> None:
        self._order += 1
        if self._path:
            across, up = zip(*self._path, strict=True)
            box = (min(across), min(up), max(across), max(up))
            colour = self._state.fill if stroke is None else self._state.pen
            self.drawing.shapes.append(Shape(box, colour, stroke, self._order, self._made.strip()))
        self._path, self._made = [], ""


_NO_GLYPHS = Glyphs.of({})


def _numbers(operands: list[Value]) -> list[float]:
    """Operands that were checked to be numbers."""
    return cast(list[float], operands)


def _matrix(operands: list[Value]) -> Matrix:
    a, b, c, d, e, f = _numbers(operands)
    return (a, b, c, d, e, f)


def _multiply(left: Matrix, right: Matrix) -> Matrix:
    a, b, c, d, e, f = left
    g, h, i, j, k, m = right
    return (a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m)


_ACTIONS = {
    "q": _Reader.save, "Q": _Reader.restore, "cm": _Reader.transform, "w": _Reader.line_width,
    "g": _Reader.fill_colour, "rg": _Reader.fill_colour, "k": _Reader.fill_colour, "RG": _Reader.stroke_colour,
    "BT": _Reader.begin_text, "ET": _Reader.end_text, "Tf": _Reader.font, "TL": _Reader.leading, "Tr": _Reader.mode,
    "Tm": _Reader.text_matrix, "Td": _Reader.move_text, "TD": _Reader.move_text_leading, "T*": _Reader.next_line,
    "Tj": _Reader.show, "TJ": _Reader.show, "'": _Reader.next_line_show, '"': _Reader.next_line_show,
    "re": _Reader.rectangle, "m": _Reader.points, "l": _Reader.points, "c": _Reader.points, "v": _Reader.points,
    "y": _Reader.points, "f": _Reader.paint_fill, "F": _Reader.paint_fill, "f*": _Reader.paint_fill,
    "B": _Reader.paint_fill, "B*": _Reader.paint_fill, "b": _Reader.paint_fill, "b*": _Reader.paint_fill,
    "S": _Reader.paint_stroke, "s": _Reader.paint_stroke, "n": _Reader.end_path,
    "BMC": _Reader.begin_mark, "BDC": _Reader.begin_mark, "EMC": _Reader.end_mark,
}
_NUMBERS = {"w": 1, "g": 1, "TL": 1, "Tr": 1, "m": 2, "l": 2, "Td": 2, "TD": 2, "rg": 3, "RG": 3, "k": 4, "re": 4,
            "v": 4, "y": 4, "cm": 6, "Tm": 6, "c": 6}
_OPERANDS: dict[str, tuple[list[type], ...]] = {
    **{operator: ([],) for operator in _ACTIONS}, **{operator: ([float] * count,) for operator, count in
                                                    _NUMBERS.items()},
    "Tf": ([Name, float],), "Tj": ([bytes],), "TJ": ([list],), "'": ([bytes],), '"': ([float, float, bytes],),
    "BMC": ([Name],), "BDC": ([Name, dict], [Name, Name])}
"""The classes of the operands that each operator takes; the others take none."""
