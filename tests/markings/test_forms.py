"""What ``parse`` makes of every form a reader must understand, canonical, State, ISOO and older."""

from __future__ import annotations

import pytest

from redact.markings import Marking, parse


def codes(marking: Marking) -> set[str]:
    return {problem.code for problem in marking.problems}


@pytest.mark.parametrize(("text", "banner", "portion"), [
    ("(U)", "UNCLASSIFIED", "(U)"),
    ("(TS//SI-G ABCD/TK//OC/NF)", "TOP SECRET//SI-G ABCD/TK//ORCON/NOFORN", "(TS//SI-G ABCD/TK//OC/NF)"),
    ("(S//SAR-JUNIPER/TIN ROOF-12 A1)", "SECRET//SAR-JUNIPER/TIN ROOF-12 A1", "(S//SAR-JUNIPER/TIN ROOF-12 A1)"),
    ("(S//RD-CNWDI-SG 14 20//NF)", "SECRET//RD-CNWDI-SIGMA 14 20//NOFORN", "(S//RD-CNWDI-SG 14 20//NF)"),
    ("(//GBR S//REL TO USA, GBR)", "//GBR SECRET//REL TO USA, GBR", "(//GBR S//REL TO USA, GBR)"),
    ("(//JOINT S CAN USA//REL TO USA, CAN)", "//JOINT SECRET CAN USA//REL TO USA, CAN",
     "(//JOINT S CAN USA//REL TO USA, CAN)"),
    ("(//CTS//BOHEMIA)", "//COSMIC TOP SECRET//BOHEMIA", "(//CTS//BOHEMIA)"),
    ("(S//FGI DEU NATO//REL TO USA, DEU)", "SECRET//FGI DEU NATO//REL TO USA, DEU",
     "(S//FGI DEU NATO//REL TO USA, DEU)"),
    ("(S//USA/CAN/GBR EYES ONLY)", "SECRET//USA/CAN/GBR EYES ONLY", "(S//USA/CAN/GBR EYES ONLY)"),
    ("(U//SBU-NF)", "UNCLASSIFIED//SBU NOFORN", "(U//SBU-NF)"),
    ("(CUI//SP-PRVCY/INV//NF)", "CUI//SP-PRVCY/INV//NOFORN", "(CUI//SP-PRVCY/INV//NF)"),
    ("//NATO KFOR SECRET", "//NATO KFOR SECRET", "(//NKFORS)"),
])
def test_canonical_forms_are_valid_and_written_both_ways(text: str, banner: str, portion: str) -> None:
    marking = parse(text)
    assert marking.valid, marking.problems
    assert (marking.canonical_banner, marking.canonical_portion) == (banner, portion)
    assert parse(banner).canonical_portion == portion
    assert marking.text == text


@pytest.mark.parametrize(("text", "portion"), [
    ("(S/NF)", "(S//NF)"), ("(C-NF)", "(C//NF)"), ("(C/NF/OC)", "(C//OC/NF)"), ("SECRET/NOFORN", "(S//NF)"),
    ("SECRET NODIS", "(S//ND)"), ("SECRET, NOFORN, ORCON", "(S//OC/NF)"), ("(LOU)", "(U//LOU)"), ("(OUO)", "(U//OUO)"),
    ("SECRET//REL TO USA, CAN and GBR", "(S//REL TO USA, CAN, GBR)"), ("(SBU/N)", "(U//SBU-NF)"),
    ("(UK-C)", "(//GBR C)"), ("(FGI-C)", "(//FGI C)"), ("(NATO-S)", "(//NS)"), ("C O N F I D E N T I A L", "(C)"),
    ("T O P  S E C R E T", "(TS)"), ("UNCLAS", "(U)"), ("UNCLAS EFTO", "(U//EFTO)"), ("(SBU)", "(U//SBU)"),
    ("LIMITED OFFICIAL USE", "(U//LOU)"), ("(FOUO)", "(U//FOUO)"), ("UNCLAS SENSITIVE", "(U//SBU)"),
    ("(SECRET)", "(S)"), ("(Confidential)", "(C)"), ("TOP SECRET//COMINT//NOFORN", "(TS//SI//NF)"),
    ("(TS//KDK-BLFH//NF)", "(TS//TK-BLFH//NF)"), ("//CTSA", "(//CTS//ATOMAL)"), ("(S//NF/RD)", "(S//RD//NF)"),
    ("(S//SAR-ALFA/SAR-BRAVO)", "(S//SAR-ALFA/BRAVO)"),
])
def test_legacy_forms_are_understood(text: str, portion: str) -> None:
    marking = parse(text)
    assert marking.canonical_portion == portion
    assert "damaged" not in codes(marking)
    assert marking.unknown == ()


@pytest.mark.parametrize("text", ["(C – Entire text)", "(S-Entire text)", "(C-entire text)", "(C-Entire text.)",
                                  "CONFIDENTIAL ENTIRE TEXT", "(S–Entire text)"])
def test_entire_text(text: str) -> None:
    marking = parse(text)
    assert marking.entire_text
    assert marking.level in ("C", "S")
    assert marking.unknown == ()


@pytest.mark.parametrize("value", ["MR", "25X1", "20331231", "X1"])
def test_a_declassification_value_in_the_banner_is_a_notice(value: str) -> None:
    marking = parse(f"SECRET//NOFORN//{value}")
    assert marking.notices == (value,)
    assert marking.valid
    assert marking.unknown == ()


def test_tokens_say_where_they_stand_in_the_text_as_written() -> None:
    text = " (S\u200b//REL TO USA,\nGBR\u2044RELIDO) "
    marking = parse(text)
    assert [(part.kind, part.token) for part in marking.parts] == [
        ("level", "S"), ("releasable_to", "USA, GBR"), ("dissem", "RELIDO")]
    assert text[marking.parts[0].start:marking.parts[0].end] == "S"
    assert text[marking.parts[1].start:marking.parts[1].end] == "REL TO USA,\nGBR"
    assert text[marking.parts[2].start:marking.parts[2].end] == "RELIDO"


@pytest.mark.parametrize("text", ["（S／／NF）", "(S∕∕NF)", "(S//NF\u00ad)", "(S//\u200bNF)", "(S//\nNF)",
                                  "\ufeff(S//NF)"])
def test_typographic_variants_are_normalised(text: str) -> None:
    marking = parse(text)
    assert (marking.level, marking.controls.dissem) == ("S", ("NF",))
    assert "damaged" not in codes(marking)


def test_an_unknown_token_is_kept_as_written_and_never_lowers_the_level() -> None:
    marking = parse("(C//Zebra//NF)")
    assert (marking.level, marking.unknown, marking.controls.dissem) == ("C", ("Zebra",), ("NF",))
    assert marking.canonical_portion == "(C//Zebra//NF)"
    assert not marking.uncontrolled


def test_an_unpublished_sci_system_is_sci_and_unknown() -> None:
    marking = parse("TOP SECRET//ANB/SI/TK//NOFORN")
    assert marking.controls.sci == ("ANB", "SI", "TK")
    assert marking.unknown == ("ANB",)
    assert marking.valid


def test_the_limdis_of_state_is_not_that_of_nga() -> None:
    assert parse("UNCLASSIFIED//LIMDIS").controls.nonic == ("DS",)
    state = parse("SECRET LIMDIS")
    assert (state.controls.nonic, state.unknown) == ((), ("LIMDIS",))


def test_the_writers_choice_of_title_or_abbreviation_is_kept() -> None:
    text = "TOP SECRET//SI-GAMMA/TALENT KEYHOLE//RISK SENSITIVE/ORIGINATOR CONTROLLED/NOFORN"
    marking = parse(text)
    assert marking.banner == text
    assert marking.canonical_banner == "TOP SECRET//SI-G/TK//RSEN/ORCON/NOFORN"
    assert parse("(S//NOFORN)").portion == "(S//NOFORN)"
    assert parse("(SBU)").portion == "(SBU)"


@pytest.mark.parametrize(("text", "code", "severity"), [
    ("SECRET//NOFORN//SI", "order", "error"), ("SECRET//NOFORN/ORCON", "order", "error"),
    ("SECRET//NOFORN/RELIDO", "exclusion", "error"), ("SECRET//NOFORN/REL TO USA, GBR", "exclusion", "error"),
    ("SECRET//FOUO", "level", "error"), ("UNCLASSIFIED//SI", "level", "error"), ("SECRET//SI-G//ORCON", "level",
    "error"),
    ("SECRET//REL TO GBR, USA", "order", "error"), ("SECRET//REL TO USA, NZL, AUS", "order", "error"),
    ("SECRET//EXDIS", "companion", "warning"), ("SECRET//RD", "companion", "warning"),
    ("SECRET//", "grammar", "error"), ("SECRET//SI/NOFORN", "grammar", "error"), ("RESTRICTED", "level", "error"),
    ("SECRET//REL TO USA", "grammar", "error"), ("SECRET//NODIS/EXDIS", "exclusion", "error"),
    ("SECRET//CONFIDENTIAL", "two-levels", "error"), ("SECRET//REL TO USA, QQQ", "unregistered", "warning"),
    ("SECRET/NOFORN", "separator", "error"), ("secret", "case", "warning"),
])
def test_problems(text: str, code: str, severity: str) -> None:
    marking = parse(text)
    assert (code, severity) in {(problem.code, problem.severity) for problem in marking.problems}
    assert marking.valid == all(problem.severity != "error" for problem in marking.problems)


def test_the_kind_follows_the_parentheses_unless_it_is_given() -> None:
    assert parse("S//NF", kind="portion").valid
    assert not parse("S//NF").valid
    assert parse("(S//NF)").valid


@pytest.mark.parametrize("text", ["", " ", "(", ")", "()", "(//)", "///", "ZEBRA", "(1.4 (b))", "\u0000", "NF" * 9000,
                                  "(" * 5000])
def test_what_cannot_be_read_is_unknown(text: str) -> None:
    marking = parse(text)
    assert marking.level == "unknown"
    assert not marking.valid
    assert marking.banner.startswith("UNKNOWN")
