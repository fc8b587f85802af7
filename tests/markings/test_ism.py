"""ISM attributes to strings and back: the official rendering cases, and what no string determines."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redact.markings import NotDetermined, from_attributes, parse, to_attributes

CASES = Path(__file__).resolve().parents[3] / "shared" / "cases" / "ism_render_tests.json"
needs_cases = pytest.mark.skipif(not CASES.is_file(), reason="the official cases are not here (../shared/cases)")
SHOWN = {"classification", "ownerProducer", "SCIcontrols", "SARIdentifier", "atomicEnergyMarkings", "FGIsourceOpen",
         "FGIsourceProtected", "nonUSControls", "disseminationControls", "releasableTo", "displayOnlyTo",
         "nonICmarkings"}
"""The attributes of the 2013 edition that a marking shows."""


def cases() -> list[dict[str, Any]]:
    return list(json.loads(CASES.read_text(encoding="utf-8")))


@needs_cases
def test_all_57_official_renderings() -> None:
    wrong = []
    for case in cases():
        marking = from_attributes(case["attributes"])
        portion = (case.get("portion") or marking.portion).strip()
        if (marking.banner, marking.portion) != (case["banner"].strip(), portion):
            wrong.append((case["name"], marking.banner, marking.portion))
    assert wrong == []
    assert len(cases()) == 57


@needs_cases
def test_a_string_gives_back_every_attribute_it_determines() -> None:
    wrong, judged = [], 0
    for case in cases():
        for text in filter(None, (case["banner"], case.get("portion"))):
            if "ACCM" in case["attributes"].get("nonICmarkings", ""):
                with pytest.raises(NotDetermined):
                    to_attributes(parse(text))
                continue
            judged += 1
            attributes = to_attributes(parse(text))
            if attributes != {name: value for name, value in case["attributes"].items() if name in SHOWN}:
                wrong.append((text, attributes))
    assert wrong == []
    assert judged == 107


@pytest.mark.parametrize(("attributes", "banner", "portion"), [
    ({"classification": "S", "ownerProducer": "GBR USA", "joint": "true", "disseminationControls": "REL",
      "releasableTo": "GBR USA"}, "//JOINT SECRET GBR USA//REL TO USA, GBR", "(//JOINT S GBR USA//REL TO USA, GBR)"),
    ({"classification": "S", "ownerProducer": "NATO:KFOR", "nonUSControls": "NATO-ATOMAL"},
     "//NATO KFOR SECRET//ATOMAL", "(//NKFORS//ATOMAL)"),
    ({"classification": "S", "ownerProducer": "CAN GBR"}, "//CAN GBR SECRET", "(//CAN GBR S)"),
    ({"classification": "S", "ownerProducer": "FGI"}, "//FGI SECRET", "(//FGI S)"),
    ({"classification": "S", "ownerProducer": "USA", "FGIsourceProtected": "FGI", "disseminationControls": "NF"},
     "SECRET//FGI//NOFORN", "(S//FGI//NF)"),
    ({"classification": "U", "ownerProducer": "USA", "cuiBasic": "PRVCY", "cuiSpecified": "CTI",
      "disseminationControls": "FED_ONLY NF"}, "CUI//SP-CTI/PRVCY//NOFORN/FED ONLY",
     "(CUI//SP-CTI/PRVCY//NF/FED ONLY)"),
    ({"classification": "U", "compliesWith": "USA-CUI-ONLY"}, "CUI", "(CUI)"),
    ({"classification": "S", "cuiBasic": "INV"}, "SECRET//CUI//INV", "(S//CUI//INV)"),
    ({"classification": "TS", "SARIdentifier": "DOD:BP DOD:BP-J12 DOD:BP-J12-A DOD:CD"}, "TOP SECRET//SAR-BP-J12 A/CD",
     "(TS//SAR-BP-J12 A/CD)"),
    ({"classification": "TS", "SCIcontrols": "KDK KDK-BLFH KDK-BLFH-AB", "disseminationControls": "NF"},
     "TOP SECRET//TK-BLFH AB//NOFORN", "(TS//TK-BLFH AB//NF)"),
    ({"classification": "TS", "SCIcontrols": "ZQX SI"}, "TOP SECRET//SI/ZQX", "(TS//SI/ZQX)"),
    ({"disseminationControls": "NF"}, "UNKNOWN//NOFORN", "(UNKNOWN//NF)"),
    ({"classification": "S", "disseminationControls": "N/F"}, "SECRET//N/F", "(S//N/F)"),
])
def test_both_editions_and_what_no_register_has(attributes: dict[str, str], banner: str, portion: str) -> None:
    marking = from_attributes(attributes)
    assert (marking.banner, marking.portion) == (banner, portion)
    assert marking.text is None


def test_tokens_of_no_register_are_named_and_never_dropped() -> None:
    marking = from_attributes({"classification": "S", "SCIcontrols": "ZQX", "disseminationControls": "QQQ N//F",
                               "releasableTo": "USA QQQ", "nonICmarkings": "WWW"})
    assert set(marking.unknown) == {"ZQX", "QQQ", "N//F", "WWW"}
    assert from_attributes({"classification": "Q"}).level == "unknown"
    assert not from_attributes({}).valid


def test_the_second_banner_line_is_a_notice() -> None:
    marking = from_attributes({"classification": "S", "secondBannerLine": "AWP"})
    assert marking.notices == ("AWP",)
    assert to_attributes(marking)["secondBannerLine"] == "AWP"


@pytest.mark.parametrize("text", ["CUI", "CUI//NOFORN", "CUI//FED ONLY", "SECRET//CUI", "CUI//SP-CTI/PRVCY//NOFORN"])
def test_cui_without_a_category_is_not_lost(text: str) -> None:
    again = from_attributes(to_attributes(parse(text)))
    assert again.canonical_banner == text
    assert again.controls == parse(text).controls


@pytest.mark.parametrize("text", ["(S//REL)", "(S//EYES)", "(//JOINT S)", "ZEBRA", "SECRET//ZEBRA", ""])
def test_what_a_string_leaves_open_is_not_guessed(text: str) -> None:
    with pytest.raises(NotDetermined):
        to_attributes(parse(text))


def test_the_edition_of_2022() -> None:
    assert to_attributes(parse("//NATO SECRET//ATOMAL"), edition="2022")["nonUSControls"] == "NATO-ATOMAL"
    assert to_attributes(parse("//JOINT SECRET GBR USA"), edition="2022")["joint"] == "true"
    with pytest.raises(NotDetermined, match="authority"):
        to_attributes(parse("SECRET//SAR-BP"), edition="2022")


NAMES = st.sampled_from(sorted(SHOWN | {"joint", "cuiBasic", "cuiSpecified", "secondBannerLine", "compliesWith"}))


@given(st.dictionaries(NAMES, st.text(max_size=30) | st.text("ABCNFSTU- _:/", max_size=20)))
def test_any_attributes_give_a_marking(attributes: dict[str, str]) -> None:
    marking = from_attributes(attributes)
    assert marking.banner
    assert marking.portion.startswith("(")


@given(st.text(max_size=50) | st.text("(UCST//NF-, REL TO USA GBR JOINT SI-G FGI)", max_size=50))
def test_any_text_gives_attributes_or_says_what_is_missing(text: str) -> None:
    marking = parse(text)
    try:
        attributes = to_attributes(marking)
    except NotDetermined:
        assert marking.level == "unknown" or marking.unknown or not marking.owner or marking.controls.dissem
        return
    again = from_attributes(attributes)
    assert (again.level, again.owner) == (marking.level, marking.owner)
    assert again.controls.dissem == marking.controls.dissem
    assert again.controls.sci == marking.controls.sci or "unregistered" in {each.code for each in marking.problems}
