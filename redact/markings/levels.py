"""The level of a marking where more than one reading is possible: the stricter counts."""

from __future__ import annotations

import re

from redact.markings.damage import Guess, proposal
from redact.markings.draft import Draft
from redact.markings.language import Outcome
from redact.markings.model import Level, Severity, rank
from redact.markings.onedit import Bound, strictest_within_one_edit, well_formed
from redact.markings.register import LEVEL_WORDS, NATO_LEVELS, NATO_WORDS

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
        level = LEVEL_WORDS[match[0]][0] if match[0] in LEVEL_WORDS else _nato_level(match[0])
        if raise_level(draft, level):
            draft.report(*_TWO_LEVELS)


def _nato_level(word: str) -> Level:
    token, _ = NATO_WORDS.get(word, ("NU", None))
    return NATO_LEVELS[token]


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


def doubt_mark(draft: Draft) -> None:
    """What the mark as a whole may have been within one edit counts, unless it is well formed as it stands.

    The mark is judged in the plain capitals it was read in, and as written: there a look-alike letter or an invisible
    character may stand in the place of any other. Only if that is stricter is it called damage: such characters come
    with many a copy of a sound mark.
    """
    copy, portion = draft.copy, draft.kind == "portion"
    if not copy.faithful:
        return
    outcome = well_formed(copy.upper, portion=portion)
    if outcome is not None:
        _take_word(draft, outcome)
    else:
        _take_bound(draft, strictest_within_one_edit(copy.upper, portion=portion), sound=False)
        if not draft.problems:
            draft.report("damaged", "error", "no well-formed mark, and none is within one edit", DAMAGE_RULE)
    if copy.faithful == copy.upper:
        return
    if well_formed(copy.faithful, portion=portion) is None:
        _take_bound(draft, strictest_within_one_edit(copy.faithful, portion=portion), sound=outcome is not None)
    if copy.strange and all(problem.code != "damaged" for problem in draft.problems):
        draft.report("damaged", "error", "letters of another alphabet in the mark; read as the capitals they look like",
                     DAMAGE_RULE)
    if len(copy.faithful) > len(copy.upper):
        draft.report("invisible", "note", "invisible characters in the mark", "normalised on a copy")
    if not (draft.problems or well_formed(copy.faithful, portion=portion)):
        draft.report("case", "warning", "a marking is written in capitals", "CAPCO 2016 section D")


def _take_word(draft: Draft, outcome: Outcome) -> None:
    """A well-formed mark means what it says; a control that reading let fall stays (``C/AND``)."""
    if outcome.controlled and not (_controlled(draft) or draft.notices):
        _keep_whole(draft)


def _take_bound(draft: Draft, bound: Bound | None, *, sound: bool) -> None:
    """Count what a damaged mark may have been; of a ``sound`` one nothing is said where that is no stricter."""
    if bound is None:
        return
    stricter = raise_level(draft, bound.level)
    if bound.controlled and not _controlled(draft):
        _keep_whole(draft)
        stricter = True
    if stricter or not (sound or any(problem.code == "damaged" for problem in draft.problems)):
        draft.report("damaged", "error", f"damaged mark; perhaps {bound.repair}", DAMAGE_RULE)


def _controlled(draft: Draft) -> bool:
    return bool(draft.entries or draft.unknown or draft.joint) or draft.owner != ("USA",)


def _keep_whole(draft: Draft) -> None:
    """A mark that may have borne a control is one token that no register knows."""
    upper = draft.copy.upper
    start = len(upper) - len(upper.lstrip("( "))
    draft.block = 0
    draft.add_unknown(start, max(start, len(upper.rstrip(") "))))
