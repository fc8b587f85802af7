"""Words as parts of names, and a name found by one of its words, grown to the whole name: "Halvek" to "Anton Halvek".

Cutting the surname and leaving the given name beside it would name the person all the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from redact.policy.matching_common import Group, common_words
from redact.policy.matching_words import Hit, fold, word_pattern

_WORDS_EACH_SIDE = 4
_BEFORE = re.compile(r"(?P<word>[^\W\d_](?:[^\W\d_]|['’.-](?=[^\W\d_]))*\.?)[ \t\u00a0]*(?:\r\n|\r|\n)?[ \t\u00a0]*\Z")
_AFTER = re.compile(r"[ \t\u00a0]*(?:\r\n|\r|\n)?[ \t\u00a0]*(?P<word>[^\W\d_](?:[^\W\d_]|['’-](?=[^\W\d_]))*)")
_WINDOW = 60
"""Characters looked at on each side for one word of a name."""
_ACRONYM = 5  # letters
_APART = re.compile(r"[,()\[\]{}–—:;]|--")


@dataclass(frozen=True, slots=True)
class NameWord:
    """A word of a sentence that may be part of a name. ``parted``: a comma, bracket or dash stands between it and the
    next; ``shouted``: capitals do not tell names there."""

    text: str
    start: int
    end: int
    parted: bool
    shouted: bool

    @property
    def key(self) -> str:
        return fold(self.text)

    def among(self, *groups: Group) -> bool:
        """True where the word belongs to one of the groups of common words."""
        return any(self.key in common_words(group) for group in groups)

    @property
    def capital(self) -> bool:
        """Written as names are; letters without case may be a name too."""
        return any(c.isalpha() for c in self.text) and not self.text[0].islower()

    @property
    def acronym(self) -> bool:
        return not self.shouted and 1 < len(self.text) <= _ACRONYM and self.text.isupper()

    @property
    def initial(self) -> bool:
        return len(self.text) == 1 and self.text.isupper() and not self.shouted

    @property
    def telling(self) -> bool:
        """Names somebody or an office: surely no word of every day."""
        return self.nominal and not self.among("english")

    @property
    def nominal(self) -> bool:
        """May belong to a name; where all is in capitals, only what tells something."""
        if not self.capital or self.among("boundaries", "prepositions"):
            return False
        if self.among("links"):
            return self.initial
        return not self.shouted or not self.among("english")

    @property
    def unknown(self) -> bool:
        """No word of every day, in small letters: a name typed so, perhaps."""
        return (len(self.key) > 2 and self.text.islower() and not self.among(
            "english", "roles", "places", "particles", "links", "prepositions", "placing", "boundaries"))

    @property
    def distinctive(self) -> bool:
        """Says who it is, and not only what."""
        return (self.telling and not self.acronym and len(self.text) > 1
                and not self.among("particles", "roles", "places"))


def name_words(text: str, start: int, end: int) -> list[NameWord]:
    """The words between two offsets."""
    spans = [match.span() for match in word_pattern(text).finditer(text, start, end)]
    shouted = not any(c.islower() for first, last in spans for c in text[first:last])
    following = [*(first for first, _ in spans[1:]), end][:len(spans)]
    return [NameWord(text[first:last], first, last, bool(_APART.search(text, last, after)), shouted)
            for (first, last), after in zip(spans, following, strict=True)]


def whole_names(text: str, hits: Iterable[Hit]) -> list[Hit]:
    """Each hit grown over the capitalised words beside it that are no common words: given names, initials, particles
    between them."""
    return [whole_name(text, hit) for hit in hits]


def whole_name(text: str, hit: Hit) -> Hit:
    """One hit grown to the whole name, at most four words to each side."""
    start, end = hit.start, hit.end
    for _ in range(_WORDS_EACH_SIDE):
        before = _BEFORE.search(text[max(0, start - _WINDOW):start])
        if before is None or not _named(before["word"]):
            break
        start = max(0, start - _WINDOW) + before.start("word")
    for _ in range(_WORDS_EACH_SIDE):
        after = _AFTER.match(text, end, end + _WINDOW)
        if after is None or not _named(after["word"]):
            break
        end = after.end("word")
    return Hit(start, end)


def _named(word: str) -> bool:
    """Whether a word may be part of a name: an initial, or a capitalised word that is neither English nor an office."""
    if word.endswith("."):
        return len(word) == 2 and word[0].isupper()
    folded = word.casefold()
    if len(word) < 2 or not word[0].isupper():
        return False
    return not any(folded in common_words(group) for group in ("english", "roles", "prepositions", "links"))
