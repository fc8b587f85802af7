"""Which mark each block and each subject bears, by the convention of its document (domain notes §4).

Leading marks stand before the words, after a number or bullet; trailing ones after the last sentence. A document keeps
to one of the two; where both are met the strictest mark counts. Titles bear theirs at the end in either.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from redact.documents.kinds import is_title
from redact.documents.lead import (
    Lead,
    inner_marks,
    mark_at,
    marks_within,
    read_lead,
    sentence_marks,
    skip_blanks,
    trailing_mark,
)
from redact.documents.levels import Convention, Draft, convention
from redact.documents.model import Finding, Span
from redact.documents.series import strike_out
from redact.markings import Marking, rank

Placed = tuple[Span, Marking]

_SUBJECT = re.compile(r"[\s\u00a0\ufeff]*(?:\d{1,6}\.\s+)?(?:SUBJ(?:ECT)?|RE)\s*:", re.IGNORECASE)
_RUN_IN = re.compile(r"\bSUBJ(?:ECT)?\s*:", re.IGNORECASE)
_RUN_IN_REACH = 600
_MEASURE = 40
"""Characters from which on a line of a title may go on on the next."""
_STOPS = ".!?:)"


def place_marks(drafts: Sequence[Draft]) -> list[Finding]:
    """Gives every block its own mark and the further ones that count against it; says where the convention is mixed."""
    blocks = [draft for draft in drafts if draft.kind == "paragraph"]
    findings = strike_out(blocks)
    trailing = [trailing_mark(draft.text) for draft in blocks]
    where = _convention(blocks, trailing)
    if where == "mixed":
        findings.append(Finding("mixed-conventions", "warning",
                                "marks stand before some paragraphs and after others: the strictest counts"))
    every = [draft.lead.marking for draft in blocks if draft.lead and draft.lead.marking]
    every += [found[1] for found in trailing if found]
    for draft, found in zip(blocks, trailing, strict=True):
        _place(draft, found, where, every)
    return findings


def _convention(blocks: Sequence[Draft], trailing: Sequence[Placed | None]) -> Convention:
    """The document's convention, from its blocks; a title says nothing of it, nor does a block that is but a mark."""
    leads = trails = 0
    for draft, found in zip(blocks, trailing, strict=True):
        if draft.lead is not None and draft.lead.mark:
            leads += found is None or found[0] != draft.lead.mark
        elif draft.lead is not None and found and not is_title(draft):
            trails += 1
    return convention(leads, trails)


def _place(draft: Draft, trailing: Placed | None, where: Convention, every: Sequence[Marking]) -> None:
    """A block's own mark, by the document's convention; where that cannot be known, the strictest mark of all."""
    assert draft.lead is not None
    lead = draft.lead
    inner = inner_marks(draft.text, lead)
    marks = [mark for mark in (lead.marking, trailing[1] if trailing else None) if mark is not None]
    if trailing and lead.mark == trailing[0]:
        marks = marks[:1]
    if where == "leading":
        draft.own, draft.place = lead.marking, lead.mark
    elif where == "trailing":
        draft.own, draft.place = (trailing[1], trailing[0]) if trailing else (None, None)
    elif lead.marking:
        draft.own, draft.place, marks = lead.marking, lead.mark, [*marks, *every]
    elif trailing:
        draft.own, draft.place, marks = trailing[1], trailing[0], [*marks, *every]
    if draft.own is None and trailing and not lead.mark and is_title(draft):
        draft.own, draft.place = trailing[1], trailing[0]
        inner = [*inner, *marks_within(draft.text[:trailing[0][0]])]
    if draft.own is not None and draft.own.level == "U" and draft.own.uncontrolled:
        inner = [*inner, *sentence_marks(draft.text, lead)]
    draft.mixed = tuple(mark for mark in (*marks, *inner) if mark is not draft.own)
    if draft.mixed and where != "mixed":
        draft.notes.append("mixed-marks")


def subject_marks(draft: Draft) -> None:
    """Finds the mark of a subject line: before its title, or after it; of both the strictest counts."""
    match = _SUBJECT.match(draft.text)
    lead = read_lead(draft.text[match.end():], bare=False) if match else read_lead(draft.text, bare=False)
    shift = match.end() if match else 0
    body = skip_blanks(draft.text, shift)
    if lead.mark and lead.marking:
        draft.place, draft.own = (lead.mark[0] + shift, lead.mark[1] + shift), lead.marking
        body = lead.body + shift
    _finish_subject(draft, body, lead.extra)
    if draft.own is not None and not _one_title(draft.text[body:]):
        draft.mixed = (*draft.mixed, draft.own)
        draft.own = draft.place = None


def _one_title(text: str) -> bool:
    """Whether the lines of a title are all its own: in capitals, as messages are sent, each of them; in others each but
    the last breaks off at the measure. Text right under a title is none of it, and the title's mark covers it not."""
    lines = [line.strip() for line in text.strip().splitlines()] or [""]
    if not any(map(str.islower, lines[0].replace(",s", "").replace("'s", ""))):
        return all(sum(map(str.islower, line)) <= sum(map(str.isupper, line)) for line in lines)
    return all(len(line) >= _MEASURE and line[-1:] not in _STOPS for line in lines[:-1])


def _finish_subject(draft: Draft, body: int, extra: Sequence[Marking]) -> None:
    """The mark after a title, beside the one before it; and every mark at the start of a later line."""
    mixed = list(extra)
    if trailing := trailing_mark(draft.text, stopped=True):
        if draft.own is None:
            draft.place, draft.own = trailing
        elif draft.place != trailing[0]:
            mixed.append(trailing[1])
    draft.lead = Lead(None, False, draft.place, draft.own, body)
    draft.mixed = (*mixed, *inner_marks(draft.text, draft.lead))


def message_head_marks(draft: Draft, start: int) -> None:
    """Finds the mark of a subject that a message's number opens (``1707. Subject: (C) The Port``); ``start`` is where
    the words begin. A mark anywhere else in it counts only where it is stricter."""
    run_in = _RUN_IN.search(draft.text, start, start + _RUN_IN_REACH)
    places = [start, *([run_in.end()] if run_in else [])]
    found = [placed for place in places if (placed := mark_at(draft.text, place))]
    for placed in found[:1]:
        draft.place, draft.own = placed
    _finish_subject(draft, draft.place[1] if found and draft.place else start, [placed[1] for placed in found[1:]])
    above = [mark for mark in marks_within(draft.text) if draft.own is None or rank(mark.level) > rank(draft.own.level)]
    draft.mixed = (*draft.mixed, *(mark for mark in above if rank(mark.level) > rank("U")))
