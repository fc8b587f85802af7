"""Fail closed, by fuzzing: damaged marks of every kind, judged by an oracle that shares nothing with the reader."""

from __future__ import annotations

import time
from collections.abc import Iterator
from random import Random

import damages
import oracle
import pytest
from hypothesis import given
from hypothesis import strategies as st

from redact.markings import Marking, parse, rank, recognise, recognise_banner

MARKS = sorted(oracle.MARKS)
PORTIONS = [mark for mark in MARKS if mark.startswith("(")]
BANNERS = [mark for mark in MARKS if not mark.startswith("(")]
TAILS = ("", " SECTION 01 OF 02 VALTARA 000380", " VALTARA 000214", " SECTION 2 OF 2", " PORT SABEL 01234")
EACH = 70
"""Damages of each mark in the quick test: with more than 370 marks over 20,000 in all."""
MILLION = 1_000_000
SHARES = 8


def reading(marking: Marking) -> oracle.Reading:
    return oracle.Reading(marking.level, not marking.uncontrolled, frozenset(each.code for each in marking.problems),
                          not marking.valid)


def judged(text: str) -> list[str]:
    return oracle.violations(text, reading(parse(text)))


def damaged_marks(seed: int, number: int, most: int) -> Iterator[str]:
    """``number`` marks, each with one to ``most`` damages; half of them with one."""
    chance = Random(seed)
    for _ in range(number):
        yield damages.damages(chance, chance.choice(MARKS), chance.choice((1, chance.randint(1, most))))


def test_the_oracle_stands_by_itself() -> None:
    for module in (oracle, damages):
        source = module.__loader__.get_source(module.__name__)  # type: ignore[union-attr]
        assert "import redact" not in source
        assert "from redact" not in source
    assert all(oracle.well_formed(mark) == said for mark, said in oracle.MARKS.items())
    assert oracle.one_edit("(S)", "(TS)")
    assert oracle.one_edit("SERCET", "SECRET")
    assert not oracle.one_edit("(S)", "(S)")
    assert not oracle.one_edit("(TUS)", "(SUT)")
    assert oracle.neighbours("(V)") == {"(U)", "(C)", "(S)"}


def test_the_oracle_finds_fault() -> None:
    def faults(text: str, level: str, controlled: bool, *codes: str) -> bool:
        return bool(oracle.violations(text, oracle.Reading(level, controlled, frozenset(codes), bool(codes))))

    assert faults("(S//NF)", "S", False)
    assert faults("(S)", "S", False, "damaged")
    assert faults("(V)", "C", False, "damaged")
    assert faults("(S//N?)", "S", False, "damaged")
    assert faults("(S//N?)", "S", True)
    assert faults("(XYZZY)", "U", False, "case") is False
    assert oracle.violations("(XYZZY)", oracle.Reading("U", False, frozenset({"case"}), False))
    assert not faults("(S//N?)", "S", True, "damaged")
    assert not faults("(S//NF)", "S", True)


@pytest.mark.parametrize("kind", [None, "portion", "banner"])
def test_well_formed_marks_are_taken_at_their_word(kind: str | None) -> None:
    for mark in MARKS:
        if kind is None or (kind == "portion") == mark.startswith("("):
            marking = parse(mark, kind=kind)  # type: ignore[arg-type]
            assert oracle.violations(mark, reading(marking)) == [], mark


def test_one_damage_never_lowers_a_mark() -> None:
    chance = Random(20_161_231)
    seen = {damages.one_damage(chance, mark) for mark in MARKS for _ in range(EACH)}
    assert len(seen) > 20_000
    assert [fault for text in sorted(seen) for fault in judged(text)] == []


def test_each_kind_of_damage_to_each_level() -> None:
    chance = Random(3)
    marks = ["(U)", "(C)", "(S)", "(TS)", "(U//FOUO)", "(C//NF)", "(S//NF)", "(TS//SI//NF)", "(SBU)", "(CUI)", "(UK-C)",
             "(//NS)", "(//CTS)", "(//GBR S)", "CONFIDENTIAL", "SECRET", "TOP SECRET", "C O N F I D E N T I A L",
             "SECRET NODIS", "//COSMIC TOP SECRET", "//JOINT SECRET CAN USA", "CUI"]
    assert set(marks) <= set(MARKS)
    assert [fault for mark in marks for damage in damages.ONE for _ in range(8)
            for fault in judged(damage(chance, mark))] == []


def test_several_damages_never_open_a_mark() -> None:
    assert [fault for text in damaged_marks(7, 4000, 5) for fault in judged(text)] == []


@given(st.sampled_from(MARKS), st.lists(st.tuples(st.sampled_from(damages.ONE), st.randoms(use_true_random=False)),
                                        min_size=1, max_size=3))
def test_any_damages_to_any_mark(mark: str, kinds: list[tuple[damages.Damage, Random]]) -> None:
    for damage, chance in kinds:
        mark = damage(chance, mark) if len(mark) > 1 else mark
    assert judged(mark) == []


@given(st.text(alphabet="(CSTU/) NFBR-", max_size=9))
def test_any_short_string_of_marks_letters(text: str) -> None:
    assert judged(text) == []


def test_a_repair_is_a_mark_within_one_edit() -> None:
    proposed = 0
    for text in damaged_marks(11, 3000, 1):
        for problem in parse(text).problems:
            _, found, repair = problem.message.partition("damaged mark; perhaps ")
            if found and repair.startswith("(") and repair.endswith(")"):
                proposed += 1
                assert rank(parse(repair).level) <= rank(parse(text).level)
                assert any(oracle.one_edit(written, repair) for written in ways_to_write(text))
    assert proposed > 150


def ways_to_write(text: str) -> set[str]:
    """A text as written, and in the plain capitals that it was read in."""
    letters = {alike: latin for latin, alike in damages.LOOK_ALIKE.items()} | dict.fromkeys(damages.INVISIBLE, "")
    letters |= {chr(wide): chr(wide - 0xFEE0) for wide in range(0xFF01, 0xFF5F)}
    return {oracle.plain(text), oracle.plain("".join(letters.get(each, each) for each in text)).upper()}


@pytest.mark.parametrize(("text", "repair"), [
    ("(S//N0FORN)", "NOFORN"), ("C0NFIDENTIAL", "CONFIDENTIAL"), ("S E C RE T", "SECRET"), ("(V)", "SECRET"),
    ("(//GBR \u200bS)", "(//GBR TS)"), ("SECRET//NOFRON", "NOFORN"), ("T0P SECRET", "TOP SECRET"), ("(F0UO)", "FOUO"),
    ("//NAT0 SECRET", "NATO SECRET"), ("(TS//Sl//NF)", "SI"), ("(CUl)", "CUI"), ("SECRET NODl5", "NODIS"),
    ("(SS)", "TOP SECRET"), ("//CANTOP SECRET", "TOP SECRET"), ("(\u0421//NF)", "SECRET"),
])
def test_the_repair_is_named(text: str, repair: str) -> None:
    damage = [problem.message for problem in parse(text).problems if problem.code == "damaged"]
    assert any(repair in message for message in damage)


def test_damaged_classification_lines_are_lines_and_no_lower() -> None:
    chance = Random(5)
    missed, faults = [], []
    for _ in range(5000):
        mark, tail = chance.choice(BANNERS), chance.choice(TAILS)
        damaged = oracle.plain(damages.one_damage(chance, mark))
        if damaged.startswith("(") or len(damaged) < 5 or mark == "CUI":
            continue
        found = recognise_banner(damaged + tail)
        if found is None:
            missed.append(damaged + tail)
        else:
            near = {near for near in oracle.neighbours(damaged) if oracle.well_formed(damaged) is None}
            faults += [(damaged, near) for near in near if oracle.lower(reading(found[0]), oracle.MARKS[near])]
    assert faults == []
    assert missed == []


def test_what_recognise_reads_is_what_parse_reads() -> None:
    chance = Random(9)
    for _ in range(3000):
        text = damages.one_damage(chance, chance.choice(PORTIONS))
        found = recognise(text)
        assert found is None or found == parse(text, kind="portion")


HOSTILE = ("/", ",", "(", ")", "()", "((S)", "e\u0301", "\u0301", "S", "C ", "S-", "//S", "NF/", "S//NF/",
           "REL TO USA, ", "\u200b", "\u202e", "//GBR ", "JOINT ", "A-B/", "С", "Ｓ", "T O P ")
LONG = 10_000_000


@pytest.mark.parametrize("unit", HOSTILE, ids=ascii)
def test_time_is_linear_in_length(unit: str) -> None:
    """Ten million characters take about ten times as long as one million, whatever they are, and never much."""
    def seconds(length: int) -> float:
        text = unit * (length // len(unit))
        start = time.process_time()
        assert parse(text).level == "unknown"
        assert recognise(text) is None
        assert recognise_banner(text) is None
        return time.process_time() - start

    assert seconds(LONG) < 40 * max(seconds(LONG // 10), 0.01)


@pytest.mark.parametrize("unit", HOSTILE, ids=ascii)
@pytest.mark.parametrize("before", ["", "(", "(S//", "SECRET//", "//"])
def test_time_is_linear_up_to_the_longest_mark(before: str, unit: str) -> None:
    """Within the length that is read at all the time is linear too: eight times the length, far below its square."""
    def seconds(length: int) -> float:
        best = 1.0
        for variant in "XYZ":
            text = (before + unit * length)[:length - 1] + variant
            start = time.process_time()
            parse(text)
            best = min(best, time.process_time() - start)
        return best

    assert seconds(4000) < 30 * max(seconds(500), 0.0002)


@pytest.mark.soak
@pytest.mark.parametrize("share", range(SHARES))
def test_a_million_damaged_marks(share: int) -> None:
    faults: list[str] = []
    for text in damaged_marks(1_000 + share, MILLION // SHARES, 4):
        faults += judged(text)
    assert faults[:20] == []
