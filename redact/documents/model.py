"""A document cut into portions, each with its marking and how that marking was found.

Offsets count characters of the decoded source text (``Document.source``). The spans of all portions and all furniture
tile ``[0, len(source))`` without gap or overlap (design §3, promise 1).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any, Literal

from redact.markings import Marking, Severity

Kind = Literal["transport", "header", "caption", "classification", "subject", "heading", "paragraph", "summary",
               "table", "signature"]
Found = Literal["explicit", "entire-text", "parent", "document", "section", "none"]
FurnitureKind = Literal["page", "banner", "blank", "bom", "stamp"]
Span = tuple[int, int]

ROUTING_KINDS: frozenset[str] = frozenset({"transport", "header", "caption", "classification", "signature"})
"""Kinds that route a message; they bear the document's level for the record only (design §7)."""
SUBSTANCE_KINDS: frozenset[str] = frozenset({"subject", "summary", "paragraph", "heading", "table"})
"""Kinds over which a determination is judged (design §6)."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something worth a person's look. ``code`` is stable; ``message`` never quotes the document."""

    code: str
    severity: Severity
    message: str
    portion: str | None = None

    def to_json(self) -> dict[str, Any]:
        return {"code": self.code, "severity": self.severity, "portion": self.portion, "message": self.message}


@dataclass(frozen=True, slots=True)
class Excision:
    """An official excision already in the text, such as ``[less than 1 line not declassified]``.

    ``start`` and ``end`` are offsets into the portion's ``text``.
    """

    start: int
    end: int
    codes: tuple[str, ...] = ()
    amount: str | None = None


@dataclass(frozen=True, slots=True)
class Portion:
    """One portion: ordinarily a paragraph, also subjects, headings and lines of the header (32 CFR 2001.21(c)).

    ``spans`` are offsets into the source; ``text`` is the source at them, joined. ``body`` is the offset in ``text``
    where the words begin (after number and mark). ``mark`` is where in ``text`` the mark stands (with its
    parentheses), None for a portion without one of its own. ``line`` is the source line it begins on, from 1.
    """

    id: str
    kind: Kind
    number: str | None
    parent: str | None
    page: int | None
    marking: Marking
    found: Found
    spans: tuple[Span, ...]
    text: str
    body: int
    mark: Span | None = None
    excisions: tuple[Excision, ...] = ()
    line: int = 1

    def to_source(self, offset: int, *, end: bool = False) -> int:
        """The source offset of a ``text`` offset; ``end`` takes it as the end of a range (characters)."""
        passed = 0
        for start, stop in self.spans:
            length = stop - start
            if offset < passed + length or (end and offset == passed + length):
                return start + offset - passed
            passed += length
        return self.spans[-1][1]

    def to_json(self) -> dict[str, Any]:
        return {
            "id": self.id, "kind": self.kind, "number": self.number, "parent": self.parent, "page": self.page,
            "marking": self.marking.to_json(), "found": self.found, "spans": [list(span) for span in self.spans],
            "text": self.text, "body": self.body, "line": self.line,
            "excisions": [{"start": self.to_source(e.start), "end": self.to_source(e.end, end=True),
                           "codes": list(e.codes), "amount": e.amount} for e in self.excisions],
        }


@dataclass(frozen=True, slots=True)
class Furniture:
    """What belongs to the page and not to the text: page lines, repeated banners, blank lines, a byte-order mark."""

    kind: FurnitureKind
    spans: tuple[Span, ...]

    def to_json(self) -> dict[str, Any]:
        return {"kind": self.kind, "spans": [list(span) for span in self.spans]}


@dataclass(frozen=True, slots=True)
class Header:
    """What a document says of itself. ``dtg`` is in UTC; ``date`` is its day, or the day a memorandum is dated.
    ``fields`` says which portion each value was taken from."""

    sender: str | None = None
    to: tuple[str, ...] = ()
    info: tuple[str, ...] = ()
    precedence: str | None = None
    dtg: dt.datetime | None = None
    date: dt.date | None = None
    number: str | None = None
    sections: int | None = None
    captions: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    subject: str | None = None
    references: tuple[str, ...] = ()
    classified_by: str | None = None
    reasons: tuple[str, ...] = ()
    fields: dict[str, str] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        return {
            "from": self.sender, "to": list(self.to), "info": list(self.info), "precedence": self.precedence,
            "dtg": self.dtg.strftime("%Y-%m-%dT%H:%M:%SZ") if self.dtg else None,
            "date": self.date.isoformat() if self.date else None, "number": self.number,
            "sections": self.sections, "captions": list(self.captions), "tags": list(self.tags),
            "subject": self.subject, "references": list(self.references), "classified_by": self.classified_by,
            "reasons": list(self.reasons),
        }


@dataclass(frozen=True, slots=True)
class Declassification:
    """When the document's classification ends (32 CFR 2001.22(e); domain notes §6).

    ``on`` is the day it ends or None where it cannot be computed; then ``state`` says why: ``exempt`` (50X, 75X,
    RD/FRD/TFNI) or ``unknown`` (an event, an unreadable value, no date of the document). ``basis`` names the rule
    used, ``text`` is the value as written, ``authority`` the executive order named.
    """

    on: dt.date | None
    basis: str
    text: str | None = None
    authority: str | None = None
    state: Literal["dated", "exempt", "unknown", "none"] = "unknown"

    def to_json(self) -> dict[str, Any]:
        return {"on": self.on.isoformat() if self.on else None, "basis": self.basis, "text": self.text,
                "authority": self.authority}


@dataclass(frozen=True, slots=True)
class Document:
    """A document as read. ``date`` is its date of origin, None where none was found."""

    name: str
    format: str
    encoding: str
    sha256: str
    source: str
    title: str | None
    header: Header
    marking: Marking
    declassification: Declassification
    portions: tuple[Portion, ...]
    furniture: tuple[Furniture, ...]
    findings: tuple[Finding, ...]
    date: dt.date | None = None

    @property
    def characters(self) -> int:
        return len(self.source)

    def portion(self, portion_id: str) -> Portion:
        """The portion of that id; KeyError if there is none."""
        for portion in self.portions:
            if portion.id == portion_id:
                return portion
        raise KeyError(portion_id)

    def identity(self) -> dict[str, Any]:
        """The ``document`` object of design §6."""
        return {"name": self.name, "format": self.format, "encoding": self.encoding, "sha256": self.sha256,
                "characters": self.characters, "title": self.title}

    def to_json(self) -> dict[str, Any]:
        """The object that ``redact read --json`` prints."""
        return {
            "document": self.identity(), "header": self.header.to_json(), "marking": self.marking.to_json(),
            "declassification": self.declassification.to_json(),
            "portions": [portion.to_json() for portion in self.portions],
            "furniture": [piece.to_json() for piece in self.furniture], "inventory": [],
            "findings": [finding.to_json() for finding in self.findings],
        }
