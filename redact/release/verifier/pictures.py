"""Boxes over what is no text: pictures that still have what a box covers, and drawings of letters beneath one.

A picture is looked at twice: as the page draws it, without what lies upon it, and as its data have it, without its
clip, its mask and whatever else keeps a part of it from being shown.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pypdfium2
import pypdfium2.raw as pdfium
from PIL import Image

from redact.release.gate.leak import Box, Leak
from redact.release.verifier.boxes import PageBox, is_bare, is_boxlike
from redact.release.verifier.engine import Thing, inverse
from redact.release.verifier.sight import PageSight, extremes

_SEE_THROUGH = 128
"""Opacity (0 to 255) up to which a shape highlights and does not cover."""
_INK = 100
"""Difference of lightness from which a picture shows something beneath a box."""
_MARGIN = 0.12
"""Share of a box left out at each side."""
_FEWEST_STROKES = 24
"""Segments of paths wholly beneath a box from which they are letters drawn."""
_SMALLEST_SAMPLE = 6
"""Samples of a picture across a box below which it shows nothing."""


def picture_leaks(sight: PageSight, boxes: Sequence[PageBox]) -> Iterator[Leak]:
    """Boxes drawn over a picture that shows dark on light beneath them, or over drawings: whoever takes the picture
    out, or the box away, reads it."""
    images = [thing for thing in sight.things if thing.kind == "image"]
    drawn = [thing.box for thing in sight.things if _is_cover(thing) and is_boxlike(sight, thing)
             and is_bare(sight, thing.box)]
    places = list(dict.fromkeys([*(box.box for box in boxes), *drawn]))
    over = [box for box in places if any(_within(box, image.box) for image in images)]
    pictures = sight.pictures().convert("L") if over else None
    shown = sight.bare.convert("L") if over else None
    data: dict[int, Image.Image | None] = {}
    for box in over:
        if pictures is None or shown is None or not _is_even(sight, shown, box):
            continue
        if _shows(pictures, sight.pixels(box, _MARGIN)) or any(
                _has_ink(image, box, data) for image in images if _within(box, image.box)):
            yield Leak("covered-picture", "pdf picture or form", "a box lies over a picture that shows more beneath it",
                       sight.number, box)
    for box in places:
        if _strokes_beneath(sight, box) >= _FEWEST_STROKES:
            yield Leak("covered-drawing", "pdf picture or form", "a box lies over a drawing of many strokes",
                       sight.number, box)


def _is_cover(thing: Thing) -> bool:
    return thing.kind in {"image", "shading"} or (thing.filled and thing.alpha > _SEE_THROUGH)


def _is_even(sight: PageSight, shown: Image.Image, box: Box) -> bool:
    place = sight.pixels(box, _MARGIN)
    if place is None:
        return False
    low, high = extremes(shown.crop(place))
    return high - low < _INK / 2


def _shows(picture: Image.Image, place: tuple[int, int, int, int] | None) -> bool:
    """True if a picture shows dark on light in a place."""
    if place is None:
        return False
    cut = picture.crop(place)
    low, high = extremes(cut)
    return high - low >= _INK and _mean(cut) > 128


def _has_ink(image: Thing, box: Box, data: dict[int, Image.Image | None]) -> bool:
    """True if the data of a picture show dark on light where a box of the page lies. ``data`` keeps them."""
    place = _samples(image, box)
    if place is None:
        return False
    if image.order not in data:
        data[image.order] = gray_data(image)
    picture = data[image.order]
    if picture is None:
        return False
    left, top, right, bottom = place
    cut = (int(left * picture.width), int(top * picture.height),
           int(right * picture.width), int(bottom * picture.height))
    return min(cut[2] - cut[0], cut[3] - cut[1]) >= _SMALLEST_SAMPLE and _shows(picture, cut)


def gray_data(image: Thing) -> Image.Image | None:
    """The data of a picture in shades of gray; None where the engine cannot unpack them."""
    bitmap = pdfium.FPDFImageObj_GetBitmap(image.handle)
    if not bitmap:
        return None
    # The copy is ours; the engine's own buffer goes with the object that holds it.
    picture: Image.Image = pypdfium2.PdfBitmap.from_raw(bitmap).to_pil().convert("L").copy()
    return picture


def _samples(image: Thing, box: Box) -> tuple[float, float, float, float] | None:
    """Where a box of the page lies in a picture, in shares of its width and height from its upper left corner."""
    back = inverse(image.matrix)
    if back is None:
        return None
    a, b, c, d, e, f = back
    across, up = (box[2] - box[0]) * _MARGIN, (box[3] - box[1]) * _MARGIN
    corners = [(a * x + c * y + e, 1 - (b * x + d * y + f))
               for x in (box[0] + across, box[2] - across) for y in (box[1] + up, box[3] - up)]
    xs, ys = zip(*corners, strict=True)
    place = max(min(xs), 0.0), max(min(ys), 0.0), min(max(xs), 1.0), min(max(ys), 1.0)
    return place if place[0] < place[2] and place[1] < place[3] else None


def _strokes_beneath(sight: PageSight, box: Box) -> int:
    """How many segments the paths have that lie wholly in a box and are painted before what covers it."""
    covers = [thing.order for thing in sight.things if _is_cover(thing) and _reaches(thing.box, box)]
    last = max(covers, default=0)
    return sum(max(pdfium.FPDFPath_CountSegments(thing.handle), 0) for thing in sight.things[:last]
               if thing.kind == "path" and _reaches(box, thing.box) and not _reaches(thing.box, box))


def _reaches(outer: Box, inner: Box) -> bool:
    """True if ``inner`` lies in ``outer``, but for two points."""
    return (outer[0] - 2 <= inner[0] and outer[1] - 2 <= inner[1]
            and inner[2] <= outer[2] + 2 and inner[3] <= outer[3] + 2)


def _within(inner: Box, outer: Box) -> bool:
    x, y = (inner[0] + inner[2]) / 2, (inner[1] + inner[3]) / 2
    return outer[0] <= x <= outer[2] and outer[1] <= y <= outer[3]


def _mean(image: Image.Image) -> float:
    counts = image.histogram()
    return sum(level * count for level, count in enumerate(counts)) / max(sum(counts), 1)
