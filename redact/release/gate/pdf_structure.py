"""Closed world, the structure tree of a PDF: one element a block, its content in the order drawn, each link both ways.

Which parent an element names, which element a page's content is given to, which page it stands on: all of it follows
from what is drawn (ISO 32000-1, 14.7), so none of it is free to say anything.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from redact.release.gate.expected import Expected
from redact.release.gate.leak import Leak
from redact.release.gate.pdf_reading import PdfReading
from redact.release.pdf.style import style_of
from redact.release.reading.syntax import Ref, Value

_ELEMENT = frozenset({"Type", "S", "P", "Pg", "K", "ActualText", "A"})
_ATTRIBUTES: Mapping[str, tuple[object, ...]] = {
    "TH": ({"O": "Table", "Scope": "Row"},), "Span": (None, {"O": "Layout", "TextDecorationType": "LineThrough"})}
"""What the attributes of an element may be, by its tag; others have none."""
_DEEPEST = 8
_UTF_16 = b"\xfe\xff"
"""How every replacement text begins (7.9.2.2): that of a release is never in another encoding."""


class Leaf(NamedTuple):
    """Content of a page in the tree: the index of the page, its content id, the number of the element that holds it,
    that element's tag, the number of its block in reading order, and whether it stands in a row's first cell."""

    page: int
    content: int
    element: int
    tag: str
    block: int
    side: bool


@dataclass
class Structure:
    """The tree as walked: all content in reading order, and the tag of each block's element. ``sound`` is False where
    a link or entry is none that a release has."""

    leaves: list[Leaf] = field(default_factory=list)
    blocks: list[str] = field(default_factory=list)
    sound: bool = True


def read_structure(reading: PdfReading) -> Structure:
    """The structure tree, walked from its root."""
    walk = _Walk(reading)
    walk.all()
    return walk.found


def structure_leaks(expected: Expected, reading: PdfReading, structure: Structure) -> Iterator[Leak]:
    """Where the tree is not the one that goes with what the pages draw."""
    tags = [style_of(block).tag for block, words in zip(expected.page.blocks, expected.blocks, strict=True) if words]
    known = len(tags) == len(structure.blocks) and all(
        found in (tag, "P" if tag == "TR" else tag) for tag, found in zip(tags, structure.blocks, strict=True))
    drawn = [(index, number, mark.tag) for index, page in enumerate(reading.pages)
             for number, mark in enumerate(mark for mark in page.drawing.marks if mark.tag != "Artifact")]
    if not (structure.sound and known) or (
            [(leaf.page, leaf.content, leaf.tag) for leaf in structure.leaves] != drawn):
        yield Leak("structure-differs", "pdf structure", "the structure is not that of what the pages show")


class _Walk:
    """A walk through the tree in reading order."""

    def __init__(self, reading: PdfReading):
        self.found = Structure()
        self._reading = reading
        self._pages = {kid: index for index, kid in enumerate(reading.kids) if isinstance(kid, Ref)}
        self._seen: set[int] = set()

    def all(self) -> None:
        """Walk from the root, and compare what the parent tree says."""
        reading, found = self._reading, self.found
        catalog = reading.entry(reading.trailer, "Root")
        tree = catalog.get("StructTreeRoot") if isinstance(catalog, dict) else None
        root = reading.resolve(tree)
        if not isinstance(tree, Ref) or not isinstance(root, dict):
            found.sound = False
            return
        document = root.get("K")
        self._element(document, tree, 0, side=False)
        owners: list[list[Value]] = [[] for _ in reading.pages]
        for leaf in found.leaves:
            owners[leaf.page].append(Ref(leaf.element, 0))
        rows: list[Value] = []
        for index, row in enumerate(owners):
            rows += [float(index), row]
        elements = {number for number, item in reading.objects.items()
                    if isinstance(item, dict) and item.get("Type") == "StructElem"}
        found.sound &= elements == self._seen and root == {
            "Type": "StructTreeRoot", "K": document, "ParentTree": {"Nums": rows},
            "ParentTreeNextKey": float(len(reading.pages))}

    def _element(self, ref: Value, parent: Ref, depth: int, *, side: bool) -> None:
        element = self._reading.resolve(ref)
        if (not isinstance(ref, Ref) or not isinstance(element, dict) or ref.number in self._seen or depth > _DEEPEST
                or element.get("P") != parent or element.keys() - _ELEMENT or element.get("Type") != "StructElem"):
            self.found.sound = False
            return
        self._seen.add(ref.number)
        tag = str(element.get("S"))
        if tag == "TR" or (depth == 1 and tag != "Table"):
            self.found.blocks.append(tag)
        kids, home = element.get("K"), element.get("Pg")
        held = kids if isinstance(kids, list) else []
        content = [kid for kid in held if not isinstance(kid, Ref)]
        self.found.sound &= (
            bool(held) and (depth == 0) == (tag == "Document") and (home is not None) == bool(content)
            and (not content or isinstance(content[0], float)) and element.get("A") in _ATTRIBUTES.get(tag, (None,)))
        actual = element.get("ActualText", _UTF_16)
        self.found.sound &= isinstance(actual, bytes) and actual.startswith(_UTF_16)
        side = side or tag == "TH"
        for kid in held:
            if isinstance(kid, Ref):
                self._element(kid, ref, depth + 1, side=side)
            else:
                self._content(kid, home, ref.number, tag, side=side)

    def _content(self, kid: Value, home: Value, element: int, tag: str, *, side: bool) -> None:
        page, content = home, kid
        if isinstance(kid, dict):
            page, content = kid.get("Pg"), kid.get("MCID")
            self.found.sound &= page != home and kid.keys() == {"Type", "Pg", "MCID"} and kid["Type"] == "MCR"
        index = self._pages.get(page) if isinstance(page, Ref) else None
        if index is None or not isinstance(content, float) or not self.found.blocks:
            self.found.sound = False
            return
        self.found.leaves.append(Leaf(index, int(content), element, tag, len(self.found.blocks) - 1, side))
