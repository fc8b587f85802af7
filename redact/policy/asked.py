"""What policies ask of a portion: every question about a set, every bound of a level, an age or a date.

A policy sees a portion only through these questions, so two portions that answer all of them alike are one situation
(policy.md, "Proving, comparing, mutating").
"""

from __future__ import annotations

import datetime as dt
import operator
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial

from redact.markings import Level, rank
from redact.policy.model import Policy
from redact.policy.schema import Condition, LevelCondition, SetCondition, age_bound
from redact.policy.vocabulary import ATTRIBUTES, LEVEL_ATTRIBUTES

LEVEL_BOUNDS: dict[str, Callable[[int, int], bool]] = {"at_least": operator.ge, "at_most": operator.le,
                                                       "above": operator.gt, "below": operator.lt}


@dataclass(frozen=True, slots=True)
class Question:
    """Whether a set holds any of ``names`` or, with ``outside``, anything that is none of them.

    Every operator on a set is made of such questions: ``only`` of one outside its list, ``any`` of one outside
    nothing, ``all_of`` of one for each name.
    """

    attribute: str
    names: tuple[str, ...]
    outside: bool = False


@dataclass
class Asked:
    """All that some conditions ask. ``ends`` is whether they ask when the classification ends."""

    questions: dict[Question, None] = field(default_factory=dict)
    levels: dict[str, list[Callable[[Level], bool]]] = field(default_factory=dict)
    ages: set[int] = field(default_factory=set)
    days: set[dt.date] = field(default_factory=set)
    ends: bool = False

    def attributes(self) -> set[str]:
        """The set-valued attributes that are asked about."""
        return {question.attribute for question in self.questions}


def asked_by(policies: Iterable[Policy], *, releasing_only: bool = False, never: bool = True) -> Asked:
    """What policies ask; ``releasing_only`` leaves out the rules that cannot release, ``never`` False what must never
    leave. The audience's ceiling asks too, and no policy can be decided without the level."""
    asked = Asked()
    for policy in policies:
        for rule in policy.rules:
            if releasing_only and rule.protective:
                continue
            for condition in (rule.when, rule.unless):
                _note(condition, asked)
            if not rule.protective and _has_age(rule.when, rule.unless):
                asked.ends = True  # an age ends nothing that is exempt, so the ceiling asks
        for entry in policy.never if never else ():
            _note(entry.when, asked)
        _ceiling(policy, asked)
    return asked


def questions(attribute: str, condition: SetCondition) -> Iterator[tuple[Question, bool]]:
    """The questions that a condition on a set is made of, each with the answer it wants; all have to be so answered."""
    if condition.any_of is not None:
        yield Question(attribute, condition.any_of), True
    for name in condition.all_of or ():
        yield Question(attribute, (name,)), True
    if condition.none_of is not None:
        yield Question(attribute, condition.none_of), False
    if condition.only is not None:
        yield Question(attribute, condition.only, outside=True), False
    if condition.empty is not None:
        yield Question(attribute, (), outside=True), not condition.empty


def walk(condition: Condition | None, *, positive: bool = True) -> Iterator[tuple[str, object, bool]]:
    """Every key of a condition that is no ``any``, ``all`` or ``not``, with its value and sign: False inside an odd
    number of ``not``."""
    if condition is None:
        return
    for key, value in condition.given().items():
        if isinstance(value, Condition):
            yield from walk(value, positive=not positive)
        elif key in ("any", "all"):
            assert isinstance(value, tuple)
            for part in value:
                yield from walk(part, positive=positive)
        else:
            yield key, value, positive


def _note(condition: Condition | None, asked: Asked) -> None:
    for key, value, _ in walk(condition):
        if key in ATTRIBUTES:
            assert isinstance(value, SetCondition)
            asked.questions.update(dict.fromkeys(question for question, _ in questions(key, value)))
        elif key in LEVEL_ATTRIBUTES:
            asked.levels.setdefault(key, []).extend(_level_tests(value))
        elif key == "age":
            asked.ages.add(age_bound(str(value))[1])
        elif key == "date":
            asked.days |= {day for day in (getattr(value, "before", None), getattr(value, "after", None)) if day}
        elif key == "declassify_on":
            asked.ends = True
        else:
            raise AssertionError(f"no situation is known for '{key}'")


def _level_tests(value: object) -> Iterator[Callable[[Level], bool]]:
    """What a condition on a level tells apart: each level it names, and its bounds."""
    assert isinstance(value, LevelCondition)
    yield "unknown".__eq__
    for level in value.is_ or ():
        yield level.__eq__
    for name, holds in LEVEL_BOUNDS.items():
        bound: Level | None = getattr(value, name)
        if bound is not None:
            yield partial(_bounded, holds, bound)


def _bounded(holds: Callable[[int, int], bool], bound: Level, held: Level) -> bool:
    return holds(rank(held), rank(bound))


def _has_age(*conditions: Condition | None) -> bool:
    return any(key == "age" for condition in conditions for key, _, _ in walk(condition))


def _ceiling(policy: Policy, asked: Asked) -> None:
    """What an audience abroad asks: NOFORN, REL TO for each country, and whether anything bars an unclassified one."""
    if policy.audience == "public" or not set(policy.audience.countries) - {"USA"}:
        return
    ceiling = [Question("dissem", ("NF",)), Question("controls", (), outside=True)]
    ceiling += [Question("releasable_to", (country,)) for country in policy.audience.countries if country != "USA"]
    asked.questions.update(dict.fromkeys(ceiling))
