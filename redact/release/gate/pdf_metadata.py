"""Closed world, the XMP packet of a PDF: every property is fixed, and only the case's words and the date are not.

The packet is worked out here from the released model, without what writes it, and must be the same byte for byte.
"""

from __future__ import annotations

from collections.abc import Iterator
from xml.sax.saxutils import escape

from redact import __version__
from redact.release.gate.expected import Expected, shortened
from redact.release.gate.leak import Leak
from redact.release.gate.pdf_reading import PdfReading
from redact.release.page import outcome_line
from redact.release.reading.syntax import Ref
from redact.release.visible import visible

_ELEMENTS = (
    ("dc:format", "application/pdf"), ("dc:language", ("Bag", "en-US")), ("dc:title", ("Alt", "{title}")),
    ("pdf:Producer", "{program}"), ("pdfaid:conformance", "A"), ("pdfaid:part", "2"), ("pdfuaid:part", "1"),
    ("xmp:CreateDate", "{date}T00:00:00Z"), ("xmp:CreatorTool", "{program}"), ("xmp:ModifyDate", "{date}T00:00:00Z"))
"""The properties of every release (ISO 16684-1, ISO 19005-2, ISO 14289-1), in order."""
_SCHEMA = (
    ("namespaceURI", "http://www.aiim.org/pdfua/ns/id/"), ("prefix", "pdfuaid"),
    ("schema", "PDF/UA identification schema"))
_PROPERTY = (("category", "internal"), ("description", "Part of ISO 14289 that the file conforms to"),
             ("name", "part"), ("valueType", "Integer"))
_NAMESPACES = (("dc", "http://purl.org/dc/elements/1.1/"), ("pdf", "http://ns.adobe.com/pdf/1.3/"),
               ("pdfaid", "http://www.aiim.org/pdfa/ns/id/"), ("pdfuaid", "http://www.aiim.org/pdfua/ns/id/"),
               ("xmp", "http://ns.adobe.com/xap/1.0/"))
_EXTENSIONS = tuple((f"pdfa{name}", f"http://www.aiim.org/pdfa/ns/{space}") for name, space in (
    ("Extension", "extension/"), ("Property", "property#"), ("Schema", "schema#")))


def metadata_leaks(expected: Expected, reading: PdfReading) -> Iterator[Leak]:
    """What the metadata stream holds beyond title, dates and the fixed properties."""
    root = reading.entry(reading.trailer, "Root")
    held = root.get("Metadata") if isinstance(root, dict) else None
    if not isinstance(held, Ref) or held.number not in reading.streams:
        yield Leak("missing-metadata", "pdf xmp", "the file has no metadata stream")
    elif reading.streams[held.number].decoded != _packet(expected).encode("utf-8"):
        yield Leak("unexpected-string", "pdf xmp", "the metadata say something that no release says")


def _packet(expected: Expected) -> str:
    model = expected.model
    told = {"title": escape(shortened(expected.texts[0]) or model.name), "program": escape(f"redact {__version__}"),
            "date": model.date.isoformat()}
    fixed = "".join([f"{_element(name, value)}\n" for name, value in _ELEMENTS]).format_map(told)
    return (f'<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n<x:xmpmeta xmlns:x="adobe:ns:meta/">\n'
            f'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">\n'
            f"{_description(_NAMESPACES)}{_case(expected)}{fixed}</rdf:Description>\n"
            f"{_description(_EXTENSIONS)}{_extension()}</rdf:Description>\n"
            f'</rdf:RDF>\n</x:xmpmeta>\n<?xpacket end="r"?>')


def _case(expected: Expected) -> str:
    """What became of which case, under which codes, as far as the model says it."""
    model = expected.model
    subjects = "".join([f"<rdf:li>{_said(code)}</rdf:li>" for code in model.codes])
    return "".join([
        f"{_element('dc:description', ('Alt', _said(outcome_line(model))))}\n",
        f"<dc:identifier>{_said(f'Case No. {model.case}')}</dc:identifier>\n" if model.case else "",
        f"<dc:subject><rdf:Bag>{subjects}</rdf:Bag></dc:subject>\n" if subjects else ""])


def _said(text: str) -> str:
    return escape(visible(text))


def _description(namespaces: tuple[tuple[str, str], ...]) -> str:
    return '<rdf:Description rdf:about=""' + "".join(
        [f'\n xmlns:{name}="{space}"' for name, space in namespaces]) + ">\n"


def _element(name: str, value: str | tuple[str, str]) -> str:
    """A property: a text, or a text in a container."""
    if isinstance(value, str):
        return f"<{name}>{value}</{name}>"
    kind, text = value
    language = ' xml:lang="x-default"' if kind == "Alt" else ""
    return f"<{name}><rdf:{kind}><rdf:li{language}>{text}</rdf:li></rdf:{kind}></{name}>"


def _extension() -> str:
    """The schema of the one property that PDF/A-2 does not know (ISO 19005-2, 6.6.2.3.3)."""
    schema = "".join([f"<pdfaSchema:{name}>{value}</pdfaSchema:{name}>\n" for name, value in _SCHEMA])
    held = "".join([f"<pdfaProperty:{name}>{value}</pdfaProperty:{name}>\n" for name, value in _PROPERTY])
    entry = '<rdf:li rdf:parseType="Resource">\n'
    return (f"<pdfaExtension:schemas><rdf:Bag>{entry}{schema}<pdfaSchema:property><rdf:Seq>{entry}{held}"
            "</rdf:li></rdf:Seq></pdfaSchema:property>\n</rdf:li></rdf:Bag></pdfaExtension:schemas>\n")
