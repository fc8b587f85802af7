"""From lines to segments: head elements, blocks of text, furniture; and paragraphs cut by a page made whole again.

A segment is a run of lines of one purpose. Blank lines part blocks. Page furniture parts nothing: a block that had not
finished its sentence goes on after it. Inside a block no line starts a portion of its own, whatever mark it bears,
unless the document parts its paragraphs by numbers alone. What opens a head, and what else stands between blocks, each
kind of document says for itself (``cable_segments``, ``text_segments``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from redact.documents.furniture import page_line, page_number, rule_line, stamp_line
from redact.documents.header import Element
from redact.documents.lead import ends_sentence, numbered, trailing_mark
from redact.documents.lines import Line
from redact.markings import Marking

SegmentKind = Literal["element", "block", "end", "blank", "page", "banner", "stamp"]


@dataclass(slots=True)
class Segment:
    """A run of lines. ``lines`` need not touch one another where furniture stands between them. ``within`` holds the
    classifications that stand on lines of their own inside a block: they make it stricter."""

    kind: SegmentKind
    lines: list[Line]
    element: Element | None = None
    page: int = 1
    within: list[Marking] = field(default_factory=list)


@dataclass(slots=True)
class Segments:
    """The segments of a document in order, the levels of repeated banners, and the elements of repeated heads."""

    segments: list[Segment] = field(default_factory=list)
    repeated: list[Marking] = field(default_factory=list)
    heads: list[tuple[Element, str]] = field(default_factory=list)


class Cutter:
    """Walks the lines once, keeping the block that may still go on."""

    def __init__(self, lines: Sequence[Line]):
        self.lines = lines
        self.found = Segments()
        self.block: Segment | None = None
        self.parted = False
        self.paged = False
        self.head = True
        self.page = 1
        self.by_number = _numbers_part(lines)

    def cut(self) -> Segments:
        """The segments; a form feed opens a new page."""
        index = 0
        while index < len(self.lines):
            count = self._take(index)
            if any(line.ends_page for line in self.lines[index:index + count]):
                self.page += 1
                self.paged = True
            index += count
        return self.found

    def _take(self, index: int) -> int:
        """Takes the segment at line ``index``; returns how many lines it took."""
        line = self.lines[index]
        if line.blank:
            self.parted = True
            return self._furniture("blank", [line])
        if furniture := self._page_furniture(index):
            self.paged = True
            return self._furniture(furniture, [line])
        if rule_line(line.plain):
            self.block = None
            return self._furniture("page", [line])
        return self._special(index) or self._text(line)

    def _special(self, index: int) -> int:
        """Takes what is neither furniture nor text at line ``index``; returns how many lines, 0 for none."""
        return 0

    def _page_furniture(self, index: int) -> SegmentKind | None:
        text = self.lines[index].plain
        if stamp_line(text):
            return "stamp"
        if page_line(text):
            self.page = page_number(text) or self.page + 1
            return "page"
        return None

    def _furniture(self, kind: SegmentKind, lines: list[Line]) -> int:
        last = self.found.segments[-1] if self.found.segments else None
        if last and last.kind == kind == "blank":
            last.lines += lines
        else:
            self.found.segments.append(Segment(kind, lines))
        return len(lines)

    def _element(self, index: int, element: Element) -> int:
        self.block = None
        taken = list(self.lines[index:index + element.count])
        self.found.segments.append(Segment("element", taken, element, self.page))
        return len(taken)

    def _text(self, line: Line) -> int:
        number = numbered(line.plain)
        if self.block is not None and self._continues(line, number):
            self.block.lines.append(line)
        else:
            before = self.block
            self.block = Segment("block", [line], page=self.page)
            self.found.segments.append(self.block)
            self._opened(line, number, before)
        self.parted = self.paged = False
        return 1

    def _opened(self, line: Line, number: int | None, before: Segment | None) -> None:
        """Says that ``line`` has opened a block after ``before``: a head may end here."""

    def _continues(self, line: Line, number: int | None) -> bool:
        assert self.block is not None
        if number is not None and (self.parted or self.paged or self.by_number):
            return False
        if self.paged:
            last = self.block.lines[-1].plain
            return not (ends_sentence(last) or trailing_mark(last))
        return not self.parted


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
