"""Closed world, the objects that are the same in every release but for the numbers by which they name each other."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from redact import __version__
from redact.release.gate.expected import Expected, shortened
from redact.release.gate.leak import Leak
from redact.release.gate.pdf_furniture import PAGE_BOX, FontBlock, font_blocks
from redact.release.gate.pdf_reading import PdfReading
from redact.release.reading.syntax import Name, Ref, Value

_INTENT = {"Type": "OutputIntent", "S": "GTS_PDFA1", "OutputConditionIdentifier": b"sRGB", "Info": b"sRGB"}


def fixed_leaks(expected: Expected, reading: PdfReading) -> Iterator[Leak]:
    """Where catalog, pages, fonts, information or identifier are not those that go with the rest of the file."""
    catalog = reading.entry(reading.trailer, "Root")
    if not isinstance(catalog, dict):
        yield Leak("object-differs", "pdf catalog", "the file has no catalog")
        return
    if not _catalog_known(reading, catalog):
        yield Leak("object-differs", "pdf catalog", "the catalog is not that of a release")
    if not _pages_known(reading, catalog.get("Pages")):
        yield Leak("object-differs", "pdf page", "the pages are not held as those of a release are")
    if not _fonts_known(reading):
        yield Leak("object-differs", "pdf font", "the fonts are not those, and only those, that the pages use")
    if reading.entry(reading.trailer, "Info") != _information(expected):
        yield Leak("object-differs", "pdf info", "the information on the file is not that of the released model")
    if reading.trailer.get("ID") != [_identifier(reading, catalog)] * 2:
        yield Leak("object-differs", "pdf trailer", "the identifier is not that of what the file holds")


def _catalog_known(reading: PdfReading, catalog: dict[str, Value]) -> bool:
    held = {key: reading.resolve(value) for key, value in catalog.items()
            if key in {"MarkInfo", "ViewerPreferences", "OutputIntents"}}
    intents = held.get("OutputIntents")
    intent = reading.resolve(intents[0]) if isinstance(intents, list) and len(intents) == 1 else None
    profile = intent.get("DestOutputProfile") if isinstance(intent, dict) else None
    stream = reading.resolve(profile)
    return (
        held.get("MarkInfo") == {"Marked": True} and held.get("ViewerPreferences") == {"DisplayDocTitle": True}
        and intent == {**_INTENT, "DestOutputProfile": profile} and isinstance(stream, dict)
        and stream.keys() == {"N", "Filter", "Length"} and stream["N"] == 3.0
        and (catalog.get("Type"), catalog.get("Lang"), catalog.get("PageMode")) == ("Catalog", b"en-US", "UseNone"))


def _pages_known(reading: PdfReading, ref: Value) -> bool:
    pages = reading.resolve(ref)
    kids = pages.get("Kids") if isinstance(pages, dict) else None
    if not isinstance(kids, list) or len(set(map(repr, kids))) != len(kids) or pages != {
            "Type": "Pages", "Count": float(len(reading.pages)), "Kids": kids}:
        return False
    fonts = {repr(reading.entry(kid, "Resources")) for kid in kids}
    contents = [_content(reading, kid) for kid in kids]
    return len(fonts) == 1 and None not in contents and len(set(contents)) == len(contents) and all(
        reading.resolve(kid) == {
            "Type": "Page", "Parent": ref, "MediaBox": PAGE_BOX, "Resources": {"Font": _font_table(reading, kid)},
            "Contents": Ref(number or 0, 0), "StructParents": float(index), "Tabs": Name("S")}
        for index, (kid, number) in enumerate(zip(kids, contents, strict=True)))


def _content(reading: PdfReading, page: Value) -> int | None:
    """The number of a page's stream, if it is a plain one."""
    held = reading.resolve(page)
    ref = held.get("Contents") if isinstance(held, dict) else None
    return ref.number if isinstance(ref, Ref) and isinstance(stream := reading.resolve(ref), dict) and (
        stream.keys() == {"Length"}) else None


def _font_table(reading: PdfReading, page: Value) -> Value:
    resources = reading.entry(page, "Resources")
    return resources.get("Font") if isinstance(resources, dict) else None


def _fonts_known(reading: PdfReading) -> bool:
    """True if each font stands under its own name, is the shipped one whole, and serves a page."""
    used = {run.font for page in reading.pages for run in page.drawing.runs}
    for page in reading.pages[:1]:
        fonts = reading.entry(page.entries, "Resources", "Font")
        if not isinstance(fonts, dict) or fonts.keys() != used:
            return False
        return all(_font_known(reading, name, reading.resolve(ref)) for name, ref in fonts.items())
    return False


def _font_known(reading: PdfReading, name: str, font: Value) -> bool:
    descriptor = reading.entry(font, "FontDescriptor")
    if not isinstance(font, dict) or not isinstance(descriptor, dict):
        return False
    program, table = descriptor.get("FontFile2"), font.get("ToUnicode")
    if not isinstance(program, Ref) or not isinstance(table, Ref):
        return False
    stored = [reading.streams[ref.number].stored if ref.number in reading.streams else b"" for ref in (program, table)]
    figures = font_blocks().get(FontBlock(stored[0], stored[1]))
    return figures is not None and figures.resource == name and font == {
        "Type": "Font", "Subtype": "TrueType", "BaseFont": figures.name, "FirstChar": 0.0, "LastChar": 255.0,
        "Widths": list(figures.widths), "ToUnicode": table, "FontDescriptor": font.get("FontDescriptor"),
    } and descriptor == {**figures.descriptor, "Type": "FontDescriptor", "FontName": figures.name,
                         "FontFile2": program} and reading.resolve(program) == {
        "Filter": "FlateDecode", "Length1": float(figures.length), "Length": float(len(stored[0]))}


def _information(expected: Expected) -> dict[str, Value]:
    model = expected.model
    title = shortened(expected.texts[0]) or model.name
    program = f"redact {__version__}".encode("ascii")
    day = f"D:{model.date.year:04}{model.date.month:02}{model.date.day:02}000000Z".encode("ascii")
    return {"Title": b"\xfe\xff" + title.encode("utf-16-be"), "Producer": program, "Creator": program,
            "CreationDate": day, "ModDate": day}


def _identifier(reading: PdfReading, catalog: dict[str, Value]) -> bytes:
    """The identifier of a file that holds these metadata and pages: what it says, and nothing else, decides it."""
    digest = hashlib.sha256()
    refs = [catalog.get("Metadata"), *(page.entries.get("Contents") for page in reading.pages)]
    for ref in refs:
        digest.update(reading.streams[ref.number].decoded if isinstance(ref, Ref) and ref.number in reading.streams
                      else b"")
    return digest.digest()[:16]
