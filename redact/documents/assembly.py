"""From segments to a document: what every reader of plain text has in common.

A reader cuts its lines into segments, makes drafts of portions from them, and this settles what all kinds of text
share: marks and levels, kinds, values, findings, and that every character has its place.
"""

from __future__ import annotations

from collections.abc import Sequence

from redact.documents.dates import declassification
from redact.documents.decode import Identity
from redact.documents.excisions import excisions
from redact.documents.header import check_transport
from redact.documents.kinds import settle_kinds, sign_off
from redact.documents.levels import Draft, assign, overall
from redact.documents.lines import Line, plain
from redact.documents.marks import place_marks
from redact.documents.model import (
    SUBSTANCE_KINDS,
    Document,
    Finding,
    Furniture,
    FurnitureKind,
    Kind,
    Portion,
    Span,
)
from redact.documents.segments import Segment, Segments
from redact.documents.values import Told, read_values
from redact.markings import Marking, check_banner, resolve, with_captions

_FURNITURE: dict[str, FurnitureKind] = {"blank": "blank", "page": "page", "banner": "banner", "stamp": "stamp"}


class Reading:
    """One reading of one text: collects drafts and furniture, then settles levels and makes the document."""

    format = ""

    def __init__(self, source: str, cut: Segments):
        self.source = source
        self.drafts: list[Draft] = []
        self.furniture: list[Furniture] = []
        self.banners: list[Marking] = []
        self.banner_ends: dict[int, int] = {}
        self.findings: list[Finding] = []
        self.repeated = cut.repeated
        self.heads = cut.heads
        self.in_text = False
        if source.startswith("\ufeff"):
            self.furniture.append(Furniture("bom", ((0, 1),)))
        for piece in cut.segments:
            self._take(piece)

    def document(self, identity: Identity) -> Document:
        """The document, its portions numbered in order."""
        sign_off(self.drafts)
        self.findings += place_marks(self.drafts)
        self._resolve()
        settle_kinds(self.drafts)
        told = read_values(self.drafts, self.banner_ends, self.heads)
        marks = [mark for draft in self.drafts if draft.kind in SUBSTANCE_KINDS
                 for mark in (*([draft.own] if draft.own else []), *draft.mixed)]
        marking = with_captions(overall([*self.banners, *self.repeated], marks), told.header.captions)
        self._settle(marking)
        assign(self.drafts, marking, any(banner.entire_text for banner in self.banners))
        ends, notes = declassification(told.declassify, told.authority, marking.level, told.date)
        portions = tuple(self._portion(index, draft) for index, draft in enumerate(self.drafts))
        self.findings += self._checks(told, marking, portions) + notes
        return Document(
            name=identity.name, format=self.format, encoding=identity.encoding, sha256=identity.sha256,
            source=self.source, title=told.header.number, header=told.header, marking=marking, declassification=ends,
            portions=portions, furniture=tuple(self.furniture), findings=tuple(self.findings), date=told.date)

    def _resolve(self) -> None:
        """Give marks such as ``(S//REL)`` the list of the document's banner."""
        for draft in self.drafts if self.banners else ():
            draft.own = draft.own and resolve(draft.own, self.banners[0])
            draft.mixed = tuple(resolve(mark, self.banners[0]) for mark in draft.mixed)

    # -- what each reader does in its own way

    def _element(self, piece: Segment, kind: Kind, name: str) -> None:
        """Drafts what a reader's cutter took for an element."""
        raise NotImplementedError

    def _block(self, piece: Segment) -> None:
        """Drafts a block of text."""
        raise NotImplementedError

    def _settle(self, marking: Marking) -> None:
        """What the document's overall marking changes in the drafts."""

    # -- drafts

    def _take(self, piece: Segment) -> None:
        if piece.kind in _FURNITURE:
            self.furniture.append(Furniture(_FURNITURE[piece.kind], spans_of(piece.lines)))
        elif piece.kind == "end":
            self._draft(piece, "transport", "end")
        elif piece.element is not None:
            self._element(piece, piece.element.kind, piece.element.name)
        else:
            self._block(piece)

    def _draft(self, piece: Segment, kind: Kind, name: str = "") -> Draft:
        spans = spans_of(piece.lines)
        text = "".join(self.source[start:end] for start, end in spans)
        draft = Draft(kind, text, spans, piece.lines[0].number, piece.page, name=name)
        self.drafts.append(draft)
        self.in_text |= kind in SUBSTANCE_KINDS
        return draft

    # -- portions and findings

    def _portion(self, index: int, draft: Draft) -> Portion:
        body = draft.lead.body if draft.lead else 0
        return Portion(
            id=f"p{index + 1}", kind=draft.kind, number=draft.number,
            parent=f"p{draft.parent + 1}" if draft.parent is not None else None, page=draft.page,
            marking=draft.marking, found=draft.found, spans=draft.spans, text=draft.text,
            body=min(body, len(draft.text)),
            mark=draft.place, excisions=excisions(draft.text), line=draft.line)

    def _checks(self, told: Told, marking: Marking, portions: Sequence[Portion]) -> list[Finding]:
        findings = check_transport([plain(draft.text) for draft in self.drafts if draft.kind == "transport"],
                                   told.header.dtg, self.banners[0].level if self.banners else "unknown")
        if not self.banners:
            findings.append(Finding("no-banner", "warning", "no classification line was found"))
        substance = [portion for portion in portions if portion.kind in SUBSTANCE_KINDS]
        if substance and not any(portion.mark for portion in substance):
            findings.append(Finding("no-portion-marks", "note", "no portion bears a mark of its own"))
        for portion, draft in zip(portions, self.drafts, strict=True):
            findings += self._portion_checks(portion, draft)
        if self.banners:
            findings += _banner_checks(with_captions(self.banners[0], told.header.captions), substance)
        return findings

    def _portion_checks(self, portion: Portion, draft: Draft) -> list[Finding]:
        findings = []
        if "mixed-marks" in draft.notes:
            findings.append(Finding("mixed-marks", "warning",
                                    "the block bears more than one mark: the strictest counts", portion.id))
        if portion.kind in {"paragraph", "summary", "table"} and portion.mark is None and portion.found == "document":
            findings.append(Finding("unmarked-portion", "warning",
                                    "the portion has no mark: it bears the document's own level", portion.id))
        findings += [Finding(f"marking-{problem.code}", problem.severity, "see the problems of its marking", portion.id)
                     for problem in portion.marking.problems
                     if portion.kind != "classification" or problem.code != "spelling"]
        return findings


def _banner_checks(banner: Marking, substance: Sequence[Portion]) -> list[Finding]:
    """Where the document's banner and its portions disagree; a portion without a mark of its own is marked by the
    document and cannot."""
    return [Finding(found.code, found.severity, f"{found.message} ({found.rule})",
                    substance[found.portion].id if found.portion is not None else None)
            for found in check_banner(banner, [portion.marking for portion in substance])
            if found.portion is None or substance[found.portion].mark]


def spans_of(lines: Sequence[Line]) -> tuple[Span, ...]:
    """The spans of lines in the source, those that touch made one."""
    spans: list[Span] = []
    for line in lines:
        if spans and spans[-1][1] == line.start:
            spans[-1] = (spans[-1][0], line.end)
        else:
            spans.append((line.start, line.end))
    return tuple(spans)
