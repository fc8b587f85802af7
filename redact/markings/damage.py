"""Reading a damaged level word: never lower than the strictest well-formed one within one edit.

An edit inserts, deletes or replaces one character, or swaps two neighbours (design §3, promise 2). The well-formed
words are few, so the search runs over them, not over the strings within reach.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

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


class _Word(NamedTuple):
    """A well-formed word with what its damaged forms are compared with: without blanks, and in scanners' letters."""

    word: str
    bare: str
    shape: str
    level: Level


def _words(levels: Mapping[str, Level]) -> tuple[_Word, ...]:
    return tuple(_Word(word, word.replace(" ", ""), _shape(word), level) for word, level in levels.items())


def _shape(text: str) -> str:
    return text.translate(_OCR).replace(" ", "")


_LEVELS: dict[str, Level] = {word: level for word, (level, _) in LEVEL_WORDS.items()}
_US_WORDS = _words({
    **{word: head.level for word, head in HEADS.items()},
    **{f"{owner}-{word}": level for owner in ("UK", "NATO", "FGI") for word, level in _LEVELS.items()},
})
_FOREIGN_WORDS = _words(_LEVELS)
_NATO_WORDS = _words({word: NATO_LEVELS[token] for word, (token, _) in NATO_WORDS.items()})
_LONGEST_DAMAGED = 80


def guess_us(written: str) -> Guess | None:
    """The strictest beginning of a US marking within one edit of ``written``; None if there is none.

    Also read: a separator left out or replaced by another character between a level and a control (``SNF``, ``S!NF``).
    """
    return _strictest(written, _us_candidates(written))


def guess_foreign(written: str) -> Guess | None:
    """The strictest level word of a foreign or joint marking within one edit of ``written``; None if there is none."""
    return _strictest(written, _near(written, _FOREIGN_WORDS))


def guess_nato(written: str) -> Guess | None:
    """The strictest NATO level within one edit of ``written``; None if there is none."""
    return _strictest(written, _near(written, _NATO_WORDS))


def _strictest(written: str, guesses: Iterable[Guess]) -> Guess | None:
    return max(guesses, key=lambda guess: (rank(guess.level), same_shape(written, guess.word), guess.word),
               default=None)


def _near(written: str, words: tuple[_Word, ...]) -> list[Guess]:
    if len(written) > _LONGEST_DAMAGED or not any(letter.isalnum() for letter in written):
        return []
    bare, shape = written.replace(" ", ""), _shape(written)
    return [Guess(near.level, near.word) for near in words
            if shape == near.shape or within_one_edit(written, near.word) or within_one_edit(bare, near.bare)]


def _us_candidates(written: str) -> list[Guess]:
    guesses = _near(written, _US_WORDS)
    for word, _, _, level in _US_WORDS:
        if len(word) < len(written) and written.startswith(word):
            rest = written[len(word):]
            if rest in NAMES or rest in SCI_NAMES or rest[1:] in NAMES or rest[1:] in SCI_NAMES:
                guesses.append(Guess(level, f"{word}//{rest if rest in NAMES or rest in SCI_NAMES else rest[1:]}"))
    return guesses


_ALL_NAMES = {**SCI_NAMES, **NAMES}
_CONTROL_SHAPES = {name: _shape(name) for name in _ALL_NAMES}
_SHORTEST_EDITED = 4


@lru_cache(maxsize=4096)
def repair_of_control(written: str) -> str | None:
    """The registered control that ``written`` is probably a damaged form of, or None.

    A word of four or more characters counts within one edit, a shorter one only where scanners confuse its letters:
    nearly any two letters are one edit from some control.
    """
    if len(written) > _LONGEST_DAMAGED:
        return None
    shape = _shape(written)
    near = [name for name, named_shape in _CONTROL_SHAPES.items() if shape == named_shape
            or (min(len(name), len(written)) >= _SHORTEST_EDITED and within_one_edit(written, name))]
    return min(near, key=lambda name: (_ALL_NAMES[name].form == "spelling", name), default=None)


def proposal(guess: Guess) -> str:
    """What a damaged mark is proposed to be, in words."""
    return guess.word if len(guess.word) > 2 else LEVEL_TITLES.get(guess.level, guess.word)
