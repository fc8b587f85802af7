"""The ways in which the files of the gauntlet are put together."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Callable

from paper import BODY, BOX, NAME, PLACE, Paper, text, updated
from pictures import scan

SECRET_LINE = text(NAME)
HEX_NAME = NAME.encode("latin-1").hex()


def form(inner: str, matrix: str = "", outer: str = "/Fm1 Do") -> bytes:
    paper = Paper()
    form = paper.stream(inner, f"/Type/XObject/Subtype/Form/BBox[0 0 612 792]{matrix}"
                               f"/Resources<</Font<</F1 {paper.font} 0 R>>>>")
    return page_with(paper, BODY + outer + " " + BOX, f"/XObject<</Fm1 {form} 0 R>>")


def page_with(paper: Paper, content: str, resources: str = "", page: str = "", mediabox: str = "0 0 612 792") -> bytes:
    """The paper with another content and more resources on its page."""
    number = paper.stream(content)
    paper.objects[3] = (f"<</Type/Page/Parent 2 0 R/MediaBox[{mediabox}]/Resources<<{paper.resources}{resources}>>"
                        f"/Contents {number} 0 R {page}>>").encode("latin-1")
    del paper.objects[paper.content]
    return paper.bytes()


def annotated(annotation: str, appearance: str | None = "0 g 0 0 124 14 re f", content: str = BODY + SECRET_LINE,
               ) -> bytes:
    paper = Paper()
    if appearance is not None:
        form = paper.stream(appearance, f"/Type/XObject/Subtype/Form/BBox[0 0 124 14]"
                                        f"/Resources<</Font<</F1 {paper.font} 0 R>>>>")
        annotation += f"/AP<</N {form} 0 R>>"
    number = paper.add(f"<</Type/Annot/Rect[70 636 194 650]{annotation}>>")
    return page_with(paper, content, page=f"/Annots[{number} 0 R]")


def image(entries: str, data: bytes, draw: str, before: str = "", after: str = "") -> bytes:
    paper = Paper()
    encode = bytes if "Filter" in entries else None
    number = paper.stream(data, f"/Type/XObject/Subtype/Image/BitsPerComponent 8{entries}", encode=encode)
    return page_with(paper, BODY + before + draw + " " + after, f"/XObject<</Im1 {number} 0 R>>")


def differences(show: str, before: str = "", after: str = BOX, base: str = BODY) -> Paper:
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


def plain_scan(after: str, words: bool = True) -> bytes:
    """A scan that still shows the name in its picture, and what is drawn over it."""
    paper = Paper()
    number, layer = scan(paper, said=NAME)
    return page_with(paper, f"q 612 0 0 792 0 0 cm /Im1 Do Q {layer if words else ''} {after}",
                 f"/XObject<</Im1 {number} 0 R>>")


def letters(order: Callable[[int], int] = lambda index: index) -> str:
    placed = sorted(enumerate(NAME), key=lambda each: order(each[0]))
    return "".join(text(letter, PLACE[0] + 6.2 * index) for index, letter in placed if letter != " ")


def outside(data: bytes) -> bytes:
    paper = Paper()
    paper.outside = data
    return paper.bytes()


def attached(name: str, data: bytes, description: str = "") -> bytes:
    paper = Paper()
    held = paper.stream(data, "/Type/EmbeddedFile")
    spec = paper.add(f"<</Type/Filespec/F({name})/UF({name})/EF<</F {held} 0 R>>{description}>>")
    paper.objects[1] = f"<</Type/Catalog/Pages 2 0 R/Names<</EmbeddedFiles<</Names[(a) {spec} 0 R]>>>>>>".encode()
    return paper.bytes()


def archive() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", f"<w:document><w:t>The name was {NAME}.</w:t></w:document>")
    return out.getvalue()


def catalog(entries: str, more: Callable[[Paper], str] = lambda _: "") -> bytes:
    paper = Paper()
    entries += more(paper)
    paper.objects[1] = f"<</Type/Catalog/Pages 2 0 R {entries}>>".encode("latin-1")
    return paper.bytes()


def updated_codes() -> bytes:
    paper = differences("BT /F2 11 Tf 72 640 Td NAME Tj ET ", after="")
    number = max(number for number, body in paper.objects.items() if b"stream" in body)
    stored = zlib.compress((BODY + BOX).encode())
    return updated(paper.bytes(), {number: b"<</Filter/FlateDecode/Length %d>>\nstream\n%s\nendstream" % (
        len(stored), stored)}, paper.next)
