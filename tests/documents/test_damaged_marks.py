"""A damaged mark in the place of a mark: recognised as one, or the portion keeps the stricter reading."""

from __future__ import annotations

import sys
from pathlib import Path
from random import Random

import pytest

from redact.documents import Portion
from redact.documents.cable import read_bytes

sys.path.append(str(Path(__file__).resolve().parents[1] / "markings"))
import damages
import oracle

CABLE = """VZCZCXRO1111
RR RUEHVL
DE RUEHVL #0214/01 0741532
ZNY CCCCC ZZH
P 141532Z MAR 08
FM AMEMBASSY VALTARA
TO RUEHC/SECSTATE WASHDC PRIORITY 2208
{banner} VALTARA 000214

SIPDIS

E.O. 12958: DECL: 03/14/2018
TAGS: PGOV, XO
SUBJECT: TALKS

Classified By: Marian Ostrow, Charge; reasons 1.4 (b) and (d).

1. (U) The talks went on for a while in the port.

2. {mark} The mayor will resign in spring, and nobody knows.

3. (U) It rained on the coast for most of the week.

OSTROW
"""
BANNERS = {"U": "UNCLAS", "R": "C O N F I D E N T I A L", "C": "C O N F I D E N T I A L", "S": "S E C R E T",
           "TS": "T O P S E C R E T"}
PORTIONS = sorted(mark for mark in oracle.MARKS if mark.startswith("("))


def read_with(mark: str, level: str) -> Portion:
    """The portion that bears ``mark`` in a cable whose classification line says ``level`` and no more."""
    document = read_bytes(CABLE.format(banner=BANNERS[level], mark=mark).encode(), "made.txt")
    assert "".join(portion.text for portion in document.portions).count("mayor will resign") == 1
    return next(portion for portion in document.portions if "mayor will resign" in portion.text)


def of_a_list(text: str) -> bool:
    """One letter or digit, a Roman numeral or nothing in whatever is left of the parentheses: an item of a list."""
    inner = "".join(letter for letter in text if letter.isalnum())
    return len(inner) < 2 or set(inner) <= set("IVXLC")


def judged(text: str, portion: Portion) -> list[str]:
    """The marks within one edit of ``text`` that the portion reads lower than; a level unknown is the strictest."""
    marking = portion.marking
    controlled = marking.level == "unknown" or not marking.uncontrolled
    read = oracle.Reading(marking.level, controlled, frozenset({"read"}), True)
    near = set() if oracle.well_formed(oracle.plain(text)) else oracle.neighbours(oracle.plain(text))
    return [f"{text!r} ({portion.found}) reads {read.level}, lower than {mark}" for mark in sorted(near)
            if oracle.lower(read, oracle.MARKS[mark])]


def damaged(seed: int, number: int) -> list[str]:
    """What a damaged mark in its place breaks, for ``number`` marks; the banner says the level of the mark alone."""
    chance = Random(seed)
    found: list[str] = []
    for _ in range(number):
        mark = chance.choice(PORTIONS)
        text = damages.one_damage(chance, mark)
        if not of_a_list(oracle.plain(text)):
            found += judged(text, read_with(text, oracle.MARKS[mark].level))
    return found


def test_well_formed_marks_are_found() -> None:
    for mark in PORTIONS:
        portion = read_with(mark, "U")
        assert (portion.found, portion.marking.level) == ("explicit", oracle.MARKS[mark].level), mark


def test_a_damaged_mark_keeps_its_portion_at_the_stricter_reading() -> None:
    assert damaged(3, 700) == []


@pytest.mark.soak
def test_twenty_thousand_damaged_marks_in_documents() -> None:
    assert damaged(4, 20_000) == []
