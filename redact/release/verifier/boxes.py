"""Whether a page bears boxes as redactions do."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast

from PIL import Image, ImageChops

from redact.release.gate.leak import Box
from redact.release.verifier.engine import NOBODY, Thing
from redact.release.verifier.labels import is_code, is_label
from redact.release.verifier.sight import PageSight

_DARKEST = 85
"""Level of every colour channel (0 to 255) up to which a patch counts as black."""
_REDUCED = 2
"""Pixels of the rendering to one in which patches are looked for."""
_ERODED = 5
"""These pixels of a patch's side from which it is one: the strokes of letters are thinner."""
_GRAIN = 2
"""These pixels to a cell in which patches are counted."""
_SOLID = 0.8
"""Share of its surrounding rectangle that a box fills."""
_LARGEST = 0.6
"""Share of a page from which a dark patch is its ground."""
_THINNEST = 5.0
"""Points of a box's height and width."""
_SHORTEST = 10.0
"""Points of its longer side: bullets are smaller."""
_LINE_HEIGHT = (6.0, 26.0)
"""Points between which the height of a box is that of a line of text."""
_NEAR = 24.0
"""Points within which words stand beside a box that is part of their line."""
_EDGE = 0.2
"""Share of a picture left out at each side: its edges are blurred."""
_PALE = 12
"""Difference of a colour channel from white below which a box is none."""


@dataclass(frozen=True, slots=True)
class PageBox:
    """A box of a page: its place in points, and whether a label stands on it."""

    box: Box
    labelled: bool


def boxes_of(sight: PageSight) -> list[PageBox]:
    """The boxes of a page that look like redactions: black and empty, or with nothing but a label in them."""
    found = [PageBox(thing.box, True) for thing in sight.things if is_boxlike(sight, thing)
             and is_label(_inside(sight, thing.box))]
    found += [PageBox(thing.box, False) for thing in sight.things
              if (is_boxlike(sight, thing) or _is_patch(sight, thing))
              and _inside(sight, thing.box) == "" and _is_in_line(sight, thing)]
    for patch in _dark_patches(sight):
        said = _inside(sight, patch)
        if said == "" or is_label(said):
            found.append(PageBox(patch, said != ""))
    return found


def is_boxlike(sight: PageSight, thing: Thing) -> bool:
    left, bottom, right, top = thing.box
    width, height = right - left, top - bottom
    return (thing.kind == "path" and min(width, height) >= _THINNEST and width >= 1.0
            and width * height < _LARGEST * sight.size[0] * sight.size[1])


def _is_in_line(sight: PageSight, thing: Thing) -> bool:
    """True for an empty shape that stands before words in a line of text as a word would. A frame may be a field to be
    filled in, a square belong to a chart; a white shape counts before a sentence that goes on, with a small letter."""
    left, bottom, right, top = thing.box
    if not _LINE_HEIGHT[0] <= top - bottom <= _LINE_HEIGHT[1] or right - left < 2 * (top - bottom):
        return False
    if thing.kind == "path" and not thing.filled:
        return False
    white = thing.kind == "path" and min(thing.fill) > 255 - _PALE
    letters = [glyph for glyph in sight.glyphs if glyph.seen and glyph.text.isalpha()
               and bottom <= glyph.centre[1] <= top and glyph.size >= (top - bottom) / 3]
    following = min((glyph for glyph in letters if 0 <= glyph.box[0] - right <= _NEAR), default=None,
                    key=lambda glyph: glyph.box[0])
    return following is not None and (not white or following.text.islower())


def _is_patch(sight: PageSight, thing: Thing) -> bool:
    """True for a picture of one colour, which is a box as well as a shape is."""
    if thing.kind != "image":
        return False
    place = sight.pixels(thing.box, _EDGE)
    if place is None:
        return False
    low, high = cast(tuple[int, int], sight.shown.crop(place).convert("L").getextrema())
    return high - low <= _PALE


def has_bare_label(sight: PageSight) -> bool:
    """True if a text of the page is nothing but the code of an exemption or a word for withholding: it stands in a box
    or in a gap."""
    texts: dict[int, str] = defaultdict(str)
    for glyph in sight.glyphs:
        if glyph.seen and glyph.drawn_by != NOBODY:
            texts[glyph.drawn_by] += glyph.text
    return any(map(is_code, texts.values()))


def is_bare(sight: PageSight, box: Box) -> bool:
    said = _inside(sight, box)
    return said == "" or is_label(said)


def _inside(sight: PageSight, box: Box) -> str:
    """What is seen to be written in a box."""
    left, bottom, right, top = box
    return "".join(glyph.text for glyph in sight.glyphs if glyph.seen
                   and left <= glyph.centre[0] <= right and bottom <= glyph.centre[1] <= top).strip()


def _dark_patches(sight: PageSight) -> Iterator[Box]:
    """The solid black rectangles of the rendering."""
    small = sight.shown.reduce(_REDUCED)
    red, green, blue = small.split()
    lightest = ImageChops.lighter(ImageChops.lighter(red, green), blue)
    dark = lightest.point([255 if level <= _DARKEST else 0 for level in range(256)])
    if dark.getbbox() is None:
        return
    solid = _eroded(dark)
    if solid.getbbox() is None:
        return
    columns, rows = max(solid.width // _GRAIN, 1), max(solid.height // _GRAIN, 1)
    cells = solid.resize((columns, rows), Image.Resampling.NEAREST).tobytes()
    across, down = sight.shown.width / columns, sight.shown.height / rows
    reach = (_ERODED - 1) * _REDUCED
    for left, top, right, bottom, count in _components(cells, columns, rows):
        share = count / ((right - left) * (bottom - top))
        if share < _SOLID or count > _LARGEST * columns * rows:
            continue
        box = sight.points((left * across - reach, top * down - reach, right * across, bottom * down))
        width, height = box[2] - box[0], box[3] - box[1]
        if min(width, height) >= _THINNEST and max(width, height) >= _SHORTEST:
            yield box


def _eroded(mask: Image.Image) -> Image.Image:
    """The mask where a whole patch of :data:`_ERODED` pixels a side, with its last corner here, is set."""
    for step in (1, 2, 1):
        for across, down in ((step, 0), (0, step)):
            mask = ImageChops.darker(mask, ImageChops.offset(mask, across, down))
    return mask


def _components(cells: bytes, width: int, height: int) -> Iterator[tuple[int, int, int, int, int]]:
    """The connected patches of set cells: the rectangle around each, and how many cells it has."""
    waiting_cells = bytearray(cells)
    start = waiting_cells.find(b"\xff")
    while start >= 0:
        waiting_cells[start] = 0
        patch, edge = 0, [start]
        left, right, top, bottom = width, 0, height, 0
        while edge:
            cell = edge.pop()
            patch += 1
            y, x = divmod(cell, width)
            left, right, top, bottom = min(left, x), max(right, x), min(top, y), max(bottom, y)
            for near in ((cell - 1) if x else -1, (cell + 1) if x + 1 < width else -1, cell - width, cell + width):
                if 0 <= near < len(waiting_cells) and waiting_cells[near]:
                    waiting_cells[near] = 0
                    edge.append(near)
        yield left, top, right + 1, bottom + 1, patch
        start = waiting_cells.find(b"\xff", start)
