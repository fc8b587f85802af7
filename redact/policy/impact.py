"""What a new policy would change in real documents: the portions whose decision flips."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from redact.documents import Document, Portion
from redact.markings import Marking, inherited, rank, rollup
from redact.policy.compiled import STRICTNESS
from redact.policy.decide import decide
from redact.policy.model import Policy
from redact.policy.plan import Decision
from redact.policy.settings import Direction

EXCERPT = 240
"""Characters of a portion that a page shows."""
WORDS = {"release": "released", "downgrade": "lowered and released", "redact": "released in part", "refer": "referred",
         "withhold": "withheld", "withhold-document": "withheld with its document"}


@dataclass(frozen=True, slots=True)
class Flip:
    """A portion that two policies decide otherwise. ``same`` are those that only the codes, referrals or rules for what
    is cut tell apart. ``excerpt`` is the beginning of its text."""

    document: str
    portion: str
    kind: str
    number: str | None
    mark: str
    direction: Direction
    old: Decision
    new: Decision
    excerpt: str = field(repr=False, default="")

    def to_json(self) -> dict[str, Any]:
        return {"document": self.document, "portion": self.portion, "kind": self.kind, "number": self.number,
                "marking": self.mark, "direction": self.direction, "old": _brief(self.old), "new": _brief(self.new)}


@dataclass
class Impact:
    """What flips, gathered document by document."""

    old: Policy
    new: Policy
    as_of: dt.date
    documents: int = 0
    portions: int = 0
    flips: list[Flip] = field(default_factory=list)
    _markings: set[Marking] = field(default_factory=set)

    def add(self, document: Document, name: str = "") -> int:
        """Decide a document under both policies; how many of its portions flip. ``name`` is what it is called here."""
        found = list(flips(document, self.old, self.new, self.as_of, name or document.name))
        self.documents += 1
        self.portions += len(document.portions)
        self.flips += found
        self._markings |= {inherited(marking) for marking in (document.marking, *(
            portion.marking for portion in document.portions))}
        return len(found)

    @property
    def marking(self) -> Marking:
        """The overall marking of all documents looked at."""
        return rollup(self._markings)

    @property
    def counts(self) -> dict[str, int]:
        """How many portions flip in each direction."""
        return directions(self.flips)

    @property
    def transitions(self) -> list[tuple[str, str, Direction, int]]:
        """How many flip from each action to each, the most frequent first."""
        counted = Counter((flip.old.action, flip.new.action, flip.direction) for flip in self.flips)
        return [(*key, count) for key, count in sorted(counted.items(), key=lambda item: (-item[1], item[0]))]

    def to_json(self) -> dict[str, Any]:
        """The object that ``redact policy impact --json`` prints."""
        return {**{side: {"name": policy.name, "version": policy.version, "sha256": policy.sha256}
                   for side, policy in (("old", self.old), ("new", self.new))},
                "as_of": self.as_of.isoformat(), "marking": self.marking.to_json(), "documents": self.documents,
                "portions": self.portions, "counts": self.counts, "flips": [flip.to_json() for flip in self.flips]}


def directions(flipped: Iterable[Flip]) -> dict[str, int]:
    """How many flips there are in each direction."""
    counted = Counter(flip.direction for flip in flipped)
    return {"looser": counted["looser"], "tighter": counted["tighter"], "same": counted["same"]}


def flips(document: Document, old: Policy, new: Policy, as_of: dt.date, name: str) -> Iterator[Flip]:
    """The portions of one document that the policies decide otherwise, in its order."""
    before, after = decide(document, old, as_of).decisions, decide(document, new, as_of).decisions
    for portion, first, second in zip(document.portions, before, after, strict=True):
        if _meaning(first) != _meaning(second):
            yield Flip(name, portion.id, portion.kind, portion.number, portion.marking.portion,
                       direction(portion, first, second), first, second, _excerpt(portion))


def in_words(decision: Decision) -> str:
    """A decision in words with its codes."""
    codes = ", ".join(dict.fromkeys((*decision.codes, *(code for span in decision.spans for code in span.codes))))
    return WORDS[decision.action] + (f" ({codes})" if codes else "")


def direction(portion: Portion, old: Decision, new: Decision) -> Direction:
    """Whether the new decision shows more of a portion. What shows more in one place and less in another is looser."""
    before, after = _shown(portion, old), _shown(portion, new)
    if after - before:
        return "looser"
    if before - after:
        return "tighter"
    strict = STRICTNESS[new.action] - STRICTNESS[old.action]
    if strict or old.withheld:
        return "looser" if strict < 0 else "tighter" if strict > 0 else "same"
    lowered = _rank(new.effective) - _rank(old.effective)
    return "looser" if lowered < 0 else "tighter" if lowered > 0 else "same"


def _rank(marking: Marking | None) -> int:
    return rank(marking.level) if marking is not None else rank("unknown")


def _shown(portion: Portion, decision: Decision) -> set[int]:
    """The places of the characters that leave."""
    if decision.withheld:
        return set()
    shown = set(range(len(portion.text)))
    for span in decision.spans:
        shown -= set(range(span.start, span.end))
    return shown


def _meaning(decision: Decision) -> tuple[object, ...]:
    """What a decision comes to, whatever rules it came from."""
    spans = tuple((span.start, span.end, span.codes) for span in decision.spans)
    effective = decision.effective.canonical_portion if decision.effective and not decision.withheld else ""
    return decision.action, spans, decision.codes, decision.refer_to, effective


def _brief(decision: Decision) -> dict[str, Any]:
    return {"action": decision.action, "codes": list(decision.codes), "rules": list(decision.rules),
            "spans": len(decision.spans), "refer_to": list(decision.refer_to)}


def _excerpt(portion: Portion) -> str:
    words = " ".join(portion.text[:EXCERPT * 2].split())
    return words if len(words) <= EXCERPT else words[:EXCERPT - 1] + "…"
