"""Conditions of a policy as English: what a reviewer reads aloud, made from the conditions and nothing else.

A condition becomes a tree of clauses, negated ones put into words of their own, so that no sentence says "it is not so
that". Every key and operator of the language has its words here; :func:`clauses` refuses one that has none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from redact.markings import LEVEL_TITLES
from redact.markings.register import NAMES
from redact.policy.schema import Condition, DateCondition, LevelCondition, SetCondition, age_bound

Join = Literal["and", "or"]


@dataclass(frozen=True, slots=True)
class Joined:
    """Clauses that all hold (``and``) or of which one holds (``or``)."""

    join: Join
    parts: tuple[Clause, ...]


@dataclass(frozen=True, slots=True)
class Lacks:
    """What a portion does not bear: several such clauses are said as one list."""

    what: str
    but: tuple[str, ...] = ()


Clause = str | Lacks | Joined
_BORNE = {
    "sci": ("SCI control", "an"), "sap": ("special access marking", "a"), "aea": ("atomic energy marking", "an"),
    "fgi": ("mark of foreign government information", "a"), "nato": ("NATO marking", "a"),
    "dissem": ("dissemination control", "a"), "nonic": ("non-intelligence control", "a"),
    "cui": ("CUI marking", "a"), "controls": ("control marking", "a"),
}
"""Sets that a portion bears: each with its noun and the article before it."""
_KINDS = {"transport": "transport line", "header": "header line", "caption": "caption line",
          "classification": "classification line", "subject": "subject line", "heading": "heading",
          "paragraph": "paragraph", "summary": "summary", "table": "table", "signature": "signature"}
_FOUND = {"explicit": "a mark of its own", "entire-text": "a mark on the entire text",
          "parent": "the mark of the paragraph above", "document": "the mark of the document",
          "section": "the mark of its section", "none": "no mark at all"}
_ENDS = {"passed": "the day on which its classification ends has passed",
         "future": "the day on which its classification ends lies ahead",
         "exempt": "it is exempt from declassification by date",
         "unknown": "the day on which its classification ends cannot be told"}
_NOT_ENDS = {"passed": "the day on which its classification ends has not passed",
             "future": "the day on which its classification ends does not lie ahead",
             "exempt": "it is not exempt from declassification by date",
             "unknown": "the day on which its classification ends is known"}
_BOUNDS = {"at_least": ("{} or higher", "lower than {}"), "at_most": ("{} or lower", "higher than {}"),
           "above": ("higher than {}", "{} or lower"), "below": ("lower than {}", "{} or higher")}
_LEVELS = {"level": ("it is marked {}", "it is not marked {}", "its level cannot be told",
                     "its level can be told"),
           "document_level": ("the document as a whole is marked {}", "the document as a whole is not marked {}",
                              "the level of the document cannot be told", "the level of the document can be told"),
           "highest": ("the highest mark in the document is {}", "the highest mark in the document is not {}",
                       "the level of a mark in the document cannot be told",
                       "the level of every mark in the document can be told")}


def sentence(condition: Condition) -> str:
    """When a condition holds, as the words after *where* or *unless*; "" where it always does."""
    return said(clauses(condition))


# --- from conditions to clauses --------------------------------------------------------------------------------------


def clauses(condition: Condition, *, holds: bool = True) -> Clause:
    """A condition as clauses, or, where ``holds`` is False, what is said where it does not hold."""
    parts = [_clause(key, value, holds) for key, value in condition.given().items()]
    return _joined("and" if holds else "or", parts)


def _clause(key: str, value: object, holds: bool) -> Clause:
    if isinstance(value, Condition):
        return clauses(value, holds=not holds)
    if key in ("any", "all"):
        assert isinstance(value, tuple)
        return _joined("or" if (key == "any") == holds else "and", [clauses(part, holds=holds) for part in value])
    if isinstance(value, LevelCondition):
        return _level(key, value, holds)
    if isinstance(value, SetCondition):
        return _set(key, value, holds)
    if isinstance(value, DateCondition):
        return _date(value, holds)
    return _age(str(value), holds) if key == "age" else _ends(value, holds)


def _joined(join: Join, parts: Iterable[Clause]) -> Clause:
    """The parts as one clause; those that are joined alike are laid open."""
    flat: list[Clause] = []
    for part in parts:
        flat += part.parts if isinstance(part, Joined) and (part.join == join or len(part.parts) < 2) else [part]
    return flat[0] if len(flat) == 1 else Joined(join, tuple(flat))


def _level(key: str, value: LevelCondition, holds: bool) -> Clause:
    is_so, is_not, unread, read = _LEVELS[key]
    parts: list[Clause] = []
    if value.is_ is not None:
        titles = [LEVEL_TITLES[level] for level in value.is_ if level != "unknown"]
        named = [(is_so if holds else is_not).format(_listed(titles, "or"))] if titles else []
        unknown = [unread if holds else read] if "unknown" in value.is_ else []
        parts.append(_joined("or" if holds else "and", [*named, *unknown]))
    for bound, (inside, outside) in _BOUNDS.items():
        level = getattr(value, bound)
        if level is not None:
            parts.append(is_so.format((inside if holds else outside).format(LEVEL_TITLES[level])))
    return _joined("and" if holds else "or", parts)


def _set(key: str, value: SetCondition, holds: bool) -> Clause:
    words = _WORDS.get(key)
    parts: list[Clause] = []
    for operator, names in (("any_of", value.any_of), ("all_of", value.all_of), ("none_of", value.none_of),
                            ("only", value.only)):
        if names is not None:
            shown = tuple(map(_control, names)) if key in (*_BORNE, "document_controls") else names
            parts.append(words(operator, shown, holds) if words else _borne(key, operator, shown, holds))
    if value.empty is not None:
        operator = "only" if value.empty else "any"
        parts.append(words(operator, (), holds) if words else _borne(key, operator, (), holds))
    return _joined("and" if holds else "or", parts)


def _control(name: str) -> str:
    """A control as a banner writes it: ``NOFORN`` for ``NF``."""
    known = NAMES.get(name)
    return known.control.banner if known and known.form == "portion" else name


def _borne(key: str, operator: str, names: Sequence[str], holds: bool) -> Clause:
    """A set of marks that the portion bears."""
    noun, article = _BORNE[key]
    if operator in ("any", "only"):
        if (operator == "only") == holds:
            return Lacks(noun, tuple(names))
        return f"it bears {article} {noun}" + (f" other than {_listed(names, 'or')}" if names else "")
    if (operator == "none_of") == holds:
        return f"it does not bear {'any of ' if len(names) > 1 else ''}the {_many(noun, names)} {_listed(names, 'or')}"
    if operator == "all_of":
        return (f"it bears the {_many(noun, names)} {_listed(names, 'and')}" if holds
                else f"it lacks the {noun} {_listed(names, 'or')}")
    return f"it bears the {noun} {_listed(names, 'or')}"


def _verbal(does: str, does_not: str, nothing: str, something: str) -> Callable[[str, Sequence[str], bool], Clause]:
    """The words of a set of which something is said with a verb: with names in place of ``{}``, without any name, and
    with a name at all."""
    def words(operator: str, names: Sequence[str], holds: bool) -> Clause:
        if operator in ("any", "only") and not names:
            return nothing if (operator == "only") == holds else something
        if operator == "only":
            return (f"{nothing} but {_listed(names, 'and')}" if holds
                    else f"{something} other than {_listed(names, 'and')}")
        positive = (operator != "none_of") == holds
        every = operator == "all_of" and len(names) > 1
        joined = f"{'' if holds else 'all of '}{_listed(names, 'and')}" if every else _listed(names, "or")
        return (does if positive else does_not).format(joined)
    return words


def _routing(operator: str, names: Sequence[str], holds: bool) -> Clause:
    asked = (names[0] == "yes") if names else operator == "any"
    positive = (asked == (operator != "none_of")) == holds
    return f"it is {'' if positive else 'not '}an unmarked routing line"


def _kind(operator: str, names: Sequence[str], holds: bool) -> Clause:
    shown = [_KINDS[name] for name in names]
    positive = (operator != "none_of") == holds
    if not names:
        return "it is a portion of some kind" if (operator == "any") == holds else "it is a portion of no kind"
    listed = _listed([(f"{'an' if name[0] in 'aeiou' else 'a'} {name}") for name in shown], "or")
    return f"it is {listed}" if positive else f"it is not {listed}"


def _found(operator: str, names: Sequence[str], holds: bool) -> Clause:
    if not names:
        return "it is judged by a mark" if (operator == "any") == holds else "it is judged by nothing"
    listed = _listed([_FOUND[name] for name in names], "or")
    return f"it is {'' if (operator != 'none_of') == holds else 'not '}judged by {listed}"


def _agency(operator: str, names: Sequence[str], holds: bool) -> Clause:
    known = ["another government" if name == "FGI" else name for name in names if name != "unknown"]
    plain = _verbal("it is information of {}", "it is not information of {}", "it is no other agency's information",
                    "it is, or may be, another agency's or government's information")
    if "unknown" not in names:
        return plain(operator, known, holds)
    positive = (operator != "none_of") == holds
    unknown = "its originator cannot be told" if positive else "its originator is known"
    rest = [plain(operator, known, holds)] if known else []
    return _joined("or" if positive and operator != "all_of" else "and", [*rest, unknown])


_WORDS: dict[str, Callable[[str, Sequence[str], bool], Clause]] = {
    "releasable_to": _verbal("it is marked as releasable to {}", "it is not marked as releasable to {}",
                             "it is marked as releasable to no country", "it is marked as releasable to a country"),
    "document_controls": _verbal("the document bears the control {} anywhere",
                                 "the document nowhere bears the control {}",
                                 "the document bears no control marking anywhere",
                                 "the document bears a control marking anywhere"),
    "captions": _verbal("the message bears the caption {}", "the message does not bear the caption {}",
                        "the message bears no caption", "the message bears a caption"),
    "tags": _verbal("the message has the TAGS {}", "the message does not have the TAGS {}",
                    "the message has no TAGS", "the message has TAGS"),
    "from": _verbal("it was sent by {}", "it was not sent by {}", "the message names no sender",
                    "the message names a sender"),
    "to": _verbal("it was sent to {}", "it was not sent to {}", "the message names no action addressee",
                  "the message names an action addressee"),
    "info": _verbal("it was sent to {} for information", "it was not sent to {} for information",
                    "the message names no information addressee", "the message names an information addressee"),
    "reasons": _verbal("it is classified for the reason {}", "it is not classified for the reason {}",
                       "the document gives no reason for its classification",
                       "the document gives a reason for its classification"),
    "format": _verbal("the file is of the format {}", "the file is not of the format {}",
                      "the file is of no known format", "the file is of a known format"),
    "case": _verbal("it is reviewed in the case {}", "it is not reviewed in the case {}",
                    "it is reviewed in no case", "it is reviewed in a case"),
    "agency": _agency, "kind": _kind, "found": _found, "routing": _routing,
}


def _date(value: DateCondition, holds: bool) -> Clause:
    parts: list[Clause] = []
    for name in ("before", "after"):
        day = getattr(value, name)
        if day is not None:
            parts.append(f"the record is {'' if holds else 'not '}dated {name} {day.day} {day:%B} {day.year}")
    return _joined("and" if holds else "or", parts)


def _age(value: str, holds: bool) -> Clause:
    over, years = age_bound(value)
    return f"the record is {'' if over == holds else 'not '}over {years} year{'s' if years != 1 else ''} old"


def _ends(value: object, holds: bool) -> Clause:
    assert isinstance(value, tuple)
    words = _ENDS if holds else _NOT_ENDS
    return _joined("or" if holds else "and", [words[state] for state in value])


# --- from clauses to sentences ---------------------------------------------------------------------------------------


def said(clause: Clause) -> str:
    """A clause as English: a list of what is lacking as one, alternatives that hold lists of their own lettered."""
    if isinstance(clause, str):
        return clause
    if isinstance(clause, Lacks):
        return _lacking([clause])
    parts = _gathered(clause)
    if len(parts) < 2:
        return "".join(parts)
    nested = any(isinstance(part, Joined) for part in clause.parts)
    if clause.join == "or" and nested:
        return "; or ".join(f"({chr(97 + place)}) {part}" for place, part in enumerate(parts))
    if clause.join == "or":
        return f"either {parts[0]} or {parts[1]}" if len(parts) == 2 else f"{', '.join(parts[:-1])}, or {parts[-1]}"
    if nested or any(", " in part for part in parts[:-1]):
        return f"{'; '.join(parts[:-1])}; and {parts[-1]}"
    return f"{', '.join(parts[:-1])}{',' if len(parts) > 2 else ''} and {parts[-1]}"


def _gathered(joined: Joined) -> list[str]:
    """The parts of a clause in words. Of clauses that all hold, those on what is lacking become one."""
    lacking = [part for part in joined.parts if isinstance(part, Lacks)]
    if joined.join == "or" or len(lacking) < 2:
        return [said(part) for part in joined.parts]
    first = joined.parts.index(lacking[0])
    return [_lacking(lacking) if place == first else said(part)
            for place, part in enumerate(joined.parts) if place == first or not isinstance(part, Lacks)]


def _lacking(lacks: Sequence[Lacks]) -> str:
    """``it bears no SCI control, no NATO marking, and no dissemination control but NOFORN``: exceptions last."""
    plain = [f"no {entry.what}" for entry in lacks if not entry.but]
    but = [f"no {entry.what} but {_listed(entry.but, 'and')}" for entry in lacks if entry.but]
    together = [*plain, *but]
    if len(together) < 3:
        return f"it bears {' and '.join(together)}"
    return f"it bears {', '.join(together[:-1])}, and {together[-1]}"


def _listed(names: Sequence[str], last: str) -> str:
    """Names as a list: ``A, B or C``."""
    return f"{', '.join(names[:-1])} {last} {names[-1]}" if len(names) > 1 else "".join(names)


def _many(noun: str, names: Sequence[str]) -> str:
    if len(names) < 2:
        return noun
    head, of, rest = noun.partition(" of ")
    return f"{head}s{of}{rest}"
