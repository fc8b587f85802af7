"""The official cases: CAPCO example markings, ODNI rendering tests, ODNI roll-up scenarios."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from redact.markings import Marking, parse, rollup

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


def portion_of(attributes: dict[str, str]) -> str:
    """The portion mark of a scenario's attributes."""
    level, owner = attributes["classification"], attributes.get("ownerProducer", "USA")
    blocks = [level if owner == "USA" else f"//N{level}" if owner == "NATO" else f"//{owner} {level}"]
    aea = [token for token in attributes.get("atomicEnergyMarkings", "").split() if "-SG-" not in token]
    numbers = re.findall(r"RD-SG-(\d+)", attributes.get("atomicEnergyMarkings", ""))
    blocks += ["/".join(aea) + (f"-SG {' '.join(numbers)}" if numbers else "")] if aea else []
    blocks += ["FGI"] if "FGIsourceProtected" in attributes else []
    lists = {"REL": ", ".join(attributes.get("releasableTo", "").split()),
             "DISPLAYONLY": ", ".join(attributes.get("displayOnlyTo", "").split())}
    dissem = [token for token in attributes.get("disseminationControls", "").split()
              if not (token == "OC" and "OC-USGOV" in attributes["disseminationControls"])]
    written = [f"REL TO {lists['REL']}" if token == "REL" and lists["REL"]
               else "/".join(attributes.get("releasableTo", "").split()) + " EYES ONLY" if token == "EYES"
               else f"DISPLAY ONLY {lists['DISPLAYONLY']}".strip() if token == "DISPLAYONLY" else token
               for token in dissem]
    blocks += ["/".join(written)] if written else []
    blocks += [attributes["nonICmarkings"]] if "nonICmarkings" in attributes else []
    return f"({'//'.join(blocks)})"


def holds(label: str, banner: Marking) -> bool | None:
    """Whether an expectation, known by its label, holds; None for what a marking does not say."""
    tokens = set(banner.controls.dissem) | set(banner.controls.nonic) | set(banner.controls.aea)
    lists = {"releasableTo": banner.controls.releasable_to or banner.controls.eyes,
             "displayOnlyTo": banner.controls.display_to, "FGIsourceOpen": banner.controls.fgi}
    if match := re.match(r"ism:classification is (\w+)$", label):
        return banner.level == match[1]
    if label == "ism:atomicEnergyMarkings is present":
        return bool(banner.controls.aea)
    if match := re.match(r"@?ism:(?:disseminationControls |nonICmarkings )?([\w-]+) is +(not |NOT )?present", label):
        return (match[1].replace("DISPLAYONLY", "DISPLAY ONLY") in tokens) != bool(match[2])
    if match := re.match(r"@?ism:(releasableTo|displayOnlyTo|FGIsourceOpen) is ([A-Z ]+)$", label):
        return " ".join(lists[match[1]]) == match[2]
    if match := re.match(r"@ism:disseminationControls is '([\w -]+)'", label):
        wanted = [token for token in match[1].split() if not (token == "OC" and "OC-USGOV" in match[1])]
        return list(banner.controls.dissem) == wanted
    return None


def scenarios() -> list[dict[str, Any]]:
    if not CASES.is_dir():
        return []
    skipped = ("NTK", "OC-NTK", "Notice")
    return [case for case in load("ism_rollup_tests.json")["tests"]
            if "portions" in case and not case["file"].startswith(skipped)
            and not any("excludeFromRollup" in portion for portion in case["portions"])
            and "OneNested" not in case["scenario"]]


@needs_cases
def test_odni_rollup_scenarios() -> None:
    judged, wrong = 0, []
    for case in scenarios():
        marks = [portion_of(portion) for portion in case["portions"]]
        banner = rollup(parse(mark) for mark in marks)
        for expectation in case["expect"]:
            result = holds(expectation["label"], banner)
            judged += result is not None
            if result is False:
                wrong.append((case["scenario"], marks, banner.banner, expectation["label"]))
    assert wrong == []
    assert judged >= 30
