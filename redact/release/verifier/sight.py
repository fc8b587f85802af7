"""What a viewer shows of a page, and which of its characters leave no ink there.

The page is rendered (pdfium) as it is, and again without its text. A character whose place looks the same in both is
not seen, whatever hides it: a box, a picture, a stroke or an annotation over it, its colour, its mode, a clip, a layer
that is off, the edge of the page. No geometry of shapes has to be guessed, and text that is seen is never suspected.
"""

from __future__ import annotations

import ctypes
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, cast

import pypdfium2
import pypdfium2.raw as pdfium
from PIL import Image, ImageChops

from redact.release.gate.leak import Box

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
_MOST_PASSES = 5
"""Renderings in which text that stands on other text is taken away by itself."""
_MAX_DEPTH = 12
"""Forms within forms that are looked into."""
_MOST_OBJECTS = 200_000

NOBODY = -1
"""In place of a text object: the white space that the engine puts between words."""

PixelBox = tuple[int, int, int, int]


@dataclass(slots=True)
class Glyph:
    """One character of a page: its text ("\ufffd" where its font does not say), its box in points of the page's own
    space, its size in points, and the number of the text object that draws it (:data:`NOBODY` for white space that the
    engine puts between words). ``seen`` is False where its place looks
    the same without it."""

    text: str
    box: Box
    size: float
    drawn_by: int
    seen: bool = True

    @property
    def tells(self) -> bool:
        """True for letters, figures and characters that no font explains: what could carry a word."""
        return self.text.isalnum() or self.text == "\ufffd"

    @property
    def centre(self) -> tuple[float, float]:
        left, bottom, right, top = self.box
        return (left + right) / 2, (bottom + top) / 2


@dataclass(slots=True)
class Thing:
    """An object that a page paints, in painting order: ``kind`` is text, path, image, shading or form. ``box`` is in
    points. ``mode`` is the text rendering mode, ``alpha`` the opacity of its fill (0 to 255), ``clips`` the number of
    clipping paths on it, ``embedded`` False for text whose font is not in the file, ``replaced`` True for text for
    which the engine gives another (ActualText). ``matrix`` places a picture's unit square on the page."""

    order: int
    kind: str
    box: Box
    handle: Any
    mode: int = 0
    alpha: int = 255
    clips: int = 0
    embedded: bool = True
    replaced: bool = False
    filled: bool = False
    matrix: tuple[float, ...] = (1, 0, 0, 1, 0, 0)
    fill: tuple[int, int, int] = (0, 0, 0)


_KINDS = {pdfium.FPDF_PAGEOBJ_TEXT: "text", pdfium.FPDF_PAGEOBJ_PATH: "path", pdfium.FPDF_PAGEOBJ_IMAGE: "image",
          pdfium.FPDF_PAGEOBJ_SHADING: "shading", pdfium.FPDF_PAGEOBJ_FORM: "form"}


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
        return _render(self._page, self._scale, False), self._without(
            [thing for thing in self.things if thing.kind == "text"], annotations=False)

    def pictures(self) -> Image.Image:
        """The page's pictures alone: no text, no shapes, no annotations."""
        return self._without([thing for thing in self.things if thing.kind in {"text", "path", "shading"}],
                             annotations=False)

    def _without(self, things: Sequence[Thing], annotations: bool = True) -> Image.Image:
        for thing in things:
            pdfium.FPDFPageObj_SetIsActive(thing.handle, False)
        try:
            return _render(self._page, self._scale, annotations)
        finally:
            for thing in things:
                pdfium.FPDFPageObj_SetIsActive(thing.handle, True)

    def judge(self) -> None:
        """Sets ``seen`` of every glyph."""
        groups = self._groups()
        for group in groups:
            things = [self.things[number] for number in group]
            bare = self.bare if len(groups) == 1 else self._without(things)
            ink = difference(self.shown, bare)
            members = set(group)
            for glyph in self.glyphs:
                if glyph.drawn_by in members:
                    glyph.seen = self._is_seen(glyph, ink)
        # The places of replaced characters are the engine's guess within the text they stand for.
        seen = {glyph.drawn_by for glyph in self.glyphs if glyph.seen}
        for glyph in self.glyphs:
            glyph.seen |= glyph.drawn_by in seen and self.things[glyph.drawn_by].replaced

    def _is_seen(self, glyph: Glyph, ink: Image.Image) -> bool:
        place = self.pixels(glyph.box, _INSET)
        if place is None:
            return False
        return extremes(ink.crop(place))[1] >= (_FAINT_LARGE if glyph.size >= _LARGE else FAINT)

    def _groups(self) -> list[list[int]]:
        """The text objects in groups, within each of which none stands on another."""
        claims: dict[tuple[int, int], set[int]] = defaultdict(set)
        for glyph in self.glyphs:
            for cell in _cells(glyph) if glyph.drawn_by != NOBODY else ():
                claims[cell].add(glyph.drawn_by)
        rivals: dict[int, set[int]] = defaultdict(set)
        for owners in claims.values():
            if len(owners) > 1:
                for owner in owners:
                    rivals[owner] |= owners
        group_of: dict[int, int] = {}
        for number in sorted({glyph.drawn_by for glyph in self.glyphs} - {NOBODY}):
            taken = {group_of[rival] for rival in rivals.get(number, ()) if rival in group_of}
            group_of[number] = next((group for group in range(_MOST_PASSES) if group not in taken), _MOST_PASSES - 1)
        groups: dict[int, list[int]] = defaultdict(list)
        for number, group in group_of.items():
            groups[group].append(number)
        return list(groups.values())


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


def look_at(document: pypdfium2.PdfDocument, numbers: Iterable[int] | None = None) -> Iterator[PageSight]:
    """Each page of an open document as seen, or those of these numbers; a page is closed when the next is asked for."""
    for index in range(len(document)) if numbers is None else (number - 1 for number in numbers):
        page = document[index]
        with closing(page), closing(page.get_textpage()) as text:
            sight = _sight(page, text, index + 1)
            sight.judge()
            yield sight


def _sight(page: pypdfium2.PdfPage, text: pypdfium2.PdfTextPage, number: int) -> PageSight:
    width, height = page.get_size()
    scale = min(_SCALE, (_MOST_PIXELS / max(width * height, 1.0)) ** 0.5)
    shown = _render(page, scale)
    things = list(_things(page))
    by_address = {ctypes.addressof(thing.handle.contents): thing.order for thing in things if thing.kind == "text"}
    glyphs = list(_glyphs(text, by_address))
    return PageSight(number, (width, height), glyphs, things, shown, text.get_text_range(), _affine(page, shown.size),
                     page, scale)


def _render(page: pypdfium2.PdfPage, scale: float, annotations: bool = True) -> Image.Image:
    bitmap = page.render(scale=scale, may_draw_forms=annotations, draw_annots=annotations)
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


def _glyphs(text: pypdfium2.PdfTextPage, by_address: dict[int, int]) -> Iterator[Glyph]:
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    matrix = pdfium.FS_MATRIX()
    for index in range(text.count_chars()):
        handle = pdfium.FPDFText_GetTextObject(text, index)
        if not handle or pdfium.FPDFText_IsGenerated(text, index) == 1:
            yield Glyph(" ", (0, 0, 0, 0), 0, NOBODY)
            continue
        order = by_address.get(ctypes.addressof(handle.contents))
        if order is None or not pdfium.FPDFText_GetCharBox(text, index, left, right, bottom, top):
            continue
        scale = 1.0
        if pdfium.FPDFText_GetMatrix(text, index, matrix):
            scale = abs(matrix.a * matrix.d - matrix.b * matrix.c) ** 0.5
        size = abs(pdfium.FPDFText_GetFontSize(text, index)) * scale
        yield Glyph(_character(text, index), (left.value, bottom.value, right.value, top.value), size, order)


def _character(text: pypdfium2.PdfTextPage, index: int) -> str:
    code = pdfium.FPDFText_GetUnicode(text, index)
    unexplained = code == 0 or 0xE000 <= code <= 0xF8FF or pdfium.FPDFText_HasUnicodeMapError(text, index) == 1
    if unexplained or not code <= 0x10FFFF or 0xD800 <= code <= 0xDFFF:
        return "\ufffd"
    return chr(code)


def _things(page: pypdfium2.PdfPage) -> Iterator[Thing]:
    """Everything that the page paints, forms looked into, in painting order."""
    order = 0
    waiting = [(pdfium.FPDFPage_GetObject(page, index), (1.0, 0.0, 0.0, 1.0, 0.0, 0.0), 0)
               for index in reversed(range(pdfium.FPDFPage_CountObjects(page)))]
    while waiting and order < _MOST_OBJECTS:
        handle, outer, depth = waiting.pop()
        kind = _KINDS.get(pdfium.FPDFPageObj_GetType(handle), "other")
        if kind == "form":
            inner = _times(_matrix(handle), outer)
            if depth < _MAX_DEPTH:
                waiting += [(pdfium.FPDFFormObj_GetObject(handle, index), inner, depth + 1)
                            for index in reversed(range(max(pdfium.FPDFFormObj_CountObjects(handle), 0)))]
            continue
        yield _thing(handle, kind, order, outer)
        order += 1


def _thing(handle: Any, kind: str, order: int, outer: tuple[float, ...]) -> Thing:
    sides = [ctypes.c_float() for _ in range(4)]
    pdfium.FPDFPageObj_GetBounds(handle, *sides)
    thing = Thing(order, kind, _moved((sides[0].value, sides[1].value, sides[2].value, sides[3].value), outer), handle)
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    if pdfium.FPDFPageObj_GetFillColor(handle, red, green, blue, alpha):
        thing.alpha, thing.fill = alpha.value, (red.value, green.value, blue.value)
    clip = pdfium.FPDFPageObj_GetClipPath(handle)
    thing.clips = max(pdfium.FPDFClipPath_CountPaths(clip), 0) if clip else 0
    if kind == "text":
        thing.mode = pdfium.FPDFTextObj_GetTextRenderMode(handle)
        font = pdfium.FPDFTextObj_GetFont(handle)
        thing.embedded = bool(font) and pdfium.FPDFFont_GetIsEmbedded(font) == 1
        thing.replaced = any(_is_replacement(pdfium.FPDFPageObj_GetMark(handle, index))
                             for index in range(max(pdfium.FPDFPageObj_CountMarks(handle), 0)))
    elif kind == "path":
        mode, stroke = ctypes.c_int(), ctypes.c_int()
        thing.filled = bool(pdfium.FPDFPath_GetDrawMode(handle, mode, stroke)) and mode.value != 0
    elif kind == "image":
        thing.matrix = _times(_matrix(handle), outer)
    return thing


def _is_replacement(mark: Any) -> bool:
    """True for marked content with an ActualText."""
    length = ctypes.c_ulong()
    key = b"ActualText"
    pdfium.FPDFPageObjMark_GetParamStringValue(mark, key, None, 0, length)
    return length.value > 2


def _matrix(handle: Any) -> tuple[float, float, float, float, float, float]:
    matrix = pdfium.FS_MATRIX()
    if not pdfium.FPDFPageObj_GetMatrix(handle, matrix):
        return (1, 0, 0, 1, 0, 0)
    return (matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f)


def inverse(matrix: Sequence[float]) -> tuple[float, float, float, float, float, float] | None:
    """The matrix that undoes one; None for one that cannot be undone."""
    a, b, c, d, e, f = matrix
    scale = a * d - b * c
    if abs(scale) < 1e-9:
        return None
    return d / scale, -b / scale, -c / scale, a / scale, (c * f - d * e) / scale, (b * e - a * f) / scale


def _times(left: tuple[float, ...], right: tuple[float, ...]) -> tuple[float, float, float, float, float, float]:
    a, b, c, d, e, f = left
    g, h, i, j, k, m = right
    return (a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m)


def _moved(box: Box, matrix: tuple[float, ...]) -> Box:
    a, b, c, d, e, f = matrix
    corners = [(a * x + c * y + e, b * x + d * y + f) for x in (box[0], box[2]) for y in (box[1], box[3])]
    across, up = zip(*corners, strict=True)
    return min(across), min(up), max(across), max(up)
