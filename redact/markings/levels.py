"""The level of a marking where more than one reading is possible: the stricter counts."""

from __future__ import annotations

import re

from redact.markings.damage import Guess, proposal
from redact.markings.draft import Draft
from redact.markings.model import Level, Severity, rank
from redact.markings.register import LEVEL_WORDS, NATO_LEVELS

DAMAGE_RULE = "read as the strictest marking within one edit"

_LEVEL_OR_WORD = re.compile(r"TOP ?SECRET|[A-Z]+")
_TWO_LEVELS: tuple[str, Severity, str, str] = (
    "two-levels", "error", "more than one classification level", "CAPCO 2016 H.1")


def raise_to_hidden_levels(draft: Draft) -> None:
    """A level inside what could not be read makes two levels in one marking: the stricter counts. So does one that
    stands where a name may (``CUI//SECRET``, ``REL TO USA, SECRET``): no country and no category is called so."""
    words = [word for written, block in draft.unknown if (word := written.upper()) in LEVEL_WORDS or block >= 0]
    if any(word in LEVEL_WORDS for word in words):
        draft.report(*_TWO_LEVELS)
    unread = " ".join(words).replace("TOPSECRET", "TOP SECRET")
    for match in _LEVEL_OR_WORD.finditer(unread):
        level = LEVEL_WORDS[match[0]][0] if match[0] in LEVEL_WORDS else NATO_LEVELS.get(match[0], "U")
        if raise_level(draft, level):
            draft.report(*_TWO_LEVELS)


def raise_level(draft: Draft, level: Level) -> bool:
    """Take a stricter level; False if it is not stricter."""
    if rank(level) <= rank(draft.level):
        return False
    draft.level, draft.level_form = level, ""
    return True


def doubt_whole(draft: Draft, guess: Guess | None) -> None:
    """Where part of the level's own block is unknown, what the block as a whole may have been counts too."""
    if guess is not None and raise_level(draft, guess.level):
        draft.report("damaged", "error", f"damaged mark; perhaps {proposal(guess)}", DAMAGE_RULE)
