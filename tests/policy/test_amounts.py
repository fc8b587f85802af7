"""Amount classes (design §6)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from policy_samples import document

from redact.policy.amounts import LINE, amount_class, line_class, portion_words


@pytest.mark.parametrize(("characters", "expected"), [
    (0, "less than 1 line"), (68, "less than 1 line"), (69, "1 line"), (70, "1½ lines"), (103, "1½ lines"),
    (104, "2 lines"), (138, "2 lines"), (139, "2½ lines"), (173, "3 lines"), (207, "3 lines"), (208, "4 lines"),
    (690, "10 lines"), (691, "15 lines"), (69 * 15, "15 lines"), (69 * 16, "20 lines"), (69 * 50, "50 lines"),
    (69 * 50 + 1, "60 lines"), (69 * 61, "70 lines"), (69 * 100, "100 lines"),
])
def test_line_classes_round_up(characters: int, expected: str) -> None:
    assert line_class("x" * characters) == expected


def test_white_space_counts_as_one_blank() -> None:
    assert line_class("word \n\n\t word") == line_class("word word")
    assert line_class("x" * 68 + "   \n ") == "less than 1 line"


def test_units() -> None:
    text = "x" * LINE * 4
    assert amount_class(text, "lines", whole=True) == "1 paragraph (4 lines)"
    assert amount_class(text, "lines", whole=False) == "4 lines"
    assert amount_class(text, "paragraphs", whole=True) == "1 paragraph"
    assert amount_class(text, "paragraphs", whole=False) is None
    assert amount_class(text, "none", whole=True) is None
    assert amount_class(text, "none", whole=False) is None


def test_the_mark_does_not_count() -> None:
    portion = document("1. (C//NF) The talks failed.").portions[0]
    assert portion_words(portion) == "1.  The talks failed."


@given(st.text(alphabet="ab \n", max_size=3000), st.text(alphabet="ab ", max_size=30))
def test_more_text_is_never_a_smaller_class(text: str, more: str) -> None:
    def lines(words: str) -> float:
        if words == "less than 1 line":
            return 0
        number = words.split()[0]
        return float(number.replace("½", "")) + (0.5 if "½" in number else 0)
    assert lines(line_class(text)) <= lines(line_class(text + more))
