"""Bad redactions, one a way of hiding and a place to hide in: each file still says what was withheld.

``BAD`` gives for each the look that must catch it without knowledge of the secret; ``KNOWN`` are those that only
knowledge of the secret can catch, with the look that does.
"""

from __future__ import annotations

import base64
import io
import zipfile
import zlib
from collections.abc import Callable

from paper import BODY, BOX, HELVETICA, NAME, NUMBER, PHRASE, PLACE, Paper, page_of, string, text, updated
from pictures import blank_jpeg, noise, scan

Make = Callable[[], bytes]
SECRET_LINE = text(NAME)
HEX_NAME = NAME.encode("latin-1").hex()


def _form(inner: str, matrix: str = "", outer: str = "/Fm1 Do") -> bytes:
    paper = Paper()
    form = paper.stream(inner, f"/Type/XObject/Subtype/Form/BBox[0 0 612 792]{matrix}"
                               f"/Resources<</Font<</F1 {paper.font} 0 R>>>>")
    return _with(paper, BODY + outer + " " + BOX, f"/XObject<</Fm1 {form} 0 R>>")


def _with(paper: Paper, content: str, resources: str = "", page: str = "", mediabox: str = "0 0 612 792") -> bytes:
    """The paper with another content and more resources on its page."""
    number = paper.stream(content)
    paper.objects[3] = (f"<</Type/Page/Parent 2 0 R/MediaBox[{mediabox}]/Resources<<{paper.resources}{resources}>>"
                        f"/Contents {number} 0 R {page}>>").encode("latin-1")
    del paper.objects[paper.content]
    return paper.bytes()


def _annotated(annotation: str, appearance: str | None = "0 g 0 0 124 14 re f", content: str = BODY + SECRET_LINE,
               ) -> bytes:
    paper = Paper()
    if appearance is not None:
        form = paper.stream(appearance, f"/Type/XObject/Subtype/Form/BBox[0 0 124 14]"
                                        f"/Resources<</Font<</F1 {paper.font} 0 R>>>>")
        annotation += f"/AP<</N {form} 0 R>>"
    number = paper.add(f"<</Type/Annot/Rect[70 636 194 650]{annotation}>>")
    return _with(paper, content, page=f"/Annots[{number} 0 R]")


def _image(entries: str, data: bytes, draw: str, before: str = "", after: str = "") -> bytes:
    paper = Paper()
    encode = bytes if "Filter" in entries else None
    number = paper.stream(data, f"/Type/XObject/Subtype/Image/BitsPerComponent 8{entries}", encode=encode)
    return _with(paper, BODY + before + draw + " " + after, f"/XObject<</Im1 {number} 0 R>>")


def _black_image(before: str) -> bytes:
    return _image("/Width 2/Height 1/ColorSpace/DeviceGray", b"\0\0", "q 124 0 0 14 70 636 cm /Im1 Do Q", before)


def _pattern(before: str) -> bytes:
    paper = Paper()
    cell = paper.stream("0 g 0 0 4 4 re f", "/Type/Pattern/PatternType 1/PaintType 1/TilingType 1/BBox[0 0 4 4]"
                                            "/XStep 4/YStep 4/Resources<<>>")
    return _with(paper, BODY + before + "/Pattern cs /P1 scn 70 636 124 14 re f", f"/Pattern<</P1 {cell} 0 R>>")


def _shading(before: str) -> bytes:
    paper = Paper()
    resources = ("/Shading<</Sh1 <</ShadingType 2/ColorSpace/DeviceGray/Coords[70 0 194 0]/Extend[true true]"
                 "/Function<</FunctionType 2/Domain[0 1]/C0[0]/C1[0.05]/N 1>>>>>>")
    return _with(paper, BODY + before + "q 70 636 124 14 re W n /Sh1 sh Q", resources)


def _layer(off: bool, content: str) -> bytes:
    paper = Paper()
    layer = paper.add("<</Type/OCG/Name(Layer 1)>>")
    state = f"/OFF[{layer} 0 R]" if off else f"/ON[{layer} 0 R]"
    paper.objects[1] = (f"<</Type/Catalog/Pages 2 0 R/OCProperties<</OCGs[{layer} 0 R]/D<</Order[{layer} 0 R]{state}>>"
                        ">>>>").encode()
    return _with(paper, BODY + BOX + content, f"/Properties<</L1 {layer} 0 R>>")


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
    return _with(paper, f"{BODY}{before} BT /F2 10 Tf 1 0 0 1 72 640 Tm <{shown}> Tj ET {after}")


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
    return _with(paper, f"{BODY} BT /F3 11 Tf 72 640 Td ({NAME}) Tj ET {after}")


def _differences(show: str, before: str = "", after: str = BOX, base: str = BODY) -> Paper:
    """A font whose codes are other letters: neither the bytes nor the streams spell the name."""
    letters = sorted(set(NAME))
    codes = {letter: 161 + number for number, letter in enumerate(letters)}
    names = " ".join("/space" if letter == " " else f"/{letter}" for letter in letters)
    paper = Paper()
    font = paper.add("<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding<</Type/Encoding/Differences"
                     f"[161 {names}]>>>>")
    shown = "".join(f"{codes[letter]:02X}" for letter in NAME)
    paper.resources = f"/Font<</F1 {paper.font} 0 R/F2 {font} 0 R>>"
    number = paper.stream(f"{base}{before}{show.replace('NAME', f'<{shown}>')}{after}")
    paper.objects[3] = (f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Resources<<{paper.resources}>>"
                        f"/Contents {number} 0 R>>").encode()
    del paper.objects[paper.content]
    return paper


def _scanned(after: str, hidden: str) -> bytes:
    """A scan with a layer of recognised text, a black bar burnt into the picture where the name was."""
    paper = Paper()
    number, words = scan(paper, bars=((70, 636, 194, 650),))
    return _with(paper, f"q 612 0 0 792 0 0 cm /Im1 Do Q {words} {hidden} {after}", f"/XObject<</Im1 {number} 0 R>>")


def _plain_scan(after: str, words: bool = True) -> bytes:
    """A scan that still shows the name in its picture, and what is drawn over it."""
    paper = Paper()
    number, layer = scan(paper, said=NAME)
    return _with(paper, f"q 612 0 0 792 0 0 cm /Im1 Do Q {layer if words else ''} {after}",
                 f"/XObject<</Im1 {number} 0 R>>")


def _letters(order: Callable[[int], int] = lambda index: index) -> str:
    placed = sorted(enumerate(NAME), key=lambda each: order(each[0]))
    return "".join(text(letter, PLACE[0] + 6.2 * index) for index, letter in placed if letter != " ")


def _updated(content: str = BODY + BOX, before: str = BODY + SECRET_LINE) -> bytes:
    paper = Paper(before)
    data = paper.bytes()
    stored = zlib.compress(content.encode("latin-1"))
    stream = b"<</Filter/FlateDecode/Length %d>>\nstream\n%s\nendstream" % (len(stored), stored)
    return updated(data, {paper.content: stream}, paper.next)


def _deleted_object() -> bytes:
    paper = Paper()
    number = paper.stream(BODY + SECRET_LINE)
    return paper.bytes(leaving_out=[number])


def _unreferenced(stream: bool) -> bytes:
    paper = Paper()
    if stream:
        paper.stream(BODY + SECRET_LINE)
    else:
        paper.add(f"<</Subject {string(NAME)}>>")
    return paper.bytes()


def _outside(data: bytes) -> bytes:
    paper = Paper()
    paper.outside = data
    return paper.bytes()


def _attached(name: str, data: bytes, description: str = "") -> bytes:
    paper = Paper()
    held = paper.stream(data, "/Type/EmbeddedFile")
    spec = paper.add(f"<</Type/Filespec/F({name})/UF({name})/EF<</F {held} 0 R>>{description}>>")
    paper.objects[1] = f"<</Type/Catalog/Pages 2 0 R/Names<</EmbeddedFiles<</Names[(a) {spec} 0 R]>>>>>>".encode()
    return paper.bytes()


def _archive() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", f"<w:document><w:t>The name was {NAME}.</w:t></w:document>")
    return out.getvalue()


def _catalog(entries: str, more: Callable[[Paper], str] = lambda _: "") -> bytes:
    paper = Paper()
    entries += more(paper)
    paper.objects[1] = f"<</Type/Catalog/Pages 2 0 R {entries}>>".encode("latin-1")
    return paper.bytes()


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
    return _with(paper, BODY + BOX, page=f"/Annots[{field} 0 R]")


def _xfa(paper: Paper) -> str:
    data = paper.stream(f"<xfa:datasets><xfa:data><name>{NAME}</name></xfa:data></xfa:datasets>")
    return f"/AcroForm<</Fields[]/XFA[(datasets) {data} 0 R]>>"


def _exif() -> bytes:
    return _image("/Width 16/Height 16/ColorSpace/DeviceRGB/Filter/DCTDecode", blank_jpeg(NAME),
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


def _thumbnail() -> bytes:
    paper = Paper()
    small = paper.stream(bytes(range(64)) * 2, "/Width 16/Height 8/ColorSpace/DeviceGray/BitsPerComponent 8")
    return _with(paper, BODY + BOX, page=f"/Thumb {small} 0 R")


def _pdf_in_pdf() -> bytes:
    return _attached("draft.pdf", page_of(BODY + SECRET_LINE))


def _undrawn() -> bytes:
    paper = Paper()
    form = paper.stream(SECRET_LINE, "/Type/XObject/Subtype/Form/BBox[0 0 612 792]"
                                     f"/Resources<</Font<</F1 {paper.font} 0 R>>>>")
    return _with(paper, BODY + BOX, f"/XObject<</Fm1 {form} 0 R>>")


def _glyphs() -> bytes:
    """A font that still has letters which only the name had."""
    letters = "ЗояПрв"
    lines = "\n".join(f"<{number:02X}> <{ord(letter):04X}>" for number, letter in enumerate(letters, 200))
    paper = Paper()
    table = paper.stream(f"{len(letters)} beginbfchar\n{lines}\nendbfchar")
    font = paper.add(HELVETICA.replace(">>", f"/ToUnicode {table} 0 R>>"))
    paper.resources = f"/Font<</F1 {font} 0 R>>"
    return _with(paper, BODY + BOX)


def _object_stream(strings: str) -> bytes:
    """A string that machines read, in an object stream: neither bytes nor streams show it."""
    import pikepdf

    paper = Paper()
    number = paper.add(f"<</NM {strings}>>")
    paper.objects[1] = f"<</Type/Catalog/Pages 2 0 R/Own {number} 0 R>>".encode()
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(paper.bytes())) as pdf:
        pdf.save(out, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return out.getvalue()


def _own_stream(data: bytes) -> bytes:
    return _catalog("", lambda paper: f"/Own {paper.stream(data)} 0 R")


ROTATED = BODY + "q 0 1 -1 0 300 300 cm " + text(NAME, 0, 0) + "0 g -2 -4 124 14 re f Q"
STATE = "/ExtGState<</G0 <</ca 0/CA 0>>/Gm <</BM/Multiply>>/Gh <</ca 0.5>>>>"

BAD: dict[str, tuple[str, Make]] = {
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
    "photograph over text": ("covered-text", lambda: _image(
        "/Width 32/Height 8/ColorSpace/DeviceGray", noise(256), "q 124 0 0 14 70 636 cm /Im1 Do Q", SECRET_LINE)),
    "form over text": ("covered-text", lambda: _form("0 g 70 636 124 14 re f", outer=f"{SECRET_LINE} /Fm1 Do")),
    "text in a form under a box": ("covered-text", lambda: _form(SECRET_LINE)),
    "text in a form that is scaled": ("covered-text", lambda: _form(
        text(NAME, 144, 1280, size=22), matrix="/Matrix[0.5 0 0 0.5 0 0]")),
    "pattern over text": ("covered-text", lambda: _pattern(SECRET_LINE)),
    "shading over text": ("covered-text", lambda: _shading(SECRET_LINE)),
    "square annotation": ("covered-text", lambda: _annotated("/Subtype/Square/IC[0 0 0]/C[0 0 0]")),
    "square annotation without appearance": ("covered-text", lambda: _annotated(
        "/Subtype/Square/IC[0 0 0]/C[0 0 0]", None)),
    "ink annotation": ("covered-text", lambda: _annotated(
        "/Subtype/Ink/InkList[[70 643 194 643]]", "0 G 16 w 0 7 m 124 7 l S")),
    "free text annotation": ("covered-text", lambda: _annotated(
        "/Subtype/FreeText/DA(/Helv 9 Tf)", "1 g 0 0 124 14 re f 0 g BT /F1 9 Tf 30 4 Td (\\(b\\)\\(6\\)) Tj ET")),
    "stamp annotation": ("covered-text", lambda: _annotated("/Subtype/Stamp")),
    "black highlight": ("covered-text", lambda: _annotated(
        "/Subtype/Highlight/QuadPoints[70 650 194 650 70 636 194 636]/C[0 0 0]")),
    "blocks of type over text": ("covered-text", lambda: _type3_blocks(SECRET_LINE)),
    "composite font under a box": ("covered-text", lambda: _composite("", BOX)),
    "font of drawings under a box": ("covered-text", lambda: _type3(BOX)),
    "letters placed one by one": ("covered-text", lambda: page_of(BODY + _letters() + BOX)),
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
    # --- pictures
    "recognised text under a burnt bar": ("text-in-box", lambda: _scanned("", text(NAME, before="3 Tr"))),
    "recognised text under a drawn box": ("text-in-box", lambda: _scanned_over("0 g 70 606 124 14 re f")),
    "recognised text under a white box": ("text-in-box", lambda: _scanned_over("1 g 70 606 124 14 re f")),
    "box over a scan": ("covered-picture", lambda: _plain_scan(BOX, words=False)),
    "white box over a scan": ("covered-picture", lambda: _plain_scan("1 g 70 636 124 14 re f", words=False)),
    # --- what is left
    "redaction not applied": ("unapplied-redaction", lambda: _annotated(
        "/Subtype/Redact/IC[0 0 0]/QuadPoints[70 650 194 650 70 636 194 636]", None)),
    "earlier revision": ("old-revision", lambda: _updated()),
    "object replaced by an update": ("old-revision", lambda: _updated(before=BODY + text(NUMBER + " " + NAME))),
    "earlier revision in other codes": ("old-revision", lambda: _updated_codes()),
    "object that nothing refers to": ("unreferenced-object", lambda: _unreferenced(False)),
    "stream that nothing refers to": ("unreferenced-object", lambda: _unreferenced(True)),
    "object in no table": ("unreferenced-object", lambda: _deleted_object()),
    "form that nothing draws": ("undrawn-content", lambda: _undrawn()),
    "comment between objects": ("loose-bytes", lambda: _outside(f"% was {NAME}\n".encode())),
    "bytes behind the end": ("loose-bytes", lambda: Paper().bytes() + f"\nwas: {NAME}\n".encode()),
    "thumbnail of the page": ("thumbnail", lambda: _thumbnail()),
    # --- what only the file's strings say
    "title": ("unshown-words: pdf info", lambda: Paper().info(f"/Title {string('Memorandum on ' + NAME)}").bytes()),
    "author": ("unshown-words: pdf info", lambda: Paper().info(f"/Author({NAME})").bytes()),
    "keywords": ("unshown-words: pdf info", lambda: Paper().info(f"/Keywords(market, {NAME})").bytes()),
    "key of its own": ("unshown-words: pdf info", lambda: Paper().info("/Orsavetskaya(1)").bytes()),
    "metadata packet": ("unshown-words: pdf xmp", lambda: _catalog("", _metadata)),
    "outline": ("unshown-words: pdf outline", lambda: _catalog("", _outline)),
    "attached text": ("unshown-words: pdf attachment", lambda: _attached("notes.txt", f"Met {NAME}.".encode())),
    "name of an attached file": ("unshown-words: pdf attachment", lambda: _attached("orsavetskaya.txt", b"")),
    "attached office document": ("unshown-words: pdf attachment", lambda: _attached("notes.docx", _archive())),
    "attached PDF": ("unshown-words: pdf attachment", _pdf_in_pdf),
    "hidden form value": ("unshown-words: pdf form field", lambda: _field(NAME, "/F 2")),
    "default form value": ("unshown-words: pdf form field", lambda: _field("", more=f"/DV {string(NAME)}")),
    "data of an XFA form": ("unshown-words: pdf xfa", lambda: _catalog("", _xfa)),
    "ActualText of the structure": ("unshown-words: pdf actual text", lambda: _catalog(
        "", _structure(f"/ActualText {string(NAME)}"))),
    "alternate text of the structure": ("unshown-words: pdf alternate text", lambda: _catalog(
        "", _structure(f"/Alt {string(NAME)}"))),
    "expansion": ("unshown-words: pdf expansion text", lambda: _catalog("", _structure(f"/E {string(NAME)}"))),
    "title of a structure element": ("unshown-words: pdf structure", lambda: _catalog(
        "", _structure(f"/T {string(NAME)}"))),
    "ActualText on the page": ("unshown-words: pdf marked content", lambda: page_of(
        BODY + f"/Span <</ActualText {string(NAME)}>> BDC {BOX} EMC")),
    "property of marked content": ("unshown-words: pdf marked content", lambda: page_of(
        BODY + f"/Span <</Note {string(NAME)}>> BDC {BOX} EMC")),
    "hidden comment": ("unshown-words: pdf annotation", lambda: _annotated(
        f"/Subtype/Text/F 2/Contents {string('this is ' + NAME)}", None, BODY + BOX)),
    "script": ("unshown-words: pdf script", lambda: _catalog(
        f"/OpenAction<</S/JavaScript/JS {string(f'app.alert(chr); // {NAME}')}>>")),
    "page label": ("unshown-words: pdf page label", lambda: _catalog(
        f"/PageLabels<</Nums[0<</P {string(NAME)}>>]>>")),
    "private data": ("unshown-words: pdf private data", lambda: _catalog(
        f"/PieceInfo<</App<</LastModified(D:20260101)/Private {string(NAME)}>>>>")),
    "name of a layer": ("unshown-words: pdf layer", lambda: _catalog(
        "", lambda paper: f"/OCProperties<</OCGs[{paper.next} 0 R]/D<<>>/Own "
                          f"{paper.add(f'<</Type/OCG/Name {string(NAME)}>>')} 0 R>>")),
    "data in a picture": ("unshown-words: pdf picture data", _exif),
    "colour profile": ("unshown-words: pdf colour profile", lambda: _catalog("", _profile)),
    "name of a place": ("unshown-words: pdf destination", lambda: _catalog(
        f"/Names<</Dests<</Names[({NAME})[3 0 R/Fit]]>>>>")),
    "key of a place": ("unshown-words: pdf destination", lambda: _catalog(
        "/Dests<</Ludmila#20Orsavetskaya[3 0 R/Fit]>>")),
    "kind of a structure element": ("unshown-words: pdf role map", lambda: _catalog("", lambda paper: (
        f"/StructTreeRoot {paper.add('<</Type/StructTreeRoot/RoleMap<</Orsavetskaya/P>>>>')} 0 R"))),
    "language that is none": ("unshown-words: pdf catalog", lambda: _catalog(f"/Lang({NAME})")),
    "string under a key of its own": ("unshown-words: pdf catalog", lambda: _catalog(f"/Own {string(NAME)}")),
}

KNOWN: dict[str, tuple[str, Make]] = {
    "surname in visible text": ("withheld-text: visible text", lambda: page_of(
        BODY + BOX + text("Mrs Orsavetskaya was kind.", 72, 300))),
    "letters in a shuffled order": ("withheld-text: first engine", lambda: page_of(
        BODY + _letters(lambda index: index * 7 % len(NAME)) + BOX)),
    "no size, in other codes": ("withheld-text: second engine", lambda: _differences(
        "BT /F2 0 Tf 72 300 Td NAME Tj ET ").bytes()),
    "string for machines": ("withheld-text: strings", lambda: _object_stream(string(NAME))),
    "string in base 64": ("withheld-text: strings", lambda: _object_stream(
        f"({base64.b64encode(NAME.encode()).decode()})")),
    "archive in an attachment": ("withheld-text: attachments", lambda: _attached("notes.zip", _archive())),
    "earlier revision in other codes": ("withheld-text: earlier", lambda: _updated_codes()),
    "stream in hexadecimal": ("withheld-text: streams", lambda: _own_stream(HEX_NAME.encode())),
    "stream in UTF-16": ("withheld-text: streams", lambda: _own_stream(NAME.encode("utf-16-le"))),
    "stream of octal escapes": ("withheld-text: streams", lambda: _own_stream(
        "".join(f"\\{ord(letter):03o}" for letter in NAME).encode())),
    "stream percent-encoded": ("withheld-text: streams", lambda: _own_stream(
        "".join(f"%{ord(letter):02X}" for letter in NAME).encode())),
    "comment in base 64": ("withheld-text: raw bytes", lambda: _outside(
        b"% " + base64.b64encode(f"xx {PHRASE} xx".encode()) + b"\n")),
    "comment in hexadecimal": ("withheld-text: raw bytes", lambda: _outside(f"% {HEX_NAME}\n".encode())),
    "letters left in a font": ("glyph-set", _glyphs),
}
"""Files that only knowledge of the secret shows to be bad, and the look that catches each."""
CYRILLIC = "Зоя Пров"
"""The secret of "letters left in a font"."""


def _type3_blocks(before: str) -> bytes:
    """A font whose one letter is a block, printed over the name."""
    paper = Paper()
    glyph = paper.stream("600 0 0 -200 600 900 d1 0 -200 620 1100 re f")
    font = paper.add("<</Type/Font/Subtype/Type3/FontBBox[0 -200 620 900]/FontMatrix[0.001 0 0 0.001 0 0]/FirstChar 65"
                     f"/LastChar 65/Widths[600]/CharProcs<</block {glyph} 0 R>>/Encoding<</Type/Encoding"
                     "/Differences[65/block]>>/Resources<<>>>>")
    paper.resources = f"/Font<</F1 {paper.font} 0 R/F3 {font} 0 R>>"
    return _with(paper, f"{BODY}{before} BT /F3 11 Tf 70 640 Td ({'A' * 19}) Tj ET")


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


def _updated_codes() -> bytes:
    paper = _differences("BT /F2 11 Tf 72 640 Td NAME Tj ET ", after="")
    number = max(number for number, body in paper.objects.items() if b"stream" in body)
    stored = zlib.compress((BODY + BOX).encode())
    return updated(paper.bytes(), {number: b"<</Filter/FlateDecode/Length %d>>\nstream\n%s\nendstream" % (
        len(stored), stored)}, paper.next)


def _scanned_over(box: str) -> bytes:
    """A scan whose recognised text has the name where a box is drawn over the picture: nothing shows beneath it."""
    paper = Paper()
    number, words = scan(paper, bars=())
    return _with(paper, f"q 612 0 0 792 0 0 cm /Im1 Do Q {words} {text(NAME, 72, 610, '3 Tr')} {box}",
                 f"/XObject<</Im1 {number} 0 R>>")
