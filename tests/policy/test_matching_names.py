"""A protected name is cut whole wherever it recurs, not by its surname alone."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from redact.documents.cable import read
from redact.policy.decide import decide
from redact.policy.loading import load_policy
from redact.policy.matching import Hit
from redact.policy.matching_names import whole_name

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"


@pytest.mark.parametrize(("text", "word", "whole"), [
    ("Presidential adviser Anton Halvek told us.", "Halvek", "Anton Halvek"),
    ("He met A. B. Halvek there.", "Halvek", "A. B. Halvek"),
    ("It was May. Halvek told us.", "Halvek", "Halvek"),
    ("According to Halvek, it rained.", "Halvek", "Halvek"),
    ("Minister Halvek spoke.", "Halvek", "Halvek"),
    ("wrote Anton\nHalvek in June", "Halvek", "Anton\nHalvek"),
    ("said Halvek Orsolya-Brand to us", "Halvek", "Halvek Orsolya-Brand"),
    ("HE MET ANTON HALVEK AT THE PORT", "HALVEK", "ANTON HALVEK"),
])
def test_grown(text, word, whole):
    start = text.index(word)
    hit = whole_name(text, Hit(start, start + len(word)))
    assert text[hit.start:hit.end] == whole


def test_no_part_of_a_protected_name_is_left_in_the_example():
    document = read(EXAMPLES / "08VALTARA0214.cable.txt")
    plan = decide(document, load_policy("foia-public"), dt.date(2026, 11, 23))
    for decision, portion in zip(plan.decisions, document.portions, strict=True):
        if decision.withheld:
            continue
        kept, position = "", 0
        for span in decision.spans:
            kept, position = kept + portion.text[position:span.start], span.end
        kept += portion.text[position:]
        for name in ("Anton", "Halvek", "Oskar", "Brunn"):
            assert name not in kept, portion.id
