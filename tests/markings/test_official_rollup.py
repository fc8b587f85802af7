"""The official roll-up scenarios (ODNI ISM-Rollup 2022-NOV): their portions as portion marks, their expectations as
what the banner must say.

Judged is every expectation about levels, controls and country lists. Not judged is what no marking says: dates and
exemptions of declassification, approximate markings, access profiles (NTK), how many notices or elements a stylesheet
writes, a second resource element inside the first, and what its helper functions count.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from redact.markings import Marking, parse, rollup
from redact.markings.disclosure import partakes

CASES = Path(__file__).resolve().parents[3] / "shared" / "cases" / "ism_rollup_tests.json"

pytestmark = pytest.mark.skipif(not CASES.is_file(), reason="the official cases are not here (../shared/cases)")

NONUS = {"NATO-ATOMAL": "ATOMAL", "NATO-BALK": "BALK", "NATO-BOHEMIA": "BOHEMIA"}
JUDGED = ("classification", "SCIcontrols", "SARIdentifier", "atomicEnergyMarkings", "nonUSControls", "FGIsourceOpen",
          "FGIsourceProtected", "cuiBasic", "cuiSpecified", "disseminationControls", "releasableTo", "displayOnlyTo",
          "nonICmarkings")


def scenarios(kind: str) -> list[dict[str, Any]]:
    tests: list[dict[str, Any]] = json.loads(CASES.read_text(encoding="utf-8"))["tests"] if CASES.is_file() else []
    return [case for case in tests if kind in case]


# -- ISM attributes to a portion mark

def portion_of(attributes: dict[str, str]) -> str:
    """The portion mark of a scenario's attributes."""
    told = {name: value.split() for name, value in attributes.items()}
    blocks = [head(attributes), sci(told.get("SCIcontrols", [])), sap(told.get("SARIdentifier", [])),
              aea(told.get("atomicEnergyMarkings", [])),
              "/".join(NONUS[token] for token in told.get("nonUSControls", [])),
              fgi(told), *cui(told), "/".join(dissem(told)), "/".join(told.get("nonICmarkings", []))]
    return "(" + "//".join(block for block in blocks if block) + ")"


def head(attributes: dict[str, str]) -> str:
    level, owners = attributes["classification"], attributes.get("ownerProducer", "USA").split()
    if attributes.get("joint") == "true":
        return " ".join(["//JOINT", level, *owners])
    if owners == ["USA"]:
        return level
    if owners == ["NATO"]:
        return "//CTS" if level == "TS" else f"//N{level}"
    return " ".join([f"//{owners[0]}", *owners[1:], level])


def sci(tokens: list[str]) -> str:
    """``SI SI-G SI-G-ABCD TK`` as ``SI-G ABCD/TK``."""
    systems: dict[str, dict[str, list[str]]] = {}
    for token in tokens:
        system, *rest = token.split("-")
        held = systems.setdefault(system, {})
        if rest:
            held.setdefault(rest[0], []).extend(rest[1:])
    return "/".join("-".join([system, *(" ".join([name, *subs]) for name, subs in held.items())])
                    for system, held in systems.items())


def sap(programs: list[str]) -> str:
    return "SAR-" + "/".join(programs) if programs else ""


def aea(tokens: list[str]) -> str:
    written = []
    for base in ("RD", "FRD"):
        numbers = [token.rpartition("-")[2] for token in tokens if token.startswith(f"{base}-SG-")]
        if base in tokens or numbers or f"{base}-CNWDI" in tokens:
            written.append(base + ("-CNWDI" if f"{base}-CNWDI" in tokens else "")
                           + (f"-SG {' '.join(numbers)}" if numbers else ""))
    return "/".join(written + [token for token in tokens if token in ("DCNI", "UCNI", "TFNI")])


def fgi(told: dict[str, list[str]]) -> str:
    if "FGIsourceProtected" in told:
        return "FGI"
    return " ".join(["FGI", *told["FGIsourceOpen"]]) if "FGIsourceOpen" in told else ""


def cui(told: dict[str, list[str]]) -> list[str]:
    names = [*told.get("cuiSpecified", []), *told.get("cuiBasic", [])]
    return ["CUI", "/".join(names)] if names else []


def dissem(told: dict[str, list[str]]) -> list[str]:
    tokens = told.get("disseminationControls", [])
    to, shown = told.get("releasableTo", []), told.get("displayOnlyTo", [])
    written = {"REL": "REL TO " + ", ".join(to) if to else "REL",
               "EYES": "/".join(to) + " EYES ONLY" if to else "EYES",
               "DISPLAYONLY": ("DISPLAY ONLY " + ", ".join(shown)).strip()}
    return [written.get(token, token.replace("_", " ")) for token in tokens
            if not (token == "OC" and "OC-USGOV" in tokens)]


# -- a banner to ISM attributes

def attributes_of(banner: Marking) -> dict[str, list[str]]:
    controls = banner.controls
    tokens = [part for token in controls.dissem for part in
              (["OC", "OC-USGOV"] if token == "OC-USGOV" else [token.replace("DISPLAY ONLY", "DISPLAYONLY")])]
    concealed = controls.fgi == ("FGI",)
    return {
        "classification": [banner.level],
        "SCIcontrols": [part for token in controls.sci for part in taken_apart(token)],
        "SARIdentifier": [token.removeprefix("SAR-") for token in controls.sap],
        "atomicEnergyMarkings": [part for token in controls.aea for part in taken_apart(token)],
        "nonUSControls": [f"NATO-{token}" for token in controls.nato],
        "FGIsourceOpen": [] if concealed else list(controls.fgi), "FGIsourceProtected": ["FGI"] if concealed else [],
        "cuiBasic": [token for token in controls.cui if token != "CUI" and not token.startswith("SP-")],
        "cuiSpecified": [token for token in controls.cui if token.startswith("SP-")],
        "disseminationControls": [token.replace(" ", "_") for token in tokens],
        "releasableTo": list(controls.releasable_to or controls.eyes), "displayOnlyTo": list(controls.display_to),
        "nonICmarkings": list(controls.nonic),
    }


def taken_apart(token: str) -> list[str]:
    """``RD-SG 14 18`` as ``RD RD-SG-14 RD-SG-18``; ``SI-G ABCD`` as ``SI SI-G SI-G-ABCD``."""
    base, *parts = token.split("-")
    found = [base]
    for part in parts:
        name, *subs = part.split(" ")
        found += ([] if name == "SG" else [f"{base}-{name}"]) + [f"{base}-{name}-{sub}" for sub in subs]
    return found


def holds(expectation: dict[str, str], told: dict[str, list[str]]) -> bool | None:
    """Whether an expectation, known by its label, holds; None for what a marking does not say."""
    label = " ".join(expectation["label"].replace("@", "").replace("ism:", "").split())
    if label == "resourceElement":
        return whole_element(expectation.get("body") or "", told)
    every = [token for values in told.values() for token in values]
    if match := re.fullmatch(r"(\w+) is ((?:NOT |not )?)present", label):
        present = bool(told[match[1]]) if match[1] in told else match[1] in every
        return present != bool(match[2])
    if match := re.fullmatch(r"([\w-]+) is ((?:NOT |not )?)present", label):
        return (match[1] in every) != bool(match[2])
    if (match := re.fullmatch(r"(\w+) ([\w-]+) is ((?:NOT |not )?)present", label)) and match[1] in told:
        return (match[2] in told[match[1]]) != bool(match[3])
    if (match := re.fullmatch(r"(\w+) is '?([\w: -]+)'?", label)) and match[1] in told:
        return told[match[1]] == match[2].strip("'").split()
    return None


def whole_element(body: str, told: dict[str, list[str]]) -> bool:
    """Every attribute of the expected element about levels, controls and lists, and no other."""
    expected = dict(re.findall(r'\sism:(\w+)="([^"]*)"', body))
    return all(told[name] == expected.get(name, "").split() for name in JUDGED)


@pytest.mark.parametrize("case", scenarios("portions"), ids=lambda case: case["scenario"][:60])
def test_the_banner_says_what_the_scenario_expects(case: dict[str, Any]) -> None:
    marks = [portion_of(portion) for portion in case["portions"] if portion.get("excludeFromRollup") != "true"]
    banner = rollup(parse(mark) for mark in marks)
    wrong = [expectation["label"] for expectation in case["expect"]
             if holds(expectation, attributes_of(banner)) is False]
    assert wrong == [], (marks, banner.banner)


def test_most_expectations_are_judged() -> None:
    judged = [holds(expectation, attributes_of(parse("SECRET"))) is not None
              for case in scenarios("portions") for expectation in case["expect"]]
    assert sum(judged) >= 50, f"{sum(judged)} of {len(judged)}"


def test_the_country_lists_common_to_all_portions() -> None:
    judged = 0
    for case in scenarios("call"):
        if 'function="util:unsortedCommonRelTokens"' not in case["call"]:
            continue
        judged += 1
        lists = re.findall(r"'([A-Z ]+)'", case["call"])
        banner = rollup(parse(f"(S//REL TO USA, {', '.join(codes.split())})") for codes in lists)
        expected = set(re.findall(r"<token[^>]*>(\w+)</token>", "".join(each["body"] or "" for each in case["expect"])))
        assert set(banner.controls.releasable_to) - {"USA"} == expected, case["scenario"]
    assert judged >= 2


def test_which_portions_take_part_in_foreign_disclosure() -> None:
    judged = 0
    for case in scenarios("call"):
        if 'function="util:PartakesInFDR"' not in case["call"]:
            continue
        judged += 1
        portion = parse(portion_of(dict(re.findall(r'ism:(\w+)="([^"]*)"', case["call"]))))
        assert {"true()": True, "false()": False}[case["expect"][0]["select"]] == partakes(portion), case["scenario"]
    assert judged >= 1
