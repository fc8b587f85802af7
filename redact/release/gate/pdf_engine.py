"""A second reading of a PDF, by another engine (pdfium), and the geometry of what it would paint."""

from __future__ import annotations

import ctypes
from contextlib import closing
from dataclasses import dataclass
from typing import Any, cast

import pypdfium2
import pypdfium2.raw as pdfium
from PIL import Image, ImageChops

from redact.release.gate.leak import Box


@dataclass(frozen=True, slots=True)
class Painted:
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
_INSET = 0.5
"""Points by which the box of a path is drawn in before asking what text it holds: neighbours may touch its edge."""


def read_with_engine(data: bytes) -> list[EnginePage]:
    """What pdfium makes of the file; raises pypdfium2.PdfiumError where it cannot read it."""
    with closing(pypdfium2.PdfDocument(data)) as document:
        return [_page(document[index]) for index in range(len(document))]


def _page(page: pypdfium2.PdfPage) -> EnginePage:
    with closing(page), closing(page.get_textpage()) as text:
        width, height = page.get_size()
        handles = [pdfium.FPDFPage_GetObject(page, index) for index in range(pdfium.FPDFPage_CountObjects(page))]
        ink = _ink_of_text(page, handles)
        objects = tuple(_painted(handle, text, ink, height) for handle in handles)
        return EnginePage(width, height, text.get_text_range(), objects)


def _ink_of_text(page: pypdfium2.PdfPage, handles: list[Any]) -> Image.Image:
    """The page as rendered (one pixel a point, in gray), less the page rendered without its text."""
    shown = page.render(scale=1, grayscale=True).to_pil()
    texts = [handle for handle in handles if pdfium.FPDFPageObj_GetType(handle) == pdfium.FPDF_PAGEOBJ_TEXT]
    for handle in texts:
        pdfium.FPDFPageObj_SetIsActive(handle, False)
    bare = page.render(scale=1, grayscale=True).to_pil()
    for handle in texts:
        pdfium.FPDFPageObj_SetIsActive(handle, True)
    return ImageChops.difference(shown, bare)


def _painted(handle: Any, text: pypdfium2.PdfTextPage, ink: Image.Image, height: float) -> Painted:
    """An object by the engine's own calls: wrapping each would take longer than asking it."""
    sides = tuple(ctypes.c_float() for _ in range(4))
    pdfium.FPDFPageObj_GetBounds(handle, *sides)
    left, bottom, right, top = box = (sides[0].value, sides[1].value, sides[2].value, sides[3].value)
    kind = _KINDS.get(pdfium.FPDFPageObj_GetType(handle), "other")
    if kind == "path" and min(right - left, top - bottom) > _THINNEST and _filled(handle):
        return Painted(kind, box, text.get_text_bounded(left + _INSET, bottom + _INSET, right - _INSET, top - _INSET))
    if kind == "text" and right > left and top > bottom:
        place = ink.crop((int(left), int(height - top), int(right) + 1, int(height - bottom) + 1))
        inked = cast(tuple[int, int], place.getextrema())[1] >= _FAINT
        return Painted(kind, box, inked=inked or not any(map(str.isalnum, _said(handle, text))))
    return Painted(kind, box)


def _said(handle: Any, text: pypdfium2.PdfTextPage) -> str:
    """The words of a text object: some, such as a mark without width, have no ink of their own."""
    length = pdfium.FPDFTextObj_GetText(handle, text, None, 0)
    buffer = (ctypes.c_ushort * (length // 2))()
    pdfium.FPDFTextObj_GetText(handle, text, buffer, length)
    return bytes(buffer).decode("utf-16-le", "replace").rstrip("\0")


def _filled(item: Any) -> bool:
    mode, stroke = ctypes.c_int(), ctypes.c_int()
    return bool(pdfium.FPDFPath_GetDrawMode(item, mode, stroke)) and mode.value != pdfium.FPDF_FILLMODE_NONE
