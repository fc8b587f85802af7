"""Pictures that show what a box covers, and what is left of earlier states."""

from __future__ import annotations

import zlib
from collections.abc import Callable

from makers import SECRET_LINE, annotated, outside, page_with, plain_scan, updated_codes
from paper import BODY, BOX, NAME, NUMBER, Paper, string, text, updated
from pictures import scan

Make = Callable[[], bytes]



def _scanned(after: str, hidden: str) -> bytes:
    """A scan with a layer of recognised text, a black bar burnt into the picture where the name was."""
    paper = Paper()
    number, words = scan(paper, bars=((70, 636, 194, 650),))
    return page_with(paper, f"q 612 0 0 792 0 0 cm /Im1 Do Q {words} {hidden} {after}",
                     f"/XObject<</Im1 {number} 0 R>>")


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


def _thumbnail() -> bytes:
    paper = Paper()
    small = paper.stream(bytes(range(64)) * 2, "/Width 16/Height 8/ColorSpace/DeviceGray/BitsPerComponent 8")
    return page_with(paper, BODY + BOX, page=f"/Thumb {small} 0 R")


def _undrawn() -> bytes:
    paper = Paper()
    form = paper.stream(SECRET_LINE, "/Type/XObject/Subtype/Form/BBox[0 0 612 792]"
                                     f"/Resources<</Font<</F1 {paper.font} 0 R>>>>")
    return page_with(paper, BODY + BOX, f"/XObject<</Fm1 {form} 0 R>>")


def _scanned_over(box: str) -> bytes:
    """A scan whose recognised text has the name where a box is drawn over the picture: nothing shows beneath it."""
    paper = Paper()
    number, words = scan(paper, bars=())
    return page_with(paper, f"q 612 0 0 792 0 0 cm /Im1 Do Q {words} {text(NAME, 72, 610, '3 Tr')} {box}",
                 f"/XObject<</Im1 {number} 0 R>>")


KEPT: dict[str, tuple[str, Make]] = {
    # --- pictures
    "recognised text under a burnt bar": ("text-in-box", lambda: _scanned("", text(NAME, before="3 Tr"))),
    "recognised text under a drawn box": ("text-in-box", lambda: _scanned_over("0 g 70 606 124 14 re f")),
    "recognised text under a white box": ("text-in-box", lambda: _scanned_over("1 g 70 606 124 14 re f")),
    "box over a scan": ("covered-picture", lambda: plain_scan(BOX, words=False)),
    "white box over a scan": ("covered-picture", lambda: plain_scan("1 g 70 636 124 14 re f", words=False)),
    # --- what is left
    "redaction not applied": ("unapplied-redaction", lambda: annotated(
        "/Subtype/Redact/IC[0 0 0]/QuadPoints[70 650 194 650 70 636 194 636]", None)),
    "earlier revision": ("old-revision", lambda: _updated()),
    "object replaced by an update": ("old-revision", lambda: _updated(before=BODY + text(NUMBER + " " + NAME))),
    "earlier revision in other codes": ("old-revision", lambda: updated_codes()),
    "object that nothing refers to": ("unreferenced-object", lambda: _unreferenced(False)),
    "stream that nothing refers to": ("unreferenced-object", lambda: _unreferenced(True)),
    "object in no table": ("unreferenced-object", lambda: _deleted_object()),
    "form that nothing draws": ("undrawn-content", lambda: _undrawn()),
    "comment between objects": ("loose-bytes", lambda: outside(f"% was {NAME}\n".encode())),
    "bytes behind the end": ("loose-bytes", lambda: Paper().bytes() + f"\nwas: {NAME}\n".encode()),
    "thumbnail of the page": ("thumbnail", lambda: _thumbnail()),
}
