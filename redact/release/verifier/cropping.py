"""Pictures that hold words which the page does not show: cut off by its edge or a clip, masked, painted over in white.

The data of each picture are laid over the page as it looks, coarsely. Where they have ink and the page is white, in a
row as long as a word, the ink is looked at closely: dark on light is writing.
"""

from __future__ import annotations

from collections.abc import Iterator

from PIL import Image, ImageChops

from redact.release.gate.leak import Box, Leak
from redact.release.verifier.engine import Thing
from redact.release.verifier.pictures import gray_data
from redact.release.verifier.sight import PageSight, extremes

_GRAIN = 4.0
"""Points of the page to a cell, where the picture is shown at a common size."""
_FINEST = 6
"""Samples of the picture to a cell at least."""
_MOST_CELLS = 400
_FEWEST_SAMPLES = (60, 10)
"""Width and height of a picture that can hold a word."""
_WHITE = 244
"""Mean lightness (0 to 255) from which a cell of the page shows nothing."""
_INKED = 226
"""Mean lightness up to which a cell of the picture holds ink."""
_LEAST = 24
"""Difference of the two from which something is missing on the page."""
_PAPER = 180
"""Median lightness of a picture of writing."""
_LONGEST_GAP = 2
"""Cells without ink between those of one word."""
_SHORTEST = 5
"""Cells of a word."""
_SUBSAMPLES = 4
_LEGIBLE = 2.5
"""Points below which nobody reads a picture."""
_LIGHT, _DARK = 180, 120
_LIGHT_SHARE = 0.35
_DARK_SHARES = (0.01, 0.6)
_STROKES = 40
"""Difference of lightness from one column of writing to another: strokes and the gaps between them."""
_PAGE_SHARE = 0.5
"""Share of the page from which a picture is a scan of it."""


def cropped_pictures(sight: PageSight) -> Iterator[Leak]:
    """One finding for each picture of the page that holds writing in a place that does not show it."""
    for thing in sight.things:
        if thing.kind == "image" and (place := _missing_writing(sight, thing)) is not None:
            area = abs(thing.matrix[0] * thing.matrix[3] - thing.matrix[1] * thing.matrix[2])
            scan = area >= _PAGE_SHARE * sight.size[0] * sight.size[1]
            yield Leak("cropped-picture", "pdf picture or form", "a picture holds writing that the page does not show",
                       sight.number, place, "error" if scan else "warning")


def _missing_writing(sight: PageSight, thing: Thing) -> Box | None:
    """Where on the page, or beyond it, the writing lies that a picture holds and the page does not show."""
    data = gray_data(thing)
    if data is None or data.width < _FEWEST_SAMPLES[0] or data.height < _FEWEST_SAMPLES[1] or _median(data) < _PAPER:
        return None
    a, b, c, d, _, _ = thing.matrix
    cells = (_count((a * a + b * b) ** 0.5, data.width), _count((c * c + d * d) ** 0.5, data.height))
    held = data.resize(cells, Image.Resampling.BOX)
    shown = _as_shown(sight, thing, cells)
    missing = ImageChops.darker(_at_least(shown, _WHITE), ImageChops.darker(
        _at_most(held, _INKED), _at_least(ImageChops.subtract(shown, held), _LEAST)))
    for row in range(cells[1]):
        for first, last in _runs(missing.crop((0, row, cells[0], row + 1)).tobytes()):
            if _is_writing(data, first / cells[0], row / cells[1], last / cells[0], (row + 1) / cells[1]):
                return _on_page(thing, first / cells[0], row / cells[1], last / cells[0], (row + 1) / cells[1])
    return None


def _count(length: float, samples: int) -> int:
    """The number of cells along a side; small pictures and those that are shown small are taken by their samples."""
    by_page = length / _GRAIN if length > _GRAIN * 20 else samples / _FINEST
    return max(min(int(by_page), samples // _FINEST, _MOST_CELLS), 1)


def _as_shown(sight: PageSight, thing: Thing, cells: tuple[int, int]) -> Image.Image:
    """The page in the cells of a picture; white where that lies beyond the page, or is too small to be read."""
    if min(abs(thing.box[2] - thing.box[0]), abs(thing.box[3] - thing.box[1])) < _LEGIBLE:
        return Image.new("L", cells, 255)
    fine = cells[0] * _SUBSAMPLES, cells[1] * _SUBSAMPLES
    origin, right, down = (sight.pixel(*_place(thing, x, y)) for x, y in ((0, 0), (1, 0), (0, 1)))
    steps = ((right[0] - origin[0]) / fine[0], (down[0] - origin[0]) / fine[1], origin[0],
             (right[1] - origin[1]) / fine[0], (down[1] - origin[1]) / fine[1], origin[1])
    page = sight.shown.convert("L").transform(fine, Image.Transform.AFFINE, steps, Image.Resampling.NEAREST,
                                              fillcolor=255)
    return page.resize(cells, Image.Resampling.BOX)


def _place(thing: Thing, across: float, down: float) -> tuple[float, float]:
    """A point of a picture, in shares from its upper left corner, on the page."""
    a, b, c, d, e, f = thing.matrix
    return a * across + c * (1 - down) + e, b * across + d * (1 - down) + f


def _on_page(thing: Thing, left: float, top: float, right: float, bottom: float) -> Box:
    corners = [_place(thing, x, y) for x in (left, right) for y in (top, bottom)]
    across, up = zip(*corners, strict=True)
    return min(across), min(up), max(across), max(up)


def _at_least(image: Image.Image, level: int) -> Image.Image:
    return image.point([255 if each >= level else 0 for each in range(256)])


def _at_most(image: Image.Image, level: int) -> Image.Image:
    return image.point([255 if each <= level else 0 for each in range(256)])


def _runs(cells: bytes) -> Iterator[tuple[int, int]]:
    """The first and last cells of rows that are set, but for short gaps, and long enough for a word."""
    first, last = -1, -1 - _LONGEST_GAP
    for index, cell in enumerate((*cells, *bytes(_LONGEST_GAP + 1))):
        if cell:
            first, last = (first if first >= 0 else index), index
        elif first >= 0 and index - last > _LONGEST_GAP:
            if last - first + 1 >= _SHORTEST:
                yield first, last + 1
            first = -1


def _is_writing(data: Image.Image, left: float, top: float, right: float, bottom: float) -> bool:
    """True where a part of a picture is dark on light, neither solid nor a shadow nor the edge of a bar."""
    cut = data.crop((int(left * data.width), int(top * data.height), max(int(right * data.width), 1),
                     max(int(bottom * data.height), 1)))
    counts = cut.histogram()
    total = max(sum(counts), 1)
    light, dark = sum(counts[_LIGHT:]) / total, sum(counts[:_DARK]) / total
    strokes = cut.resize((max(cut.width // 2, 1), 1), Image.Resampling.BOX)
    low, high = extremes(strokes)
    return light >= _LIGHT_SHARE and _DARK_SHARES[0] <= dark <= _DARK_SHARES[1] and high - low >= _STROKES


def _median(image: Image.Image) -> int:
    counts = image.histogram()
    half, seen = sum(counts) / 2, 0
    for level, count in enumerate(counts):
        seen += count
        if seen >= half:
            return level
    return 255
