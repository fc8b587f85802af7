"""Which parentheses are portion marks, and which lines are classification lines."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from redact.markings import damaged_mark_at, parse, recognise, recognise_banner

MARKS = """(C)|(S)|(U)|(R)|(TS)|(CUI)|(SBU)|(FOUO)|(LOU)|(OUO)|(C-NF)|(S/NF)|(C/NF/OC)|(S//NF)|(SBU/N)|(SBU/NF)|
(UK-C)|(FGI-C)|(NATO-S)|(SECRET)|(Secret)|(Confidential)|(C//ZEBRA)|(//GBR S)|(//NS)|( C)|( TS)|
(C-entire text)|(S-Entire text)|(C – Entire text)|(S NF)|(TS//SI//NF)|(SBU-NF)|(S // NF)|(TOP SECRET)|
(LIMITED OFFICIAL USE)|(C//REL TO USA, GBR)|(U/FOUO)|(SECRET/NOFORN)|(TS/SI)|(C,NF)|(NF)|(C/ /NF)|
(S//N0FORN)|(CONFIDNTIAL)|(SB U)|(\u0421)|(5//NF)|(S/N0FORN)|(SNF)|(T5)|(F0UO)|
(s//nf)|(X//NF)|(S.)|(T S)""".replace("\n", "").split("|")

OTHERS = """(a)|(b)|(c)|(u)|(s)|(A)|(B)|(D)|(E)|(V)|(X)|(T)|(1)|(5)|(10 U)|(iv)|(II)|(Mayor)|(GOP)|(MQM)|(REF B)|
(1.4 (b))|(EUR/RA)|(24 October 1974)|(C-130)|(S-300)|(U-2)|(C-4)|(C/DCM)|(S/P)|(S/ES)|(S/S)|(S/CT)|(CG)|
(D-PA)|(PML-N)|(sic)|(ISA)|(U.S.)|(U.K.)|(UK)|(US)|(UN)|(EU)|(GBR)|(TTB)|(Confidential, per the clerk)|
(unclassified)|(C Smith)|(SALT)|(SUB)|(FOUR)|(SCC)|(CIS)|(TS-1)|(5/6)|(CS)|(DS)|(LES)|(Tab C)|
(US only)|(S curve)|(C and D)|(Secrets)|(-)|(?)|()|C|S//NF|(C""".replace("\n", "").split("|")


@pytest.mark.parametrize("text", MARKS)
def test_marks(text: str) -> None:
    marking = recognise(text)
    assert marking is not None
    assert marking.text == text


@pytest.mark.parametrize("text", OTHERS)
def test_not_marks(text: str) -> None:
    assert recognise(text) is None


def test_real_enumerators_that_are_letters_of_no_level_are_no_marks() -> None:
    path = Path(__file__).resolve().parents[3] / "shared" / "corpus" / "frus_portion_marked" / "paragraphs.jsonl"
    if not path.is_file():
        pytest.skip("the FRUS paragraphs are not here (../shared/corpus)")
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    marks = {row["mark"] for row in rows if row["mark"]}
    missed = [mark for mark in marks if mark.startswith("(") and recognise(mark) is None]
    assert missed == []


@pytest.mark.parametrize(("line", "marked", "canonical"), [
    ("C O N F I D E N T I A L SECTION 01 OF 02 EASTPORT 000380", "C O N F I D E N T I A L", "CONFIDENTIAL"),
    ("UNCLAS STATE 018029", "UNCLAS", "UNCLASSIFIED"), ("S E C R E T", "S E C R E T", "SECRET"),
    ("SECRET//NOFORN", "SECRET//NOFORN", "SECRET//NOFORN"), ("  CONFIDENTIAL  ", "  CONFIDENTIAL", "CONFIDENTIAL"),
    ("TOP SECRET//SI//NOFORN", "TOP SECRET//SI//NOFORN", "TOP SECRET//SI//NOFORN"),
    ("LIMITED OFFICIAL USE", "LIMITED OFFICIAL USE", "UNCLASSIFIED//LOU"),
    ("UNCLAS SECTION 01 OF 02 PORT SABEL 000123", "UNCLAS", "UNCLASSIFIED"),
    ("S E C R E T NODIS EASTPORT 01234", "S E C R E T NODIS", "SECRET//NODIS"),
    ("C O N F I D E N T I A L NOFORN X 1234", "C O N F I D E N T I A L NOFORN", "CONFIDENTIAL//NOFORN"),
    ("SECRET//NOFORN SECTION 01 OF 02 EASTPORT 000380", "SECRET//NOFORN", "SECRET//NOFORN"),
    ("C O N F I D E N T I A L FINAL SECTION OF 02 EASTPORT 000380", "C O N F I D E N T I A L", "CONFIDENTIAL"),
    ("UNCLAS EFTO", "UNCLAS EFTO", "UNCLASSIFIED//EFTO"), ("CUI", "CUI", "CUI"),
    ("C O N F I D E N T I A SECTION 01 OF 02 EASTPORT 000380", "C O N F I D E N T I A", "CONFIDENTIAL"),
    ("C0NFIDENTIAL", "C0NFIDENTIAL", "CONFIDENTIAL"), ("//GBR SECRET", "//GBR SECRET", "//GBR SECRET"),
    ("CONFIDENTIAL ENTIRE TEXT", "CONFIDENTIAL ENTIRE TEXT", "CONFIDENTIAL"),
])
def test_classification_lines(line: str, marked: str, canonical: str) -> None:
    found = recognise_banner(line)
    assert found is not None
    marking, end = found
    assert line[:end] == marked
    assert marking.canonical_banner == canonical


@pytest.mark.parametrize("line", [
    "SECRET TALKS WERE HELD", "Confidential sources said", "SECRETS OF THE HARBOR", "S", "C", "THE SECRET",
    "SIPDIS", "BT",
    "UNITED STATES", "SECRETARY OF STATE", "(C) SUMMARY", "SUBJECT: X", "CONTROLLED SUBSTANCES", "NOFORN", "", "   ",
    "TO SECSTATE WASHDC 0490", "CONFIDENTIAL, HE SAID", "UNCLASSIFIED INFORMATION IN THIS LETTER", "X" * 400,
])
def test_not_classification_lines(line: str) -> None:
    assert recognise_banner(line) is None


@pytest.mark.parametrize(("text", "mark"), [
    ("S(//NF) The port", "S(//NF)"), ("(C-N)F The port", "(C-N)F"), ("//GBR S) The port", "//GBR S)"),
    ("(//AUS NZL S The port (see below)", "(//AUS NZL S"), ("((S) The port", "((S)"), ("(S)OC) The port", "(S)OC)"),
    ("X(U//FOUO) The port", "X(U//FOUO)"), ("(S//REL TO USA, GBR The port", "(S//REL TO USA, GBR"),
])
def test_marks_whose_parentheses_are_damaged(text: str, mark: str) -> None:
    found = damaged_mark_at(text, 0)
    assert found is not None
    assert text[:found[1]] == mark
    assert found[0] == parse(mark, kind="portion")


@pytest.mark.parametrize("text", [
    "(US Embassy, Valtara) The port", "(Mr. Halvek said) The port", "C) The third", "a) The first", "(see (S) below)",
    "The port (S//NF) is closed", "U.S. officials", "", "(", ")", "()", "(((", "SECRET talks) were held", "(UN) forces",
])
def test_prose_that_begins_like_a_damaged_mark(text: str) -> None:
    assert damaged_mark_at(text, 0) is None
