"""Words that only the strings of a file say, on a page that bears a box."""

from __future__ import annotations

from collections.abc import Callable

from makers import SECRET_LINE, annotated, archive, attached, catalog, image, page_with
from paper import BODY, BOX, NAME, Paper, page_of, string
from pictures import blank_jpeg

Make = Callable[[], bytes]



def _outline(paper: Paper) -> str:
    root = paper.next
    paper.add(f"<</Type/Outlines/First {root + 1} 0 R/Last {root + 1} 0 R/Count 1>>")
    paper.add(f"<</Title {string('Talk with ' + NAME)}/Parent {root} 0 R/Dest[3 0 R/Fit]>>")
    return f"/Outlines {root} 0 R"


def _metadata(paper: Paper, said: str = NAME) -> str:
    packet = ('<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF '
              'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" '
              f'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:description>{said}</dc:description></rdf:Description>'
              '</rdf:RDF></x:xmpmeta><?xpacket end="w"?>')
    return f"/Metadata {paper.stream(packet, '/Type/Metadata/Subtype/XML')} 0 R"


def _structure(entries: str) -> Callable[[Paper], str]:
    def make(paper: Paper) -> str:
        root = paper.next
        paper.add(f"<</Type/StructTreeRoot/K {root + 1} 0 R>>")
        paper.add(f"<</Type/StructElem/S/P/P {root} 0 R/Pg 3 0 R/K 0{entries}>>")
        return f"/StructTreeRoot {root} 0 R"
    return make


def _field(value: str, flags: str = "", more: str = "") -> bytes:
    paper = Paper()
    field = paper.add(f"<</Type/Annot/Subtype/Widget/FT/Tx/T(field1)/V {string(value)}/Rect[400 100 500 120]{flags}"
                      f"{more}>>")
    paper.objects[1] = f"<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[{field} 0 R]>>>>".encode()
    return page_with(paper, BODY + BOX, page=f"/Annots[{field} 0 R]")


def _xfa(paper: Paper) -> str:
    data = paper.stream(f"<xfa:datasets><xfa:data><name>{NAME}</name></xfa:data></xfa:datasets>")
    return f"/AcroForm<</Fields[]/XFA[(datasets) {data} 0 R]>>"


def _exif() -> bytes:
    return image("/Width 16/Height 16/ColorSpace/DeviceRGB/Filter/DCTDecode", blank_jpeg(NAME),
                  "q 40 0 0 40 500 700 cm /Im1 Do Q", after=BOX)


def _profile(paper: Paper) -> str:
    words = NAME.encode() + b"\0"
    tag = b"desc\0\0\0\0" + len(words).to_bytes(4, "big") + words
    data = bytearray(144 + len(tag))
    data[128:132] = (1).to_bytes(4, "big")
    data[132:144] = b"desc" + (144).to_bytes(4, "big") + len(tag).to_bytes(4, "big")
    data[144:] = tag
    number = paper.stream(bytes(data), "/N 3")
    return f"/OutputIntents[<</Type/OutputIntent/S/GTS_PDFA1/DestOutputProfile {number} 0 R>>]"


def _pdf_in_pdf() -> bytes:
    return attached("draft.pdf", page_of(BODY + SECRET_LINE))


SAID: dict[str, tuple[str, Make]] = {
    # --- what only the file's strings say
    "title": ("unshown-words: pdf info", lambda: Paper().info(f"/Title {string('Memorandum on ' + NAME)}").bytes()),
    "author": ("unshown-words: pdf info", lambda: Paper().info(f"/Author({NAME})").bytes()),
    "keywords": ("unshown-words: pdf info", lambda: Paper().info(f"/Keywords(market, {NAME})").bytes()),
    "key of its own": ("unshown-words: pdf info", lambda: Paper().info("/Orsavetskaya(1)").bytes()),
    "metadata packet": ("unshown-words: pdf xmp", lambda: catalog("", _metadata)),
    "outline": ("unshown-words: pdf outline", lambda: catalog("", _outline)),
    "attached text": ("unshown-words: pdf attachment", lambda: attached("notes.txt", f"Met {NAME}.".encode())),
    "name of an attached file": ("unshown-words: pdf attachment", lambda: attached("orsavetskaya.txt", b"")),
    "attached office document": ("unshown-words: pdf attachment", lambda: attached("notes.docx", archive())),
    "attached PDF": ("unshown-words: pdf attachment", _pdf_in_pdf),
    "hidden form value": ("unshown-words: pdf form field", lambda: _field(NAME, "/F 2")),
    "default form value": ("unshown-words: pdf form field", lambda: _field("", more=f"/DV {string(NAME)}")),
    "data of an XFA form": ("unshown-words: pdf xfa", lambda: catalog("", _xfa)),
    "ActualText of the structure": ("unshown-words: pdf actual text", lambda: catalog(
        "", _structure(f"/ActualText {string(NAME)}"))),
    "alternate text of the structure": ("unshown-words: pdf alternate text", lambda: catalog(
        "", _structure(f"/Alt {string(NAME)}"))),
    "expansion": ("unshown-words: pdf expansion text", lambda: catalog("", _structure(f"/E {string(NAME)}"))),
    "title of a structure element": ("unshown-words: pdf structure", lambda: catalog(
        "", _structure(f"/T {string(NAME)}"))),
    "ActualText on the page": ("unshown-words: pdf marked content", lambda: page_of(
        BODY + f"/Span <</ActualText {string(NAME)}>> BDC {BOX} EMC")),
    "property of marked content": ("unshown-words: pdf marked content", lambda: page_of(
        BODY + f"/Span <</Note {string(NAME)}>> BDC {BOX} EMC")),
    "hidden comment": ("unshown-words: pdf annotation", lambda: annotated(
        f"/Subtype/Text/F 2/Contents {string('this is ' + NAME)}", None, BODY + BOX)),
    "script": ("unshown-words: pdf script", lambda: catalog(
        f"/OpenAction<</S/JavaScript/JS {string(f'app.alert(chr); // {NAME}')}>>")),
    "page label": ("unshown-words: pdf page label", lambda: catalog(
        f"/PageLabels<</Nums[0<</P {string(NAME)}>>]>>")),
    "private data": ("unshown-words: pdf private data", lambda: catalog(
        f"/PieceInfo<</App<</LastModified(D:20260101)/Private {string(NAME)}>>>>")),
    "name of a layer": ("unshown-words: pdf layer", lambda: catalog(
        "", lambda paper: f"/OCProperties<</OCGs[{paper.next} 0 R]/D<<>>/Own "
                          f"{paper.add(f'<</Type/OCG/Name {string(NAME)}>>')} 0 R>>")),
    "data in a picture": ("unshown-words: pdf picture data", _exif),
    "colour profile": ("unshown-words: pdf colour profile", lambda: catalog("", _profile)),
    "name of a place": ("unshown-words: pdf destination", lambda: catalog(
        f"/Names<</Dests<</Names[({NAME})[3 0 R/Fit]]>>>>")),
    "key of a place": ("unshown-words: pdf destination", lambda: catalog(
        "/Dests<</Ludmila#20Orsavetskaya[3 0 R/Fit]>>")),
    "kind of a structure element": ("unshown-words: pdf role map", lambda: catalog("", lambda paper: (
        f"/StructTreeRoot {paper.add('<</Type/StructTreeRoot/RoleMap<</Orsavetskaya/P>>>>')} 0 R"))),
    "language that is none": ("unshown-words: pdf catalog", lambda: catalog(f"/Lang({NAME})")),
    "string under a key of its own": ("unshown-words: pdf catalog", lambda: catalog(f"/Own {string(NAME)}")),
}
