"""Closed world, the objects of a PDF: every key, name, string and stream is one that a release is made of."""

from __future__ import annotations

import re
from collections.abc import Iterator

from redact.release.gate.expected import Expected, plain, shortened
from redact.release.gate.leak import Leak
from redact.release.gate.pdf_fixed import fixed_leaks
from redact.release.gate.pdf_furniture import (
    CATALOG,
    FIXED_STRINGS,
    FONT_NAME,
    INFO,
    PAGE,
    PAGE_BOX,
    TRAILER,
    VOCABULARY,
    FontBlock,
    font_blocks,
    shipped_streams,
)
from redact.release.gate.pdf_metadata import metadata_leaks
from redact.release.gate.pdf_reading import PdfReading
from redact.release.model import Shown
from redact.release.page import Block, spoken
from redact.release.pdf.fonts import segments
from redact.release.reading.syntax import Ref, Value, text_of

_KEY_CARRIERS = {
    "ActualText": "pdf actual text", "Alt": "pdf alternate text", "E": "pdf expansion text", "Annots": "pdf annotation",
    "Contents": "pdf annotation", "AcroForm": "pdf form field", "V": "pdf form field", "DV": "pdf form field",
    "TU": "pdf form field", "FT": "pdf form field", "Names": "pdf attachment", "AF": "pdf attachment",
    "EF": "pdf attachment", "F": "pdf attachment", "UF": "pdf attachment", "Desc": "pdf attachment",
    "OCProperties": "pdf optional content", "OCGs": "pdf optional content", "OC": "pdf optional content",
    "JS": "pdf script", "OpenAction": "pdf script", "AA": "pdf script", "XObject": "pdf picture or form",
    "Properties": "pdf optional content", "PieceInfo": "pdf private data", "Thumb": "pdf picture or form",
}
_TYPE_CARRIERS = {
    "Annot": "pdf annotation", "Filespec": "pdf attachment", "EmbeddedFile": "pdf attachment",
    "OCG": "pdf optional content", "OCMD": "pdf optional content", "StructElem": "pdf structure",
    "StructTreeRoot": "pdf structure", "XObject": "pdf picture or form", "Font": "pdf font",
    "FontDescriptor": "pdf font", "Catalog": "pdf catalog", "Page": "pdf page", "Pages": "pdf page",
    "Metadata": "pdf xmp", "Outlines": "pdf outline",
}
_DATE = re.compile(r"D:(\d{4})(\d\d)(\d\d)(?:000000)?(?:Z|\+00'00'?)?")
_IDENTIFIER_BYTES = 16
_Place = tuple[int, float]
"""The index of a page, and a content id on it."""


def object_leaks(expected: Expected, reading: PdfReading) -> Iterator[Leak]:
    """What the objects of the file hold beyond a release; one leak for each kind and carrier."""
    found = dict.fromkeys(_all_leaks(expected, reading))
    yield from found


def carrier_of(reading: PdfReading, number: int, key: str) -> str:
    """What a person calls the place of a key of object ``number``."""
    known = _KEY_CARRIERS.get(key)
    if known:
        return known
    holder = reading.objects.get(number)
    if not isinstance(holder, dict):
        return "pdf object"
    if reading.trailer.get("Info") == Ref(number, 0):
        return "pdf info"
    if "Parent" in holder and ("Dest" in holder or "Prev" in holder or "Next" in holder or "A" in holder):
        return "pdf outline"
    return _TYPE_CARRIERS.get(str(holder.get("Type")), "pdf object")


def _all_leaks(expected: Expected, reading: PdfReading) -> Iterator[Leak]:
    yield from _file_leaks(reading)
    yield from _container_leaks(reading)
    yield from _value_leaks(expected, reading)
    yield from _stream_leaks(reading)
    yield from _font_leaks(reading)
    yield from fixed_leaks(expected, reading)
    yield from _structure_leaks(expected, reading)
    yield from metadata_leaks(expected, reading)


def _file_leaks(reading: PdfReading) -> Iterator[Leak]:
    if reading.encrypted:
        yield Leak("encrypted", "pdf file", "the file is encrypted")
    if reading.damaged:
        yield Leak("damaged", "pdf file", "the file had to be mended to be read")
    if not reading.accounted and reading.data.count(b"%%EOF") != 1:
        yield Leak("old-revision", "pdf old revision", "the file holds an earlier or later revision of itself")
    elif not reading.accounted:
        yield Leak("unaccounted-bytes", "pdf raw bytes", "the file holds bytes that belong to none of its objects")
    if reading.objects.keys() - reading.reachable():
        yield Leak("unreferenced-object", "pdf unreferenced object", "the file holds objects that nothing refers to")


def _container_leaks(reading: PdfReading) -> Iterator[Leak]:
    """Keys of the trailer, the catalog, the pages and the information dictionary."""
    containers: list[tuple[str, Value, frozenset[str]]] = [
        ("pdf trailer", reading.trailer, TRAILER), ("pdf catalog", reading.entry(reading.trailer, "Root"), CATALOG),
        ("pdf info", reading.entry(reading.trailer, "Info"), INFO)]
    for carrier, holder, allowed in containers:
        for key in sorted(set(holder) - allowed) if isinstance(holder, dict) else []:
            yield _unexpected_key(_KEY_CARRIERS.get(key, carrier))
    for page in reading.pages:
        for key in sorted(set(page.entries) - PAGE):
            yield _unexpected_key(_KEY_CARRIERS.get(key, "pdf page"), page.number)
        if reading.resolve(page.entries.get("MediaBox")) != PAGE_BOX:
            yield Leak("unexpected-size", "pdf page", "a page has another size than those of a release", page.number)


def _unexpected_key(carrier: str, page: int | None = None) -> Leak:
    return Leak("unexpected-key", carrier, "there is an entry that a release never has", page=page)


def _value_leaks(expected: Expected, reading: PdfReading) -> Iterator[Leak]:
    """Names outside the vocabulary and strings that the released model does not say."""
    for number, held in reading.survey.items():
        for key in [] if VOCABULARY.issuperset(held.keys) else held.keys:
            if not name_known(key):
                yield _unexpected_key(carrier_of(reading, number, key))
        for key, name in held.names:
            if not name_known(name):
                yield Leak("unexpected-name", carrier_of(reading, number, key), "there is a name no release has")
        for key, string in held.strings:
            if not string_known(expected, reading, number, key, string):
                yield Leak("unexpected-string", carrier_of(reading, number, key),
                           "there is a string that neither the released model nor the furniture accounts for")


def name_known(name: str) -> bool:
    """True for the names and keys that a release is made of."""
    return name in VOCABULARY or FONT_NAME.fullmatch(name) is not None


def string_known(expected: Expected, reading: PdfReading, number: int, key: str, string: bytes) -> bool:
    """True if the released model or the furniture says this string, under this key of object ``number``."""
    if key == "ID":
        return len(string) == _IDENTIFIER_BYTES
    text = text_of(string)
    if key == "ActualText":
        return expected.may_replace(text)
    if key in {"CreationDate", "ModDate"}:
        found = _DATE.fullmatch(text)
        return found is not None and "-".join(found.groups()) == expected.model.date.isoformat()
    if key == "Title":
        if carrier_of(reading, number, key) == "pdf outline":
            return any(block.startswith(plain(text)) for block in expected.blocks)
        return text == (shortened(expected.texts[0]) or expected.model.name)
    return text in FIXED_STRINGS.get(key, ())


def _stream_leaks(reading: PdfReading) -> Iterator[Leak]:
    """Streams that are neither shipped, nor a page's content, nor the metadata."""
    known = set()
    for page in reading.pages:
        contents = page.entries.get("Contents")
        known |= {part.number for part in (contents if isinstance(contents, list) else [contents])
                  if isinstance(part, Ref)}
    metadata = reading.entry(reading.trailer, "Root")
    if isinstance(metadata, dict) and isinstance(held := metadata.get("Metadata"), Ref):
        known.add(held.number)
    for number, stream in reading.streams.items():
        if number not in known and stream.stored not in shipped_streams():
            yield Leak("unexpected-stream", carrier_of(reading, number, ""),
                       "there is a stream that is no page, no metadata and not shipped with the program")


def _font_leaks(reading: PdfReading) -> Iterator[Leak]:
    """Fonts whose program does not go with their ToUnicode table: they would show one thing and say another."""
    for item in reading.objects.values():
        if isinstance(item, dict) and item.get("Type") == "Font":
            descriptor = reading.entry(item, "FontDescriptor")
            program = _stored(reading, descriptor.get("FontFile2") if isinstance(descriptor, dict) else None)
            if FontBlock(program, _stored(reading, item.get("ToUnicode"))) not in font_blocks():
                yield Leak("unknown-font", "pdf font", "a font is not a shipped one with the table that goes with it")


def _structure_leaks(expected: Expected, reading: PdfReading) -> Iterator[Leak]:
    """The structure replaces the labels and the characters drawn as tokens, in reading order and nothing else, and the
    page says the same where such an element is one piece of content."""
    elements = [(_places(reading, item), text_of(actual)) for item in reading.objects.values()
                if isinstance(item, dict) and isinstance(actual := item.get("ActualText"), bytes)]
    elements.sort(key=lambda element: element[0][:1])
    wanted = "".join(actual for block in expected.page.blocks for actual in _replacements(block))
    if "".join(text for _, text in elements) != wanted:
        yield Leak("text-differs", "pdf actual text",
                   "the structure's replacement texts are not those of the released model in their order")
    single = {places[0]: text for places, text in elements if len(places) == 1}
    if len(single) != sum(len(places) < 2 for places, _ in elements) or single != _replaced(reading):
        yield Leak("text-differs", "pdf actual text", "a page's replacement texts are not those of the structure")


def _replacements(block: Block) -> Iterator[str]:
    """What a block's labels and undrawable characters are read as, in the order drawn."""
    for piece in (Shown(block.label), *(piece for line in block.lines for piece in line), Shown(block.note)):
        if isinstance(piece, Shown):
            if not piece.text.isascii():
                yield from [actual for _, actual in segments(piece.text)]
        else:
            yield spoken(piece)


def _replaced(reading: PdfReading) -> dict[_Place, str]:
    """The replacement texts of the pages by their places; content ids are checked where the page is."""
    found: dict[_Place, str] = {}
    for index, page in enumerate(reading.pages):
        content = [mark for mark in page.drawing.marks if mark.tag != "Artifact"]
        found |= {(index, number): mark.actual for number, mark in enumerate(content) if mark.actual is not None}
    return found


def _places(reading: PdfReading, element: dict[str, Value]) -> list[_Place]:
    """The content that stands directly in a structure element."""
    kids = element.get("K")
    places: list[_Place] = []
    for kid in kids if isinstance(kids, list) else [kids]:
        holder, content = (kid, kid.get("MCID")) if isinstance(kid, dict) else (element, kid)
        index = reading.entry(holder.get("Pg", element.get("Pg")), "StructParents")
        if isinstance(index, float) and isinstance(content, float):
            places.append((int(index), content))
    return places


def _stored(reading: PdfReading, item: Value) -> bytes:
    return reading.streams[item.number].stored if isinstance(item, Ref) and item.number in reading.streams else b""
