"""Arabic letters as they join, and glyphs placed from right to left, from tables committed with the fonts."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Final

ISOLATED, FINAL, INITIAL, MEDIAL = range(4)
_LETTERS = re.compile("[\u0600-\u06ff]")
_TATWEEL = "\u0640"
MIRRORED: Final = {character: chr(0xE000 + place) for place, character in enumerate("()[]{}<>«»‹›≤≥⟨⟩")}
"""Characters with a mirror image, and the private code under which the fonts hold a glyph that shows the image and
reads as the character (Unicode Standard Annex 9, rule L4)."""
IMAGES: Final = str.maketrans(MIRRORED)


@dataclass(frozen=True, slots=True)
class Joining:
    """How letters join: ``forms`` gives the four forms of a letter, U+0000 where it has none; ``ligatures`` the
    isolated and the final form of two letters written as one; ``centres`` the middle of marks above and below a letter
    (font units)."""

    forms: dict[str, str]
    ligatures: dict[str, str]
    centres: dict[str, int]

    @classmethod
    def of(cls, stored: dict[str, Any]) -> Joining:
        return cls(stored["forms"], stored["ligatures"], stored["centres"])

    @property
    def glyphs(self) -> frozenset[str]:
        """The codes of glyphs that stand for letters and are no text themselves."""
        joined = "".join((*self.forms.values(), *self.ligatures.values()))
        return frozenset({*joined, *MIRRORED.values()} - {"\0"})

    def shape(self, text: str) -> str:
        """The text with each Arabic letter as the glyph of its joined form; other characters as they are."""
        if text.isascii() or not _LETTERS.search(text):
            return text
        letters = [place for place, character in enumerate(text) if character not in self.centres]
        glyphs = list(text)
        skipped = -1
        for number, place in enumerate(letters):
            if number == skipped:
                continue
            before = text[letters[number - 1]] if number else ""
            after = text[letters[number + 1]] if number + 1 < len(letters) else ""
            final = self._joins_on(before) and self._joins_back(text[place])
            pair = self.ligatures.get(text[place] + after) if after and letters[number + 1] == place + 1 else None
            if pair:
                glyphs[place], glyphs[place + 1] = pair[FINAL if final else ISOLATED], ""
                skipped = number + 1
            elif text[place] in self.forms:
                initial = self._joins_on(text[place]) and self._joins_back(after)
                glyphs[place] = self._form(text[place], final, initial)
        return "".join(glyphs)

    def _form(self, letter: str, final: bool, initial: bool) -> str:
        form = self.forms[letter][MEDIAL if final and initial else INITIAL if initial else FINAL if final else ISOLATED]
        return letter if form == "\0" or not (final or initial) else form

    def _joins_on(self, letter: str) -> bool:
        """True if the letter joins the one after it."""
        return letter == _TATWEEL or (letter in self.forms and self.forms[letter][INITIAL] != "\0")

    def _joins_back(self, letter: str) -> bool:
        """True if the letter joins the one before it."""
        return letter == _TATWEEL or (letter in self.forms and self.forms[letter][FINAL] != "\0")
