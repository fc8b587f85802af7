"""Further hiding places: bytes that parsers pass over, encodings, and what a reader is not shown by default."""

from __future__ import annotations

import base64
import gzip
import zlib
from collections.abc import Callable

from makers import attached, catalog, page_with
from paper import BODY, BOX, NAME, Paper, page_of, string, text

Make = Callable[[], bytes]
PACKED = base64.b64encode(zlib.compress(NAME.encode() * 3)).decode()
ENCODED = base64.b64encode(NAME.encode()).decode()


def _object(body: str, number: int | None = None) -> bytes:
    """A file whose catalog leads to this object."""
    paper = Paper()
    own = paper.add(body)
    paper.objects[1] = f"<</Type/Catalog/Pages 2 0 R/Own {own} 0 R>>".encode()
    return paper.bytes()


def _members(data: str, first: int, count: int = 1) -> bytes:
    paper = Paper()
    paper.stream(data, f"/Type/ObjStm/N {count}/First {first}")
    return paper.bytes()


def _trailer(comment: bytes) -> bytes:
    return Paper().bytes().replace(b"trailer\n<<", b"trailer\n<< " + comment + b"\n")


def _composite_cyrillic(cover: str) -> bytes:
    """A name in Cyrillic in a font that is not in the file, under a box that is not black."""
    paper = Paper()
    below = paper.add("<</Type/Font/Subtype/CIDFontType0/BaseFont/HeiseiMin-W3/CIDSystemInfo<</Registry(Adobe)"
                      "/Ordering(Japan1)/Supplement 2>>/DW 600>>")
    font = paper.add(f"<</Type/Font/Subtype/Type0/BaseFont/HeiseiMin-W3/Encoding/UniJIS-UCS2-H/DescendantFonts"
                     f"[{below} 0 R]>>")
    shown = "Людмила Орсавецкая".encode("utf-16-be").hex()
    paper.resources = f"/Font<</F1 {paper.font} 0 R/F2 {font} 0 R>>"
    return page_with(paper, f"{BODY} BT /F2 10 Tf 72 640 Td <{shown}> Tj ET {cover}")


def _second_page() -> bytes:
    """A page without a box that has a small picture of itself and a title, behind one that bears a box."""
    paper = Paper()
    content = paper.stream(BODY)
    second = paper.add(f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Resources<<{paper.resources}>>"
                       f"/Contents {content} 0 R/PieceInfo<</App<</LastModified(D:2026)/Private({NAME})>>>>>>")
    paper.objects[2] = f"<</Type/Pages/Kids[3 0 R {second} 0 R]/Count 2>>".encode()
    return paper.bytes()


def _field_tree() -> bytes:
    """A field that no page has, whose parent bears the value."""
    paper = Paper()
    kid = paper.next + 1
    parent = paper.add(f"<</T(a)/FT/Tx/V {string(NAME)}/Kids[{kid} 0 R]>>")
    paper.add(f"<</Parent {parent} 0 R/T(b)>>")
    paper.objects[1] = f"<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[{parent} 0 R]>>>>".encode()
    return paper.bytes()


def _function() -> bytes:
    paper = Paper()
    program = paper.stream(f"{{ % {NAME}\n dup }}", "/FunctionType 4/Domain[0 1]/Range[0 1 0 1]")
    return page_with(paper, BODY + BOX + "/Cs1 cs 1 scn 300 300 5 5 re f",
                     f"/ColorSpace<</Cs1[/DeviceN[/Cyan/Black]/DeviceGray {program} 0 R]>>")


def _profile_tag() -> bytes:
    words = NAME.encode() + b"\0"
    tag = b"text\0\0\0\0" + words
    data = bytearray(144 + len(tag))
    data[128:132] = (1).to_bytes(4, "big")
    data[132:144] = b"Zz01" + (144).to_bytes(4, "big") + len(tag).to_bytes(4, "big")
    data[144:] = tag
    paper = Paper()
    number = paper.stream(bytes(data), "/N 3")
    return page_with(paper, BODY + BOX + "/Cs1 cs 1 0 0 scn 300 300 5 5 re f",
                     f"/ColorSpace<</Cs1[/ICCBased {number} 0 R]>>")


def _behind_profile() -> bytes:
    paper = Paper()
    number = paper.stream(bytes([0, 0, 0, 132]) + bytes(128) + NAME.encode(), "/N 3")
    return page_with(paper, BODY + BOX + "/Cs1 cs 1 0 0 scn 300 300 5 5 re f",
                     f"/ColorSpace<</Cs1[/ICCBased {number} 0 R]>>")


ODD: dict[str, tuple[str, Make]] = {
    "key twice": ("loose-bytes", lambda: _object(f"<</A({NAME})/A(market)>>")),
    "string behind an object's end": ("loose-bytes", lambda: _object(f"<</A(market)>> ({NAME})")),
    "member's key twice": ("loose-bytes", lambda: _members(f"99 0 <</A({NAME})/A(x)>>", 5)),
    "gap before the first member": ("loose-bytes", lambda: _members(f"99 0 {NAME} <</A(x)>>", 30)),
    "behind the last member": ("loose-bytes", lambda: _members(f"99 0 <</A(x)>> {NAME}", 5)),
    "comment in the trailer": ("loose-bytes", lambda: _trailer(b"% " + NAME.encode())),
    "value under Parent": ("unshown-words: pdf catalog", lambda: catalog(f"/Own<</Parent({NAME})>>")),
    "value under Prev": ("unshown-words: pdf catalog", lambda: catalog(f"/Own<</Prev[({NAME})]>>")),
    "key with escapes": ("unshown-words: pdf catalog", lambda: catalog("/#4Frsav#65tskaya true")),
    "escaped ActualText over words": ("covered-text", lambda: page_of(
        BODY + f"/Span <</#41ctual#54ext()>> BDC {text(NAME)} EMC {BOX}")),
    "gray box over other letters": ("covered-text", lambda: _composite_cyrillic("0.6 g 70 630 204 20 re f")),
    "white box over other letters": ("covered-text", lambda: _composite_cyrillic("1 g 70 630 204 20 re f")),
    "data of another page": ("unshown-words: pdf private data", _second_page),
    "value of a parent field": ("unshown-words: pdf form field", _field_tree),
    "remark in a function": ("unshown-words: pdf colour profile", _function),
    "tag of a program in a profile": ("unshown-words: pdf colour profile", _profile_tag),
    "behind the tags of a profile": ("unshown-words: pdf colour profile", _behind_profile),
    "letters by their numbers in a script": ("unshown-words: pdf script", lambda: catalog(
        "/OpenAction<</S/JavaScript/JS(app.alert\\(String.fromCharCode\\("
        + ",".join(str(ord(letter)) for letter in NAME) + "\\)\\))>>")),
    "letters by their codes in a script": ("unshown-words: pdf script", lambda: catalog(
        "/OpenAction<</S/JavaScript/JS(app.alert\\('"
        + "".join(f"\\\\x{ord(letter):02x}" for letter in NAME) + "'\\))>>")),
    "packed attachment": ("unshown-words: pdf attachment", lambda: attached(
        "a.gz", gzip.compress(NAME.encode(), mtime=0))),
    "letter in an attachment": ("unshown-words: pdf attachment", lambda: attached(
        "a.eml", f"Subject: market\nContent-Transfer-Encoding: base64\n\n{ENCODED}\n".encode())),
    "quoted letter in an attachment": ("unshown-words: pdf attachment", lambda: attached(
        "a.eml", b"Subject: market\n\n" + "".join(f"={ord(each):02X}" for each in NAME).encode())),
    "picture in an attachment": ("unshown-words: pdf attachment", lambda: attached("a.svg", (
        f"<svg><title>{NAME}</title></svg>").encode())),
    "name in base 64": ("unshown-words: pdf info", lambda: Paper().info(f"/Subject({ENCODED})").bytes()),
    "name in hexadecimal": ("unshown-words: pdf info", lambda: Paper().info(
        f"/Subject({NAME.encode().hex()})").bytes()),
    "name in percent signs": ("unshown-words: pdf info", lambda: Paper().info(
        f"/Subject({''.join(f'%{ord(letter):02X}' for letter in NAME)})").bytes()),
    "name packed in base 64": ("unshown-words: pdf private data", lambda: catalog(
        f"/PieceInfo<</App<</LastModified(D:2026)/Private({PACKED})>>>>")),
    "name with marks of no width": ("unshown-words: pdf info", lambda: Paper().info(
        f"/Subject {string(chr(0x200b).join(NAME))}").bytes()),
    "name spaced out": ("unshown-words: pdf info", lambda: Paper().info(f"/Subject({' '.join(NAME)})").bytes()),
    "name from its end": ("unshown-words: pdf info", lambda: Paper().info(f"/Subject({NAME[::-1]})").bytes()),
}
