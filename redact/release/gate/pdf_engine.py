"""A second reading of a PDF, by another engine (pdfium), and the geometry of what it would paint."""

from __future__ import annotations

import ctypes
import math
from contextlib import closing
from dataclasses import dataclass
from typing import Any, NamedTuple

import pypdfium2
import pypdfium2.raw as pdfium
from PIL import Image

from redact.release.gate.leak import Box


class Painted(NamedTuple):
    """An object of the page as the engine sees it: ``kind`` is "text", "path" or "other", ``box`` in points.

    ``inside`` is the text within the box of a filled path, None for other objects and for lines thinner than a box.
    ``inked`` is False for text whose place in the rendered page is the same without it: nobody sees it.
    """

    kind: str
    box: Box
    inside: str | None = None
    inked: bool = True


@dataclass(frozen=True, slots=True)
class EnginePage:
    """One page: its size in points, its text in reading order and its objects in painting order."""

    width: float
    height: float
    text: str
    objects: tuple[Painted, ...]


_KINDS = {pdfium.FPDF_PAGEOBJ_TEXT: "text", pdfium.FPDF_PAGEOBJ_PATH: "path"}
_THINNEST = 3.0
"""Points below which a filled path is a line and covers no text."""
_FAINT = 24
"""Levels of gray (0 to 255) by which a text must change its place to be seen."""
_WHITE = 0xFFFFFFFF
_MOST_PIXELS = 100_000_000
_INSET = 0.5
"""Points by which the box of a path is drawn in before asking what text it holds: neighbours may touch its edge."""


def read_with_engine(data: bytes) -> list[EnginePage]:
    """What pdfium makes of the file; raises pypdfium2.PdfiumError where it cannot read it."""
    with closing(pypdfium2.PdfDocument(data)) as document:
        shown, bare = _Sheet(), _Sheet()
        return [_page(document[index], shown, bare) for index in range(len(document))]


def _page(page: pypdfium2.PdfPage, shown: _Sheet, bare: _Sheet) -> EnginePage:
    with closing(page), closing(page.get_textpage()) as text:
        width, height = page.get_size()
        handles = [pdfium.FPDFPage_GetObject(page, index) for index in range(pdfium.FPDFPage_CountObjects(page))]
        kinds = [_KINDS.get(pdfium.FPDFPageObj_GetType(handle), "other") for handle in handles]
        texts = [handle for handle, kind in zip(handles, kinds, strict=True) if kind == "text"]
        with_text = shown.rendered(page, width, height)
        for handle in texts:
            pdfium.FPDFPageObj_SetIsActive(handle, False)
        looker = _Looker(text, with_text, bare.rendered(page, width, height), height)
        objects = tuple(map(looker.painted, handles, kinds))
        return EnginePage(width, height, text.get_text_range(), objects)


class _Sheet:
    """Room for a rendered page, used again for the next one of the same size."""

    def __init__(self) -> None:
        self._size = (0, 0)
        self._pixels = bytearray()

    def rendered(self, page: pypdfium2.PdfPage, width: float, height: float) -> Image.Image:
        """The page in gray, one pixel a point; by the engine's own calls, for the wrapper's take as long again. It
        holds until the next page is rendered."""
        across, down = size = math.ceil(width), math.ceil(height)
        if size != self._size:
            if not 0 < across * down <= _MOST_PIXELS:
                raise pypdfium2.PdfiumError("a page has no size that can be rendered")
            self._size, self._pixels = size, bytearray(across * down)
            self._held = (ctypes.c_ubyte * (across * down)).from_buffer(self._pixels)
        bitmap = pdfium.FPDFBitmap_CreateEx(across, down, pdfium.FPDFBitmap_Gray, self._held, across)
        pdfium.FPDFBitmap_FillRect(bitmap, 0, 0, across, down, _WHITE)
        pdfium.FPDF_RenderPageBitmap(bitmap, page, 0, 0, across, down, 0, pdfium.FPDF_ANNOT)
        pdfium.FPDFBitmap_Destroy(bitmap)
        return Image.frombuffer("L", size, self._pixels, "raw", "L", 0, 1)


class _Looker:
    """Looks at the objects of one page, by the engine's own calls: wrapping each would take longer than asking it."""

    def __init__(self, text: pypdfium2.PdfTextPage, shown: Image.Image, bare: Image.Image, height: float):
        """``shown`` is the page as rendered, ``bare`` the same without its text."""
        self._text = text
        self._shown, self._bare = shown.im, bare.im  # cutting an image costs several times what cutting its pixels does
        self._size = shown.size
        self._height = height
        self._sides = tuple(ctypes.c_float() for _ in range(4))
        self._asked = tuple(map(ctypes.byref, self._sides))
        self._room = text.count_chars() + 1
        self._held = (ctypes.c_ushort * self._room)()

    def painted(self, handle: Any, kind: str) -> Painted:
        """An object and, where that tells anything, what stands in it and whether it leaves ink."""
        pdfium.FPDFPageObj_GetBounds(handle, *self._asked)
        sides = self._sides
        left, bottom, right, top = box = (sides[0].value, sides[1].value, sides[2].value, sides[3].value)
        if kind == "text":
            return Painted(kind, box, None, right <= left or top <= bottom or self._inked(handle, box))
        if kind == "path" and right - left > _THINNEST and top - bottom > _THINNEST and _filled(handle):
            return Painted(kind, box, self._inside(left + _INSET, bottom + _INSET, right - _INSET, top - _INSET))
        return Painted(kind, box)

    def _inked(self, handle: Any, box: Box) -> bool:
        """True if a text changes its place on the page, or says nothing that could leave ink."""
        left, bottom, right, top = box
        (across, down), height = self._size, self._height
        place = (max(int(left), 0), max(int(height - top), 0), min(int(right) + 1, across),
                 min(int(height - bottom) + 1, down))
        levels = self._shown.crop(place).chop_difference(self._bare.crop(place)).getextrema()
        return (levels is not None and levels[1] >= _FAINT) or not any(map(str.isalnum, _said(handle, self._text)))

    def _inside(self, left: float, bottom: float, right: float, top: float) -> str:
        """The text in a box."""
        length = pdfium.FPDFText_GetBoundedText(self._text, left, top, right, bottom, self._held, self._room)
        return bytes(self._held)[:2 * length].decode("utf-16-le", "replace").rstrip("\0")


def _said(handle: Any, text: pypdfium2.PdfTextPage) -> str:
    """The words of a text object: some, such as a mark without width, have no ink of their own."""
    length = pdfium.FPDFTextObj_GetText(handle, text, None, 0)
    buffer = (ctypes.c_ushort * (length // 2))()
    pdfium.FPDFTextObj_GetText(handle, text, buffer, length)
    return bytes(buffer).decode("utf-16-le", "replace").rstrip("\0")


def _filled(item: Any) -> bool:
    mode, stroke = ctypes.c_int(), ctypes.c_int()
    return bool(pdfium.FPDFPath_GetDrawMode(item, mode, stroke)) and mode.value != pdfium.FPDF_FILLMODE_NONE
