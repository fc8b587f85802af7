"""What the codes of a font mean, as the file says itself: ToUnicode, an encoding, or a predefined map (9.6 to 9.10).

A second opinion beside the engine's: written from the standard, tolerant, and independent of it. A code that nothing
explains is U+FFFD.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import pikepdf

UNKNOWN = "\ufffd"
_HEX = rb"<([0-9A-Fa-f\s]*)>"
_SECTION = re.compile(rb"begin(codespacerange|bfchar|bfrange)(.*?)end\1", re.DOTALL)
_PAIR = re.compile(_HEX + rb"\s*" + _HEX)
_RANGE = re.compile(_HEX + rb"\s*" + _HEX + rb"\s*(?:" + _HEX + rb"|\[([^\]]*)\])")
_ONE = re.compile(_HEX)
_LONGEST_RANGE = 0x10000
_MOST_CODES = 200_000
_UNI_NAME = re.compile(r"uni((?:[0-9A-F]{4})+)|u([0-9A-F]{4,6})")
_CODECS = {"/WinAnsiEncoding": "cp1252", "/MacRomanEncoding": "mac_roman", "/StandardEncoding": "latin-1"}
_UNICODE_CMAP = re.compile(r"/Uni\w+-(UCS2|UTF16)")
_AVERAGE_WIDTH = 0.5


@dataclass(frozen=True, slots=True)
class Font:
    """A font as text is read with it. ``scale`` is from text space to the size of its letters; widths are in shares of
    the type size. ``encoded`` is what the encoding says of each code, ``lying`` the codes which it calls a letter where
    ToUnicode says something else: what is drawn is what the encoding names."""

    two_bytes: bool
    texts: Mapping[int, str]
    widths: Mapping[int, float]
    default_width: float = _AVERAGE_WIDTH
    type3: bool = False
    utf16: bool = False
    encoded: Mapping[int, str] = field(default_factory=dict)
    lying: frozenset[int] = frozenset()

    def lie(self, codes: bytes) -> str:
        """What the encoding says of the codes; empty where ToUnicode says the same of each."""
        if self.lying.isdisjoint(codes):
            return ""
        return "".join(self.encoded.get(code, self.texts.get(code, UNKNOWN)) for code in codes)

    def read(self, codes: bytes) -> Iterator[tuple[str, float]]:
        """Each code's text and width."""
        step = 2 if self.two_bytes else 1
        for position in range(0, len(codes), step):
            code = int.from_bytes(codes[position:position + step], "big")
            text = self.texts.get(code)
            if text is None:
                text = chr(code) if self.utf16 and not 0xD800 <= code < 0xE000 else UNKNOWN
            yield text, self.widths.get(code, self.default_width)


def read_font(font: pikepdf.Object) -> Font:
    """The font of a dictionary; whatever is malformed in it counts as not there."""
    kind = _name(font, "/Subtype")
    table = _to_unicode(font)
    if kind == "/Type0":
        encoding = _name(font, "/Encoding")
        widths, default = _cid_widths(font)
        return Font(True, table, widths, default, utf16=_UNICODE_CMAP.match(encoding) is not None)
    widths = _simple_widths(font, kind == "/Type3")
    named = _encoding(font, kind)
    lying = frozenset(code for code, text in named.items() if "/Encoding" in font and _differ(text, table.get(code)))
    return Font(False, {**named, **table}, widths, _AVERAGE_WIDTH, kind == "/Type3", encoded=named, lying=lying)


def _differ(named: str, said: str | None) -> bool:
    """True where the encoding names a letter, and ToUnicode says neither it nor letters that contain it."""
    if said is None or not named.isalnum():
        return False
    plain = unicodedata.normalize("NFKD", said).casefold()
    return unicodedata.normalize("NFKD", named).casefold()[:1] not in plain


def blank_texts(font: pikepdf.Object) -> frozenset[str]:
    """The texts without a letter that a font's ToUnicode gives for codes which draw something else, as far as the file
    tells: for more codes than any blank or stop has, or for those that the encoding calls a letter."""
    table = _to_unicode(font)
    counts = Counter(text for text in table.values() if not any(map(str.isalnum, text)))
    said = {text for text, count in counts.items() if count >= _MANY_CODES}
    if _name(font, "/Subtype") != "/Type0":
        said |= {table[code] for code in read_font(font).lying if not any(map(str.isalnum, table[code]))}
    return frozenset(said - {"\0", UNKNOWN})


_MANY_CODES = 4


def _name(holder: pikepdf.Object, key: str) -> str:
    item = holder.get(key)
    return str(item) if isinstance(item, pikepdf.Name) else ""


def _to_unicode(font: pikepdf.Object) -> dict[int, str]:
    table = font.get("/ToUnicode")
    if not isinstance(table, pikepdf.Stream):
        return {}
    try:
        return parse_cmap(bytes(table.read_bytes()))
    except pikepdf.PdfError:
        return {}


def parse_cmap(data: bytes) -> dict[int, str]:
    """A ToUnicode table: code to text; at most a fixed number of codes."""
    texts: dict[int, str] = {}
    for section in _SECTION.finditer(data):
        if section[1] == b"bfchar":
            texts.update((_number(code), _text(text)) for code, text in _PAIR.findall(section[2]))
        elif section[1] == b"bfrange":
            for first, last, text, listed in _RANGE.findall(section[2]):
                texts.update(_ranged(_number(first), _number(last), text, listed))
        if len(texts) > _MOST_CODES:
            break
    return texts


def _ranged(first: int, last: int, text: bytes, listed: bytes) -> Iterator[tuple[int, str]]:
    if listed:
        yield from ((first + step, _text(each)) for step, each in enumerate(_ONE.findall(listed)))
        return
    start = _text(text)
    for step in range(min(last - first + 1, _LONGEST_RANGE) if start else 0):
        yield first + step, start[:-1] + chr(min(ord(start[-1]) + step, 0x10FFFF))


def _number(digits: bytes) -> int:
    return int(b"".join(digits.split()) or b"0", 16)


def _text(digits: bytes) -> str:
    packed = b"".join(digits.split())
    return bytes.fromhex((packed + b"0" * (len(packed) % 2)).decode("ascii")).decode("utf-16-be", "replace")


def _encoding(font: pikepdf.Object, kind: str) -> dict[int, str]:
    """Code to text by the font's Encoding."""
    encoding = font.get("/Encoding")
    base, differences = "/StandardEncoding", None
    if isinstance(encoding, pikepdf.Name):
        base = str(encoding)
    elif isinstance(encoding, pikepdf.Dictionary):
        base = _name(encoding, "/BaseEncoding") or base
        differences = encoding.get("/Differences")
    texts = _base_encoding(base) if kind != "/Type3" else {}
    return {**texts, **_differences(differences)} if isinstance(differences, pikepdf.Array) else texts


@cache
def _base_encoding(name: str) -> dict[int, str]:
    codec = _CODECS.get(name, "latin-1")
    return {code: bytes([code]).decode(codec, "replace") for code in range(32, 256)}


def _differences(differences: pikepdf.Object) -> dict[int, str]:
    texts: dict[int, str] = {}
    code = 0
    for item in differences:
        if isinstance(item, pikepdf.Name):
            texts[code] = glyph_text(str(item)[1:])
            code += 1
        elif isinstance(item, int):
            code = int(item)
    return texts


def is_glyph_name(name: str) -> bool:
    """True for a name of the Adobe Glyph List, or made by its rules."""
    return glyph_text(name) != UNKNOWN


@cache
def _glyph_names() -> Mapping[str, int]:
    from redact.release.pdf.settings import load_reportlab

    load_reportlab()
    from reportlab.pdfbase._glyphlist import _glyphname2unicode

    names: Mapping[str, int] = _glyphname2unicode
    return names


def glyph_text(name: str) -> str:
    """The text of a glyph by its name (Adobe Glyph List)."""
    bare = name.partition(".")[0]
    known = _glyph_names().get(bare)
    if known is not None:
        return chr(known)
    found = _UNI_NAME.fullmatch(bare)
    if found is None:
        return bare if len(bare) == 1 else UNKNOWN
    digits = found[1] or found[2]
    codes = [digits[at:at + 4] for at in range(0, len(digits), 4)] if found[1] else [digits]
    return "".join(chr(min(int(code, 16), 0x10FFFF)) for code in codes)


def _simple_widths(font: pikepdf.Object, type3: bool) -> dict[int, float]:
    widths, first = font.get("/Widths"), font.get("/FirstChar", 0)
    if not isinstance(widths, pikepdf.Array) or not isinstance(first, int):
        return {}
    scale = 0.001
    matrix = font.get("/FontMatrix")
    if type3 and isinstance(matrix, pikepdf.Array) and len(matrix) == 6:
        scale = abs(_float(matrix[0]))
    return {first + step: _float(width) * scale for step, width in enumerate(widths)}


def _cid_widths(font: pikepdf.Object) -> tuple[dict[int, float], float]:
    """The widths of a composite font: the array W, in which runs and ranges alternate, and DW (9.7.4.3)."""
    descendants = font.get("/DescendantFonts")
    if not isinstance(descendants, pikepdf.Array) or not len(descendants):
        return {}, 1.0
    descendant = descendants[0]
    if not isinstance(descendant, pikepdf.Dictionary):
        return {}, 1.0
    default = _float(descendant.get("/DW", 1000)) / 1000
    items = descendant.get("/W")
    return (dict(_w_array(list(items))) if isinstance(items, pikepdf.Array) else {}), default


def _w_array(items: list[Any]) -> Iterator[tuple[int, float]]:
    position = 0
    while position + 1 < len(items):
        first, second = int(_float(items[position])), items[position + 1]
        if isinstance(second, pikepdf.Array):
            yield from ((first + step, _float(width) / 1000)
                        for step, width in enumerate(second))
            position += 2
        elif position + 2 < len(items):
            last, width = int(_float(second)), _float(items[position + 2]) / 1000
            yield from ((code, width) for code in range(first, min(last, first + _LONGEST_RANGE) + 1))
            position += 3
        else:
            return


def _float(item: Any) -> float:
    try:
        return float(item)
    except (TypeError, ValueError, ArithmeticError):
        return 0.0
