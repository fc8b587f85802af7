"""Which characters a release can draw, and the joined forms of Arabic letters, from Python's Unicode data.

Used by ``make_fonts.py`` alone: what it finds is committed with the fonts, so a release never depends on which version
of Unicode a Python knows.
"""

from __future__ import annotations

import unicodedata
from typing import Final

from fontTools import unicodedata as scripts  # type: ignore[import-untyped]

from redact.release.pdf.shaping import MIRRORED

LEFT_TO_RIGHT = frozenset({"Latn", "Grek", "Cyrl", "Armn", "Geor", "Copt", "Cans", "Tfng", "Ogam", "Runr", "Goth",
                           "Lisu", "Brai", "Zyyy", "Zinh"})
"""Scripts that read left to right and need no shaping (ISO 15924 codes; Unicode Standard Annex 24)."""
IDEOGRAPHIC = frozenset({"Hani", "Hira", "Kana", "Hang", "Bopo"})
IGNORABLE = frozenset([0x034F, *range(0x115F, 0x1161), 0x3164, 0xFFA0, *range(0xFE00, 0xFE10)])
"""Characters that are drawn as nothing (Unicode property Default_Ignorable_Code_Point): never given a glyph here."""
_UNDRAWABLE = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"})
_CONJOINING = (*range(0x1100, 0x1200), *range(0xA960, 0xA980), *range(0xD7B0, 0xD800))
"""Jamo, which join into syllables: only whole syllables are drawn."""
_ORDER: Final = ("isolated", "final", "initial", "medial")


def drawable(character: str, *, right_to_left: bool = False) -> bool:
    """True for characters that one glyph each draws rightly: from left to right, and if asked for, Hebrew and those
    Arabic letters that have all their forms. Forms themselves are no text here: they are drawn for letters."""
    category, direction = unicodedata.category(character), unicodedata.bidirectional(character)
    if category in _UNDRAWABLE or ord(character) in IGNORABLE:
        return False
    script = scripts.script(character)
    if direction in {"R", "AL", "AN"} or script in {"Hebr", "Arab"}:
        return right_to_left and _right_to_left(character, script)
    return script in LEFT_TO_RIGHT


def _right_to_left(character: str, script: str) -> bool:
    if script == "Hebr":
        return 0x0590 <= ord(character) <= 0x05FF
    if not 0x0600 <= ord(character) <= 0x06FF:
        return False
    return not unicodedata.category(character).startswith("L") or character in ARABIC_FORMS


def is_ideograph(character: str) -> bool:
    """True for what the face of ideographs is for: Han, kana, Hangul syllables and the punctuation among them."""
    code = ord(character)
    if unicodedata.category(character) in _UNDRAWABLE or code in IGNORABLE or code in _CONJOINING:
        return False
    return scripts.script(character) in IDEOGRAPHIC or 0x3001 <= code <= 0x30FF or 0x3200 <= code <= 0x33FF \
        or 0xFF01 <= code <= 0xFFEE


def _decomposed(code: int) -> tuple[str, str]:
    """The kind of a presentation form and the letters it is a form of, ("", "") for any other character."""
    kind, _, letters = unicodedata.decomposition(chr(code)).partition("> ")
    name = kind.removeprefix("<")
    return (name, "".join(chr(int(part, 16)) for part in letters.split())) if name in _ORDER else ("", "")


def _forms(count: int) -> dict[str, tuple[str, ...]]:
    """Strings of that many letters with their presentation forms in the order of :data:`_ORDER`; U+0000 for none."""
    found: dict[str, dict[str, str]] = {}
    for code in (*range(0xFB50, 0xFDFE), *range(0xFE70, 0xFEFD)):
        kind, letters = _decomposed(code)
        if len(letters) == count and " " not in letters and "\u0640" not in letters:
            found.setdefault(letters, {}).setdefault(kind, chr(code))
    return {letters: tuple(kinds.get(kind, "\0") for kind in _ORDER) for letters, kinds in found.items()}


ARABIC_FORMS: Final = {letter: forms for letter, forms in _forms(1).items() if ord(letter) < 0x700}
"""Arabic letters with their isolated, final, initial and medial forms; U+0000 where a letter does not join so."""
ARABIC_LIGATURES: Final = {pair: forms[:2] for pair, forms in _forms(2).items() if pair[0] == "\u0644"
                           and pair[1] in "\u0622\u0623\u0625\u0627"}
"""Lam with alef, the ligatures that Arabic writing requires, isolated and final."""
_READS: Final = {form: letters for table in (ARABIC_FORMS, ARABIC_LIGATURES) for letters, forms in table.items()
                 for form in forms if form != "\0"} | {image: character for character, image in MIRRORED.items()}


def reads(character: str) -> str:
    """The text that a glyph stands for: for a joined form its letters, for a mirror image its character."""
    return _READS.get(character, character)
