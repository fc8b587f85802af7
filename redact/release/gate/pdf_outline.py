"""Closed world, the outline of a PDF: the headings of the release in their order, each leading to where it stands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from redact.release.gate.expected import Expected, plain, shortened
from redact.release.gate.leak import Leak
from redact.release.gate.pdf_places import Part
from redact.release.gate.pdf_reading import PdfReading
from redact.release.pdf.style import style_of
from redact.release.reading.syntax import Name, Ref, Value, text_of

_ABOVE = 6
"""Points above a heading to which its entry leads."""


@dataclass(slots=True)
class _Entry:
    """A heading: its words, the page (by index) and height to which it leads, and the entries below it."""

    title: str
    page: int
    top: int
    below: list[_Entry] = field(default_factory=list)


def outline_leaks(expected: Expected, reading: PdfReading, parts: Sequence[Part]) -> Iterator[Leak]:
    """Where the outline says or links anything else. ``parts`` are the blocks as they stand, empty if that is not
    known: then only the words are compared."""
    if not parts:
        headings = [shortened(text) for block, text in zip(expected.page.blocks, expected.texts, strict=True)
                    if style_of(block).tag in ("H1", "H2") and plain(text)]
        known = _titles(reading) == headings
    else:
        known = _Outline(reading).holds(_entries(parts))
    if not known:
        yield Leak("text-differs", "pdf outline", "the outline does not say the headings of the released model, or"
                   " leads elsewhere")


def _entries(parts: Sequence[Part]) -> list[_Entry]:
    """The headings as a tree: those of the second rank below the one of the first before them."""
    tree: list[_Entry] = []
    for part in parts:
        tag = part.style.tag
        if part.first and tag in ("H1", "H2"):
            entry = _Entry(shortened(part.block.text()), part.page, round(part.top + _ABOVE))
            (tree[-1].below if tag == "H2" and tree else tree).append(entry)
    return tree


class _Outline:
    """The outline of a file, compared entry by entry with the one it should be."""

    def __init__(self, reading: PdfReading):
        self._reading = reading
        self._pages = reading.kids
        self._seen: set[int] = set()

    def holds(self, tree: list[_Entry]) -> bool:
        """True if the outline is this tree and nothing else; a release without headings has none."""
        catalog = self._reading.entry(self._reading.trailer, "Root")
        root = catalog.get("Outlines") if isinstance(catalog, dict) else None
        if not tree:
            return root is None
        outlines = self._reading.resolve(root)
        if not isinstance(root, Ref) or not isinstance(outlines, dict):
            return False
        count = float(len(tree) + sum(len(entry.below) for entry in tree))
        links = self._level(tree, root, outlines.get("First"))
        return links is not None and outlines == {"Type": Name("Outlines"), "Count": count, **links}

    def _level(self, entries: list[_Entry], parent: Ref, first: Value) -> dict[str, Value] | None:
        """What the parent says of its entries, ``First`` and ``Last``; None where one is not as it should be."""
        previous: Ref | None = None
        ref = first
        for number, entry in enumerate(entries):
            item = self._reading.resolve(ref)
            if not isinstance(ref, Ref) or not isinstance(item, dict) or ref.number in self._seen:
                return None
            self._seen.add(ref.number)
            following = item.get("Next")
            wanted: dict[str, Value] = {
                "Title": b"\xfe\xff" + entry.title.encode("utf-16-be"), "Parent": parent,
                "Dest": [self._pages[entry.page], Name("XYZ"), 0.0, float(entry.top), 0.0]}
            if previous is not None:
                wanted["Prev"] = previous
            if number + 1 < len(entries):
                wanted["Next"] = following
            if entry.below:
                below = self._level(entry.below, ref, item.get("First"))
                if below is None:
                    return None
                wanted |= {"Count": float(len(entry.below)), **below}
            if item != wanted:
                return None
            previous, ref = ref, following
        return {"First": first, "Last": previous}


def _titles(reading: PdfReading) -> list[str]:
    """The titles of the outline from top to bottom."""
    titles: list[str] = []
    seen: set[int] = set()
    root = reading.entry(reading.trailer, "Root", "Outlines")
    waiting = [root.get("First") if isinstance(root, dict) else None]
    while waiting:
        ref = waiting.pop()
        item = reading.resolve(ref)
        if not isinstance(ref, Ref) or not isinstance(item, dict) or ref.number in seen:
            continue
        seen.add(ref.number)
        title = item.get("Title")
        titles += [text_of(title)] if isinstance(title, bytes) else []
        waiting += [item.get("Next"), item.get("First")]
    return titles
