"""Whether a page bears boxes as redactions do, and whether a box lies over a picture that still has what it covers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from PIL import Image, ImageChops

from redact.release.gate.leak import Box, Leak
from redact.release.verifier.labels import is_label
from redact.release.verifier.sight import PageSight, Thing, extremes

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
_SEE_THROUGH = 128
"""Opacity (0 to 255) up to which a shape highlights and does not cover."""
_INK = 100
"""Difference of lightness from which a picture shows something beneath a box."""


@dataclass(frozen=True, slots=True)
class PageBox:
    """A box of a page: its place in points, and whether a label stands on it."""

    box: Box
    labelled: bool


def boxes_of(sight: PageSight) -> list[PageBox]:
    """The boxes of a page that look like redactions: black and empty, or with nothing but a label in them."""
    found = [PageBox(thing.box, True) for thing in sight.things if _is_boxlike(sight, thing)
             and is_label(_inside(sight, thing.box))]
    for patch in _dark_patches(sight):
        said = _inside(sight, patch)
        if said == "" or is_label(said):
            found.append(PageBox(patch, said != ""))
    return found


def picture_leaks(sight: PageSight, boxes: Sequence[PageBox]) -> Iterator[Leak]:
    """Boxes drawn over a picture that shows dark on light beneath them: whoever takes the picture out reads it."""
    images = [thing for thing in sight.things if thing.kind == "image"]
    drawn = [thing.box for thing in sight.things if thing.filled and thing.alpha > _SEE_THROUGH
             and _is_boxlike(sight, thing) and _is_bare(sight, thing.box)]
    over = [box for box in dict.fromkeys([*(box.box for box in boxes), *drawn])
            if any(_within(box, image.box) for image in images)]
    if not over:
        return
    pictures = sight.pictures().convert("L")
    shown = sight.bare.convert("L")
    for box in over:
        place = sight.pixels(box, 0.06)
        if place is None:
            continue
        beneath, above = pictures.crop(place), shown.crop(place)
        low, high = extremes(beneath)
        if high - low >= _INK and _mean(beneath) > 128 and _range(above) < _INK / 2:
            yield Leak("covered-picture", "pdf picture or form", "a box lies over a picture that shows more beneath it",
                       sight.number, box)


def _is_boxlike(sight: PageSight, thing: Thing) -> bool:
    left, bottom, right, top = thing.box
    width, height = right - left, top - bottom
    return (thing.kind == "path" and min(width, height) >= _THINNEST and width >= 1.0
            and width * height < _LARGEST * sight.size[0] * sight.size[1])


def _is_bare(sight: PageSight, box: Box) -> bool:
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


def _within(inner: Box, outer: Box) -> bool:
    x, y = (inner[0] + inner[2]) / 2, (inner[1] + inner[3]) / 2
    return outer[0] <= x <= outer[2] and outer[1] <= y <= outer[3]


def _mean(image: Image.Image) -> float:
    counts = image.histogram()
    return sum(level * count for level, count in enumerate(counts)) / max(sum(counts), 1)


def _range(image: Image.Image) -> int:
    low, high = extremes(image)
    return high - low
