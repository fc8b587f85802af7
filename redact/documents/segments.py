"""From lines to segments: head elements, blocks of text, furniture; and paragraphs cut by a page made whole again.

A segment is a run of lines of one purpose. Blank lines part blocks. Page furniture parts nothing: a block that had not
finished its sentence goes on after it. Inside a block no line starts a portion of its own, whatever mark it bears,
unless the document parts its paragraphs by numbers alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from redact.documents.furniture import page_line, page_number, rule_line, stamp_line
from redact.documents.header import Element, Progress, element_at, end_line, keyword_line, printed_title, transport_line
from redact.documents.lead import ends_sentence, numbered, read_lead
from redact.documents.lines import Line
from redact.markings import Marking, recognise_banner

SegmentKind = Literal["element", "block", "end", "blank", "page", "banner", "stamp"]
_SECTION_HEAD_LINES = 120
"""How many lines the repeated head of a further section may have."""


@dataclass(slots=True)
class Segment:
    """A run of lines. ``lines`` need not touch one another where furniture stands between them."""

    kind: SegmentKind
    lines: list[Line]
    element: Element | None = None
    page: int = 1
    before_text: bool = False


@dataclass(slots=True)
class Segments:
    """The segments of a document in order, the levels of repeated banners, and the elements of repeated heads."""

    segments: list[Segment] = field(default_factory=list)
    repeated: list[Marking] = field(default_factory=list)
    heads: list[tuple[Element, str]] = field(default_factory=list)


def segment(lines: Sequence[Line]) -> Segments:
    """The segments of a document."""
    return _Cutter(lines).cut()


class _Cutter:
    """Walks the lines once, keeping the block that may still go on."""

    def __init__(self, lines: Sequence[Line]):
        self.lines = lines
        self.found = Segments()
        self.block: Segment | None = None
        self.parted = False
        self.paged = False
        self.head = True
        self.progress = Progress()
        self.page = 1
        self.by_number = _numbers_part(lines)

    def cut(self) -> Segments:
        index = 0
        while index < len(self.lines):
            index += self._take(index)
        return self.found

    def _take(self, index: int) -> int:
        """Takes the segment at line ``index``; returns how many lines it took."""
        line = self.lines[index]
        if line.blank:
            self.parted = True
            return self._furniture("blank", [line])
        if furniture := self._page_furniture(line):
            self.paged = True
            return self._furniture(furniture, [line])
        if rule_line(line.plain):
            self.block = None
            return self._furniture("page", [line])
        if self.head and (count := self._head_element(index)):
            return count
        if not self.head and (count := self._between_pages(index)):
            return count
        return self._text(line)

    def _furniture(self, kind: SegmentKind, lines: list[Line]) -> int:
        last = self.found.segments[-1] if self.found.segments else None
        if last and last.kind == kind == "blank":
            last.lines += lines
        else:
            self.found.segments.append(Segment(kind, lines))
        return len(lines)

    def _page_furniture(self, line: Line) -> SegmentKind | None:
        if stamp_line(line.plain):
            return "stamp"
        if page_line(line.plain):
            self.page = page_number(line.plain) or self.page + 1
            return "page"
        if self.progress.banner and (banner := _bare_banner(line.plain)):
            self.found.repeated.append(banner)
            return "banner"
        return None

    def _head_element(self, index: int) -> int:
        if self.block is not None and not self.parted and not keyword_line(self.lines[index].plain):
            return 0
        element = element_at(self.lines, index, self.progress)
        if element is None:
            return 0
        self.progress = self.progress.past(element, self.lines[index].plain)
        self.block = None
        taken = list(self.lines[index:index + element.count])
        self.found.segments.append(Segment("element", taken, element, self.page))
        return len(taken)

    def _between_pages(self, index: int) -> int:
        """The end of the message, or the end of a section and the head of the next, which is furniture."""
        line = self.lines[index]
        banner = recognise_banner(line.plain)
        if banner or end_line(line.plain) or transport_line(line.plain):
            if (count := self._repeated_head(index)) > 0:
                self.paged = True
                return self._furniture("page", list(self.lines[index:index + count]))
            if end_line(line.plain):
                self.block = None
                self.found.segments.append(Segment("end", [line], page=self.page))
                return 1
        return 0

    def _repeated_head(self, index: int) -> int:
        """How many lines the head of a further section takes from ``index``; 0 where there is none."""
        position, progress = index, Progress()
        repeated: list[Marking] = []
        heads: list[tuple[Element, str]] = []
        while position < min(len(self.lines), index + _SECTION_HEAD_LINES):
            text = self.lines[position].plain
            element = element_at(self.lines, position, progress) if text else None
            if not text or page_line(text) or rule_line(text):
                position += 1
                continue
            if element is None or (element.name == "banner" and not progress.routing):
                break
            if element.name == "banner" and (banner := recognise_banner(text)):
                repeated.append(banner[0])
            heads.append((element, "\n".join(line.plain for line in self.lines[position:position + element.count])))
            progress = progress.past(element, text)
            position += element.count
        if not repeated:
            return 0
        self.found.repeated += repeated
        self.found.heads += heads
        while self.lines[position - 1].blank:
            position -= 1
        return position - index

    def _text(self, line: Line) -> int:
        lead_number = numbered(line.plain)
        if self.block is not None and self._continues(line, lead_number):
            self.block.lines.append(line)
        else:
            before = self.block
            self.block = Segment("block", [line], page=self.page, before_text=self.head)
            self.found.segments.append(self.block)
            titled = printed_title(line.plain)
            if not titled and (lead_number is not None or read_lead(line.plain, _last_text(before)).mark):
                self.head = False
        self.parted = self.paged = False
        return 1

    def _continues(self, line: Line, lead_number: int | None) -> bool:
        assert self.block is not None
        if lead_number is not None and (self.parted or self.paged):
            return False
        if lead_number is not None and self.by_number:
            return False
        if self.paged:
            return not self.parted or not ends_sentence(self.block.lines[-1].plain)
        return not self.parted


def _last_text(segment: Segment | None) -> str:
    return "\n".join(line.plain for line in segment.lines[:3]) if segment else ""


def _bare_banner(text: str) -> Marking | None:
    """The level of a line that holds a level and nothing else: a page's banner."""
    found = recognise_banner(text)
    return found[0] if found and found[1] >= len(text.rstrip()) else None


def _numbers_part(lines: Sequence[Line]) -> bool:
    """Whether numbers alone part the paragraphs: most that carry on the count follow a line of text, not a blank."""
    close = apart = 0
    last = 0
    previous: Line | None = None
    for line in lines:
        number = numbered(line.plain)
        if number is not None and number == last + 1:
            if previous is None or previous.blank or rule_line(previous.plain) or page_line(previous.plain):
                apart += 1
            else:
                close += 1
            last = number
        previous = line
    return close > apart
