"""Pictures that hold more than they show, and words kept in the bytes of pictures and streams."""

from __future__ import annotations

import base64
import zlib
from collections.abc import Callable

from makers import page_with
from paper import BODY, BOX, NAME, Paper, text
from pictures import blank_jpeg, noise, scan

Make = Callable[[], bytes]
SCAN = "q 612 0 0 792 0 0 cm /Im1 Do Q "
GRAY = "/Type/XObject/Subtype/Image/ColorSpace/DeviceGray/BitsPerComponent 8"


def _scan(content: str, page: str = "", mediabox: str = "0 0 612 792", entries: Callable[[Paper], str] = lambda _: "",
          ) -> bytes:
    """A page that is a scan with the name in it, at 72, 640 where the picture fills the page."""
    paper = Paper()
    number = scan(paper, said=NAME)[0]
    more = entries(paper)
    paper.objects[number] = paper.objects[number].replace(b"/Type/XObject", b"/Type/XObject" + more.encode())
    return page_with(paper, content, f"/XObject<</Im1 {number} 0 R>>", page, mediabox)


def _soft_mask(paper: Paper) -> str:
    rows = b"".join(bytes(0 if 70 <= x < 194 and 636 < y <= 650 else 255 for x in range(612))
                    for y in range(792, 0, -1))
    return f"/SMask {paper.stream(rows, f'{GRAY}/Width 612/Height 792')} 0 R"


def _stencil(paper: Paper) -> str:
    rows = b"".join(bytes(0xFF if 70 <= x * 8 < 194 and 636 < y <= 650 else 0 for x in range(77))
                    for y in range(792, 0, -1))
    mask = paper.stream(rows, "/Type/XObject/Subtype/Image/ImageMask true/BitsPerComponent 1/Width 616/Height 792")
    return f"/Mask {mask} 0 R"


def _small(data: bytes, entries: str, draw: str = "q 40 0 0 40 500 700 cm /Im1 Do Q ",
           encode: Callable[[bytes], bytes] | None = None) -> bytes:
    paper = Paper()
    number = paper.stream(data, f"/Type/XObject/Subtype/Image/BitsPerComponent 8{entries}", encode=encode)
    return page_with(paper, BODY + draw + BOX, f"/XObject<</Im1 {number} 0 R>>")


def _inline(data: bytes, entries: str = "/W 8 /H 8 /BPC 8 /CS /G") -> bytes:
    content = (BODY + BOX + "q 40 0 0 40 500 700 cm BI " + entries + " ID ").encode() + data + b" EI Q "
    paper = Paper()
    paper.objects[paper.content] = b"<</Length %d>>\nstream\n%s\nendstream" % (len(content), content)
    return paper.bytes()


def _packed(stored: bytes, filters: str) -> bytes:
    """The page's content, stored with more than its filter needs."""
    paper = Paper()
    paper.objects[paper.content] = b"<</Filter%s/Length %d>>\nstream\n%s\nendstream" % (
        filters.encode(), len(stored), stored)
    return paper.bytes()


def _words(size: tuple[int, int] = (620, 70)) -> bytes:
    """The samples of a picture of the name."""
    from PIL import Image, ImageDraw, ImageFont

    image = Image.new("L", size, 255)
    ImageDraw.Draw(image).text((0, 4), NAME, font=ImageFont.load_default(52), fill=0)
    return image.tobytes()


def _inline_scan(cover: str) -> bytes:
    content = (BODY + "q 124 0 0 14 70 636 cm BI /W 620 /H 70 /BPC 8 /CS /G ID ").encode() + _words() + (
        " EI Q " + cover).encode()
    paper = Paper()
    paper.objects[paper.content] = b"<</Length %d>>\nstream\n%s\nendstream" % (len(content), content)
    return paper.bytes()


def _strip(draw: str, after: str = "", resources: str = "") -> bytes:
    paper = Paper()
    number = paper.stream(_words(), f"{GRAY}/Width 620/Height 70")
    return page_with(paper, BODY + draw + after, f"/XObject<</Im1 {number} 0 R>>{resources}")


def _marked_thumbnail() -> bytes:
    paper = Paper()
    small = paper.stream(bytes(64), "/Width 8/Height 8/ColorSpace/DeviceGray/BitsPerComponent 8")
    return page_with(paper, BODY + text("[REDACTED]", 72, 640), page=f"/Thumb {small} 0 R")


def _drawn_form(entries: str) -> bytes:
    paper = Paper()
    form = paper.stream("0 0 1 1 re f", f"/Type/XObject/Subtype/Form/BBox[0 0 1 1]{entries}")
    return page_with(paper, BODY + BOX + "/Fm1 Do", f"/XObject<</Fm1 {form} 0 R>>")


def _titled(content: str) -> bytes:
    return Paper(content).info(f"/Title({NAME})").bytes()


def _palette() -> bytes:
    entries = (NAME + " " * (48 - len(NAME))).encode().hex()
    return _small(bytes(range(16)) * 16, f"/Width 16/Height 16/ColorSpace[/Indexed/DeviceRGB 15<{entries}>]")


def _behind_jpeg() -> bytes:
    return _small(blank_jpeg() + NAME.encode(), "/Width 16/Height 16/ColorSpace/DeviceRGB/Filter/DCTDecode",
                  encode=bytes)


def _packed_jpeg() -> bytes:
    return _small(zlib.compress(blank_jpeg(NAME)),
                  "/Width 16/Height 16/ColorSpace/DeviceRGB/Filter[/FlateDecode/DCTDecode]", encode=bytes)


IMAGES: dict[str, tuple[str, Make]] = {
    "scan beyond the crop box": ("cropped-picture", lambda: _scan(SCAN, "/CropBox[0 0 612 630]")),
    "scan beyond the page": ("cropped-picture", lambda: _scan(SCAN, mediabox="0 0 612 630")),
    "scan larger than the page": ("cropped-picture", lambda: _scan("q 1020 0 0 1320 -200 -600 cm /Im1 Do Q ")),
    "scan in a clip": ("cropped-picture", lambda: _scan("q 0 0 612 630 re 0 655 612 140 re W n " + SCAN + "Q")),
    "scan in a clip around the name": ("cropped-picture", lambda: _scan(
        "q 0 0 612 792 re 70 636 124 14 re W* n " + SCAN + "Q")),
    "scan with a soft mask, no box": ("cropped-picture", lambda: _scan(SCAN, entries=_soft_mask)),
    "scan with a stencil, no box": ("cropped-picture", lambda: _scan(SCAN, entries=_stencil)),
    "scan whose colour is keyed out": ("cropped-picture", lambda: _scan(SCAN, entries=lambda _: "/Mask[0 240]")),
    "scan under a white picture": ("cropped-picture", lambda: _scan(
        SCAN + "q 124 0 0 14 70 636 cm BI /W 1 /H 1 /BPC 8 /CS /G /F /AHx ID FF> EI Q")),
    "inline picture under a box": ("covered-picture", lambda: _inline_scan(BOX)),
    "inline picture under a white box": ("covered-picture", lambda: _inline_scan("1 g 70 636 124 14 re f")),
    "line of a scan under a box": ("covered-picture", lambda: _strip("q 124 0 0 14 70 636 cm /Im1 Do Q ", BOX)),
    "line of a scan in a clip": ("covered-picture", lambda: _strip(
        "q 70 636 2 2 re W n 124 0 0 14 70 636 cm /Im1 Do Q ", BOX)),
    "line of a scan off the page": ("cropped-picture", lambda: _strip("q 124 0 0 14 -200 636 cm /Im1 Do Q ", BOX)),
    "line of a scan, very small": ("cropped-picture", lambda: _strip("q 0.4 0 0 0.1 70 300 cm /Im1 Do Q ", BOX)),
    "line of a scan, transparent": ("cropped-picture", lambda: _strip(
        "q /G0 gs 124 0 0 14 70 300 cm /Im1 Do Q ", BOX, resources="/ExtGState<</G0<</ca 0/CA 0>>>>")),
    "small picture of the page, words marked": ("thumbnail", _marked_thumbnail),
    "behind the last sample": ("unshown-words: pdf picture data", lambda: _small(
        noise(256) + NAME.encode(), "/Width 16/Height 16/ColorSpace/DeviceGray")),
    "behind the last sample, wide": ("unshown-words: pdf picture data", lambda: _small(
        noise(256) + NAME.encode("utf-16-be"), "/Width 16/Height 16/ColorSpace/DeviceGray")),
    "behind a photograph": ("unshown-words: pdf picture data", _behind_jpeg),
    "description in a packed photograph": ("unshown-words: pdf picture data", _packed_jpeg),
    "palette": ("unshown-words: pdf colour profile", _palette),
    "samples that are words": ("unshown-words: pdf picture data", lambda: _small(
        (NAME + ", " + NAME + ", ").encode()[:40].ljust(40), "/Width 10/Height 4/ColorSpace/DeviceGray")),
    "behind the samples of an inline picture": ("unshown-words: pdf marked content", lambda: _inline(
        noise(64).replace(b"E", b"F") + NAME.encode())),
    "key of an inline picture": ("unshown-words: pdf marked content", lambda: _inline(
        bytes(64), f"/W 8 /H 8 /BPC 8 /CS /G /Note ({NAME})")),
    "behind the end of hexadecimal": ("loose-bytes", lambda: _packed(
        (BODY + BOX).encode().hex().encode() + b">" + NAME.encode(), "/ASCIIHexDecode")),
    "behind the end of base 85": ("loose-bytes", lambda: _packed(
        base64.a85encode((BODY + BOX).encode()) + b"~>" + NAME.encode(), "/ASCII85Decode")),
    "behind the end of two filters": ("loose-bytes", lambda: _packed(
        zlib.compress((BODY + BOX).encode()).hex().encode() + b">" + NAME.encode(), "[/ASCIIHexDecode/FlateDecode]")),
    "behind the inner of two filters": ("loose-bytes", lambda: _packed(
        (zlib.compress((BODY + BOX).encode()) + NAME.encode()).hex().encode() + b">",
        "[/ASCIIHexDecode/FlateDecode]")),
    "white gap and a title": ("unshown-words: pdf info", lambda: _titled(BODY + "1 g 70 636 124 14 re f ")),
    "white gap with an edge and a title": ("unshown-words: pdf info", lambda: _titled(
        BODY + "1 g 1 G 70 636 124 14 re B ")),
    "bare label and a title": ("unshown-words: pdf info", lambda: _titled(
        BODY + text("\\(b\\)\\(6\\)", 110, 640, size=9))),
    "white label and a title": ("unshown-words: pdf info", lambda: _titled(
        BODY + "1 g 70 636 124 14 re f 0 g " + text("\\(b\\)\\(6\\)", 110, 640, size=9))),
    "stars and a title": ("unshown-words: pdf info", lambda: _titled(
        text("*************", 72, 640) + BODY[BODY.index("BT /F1 11 Tf 200"):])),
    "gray picture as a gap, and a title": ("unshown-words: pdf info", lambda: page_with(
        Paper().info(f"/Title({NAME})"),
        BODY + "q 124 0 0 14 70 636 cm BI /W 1 /H 1 /BPC 8 /CS /G /F /AHx ID 80> EI Q ")),
    "name of a picture": ("unshown-words: pdf picture or form", lambda: _small(
        noise(256), f"/Width 16/Height 16/ColorSpace/DeviceGray/Name/{NAME.split()[1]}")),
    "file that a form stands for": ("unshown-words: pdf picture or form", lambda: _drawn_form(
        "/OPI<</1.3<</F(orsavetskaya.tif)>>>>")),
}
