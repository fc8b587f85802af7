"""A policy's patterns, by RE2: refusals, offsets, overlaps, and time."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redact.policy import matching_patterns
from redact.policy.matching import Hit, PatternFinder
from redact.policy.matching_patterns import loosen


def found(pattern: str, text: str) -> list[str]:
    return [text[hit.start:hit.end] for _, hit in PatternFinder([pattern]).find(text)]


@pytest.mark.parametrize("pattern", ["", "x*", r"\b", "^", "(?m)$", "a|", "(a?)(b?)"])
def test_a_pattern_that_matches_empty_text_is_refused(pattern: str) -> None:
    with pytest.raises(ValueError, match="pattern 1: matches empty text"):
        PatternFinder(["fine", pattern])


@pytest.mark.parametrize("pattern", ["(", "(?=a)", r"(a)\1", "[z-a]", "a{5000}", "\ud800", "x" * 5000])
def test_a_pattern_that_re2_refuses_names_its_index_and_why(pattern: str) -> None:
    with pytest.raises(ValueError, match=r"^pattern 0: \w"):
        PatternFinder([pattern])


def test_offsets_count_characters_in_any_text() -> None:
    text = "日本 é 😀 123 — José 456\udc80 789"
    assert [text[hit.start:hit.end] for _, hit in PatternFinder([r"\d{3}"]).find(text)] == ["123", "456", "789"]


def test_matches_that_overlap_by_words_are_all_found() -> None:
    assert found(r"[A-Z][a-z]+ [A-Z][a-z]+", "Jean Paul Example") == ["Jean Paul", "Paul Example"]


def test_a_search_inside_the_text_still_sees_what_stands_before() -> None:
    assert found(r"(?:^|\n)To [a-z]+", "To all To none\nTo some") == ["To all", "\nTo some"]


@pytest.mark.parametrize(("pattern", "text", "expected"), [
    (r"\d{3}-\d{2}-\d{4}", "no 123\u201145\u20116789.", "123\u201145\u20116789"),
    (r"\d{3}-\d{2}", "\uff11\uff12\uff13-45", "\uff11\uff12\uff13-45"),
    ("Operation [A-Z]+", "Operation\nEXAMPLE", "Operation\nEXAMPLE"),
    ("Operation [A-Z]+", "Operation\u00a0EXAMPLE", "Operation\u00a0EXAMPLE"),
    ("EXAMPLE", "EXAM\u00adPLE", "EXAM\u00adPLE"),
    ("EXAMPLE", "EXAM-\nPLE", "EXAM-\nPLE"),
    (r"\bJosé\b", "a José b", "José"),
    (r"\bJosé\b", "a Jose\u0301 b", "Jose\u0301"),
    (r"\bIvan\w+\b", "Ivanée x", "Ivanée"),
    ("final", "\ufb01nal", "\ufb01nal"),
])
def test_what_a_reader_sees_is_matched(pattern: str, text: str, expected: str) -> None:
    assert expected in found(pattern, text)


@pytest.mark.parametrize("pattern", [r"a b", r"[a ]b", r"[^ ]b", r"a\ b", r"(?i)a b{2}", r"\Qa b\E",
                                     "[ -~]x", "[!- ]x"])
def test_a_loosened_pattern_finds_what_the_written_one_finds(pattern: str) -> None:
    text = "a b  ab xb ~x bb a bb"
    try:
        written = PatternFinder([pattern]).find(text)
    except ValueError:
        return
    assert PatternFinder([loosen(pattern)]).find(text) == written


def test_a_dot_still_ends_at_the_line() -> None:
    assert found(r"Source: .*", "Source: a b\nnext line") == ["Source: a b"]


def test_patterns_too_large_together_are_searched_one_by_one() -> None:
    wide = [rf"\pL{{{100 + number}}}x" for number in range(50)]
    assert (50, Hit(6, 9)) in PatternFinder([*wide, r"\d{3}"]).find("hello 123")


def test_a_set_that_ran_out_of_memory_loses_no_pattern(monkeypatch: pytest.MonkeyPatch) -> None:
    class Exhausted:
        def Match(self, content: bytes) -> list[int]:  # noqa: N802 - the name that re2 gives it
            return []

    monkeypatch.setattr(matching_patterns, "_set_of", lambda patterns: Exhausted())
    assert PatternFinder(["x", r"\d{3}"]).find("hello 123") == [(1, Hit(6, 9))]


@pytest.mark.parametrize("pattern", [
    r"^(\w+\s?)+, Ambassador$", r"(a|a)*b|xyz", r"(?s)a(.*z)?", r"(.*)(.*)(.*)x", r"[a-z ]+", r"(?s).+",
    r"([a-z]+ )+\d",
])
def test_hostile_patterns_take_little_time(pattern: str) -> None:
    finder = PatternFinder([pattern])
    for text in ("a" * 44, "a " * 100_000, "a" * 200_000):
        begun = time.process_time()
        finder.find(text)
        assert time.process_time() - begun < 30


def test_where_a_search_would_be_quadratic_all_the_rest_is_taken() -> None:
    text = "a " * 300_000
    hits = PatternFinder([r"(?s)a(.*z)?"]).find(text)
    covered = 0
    for _, hit in hits:
        assert text[covered:hit.start].strip() == ""
        covered = hit.end
    assert covered >= len(text) - 1


@given(st.text(max_size=60))
def test_any_text_is_searched_and_hits_lie_inside(text: str) -> None:
    for _, hit in PatternFinder([r"\w+", r"[^a-z]", "é|ß"]).find(text):
        assert 0 <= hit.start < hit.end <= len(text)


@given(st.text(alphabet="ab é1\n", max_size=30))
def test_every_plain_match_is_covered(text: str) -> None:
    covered = {place for _, hit in PatternFinder(["ab|b é"]).find(text) for place in range(hit.start, hit.end)}
    for wanted in ("ab", "b é"):
        place = text.find(wanted)
        while place >= 0:
            assert set(range(place, place + len(wanted))) <= covered
            place = text.find(wanted, place + 1)


def test_no_patterns_find_nothing() -> None:
    assert PatternFinder([]).find("text\nwith lines") == []
