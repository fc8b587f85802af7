"""From a determination to the released model: the one step at which text is left behind.

What this module puts into a :class:`ReleasedModel` depends on the withheld characters in no way (design §3, promise 3):
withheld text is passed over by position and never looked at. Whatever is unclear is withheld.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from redact.documents import Document, Portion, Span
from redact.errors import RedactError
from redact.markings import CONTROL_KINDS, LEVEL_TITLES, Marking, control_token
from redact.policy import Decision, Determination
from redact.release.model import Piece, ReleasedModel, ReleasedPortion, Shown, Withheld

HIDDEN_CONTROL_CODE = "controlled"
"""The shipped code under which the part of an old mark is kept back that the policy does not allow to be shown."""
HIDDEN_CONTROL_WORDS = "handling restriction not declassified"
UNDETERMINED_CODE = "undetermined"
_UNTITLED = "no title in the code table"
_TITLES = {HIDDEN_CONTROL_CODE: HIDDEN_CONTROL_WORDS, UNDETERMINED_CODE: "not released: no rule applies"}
_COUNTRY_LISTS = {"releasable_to": ("dissem", "REL"), "display_to": ("dissem", "DISPLAY ONLY"),
                  "eyes": ("dissem", "EYES")}
"""Kinds of controls whose tokens are countries, with the control that introduces the list: it stands for them all."""


@dataclass(frozen=True, slots=True)
class _Hole:
    """A stretch of a portion's text that does not leave (``start`` and ``end``, characters), and what stands there."""

    start: int
    end: int
    piece: Withheld


@dataclass(frozen=True, slots=True)
class _Face:
    """What decides how an old mark is shown: the controls the policy allows to be named, the banner of the release."""

    controls: frozenset[tuple[str, str]]
    banner: Marking

    @classmethod
    def of(cls, determination: Determination) -> _Face:
        plan = determination.plan
        named = (control_token(name) for name in plan.show_controls)
        return cls(frozenset(control for control in named if control is not None), plan.banner)


def release_model(document: Document, determination: Determination, *, name: str, status: Literal["released", "draft"],
                  date: dt.date, case: str = "", authority: str = "") -> ReleasedModel:
    """The released model of a document under a determination.

    ``name`` is the release's name, ``date`` the day printed on it, ``authority`` "NAME, TITLE". A draft bears the
    source's overall marking, a release the roll-up of what is released. A release from which anything is missing, if
    only a control in an old mark, is one in part.

    Raises :class:`RedactError` where the decisions are not one a portion in document order: a fault of the caller.
    """
    _check_decisions(document, determination)
    plan = determination.plan
    face = _Face.of(determination)
    portions = tuple(_released(portion, decision, face) for portion, decision
                     in zip(document.portions, determination.decisions, strict=True))
    codes = _codes_used(portions, plan.code_titles)
    titles = {**_TITLES, **dict(plan.code_titles)}
    return ReleasedModel(
        name=name, status=status, title=_title(document, portions) or name,
        marking=document.marking.banner if status == "draft" else plan.banner.banner,
        outcome="RIP" if plan.outcome == "RIF" and codes else plan.outcome,
        policy_name=plan.policy.name, policy_version=plan.policy.version, date=date,
        portions=portions, codes=codes, legend=tuple((code, titles.get(code, _UNTITLED)) for code in codes),
        declassified=any(decision.declassifies for decision in determination.decisions if not decision.withheld),
        case=case, authority=authority)


def withheld_texts(document: Document, determination: Determination) -> list[str]:
    """Every text that the release keeps back, in document order: what the gate looks for.

    Whole portions as they stand in the source, and each stretch inside a released portion, among them the part of an
    old mark that may not be shown.
    """
    _check_decisions(document, determination)
    face = _Face.of(determination)
    texts: list[str] = []
    for portion, decision in zip(document.portions, determination.decisions, strict=True):
        if decision.withheld:
            texts.append(portion.text)
        else:
            texts += [portion.text[hole.start:hole.end] for hole in _holes(portion, decision, face)]
    return texts


def _check_decisions(document: Document, determination: Determination) -> None:
    decided = [decision.portion for decision in determination.decisions]
    if decided != [portion.id for portion in document.portions]:
        raise RedactError("the decisions are not one for each portion in document order; nothing can be released")


def _released(portion: Portion, decision: Decision, face: _Face) -> ReleasedPortion:
    if decision.withheld:
        piece = Withheld(decision.codes or (UNDETERMINED_CODE,), decision.amount)
        return ReleasedPortion(portion.id, "withheld", None, decision.action, piece.codes, piece.amount, (piece,))
    holes = _holes(portion, decision, face)
    return ReleasedPortion(
        id=portion.id, kind=portion.kind, number=portion.number, action=decision.action,
        codes=_united(hole.piece.codes for hole in holes), amount=None,
        content=_pieces(portion.text, holes, portion.mark if _mark_is_old(portion, decision, face) else None),
        old_marking=_old_marking(portion, decision, face))


# --- what is cut out of a released portion -------------------------------------------------------------------------

def _holes(portion: Portion, decision: Decision, face: _Face) -> list[_Hole]:
    """The withheld stretches of a released portion in order, none overlapping another."""
    holes = [_Hole(max(span.start, 0), min(span.end, len(portion.text)),
                   Withheld(span.codes or decision.codes or (UNDETERMINED_CODE,), span.amount))
             for span in decision.spans]
    if _mark_is_old(portion, decision, face) and not _may_be_shown(portion.marking, face):
        holes += _mark_holes(portion)
    apart: list[_Hole] = []
    for hole in sorted((hole for hole in holes if hole.start < hole.end), key=lambda hole: (hole.start, -hole.end)):
        if apart and hole.start < apart[-1].end:
            apart[-1] = _joined(apart[-1], hole)
        else:
            apart.append(hole)
    return apart


def _joined(first: _Hole, second: _Hole) -> _Hole:
    """Two overlapping holes as one with the codes of both; of two that only meet, no amount can be told."""
    amount = first.piece.amount if second.end <= first.end else None
    codes = _united((first.piece.codes, second.piece.codes))
    return _Hole(first.start, max(first.end, second.end), Withheld(codes, amount))


def _mark_holes(portion: Portion) -> list[_Hole]:
    """What to keep back of an old mark with a control that may not be shown: all but its level and parentheses.

    A mark whose parts cannot be located is kept back whole.
    """
    if portion.mark is None:
        return []
    start, end = portion.mark
    hidden = Withheld((HIDDEN_CONTROL_CODE,))
    marking = portion.marking
    # The level of a foreign mark can be a word of its own (NS), which would tell the owner.
    level = next((part for part in marking.parts if part.kind == "level" and part.token == marking.level), None)
    if level is None or marking.text != portion.text[start:end]:
        return [_Hole(start, end, hidden)]
    opening = 1 if marking.text.startswith("(") else 0
    closing = 1 if marking.text.endswith(")") else 0
    return [_Hole(start + opening, start + level.start, hidden), _Hole(start + level.end, end - closing, hidden)]


def _pieces(text: str, holes: Sequence[_Hole], struck: Span | None) -> tuple[Piece, ...]:
    """The text with each hole's piece in its place, the ``struck`` range set apart."""
    pieces: list[Piece] = []
    position = 0
    for hole in holes:
        pieces += _shown(text, position, hole.start, struck)
        pieces.append(hole.piece)
        position = hole.end
    return (*pieces, *_shown(text, position, len(text), struck))


def _shown(text: str, start: int, end: int, struck: Span | None) -> list[Shown]:
    """The characters from ``start`` to ``end``, cut where the struck range begins and ends."""
    first, last = struck or (end, end)
    cuts = sorted({start, end} | {cut for cut in (first, last) if start < cut < end})
    return [Shown(text[left:right], struck=first <= left < last) for left, right in pairwise(cuts)]


# --- old markings --------------------------------------------------------------------------------------------------

def _mark_is_old(portion: Portion, decision: Decision, face: _Face) -> bool:
    """True for a mark that no longer holds and is struck through (32 CFR 2001.25).

    A classification line states the overall marking and is old where the release bears another; any other mark is old
    where the decision leaves the portion under another one.
    """
    if portion.mark is None:
        return False
    present = face.banner if portion.kind == "classification" else decision.effective
    return present is None or _says(portion.marking) != _says(present)


def _says(marking: Marking) -> tuple[object, ...]:
    """What a marking means, however it is written."""
    return marking.level, marking.controls, marking.unknown, marking.owner, marking.joint


def _may_be_shown(marking: Marking, face: _Face) -> bool:
    """True if every control of the mark is one that the policy allows on the face; foreign owners never are."""
    if marking.unknown or marking.joint or marking.owner != ("USA",):
        return False
    borne = {_COUNTRY_LISTS.get(kind, (kind, token)) for kind in CONTROL_KINDS
             for token in getattr(marking.controls, kind)}
    return borne <= face.controls


def _old_marking(portion: Portion, decision: Decision, face: _Face) -> str | None:
    """What the face says of the old overall marking in words; None where the portion shows none, and where a span of
    the decision keeps back any of it: to say it then would give away what is withheld."""
    if portion.mark is None or portion.kind != "classification" or not _mark_is_old(portion, decision, face):
        return None
    first, last = portion.mark
    if any(span.start < last and first < span.end for span in decision.spans):
        return None
    if _may_be_shown(portion.marking, face):
        return portion.marking.banner
    return f"{LEVEL_TITLES[portion.marking.level]}, {HIDDEN_CONTROL_WORDS}"


# --- the words about the release -----------------------------------------------------------------------------------

def _title(document: Document, portions: Sequence[ReleasedPortion]) -> str | None:
    """The document's number if the portion it was read from is released in full; never the subject."""
    source = document.header.fields.get("number")
    released_in_full = any(portion.id == source and all(isinstance(piece, Shown) for piece in portion.content)
                           for portion in portions)
    return document.header.number if released_in_full else None


def _codes_used(portions: Sequence[ReleasedPortion], table: Sequence[tuple[str, str]]) -> tuple[str, ...]:
    """The codes on withheld pieces, each once, in the order of the table; those it lacks come last."""
    used = _united(piece.codes for portion in portions for piece in portion.content if isinstance(piece, Withheld))
    place = {code: number for number, (code, _) in enumerate(table)}
    return tuple(sorted(used, key=lambda code: place.get(code, len(place))))


def _united(groups: Iterable[Sequence[str]]) -> tuple[str, ...]:
    """Every code of the groups once, in order of first appearance."""
    return tuple(dict.fromkeys(code for group in groups for code in group))
