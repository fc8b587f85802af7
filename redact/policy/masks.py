"""Conditions over a whole space at once: for each the situations in which it must hold and those in which it may.

In a space that leaves facts out, every set of situations is known only between two bounds. ``high`` asks for the
larger, so a releasing rule taken ``high`` and a protective one taken low release at least all that they release in
truth: a promise kept by that is kept. In a space that tells everything both bounds are the same.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from functools import cached_property
from typing import Any

from redact.markings import LEVELS, Level, rank
from redact.policy.asked import LEVEL_BOUNDS, Question, questions
from redact.policy.facts import CONTROL_SETS
from redact.policy.schema import Condition, DateCondition, LevelCondition, SetCondition, age_bound
from redact.policy.situations import Space
from redact.policy.space import (
    ALL_LEVELS,
    CAPTION_UNREAD,
    DATE,
    DOCUMENT_UNREAD,
    ENDS,
    LEVEL,
    PLACE_FACT,
    REASON_UNREAD,
    SENDER_UNKNOWN,
    UNREAD,
    WRITER_UNKNOWN,
    asks_unknown,
    at_place,
)
from redact.policy.universe import ATOMIC, DOCUMENT, PLACE, SINGLE, covered
from redact.policy.vocabulary import LEVEL_ATTRIBUTES, UNKNOWN

Pair = tuple[int, int]
"""The situations in which a condition must hold, and those in which it may."""


class View:
    """How conditions see the situations of a space.

    ``judged`` takes an unmarked routing portion as UNCLASSIFIED without controls, as ceiling and ``never`` do (design
    §7); ``as_read`` takes a token that no register knows for none that a condition asks for.
    """

    def __init__(self, space: Space, *, judged: bool = False, as_read: bool = False):
        self.space = space
        self.full = space.full
        self._judged = judged
        self._as_read = as_read
        self._pairs: dict[tuple[int, bool], tuple[Pair, Condition]] = {}
        self._answers: dict[tuple[Question, bool], Pair] = {}

    def fork(self) -> View:
        """A view of the same that knows what this one knows, and keeps what it learns to itself."""
        other = View(self.space, judged=self._judged, as_read=self._as_read)
        other._pairs, other._answers = dict(self._pairs), self._answers
        return other

    def pair(self, condition: Condition | None, high: bool) -> Pair:
        """Where a condition must and where it may hold, each as its higher or its lower bound."""
        if condition is None:
            return self.full, self.full
        key = (id(condition), high)
        if key not in self._pairs:
            must = may = self.full
            for name, value in condition.given().items():
                first, second = self._key(name, value, high)
                must, may = must & first, may & second
            self._pairs[key] = (must, may), condition  # the condition is kept so that its id stays its own
        return self._pairs[key][0]

    def key(self, name: str, value: object, high: bool) -> Pair:
        """The same for one key of a condition that is no ``any``, ``all`` or ``not``."""
        if isinstance(value, LevelCondition):
            return self._levels(name, value)
        if isinstance(value, SetCondition):
            return self._set(name, value, high)
        if isinstance(value, DateCondition):
            return self._date(value, high)
        return self._age(str(value), high) if name == "age" else self._declassify_on(value, high)

    def _key(self, name: str, value: object, high: bool) -> Pair:
        if isinstance(value, Condition):
            must, may = self.pair(value, not high)
            return self.full ^ may, self.full ^ must
        if name not in ("any", "all"):
            return self.key(name, value, high)
        assert isinstance(value, tuple)
        parts = [self.pair(part, high) for part in value]
        if name == "any":
            return _union(must for must, _ in parts), _union(may for _, may in parts)
        must = may = self.full
        for first, second in parts:
            must, may = must & first, may & second
        return must, may

    # --- levels ------------------------------------------------------------------------------------------------------

    def level_is(self, wanted: Callable[[str], bool], attribute: str = "level") -> int:
        """Where a level is one of those wanted."""
        place = ALL_LEVELS.index(attribute)
        found = self._values(LEVEL, lambda value: wanted(value[place]))
        if not self._judged or attribute != "level":
            return found
        return found & ~self.unmarked_routing | (self.unmarked_routing if wanted("U") else 0)

    @cached_property
    def unmarked_routing(self) -> int:
        """Where the portion routes the message and bears no mark of its own."""
        return self._values(PLACE_FACT, lambda place: place[2])

    def _levels(self, attribute: str, condition: LevelCondition) -> Pair:
        assert attribute in LEVEL_ATTRIBUTES
        must = may = self.full
        unknown = self.level_is(lambda held: held == "unknown", attribute)
        if condition.is_ is not None:
            wanted = frozenset(condition.is_)
            must = self.level_is(wanted.__contains__, attribute)
            may = must | (unknown if wanted - {"unknown"} else 0)
        for name, holds in LEVEL_BOUNDS.items():
            bound: Level | None = getattr(condition, name)
            if bound is not None:
                found = self._bounded(attribute, rank(bound), holds)
                must, may = must & found, may & (found | unknown)
        return must, may

    def _bounded(self, attribute: str, bound: int, holds: Callable[[int, int], bool]) -> int:
        wanted = {level for level in LEVELS if level != "unknown" and holds(rank(level), bound)}
        return self.level_is(wanted.__contains__, attribute)

    # --- sets --------------------------------------------------------------------------------------------------------

    def _set(self, attribute: str, condition: SetCondition, high: bool) -> Pair:
        must = may = self.full
        for question, wanted in questions(attribute, condition):
            first, second = self.answer(question, high if wanted else not high)
            if not wanted:
                first, second = self.full ^ second, self.full ^ first
            must, may = must & first, may & second
        return must, may

    def answer(self, question: Question, high: bool) -> Pair:
        """Where a question about a set must and where it may be answered with yes; what is unread may be anything."""
        key = (question, high)
        if key not in self._answers:
            held = self.holds(question, high)
            unread = self.unread(question.attribute, high)
            certain = held | (unread if asks_unknown(question) else 0)
            named = question.outside or any(name != UNKNOWN for name in question.names)
            self._answers[key] = certain, certain | (unread if named else 0)
        return self._answers[key]

    def holds(self, question: Question, high: bool) -> int:
        """Where a set is known to hold what a question asks for."""
        attribute = question.attribute
        if attribute in PLACE:
            return self._values(PLACE_FACT, lambda place: at_place(question, place), high)
        if attribute in SINGLE:
            return self._values(attribute, lambda name: name is not None and covered(question, (attribute, name)), high)
        held = self._held(question, high)
        if attribute == "from":
            return self._sender(question, held, high)
        return held & ~self.unmarked_routing if self._judged and attribute in CONTROL_SETS - {DOCUMENT} else held

    def _held(self, question: Question, high: bool) -> int:
        """Where a name is held that a question asks for; of a question that is not told nobody knows."""
        if question not in self.space.holding:
            return self.full if high else 0
        return _union(self.space.where(name, 1) for name in self.space.holding[question])

    def _sender(self, question: Question, held: int, high: bool) -> int:
        """A sender who is none of those asked for is somebody else."""
        known = self.full ^ self._flag(SENDER_UNKNOWN, not high)
        if question.outside:
            held |= self.full ^ self._held(Question("from", (), outside=True), not high)
        return held & known

    def unread(self, attribute: str, high: bool) -> int:
        """Where a set may hold more than is known of it."""
        if attribute in CONTROL_SETS:
            return 0 if self._as_read else self._unread_controls(attribute, high)
        if attribute == "captions":
            return self._flag(CAPTION_UNREAD, high)
        if attribute == "reasons":
            return self._flag(REASON_UNREAD, high)
        if attribute == "from":
            return self._flag(SENDER_UNKNOWN, high)
        if attribute in ("to", "info"):
            return self._flag(SENDER_UNKNOWN, high) & ~self._held(Question(attribute, (), outside=True), not high)
        if attribute == "agency":
            unknown = self._flag(WRITER_UNKNOWN, high) | self._flag(SENDER_UNKNOWN, high)
            return unknown & ~self._values(LEVEL, lambda value: value[0] == "U")
        return self._values("case", lambda name: name is None, high) if attribute == "case" else 0

    def _unread_controls(self, attribute: str, high: bool) -> int:
        """A token that no register knows may be any control; of a level that cannot be read nothing else is known."""
        own = self._flag(UNREAD, high) | self._values(LEVEL, lambda value: value[0] == "unknown")
        if attribute == DOCUMENT:
            return own | self._flag(DOCUMENT_UNREAD, high) | self._values(LEVEL, lambda value: "unknown" in value)
        return own & ~self.unmarked_routing if self._judged else own

    def _flag(self, name: str, high: bool) -> int:
        return self._values(name, bool, high)

    # --- days --------------------------------------------------------------------------------------------------------

    def _age(self, age: str, high: bool) -> Pair:
        over, years = age_bound(age)
        if DATE not in self.space.by_name:
            return (self.full, self.full) if high else (0, 0)
        place = self.space.ages.index(years)
        found = self._values(DATE, lambda value: value is not None and (value[0] > place) == over, high)
        return found, found | self._values(DATE, lambda value: value is None, high)

    def _date(self, condition: DateCondition, high: bool) -> Pair:
        def within(day: dt.date) -> bool:
            return ((condition.before is None or day < condition.before)
                    and (condition.after is None or day > condition.after))
        found = self._values(DATE, lambda value: value is not None and within(value[1]), high)
        return found, found | self._values(DATE, lambda value: value is None, high)

    def _declassify_on(self, value: object, high: bool) -> Pair:
        assert isinstance(value, tuple)
        found = _union(self.ends(state, high) for state in value if state != "unknown")
        return found, found | self.ends("unknown", high)

    def ends(self, state: str, high: bool) -> int:
        """Where the day on which the classification ends stands so to the as-of day. Restricted Data has no such
        day."""
        found = self._values(ENDS, lambda value: value == state, high)
        if state == "exempt":
            return found | self._atomic(high)
        return found & ~self._atomic(not high)

    def _atomic(self, high: bool) -> int:
        held = self._held(ATOMIC, high)
        return held & ~self.unmarked_routing if self._judged else held

    def _values(self, name: str, wanted: Callable[[Any], bool], high: bool = False) -> int:
        """Where a fact has one of the values that are wanted; of a fact that is left out nobody knows."""
        fact = self.space.by_name.get(name)
        if fact is None:
            return self.full if high and self.space.partial else 0
        return self.space.where_any(name, [index for index, value in enumerate(fact.values) if wanted(value)])


def _union(parts: Iterable[int]) -> int:
    found = 0
    for part in parts:
        found |= part
    return found
