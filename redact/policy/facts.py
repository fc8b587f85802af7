"""The facts of a portion that conditions ask about: its marking, its place, its document, and a day.

A fact that cannot be told stays unknown here and is read against release by :mod:`redact.policy.conditions`:

- a level that is missing or unreadable is ``unknown``, and then nothing is known of the controls either;
- a token of a marking that no register knows makes every set of controls open (``SetFact.other``): it may be any of
  them, so no allow-list and no ``none`` can be relied on;
- a caption line that is no registered caption opens the set of captions in the same way.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Literal

from redact.documents import ROUTING_KINDS, Document, Portion
from redact.markings import CONTROL_KINDS, Level, Marking, rank
from redact.policy.agencies import Equity, equity, originators
from redact.policy.registers import UNCLASSIFIED, captions_of, control_names
from redact.policy.vocabulary import address, reason

DeclassifyState = Literal["passed", "future", "exempt", "unknown"]
ATOMIC_ENERGY = ("RD", "FRD", "TFNI")
"""What the controls begin with whose classification never ends by date (10 CFR 1045)."""
MARKING_SETS = ("sci", "sap", "aea", "fgi", "nato", "dissem", "releasable_to", "nonic", "cui")
"""The sets of controls that a marking has, by category."""
CONTROL_SETS = frozenset({*MARKING_SETS, "controls", "document_controls"})
"""The facts in which a token that no register knows may stand for anything."""


@dataclass(frozen=True, slots=True)
class SetFact:
    """The names a set is known to hold; ``other`` if it may hold more that could not be read."""

    names: frozenset[str] = frozenset()
    other: bool = False


_NO_EQUITY = Equity(frozenset())
NOTHING = SetFact()
SOMETHING = SetFact(other=True)


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a portion on a day. ``sets`` and ``levels`` go by the keys of conditions.

    ``date`` is the document's date of origin, None if unknown; ``as_of`` the day on which the classification is
    judged. ``declassify_on`` says how that day stands to the end of the classification.
    """

    levels: Mapping[str, Level]
    sets: Mapping[str, SetFact]
    date: dt.date | None
    as_of: dt.date
    declassify_on: DeclassifyState

    def as_read(self) -> Facts:
        """The same, with every token that no register knows taken for none of those that the registers name."""
        sets = {name: SetFact(fact.names) if name in CONTROL_SETS else fact for name, fact in self.sets.items()}
        return replace(self, sets=sets)

    def over(self, years: int) -> bool | None:
        """Whether the day lies after 31 December of the year of origin plus ``years`` (E.O. 13526 3.3(a))."""
        return None if self.date is None else self.as_of > dt.date(min(self.date.year + years, 9999), 12, 31)


def own_mark(portion: Portion) -> bool:
    """True for a portion that bears a portion mark itself. The overall marking on a classification or caption line is
    no portion mark."""
    banner = portion.kind in ("classification", "caption") and not (portion.marking.text or "").startswith("(")
    return portion.found == "explicit" and not banner


def routes(portion: Portion) -> bool:
    """True for a line that routes the message and bears no mark of its own."""
    return portion.kind in ROUTING_KINDS and not own_mark(portion)


def judged_marking(portion: Portion) -> Marking:
    """The marking by which ceiling, ``never`` and proofs judge a portion: an unmarked routing portion bears the
    document's level for the record only and counts as UNCLASSIFIED without controls (design §7)."""
    return UNCLASSIFIED if routes(portion) else portion.marking


@dataclass
class DocumentFacts:
    """The facts of one document on one day, from which those of each portion are made.

    ``ask_equity`` False leaves out whose information a portion is, for policies that do not ask: it takes a search of
    the text, all else is read off the marks.
    """

    document: Document
    as_of: dt.date
    case: str = ""
    ask_equity: bool = True
    _by_mark: dict[tuple[object, ...], Facts] = field(default_factory=dict)

    def of(self, portion: Portion, *, judged: bool = False) -> Facts:
        """The facts of a portion; ``judged`` takes the marking by which ceiling and ``never`` judge it."""
        marking = judged_marking(portion) if judged else portion.marking
        stake = equity(portion, self._writers) if self.ask_equity else _NO_EQUITY
        key = (marking, portion.kind, portion.found, routes(portion), stake)
        if key not in self._by_mark:
            self._by_mark[key] = self._facts(portion, marking, stake)
        return self._by_mark[key]

    def _facts(self, portion: Portion, marking: Marking, stake: Equity) -> Facts:
        sets = dict(self._shared)
        sets.update(_controls(marking))
        sets["agency"] = SetFact(stake.agencies, stake.unknown)
        sets["kind"] = SetFact(frozenset({portion.kind}))
        sets["found"] = SetFact(frozenset({portion.found}))
        sets["routing"] = SetFact(frozenset({"yes" if routes(portion) else "no"}))
        levels: dict[str, Level] = {"level": marking.level, **self._levels}
        return Facts(levels, sets, self.document.date, self.as_of, self._declassify_on(marking))

    @cached_property
    def _writers(self) -> Equity:
        return originators(self.document)

    @cached_property
    def _levels(self) -> dict[str, Level]:
        marked = [portion.marking.level for portion in self.document.portions]
        overall = self.document.marking.level
        return {"document_level": overall, "highest": max([overall, *marked], key=rank)}

    @cached_property
    def _shared(self) -> dict[str, SetFact]:
        """The facts that all portions share."""
        header = self.document.header
        return {
            "document_controls": self._document_controls,
            "captions": self._captions,
            "tags": SetFact(frozenset(tag.upper() for tag in header.tags)),
            "from": SetFact(frozenset({address(header.sender)})) if header.sender else SOMETHING,
            "to": _addresses(header.to, known=header.sender is not None),
            "info": _addresses(header.info, known=header.sender is not None),
            "reasons": self._reasons,
            "format": SetFact(frozenset({self.document.format})),
            "case": SetFact(frozenset({self.case})) if self.case else SOMETHING,
        }

    @cached_property
    def _document_controls(self) -> SetFact:
        """The controls of the overall marking and of every mark that a portion bears itself."""
        marks = {self.document.marking, *(portion.marking for portion in self.document.portions)}
        facts = [_controls(mark)["controls"] for mark in marks]
        return SetFact(frozenset().union(*(fact.names for fact in facts)), any(fact.other for fact in facts))

    @cached_property
    def _captions(self) -> SetFact:
        lines = list(self.document.header.captions)
        lines += [portion.text for portion in self.document.portions if portion.kind == "caption"]
        read = [captions_of(line) for line in lines]
        names = frozenset(name for names in read for name in names or ())
        return SetFact(names, other=any(found is None for found in read))

    @cached_property
    def _reasons(self) -> SetFact:
        reasons = self.document.header.reasons
        if not reasons:
            return NOTHING if self.document.marking.level == "U" else SOMETHING
        read = [_reason(text) for text in reasons]
        return SetFact(frozenset(name for name in read if name), other=None in read)

    def _declassify_on(self, marking: Marking) -> DeclassifyState:
        """How the day stands to the end of the classification. RD, FRD and TFNI never end by date (10 CFR 1045)."""
        ends = self.document.declassification
        atomic = any(token.startswith(ATOMIC_ENERGY) for token in marking.controls.aea)
        if ends.state == "exempt" or atomic:
            return "exempt"
        if ends.state != "dated" or ends.on is None:
            return "unknown"
        return "passed" if self.as_of >= ends.on else "future"


def _addresses(names: tuple[str, ...], *, known: bool) -> SetFact:
    """The addressees; a document without even a sender tells nothing of whom it went to."""
    return SetFact(frozenset(address(name) for name in names if name.strip()), other=not names and not known)


def _reason(text: str) -> str | None:
    try:
        return reason(text)
    except ValueError:
        return None


def _controls(marking: Marking) -> dict[str, SetFact]:
    """The sets of controls of a marking: by category, and all of them as ``controls``."""
    unread = bool(marking.unknown) or marking.level == "unknown"
    names = control_names(marking)
    sets = {category: SetFact(names.get(category, frozenset()), unread) for category in MARKING_SETS}
    sets["controls"] = SetFact(frozenset().union(*names.values()), unread)
    return sets


assert set(MARKING_SETS) <= set(CONTROL_KINDS)
