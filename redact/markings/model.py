"""A classification marking as a value: what it says, how it was written, what is wrong with it.

A marking is what stands in a banner line or a portion mark: the level, the controls, who owns the information.
Values are immutable; everything else in the program asks them, nothing changes them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

Level = Literal["U", "R", "C", "S", "TS", "unknown"]
Severity = Literal["error", "warning", "note"]
PartKind = Literal["level", "owner", "sci", "sap", "aea", "fgi", "nato", "dissem", "releasable_to", "display_to",
                   "eyes", "nonic", "cui", "entire-text", "notice", "unknown"]

LEVELS: tuple[Level, ...] = ("U", "R", "C", "S", "TS", "unknown")
"""From mild to strict. ``unknown`` counts as the most restrictive (design §3, promise 2)."""

_RANK = {level: number for number, level in enumerate(LEVELS)}

LEVEL_TITLES: dict[Level, str] = {
    "U": "UNCLASSIFIED", "R": "RESTRICTED", "C": "CONFIDENTIAL", "S": "SECRET", "TS": "TOP SECRET",
    "unknown": "UNKNOWN",
}


def rank(level: Level) -> int:
    """Place of a level in the order U < R < C < S < TS < unknown, from 0."""
    return _RANK[level]


@dataclass(frozen=True, slots=True)
class Problem:
    """Something a checker says of a marking. ``code`` is stable; ``rule`` names the source of the rule.

    ``start`` and ``end`` are offsets (characters) into ``Marking.text`` of what it is about; both None where that is
    the marking as a whole, or something that is missing.
    """

    code: str
    severity: Severity
    message: str
    rule: str = ""
    start: int | None = None
    end: int | None = None

    def to_json(self) -> dict[str, Any]:
        return {"code": self.code, "severity": self.severity, "message": self.message, "rule": self.rule,
                "start": self.start, "end": self.end}


class Part(NamedTuple):
    """One token of a marking where it stands: ``start`` and ``end`` are offsets (characters) into ``Marking.text``.

    ``token`` is the portion abbreviation (``NF`` for NOFORN); for ``kind`` "unknown" the text as written.
    """

    kind: PartKind
    token: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Controls:
    """Control markings by category, as portion abbreviations in register order (CAPCO 2016, table 4)."""

    sci: tuple[str, ...] = ()
    sap: tuple[str, ...] = ()
    aea: tuple[str, ...] = ()
    fgi: tuple[str, ...] = ()
    nato: tuple[str, ...] = ()
    dissem: tuple[str, ...] = ()
    releasable_to: tuple[str, ...] = ()
    display_to: tuple[str, ...] = ()
    eyes: tuple[str, ...] = ()
    nonic: tuple[str, ...] = ()
    cui: tuple[str, ...] = ()

    def to_json(self) -> dict[str, list[str]]:
        return {name: list(getattr(self, name)) for name in CONTROL_KINDS}

    def __bool__(self) -> bool:
        return any(getattr(self, name) for name in CONTROL_KINDS)


CONTROL_KINDS: tuple[str, ...] = ("sci", "sap", "aea", "fgi", "nato", "dissem", "releasable_to", "display_to", "eyes",
                                  "nonic", "cui")


@dataclass(frozen=True, slots=True)
class Marking:
    """A marking as read.

    ``text`` is the characters as written (None for one that was worked out, such as a roll-up). ``level`` is the level
    as written: an unknown token never changes it; a level that cannot be read is ``unknown``. ``banner`` and
    ``portion`` keep the writer's choice of title or abbreviation, the ``canonical`` ones have the abbreviations;
    ``portion`` has its parentheses. ``unknown`` holds tokens no register knows, verbatim. ``entire_text`` is True for
    marks such as ``(C – Entire text)``. ``parts`` locate the tokens in ``text``, in the order written.
    """

    level: Level
    banner: str
    portion: str
    canonical_banner: str
    canonical_portion: str
    text: str | None = None
    owner: tuple[str, ...] = ("USA",)
    joint: bool = False
    controls: Controls = field(default_factory=Controls)
    notices: tuple[str, ...] = ()
    dialect: str = "capco"
    unknown: tuple[str, ...] = ()
    entire_text: bool = False
    problems: tuple[Problem, ...] = ()
    parts: tuple[Part, ...] = ()

    @property
    def valid(self) -> bool:
        """False only where a problem has severity error."""
        return all(problem.severity != "error" for problem in self.problems)

    @property
    def uncontrolled(self) -> bool:
        """True if nothing but the level speaks: no control, no unknown token, no foreign or joint owner."""
        return not self.controls and not self.unknown and self.owner == ("USA",) and not self.joint

    def to_json(self) -> dict[str, Any]:
        """The object of design §6."""
        return {
            "text": self.text, "level": self.level, "banner": self.banner, "portion": self.portion,
            "canonical": {"banner": self.canonical_banner, "portion": self.canonical_portion},
            "owner": list(self.owner), "joint": self.joint, "controls": self.controls.to_json(),
            "notices": list(self.notices), "dialect": self.dialect, "unknown": list(self.unknown),
            "entire_text": self.entire_text, "valid": self.valid,
            "problems": [problem.to_json() for problem in self.problems],
        }
