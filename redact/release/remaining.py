"""How much a release says of what it withholds, in bits: the amounts it states, and nothing else.

A rendering is a function of the released model, which holds of a withheld text its codes, its place in the order of
portions and spans, and the class of its amount (design §3, promise 3). Codes and places are the decision, and public;
so what an attacker who knows the candidates can learn from a label is at most which class the text falls into: log2 of
the number of classes. The attack in the tests measures the files against this.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from redact.policy.amounts import line_classes
from redact.release.model import ReleasedModel, Withheld

_LINES = re.compile(r"(\d+)½? lines?\)?$")
LONGEST = 50
"""Lines up to which the classes are counted, or up to the longest amount stated, if that is longer."""


@dataclass(frozen=True, slots=True)
class RemainingBits:
    """What the labels of a release leave to be learned: ``labels`` in all, ``stating`` of them an amount in lines,
    each one of ``classes``. An amount that is always the same (``1 paragraph``) says nothing."""

    labels: int
    stating: int
    classes: int

    @property
    def each(self) -> float:
        """Bits that one stated amount can tell at most."""
        return math.log2(self.classes) if self.stating else 0.0

    @property
    def total(self) -> float:
        """Bits that all stated amounts can tell at most; 0 under ``amount: none`` and ``amount: paragraphs``."""
        return self.stating * self.each

    def sentence(self) -> str:
        """The same in words."""
        if not self.labels:
            return "nothing is withheld"
        if not self.stating:
            return f"0 bits remain of what is withheld ({_counted(self.labels, 'label')}, none with an amount)"
        others = "; 0 of the others" if self.stating < self.labels else ""
        return (f"at most {self.each:.1f} bits remain of each withheld text whose amount is stated, {self.total:.0f} "
                f"in all ({self.stating} amounts of {self.classes} classes){others}")


def remaining_bits(model: ReleasedModel) -> RemainingBits:
    """What the amounts of a release can tell at most of the texts they stand for."""
    labels = [piece for portion in model.portions for piece in portion.content if isinstance(piece, Withheld)]
    stated = [_lines(piece.amount) for piece in labels if piece.amount and "line" in piece.amount]
    return RemainingBits(len(labels), len(stated), len(line_classes(max([LONGEST, *stated]))))


def _lines(amount: str) -> int:
    found = _LINES.search(amount)
    return int(found[1]) if found else 0


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
