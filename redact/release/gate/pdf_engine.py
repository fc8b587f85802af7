"""A second reading of a PDF, by another engine (pdfium), and the geometry of what it would paint."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass

import pypdfium2
import pypdfium2.raw as pdfium

from redact.release.gate.leak import Box


@dataclass(frozen=True, slots=True)
class Painted:
    """An object of the page as the engine sees it: ``kind`` is "text", "path" or "other", ``box`` in points.

    ``inside`` is the text within the box of a filled path, None for other objects and for lines thinner than a box.
    """

    kind: str
    box: Box
    inside: str | None = None


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
_INSET = 0.5
"""Points by which the box of a path is drawn in before asking what text it holds: neighbours may touch its edge."""


def read_with_engine(data: bytes) -> list[EnginePage]:
    """What pdfium makes of the file; raises pypdfium2.PdfiumError where it cannot read it."""
    with closing(pypdfium2.PdfDocument(data)) as document:
        return [_page(document[index]) for index in range(len(document))]


def _page(page: pypdfium2.PdfPage) -> EnginePage:
    with closing(page), closing(page.get_textpage()) as text:
        width, height = page.get_size()
        objects = tuple(_objects(page, text))
        return EnginePage(width, height, text.get_text_range(), objects)


def _objects(page: pypdfium2.PdfPage, text: pypdfium2.PdfTextPage) -> Iterator[Painted]:
    for item in page.get_objects(max_depth=1):
        left, bottom, right, top = box = item.get_bounds()
        kind = _KINDS.get(item.type, "other")
        inside = None
        if kind == "path" and _filled(item) and min(right - left, top - bottom) > _THINNEST:
            inside = text.get_text_bounded(left + _INSET, bottom + _INSET, right - _INSET, top - _INSET)
        yield Painted(kind, box, inside)


def _filled(item: pypdfium2.PdfObject) -> bool:
    mode, stroke = ctypes.c_int(), ctypes.c_int()
    return bool(pdfium.FPDFPath_GetDrawMode(item, mode, stroke)) and mode.value != pdfium.FPDF_FILLMODE_NONE
