"""Closed world, the pages of a PDF: each word drawn is the released model's, and each can be seen."""

from __future__ import annotations

from collections.abc import Iterator

from redact.release.gate.expected import Expected, plain
from redact.release.gate.leak import Box, Leak
from redact.release.gate.pdf_content import Drawing, Run, Shape
from redact.release.gate.pdf_furniture import MARK_KEYS, MARKS, OPERATORS
from redact.release.gate.pdf_reading import PageReading, PdfReading

SMALLEST = 5.0
"""Points below which text counts as hidden."""
_WIDEST_LINE = 3.0
"""Points above which a stroked line could cover text."""
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
        if page.drawing.operators - OPERATORS:
            yield Leak("unexpected-operator", "pdf page content", "the page uses an operator that a release never uses",
                       page=page.number)
        if page.drawing.fontless:
            yield Leak("unknown-font", "pdf font", "text is drawn in a font that does not say its characters",
                       page=page.number)
    if plain("".join(words)) != expected.words:
        yield Leak("text-differs", "pdf page text",
                   "the words drawn are not those of the released model in their order")


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
    for number, mark in enumerate(drawing.marks):
        if mark.tag not in MARKS or mark.keys - MARK_KEYS:
            yield Leak("unexpected-mark", "pdf marked content", "marked content has an unknown tag or property",
                       page=page.number)
        if mark.actual is not None and not expected.says(mark.actual, covered.get(number, "")):
            yield Leak("unexpected-string", "pdf actual text", "a replacement text does not say what is drawn",
                       page=page.number)


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
    """Wide lines, and boxes that hold anything but a label or a part of one."""
    for shape in page.drawing.shapes:
        if shape.stroke is not None:
            if shape.stroke > _WIDEST_LINE:
                yield Leak("covered-text", "pdf box", "a line is wide enough to cover text", page=page.number,
                           box=shape.box)
            continue
        if _is_rule(shape):
            continue
        held = plain("".join(run.text for run in page.drawing.runs if _inside(run, shape.box)))
        if not any(held in label for label in expected.plain_labels):
            yield Leak("box-over-text", "pdf box", "a box holds something that is no label", page=page.number,
                       box=shape.box)


def _is_rule(shape: Shape) -> bool:
    """A line drawn as a thin filled box: it strikes or underlines text and covers none."""
    left, bottom, right, top = shape.box
    return min(right - left, top - bottom) <= _WIDEST_LINE


def _inside(run: Run, box: Box) -> bool:
    left, bottom, right, top = box
    x, y = run.origin
    return left <= x < right and bottom - _EDGE <= y < top


def _lightness(fill: tuple[float, ...]) -> float:
    """From 0 (black) to 1 (white), by the number of colour components: gray, RGB or CMYK."""
    if len(fill) == 4:
        return max(0.0, 1 - (0.3 * fill[0] + 0.59 * fill[1] + 0.11 * fill[2]) - fill[3])
    return 0.3 * fill[0] + 0.59 * fill[1] + 0.11 * fill[2] if len(fill) == 3 else fill[0]
