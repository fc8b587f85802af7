"""The space of situations that policies tell apart.

Names of the registers, kinds of portions and dates are parted only where a policy parts them, and what no rule and no
``never`` asks for is left out: both exactly, so that what is decided here is decided for every document.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Hashable, Iterable, Iterator, Sequence
from itertools import product

from redact.markings import LEVELS, Level, rank
from redact.policy.asked import Asked, Question, asked_by
from redact.policy.facts import CONTROL_SETS, MARKING_SETS
from redact.policy.model import Policy
from redact.policy.situations import Fact, Space
from redact.policy.universe import (
    ATOMIC,
    DOCUMENT,
    PLACE,
    SINGLE,
    Atom,
    Place,
    categories,
    covered,
    entailed,
    places,
    universe,
)
from redact.policy.vocabulary import ATTRIBUTES, UNKNOWN

LEVEL, PLACE_FACT, DATE, ENDS = "level", "place", "date", "ends"
UNREAD, DOCUMENT_UNREAD, CAPTION_UNREAD = "unread control", "unread control in the document", "unread caption"
SENDER_UNKNOWN, WRITER_UNKNOWN, REASON_UNREAD = "unknown sender", "unknown originator", "unread reason"
ALL_LEVELS = ("level", "document_level", "highest")
_LEVEL_ORDER: tuple[Level, ...] = ("U", "C", "S", "TS", "R", "unknown")
_ENDS = ("passed", "future", "exempt", "unknown")
_SENT = frozenset({"from", "to", "info"})
_MANY = ("dissem", *(kind for kind in MARKING_SETS if kind != "dissem"), DOCUMENT, "captions", "tags", "from", "to",
         "info", "agency", "reasons")
"""Categories of which a portion may hold several names, those first that serve best as an example."""
MOST_VALUES = 2048
"""Most values of a fact; one that would have more is left out, and the space tells not all."""
_MANY_CLASSES = 256
"""Beyond so many facts no situation is decided one by one anyway, and none is looked for that others make up."""


def space_of(*policies: Policy, asked: Asked | None = None, partial: bool = False) -> Space:
    """Every situation that the policies, or the conditions in ``asked``, can tell apart. ``partial`` says that
    ``asked`` is not all that the policies ask."""
    asked = asked or asked_by(policies)
    dates, single, fits = _dates(asked), _single(asked), _fits(asked)
    facts = [_levels(asked), *([Fact(ENDS, _ENDS)] if asked.ends else []), *dates, _places(asked), *_held(asked),
             *single, *_unread(asked)]
    return Space(tuple(facts), frozenset(_told(asked)), tuple(sorted(asked.ages)), partial or not fits)


def _fits(asked: Asked) -> bool:
    """Whether dates, formats and cases have few enough values that their facts are told."""
    return (_date_values(asked) <= MOST_VALUES
            and all(len(_single_names(asked, attribute)) <= MOST_VALUES for attribute in SINGLE))


def _date_values(asked: Asked) -> int:
    return (len(asked.ages) + 1) * (3 * len(asked.days) + 1)


def _single_names(asked: Asked, attribute: str) -> set[str]:
    return {name for question in asked.questions if question.attribute == attribute for name in question.names}


def _told(asked: Asked) -> list[Question]:
    """The questions about sets of names: those asked, whether a sender or addressee is named at all, and whether
    Restricted Data is held, where the end of the classification is asked."""
    more = [Question(attribute, (), outside=True) for attribute in sorted(asked.attributes() & _SENT)]
    return list(dict.fromkeys([*asked.questions, *more, *([ATOMIC] if asked.ends else [])]))


def _levels(asked: Asked) -> Fact:
    """Levels of portion and document, and the highest; None for what nobody asks.

    Every level of the portion is a value of its own; those of the document are parted as far as conditions part them.
    """
    values: dict[Hashable, tuple[str | None, ...]] = {}
    for level, overall, highest in product(_LEVEL_ORDER, repeat=3):
        if max(rank(level), rank(overall)) <= rank(highest):
            told = {name: tuple(asks(value) for asks in asked.levels.get(name, ())) if name in asked.levels else None
                    for name, value in (("document_level", overall), ("highest", highest))}
            kept = [value if told[name] is not None else None
                    for name, value in (("document_level", overall), ("highest", highest))]
            values.setdefault((level, *told.values()), (level, *kept))
    return Fact(LEVEL, tuple(values.values()))


def _dates(asked: Asked) -> list[Fact]:
    """How many of the ages asked for are passed, and where the date lies among the days asked for; None: no date."""
    if not (asked.ages or asked.days) or _date_values(asked) > MOST_VALUES:
        return []
    return [Fact(DATE, (*product(range(len(asked.ages) + 1), day_bands(sorted(asked.days))), None))]


def day_bands(days: Sequence[dt.date]) -> list[dt.date]:
    """A date for every place among the days: each of them, and one before, between and after."""
    if not days:
        return [dt.date.min]
    one, asked = dt.timedelta(1), set(days)
    near = sorted({other for day in days for other in (day - one if day > dt.date.min else day, day,
                                                       day + one if day < dt.date.max else day)})
    return [day for place, day in enumerate(near) if day in asked or not place or near[place - 1] in asked]


def _places(asked: Asked) -> Fact:
    """Kinds of portion and ways of finding a mark, as far as asked, and whether it routes without a mark of its own."""
    tests = [question for question in asked.questions if question.attribute in PLACE]
    classes: dict[Hashable, list[Place]] = {}
    for place in places():
        answers = tuple(at_place(question, place) for question in tests)
        classes.setdefault((answers, place[2]), []).append(place)
    return Fact(PLACE_FACT, tuple(found[0] for found in classes.values()))


def at_place(question: Question, place: Place) -> bool:
    """Whether a question about kind, found or routing is answered with yes at a place."""
    kind, found, routes = place
    named = (kind, found, "yes" if routes else "no")[PLACE[question.attribute]]
    return covered(question, (question.attribute, named))


def _single(asked: Asked) -> list[Fact]:
    """Facts that hold exactly one name, such as the format; a case may be unknown."""
    facts = []
    for attribute in sorted(asked.attributes() & SINGLE):
        if len(_single_names(asked, attribute)) > MOST_VALUES:
            continue
        tests = [question for question in asked.questions if question.attribute == attribute]
        atoms = sorted(universe(attribute, tests), key=lambda atom: atom[1] != "another")
        classes: dict[Hashable, Atom] = {}
        for atom in atoms:
            classes.setdefault(tuple(covered(question, atom) for question in tests), atom)
        unknown = [None] if attribute == "case" else []
        facts.append(Fact(attribute, (*(name for _, name in classes.values()), *unknown)))
    return facts


def _unread(asked: Asked) -> list[Fact]:
    """Facts that say that something could not be read or told."""
    sets = asked.attributes()
    wanted = {UNREAD: sets & CONTROL_SETS, DOCUMENT_UNREAD: DOCUMENT in sets, CAPTION_UNREAD: "captions" in sets,
              SENDER_UNKNOWN: sets & _SENT, WRITER_UNKNOWN: "agency" in sets, REASON_UNREAD: "reasons" in sets}
    return [Fact(name) for name, asks in wanted.items() if asks]


def _held(asked: Asked) -> list[Fact]:
    """The facts of which the names that a portion holds are made.

    All that policies see of a portion's names is which questions they answer, and what several names answer is what
    each does. So names that answer alike are one fact, and a name that answers what some others answer together is
    none: where it is held, they may as well be.
    """
    classes: dict[int, list[Atom]] = {}
    for atom, held in _answers(asked).items():
        classes.setdefault(held, []).append(atom)
    told = _told(asked)
    named = {(category, name) for question in asked.questions for category in categories(question.attribute)
             for name in question.names}
    facts = []
    for held, atoms in classes.items():
        if len(classes) > _MANY_CLASSES or not _made_of_others(held, classes):
            atoms.sort(key=lambda atom: (atom not in named, atom[1].endswith("EXAMPLE"), _MANY.index(atom[0])))
            facts.append(Fact(": ".join(atoms[0]), answers=frozenset(told[number] for number in _bits(held)),
                              atoms=tuple(atoms)))
    return sorted(facts, key=lambda fact: _MANY.index(fact.atoms[0][0]))


def _made_of_others(held: int, classes: Iterable[int]) -> bool:
    return _all(other for other in classes if other & held == other != held) == held


def _answers(asked: Asked) -> dict[Atom, int]:
    """For every name of the registers the questions that holding it answers with yes, bit by bit; what it entails
    counts, and names that answer none are left out."""
    told = _told(asked)
    wanted = {category for question in told for category in categories(question.attribute)}
    about = {category: [(1 << number, question) for number, question in enumerate(told)
                        if category in categories(question.attribute)] for category in _MANY if category in wanted}
    indexes = {category: _Index(asks) for category, asks in about.items()}
    found: dict[Atom, int] = {}
    for category, asks in about.items():
        for atom in universe(category, [question for _, question in asks]):
            held = _all(indexes[other[0]].answers(other) for other in (atom, *_closure(atom)) if other[0] in indexes)
            if held:
                found[atom] = held
    return found


class _Index:
    """Questions about a category by the names they ask for: a list of thousands is not asked name by name."""

    def __init__(self, about: Sequence[tuple[int, Question]]):
        self._outside = _all(bit for bit, question in about if question.outside)
        self._excluded: dict[str, int] = {}
        self._asked: dict[str, list[tuple[int, Question]]] = {}
        self._special = [(bit, question) for bit, question in about if question is ATOMIC]
        for bit, question in about:
            for name in question.names:
                if question.outside:
                    self._excluded[name] = self._excluded.get(name, 0) | bit
                else:
                    self._asked.setdefault(name, []).append((bit, question))

    def answers(self, atom: Atom) -> int:
        """The questions that holding ``atom`` answers with yes, bit by bit."""
        name = atom[1]
        near = _all(bit for run in _runs(name) for bit, question in self._asked.get(run, ())
                    if run != UNKNOWN and ATTRIBUTES[question.attribute].covers(run, name))
        return (self._outside & ~self._excluded.get(name, 0) | near
                | _all(bit for bit, question in self._special if covered(question, atom)))


def _runs(name: str) -> set[str]:
    """Every stretch of a name between blanks and hyphens: only these can be names that it is an instance of."""
    edges = [0, *(place for place, letter in enumerate(name) if letter in " -"), len(name)]
    return {name[start:end].lstrip(" -") for number, start in enumerate(edges) for end in edges[number + 1:]}


def _bits(mask: int) -> Iterator[int]:
    while mask:
        yield (mask & -mask).bit_length() - 1
        mask &= mask - 1


def _closure(atom: Atom) -> Iterator[Atom]:
    for other in entailed(atom):
        yield other
        yield from _closure(other)


def _all(parts: Iterable[int]) -> int:
    found = 0
    for part in parts:
        found |= part
    return found


def asks_unknown(question: Question) -> bool:
    """Whether a question asks for what is unknown by that name."""
    return UNKNOWN in question.names and not question.outside


assert set(LEVELS) == set(_LEVEL_ORDER)
assert set(ATTRIBUTES) == {*_MANY, *PLACE, *SINGLE, "controls"}, "a fact that no situation tells would prove nothing"
