"""Terms: every overlapping hit, however the term is written."""

from __future__ import annotations

import re
import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redact.policy.matching import Hit, TermFinder


def found(terms: list[str], text: str) -> list[str]:
    return [text[hit.start:hit.end] for hit in TermFinder(terms).find(text)]


@pytest.mark.parametrize(("term", "text", "expected"), [
    ("John Example", "met JOHN EXAMPLE there", "JOHN EXAMPLE"),
    ("John Example", "met John\n   Example there", "John\n   Example"),
    ("John Example", "met John-Example", "John-Example"),
    ("John Example", "file john_example.doc", "john_example"),
    ("José", "Jose came", "Jose"),
    ("Jose", "Jose\u0301 came", "Jose\u0301"),
    ("Müller", "Herr Mueller", "Mueller"),
    ("Mueller", "Herr Müller", "Müller"),
    ("Straße", "STRASSE", "STRASSE"),
    ("Example", "Exam\u00adple", "Exam\u00adple"),
    ("Example", "Exa\u200bmple", "Exa\u200bmple"),
    ("Example", "Exam-\nple said", "Exam-\nple"),
    ("Example", "E\u0445ample", "E\u0445ample"),
    ("Example", "\u0395xample", "\u0395xample"),
    ("Example", "Ｅｘａｍｐｌｅ", "Ｅｘａｍｐｌｅ"),
    ("O'Brien", "OBrien said", "OBrien"),
    ("O'Brien", "O\u2019Brien said", "O\u2019Brien"),
    ("O'Brien", "O,Brien said", "O,Brien"),
    ("al-Masri", "al Masri", "al Masri"),
    ("USSR", "the U.S.S.R. said", "U.S.S.R"),
    ("Kamal", "K A M A L said", "K A M A L"),
    ("Kamal", "Kamal8 said", "Kamal8"),
    ("Kamal", "Kamal\u2078 said", "Kamal\u2078"),
    ("John Example", "John\u200bExample", "John\u200bExample"),
    ("北京", "在北京的人", "北京"),
    ("B-52", "the B 52 came", "B 52"),
    ("Омар Фулан", "встретил Омар\nФулан там", "Омар\nФулан"),
    ("Омар Фулан", "встретил ОМАР ФУЛАН там", "ОМАР ФУЛАН"),
    ("عمر فولان", "قال عمر  فولان اليوم", "عمر  فولان"),
    ("عمر", "قال عُمَر اليوم", "عُمَر"),
    ("東京都庁", "彼は東京都庁に居た", "東京都庁"),
    ("김오마르", "어제 김오마르 씨", "김오마르"),
    ("Ångström", "Angstrom said", "Angstrom"),
    ("Fulan Halvek", "met Ful-\nan\nHalvek", "Ful-\nan\nHalvek"),
])
def test_a_term_is_found_however_it_is_written(term: str, text: str, expected: str) -> None:
    assert expected in found([term], text)


@pytest.mark.parametrize(("term", "text"), [
    ("Exam", "Example"), ("ample", "Example"), ("John Example", "John, said Example"), ("B 52", "B 53 and B"),
    ("John Example", "John (Example)"), ("Example", "Examples"),
])
def test_a_term_is_whole_words_close_together(term: str, text: str) -> None:
    assert found([term], text) == []


@pytest.mark.parametrize(("term", "text", "expected"), [
    ("AT&T", "by AT&T at", "AT&T"), ("AT&T", "by At & T at", "At & T"), ("Roe, Jane", "met ROE,\nJANE.", "ROE,\nJANE"),
    ("Roe, Jane", "met Roe Jane.", "Roe Jane"), ("Example, Inc.", "of Example Inc.", "Example Inc"),
    ("Jean “Jo” Roe", 'met Jean "Jo" Roe', 'Jean "Jo" Roe'), ("Bo (Li)", "and Bo (Li) left", "Bo (Li"),
    ("Project #7", "of project #7", "project #7"), ("R&D", "the R＆D office", "R＆D"),
    ("Kim/Lee", "né Kim/Lee", "Kim/Lee"), ("(b)(6)", "under (b)(6) only", "b)(6"),
    ("Code: Kestrel", "the Code: Kes-\ntrel", "Code: Kes-\ntrel"),
])
def test_a_term_is_found_with_the_marks_it_is_listed_with(term: str, text: str, expected: str) -> None:
    assert [text[hit.start:hit.end] for hit in TermFinder([term]).find(text)] == [expected]


@pytest.mark.parametrize(("term", "text"), [
    ("AT&T", "at the T"), ("AT&T", "AT T"), ("Kim/Lee", "Kim, Lee"), ("Kim Lee", "Kim/Lee"),
    ("Roe, Jane", "Roe; Jane")])
def test_other_marks_part_words(term: str, text: str) -> None:
    assert TermFinder([term]).find(text) == []


@given(st.text("abé &,/()\"#:@$+.'-", min_size=1, max_size=14), st.sampled_from(["x ", "é, ", "«"]))
def test_every_term_is_found_as_it_is_listed(term: str, before: str) -> None:
    """Whatever stands between its words: up to a dozen characters."""
    if not any(character.isalnum() for character in term):
        return
    text = f"{before}{term} x"
    core = term.strip(" &,/()\"#:@$+.'-")
    start = text.index(core, len(before))
    hits = TermFinder([term]).find(text)
    assert any(hit.start <= start and start + len(core) <= hit.end for hit in hits)


def test_terms_inside_and_across_one_another_are_all_found() -> None:
    text = "New York City Hall"
    assert found(["New York", "York City", "City", "New York City Hall", "City Hall"], text) == [
        "New York", "New York City Hall", "York City", "City", "City Hall"]


def test_a_term_without_letters_is_refused_without_being_quoted() -> None:
    with pytest.raises(ValueError, match=r"^term 2 holds no letter or digit$"):
        TermFinder(["fine", "***"])


def test_no_terms_find_nothing() -> None:
    assert TermFinder([]).find("anything") == []


WORDS = st.sampled_from(["ana", "bo", "Ana", "BO", "cy", "cyd"])
TERMS = st.lists(st.lists(WORDS, min_size=1, max_size=4).map(" ".join), min_size=1, max_size=8)
GAPS = st.sampled_from([" ", "  ", "\n", ". ", "-", "'", ", ", " (", "/"])


def naive(terms: list[str], text: str) -> set[Hit]:
    """Every pair of word edges, compared word by word."""
    words = [(match.group().lower(), *match.span()) for match in re.finditer("[A-Za-z]+", text)]
    wanted = {tuple(term.lower().split()) for term in terms}
    hits = set()
    for first in range(len(words)):
        for last in range(first, len(words)):
            run = words[first:last + 1]
            parted = [text[a[2]:b[1]] for a, b in pairwise(run)]
            if all(re.fullmatch(r"[\s.\-']+", gap) for gap in parted) and tuple(word for word, _, _ in run) in wanted:
                hits.add(Hit(run[0][1], run[-1][2]))
    return hits


@given(TERMS, st.lists(st.tuples(WORDS, GAPS), max_size=12))
def test_no_overlapping_hit_is_lost(terms: list[str], pieces: list[tuple[str, str]]) -> None:
    text = "".join(word + gap for word, gap in pieces)
    assert naive(terms, text) <= set(TermFinder(terms).find(text))


@given(TERMS, st.lists(st.tuples(WORDS, st.sampled_from([" ", "\n", ", "])), max_size=12))
def test_nothing_else_is_found(terms: list[str], pieces: list[tuple[str, str]]) -> None:
    text = "".join(word + gap for word, gap in pieces)
    assert set(TermFinder(terms).find(text)) == naive(terms, text)


@given(st.lists(st.text(alphabet="abAé", min_size=1, max_size=3), min_size=1, max_size=6),
       st.text(alphabet="aabAé  .'-,(\n", max_size=40))
def test_words_cut_once_and_words_read_one_by_one_are_found_alike(terms: list[str], text: str) -> None:
    finder = TermFinder([*terms, " ".join(terms[:2])])
    one_by_one = {(start, end) for start in finder._starts(text) for end in finder._ends(text, start)}
    assert set(finder._walked(text)) <= one_by_one
    if not re.search(r"-\s*\n|(?<!\w)\w[. ]\w(?!\w)", text):
        assert set(finder._walked(text)) == one_by_one


@given(st.text(alphabet="aeé\u0301\u00ad\u200bАα -\n.北Ex8", max_size=40))
def test_any_text_is_searched_and_hits_lie_inside(text: str) -> None:
    for hit in TermFinder(["ae", "Ex a", "é", "北"]).find(text):
        assert 0 <= hit.start < hit.end <= len(text)


def test_ten_thousand_terms_cost_little_more_than_ten() -> None:
    text = "The delegate of the ninth word met Name5 Other5 and went on to the meeting of the board. " * 2000
    terms = [f"Name{number} Other{number}" for number in range(10_000)]
    few, many = TermFinder(terms[:10]), TermFinder(terms)
    assert few.find(text) == many.find(text)
    assert min(timed(many, text) for _ in range(3)) < 4 * min(timed(few, text) for _ in range(3)) + 0.05


def test_hostile_text_takes_linear_time() -> None:
    finder = TermFinder(["a a a b", "abab", "x y"])
    for text in ("a " * 50_000, "a." * 50_000, "a-\n" * 50_000, "x" * 100_000, "x" + " " * 100_000 + "z",
                 "\u00ad" * 9000, "a\u00ad" * 9000):
        assert timed(finder, text) < 30  # seconds of CPU: a quadratic pass would take many minutes


def timed(finder: TermFinder, text: str) -> float:
    begun = time.process_time()
    finder.find(text)
    return time.process_time() - begun
