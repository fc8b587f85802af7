"""The gate's reading of a PDF: its objects, and what each page draws."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache

from redact.release.gate.pdf_content import Drawing, Glyphs, ToUnicode, read_content
from redact.release.gate.pdf_written import read_written
from redact.release.reading.objects import PdfObjects
from redact.release.reading.plain import read_plain
from redact.release.reading.syntax import PdfSyntaxError, Ref, Value

_CHARACTER = re.compile(rb"<([0-9A-Fa-f]{2})>\s*<([0-9A-Fa-f]{4,})>")
_RANGE = re.compile(rb"<([0-9A-Fa-f]{2})>\s*<([0-9A-Fa-f]{2})>\s*<([0-9A-Fa-f]{4})>")
_SECTION = re.compile(rb"begin(bfchar|bfrange)(.*?)end\1", re.DOTALL)


@dataclass(slots=True, repr=False)
class PageReading:
    """One page: its dictionary, its size in points, its fonts by the names of their resources, and what it draws."""

    number: int
    entries: dict[str, Value]
    box: tuple[float, float, float, float]
    fonts: dict[str, Glyphs]
    drawing: Drawing


@dataclass(repr=False)
class PdfReading(PdfObjects):
    """A whole PDF as the gate reads it. ``accounted`` is True where every byte of the file belongs to what was read;
    ``held`` keeps alive what decodes the streams; ``glyphs`` holds the fonts read so far."""

    accounted: bool = False
    held: PdfObjects | None = None
    pages: list[PageReading] = field(default_factory=list)
    glyphs: dict[Ref, Glyphs] = field(default_factory=dict)

    @property
    def kids(self) -> list[Value]:
        """What the root of the page tree names, which in a release are its pages."""
        held = self.entry(self.trailer, "Root", "Pages", "Kids")
        return held if isinstance(held, list) else []


def read_pdf(data: bytes) -> PdfReading:
    """Decodes the file; raises pikepdf.PdfError or :class:`PdfSyntaxError` where it cannot be read whole."""
    plain = read_plain(data)
    found = plain or _by_qpdf(data)
    reading = PdfReading(data, found.trailer, found.objects, found.streams, found.damaged, found.encrypted,
                         accounted=plain is not None, held=found)
    for number, page in enumerate(reading.page_dictionaries(), 1):
        reading.pages.append(_page(reading, number, page))
    return reading


def _by_qpdf(data: bytes) -> PdfObjects:
    """The objects of a file that no release is: read as far as can be, to name what is wrong with it."""
    from redact.release.reading.qpdf import read_objects

    return read_objects(data)


@lru_cache(maxsize=64)
def to_unicode(table: bytes) -> ToUnicode:
    """The code-to-text table of a ToUnicode CMap for one-byte codes (9.10.3)."""
    mapping: dict[int, str] = {}
    for section in _SECTION.finditer(table):
        if section[1] == b"bfchar":
            for code, text in _CHARACTER.findall(section[2]):
                mapping[int(code, 16)] = bytes.fromhex(text.decode("ascii")).decode("utf-16-be", "replace")
        else:
            for first, last, text in _RANGE.findall(section[2]):
                start, code = int(text, 16), int(first, 16)
                mapping.update((code + step, chr(start + step)) for step in range(int(last, 16) - code + 1))
    return mapping


def _page(reading: PdfReading, number: int, entries: dict[str, Value]) -> PageReading:
    box = reading.resolve(entries.get("MediaBox"))
    sides = [side for side in box if isinstance(side, float)] if isinstance(box, list) else []
    if len(sides) != 4:
        raise PdfSyntaxError("a page has no size")
    contents = entries.get("Contents")
    parts = contents if isinstance(contents, list) else [contents]
    data = b"\n".join(reading.streams[part.number].decoded for part in parts if isinstance(part, Ref))
    fonts = _fonts(reading, entries)
    drawing = read_written(data.decode("latin-1"), fonts) or read_content(data, fonts)
    return PageReading(number, entries, (sides[0], sides[1], sides[2], sides[3]), fonts, drawing)


def _fonts(reading: PdfReading, entries: dict[str, Value]) -> dict[str, Glyphs]:
    """The glyphs of each font resource of a page; a font without a ToUnicode table is left out."""
    resources = reading.entry(entries, "Resources", "Font")
    fonts: dict[str, Glyphs] = {}
    for name, ref in (resources if isinstance(resources, dict) else {}).items():
        if isinstance(ref, Ref) and ref in reading.glyphs:
            fonts[name] = reading.glyphs[ref]
            continue
        font = reading.resolve(ref)
        table = font.get("ToUnicode") if isinstance(font, dict) else None
        if isinstance(font, dict) and isinstance(table, Ref) and table.number in reading.streams:
            widths = reading.entry(font, "Widths")
            figures = tuple([width for width in widths if isinstance(width, float)] if isinstance(widths, list) else [])
            fonts[name] = _glyphs(reading.streams[table.number].decoded, figures)
            if isinstance(ref, Ref):
                reading.glyphs[ref] = fonts[name]
    return fonts


@lru_cache(maxsize=64)
def _glyphs(table: bytes, widths: tuple[float, ...]) -> Glyphs:
    return Glyphs(to_unicode(table), widths)
