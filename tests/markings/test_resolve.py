"""A portion's short forms against its banner; notices on a second line."""

from __future__ import annotations

import pytest
from hypothesis import given
from register_strategies import PORTIONS

from redact.markings import parse, recognise, resolve, rollup, second_line


@pytest.mark.parametrize(("portion", "banner", "expected"), [
    ("(S//REL)", "SECRET//REL TO USA, GBR", "(S//REL TO USA, GBR)"),
    ("(S//REL/RELIDO)", "SECRET//REL TO USA, FVEY", "(S//REL TO USA, FVEY/RELIDO)"),
    ("(S//EYES)", "SECRET//USA/CAN EYES ONLY", "(S//USA/CAN EYES ONLY)"),
    ("(//JOINT S//REL)", "//JOINT SECRET CAN USA//REL TO USA, CAN", "(//JOINT S CAN USA//REL TO USA, CAN)"),
    ("(//JOINT S)", "//JOINT SECRET CAN USA", "(//JOINT S CAN USA)"),
    ("(C//REL TO USA, GBR)", "SECRET//REL TO USA, FVEY", "(C//REL TO USA, GBR)"),
    ("(S//REL//ZEBRA)", "SECRET//REL TO USA, GBR", "(S//REL TO USA, GBR//ZEBRA)"),
])
def test_short_forms_take_the_banners_list(portion: str, banner: str, expected: str) -> None:
    resolved = resolve(parse(portion), parse(banner))
    assert resolved.portion == resolved.canonical_portion == expected
    assert parse(expected).controls == resolved.controls
    assert resolved.text == portion
    assert resolved.valid


@pytest.mark.parametrize(("portion", "banner"), [
    ("(S//REL)", "SECRET//NOFORN"), ("(S//REL)", "SECRET"), ("(S//EYES)", "SECRET//REL TO USA, GBR"),
    ("(//JOINT S)", "SECRET//REL TO USA, GBR"),
])
def test_what_the_banner_does_not_say_stays_open_and_is_an_error(portion: str, banner: str) -> None:
    before = parse(portion)
    resolved = resolve(before, parse(banner))
    assert [problem.code for problem in resolved.problems if problem.severity == "error"] == ["unresolved"]
    assert (resolved.controls, resolved.owner) == (before.controls, before.owner)
    assert rollup([resolved]).controls.releasable_to == ()


@given(PORTIONS, PORTIONS)
def test_a_full_marking_is_its_own_resolution(portion: str, banner: str) -> None:
    marking = parse(portion)
    assert resolve(marking, parse(parse(banner).canonical_banner)) is marking


def test_a_second_line_is_read_as_notices_and_restricts() -> None:
    text = "UNCLASSIFIED\r\nAttorney Work Product / HVCO\r\n"
    marking = parse(text)
    assert (marking.level, marking.canonical_banner, marking.notices) == ("U", "UNCLASSIFIED", ("AWP", "HVCO"))
    assert [text[part.start:part.end] for part in marking.parts] == ["UNCLASSIFIED", "Attorney Work Product", "HVCO"]
    assert not marking.uncontrolled
    assert marking.valid


@pytest.mark.parametrize("text", ["(U\nATTORNEY WORK PRODUCT)", "SECRET\nZEBRA", "SECRET\nHVCO/ZEBRA", "\nHVCO"])
def test_any_other_second_line_is_part_of_the_marking(text: str) -> None:
    marking = parse(text)
    assert marking.notices == ()
    assert not marking.uncontrolled or marking.level == "unknown"
    assert recognise(text) is None or recognise(text) == parse(text, kind="portion")


def test_lines_of_notices() -> None:
    assert second_line(" ATTORNEY WORK PRODUCT//SSS ") == ("AWP", "SSS")
    assert second_line("") is None
    assert second_line("ATTORNEY WORK PRODUCT OF MINE") is None
    assert second_line("/" * 10_000) is None
