"""The faces of a release, from committed blocks of at most 222 characters (made by ``tools/make_fonts.py``).

Blocks are fixed and know no document: which of them a file embeds follows from its released text alone. What a face
lacks is drawn by the next one it falls back on, down to ideographs. A character that no glyph here can draw rightly,
for want of a glyph or because its script is shaped in ways not known here, is drawn as its code point, ``⟨U+0939⟩``,
and says what it is in ActualText: never an empty box, which would look redacted.
"""

from __future__ import annotations

import codecs
import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any, Literal, cast

from redact.release.pdf.shaping import Joining
from redact.release.visible import visible

FaceName = Literal["serif", "sans", "bold", "mono", "rest", "han"]
DATA = Path(__file__).resolve().parent / "data"
_FALLBACK: dict[FaceName, FaceName] = {"serif": "sans", "bold": "sans", "mono": "sans", "sans": "rest", "rest": "han"}
_CACHED_WORDS = 100_000
_CACHED_LENGTH = 40
"""Words longer than this (characters) are measured each time rather than kept."""


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """One embeddable block: ``resource`` is its name in a page's resources, ``encoding`` the character of each code,
    U+0000 for none, ``widths`` those of its glyphs in font units."""

    resource: str
    face: FaceName
    index: int
    encoding: str
    widths: tuple[int, ...]
    length: int
    program: tuple[int, int]
    unicode_map: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Metrics:
    """What a font descriptor says of a face; ``em`` in font units, the rest in thousandths of an em."""

    name: str
    em: int
    flags: int
    stem: int
    bbox: tuple[int, int, int, int]
    ascent: int
    descent: int
    cap_height: int


class _Advances(dict[str, float]):
    """How far each character moves on, in units of one face; what that face lacks is asked of its fallback."""

    def __init__(self, face: Face):
        super().__init__()
        self._face = face

    def __missing__(self, character: str) -> float:
        behind = self._face.backup
        if behind is None:
            raise ValueError(f"no glyph for U+{ord(character):04X}")
        found = self[character] = behind.advances[character] * (self._face.em / behind.em)
        return found


class Face:
    """A face: how wide its words are, and by which codes of which block they are drawn.

    Every face draws the same characters in the end; for any other it raises ValueError.
    """

    def __init__(self, name: FaceName):
        stored = json.loads((DATA / "fonts" / f"{name}.json").read_text(encoding="ascii"))
        self.name = name
        self.metrics = _metrics(stored["face"])
        self.em = self.metrics.em
        self.blocks = tuple(_block(name, index, entry) for index, entry in enumerate(stored["blocks"]))
        self.joining = Joining.of(stored) if "forms" in stored else None
        self.advances: dict[str, float] = _Advances(self)
        self._home: dict[str, tuple[Block, str]] = {}
        for block in self.blocks:
            for code, character in enumerate(block.encoding):
                if character != "\0" and (character != " " or block.index == 0):
                    self.advances[character] = block.widths[code]
                    self._home[character] = (block, chr(code))
        self._common = codecs.charmap_build(self.blocks[0].encoding.replace("\0", "\ufffe"))
        self._words: dict[str, float] = {}

    @cached_property
    def binary(self) -> bytes:
        """The compressed programs and maps of all blocks, one after the other."""
        return (DATA / "fonts" / f"{self.name}.bin").read_bytes()

    @property
    def backup(self) -> Face | None:
        """The face that draws what this one lacks."""
        behind = _FALLBACK.get(self.name)
        return face(behind) if behind else None

    def home(self, glyph: str) -> tuple[Block, str] | None:
        """The block and the code by which a glyph is drawn, here or further back."""
        found = self._home.get(glyph)
        if found is None and (behind := self.backup) is not None:
            found = behind.home(glyph)
            if found is not None:
                self._home[glyph] = found
        return found

    def width(self, word: str) -> float:
        """The width of drawable text in font units (``em`` of them make the font size), its letters joined."""
        known = self._words.get(word)
        if known is not None:
            return known
        advances = self.advances
        measured = sum([advances[glyph] for glyph in (word if word.isascii() else shaped(word))])
        if len(word) <= _CACHED_LENGTH:
            if len(self._words) >= _CACHED_WORDS:
                self._words.clear()
            self._words[word] = measured
        return measured

    def encode(self, text: str) -> list[tuple[Block, str]]:
        """The text as runs of codes, each a string of characters below U+0100, escaped for a PDF string."""
        try:
            codes, _ = codecs.charmap_encode(text, "strict", self._common)
        except UnicodeEncodeError:
            return list(self._runs(text))
        return [(self.blocks[0], escaped(codes.decode("latin-1")))]

    def _runs(self, text: str) -> Iterator[tuple[Block, str]]:
        run: Block | None = None
        codes: list[str] = []
        for character in text:
            if character == " " and run is not None and run.face == self.name:
                codes.append(" ")
                continue
            found = self.home(character)
            if found is None:
                raise ValueError(f"no glyph for U+{ord(character):04X}")
            if run is not found[0]:
                if run is not None:
                    yield run, escaped("".join(codes))
                run, codes = found[0], []
            codes.append(found[1])
        if run is not None:
            yield run, escaped("".join(codes))


@cache
def face(name: FaceName) -> Face:
    """The face of that name, read once a process."""
    return Face(name)


@cache
def joining() -> Joining:
    """How Arabic letters join."""
    found = face("rest").joining
    assert found is not None, "the fonts come without their tables"
    return found


def shaped(word: str) -> str:
    """The glyphs of a word in the order of its letters, as the codes under which the fonts hold them."""
    return joining().shape(word) if _beyond_latin(word) else word


def _beyond_latin(text: str) -> bool:
    return not text.isascii() and max(text) >= "\u0590"


@cache
def _glyphs_alone() -> frozenset[str]:
    return joining().glyphs


_covered: set[str] = set()
"""Characters found to be drawn so far, so that most texts are looked through at once."""


def covers(character: str) -> bool:
    """True if the fonts draw the character, and draw it rightly."""
    if character in _covered:
        return True
    if face("sans").home(character) is None or (character >= "\u0590" and character in _glyphs_alone()):
        return False
    _covered.add(character)
    return True


def segments(text: str) -> list[tuple[str, str]]:
    """The text cut into what is drawn as itself, ``(text, "")``, and what is not, ``(token, character)``."""
    if text.isascii() and text.isprintable():
        return [(text, "")] if text else []
    if _covered.issuperset(text):
        return [(text, "")]
    cut: list[tuple[str, str]] = []
    start = 0
    for position, character in enumerate(text):
        if not covers(character):
            if start < position:
                cut.append((text[start:position], ""))
            token = f"⟨U+{ord(character):04X}⟩"
            # A character that hides or reorders others must not come back by way of ActualText.
            cut.append((token, character if visible(character) == character else token))
            start = position + 1
    if start < len(text):
        cut.append((text[start:], ""))
    return cut


def drawn(text: str) -> str:
    """The characters by which a text is drawn."""
    return "".join(part for part, _ in segments(text))


def escaped(codes: str) -> str:
    """Codes as they stand in a PDF string between parentheses."""
    if "\\" in codes:
        codes = codes.replace("\\", "\\\\")
    if "(" in codes or ")" in codes:
        codes = codes.replace("(", "\\(").replace(")", "\\)")
    return codes


def _metrics(stored: dict[str, Any]) -> Metrics:
    return Metrics(stored["name"], stored["em"], stored["flags"], stored["stem"],
                   cast(tuple[int, int, int, int], tuple(stored["bbox"])), stored["ascent"], stored["descent"],
                   stored["cap_height"])


def _block(name: FaceName, index: int, entry: dict[str, Any]) -> Block:
    before, after = "\0" * entry["first"], "\0" * (256 - entry["first"] - len(entry["encoding"]))
    return Block(f"{name.capitalize()}{index}", name, index, before + entry["encoding"] + after,
                 (*map(ord, before), *entry["widths"], *map(ord, after)), entry["length"],
                 cast(tuple[int, int], tuple(entry["program"])), cast(tuple[int, int], tuple(entry["unicode"])))
