"""Events: what happened, who did it, to which case, document and portion."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

from redact.audit.details import check_column, check_details
from redact.audit.hashing import event_hash
from redact.canonical import canonical_text

Kind = Literal["received", "proposed", "confirmed", "overruled", "undone", "submitted", "approved", "returned",
               "referred", "draft-written", "publishing", "published", "refused", "withdrawn", "exported", "checkpoint",
               "key", "case", "people", "policy-accepted", "answered", "reviewed", "purged", "migrated"]
KINDS: tuple[Kind, ...] = get_args(Kind)
"""Every kind of event there is (design §8)."""


def timestamp(moment: dt.datetime) -> str:
    """``moment`` (with its time zone) as the log writes it: UTC with milliseconds, ``2026-11-23T18:20:00.000Z``."""
    return moment.astimezone(dt.UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


@dataclass(frozen=True, slots=True)
class Event:
    """One event before it has its place in the log. Absent ids are ""."""

    at: str
    actor: str
    kind: Kind
    case_id: str = ""
    document: str = ""
    portion: str = ""
    details: Mapping[str, Any] = field(default_factory=dict)

    def check(self) -> None:
        """Raise UnloggableDetail if a field or a detail has not the form the log takes."""
        for name in ("at", "actor", "case_id", "document", "portion"):
            check_column(name, getattr(self, name))
        check_details(self.kind, self.details)

    def to_text(self) -> str:
        """The event as one line of canonical JSON."""
        return canonical_text({"at": self.at, "actor": self.actor, "kind": self.kind, "case_id": self.case_id,
                          "document": self.document, "portion": self.portion, "details": dict(self.details)})

    @classmethod
    def from_text(cls, text: str) -> Event:
        """The event that :meth:`to_text` wrote."""
        return cls(**json.loads(text))


@dataclass(frozen=True, slots=True)
class LoggedEvent:
    """An event in its place: ``seq`` counts from 1, ``previous`` is the hash of the event before. ``text`` are its
    details as they are written in the log."""

    seq: int
    event: Event
    previous: str
    hash: str
    text: str = field(repr=False, compare=False)

    def row(self) -> dict[str, Any]:
        """The event as a row of the table ``events``."""
        event = self.event
        return {"seq": self.seq, "at": event.at, "actor": event.actor, "kind": event.kind, "case_id": event.case_id,
                "document": event.document, "portion": event.portion, "details": self.text,
                "previous": self.previous, "hash": self.hash}

    def to_json(self) -> dict[str, Any]:
        """The event as ``redact audit log --json`` prints it."""
        return {**self.row(), "details": dict(self.event.details)}

    @classmethod
    def seal(cls, event: Event, seq: int, previous: str) -> LoggedEvent:
        """The event at place ``seq`` after the event whose hash is ``previous``."""
        text = canonical_text(dict(event.details))
        fields = (event.at, event.actor, event.kind, event.case_id, event.document, event.portion, text, previous)
        return cls(seq, event, previous, event_hash(seq, [value.encode() for value in fields]), text)
