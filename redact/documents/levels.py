"""Which marking each portion bears, and how it was found (domain notes §4).

No clause gives an unmarked portion a default, so what is not said is taken strictly: a mark that covers the entire
text, else the parent's mark where no sibling is marked, else the document's own, never less.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from redact.documents.lead import Lead
from redact.documents.model import Found, Kind, Span
from redact.markings import UNKNOWN, Marking, inherited, rank, rollup

Convention = Literal["leading", "trailing", "mixed"]


@dataclass(slots=True)
class Draft:
    """A portion being made. ``own`` is its own mark, ``place`` where that stands in ``text``."""

    kind: Kind
    text: str
    spans: tuple[Span, ...]
    line: int
    page: int
    lead: Lead | None = None
    number: str | None = None
    own: Marking | None = None
    place: Span | None = None
    mixed: tuple[Marking, ...] = ()
    finished: bool = True
    parent: int | None = None
    marking: Marking = UNKNOWN
    found: Found = "none"
    name: str = ""
    notes: list[str] = field(default_factory=list)


SUBSTANCE = frozenset({"paragraph", "summary", "heading", "table", "subject"})


def convention(leading: int, trailing_only: int) -> Convention:
    """Where a document puts its marks, from how many blocks bear one at the start, and how many at the end alone.

    One block that ends with what looks like a mark makes no convention.
    """
    if trailing_only * 4 < leading or trailing_only == 0 or (trailing_only == 1 and leading > 0):
        return "leading"
    if leading * 4 < trailing_only:
        return "trailing"
    return "mixed"


def overall(banners: Sequence[Marking], marks: Sequence[Marking]) -> Marking:
    """The document's overall marking: its banner, or what is stricter among its portions and repeated banners.

    Without a banner it is the roll-up of the marks, and unknown where that is no more than UNCLASSIFIED: what bears
    no mark of its own may not be opened by its neighbours' marks.
    """
    if not banners:
        rolled = rollup(marks) if marks else UNKNOWN
        return rolled if rank(rolled.level) > rank("U") else UNKNOWN
    first = banners[0]
    rolled = rollup([*banners, *marks])
    said = {token for name in first.controls.to_json() for token in getattr(first.controls, name)}
    told = {token for name in rolled.controls.to_json() for token in getattr(rolled.controls, name)}
    if rolled.level == first.level and told <= said and set(rolled.unknown) <= set(first.unknown):
        return first
    return rolled


def assign(drafts: Sequence[Draft], document: Marking, entire_document: bool) -> None:
    """Gives every draft its marking, how it was found, and its parent (an index into ``drafts``)."""
    _parents(drafts)
    entire = inherited(document) if entire_document else None
    stated = False
    marked_parents: set[int | None] = {draft.parent for draft in drafts if draft.own and draft.parent is not None}
    following = _next_marks(drafts)
    for index, draft in enumerate(drafts):
        if draft.own is not None:
            draft.found = "explicit"
            draft.marking = rollup_of(draft.own, draft.mixed)
            if draft.own.entire_text and draft.kind in SUBSTANCE:
                entire, stated = inherited(draft.own), True
        elif entire is not None and (draft.kind in SUBSTANCE or (stated and draft.kind == "signature")):
            draft.marking, draft.found = entire, "entire-text"
        else:
            draft.marking, draft.found = _inherited(draft, drafts, document, marked_parents, following[index])
        if draft.own is None and draft.mixed:
            draft.marking = strictest([draft.marking, *draft.mixed])
    _headings(drafts)


def rollup_of(own: Marking, mixed: Sequence[Marking]) -> Marking:
    """A block's own mark, or the strictest of several where it bears more than one (never split).

    The text and the places of its parts stay those of its own mark.
    """
    return replace(strictest([own, *mixed]), text=own.text, parts=own.parts) if mixed else own


def strictest(markings: Sequence[Marking]) -> Marking:
    """The roll-up of several markings; the one itself where all are equal in what they say."""
    first = markings[0]
    if all(_says(marking) == _says(first) for marking in markings):
        return first
    return rollup(markings)


def _says(marking: Marking) -> tuple[object, ...]:
    return marking.level, marking.controls, marking.owner, marking.joint, marking.unknown


def _parents(drafts: Sequence[Draft]) -> None:
    """An unnumbered paragraph, or a lettered one, belongs to the numbered paragraph above it; a heading ends that.

    So does one that bears its mark after a number in parentheses: what follows it unmarked is not its own.
    """
    current: int | None = None
    for index, draft in enumerate(drafts):
        if draft.kind in {"heading", "subject"}:
            current = None
        elif draft.kind in {"paragraph", "summary", "table"}:
            if draft.number is not None and draft.number.isdigit() and not (draft.own and _is_part(draft)):
                current = index
            else:
                draft.parent = current


def _is_part(draft: Draft) -> bool:
    return draft.lead is not None and draft.lead.bulleted


def _inherited(draft: Draft, drafts: Sequence[Draft], document: Marking, marked_parents: set[int | None],
               following: Marking | None) -> tuple[Marking, Found]:
    parent = drafts[draft.parent] if draft.parent is not None else None
    if parent is None or parent.found != "explicit" or draft.parent in marked_parents:
        return inherited(document), "none" if document.level == "unknown" else "document"
    if draft.finished:
        return inherited(parent.marking), "parent"
    return inherited(strictest([parent.marking, following or document])), "parent"


def _next_marks(drafts: Sequence[Draft]) -> list[Marking | None]:
    """For each draft the mark of the next portion that bears one: an unfinished block before it may be its heading."""
    following: list[Marking | None] = [None] * len(drafts)
    ahead: Marking | None = None
    for index in range(len(drafts) - 1, -1, -1):
        following[index] = ahead
        if drafts[index].kind in SUBSTANCE and drafts[index].own:
            ahead = drafts[index].own
    return following


def _headings(drafts: Sequence[Draft]) -> None:
    """A section heading takes the highest mark of the portions under it.

    One that may as well be a stray line of the text above (``finished`` False) takes that text's mark too.
    """
    under: list[Marking] = []
    above = _marks_above(drafts)
    for index in range(len(drafts) - 1, -1, -1):
        draft = drafts[index]
        if draft.kind == "heading":
            covered = under if draft.finished else [*under, *above[index]]
            if draft.own is None and covered:
                entire = draft.found == "entire-text"
                covered = [*covered, *draft.mixed, *([draft.marking] if entire else [])]
                draft.marking = inherited(strictest(covered))
                draft.found = "entire-text" if entire else "section"
            under = []
        elif draft.kind in SUBSTANCE:
            under.append(draft.marking)


def _marks_above(drafts: Sequence[Draft]) -> list[list[Marking]]:
    """For each draft the marking of the text right above it, if any."""
    above: list[list[Marking]] = []
    last: list[Marking] = []
    for draft in drafts:
        above.append(last)
        if draft.kind in SUBSTANCE - {"heading"}:
            last = [draft.marking]
    return above
