"""A reportlab canvas that writes tagged, archival PDF whose bytes follow from what is drawn and nothing else.

reportlab keeps the objects, the pages and the outline. Added here: the structure tree and its marked content, page
streams without compression, fonts and colour profile from committed compressed bytes, metadata, and the file around
them. Every object is written in one spelling, without white space that the syntax does not need: what could be written
in two ways could say something by the choice, and the gate holds each byte to account.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import re
from functools import cache
from typing import Any

from reportlab.pdfbase.pdfdoc import (
    OutlineEntryObject,
    PDFArray,
    PDFCatalog,
    PDFDictionary,
    PDFDocument,
    PDFInfo,
    PDFObject,
)
from reportlab.pdfgen.canvas import Canvas

from redact.release.pdf import xmp
from redact.release.pdf.fonts import DATA, Block, face
from redact.release.pdf.structure import Element, root, text_string
from redact.release.pdf.style import HEIGHT, WIDTH

_HEADER = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
"""Four bytes beyond ASCII tell whatever carries the file that it is no text (ISO 32000-1 7.5.2)."""
_SPARE = re.compile(rb"\s*([\[\]<>/()])\s*")
_DIGITS = re.compile(rb"\((FEFF[0-9A-F]*)\)")
_TAGS = {"serif": "REDS", "sans": "REDN", "bold": "REDB", "mono": "REDM", "rest": "REDR", "han": "REDH"}


class Raw(PDFObject):  # type: ignore[misc]
    """An object written as the bytes it is given."""

    __RefOnly__ = 1

    def __init__(self, body: bytes = b""):
        self.body = body

    def format(self, document: Any) -> bytes:
        return self.body


class _Document(PDFDocument):  # type: ignore[misc]
    """The file around the objects, none of whose bytes depend on the version of reportlab. The outline counts its
    entries (reportlab counts its levels too)."""

    def format(self) -> bytes:
        """Header, objects in the order of their numbers, one cross-reference table, trailer (ISO 32000-1 7.5)."""
        self.Outlines.count = sum(isinstance(item, OutlineEntryObject) for item in self.idToObject.values())
        root, info = _number(self, self.Catalog), _number(self, self.info)
        parts, position = [_HEADER], len(_HEADER)
        offsets: list[int] = []
        while (number := len(offsets) + 1) in self.numberToId:  # which grows while objects are written
            written = b"%d 0 obj\n%s\nendobj\n" % (number, self._body(self.idToObject[self.numberToId[number]]))
            offsets.append(position)
            position += len(written)
            parts.append(written)
        rows = "".join([f"{offset:010d} 00000 n \n" for offset in offsets])
        parts.append((f"xref\n0 {number}\n0000000000 65535 f \n{rows}trailer\n<</ID{self._ID}/Info {info} 0 R"
                      f"/Root {root} 0 R/Size {number}>>\nstartxref\n{position}\n%%EOF\n").encode("ascii"))
        return b"".join(parts)

    def _body(self, item: Any) -> bytes:
        """An object as it is to be written. The strings in reportlab's own are titles, given to it as the digits of
        their UTF-16 (it would else take PDFDocEncoding, which few readers know in full), and the language."""
        body: bytes = item.format(self)
        if isinstance(item, Raw | _Info):
            return body
        return _DIGITS.sub(rb"<\1>", _SPARE.sub(rb"\1", b" ".join(body.split())))


class _Catalog(PDFCatalog):  # type: ignore[misc]
    __NoDefault__ = (*PDFCatalog.__NoDefault__, "OutputIntents")
    __Refs__ = __NoDefault__


class _Info(PDFInfo):  # type: ignore[misc]
    """Only what the XMP packet says too."""

    def __init__(self, title: str, date: dt.date):
        super().__init__()
        self.title, self.date = title, date

    def format(self, document: Any) -> bytes:
        day = xmp.info_date(self.date)
        body = (f"<</Title{text_string(self.title)}/Producer({xmp.PRODUCER})/Creator({xmp.PRODUCER})"
                f"/CreationDate({day})/ModDate({day})>>")
        return body.encode("ascii")


class ReleaseCanvas(Canvas):  # type: ignore[misc]
    """A canvas of US Letter pages. Operators go through :meth:`write`, content is marked with :meth:`mark`."""

    def __init__(self, told: xmp.About):
        super().__init__(io.BytesIO(), pagesize=(WIDTH, HEIGHT), pageCompression=0, invariant=1, pdfVersion=(1, 7),
                         lang=xmp.LANGUAGE)
        self._doc.__class__ = _Document
        self._blocks: set[Block] = set()
        self._owners: list[list[Element]] = []
        self._elements: list[Element] = []
        self._tree = Raw()
        self._digest = hashlib.sha256()
        self._page = 0
        self._entries = 0
        self.document = self.element("Document", self._reserve(self._tree))
        self._describe(told)

    def begin_page(self) -> None:
        """Start a page; what is written from here on stands on it."""
        self._leaf = Raw()
        self._doc.Reference(self._leaf, self._doc.thisPageName())
        self._page = self._reserve(self._leaf)
        self._owners.append([])

    def write(self, operators: str) -> None:
        """Add operators to the page; characters stand for single bytes."""
        self._code.append(operators)

    def element(self, tag: str, parent: Element | int, actual: str = "", attributes: str = "") -> Element:
        """A new structure element, last of its parent's kids."""
        above = parent if isinstance(parent, int) else parent.number
        made = Element(tag, self._reserve(Raw()), above, actual, attributes)
        if isinstance(parent, Element):
            parent.kids.append(made)
        self._elements.append(made)
        return made

    def mark(self, element: Element, *, actual: bool = False) -> str:
        """The operator that begins content of the element; ``actual``: with its ActualText, where it has one."""
        owners = self._owners[-1]
        element.kids.append((self._page, len(owners)))
        owners.append(element)
        text = f"/ActualText{text_string(element.actual)}" if actual and element.actual else ""
        return f"/{element.tag}<</MCID {len(owners) - 1}{text}>>BDC"

    def font(self, block: Block) -> str:
        """The resource name of a block, which is embedded because it is asked for."""
        self._blocks.add(block)
        return block.resource

    def outline(self, title: str, level: int, top: float) -> None:
        """An entry of the outline that leads to the height ``top`` of this page."""
        self._entries += 1
        key = f"entry{self._entries}"
        self.bookmarkPage(key, fit="XYZ", left=0, top=round(top), zoom=0)
        self.addOutlineEntry(text_string(title)[1:-1], key, min(level, self._entries - 1))

    def _make_preamble(self) -> None:
        """Nothing before a page's own operators: reportlab's preamble would name a font that is not embedded."""
        self._preamble = ""

    def showPage(self) -> None:  # noqa: N802 - reportlab's name
        """End the page."""
        document = self._doc
        content = "\n".join(self._code).encode("latin-1")
        self._digest.update(content)
        stream = self._reserve(Raw(_stream(b"", content)))
        pages, fonts = (_number(document, item) for item in (document.Pages, document.idToObject["BasicFonts"]))
        self._leaf.body = (
            f"<</Type/Page/Parent {pages} 0 R/MediaBox[0 0 {WIDTH:g} {HEIGHT:g}]/Resources<</Font {fonts} 0 R>>"
            f"/Contents {stream} 0 R/StructParents {len(self._owners) - 1}/Tabs/S>>").encode("ascii")
        document.addPage(self._leaf)
        self._startPage()

    def finished(self) -> bytes:
        """The file. Nothing may be drawn afterwards."""
        document = self._doc
        table = document.idToObject["BasicFonts"].dict
        for block in sorted(self._blocks, key=lambda block: (block.face, block.index)):
            table[block.resource] = document.Reference(self._embedded(block))
        objects = document.idToObject
        numbers = document.numberToId
        for element in self._elements:
            objects[numbers[element.number]].body = element.serialised()
        self._tree.body = root(self.document, self._owners)
        ident = self._digest.hexdigest()[:32].upper()
        document._ID = f"[<{ident}><{ident}>]"
        data: bytes = document.GetPDFData(self)
        return data

    def _reserve(self, item: Raw) -> int:
        return _number(self._doc, item)

    def _describe(self, told: xmp.About) -> None:
        """Everything the file says of itself as a whole."""
        document = self._doc
        catalog = document.Catalog
        catalog.__class__ = _Catalog
        catalog.StructTreeRoot = self._tree
        catalog.MarkInfo = PDFDictionary({"Marked": "true"})
        catalog.OutputIntents = PDFArray([document.Reference(Raw(self._intent()))])
        self.setViewerPreference("DisplayDocTitle", "true")
        document.info = _Info(told.title, told.date)
        packet = xmp.packet(told)
        self._digest.update(packet)
        catalog.Metadata = Raw(_stream(b"/Type/Metadata/Subtype/XML", packet))

    def _intent(self) -> bytes:
        profile = self._reserve(Raw(_stream(b"/N 3/Filter/FlateDecode", (DATA / "srgb.icc.z").read_bytes())))
        return (f"<</Type/OutputIntent/S/GTS_PDFA1/OutputConditionIdentifier(sRGB)/Info(sRGB)"
                f"/DestOutputProfile {profile} 0 R>>").encode("ascii")

    def _embedded(self, block: Block) -> Raw:
        """The font object of a block, its program and map reserved before it."""
        program, unicode_map, descriptor, font = _font_objects(block)
        numbers = [self._reserve(Raw(body)) for body in (program, unicode_map)]
        described = self._reserve(Raw(descriptor % numbers[0]))
        return Raw(font % (numbers[1], described))


def _number(document: Any, item: Any) -> int:
    """The object number of an item, given to it now if it has none."""
    number: int = document.idToObjectNumberAndVersion[document.Reference(item).name][0]
    return number


def _stream(entries: bytes, content: bytes) -> bytes:
    return b"<<%s/Length %d>>\nstream\n%s\nendstream" % (entries, len(content), content)


@cache
def _font_objects(block: Block) -> tuple[bytes, bytes, bytes, bytes]:
    """Program, ToUnicode map, descriptor and font of a block; the last two await object numbers."""
    owner = face(block.face)
    metrics, scale = owner.metrics, 1000 / owner.em
    name = f"{_tag(block)}+{metrics.name}"
    widths = " ".join(f"{round(width * scale, 3):g}" for width in block.widths)
    descriptor = (f"<</Type/FontDescriptor/FontName/{name}/Flags {metrics.flags}"
                  f"/FontBBox[{' '.join(map(str, metrics.bbox))}]/ItalicAngle 0/Ascent {metrics.ascent}"
                  f"/Descent {metrics.descent}/CapHeight {metrics.cap_height}/StemV {metrics.stem}/FontFile2 %d 0 R>>")
    font = (f"<</Type/Font/Subtype/TrueType/BaseFont/{name}/FirstChar 0/LastChar 255/Widths[{widths}]"
            f"/ToUnicode %d 0 R/FontDescriptor %d 0 R>>")
    return (_stream(f"/Filter/FlateDecode/Length1 {block.length}".encode("ascii"), _stored(block, block.program)),
            _stream(b"/Filter/FlateDecode", _stored(block, block.unicode_map)),
            descriptor.encode("ascii"), font.encode("ascii"))


def _stored(block: Block, place: tuple[int, int]) -> bytes:
    start, length = place
    return face(block.face).binary[start:start + length]


def _tag(block: Block) -> str:
    """The six capitals that tell a subset of a font from others (ISO 32000-1 9.6.4)."""
    high, low = divmod(block.index, 26)
    return f"{_TAGS[block.face]}{chr(65 + high)}{chr(65 + low)}"


__all__ = ["ReleaseCanvas"]
