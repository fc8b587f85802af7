"""What is known to be withheld, as it is looked for in a foreign file: whole, and by its traces."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from redact.policy.matching_common import common_words
from redact.policy.traces import Traces, normalise
from redact.release.verifier.words import squeezed

_LONG = 8
"""Letters and figures from which a whole secret is found across the borders of words."""
_SHORTEST = 3
_NAME_WORDS = 3
"""Words up to which a secret is a name or a number, every part of which counts wherever it is read."""
_SPACED = re.compile(r"(?<![^\W_])(?:[^\W_][\s.,_·|*\-\u00a0\u2000-\u200b]{1,3}){2,80}[^\W_](?![^\W_])")
_BETWEEN = re.compile(r"[\W_]+")


@dataclass(frozen=True)
class Needles:
    """Everything that would give a secret away. All of it is text: never log or print one."""

    wholes: tuple[str, ...] = field(repr=False)
    traces: Traces = field(repr=False)
    brief: Traces = field(repr=False)
    letters: frozenset[str] = field(repr=False)

    @classmethod
    def of(cls, secrets: Iterable[str]) -> Needles:
        """The needles of secrets, one a text. Blank ones are left out."""
        texts = [text.strip() for text in secrets if squeezed(text)]
        brief = [text for text in texts if len(text.split()) <= _NAME_WORDS]
        wholes = dict.fromkeys(squeezed(text) for text in texts)
        return cls(tuple(whole for whole in wholes if len(whole) >= _SHORTEST), Traces.of(texts), Traces.of(brief),
                   frozenset(letter for text in texts for letter in text if letter.isalnum()))

    def __bool__(self) -> bool:
        return bool(self.wholes)

    def joined(self, other: Needles) -> Needles:
        """The needles of both."""
        return Needles((*self.wholes, *other.wholes), _united(self.traces, other.traces),
                       _united(self.brief, other.brief), self.letters | other.letters)

    def beyond(self, shown: str) -> Needles:
        """What is left to look for out of sight, once the visible pages say ``shown``."""
        return Needles(self.wholes, self.traces.without([shown]), self.brief, self.letters)

    def kinds(self, text: str, numbers: bool = True) -> set[str]:
        """How the text gives a secret away: ``whole``, ``words``, ``name``, ``number``, ``email``, ``id``.

        ``numbers`` is False for the syntax of a file, whose figures count bytes and place glyphs.
        """
        found = {"whole"} if self._whole(text, numbers) else set()
        for reading in _readings(text):
            found |= {hit.kind for hit in self.traces.search(reading)}
        return found if numbers else found - {"number", "id"}

    def kinds_shown(self, text: str) -> set[str]:
        """The same for what the visible pages say: whole secrets, the parts of names, and word runs of which a word is
        not everybody's. Single words of a long secret are no finding where a page says them openly."""
        found = {"whole"} if self._whole(text, True) else set()
        for reading in _readings(text):
            found |= {hit.kind for hit in self.brief.search(reading)}
            found |= {"words" for kind, run, _, _ in self.traces.matches(reading)
                      if kind == "words" and not all(word in common_words("english") for word in run.split())}
        return found

    def _whole(self, text: str, numbers: bool) -> bool:
        run = squeezed(text)
        wanted = [whole for whole in self.wholes if numbers or not whole.isdigit()]
        if any(len(whole) >= _LONG and (whole in run or whole[::-1] in run) for whole in wanted):
            return True
        short = [whole for whole in wanted if len(whole) < _LONG]
        if not short:
            return False
        said = f" {' '.join(_BETWEEN.split(normalise(text)))} "
        return any(f" {whole} " in said for whole in short)

    def explains(self, spare: set[str]) -> bool:
        """True if characters that a font has and no page shows are all letters of a secret."""
        return len(spare) >= 3 and spare <= self.letters


def _united(first: Traces, second: Traces) -> Traces:
    return Traces(*(getattr(first, kind) | getattr(second, kind) for kind in ("runs", "names", "numbers", "emails",
                                                                              "ids")))


def _readings(text: str) -> Iterator[str]:
    """The text as it stands, and with letters that are spaced out drawn together, and read from its end."""
    yield text
    joined = _SPACED.sub(lambda found: re.sub(r"[\W_]+", "", found[0]), text)
    if joined != text:
        yield joined
    yield text[::-1]
