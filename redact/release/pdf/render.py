"""Drawing a laid-out release: furniture first, then each block in order, every glyph within marked content."""

from __future__ import annotations

from dataclasses import replace

from redact.release.model import ReleasedModel
from redact.release.page import Page, page
from redact.release.pdf import decision_map
from redact.release.pdf.document import ReleaseCanvas
from redact.release.pdf.fonts import drawn, face
from redact.release.pdf.furniture import Furniture, Strip, lay_furniture
from redact.release.pdf.layout import Flow, Line, Placed, Sheet, lay_blocks, paginate
from redact.release.pdf.linebreak import Look, Run
from redact.release.pdf.pen import Pen
from redact.release.pdf.structure import ROW_HEADER, STRUCK, Element
from redact.release.pdf.style import (
    BLACK,
    FACT,
    HAIRLINE,
    LABEL_EDGE,
    LABEL_GAP,
    LABEL_GROUND,
    LABEL_SIZE,
    LEFT,
    MEASURE,
    QUIET,
    WIDTH,
    Box,
    Ink,
    Style,
    marking_ink,
)
from redact.release.pdf.xmp import About, about

_BASELINE = 0.72
"""Where in a line's leading, from the top, its baseline lies."""
_FOLIO_SIZE = 7.5
_LONGEST_TITLE = 8000
"""Characters of a heading that the outline and the metadata repeat."""

_Strike = tuple[float, float, float, Style]
"""Where a line through text begins, how long it is, and the text's type."""


def render(model: ReleasedModel) -> bytes:
    """The release as a PDF file."""
    content = page(model)
    return render_page(content, about(_title(content) or model.name, model))


def render_page(content: Page, told: About) -> bytes:
    """Blocks as a PDF file whose metadata say ``told``; its title is that of the first block, if that has words."""
    furniture = lay_furniture(content)
    sheets = paginate(lay_blocks(content.blocks), furniture)
    canvas = ReleaseCanvas(replace(told, title=_title(content) or told.title))
    body = _Body(canvas)
    for number, sheet in enumerate(sheets, 1):
        canvas.begin_page()
        pen = Pen(canvas)
        _draw_furniture(pen, furniture, content.banner, Page.folio(number, len(sheets)))
        body.draw(pen, sheet)
        pen.finish()
    return canvas.finished()


def _title(content: Page) -> str:
    return _heading(content.blocks[0].text())


def _heading(text: str) -> str:
    """A title for metadata and outline: no longer than such strings may be (ISO 19005-2 6.1.13), cut at a blank."""
    text = text.strip()
    return text if len(text) <= _LONGEST_TITLE else text[:_LONGEST_TITLE].rpartition(" ")[0] or text[:_LONGEST_TITLE]


def _draw_furniture(pen: Pen, furniture: Furniture, banner: str, folio: str) -> None:
    width = face("sans").width(folio) * _FOLIO_SIZE / face("sans").em
    number = Strip(folio, "sans", _FOLIO_SIZE, QUIET, LEFT + MEASURE - width, furniture.folio_y, header=False)
    for strip in (*furniture.strips, number):
        pen.artifact("Header" if strip.header else "Footer")
        pen.text(drawn(strip.text), strip.face, strip.size, strip.ink, strip.x, strip.y)
        pen.end_artifact()
    pen.artifact()
    for y in (furniture.head_rule, furniture.foot_rule):
        pen.line(LEFT, y, WIDTH - LEFT, y, 1.6, marking_ink(banner))
    pen.end_artifact()


class _Body:
    """The blocks being drawn. Elements are kept, for a block that goes on on the next page."""

    def __init__(self, canvas: ReleaseCanvas):
        self._canvas = canvas
        self._elements: dict[int, Element] = {}
        self._table: tuple[str, Element] | None = None
        self._broken: Element | None = None

    def draw(self, pen: Pen, sheet: Sheet) -> None:
        """Draw what stands on one page."""
        for placed in sheet:
            self._placed(pen, placed)

    def _placed(self, pen: Pen, placed: Placed) -> None:
        flow, style = placed.flow, placed.flow.style
        if style.tag in ("H1", "H2") and placed.first == 0:
            self._canvas.outline(_heading(flow.block.text()), int(style.tag[1]) - 1, placed.top + 6)
        if placed.rule:
            pen.artifact()
            pen.line(LEFT, placed.rule, LEFT + MEASURE, placed.rule, 0.6, HAIRLINE)
            pen.end_artifact()
        if style.box:
            _draw_box(pen, style.box, placed)
        top = placed.top - (style.box.pad_y if style.box else 0.0)
        element = self._element(flow)
        if flow.side and placed.first == 0:
            self._lines(pen, flow.side, self._canvas.element("TH", element, attributes=ROW_HEADER), top, boxed=True)
        if flow.side:
            element = self._cell(flow, element)
        self._lines(pen, flow.lines[placed.first:placed.last], element, top,
                    boxed=style.box is None or not style.box.filled)
        if flow.cells and placed.last == len(flow.lines):
            _draw_cells(pen, flow.cells, placed.top - placed.height + decision_map.height(flow.cells))

    def _element(self, flow: Flow) -> Element:
        """The element of a flow, made when its first lines are drawn; rows stand in a table of their role."""
        known = self._elements.get(id(flow))
        if known is not None:
            return known
        parent = self._canvas.document
        if flow.side:
            if self._table is None or self._table[0] != flow.block.role:
                self._table = (flow.block.role, self._canvas.element("Table", parent))
            parent = self._table[1]
        made = self._elements[id(flow)] = self._canvas.element(flow.style.tag, parent)
        return made

    def _cell(self, flow: Flow, row: Element) -> Element:
        """The second cell of a row."""
        cell = next((kid for kid in row.kids if isinstance(kid, Element) and kid.tag == "TD"), None)
        return cell or self._canvas.element("TD", row)

    def _lines(self, pen: Pen, lines: list[Line], element: Element, top: float, *, boxed: bool) -> None:
        """Draw lines as content of an element; ``boxed`` says whether labels get boxes of their own."""
        strikes: list[_Strike] = []
        for line in lines:
            y = top - line.style.leading * _BASELINE
            top -= line.style.leading
            for run in line.runs:
                x = LEFT + line.x + run.x
                if run.look in (Look.LABEL, Look.LABEL_HEAD, Look.LABEL_TAIL):
                    self._label(pen, run, element, line, (x, y), boxed=boxed)
                    continue
                self._begin(pen, run, element)
                if run.glyphs:
                    pen.glyphs(run, line.style.face, line.style.size, line.style.ink, x, y)
                else:
                    pen.text(run.text, line.style.face, line.style.size, line.style.ink, x, y)
                if run.look is Look.STRUCK:
                    strikes += [(x + right, y, width, line.style) for right, width, _ in
                                run.glyphs or ((0.0, run.width, ""),)]
        pen.close()
        if strikes:
            _draw_strikes(pen, strikes)

    def _begin(self, pen: Pen, run: Run, element: Element) -> None:
        if run.look is Look.PLAIN and not run.actual:
            pen.within(element)
        else:
            pen.span(self._canvas.element("Span", element, run.actual, STRUCK if run.look is Look.STRUCK else ""))

    def _label(self, pen: Pen, run: Run, element: Element, line: Line, place: tuple[float, float], *,
               boxed: bool) -> None:
        """Draw a label or part of one. A broken label is one element, and its parts are read as drawn."""
        x, y = place
        if run.look is Look.LABEL:
            pen.span(self._canvas.element("Span", element, run.actual))
        else:
            if run.look is Look.LABEL_HEAD or self._broken is None:
                self._broken = self._canvas.element("Span", element, run.actual)
            pen.within(self._broken)
        size = LABEL_SIZE if boxed else line.style.size
        if boxed:
            pen.rectangle(x + LABEL_GAP, y - size * 0.36, run.width - 2 * LABEL_GAP, size * 1.42, LABEL_GROUND)
        pen.text(run.text, "bold", size, BLACK, x, y)
        pen.close()


def _draw_box(pen: Pen, box: Box, placed: Placed) -> None:
    """The box around a block: a filled ground with an edge at its left, or the outline of a stamp."""
    bottom = placed.top - placed.height
    pen.artifact()
    if box.filled:
        pen.rectangle(LEFT, bottom, MEASURE, placed.height, LABEL_GROUND)
        pen.line(LEFT + 1.25, bottom, LEFT + 1.25, placed.top, 2.5, LABEL_EDGE)
    else:
        right = max(line.x + line.runs[-1].x + line.runs[-1].width for line in placed.flow.lines if line.runs)
        pen.outline(LEFT + 0.65, bottom, right + box.pad_x - 0.65, placed.height, 1.3, placed.flow.style.ink)
    pen.end_artifact()


def _draw_cells(pen: Pen, cells: tuple[Ink, ...], top: float) -> None:
    pen.artifact()
    for (x, y), ink in zip(decision_map.places(len(cells), LEFT + FACT.column, top), cells, strict=True):
        pen.rectangle(x, y, *decision_map.CELL, ink)
    pen.end_artifact()


def _draw_strikes(pen: Pen, strikes: list[_Strike]) -> None:
    pen.artifact()
    for x, y, width, style in strikes:
        height = y + style.size * 0.28
        pen.line(x, height, x + width, height, 0.9, style.ink)
    pen.end_artifact()
