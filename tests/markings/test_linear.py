"""Reading takes time linear in the length of what is read, and a bounded time beyond any marking's length."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType

import pytest

from redact.markings import from_attributes, parse, recognise, recognise_banner, second_line
from redact.markings.parser import LONGEST

SHAPES: dict[str, Callable[[int], str]] = {
    "slashes": lambda size: "SECRET" + "/" * size,
    "blanks": lambda size: "SECRET " + " X" * (size // 2),
    "unknown controls": lambda size: "SECRET//" + "/".join(f"Q{number}" for number in range(size // 5)),
    "countries": lambda size: "SECRET//REL TO USA, " + ", ".join(["GBR"] * (size // 5)),
    "eyes": lambda size: "SECRET//" + "USA/" * (size // 4) + "GBR EYES ONLY",
    "many eyes": lambda size: "SECRET//" + "USA EYES ONLY/" * (size // 14),
    "compartments": lambda size: "TOP SECRET//SI" + "-ABC D" * (size // 6),
    "programs": lambda size: "TOP SECRET//SAR-" + "/".join(["OAK A B"] * (size // 8)),
    "sigmas": lambda size: "SECRET//RD" + "-SG 14" * (size // 6),
    "blocks": lambda size: "SECRET" + "//SI//NF" * (size // 8),
    "parentheses": lambda size: "(" * size,
    "letters": lambda size: "S" * size,
    "spaced": lambda size: "S " * (size // 2),
    "owners": lambda size: "//" + "GBR " * (size // 4) + "SECRET",
    "joint": lambda size: "//JOINT S" + " GBR" * (size // 4),
    "hyphens": lambda size: "S" + "-NF" * (size // 3),
    "accm": lambda size: "SECRET//ACCM-" + "A B/" * (size // 4),
    "invisible": lambda size: "S\u200b" * (size // 2),
    "cui": lambda size: "CUI//" + "PRVCY/" * (size // 6),
    "lines": lambda size: "SECRET\n" * (size // 7),
    "declassify": lambda size: "SECRET//25X1" + "-, " * (size // 3),
}


def operations(work: Callable[[], object]) -> int:
    """Lines of Python run by ``work``: a count that no other load on the machine can change."""
    count = 0

    def trace(frame: FrameType, event: str, argument: object) -> Callable[..., object]:
        nonlocal count
        count += 1
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        work()
    finally:
        sys.settrace(before)
    return count


@pytest.mark.parametrize("shape", SHAPES)
def test_the_work_grows_no_faster_than_the_text(shape: str) -> None:
    small, large = (SHAPES[shape](size) for size in (LONGEST // 8, LONGEST - 64))
    for text in (small, large):
        parse(text)
    first, second = (operations(lambda text=text: parse(text + "\t", kind="banner")) for text in (small, large))
    assert second <= 2.0 * first * len(large) / len(small) + 500


@pytest.mark.parametrize("shape", SHAPES)
def test_text_of_any_length_has_an_answer(shape: str) -> None:
    text = SHAPES[shape](200_000)
    marking = parse(text)
    assert marking.level == "unknown"
    assert [problem.code for problem in marking.problems] == ["too-long"]
    assert operations(lambda: parse(text + "X")) < 2_000
    assert recognise(text) is None
    assert recognise_banner(text) is None
    assert second_line(text) is None


def test_attributes_of_any_length_have_an_answer() -> None:
    small, large = ({"classification": "S", "SCIcontrols": " ".join(f"Q{number}" for number in range(size))}
                    for size in (200, 1600))
    for each in (small, large):
        from_attributes(each)
    first, second = (operations(lambda each=each: from_attributes(each)) for each in (small, large))
    assert second <= 16 * first
