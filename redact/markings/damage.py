"""Reading a damaged level word: never lower than the strictest well-formed one within one edit.

An edit inserts, deletes or replaces one character, or swaps two neighbours (design §3, promise 2). Two words within one
edit of each other become alike when each loses at most one character, so the words are kept by what they may become.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from redact.markings.model import LEVEL_TITLES, Level, rank
from redact.markings.register import HEADS, LEVEL_WORDS, NAMES, NATO_LEVELS, NATO_WORDS, SCI_NAMES

_OCR = str.maketrans({"0": "O", "1": "I", "5": "S", "8": "B", "2": "Z", "L": "I", "|": "I", "!": "I", "$": "S",
                      "€": "C", "¢": "C", "©": "C", "ß": "B", "6": "G"})


@dataclass(frozen=True, slots=True)
class Guess:
    """A damaged word's strictest reading: the level, and the word it stands for."""

    level: Level
    word: str


def within_one_edit(written: str, word: str) -> bool:
    """True if one insertion, deletion, replacement or swap of neighbours, or none, makes ``word`` of ``written``."""
    if abs(len(written) - len(word)) > 1:
        return False
    start = 0
    shorter = min(len(written), len(word))
    while start < shorter and written[start] == word[start]:
        start += 1
    if len(written) != len(word):
        longer, other = (written, word) if len(written) > len(word) else (word, written)
        return longer[start + 1:] == other[start:]
    if written[start + 1:] == word[start + 1:]:
        return True
    swapped = word[start + 1:start + 2] + word[start:start + 1]
    return written[start:start + 2] == swapped and written[start + 2:] == word[start + 2:]


def same_shape(written: str, word: str) -> bool:
    """True if the two differ only by characters that scanners confuse (0 and O, 1 and I, 5 and S) or by blanks."""
    return len(written) <= 2 * len(word) and _shape(written) == _shape(word)


def _shape(text: str) -> str:
    return text.translate(_OCR).replace(" ", "")


def _without_one(text: str) -> set[str]:
    return {text, *(text[:place] + text[place + 1:] for place in range(len(text)))}


class Words:
    """Well-formed words to be found by their damaged forms: within one edit, or in letters that scanners confuse."""

    def __init__(self, words: Iterable[str]) -> None:
        self._exact: dict[str, list[str]] = {}
        self._bare: dict[str, list[str]] = {}
        self._shapes: dict[str, list[str]] = {}
        for word in words:
            self._shapes.setdefault(_shape(word), []).append(word)
            for index, form in ((self._exact, word), (self._bare, word.replace(" ", ""))):
                for shorter in _without_one(form):
                    index.setdefault(shorter, []).append(word)

    def near(self, written: str, *, blanks: bool = True) -> set[str]:
        """The words within one edit of ``written``, or of its shape; ``blanks``: also those that only blanks part."""
        found = {word for shorter in _without_one(written) for word in self._exact.get(shorter, ())
                 if within_one_edit(written, word)}
        found.update(self._shapes.get(_shape(written), ()))
        if blanks:
            bare = written.replace(" ", "")
            found.update(word for shorter in _without_one(bare) for word in self._bare.get(shorter, ())
                         if within_one_edit(bare, word.replace(" ", "")))
        return found


_LEVELS: dict[str, Level] = {word: level for word, (level, _) in LEVEL_WORDS.items()}
_US_LEVELS: dict[str, Level] = {
    **{word: head.level for word, head in HEADS.items()},
    **{f"{owner}-{word}": level for owner in ("UK", "NATO", "FGI") for word, level in _LEVELS.items()},
}
_NATO_WORD_LEVELS: dict[str, Level] = {word: NATO_LEVELS[token] for word, (token, _) in NATO_WORDS.items()}
_US_WORDS, _FOREIGN_WORDS, _NATO_WORDS = Words(_US_LEVELS), Words(_LEVELS), Words(_NATO_WORD_LEVELS)
_LONGEST_DAMAGED = 80


def guess_us(written: str) -> Guess | None:
    """The strictest beginning of a US marking within one edit of ``written``; None if there is none.

    Also read: a separator left out or replaced by another character between a level and a control (``SNF``, ``S!NF``).
    """
    return _strictest(written, _us_candidates(written))


def guess_foreign(written: str) -> Guess | None:
    """The strictest level word of a foreign or joint marking within one edit of ``written``; None if there is none."""
    return _strictest(written, _near(written, _FOREIGN_WORDS, _LEVELS))


def guess_nato(written: str) -> Guess | None:
    """The strictest NATO level within one edit of ``written``; None if there is none."""
    return _strictest(written, _near(written, _NATO_WORDS, _NATO_WORD_LEVELS))


def _strictest(written: str, guesses: Iterable[Guess]) -> Guess | None:
    return max(guesses, key=lambda guess: (rank(guess.level), same_shape(written, guess.word), guess.word),
               default=None)


def _near(written: str, words: Words, levels: Mapping[str, Level]) -> list[Guess]:
    if len(written) > _LONGEST_DAMAGED or not any(letter.isalnum() for letter in written):
        return []
    return [Guess(levels[word], word) for word in words.near(written)]


def _us_candidates(written: str) -> list[Guess]:
    guesses = _near(written, _US_WORDS, _US_LEVELS)
    for end in range(1, min(len(written), _LONGEST_DAMAGED)):
        if (level := _US_LEVELS.get(written[:end])) is not None:
            rest = next((rest for rest in (written[end:], written[end + 1:]) if rest in _ALL_NAMES), None)
            guesses += [Guess(level, f"{written[:end]}//{rest}")] if rest else []
    return guesses


_ALL_NAMES = {**SCI_NAMES, **NAMES}
_CONTROL_WORDS = Words(_ALL_NAMES)
_SHORTEST_EDITED = 4


@lru_cache(maxsize=4096)
def repair_of_control(written: str) -> str | None:
    """The registered control that ``written`` is probably a damaged form of, or None.

    A word of four or more characters counts within one edit, a shorter one only where scanners confuse its letters:
    nearly any two letters are one edit from some control.
    """
    if len(written) > _LONGEST_DAMAGED:
        return None
    near = [name for name in _CONTROL_WORDS.near(written, blanks=False) if same_shape(written, name)
            or min(len(name), len(written)) >= _SHORTEST_EDITED]
    return min(near, key=lambda name: (_ALL_NAMES[name].form == "spelling", name), default=None)


def proposal(guess: Guess) -> str:
    """What a damaged mark is proposed to be, in words."""
    return guess.word if len(guess.word) > 2 else LEVEL_TITLES.get(guess.level, guess.word)
