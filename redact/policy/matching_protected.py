"""Names that a message asks to protect: ``Ahmed Example (strictly protect)``.

The marker stands behind the name of a source. What it protects is the name with its titles, there and wherever the
text says it again. Where the extent of the name is unsure more is taken, back to the sentence's start at most.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from redact.policy.matching_common import Group, common_words
from redact.policy.matching_extent import sentence_start, whole_words
from redact.policy.matching_terms import TermFinder
from redact.policy.matching_words import Hit, fold, word_pattern

_BEFORE = (r"(?:(?:strictly|please|pls|plse|kindly|must|source|sources|identity|identities|name|names|full|fully|and"
           r"|both|all|to|be|xxx+)[\s,:/-]+){0,5}")
_AFTER = (r"(?:[\s,:/-]+(?:source|sources|identity|identities|name|names|strictly|fully|please|pls|throughout|at|all"
          r"|both|costs|this|his|her|their|contact|accordingly|and|as|confidence)){0,6}")
_MARKER = re.compile(
    rf"[(\[{{/]\s*{_BEFORE}protect(?:ed|ion)?{_AFTER}[\s.!]*[)\]}}/]"
    r"|\bstrictly[\s-]+protect(?:ed)?\b"
    r"|(?:,|--?|[–—])\s*(?:please|pls)\s+protect\b"
    r"|\bprotect\s+(?:source|identity|name)s?\b", re.IGNORECASE)

_WINDOW = 400  # characters looked at before a marker
_BACK = 14  # words looked at before a marker
_SHOUTED_BACK = 6  # words taken where capitals do not tell names
_PLAIN_BACK = 6  # words of a description without a name
_ACRONYM = 5  # letters
_ALONE = 4  # letters of a word that is looked for by itself
_APART = re.compile(r"[,()\[\]{}–—:;]|--")


@dataclass(frozen=True, slots=True)
class _Word:
    """A word before a marker. ``parted``: a comma, bracket or dash stands between it and the next."""

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
    def distinctive(self) -> bool:
        """Says who it is, and not only what."""
        return (self.telling and not self.acronym and len(self.text) > 1
                and not self.among("particles", "roles", "places"))


def protected_hits(text: str) -> list[Hit]:
    """Where ``text`` says what its markers protect: each name before its marker, and wherever it recurs."""
    hits = {stretch for stretch, _ in _protected(text)}
    names = protected_names(text)
    if names:
        hits.update(TermFinder(names).find(text))
    return sorted(hits)


def protected_names(text: str) -> list[str]:
    """The names that the markers of ``text`` protect, without repeats: each in full, without its titles, and its
    distinctive words of four or more letters. For a search through the rest of the document."""
    names: dict[str, None] = {}
    for _, words in _protected(text):
        for run in _runs(words):
            names[" ".join(text[run[0].start:run[-1].end].split())] = None
            names.update(dict.fromkeys(_alone(text, run)))
    return list(names)


def _alone(text: str, run: list[_Word]) -> list[str]:
    """The words of a name by which it may be said alone, with the particles before them: ``van Example``."""
    found = []
    for index, word in enumerate(run):
        shortest = _ALONE - 1 if index == len(run) - 1 else _ALONE
        if not word.distinctive or len(word.key) < shortest:
            continue
        found.append(word.text)
        first = index
        while first > 0 and run[first - 1].among("particles"):
            first -= 1
        if first < index:
            found.append(" ".join(text[run[first].start:word.end].split()))
    return found


def _protected(text: str) -> list[tuple[Hit, list[_Word]]]:
    found = []
    for marker in _MARKER.finditer(text):
        for words in _before(text, marker.start()):
            found.append((Hit(*whole_words(text, words[0].start, words[-1].end)), words))
    return found


def _before(text: str, marker: int) -> list[list[_Word]]:
    """What a marker protects: the words before it, and the name that they explain where they do."""
    words = _preceding(text, marker)
    if not words:
        return []
    chosen = _last_name(words) or words[-_PLAIN_BACK:]
    stretches = [chosen]
    earlier = [word for word in words if word.end <= chosen[0].start]
    segment = _segment(words)
    if earlier and earlier[-1].parted and not all(word.distinctive or word.among("particles") for word in segment):
        named = _last_name(earlier)
        placed = len(earlier) > len(named) and earlier[-len(named) - 1].among("placing")
        if named and named[-1] is earlier[-1] and not placed and any(word.distinctive for word in named):
            stretches.append(named)
    return stretches


def _preceding(text: str, marker: int) -> list[_Word]:
    """The words between the start of the sentence and the marker, the last few."""
    end = marker
    while end > 0 and not text[end - 1].isalnum():
        end -= 1
    start = sentence_start(text, end, max(0, marker - _WINDOW))
    spans = [match.span() for match in word_pattern(text).finditer(text, start, end)][-_BACK:]
    shouted = not any(c.islower() for first, last in spans for c in text[first:last])
    following = [*(first for first, _ in spans[1:]), end][:len(spans)]
    return [_Word(text[first:last], first, last, bool(_APART.search(text, last, after)), shouted)
            for (first, last), after in zip(spans, following, strict=True)]


def _segment(words: list[_Word]) -> list[_Word]:
    """The words after the last comma, bracket or dash."""
    parted = [index for index, word in enumerate(words[:-1]) if word.parted]
    return words[parted[-1] + 1:] if parted else words


def _last_name(words: list[_Word]) -> list[_Word]:
    """The last name among the words with all that follows it; nothing where there is none."""
    taken: list[_Word] = []
    named = False
    for index in range(len(words) - 1, -1, -1):
        word = words[index]
        if named and (word.parted or _ends_name(word, words[:index], len(taken))):
            break
        taken.insert(0, word)
        named = named or word.telling
    while taken and not (taken[0].nominal or (named and taken[0].among("particles"))):
        taken.pop(0)
    return taken if named else []


def _ends_name(word: _Word, before: list[_Word], taken: int) -> bool:
    """True where ``word`` stands before a name without belonging to it."""
    if word.among("boundaries") or (word.shouted and taken >= _SHOUTED_BACK):
        return True
    if word.among("prepositions"):
        return not (before and before[-1].telling)
    if word.capital or word.among("particles", "links"):
        return False
    return not word.among("roles")


def _runs(words: list[_Word]) -> list[list[_Word]]:
    """The names within a stretch: runs of telling words and particles, cut free of titles, each with a distinctive
    word."""
    runs: list[list[_Word]] = [[]]
    for word in words:
        belongs = word.nominal or word.among("particles")
        if belongs:
            runs[-1].append(word)
        if word.parted or not belongs:
            runs.append([])
    trimmed = [_trimmed(run) for run in runs]
    return [run for run in trimmed if run]


def _trimmed(run: list[_Word]) -> list[_Word]:
    while run and (run[0].among("roles") or run[0].acronym):
        run = run[1:]
    while run and (run[-1].among("roles") or run[-1].acronym):
        run = run[:-1]
    return run if any(word.distinctive for word in run) else []
