"""Reading a State Department cable, or any text with marked paragraphs, into portions.

The steps, each a module: bytes to text (``decode``), text to lines (``lines``), lines to segments (``segments``),
segments to drafts of portions (here), marks and levels (``lead``, ``levels``), values of the head (``values``).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from pathlib import Path, PurePath

from redact.documents.dates import declassification
from redact.documents.decode import decode, read_file
from redact.documents.excisions import excisions
from redact.documents.forms import well_formed
from redact.documents.header import check_transport, printed_title
from redact.documents.lead import Lead, ends_sentence, inner_marks, mark_at, read_lead, sentence_marks, trailing_mark
from redact.documents.levels import Draft, assign, convention, overall
from redact.documents.lines import Line, plain, raw_offset, split_lines, text_lines
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
from redact.documents.segments import Segment, segment
from redact.documents.values import Told, dateline, read_values, speaks_of_classifier
from redact.markings import Marking, check_banner, control_token, recognise_banner, resolve, with_captions

_SUMMARY = re.compile(r"^(?:BEGIN\s+)?(?:EXECUTIVE\s+)?SUMMARY\b", re.IGNORECASE)
_SUBJECT = re.compile(r"^[\s\u00a0\ufeff]*(?:\d{1,6}\.\s+)?SUBJ(?:ECT)?\s*:", re.IGNORECASE)
_SIGNATURE = re.compile(r"^(?:(?:[A-Z]\.|de|la|von|van|der|al) ){0,3}[A-Z][A-Za-z'’-]{1,24}$", re.IGNORECASE)
_ABBREVIATION = re.compile(r"(?:^|\s)(?:[A-Z]|Mr|Mrs|Ms|Dr|Gen|Col|Maj|Capt|Lt|Amb|Rev|Prof|Sen|Rep|Gov|St|Messrs|No"
                           r"|vs)\.$", re.IGNORECASE)
_FULL_STOP = re.compile(r"[.!?][\"'”’)\]]*\s*\Z")
_PARENTHESIS = re.compile(r"\([^()]{1,60}\)")
_COLUMNS = re.compile(r"\S(?:\s{3,}|\t|\s\|\s)\S")
_LONG_WORD = re.compile(r"[^\W\d_]{5,}")


def read(path: str | Path) -> Document:
    """The document in a file; UnusableInput for a file that is no plain text."""
    return read_bytes(read_file(Path(path)), str(path))


def read_bytes(data: bytes, name: str) -> Document:
    """The document in ``data``; ``name`` is what it is called in messages and in the document's identity."""
    source, encoding = decode(data, name)
    return _Reading(source).document(PurePath(name).name, encoding, hashlib.sha256(data).hexdigest())


class _Reading:
    """One reading of one text: collects drafts and furniture, then settles levels and makes the document."""

    def __init__(self, source: str):
        self.source = source
        self.drafts: list[Draft] = []
        self.furniture: list[Furniture] = []
        self.banners: list[Marking] = []
        self.banner_ends: dict[int, int] = {}
        self.findings: list[Finding] = []
        if source.startswith("\ufeff"):
            self.furniture.append(Furniture("bom", ((0, 1),)))
        cut = segment(split_lines(source))
        self.repeated = cut.repeated
        self.heads = cut.heads
        for piece in cut.segments:
            self._take(piece)

    def document(self, name: str, encoding: str, sha256: str) -> Document:
        self._sign_off()
        self._marks()
        self._resolve()
        told = read_values(self.drafts, self.banner_ends, self.heads)
        marks = [mark for draft in self.drafts if draft.kind in SUBSTANCE_KINDS
                 for mark in (*([draft.own] if draft.own else []), *draft.mixed)]
        banners = [*self.banners, *self.repeated]
        marking = with_captions(overall(banners, marks), told.header.captions)
        assign(self.drafts, marking, any(banner.entire_text for banner in self.banners))
        ends, notes = declassification(told.declassify, told.authority, marking.level, told.date)
        portions = tuple(self._portion(index, draft) for index, draft in enumerate(self.drafts))
        self.findings += self._checks(told, marking, portions) + notes
        return Document(
            name=name, format="text", encoding=encoding, sha256=sha256, source=self.source,
            title=told.header.number, header=told.header, marking=marking, declassification=ends, portions=portions,
            furniture=tuple(self.furniture), findings=tuple(self.findings), date=told.date)

    def _resolve(self) -> None:
        """Give marks such as ``(S//REL)`` the list of the document's banner."""
        for draft in self.drafts if self.banners else ():
            draft.own = draft.own and resolve(draft.own, self.banners[0])
            draft.mixed = tuple(resolve(mark, self.banners[0]) for mark in draft.mixed)

    # -- segments to drafts

    def _take(self, piece: Segment) -> None:
        if piece.kind in {"blank", "page", "banner", "stamp"}:
            kinds: dict[str, FurnitureKind] = {"blank": "blank", "page": "page", "banner": "banner", "stamp": "stamp"}
            self.furniture.append(Furniture(kinds[piece.kind], _spans(piece.lines)))
        elif piece.kind == "end":
            self._draft(piece, "transport", "end")
        elif piece.element is not None:
            self._element(piece, piece.element.kind, piece.element.name)
        else:
            self._block(piece)

    def _draft(self, piece: Segment, kind: Kind, name: str = "") -> Draft:
        spans = _spans(piece.lines)
        text = "".join(self.source[start:end] for start, end in spans)
        draft = Draft(kind, text, spans, piece.lines[0].number, piece.page, name=name)
        self.drafts.append(draft)
        return draft

    def _element(self, piece: Segment, kind: Kind, name: str) -> None:
        draft = self._draft(piece, kind, name)
        if name == "banner":
            self._banner(draft)
        elif kind == "subject":
            match = _SUBJECT.match(draft.text)
            body = match.end() if match else 0
            if found := mark_at(draft.text, body):
                draft.place, draft.own = found
                body = found[0][1]
            if trailing := trailing_mark(draft.text):
                if draft.own is None:
                    draft.place, draft.own = trailing
                elif draft.place != trailing[0]:
                    draft.mixed = (trailing[1],)
            draft.lead = Lead(None, False, draft.place, draft.own, _skip(draft.text, body))
            draft.mixed = (*draft.mixed, *inner_marks(draft.text, draft.lead))
        elif kind in {"header", "classification"}:
            self._routing(draft, name)

    def _routing(self, draft: Draft, name: str) -> None:
        """A head element that bears a mark, or whose words have not the form of one, is text like any other."""
        marks = [] if name in {"order", "classified_by", "passing"} else _marks_within(draft.text)
        lead = read_lead(draft.text, bare=False)
        if marks or lead.mark or not well_formed(name, " ".join(plain(draft.text).split())):
            draft.kind = "paragraph"
            draft.lead = lead if lead.mark else Lead(None, False, None, None, 0, tuple(marks))

    def _banner(self, draft: Draft) -> None:
        found = recognise_banner(plain(draft.text))
        if found is not None:
            marking, end = found
            start = raw_offset(draft.text, 0)
            draft.own, draft.place = marking, (start, raw_offset(draft.text, end - 1) + 1)
            self.banner_ends[len(self.drafts) - 1] = end
            self.banners.append(marking)

    def _block(self, piece: Segment) -> None:
        first = piece.lines[0].plain
        if not any(draft.kind in SUBSTANCE_KINDS for draft in self.drafts):
            if printed_title(first):
                self._draft(piece, "heading", "title").lead = Lead(None, False, None, None, 0)
                return
            if len(piece.lines) == 1 and dateline(first):
                self._draft(piece, "header", "dateline")
                return
        if self.drafts and self.drafts[-1].name == "title" and len(piece.lines) == 1 and dateline(first):
            self._draft(piece, "header", "dateline")
            return
        before = next((draft.text for draft in reversed(self.drafts) if draft.kind in SUBSTANCE_KINDS), "")
        draft = self._draft(piece, "paragraph")
        draft.lead = read_lead(draft.text, before[:4000])
        draft.number = draft.lead.number

    # -- kinds, marks, signature

    def _sign_off(self) -> None:
        """The signature: a name alone on the last line of the text, after a finished sentence."""
        last = next((i for i in range(len(self.drafts) - 1, -1, -1) if self.drafts[i].kind != "transport"), None)
        if last is None or self.drafts[last].kind != "paragraph" or last == 0:
            return
        draft = self.drafts[last]
        lines = text_lines(draft.text)
        name, above = plain(lines[-1]), "".join(lines[:-1]).rstrip()
        if not _SIGNATURE.match(name) or not name[-1].isalpha() or name.islower() or not self._signs(last, name):
            return
        if not above:
            earlier = self.drafts[last - 1]
            if earlier.kind in {"paragraph", "summary"} and _finished_text(earlier.text):
                draft.kind, draft.name = "signature", "signature"
        elif _finished_text(above):
            self._part_signature(last, draft, lines[-1])

    def _signs(self, last: int, name: str) -> bool:
        """Whether a name may be the signer's: it is no level, no control, and the text itself never speaks of it."""
        surname = re.escape(name.split()[-1])
        spoken = re.compile(rf"\b{surname}\b", re.IGNORECASE)
        said = sum(len(spoken.findall(draft.text)) for draft in self.drafts if draft.kind in SUBSTANCE_KINDS)
        return said == 1 and not recognise_banner(name.upper()) and control_token(name.upper()) is None

    def _part_signature(self, index: int, draft: Draft, line: str) -> None:
        start, end = draft.spans[-1]
        cut = end - len(line)
        if cut <= start:
            return
        number = draft.line + draft.text[:-len(line)].count("\n")
        draft.text, draft.spans = draft.text[:-len(line)], (*draft.spans[:-1], (start, cut))
        signature = Draft("signature", line, ((cut, end),), number, draft.page, name="signature")
        self.drafts.insert(index + 1, signature)

    def _marks(self) -> None:
        blocks = [draft for draft in self.drafts if draft.kind == "paragraph"]
        trailing = {id(draft): trailing_mark(draft.text) for draft in blocks}
        leads = sum(1 for draft in blocks if draft.lead and draft.lead.mark and not _same_place(draft, trailing))
        trails = sum(1 for draft in blocks if draft.lead and not draft.lead.mark and trailing[id(draft)])
        where = convention(leads, trails)
        if where == "mixed":
            self.findings.append(Finding("mixed-conventions", "warning",
                                         "marks stand before some paragraphs and after others: the strictest counts"))
        every = [draft.lead.marking for draft in blocks if draft.lead and draft.lead.marking]
        every += [found[1] for found in trailing.values() if found]
        for draft in blocks:
            self._mark(draft, trailing[id(draft)], where, every)
        for index, draft in enumerate(self.drafts):
            if draft.kind == "paragraph":
                self._kind(index, draft)

    def _mark(self, draft: Draft, trailing: tuple[Span, Marking] | None, where: str, every: Sequence[Marking]) -> None:
        """A block's own mark, by the document's convention; where that cannot be known, the strictest mark of all."""
        assert draft.lead is not None
        lead = draft.lead
        inner = inner_marks(draft.text, lead)
        marks = [mark for mark in (lead.marking, trailing[1] if trailing else None) if mark is not None]
        if lead.mark == (trailing[0] if trailing else None):
            marks = marks[:1]
        if where == "leading":
            draft.own, draft.place = lead.marking, lead.mark
        elif where == "trailing":
            draft.own, draft.place = (trailing[1], trailing[0]) if trailing else (None, None)
        elif lead.marking:
            draft.own, draft.place, marks = lead.marking, lead.mark, [*marks, *every]
        elif trailing:
            draft.own, draft.place, marks = trailing[1], trailing[0], [*marks, *every]
        if draft.own is not None and draft.own.level == "U" and draft.own.uncontrolled:
            inner = [*inner, *sentence_marks(draft.text, lead)]
        draft.mixed = tuple(mark for mark in (*marks, *inner) if mark is not draft.own)
        if draft.mixed and where != "mixed":
            draft.notes.append("mixed-marks")

    def _kind(self, index: int, draft: Draft) -> None:
        assert draft.lead is not None
        words = plain(draft.text[draft.lead.body:])
        last = plain(text_lines(draft.text)[-1])
        draft.finished = ends_sentence(last) or draft.number is not None or draft.own is not None
        above = self.drafts[index - 1] if index else None
        heading_above = above is not None and above.kind == "heading" and _SUMMARY.match(plain(above.text))
        if (_SUMMARY.match(words) and (draft.number is not None or len(words) > 80)) or heading_above:
            draft.kind = "summary"
        elif _is_table(draft.text):
            draft.kind = "table"
        elif not (draft.name or draft.number or draft.lead.bulleted) and self._is_heading(index, draft, words):
            draft.kind = "heading"
            above_finished = above is None or above.kind != "paragraph" or _finished_text(above.text)
            draft.finished = draft.own is not None or (above_finished and _title_case(words))

    def _is_heading(self, index: int, draft: Draft, words: str) -> bool:
        lines = text_lines(draft.text)
        if not words or len(words) > 160 or len(lines) > 3 or speaks_of_classifier(words):
            return False
        if ends_sentence(words) and not (len(words) <= 80 and words[-1] in "?!:"):
            return False
        return any(other.kind in {"paragraph", "summary", "table"} for other in self.drafts[index + 1:])

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


def _same_place(draft: Draft, trailing: dict[int, tuple[Span, Marking] | None]) -> bool:
    """Whether a block's leading and trailing mark are one, as in a block that is nothing but a mark."""
    found = trailing[id(draft)]
    return found is not None and draft.lead is not None and draft.lead.mark == found[0]


def _marks_within(text: str) -> list[Marking]:
    """Every mark anywhere in a head element, letters of a list of references aside."""
    found = []
    for match in _PARENTHESIS.finditer(text):
        known = mark_at(text, match.start(), text[:match.start()])
        if known:
            found.append(known[1])
    return found


def _finished_text(text: str) -> bool:
    """Whether a text is over: it ends with a mark, or with a full stop or its like that abbreviates no title."""
    if trailing_mark(text):
        return True
    end = plain(text[-24:])
    return bool(_FULL_STOP.search(end)) and not _ABBREVIATION.search(end)


def _spans(lines: Sequence[Line]) -> tuple[Span, ...]:
    spans: list[Span] = []
    for line in lines:
        if spans and spans[-1][1] == line.start:
            spans[-1] = (spans[-1][0], line.end)
        else:
            spans.append((line.start, line.end))
    return tuple(spans)


def _skip(text: str, position: int) -> int:
    while position < len(text) and text[position].isspace():
        position += 1
    return position


def _is_table(text: str) -> bool:
    """Whether most lines of a block, and at least two, stand in columns."""
    lines = [line for line in text_lines(text) if line.strip()]
    columns = sum(1 for line in lines if _COLUMNS.search(line.strip()[:400]))
    return columns >= 2 and columns * 2 > len(lines)


def _title_case(words: str) -> bool:
    """Whether every longer word begins with a capital and not all are capitals: how headings are written."""
    longer = _LONG_WORD.findall(words)
    return all(word[0].isupper() for word in longer)
