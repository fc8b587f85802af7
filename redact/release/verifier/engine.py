"""What the engine (pdfium) says that a page paints: its characters and its objects, with their places."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from redact.release.gate.leak import Box

UNEXPLAINED = "\ufffd"
"""A character of which no font of the file says what it is."""
_WIDE, _LOWEST = 3.0, 4.0
"""Times its height, of so many points at least, from which a character is as wide as a word."""
NOBODY = -1
"""In place of a text object: the white space that the engine puts between words."""
_MAX_DEPTH = 12
"""Forms within forms that are looked into."""
_MOST_OBJECTS = 200_000


@dataclass(slots=True)
class Glyph:
    """One character of a page: its text ("\ufffd" where its font does not say), its box in points of the page's own
    space, its size in points, and the number of the text object that draws it (:data:`NOBODY` for white space that the
    engine puts between words). ``seen`` is False where its place looks
    the same without it, ``masked`` True where its font says of it what it is not."""

    text: str
    box: Box
    size: float
    drawn_by: int
    seen: bool = True
    masked: bool = False

    @property
    def weight(self) -> int:
        """How many characters it stands for, as far as they could carry a word: several where it is as wide as a word,
        or said to be a blank, of which the engine reports one for all that follow one another."""
        wide = self.box[2] - self.box[0] >= _WIDE * max(self.box[3] - self.box[1], _LOWEST)
        return (2 if self.masked or wide else 1) if self.tells else 0

    @property
    def tells(self) -> bool:
        """True for letters, figures and characters that no font explains: what could carry a word."""
        return self.text.isalnum() or self.text == UNEXPLAINED

    @property
    def centre(self) -> tuple[float, float]:
        left, bottom, right, top = self.box
        return (left + right) / 2, (bottom + top) / 2


@dataclass(slots=True)
class Thing:
    """An object that a page paints, in painting order: ``kind`` is text, path, image, shading or form. ``box`` is in
    points. ``mode`` is the text rendering mode, ``alpha`` the opacity of its fill (0 to 255), ``clips`` the number of
    clipping paths on it, ``embedded`` False for text whose font is not in the file. ``matrix`` places a picture's unit
    square on the page."""

    order: int
    kind: str
    box: Box
    handle: Any
    mode: int = 0
    alpha: int = 255
    clips: int = 0
    embedded: bool = True
    filled: bool = False
    matrix: tuple[float, ...] = (1, 0, 0, 1, 0, 0)
    fill: tuple[int, int, int] = (0, 0, 0)


_KINDS = {pdfium.FPDF_PAGEOBJ_TEXT: "text", pdfium.FPDF_PAGEOBJ_PATH: "path", pdfium.FPDF_PAGEOBJ_IMAGE: "image",
          pdfium.FPDF_PAGEOBJ_SHADING: "shading", pdfium.FPDF_PAGEOBJ_FORM: "form"}


def glyphs_of(text: pypdfium2.PdfTextPage, by_address: dict[int, int]) -> Iterator[Glyph]:
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    matrix = pdfium.FS_MATRIX()
    sizes: dict[int, float] = {}
    for index in range(text.count_chars()):
        handle = pdfium.FPDFText_GetTextObject(text, index)
        if not handle or pdfium.FPDFText_IsGenerated(text, index) == 1:
            yield Glyph(" ", (0, 0, 0, 0), 0, NOBODY)
            continue
        order = by_address.get(ctypes.addressof(handle.contents))
        if order is None or not pdfium.FPDFText_GetCharBox(text, index, left, right, bottom, top):
            continue
        if order not in sizes:
            scale = 1.0
            if pdfium.FPDFText_GetMatrix(text, index, matrix):
                scale = abs(matrix.a * matrix.d - matrix.b * matrix.c) ** 0.5
            sizes[order] = abs(pdfium.FPDFText_GetFontSize(text, index)) * scale
        yield Glyph(_character(text, index), (left.value, bottom.value, right.value, top.value), sizes[order], order)


def _character(text: pypdfium2.PdfTextPage, index: int) -> str:
    code = pdfium.FPDFText_GetUnicode(text, index)
    unexplained = code == 0 or 0xE000 <= code <= 0xF8FF or pdfium.FPDFText_HasUnicodeMapError(text, index) == 1
    if unexplained or not code <= 0x10FFFF or 0xD800 <= code <= 0xDFFF:
        return UNEXPLAINED
    return chr(code)


def things_of(page: pypdfium2.PdfPage) -> Iterator[Thing]:
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
    elif kind == "path":
        mode, stroke = ctypes.c_int(), ctypes.c_int()
        thing.filled = bool(pdfium.FPDFPath_GetDrawMode(handle, mode, stroke)) and mode.value != 0
    elif kind == "image":
        thing.matrix = _times(_matrix(handle), outer)
    return thing


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
