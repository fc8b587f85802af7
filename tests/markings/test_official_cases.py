"""The official cases: CAPCO example markings, ODNI rendering tests."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from redact.markings import parse

CASES = Path(__file__).resolve().parents[3] / "shared" / "cases"

needs_cases = pytest.mark.skipif(not CASES.is_dir(), reason="the official cases are not here (../shared/cases)")


def load(name: str) -> Any:
    return json.loads((CASES / name).read_text(encoding="utf-8"))


@needs_cases
def test_every_capco_example_is_valid_and_comes_back_as_written() -> None:
    wrong = []
    for example in load("capco2016_examples.json"):
        marking = parse(example["input"], kind=example["kind"])
        written = marking.banner if example["kind"] == "banner" else marking.portion[1:-1]
        if not marking.valid or (written != example["input"] and "LES//REL" not in example["input"]):
            wrong.append((example["input"], written, [problem.code for problem in marking.problems]))
    assert wrong == []


@needs_cases
def test_every_odni_rendering_is_reached_from_banner_and_from_portion() -> None:
    wrong = []
    for case in load("ism_render_tests.json"):
        if case.get("portion") is None:
            assert parse(case["banner"]).banner == case["banner"]
            continue
        expected = (case["banner"], case["portion"].strip())
        for text in expected:
            marking = parse(text)
            if (marking.banner, marking.portion) != expected or (
                    marking.canonical_banner, marking.canonical_portion) != expected:
                wrong.append((text, marking.banner, marking.portion))
    assert wrong == []
