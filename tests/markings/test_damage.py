"""A damaged mark never reads lower than the strictest well-formed mark within one edit (design §3, promise 2)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redact.markings import Level, Marking, parse, rank, recognise
from redact.markings.damage import within_one_edit

MARKS = (
    "(U)", "(C)", "(S)", "(TS)", "(S//NF)", "(C//NF)", "(U//FOUO)", "(TS//SI//NF)", "(S//REL TO USA, GBR)", "(//GBR S)",
    "(//GBR TS)", "(//NS)", "(//CTS)", "(//NC)", "(//NU)", "(//FGI S)", "(U//SBU)", "(C-NF)", "(S/NF)", "(UK-C)",
    "(SBU)",
    "CONFIDENTIAL", "SECRET", "TOP SECRET", "UNCLASSIFIED", "SECRET//NOFORN", "//COSMIC TOP SECRET", "//GBR TOP SECRET",
    "//JOINT TOP SECRET CAN USA", "SECRET NODIS", "C O N F I D E N T I A L", "S E C R E T", "UNCLAS",
)
LETTERS = "ABCDEFGHIKLMNOPRSTUVX015/-., ()|cs\u0421"


def edits(mark: str) -> Iterator[str]:
    for place in range(len(mark) + 1):
        for letter in LETTERS:
            yield mark[:place] + letter + mark[place:]
    for place in range(len(mark)):
        yield mark[:place] + mark[place + 1:]
        yield from (mark[:place] + letter + mark[place + 1:] for letter in LETTERS)
        yield mark[:place] + mark[place + 1:place + 2] + mark[place] + mark[place + 2:]


def at_its_word(marking: Marking) -> bool:
    """A well-formed mark, right or wrong: nothing in it is damaged, unreadable or unknown."""
    return not marking.unknown and not {"damaged", "unreadable"} & {problem.code for problem in marking.problems}


def test_one_edit_never_lowers_the_level() -> None:
    strictest: dict[str, Level] = {}
    for mark in MARKS:
        level = parse(mark).level
        for damaged in edits(mark):
            if rank(level) >= rank(strictest.get(damaged, "U")):
                strictest[damaged] = level
    lower = {damaged: level for damaged, level in strictest.items()
             if rank(parse(damaged).level) < rank(level) and not at_its_word(parse(damaged))}
    assert lower == {}
    assert len(strictest) > 20_000


@pytest.mark.parametrize(("text", "level"), [
    ("(C0NFIDENTIAL)", "C"), ("(5//NF)", "S"), ("(V)", "S"), ("(T)", "TS"), ("(CS)", "TS"), ("(u)", "S"), ("( S)",
    "TS"),
    ("SECERT", "S"), ("OP SECRET", "TS"), ("(SNF)", "S"), ("(\u0421)", "S"), ("UNCLASSIFED", "U"), ("(//NX)", "S"),
    ("(R)", "S"), ("(//GBR X)", "S"), ("(U//GBR C)", "C"), ("TOP/SECRET", "unknown"),
])
def test_the_level_of_damaged_marks(text: str, level: Level) -> None:
    marking = parse(text)
    assert marking.level == level
    assert not marking.valid


def test_the_repair_is_proposed_and_the_control_stays_unknown() -> None:
    marking = parse("(S//N0FORN)")
    problem = next(problem for problem in marking.problems if problem.code == "damaged")
    assert problem.severity == "error"
    assert "NOFORN" in problem.message
    assert (marking.level, marking.unknown, marking.controls.dissem) == ("S", ("N0FORN",), ())


@given(st.text(alphabet="ABCDEN", max_size=6), st.text(alphabet="ABCDEN", max_size=6))
def test_within_one_edit_is_symmetric(first: str, second: str) -> None:
    assert within_one_edit(first, second) == within_one_edit(second, first)


@given(st.text(max_size=60) | st.text(alphabet="(UCSTNF/-, //SI REL TO USA GBR EYES ONLY)", max_size=60))
def test_parse_takes_any_string(text: str) -> None:
    for kind in (None, "portion", "banner"):
        marking = parse(text, kind=kind)
        assert marking.text == text
        assert all(0 <= part.start <= part.end <= len(text) for part in marking.parts)
        assert marking.to_json()["valid"] == marking.valid
    recognised = recognise(text)
    assert recognised is None or recognised == parse(text, kind="portion")


LEVEL_MARKS = st.sampled_from(["U", "C", "S", "TS", "//GBR S", "//NS", "//FGI C"])
CONTROL_BLOCKS = st.lists(st.sampled_from(["SI", "TK", "RD", "FGI DEU", "NF", "OC/NF", "REL TO USA, GBR", "FOUO",
"ND", "LES",
                                           "ZEBRA", "DISPLAY ONLY AFG", "SBU-NF", "SAR-OAK", "UCNI",
                                           "RELIDO"]), max_size=4)


@given(LEVEL_MARKS, CONTROL_BLOCKS)
def test_the_canonical_form_says_the_same(level: str, blocks: list[str]) -> None:
    first = parse(f"({'//'.join([level, *blocks])})")
    for text in (first.canonical_portion, first.canonical_banner):
        again = parse(text)
        assert (again.level, again.owner, again.controls) == (first.level, first.owner, first.controls)
        assert set(again.unknown) == set(first.unknown)
        assert (again.canonical_banner, again.canonical_portion) == (first.canonical_banner, first.canonical_portion)
