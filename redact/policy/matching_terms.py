"""Terms of a list found in a text: a trie over words, all overlapping hits.

Searching leftmost-longest and looking at word edges afterwards loses names that lie inside one another, so every word
that can begin a term begins a search of its own.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import pairwise
from typing import Any

from redact.policy.matching_extent import word_start
from redact.policy.matching_words import (
    APOSTROPHES,
    HYPHENS,
    Hit,
    gap_pattern,
    ignorable_pattern,
    keys,
    line_end_pattern,
    word_pattern,
)

_END = ""  # no word is empty: this key of a node says that a term ends here
_MARK = "\0"  # begins the keys under which a term goes on behind other marks than those that part any two words
_JOINED_LINES = 3
_ZERO_WIDTH_SPACE = "\u200b"
_TIGHT = re.compile(f"[{re.escape(HYPHENS + APOSTROPHES)}._]")
_LONGEST_GAP = 12  # characters between two words of a term
_MARKS = re.compile(rf"(?:[^\w]|_){{1,{_LONGEST_GAP}}}")
_NO_MARK = re.compile(f"[\\s._{re.escape(HYPHENS + APOSTROPHES)}]")
_QUOTES = str.maketrans(dict.fromkeys("\u201c\u201d\u201e\u201f\u00ab\u00bb\u2033", '"'))
_SPARED = frozenset(',"()')
"""Marks that a writer may leave out: Example, Inc. and Example Inc. are one."""

Node = dict[str, Any]


@cache
def _spelt_pattern() -> re.Pattern[str]:
    """Letters set apart by single dots or blanks, from the first one: U.S.S.R, S M I T H."""
    return re.compile(r"(?<![^\W_])(?<!(?<![^\W_])[^\W\d_][. ])([^\W\d_])(?:(?:\.[^\W\d_](?![^\W_]))+"
                      r"|(?: [^\W\d_](?![^\W_]))+)")


class TermFinder:
    """Finds every occurrence of every term, overlapping ones too.

    Case, accents, ligatures and invisible characters do not matter, nor do look-alike letters; words of a term may be
    parted by blanks, line ends, dots, hyphens and apostrophes, and by what else parts them in the list (``AT&T``,
    ``Example, Inc.``); a hit covers whole words. The cost of a search hardly depends on the number of terms.

    :raises ValueError: for a term without any letter or digit; the message gives its place, not its text.
    """

    def __init__(self, terms: Iterable[str]) -> None:
        self._root: Node = {}
        for place, term in enumerate(terms, start=1):
            self._add(term, place)

    def _add(self, term: str, place: int) -> None:
        words = list(word_pattern(term).finditer(term))
        if not words:
            raise ValueError(f"term {place} holds no letter or digit")
        marks = [_mark(term[one.end():other.start()]) for one, other in pairwise(words)]
        self._insert([_term_keys(word.group()) for word in words], marks)
        pieces = [_TIGHT.sub("", piece) for piece in term.split()]
        if _TIGHT.search(term):
            # O'Brien and U.N. are also written OBrien and UN.
            self._insert([_term_keys(word) for piece in pieces for word in word_pattern(piece).findall(piece)])

    def _insert(self, words: list[tuple[str, ...]], marks: Sequence[str] = ()) -> None:
        """A term's words by their forms; ``marks`` are what stands between each two of them, "" where nothing does
        but what may part any."""
        nodes = [self._root]
        for number, forms in enumerate(words):
            mark = marks[number - 1] if 0 < number <= len(marks) else ""
            if mark:
                spared = nodes if set(mark) <= _SPARED else []
                nodes = [*spared, *(node.setdefault(_MARK + mark, {}) for node in nodes)]
            nodes = [node.setdefault(form, {}) for node in nodes for form in forms][:64]
        for node in nodes:
            node[_END] = True

    def find(self, text: str) -> list[Hit]:
        """Every hit in ``text``, sorted, each place once."""
        if not self._root:
            return []
        if text.isascii():
            return [Hit(start, end) for start, end in sorted(self._found(text))]
        found: set[tuple[int, int]] = set()
        for reading, offsets in _visible(text):
            found.update((offsets[start], offsets[end - 1] + 1) for start, end in self._found(reading))
        return _whole(text, found)

    def _found(self, text: str) -> set[tuple[int, int]]:
        """Start and end of the hits in a text without invisible characters."""
        if line_end_pattern().search(text) or _spelt_pattern().search(text):
            return {(start, end) for start in self._starts(text) for end in self._ends(text, start)}
        return set(self._walked(text))

    def _walked(self, text: str) -> Iterator[tuple[int, int]]:
        """The hits of a text in which every word stands whole: it is cut into words once, and each that can begin a
        term is followed down the trie."""
        pattern, root = word_pattern(text), self._root
        forms = {word: keys(word) for word in set(pattern.findall(text))}
        known = {word for word, readings in forms.items() if any(form in root for form in readings)}
        if not known:
            return
        words = [(match.group(), match.start(), match.end()) for match in pattern.finditer(text)]
        for place, (word, start, end) in enumerate(words):
            if word not in known:
                continue
            nodes = [root[form] for form in forms[word] if form in root]
            while nodes:
                if any(_END in node for node in nodes):
                    yield start, end
                place += 1
                if place == len(words):
                    break
                if not _follows(text, end, words[place][1]):
                    mark = _MARK + _mark(text[end:min(words[place][1], end + _LONGEST_GAP)])
                    nodes = [node[mark] for node in nodes if mark in node]
                word, _, end = words[place]
                nodes = [node[form] for node in nodes for form in forms[word] if form in node]

    def _starts(self, text: str) -> Iterator[int]:
        """Offsets at which a term may begin."""
        pattern = word_pattern(text)
        root = self._root
        vocabulary = set(pattern.findall(text))
        known = {word for word in vocabulary if any(form in root for form in keys(word))}
        if known:
            for match in pattern.finditer(text):
                if match.group() in known:
                    yield match.start()
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
                marks = _MARKS.match(text, end)
                marked = child.get(_MARK + _mark(marks.group())) if marks else None
                if marks and marked is not None:
                    open_paths.append((marked, marks.end()))


def _follows(text: str, end: int, start: int) -> bool:
    """Whether nothing parts a word that ends and one that starts but what may part two words of one term."""
    if text[end:start] in ("", " "):
        return True
    gap = gap_pattern().match(text, end)
    return gap is not None and gap.end() == start


def _mark(gap: str) -> str:
    """What stands between two words besides blanks, dots, hyphens and apostrophes; quotation marks are one mark."""
    if gap in ("", " "):
        return ""
    return _NO_MARK.sub("", unicodedata.normalize("NFKC", gap)).translate(_QUOTES)


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


def _visible(text: str) -> Iterator[tuple[str, Sequence[int]]]:
    """The text without its invisible characters, with the offsets where its characters stand.

    An invisible character may stand inside a word or part two: both are tried, and that only the zero-width space,
    which is made for it, parts words.
    """
    pattern = ignorable_pattern()
    if not pattern.search(text):
        yield text, range(len(text))
        return
    yield pattern.sub(" ", text), range(len(text))
    for reading in dict.fromkeys((text, text.replace(_ZERO_WIDTH_SPACE, " "))):
        offsets = [index for index, character in enumerate(reading) if not pattern.match(character)]
        yield "".join(reading[index] for index in offsets), offsets


def _whole(text: str, found: Iterable[tuple[int, int]]) -> list[Hit]:
    """The hits grown to the whole words that they cut into."""
    words = [match.span() for match in word_pattern(text).finditer(text)]
    starts = [start for start, _ in words]
    ends = [end for _, end in words]
    hits = set()
    for start, end in found:
        first, last = bisect_right(ends, start), bisect_left(starts, end) - 1
        hits.add(Hit(min(start, starts[first]), max(end, ends[last])))
    return sorted(hits)
