"""The segments of a cable: its head, and between its pages the heads of further sections, which are furniture."""

from __future__ import annotations

from collections.abc import Sequence

from redact.documents.furniture import page_line, rule_line
from redact.documents.header import Element, Progress, element_at, end_line, keyword_line, printed_title, transport_line
from redact.documents.lead import read_lead
from redact.documents.lines import Line
from redact.documents.memo import levels_beside
from redact.documents.segments import Cutter, Segment, SegmentKind
from redact.markings import Marking, recognise_banner

_SECTION_HEAD_LINES = 120
"""How many lines the repeated head of a further section may have."""


class CableCutter(Cutter):
    """Cuts a cable; ``progress`` says how far its head has come."""

    def __init__(self, lines: Sequence[Line]):
        super().__init__(lines)
        self.progress = Progress()

    def _page_furniture(self, index: int) -> SegmentKind | None:
        if furniture := super()._page_furniture(index):
            return furniture
        if self.progress.banner and (banner := _bare_banner(self.lines[index].plain)):
            self.found.repeated.append(banner)
            return "banner"
        return None

    def _special(self, index: int) -> int:
        if not self.head:
            return self._between_pages(index)
        count = self._head_element(index)
        if count == 0:
            self.found.repeated += levels_beside(self.lines[index].plain)
        return count

    def _head_element(self, index: int) -> int:
        if self.block is not None and not self.parted and not keyword_line(self.lines[index].plain):
            return 0
        element = element_at(self.lines, index, self.progress)
        if element is None:
            return 0
        self.progress = self.progress.past(element, self.lines[index].plain)
        return self._element(index, element)

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

    def _opened(self, line: Line, number: int | None, before: Segment | None) -> None:
        if not printed_title(line.plain) and (number is not None or read_lead(line.plain, _last_text(before)).mark):
            self.head = False


def _last_text(segment: Segment | None) -> str:
    return "\n".join(line.plain for line in segment.lines[:3]) if segment else ""


def _bare_banner(text: str) -> Marking | None:
    """The level of a line that holds a level and nothing else: a page's banner."""
    found = recognise_banner(text)
    return found[0] if found and found[1] >= len(text.rstrip()) else None
