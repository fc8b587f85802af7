"""What a policy proposes for a document, and what people made of it.

A *plan* is what rules propose: one decision a portion, in document order. A *determination* is a plan with people's
acts applied; the release is built from that and from nothing else.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, Literal

from redact.documents import Document, Finding, Portion
from redact.markings import Marking

Action = Literal["release", "downgrade", "redact", "refer", "withhold", "withhold-document"]
ACTIONS: tuple[Action, ...] = ("release", "downgrade", "redact", "refer", "withhold", "withhold-document")
"""From mild to strict: the strictest matching rule decides (design §7)."""
WITHHOLDING: frozenset[str] = frozenset({"refer", "withhold", "withhold-document"})
"""Actions under which nothing of the portion leaves."""

Outcome = Literal["RIF", "RIP", "DIF", "referred"]
AmountUnit = Literal["none", "paragraphs", "lines"]


@dataclass(frozen=True, slots=True)
class WithheldSpan:
    """A stretch withheld inside a released portion. ``start`` and ``end`` are offsets into ``Portion.text``."""

    start: int
    end: int
    codes: tuple[str, ...]
    rules: tuple[str, ...]
    amount: str | None = None

    def to_json(self, portion: Portion) -> dict[str, Any]:
        return {"start": portion.to_source(self.start), "end": portion.to_source(self.end, end=True),
                "codes": list(self.codes), "rule": ", ".join(self.rules), "amount": self.amount}


@dataclass(frozen=True, slots=True)
class Decision:
    """What is proposed for one portion.

    ``effective`` is what the portion bears once the decision stands: released to the public, UNCLASSIFIED; downgraded,
    the target; else its own. ``declassifies`` is True where the decision ends a classification (the portion was
    classified and leaves unclassified because a rule says that its classification has ended).
    """

    portion: str
    action: Action
    effective: Marking | None
    spans: tuple[WithheldSpan, ...] = ()
    codes: tuple[str, ...] = ()
    amount: str | None = None
    rules: tuple[str, ...] = ()
    because: str = ""
    refer_to: tuple[str, ...] = ()
    declassifies: bool = False

    @property
    def withheld(self) -> bool:
        """True if the whole portion is kept back."""
        return self.action in WITHHOLDING

    def to_json(self, portion: Portion) -> dict[str, Any]:
        return {
            "portion": self.portion, "action": self.action,
            "effective": self.effective.to_json() if self.effective else None,
            "spans": [span.to_json(portion) for span in self.spans], "codes": list(self.codes),
            "amount": self.amount, "rules": list(self.rules), "because": self.because,
            "refer_to": list(self.refer_to),
        }


@dataclass(frozen=True, slots=True)
class PolicyIdentity:
    """Which policy decided. ``sha256`` is of the resolved policy; it stays inside, for a list could be guessed from it:
    what leaves the vault is ``Policy.public_sha256``."""

    name: str
    version: int
    sha256: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """What the policy proposes for one document on one day (``as_of``: the day the classification is judged)."""

    document: Document
    policy: PolicyIdentity
    as_of: dt.date
    outcome: Outcome
    banner: Marking
    decisions: tuple[Decision, ...]
    findings: tuple[Finding, ...]
    amount: AmountUnit = "lines"
    review: Literal["none", "one-person", "two-person"] = "two-person"
    show_controls: tuple[str, ...] = ()
    code_titles: tuple[tuple[str, str], ...] = ()

    def decision(self, portion_id: str) -> Decision:
        """The decision for that portion; KeyError if there is none."""
        for decision in self.decisions:
            if decision.portion == portion_id:
                return decision
        raise KeyError(portion_id)

    def to_json(self) -> dict[str, Any]:
        """The object that ``redact plan --json`` prints."""
        return {
            "document": self.document.identity(), "marking": self.document.marking.to_json(),
            "policy": {"name": self.policy.name, "version": self.policy.version, "sha256": self.policy.sha256},
            "as_of": self.as_of.isoformat(), "determination": self.outcome, "banner": self.banner.to_json(),
            "decisions": [decision.to_json(portion) for decision, portion
                          in zip(self.decisions, self.document.portions, strict=True)],
            "findings": [finding.to_json() for finding in self.findings],
        }


@dataclass(frozen=True, slots=True)
class Determination:
    """A plan after people. Until there are people's acts, the plan's own decisions stand.

    ``decisions`` are one a portion, in document order.
    """

    plan: Plan
    decisions: tuple[Decision, ...]

    @classmethod
    def of(cls, plan: Plan) -> Determination:
        """The determination that takes the plan as it is (policies with ``review: none``, and drafts)."""
        return cls(plan, plan.decisions)
