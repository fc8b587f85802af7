"""Words carried as names: of fonts, resources, colours, tags, keys and kinds, which no reader shows."""

from __future__ import annotations

from collections.abc import Callable

from makers import catalog, page_with
from paper import BODY, BOX, HELVETICA, Paper, page_of, text

Make = Callable[[], bytes]
GIVEN = "LudmilaOrsavetskaya"
SURNAME = "Orsavetskaya"


def _resource(group: str, entry: Callable[[Paper], str], draw: str = "", name: str = SURNAME) -> bytes:
    paper = Paper()
    return page_with(paper, BODY + BOX + draw, f"/{group}<</{name} {entry(paper)}>>")


def _fonts(name: str, more: str = "", key: str = "F2") -> bytes:
    paper = Paper()
    font = paper.add(f"<</Type/Font/Subtype/Type1/BaseFont/{name}/Encoding/WinAnsiEncoding{more}>>")
    paper.resources = f"/Font<</F1 {paper.font} 0 R/{key} {font} 0 R>>"
    return page_with(paper, BODY + BOX + f"BT /{key} 11 Tf 72 300 Td (The market opened again.) Tj ET")


def _form(paper: Paper, entries: str = "") -> str:
    return f"{paper.stream('0 g 0 0 4 4 re f', '/Type/XObject/Subtype/Form/BBox[0 0 4 4]' + entries)} 0 R"


def _ink(name: str) -> str:
    return f"[{name}/DeviceGray<</FunctionType 2/Domain[0 1]/C0[1]/C1[0]/N 1>>]"


def _element(entries: str, root: str = "") -> bytes:
    paper = Paper()
    first = paper.next
    paper.add(f"<</Type/StructTreeRoot/K {first + 1} 0 R{root.format(element=first + 1)}>>")
    paper.add(f"<</Type/StructElem/P {first} 0 R/Pg 3 0 R/K 0{entries}>>")
    paper.objects[1] = f"<</Type/Catalog/Pages 2 0 R/StructTreeRoot {first} 0 R>>".encode()
    return paper.bytes()


def _glyph_names() -> bytes:
    paper = Paper()
    glyph = paper.stream("500 0 0 0 450 700 d1 0 0 400 600 re f")
    font = paper.add("<</Type/Font/Subtype/Type3/FontBBox[0 0 500 700]/FontMatrix[0.001 0 0 0.001 0 0]/FirstChar 65"
                     f"/LastChar 65/Widths[500]/CharProcs<</{SURNAME} {glyph} 0 R>>/Encoding<</Type/Encoding"
                     f"/Differences[65/{SURNAME}]>>/Resources<<>>>>")
    paper.resources = f"/Font<</F1 {paper.font} 0 R/F3 {font} 0 R>>"
    return page_with(paper, BODY + BOX + "BT /F3 9 Tf 300 300 Td (A) Tj ET")


def _tabled(comment: str) -> bytes:
    """A ToUnicode table with words that are none of its codes."""
    paper = Paper()
    table = paper.stream(f"{comment} 1 begincodespacerange <00> <FF> endcodespacerange 1 beginbfchar\n<41> <0041>\n"
                         "endbfchar endcmap")
    font = paper.add(HELVETICA.replace(">>", f"/ToUnicode {table} 0 R>>"))
    paper.resources = f"/Font<</F1 {font} 0 R>>"
    return page_with(paper, BODY + BOX)


def _identified(value: str) -> bytes:
    paper = Paper()
    paper.trailer = f"/ID[{value}{value}]"
    return paper.bytes()


NAMES: dict[str, tuple[str, Make]] = {
    "name of a font": ("unshown-words: pdf font", lambda: _fonts(SURNAME)),
    "name of a subset font": ("unshown-words: pdf font", lambda: _fonts("ABCDEF+Ludmila-Orsavetskaya")),
    "family of a font": ("unshown-words: pdf font", lambda: _fonts(
        "Helvetica", f"/FontDescriptor<</Type/FontDescriptor/FontName/Helvetica/Flags 32/FontFamily({SURNAME})>>")),
    "glyphs of a descriptor": ("unshown-words: pdf font", lambda: _fonts(
        "Helvetica", f"/FontDescriptor<</Type/FontDescriptor/FontName/Helvetica/Flags 32/CharSet(/{SURNAME})>>")),
    "key of a font": ("unshown-words: pdf resource name", lambda: _fonts("Helvetica", key=SURNAME)),
    "key of a form": ("unshown-words: pdf resource name", lambda: _resource("XObject", _form, f"/{SURNAME} Do")),
    "key of a graphics state": ("unshown-words: pdf resource name", lambda: _resource(
        "ExtGState", lambda _: "<</LW 1>>", f"/{SURNAME} gs")),
    "key of properties": ("unshown-words: pdf resource name", lambda: _resource(
        "Properties", lambda _: "<</MCID 7>>", f"/Span /{SURNAME} BDC EMC")),
    "key of a colour space": ("unshown-words: pdf resource name", lambda: _resource(
        "ColorSpace", lambda _: "[/DeviceN[/Black]/DeviceGray<</FunctionType 2/Domain[0 1]/C0[1]/C1[0]/N 1>>]",
        f"/{SURNAME} cs")),
    "name of a form": ("unshown-words: pdf picture or form", lambda: _resource(
        "XObject", lambda paper: _form(paper, f"/Name/{SURNAME}"), "/Fm1 Do", "Fm1")),
    "name of a spot colour": ("unshown-words: pdf colour profile", lambda: _resource(
        "ColorSpace", lambda _: _ink(f"/Separation/{GIVEN}"), "/Cs1 cs 1 scn 300 300 5 5 re f", "Cs1")),
    "names of several colours": ("unshown-words: pdf colour profile", lambda: _resource(
        "ColorSpace", lambda _: _ink(f"/DeviceN[/Cyan/{SURNAME}]"), "", "Cs1")),
    "tag of marked content": ("unshown-words: pdf marked content", lambda: page_of(
        BODY + f"/{SURNAME} BMC {BOX} EMC")),
    "tag of a marked point": ("unshown-words: pdf marked content", lambda: page_of(BODY + BOX + f"/{GIVEN} MP")),
    "key of a property": ("unshown-words: pdf marked content", lambda: page_of(
        BODY + f"/Span <</{SURNAME} true>> BDC {BOX} EMC")),
    "name as a property": ("unshown-words: pdf marked content", lambda: page_of(
        BODY + f"/Span <</Kind/{SURNAME}>> BDC {BOX} EMC")),
    "kind of an element": ("unshown-words: pdf structure", lambda: _element(f"/S/{SURNAME}")),
    "class of an element": ("unshown-words: pdf structure", lambda: _element(f"/S/P/C/{SURNAME}")),
    "key of a class": ("unshown-words: pdf role map", lambda: _element(
        "/S/P", f"/ClassMap<</{SURNAME}<</O/Layout>>>>")),
    "identifier of an element": ("unshown-words: pdf structure", lambda: _element(f"/S/P/ID({SURNAME})")),
    "tree of identifiers": ("unshown-words: pdf structure", lambda: _element(
        "/S/P", f"/IDTree<</Names[({SURNAME}){{element}} 0 R]>>")),
    "owner of an attribute": ("unshown-words: pdf structure", lambda: _element(
        f"/S/P/A<</O/UserProperties/P[<</N({SURNAME})/V 1>>]>>")),
    "namespace of an element": ("unshown-words: pdf structure", lambda: _element(
        f"/S/P/NS<</Type/Namespace/NS(http://example.org/{SURNAME})>>")),
    "key of a script": ("unshown-words: pdf script", lambda: catalog(
        f"/Names<</JavaScript<</Names[({SURNAME})<</S/JavaScript/JS(app.beep\\(\\);)>>]>>>>")),
    "key of a page template": ("unshown-words: pdf catalog", lambda: catalog(
        f"/Names<</Pages<</Names[({SURNAME}) 3 0 R]>>>>")),
    "key of a rendition": ("unshown-words: pdf catalog", lambda: catalog(
        f"/Names<</Renditions<</Names[({SURNAME})<</S/MR>>]>>>>")),
    "identifier of the file": ("unshown-words: pdf trailer", lambda: _identified(f"({SURNAME}1961)")),
    "identifier in hexadecimal": ("unshown-words: pdf trailer", lambda: _identified(
        f"<{SURNAME.encode().hex()}>")),
    "type of an object": ("unshown-words: pdf catalog", lambda: catalog(f"/Own<</Type/{SURNAME}>>")),
    "key of a program": ("unshown-words: pdf catalog", lambda: catalog(f"/{GIVEN} true")),
    "key of private data": ("unshown-words: pdf private data", lambda: catalog(
        f"/PieceInfo<</{SURNAME}<</LastModified(D:2026)>>>>")),
    "name of private data": ("unshown-words: pdf private data", lambda: catalog(
        f"/PieceInfo<</App<</LastModified(D:2026)/Private/{GIVEN}>>>>")),
    "name as a value": ("unshown-words: pdf catalog", lambda: catalog(f"/PageMode/{GIVEN}")),
    "key of the page": ("unshown-words: pdf page", lambda: page_of(BODY + BOX, page=f"/{SURNAME} 1")),
    "glyph of that name": ("unshown-words: pdf font", _glyph_names),
    "name of a table of codes": ("unshown-words: pdf font", lambda: _tabled(f"/CMapName /{SURNAME} def")),
    "remark in a table of codes": ("unshown-words: pdf font", lambda: _tabled(f"% {SURNAME}\n")),
    "registry of a table of codes": ("unshown-words: pdf font", lambda: _tabled(
        f"/CIDSystemInfo <</Registry ({SURNAME}) /Ordering (UCS) /Supplement 0>> def")),
    "developer's extension": ("unshown-words: pdf catalog", lambda: catalog(
        f"/Extensions<</{SURNAME}<</BaseVersion/1.7/ExtensionLevel 3>>>>")),
    "name of a measure": ("unshown-words: pdf page", lambda: page_of(
        BODY + BOX, page=f"/VP[<</Type/Viewport/BBox[0 0 9 9]/Name({SURNAME})/Measure<</R({SURNAME})>>>>]")),
    "colorant of the page": ("unshown-words: pdf page", lambda: page_of(
        BODY + BOX, page=f"/SeparationInfo<</Pages[3 0 R]/DeviceColorant/{SURNAME}>>")),
    "intent of an annotation": ("unshown-words: pdf annotation", lambda: page_of(
        BODY + BOX, page=f"/Annots[<</Type/Annot/Subtype/Link/Rect[0 0 9 9]/Border[0 0 0]/IT/{SURNAME}>>]")),
    "name of an annotation": ("unshown-words: pdf annotation", lambda: page_of(
        BODY + BOX, page=f"/Annots[<</Type/Annot/Subtype/Link/Rect[0 0 9 9]/Border[0 0 0]/NM({SURNAME})>>]")),
    "state of a button": ("unshown-words: pdf form field", lambda: page_of(
        BODY + BOX, page=f"/Annots[<</Type/Annot/Subtype/Widget/FT/Btn/T(a)/Rect[0 0 9 9]/AS/{SURNAME}>>]")),
    "name of a predefined place": ("unshown-words: pdf destination", lambda: catalog(
        f"/Dests<</{SURNAME}[3 0 R/Fit]>>")),
    "place in one word": ("unshown-words: pdf destination", lambda: catalog(
        f"/Names<</Dests<</Names[({SURNAME})[3 0 R/Fit]]>>>>")),
    "bounds of a tree of names": ("unshown-words: pdf destination", lambda: catalog(
        f"/Names<</Dests<</Kids[<</Limits[(a)({SURNAME})]/Names[(a)[3 0 R/Fit]]>>]>>>>")),
    "language of the file": ("unshown-words: pdf catalog", lambda: catalog("/Lang(x-Ludmila)")),
    "language of an element": ("unshown-words: pdf structure", lambda: _element("/S/P/Lang(Ludmila)")),
    "key of a content property, drawn": ("unshown-words: pdf marked content", lambda: page_of(
        BODY + BOX + text("Salt", 72, 300) + f"/Artifact <</Attached[/{SURNAME}]>> BDC EMC")),
}
