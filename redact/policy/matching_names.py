"""A name found by one of its words, grown to the whole name as it stands there: "Halvek" to "Anton Halvek".

Cutting the surname and leaving the given name beside it would name the person all the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from redact.policy.matching_common import common_words
from redact.policy.matching_words import Hit

_WORDS_EACH_SIDE = 4
_BEFORE = re.compile(r"(?P<word>[^\W\d_](?:[^\W\d_]|['’.-](?=[^\W\d_]))*\.?)[ \t\u00a0]*(?:\r\n|\r|\n)?[ \t\u00a0]*\Z")
_AFTER = re.compile(r"[ \t\u00a0]*(?:\r\n|\r|\n)?[ \t\u00a0]*(?P<word>[^\W\d_](?:[^\W\d_]|['’-](?=[^\W\d_]))*)")
_WINDOW = 60
"""Characters looked at on each side for one word of a name."""


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
