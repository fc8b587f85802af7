"""Make the committed font blocks and colour profile of the PDF renderer from DejaVu fonts on this machine.

    python tools/make_fonts.py --fonts /usr/share/fonts/truetype/dejavu --licence …/LICENSE

A release embeds only whole blocks: fixed sets of at most 222 characters, cut long before any document is seen. So the
fonts of a release tell which blocks its released text needs and nothing more, and no compression happens when a release
is made. Everything written is compressed here, once; ``redact/release/pdf/data`` is committed. Needs fontTools, Pillow.
"""

from __future__ import annotations

import argparse
import io
import json
import unicodedata
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from fontTools import subset  # type: ignore[import-untyped]
from fontTools import unicodedata as scripts
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]
from fontTools.ttLib.tables._c_m_a_p import CmapSubtable  # type: ignore[import-untyped]

DATA = Path(__file__).resolve().parent.parent / "redact" / "release" / "pdf" / "data"
FACES = {"sans": "DejaVuSans.ttf", "bold": "DejaVuSans-Bold.ttf", "mono": "DejaVuSansMono.ttf"}

COMMON = ("".join(chr(code) for code in (*range(0x20, 0x7F), *range(0xA0, 0xAD), *range(0xAE, 0x100)))
          + "–—―‐‑‒‘’‚“”„†‡•…‰‹›€™ŒœŠšŸŽžƒ−⟨⟩⁰⁴⁵⁶⁷⁸⁹⅓⅔⅛⅜⅝⅞№≈≠≤≥√←↑→↓■□●○✓")
GROUPS: tuple[tuple[tuple[int, int], ...], ...] = (
    ((0x0100, 0x036F), (0x1D00, 0x1EFF), (0x2C60, 0x2C7F), (0xA700, 0xA7FF), (0xFB00, 0xFB06)),
    ((0x0400, 0x052F), (0x1C80, 0x1C8F), (0x2DE0, 0x2DFF), (0xA640, 0xA69F)),
    ((0x0370, 0x03FF), (0x1F00, 0x1FFF)),
    ((0x2000, 0x27FF), (0x2900, 0x2BFF)),
    ((0x0000, 0x10FFFF),),
)
"""Ranges that share blocks: Latin and its accents, Cyrillic, Greek, symbols, and whatever is left."""
SCRIPTS = frozenset({"Latn", "Grek", "Cyrl", "Armn", "Geor", "Copt", "Cans", "Tfng", "Ogam", "Runr", "Goth", "Lisu",
                     "Brai", "Zyyy", "Zinh"})
"""Scripts that read left to right and need no shaping (ISO 15924 codes; Unicode Standard Annex 24)."""
IGNORABLE = frozenset([0x034F, *range(0xFE00, 0xFE10)])
"""Marks that are drawn as nothing (Unicode property Default_Ignorable_Code_Point): never given a glyph here."""
CODES = [code for code in (*range(0x7F, 0x100), *range(0x21, 0x7F), *range(0x01, 0x20)) if code not in (9, 10, 12, 13)]
"""Character codes in the order in which a block uses them; line ends and tabs stay out of the page streams."""


def drawable(character: str) -> bool:
    """True for characters that one glyph after the other, left to right, draws rightly."""
    return (unicodedata.category(character) not in {"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"}
            and unicodedata.bidirectional(character) not in {"R", "AL", "AN"}
            and scripts.script(character) in SCRIPTS and ord(character) not in IGNORABLE)


def blocks(characters: Sequence[str]) -> Iterator[str]:
    """The blocks of a face as strings of 256 characters, one a code, U+0000 where a code is unused."""
    yield encoding([character for character in COMMON if character in set(characters)], ascii_in_place=True)
    placed = set(COMMON)
    for ranges in GROUPS:
        members = [character for low, high in ranges for character in characters
                   if low <= ord(character) <= high and character not in placed]
        placed.update(members)
        for start in range(0, len(members), 222):
            yield encoding(members[start:start + 222])


def encoding(members: Sequence[str], *, ascii_in_place: bool = False) -> str:
    """One block: the blank at its own code, ASCII too if asked for, the rest in the order of CODES."""
    table = ["\0"] * 256
    table[32] = " "
    rest = [character for character in members if character != " "]
    if ascii_in_place:
        for character in [one for one in rest if one.isascii()]:
            table[ord(character)] = character
        rest = [one for one in rest if not one.isascii()]
    free = iter(code for code in CODES if table[code] == "\0")
    for character in rest:
        table[next(free)] = character
    return "".join(table)


def program(path: Path, table: str) -> bytes:
    """A TrueType program with the glyphs of one block, without hints, under a one-byte symbolic encoding."""
    options = subset.Options(hinting=False, layout_features=[], name_IDs=[0], name_legacy=False, notdef_outline=True,
                             glyph_names=False, legacy_cmap=True, symbol_cmap=True, recalc_timestamp=False)
    options.drop_tables += ["OS/2", "GSUB", "GPOS", "GDEF", "kern", "FFTM", "gasp", "post"]
    font = TTFont(path, recalcTimestamp=False)
    names = font.getBestCmap()
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=[ord(character) for character in table if character != "\0"])
    cutter.subset(font)
    encoded = CmapSubtable.newSubtable(6)
    encoded.platformID, encoded.platEncID, encoded.language = 1, 0, 0
    encoded.cmap = {code: names[ord(character)] for code, character in enumerate(table) if character != "\0"}
    font["cmap"].tables = [encoded]
    out = io.BytesIO()
    font.save(out)
    return out.getvalue()


def unicode_map(table: str) -> bytes:
    """The ToUnicode CMap of a block: used codes only, at most 100 a group (ISO 32000-1 9.10.3)."""
    pairs = [f"<{code:02X}> <{character.encode('utf-16-be').hex().upper()}>"
             for code, character in enumerate(table) if character != "\0"]
    lines = ["/CIDInit /ProcSet findresource begin", "12 dict begin", "begincmap",
             "/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def",
             "/CMapName /Adobe-Identity-UCS def", "/CMapType 2 def",
             "1 begincodespacerange", "<00> <FF>", "endcodespacerange"]
    for start in range(0, len(pairs), 100):
        group = pairs[start:start + 100]
        lines += [f"{len(group)} beginbfchar", *group, "endbfchar"]
    return "\n".join([*lines, "endcmap", "CMapName currentdict /CMap defineresource pop", "end", "end"]).encode()


def metrics(font: TTFont) -> dict[str, Any]:
    """What a font descriptor says of the face, in thousandths of an em (ISO 32000-1 table 122)."""
    em = font["head"].unitsPerEm
    scale = 1000 / em
    head, os2 = font["head"], font["OS/2"]
    fixed = bool(font["post"].isFixedPitch)
    return {
        "name": font["name"].getDebugName(6), "version": font["name"].getDebugName(5), "em": em,
        "flags": 5 if fixed else 4, "stem": 140 if os2.usWeightClass >= 600 else 80,
        "bbox": [round(value * scale) for value in (head.xMin, head.yMin, head.xMax, head.yMax)],
        "ascent": round(font["hhea"].ascent * scale), "descent": round(font["hhea"].descent * scale),
        "cap_height": round(font["glyf"][font.getBestCmap()[ord("H")]].yMax * scale),
    }


def make_face(name: str, path: Path) -> None:
    """Write ``NAME.json`` (encodings, widths in font units, places) and ``NAME.bin`` (compressed programs and maps)."""
    font = TTFont(path)
    cmap, widths = font.getBestCmap(), font["hmtx"].metrics
    described, stored = [], bytearray()
    for table in blocks([chr(code) for code in sorted(cmap) if drawable(chr(code))]):
        source = program(path, table)
        entry: dict[str, Any] = {
            "encoding": table, "length": len(source),
            "widths": [widths[cmap[ord(character)]][0] if character != "\0" else 0 for character in table],
        }
        for key, content in (("program", source), ("unicode", unicode_map(table))):
            compressed = zlib.compress(content, 9)
            entry[key] = [len(stored), len(compressed)]
            stored += compressed
        described.append(entry)
    lines = ",\n".join(json.dumps(entry, ensure_ascii=True, separators=(",", ":")) for entry in described)
    head = json.dumps(metrics(font), ensure_ascii=True)
    (DATA / "fonts" / f"{name}.json").write_text(f'{{"face": {head},\n"blocks": [\n{lines}\n]}}\n', encoding="ascii")
    (DATA / "fonts" / f"{name}.bin").write_bytes(stored)
    print(f"{name}: {len(described)} blocks, {len(stored)} bytes")


def make_profile() -> None:
    """Write ``srgb.icc.z``: the sRGB profile of Little CMS with its date fixed and its id blanked."""
    from PIL import ImageCms

    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    profile[24:36] = bytes([7, 224, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0])
    profile[84:100] = bytes(16)
    (DATA / "srgb.icc.z").write_bytes(zlib.compress(bytes(profile), 9))
    print(f"profile: {len(profile)} bytes")


def main() -> None:
    """Make every block of every face, the profile, and put the fonts' licence beside them."""
    parser = argparse.ArgumentParser(description="Make the font blocks of the PDF renderer.")
    parser.add_argument("--fonts", type=Path, default=Path("/usr/share/fonts/truetype/dejavu"))
    parser.add_argument("--licence", type=Path, default=Path("/usr/share/doc/fonts-dejavu-core/copyright"))
    options = parser.parse_args()
    (DATA / "fonts").mkdir(parents=True, exist_ok=True)
    for name, file in FACES.items():
        make_face(name, options.fonts / file)
    make_profile()
    (DATA / "fonts" / "LICENCE.txt").write_bytes(options.licence.read_bytes())


if __name__ == "__main__":
    main()
