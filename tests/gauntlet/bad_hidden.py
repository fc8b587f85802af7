"""Text of a page that is there and not seen: under something opaque, or without ink."""

from __future__ import annotations

import base64
from collections.abc import Callable

from makers import SECRET_LINE, annotated, form, image, letters, page_with
from paper import BODY, BOX, NAME, NUMBER, Paper, page_of, text
from pictures import noise

Make = Callable[[], bytes]
ROTATED = BODY + "q 0 1 -1 0 300 300 cm " + text(NAME, 0, 0) + "0 g -2 -4 124 14 re f Q"
STATE = "/ExtGState<</G0 <</ca 0/CA 0>>/Gm <</BM/Multiply>>/Gh <</ca 0.5>>>>"


def _black_image(before: str) -> bytes:
    return image("/Width 2/Height 1/ColorSpace/DeviceGray", b"\0\0", "q 124 0 0 14 70 636 cm /Im1 Do Q", before)


def _pattern(before: str) -> bytes:
    paper = Paper()
    cell = paper.stream("0 g 0 0 4 4 re f", "/Type/Pattern/PatternType 1/PaintType 1/TilingType 1/BBox[0 0 4 4]"
                                            "/XStep 4/YStep 4/Resources<<>>")
    return page_with(paper, BODY + before + "/Pattern cs /P1 scn 70 636 124 14 re f", f"/Pattern<</P1 {cell} 0 R>>")


def _shading(before: str) -> bytes:
    paper = Paper()
    resources = ("/Shading<</Sh1 <</ShadingType 2/ColorSpace/DeviceGray/Coords[70 0 194 0]/Extend[true true]"
                 "/Function<</FunctionType 2/Domain[0 1]/C0[0]/C1[0.05]/N 1>>>>>>")
    return page_with(paper, BODY + before + "q 70 636 124 14 re W n /Sh1 sh Q", resources)


def _layer(off: bool, content: str) -> bytes:
    paper = Paper()
    layer = paper.add("<</Type/OCG/Name(Layer 1)>>")
    state = f"/OFF[{layer} 0 R]" if off else f"/ON[{layer} 0 R]"
    paper.objects[1] = (f"<</Type/Catalog/Pages 2 0 R/OCProperties<</OCGs[{layer} 0 R]/D<</Order[{layer} 0 R]{state}>>"
                        ">>>>").encode()
    return page_with(paper, BODY + BOX + content, f"/Properties<</L1 {layer} 0 R>>")


def _composite(before: str, after: str) -> bytes:
    """The name in a composite font with codes of its own, as office programs embed it."""
    letters = sorted(set(NAME))
    codes = {letter: number for number, letter in enumerate(letters, 3)}
    lines = "\n".join(f"<{codes[letter]:04X}> <{ord(letter):04X}>" for letter in letters)
    paper = Paper()
    table = paper.stream(f"1 begincodespacerange <0000> <FFFF> endcodespacerange {len(letters)} beginbfchar\n{lines}\n"
                         "endbfchar")
    below = paper.add("<</Type/Font/Subtype/CIDFontType2/BaseFont/Arial/CIDSystemInfo<</Registry(Adobe)"
                      "/Ordering(Identity)/Supplement 0>>/DW 600>>")
    font = paper.add(f"<</Type/Font/Subtype/Type0/BaseFont/Arial/Encoding/Identity-H/DescendantFonts[{below} 0 R]"
                     f"/ToUnicode {table} 0 R>>")
    shown = "".join(f"{codes[letter]:04X}" for letter in NAME)
    paper.resources = f"/Font<</F1 {paper.font} 0 R/F2 {font} 0 R>>"
    return page_with(paper, f"{BODY}{before} BT /F2 10 Tf 1 0 0 1 72 640 Tm <{shown}> Tj ET {after}")


def _type3(after: str) -> bytes:
    """The name in a font of drawings, each letter a small bar."""
    letters = sorted(set(NAME) - {" "})
    paper = Paper()
    glyph = paper.stream("500 0 0 0 450 700 d1 0 0 400 600 re f")
    procedures = "".join(f"/g{ord(letter)} {glyph} 0 R" for letter in letters)
    names = "".join(f"{ord(letter)}/{letter} " for letter in letters)
    procedures = "".join(f"/{letter} {glyph} 0 R" for letter in letters)
    widths = " ".join("500" for _ in range(32, 127))
    font = paper.add(f"<</Type/Font/Subtype/Type3/FontBBox[0 0 500 700]/FontMatrix[0.001 0 0 0.001 0 0]/FirstChar 32"
                     f"/LastChar 126/Widths[{widths}]/CharProcs<<{procedures}>>/Encoding<</Type/Encoding"
                     f"/Differences[{names}]>>/Resources<<>>>>")
    paper.resources = f"/Font<</F1 {paper.font} 0 R/F3 {font} 0 R>>"
    return page_with(paper, f"{BODY} BT /F3 11 Tf 72 640 Td ({NAME}) Tj ET {after}")


def _type3_blocks(before: str) -> bytes:
    """A font whose one letter is a block, printed over the name."""
    paper = Paper()
    glyph = paper.stream("600 0 0 -200 600 900 d1 0 -200 620 1100 re f")
    font = paper.add("<</Type/Font/Subtype/Type3/FontBBox[0 -200 620 900]/FontMatrix[0.001 0 0 0.001 0 0]/FirstChar 65"
                     f"/LastChar 65/Widths[600]/CharProcs<</block {glyph} 0 R>>/Encoding<</Type/Encoding"
                     "/Differences[65/block]>>/Resources<<>>>>")
    paper.resources = f"/Font<</F1 {paper.font} 0 R/F3 {font} 0 R>>"
    return page_with(paper, f"{BODY}{before} BT /F3 11 Tf 70 640 Td ({'A' * 19}) Tj ET")


def _filtered(name: str, encode: Callable[[bytes], bytes]) -> bytes:
    """A box over text, in a content stream of another encoding."""
    paper = Paper()
    del paper.objects[paper.content]
    number = paper.stream(BODY + SECRET_LINE + BOX, f"/Filter/{name}", encode=encode)
    paper.objects[3] = (f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Resources<<{paper.resources}>>"
                        f"/Contents {number} 0 R>>").encode()
    return paper.bytes()


def _two_streams() -> bytes:
    paper = Paper(BODY + SECRET_LINE)
    cover = paper.stream(BOX)
    paper.objects[3] = (f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Resources<<{paper.resources}>>"
                        f"/Contents[{paper.content} 0 R {cover} 0 R]>>").encode()
    return paper.bytes()


HIDDEN: dict[str, tuple[str, Make]] = {
    # --- under something opaque
    "box over text": ("covered-text", lambda: page_of(BODY + SECRET_LINE + BOX)),
    "box as a path of lines": ("covered-text", lambda: page_of(
        BODY + SECRET_LINE + "0 g 70 636 m 194 636 l 194 650 l 70 650 l h f")),
    "box as a path of curves": ("covered-text", lambda: page_of(
        BODY + SECRET_LINE + "0 g 60 643 m 60 620 210 620 210 643 c 210 666 60 666 60 643 c f")),
    "box as a thick line": ("covered-text", lambda: page_of(BODY + SECRET_LINE + "0 G 16 w 70 643 m 194 643 l S")),
    "box as dashes that touch": ("covered-text", lambda: page_of(
        BODY + SECRET_LINE + "0 G 16 w [6 0.01] 0 d 70 643 m 194 643 l S")),
    "scribble of many lines": ("covered-text", lambda: page_of(BODY + SECRET_LINE + "0 G 4 w " + " ".join(
        f"70 {y} m 194 {y} l S" for y in range(634, 656, 2)))),
    "white box over text": ("covered-text", lambda: page_of(BODY + SECRET_LINE + "1 g 70 636 124 14 re f")),
    "white box with an edge": ("covered-text", lambda: page_of(BODY + SECRET_LINE + "1 g 0 G 70 636 124 14 re B")),
    "coloured box": ("covered-text", lambda: page_of(BODY + SECRET_LINE + "0.8 0.1 0.1 rg 70 636 124 14 re f")),
    "box with a label on it": ("covered-text", lambda: page_of(
        BODY + SECRET_LINE + BOX + " 1 g " + text("\\(b\\)\\(6\\)", 110, 640, size=9))),
    "black image over text": ("covered-text", lambda: _black_image(SECRET_LINE)),
    "inline image over text": ("covered-text", lambda: page_of(
        BODY + SECRET_LINE + "q 124 0 0 14 70 636 cm BI /W 1 /H 1 /CS /G /BPC 8 ID \0 EI Q")),
    "image mask over text": ("covered-text", lambda: page_of(
        BODY + SECRET_LINE + "q 0 g 124 0 0 14 70 636 cm BI /W 8 /H 1 /IM true /BPC 1 ID \0 EI Q")),
    "photograph over text": ("covered-text", lambda: image(
        "/Width 32/Height 8/ColorSpace/DeviceGray", noise(256), "q 124 0 0 14 70 636 cm /Im1 Do Q", SECRET_LINE)),
    "form over text": ("covered-text", lambda: form("0 g 70 636 124 14 re f", outer=f"{SECRET_LINE} /Fm1 Do")),
    "text in a form under a box": ("covered-text", lambda: form(SECRET_LINE)),
    "text in a form that is scaled": ("covered-text", lambda: form(
        text(NAME, 144, 1280, size=22), matrix="/Matrix[0.5 0 0 0.5 0 0]")),
    "pattern over text": ("covered-text", lambda: _pattern(SECRET_LINE)),
    "shading over text": ("covered-text", lambda: _shading(SECRET_LINE)),
    "square annotation": ("covered-text", lambda: annotated("/Subtype/Square/IC[0 0 0]/C[0 0 0]")),
    "square annotation without appearance": ("covered-text", lambda: annotated(
        "/Subtype/Square/IC[0 0 0]/C[0 0 0]", None)),
    "ink annotation": ("covered-text", lambda: annotated(
        "/Subtype/Ink/InkList[[70 643 194 643]]", "0 G 16 w 0 7 m 124 7 l S")),
    "free text annotation": ("covered-text", lambda: annotated(
        "/Subtype/FreeText/DA(/Helv 9 Tf)", "1 g 0 0 124 14 re f 0 g BT /F1 9 Tf 30 4 Td (\\(b\\)\\(6\\)) Tj ET")),
    "stamp annotation": ("covered-text", lambda: annotated("/Subtype/Stamp")),
    "black highlight": ("covered-text", lambda: annotated(
        "/Subtype/Highlight/QuadPoints[70 650 194 650 70 636 194 636]/C[0 0 0]")),
    "blocks of type over text": ("covered-text", lambda: _type3_blocks(SECRET_LINE)),
    "composite font under a box": ("covered-text", lambda: _composite("", BOX)),
    "font of drawings under a box": ("covered-text", lambda: _type3(BOX)),
    "letters placed one by one": ("covered-text", lambda: page_of(BODY + letters() + BOX)),
    "letters in an array": ("covered-text", lambda: page_of(
        BODY + "BT /F1 11 Tf 72 640 Td [" + " -20 ".join(f"({letter})" for letter in NAME) + "] TJ ET " + BOX)),
    "shown with a quotation mark": ("covered-text", lambda: page_of(
        BODY + f"BT /F1 11 Tf 72 654 Td 14 TL ({NAME}) ' ET " + BOX)),
    "shown with two": ("covered-text", lambda: page_of(
        BODY + f"BT /F1 11 Tf 72 654 Td 14 TL 0 0.2 ({NAME}) \" ET " + BOX)),
    "turned text under a box": ("covered-text", lambda: page_of(ROTATED)),
    "turned page": ("covered-text", lambda: page_of(BODY + SECRET_LINE + BOX, page="/Rotate 90")),
    "page with its origin elsewhere": ("covered-text", lambda: page_of(
        "1 0 0 1 100 200 cm " + BODY + SECRET_LINE + BOX, mediabox="100 200 712 992")),
    "box half over the name": ("covered-text", lambda: page_of(BODY + SECRET_LINE + "0 g 100 636 94 14 re f")),
    "content in ASCII 85": ("covered-text", lambda: _filtered(
        "ASCII85Decode", lambda data: base64.a85encode(data) + b"~>")),
    "content in hexadecimal": ("covered-text", lambda: _filtered(
        "ASCIIHexDecode", lambda data: data.hex().encode() + b">")),
    "content in runs": ("covered-text", lambda: _filtered("RunLengthDecode", lambda data: b"".join(
        bytes([len(data[at:at + 128]) - 1]) + data[at:at + 128] for at in range(0, len(data), 128)) + b"\x80")),
    "second content stream covers": ("covered-text", lambda: _two_streams()),
    "a number alone": ("covered-text", lambda: page_of(BODY + text(NUMBER) + BOX)),
    # --- without ink
    "black on black": ("unseen-text", lambda: page_of(BODY + BOX + " 0 g " + SECRET_LINE)),
    "white on white": ("unseen-text", lambda: page_of(BODY + BOX + text(NAME, 72, 300, "1 g"))),
    "nearly white": ("unseen-text", lambda: page_of(BODY + BOX + text(NAME, 72, 300, "0.97 g"))),
    "white by CMYK": ("unseen-text", lambda: page_of(BODY + BOX + text(NAME, 72, 300, "0 0 0 0 k"))),
    "a colour of its own on its like": ("unseen-text", lambda: page_of(
        BODY + BOX + "0.2 0.4 0.6 rg 60 290 300 30 re f " + text(NAME, 72, 300, "0.21 0.41 0.6 rg"))),
    "mode 3": ("invisible-text", lambda: page_of(BODY + BOX + text(NAME, 72, 300, "3 Tr"))),
    "mode 3 under a box": ("invisible-text", lambda: page_of(BODY + text(NAME, before="3 Tr") + BOX)),
    "mode 7": ("invisible-text", lambda: page_of(BODY + BOX + "q " + text(NAME, 72, 300, "7 Tr") + "Q")),
    "transparent": ("invisible-text", lambda: page_of(
        BODY + BOX + "q /G0 gs " + text(NAME, 72, 300) + "Q", resources=STATE)),
    "upon visible words": ("invisible-text", lambda: page_of(BODY + BOX + text(NAME, 72, 700, "3 Tr"))),
    "clipped away": ("clipped-text", lambda: page_of(BODY + BOX + f"q 0 0 5 5 re W n {text(NAME, 72, 300)} Q")),
    "clipped by nothing": ("clipped-text", lambda: page_of(
        BODY + BOX + f"q 300 300 0 0 re W n {text(NAME, 72, 300)} Q")),
    "left of the page": ("off-page", lambda: page_of(BODY + BOX + text(NAME, -400, 300))),
    "below the page": ("off-page", lambda: page_of(BODY + BOX + text(NAME, 72, -60))),
    "outside the crop box": ("off-page", lambda: page_of(BODY + BOX + text(NAME, 72, 40),
                                                         page="/CropBox[0 100 612 792]")),
    "size nought": ("tiny-text", lambda: page_of(BODY + BOX + text(NAME, 72, 300, size=0))),
    "scaled to nothing": ("tiny-text", lambda: page_of(
        BODY + BOX + f"q 0.001 0 0 0.001 72 300 cm {text(NAME, 0, 0)} Q")),
    "half a point": ("tiny-text", lambda: page_of(BODY + BOX + text(NAME, 72, 300, size=0.4))),
    "no width": ("tiny-text", lambda: page_of(BODY + BOX + text(NAME, 72, 300, "0.01 Tz"))),
    "layer that is off": ("layer-text", lambda: _layer(True, f"/OC /L1 BDC {text(NAME, 72, 300)} EMC")),
}
