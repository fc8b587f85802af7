"""The plain text of a release: its words, its width, its labels."""

from __future__ import annotations

import re

import pytest
from build_samples import DATE, cable, determination, document, portion, release, span, withhold
from hypothesis import given
from hypothesis import strategies as st

from redact.policy import Decision
from redact.release import ReleasedModel, ReleasedPortion, Shown, Withheld
from redact.release.build import release_model
from redact.release.page import DRAFT_NOTICE, page
from redact.release.text import WIDTH, render_text


def model(status: str = "released", **extra: str) -> ReleasedModel:
    of, decided = cable()
    return release_model(of, decided, name="harbor", status=status, date=DATE, **extra)  # type: ignore[arg-type]


def one(text: str, decision: Decision | None = None) -> ReleasedModel:
    of = document([portion("paragraph", text)])
    return release_model(of, determination(of, [decision or release()]), name="harbor", status="released", date=DATE)


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def expected(of: ReleasedModel) -> str:
    drawn = page(of)
    return squeezed("".join([drawn.draft, drawn.banner, *(block.text() for block in drawn.blocks), drawn.stamp,
                             drawn.banner]))


@pytest.mark.parametrize("status", ["released", "draft"])
def test_the_words_are_those_of_the_page_in_order(status: str) -> None:
    of = model(status, case="F-2026-00117", authority="DANA VELLACOTT, DIRECTOR")
    assert squeezed(render_text(of).decode()) == expected(of)


def test_the_banner_stands_at_top_and_bottom() -> None:
    lines = render_text(model()).decode().splitlines()
    assert lines[0].strip() == lines[-1].strip() == "UNCLASSIFIED"


def test_a_draft_says_so_first() -> None:
    assert render_text(model("draft")).decode().splitlines()[0].strip() == DRAFT_NOTICE


def test_a_struck_marking_is_said_in_words() -> None:
    assert "C O N F I D E N T I A L PORT ALDER 000117\n(old marking, struck: CONFIDENTIAL)\n" in (
        render_text(model()).decode())


def test_lines_of_the_header_stay_lines() -> None:
    assert "\nFM AMCONSUL PORT ALDER\nTO SECSTATE WASHDC 0490\nINFO AMEMBASSY NORTHHAVEN\n" in (
        render_text(model()).decode())


@pytest.mark.parametrize("before", range(30, 75))
def test_a_label_is_never_broken(before: int) -> None:
    text = "x" * before + " Ilse, and more"
    written = render_text(one(text, release(span(text, "Ilse")))).decode()
    assert "[Withheld: (b)(6); less than 1 line],\n" in written or (
        "[Withheld: (b)(6); less than 1 line], and" in written)


def test_a_label_longer_than_a_line_is_broken_between_words() -> None:
    codes = tuple(f"(b)(3) statute-{number:02}" for number in range(8))
    of = document([portion("paragraph", "x")])
    written = render_text(release_model(of, determination(of, [withhold(*codes)]), name="n", status="released",
                                        date=DATE)).decode()
    assert re.search(r"\[Withheld: .*,\n", written)
    assert all(f"statute-{number:02}" in written for number in range(8))


@given(st.lists(st.one_of(st.text(max_size=120).map(Shown),
                          st.sampled_from([Withheld(("(b)(6)",), "1 line"), Withheld(("x" * 90,))])), max_size=6),
       st.sampled_from(["paragraph", "table", "heading"]))
def test_no_line_is_too_long_and_no_word_is_lost(content: list[Shown | Withheld], kind: str) -> None:
    base = one("x")
    drawn = ReleasedPortion("p1", kind, None, "release", (), None, tuple(content))  # type: ignore[arg-type]
    of = ReleasedModel(**{**{name: getattr(base, name) for name in base.__slots__}, "portions": (drawn,)})
    written = render_text(of).decode("utf-8")
    assert squeezed(written) == expected(of)
    assert max(len(line) for line in written.split("\n")) <= WIDTH
    assert not [line for line in written.split("\n") if line.endswith(" ")]


def test_a_very_long_word_takes_no_long_time() -> None:
    written = render_text(one("W" * 200_000)).decode()
    assert written.count("W") == 200_000
    assert max(map(len, written.splitlines())) == WIDTH
