"""A marking while it is being read: entries gathered one by one, then put in order."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import NamedTuple

from redact.markings.model import Controls, Level, Part, PartKind, Problem, Severity
from redact.markings.normalise import Copy
from redact.markings.register import CONTROLS, CUI_CATEGORIES, HVSACO, SAP, SCI_SYSTEMS, Control, country_rank

CATEGORIES: tuple[PartKind, ...] = ("sci", "sap", "aea", "nato", "fgi", "cui", "dissem", "nonic")
"""The categories after the level in the order in which they stand (CAPCO 2016, section D)."""

CATEGORY_ORDER: dict[str, int] = {category: order for order, category in enumerate(CATEGORIES)}


class Piece(NamedTuple):
    """A stretch of the normalised copy, in characters."""

    start: int
    end: int


@dataclass(slots=True)
class Entry:
    """One control as read: its token, how the writer put it, and the block (between double slashes) it stands in.

    ``banner`` and ``portion`` are the writer's form where that is allowed there, else the abbreviation; ``special``
    says that one of them is no abbreviation. ``place`` is where it stands, None in a marking made from attributes.
    """

    category: str
    token: str
    banner: str
    portion: str
    block: int
    countries: tuple[str, ...] = ()
    special: bool = False
    place: Piece | None = None


@dataclass(slots=True)
class Draft:
    """What was read so far. Offsets given to its methods count characters of the normalised copy.

    ``kind`` is ``portion``, ``banner``, or ``attributes`` for what was written as neither.
    """

    copy: Copy
    kind: str
    level: Level = "unknown"
    level_form: str = ""
    level_implied: bool = False
    owner: tuple[str, ...] = ("USA",)
    joint: bool = False
    activity: str = ""
    entries: list[Entry] = field(default_factory=list)
    unknown: list[tuple[str, int]] = field(default_factory=list)
    named: set[str] = field(default_factory=set)
    notices: list[str] = field(default_factory=list)
    problems: dict[Problem, None] = field(default_factory=dict)
    parts: list[Part] = field(default_factory=list)
    entire_text: bool = False
    dialect: str = "capco"
    block: int = 0

    def report(self, code: str, severity: Severity, message: str, rule: str = "", place: Piece | None = None) -> None:
        """Note a problem, once; ``place`` is what it is about."""
        start, end = (self.copy.start(place.start), self.copy.end(place.end)) if place else (None, None)
        self.problems[Problem(code, severity, message, rule, start, end)] = None

    def locate(self, kind: PartKind, token: str, start: int, end: int) -> None:
        """Note where a token stands."""
        self.parts.append(Part(kind, token, self.copy.start(start), self.copy.end(end)))

    def add(self, category: PartKind, token: str, start: int, end: int, banner: str = "", portion: str = "",
            countries: tuple[str, ...] = ()) -> None:
        """Take a control that stands at ``start`` to ``end``."""
        usual, short = banner_form(category, token), portion_form(category, token)
        banner, portion = banner or usual, portion or short
        self.entries.append(Entry(category, token, banner, portion, self.block, countries,
                                  banner != usual or portion != short, Piece(start, end)))
        self.locate(category, token, start, end)

    def add_unknown(self, start: int, end: int) -> str:
        """Take the characters from ``start`` to ``end`` verbatim as a token that no register knows."""
        written = self.copy.cased[start:end]
        self.unknown.append((written, self.block))
        self.locate("unknown", written, start, end)
        return written

    def add_stray(self, start: int, end: int) -> None:
        """Take punctuation that no control follows as unknown; the canonical forms leave it out."""
        written = self.copy.cased[start:end]
        self.unknown.append((written, -1))
        self.locate("unknown", written, start, end)

    def name_unknown(self, token: str, place: Piece | None = None) -> None:
        """Record an unregistered name that stands inside a control the grammar knows."""
        if token not in self.named:
            self.named.add(token)
            self.unknown.append((token, -1))
        self.report("unregistered", "warning", f"{token} is in no register of this program; it counts as most "
                    "restrictive", "CAPCO 2016 section D", place)


def is_accm(token: str) -> bool:
    """True for an alternative compensatory control measure (``ACCM-TEA LEAF``)."""
    return token.startswith("ACCM-")


_OPENINGS = {"sap": "SAR-", "fgi": "FGI"}


def banner_form(category: str, token: str) -> str:
    """A token as a banner abbreviates it (NOFORN for NF, FRD-SIGMA 14 for FRD-SG 14); of a program or a source, the
    word that opens its block."""
    control = CONTROLS.get((category, token))
    if control is not None:
        return control.banner
    return token.replace("-SG ", "-SIGMA ") if category == "aea" else _OPENINGS.get(category, token)


def portion_form(category: str, token: str) -> str:
    """A token as a portion mark has it: itself, or the word that opens its block."""
    return _OPENINGS.get(category, token) if token != HVSACO else token


def registered(category: str, token: str) -> Control | None:
    """The register's row for a token; of a compartment or a suffix, that of its system."""
    if category == "sap" and token != HVSACO:
        return SAP
    if category == "sci":
        return SCI_SYSTEMS.get(token.split("-")[0])
    if category == "aea":
        return CONTROLS.get((category, token.split("-")[0]))
    return CONTROLS.get((category, token))


def token_rank(category: str, token: str) -> tuple[int, str]:
    """Sort key of a token within its category: register order; SCI, SAP and ACCM numeric first, then by letter."""
    if category == "sci" or (category == "nonic" and is_accm(token)):
        return (99, token)
    if category == "sap":
        return (99 if token != HVSACO else 100, token)
    if category == "fgi":
        return (country_rank(token)[1], token)
    if category == "cui":
        return (0 if token == "CUI" else 1 if token.startswith("SP-") else 2, token)
    control = registered(category, token)
    return (control.order if control else 98, token)


def written_rank(category: str, token: str) -> tuple[int, str]:
    """The same within a marking as written: ACCM nicknames, which no register orders, are all alike."""
    return (99, "") if category == "nonic" and is_accm(token) else token_rank(category, token)


_NONE = Controls()
_LISTS = {"REL": "releasable_to", "DISPLAY ONLY": "display_to", "EYES": "eyes"}


def controls_of(draft: Draft) -> Controls:
    """The controls of a draft, in register order."""
    if not draft.entries:
        return _NONE
    found: dict[str, dict[str, None]] = {}
    lists: dict[str, set[str]] = {}
    for entry in draft.entries:
        found.setdefault(entry.category, {})[entry.token] = None
        if entry.countries:
            lists.setdefault(_LISTS[entry.token], set()).update(entry.countries)
    tokens = {category: _in_order(category, names) for category, names in found.items()}
    return Controls(**tokens, **{name: tuple(sorted(codes, key=country_rank)) for name, codes in lists.items()})


def _in_order(category: str, tokens: Collection[str]) -> tuple[str, ...]:
    """Tokens of one category in register order; ACCM nicknames, which have none, as written."""
    if len(tokens) < 2:
        return tuple(tokens)
    return tuple(sorted(tokens, key=lambda token: written_rank(category, token)))


def known_cui(token: str) -> bool:
    """True for a registered CUI category, basic or specified."""
    return token == "CUI" or token in CUI_CATEGORIES
