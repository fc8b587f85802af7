"""The three faces of a release, from committed blocks of at most 222 characters (made by ``tools/make_fonts.py``).

Blocks are fixed and know no document: which of them a file embeds follows from its released text alone. A character
that no glyph here can draw rightly, for want of a glyph or because its script is shaped or runs from right to left, is
drawn as its code point, ``⟨U+4E2D⟩``, and says what it is in ActualText: never an empty box, which would look redacted.
"""

from __future__ import annotations

import codecs
import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any, Literal, cast

from redact.release.page import visible

FaceName = Literal["sans", "bold", "mono"]
DATA = Path(__file__).resolve().parent / "data"
_CACHED_WORDS = 100_000
_CACHED_LENGTH = 40
"""Words longer than this (characters) are measured each time rather than kept."""


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """One embeddable block: ``resource`` is its name in a page's resources, ``encoding`` the character of each code."""

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


class Face:
    """A face: how wide its words are, and by which codes of which block they are drawn.

    Characters that the face lacks are taken from ``backup``; every face draws the same characters in the end.
    """

    def __init__(self, name: FaceName, backup: Face | None = None):
        stored = json.loads((DATA / "fonts" / f"{name}.json").read_text(encoding="ascii"))
        self.name = name
        self.metrics = _metrics(stored["face"])
        self.em = self.metrics.em
        self.blocks = tuple(_block(name, index, entry) for index, entry in enumerate(stored["blocks"]))
        self.advances: dict[str, int] = dict(backup.advances) if backup else {}
        self._home: dict[str, tuple[Block, str]] = dict(backup._home) if backup else {}
        for block in self.blocks:
            for code, character in enumerate(block.encoding):
                if character != "\0" and (character != " " or block.index == 0):
                    self.advances[character] = block.widths[code]
                    self._home[character] = (block, chr(code))
        self._common = codecs.charmap_build(self.blocks[0].encoding.replace("\0", "\ufffe"))
        self._words: dict[str, int] = {}

    @cached_property
    def binary(self) -> bytes:
        """The compressed programs and maps of all blocks, one after the other."""
        return (DATA / "fonts" / f"{self.name}.bin").read_bytes()

    def covers(self, character: str) -> bool:
        return character in self._home

    def width(self, word: str) -> int:
        """The width of drawable text in font units (``em`` of them make the font size)."""
        known = self._words.get(word)
        if known is not None:
            return known
        advances = self.advances
        measured = sum([advances[character] for character in word])
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
        return [(self.blocks[0], _escaped(codes.decode("latin-1")))]

    def _runs(self, text: str) -> Iterator[tuple[Block, str]]:
        block, codes = self._home[text[0]][0], list[str]()
        for character in text:
            home, code = self._home[character]
            if home is not block and character != " ":
                if codes:
                    yield block, _escaped("".join(codes))
                block, codes = home, []
            codes.append(code)
        yield block, _escaped("".join(codes))


@cache
def face(name: FaceName) -> Face:
    """The face of that name, read once a process."""
    return Face(name) if name == "sans" else Face(name, backup=face("sans"))


def segments(text: str) -> list[tuple[str, str]]:
    """The text cut into what is drawn as itself, ``(text, "")``, and what is not, ``(token, character)``."""
    if text.isascii() and text.isprintable():
        return [(text, "")] if text else []
    covers = face("sans").covers
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


def _escaped(codes: str) -> str:
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
    return Block(f"{name.capitalize()}{index}", name, index, entry["encoding"], tuple(entry["widths"]),
                 entry["length"], cast(tuple[int, int], tuple(entry["program"])),
                 cast(tuple[int, int], tuple(entry["unicode"])))
