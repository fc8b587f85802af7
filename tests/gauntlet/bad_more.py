"""More bad redactions, as other producers write them: each was once passed, or judged not at all.

The tables are of the form of those in ``bad``; together they are the gauntlet.
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable

import pikepdf
from makers import annotated, catalog, page_with, plain_scan
from paper import BODY, BOX, NAME, Paper, page_of, string, text, updated
from pictures import scan

Make = Callable[[], bytes]
SECRET_LINE = text(NAME)
SCAN = "q 612 0 0 792 0 0 cm /Im1 Do Q "
GRAY = "/Type/XObject/Subtype/Image/ColorSpace/DeviceGray/BitsPerComponent 8"
BAR = ((70, 636, 194, 650),)


def _font(paper: Paper) -> str:
    return f"/Resources<</Font<</F1 {paper.font} 0 R>>>>"


def form(paper: Paper, content: str, entries: str = "/BBox[0 0 124 14]") -> int:
    return paper.stream(content, f"/Type/XObject/Subtype/Form{entries}{_font(paper)}")


def _encrypted(data: bytes, revision: int) -> bytes:
    """Encrypted as offices do to forbid changes: it opens without a password."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        pdf.save(out, encryption=pikepdf.Encryption(owner="owner", user="", R=revision))
    return out.getvalue()


def _encrypted_revision() -> bytes:
    """A title in an encrypted file."""
    return _encrypted(Paper().info(f"/Title {string('Talk with ' + NAME)}").bytes(), 4)


def _pattern(painted: bool) -> bytes:
    paper = Paper()
    cell = paper.stream(text(NAME, 5, 5), "/Type/Pattern/PatternType 1/PaintType 1/TilingType 1/BBox[0 0 200 30]"
                                          f"/XStep 200/YStep 30{_font(paper)}")
    paint = "/Pattern cs /P1 scn 70 636 124 14 re f " if painted else ""
    return page_with(paper, BODY + paint + BOX, f"/Pattern<</P1 {cell} 0 R>>")


def _soft_mask() -> bytes:
    paper = Paper()
    group = form(paper, "1 g " + text(NAME, 72, 300), "/BBox[0 0 612 792]/Group<</S/Transparency/CS/DeviceGray>>")
    return page_with(paper, BODY + BOX + "q /Gs gs 1 g 72 290 200 30 re f Q",
                 f"/ExtGState<</Gs<</SMask<</S/Luminosity/G {group} 0 R>>>>>>")


def _glyph_drawing() -> bytes:
    """A font one letter of which is the name, in white."""
    paper = Paper()
    glyph = paper.stream("500 0 d0 1 g " + text(NAME, 0, 0, size=500))
    font = paper.add("<</Type/Font/Subtype/Type3/FontBBox[0 0 500 700]/FontMatrix[0.001 0 0 0.001 0 0]/FirstChar 65"
                     f"/LastChar 65/Widths[500]/CharProcs<</a {glyph} 0 R>>/Encoding<</Type/Encoding"
                     f"/Differences[65/a]>>{_font(paper)}>>")
    paper.resources = f"/Font<</F1 {paper.font} 0 R/F3 {font} 0 R>>"
    return page_with(paper, BODY + BOX + " BT /F3 11 Tf 72 300 Td (A) Tj ET")


def _states(appearances: Callable[[int, int], str], subtype: str = "/Subtype/Stamp") -> bytes:
    """An annotation that shows a box, and another appearance with the name."""
    paper = Paper()
    box, named = form(paper, "0 g 0 0 124 14 re f"), form(paper, text(NAME, 2, 4))
    note = paper.add(f"<</Type/Annot{subtype}/F 4/Rect[70 636 194 650]/AP<<{appearances(box, named)}>>>>")
    return page_with(paper, BODY, page=f"/Annots[{note} 0 R]")


def _stamped(rectangle: str) -> bytes:
    paper = Paper()
    stamp = paper.add(f"<</Type/Annot/Subtype/Stamp/F 4/Rect[{rectangle}]/AP<</N {form(paper, text(NAME, 2, 4))} 0 R>>"
                      ">>")
    return page_with(paper, BODY + BOX, page=f"/Annots[{stamp} 0 R]")


def _two_annotations() -> bytes:
    paper = Paper()
    note = paper.add("<</Type/Annot/Subtype/FreeText/F 4/DA(/F1 9 Tf)/Rect[70 636 194 650]"
                     f"/AP<</N {form(paper, text(NAME, 2, 4))} 0 R>>>>")
    cover = paper.add("<</Type/Annot/Subtype/Square/F 4/Rect[70 636 194 650]"
                      f"/AP<</N {form(paper, '0 g 0 0 124 14 re f')} 0 R>>>>")
    return page_with(paper, BODY, page=f"/Annots[{note} 0 R {cover} 0 R]")


def _scans(content: str, entries: Callable[[int], str] = lambda _: "", *, both: bool = False) -> bytes:
    """A scan that still has the name, as /Im1; one whose bar is burnt in, as /Im2."""
    paper = Paper()
    bare, burnt = scan(paper, said=NAME)[0], scan(paper, bars=BAR)[0]
    paper.objects[burnt] = paper.objects[burnt].replace(b"/Type/XObject", b"/Type/XObject" + entries(bare).encode())
    named = f"/Im1 {bare} 0 R" if both else ""
    return page_with(paper, content, f"/XObject<<{named}/Im2 {burnt} 0 R>>")


def _masked_scan() -> bytes:
    """The name kept from being shown by the soft mask of the picture."""
    paper = Paper()
    number = scan(paper, said=NAME)[0]
    rows = b"".join(bytes(0 if 70 <= x < 194 and 636 < y <= 650 else 255 for x in range(612))
                    for y in range(792, 0, -1))
    mask = paper.stream(rows, f"{GRAY}/Width 612/Height 792")
    paper.objects[number] = paper.objects[number].replace(b"/Type/XObject", b"/Type/XObject/SMask %d 0 R" % mask)
    return page_with(paper, BOX + SCAN, f"/XObject<</Im1 {number} 0 R>>")


def _scan_under_picture() -> bytes:
    paper = Paper()
    number = scan(paper, said=NAME)[0]
    black = paper.stream(b"\0\0", f"{GRAY}/Width 2/Height 1")
    return page_with(paper, SCAN + "q 124 0 0 14 70 636 cm /Im2 Do Q", f"/XObject<</Im1 {number} 0 R/Im2 {black} 0 R>>")


def _drawn_letters() -> str:
    return "0 g " + " ".join(f"{72 + 6 * step} 640 1 8 re {74 + 6 * step} 640 3 1 re {74 + 6 * step} 644 3 1 re f"
                             for step in range(20)) + " "


def _retitled() -> bytes:
    """A title that an update took out."""
    paper = Paper()
    paper.info(f"/Title {string('Talk with ' + NAME)}")
    number = paper.next - 1
    return updated(paper.bytes(), {number: b"<</Title(Memorandum on the market)>>"}, paper.next, f"/Info {number} 0 R")


def _lost_member(tabled: bool) -> bytes:
    """An object stream with a member that no cross-reference table has."""
    paper = Paper()
    number = paper.stream(f"99 0 <</Note ({NAME})>>", "/Type/ObjStm/N 1/First 5")
    return paper.bytes(leaving_out=[] if tabled else [number])


def _behind(more: bytes) -> bytes:
    """Bytes behind the end of a packed stream, within its length."""
    paper = Paper()
    stored = zlib.compress((BODY + BOX).encode()) + more
    paper.objects[paper.content] = b"<</Filter/FlateDecode/Length %d>>\nstream\n%s\nendstream" % (len(stored), stored)
    return paper.bytes()


def _without_table() -> bytes:
    """The name in a composite font that is not in the file and says nothing of its codes."""
    paper = Paper()
    below = paper.add("<</Type/Font/Subtype/CIDFontType2/BaseFont/Arial/CIDSystemInfo<</Registry(Adobe)"
                      "/Ordering(Identity)/Supplement 0>>/DW 600>>")
    font = paper.add("<</Type/Font/Subtype/Type0/BaseFont/Arial/Encoding/Identity-H"
                     f"/DescendantFonts[{below} 0 R]>>")
    shown = "".join(f"{ord(letter) - 29:04X}" for letter in NAME)
    paper.resources = f"/Font<</F1 {paper.font} 0 R/F2 {font} 0 R>>"
    return page_with(paper, f"{BODY} BT /F2 10 Tf 72 640 Td <{shown}> Tj ET {BOX}")


def _page_key() -> bytes:
    paper = Paper()
    kept = paper.stream(BODY + SECRET_LINE)
    return page_with(paper, BODY + BOX, page=f"/OldContents {kept} 0 R")


MORE: dict[str, tuple[str, Make]] = {
    "encrypted, opens without a password": ("covered-text", lambda: _encrypted(page_of(BODY + SECRET_LINE + BOX), 6)),
    "title of an encrypted file": ("unshown-words: pdf info", _encrypted_revision),
    "cell of a pattern under a box": ("unshown-words: pdf pattern or mask", lambda: _pattern(True)),
    "cell of a pattern that nothing paints": ("undrawn-content", lambda: _pattern(False)),
    "words of a soft mask": ("unshown-words: pdf pattern or mask", _soft_mask),
    "drawing of a letter": ("unshown-words: pdf pattern or mask", _glyph_drawing),
    "appearance under the pointer": ("undrawn-content", lambda: _states(
        lambda box, named: f"/N {box} 0 R/R {named} 0 R")),
    "appearance of a pressed button": ("undrawn-content", lambda: _states(
        lambda box, named: f"/N {box} 0 R/D {named} 0 R")),
    "appearance of another state": ("undrawn-content", lambda: _states(
        lambda box, named: f"/N<</Off {box} 0 R/On {named} 0 R>>", "/Subtype/Widget/FT/Btn/T(x)/AS/Off")),
    "annotation under an annotation": ("covered-text", _two_annotations),
    "annotation that covers itself": ("covered-text", lambda: annotated(
        "/Subtype/Stamp/F 4", text(NAME, 2, 4, size=9) + " 0 g 0 0 124 14 re f", BODY)),
    "annotation written in white": ("unseen-text", lambda: annotated(
        "/Subtype/Stamp/F 4", "1 g 0 0 124 14 re f " + text(NAME, 2, 4, size=9), BODY + BOX)),
    "annotation written invisibly": ("invisible-text", lambda: annotated(
        "/Subtype/Stamp/F 4", text(NAME, 2, 4, "3 Tr", 9), BODY + BOX)),
    "annotation off the page": ("off-page", lambda: _stamped("-370 636 -194 650")),
    "annotation of no extent": ("unseen-text", lambda: _stamped("70 636 70 636")),
    "scan under a burnt scan": ("covered-picture", lambda: _scans(SCAN + SCAN.replace("Im1", "Im2"), both=True)),
    "scan that nothing draws": ("undrawn-picture", lambda: _scans(SCAN.replace("Im1", "Im2"), both=True)),
    "scan for printing": ("undrawn-picture", lambda: _scans(SCAN.replace("Im1", "Im2"), lambda bare: (
        f"/Alternates[<</Image {bare} 0 R/DefaultForPrinting true>>]"))),
    "scan with a mask": ("covered-picture", _masked_scan),
    "scan under a picture": ("covered-picture", _scan_under_picture),
    "scan under a thick line": ("covered-picture", lambda: plain_scan("0 G 16 w 70 643 m 194 643 l S", words=False)),
    "letters drawn as paths": ("covered-drawing", lambda: page_of(BODY + _drawn_letters() + BOX)),
    "type of one point": ("tiny-text", lambda: page_of(BODY + BOX + text(NAME, 72, 300, size=1.2))),
    "composite font without a table": ("covered-text", _without_table),
    "stream of a program": ("unshown-words: pdf private data", lambda: catalog("", lambda paper: (
        f"/PieceInfo<</App<</LastModified(D:2026)/Private<</A {paper.stream('Met ' + NAME + ' there')} 0 R>>>>>>"))),
    "content kept under another key": ("unshown-words: pdf page", _page_key),
    "date that is none": ("unshown-words: pdf info", lambda: Paper().info(f"/ModDate({NAME})").bytes()),
    "property within a property": ("unshown-words: pdf marked content", lambda: page_of(
        BODY + f"/Span <</X<</Y[{string(NAME)}]>>>> BDC {BOX} EMC")),
    "string of an unknown operator": ("unshown-words: pdf marked content", lambda: page_of(
        BODY + BOX + f" BX ({NAME}) xx EX ")),
    "comment in the content": ("unshown-words: pdf comment", lambda: page_of(BODY + BOX + f"\n% {NAME}\n")),
    "title before an update": ("old-revision", _retitled),
    "member of an object stream": ("unreferenced-object", lambda: _lost_member(True)),
    "member of a lost object stream": ("unreferenced-object", lambda: _lost_member(False)),
    "bytes behind a packed stream": ("loose-bytes", lambda: _behind(NAME.encode())),
    "packed behind a packed stream": ("loose-bytes", lambda: _behind(zlib.compress(NAME.encode()))),
    "title in Chinese": ("unshown-words: pdf info", lambda: Paper().info(f"/Title {string('与王小明会谈')}").bytes()),
    "number of a person": ("unshown-words: pdf info", lambda: Paper().info("/Subject(078-05-1120)").bytes()),
    "title of a page with crosses": ("unshown-words: pdf info", lambda: Paper(
        BODY + text("XXXXXXXXXX")).info(f"/Title({NAME})").bytes()),
    "title of a page with a gray box": ("unshown-words: pdf info", lambda: Paper(
        BODY + "0.5 g 70 636 124 14 re f").info(f"/Title({NAME})").bytes()),
}
OTHER_SECRETS = {"title in Chinese", "number of a person"}
"""Files that keep another secret than the memorandum's."""
PICTURES_ONLY = {"scan under a burnt scan", "scan that nothing draws", "scan for printing", "scan with a mask",
                 "scan under a picture", "scan under a thick line", "letters drawn as paths",
                 "composite font without a table"}
"""Files whose words no search for text reads."""
