"""Closed world, the objects of a PDF: every key, name, string and stream is one that a release is made of."""

from __future__ import annotations

import re
from collections.abc import Iterator

from redact.release.gate.expected import Expected, plain
from redact.release.gate.leak import Leak
from redact.release.gate.pdf_bytes import residue
from redact.release.gate.pdf_furniture import (
    CATALOG,
    FIXED_STRINGS,
    FONT_NAME,
    INFO,
    PAGE,
    TRAILER,
    VOCABULARY,
    FontBlock,
    font_blocks,
    shipped_streams,
)
from redact.release.gate.pdf_metadata import metadata_leaks
from redact.release.gate.pdf_reading import PdfReading
from redact.release.gate.pdf_syntax import Ref, Value, text_of

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
    yield from metadata_leaks(expected, reading)


def _file_leaks(reading: PdfReading) -> Iterator[Leak]:
    if reading.source.is_encrypted:
        yield Leak("encrypted", "pdf file", "the file is encrypted")
    if reading.damaged:
        yield Leak("damaged", "pdf file", "the file had to be mended to be read")
    if reading.data.count(b"%%EOF") != 1:
        yield Leak("old-revision", "pdf old revision", "the file holds an earlier or later revision of itself")
    elif residue(reading.data, {number: stream.stored for number, stream in reading.streams.items()}) is None:
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


def _unexpected_key(carrier: str, page: int | None = None) -> Leak:
    return Leak("unexpected-key", carrier, "there is an entry that a release never has", page=page)


def _value_leaks(expected: Expected, reading: PdfReading) -> Iterator[Leak]:
    """Names outside the vocabulary and strings that the released model does not say."""
    for number, held in reading.survey.items():
        for key in held.keys:
            if key not in VOCABULARY and not FONT_NAME.fullmatch(key):
                yield _unexpected_key(carrier_of(reading, number, key))
        for key, name in held.names:
            if name not in VOCABULARY and not FONT_NAME.fullmatch(name):
                yield Leak("unexpected-name", carrier_of(reading, number, key), "there is a name no release has")
        for key, string in held.strings:
            if not _string_known(expected, reading, number, key, string):
                yield Leak("unexpected-string", carrier_of(reading, number, key),
                           "there is a string that neither the released model nor the furniture accounts for")


def _string_known(expected: Expected, reading: PdfReading, number: int, key: str, string: bytes) -> bool:
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
        return plain(text) == plain(expected.model.title)
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
        if isinstance(item, dict) and item.get("Type") == "Font" and not _bare(item):
            descriptor = reading.entry(item, "FontDescriptor")
            program = _stored(reading, descriptor.get("FontFile2") if isinstance(descriptor, dict) else None)
            if FontBlock(program, _stored(reading, item.get("ToUnicode"))) not in font_blocks():
                yield Leak("unknown-font", "pdf font", "a font is not a shipped one with the table that goes with it")


def _bare(font: dict[str, Value]) -> bool:
    """The font that reportlab names in every file. It has no table, so text drawn in it would be found elsewhere."""
    return font.get("BaseFont") == "Helvetica" and "ToUnicode" not in font and "FontDescriptor" not in font


def _stored(reading: PdfReading, item: Value) -> bytes:
    return reading.streams[item.number].stored if isinstance(item, Ref) and item.number in reading.streams else b""
