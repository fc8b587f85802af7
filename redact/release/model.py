"""The released model: everything a release says, and nothing it keeps back.

Renderers take a :class:`ReleasedModel` and nothing else, so a renderer cannot leak what it was never given, and all
outputs agree because they come from one model (design §2).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Literal

from redact.documents import Kind
from redact.policy import Action, Outcome


@dataclass(frozen=True, slots=True)
class Shown:
    """Released characters, as they stand in the source. ``struck`` marks an old marking that no longer holds."""

    text: str
    struck: bool = False


@dataclass(frozen=True, slots=True)
class Withheld:
    """Something withheld: its codes and the amount class, nothing else of it."""

    codes: tuple[str, ...]
    amount: str | None = None

    @property
    def label(self) -> str:
        """The text on the face, the ActualText and the copied text: ``[Withheld: CODES; AMOUNT]`` (design §6)."""
        codes = ", ".join(self.codes)
        return f"[Withheld: {codes}; {self.amount}]" if self.amount else f"[Withheld: {codes}]"

    def to_json(self) -> dict[str, Any]:
        return {"withheld": {"codes": list(self.codes), "amount": self.amount}}


Piece = Shown | Withheld


@dataclass(frozen=True, slots=True)
class ReleasedPortion:
    """One portion as it leaves. A withheld one has kind ``withheld``, no number, and one :class:`Withheld` piece.

    ``old_marking`` is, for a classification line, what the face says of the old overall marking in words
    ("CONFIDENTIAL", or "SECRET, handling restriction not declassified"); None elsewhere.
    """

    id: str
    kind: Kind | Literal["withheld"]
    number: str | None
    action: Action
    codes: tuple[str, ...]
    amount: str | None
    content: tuple[Piece, ...]
    old_marking: str | None = None

    def to_json(self) -> dict[str, Any]:
        content: list[Any] = []
        for piece in self.content:
            if isinstance(piece, Withheld):
                content.append(piece.to_json())
            elif content and isinstance(content[-1], str):
                content[-1] += piece.text
            else:
                content.append(piece.text)
        struck = {"struck": ranges} if (ranges := self._struck()) else {}
        old = {"old_marking": self.old_marking} if self.old_marking is not None else {}
        return {"id": self.id, "kind": self.kind, "number": self.number, "action": self.action,
                "codes": list(self.codes), "amount": self.amount, "content": content, **struck, **old}

    def _struck(self) -> list[list[int]]:
        """Where the shown text is struck through: start and end in its characters, those withheld left out."""
        ranges: list[list[int]] = []
        position = 0
        for piece in self.content:
            if isinstance(piece, Shown):
                if piece.struck:
                    ranges.append([position, position + len(piece.text)])
                position += len(piece.text)
        return ranges

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> ReleasedPortion:
        """The portion that :meth:`to_json` told; raises KeyError, TypeError or ValueError for anything else."""
        content: list[Piece] = []
        position = 0
        for item in told["content"]:
            if isinstance(item, str):
                content += _cut(item, position, told.get("struck", ()))
                position += len(item)
            else:
                content.append(Withheld(tuple(item["withheld"]["codes"]), item["withheld"]["amount"]))
        return cls(told["id"], told["kind"], told["number"], told["action"], tuple(told["codes"]), told["amount"],
                   tuple(content), told.get("old_marking"))


def _cut(text: str, position: int, struck: Sequence[Sequence[int]]) -> list[Shown]:
    """A text that begins at ``position`` of the shown characters, cut where the struck ranges begin and end."""
    edges = {edge - position for pair in struck for edge in pair if 0 < edge - position < len(text)}
    cuts = sorted({0, len(text)} | edges)
    return [Shown(text[start:end], any(first <= position + start and position + end <= last for first, last in struck))
            for start, end in pairwise(cuts)]


@dataclass(frozen=True, slots=True)
class ReleasedModel:
    """What the public is given of one document.

    ``marking`` is the banner of what is released ("UNCLASSIFIED"); ``date`` the date printed on the release;
    ``case`` the case number and ``authority`` "NAME, TITLE" or "" where not given; ``declassified`` is True only where
    the policy declassified something; ``codes`` are the codes used, each once, in the order of the code table;
    ``legend`` gives (code, title) for each of them. ``name`` is the release's name, ``status`` "draft" for a draft.
    """

    name: str
    status: Literal["released", "draft"]
    title: str
    marking: str
    outcome: Outcome
    policy_name: str
    policy_version: int
    date: dt.date
    portions: tuple[ReleasedPortion, ...]
    codes: tuple[str, ...]
    legend: tuple[tuple[str, str], ...]
    declassified: bool = False
    case: str = ""
    authority: str = ""

    def to_json(self) -> dict[str, Any]:
        """The object of ``NAME.json`` (design §6)."""
        return {
            "status": self.status, "title": self.title, "marking": self.marking,
            "policy": {"name": self.policy_name, "version": self.policy_version}, "date": self.date.isoformat(),
            "determination": self.outcome, "case": self.case, "authority": self.authority,
            "declassified": self.declassified, "codes": list(self.codes),
            "legend": [list(entry) for entry in self.legend],
            "portions": [portion.to_json() for portion in self.portions],
        }

    @classmethod
    def from_json(cls, told: Mapping[str, Any], name: str) -> ReleasedModel:
        """The released model that ``NAME.json`` tells; raises KeyError, TypeError or ValueError for anything else.

        ``name`` is the release's name, which stands in its manifest.
        """
        return cls(
            name=name, status=told["status"], title=told["title"], marking=told["marking"],
            outcome=told["determination"], policy_name=told["policy"]["name"],
            policy_version=told["policy"]["version"], date=dt.date.fromisoformat(told["date"]),
            portions=tuple(map(ReleasedPortion.from_json, told["portions"])), codes=tuple(told["codes"]),
            legend=tuple((code, title) for code, title in told["legend"]), declassified=told["declassified"],
            case=told["case"], authority=told["authority"])
