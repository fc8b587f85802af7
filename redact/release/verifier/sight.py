"""What a viewer shows of a page, and which of its characters leave no ink there.

The page is rendered (pdfium) as it is, and again without its text. A character whose place looks the same in both is
not seen, whatever hides it: a box, a picture, a stroke or an annotation over it, its colour, its mode, a clip, a layer
that is off, the edge of the page. No geometry of shapes has to be guessed, and text that is seen is never suspected.
"""

from __future__ import annotations

import ctypes
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, cast

import pypdfium2
import pypdfium2.raw as pdfium
from PIL import Image, ImageChops

from redact.release.gate.leak import Box
from redact.release.verifier.engine import NOBODY, UNEXPLAINED, Glyph, Thing, glyphs_of, things_of

_SCALE = 2.0
"""Pixels of a rendering to a point."""
_MOST_PIXELS = 5_000_000
FAINT = 26
"""Difference of a colour channel (0 to 255) below which text of the size of a page's text is not seen."""
_FAINT_LARGE = 8
"""The same for text as large as a watermark's."""
_LARGE = 18.0
"""Points from which text is large."""
_INSET = 0.2
"""Share of a character's box left out on each side: its neighbours' ink may reach in."""
_CELL = 3.0
"""Points: the grain in which characters of different text objects are said to share a place."""
_WORD = 20.0
"""Points from which a text of blanks, in a font that only other readers may have, is wide enough for a word."""
_MOST_COMPARED = 500_000
_MOST_PASSES = 5
"""Renderings in which text that stands on other text is taken away by itself."""


PixelBox = tuple[int, int, int, int]


@dataclass
class PageSight:
    """One page as seen. ``size`` is that of the visible page in points, turned as it is shown; ``raw`` its text in
    the engine's reading order; ``shown`` the rendering, ``things`` what is painted."""

    number: int
    size: tuple[float, float]
    glyphs: list[Glyph]
    things: list[Thing]
    shown: Image.Image
    raw: str
    _affine: tuple[float, float, float, float, float, float]
    _page: Any = field(repr=False)
    _scale: float = _SCALE
    _printed: bool = False

    def pixels(self, box: Box, inset: float = 0.0) -> PixelBox | None:
        """Where a box of the page lies in the renderings; None where it lies outside or is thinner than a pixel's
        tenth. ``inset`` is the share taken off at each side."""
        left, bottom, right, top = box
        a, b, c, d, e, f = self._affine
        xs = [a * x + c * y + e for x, y in ((left, bottom), (right, top))]
        ys = [b * x + d * y + f for x, y in ((left, bottom), (right, top))]
        x0, x1, y0, y1 = min(xs), max(xs), min(ys), max(ys)
        across, up = (x1 - x0) * inset, (y1 - y0) * inset
        box_ = (max(int(x0 + across), 0), max(int(y0 + up), 0),
                min(int(x1 - across) + 1, self.shown.width), min(int(y1 - up) + 1, self.shown.height))
        return box_ if box_[0] < box_[2] and box_[1] < box_[3] else None

    def pixel(self, x: float, y: float) -> tuple[float, float]:
        """Where a point of the page lies in the renderings, on the page or off it."""
        a, b, c, d, e, f = self._affine
        return a * x + c * y + e, b * x + d * y + f

    def points(self, place: tuple[float, float, float, float]) -> Box:
        """The box of the page, in points, that a box of pixels shows."""
        a, b, c, d, e, f = self._affine
        scale = a * d - b * c
        corners = [((d * (x - e) - c * (y - f)) / scale, (a * (y - f) - b * (x - e)) / scale)
                   for x in place[::2] for y in place[1::2]]
        across, up = zip(*corners, strict=True)
        return min(across), min(up), max(across), max(up)

    def on_page(self, box: Box) -> bool:
        """True where the middle of the box lies on the visible page."""
        a, b, c, d, e, f = self._affine
        x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
        across, down = a * x + c * y + e, b * x + d * y + f
        return 0 <= across < self.shown.width and 0 <= down < self.shown.height

    @cached_property
    def bare(self) -> Image.Image:
        """The page without any of its text."""
        return self._without([thing for thing in self.things if thing.kind == "text"])

    def unannotated(self) -> tuple[Image.Image, Image.Image]:
        """The page without annotations: with its text, and without."""
        if not self._is_annotated:
            return self.shown, self.bare
        return _render(self._page, self._scale, False, self._printed), self._without(
            [thing for thing in self.things if thing.kind == "text"], annotations=False)

    def pictures(self) -> Image.Image:
        """The page's pictures alone: no text, no shapes, no annotations."""
        if not self._is_annotated and all(thing.kind in {"text", "image"} for thing in self.things):
            return self.bare
        return self._without([thing for thing in self.things if thing.kind in {"text", "path", "shading"}],
                             annotations=False)

    @cached_property
    def _is_annotated(self) -> bool:
        return int(pdfium.FPDFPage_GetAnnotCount(self._page.raw)) > 0

    def _without(self, things: Sequence[Thing], annotations: bool = True) -> Image.Image:
        for thing in things:
            pdfium.FPDFPageObj_SetIsActive(thing.handle, False)
        try:
            return _render(self._page, self._scale, annotations, self._printed)
        finally:
            for thing in things:
                pdfium.FPDFPageObj_SetIsActive(thing.handle, True)

    def judge(self) -> None:
        """Sets ``seen`` of every glyph."""
        groups = self._groups()
        for group in groups:
            things = [self.things[number] for number in group]
            bare = self.bare if len(groups) == 1 else self._without(things)
            ink = _Ink(difference(self.shown, bare))
            members = set(group)
            for glyph in self.glyphs:
                if glyph.drawn_by in members:
                    glyph.seen = self._is_seen(glyph, ink)

    def unmask(self, blanks: Collection[str]) -> None:
        """Gives characters that are said to be one of ``blanks``, and texts of which nothing is said, the text that no
        font explains where something is drawn in their places."""
        texts = [thing for thing in self.things if thing.kind == "text"]
        told = {glyph.drawn_by for glyph in self.glyphs if glyph.tells}
        if all(thing.order in told for thing in texts) and not any(glyph.text in blanks for glyph in self.glyphs):
            return
        ink = self._ink_of(texts)
        for glyph in self.glyphs:
            if glyph.drawn_by != NOBODY and glyph.text in blanks and self._is_inked(ink, glyph.box):
                glyph.text, glyph.masked = UNEXPLAINED, True
                told.add(glyph.drawn_by)
        for thing in texts:
            if thing.order not in told and (self._is_inked(ink, thing.box) or (
                    not thing.embedded and thing.box[2] - thing.box[0] > _WORD)):
                self.glyphs.append(Glyph(UNEXPLAINED, thing.box, 1.0, thing.order, masked=True))

    def _is_inked(self, ink: Image.Image, box: Box) -> bool:
        place = self.pixels(box)
        return place is not None and extremes(ink.crop(place))[1] >= FAINT

    def _ink_of(self, texts: Sequence[Thing]) -> Image.Image:
        """What the texts of the page would draw on white, in black and with nothing else there."""
        for thing in texts:
            pdfium.FPDFPageObj_SetFillColor(thing.handle, 0, 0, 0, 255)
            pdfium.FPDFTextObj_SetTextRenderMode(thing.handle, 0)
        try:
            page = self._without([thing for thing in self.things if thing.kind != "text"], annotations=False)
        finally:
            for thing in texts:
                pdfium.FPDFPageObj_SetFillColor(thing.handle, *thing.fill, thing.alpha)
                pdfium.FPDFTextObj_SetTextRenderMode(thing.handle, thing.mode)
        return ImageChops.invert(page.convert("L"))

    def _is_seen(self, glyph: Glyph, ink: _Ink) -> bool:
        place = None if glyph.text.isspace() else self.pixels(glyph.box, _INSET)
        return place is not None and ink.shows(place, _FAINT_LARGE if glyph.size >= _LARGE else FAINT)

    def _groups(self) -> list[list[int]]:
        """The text objects in groups, within each of which none stands on another."""
        drawing = {glyph.drawn_by for glyph in self.glyphs} - {NOBODY}
        crowded = _overlapping([self.things[number] for number in drawing])
        claims: dict[tuple[int, int], set[int]] = defaultdict(set)
        for glyph in self.glyphs:
            for cell in _cells(glyph) if glyph.drawn_by in crowded else ():
                claims[cell].add(glyph.drawn_by)
        rivals: dict[int, set[int]] = defaultdict(set)
        for owners in claims.values():
            if len(owners) > 1:
                for owner in owners:
                    rivals[owner] |= owners
        group_of: dict[int, int] = {}
        for number in sorted(drawing):
            taken = {group_of[rival] for rival in rivals.get(number, ()) if rival in group_of}
            group_of[number] = next((group for group in range(_MOST_PASSES) if group not in taken), _MOST_PASSES - 1)
        groups: dict[int, list[int]] = defaultdict(list)
        for number, group in group_of.items():
            groups[group].append(number)
        return list(groups.values())


class _Ink:
    """Where a page looks different without some of its text, asked for place by place."""

    def __init__(self, difference: Image.Image):
        self._difference = difference
        self._width = difference.width
        self._masks: dict[int, bytes] = {}

    def shows(self, place: PixelBox, least: int) -> bool:
        """True if the difference is at least so large anywhere in a place."""
        if least not in self._masks:
            levels = [255 if level >= least else 0 for level in range(256)]
            self._masks[least] = self._difference.point(levels).tobytes()
        mask, width = self._masks[least], self._width
        left, top, right, bottom = place
        return any(mask.find(b"\xff", row + left, row + right) >= 0
                   for row in range(top * width, bottom * width, width))


def _overlapping(things: Sequence[Thing]) -> frozenset[int]:
    """The objects whose places overlap another's; all of them where there are too many to compare."""
    found: set[int] = set()
    reaching: list[Thing] = []
    compared = 0
    for thing in sorted(things, key=lambda each: each.box[1]):
        reaching = [other for other in reaching if other.box[3] > thing.box[1]]
        compared += len(reaching)
        if compared > _MOST_COMPARED:
            return frozenset(each.order for each in things)
        for other in reaching:
            if other.box[0] < thing.box[2] and thing.box[0] < other.box[2]:
                found |= {other.order, thing.order}
        reaching.append(thing)
    return frozenset(found)


def _cells(glyph: Glyph) -> Iterator[tuple[int, int]]:
    """The cells that the core of a character lies in; a huge one counts by its middle alone."""
    left, bottom, right, top = glyph.box
    across, up = (right - left) * 0.3, (top - bottom) * 0.3
    if right - left > 400 or top - bottom > 400:
        x, y = glyph.centre
        yield int(x // _CELL), int(y // _CELL)
        return
    for x in range(int((left + across) // _CELL), int((right - across) // _CELL) + 1):
        for y in range(int((bottom + up) // _CELL), int((top - up) // _CELL) + 1):
            yield x, y


def look_at(document: pypdfium2.PdfDocument, numbers: Iterable[int] | None = None, *, blanks: Collection[str] = (),
            printed: bool = False) -> Iterator[PageSight]:
    """Each page of an open document as seen, or those of these numbers; a page is closed when the next is asked for.

    ``blanks`` are texts that the document's fonts give for what is none (see :meth:`PageSight.unmask`); ``printed``
    asks for the pages as they come out of a printer.
    """
    for index in range(len(document)) if numbers is None else (number - 1 for number in numbers):
        page = document[index]
        with closing(page), closing(page.get_textpage()) as text:
            sight = _sight(page, text, index + 1, printed)
            if blanks:
                sight.unmask(blanks)
            sight.judge()
            yield sight


def _sight(page: pypdfium2.PdfPage, text: pypdfium2.PdfTextPage, number: int, printed: bool) -> PageSight:
    width, height = page.get_size()
    scale = min(_SCALE, (_MOST_PIXELS / max(width * height, 1.0)) ** 0.5)
    shown = _render(page, scale, printed=printed)
    things = list(things_of(page))
    by_address = {ctypes.addressof(thing.handle.contents): thing.order for thing in things if thing.kind == "text"}
    glyphs = list(glyphs_of(text, by_address))
    return PageSight(number, (width, height), glyphs, things, shown, text.get_text_range(), _affine(page, shown.size),
                     page, scale, printed)


def _render(page: pypdfium2.PdfPage, scale: float, annotations: bool = True, printed: bool = False) -> Image.Image:
    bitmap = page.render(scale=scale, may_draw_forms=annotations, draw_annots=annotations,
                         optimize_mode="print" if printed else None)
    picture: Image.Image = bitmap.to_pil().convert("RGB")
    return picture


def extremes(image: Image.Image) -> tuple[int, int]:
    """The darkest and the lightest level of a gray image."""
    low, high = cast(tuple[int, int], image.getextrema())
    return low, high


def difference(first: Image.Image, second: Image.Image) -> Image.Image:
    """The largest difference of any colour channel, pixel by pixel, as an image of one channel."""
    red, green, blue = ImageChops.difference(first, second).split()
    return ImageChops.lighter(ImageChops.lighter(red, green), blue)


_FINE = 1000
"""Steps to a pixel in which the engine is asked for places, since it answers in whole numbers."""


def _affine(page: pypdfium2.PdfPage, size: tuple[int, int]) -> tuple[float, float, float, float, float, float]:
    """From points of the page's own space to pixels, whatever its rotation and boxes are."""
    def place(x: float, y: float) -> tuple[float, float]:
        across, down = ctypes.c_int(), ctypes.c_int()
        pdfium.FPDF_PageToDevice(page, 0, 0, size[0] * _FINE // grain, size[1] * _FINE // grain, 0, x, y, across, down)
        return across.value * grain / _FINE, down.value * grain / _FINE

    grain = max(max(size) // 2000, 1)
    origin, right, up = place(0, 0), place(100, 0), place(0, 100)
    return ((right[0] - origin[0]) / 100, (right[1] - origin[1]) / 100,
            (up[0] - origin[0]) / 100, (up[1] - origin[1]) / 100, *origin)
