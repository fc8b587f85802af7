"""What is left in a file of what it no longer shows, as texts: earlier states, loose objects, attached files."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pikepdf

from redact.errors import UsageProblem
from redact.release.reading.objects import survey
from redact.release.reading.qpdf import QpdfObjects, QpdfStream, read_objects
from redact.release.reading.syntax import PdfSyntaxError, Value, text_of
from redact.release.verifier.carriers import Carriers
from redact.release.verifier.content import Reader
from redact.release.verifier.formats import file_texts, printed
from redact.release.verifier.revisions import Stale, as_stream, earlier_revisions, stale_objects

_OF_PAGES = frozenset({"pdf annotation", "pdf form field", "pdf actual text", "pdf alternate text", "pdf outline",
                       "pdf attachment", "pdf xfa"})
"""Where an earlier revision says words of the document, and not of the program that wrote it."""
_NOT_TEXT = frozenset({"Image", "XML", "Type1C", "CIDFontType0C", "OpenType"})
_QUIET_KEYS = frozenset({"Producer", "Creator", "CreationDate", "ModDate", "ID", "Lang", "DA", "M", "NM", "Title",
                         "Author", "Subject", "Keywords", "Contents", "Registry", "Ordering", "Lookup"})
"""Keys of replaced objects that programs write anew with each update; what they say now is judged where it stands."""
_LARGEST_FILE = 64_000_000


def earlier_texts(reading: QpdfObjects, linearised: bool, described: bool) -> list[str]:
    """What earlier revisions and replaced objects say; ``described``: what they said of the document too, as it counts
    where something was taken out."""
    texts: list[str] = []
    places = _OF_PAGES | {"pdf info", "pdf xmp"} if described else _OF_PAGES
    for data in earlier_revisions(reading.data, linearised):
        texts += _revision_texts(data, places)
    return [*texts, *stale_texts(reading, replaced=True)]


def stale_texts(reading: QpdfObjects, *, replaced: bool) -> Iterator[str]:
    """What objects say that a later one of their number replaced, or that no cross-reference table has."""
    reader = Reader()
    resources = all_fonts(reading)
    for stale in stale_objects(reading):
        if stale.replaced == replaced:
            yield from _stale_texts(reading, stale, reader, resources)


def _revision_texts(data: bytes, places: frozenset[str]) -> list[str]:
    """What one revision says; nothing where it cannot be read by itself: its objects are read one by one then."""
    try:
        reading = read_objects(data)
        reader = Reader()
        texts = [reader.page(page.obj).text for page in reading.pdf.pages]
        return texts + [said.text for said in Carriers(reading).said if said.carrier in places and said.kind == "text"]
    except (pikepdf.PdfError, PdfSyntaxError, ValueError, RecursionError):
        return []


def _stale_texts(reading: QpdfObjects, stale: Stale, reader: Reader, resources: pikepdf.Object) -> Iterator[str]:
    entries = stale.entries
    for key, string in survey(entries).strings:
        if key not in _QUIET_KEYS:
            yield text_of(string)
    if not isinstance(entries, dict) or stale.stream is None:
        return
    if entries.get("Subtype") in _NOT_TEXT or "Length1" in entries or entries.get("Type") in {"ObjStm", "XRef"}:
        return
    stream = as_stream(reading.pdf, stale)
    if stream is not None:
        yield from stream_texts(QpdfStream(stale.stream, stream), reader, resources)


def stream_texts(stream: QpdfStream, reader: Reader, resources: pikepdf.Object | None) -> Iterator[str]:
    """What a stream says whose use is not known: as page content if it shows text, else as a text if it is one."""
    decoded = stream.decoded
    if b"begincmap" in decoded or decoded.startswith(b"%!"):
        return
    if any(operator in decoded for operator in (b"Tj", b"TJ", b"'", b'"')) and b"BT" in decoded:
        yield reader.stream(stream.handle, resources).text
    elif not stream.undecodable and decoded and sum(32 <= byte < 127 or byte in b"\r\n\t" for byte in decoded[:4000]
                                                    ) > 0.8 * len(decoded[:4000]):
        yield from printed(decoded)


def unreferenced_texts(reading: QpdfObjects, carriers: Carriers) -> list[str]:
    """What streams say that nothing refers to."""
    reader = Reader()
    resources = all_fonts(reading)
    texts: list[str] = []
    for number in carriers.unreferenced:
        stream = reading.streams.get(number)
        entries = reading.objects[number]
        if stream is not None and isinstance(entries, dict) and _may_say(entries):
            texts += stream_texts(stream, reader, resources)
    return texts


def _may_say(entries: dict[str, Value]) -> bool:
    return entries.get("Subtype") not in _NOT_TEXT and entries.get("Type") not in {"ObjStm", "XRef", "Metadata"} and (
        "Length1" not in entries)


def attached_texts(carriers: Carriers) -> Iterator[str]:
    """What attached files say: texts and office documents as they are, PDF files by their pages and strings."""
    for _, data in carriers.files:
        if data.startswith(b"%PDF-") and len(data) <= _LARGEST_FILE:
            yield from _pdf_texts(data)
        else:
            yield from file_texts(data[:_LARGEST_FILE])


def _pdf_texts(data: bytes) -> Iterator[str]:
    try:
        reading = read_objects(data)
        reader = Reader()
        for page in reading.pdf.pages:
            yield reader.page(page.obj).text
        inner = Carriers(reading)
        yield from (said.text for said in inner.said if said.kind in {"text", "address"})
        for _, held in inner.files:
            yield from file_texts(held)
    except (pikepdf.PdfError, PdfSyntaxError, ValueError, RecursionError):
        yield from printed(data)


def all_fonts(reading: QpdfObjects) -> pikepdf.Object:
    """Resources with the fonts of all pages under their names, for streams whose own are not known."""
    fonts = pikepdf.Dictionary()
    for page in reading.pdf.pages:
        resources = page.obj.get("/Resources")
        held = resources.get("/Font") if isinstance(resources, pikepdf.Dictionary) else None
        for name, font in held.items() if isinstance(held, pikepdf.Dictionary) else ():
            if name not in fonts:
                fonts[name] = font
    return pikepdf.Dictionary(Font=fonts)


def third_text(data: bytes) -> str:
    """The file's text by pdfminer.six. Raises :class:`UsageProblem` where that is not installed."""
    try:
        from pdfminer.high_level import extract_text
        from pdfminer.psexceptions import PSException
    except ImportError:
        raise UsageProblem("--thorough asks a third engine, pdfminer.six, which is not installed: "
                           "pip install 'redact[thorough]'") from None
    try:
        return str(extract_text(io.BytesIO(data)))
    except (PSException, ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError,
            AssertionError, OverflowError):
        return ""
