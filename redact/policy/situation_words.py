"""A situation as people know it: a marking, and a document with its dates, in words.

What a situation leaves open is filled in with the most ordinary: a paragraph of an American document, judged on a day
of 2026.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, cast

from redact.markings import CONTROL_KINDS, LEVEL_TITLES, Controls, Level, Marking, rank
from redact.markings.compose import compose
from redact.policy.facts import MARKING_SETS
from redact.policy.situations import Situation, Space
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
)
from redact.policy.universe import Atom, categories, entailed

DAY = dt.date(2026, 11, 23)
UNREAD_TOKEN = "XYZZY"
"""Stands for a control that no register knows."""
_FLAGS = (UNREAD, DOCUMENT_UNREAD, CAPTION_UNREAD, SENDER_UNKNOWN, WRITER_UNKNOWN, REASON_UNREAD)
_LISTS = {"REL": "releasable_to", "DISPLAY ONLY": "display_to", "EYES": "eyes"}
_FOUND = {"document": "from the document", "section": "from its section", "parent": "from the paragraph above",
          "entire-text": "from a mark on the entire text"}
_ENDS = {"passed": "its classification ended", "future": "its classification has not ended",
         "exempt": "exempt from declassification", "unknown": "when its classification ends cannot be told"}


@dataclass(frozen=True, slots=True)
class Example:
    """A situation shown: ``marking`` is the portion's mark, ``document`` the rest in words, ``facts`` the same as plain
    values."""

    marking: str
    document: str
    facts: dict[str, Any]
    as_of: dt.date

    @property
    def words(self) -> str:
        """The marking and the document in one line."""
        return f"{self.marking} {self.document}"

    def to_json(self) -> dict[str, Any]:
        return {"marking": self.marking, "document": self.document, "as_of": self.as_of.isoformat(),
                "facts": self.facts}


def example(situation: Situation, space: Space) -> Example:
    """A situation of a space, shown."""
    date, as_of = days(situation, space)
    held = names_held(situation, space)
    told = [*_place(situation), *_agencies(situation, held), *_when(situation, date, as_of),
            *_document(situation, held), *_heads(situation, held)]
    return Example(portion_mark(situation, held), ", ".join(told), _facts(situation, space), as_of)


def names_held(situation: Situation, space: Space) -> list[Atom]:
    """The names that stand for the facts a situation holds, and those that they entail."""
    held: dict[Atom, None] = {}
    for fact in space.by_name.values():
        if fact.atoms and situation[fact.name]:
            held.update(dict.fromkeys((fact.atoms[0], *entailed(fact.atoms[0]))))
    return list(held)


def portion_mark(situation: Situation, held: list[Atom]) -> str:
    """The mark that a portion bears in a situation, as it would be written."""
    level: Level = situation[LEVEL][0]
    marking = marking_of(level, [atom for atom in held if atom[0] in MARKING_SETS], bool(situation.get(UNREAD)))
    if level == "unknown":
        return "(a mark that cannot be read)" if marking.portion == "(UNKNOWN)" else marking.portion
    return marking.portion


def marking_of(level: Level, held: list[Atom], unread: bool) -> Marking:
    """A marking with these controls. A joint or NATO one has owners instead of a control."""
    tokens: dict[str, list[str]] = {kind: [] for kind in CONTROL_KINDS}
    for category, name in held:
        if name not in tokens[category] and (category, name) not in (("fgi", "JOINT"), ("nato", "NATO")):
            tokens[category].append(name)
    for token, listed in _LISTS.items():
        if token in tokens["dissem"] and not tokens[listed] and listed != "releasable_to":
            tokens[listed] = ["GBR"]
    joint = ("fgi", "JOINT") in held
    owner = ("NATO",) if ("nato", "NATO") in held else ("USA", "GBR") if joint else ("USA",)
    controls = Controls(**{kind: tuple(names) for kind, names in tokens.items()})
    return compose(level, controls, owner=owner, joint=joint and owner != ("NATO",),
                   unknown=(UNREAD_TOKEN,) if unread else ())


def days(situation: Situation, space: Space) -> tuple[dt.date | None, dt.date]:
    """The date of a document, None where it has none, and the day on which it is judged, so that it is as old as the
    situation says."""
    value = situation.get(DATE, (0, dt.date.min))
    if value is None:
        return None, DAY
    passed, day = cast("tuple[int, dt.date]", value)
    years = space.ages[passed - 1] if passed else 0
    if day != dt.date.min:
        return day, dt.date(min(day.year + years + 1 if passed else day.year, 9999), 12, 31)
    return dt.date(DAY.year - years - 1 if passed else DAY.year - 1 if not space.ages else DAY.year, 6, 6), DAY


def _facts(situation: Situation, space: Space) -> dict[str, Any]:
    """Every fact by the keys of conditions, as plain values; names held as category and name."""
    kind, found, unmarked = situation[PLACE_FACT]
    levels = dict(zip(ALL_LEVELS, situation[LEVEL], strict=True))
    date, _ = days(situation, space)
    asked = {category for question in space.told for category in categories(question.attribute)}
    told = {**{name: level for name, level in levels.items() if level is not None}, "kind": kind, "found": found,
            "routing": unmarked, "held": [f"{category}: {name}" for category, name in names_held(situation, space)
                                          if category in asked],
            "unknown": [name for name in _FLAGS if situation.get(name)]}
    if DATE in situation:
        told["date"] = date.isoformat() if date else None
    if ENDS in situation:
        told["declassify_on"] = situation[ENDS]
    return {**told, **{name: situation[name] for name in ("format", "case") if name in situation}}


def _place(situation: Situation) -> Iterator[str]:
    kind, found, unmarked = situation[PLACE_FACT]
    if found == "explicit":
        yield f"on a {kind}" if not unmarked else f"as the overall marking on a {kind} line"
    elif found == "none":
        yield f"on an unmarked {kind} of which nothing is known"
    else:
        yield f"on an unmarked {kind}, taken {_FOUND[found]}"


def _agencies(situation: Situation, held: list[Atom]) -> Iterator[str]:
    names = [name for category, name in held if category == "agency"]
    senders = [name for category, name in held if category == "from"]
    if senders:
        yield f"from {' and '.join(senders)}"
    if names:
        yield f"with equity of {', '.join(names)}"
    if situation.get(SENDER_UNKNOWN):
        yield "without a sender"
    elif situation.get(WRITER_UNKNOWN):
        yield "of an unknown agency"


def _when(situation: Situation, date: dt.date | None, as_of: dt.date) -> Iterator[str]:
    if DATE in situation:
        yield f"dated {date.isoformat()}" if date else "without a date"
    classified = ENDS in situation and (situation[LEVEL][0] != "U" or situation[ENDS] != "passed")
    if classified:
        yield _ENDS[situation[ENDS]]
    if DATE in situation or classified:
        yield f"as of {as_of.isoformat()}"


def _document(situation: Situation, held: list[Atom]) -> Iterator[str]:
    level, overall, highest = situation[LEVEL]
    if overall is not None:
        yield f"in a document marked {LEVEL_TITLES[overall]}"
    if highest is not None and rank(highest) > rank(overall or level):
        yield f"in which something is marked {LEVEL_TITLES[highest]}"
    own = {name for category, name in held if category in MARKING_SETS}
    others = [name for category, name in held if category == "document_controls" and name not in own]
    if others:
        yield f"with {', '.join(others)} elsewhere in the document"
    if situation.get(DOCUMENT_UNREAD) and not situation.get(UNREAD):
        yield "with a control elsewhere that cannot be read"


def _heads(situation: Situation, held: list[Atom]) -> Iterator[str]:
    for category, words in (("captions", "with the caption"), ("tags", "with the TAGS"), ("to", "to"),
                            ("info", "for information to"), ("reasons", "classified for the reason")):
        names = [name for kind, name in held if kind == category]
        if names:
            yield f"{words} {', '.join(names)}"
    if situation.get(CAPTION_UNREAD):
        yield "with a caption that cannot be read"
    if situation.get(REASON_UNREAD):
        yield "with a reason that cannot be read"
    for name in ("format", "case"):
        if name in situation:
            yield f"{name} {situation[name] or 'unknown'}"
