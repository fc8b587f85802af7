"""Reading any plain text that is no cable into portions: memoranda, airgrams, minutes, papers, letters.

Paragraphs are parted by blank lines. What the head of a memorandum states plainly is taken as header; a text that does
not say how it is classified routes nothing: then every portion of it is text (design §3, promise 2).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from redact.documents.assembly import Reading
from redact.documents.decode import Identity
from redact.documents.header import printed_title
from redact.documents.lead import Lead, marks_within, numbered, read_lead
from redact.documents.levels import Draft
from redact.documents.lines import plain, raw_offset, split_lines
from redact.documents.marks import message_head_marks, subject_marks
from redact.documents.memo import fits, label, page_banner
from redact.documents.model import ROUTING_KINDS, Document, Kind
from redact.documents.segments import Segment
from redact.documents.text_segments import TextCutter
from redact.markings import Marking

_MESSAGE_HEAD = re.compile(r"\s*(?:[A-Z]{2,12}\s){0,3}\d{3,6}Z?\.\s+(?!\d{1,3}\.)")
_BULLET = re.compile(r"[-–—•*·]+\s")


def read_text(source: str, identity: Identity) -> Document:
    """The document that ``source`` is, whatever kind of text it may be."""
    return TextReading(source).document(identity)


class TextReading(Reading):
    """One reading of one text. ``expected`` is the element whose label stood alone on the lines before."""

    format = "text"
    expected = ""
    numbered = False

    def __init__(self, source: str):
        super().__init__(source, TextCutter(split_lines(source)).cut())

    def _element(self, piece: Segment, kind: Kind, name: str) -> None:
        self.expected = name.removesuffix("_label") if name.endswith("_label") else ""
        if name == "subject_label":
            self._draft(piece, "heading", "label").lead = Lead(None, False, None, None, 0)
            return
        draft = self._draft(piece, kind, name)
        if name == "banner":
            self._banner(draft)
        elif kind == "subject":
            subject_marks(draft)
        elif name != "classified_by" and marks_within(draft.text):
            self._as_text(draft)

    def _banner(self, draft: Draft) -> None:
        text = plain(draft.text)
        found = page_banner(text)
        if found is not None:
            marking, start, end = found
            draft.own = marking
            draft.place = (raw_offset(draft.text, start), raw_offset(draft.text, end - 1) + 1)
            self.banner_ends[len(self.drafts) - 1] = end
            self.banners.append(marking)

    def _block(self, piece: Segment) -> None:
        text = " ".join(line.plain for line in piece.lines)
        expected, self.expected = self.expected, ""
        if expected == "subject":
            subject_marks(self._draft(piece, "subject", "subject"))
        elif expected and fits(expected, text):
            self._draft(piece, "header", expected)
            self.expected = expected if _BULLET.match(text) else ""
        elif not self.in_text and printed_title(text):
            self._draft(piece, "heading", "title").lead = Lead(None, False, None, None, 0)
        elif not self.numbered and (head := _MESSAGE_HEAD.match(piece.lines[0].plain)):
            self._message_head(piece, head.group().strip())
        else:
            name = "labelled" if label(piece.lines[0].plain) else ""
            self._as_text(self._draft(piece, "paragraph", name), piece.within)

    def _message_head(self, piece: Segment, number: str) -> None:
        """The paragraph before the first numbered one that a message's number opens: its subject, printed run in."""
        draft = self._draft(piece, "subject", "subject")
        self.numbered = True
        message_head_marks(draft, draft.text.index(number.split()[-1]) + len(number.split()[-1]))

    def _as_text(self, draft: Draft, within: Sequence[Marking] = ()) -> None:
        draft.kind, self.in_text = "paragraph", True
        lead = read_lead(draft.text)
        draft.lead = replace(lead, extra=(*lead.extra, *within))
        draft.number = draft.lead.number
        self.numbered |= draft.number is not None or draft.lead.mark is not None or numbered(draft.text) is not None

    def _settle(self, marking: Marking) -> None:
        """Lines route a document only where it says how it is classified; else they are text like any other."""
        if marking.level == "unknown":
            for draft in self.drafts:
                if draft.kind in ROUTING_KINDS and draft.own is None:
                    draft.kind = "paragraph"
