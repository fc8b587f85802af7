"""The fictional cables are read as examples/README.md says, portion by portion: a truth written by eye."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from redact.documents.cable import read

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
EXPECTED = json.loads((EXAMPLES / "expected.json").read_text(encoding="utf-8"))
SUBSTANCE = {"subject", "heading", "paragraph", "summary", "table"}


def _start(text: str) -> str:
    return " ".join(text.split())[:25].strip()


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_example(name):
    document = read(EXAMPLES / name)
    found = [(_start(p.text[p.body:]), p.kind, p.number, p.marking.level, p.found)
             for p in document.portions if p.kind in SUBSTANCE]
    wanted = [(_start(e["starts"]), e["kind"], e["number"], e["level"], e["found"]) for e in EXPECTED[name]]
    assert found == wanted


def test_there_are_six_or_more():
    assert len(EXPECTED) >= 6
    assert set(EXPECTED) == {path.name for path in EXAMPLES.glob("*.cable.txt")}


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_no_other_mark_is_found(name):
    document = read(EXAMPLES / name)
    explicit = [p for p in document.portions if p.found == "explicit" and p.kind != "classification"]
    assert len(explicit) == sum(1 for entry in EXPECTED[name] if entry["found"] == "explicit")
