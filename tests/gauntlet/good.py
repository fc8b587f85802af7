"""Honest documents, each the look-alike of a bad one: no checker worth its name refuses them."""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable

import pikepdf
from makers import annotated, attached, catalog, form, image, page_with
from paper import BODY, BOX, Paper, page_of, string, text, updated
from pictures import blank_jpeg, noise, scan

Make = Callable[[], bytes]
LABEL = BOX + "1 g " + text("\\(b\\)\\(6\\)", 110, 640, size=9) + "0 g "
"""A box whose text was taken out, with its exemption printed on it."""


def _scanned(bars: bool, over: str = "", mode: str = "3 Tr", first: bool = False) -> bytes:
    paper = Paper()
    number, words = scan(paper, bars=((70, 636, 194, 650),) if bars else ())
    words = words.replace("3 Tr", mode)
    picture = "q 612 0 0 792 0 0 cm /Im1 Do Q "
    content = words + " " + picture if first else picture + words
    return page_with(paper, content + " " + over, f"/XObject<</Im1 {number} 0 R>>")


def _table() -> str:
    rows = "".join(f"{shade} g 72 {y} 300 18 re f 0 g {text(words, 76, y + 5)}" for y, shade, words in (
        (400, 0.85, "Crates of salt"), (382, 1, "Barrels of oil"), (364, 0.85, "Bales of wool")))
    return "0.15 g 72 418 300 18 re f " + text("Goods in store", 76, 423, "1 g") + "0 g " + rows


def _dark_slide() -> bytes:
    return page_of("0.08 0.1 0.15 rg 0 0 612 792 re f 1 g " + text("The market in spring", 72, 500, size=30)
                   + "0.9 g " + text("Salt, oil and wool", 72, 450, size=18))


def _updated(content: str) -> bytes:
    """An incremental update that changes nothing that is said, as signing does."""
    paper = Paper(BODY + LABEL)
    stored = zlib.compress(content.encode("latin-1"))
    return updated(paper.bytes(), {paper.content: b"<</Filter/FlateDecode/Length %d>>\nstream\n%s\nendstream" % (
        len(stored), stored)}, paper.next)


def _field(value: str, shown: bool = True) -> bytes:
    paper = Paper()
    form = paper.stream(f"/Tx BMC q BT 0 g /F1 11 Tf 2 5 Td ({value}) Tj ET Q EMC",
                        f"/Type/XObject/Subtype/Form/BBox[0 0 200 20]/Resources<</Font<</F1 {paper.font} 0 R>>>>")
    field = paper.add(f"<</Type/Annot/Subtype/Widget/FT/Tx/T(field1)/V({value})/Rect[300 100 500 120]/F 4"
                      f"/DA(/F1 11 Tf 0 g)/AP<</N {form} 0 R>>>>")
    paper.objects[1] = (f"<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[{field} 0 R]/DR<</Font<</F1 {paper.font} 0 R>>"
                        ">>>>>>").encode()
    return page_with(paper, BODY + LABEL, page=f"/Annots[{field} 0 R]")


def _signed() -> bytes:
    paper = Paper()
    form = paper.stream("BT 0 g /F1 9 Tf 2 5 Td (Signed by the records office) Tj ET",
                        f"/Type/XObject/Subtype/Form/BBox[0 0 200 20]/Resources<</Font<</F1 {paper.font} 0 R>>>>")
    value = paper.add("<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached/Contents<" + "00" * 200 +
                      ">/ByteRange[0 10 20 30]/M(D:20260101000000Z)/Name(J. Alder)/Reason(Approved)>>")
    field = paper.add(f"<</Type/Annot/Subtype/Widget/FT/Sig/T(Signature1)/V {value} 0 R/Rect[300 100 500 120]/F 132"
                      f"/AP<</N {form} 0 R>>>>")
    paper.objects[1] = f"<</Type/Catalog/Pages 2 0 R/AcroForm<</SigFlags 3/Fields[{field} 0 R]>>>>".encode()
    return page_with(paper, BODY + LABEL, page=f"/Annots[{field} 0 R]")


def _saved(data: bytes, **how: object) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        pdf.save(out, **how)  # type: ignore[arg-type]
    return out.getvalue()


def _tagged() -> bytes:
    return page_of("/Artifact <</Type/Pagination/Subtype/Header>> BDC " + text("UNCLASSIFIED", 260, 770, size=9)
                   + "EMC /P <</MCID 0>> BDC " + BODY + "EMC /Span <</MCID 1/ActualText " + string("(b)(6)")
                   + ">> BDC " + LABEL + "EMC")


def _ligature() -> bytes:
    return page_of("BT /F1 11 Tf 72 500 Td (The ) Tj /Span <</ActualText " + string("office") + ">> BDC (office) Tj "
                   "EMC ( is open.) Tj ET " + BODY + LABEL)


def _hyphenated() -> bytes:
    return page_of("BT /F1 11 Tf 72 500 Td /Span <</ActualText " + string("ambassador") + ">> BDC (ambas-) Tj EMC ET "
                   "BT /F1 11 Tf 72 484 Td (sador of the town) Tj ET " + BODY + LABEL)


def _layer_on() -> bytes:
    paper = Paper()
    layer = paper.add("<</Type/OCG/Name(Watermark)>>")
    paper.objects[1] = (f"<</Type/Catalog/Pages 2 0 R/OCProperties<</OCGs[{layer} 0 R]/D<</ON[{layer} 0 R]>>>>>>"
                        ).encode()
    return page_with(paper, BODY + LABEL + "/OC /L1 BDC 0.85 g " + text("DRAFT", 150, 350, size=90) + "EMC",
                 f"/Properties<</L1 {layer} 0 R>>")


def _stock_metadata() -> bytes:
    def packet(paper: Paper) -> str:
        words = ('<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/" '
                 'x:xmptk="Adobe XMP Core 5.6-c017 91.164464, 2020/06/15-10:20:05"><rdf:RDF '
                 'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" '
                 'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/">'
                 '<dc:format>application/pdf</dc:format><dc:title><rdf:Alt><rdf:li xml:lang="x-default">Memorandum on '
                 'the market</rdf:li></rdf:Alt></dc:title><xmp:CreatorTool>Acrobat PDFMaker 20 for Word'
                 '</xmp:CreatorTool><xmp:CreateDate>2026-01-01T10:00:00Z</xmp:CreateDate></rdf:Description></rdf:RDF>'
                 '</x:xmpmeta><?xpacket end="w"?>')
        return f"/Metadata {paper.stream(words, '/Type/Metadata/Subtype/XML')} 0 R"

    paper = Paper(BODY + LABEL)
    paper.info("/Title(Microsoft Word - Document1.docx)/Creator(PScript5.dll Version 5.2.2)/Producer(Acrobat Distiller "
               "20.0 \\(Windows\\))/CreationDate(D:20260101100000Z)/Author(unknown)")
    entries = packet(paper)
    paper.objects[1] = f"<</Type/Catalog/Pages 2 0 R {entries}>>".encode()
    return paper.bytes()


def _outlined() -> bytes:
    def make(paper: Paper) -> str:
        root = paper.next
        paper.add(f"<</Type/Outlines/First {root + 1} 0 R/Last {root + 1} 0 R/Count 1>>")
        paper.add(f"<</Title(Memorandum on the market)/Parent {root} 0 R/Dest[3 0 R/Fit]>>")
        return f"/Outlines {root} 0 R"
    return catalog("", make)


def _highlight(content: str) -> bytes:
    return page_of(content, resources="/ExtGState<</Gm <</BM/Multiply>>/Gh <</ca 0.4>>>>")


def _reportlab() -> bytes:
    from reportlab.lib import colors
    from reportlab.lib.styles import getSampleStyleSheet
    from reportlab.platypus import Paragraph, SimpleDocTemplate, Table, TableStyle

    out = io.BytesIO()
    style = getSampleStyleSheet()
    table = Table([["Goods", "Count"], ["Salt", "12"], ["Oil", "7"]], style=TableStyle([
        ("BACKGROUND", (0, 0), (-1, 0), colors.black), ("TEXTCOLOR", (0, 0), (-1, 0), colors.white),
        ("GRID", (0, 0), (-1, -1), 0.5, colors.grey)]))
    SimpleDocTemplate(out, title="Goods in store").build([
        Paragraph("Goods in store", style["Title"]),
        Paragraph("The name is [REDACTED] here.", style["BodyText"]), table])
    return out.getvalue()


def _fallback_font() -> bytes:
    """A composite font that is not in the file, as East Asian documents have it."""
    paper = Paper()
    below = paper.add("<</Type/Font/Subtype/CIDFontType0/BaseFont/HeiseiMin-W3/CIDSystemInfo<</Registry(Adobe)"
                      "/Ordering(Japan1)/Supplement 2>>/FontDescriptor<</Type/FontDescriptor/FontName/HeiseiMin-W3"
                      "/Flags 4/FontBBox[0 0 1000 1000]/ItalicAngle 0/Ascent 800/Descent -200/CapHeight 700"
                      "/StemV 80>>>>")
    font = paper.add(f"<</Type/Font/Subtype/Type0/BaseFont/HeiseiMin-W3/Encoding/UniJIS-UCS2-H/DescendantFonts"
                     f"[{below} 0 R]>>")
    paper.resources = f"/Font<</F1 {paper.font} 0 R/F2 {font} 0 R>>"
    return page_with(paper, BODY + LABEL + "BT /F2 12 Tf 72 500 Td <5E02583430673042> Tj ET ")


def _figure() -> bytes:
    paper = Paper(BODY + LABEL)
    root = paper.next
    paper.add(f"<</Type/StructTreeRoot/K {root + 1} 0 R>>")
    paper.add(f"<</Type/StructElem/S/Figure/P {root} 0 R/Pg 3 0 R/K 0/Alt(A photograph of a lighthouse)>>")
    paper.objects[1] = f"<</Type/Catalog/Pages 2 0 R/StructTreeRoot {root} 0 R>>".encode()
    return paper.bytes()


GOOD: dict[str, Make] = {
    "box, its text taken out": lambda: page_of(BODY + BOX),
    "box with its code": lambda: page_of(BODY + LABEL),
    "white box with an edge and a code": lambda: page_of(
        BODY + "1 g 0 G 70 636 124 14 re B 0 g " + text("\\(b\\)\\(6\\)", 110, 640, size=9)),
    "label in brackets": lambda: page_of(BODY + text("[Withheld: \\(b\\)\\(6\\); less than 1 line]", 72, 640, size=9)),
    "label in the colour of its box": lambda: page_of(BODY + BOX + text("REDACTED", 80, 640, "0 g", size=9)),
    "whole page withheld": lambda: page_of("0 g 72 72 468 648 re f 1 g " + text("\\(b\\)\\(1\\)", 290, 400)),
    "box drawn first, text over it": lambda: page_of("0.9 g 60 690 400 30 re f 0 g " + BODY),
    "white text on a dark heading": lambda: page_of(
        BODY + LABEL + "0.1 0.2 0.4 rg 60 490 400 30 re f " + text("Goods in store", 72, 500, "1 g")),
    "table with shaded rows": lambda: page_of(BODY + LABEL + _table()),
    "dark slide": _dark_slide,
    "highlight that multiplies": lambda: _highlight(BODY + LABEL + "q /Gm gs 1 1 0 rg 70 696 200 14 re f Q"),
    "highlight half transparent": lambda: _highlight(BODY + LABEL + "q /Gh gs 1 1 0 rg 70 696 200 14 re f Q"),
    "highlight under the text": lambda: page_of("1 1 0 rg 70 696 200 14 re f 0 g " + BODY + LABEL),
    "yellow highlight annotation": lambda: annotated(
        "/Subtype/Highlight/QuadPoints[70 710 294 710 70 696 294 696]/C[1 1 0]", None, BODY + LABEL),
    "underline and strike": lambda: page_of(BODY + LABEL + "0 G 0.7 w 72 698 m 300 698 l S 72 688 m 300 688 l S"),
    "frame around text": lambda: page_of(BODY + LABEL + "0 G 2 w 66 690 400 24 re S"),
    "thick frame around text": lambda: page_of(BODY + LABEL + "0 G 8 w 56 672 420 50 re S"),
    "ring around text": lambda: page_of(
        BODY + LABEL + "0 g 60 670 400 50 re 66 676 388 38 re f*"),
    "rules of a letterhead": lambda: page_of("0 g 36 770 540 8 re f " + BODY + LABEL),
    "bullets": lambda: page_of(BODY + LABEL + "0 g " + "".join(
        f"72 {y} 5 5 re f {text(words, 84, y)}" for y, words in ((400, "Salt"), (380, "Oil"), (360, "Wool")))),
    "chart of bars": lambda: page_of(BODY + LABEL + "".join(
        f"0.2 0.4 0.7 rg {90 + 60 * n} 200 40 {height} re f 0 g {text(name, 92 + 60 * n, 186, size=9)}"
        for n, (height, name) in enumerate(((60, "Salt"), (90, "Oil"), (40, "Wool"))))),
    "watermark in gray": lambda: page_of(
        "0.88 g q 0.7 0.7 -0.7 0.7 150 250 cm " + text("DRAFT", 0, 0, size=110) + "Q 0 g " + BODY + LABEL),
    "watermark over the text, transparent": lambda: _highlight(
        BODY + LABEL + "q /Gh gs 0.8 g q 0.7 0.7 -0.7 0.7 150 250 cm " + text("COPY", 0, 0, size=110) + "Q Q"),
    "bold by drawing twice": lambda: page_of(
        BODY + LABEL + text("Goods in store", 72, 500) + text("Goods in store", 72.3, 500)),
    "shadow under a heading": lambda: page_of(
        BODY + LABEL + text("Goods in store", 73, 499, "0.7 g", 24) + text("Goods in store", 72, 500, "0 g", 24)),
    "text with an outline": lambda: page_of(BODY + LABEL + text("Goods in store", 72, 500, "2 Tr 0.5 w 1 g 0 G", 24)),
    "text as a clip for colour": lambda: page_of(
        BODY + LABEL + "q " + text("MARKET", 72, 480, "7 Tr", 60) + "0.7 0.2 0.1 rg 60 470 400 80 re f Q"),
    "text in a clip that shows it": lambda: page_of(
        BODY + LABEL + f"q 60 490 400 30 re W n {text('Goods', 72, 500)} Q"),
    "cell that cuts its text": lambda: page_of(
        BODY + LABEL + f"q 70 490 40 20 re W n {text('Goods in store', 72, 500)} Q"),
    "small print": lambda: page_of(BODY + LABEL + text("Printed by the records office of the town.", 72, 60, size=5)),
    "raised figures": lambda: page_of(BODY + LABEL + "BT /F1 11 Tf 72 500 Td (See note) Tj 5 Ts /F1 6 Tf (12) Tj ET"),
    "letters spaced out": lambda: page_of(BODY + LABEL + text("M A R K E T", 72, 500) + text("PIER", 72, 480, "6 Tc")),
    "turned page": lambda: page_of(BODY + LABEL, page="/Rotate 90"),
    "text at the edge of the crop box": lambda: page_of(BODY + LABEL, page="/CropBox[60 60 560 780]"),
    "form that draws the words": lambda: form(text("The boats went out.", 72, 500)),
    "picture with words over it": lambda: image(
        "/Width 32/Height 8/ColorSpace/DeviceGray", noise(256), "q 200 0 0 60 72 400 cm /Im1 Do Q",
        after="1 g 80 420 80 16 re f 0 g " + text("The pier", 84, 424) + LABEL),
    "picture from a camera": lambda: image(
        "/Width 16/Height 16/ColorSpace/DeviceRGB/Filter/DCTDecode", blank_jpeg(), "q 40 0 0 40 500 700 cm /Im1 Do Q",
        after=LABEL),
    "scan with recognised text": lambda: _scanned(False),
    "scan with a burnt bar, recognised after": lambda: _scanned(True),
    "scan over its recognised text": lambda: _scanned(False, mode="0 Tr", first=True),
    "scan with a stamp in its margin": lambda: _scanned(
        True, "1 g 400 20 150 16 re f 0 g " + text("RECORDS-000123", 404, 24)),
    "layer that is on": _layer_on,
    "tagged, with the label as ActualText": _tagged,
    "ActualText for a ligature": _ligature,
    "ActualText for a hyphenated word": _hyphenated,
    "alternate text of a figure": _figure,
    "stock metadata": _stock_metadata,
    "outline that says the heading": _outlined,
    "form filled in so that all see it": lambda: _field("Records office"),
    "signature that is seen": _signed,
    "update that changes nothing said": lambda: _updated(BODY + LABEL + " "),
    "link": lambda: annotated(
        "/Subtype/Link/Border[0 0 0]/A<</S/URI/URI(https://example.org/reading-room/08-0214)>>", None, BODY + LABEL),
    "attached table of what is shown": lambda: attached("market.txt", b"The market opened again."),
    "page labels": lambda: catalog("/PageLabels<</Nums[0<</S/r>>4<</S/D/P(A-)>>]>>"),
    "script of a form": lambda: catalog(
        "/OpenAction<</S/JavaScript/JS(this.getField\\('Total'\\).value = AFNumber_Format\\(2, 0\\);)>>"),
    "metadata on a document without boxes": lambda: Paper(BODY).info(
        "/Title(Ferries and lighthouses)/Author(Anselm Corvino)").bytes(),
    "linearised": lambda: _saved(page_of(BODY + LABEL), linearize=True),
    "object streams": lambda: _saved(page_of(BODY + LABEL), object_stream_mode=pikepdf.ObjectStreamMode.generate),
    "uncompressed, editable form": lambda: _saved(page_of(BODY + LABEL), qdf=True),
    "table and label by reportlab": _reportlab,
    "font that is not in the file": _fallback_font,
}
