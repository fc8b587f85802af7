"""The language of well-formed marks as an automaton: which texts are one, and what each says.

    mark    := banner | "(" core ")"
    banner  := core, a US level or control spelled out
    core    := us tail | us [" ,:-"]… "ENTIRE TEXT" | owner "-" LEVEL tail | "//" foreign tail
    us      := LEVEL, also with its letters spaced out | a control that stands for UNCLASSIFIED with that control
    foreign := owner (" " owner)* " " LEVEL | a NATO level | "NATO " activity " " LEVEL | "JOINT " LEVEL (" " owner)*
    tail    := (("//" | "/") (control | NAME) | ("-" | " " | ", ") control)*        also with blanks about the slashes
    control := a control of the registers | its beginning and a NAME ("REL TO " …, "SI-" …)

A NAME is any run of capitals and digits: an unknown control is well formed (CAPCO 2016 section D). The automaton is
there to measure the distance of damaged texts from this language (``onedit``). What a NAME is nobody knows, so no edit
makes or mends one: only the states of all else have ``ways``.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from redact.markings.model import LEVELS, Level
from redact.markings.register import (
    CAPTION_TABLE,
    COUNTRY_ORDER,
    COUNTRY_SPELLINGS,
    CUI_CATEGORIES,
    FOREIGN_LEVELS,
    HEADS,
    LEVEL_WORDS,
    NAMES,
    NATO_ACTIVITIES,
    NATO_LEVELS,
    NATO_WORDS,
    SCI_NAMES,
    SCI_RETIRED,
)

_NAME = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
_IN_NAME = " -_"
_LEGACY_SEPARATORS = " -,"
_BEFORE_ENTIRE = " ,:-"
_ENTIRE = "ENTIRE TEXT"
_SHORTEST_SPACED = 4
_CAPTIONS = (*CAPTION_TABLE["restrictive"], *CAPTION_TABLE["harmless"])
_LONGEST_ABBREVIATION = 2
_LONGEST_CODE = 4
_MOST_MOVES = 20_000
_CONTROLS = sorted({*NAMES, *SCI_NAMES, *SCI_RETIRED, "FGI", "FOREIGN GOVERNMENT INFORMATION", "EYES ONLY", *_CAPTIONS})
_BEGINNINGS = ("REL TO ", "DISPLAY ONLY ", "FGI ", "SAR-", "SPECIAL ACCESS REQUIRED-", "ACCM-", "SP-", "RD-", "FRD-",
               *(f"{name}-" for name in SCI_NAMES))
_OWNERS = tuple(code for code in (*COUNTRY_ORDER, *COUNTRY_SPELLINGS) if code.isalnum())


class Outcome(NamedTuple):
    """What a well-formed mark says: its level, and whether a control or another owner speaks too."""

    level: Level
    controlled: bool


class _Name(NamedTuple):
    """The states after the slash before a NAME, and inside it."""

    slash: int
    inside: int


class _Tail(NamedTuple):
    """Where controls begin: after a slash, after a separator of legacy forms, or as a NAME; and a blank before a slash.
    """

    slash: int
    blank: int
    legacy: int
    name: _Name


class Automaton:
    """States are numbers. ``steps[state][character]`` are the states that follow.

    Portion marks without parentheses begin in ``core``, banners in ``banner``, and both end in ``bare``; marks in
    parentheses begin in ``parenthesis`` and end in ``wrapped``. ``ways[state]`` has each state that an edit may lead
    to, with one character that leads there; ``names`` are the states in and before a NAME;
    ``moves`` are steps of several states at once that were made before.
    """

    def __init__(self) -> None:
        self.steps: list[dict[str, tuple[int, ...]]] = []
        self.bare: dict[int, Outcome] = {}
        self.wrapped: dict[int, Outcome] = {}
        self.names: set[int] = set()
        self._spelled: set[int] = set()
        self.moves: dict[tuple[frozenset[int], str], frozenset[int]] = {}
        self._heads: list[tuple[int, Outcome]] = []
        self._closed: dict[Outcome, int] = {}
        self._entire: dict[Outcome, int] = {}
        self.core, self.parenthesis, self.banner = self._state(), self._state(), self._state()
        self._step(self.parenthesis, "(", self.core)
        self._lay_us()
        slashes = self._state()
        self._lay_foreign(slashes)
        for state in (self.core, self.banner):
            self._step(self._word(state, "/"), "/", slashes)
        tails = {level: self._lay_tail(Outcome(level, True)) for level in LEVELS}
        for state, outcome in self._heads:
            self._end(state, outcome, tails[outcome.level])
            self._step(state, _BEFORE_ENTIRE, self._entire_text(outcome))
        self.ways = tuple(self._ways(state) for state in range(len(self.steps)))

    def follow(self, states: frozenset[int], character: str) -> frozenset[int]:
        """The states that follow any of ``states`` on ``character``."""
        following = self.moves.get((states, character))
        if following is None:
            following = frozenset(follower for state in states for follower in self.steps[state].get(character, ()))
            if following and len(self.moves) < _MOST_MOVES:
                self.moves[states, character] = following
        return following

    def _state(self) -> int:
        self.steps.append({})
        return len(self.steps) - 1

    def _step(self, state: int, characters: str, target: int) -> None:
        steps = self.steps[state]
        for character in characters:
            if target not in steps.get(character, ()):
                steps[character] = (*steps.get(character, ()), target)

    def _word(self, state: int, word: str) -> int:
        """The state after ``word`` from ``state``; words that begin alike share their states."""
        for character in word:
            shared = self.steps[state].get(character)
            follower = shared[0] if shared else self._state()
            self._step(state, character, follower)
            state = follower
        return state

    def _lay_us(self) -> None:
        for word, head in HEADS.items():
            outcome = Outcome(head.level, head.control is not None)
            letters = word.replace(" ", "")
            spaced = [" ".join(letters)] if len(letters) >= _SHORTEST_SPACED and letters.isalpha() else []
            for root in (self.core, self.banner) if len(word) > _LONGEST_ABBREVIATION else (self.core,):
                self._heads += [(self._word(root, form), outcome) for form in (word, *spaced)]
        self._lay_owned()

    def _lay_owned(self) -> None:
        hyphen = self._state()
        self._lay_levels(hyphen)
        for owner in ("US", "USA"):
            self._heads += [(self._word(self.core, f"{owner}-{word}"), Outcome(level, False))
                            for word, (level, _) in LEVEL_WORDS.items()]
        codes = [self._word(self.core, owner) for owner in (*_OWNERS, "NATO", "FGI") if owner not in ("US", "USA")]
        for code in codes:
            self._step(code, "-", hyphen)

    def _lay_levels(self, state: int) -> dict[Level, list[int]]:
        """The levels from ``state`` as the end of a head, under an owner who is not the USA; where each ends."""
        ends: dict[Level, list[int]] = {}
        for word, (level, _) in LEVEL_WORDS.items():
            ends.setdefault(level, []).append(self._word(state, word))
            self._heads.append((ends[level][-1], Outcome(level, True)))
        return ends

    def _lay_foreign(self, slashes: int) -> None:
        for word, (token, _) in NATO_WORDS.items():
            self._heads.append((self._word(slashes, word), Outcome(NATO_LEVELS[token], True)))
        for activity in NATO_ACTIVITIES:
            self._lay_levels(self._word(slashes, f"NATO {activity} "))
            self._lay_levels(self._word(slashes, f"N{activity}"))
        for owner, levels in FOREIGN_LEVELS.items():
            self._heads += [(self._word(slashes, f"{owner} {word}"), Outcome(level, True))
                            for word, (level, _) in LEVEL_WORDS.items() if level in levels]
        self._lay_levels(self._word(slashes, "FGI "))
        for level, ends in self._lay_levels(self._word(slashes, "JOINT ")).items():
            self._lay_members(ends, Outcome(level, True))
        more = self._state()
        self._lay_levels(more)
        codes = [self._word(start, owner) for start in (slashes, more) for owner in _OWNERS]
        for code in codes:
            self._step(code, " ", more)

    def _lay_members(self, ends: list[int], outcome: Outcome) -> None:
        """The countries that follow the level of a JOINT marking."""
        more = self._state()
        codes = [self._word(more, owner) for owner in _OWNERS]
        self._heads += [(code, outcome) for code in codes]
        for state in (*ends, *codes):
            self._step(state, " ", more)

    def _lay_tail(self, outcome: Outcome) -> _Tail:
        """The controls that may follow at this level, twice: those of the registers, and NAMEs."""
        tail = _Tail(self._state(), self._state(), self._state(), self._lay_name())
        slashes = self._state()
        controls = [*_CONTROLS, *sorted(CUI_CATEGORIES)] if outcome.level == "U" else _CONTROLS
        ends = [self._word(slashes, control) for control in controls]
        begun = [self._word(slashes, beginning) for beginning in _BEGINNINGS]
        for character, followers in self.steps[slashes].items():
            self._step(tail.slash, character, followers[0])
            self._step(tail.legacy, character, followers[0])
        listed = self._lay_inside()
        for state in begun:
            self._step(state, _NAME, listed)
        self._step(tail.slash, "/", slashes)
        for state in (tail.slash, slashes, tail.legacy):
            self._step(state, " ", state)
        for state in (tail.name.inside, listed, self._lay_eyes(tail.slash, slashes), *ends):
            self._end(state, outcome, tail)
        return tail

    def _lay_name(self) -> _Name:
        inside, (slash, slashes) = self._lay_inside(), (self._state(), self._state())
        self._step(slash, "/", slashes)
        for state in (slash, slashes):
            self._step(state, _NAME, inside)
            self._step(state, " ", state)
        self.names |= {inside, slash, slashes, *(follower for character in _IN_NAME + ",:"
                                                 for follower in self.steps[inside][character])}
        return _Name(slash, inside)

    def _lay_inside(self) -> int:
        """The inside of a NAME or a list: words with single separators."""
        inside, between, comma = self._state(), self._state(), self._state()
        self._spelled |= {inside, between, comma}
        for state in (inside, between, comma):
            self._step(state, _NAME, inside)
        self._step(inside, _IN_NAME, between)
        self._step(inside, ",:", comma)
        self._step(between, "&", comma)
        self._step(comma, " ", between)
        return inside

    def _lay_eyes(self, *starts: int) -> int:
        """``GBR/USA EYES ONLY`` from each of ``starts``: codes of two to four letters; the state in which it ends."""
        first, words = self._state(), self._state()
        state = first
        for length in range(1, _LONGEST_CODE + 1):
            follower = self._state()
            self._step(state, _NAME, follower)
            if length > 1:
                self._step(follower, "/", first)
                self._step(follower, " ", words)
            state = follower
        for start in starts:
            self._step(start, _NAME, self.steps[first]["A"][0])
        return self._word(words, "EYES ONLY")

    def _end(self, state: int, outcome: Outcome, tail: _Tail) -> None:
        """A mark may end in ``state``, or a control may follow."""
        self._close(state, outcome)
        for before in (state, tail.blank):
            self._step(before, "/", tail.slash)
            self._step(before, "/", tail.name.slash)
        self._step(state, " ", tail.blank)
        self._step(state, _LEGACY_SEPARATORS, tail.legacy)

    def _close(self, state: int, outcome: Outcome) -> None:
        self.bare[state] = outcome
        if outcome not in self._closed:
            self._closed[outcome] = self._state()
            self.wrapped[self._closed[outcome]] = outcome
        self._step(state, ")", self._closed[outcome])

    def _entire_text(self, outcome: Outcome) -> int:
        if outcome not in self._entire:
            first = place = self._entire[outcome] = self._state()
            self._step(first, _BEFORE_ENTIRE, first)
            for letter in _ENTIRE:
                follower = self._state()
                self._step(place, letter + letter.lower(), follower)
                place = follower
            self._close(place, outcome)
        return self._entire[outcome]

    def _ways(self, state: int) -> tuple[tuple[str, int], ...]:
        if state in self.names:
            return ()
        unmade = self.names | self._spelled
        characters: dict[int, str] = {}
        for character, targets in self.steps[state].items():
            for target in targets:
                characters.setdefault(target, character)
        return tuple((character, target) for target, character in characters.items() if target not in unmade)


@lru_cache(maxsize=1)
def well_formed_marks() -> Automaton:
    """The automaton, laid down once, when the first damaged mark is met."""
    return Automaton()
