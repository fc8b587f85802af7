"""The laws of the order of markings, and who may have what a marking protects."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from strategies_markings import MARKINGS, PORTIONS

from redact.markings import UNCLASSIFIED, UNKNOWN, Marking, dominance, dominates, parse, rank, releasable_to, rollup
from redact.markings.order import LEAST


@given(MARKINGS, MARKINGS, MARKINGS)
@settings(max_examples=600)
def test_dominance_is_a_partial_order(first: Marking, second: Marking, third: Marking) -> None:
    a, b, c = map(dominance, (first, second, third))
    assert a <= a
    assert not a < a
    if a <= b and b <= a:
        assert a == b
        assert hash(a) == hash(b)
    if a <= b and b <= c:
        assert a <= c
    joined = a | b
    assert (a <= b) == (joined == b) == (a & b == a)
    assert (a < b) == (b > a) == (a <= b and a != b)
    assert (a >= b) == (b <= a)


@given(MARKINGS, MARKINGS, MARKINGS)
@settings(max_examples=600)
def test_join_is_the_least_upper_bound_and_meet_the_greatest_lower(
        first: Marking, second: Marking, third: Marking) -> None:
    a, b, c = map(dominance, (first, second, third))
    join, meet = a | b, a & b
    assert a <= join
    assert b <= join
    assert meet <= a
    assert meet <= b
    for bound in (c, a | c, b | c, a | b | c):
        if a <= bound and b <= bound:
            assert join <= bound
    for bound in (c, a & c, b & c, a & b & c):
        if bound <= a and bound <= b:
            assert bound <= meet
    assert join == b | a
    assert meet == b & a
    assert (a | b) | c == a | (b | c)
    assert (a & b) & c == a & (b & c)
    assert a | a == a == a & a
    assert a | (a & b) == a == a & (a | b)


@given(MARKINGS, MARKINGS)
@settings(max_examples=300)
def test_unknown_dominates_everything_known(first: Marking, second: Marking) -> None:
    assert dominates(first, UNCLASSIFIED)
    assert dominates(UNKNOWN, first)
    if first.unknown and not second.unknown and second.level != "unknown":
        assert dominates(first, second)
        assert not dominates(second, first)


@given(PORTIONS)
@settings(max_examples=600)
def test_a_roll_up_dominates_each_of_its_portions(portions: list[Marking]) -> None:
    banner = rollup(portions)
    joined = LEAST
    for portion in portions:
        joined |= dominance(portion)
        assert dominates(banner, portion), (banner.banner, portion.canonical_portion)
        assert rank(banner.level) >= rank(portion.level)
    assert joined <= dominance(banner)


@pytest.mark.parametrize(("upper", "lower"), [
    ("(S)", "(C)"), ("(S//NF)", "(S)"), ("(S)", "(S//REL TO USA, GBR)"),
    ("(S//REL TO USA, GBR)", "(S//REL TO USA, FVEY)"), ("(//JOINT S GBR USA//NF)", "(//JOINT S GBR USA)"),
    ("(S//REL TO USA, ACGU)", "(S//REL TO USA, AUS, CAN, GBR, NZL)"), ("(S//DISPLAY ONLY GBR)", "(S//REL TO USA, GBR)"),
    ("(S//OC)", "(S//OC-USGOV)"), ("(S//RD)", "(S//FRD)"), ("(S//FRD)", "(S//TFNI)"), ("(TS//SI-G ABCD)", "(TS//SI)"),
    ("(S//FGI)", "(S//FGI CAN DEU)"), ("(//GBR S)", "(S)"), ("(S)", "(U//FOUO)"), ("(S)", "(U//SBU)"),
    ("(U//LES)", "(U//FOUO)"), ("(U//NF//SBU)", "(U//SBU-NF)"), ("(S//NF//ND)", "(S//NF//XD)"), ("(U//FOUO)", "(U)"),
    ("(S//NF)", "(U//SBU-NF)"), ("(C//ZEBRA)", "(TS//SI//NF)"), ("(C//YAK/ZEBRA)", "(TS//ZEBRA)"),
    ("(S//RELIDO)", "(S//REL TO USA, GBR/RELIDO)"), ("(S)", "(S//RELIDO)"), ("(//NS)", "(//NC)"),
])
def test_what_dominates_what(upper: str, lower: str) -> None:
    assert dominates(parse(upper), parse(lower))


@pytest.mark.parametrize(("upper", "lower"), [
    ("(C)", "(S)"), ("(S)", "(S//NF)"), ("(S)", "(C//SI)"), ("(U//FOUO)", "(U//SBU)"), ("(S//REL TO USA, GBR)", "(S)"),
    ("(S//REL TO USA, GBR)", "(S//REL TO USA, DEU)"), ("(S//SI)", "(S//TK)"), ("(TS//SI-G ABCD)", "(TS//SI-G EFGH)"),
    ("(S//FGI CAN)", "(S//FGI DEU)"), ("(S//FGI CAN)", "(//FGI S)"), ("(S)", "(//GBR C)"), ("(S)", "(U//LES)"),
    ("(TS//SI//NF)", "(C//ZEBRA)"), ("(C//ZEBRA)", "(C//YAK)"), ("(S)", "(U//SBU-NF)"), ("(S)", "(what)"),
    ("(S//REL TO USA, NATO)", "(S//REL TO USA, DEU)"), ("(S)", "(CUI)"), ("(S//REL TO USA, GBR)", "(U//FOUO)"),
])
def test_what_does_not(upper: str, lower: str) -> None:
    assert not dominates(parse(upper), parse(lower))


@pytest.mark.parametrize(("mark", "countries"), [
    ("(U)", "AUS DEU GBR USA FVEY"), ("(S)", "USA"), ("(S//NF)", "USA"), ("(U//FOUO)", "USA"),
    ("(S//REL TO USA, GBR)", "GBR USA"), ("(S//REL TO USA, FVEY)", "AUS GBR USA FVEY"),
    ("(S//REL TO USA, TEYE)", "AUS GBR USA"), ("(S//USA/GBR EYES ONLY)", "GBR USA"),
    ("(S//DISPLAY ONLY GBR)", "USA"), ("(S//REL TO USA, AUS/DISPLAY ONLY GBR)", "AUS USA"), ("(S//REL)", "USA"),
    ("(S//RELIDO)", "USA"), ("(S//REL TO USA, GBR/RELIDO)", "GBR USA"), ("(S//OC/REL TO USA, GBR)", "USA"),
    ("(S//IMC/REL TO USA, GBR)", "GBR USA"), ("(TS//SI//REL TO USA, GBR)", "GBR USA"),
    ("(S//SAR-OAK//REL TO USA, GBR)", "USA"), ("(S//RD//REL TO USA, GBR)", "USA"), ("(S//REL TO USA, NATO)", "USA"),
    ("(S//REL TO USA, GBR//LES)", "GBR USA"), ("(S//REL TO USA, GBR//XD)", "USA"), ("(//GBR S)", "USA"),
    ("(//GBR S//REL TO USA, GBR)", "GBR USA"), ("(//GBR S//REL TO USA, DEU)", "DEU USA"), ("(//NS)", "USA"),
    ("(//JOINT S GBR USA)", "GBR USA"), ("(//JOINT S GBR USA//NF)", "USA"), ("(//JOINT S GBR USA//OC)", "USA"),
    ("(//JOINT S GBR USA//REL TO USA, FVEY)", "AUS GBR USA FVEY"), ("(what)", ""), ("(U//ZEBRA)", ""),
    ("(S//REL TO USA, GBR//ZEBRA)", ""), ("(SS//REL TO USA, GBR)", ""), ("(U//SBU-NF)", "USA"), ("(CUI)", "USA"),
    ("(CUI//REL TO USA, GBR)", "GBR USA"), ("(S//NF/REL TO USA, GBR)", ""), ("(U//PR/REL TO USA, GBR)", "USA"),
])
def test_to_whom_a_marking_lets_it_go(mark: str, countries: str) -> None:
    asked = ("AUS", "DEU", "GBR", "USA", "FVEY")
    assert [code for code in asked if releasable_to(parse(mark), code)] == countries.split()


def test_country_codes_as_people_write_them() -> None:
    marking = parse("(S//REL TO USA, GBR, NATO)")
    assert releasable_to(marking, "UK")
    assert releasable_to(marking, "gbr")
    assert releasable_to(marking, "NATO")
    assert not any(releasable_to(marking, code) for code in ("", "QQQ", "DEU", "GB"))


@given(MARKINGS, MARKINGS)
@settings(max_examples=400)
def test_what_dominates_goes_to_no_more_countries(first: Marking, second: Marking) -> None:
    upper, lower = rollup([first, second]), first
    for code in ("AUS", "DEU", "GBR", "NATO", "FVEY"):
        if releasable_to(upper, code) and lower.valid:
            assert releasable_to(lower, code), (upper.banner, lower.canonical_portion, code)
