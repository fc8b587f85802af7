"""Cutting a font into blocks: sets of at most 222 characters under a one-byte code, each a font program of its own.

Used by ``make_fonts.py`` alone.
"""

from __future__ import annotations

import copy
import io
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from fontTools import subset  # type: ignore[import-untyped]
from fontTools.ttLib.tables._c_m_a_p import CmapSubtable  # type: ignore[import-untyped]

COMMON = ("".join(chr(code) for code in (*range(0x20, 0x7F), *range(0xA0, 0xAD), *range(0xAE, 0x100)))
          + "–—―‐‑‒‘’‚“”„†‡•…‰‹›€™ŒœŠšŸŽžƒ−⟨⟩⁰⁴⁵⁶⁷⁸⁹⅓⅔⅛⅜⅝⅞№≈≠≤≥√←↑→↓■□●○✓")
GROUPS: tuple[tuple[tuple[int, int], ...], ...] = (
    ((0x0100, 0x036F), (0x1D00, 0x1EFF), (0x2C60, 0x2C7F), (0xA700, 0xA7FF), (0xFB00, 0xFB06)),
    ((0x0400, 0x052F), (0x1C80, 0x1C8F), (0x2DE0, 0x2DFF), (0xA640, 0xA69F)),
    ((0x0370, 0x03FF), (0x1F00, 0x1FFF)),
    ((0x0590, 0x05FF),),
    ((0x0600, 0x06FF), (0xFB50, 0xFDFF), (0xFE70, 0xFEFF), (0xE000, 0xE0FF)),
    ((0x2000, 0x27FF), (0x2900, 0x2BFF)),
    ((0x0000, 0x10FFFF),),
)
"""Ranges that share blocks: Latin and its accents, Cyrillic, Greek, Hebrew, Arabic, symbols, and whatever is left."""
CODES = [code for code in (*range(0x7F, 0x100), *range(0x21, 0x7F), *range(0x01, 0x20)) if code not in (9, 10, 12, 13)]
"""Character codes in the order in which a block uses them; line ends and tabs stay out of the page streams."""
LARGEST = 222
IDEOGRAPHS = 96
"""Ideographs in a block: few, since a name of three draws on as many blocks."""
_DROPPED = ("OS/2", "GSUB", "GPOS", "GDEF", "kern", "FFTM", "gasp", "post", "STAT", "HVAR", "MVAR", "avar", "DSIG",
            "vhea", "vmtx", "BASE", "meta")


def blocks(characters: Sequence[str]) -> Iterator[str]:
    """The blocks of a face as strings of 256 characters, one a code, U+0000 where a code is unused."""
    held = set(characters)
    blank = " " in held
    if blank:
        yield encoding([character for character in COMMON if character in held], ascii_in_place=True)
    placed = set(COMMON) if blank else set()
    for ranges in GROUPS:
        members = [character for low, high in ranges for character in characters
                   if low <= ord(character) <= high and character not in placed]
        placed.update(members)
        yield from _cut(members, LARGEST, blank=blank)


def ideograph_blocks(characters: Sequence[str]) -> Iterator[str]:
    """Blocks of ideographs, those of everyday use first, so that a text draws on few."""
    yield from _cut(sorted(characters, key=_rank), IDEOGRAPHS)


def _rank(character: str) -> tuple[int, int]:
    """0 for what is no Han, then by how soon the old standards of China, Japan and Taiwan list a character: their
    first levels are the everyday ones."""
    if not 0x3400 <= ord(character) <= 0x9FFF:
        return 0, ord(character)
    for name, level_two, rank in (("gb2312", 0xD8, 1), ("euc_jp", 0xD0, 2), ("big5", 0xC9, 3)):
        try:
            coded = character.encode(name)
        except UnicodeEncodeError:
            continue
        if len(coded) == 2 and coded[0] < level_two:
            return rank, int.from_bytes(coded, "big")
    return 4, ord(character)


def _cut(members: Sequence[str], size: int, *, blank: bool = False) -> Iterator[str]:
    for start in range(0, len(members), size):
        yield encoding(members[start:start + size], blank=blank)


def encoding(members: Sequence[str], *, ascii_in_place: bool = False, blank: bool = False) -> str:
    """One block: the blank at its own code if asked for, ASCII too, the rest in the order of CODES."""
    table = ["\0"] * 256
    table[32] = " " if blank else "\0"
    if ascii_in_place:
        for character in [one for one in members if one.isascii()]:
            table[ord(character)] = character
        members = [one for one in members if not one.isascii()]
    free = iter(code for code in CODES if table[code] == "\0")
    for character in members:
        table[next(free)] = character
    return "".join(table)


def program(font: Any, table: str) -> bytes:
    """A TrueType program with the glyphs of one block, without hints, under a one-byte symbolic encoding."""
    options = subset.Options(hinting=False, layout_features=[], name_IDs=[0], name_legacy=False, notdef_outline=True,
                             glyph_names=False, legacy_cmap=True, symbol_cmap=True, recalc_timestamp=False)
    options.drop_tables += _DROPPED
    cut = copy.deepcopy(font)
    names = cut.getBestCmap()
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=[ord(character) for character in table if character != "\0"])
    cutter.subset(cut)
    coded = CmapSubtable.newSubtable(6)
    coded.platformID, coded.platEncID, coded.language = 1, 0, 0
    coded.cmap = {code: names[ord(character)] for code, character in enumerate(table) if character != "\0"}
    cut["cmap"].tables = [coded]
    out = io.BytesIO()
    cut.save(out)
    return out.getvalue()


def unicode_map(table: str, reads: Callable[[str], str]) -> bytes:
    """The ToUnicode CMap of a block: used codes only, at most 100 a group (ISO 32000-1 9.10.3)."""
    pairs = [f"<{code:02X}> <{reads(character).encode('utf-16-be').hex().upper()}>"
             for code, character in enumerate(table) if character != "\0"]
    lines = ["/CIDInit /ProcSet findresource begin", "12 dict begin", "begincmap",
             "/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def",
             "/CMapName /Adobe-Identity-UCS def", "/CMapType 2 def",
             "1 begincodespacerange", "<00> <FF>", "endcodespacerange"]
    for start in range(0, len(pairs), 100):
        group = pairs[start:start + 100]
        lines += [f"{len(group)} beginbfchar", *group, "endbfchar"]
    return "\n".join([*lines, "endcmap", "CMapName currentdict /CMap defineresource pop", "end", "end"]).encode()


def centre(font: Any, character: str) -> int:
    """The middle of a glyph between its outermost points, in font units."""
    glyph = font["glyf"][font.getBestCmap()[ord(character)]]
    return round((glyph.xMin + glyph.xMax) / 2) if glyph.numberOfContours else 0
