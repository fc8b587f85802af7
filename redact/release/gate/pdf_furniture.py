"""What every PDF of a release holds besides its words: the vocabulary of its objects and the shipped streams."""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from redact import __version__


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


TRAILER = _words("Root Info ID Size")
CATALOG = _words("Type Pages Lang MarkInfo Metadata Outlines OutputIntents PageMode StructTreeRoot "
                    "ViewerPreferences")
INFO = _words("Title Producer Creator CreationDate ModDate")
PAGE = _words("Type Parent MediaBox Resources Contents StructParents Tabs")
PAGE_BOX = [0.0, 0.0, 612.0, 792.0]
"""The size of every page: letter paper, in points."""
VOCABULARY = TRAILER | CATALOG | INFO | PAGE | _words("""
    Catalog Page Count Kids Font Filter FlateDecode Length Length1
    StructElem S P Pg K ActualText A O Layout TextDecorationType LineThrough Scope Row Table Document H1 H2 TR TH TD
    Span MCR MCID ParentTree ParentTreeNextKey Nums Marked
    Subtype TrueType BaseFont FirstChar LastChar Widths ToUnicode FontDescriptor FontName Flags FontBBox ItalicAngle
    Ascent Descent CapHeight StemV FontFile2
    OutputIntent GTS_PDFA1 OutputConditionIdentifier Info DestOutputProfile N XML
    Encoding WinAnsiEncoding Name Type1 Helvetica F1
    First Last Next Prev Dest XYZ DisplayDocTitle UseNone UseOutlines""")
"""Every key and name of the objects of a release, but for fonts."""
FONT_NAME = re.compile(r"RED[SNBMRH][A-Z]{2}\+(?:Redact(?:Serif|Sans|Sans-Semibold|Mono)|DejaVuSans|DroidSansFallback)"
                       r"|(?:Serif|Sans|Bold|Mono|Rest|Han)\d{1,3}")
"""The name of a font block in its dictionaries, or as the resource of a page."""
_PRODUCER = f"redact {__version__}"
FIXED_STRINGS = {"Lang": {"en-US"}, "Producer": {_PRODUCER}, "Creator": {_PRODUCER},
                 "OutputConditionIdentifier": {"sRGB"}, "Info": {"sRGB"}}
"""The strings that are the same in every release, by key."""

OPERATORS = _words("q Q cm w BT ET Tf TL Td Tm Tj rg RG re f m l S BDC BMC EMC n")
"""The operators of a page: positions, fonts, colours, plain text, lines and filled boxes; no clipping, no pictures."""
MARKS = _words("Artifact P H1 H2 TH TD Span")

_DATA = Path(__file__).resolve().parent.parent / "pdf" / "data"


class FontBlock(NamedTuple):
    """A shipped font block: its program and its ToUnicode table, as compressed bytes."""

    program: bytes
    to_unicode: bytes


class FontFigures(NamedTuple):
    """The names and figures of a block's dictionaries: a hidden text would fit into them as well as into a string.
    ``resource`` is the name under which pages know the block, ``name`` that of the font."""

    resource: str
    name: str
    length: int
    widths: tuple[float, ...]
    descriptor: Mapping[str, float | list[float]]


_TAGS = {"serif": "S", "sans": "N", "bold": "B", "mono": "M", "rest": "R", "han": "H"}


@functools.cache
def font_blocks() -> Mapping[FontBlock, FontFigures]:
    """Every font block that a release may embed, with its figures; a program goes with its own table and no other."""
    blocks = {}
    for table in sorted((_DATA / "fonts").glob("*.json")):
        stored = table.with_suffix(".bin").read_bytes()
        font = json.loads(table.read_text(encoding="ascii"))
        face = font["face"]
        figures = {"Flags": face["flags"], "ItalicAngle": 0, "Ascent": face["ascent"], "Descent": face["descent"],
                   "CapHeight": face["cap_height"], "StemV": face["stem"]}
        descriptor: dict[str, float | list[float]] = {
            **{key: float(figure) for key, figure in figures.items()},
            "FontBBox": list(map(float, face["bbox"]))}
        for index, block in enumerate(font["blocks"]):
            (program, size), (unicode_map, length) = block["program"], block["unicode"]
            held = [0] * block["first"] + block["widths"]
            widths = tuple(float(f"{round(width * 1000 / face['em'], 3):g}")
                           for width in held + [0] * (256 - len(held)))
            tag = f"RED{_TAGS[table.stem]}{chr(65 + index // 26)}{chr(65 + index % 26)}"
            blocks[FontBlock(stored[program:program + size], stored[unicode_map:unicode_map + length])] = FontFigures(
                f"{table.stem.capitalize()}{index}", f"{tag}+{face['name']}", block["length"], widths, descriptor)
    return blocks


@functools.cache
def shipped_streams() -> frozenset[bytes]:
    """The stored bytes of every stream that is the same in all releases: font blocks and the colour profile."""
    profiles = {profile.read_bytes() for profile in _DATA.glob("*.icc.z")}
    return frozenset(stream for block in font_blocks() for stream in block) | profiles
