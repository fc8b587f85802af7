"""Blocks into lines, lines onto pages. Where text was withheld layout sees its label: it cannot depend on that text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from redact.release.model import Piece, Shown
from redact.release.page import EXTENT, Block
from redact.release.pdf import decision_map
from redact.release.pdf import style as styles
from redact.release.pdf.bidi import turns
from redact.release.pdf.fonts import face
from redact.release.pdf.furniture import Furniture
from redact.release.pdf.linebreak import Run, Setting, break_lines
from redact.release.pdf.ordering import ordered
from redact.release.pdf.style import LABEL_SIZE, MEASURE, RULE_GAP, WITHHELD_GAP, Ink, Style, style_of

_ALONE = 2
"""Fewest lines of a paragraph that may stand alone at the foot or the head of a page."""
_FOLLOWERS = 5
"""Flows after a heading that are looked at for what it must stand above."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of runs, ``x`` points right of the text area's edge. Its style says how tall it is."""

    runs: tuple[Run, ...]
    style: Style
    x: float = 0.0


@dataclass(slots=True)
class Flow:
    """A block broken into lines. ``side`` stands to the left of the first lines and is read before them. ``apart``
    sets it off by a hairline from what stands above it; ``cells`` are the inks of a map below its last line."""

    block: Block
    style: Style
    lines: list[Line]
    side: list[Line] = field(default_factory=list)
    apart: bool = False
    cells: tuple[Ink, ...] = ()


@dataclass(frozen=True, slots=True)
class Placed:
    """Lines ``first`` to ``last`` (exclusive) of a flow on a page; ``top`` is the upper edge of its box or first line,
    ``rule`` the height of the hairline above it, 0 for none."""

    flow: Flow
    first: int
    last: int
    top: float
    rule: float = 0.0

    @property
    def height(self) -> float:
        return _height(self.flow, self.first, self.last)


Sheet = list[Placed]


def lay_blocks(blocks: Sequence[Block]) -> list[Flow]:
    """The blocks broken into lines; a block without words is left out."""
    flows = [flow for flow in map(_flow, blocks) if any(line.runs for line in (*flow.side, *flow.lines))]
    for flow in flows:
        if flow.block.role == "fact" and flow.block.label == EXTENT:
            flow.cells = decision_map.cells(blocks)
    for above, flow in pairwise(flows):
        flow.apart = _part(above.block) != _part(flow.block)
    return flows


def paginate(flows: Sequence[Flow], furniture: Furniture) -> list[Sheet]:
    """The flows on pages, at least one. The legend stands on one page if it fits on one."""
    pages = _Pages(furniture.top, furniture.bottom)
    for index, flow in enumerate(flows):
        legend = flow.apart and _part(flow.block) == "legend"
        pages.place(flow, flows[index + 1:] if legend else flows[index + 1:index + _FOLLOWERS], together=legend)
    return pages.sheets


def _part(block: Block) -> str:
    """The part of the release a block belongs to: its head, the document itself, or the legend."""
    if block.role == "portion":
        return "document"
    return "head" if block.role in ("title", "outcome", "fact") else "legend"


def _flow(block: Block) -> Flow:
    style = style_of(block)
    if block.label:
        return _row(block, style)
    inset = style.box.pad_x if style.box else 0.0
    leftward = block.right_to_left
    lines = [line for pieces in _spaced(block) for line in _lines(pieces, style, x=inset, measure=MEASURE - 2 * inset,
                                                                  right_to_left=leftward)]
    if block.note:
        lines += _lines([Shown(block.note)], styles.BLOCK_NOTE)
    return Flow(block, style, lines)


def _spaced(block: Block) -> list[tuple[Piece, ...]]:
    """The lines of a block with a blank after each but the last, so that read aloud or copied they do not run on."""
    rows = [(*pieces, Shown(" ")) for pieces in block.lines]
    if rows and not block.note:
        rows[-1] = block.lines[-1]
    return rows


def _row(block: Block, style: Style) -> Flow:
    """Label and value side by side."""
    label = styles.FACT_LABEL if block.role == "fact" else styles.LEGEND_CODE
    side = _lines([Shown(block.label)], label, measure=style.column - 8)
    if len(side) > styles.TALLEST_LABEL:
        above = _lines([Shown(block.label)], label)
        return Flow(block, replace(style, tag="P"), above + [line for pieces in block.lines
                                                             for line in _lines(pieces, style)])
    lines = [line for pieces in block.lines
             for line in _lines(pieces, style, x=style.column, measure=MEASURE - style.column)]
    if block.note:
        lines += _lines([Shown(block.note)], styles.BLOCK_NOTE, x=style.column, measure=MEASURE - style.column)
    return Flow(block, style, lines, side)


def _lines(pieces: Sequence[Piece], style: Style, *, x: float = 0.0, measure: float = MEASURE,
           right_to_left: bool = False) -> list[Line]:
    bare = style.box is not None and style.box.filled
    mirrored = right_to_left or any(isinstance(piece, Shown) and turns(piece.text) for piece in pieces)
    setting = Setting(face(style.face), style.size, measure, face("bold"), style.size if bare else LABEL_SIZE,
                      hang=style.hang, mirrored=mirrored)
    lines = ordered(break_lines(pieces, setting), setting, right_to_left=right_to_left)
    return [Line(tuple(runs), style, x) for runs in lines]


def _height(flow: Flow, first: int, last: int) -> float:
    body = sum([line.style.leading for line in flow.lines[first:last]])
    if flow.side and first == 0:
        body = max(body, sum([line.style.leading for line in flow.side]))
    if flow.cells and last == len(flow.lines):
        body += decision_map.height(flow.cells)
    return body + (2 * flow.style.box.pad_y if flow.style.box else 0.0)


class _Pages:
    """Pages being filled from the top. ``_y`` is where the next block may begin."""

    def __init__(self, top: float, bottom: float):
        self.sheets: list[Sheet] = [[]]
        self._top, self._bottom = top, bottom
        self._y = top
        self._white = 0.0

    def place(self, flow: Flow, following: Sequence[Flow], *, together: bool = False) -> None:
        """Put a flow on the page, or part of it there and the rest on the next ones.

        ``together``: begin a page where one holds all that follows and what is left of this one does not.
        """
        rule = 0.0
        if self.sheets[-1]:
            self._y -= 2 * RULE_GAP if flow.apart else self._white_above(flow)
            rule = self._y + RULE_GAP if flow.apart else 0.0
            needed = self._whole(flow, following) if together else self._needed(flow, following)
            if needed > self._y - self._bottom:
                self._turn()
                rule = 0.0
        first = 0
        while first < len(flow.lines) or first == 0:
            last = self._cut(flow, first)
            self.sheets[-1].append(Placed(flow, first, last, self._y, rule if first == 0 else 0.0))
            self._y -= _height(flow, first, last)
            first = last
            if first >= len(flow.lines):
                break
            self._turn()
        self._white = flow.style.after

    def _white_above(self, flow: Flow) -> float:
        """The white between a flow and the one above it."""
        above = self.sheets[-1][-1].flow
        if above.block.withheld and flow.block.withheld:
            return WITHHELD_GAP
        return max(self._white, flow.style.before)

    def _turn(self) -> None:
        self.sheets.append([])
        self._y = self._top

    def _whole(self, flow: Flow, following: Sequence[Flow]) -> float:
        """The room that flows take with the white between them; that of the first alone if no page holds them all."""
        taken = _height(flow, 0, len(flow.lines))
        for above, below in pairwise((flow, *following)):
            taken += max(above.style.after, below.style.before) + _height(below, 0, len(below.lines))
            if taken > self._top - self._bottom:
                return self._needed(flow, following[:_FOLLOWERS])
        return taken

    def _needed(self, flow: Flow, following: Sequence[Flow]) -> float:
        """How much room must be left for the flow to begin here: all of what must not be split, and its followers."""
        needed = 0.0
        for above, below in pairwise((flow, *following, None)):
            assert above is not None
            needed += self._least(above)
            if not above.style.keep or below is None or needed > self._top - self._bottom:
                break
            needed += max(above.style.after, below.style.before)
        whole_page = self._top - self._bottom
        return needed if needed <= whole_page else min(self._least(flow), whole_page)

    def _least(self, flow: Flow) -> float:
        """The least of a flow that may stand on a page."""
        whole = _height(flow, 0, len(flow.lines))
        if flow.style.keep or (flow.style.box and whole <= self._top - self._bottom):
            return whole
        count = len(flow.lines)
        return whole if count <= _ALONE + 1 else _height(flow, 0, _ALONE)

    def _cut(self, flow: Flow, first: int) -> int:
        """How many lines from ``first`` go on this page; at least one, so that every page takes the work further."""
        room = self._y - self._bottom - (2 * flow.style.box.pad_y if flow.style.box else 0.0)
        last = first
        while last < len(flow.lines) and flow.lines[last].style.leading <= room + 0.01:
            room -= flow.lines[last].style.leading
            last += 1
        if last < len(flow.lines) and len(flow.lines) - last < _ALONE and last - first > _ALONE:
            last -= _ALONE - (len(flow.lines) - last)
        return max(last, first + 1) if flow.lines else 0
