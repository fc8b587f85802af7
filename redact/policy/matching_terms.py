"""Terms of a list found in a text: a trie over words, all overlapping hits.

Searching leftmost-longest and looking at word edges afterwards loses names that lie inside one another, so every word
that can begin a term begins a search of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

from redact.policy.matching_extent import whole_words, word_start
from redact.policy.matching_words import (
    APOSTROPHES,
    HYPHENS,
    Hit,
    gap_pattern,
    is_ignorable,
    keys,
    line_end_pattern,
    word_pattern,
)

_END = ""  # no word is empty: this key of a node says that a term ends here
_JOINED_LINES = 3
_TIGHT = re.compile(f"[{re.escape(HYPHENS + APOSTROPHES)}._]")

Node = dict[str, Any]


@cache
def _spelt_pattern() -> re.Pattern[str]:
    """Letters set apart by single dots or blanks, from the first one: U.S.S.R, S M I T H."""
    return re.compile(r"(?<![^\W_])(?<!(?<![^\W_])[^\W\d_][. ])([^\W\d_])(?:(?:\.[^\W\d_](?![^\W_]))+"
                      r"|(?: [^\W\d_](?![^\W_]))+)")


class TermFinder:
    """Finds every occurrence of every term, overlapping ones too.

    Case, accents, ligatures and invisible characters do not matter, nor do look-alike letters; words of a term may be
    parted by blanks, line ends, dots, hyphens and apostrophes; a hit covers whole words. The cost of a search hardly
    depends on the number of terms.

    :raises ValueError: for a term without any letter or digit; the message gives its place, not its text.
    """

    def __init__(self, terms: Iterable[str]) -> None:
        self._root: Node = {}
        for place, term in enumerate(terms, start=1):
            self._add(term, place)

    def _add(self, term: str, place: int) -> None:
        words = word_pattern(term).findall(term)
        if not words:
            raise ValueError(f"term {place} holds no letter or digit")
        self._insert([_term_keys(word) for word in words])
        pieces = [_TIGHT.sub("", piece) for piece in term.split()]
        if _TIGHT.search(term):
            # O'Brien and U.N. are also written OBrien and UN.
            self._insert([_term_keys(word) for piece in pieces for word in word_pattern(piece).findall(piece)])

    def _insert(self, words: list[tuple[str, ...]]) -> None:
        nodes = [self._root]
        for forms in words:
            nodes = [node.setdefault(form, {}) for node in nodes for form in forms][:64]
        for node in nodes:
            node[_END] = True

    def find(self, text: str) -> list[Hit]:
        """Every hit in ``text``, sorted, each place once."""
        if not self._root:
            return []
        found: set[tuple[int, int]] = set()
        for start in self._starts(text):
            found.update((start, end) for end in self._ends(text, start))
        if not text.isascii():
            found = {whole_words(text, start, end) for start, end in found}
        return [Hit(start, end) for start, end in sorted(found)]

    def _starts(self, text: str) -> Iterator[int]:
        """Offsets at which a term may begin."""
        pattern = word_pattern(text)
        root = self._root
        vocabulary = set(pattern.findall(text))
        known = {word for word in vocabulary if any(form in root for form in keys(word)) or _has_ignorable(word)}
        if known:
            for match in pattern.finditer(text):
                if match.group() in known:
                    yield match.start()
                    yield from _inner_starts(match)
        for match in line_end_pattern().finditer(text):
            yield word_start(text, match.start())
        for match in _spelt_pattern().finditer(text):
            yield match.start()

    def _ends(self, text: str, start: int) -> Iterator[int]:
        """Where the terms that begin at ``start`` end."""
        pattern, gap = word_pattern(text), gap_pattern()
        open_paths = [(self._root, start)]
        seen: set[tuple[int, int]] = set()
        while open_paths:
            node, position = open_paths.pop()
            for form, end in _readings(text, position, pattern):
                child = node.get(form) if form else None
                if child is None or (id(child), end) in seen:
                    continue
                seen.add((id(child), end))
                if _END in child:
                    yield end
                following = gap.match(text, end)
                open_paths.append((child, following.end() if following else end))


def _term_keys(word: str) -> tuple[str, ...]:
    """The forms of a list's word; its figures stay, or the list's ``B 52`` would find every B."""
    forms = keys(word)
    if not word[-1].isdigit():
        return forms
    return tuple(form for form in forms if form[-1:].isdigit()) or forms[:1]


def _readings(text: str, position: int, pattern: re.Pattern[str]) -> Iterator[tuple[str, int]]:
    """The folded words that may be read at ``position``, each with the offset where it ends."""
    match = pattern.match(text, position)
    if match is None:
        return
    word, end = match.group(), match.end()
    for form in keys(word):
        yield form, end
    cut = next((i for i, c in enumerate(word) if is_ignorable(c)), None) if _has_ignorable(word) else None
    if cut:
        for form in keys(word[:cut]):
            yield form, position + cut
    yield from _joined(text, word, end, pattern)
    spelt = _spelt_pattern().match(text, position)
    if spelt:
        for form in keys(re.sub(r"[. ]", "", spelt.group())):
            yield form, spelt.end()


def _joined(text: str, word: str, end: int, pattern: re.Pattern[str]) -> Iterator[tuple[str, int]]:
    """The word at hand joined with what follows a hyphen at the line end."""
    for _ in range(_JOINED_LINES):
        line_end = line_end_pattern().match(text, end)
        rest = pattern.match(text, line_end.end()) if line_end else None
        if rest is None:
            return
        word, end = word + rest.group(), rest.end()
        for form in keys(word):
            yield form, end


def _has_ignorable(word: str) -> bool:
    return not word.isascii() and any(is_ignorable(c) for c in word)


def _inner_starts(match: re.Match[str]) -> Iterator[int]:
    """Where words begin that only an invisible character parts from the one before."""
    word = match.group()
    if _has_ignorable(word):
        for index in range(1, len(word)):
            if is_ignorable(word[index - 1]) and not is_ignorable(word[index]):
                yield match.start() + index
