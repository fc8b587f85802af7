"""The overall marking of portions, and markings worked out from others."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from strategies_markings import PORTIONS

from redact.markings import (
    LEVELS,
    UNCLASSIFIED,
    UNKNOWN,
    Level,
    Marking,
    control_token,
    inherited,
    is_caption,
    of_level,
    parse,
    rank,
    rollup,
    split_captions,
    with_captions,
)


@given(PORTIONS)
def test_rollup_is_idempotent_and_blind_to_order(portions: list[Marking]) -> None:
    banner = rollup(portions)
    assert rollup([banner]) == banner
    assert rollup([*portions, banner]) == banner
    assert rollup(reversed(portions)) == banner
    assert rollup([*portions, *portions]) == banner
    assert banner.text is None


@given(PORTIONS)
def test_rollup_takes_the_highest_level_and_loses_no_unknown_token(portions: list[Marking]) -> None:
    banner = rollup(portions)
    highest = max((portion.level for portion in portions), key=rank, default="U")
    assert banner.level == ("C" if highest == "R" else highest)
    assert {word for portion in portions for word in portion.unknown} == set(banner.unknown)


@given(PORTIONS, PORTIONS)
@settings(max_examples=600)
def test_rollup_is_associative(first: list[Marking], second: list[Marking]) -> None:
    assert rollup([rollup(first), *second]) == rollup([*first, *second]) == rollup([rollup(first), rollup(second)])


@given(PORTIONS)
@settings(max_examples=300)
def test_a_banner_says_the_same_when_it_is_read_again(portions: list[Marking]) -> None:
    banner = rollup(portions)
    if banner.level == "unknown" or banner.unknown:
        return
    for written in (parse(banner.banner), parse(banner.portion)):
        assert (written.level, written.controls, written.owner, written.joint, written.unknown) == (
            banner.level, banner.controls, banner.owner, banner.joint, ())
        assert (written.canonical_banner, written.canonical_portion) == (banner.banner, banner.portion)


@given(PORTIONS)
def test_nothing_becomes_releasable_to_more_countries(portions: list[Marking]) -> None:
    banner = rollup(portions)
    if any("NF" in portion.controls.dissem for portion in portions):
        assert "NF" in banner.controls.dissem
    if banner.controls.releasable_to:
        assert "NF" not in banner.controls.dissem
        for portion in portions:
            assert portion.controls.releasable_to or portion.controls.eyes or (
                portion.level == "U" and portion.uncontrolled)


@pytest.mark.parametrize(("marks", "banner"), [
    ([], "UNCLASSIFIED"), (["(U)", "(C)"], "CONFIDENTIAL"),
    (["(S//REL TO USA, GBR)", "(C//REL TO USA, FVEY)"], "SECRET//REL TO USA, GBR"),
    (["(S//REL TO USA, FVEY)", "(C//REL TO USA, FVEY)", "(U)"], "SECRET//REL TO USA, FVEY"),
    (["(S//REL TO USA, GBR)", "(C//REL TO USA, DEU)"], "SECRET//NOFORN"),
    (["(S)", "(C//REL TO USA, GBR)"], "SECRET//NOFORN"), (["(U//SBU-NF)", "(S)"], "SECRET//NOFORN"),
    (["(U//FOUO)", "(S)"], "SECRET"), (["(U//FOUO)", "(U)"], "UNCLASSIFIED//FOUO"), (["(U//SBU)",
    "(C)"], "CONFIDENTIAL"),
    (["(//FGI S)", "(//GBR C)"], "SECRET//FGI"), (["(//GBR S)", "(//DEU C)"], "SECRET//FGI DEU GBR"),
    (["(S//RD-SG 14//NF)", "(S//FRD-SG 20//NF)"], "SECRET//RD-SIGMA 14 20//NOFORN"),
    (["(TS//SI-G ABCD//OC)", "(S//SI/TK)"], "TOP SECRET//SI-G ABCD/TK//ORCON"),
    (["(C//ZEBRA)", "(U//YAK)"], "CONFIDENTIAL//YAK/ZEBRA"), (["(S//NF//XD)", "(S//NF//ND)"], "SECRET//NOFORN//NODIS"),
    (["(what)", "(TS)"], "UNKNOWN//what"), (["(S//REL)"], "SECRET//NOFORN"),
    (["(S//OC-USGOV)", "(S//OC)"], "SECRET//ORCON"),
])
def test_rollup_examples(marks: list[str], banner: str) -> None:
    assert rollup(parse(mark) for mark in marks).banner == banner


@pytest.mark.parametrize(("marks", "banner"), [
    # the manual's own notional examples, by section
    (["(U//FOUO/REL TO USA, JPN)", "(S//REL TO USA, JPN)"], "SECRET//REL TO USA, JPN"),  # H.1
    (["(U//FISA)", "(S//REL TO USA, GBR)"], "SECRET//NOFORN/FISA"),
    (["(U//SBU-NF)", "(U//REL TO USA, FVEY)"], "UNCLASSIFIED//NOFORN//SBU"),
    (["(U)", "(U//REL TO USA, FVEY)"], "UNCLASSIFIED//REL TO USA, FVEY"),
    (["(//JOINT S CAN GBR USA//REL TO USA, CAN, GBR)", "(//JOINT S CAN GBR USA//REL TO USA, FVEY)"],
     "//JOINT SECRET CAN GBR USA//REL TO USA, CAN, GBR"),  # H.3
    (["(//JOINT S GBR USA//REL TO USA, GBR)", "(//JOINT S GBR USA//FGI NZL//REL TO USA, FVEY)"],
     "//JOINT SECRET GBR USA//FGI NZL//REL TO USA, GBR"),
    (["(TS//REL TO USA, CAN, DEU)", "(TS//FGI DEU//REL TO USA, CAN, DEU)", "(//CAN S//REL TO USA, CAN, DEU)"],
     "TOP SECRET//FGI CAN DEU//REL TO USA, CAN, DEU"),  # H.7
    (["(TS//RELIDO)", "(//CAN DEU S//REL TO USA, CAN, DEU)", "(//AUS S//REL TO USA, AUS)",
      "(//CTS//BOHEMIA//REL TO USA, NATO)"], "TOP SECRET//BOHEMIA//FGI AUS CAN DEU NATO//NOFORN"),
    (["(S//RELIDO)", "(//DEU S//NF)", "(//DEU C//REL TO USA, CAN, DEU)", "(//FGI S//NF)"], "SECRET//FGI//NOFORN"),
    (["(S//REL TO USA, AUS)", "(//CAN S//REL TO USA, AUS, CAN, GBR)", "(//DEU TS//NF)"],
     "TOP SECRET//FGI CAN DEU//NOFORN"),
    (["(S//FGI CAN//REL TO USA, CAN, GBR)", "(//GBR S//REL TO USA, CAN, GBR)"],
     "SECRET//FGI CAN GBR//REL TO USA, CAN, GBR"),
    (["(S//IMC/REL TO USA, AUS, CAN, GBR, NZL)", "(TS//NF)"], "TOP SECRET//IMCON/NOFORN"),  # H.8
    (["(S//REL TO USA, JPN)", "(U//LES-NF)"], "SECRET//NOFORN//LES"),
    (["(U//DSEN)", "(S//NF/DSEN)"], "SECRET//NOFORN/DEA SENSITIVE"),
    (["(S//DISPLAY ONLY AFG)", "(S//DISPLAY ONLY AFG, IRQ)"], "SECRET//DISPLAY ONLY AFG"),
    (["(S//DISPLAY ONLY AFG)", "(S//DISPLAY ONLY IRQ)"], "SECRET//NOFORN"),
    (["(S//REL TO USA, IRQ)", "(S//DISPLAY ONLY IRQ)"], "SECRET//DISPLAY ONLY IRQ"),
    (["(S//REL TO USA, IRQ/DISPLAY ONLY AFG)", "(S//REL TO USA, IRQ/DISPLAY ONLY AFG)"],
     "SECRET//REL TO USA, IRQ/DISPLAY ONLY AFG"),
    (["(S//REL TO USA, AFG/DISPLAY ONLY IRQ)", "(S//REL TO USA, GBR/DISPLAY ONLY PAK)"], "SECRET//NOFORN"),
    (["(S//DISPLAY ONLY IRQ)", "(S//RELIDO)"], "SECRET//NOFORN"),
    (["(S//RELIDO)", "(C//RELIDO)"], "SECRET//RELIDO"),
    (["(U//DS)", "(S//NF)"], "SECRET//NOFORN"),
    (["(U//SBU)", "(U//SBU/SSI)", "(U//FOUO)"], "UNCLASSIFIED//SBU/SSI"),
    (["(U//SBU-NF)", "(U//FOUO)"], "UNCLASSIFIED//SBU NOFORN"),
    (["(U//SBU-NF)", "(U//FOUO)", "(S//REL TO USA, AUS)"], "SECRET//NOFORN"),  # H.9
    (["(U//SBU-NF)", "(U//FOUO/NF)"], "UNCLASSIFIED//NOFORN//SBU"),
    (["(U//LES-NF)", "(U)"], "UNCLASSIFIED//LES NOFORN"),
    (["(S//REL TO USA, FVEY)", "(U//REL TO USA, FVEY//LES)"], "SECRET//REL TO USA, FVEY//LES"),
    (["(S//REL TO USA, ACGU)", "(U//REL TO USA, ACGU//SSI)"], "SECRET//REL TO USA, ACGU//SSI"),
    # and its rules where it has no example
    (["(S//USA/AUS/GBR EYES ONLY)", "(S//REL TO USA, FVEY)"], "SECRET//REL TO USA, AUS, GBR"),  # table 3, rule 22
    (["(S//REL TO USA, GBR/RELIDO)", "(S//RELIDO)"], "SECRET//NOFORN"),  # rule 10
    (["(S//REL TO USA, GBR/RELIDO)", "(S//REL TO USA, AUS, GBR/RELIDO)"], "SECRET//REL TO USA, GBR/RELIDO"),
    (["(S//REL TO USA, FVEY)", "(S//REL TO USA, AUS, CAN, GBR, NZL)"], "SECRET//REL TO USA, AUS, CAN, GBR, NZL"),
    (["(S//REL TO USA, FVEY)", "(S//REL TO USA, ACGU)"], "SECRET//REL TO USA, AUS, CAN, GBR"),  # rule 23
    (["(S//DISPLAY ONLY FVEY)", "(S//REL TO USA, FVEY)"], "SECRET//DISPLAY ONLY FVEY"),  # rule 26
    (["(U//UCNI)", "(S//REL TO USA, GBR)"], "SECRET//NOFORN"),
    (["(U//UCNI)", "(U)"], "UNCLASSIFIED//DOE UCNI"),  # H.6
    (["(S//RD-CNWDI//NF)", "(S//TFNI//NF)"], "SECRET//RD-CNWDI//NOFORN"),
    (["(U//FOUO)", "(U//PR)"], "UNCLASSIFIED//PROPIN"),
    (["(S//XD)", "(C//REL TO USA, GBR)"], "SECRET//NOFORN//EXDIS"),
    (["(U//NF//ND)", "(U//SBU)"], "UNCLASSIFIED//NOFORN//NODIS"),
    (["(TS//SAR-OAK)", "(S//SAR-ELM)"], "TOP SECRET//SAR-ELM/OAK"),
    (["(//GBR R)", "(U)"], "CONFIDENTIAL//FGI GBR"),
    (["(CUI//SP-PRVCY)", "(CUI//CTI)"], "CUI//SP-PRVCY/CTI"),
    (["(CUI//SP-PRVCY)", "(S//NF)"], "SECRET//CUI//SP-PRVCY//NOFORN"),
    (["(//JOINT S GBR USA)", "(//JOINT S GBR USA)"], "//JOINT SECRET GBR USA"),
    (["(//JOINT S GBR USA)", "(U)"], "SECRET//FGI GBR//REL TO USA, GBR"),
    (["(//NATO S)", "(S//REL TO USA, GBR)"], "SECRET//FGI NATO//NOFORN"),
    (["(TS//SI/XYZ)", "(S//TK)"], "TOP SECRET//SI/TK/XYZ"),
])
def test_the_rules_of_the_manual(marks: list[str], banner: str) -> None:
    assert rollup(parse(mark) for mark in marks).banner == banner


@pytest.mark.parametrize("level", LEVELS)
def test_of_level(level: Level) -> None:
    marking = of_level(level)
    assert (marking.level, marking.text, marking.uncontrolled) == (level, None, True)


def test_constants() -> None:
    assert (UNCLASSIFIED.banner, UNCLASSIFIED.portion, UNKNOWN.banner) == ("UNCLASSIFIED", "(U)", "UNKNOWN")
    assert rollup([]) == UNCLASSIFIED


def test_inherited_says_the_same_but_was_not_written() -> None:
    marking = parse("(C - Entire text)")
    heir = inherited(marking)
    assert (heir.text, heir.parts, heir.entire_text, heir.problems) == (None, (), False, ())
    assert (heir.level, heir.controls, heir.canonical_banner) == (marking.level, marking.controls, "CONFIDENTIAL")
    assert inherited(heir) == heir


@pytest.mark.parametrize(("banner", "captions", "expected"), [
    ("CONFIDENTIAL", ["SIPDIS", "STADIS"], "CONFIDENTIAL"), ("CONFIDENTIAL", ["NOFORN",
    "SIPDIS"], "CONFIDENTIAL//NOFORN"),
    ("SECRET", ["EXDIS"], "SECRET//EXDIS"), ("SECRET", ["NODIS"], "SECRET//NODIS"),
    ("UNCLAS", ["SENSITIVE"], "UNCLASSIFIED//SBU"), ("CONFIDENTIAL", ["ROGER CHANNEL"], "CONFIDENTIAL//ROGER CHANNEL"),
    ("SECRET//REL TO USA, GBR", ["NOFORN"], "SECRET//NOFORN"), ("UNCLAS", ["Zebra"], "UNCLASSIFIED//Zebra"),
])
def test_captions_add_to_the_overall_marking(banner: str, captions: list[str], expected: str) -> None:
    assert with_captions(parse(banner), captions).canonical_banner == expected


def test_states_limdis_is_unknown_not_the_control_of_that_name() -> None:
    marking = with_captions(parse("CONFIDENTIAL"), ["LIMDIS"])
    assert (marking.controls.nonic, marking.unknown) == ((), ("LIMDIS",))
    sensitive = with_captions(parse("CONFIDENTIAL"), ["SENSITIVE"])
    assert (sensitive.controls.nonic, sensitive.unknown) == ((), ("SENSITIVE",))


def test_caption_lines() -> None:
    assert split_captions("NOFORN SIPDIS") == ("NOFORN", "SIPDIS")
    assert split_captions(" ROGER CHANNEL ") == ("ROGER CHANNEL",)
    assert split_captions("SENSITIVE/NOFORN") == ("SENSITIVE", "NOFORN")
    assert [split_captions(line) for line in ("", "SIPDIS ZEBRA", "sipdis", "BT", "THE CHANNEL")] == [None] * 5
    assert is_caption("EXDIS")
    assert not is_caption("NOFORN SIPDIS")
    assert not is_caption("")


@pytest.mark.parametrize(("name", "expected"), [
    ("NOFORN", ("dissem", "NF")), ("nf", ("dissem", "NF")), ("not releasable to foreign nationals", ("dissem", "NF")),
    ("ORCON", ("dissem", "OC")), ("SI", ("sci", "SI")), ("HCS", ("sci", "HCS")), ("SI-GAMMA", ("sci", "SI-G")),
    ("REL TO", ("dissem", "REL")), ("SBU", ("nonic", "SBU")), ("EXDIS", ("nonic", "XD")), ("RD-CNWDI", ("aea",
    "RD-CNWDI")),
    ("SAR-OAK", ("sap", "SAR-OAK")), ("FGI", ("fgi", "FGI")), ("CUI", ("cui", "CUI")), ("ATOMAL", ("nato", "ATOMAL")),
    ("SP-PRVCY", ("cui", "SP-PRVCY")), ("ZEBRA", None), ("", None), ("SI//NF", None), ("SECRET", None),
])
def test_control_names(name: str, expected: tuple[str, str] | None) -> None:
    assert control_token(name) == expected
