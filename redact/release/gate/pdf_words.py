"""Closed world, the pages of a PDF: each word drawn is the released model's, and each can be seen."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterator

from redact.release.gate.expected import Expected, plain
from redact.release.gate.leak import Box, Leak
from redact.release.gate.pdf_content import Drawing, Mark, Run, Shape
from redact.release.gate.pdf_furniture import MARKS, OPERATORS
from redact.release.gate.pdf_reading import PageReading, PdfReading
from redact.release.model import Shown
from redact.release.pdf import decision_map, style

_OPERATORS = OPERATORS - {"q", "Q", "cm", "TL", "Td", "BMC", "n"}
"""What a release's pages are written with; no graphics state is kept, no path begun that is not painted."""
_ARTIFACTS = ({"Type": "Pagination", "Subtype": "Header"}, {"Type": "Pagination", "Subtype": "Footer"},
              {"Type": "Layout"})
_INKS = frozenset({style.BLACK, style.QUIET, style.RED, style.HAIRLINE, style.LABEL_GROUND, style.LABEL_EDGE})
_MAP_INKS = frozenset(decision_map.INKS.values())
_PAGE_RULE, _HAIRLINE, _OUTLINE, _BOX_EDGE, _STRIKE = _WEIGHTS = (1.6, 0.6, 1.3, 2.5, 0.9)
"""Line widths in points, each with its own use."""
_RIGHT = style.LEFT + style.MEASURE
_CLOSE = 0.03
"""Points by which two places may differ that are rounded apart."""
_MOST_HAIRLINES = 2
"""They part the head of a release from the document, and that from the legend."""
_STRIKE_HEIGHT = 0.28
"""Height of a strike above the baseline, as a share of the type size."""
SMALLEST = 5.0
"""Points below which text counts as hidden."""
_CONTRAST = 0.3
"""Difference of lightness (0 black, 1 white) below which text counts as unseen on its ground."""
_EDGE = 0.5
"""Points by which a glyph's origin may touch the edge of a page or box."""


def page_leaks(expected: Expected, reading: PdfReading) -> Iterator[Leak]:
    """What the pages draw beyond the released model, or draw so that it is not seen."""
    words = []
    for page in reading.pages:
        words.append("".join(run.text for run in page.drawing.runs if not _artifact(page.drawing, run)))
        yield from _furniture_leaks(expected, page, len(reading.pages))
        yield from _mark_leaks(expected, page)
        yield from _sight_leaks(page)
        yield from _box_leaks(expected, page)
        yield from _line_leaks(expected, page)
        if page.drawing.idle or page.drawing.operators - _OPERATORS:
            yield Leak("unexpected-operator", "pdf page content", "the page uses an operator that a release never uses,"
                       " or to no effect", page=page.number)
        if page.drawing.fontless:
            yield Leak("unknown-font", "pdf font", "text is drawn in a font that does not say its characters",
                       page=page.number)
    if plain("".join(words)) != expected.words:
        yield Leak("text-differs", "pdf page text",
                   "the words drawn are not those of the released model in their order")
    yield from _document_leaks(expected, reading)


def _document_leaks(expected: Expected, reading: PdfReading) -> Iterator[Leak]:
    """What is struck, ruled and outlined in the document as a whole."""
    struck = "".join(run.text for page in reading.pages for run in _struck(page))
    wanted = "".join(piece.text for block in expected.page.blocks for line in block.lines for piece in line
                     if isinstance(piece, Shown) and piece.struck)
    if _unmarked(plain(struck)) != _unmarked(plain(wanted)):
        yield Leak("text-differs", "pdf box", "other text is struck through than the old markings")
    if not _map_known(expected, [shape for page in reading.pages for shape in page.drawing.shapes if _is_cell(shape)]):
        yield Leak("unexpected-box", "pdf box", "the map of decisions is not that of the release")
    for weight, most in ((_HAIRLINE, _MOST_HAIRLINES), (_OUTLINE, len(reading.pages))):
        if sum(shape.stroke == weight for page in reading.pages for shape in page.drawing.shapes) > most:
            yield Leak("unexpected-line", "pdf box", "there are more lines than a release has")


def glyphs(drawing: Drawing) -> str:
    """All text of a page in the order drawn."""
    return "".join(run.text for run in drawing.runs)


def spoken(drawing: Drawing) -> str:
    """The same with replacement texts in place of the glyphs they stand for."""
    parts: list[str] = []
    last = -1
    for run in drawing.runs:
        mark = run.marks[-1] if run.marks else -1
        actual = drawing.marks[mark].actual if run.marks else None
        if actual is None:
            parts.append(run.text)
        elif mark != last:
            parts.append(actual)
        last = mark
    return "".join(parts)


def _artifact(drawing: Drawing, run: Run) -> bool:
    return any(drawing.marks[mark].tag == "Artifact" for mark in run.marks)


def _furniture_leaks(expected: Expected, page: PageReading, count: int) -> Iterator[Leak]:
    """Banner above and below, the draft notice twice on a draft, stamp and page number: no more and no less."""
    drawn = "".join(run.text for run in page.drawing.runs if _artifact(page.drawing, run))
    face = expected.page
    wanted = (face.banner, face.banner, face.draft, face.draft, face.stamp, face.folio(page.number, count))
    if plain(drawn) != "".join(map(plain, wanted)):
        yield Leak("text-differs", "pdf page furniture",
                   "banner, stamp, page number or draft notice are not those of the release", page=page.number)


def _mark_leaks(expected: Expected, page: PageReading) -> Iterator[Leak]:
    """Marked content with an unknown tag or key, or whose ActualText does not say what it stands over."""
    drawing = page.drawing
    covered: dict[int, str] = {}
    for run in drawing.runs:
        for index in run.marks:
            covered[index] = covered.get(index, "") + run.text
    content = 0
    for number, mark in enumerate(drawing.marks):
        if not _mark_known(mark, content):
            yield Leak("unexpected-mark", "pdf marked content", "marked content has an unknown tag or property",
                       page=page.number)
        content += mark.tag != "Artifact"
        if mark.actual is not None and not (number in covered and expected.says(mark.actual, covered[number])):
            yield Leak("unexpected-string", "pdf actual text", "a replacement text does not say what is drawn",
                       page=page.number)


def _mark_known(mark: Mark, content: int) -> bool:
    """True for an artifact of a known kind, and for content that is the page's next by its number."""
    if mark.tag == "Artifact":
        return mark.properties in _ARTIFACTS
    said = dict(mark.properties)
    return (mark.tag in MARKS and said.pop("MCID", None) == content
            and (not said or (mark.actual is not None and said.keys() == {"ActualText"})))


def _sight_leaks(page: PageReading) -> Iterator[Leak]:
    """Text that is there but not seen."""
    left, bottom, right, top = page.box
    for run in page.drawing.runs:
        if not run.text.strip():
            continue
        x, y = run.origin
        place = (x, y, x, y + run.size)
        if run.mode != 0:
            yield _unseen("invisible-text", "is drawn invisibly", page, place)
        if run.size < SMALLEST:
            yield _unseen("tiny-text", "is too small to be read", page, place)
        if not (left - _EDGE <= x <= right and bottom - _EDGE <= y <= top):
            yield _unseen("off-page", "stands off the page", page, place)
        ground = [shape for shape in page.drawing.shapes if shape.stroke is None and _inside(run, shape.box)]
        if any(shape.order > run.order for shape in ground):
            yield _unseen("covered-text", "is covered by a box drawn over it", page, place)
        behind = [shape for shape in ground if shape.order < run.order]
        paper = _lightness(behind[-1].fill) if behind else 1.0
        if abs(_lightness(run.fill) - paper) < _CONTRAST:
            yield _unseen("unseen-text", "has the colour of its ground", page, place)


def _unseen(code: str, how: str, page: PageReading, place: Box) -> Leak:
    return Leak(code, "pdf page text", f"text {how}", page=page.number, box=place)


def _box_leaks(expected: Expected, page: PageReading) -> Iterator[Leak]:
    """Filled boxes that are not the ground of a label or of a part of one."""
    boxed: set[int] = set()
    for shape in page.drawing.shapes:
        if shape.stroke is not None or _is_cell(shape):
            continue
        held = [run for run in page.drawing.runs if _inside(run, shape.box)]
        if not _of_label(expected, held):
            yield Leak("box-over-text", "pdf box", "a box holds something that is no label", page=page.number,
                       box=shape.box)
        label = held if _is_wide(shape) else _upon(page, shape)
        orders = {run.order for run in label}
        if not label or boxed & orders or shape.path != "re" or shape.fill != style.LABEL_GROUND or not _of_label(
                expected, label):
            yield Leak("unexpected-box", "pdf box", "a box is not the ground of one label", page=page.number,
                       box=shape.box)
        boxed |= orders


def _is_cell(shape: Shape) -> bool:
    """True for what looks like a cell of the map of decisions; whether it is one is judged of all together."""
    left, bottom, right, top = shape.box
    width, height = decision_map.CELL
    return (shape.stroke is None and shape.path == "re" and shape.fill in _MAP_INKS and _near(right - left, width)
            and _near(top - bottom, height))


def _map_known(expected: Expected, shapes: list[Shape]) -> bool:
    """True if the cells are those of the portions, in order, each in its place in the grid that the first one sets."""
    if [shape.fill for shape in shapes] != list(decision_map.cells(expected.page.blocks)):
        return False
    if not shapes:
        return True
    (left, bottom), *_ = places = list(decision_map.places(len(shapes), 0.0, 0.0))
    return all(_near(shape.box[0] - shapes[0].box[0], x - left) and _near(shape.box[1] - shapes[0].box[1], y - bottom)
               for shape, (x, y) in zip(shapes, places, strict=True))


def _of_label(expected: Expected, runs: list[Run]) -> bool:
    said = plain("".join(run.text for run in runs))
    return any(said in label for label in expected.plain_labels)


def _is_wide(shape: Shape) -> bool:
    """True for a box as wide as the text area: the ground of a portion withheld whole."""
    left, _, right, _ = shape.box
    return _near(left, style.LEFT) and _near(right, _RIGHT)


def _upon(page: PageReading, shape: Shape) -> list[Run]:
    """The text drawn next after a box that goes closely around it; further runs of it have the origin of the first."""
    left, bottom, right, top = shape.box
    first = next((run for run in page.drawing.runs if run.order == shape.order + 1), None)
    if first is None or right > _RIGHT + _EDGE:
        return []
    x, y = first.origin
    if not (_near(left, x + style.LABEL_GAP) and _near(bottom, y - 0.36 * first.size)
            and _near(top - bottom, 1.42 * first.size)):
        return []
    return [run for run in page.drawing.runs if run.order > shape.order and run.origin == first.origin]


def _line_leaks(expected: Expected, page: PageReading) -> Iterator[Leak]:
    """Lines of a weight, colour or place that no release has."""
    inks = _INKS | _MAP_INKS | {style.marking_ink(expected.page.banner)}
    if page.drawing.weights - set(_WEIGHTS) or page.drawing.inks - inks:
        yield Leak("unexpected-line", "pdf box", "a line or ink is none of a release's", page=page.number)
    lines = [shape for shape in page.drawing.shapes if shape.stroke is not None]
    if sum(shape.stroke == _PAGE_RULE for shape in lines) != 2:
        yield Leak("unexpected-line", "pdf box", "a page has other rules than one above and one below",
                   page=page.number)
    for shape in lines:
        if shape.stroke not in _WEIGHTS:
            yield Leak("covered-text", "pdf box", "a line has a width that could cover text", page=page.number,
                       box=shape.box)
        elif not _line_known(expected, page, shape):
            yield Leak("unexpected-line", "pdf box", "a line is no rule, no strike and no edge of a box",
                       page=page.number, box=shape.box)


def _line_known(expected: Expected, page: PageReading, line: Shape) -> bool:
    left, bottom, right, top = line.box
    if line.stroke == _OUTLINE:
        held = plain("".join(run.text for run in page.drawing.runs if _inside(run, line.box)))
        return line.path == "re" and _near(left, style.LEFT + 0.65) and any(
            held in plain(block.text()) for block in expected.page.blocks if block.role == "outcome") and held != ""
    if line.path != "to to":
        return False
    if line.stroke == _BOX_EDGE:
        return any(_near(shape.box[0] + 1.25, left, right) and _near(shape.box[1], bottom) and _near(shape.box[3], top)
                   for shape in page.drawing.shapes if shape.stroke is None)
    if line.stroke == _STRIKE:
        return _near(bottom, top) and any(_strikes(line, run) for run in page.drawing.runs)
    return _near(bottom, top) and _near(left, style.LEFT) and _near(right, _RIGHT)


def _struck(page: PageReading) -> list[Run]:
    """The runs under a strike; runs that go on from another have its origin."""
    strikes = [shape for shape in page.drawing.shapes
               if shape.stroke == _STRIKE and not _near(shape.box[0], shape.box[2])]
    return [run for run in page.drawing.runs if any(_strikes(strike, run) for strike in strikes)] if strikes else []


def _unmarked(text: str) -> str:
    """The text without combining marks: one without width stands where the next run does, struck or not."""
    return "".join(letter for letter in text if not unicodedata.category(letter).startswith("M"))


def _strikes(line: Shape, run: Run) -> bool:
    x, y = run.origin
    return _near(line.box[0], x) and _near(line.box[1], y + _STRIKE_HEIGHT * run.size)


def _near(place: float, *others: float) -> bool:
    return all(math.isclose(place, other, abs_tol=_CLOSE) for other in others)


def _inside(run: Run, box: Box) -> bool:
    left, bottom, right, top = box
    x, y = run.origin
    return left <= x < right and bottom - _EDGE <= y < top


def _lightness(fill: tuple[float, ...]) -> float:
    """From 0 (black) to 1 (white), by the number of colour components: gray, RGB or CMYK."""
    if len(fill) == 4:
        return max(0.0, 1 - (0.3 * fill[0] + 0.59 * fill[1] + 0.11 * fill[2]) - fill[3])
    return 0.3 * fill[0] + 0.59 * fill[1] + 0.11 * fill[2] if len(fill) == 3 else fill[0]
