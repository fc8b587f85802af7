"""Files made to break their reader, and files that are no PDF: each is an error that says so, and the batch goes on."""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable

import pikepdf
from makers import page_with
from paper import BODY, BOX, Paper, page_of, text

Make = Callable[[], bytes]


def _encrypted(user: str) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(page_of(BODY + BOX))) as pdf:
        pdf.save(out, encryption=pikepdf.Encryption(owner="owner", user=user, R=6))
    return out.getvalue()


def _self_drawing() -> bytes:
    paper = Paper()
    number = paper.next
    paper.stream("/Fm1 Do", f"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</Fm1 {number} 0 R>>>>")
    return page_with(paper, BODY + "/Fm1 Do", f"/XObject<</Fm1 {number} 0 R>>")


def _deep_forms() -> bytes:
    paper = Paper()
    inner = paper.stream(text("deep"), f"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<<{paper.resources}>>")
    for _ in range(60):
        inner = paper.stream("/Fm1 Do", "/Type/XObject/Subtype/Form/BBox[0 0 9 9]"
                                        f"/Resources<</XObject<</Fm1 {inner} 0 R>>>>")
    return page_with(paper, BODY + "/Fm1 Do", f"/XObject<</Fm1 {inner} 0 R>>")


def _many_operators() -> bytes:
    return page_of(BODY + "0 0 m 1 1 l S " * 1_200_000)


def _bomb() -> bytes:
    """Ten thousand million bytes of page content in a few thousand."""
    packing = zlib.compressobj(9, zlib.DEFLATED, -15)
    block = packing.compress(b"0 0 m " * 16_000_000) + packing.flush(zlib.Z_FULL_FLUSH)
    paper = Paper()
    packed = zlib.compress(b"\x78\xda" + block * 104, 9)
    number = paper.stream(packed, "/Filter[/FlateDecode/FlateDecode]", encode=bytes)
    del paper.objects[paper.content]
    paper.objects[3] = (f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Resources<<{paper.resources}>>"
                        f"/Contents {number} 0 R>>").encode()
    return paper.bytes()


def _deep_array() -> bytes:
    return Paper(catalog="/Own " + "[" * 100_000 + "]" * 100_000).bytes()


UNUSABLE: dict[str, Make] = {
    "empty": lambda: b"",
    "no PDF": lambda: b"Dear all, this is a letter.\n" * 40,
    "a picture": lambda: b"\x89PNG\r\n\x1a\n" + bytes(400),
    "a header and nothing": lambda: b"%PDF-1.7\n",
    "cut off": lambda: page_of(BODY + BOX)[:-400],
    "cut off at the start": lambda: b"%PDF-1.7\n" + page_of(BODY + BOX)[300:],
    "encrypted": lambda: _encrypted("user"),
    "no pages": lambda: Paper().bytes().replace(b"/Kids[3 0 R]/Count 1", b"/Kids[]/Count 0      "),
    "form that draws itself": _self_drawing,
    "forms nested deep": _deep_forms,
    "arrays nested deep": _deep_array,
    "millions of operators": _many_operators,
}
"""Files that cannot be judged; each ends in an error within seconds."""
SLOW: dict[str, Make] = {"decompression bomb": _bomb}
BEARABLE: dict[str, Make] = {
    "a word of 100,000 letters": lambda: page_of(BODY + text("a" * 100_000, size=0.01 + 8)),
    "a page of a kilometre": lambda: page_of(BODY + BOX, mediabox="0 0 2800000 2800000"),
    "a page turned to nothing": lambda: page_of(BODY + BOX, mediabox="0 0 0 0"),
    "numbers beyond all": lambda: page_of(BODY + BOX + "1e999 99999999999999999999 0 0 1 1 cm " + text("x")),
    "operators without sense": lambda: page_of(BODY + "Q Q ET Tj ) ] >> BI ID EI Do /x gs " + BOX),
}
"""Odd files that are judged, in time."""
