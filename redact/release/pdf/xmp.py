"""The XMP packet: what the file says of itself, from the released model only (ISO 16684, ISO 19005-2, ISO 14289-1)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from xml.sax.saxutils import escape

from redact import __version__
from redact.release.model import ReleasedModel
from redact.release.page import outcome_line
from redact.release.visible import visible

PRODUCER = f"redact {__version__}"
LANGUAGE = "en-US"

_PACKET = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about=""
 xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:pdf="http://ns.adobe.com/pdf/1.3/"
 xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/"
 xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/"
 xmlns:xmp="http://ns.adobe.com/xap/1.0/">
{case}<dc:format>application/pdf</dc:format>
<dc:language><rdf:Bag><rdf:li>{language}</rdf:li></rdf:Bag></dc:language>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<pdf:Producer>{producer}</pdf:Producer>
<pdfaid:conformance>A</pdfaid:conformance>
<pdfaid:part>2</pdfaid:part>
<pdfuaid:part>1</pdfuaid:part>
<xmp:CreateDate>{date}</xmp:CreateDate>
<xmp:CreatorTool>{producer}</xmp:CreatorTool>
<xmp:ModifyDate>{date}</xmp:ModifyDate>
</rdf:Description>
<rdf:Description rdf:about=""
 xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289 that the file conforms to</pdfaProperty:description>
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
</rdf:RDF>
</x:xmpmeta>
<?xpacket end="r"?>"""


@dataclass(frozen=True, slots=True)
class About:
    """What a file says of itself: its title and date, and where it is a release what became of which case, under which
    codes ("" and () for what it does not say)."""

    title: str
    date: dt.date
    description: str = ""
    identifier: str = ""
    subjects: tuple[str, ...] = ()


def about(title: str, model: ReleasedModel) -> About:
    """What a release says of itself."""
    return About(title, model.date, outcome_line(model), f"Case No. {model.case}" if model.case else "", model.codes)


def packet(told: About) -> bytes:
    """The packet; the date is taken as midnight UTC."""
    return _PACKET.format(title=escape(told.title), case="".join(_case(told)), producer=escape(PRODUCER),
                          date=f"{told.date.isoformat()}T00:00:00Z", language=LANGUAGE).encode()


def _case(told: About) -> Iterator[str]:
    """The Dublin Core elements that say which case this is, and how it was decided."""
    if told.description:
        yield (f"<dc:description><rdf:Alt><rdf:li xml:lang=\"x-default\">{escape(visible(told.description))}</rdf:li>"
               "</rdf:Alt></dc:description>\n")
    if told.identifier:
        yield f"<dc:identifier>{escape(visible(told.identifier))}</dc:identifier>\n"
    if told.subjects:
        subjects = "".join(f"<rdf:li>{escape(visible(subject))}</rdf:li>" for subject in told.subjects)
        yield f"<dc:subject><rdf:Bag>{subjects}</rdf:Bag></dc:subject>\n"


def info_date(date: dt.date) -> str:
    """The same date for the document information dictionary (ISO 32000-1 7.9.4)."""
    return f"D:{date.year:04}{date.month:02}{date.day:02}000000Z"
