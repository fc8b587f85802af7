"""Make the committed font blocks and colour profile of the PDF renderer from free fonts.

    pip install fontpkg-source-serif-4 fontpkg-source-sans-3 fontpkg-source-code-pro
    apt-get install fonts-dejavu-core fonts-droid-fallback
    python tools/make_fonts.py --fonts FOLDER [FOLDER ...]

A release embeds only whole blocks: fixed sets of characters, cut long before any document is seen. So the fonts of a
release tell which blocks its released text needs and nothing more, and no compression happens when a release is made.
Everything written is compressed here, once; ``redact/release/pdf/data`` is committed. Needs fontTools and Pillow.

The text faces are instances of Adobe's Source family under names of their own, since the Open Font License reserves
"Source" for the original; what they lack is taken from DejaVu Sans, and ideographs from Droid Sans Fallback.
"""

from __future__ import annotations

import argparse
import copy
import json
import sys
import unicodedata
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fontTools.ttLib import TTFont  # type: ignore[import-untyped]
from fontTools.varLib.instancer import instantiateVariableFont  # type: ignore[import-untyped]

PROJECT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(PROJECT), str(PROJECT / "tools")]

from font_blocks import blocks, centre, ideograph_blocks, program, unicode_map  # noqa: E402
from font_scripts import ARABIC_FORMS, ARABIC_LIGATURES, drawable, is_ideograph, reads  # noqa: E402

from redact.release.pdf.shaping import MIRRORED  # noqa: E402

DATA = PROJECT / "redact" / "release" / "pdf" / "data"


@dataclass(frozen=True)
class Source:
    """Where a face comes from: its file, the name it is embedded under, and where on the axes of a variable font.

    ``lean`` moves its combining marks (font units) from where anchors would take them to over the letter before.
    """

    file: str
    name: str
    axes: tuple[tuple[str, float], ...] = ()
    lean: int = 0


FACES = {
    "serif": Source("SourceSerif4[opsz,wght].ttf", "RedactSerif", (("opsz", 11.0), ("wght", 400.0)), -262),
    "sans": Source("SourceSans3[wght].ttf", "RedactSans", (("wght", 400.0),), -250),
    "bold": Source("SourceSans3[wght].ttf", "RedactSans-Semibold", (("wght", 620.0),), -262),
    "mono": Source("SourceCodePro[wght].ttf", "RedactMono", (("wght", 400.0),), -600),
    "rest": Source("DejaVuSans.ttf", "DejaVuSans"),
    "han": Source("DroidSansFallback.ttf", "DroidSansFallback"),
}
SHAPED = frozenset("".join(form for table in (ARABIC_FORMS, ARABIC_LIGATURES) for forms in table.values()
                           for form in forms)) | frozenset(MIRRORED.values())
"""What the fonts hold for letters that join and brackets that turn, besides characters of texts."""


def load(folders: Sequence[Path], source: Source) -> Any:
    """The font of a face, made one of fixed weight and size where it is variable."""
    found = sorted(path for folder in folders for path in folder.rglob("*.ttf") if path.name == source.file)
    if not found:
        raise SystemExit(f"{source.file} is in none of the folders")
    font = TTFont(found[0], recalcTimestamp=False)
    if source.name == "DejaVuSans":
        mirror(font)
    font = instantiateVariableFont(font, dict(source.axes)) if source.axes else font
    if source.lean:
        lean(font, source.lean)
    return font


def lean(font: Any, shift: int) -> None:
    """Set combining marks back over the letter before, and let them take no room: no anchors are read here.

    They are copied first, for letters with accents, and the letter i, are composed of the same glyphs.
    """
    glyphs, cmap = font["glyf"], font.getBestCmap()
    for code, name in [(code, name) for code, name in cmap.items() if unicodedata.category(chr(code)) == "Mn"]:
        glyph = copy.deepcopy(glyphs[name])
        if glyph.isComposite():
            for component in glyph.components:
                component.x += shift
        elif glyph.numberOfContours:
            glyph.coordinates.translate((shift, 0))
        glyphs[f"{name}.lean"] = glyph
        glyph.recalcBounds(glyphs)
        font["hmtx"][f"{name}.lean"] = (0, glyph.xMin if glyph.numberOfContours else 0)
        for table in font["cmap"].tables:
            if table.isUnicode():
                table.cmap[code] = f"{name}.lean"
    font.setGlyphOrder(glyphs.glyphOrder)


def mirror(font: Any) -> None:
    """Give each mirrored character's private code the glyph of its mirror image, the neighbour in its pair."""
    characters = list(MIRRORED)
    names = font.getBestCmap()
    for place, character in enumerate(characters):
        image = names[ord(characters[place ^ 1])]
        for table in font["cmap"].tables:
            if table.isUnicode():
                table.cmap[ord(MIRRORED[character])] = image


def characters(name: str, font: Any, taken: frozenset[str]) -> list[str]:
    """What a face draws: of the two faces that others fall back on, only what those have not."""
    held = [chr(code) for code in sorted(font.getBestCmap())]
    if name == "han":
        return [character for character in held if is_ideograph(character) and character not in taken]
    if name == "rest":
        return [character for character in held if character not in taken
                and (character in SHAPED or drawable(character, right_to_left=True))]
    return [character for character in held if drawable(character)]


def metrics(font: Any, name: str) -> dict[str, Any]:
    """What a font descriptor says of the face, in thousandths of an em (ISO 32000-1 table 122)."""
    em = font["head"].unitsPerEm
    scale = 1000 / em
    head, os2, cmap = font["head"], font["OS/2"], font.getBestCmap()
    tall = cmap.get(ord("H")) or cmap[0x4E00]
    return {
        "name": name, "version": font["name"].getDebugName(5), "em": em,
        "flags": 5 if font["post"].isFixedPitch else 4, "stem": 140 if os2.usWeightClass >= 600 else 80,
        "bbox": [round(value * scale) for value in (head.xMin, head.yMin, head.xMax, head.yMax)],
        "ascent": round(font["hhea"].ascent * scale), "descent": round(font["hhea"].descent * scale),
        "cap_height": round(font["glyf"][tall].yMax * scale),
    }


def make_face(name: str, source: Source, font: Any, taken: frozenset[str]) -> frozenset[str]:
    """Write ``NAME.json`` (for each block its first code, the character of each code from there on, their widths in
    font units, and places) and ``NAME.bin`` (compressed programs and maps); the characters the face draws."""
    cmap, widths = font.getBestCmap(), font["hmtx"].metrics
    drawn = characters(name, font, taken)
    described, stored = [], bytearray()
    for table in ideograph_blocks(drawn) if name == "han" else blocks(drawn):
        written = program(font, table)
        used = table.strip("\0")
        entry: dict[str, Any] = {
            "first": len(table) - len(table.lstrip("\0")), "encoding": used, "length": len(written),
            "widths": [widths[cmap[ord(character)]][0] if character != "\0" else 0 for character in used]}
        for key, content in (("program", written), ("unicode", unicode_map(table, reads))):
            compressed = zlib.compress(content, 9)
            entry[key] = [len(stored), len(compressed)]
            stored += compressed
        described.append(entry)
    about: dict[str, Any] = {"face": metrics(font, source.name)}
    if name == "rest":
        about |= scripts(font, drawn)
    write(DATA / "fonts" / f"{name}.json", about, described)
    (DATA / "fonts" / f"{name}.bin").write_bytes(stored)
    print(f"{name}: {len(described)} blocks, {len(drawn)} characters, {len(stored)} bytes")
    return frozenset(drawn)


def scripts(font: Any, drawn: Sequence[str]) -> dict[str, Any]:
    """What drawing from right to left needs: letters with their joined forms, ligatures, and the middles of the marks
    that stand above or below a letter (font units)."""
    held = set(drawn)
    marks = [one for one in drawn if unicodedata.category(one) == "Mn" and 0x590 <= ord(one) <= 0x6FF]
    return {"forms": {letter: "".join(forms) for letter, forms in ARABIC_FORMS.items()
                      if {letter, *forms} - {"\0"} <= held},
            "ligatures": {pair: "".join(forms) for pair, forms in ARABIC_LIGATURES.items() if set(forms) <= held},
            "centres": {mark: centre(font, mark) for mark in marks}}


def write(path: Path, about: dict[str, Any], entries: Sequence[dict[str, Any]]) -> None:
    """A JSON object with one block a line."""
    head = json.dumps(about, ensure_ascii=True, separators=(",", ":"))[1:-1]
    lines = ",\n".join(json.dumps(entry, ensure_ascii=True, separators=(",", ":")) for entry in entries)
    path.write_text(f'{{{head},\n"blocks":[\n{lines}\n]}}\n', encoding="ascii")


def make_profile() -> None:
    """Write ``srgb.icc.z``: the sRGB profile of Little CMS with its date fixed and its id blanked."""
    from PIL import ImageCms

    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    profile[24:36] = bytes([7, 224, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0])
    profile[84:100] = bytes(16)
    (DATA / "srgb.icc.z").write_bytes(zlib.compress(bytes(profile), 9))
    print(f"profile: {len(profile)} bytes")


def main() -> None:
    """Make every block of every face, and the profile. The fonts' licences stand beside them and are kept by hand."""
    parser = argparse.ArgumentParser(description="Make the font blocks of the PDF renderer.")
    parser.add_argument("--fonts", type=Path, nargs="+", default=[Path("/usr/share/fonts")])
    options = parser.parse_args()
    (DATA / "fonts").mkdir(parents=True, exist_ok=True)
    sans: frozenset[str] = frozenset()
    rest: frozenset[str] = frozenset()
    for name, source in FACES.items():
        drawn = make_face(name, source, load(options.fonts, source), sans | rest)
        sans = drawn if name == "sans" else sans
        rest = drawn if name == "rest" else rest
    make_profile()


if __name__ == "__main__":
    main()
