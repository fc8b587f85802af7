"""How a release looks: the sheet, its colours, and the type of every kind of block. All measures in points."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from redact.release.page import Block
from redact.release.pdf.fonts import FaceName

Ink = tuple[float, float, float]

WIDTH: Final = 612.0
HEIGHT: Final = 792.0
LEFT: Final = 87.0
MEASURE: Final = WIDTH - 2 * LEFT
"""US Letter with margins that leave some 80 characters to a line, and fit on A4 unscaled."""

BLACK: Final[Ink] = (0.09, 0.09, 0.11)
QUIET: Final[Ink] = (0.3, 0.31, 0.34)
RED: Final[Ink] = (0.68, 0.05, 0.09)
HAIRLINE: Final[Ink] = (0.72, 0.73, 0.75)
LABEL_GROUND: Final[Ink] = (0.925, 0.932, 0.945)
LABEL_EDGE: Final[Ink] = (0.36, 0.4, 0.47)
"""Every ink of text stands at 7:1 or better against white, and black, the only one of labels, against their ground."""
LABEL_SIZE: Final = 8.75
"""Size of labels within lines, one everywhere, so that equal labels are equally wide."""
LABEL_GAP: Final = 0.3
"""Points by which a label's box is narrower than its words at either side, so that neighbours stay apart. The words
themselves get no room of their own: a gap there would be copied from the page as a blank that the text has not."""

_MARKING_INKS: Final[tuple[tuple[str, Ink], ...]] = (
    ("TOP SECRET", (0.91, 0.45, 0.0)), ("SECRET", (0.78, 0.06, 0.18)), ("CONFIDENTIAL", (0.0, 0.2, 0.63)),
    ("CUI", (0.31, 0.17, 0.52)), ("CONTROLLED", (0.31, 0.17, 0.52)), ("UNCLASSIFIED", (0.0, 0.48, 0.2)),
)
"""The colours of the cover sheets SF 703 to 705 and of the CUI cover sheet, green for what is unclassified."""


def marking_ink(marking: str) -> Ink:
    """The colour of the rules beside a banner; black where the marking's level is none of the known."""
    return next((ink for level, ink in _MARKING_INKS if marking.startswith(level)), BLACK)


@dataclass(frozen=True, slots=True)
class Box:
    """A box around a block: its padding, and whether it is a filled label or an outlined stamp."""

    pad_x: float
    pad_y: float
    filled: bool


@dataclass(frozen=True, slots=True)
class Style:
    """The type of one kind of block. ``before`` and ``after`` are the least white around it; ``hang`` indents
    continued lines; ``keep`` holds it on the page of what follows; ``tag`` is its structure type (ISO 32000-1 14.8.4).
    ``column`` is where the second column of a row begins."""

    face: FaceName
    size: float
    leading: float
    before: float = 0.0
    after: float = 0.0
    ink: Ink = BLACK
    hang: float = 0.0
    tag: str = "P"
    keep: bool = False
    column: float = 0.0
    box: Box | None = None


TITLE: Final = Style("serif", 25, 30, after=13, tag="H1", keep=True)
OUTCOME: Final = Style("bold", 11, 15, before=2, after=17, box=Box(11, 6.5, filled=False))
FACT: Final = Style("sans", 9.75, 14.5, before=0, after=0, column=122, tag="TR")
FACT_LABEL: Final = Style("sans", 9, 14.5, ink=QUIET, tag="TH")
LEGEND_HEADING: Final = Style("bold", 11.5, 16, after=6, tag="H2", keep=True)
LEGEND: Final = Style("sans", 9.25, 13, before=2.5, after=2.5, column=92, tag="TR")
LEGEND_CODE: Final = Style("bold", 9.25, 13, tag="TH")
NOTE: Final = Style("sans", 8.75, 12.5, before=8, after=2, ink=QUIET)
BLOCK_NOTE: Final = Style("sans", 8.5, 12, ink=QUIET)
PART: Final = replace(LEGEND_HEADING, before=20)
SENTENCE: Final = Style("sans", 9.75, 14, before=7, after=7, column=30, tag="TR")
RULE: Final = Style("sans", 9.25, 13.5, before=4, after=4, column=30, tag="TR")
TO_SIGN: Final = Style("sans", 9.25, 13.5, before=30, column=96, tag="TR")
RULE_GAP: Final = 15.0
"""Points above and below the hairline that sets the parts of a release apart."""
TALLEST_LABEL: Final = 6
"""Lines that the label of a row may take beside its value; a longer one stands above it."""
WITHHELD_GAP: Final = 2.5
"""Points between paragraphs withheld one after the other, which so read as one gap in the document."""

_PARAGRAPH: Final = Style("serif", 10.75, 15.5, before=8.5, after=8.5)
_TYPED: Final = Style("mono", 8.5, 12.5, hang=20.4)
_KINDS: Final[dict[str, Style]] = {
    "transport": replace(_TYPED, ink=QUIET), "header": _TYPED, "caption": _TYPED, "classification": _TYPED,
    "signature": replace(_TYPED, before=8), "table": replace(_TYPED, before=6, after=9),
    "subject": Style("bold", 12, 16.5, before=15, after=8, tag="H2", keep=True),
    "heading": Style("bold", 10.75, 15, before=16, after=4, tag="H2", keep=True),
    "summary": _PARAGRAPH, "paragraph": _PARAGRAPH,
    "withheld": Style("bold", 9, 12.5, before=8, after=8, box=Box(12, 5.5, filled=True)),
}
_ROLES: Final[dict[str, Style]] = {"title": TITLE, "outcome": OUTCOME, "fact": FACT, "legend": LEGEND,
                                   "legend-heading": LEGEND_HEADING, "note": NOTE, "part": PART, "sentence": SENTENCE,
                                   "rule": RULE, "to-sign": TO_SIGN}


def style_of(block: Block) -> Style:
    """The type of a block, by its role, and for a portion by its kind."""
    return _KINDS[block.portion.kind] if block.portion else _ROLES[block.role]
