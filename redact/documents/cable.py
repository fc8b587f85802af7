"""Reading a State Department cable into portions.

The steps, each a module: lines to segments (``cable_segments``), segments to drafts of portions (here), marks and
levels (``marks``, ``levels``), kinds (``kinds``), values of the head (``values``), brought together in ``assembly``.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from redact.documents.assembly import Reading
from redact.documents.cable_segments import CableCutter
from redact.documents.decode import Identity, identify, read_file
from redact.documents.forms import well_formed
from redact.documents.header import cable_line, printed_title
from redact.documents.lead import Lead, marks_within, read_lead
from redact.documents.levels import Draft
from redact.documents.lines import Line, plain, raw_offset, split_lines
from redact.documents.marks import subject_marks
from redact.documents.model import Document, Kind
from redact.documents.segments import Segment
from redact.documents.values import dateline
from redact.markings import recognise_banner

_HEAD_LINES = 60
"""A cable shows that it is one within so many lines that are not blank."""
_LONG_LINE = 120
"""Characters of a line that no head has: text has begun."""


def read(path: str | Path) -> Document:
    """The cable in a file; UnusableInput for a file that is no plain text."""
    return read_bytes(read_file(Path(path)), str(path))


def read_bytes(data: bytes, name: str) -> Document:
    """The cable in ``data``; ``name`` is what it is called in messages and in the document's identity."""
    return read_text(*identify(data, name))


def read_text(source: str, identity: Identity) -> Document:
    """The cable that ``source`` is."""
    return CableReading(source).document(identity)


def is_cable(lines: Sequence[Line]) -> bool:
    """Whether a text has the head of a cable before its paragraphs: transport or address lines, a date-time group, a
    numbered classification line, or the State Department's own E.O. and TAGS lines."""
    told = [line.plain for line in lines[:_HEAD_LINES * 4] if not line.blank][:_HEAD_LINES]
    for text in told:
        if len(text) > _LONG_LINE:
            return False
        if cable_line(text):
            return True
    return False


class CableReading(Reading):
    """One reading of one cable."""

    format = "cable"

    def __init__(self, source: str):
        super().__init__(source, CableCutter(split_lines(source)).cut())

    def _element(self, piece: Segment, kind: Kind, name: str) -> None:
        draft = self._draft(piece, kind, name)
        if name == "banner":
            self._banner(draft)
        elif kind == "subject":
            subject_marks(draft)
        elif kind in {"header", "classification"}:
            self._routing(draft, name)

    def _routing(self, draft: Draft, name: str) -> None:
        """A head element that bears a mark, or whose words have not the form of one, is text like any other."""
        marks = [] if name in {"order", "classified_by", "passing"} else marks_within(draft.text)
        lead = read_lead(draft.text, bare=False)
        if marks or lead.mark or not well_formed(name, " ".join(plain(draft.text).split())):
            draft.kind, self.in_text = "paragraph", True
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
        if not self.in_text:
            if printed_title(first):
                self._draft(piece, "heading", "title").lead = Lead(None, False, None, None, 0)
                return
            if len(piece.lines) == 1 and dateline(first):
                self._draft(piece, "header", "dateline")
                return
        if self.drafts and self.drafts[-1].name == "title" and len(piece.lines) == 1 and dateline(first):
            self._draft(piece, "header", "dateline")
            return
        draft = self._draft(piece, "paragraph")
        draft.lead = read_lead(draft.text)
        draft.number = draft.lead.number
