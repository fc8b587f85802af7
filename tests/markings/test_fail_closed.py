"""Nothing that stands in a mark or on a classification line is dropped: what no register knows stays as unknown."""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path

import pytest

from redact.markings import parse, recognise, recognise_banner, split_captions

CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpus"


@pytest.mark.parametrize("level", ["U", "C", "S"])
@pytest.mark.parametrize("tail", [" XYZZY", "; NF", "//", "/", ",", ":", ".", " -", "*", "+NF", ":NF", ".NF", "/N",
                                  "//NF//", " NF XYZZY", " - XYZZY", "F", "X"])
def test_a_tail_after_the_level_is_kept(level: str, tail: str) -> None:
    marking = parse(f"({level}{tail})")
    assert not marking.valid
    assert marking.level == "unknown" or not marking.uncontrolled or (marking.level != "U" and tail in ("F", "X", "*"))


@pytest.mark.parametrize(("text", "unknown"), [
    ("(U XYZZY)", ("XYZZY",)), ("(U//)", ("//",)), ("(C XYZZY)", ("XYZZY",)), ("(S//)", ("//",)), ("(U/)", ("/",)),
])
def test_the_tail_is_kept_verbatim(text: str, unknown: tuple[str, ...]) -> None:
    marking = recognise(text)
    assert marking is not None
    assert marking.unknown == unknown


@pytest.mark.parametrize("text", ["(SB)", "(BU)", "($)", "((S)", "(FUOO)", "(C0NF)", "(CONF)", "(Conf)", "(sbu)",
    "(secret)", "(Sensitive)", "(U/SB)", "(U/N)", "(UF)", "(U/NF0)", "(U+NF)", "(U:NF)", "(U.NF)", "(SX)", "(TSX)",
    "(S$)", "(S/ONF)", "(C/F)"])
def test_damaged_marks_are_marks(text: str) -> None:
    marking = recognise(text)
    assert marking is not None
    assert marking.level != "U" or not marking.uncontrolled


@pytest.mark.parametrize("text", ["(a)", "(A)", "(B)", "(D)", "(T)", "(5)", "(12)", "(99)", "(Mayor)", "(GOP)",
    "(MQM)", "(EUR/RA)", "(S/ES-O)", "(S/P)", "(S/NP)", "(C-130)", "(U.S.)", "(U.N.)", "(C/DCM)", "(unclassified)",
    "(UNCTAD)", "(CON)", "(SECR.Gen)"])
def test_what_only_looks_damaged_is_no_mark(text: str) -> None:
    assert recognise(text) is None


@pytest.mark.parametrize(("line", "unknown", "rest"), [
    ("TOP SECRET UMBRA KARACHI 000380", ("UMBRA",), "KARACHI 000380"),
    ("SECRET SPOKE KARACHI 000380", ("SPOKE",), "KARACHI 000380"),
    ("SECRET ROGER CHANNEL STATE 012345", ("ROGER CHANNEL",), "STATE 012345"),
    ("SECRET NATO X 1234", ("NATO",), "X 1234"), ("S E C R E T R D X 1234", ("R", "D"), "X 1234"),
    ("UNCLAS SENSITVE KARACHI 000380", ("SENSITVE",), "KARACHI 000380"),
    ("UNCLAS NODlS KARACHI 000380", ("NODlS",), "KARACHI 000380"),
    ("UNCLAS XYZZY KARACHI 000380", ("XYZZY",), "KARACHI 000380"),
    ("SECRET UMBRA 000380", ("UMBRA",), "000380"), ("SECRET UMBPA 000380", ("UMBPA",), "000380"),
    ("SECRET UMBRA PORT AU PRINCE 1234", ("UMBRA",), "PORT AU PRINCE 1234"),
    ("UNCLAS SECTION 01 OF 02 PORT HARBOR 000123", ("PORT",), "SECTION 01 OF 02 PORT HARBOR 000123"),
    ("SECRET UMBRA SECTION 01 OF 02 STATE 1234", ("UMBRA",), "SECTION 01 OF 02 STATE 1234"),
    ("CONFIDENTIAL SECTION 1 OF 2 UMBRA KARACHI 1234", ("UMBRA",), "SECTION 1 OF 2 UMBRA KARACHI 1234"),
    ("TOP SECRET UMBRA", ("UMBRA",), ""), ("SECRET EASTPORT 1234", (), "EASTPORT 1234"),
    ("SECRET NODIS USUN NEW YORK 000123", (), "USUN NEW YORK 000123"),
    ("SECRET//NOFORN KARACHI 000380", (), "KARACHI 000380"), ("SECRET//NOFORN 000380", (), "000380"),
    ("UNCLASSIFIED//FOUO KARACHI 000380", (), "KARACHI 000380"),
    ("SECRET//REL TO USA, GBR STATE 012345", (), "STATE 012345"),
    ("TOP SECRET//SI//NOFORN PORT SABEL 000380", (), "PORT SABEL 000380"),
    ("C0NFIDENTIAL UMBRA KARACHI 000380", ("UMBRA",), "KARACHI 000380"),
])
def test_words_between_level_and_post_belong_to_the_marking(line: str, unknown: tuple[str, ...], rest: str) -> None:
    found = recognise_banner(line)
    assert found is not None
    assert (found[0].unknown, line[found[1]:].strip()) == (unknown, rest)


def test_controls_before_the_post_are_read() -> None:
    for line, canonical in [("SECRET//NOFORN KARACHI 000380", "SECRET//NOFORN"),
                            ("UNCLASSIFIED//FOUO KARACHI 000380", "UNCLASSIFIED//FOUO"),
                            ("SECRET//REL TO USA, GBR STATE 012345", "SECRET//REL TO USA, GBR"),
                            ("C0NFIDENTIAL NODIS KARACHI 000380", "CONFIDENTIAL//NODIS")]:
        found = recognise_banner(line)
        assert found is not None
        assert found[0].canonical_banner == canonical


@pytest.mark.parametrize(("line", "captions"), [
    ("N O D I S", ("NODIS",)), ("N O D I S  S I P D I S", ("NODIS", "SIPDIS")), ("NODIS.", ("NODIS",)),
    ("(SENSITIVE)", ("SENSITIVE",)), ("Sensitive", ("SENSITIVE",)), ("SENSITIVE - SIPDIS", ("SENSITIVE", "SIPDIS")),
    ("N0DIS", ("NODIS",)), ("NODlS", ("NODIS",)), ("SENSITVE", ("SENSITIVE",)), ("Roger Channel", ("ROGER CHANNEL",)),
    ("EACH", None), ("MODEL", None), ("DELTA", None), ("STATE", None), ("NODIS FOR X", None), ("A B C", None),
])
def test_captions_in_other_dress(line: str, captions: tuple[str, ...] | None) -> None:
    assert split_captions(line) == captions


def test_printed_papers_have_no_classification_lines_and_no_strange_marks() -> None:
    path = CORPUS / "frus_bench_2000.jsonl.gz"
    if not path.is_file():
        pytest.skip("the FRUS papers are not here (../shared/corpus)")
    usual = {"(C)", "(U)", "(S)", "(TS)", "(Exdis)", "(Nodis)", "(EXDIS)", "(C/NFD)"}
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        bodies = [json.loads(line)["body"] for line in lines]
    found = {text for body in bodies for text in re.findall(r"\([^()\n]{1,60}\)", body) if recognise(text) is not None}
    assert found <= usual
    assert [line for body in bodies for line in body.split("\n") if recognise_banner(line)] == []
