"""How far a hit reaches, and how hits unite."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redact.policy.matching import Hit, extend, unite


def grown(text: str, part: str, extent: str) -> str:
    start = text.index(part)
    hit = extend(text, Hit(start, start + len(part)), extent)  # type: ignore[arg-type]
    return text[hit.start:hit.end]


@pytest.mark.parametrize(("text", "part", "expected"), [
    ("on José said", "Jos", "José"), ("on Jose\u0301 said", "Jos", "Jose\u0301"),
    ("a Example8 b", "xample", "Example8"),
    ("a b c", " b ", " b "), ("Exam\u00adple x", "ple", "Exam\u00adple"), ("naïve", "na", "naïve"),
])
def test_a_span_grows_to_whole_words(text: str, part: str, expected: str) -> None:
    assert grown(text, part, "span") == expected


@pytest.mark.parametrize(("text", "part", "expected"), [
    ("Halvek's clerk", "Halvek", "Halvek's"), ("Abbas' clerk", "Abbas", "Abbas'"), ("met Halvek'", "Halvek", "Halvek'"),
    ("HALVEK\u2019S CLERK", "HALVEK", "HALVEK\u2019S"), ("Halvek,s clerk", "Halvek", "Halvek,s"),
    ("Halvek, so he", "Halvek", "Halvek"), ("Halvek'sson", "Halvek", "Halvek"), ("O'Hara", "O", "O"),
    ("'Halvek' he said", "Halvek", "Halvek"), ("(halvek) $5 #7", "halvek", "halvek"),
    ("by \U0001f4e6\U0001f6a2halvek\ufe0f at", "halvek", "\U0001f4e6\U0001f6a2halvek\ufe0f"),
    ("by \ue000halvek\uf8ff's at", "halvek", "\ue000halvek\uf8ff's"),
])
def test_what_makes_an_owner_and_the_pictures_of_a_name_belong_to_it(text: str, part: str, expected: str) -> None:
    assert grown(text, part, "span") == expected


@pytest.mark.parametrize(("text", "part", "expected"), [
    ("One is here. Two met Exton. Three left.", "Exton", "Two met Exton."),
    ("He met Mr. Example of the U.S. Senate in Jan. 1950 there. Next.", "Senate",
     "He met Mr. Example of the U.S. Senate in Jan. 1950 there."),
    ("He saw J. Example. She left.", "Example", "He saw J. Example."),
    ("¶5. (C) Example spoke. He left.", "Example", "¶5. (C) Example spoke."),
    ("He left at 3.5 km. \"Then Example came.\" She left.", "Example", "\"Then Example came.\""),
    ("Was it X? Yes. No.", "X", "Was it X?"),
    ("a heading\n\nThe text met. More.", "met", "The text met."),
    ("One. Two spans. Three.", "spans. Three", "Two spans. Three."),
    ("He paused... Example spoke. End.", "spoke", "He paused... Example spoke."),
    ("no end X", "X", "no end X"),
])
def test_a_sentence_ends_only_where_it_surely_does(text: str, part: str, expected: str) -> None:
    assert grown(text, part, "sentence") == expected


def test_a_portion_is_all() -> None:
    assert extend("one. two.", Hit(2, 3), "portion") == Hit(0, 9)


@pytest.mark.parametrize("hit", [Hit(-1, 2), Hit(3, 2), Hit(0, 5)])
def test_a_hit_outside_the_text_is_refused(hit: Hit) -> None:
    with pytest.raises(ValueError, match="outside"):
        extend("text", hit, "span")


def test_an_unknown_extent_is_refused() -> None:
    with pytest.raises(ValueError, match="extent"):
        extend("text", Hit(0, 1), "paragraph")  # type: ignore[arg-type]


def test_hits_with_only_punctuation_between_unite() -> None:
    text = "one, two three - four"
    assert unite(text, [Hit(16, 21), Hit(5, 8), Hit(0, 3), Hit(9, 14)]) == [Hit(0, 21)]
    assert unite(text, [Hit(0, 3), Hit(9, 14)]) == [Hit(0, 3), Hit(9, 14)]
    assert unite("abcd", [Hit(0, 3), Hit(1, 2)]) == [Hit(0, 3)]


@given(st.text(alphabet="aés\u0301'\u2019,. \nB1¶-\ue000", max_size=40), st.data())
def test_an_extent_never_shrinks_and_never_halves_a_word(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    span = extend(text, Hit(start, end), "span")
    sentence = extend(text, Hit(start, end), "sentence")
    assert sentence.start <= span.start <= start <= end <= span.end <= sentence.end
    for edge in (span.start, span.end):
        if start < end and 0 < edge < len(text):
            assert not (text[edge - 1].isalnum() and text[edge].isalnum())


@given(st.text(alphabet="ab ,", max_size=30), st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=6))
def test_united_hits_cover_the_same_and_keep_apart(text: str, pairs: list[tuple[int, int]]) -> None:
    hits = [Hit(min(pair), max(pair)) for pair in pairs if max(pair) <= len(text)]
    united = unite(text, hits)
    covered = {place for hit in united for place in range(hit.start, hit.end)}
    assert covered >= {place for hit in hits for place in range(hit.start, hit.end)}
    for one, two in pairwise(united):
        assert any(character.isalnum() for character in text[one.end:two.start])
