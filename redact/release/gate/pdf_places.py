"""Closed world, the places: each line of text, box and rule of a PDF stands where the layout of a release puts it.

Worked out from what is drawn, block by block: where a block ends, the white below it, the pitch of its lines and how
far each text reaches leave no freedom to the next. Only where lines and pages break is not asked.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from redact.release.gate.expected import Expected
from redact.release.gate.leak import Box, Leak
from redact.release.gate.pdf_content import Run, Shape
from redact.release.gate.pdf_reading import PageReading, PdfReading
from redact.release.gate.pdf_sight import BOX_EDGE, HAIRLINE, OUTLINE, PAGE_RULE, ROUNDED, is_cell, is_wide
from redact.release.gate.pdf_structure import Leaf, Structure
from redact.release.page import EXTENT, Block
from redact.release.pdf import decision_map, style
from redact.release.pdf.bidi import turns
from redact.release.pdf.fonts import FaceName, drawn, face
from redact.release.pdf.furniture import Furniture, Strip, lay_furniture
from redact.release.pdf.style import LEFT, MEASURE, Ink, style_of

_ABOVE, _BELOW = 0.72, 0.28
"""Shares of a line's leading above and below its baseline."""
_BOTH_ROUNDED = 0.0106
"""Points by which the difference of two places may be off that are written with two decimals."""
_FOLIO_SIZE = 7.5
_RIGHT = LEFT + MEASURE
_Type = tuple[FaceName, float, Ink]
_LABEL: _Type = ("bold", style.LABEL_SIZE, style.BLACK)
_NOTE: _Type = (style.BLOCK_NOTE.face, style.BLOCK_NOTE.size, style.BLOCK_NOTE.ink)


@dataclass(slots=True)
class _Line:
    """The runs on one baseline, and the leading of the line (points)."""

    y: float
    leading: float
    runs: list[Run]
    note: bool


class Part:
    """What stands of a block on one page: its lines, the lines of a row's first cell, and the edges of it all (points).
    ``first`` is False for what goes on from the page before; ``cells`` is the height of a map below the last line.
    ``turned`` is True where some of the block's text runs from right to left: glyphs then stand at places of their own,
    and some are drawn as those of other characters."""

    __slots__ = ("block", "bottom", "cells", "first", "lines", "page", "side", "style", "top", "turned")

    def __init__(self, block: Block, page: int, lines: list[_Line], side: list[_Line], *, first: bool, cells: float):
        self.block, self.page, self.lines, self.side, self.first, self.cells = block, page, lines, side, first, cells
        self.style = style_of(block)
        self.turned = block.right_to_left or turns(block.text())
        pad = self.style.box.pad_y if self.style.box else 0.0
        line = (lines or side)[0]
        self.top = line.y + line.leading * _ABOVE + pad
        tallest = max(sum([line.leading for line in lines]), sum([line.leading for line in side]))
        self.bottom = self.top - tallest - 2 * pad - cells


def read_places(expected: Expected, reading: PdfReading, structure: Structure) -> list[Part]:
    """The blocks of the release as they stand on the pages, in order; none where the structure is not sound."""
    blocks = [block for block, words in zip(expected.page.blocks, expected.blocks, strict=True) if words]
    if not structure.sound or len(blocks) != len(structure.blocks):
        return []
    return list(_parts(expected, blocks, reading, structure))


def place_leaks(expected: Expected, reading: PdfReading, parts: Sequence[Part]) -> Iterator[Leak]:
    """What stands elsewhere than in a release. Says nothing where no parts are known, for the structure then does."""
    if not parts:
        return
    furniture = lay_furniture(expected.page)
    for part in parts:
        if not all(_typed(run, looks, turned=part.turned) for line, looks in _looks(part) for run in line.runs):
            yield Leak("unexpected-type", "pdf page text", "a text is set in other type than in a release",
                       page=part.page + 1)
        if not (_evenly_spaced(part) and all(_set_closely(part, *placed) for placed in _indented(part))):
            yield Leak("unexpected-place", "pdf page text", "a line stands elsewhere than in a release",
                       page=part.page + 1)
    on_page: defaultdict[int, list[Part]] = defaultdict(list)
    for part in parts:
        on_page[part.page].append(part)
    for index, page in enumerate(reading.pages):
        if not _furnished(expected, furniture, page, len(reading.pages)):
            yield Leak("unexpected-place", "pdf page furniture", "banner, stamp or page number stand elsewhere than in"
                       " a release", page=page.number)
        if not _boxed(furniture, on_page[index], page):
            yield Leak("unexpected-place", "pdf box", "a box or rule stands elsewhere than in a release",
                       page=page.number)


def _parts(expected: Expected, blocks: Sequence[Block], reading: PdfReading,
           structure: Structure) -> Iterator[Part]:
    cells = decision_map.height(decision_map.cells(expected.page.blocks))
    owned = [(leaf, run) for leaf, runs in _owned(reading, structure) for run in runs]
    groups = [(key, list(held)) for key, held in groupby(owned, key=lambda held: (held[0].block, held[0].page))]
    for place, ((number, page), held) in enumerate(groups):
        block = blocks[number]
        first = place == 0 or groups[place - 1][0][0] != number
        last = place + 1 == len(groups) or groups[place + 1][0][0] != number
        extent = last and block.role == "fact" and block.label == EXTENT
        yield Part(block, page, _lines(block, [run for leaf, run in held if not leaf.side]),
                   _lines(block, [run for leaf, run in held if leaf.side]), first=first,
                   cells=cells if extent else 0.0)


def _owned(reading: PdfReading, structure: Structure) -> Iterator[tuple[Leaf, list[Run]]]:
    """The runs of each piece of content, in the order drawn, with its place in the structure."""
    leaves = iter(structure.leaves)
    for page in reading.pages:
        marks = page.drawing.marks
        for (mark, *_), runs in groupby(page.drawing.runs, key=lambda run: run.marks or (-1,)):
            if mark >= 0 and marks[mark].tag != "Artifact":
                leaf = next(leaves, None)
                if leaf is None:
                    return
                yield leaf, list(runs)


def _lines(block: Block, runs: list[Run]) -> list[_Line]:
    lines = []
    leading = style_of(block).leading
    for y, row in groupby(runs, key=lambda run: run.origin[1]):
        held = list(row)
        note = bool(block.note) and _noted(held[0])
        lines.append(_Line(y, style.BLOCK_NOTE.leading if note else leading, held, note))
    return lines


def _noted(run: Run) -> bool:
    """True for the type in which a note stands beside its block."""
    return (run.size == style.BLOCK_NOTE.size and run.fill == style.BLOCK_NOTE.ink
            and not run.font.startswith("Mono"))


def _looks(part: Part) -> Iterator[tuple[_Line, tuple[_Type, ...]]]:
    """Each line, and the types in which its texts may be set: that of the block and, but in a box of its own, that of
    labels."""
    held = part.style
    set_in = (held.face, held.size, held.ink)
    labelled = (set_in,) if held.box and held.box.filled else (set_in, _LABEL)
    beside = style.FACT_LABEL if part.block.role == "fact" else style.LEGEND_CODE
    for line in part.side:
        yield line, ((beside.face, beside.size, beside.ink),)
    for line in part.lines:
        yield line, (_NOTE,) if line.note else (*labelled, (beside.face, beside.size, beside.ink)) if (
            held.tag == "TR" and not part.side) else labelled


def _typed(run: Run, looks: tuple[_Type, ...], *, turned: bool) -> bool:
    """True if a text has the size and ink of one of these types, and the face or what draws the characters it lacks,
    which is not asked of glyphs that are placed one by one."""
    return any((run.size, run.fill) == (size, ink) and (turned or _is_in(run, name)) for name, size, ink in looks)


def _is_in(run: Run, name: FaceName) -> bool:
    if run.font == f"{name.capitalize()}0":
        return True
    homes = [face(name).home(letter) for letter in run.text if letter != " "]
    return all(home is not None and home[0].resource == run.font for home in homes)


def _evenly_spaced(part: Part) -> bool:
    """True if the lines follow each other at their pitch, and those of a row begin side by side."""
    if part.lines and part.side and not _same(part.side[0].y + part.side[0].leading * _ABOVE, part.top):
        return False
    return all(_same(above.y - above.leading * _BELOW - below.leading * _ABOVE, below.y)
               for lines in (part.lines, part.side) for above, below in pairwise(lines))


def _indented(part: Part) -> Iterator[tuple[_Line, tuple[float, ...]]]:
    """Each line, and where it may begin."""
    held = part.style
    row = bool(part.side) or (held.tag == "TR" and not part.first)
    inset = held.column if row else held.box.pad_x if held.box else 0.0
    for line in part.side:
        yield line, (LEFT,)
    for number, line in enumerate(part.lines):
        begins = LEFT + (0.0 if line.note and not row else inset)
        yield line, (begins, begins + held.hang) if held.hang and not line.note and (number or not part.first) else (
            begins, LEFT) if row and not part.first else (begins,)


def _set_closely(part: Part, line: _Line, starts: tuple[float, ...]) -> bool:
    """True if the line begins where it may and each run where the one before it ends; of a block whose glyphs may be
    placed one by one, only that it keeps within the measure."""
    if part.turned:
        return all(LEFT - ROUNDED <= run.origin[0] <= _RIGHT for run in line.runs)
    return any(_reaches(line, start) for start in starts)


def _reaches(line: _Line, place: float) -> bool:
    for run in line.runs:
        if not run.goes_on and abs(run.origin[0] - place) > ROUNDED:
            return False
        place += run.advance
    return True


def _furnished(expected: Expected, furniture: Furniture, page: PageReading, count: int) -> bool:
    """True if banner, notice, stamp and page number say what they must, where they must."""
    said = expected.page.folio(page.number, count)
    width = face("sans").width(said) * _FOLIO_SIZE / face("sans").em
    number = Strip(said, "sans", _FOLIO_SIZE, style.QUIET, _RIGHT - width, furniture.folio_y, header=False)
    wanted = (*furniture.strips, number)
    found: list[list[Run]] = []
    for run in page.drawing.runs:
        if run.marks and page.drawing.marks[run.marks[0]].tag == "Artifact":
            if run.goes_on and found:
                found[-1].append(run)
            else:
                found.append([run])
    return len(found) == len(wanted) and all(map(_is_strip, found, wanted))


def _is_strip(runs: list[Run], strip: Strip) -> bool:
    x, y = runs[0].origin
    look = (strip.face, float(f"{strip.size:.4g}"), strip.ink)
    turned = turns(strip.text)
    return ("".join([run.text for run in runs]) == drawn(strip.text)
            and all(_typed(run, (look,), turned=turned) for run in runs)
            and abs(x - strip.x) <= ROUNDED and abs(y - strip.y) <= ROUNDED)


def _boxed(furniture: Furniture, parts: Sequence[Part], page: PageReading) -> bool:
    """True if each block stands below the one before it with the white that goes between them, and boxes and rules
    with them."""
    rules: list[Box] = [(LEFT, y, style.WIDTH - LEFT, y) for y in (furniture.head_rule, furniture.foot_rule)]
    hairlines: list[Box] = []
    place = furniture.top
    for above, part in pairwise([None, *parts]):
        assert part is not None
        if above is not None:
            apart = _realm(above.block) != _realm(part.block)
            if apart:
                height = above.bottom - style.RULE_GAP
                hairlines.append((LEFT, height, _RIGHT, height))
            place = above.bottom - _white(above, part, apart=apart)
        if not _same(part.top, place):
            return False
    shapes = page.drawing.shapes
    filled = [part for part in parts if part.style.box and part.style.box.filled]
    outlined = [part for part in parts if part.style.box and not part.style.box.filled]
    grounds: list[Box] = [(LEFT, part.bottom, _RIGHT, part.top) for part in filled]
    edges: list[Box] = [(LEFT + 1.25, part.bottom, LEFT + 1.25, part.top) for part in filled]
    return (_all_at(rules, [shape for shape in shapes if shape.stroke == PAGE_RULE])
            and _all_at(hairlines, [shape for shape in shapes if shape.stroke == HAIRLINE])
            and _all_at(edges, [shape for shape in shapes if shape.stroke == BOX_EDGE])
            and _all_at(grounds, [shape for shape in shapes if shape.stroke is None and is_wide(shape)])
            and _all_at(list(map(_outline, outlined)), [shape for shape in shapes if shape.stroke == OUTLINE],
                        within=_BOTH_ROUNDED)
            and _mapped(parts, [shape for shape in shapes if shape.stroke is None and is_cell(shape)]))


def _outline(part: Part) -> Box:
    assert part.style.box is not None
    right = max(run.origin[0] + run.advance for line in part.lines for run in line.runs)
    return (LEFT + 0.65, part.bottom, right + part.style.box.pad_x, part.top)


def _mapped(parts: Sequence[Part], cells: Sequence[Shape]) -> bool:
    """True if the map of decisions begins below the words on the extent."""
    if not cells:
        return True
    extent = next((part for part in parts if part.cells), None)
    if extent is None:
        return False
    left, bottom = next(decision_map.places(1, LEFT + style.FACT.column, extent.bottom + extent.cells))
    return _same(cells[0].box[0], left) and _same(cells[0].box[1], bottom)


def _white(above: Part, part: Part, *, apart: bool) -> float:
    """The white between two blocks of a page."""
    if apart:
        return 2 * style.RULE_GAP
    if above.block.withheld and part.block.withheld:
        return style.WITHHELD_GAP
    return max(above.style.after, part.style.before)


def _realm(block: Block) -> str:
    if block.role == "portion":
        return "document"
    return "head" if block.role in ("title", "outcome", "fact") else "legend"


def _all_at(wanted: Sequence[Box], found: Sequence[Shape], *, within: float = ROUNDED) -> bool:
    return len(wanted) == len(found) and all(
        abs(side - other) <= within for box, shape in zip(wanted, found, strict=True)
        for side, other in zip(box, shape.box, strict=True))


def _same(place: float, other: float) -> bool:
    return abs(place - other) <= ROUNDED
