"""Closed world, the sight of a PDF's pages: each word can be seen, each box and line is one that a release has."""

from __future__ import annotations

import math
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from redact.release.gate.expected import Expected, plain
from redact.release.gate.leak import Box, Leak
from redact.release.gate.pdf_content import Run, Shape
from redact.release.gate.pdf_reading import PageReading, PdfReading
from redact.release.model import Shown
from redact.release.pdf import decision_map, style

_INKS = frozenset({style.BLACK, style.QUIET, style.RED, style.HAIRLINE, style.LABEL_GROUND, style.LABEL_EDGE})
_MAP_INKS = frozenset(decision_map.INKS.values())
PAGE_RULE, HAIRLINE, OUTLINE, BOX_EDGE, STRIKE = _WEIGHTS = (1.6, 0.6, 1.3, 2.5, 0.9)
"""Line widths in points, each with its own use."""
_RIGHT = style.LEFT + style.MEASURE
_CLOSE = 0.03
"""Points by which two places may differ that are rounded apart."""
ROUNDED = 0.0056
"""Points by which a place that is written with two decimals may be off."""
_MOST_HAIRLINES = 2
"""They part the head of a release from the document, and that from the legend."""
STRIKE_HEIGHT = 0.28
"""Height of a strike above the baseline, as a share of the type size."""
SMALLEST = 5.0
"""Points below which text counts as hidden."""
_CONTRAST = 0.3
"""Difference of lightness (0 black, 1 white) below which text counts as unseen on its ground."""
_EDGE = 0.5
"""Points by which a glyph's origin may touch the edge of a page or box."""
_BAND = 16.0
"""Height (points) of the strips in which runs and shapes are looked up, so that no look compares all with all."""


@dataclass(frozen=True, slots=True)
class _Sheet:
    """What a page draws, sorted: filled shapes that are no cells, lines; shapes and runs by the strips they stand in,
    and runs by their place in the order of painting."""

    page: PageReading
    grounds: list[Shape]
    lines: list[Shape]
    shapes_at: Mapping[int, list[Shape]]
    runs_at: Mapping[int, list[Run]]
    painted: Mapping[int, Run]

    @classmethod
    def of(cls, page: PageReading) -> _Sheet:
        drawing = page.drawing
        shapes_at: defaultdict[int, list[Shape]] = defaultdict(list)
        runs_at: defaultdict[int, list[Run]] = defaultdict(list)
        grounds, lines = [], []
        for shape in drawing.shapes:
            if shape.stroke is not None:
                lines.append(shape)
                continue
            if not is_cell(shape):
                grounds.append(shape)
            for band in _bands(shape.box, page.box):
                shapes_at[band].append(shape)
        for run in drawing.runs:
            runs_at[int(run.origin[1] // _BAND)].append(run)
        return cls(page, grounds, lines, shapes_at, runs_at, {run.order: run for run in drawing.runs})

    def held(self, box: Box) -> list[Run]:
        """The runs that begin in a box, in the order drawn."""
        found = [run for band in _bands(box, self.page.box) for run in self.runs_at.get(band, ()) if _inside(run, box)]
        return sorted(found, key=_order)

    def behind(self, run: Run) -> list[Shape]:
        """The filled shapes that a run stands in, whether painted before or after it."""
        x, y = run.origin
        return [shape for shape in self.shapes_at.get(int(y // _BAND), ())
                if shape.box[0] <= x < shape.box[2] and shape.box[1] - _EDGE <= y < shape.box[3]]


    def whole(self, run: Run) -> list[Run]:
        """A run with those that go on where it ends, in other fonts."""
        runs = [run]
        while (following := self.painted.get(runs[-1].order + 1)) and following.goes_on:
            runs.append(following)
        return runs


def _order(run: Run) -> int:
    return run.order


def _bands(box: Box, page: Box) -> range:
    """The strips of the page that a box reaches into."""
    return range(int((max(box[1], page[1]) - _EDGE) // _BAND), int(min(box[3], page[3]) // _BAND) + 1)


def sight_leaks(expected: Expected, reading: PdfReading) -> Iterator[Leak]:
    """What the pages draw so that it is not seen, and boxes and lines that no release has."""
    sheets = list(map(_Sheet.of, reading.pages))
    inks = _INKS | _MAP_INKS | {style.marking_ink(expected.page.banner)}
    for sheet in sheets:
        yield from _text_leaks(sheet)
        yield from _box_leaks(expected, sheet)
        yield from _line_leaks(expected, sheet, inks)
    yield from _document_leaks(expected, sheets)


def _text_leaks(sheet: _Sheet) -> Iterator[Leak]:
    """Text that is there but not seen."""
    page = sheet.page
    left, bottom, right, top = page.box
    for run in page.drawing.runs:
        if not run.text or run.text.isspace():
            continue
        x, y = run.origin
        place = (x, y, x, y + run.size)
        if run.mode != 0:
            yield _unseen("invisible-text", "is drawn invisibly", page, place)
        if run.size < SMALLEST:
            yield _unseen("tiny-text", "is too small to be read", page, place)
        if not (left - _EDGE <= x <= right and bottom - _EDGE <= y <= top):
            yield _unseen("off-page", "stands off the page", page, place)
        paper = 1.0
        for shape in sheet.behind(run):
            if shape.order > run.order:
                yield _unseen("covered-text", "is covered by a box drawn over it", page, place)
                break
            paper = _lightness(shape.fill)
        if abs(_lightness(run.fill) - paper) < _CONTRAST:
            yield _unseen("unseen-text", "has the colour of its ground", page, place)


def _unseen(code: str, how: str, page: PageReading, place: Box) -> Leak:
    return Leak(code, "pdf page text", f"text {how}", page=page.number, box=place)


def _box_leaks(expected: Expected, sheet: _Sheet) -> Iterator[Leak]:
    """Filled boxes that are not the ground of a label or of a part of one."""
    boxed: set[int] = set()
    for shape in sheet.grounds:
        held = sheet.held(shape.box)
        if not _of_label(expected, held):
            yield Leak("box-over-text", "pdf box", "a box holds something that is no label", page=sheet.page.number,
                       box=shape.box)
        label = held if is_wide(shape) else _upon(sheet, shape)
        orders = set(map(_order, label))
        if not label or boxed & orders or shape.path != "re" or shape.fill != style.LABEL_GROUND or not _of_label(
                expected, label):
            yield Leak("unexpected-box", "pdf box", "a box is not the ground of one label", page=sheet.page.number,
                       box=shape.box)
        boxed |= orders


def is_cell(shape: Shape) -> bool:
    """True for what looks like a cell of the map of decisions; whether it is one is judged of all together."""
    left, bottom, right, top = shape.box
    width, height = decision_map.CELL
    return (shape.fill in _MAP_INKS and shape.path == "re" and abs(right - left - width) <= ROUNDED
            and abs(top - bottom - height) <= ROUNDED)


def _of_label(expected: Expected, runs: list[Run]) -> bool:
    said = plain("".join([run.text for run in runs]))
    return said in expected.plain_labels or any(said in label for label in expected.plain_labels)


def is_wide(shape: Shape) -> bool:
    """True for a box as wide as the text area: the ground of a portion withheld whole."""
    left, _, right, _ = shape.box
    return _near(left, style.LEFT) and _near(right, _RIGHT)


def _upon(sheet: _Sheet, shape: Shape) -> list[Run]:
    """The text drawn next after a box that goes closely around it, with the runs that go on from it."""
    left, bottom, right, top = shape.box
    first = sheet.painted.get(shape.order + 1)
    if first is None or right > _RIGHT + _EDGE:
        return []
    x, y = first.origin
    if not (_near(left, x + style.LABEL_GAP) and _near(bottom, y - 0.36 * first.size)
            and _near(top - bottom, 1.42 * first.size)):
        return []
    label = sheet.whole(first)
    return label if _near(right, x + sum([run.advance for run in label]) - style.LABEL_GAP) else []


def _line_leaks(expected: Expected, sheet: _Sheet, inks: frozenset[tuple[float, ...]]) -> Iterator[Leak]:
    """Lines of a weight, colour or place that no release has."""
    page = sheet.page
    if page.drawing.weights - set(_WEIGHTS) or page.drawing.inks - inks:
        yield Leak("unexpected-line", "pdf box", "a line or ink is none of a release's", page=page.number)
    if sum([line.stroke == PAGE_RULE for line in sheet.lines]) != 2:
        yield Leak("unexpected-line", "pdf box", "a page has other rules than one above and one below",
                   page=page.number)
    for line in sheet.lines:
        if line.stroke not in _WEIGHTS:
            yield Leak("covered-text", "pdf box", "a line has a width that could cover text", page=page.number,
                       box=line.box)
        elif not _line_known(expected, sheet, line):
            yield Leak("unexpected-line", "pdf box", "a line is no rule, no strike and no edge of a box",
                       page=page.number, box=line.box)


def _line_known(expected: Expected, sheet: _Sheet, line: Shape) -> bool:
    left, bottom, right, top = line.box
    if line.stroke == OUTLINE:
        held = plain("".join([run.text for run in sheet.held(line.box)]))
        return line.path == "re" and _near(left, style.LEFT + 0.65) and any(
            held in plain(block.text()) for block in expected.page.blocks if block.role == "outcome") and held != ""
    if line.path != "to to":
        return False
    if line.stroke == BOX_EDGE:
        return _near(left, right) and any(
            _near(shape.box[0] + 1.25, left) and _near(shape.box[1], bottom) and _near(shape.box[3], top)
            for shape in sheet.shapes_at.get(int(top // _BAND), ()))
    if line.stroke == STRIKE:
        return _near(bottom, top) and any(
            _near(right, run.origin[0] + sum([part.advance for part in sheet.whole(run)]))
            for run in _struck_by(sheet, line))
    return _near(bottom, top) and _near(left, style.LEFT) and _near(right, _RIGHT)


def _document_leaks(expected: Expected, sheets: list[_Sheet]) -> Iterator[Leak]:
    """What is struck, ruled and outlined in the document as a whole."""
    struck = "".join([run.text for sheet in sheets for run in _struck(sheet)])
    wanted = "".join([piece.text for block in expected.page.blocks for line in block.lines for piece in line
                      if isinstance(piece, Shown) and piece.struck])
    if _unmarked(plain(struck)) != _unmarked(plain(wanted)):
        yield Leak("text-differs", "pdf box", "other text is struck through than the old markings")
    cells = [shape for sheet in sheets for shape in sheet.page.drawing.shapes
             if shape.stroke is None and is_cell(shape)]
    if not _map_known(expected, cells):
        yield Leak("unexpected-box", "pdf box", "the map of decisions is not that of the release")
    for weight, most in ((HAIRLINE, _MOST_HAIRLINES), (OUTLINE, len(sheets))):
        if sum([line.stroke == weight for sheet in sheets for line in sheet.lines]) > most:
            yield Leak("unexpected-line", "pdf box", "there are more lines than a release has")


def _map_known(expected: Expected, shapes: list[Shape]) -> bool:
    """True if the cells are those of the portions, in order, each in its place in the grid that the first one sets."""
    if [shape.fill for shape in shapes] != list(decision_map.cells(expected.page.blocks)):
        return False
    if not shapes:
        return True
    left, bottom = shapes[0].box[:2]
    (x0, y0), *_ = places = list(decision_map.places(len(shapes), 0.0, 0.0))
    return all(abs(shape.box[0] - left - x + x0) <= ROUNDED and abs(shape.box[1] - bottom - y + y0) <= ROUNDED
               for shape, (x, y) in zip(shapes, places, strict=True))


def _struck(sheet: _Sheet) -> list[Run]:
    """The runs under a strike; runs that go on from another have its origin."""
    found = {run.order: run for line in sheet.lines
             if line.stroke == STRIKE and not _near(line.box[0], line.box[2]) for run in _struck_by(sheet, line)}
    return [found[order] for order in sorted(found)]


def _struck_by(sheet: _Sheet, line: Shape) -> Iterable[Run]:
    left, height = line.box[:2]
    bands = range(int((height - _BAND) // _BAND), int(height // _BAND) + 1)
    return [run for band in bands for run in sheet.runs_at.get(band, ())
            if _near(left, run.origin[0]) and _near(height, run.origin[1] + STRIKE_HEIGHT * run.size)]


def _unmarked(text: str) -> str:
    """The text without combining marks: one without width stands where the next run does, struck or not."""
    return text if text.isascii() else "".join(
        [letter for letter in text if not unicodedata.category(letter).startswith("M")])


def _near(place: float, other: float) -> bool:
    return math.isclose(place, other, rel_tol=1e-9, abs_tol=_CLOSE)


def _inside(run: Run, box: Box) -> bool:
    left, bottom, right, top = box
    x, y = run.origin
    return left <= x < right and bottom - _EDGE <= y < top


def _lightness(fill: tuple[float, ...]) -> float:
    """From 0 (black) to 1 (white), by the number of colour components: gray, RGB or CMYK."""
    if len(fill) == 4:
        return max(0.0, 1 - (0.3 * fill[0] + 0.59 * fill[1] + 0.11 * fill[2]) - fill[3])
    return 0.3 * fill[0] + 0.59 * fill[1] + 0.11 * fill[2] if len(fill) == 3 else fill[0]
