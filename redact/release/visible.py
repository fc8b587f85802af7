"""Text made visible: what hides or reorders other characters is shown by its code point."""

from __future__ import annotations

import unicodedata

_LATER_FORMATS = range(0x13439, 0x13440)
"""Formats that only some of the versions of Python this runs on know (Unicode 15): the same is shown by all."""


def visible(text: str) -> str:
    """The text with characters that hide or reorder others shown by code point, such as ``⟨U+202E⟩``.

    Controls, bidi and zero-width formats, private code points, noncharacters and lone surrogates are shown so; line
    and tab characters become blanks, a no-break space stays a blank of its own. What Unicode has not assigned is left
    as it is: which code points those are differs between versions of Python.
    """
    if text.isprintable():
        return text
    return "".join([_visible(character) for character in text])


def _visible(character: str) -> str:
    if character in "\t\n\r\v\f\x85\u2028\u2029":
        return " "
    code_point = ord(character)
    if (unicodedata.category(character) in {"Cc", "Cf", "Co", "Cs"} or _noncharacter(code_point)
            or code_point in _LATER_FORMATS):
        return f"⟨U+{code_point:04X}⟩"
    return character


def _noncharacter(code_point: int) -> bool:
    return 0xFDD0 <= code_point <= 0xFDEF or code_point & 0xFFFE == 0xFFFE
