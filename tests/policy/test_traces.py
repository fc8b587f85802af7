"""What a withheld text could be recognised by, and finding it again."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redact.policy.traces import TraceHit, Traces, normalise
from redact.policy.traces_quick import Haystack


def kinds(withheld: str, text: str) -> set[str]:
    return {hit.kind for hit in Traces.of([withheld]).search(text)}


@pytest.mark.parametrize(("text", "expected"), [
    ("José  DE la\nCruz", "jose de la cruz"), ("\ufb01nal \uff21\uff22", "final ab"),
    ("so\u00adft ze\u200bro", "soft zero"),
    ("hyphen-\n  ated", "hyphenated"), ("Jose\u0301", "jose"), ("", ""),
])
def test_normalised_text_keeps_only_what_a_reader_compares(text: str, expected: str) -> None:
    assert normalise(text) == expected


@pytest.mark.parametrize(("withheld", "text", "kind"), [
    ("the talks failed at once", "we heard: THE TALKS FAILED", "words"),
    ("the talks failed at once", "the talks fai-\nled", "words"),
    ("the pashtun-on-pashtun fights", "pashtun-on-\npashtun", "words"),
    ("he met Sampleton there", "file sampleton.pdf", "name"),
    ("he met Samplet\u00f3n there", "SAMPLETON", "name"),
    ("he met Sampleton there", "S\u0430mpleton", "name"),
    ("he met Sampleton there", "Sample\u00adton", "name"),
    ("Sampleton left", "sampleton", "name"),
    ("HE MET SAMPLETON THERE", "Sampleton", "name"),
    ("he paid 10,000 in all", "10000", "number"),
    ("call 555-0147 now", "5550147", "number"),
    ("call 5550147 now", "555 0147", "number"),
    ("call 5550147 now", "\uff15\uff15\uff150147", "number"),
    ("write to a.b@example.org", "A.B@EXAMPLE.ORG", "email"),
    ("passport AB1234567", "ab1234567", "id"),
    ("case F-2014-20439", "F/2014/20439", "id"),
    ("nerve gas", "the nerve gas came", "words"),
    ("Mark", "mark", "name"),
])
def test_a_trace_is_found_again(withheld: str, text: str, kind: str) -> None:
    assert kind in kinds(withheld, text)


@pytest.mark.parametrize(("withheld", "text"), [
    ("the talks failed at once", "the talks were held and failed"), ("However, this was so", "However"),
    ("THE MEETING ENDED EARLY", "meeting"), ("in 27 days", "27"), ("of the", "one of the many"),
    ("on the 18th and 1970s", "18th"),
])
def test_what_says_nothing_is_no_trace(withheld: str, text: str) -> None:
    assert kinds(withheld, text) == set()


def test_runs_never_reach_across_two_texts() -> None:
    assert not Traces.of(["one two", "three four"]).search("two three four")


def test_hits_say_where() -> None:
    hits = Traces.of(["the talks failed at once in Exampletown"]).search("so the talks failed at once. 1 Exampletown")
    assert hits == [TraceHit("words", 3, 27), TraceHit("name", 31, 42)]


def test_what_released_texts_say_is_no_trace() -> None:
    traces = Traces.of(["Sampleton met Testani at 10,000 feet"]).without(["sampleton met testani", "10000 AT feet"])
    assert {hit.kind for hit in traces.search("Sampleton met Testani at 10,000 feet")} == {"words"}
    assert not Traces.of(["Sampleton met Testani"]).without(["sampleton MET tes-\ntani"])


def test_traces_never_show_text() -> None:
    assert repr(Traces.of(["Sampleton met AB1234567 and a@example.org 4444"])) == "Traces()"
    assert not Traces()


TEXTS = st.text(alphabet="abAB12 .,-\né\u0301\u00ad\u200bЕx@/", max_size=60)


@given(TEXTS)
def test_a_text_less_itself_leaves_nothing(text: str) -> None:
    assert not Traces.of([text]).without([text])


@given(TEXTS, TEXTS)
def test_every_trace_is_found_in_its_own_text(before: str, text: str) -> None:
    traces = Traces.of([text])
    assert bool(traces) == bool(traces.search(text))
    for hit in traces.search(before + " " + text):
        assert 0 <= hit.start < hit.end <= len(before) + 1 + len(text)


@pytest.mark.parametrize("piece", ["a ", "a-\n", "1", "1 ", "1-", "a@", "A.", "a-", "\u00ad", "é ", "Ab "])
def test_hostile_texts_take_linear_time(piece: str) -> None:
    text = piece * (60_000 // len(piece))
    traces = Traces.of(["a a a b", "1 2345"])
    begun = time.process_time()
    Traces.of([text]).without([text])
    traces.search(text)
    assert time.process_time() - begun < 30


def test_two_pages_take_milliseconds() -> None:
    page = " ".join(f"Word{number % 700} then Another of them" for number in range(220))
    build = min(timed(page) for _ in range(5))
    assert build < 0.02


def timed(page: str) -> float:
    begun = time.process_time()
    Traces.of([page]).search("The other page says other things. " * 170)
    return time.process_time() - begun


WORDS = st.sampled_from(["Halvek", "harbour", "the", "471193", "47 11 93", "AB-12/3456", "ab123456", "Hal-\nvek",
                         "a@b.cd",
                         "“works”", "ﬁsh", "С", "Port-9", "x2014", "\n", "12.34", "№7", "O'Neill", "Ost2", "Ost"])


@given(st.lists(WORDS, max_size=6).map(" ".join), st.lists(WORDS, max_size=5).map("".join))
def test_a_quick_no_is_never_wrong(withheld: str, text: str) -> None:
    for each in (text, text.upper(), text.lower(), " ".join(text)):
        if Traces.of([withheld]).search(each):
            assert Haystack([withheld]).may_hold(each)


def test_the_quick_look_says_no_where_nothing_is_shared() -> None:
    held = Haystack(["(C) Anton Halvek met us on 471193 – “quietly”."])
    assert not any(map(held.may_hold, ["name", "F-2026-00012", "88 99", "J. ALDER, DIRECTOR"]))
    assert all(map(held.may_hold, ["halvek", "47.11.93", "met", "é", "a@b"]))
