"""A document's banner beside its portions, in the findings of ``redact read``."""

from __future__ import annotations

import pytest

from redact.documents.cable import read_bytes

WORDS = "The clerk of the harbour wrote that the customs ledger had been moved to another room before the spring."


def findings(banner: str, *marks: str) -> list[tuple[str, str, str | None]]:
    text = "\n\n".join([banner, *(f"{number}. {mark} {WORDS}" for number, mark in enumerate(marks, start=1))])
    document = read_bytes(text.encode(), "memo.txt")
    codes = {"portion-above-banner", "banner-above-portions", "marking-unresolved"}
    return [(finding.code, finding.severity, finding.portion) for finding in document.findings if finding.code in codes]


@pytest.mark.parametrize(("banner", "marks", "expected"), [
    ("SECRET", ["(S)", "(C)", "(U)"], []),
    ("CONFIDENTIAL", ["(S)", "(C)"], [("portion-above-banner", "error", "p2")]),
    ("SECRET", ["(S)", "(C//NF)"], [("portion-above-banner", "error", "p3")]),
    ("SECRET", ["(C)", "(U)"], [("banner-above-portions", "warning", None)]),
    ("SECRET//REL TO USA, GBR", ["(S//REL)", "(C//REL)"], []),
    ("SECRET//NOFORN", ["(S//REL)", "(S//NF)"], [("marking-unresolved", "error", "p2")]),
])
def test_what_is_found(banner: str, marks: list[str], expected: list[tuple[str, str, str | None]]) -> None:
    assert findings(banner, *marks) == expected


def test_a_portion_without_a_mark_may_be_what_the_banner_is_for() -> None:
    text = f"SECRET\n\n1. (C) {WORDS}\n\n2. {WORDS}"
    document = read_bytes(text.encode(), "memo.txt")
    assert not any(finding.code == "banner-above-portions" for finding in document.findings)


def test_short_marks_mean_the_banners_list() -> None:
    document = read_bytes(f"SECRET//REL TO USA, GBR\n\n1. (S//REL) {WORDS}".encode(), "memo.txt")
    assert document.marking.banner == "SECRET//REL TO USA, GBR"
    assert document.portions[1].marking.controls.releasable_to == ("USA", "GBR")
    assert document.portions[1].marking.text == "(S//REL)"
