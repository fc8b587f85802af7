"""Closed world, the XMP packet of a PDF: its properties are fixed, and only title and date come from the model."""

from __future__ import annotations

from collections.abc import Iterator

from redact import __version__
from redact.release.gate.expected import Expected, plain
from redact.release.gate.html_reading import Markup, read_markup
from redact.release.gate.leak import Leak
from redact.release.gate.pdf_reading import PdfReading
from redact.release.page import outcome_line
from redact.release.reading.syntax import Ref

_TAGS = {"x:xmpmeta", "rdf:rdf", "rdf:description", "rdf:bag", "rdf:alt", "rdf:seq", "rdf:li", "dc:format",
         "dc:language", "dc:title", "dc:description", "dc:identifier", "dc:subject", "pdf:producer", "pdfaid:part",
         "pdfaid:conformance", "pdfuaid:part", "xmp:createdate", "xmp:modifydate", "xmp:metadatadate",
         "xmp:creatortool", "pdfaextension:schemas", "pdfaschema:namespaceuri", "pdfaschema:prefix",
         "pdfaschema:schema", "pdfaschema:property", "pdfaproperty:category", "pdfaproperty:description",
         "pdfaproperty:name", "pdfaproperty:valuetype"}
_ATTRIBUTES = frozenset({
    ("xmlns:x", "adobe:ns:meta/"), ("xmlns:rdf", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"), ("rdf:about", ""),
    ("xmlns:dc", "http://purl.org/dc/elements/1.1/"), ("xmlns:pdf", "http://ns.adobe.com/pdf/1.3/"),
    ("xmlns:pdfaid", "http://www.aiim.org/pdfa/ns/id/"), ("xmlns:pdfuaid", "http://www.aiim.org/pdfua/ns/id/"),
    ("xmlns:xmp", "http://ns.adobe.com/xap/1.0/"), ("xml:lang", "x-default"), ("rdf:parsetype", "Resource"),
    ("xmlns:pdfaextension", "http://www.aiim.org/pdfa/ns/extension/"),
    ("xmlns:pdfaproperty", "http://www.aiim.org/pdfa/ns/property#"),
    ("xmlns:pdfaschema", "http://www.aiim.org/pdfa/ns/schema#")})
_VALUES = frozenset({
    "application/pdf", "en", "en-US", "A", "1", "2", f"redact {__version__}", "http://www.aiim.org/pdfua/ns/id/",
    "pdfuaid", "PDF/UA identification schema", "internal", "Part of ISO 14289 that the file conforms to", "part",
    "Integer"})
_PACKET_MARKS = ['xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?', 'xpacket end="r"?']


def metadata_leaks(expected: Expected, reading: PdfReading) -> Iterator[Leak]:
    """What the metadata stream holds beyond title, dates and the fixed properties."""
    root = reading.entry(reading.trailer, "Root")
    held = root.get("Metadata") if isinstance(root, dict) else None
    if not isinstance(held, Ref) or held.number not in reading.streams:
        yield Leak("missing-metadata", "pdf xmp", "the file has no metadata stream")
        return
    packet = read_markup(reading.streams[held.number].decoded.decode("utf-8"))
    if not _known(expected, packet):
        yield Leak("unexpected-string", "pdf xmp", "the metadata say something that no release says")


def _known(expected: Expected, packet: Markup) -> bool:
    date = expected.model.date.isoformat()
    model = expected.model
    case = map(plain, (outcome_line(model), f"Case No. {model.case}", *model.codes))
    values = {*map(plain, _VALUES), plain(model.title), *case, f"{date}T00:00:00Z", date, ""}
    said = {plain(text) for text in (*packet.text, *packet.titles, *packet.styles)}
    attributes = {attribute for element in packet.elements for attribute in element.attributes}
    return (said <= values and attributes <= _ATTRIBUTES and packet.instructions == _PACKET_MARKS
            and {element.tag for element in packet.elements} <= _TAGS
            and not (packet.hidden or packet.declarations or packet.malformed))
