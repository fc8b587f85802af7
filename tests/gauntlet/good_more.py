"""More honest documents: the look-alikes of those in ``bad_more``."""

from __future__ import annotations

from collections.abc import Callable

import pikepdf
from good import LABEL, _field, _reportlab, _saved, _scanned
from makers import image, page_with
from paper import BODY, BOX, Paper, page_of, text, updated
from pictures import noise, scan

Make = Callable[[], bytes]


def _encrypted(data: bytes, revision: int, **how: object) -> bytes:
    """As an office protects a file against changes."""
    return _saved(data, encryption=pikepdf.Encryption(owner="owner", user="", R=revision), **how)


def _pattern(cell: str) -> bytes:
    paper = Paper()
    number = paper.stream(cell, "/Type/Pattern/PatternType 1/PaintType 1/TilingType 1/BBox[0 0 90 20]/XStep 90/YStep 20"
                                f"/Resources<</Font<</F1 {paper.font} 0 R>>>>")
    return page_with(paper, BODY + LABEL + "/Pattern cs /P1 scn 70 436 124 44 re f", f"/Pattern<</P1 {number} 0 R>>")


def _stamped(appearance: str, subtype: str, entries: str = "") -> bytes:
    paper = Paper()
    form = paper.stream(appearance, f"/Type/XObject/Subtype/Form/BBox[0 0 200 30]"
                                    f"/Resources<</Font<</F1 {paper.font} 0 R>>>>")
    note = paper.add(f"<</Type/Annot/Subtype/{subtype}/F 4/Rect[300 500 500 530]/AP<</N {form} 0 R>>{entries}>>")
    return page_with(paper, BODY + LABEL, page=f"/Annots[{note} 0 R]")


def _button() -> bytes:
    paper = Paper()
    looks = [paper.stream(f"{shade} g 0 0 100 20 re f 0 g " + text("Print form", 6, 5),
                          f"/Type/XObject/Subtype/Form/BBox[0 0 100 20]/Resources<</Font<</F1 {paper.font} 0 R>>>>")
             for shade in (0.8, 0.7, 0.6)]
    field = paper.add("<</Type/Annot/Subtype/Widget/FT/Btn/Ff 65536/T(Button1)/F 4/Rect[300 30 400 50]"
                      f"/AP<</N {looks[0]} 0 R/R {looks[1]} 0 R/D {looks[2]} 0 R>>/A<</S/Named/N/Print>>>>")
    paper.objects[1] = f"<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[{field} 0 R]>>>>".encode()
    return page_with(paper, BODY + LABEL, page=f"/Annots[{field} 0 R]")


def _invisible_signature() -> bytes:
    paper = Paper()
    form = paper.stream("", "/Type/XObject/Subtype/Form/BBox[0 0 0 0]")
    value = paper.add("<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/adbe.pkcs7.detached/Contents<" + "00" * 100 +
                      ">/ByteRange[0 1 2 3]/M(D:20260101000000Z)/Name(J. Alder)/Reason(I am the author)>>")
    field = paper.add(f"<</Type/Annot/Subtype/Widget/FT/Sig/T(Signature1)/V {value} 0 R/Rect[0 0 0 0]/F 132"
                      f"/AP<</N {form} 0 R>>>>")
    paper.objects[1] = f"<</Type/Catalog/Pages 2 0 R/AcroForm<</SigFlags 3/Fields[{field} 0 R]>>>>".encode()
    return page_with(paper, BODY + LABEL, page=f"/Annots[{field} 0 R]")


def _burnt_and_drawn() -> bytes:
    """A bar burnt into a scan, and a box with its code upon it."""
    paper = Paper()
    number, words = scan(paper, bars=((70, 636, 194, 650),))
    return page_with(paper, f"q 612 0 0 792 0 0 cm /Im1 Do Q {words} " + LABEL, f"/XObject<</Im1 {number} 0 R>>")


def _soft_edges() -> bytes:
    paper = Paper()
    mask = paper.stream(bytes(range(256)) * 256, "/Type/XObject/Subtype/Image/Width 256/Height 256"
                                                 "/ColorSpace/DeviceGray/BitsPerComponent 8")
    number = paper.stream(noise(256 * 256), "/Type/XObject/Subtype/Image/Width 256/Height 256/ColorSpace/DeviceGray"
                                            f"/BitsPerComponent 8/SMask {mask} 0 R")
    return page_with(paper, BODY + LABEL + "q 60 0 0 60 500 700 cm /Im1 Do Q", f"/XObject<</Im1 {number} 0 R>>")


def _on_another_page() -> bytes:
    """A picture in the resources of two pages, drawn by the second."""
    paper = Paper()
    number, _ = scan(paper)
    content = paper.stream("q 612 0 0 792 0 0 cm /Im1 Do Q")
    second = paper.add(f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Resources<<{paper.resources}"
                       f"/XObject<</Im1 {number} 0 R>>>>/Contents {content} 0 R>>")
    paper.objects[2] = f"<</Type/Pages/Kids[3 0 R {second} 0 R]/Count 2>>".encode()
    return page_with(paper, BODY + LABEL, f"/XObject<</Im1 {number} 0 R>>")


def _redated() -> bytes:
    """An update that writes the information anew, as every program does."""
    paper = Paper(BODY + LABEL).info("/Title(Memorandum on the market)/ModDate(D:20260101)"
                                     "/Producer(Microsoft Word 2019)")
    number = paper.next - 1
    return updated(paper.bytes(), {number: b"<</Title(Memorandum on the market)/ModDate(D:20260102)"
                                           b"/Producer(Adobe Acrobat Pro 24)>>"}, paper.next, f"/Info {number} 0 R")


def _described(content: str, entries: str = "/Title(Ferries and lighthouses)/Author(Anselm Corvino)") -> bytes:
    return Paper(content).info(entries).bytes()


FRAMES = "".join(text("Name", 72, 400 - 30 * row) + f"0 G 110 {396 - 30 * row} 200 16 re S " for row in range(4))
LEGEND = "".join(f"0.{row + 2} 0.4 0.6 rg 72 {400 - 18 * row} 10 10 re f 0 g " + text("Salt", 88, 401 - 18 * row)
                 for row in range(4))
MAP = ("0.6 0.8 1 rg 100 200 300 200 re f " + "".join(f"0.3 G {110 + 9 * n} 210 m {115 + 9 * n} 380 l S "
                                                       for n in range(25)))

GOOD_MORE: dict[str, Make] = {
    "protected against changes": lambda: _encrypted(page_of(BODY + LABEL), 6),
    "protected by an older program": lambda: _encrypted(_reportlab(), 4),
    "protected and linearised": lambda: _encrypted(page_of(BODY + LABEL), 6, linearize=True),
    "protected, with a title": lambda: _encrypted(_described(BODY + LABEL, "/Title(Memorandum on the market)"), 6),
    "hatching": lambda: _pattern("0 g 0 0 m 4 4 l S"),
    "pattern of a copy": lambda: _pattern("0.9 g " + text("COPY", 2, 2)),
    "stamp of receipt": lambda: _stamped("1 0 0 RG 1 1 198 28 re S 1 0 0 rg " + text("RECEIVED 12 MAR 2026", 6, 9),
                                         "Stamp"),
    "remark on white": lambda: _stamped("1 g 0 0 200 30 re f 0 g " + text("Checked by the records office", 4, 9),
                                        "FreeText", "/DA(/F1 9 Tf)/Contents(Checked by the records office)"),
    "button of three looks": _button,
    "answer longer than its field": lambda: _field(
        "A long answer that does not fit the field at all and runs on past its border, as such answers do"),
    "signature that nobody sees": _invisible_signature,
    "comments of a program": lambda: page_of("% page 1 begins\n" + BODY + LABEL + "\n%%EndPage: 1\n"),
    "dates as programs write them": lambda: _described(
        BODY + LABEL, "/CreationDate(Thu Nov 26 18:28:21 2026)/ModDate(1/2/2026 10:11:12 AM)"),
    "number that the page shows": lambda: _described(
        BODY + LABEL + text("Case 078-05-1120", 72, 300), "/Subject(Case 078-05-1120)"),
    "form with frames": lambda: _described(BODY + FRAMES),
    "squares of a legend": lambda: _described(BODY + LEGEND),
    "marked word, with a title": lambda: _described("1 1 0 rg 70 696 60 14 re f 0 g " + BODY),
    "map with names on white": lambda: page_of(BODY + LABEL + MAP + "1 g 200 280 40 12 re f "
                                               + text("Pier", 204, 283, "0 g", 8)),
    "names on a map": lambda: page_of(BODY + LABEL + "".join(
        text("Pier", 100 + 13 * n % 300, 300 + 7 * n % 200, size=3.2) for n in range(30))),
    "black band on a photograph": lambda: image(
        "/Width 64/Height 64/ColorSpace/DeviceGray", noise(4096), "q 400 0 0 300 100 200 cm /Im1 Do Q",
        after="0 g 100 200 400 30 re f " + text("The pier in spring", 110, 210, "1 g")),
    "bar burnt in, and a box upon it": _burnt_and_drawn,
    "white box on a scan": lambda: _scanned(
        False, "1 g 0 G 70 636 124 14 re B 0 g " + text("\\(b\\)\\(6\\)", 110, 640)),
    "picture with soft edges": _soft_edges,
    "picture that another page draws": _on_another_page,
    "update of the date": _redated,
    "blanks of one point": lambda: page_of(
        BODY + BOX + text("   ", 72, 300, size=1) + text("Form 12", 72, 290, size=4)),
}
