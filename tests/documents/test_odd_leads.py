"""Marks after numbers and signs that no lead of the manual has: read where they are plain, else against the block."""

from __future__ import annotations

import pytest

from redact.documents.model import Portion
from redact.documents.reading import read_bytes

HEAD = "SECRET//NOFORN\n\nSUBJECT: (U) The harbour\n\n1. (U) The harbour is open.\n\n"


def portions(text: str) -> list[Portion]:
    return [portion for portion in read_bytes(text.encode(), "odd.txt").portions if portion.kind != "classification"]


@pytest.mark.parametrize(("lead", "number"), [("1.1", "1.1"), ("1.1.", "1.1"), ("1.2.3", "1.2.3"), ("3a.", "3a"),
                                              ("A.1", "A.1"), ("(2)", "2"), ("[2]", "2")])
def test_numbers_of_parts_lead_to_a_mark(lead: str, number: str) -> None:
    *_, part, last = portions(f"{HEAD}{lead} (S) The pilot has agreed.\n\n2. (U) The quay is dry.\n")
    assert (part.marking.level, part.found, part.number) == ("S", "explicit", number)
    assert part.text[part.body:] == "The pilot has agreed.\n"
    assert last.marking.level == "U"


@pytest.mark.parametrize("lead", ['"', "> ", "*** ", "§ ", "+ ", "_", "Comment: ", "(Comment: ", "NOTE ", "Para 11 ",
                                  "1000. "])
@pytest.mark.parametrize("end", [".", ""])
def test_a_mark_after_an_odd_lead_counts_against_a_block_that_would_inherit_less(lead: str, end: str) -> None:
    odd = portions(f"{HEAD}{lead}(S) The pilot has agreed{end}\n\n2. (U) The quay is dry.\n")[-2]
    assert odd.marking.level == "S"


@pytest.mark.parametrize("lead", ["1.1 ", "3a. ", "(2) ", '"', "> ", "Comment: ", "Para 11: "])
def test_a_mark_after_an_odd_lead_on_a_later_line_counts_against_the_block(lead: str) -> None:
    block = portions(f"{HEAD}2. (U) The quay is dry.\n{lead}(S) The pilot has agreed.\n")[-1]
    assert block.marking.level == "S"


def test_an_office_symbol_in_a_sentence_is_no_mark_and_a_list_that_counts_in_parts_has_none() -> None:
    block = portions(f"{HEAD}2. (U) This was told to the\nSecretary (S) and others.\n")[-1]
    assert block.marking.level == "U"
    listed = portions(f"{HEAD}1.1 (A) One.\n\n1.2 (B) Two.\n\n1.3 (C) Three.\n")[-1]
    assert (listed.found, listed.mark) == ("parent", None)


@pytest.mark.parametrize("lead", ["(1)", "[1]", "2.1", "2a."])
def test_what_follows_a_marked_part_is_not_opened_by_it(lead: str) -> None:
    last = portions(f"{HEAD}2. (S) The pilot.\n\n{lead} (U) The quay is dry.\n\nHe has agreed to come.\n")[-1]
    assert (last.marking.portion, last.found) == ("(S//NF)", "document")


@pytest.mark.parametrize("between", [", ", " and ", " 1.1 ", ' "', " Summary: ", " (Comment: ", " / ", " or "])
def test_two_marks_before_the_words_are_never_read_as_the_milder(between: str) -> None:
    for marks in (f"(U){between}(S)", f"(S){between}(U)"):
        block = portions(f"{HEAD}2. {marks} The pilot has agreed.\n\n3. (U) The quay is dry.\n")[-2]
        assert block.marking.level == "S"


@pytest.mark.parametrize("rows", ["Ship     Mark\nOne      (S)\nTwo      (U)", "One\t(S)\tpilot\nTwo\t(U)\tquay",
                                  "| One | (S) |\n| Two | (U) |", "- One pilot (S)\n- One quay (U)\n- Both"])
def test_marks_of_the_rows_of_a_table_count_against_an_open_block(rows: str) -> None:
    block = portions(f"{HEAD}2. (U) What is there:\n{rows}\n\n3. (U) The quay is dry.\n")[-2]
    assert block.marking.level == "S"


@pytest.mark.parametrize(("mark", "portion"), [
    ("(U), NF", "(U//NF)"), ("(U)-NF", "(U//NF)"), ("(U) - NOFORN", "(U//NF)"), ("(U); SBU", "(U//SBU)"),
    ("(U) SENSITIVE:", "(U//SBU)"), ("(U) SECRET:", "(S//SECRET)"), ("(U) CONFIDENTIAL -", "(C//CONFIDENTIAL)"),
])
def test_a_control_or_a_level_outside_the_parentheses_counts(mark: str, portion: str) -> None:
    assert portions(f"{HEAD}2. {mark} The pilot has agreed.\n")[-1].marking.portion == portion
