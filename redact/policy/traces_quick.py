"""A quick no: whether a short text can say anything of withheld ones at all, before their traces are worked out.

Each trace of :mod:`redact.policy.traces` leaves something that a plain look finds: a word is one of the withheld words,
a number stands as digits in a row once all else is left out, an identifier as letters and figures. Where none of a
text's words, numbers and identifiers is found so, it holds no trace. What may say something is searched in earnest.
"""

from __future__ import annotations

import string
from collections.abc import Iterable, Iterator

from redact.policy.matching_words import line_end_pattern
from redact.policy.traces import id_keys, in_ascii, number_keys, word_readings

_ALL = bytes(range(256))
_DIGITS = string.digits.encode("ascii")
_LETTERS = _DIGITS + string.ascii_lowercase.encode("ascii")
_APART = bytes([code if code in _LETTERS else ord(" ") for code in _ALL])
_NOT_DIGITS, _NOT_LETTERS = (_ALL.translate(None, kept) for kept in (_DIGITS, _LETTERS))


def _unhyphenated(text: str) -> Iterator[str]:
    """The text, and if lines end in a hyphen, without these: a word may be meant parted or joined."""
    yield text
    if "\n" in text and line_end_pattern().search(text):
        yield line_end_pattern().sub("", text)


class Haystack:
    """Withheld texts, to be asked whether another text may say anything of them. All of it is text: never print it."""

    def __init__(self, withheld: Iterable[str]):
        texts = [in_ascii(reading) for text in withheld for reading in _unhyphenated(text)]
        self._is_plain = None not in texts
        written = "\n".join([text for text in texts if text is not None]).lower().encode("ascii")
        words = set(written.translate(_APART).split())
        self._words = words | {word.rstrip(_DIGITS) for word in words if word[-1:].isdigit()}
        self._digits = written.translate(None, _NOT_DIGITS)
        self._letters = written.translate(None, _NOT_LETTERS)

    def may_hold(self, text: str) -> bool:
        """False only if no trace of the withheld texts can be found in ``text``."""
        return not self._is_plain or "@" in text or not text.isascii() or any(
            word.encode("ascii") in self._words for words in word_readings(text) for word in words) or any(
            key.encode("ascii") in self._digits for key in number_keys(text)) or any(
            key.encode("ascii") in self._letters for key in id_keys(text))
