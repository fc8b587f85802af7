"""A map of a document's decisions, drawn beside the words on its extent: one cell a portion, in order.

A page artifact: the words say as much to those who do not see it. Cells are too narrow to cover a letter.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from redact.release.page import Block, released_how
from redact.release.pdf.style import FACT, LABEL_EDGE, MEASURE, Ink

INKS: Final[dict[str, Ink]] = {"whole": (0.86, 0.87, 0.89), "part": (0.61, 0.65, 0.71), "none": LABEL_EDGE}
"""From light to dark, by how much of a portion is released."""
CELL: Final = (3.0, 8.5)
PITCH: Final = (4.6, 11.5)
"""Width and height of a cell, and how far the next one and the next row are, in points."""
COLUMNS: Final = int((MEASURE - FACT.column + PITCH[0] - CELL[0]) // PITCH[0])
_MOST_ROWS = 5
"""A map of more rows tells nothing."""
_ABOVE = 3.0


def cells(blocks: Sequence[Block]) -> tuple[Ink, ...]:
    """The inks of a document's cells; none for a document of too many portions."""
    inks = tuple(INKS[released_how(block.portion)] for block in blocks if block.portion)
    return inks if len(inks) <= _MOST_ROWS * COLUMNS else ()


def height(inks: Sequence[Ink]) -> float:
    """The points that the cells take below a line."""
    return -(-len(inks) // COLUMNS) * PITCH[1] + _ABOVE if inks else 0.0


def places(count: int, left: float, top: float) -> Iterator[tuple[float, float]]:
    """The lower left corners of that many cells."""
    for number in range(count):
        row, column = divmod(number, COLUMNS)
        yield left + column * PITCH[0], top - _ABOVE - row * PITCH[1] - CELL[1]
