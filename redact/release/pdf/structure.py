"""The structure tree: what the page says to those who hear it (ISO 32000-1 14.7, ISO 14289-1)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

STRUCK = "/A<</O/Layout/TextDecorationType/LineThrough>>"
ROW_HEADER = "/A<</O/Table/Scope/Row>>"


@dataclass(slots=True, eq=False)
class Element:
    """One structure element. ``number`` is its object number; ``kids`` are elements, or (page object, content id).

    ``actual`` is what is read in place of its glyphs; ``attributes`` further entries of its dictionary, as written.
    """

    tag: str
    number: int
    parent: int
    actual: str = ""
    attributes: str = ""
    kids: list[Element | tuple[int, int]] = field(default_factory=list)

    def serialised(self) -> bytes:
        """The element as a PDF dictionary."""
        page = next((kid[0] for kid in self.kids if isinstance(kid, tuple)), 0)
        kids = " ".join([_kid(kid, page) for kid in self.kids]).replace(" <<", "<<").replace(">> ", ">>")
        entries = [f"<</Type/StructElem/S/{self.tag}/P {self.parent} 0 R", f"/Pg {page} 0 R" if page else "",
                   f"/K[{kids}]" if kids else "", f"/ActualText{text_string(self.actual)}" if self.actual else "",
                   self.attributes, ">>"]
        return "".join(entries).encode("ascii")


def root(document: Element, owners: Iterable[Iterable[Element]]) -> bytes:
    """The tree's root with the parent tree: for each page the element that owns each of its content ids."""
    rows = [f"{page}[{' '.join([f'{element.number} 0 R' for element in elements])}]"
            for page, elements in enumerate(owners)]
    numbers = "".join(rows)
    return (f"<</Type/StructTreeRoot/K {document.number} 0 R/ParentTree<</Nums[{numbers}]>>"
            f"/ParentTreeNextKey {len(rows)}>>").encode("ascii")


def text_string(text: str) -> str:
    """A text string in hexadecimal UTF-16, safe in content streams and dictionaries alike (ISO 32000-1 7.9.2)."""
    return f"<FEFF{text.encode('utf-16-be').hex().upper()}>"


def _kid(kid: Element | tuple[int, int], page: int) -> str:
    if isinstance(kid, Element):
        return f"{kid.number} 0 R"
    return str(kid[1]) if kid[0] == page else f"<</Type/MCR/Pg {kid[0]} 0 R/MCID {kid[1]}>>"
