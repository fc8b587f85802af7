"""A banner beside its portions, and where each element of a roll-up came from."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from strategies_markings import PORTIONS

from redact.markings import Marking, check_banner, dominates, origins, parse, rank, rollup


def codes(banner: str, *portions: str) -> list[tuple[str, int | None]]:
    found = check_banner(parse(banner, kind="banner"), [parse(portion) for portion in portions])
    return [(finding.code, finding.portion) for finding in found]


@pytest.mark.parametrize(("banner", "portions"), [
    ("SECRET", ["(S)", "(C)", "(U)", "(U//FOUO)", "(U//SBU)"]), ("SECRET//NOFORN", ["(S//NF)", "(S//REL TO USA, GBR)"]),
    ("SECRET//REL TO USA, GBR", ["(S//REL)", "(C//REL TO USA, FVEY)", "(U)"]),
    ("SECRET//FGI", ["(//GBR S)", "(S//FGI DEU)"]),
    ("SECRET//USA/GBR EYES ONLY", ["(S//EYES)"]), ("//JOINT SECRET CAN USA//REL TO USA, CAN", ["(//JOINT S//REL)"]),
    ("SECRET//NOFORN//NODIS", ["(S//NF//XD)", "(C)"]), ("UNCLASSIFIED", ["(U)"]), ("SECRET", []), ("what", ["(TS)"]),
    ("SECRET//RD-SIGMA 14//NOFORN", ["(S//FRD-SG 14//NF)"]), ("CONFIDENTIAL//FGI GBR", ["(//GBR R)", "(C)"]),
])
def test_banners_that_agree(banner: str, portions: list[str]) -> None:
    assert codes(banner, *portions) == []


@pytest.mark.parametrize(("banner", "portions", "expected"), [
    ("SECRET", ["(S)", "(TS)"], [("portion-above-banner", 1)]), ("SECRET", ["(S//NF)"], [("portion-above-banner", 0)]),
    ("SECRET//REL TO USA, GBR", ["(S)"], [("portion-above-banner", 0)]),
    ("SECRET//REL TO USA, FVEY", ["(S//REL TO USA, GBR)"], [("portion-above-banner", 0)]),
    ("SECRET", ["(//GBR S)"], [("portion-above-banner", 0)]),
    ("SECRET//FGI GBR", ["(//FGI S)"], [("portion-above-banner", 0)]),
    ("SECRET", ["(S//ZEBRA)"], [("portion-above-banner", 0)]), ("SECRET", ["(what)"], [("portion-above-banner", 0)]),
    ("UNCLASSIFIED", ["(U//FOUO)"], [("portion-above-banner", 0)]),
    ("SECRET//NOFORN", ["(S//REL)"], [("marking-unresolved", 0)]),
    ("SECRET", ["(C)", "(U)"], [("banner-above-portions", None)]),
    ("TOP SECRET", ["(C//NF)"], [("portion-above-banner", 0), ("banner-above-portions", None)]),
])
def test_banners_that_do_not(banner: str, portions: list[str], expected: list[tuple[str, int | None]]) -> None:
    assert codes(banner, *portions) == expected


def test_findings_say_what_is_lacking_and_quote_nothing() -> None:
    banner, portion = parse("SECRET"), parse("(TS//SI-G ABCD/TK//OC/NF)")
    assert check_banner(banner, [portion])[0].lacking == ()
    lacking = check_banner(parse("TOP SECRET//SI"), [portion])[0]
    assert lacking.lacking == ("NOFORN", "ORCON", "SI-G", "SI-G ABCD", "TK")
    assert (lacking.severity, lacking.rule) == ("error", "32 CFR 2001.24; CAPCO 2016 D.2")
    strange = check_banner(banner, [parse("(S//QUILLHAVEN)")])[0]
    assert "QUILLHAVEN" not in strange.message
    assert strange.lacking == ("QUILLHAVEN",)
    assert check_banner(banner, [parse("(C)")])[0].rule == "32 CFR 2001.24(g)"


@given(PORTIONS)
@settings(max_examples=300)
def test_a_roll_up_agrees_with_its_portions(portions: list[Marking]) -> None:
    banner = rollup(portions)
    found = check_banner(banner, portions)
    assert all(finding.code in ("marking-unresolved", "banner-above-portions") for finding in found)
    if any(finding.code == "banner-above-portions" for finding in found):
        assert banner.level == "C"
        assert max(rank(portion.level) for portion in portions) == rank("R")


@given(PORTIONS, PORTIONS)
@settings(max_examples=300)
def test_a_portion_is_above_a_banner_unless_that_dominates_it(portions: list[Marking], others: list[Marking]) -> None:
    banner = rollup(others)
    above = {finding.portion for finding in check_banner(banner, portions) if finding.code == "portion-above-banner"}
    for number, portion in enumerate(portions):
        if dominates(banner, portion):
            assert number not in above


@given(PORTIONS)
@settings(max_examples=300)
def test_every_element_has_its_origin(portions: list[Marking]) -> None:
    banner = rollup(portions)
    found = origins(portions, banner)
    elements = {origin.element for origin in found if origin.kept}
    for word in banner.unknown:
        assert word in elements
    for token in (*banner.controls.nonic, *banner.controls.nato):
        assert any(origin.element.startswith(parse(f"(U//{token})").banner[14:]) for origin in found)
    assert all(origin.portions and origin.why for origin in found)
    assert all(0 <= number < len(portions) for origin in found for number in origin.portions)
    written = banner.banner.replace("/", " ").replace(",", " ")
    for origin in found:
        if not origin.kept:
            assert origin.element not in written.split() or origin.element in ("SBU", "LES", "RD", "FRD")


def test_what_is_left_out_is_said() -> None:
    portions = [parse(mark) for mark in ("(S//REL TO USA, GBR)", "(U//FOUO)", "(U//SBU-NF)")]
    left_out = {origin.element: origin.portions for origin in origins(portions, rollup(portions)) if not origin.kept}
    assert left_out == {"FOUO": (1,), "SBU NOFORN": (2,), "REL TO": (0,)}
    noforn = next(origin for origin in origins(portions, rollup(portions)) if origin.element == "NOFORN")
    assert noforn.portions == (2,)


def _seconds(portions: list[Marking]) -> float:
    started = time.process_time()
    banner = rollup(portions)
    origins(portions, banner)
    check_banner(banner, portions)
    return time.process_time() - started


@pytest.mark.soak
def test_time_grows_with_the_number_of_portions_and_no_faster() -> None:
    def portions(number: int) -> list[Marking]:
        return [parse(f"(S//SI-G A{place:05}//REL TO USA, GBR//ACCM-N{place:05})") for place in range(number)]
    small, large = portions(1000), portions(10_000)
    assert min(_seconds(large) for _ in range(3)) < 30 * min(_seconds(small) for _ in range(3))
