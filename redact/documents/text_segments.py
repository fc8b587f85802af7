"""The segments of a text that is no cable: banners of pages, the head of a memorandum, paragraphs by blank lines."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from redact.documents.forms import well_formed
from redact.documents.furniture import page_line, rule_line, stamp_line
from redact.documents.header import Element
from redact.documents.lead import numbered, read_lead
from redact.documents.lines import Line
from redact.documents.memo import authority_line, fits, label, levels_beside, office_or_name, page_banner
from redact.documents.segments import Cutter, Segment, SegmentKind
from redact.documents.values import dateline
from redact.markings import Marking, is_caption, rank

_LONG_LINE = 120
"""Characters of a line, and lines of a block, that no head has: text has begun."""
_HEAD_LINES = 4
_LONE_NUMBER = re.compile(r"(?:Page\s+)?\d{1,3}\Z", re.IGNORECASE)


class TextCutter(Cutter):
    """Cuts a text. A line that holds a classification and nothing else is a banner at the top or foot of a page, in
    the head, and wherever it stands by itself and is classified; UNCLASSIFIED between paragraphs is text."""

    def __init__(self, lines: Sequence[Line]):
        super().__init__(lines)
        self.edges = _edges(lines)
        self.pages = any(line.ends_page for line in lines)
        self.banner = False
        self.within: list[Marking] = []

    def _page_furniture(self, index: int) -> SegmentKind | None:
        if furniture := super()._page_furniture(index):
            return furniture
        if self.pages and index in self.edges and _LONE_NUMBER.match(self.lines[index].plain):
            return "page"
        if self.banner and self._bears_banner(index):
            return "banner"
        return None

    def _special(self, index: int) -> int:
        if not self.banner and self._bears_banner(index):
            self.found.repeated.pop()
            self.banner = True
            return self._element(index, Element("classification", "banner", 1))
        element = self._element_at(index)
        return self._element(index, element) if element else 0

    def _bears_banner(self, index: int) -> bool:
        """Whether line ``index`` is a banner; its level is kept. Inside a block the level counts, the line is text."""
        found = page_banner(self.lines[index].plain)
        if found is None:
            if self.head or index in self.edges:
                self.found.repeated += levels_beside(self.lines[index].plain)
            return False
        marking = found[0]
        alone = self._opens() and (index + 1 >= len(self.lines) or self.lines[index + 1].blank)
        classified = rank(marking.level) > rank("U") or not marking.uncontrolled
        here = index in self.edges or (classified and (alone or self.head)) or (alone and self.head)
        if here or classified:
            self.found.repeated.append(marking)
        if classified and not here:
            self.within.append(marking)
        return here

    def _text(self, line: Line) -> int:
        count = super()._text(line)
        assert self.block is not None
        self.block.within += self.within
        self.within = []
        return count

    def _opens(self) -> bool:
        """Whether a line that is no furniture opens something of its own here."""
        return self.block is None or self.parted or self.paged

    def _element_at(self, index: int) -> Element | None:
        text = self.lines[index].plain
        if self._opens():
            if authority_line(text):
                return self._authority(index)
            if is_caption(text) and (self.head or index in self.edges):
                return Element("caption", "caption", 1)
        named = label(text) if self.head or self._opens() else None
        if named is not None and (self.head or named[0] == "subject") and (":" in text or self._opens()):
            return self._labelled(index, *named)
        if self.head and self._opens() and dateline(text):
            return Element("header", "dateline", 1)
        return None

    def _authority(self, index: int) -> Element | None:
        count = 1 + self._more(index, lambda line: not authority_line(line))
        words = " ".join(line.plain for line in self.lines[index:index + count])
        return Element("classification", "classified_by", count) if well_formed("classified_by", words) else None

    def _labelled(self, index: int, name: str, value: str) -> Element | None:
        if name == "subject":
            more = self._more(index, _unmarked) if value else 0
            return Element("subject", name if value else "subject_label", 1 + more)
        count = 1 + (self._more(index, office_or_name) if value and name != "memo_date" else 0)
        words = " ".join([value, *(line.plain for line in self.lines[index + 1:index + count])])
        return Element("header", name if value else f"{name}_label", count) if fits(name, words) else None

    def _more(self, index: int, goes_on: Callable[[str], bool]) -> int:
        count = 0
        while index + 1 + count < len(self.lines):
            text = self.lines[index + 1 + count].plain
            if (not text or label(text) or numbered(text) is not None or page_banner(text) or page_line(text)
                    or stamp_line(text) or rule_line(text) or authority_line(text) or not goes_on(text)):
                break
            count += 1
        return count

    def _opened(self, line: Line, number: int | None, before: Segment | None) -> None:
        if number is not None or len(line.plain) > _LONG_LINE or read_lead(line.plain).mark:
            self.head = False

    def _continues(self, line: Line, number: int | None) -> bool:
        assert self.block is not None
        if len(self.block.lines) >= _HEAD_LINES:
            self.head = False
        if self.paged and read_lead(line.plain).mark:
            return False
        return super()._continues(line, number)


def _unmarked(text: str) -> bool:
    """Whether a line may go on a title: one that begins with a mark begins something of its own."""
    return read_lead(text, bare=False).mark is None


def _edges(lines: Sequence[Line]) -> frozenset[int]:
    """The lines at the top or the foot of a page: between its edge and them stand only banners, blanks and numbers."""
    return frozenset({*_from_edge(lines, down=True), *_from_edge(lines, down=False)})


def _from_edge(lines: Sequence[Line], *, down: bool) -> Iterator[int]:
    """The lines that follow the edge of a page, read down or up."""
    at_edge = True
    for index in range(len(lines)) if down else range(len(lines) - 1, -1, -1):
        line = lines[index]
        at_edge |= not down and line.ends_page
        if at_edge and not line.blank:
            yield index
            at_edge = page_banner(line.plain) is not None or bool(_LONE_NUMBER.match(line.plain))
        at_edge |= page_line(line.plain) or (down and line.ends_page)
