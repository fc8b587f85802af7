"""The well-formed marks within one edit of a text: the strictest level among them, and whether any bears a control.

An edit inserts, deletes or replaces one character, or swaps two neighbours (design §3, promise 2). The text is run
through the automaton of well-formed marks once, with the states that no edit leads to and those that one edit does: the
time is linear in its length, and no mark is compared with any other.
"""

from __future__ import annotations

from collections.abc import Set
from typing import NamedTuple

from redact.markings.language import Automaton, Outcome, well_formed_marks
from redact.markings.model import LEVEL_TITLES, Level, rank

_LONGEST_REPAIR = 60


class Bound(NamedTuple):
    """What a damaged mark may have been, at the strictest: ``level``, whether ``controlled``, and one such mark."""

    level: Level
    controlled: bool
    repair: str


_Edit = tuple[int, int, str]
"""For the characters from the first place to the second stand these."""


def well_formed(text: str, *, portion: bool = False) -> Outcome | None:
    """What ``text`` says at the strictest if it is a well-formed mark, else None; ``portion``: of a portion mark."""
    automaton = well_formed_marks()
    found = [outcome for start, ends in _kinds(automaton, text, portion)
             if (outcome := _accepted(automaton, text, start, ends)) is not None]
    return max(found, key=lambda outcome: rank(outcome.level), default=None)


def near_known(text: str) -> bool:
    """True if ``text`` is within one edit of a well-formed mark all of whose controls the registers know."""
    return bool(_within_one_edit(text, False, well_formed_marks().names))


def strictest_within_one_edit(text: str, *, portion: bool = False) -> Bound | None:
    """What ``text`` may have been at the strictest; None if no well-formed mark is within one edit.

    ``portion`` says that a text without parentheses is a portion mark all the same. Marks with unknown controls count
    where no other is near.
    """
    names = well_formed_marks().names
    found = _within_one_edit(text, portion, names) or _within_one_edit(text, portion, frozenset())
    if not found:
        return None
    (level, _), edit = max(found, key=lambda each: rank(each[0].level))
    return Bound(level, any(outcome.controlled for outcome, _ in found), _repaired(text, edit) or LEVEL_TITLES[level])


def _within_one_edit(text: str, portion: bool, closed: Set[int]) -> list[tuple[Outcome, _Edit]]:
    automaton = well_formed_marks()
    return [reached for start, ends in _kinds(automaton, text, portion)
            for reached in _reached(automaton, text, start, ends, closed)]


_Kind = tuple[int, dict[int, Outcome]]
"""Where a mark of one kind begins and ends in the automaton."""


def _kinds(automaton: Automaton, text: str, portion: bool) -> list[_Kind]:
    """Marks in parentheses if one stands at an end, else without, and those too if only one does."""
    opened, closed = text.startswith("("), text.endswith(")")
    kinds = [(automaton.parenthesis, automaton.wrapped)] if opened or closed else []
    if not (opened and closed):
        kinds.append((automaton.core if portion and not kinds else automaton.banner, automaton.bare))
    return kinds


def _accepted(automaton: Automaton, text: str, start: int, ends: dict[int, Outcome]) -> Outcome | None:
    states, moves = frozenset((start,)), automaton.moves
    for character in text:
        states = moves.get((states, character)) or automaton.follow(states, character)
        if not states:
            return None
    return max((ends[state] for state in states if state in ends), key=lambda each: rank(each.level), default=None)


def _reached(automaton: Automaton, text: str, start: int, ends: dict[int, Outcome],
             closed: Set[int]) -> list[tuple[Outcome, _Edit]]:
    """What the marks within one edit say, each with the edit that makes it; no way leads through ``closed`` states."""
    exact, before = frozenset((start,)), frozenset[int]()
    edited: dict[int, _Edit] = {}
    for place, character in enumerate(text):
        edited = _carried(automaton, edited, character, closed)
        _edit(automaton, edited, exact, place, character)
        _swap(automaton, edited, before, place, text)
        before, exact = exact, automaton.follow(exact, character) - closed
        if not (edited or exact or before):
            return []
    for state in exact:
        for missing, follower in automaton.ways[state]:
            edited.setdefault(follower, (len(text), len(text), missing))
    return [(ends[state], edit) for state, edit in edited.items() if state in ends]


def _carried(automaton: Automaton, edited: dict[int, _Edit], character: str, closed: Set[int]) -> dict[int, _Edit]:
    """The states one edit has led to, one character on."""
    following: dict[int, _Edit] = {}
    for state, edit in edited.items():
        for follower in automaton.steps[state].get(character, ()):
            if follower not in closed and follower not in following:
                following[follower] = edit
    return following


def _edit(automaton: Automaton, edited: dict[int, _Edit], exact: Set[int], place: int, character: str) -> None:
    """Add the states after ``character`` if it is one too many, stands for another, or one before it is missing."""
    steps = automaton.steps
    for state in exact:
        edited.setdefault(state, (place, place + 1, ""))
        for missing, follower in automaton.ways[state]:
            if follower not in edited:
                edited[follower] = (place, place + 1, missing)
            for after in steps[follower].get(character, ()):
                if after not in edited:
                    edited[after] = (place, place, missing)


def _swap(automaton: Automaton, edited: dict[int, _Edit], before: frozenset[int], place: int, text: str) -> None:
    """Add the states after the character at ``place`` if it and the one before it were swapped."""
    if not before:
        return
    first, second = text[place], text[place - 1]
    for state in automaton.follow(before, first) - automaton.names:
        for after in automaton.steps[state].get(second, ()):
            edited.setdefault(after, (place - 1, place + 1, first + second))


def _repaired(text: str, edit: _Edit) -> str:
    """The mark that ``edit`` makes of ``text``; empty if it is too long to be shown."""
    start, end, characters = edit
    return "" if len(text) > _LONGEST_REPAIR else text[:start] + characters + text[end:]
