"""Honest documents as courts, ministries and agencies make them: each uses what a bad one of the gauntlet abuses."""

from __future__ import annotations

from collections.abc import Callable

from good import LABEL
from makers import annotated, catalog, page_with
from paper import BODY, HELVETICA, Paper, page_of, string, text
from pictures import blank_jpeg, noise, scan

Make = Callable[[], bytes]
SCAN = "q 612 0 0 792 0 0 cm /Im1 Do Q "


def _layers(content: str, config: str, group: str = "", name: str = "Watermark") -> bytes:
    paper = Paper()
    layer = paper.add(f"<</Type/OCG/Name({name}){group}>>")
    member = paper.add(f"<</Type/OCMD/OCGs[{layer} 0 R]/P/AnyOn>>")
    paper.objects[1] = (f"<</Type/Catalog/Pages 2 0 R/OCProperties<</OCGs[{layer} 0 R]{config.format(layer=layer)}>>"
                        ">>").encode()
    return page_with(paper, BODY + LABEL + content, f"/Properties<</MC0 {layer} 0 R/MC1 {member} 0 R>>")


def _scan(content: str, page: str = "", mediabox: str = "0 0 612 792", entries: str = "") -> bytes:
    paper = Paper()
    number, words = scan(paper, bars=((70, 636, 194, 650),))
    paper.objects[number] = paper.objects[number].replace(b"/Type/XObject", b"/Type/XObject" + entries.encode())
    return page_with(paper, content.replace("OCR", words), f"/XObject<</Im1 {number} 0 R>>", page, mediabox)


def _font(name: str, more: str = "", table: str = "") -> bytes:
    paper = Paper()
    if table:
        more += f"/ToUnicode {paper.stream(table)} 0 R"
    font = paper.add(HELVETICA.replace("/BaseFont/Helvetica", f"/BaseFont/{name}").replace(">>", f"{more}>>"))
    paper.resources = f"/Font<</F1 {paper.font} 0 R/TT1 {font} 0 R>>"
    return page_with(paper, BODY + LABEL + "BT /TT1 11 Tf 72 300 Td (Salt, oil and wool) Tj ET")


def _embedded() -> bytes:
    """A subset of a family that nobody has heard of, whose program bears its name."""
    paper = Paper()
    program = paper.stream(b"%!PS-AdobeFont-1.0: Quorvantine-Regular\n/FontName /Quorvantine-Regular def",
                           "/Length1 60/Length2 0/Length3 0")
    descriptor = paper.add("<</Type/FontDescriptor/FontName/ABCDEF+Quorvantine-Regular/Flags 32/FontBBox[0 0 9 9]"
                           "/ItalicAngle 0/Ascent 800/Descent -200/CapHeight 700/StemV 80/CharSet(/S/a/l/t/eacute)"
                           f"/FontFile {program} 0 R>>")
    paper.add(f"<</Type/Font/Subtype/Type1/BaseFont/ABCDEF+Quorvantine-Regular/FontDescriptor {descriptor} 0 R>>")
    paper.resources = f"/Font<</F1 {paper.font} 0 R/T1_0 {paper.next - 1} 0 R>>"
    return page_with(paper, BODY + LABEL)


def _structured() -> bytes:
    paper = Paper()
    root = paper.next
    paper.add(f"<</Type/StructTreeRoot/K {root + 1} 0 R/RoleMap<</Heading#201/H1/BodyText/P/Standard/P"
              f"/Footnote#20Text/Note/TableGrid/Table>>/ClassMap<</Pa1<</O/Layout/SpaceAfter 6>>>>"
              f"/IDTree<</Names[(node00000123){root + 1} 0 R]>>>>")
    paper.add(f"<</Type/StructElem/S/BodyText/C/Pa1/ID(node00000123)/Lang(en-US)/P {root} 0 R/Pg 3 0 R/K 0"
              "/A<</O/Layout/Placement/Block/TextAlign/Justify>>>>")
    paper.objects[1] = (f"<</Type/Catalog/Pages 2 0 R/StructTreeRoot {root} 0 R/MarkInfo<</Marked true>>/Lang(en-GB)"
                        "/ViewerPreferences<</DisplayDocTitle true/Direction/L2R>>/PageMode/UseOutlines>>").encode()
    return page_with(paper, "/BodyText <</MCID 0>> BDC " + BODY + "EMC /Artifact <</Type/Pagination/Attached[/Top]"
                     "/Subtype/Header>> BDC EMC " + LABEL)


def _signed(entries: str) -> bytes:
    paper = Paper()
    value = paper.add("<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/adbe.pkcs7.detached/Contents<" + "00" * 100 +
                      f">/ByteRange[0 1 2 3]/M(D:20260101000000Z){entries}/Prop_Build<</Filter<</Name/Adobe.PPKLite"
                      "/R 131104>>/App<</Name/Exchange-Pro/OS[/Win]/REx(2024.005.20320)/TrustedMode true>>>>>>")
    field = paper.add(f"<</Type/Annot/Subtype/Widget/FT/Sig/T(Signature1)/V {value} 0 R/Rect[0 0 0 0]/F 132>>")
    paper.objects[1] = (f"<</Type/Catalog/Pages 2 0 R/AcroForm<</SigFlags 3/Fields[{field} 0 R]>>"
                        f"/Perms<</DocMDP {value} 0 R>>>>").encode()
    return page_with(paper, BODY + LABEL, page=f"/Annots[{field} 0 R]")


def _ink(name: str) -> bytes:
    return page_of(BODY + LABEL + "/CS0 cs 1 scn 300 300 5 5 re f",
                   resources=f"/ColorSpace<</CS0[/Separation/{name}/DeviceCMYK<</FunctionType 2/Domain[0 1]"
                             "/C0[0 0 0 0]/C1[0 1 1 0]/N 1>>]>>")


def _drawn_by_word() -> bytes:
    """Names as office programs, printing plants and converters give them to what a page uses."""
    paper = Paper()
    names = ("Im0", "Fm0", "Image12", "XiPlayer0", "FormXob.1a2b3c4d5e6f", "Meta7", "PlacedGraphic", "fzImg0", "KSPX1")
    form = paper.stream("0 g 0 0 1 1 re f", "/Type/XObject/Subtype/Form/BBox[0 0 1 1]/FormType 1/Group<</S/Transparency"
                                            "/CS/DeviceRGB/I true/K false>>/PieceInfo<</ADBE_CompoundType<<"
                                            "/LastModified(D:20260101)/Private/Watermark/DocSettings 1>>>>")
    held = "".join(f"/{name} {form} 0 R" for name in names)
    return page_with(paper, BODY + LABEL + " ".join(f"/{name} Do" for name in names) + " /GS0 gs /Perceptual ri",
                     f"/XObject<<{held}>>/ExtGState<</GS0<</Type/ExtGState/BM/Normal/OPM 1/SMask/None/AIS false>>>>"
                     "/ProcSet[/PDF/Text/ImageC/ImageI]")


def _link(address: str) -> bytes:
    return annotated(f"/Subtype/Link/Border[0 0 0]/H/I/A<</Type/Action/S/URI/URI({address})>>", None, BODY + LABEL)


def _outline() -> bytes:
    paper = Paper()
    root = paper.next
    paper.add(f"<</Type/Outlines/First {root + 1} 0 R/Last {root + 2} 0 R/Count 2>>")
    paper.add(f"<</Title(Memorandum on the market)/Parent {root} 0 R/Next {root + 2} 0 R/Dest(_Toc104211931)>>")
    paper.add(f"<</Title(Appendix 1)/Parent {root} 0 R/Prev {root + 1} 0 R/A<</S/GoTo/D(section.2)>>/F 2/C[0 0 1]>>")
    paper.objects[1] = (f"<</Type/Catalog/Pages 2 0 R/Outlines {root} 0 R/Names<</Dests<</Names[(_Toc104211931)"
                        "[3 0 R/XYZ 0 700 0](section.2)[3 0 R/Fit]]>>>>/PageLabels<</Nums[0<</S/r>>4<</S/D/P(A-)>>]>>"
                        ">>").encode()
    return page_with(paper, BODY + LABEL)


def _photographs() -> bytes:
    """A photograph cut by a clip, one with soft edges, and one that runs over the edge of the page."""
    paper = Paper()
    number = paper.stream(noise(128 * 128), "/Type/XObject/Subtype/Image/Width 128/Height 128/ColorSpace/DeviceGray"
                                            "/BitsPerComponent 8")
    return page_with(paper, BODY + LABEL + "q 300 300 60 60 re W n 120 0 0 120 280 280 cm /Im1 Do Q "
                     "q 120 0 0 120 540 100 cm /Im1 Do Q ", f"/XObject<</Im1 {number} 0 R>>")


def _camera() -> bytes:
    paper = Paper()
    number = paper.stream(blank_jpeg(), "/Type/XObject/Subtype/Image/Width 16/Height 16/ColorSpace/DeviceRGB"
                                        "/BitsPerComponent 8/Filter/DCTDecode", encode=lambda data: data + b"\r\n")
    return page_with(paper, BODY + LABEL + "q 40 0 0 40 500 700 cm /Im1 Do Q", f"/XObject<</Im1 {number} 0 R>>")


TABLE = ("/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CIDSystemInfo <</Registry (Adobe) "
         "/Ordering (UCS) /Supplement 0>> def /CMapName /Adobe-Identity-UCS def /CMapType 2 def "
         "1 begincodespacerange <00> <FF> "
         "endcodespacerange 2 beginbfrange <20> <7E> <0020> <A0> <A0> <0020> endbfrange endcmap CMapName currentdict "
         "/CMap defineresource pop end end")
HEADER = text("Case 1:24-cv-01234-ABC   Document 17-2   Filed 03/12/26   Page 1 of 1", 120, 775, size=8)

OFFICES: dict[str, Make] = {
    "court filing with its stamp": lambda: page_of(HEADER + BODY + LABEL),
    "filing with a title that its stamp says": lambda: Paper(HEADER + BODY + LABEL).info(
        "/Title(1:24-cv-01234 Document 17-2)/Creator(Microsoft\\256 Word for Microsoft 365)"
        "/Producer(Microsoft\\256 Word for Microsoft 365)").bytes(),
    "watermark that only prints": lambda: _layers(
        "/OC /MC0 BDC q 0.85 g " + text("DRAFT", 150, 350, size=90) + "Q EMC",
        "/D<</Name(Default)/BaseState/ON/AS[<</Event/View/Category[/View]/OCGs[{layer} 0 R]>><</Event/Print/Category"
        "[/Print]/OCGs[{layer} 0 R]>>]>>",
        "/Usage<</View<</ViewState/ON>>/Print<</PrintState/ON>>/PageElement<</Subtype/BG>>>>"),
    "draft mark that is not printed": lambda: _layers(
        "/OC /MC0 BDC q 0.85 g " + text("DRAFT COPY", 150, 350, size=60) + "Q EMC",
        "/D<</AS[<</Event/Print/Category[/Print]/OCGs[{layer} 0 R]>>]>>",
        "/Usage<</View<</ViewState/ON>>/Print<</PrintState/OFF>>>>"),
    "layer by membership": lambda: _layers(
        "/OC /MC1 BDC " + text("Salt", 72, 300) + "EMC", "/D<</ON[{layer} 0 R]/Order[{layer} 0 R]>>", name="Layer 1"),
    "box on a layer that is on": lambda: _layers(
        "/OC /MC0 BDC 0 g 300 500 80 14 re f EMC", "/D<</ON[{layer} 0 R]>>", name="Redactions"),
    "scan, recognised and redacted": lambda: _scan(SCAN + "OCR"),
    "scan a little larger than its page": lambda: _scan("q 624 0 0 808 -6 -8 cm /Im1 Do Q "),
    "scan with margins cut": lambda: _scan(SCAN + "OCR", "/CropBox[20 20 592 772]"),
    "scan that was turned": lambda: _scan("q 0 612 -792 0 792 0 cm /Im1 Do Q", "/Rotate 90", "0 0 792 612"),
    "scan with a stated decoding": lambda: _scan(SCAN + "OCR", entries="/Decode[0 1]/Interpolate true"),
    "font of an office": lambda: _font("ABCDEF+Calibri-BoldItalic", "", TABLE),
    "fonts of a printer": lambda: _font("TimesNewRomanPS-BoldMT"),
    "font of a typographer": lambda: _font("BCDEEE+FrutigerLTStd-Roman"),
    "embedded font of no fame": _embedded,
    "structure with styles": _structured,
    "signature with a reason": lambda: _signed("/Reason(I approve this document)/Name(J. Alder)"),
    "certified": lambda: _signed("/Reason(Document is certified)/Reference[<</Type/SigRef/TransformMethod/DocMDP"
                                 "/TransformParams<</Type/TransformParams/P 2/V/1.2>>>>]"),
    "spot colour of the trade": lambda: _ink("PANTONE#20Reflex#20Blue#20C"),
    "inks of the press": lambda: _ink("All"),
    "names of programs": _drawn_by_word,
    "link to a reading room": lambda: _link("https://www.example.gov/foia/reading-room/documents/2026-00123.pdf"),
    "link to a statute": lambda: _link("https://www.govinfo.gov/content/pkg/USCODE-2011-title5/html/sec552.htm#b"),
    "link for questions": lambda: _link("mailto:foia.requests@example.gov?subject=Request%202026-00123"),
    "outline, places and page labels": _outline,
    "photographs that are cut": _photographs,
    "photograph with a line end": _camera,
    "identifier of a file": lambda: Paper(BODY + LABEL).bytes().replace(
        b"/Root 1 0 R", b"/Root 1 0 R/ID[<6a1fce0b8e0d4c5f9e3d2b1a00c4f7e8><6a1fce0b8e0d4c5f9e3d2b1a00c4f7e8>]"),
    "remarks with names of their own": lambda: annotated(
        "/Subtype/Highlight/QuadPoints[70 710 294 710 70 696 294 696]/C[1 1 0]/F 4/NM(7e1b2c3d-0000-4444-8888-"
        "9a9b9c9d9e9f)/CreationDate(D:20260101100000Z)/DA(/Helv 12 Tf 0 g)/DS(font: 12pt Helvetica; color:#E52237)",
        None, BODY + LABEL),
    "form of an agency": lambda: catalog(
        "/AcroForm<</Fields[]/DA(/Helv 0 Tf 0 g)/NeedAppearances false>>/Extensions<</ADBE<</BaseVersion/1.7"
        "/ExtensionLevel 8>>>>/Metadata null/PageLayout/OneColumn"),
    "ActualText for a soft hyphen": lambda: page_of(
        "BT /F1 11 Tf 72 500 Td (The ambas) Tj /Span <</ActualText " + string("\u00ad") + ">> BDC (-) Tj EMC ET "
        "BT /F1 11 Tf 72 484 Td (sador of the town) Tj ET " + BODY + LABEL),
    "field to be filled in, white": lambda: Paper(
        BODY + "".join(text("Name", 72, 400 - 30 * n) + f"1 g 0 G 110 {396 - 30 * n} 200 16 re B 0 g "
                       + text("Date", 330, 400 - 30 * n) for n in range(3))).info("/Author(Anselm Corvino)").bytes(),
    "words about exemptions": lambda: Paper(BODY + text(
        "Exemption (b)(6) of the Act protects the privacy of persons.", 72, 300)).info(
            "/Author(Anselm Corvino)").bytes(),
}
