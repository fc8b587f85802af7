"""Requests to protect a source: however they are written, the name goes and the number and mark stay."""

from __future__ import annotations

import time

import pytest

from redact.policy.matching import find_entities


def cut(text: str) -> str:
    """The text with what a request protects replaced by a bar."""
    left = list(text)
    for _, hit in find_entities(["protected-source"], text):
        left[hit.start:hit.end] = "\u2588" * (hit.end - hit.start)
    return "".join(left)


@pytest.mark.parametrize("text", [
    "4. (C) Strictly protect Omar Fulan.", "4. (C) Please strictly protect our contact, Omar Fulan.",
    "4. (C) Please protect the identity of Omar Fulan.", "4. (C) Protect Omar Fulan.",
    "4. (C) Omar Fulan (stricly protect) said so.", "4. (C) Omar Fulan (strictly portect) said so.",
    "4. (C) Omar Fulan (strictly protct) said so.", "4. (C) Omar Fulan (not to be named) said so.",
    "4. (C) Omar Fulan told us; protect.", "4. (C) We met omar fulan (strictly protect).",
    "4. (C) Omar Fulan said so. (Protect source.)", "4. (C) Omar Fulan (please strictly protect) said so.",
    "4. (C) STRICTLY PROTECT OMAR FULAN. HE SAID SO.", "4. (C) OMAR FULAN (STRICTLY PROTECT) SAID SO.",
    "4. (C) Omar Fulan \u2013 strictly pro-\ntect \u2013 said so.", "4. (C) O. Fulan (protect) said so.",
    "4. (C) Omar Fulan (protect) left. OmarFulan, ofulan@example and Fulan stayed.",
])
def test_the_name_goes_and_number_and_mark_stay(text: str) -> None:
    left = cut(text)
    assert left.startswith("4. (C) ")
    assert "fulan" not in left.lower()
    assert "omar" not in left.lower()


def test_every_name_of_a_list_goes() -> None:
    left = cut("4. (C) Omar Fulan, Karim Exempel, and Tarek Sampleton (strictly protect all three) left.")
    assert not any(name in left for name in ("Fulan", "Exempel", "Sampleton"))


def test_initials_go() -> None:
    assert "O.F" not in cut("4. (C) Omar Fulan (protect) left. O.F. returned.")


@pytest.mark.parametrize("text", [
    "5. (C) Strictly protect the source named in para 1.", "5. (C) He said so (protect).",
    "5. (C) The paper says he will go (strictly protect).",
])
def test_a_request_without_a_name_keeps_the_whole_body(text: str) -> None:
    assert set(cut(text).removeprefix("5. (C) ")) == {"\u2588"}
    assert cut(text).startswith("5. (C) ")


@pytest.mark.parametrize("text", [
    "We are there to protect American interests.", "Protect American interests abroad.", "(Project Hope)",
    "We preserve, protect, and defend.", "The students (protest leaders) left.", "They protect the border.",
])
def test_the_common_verb_is_no_request(text: str) -> None:
    assert cut(text) == text


@pytest.mark.parametrize(("name", "number", "text"), [
    ("ssn", "219 09 9999", "no 219 09 9999."), ("ssn", "219\u201309\u20139999", "no 219\u201309\u20139999."),
    ("ssn", "42101-1234567-1", "CNIC 42101-1234567-1."), ("phone", "410 555 0142", "on 410 555 0142."),
    ("card", "GB82 WEST 1234 5698 7654 32", "to GB82 WEST 1234 5698 7654 32 AND more"),
    ("passport", "A012345678", "passport A012345678"), ("email", "o.fulan@example", "write o.fulan@example."),
    ("email", "OFULAN AT EXAMPLE DOT ORG", "WRITE OFULAN AT EXAMPLE DOT ORG NOW"),
])
def test_identifiers_in_other_dress(name: str, number: str, text: str) -> None:
    assert number in [text[hit.start:hit.end] for _, hit in find_entities([name], text)]


@pytest.mark.parametrize("piece", ["strictly protect ", "protect A. ", "; protect.", "(please ", "a at a dot ",
                                   "AA11 "])
def test_hostile_texts_take_linear_time(piece: str) -> None:
    text = piece * (10_000 // len(piece))
    begun = time.process_time()
    find_entities(["protected-source", "email", "card", "ssn"], text)
    assert time.process_time() - begun < 30
