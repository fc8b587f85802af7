"""A copy of a mark in plain capitals, with the way back to the characters as written.

Spaces of every kind become one blank, look-alike slashes and dashes become ``/`` and ``-``, invisible characters go,
full-width and look-alike letters become Latin ones (domain rule: normalise on a copy, keep offsets into the original).
"""

from __future__ import annotations

from dataclasses import dataclass

_SLASHES = "∕⁄／⧸╱⟋"
_DASHES = "‐‑‒–—―−﹣－⸺"
_QUIET = ("\u00ad\u034f\u061c\u180e\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e"
          "\u2060\u2061\u2062\u2063\u2064\u2066\u2067\u2068\u2069\ufe0e\ufe0f\ufeff")
_LOOK_ALIKES = {
    "АВЕКМНОРСТХУІЈЅԌԚԜаеорсухіјѕԛԝ": "ABEKMHOPCTXYIJSGQWAEOPCYXIJSQW",
    "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧϹοϲν": "ABEZHIKMNOPTYXCOCV",
}


def _plain() -> dict[str, str]:
    table = {**dict.fromkeys(_SLASHES, "/"), **dict.fromkeys(_DASHES, "-"), **dict.fromkeys(_QUIET, "")}
    table.update({chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F) if chr(code) not in table})
    return table


_PLAIN = _plain()
_PLAIN_SIGNS = {ord(strange): plain for strange, plain in _PLAIN.items() if plain and not plain.isalnum()}
_HOMOGLYPHS = {strange: latin for alphabet, latins in _LOOK_ALIKES.items()
               for strange, latin in zip(alphabet, latins, strict=True)}


@dataclass(frozen=True, slots=True)
class Copy:
    """``upper`` is the mark in capitals, ``cased`` the same with its letters' case as written, of equal length.

    ``faithful`` has only blanks and signs (slashes, dashes, parentheses) made plain: look-alike and full-width letters,
    invisible characters and small letters stand in it as written. ``strange`` says that such letters were replaced.
    """

    upper: str
    cased: str
    faithful: str
    strange: bool
    _origins: tuple[int, ...] | None
    _base: int

    def start(self, index: int) -> int:
        """Offset in the original text of the character at ``index``; past the last one, its end."""
        if self._origins is None:
            return self._base + index
        return self._origins[index] if index < len(self._origins) else self.end(len(self._origins))

    def end(self, index: int) -> int:
        """Offset in the original text just after the character before ``index``."""
        if index == 0:
            return self.start(0) if self.upper else self._base
        return self.start(index - 1) + 1


def normalise(text: str) -> Copy:
    """The normalised copy of ``text``, without the white space around it."""
    stripped = text.strip()
    if stripped.isascii() and "  " not in stripped and stripped.isprintable():
        return Copy(stripped.upper(), stripped, stripped, False, None, len(text) - len(text.lstrip()))
    return _normalise_slowly(text)


def _normalise_slowly(text: str) -> Copy:
    letters: list[str] = []
    origins: list[int] = []
    strange = False
    for place, letter in enumerate(text):
        if letter in _HOMOGLYPHS:
            letter, strange = _HOMOGLYPHS[letter], True
        elif letter in _PLAIN:
            letter = _PLAIN[letter]
            strange = strange or letter.isalnum()
        if letter.isspace():
            letter = " " if letters and letters[-1] != " " else ""
        if letter:
            letters.append(letter)
            origins.append(place)
    if letters and letters[-1] == " ":
        letters.pop()
        origins.pop()
    cased = "".join(letters)
    upper = "".join(letter.upper() if len(letter.upper()) == 1 else letter for letter in letters)
    return Copy(upper, cased, _faithful(text), strange, tuple(origins), 0)


def _faithful(text: str) -> str:
    return " ".join(text.translate(_PLAIN_SIGNS).split())
