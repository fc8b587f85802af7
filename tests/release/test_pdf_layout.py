"""Lines and pages: nothing lost, nothing beyond the measure, headings with their text, time linear in length."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pdf_samples import cable, model, shown, withheld

from redact.release import Piece, Shown, Withheld
from redact.release.page import page
from redact.release.pdf import render_pdf
from redact.release.pdf.fonts import drawn, face
from redact.release.pdf.furniture import lay_furniture
from redact.release.pdf.layout import Placed, lay_blocks, paginate
from redact.release.pdf.linebreak import Line, Look, Setting, break_lines

CODES = st.lists(st.sampled_from(["(b)(1)", "1.4(b)", "(b)(7)(C)", "x" * 90]), min_size=1, max_size=14).map(tuple)
TEXTS = st.text(st.sampled_from("aW. -—é中谈。（ש\u05b0عليا\u0301Яह()\\"), max_size=120)
PIECES = st.lists(st.builds(Shown, TEXTS, st.booleans()) | st.builds(Withheld, CODES), max_size=8)


def setting(measure: float = 200.0, hang: float = 0.0) -> Setting:
    return Setting(face("sans"), 10.5, measure, face("bold"), 8.5, hang=hang)


def words(lines: list[Line]) -> str:
    return "".join(run.text for line in lines for run in line)


def spoken(pieces: list[Piece]) -> str:
    return "".join(piece.label if isinstance(piece, Withheld) else piece.text for piece in pieces)


@given(PIECES, st.sampled_from([60.0, 200.0, 468.0]), st.sampled_from([0.0, 21.0]))
def test_lines_hold_every_character_in_order_within_the_measure(pieces: list[Piece], measure: float,
                                                                hang: float) -> None:
    lines = break_lines(pieces, setting(measure, hang))
    assert words(lines) == drawn(spoken(pieces))
    for number, line in enumerate(lines):
        x = hang if number else 0.0
        for run in line:
            assert abs(run.x - x) < 0.01
            x = run.x + run.width
        inked = [run for run in line if run.text.strip()]
        if inked and not (len(inked) == 1 and inked[0].actual):
            last = inked[-1]
            blanks = len(last.text) - len(last.text.rstrip(" ")) if last is line[-1] else 0
            assert last.x + last.width - blanks * 3.4 <= measure + 0.01


@given(PIECES)
def test_a_label_is_whole_where_it_fits_on_a_line(pieces: list[Piece]) -> None:
    runs = [run for line in break_lines(pieces, setting(468)) for run in line]
    labels = [piece.label for piece in pieces if isinstance(piece, Withheld)]
    assert [run.actual for run in runs if run.look in (Look.LABEL, Look.LABEL_HEAD)] == labels
    for run in runs:
        if run.look is Look.LABEL:
            assert run.text == drawn(run.actual)
        elif run.look is Look.LABEL_HEAD:
            assert face("bold").width(run.actual) * 8.5 / face("bold").em > 468


def test_lines_break_at_blanks_which_stay_at_the_end() -> None:
    lines = break_lines([Shown("The harbour board met in public session and adopted the tariff.")], setting(101))
    assert ["".join(run.text for run in line) for line in lines] == [
        "The harbour board ", "met in public session ", "and adopted the tariff."]


def test_a_mark_that_touches_a_label_stays_with_it() -> None:
    label = Withheld(("(b)(6)",))
    lines = break_lines([Shown("It was said by "), Shown("("), label, Shown("), twice.")], setting(130))
    assert ["".join(run.text for run in line) for line in lines] == ["It was said by ", "([Withheld: (b)(6)]), twice."]


def test_struck_text_and_tokens_are_runs_of_their_own() -> None:
    line, = break_lines([Shown("S E C", struck=True), Shown(" ไท x")], setting())
    assert [(run.text, run.look, run.actual) for run in line] == [
        ("S E C", Look.STRUCK, ""), (" ", Look.PLAIN, ""), ("⟨U+0E44⟩⟨U+0E17⟩", Look.PLAIN, "ไท"),
        (" x", Look.PLAIN, "")]


def test_no_pieces_are_one_empty_line() -> None:
    assert break_lines([], setting()) == [[]]


def pages_of(blocks: int, lines: int) -> list[list[Placed]]:
    content = page(model(*[portion for number in range(blocks) for portion in (
        shown("heading", f"HEADING {number}"), shown("paragraph", "word " * 13 * lines), withheld("(b)(1)"))]))
    return paginate(lay_blocks(content.blocks), lay_furniture(content))


@given(st.integers(1, 12), st.integers(1, 12))
def test_headings_stay_with_their_text_and_lines_in_company(blocks: int, lines: int) -> None:
    sheets = pages_of(blocks, lines)
    for sheet in sheets[:-1]:
        assert not sheet[-1].flow.style.keep
    for placed in (placed for sheet in sheets for placed in sheet):
        if not placed.flow.side and len(placed.flow.lines) > 3:
            assert placed.last - placed.first >= 2


def test_nothing_is_placed_below_the_body_or_on_top_of_something() -> None:
    for content in (page(cable()), page(cable(draft=True))):
        furniture = lay_furniture(content)
        for sheet in paginate(lay_blocks(content.blocks), furniture):
            floor = furniture.top
            for placed in sheet:
                assert placed.top <= floor + 0.01
                floor = placed.top - placed.height
            assert floor >= furniture.bottom - 0.01


def test_every_line_is_placed_once() -> None:
    content = page(model(shown("paragraph", "word " * 9000), withheld("(b)(1)"), shown("header", "a\n" * 300)))
    flows = lay_blocks(content.blocks)
    placed = [item for sheet in paginate(flows, lay_furniture(content)) for item in sheet]
    assert [line for item in placed for line in item.flow.lines[item.first:item.last]] \
        == [line for flow in flows for line in flow.lines]


def test_a_release_of_nothing_has_one_page() -> None:
    assert render_pdf(model(legend=())).count(b"/Type/Page/") == 1


def test_a_long_code_stands_above_its_title() -> None:
    data = render_pdf(model(legend=(("(b)(3) " + "STATUTE " * 60, "A title"),)))
    assert b"A title" in data


def elapsed(length: int) -> float:
    """CPU seconds for one word of that many letters, one unbroken line of tokens, and as many labels as fit."""
    labels = [Withheld(("(b)(1)",))] * (length // 20)
    quarter = length // 4
    pieces: list[Piece] = [Shown("x" * length), Shown(" " + "ह" * quarter), Shown("中（" * quarter), *labels]
    start = time.process_time()
    break_lines(pieces, setting(468))
    return time.process_time() - start


def test_time_is_linear_in_length() -> None:
    elapsed(1_000)
    small, large = min(elapsed(10_000) for _ in range(3)), min(elapsed(100_000) for _ in range(3))
    assert large < 40 * small
    assert large < 3


MANY = {"lines": lambda count: [shown("header", "TO THE PORT\n" * count)],
        "words": lambda count: [shown("paragraph", "word " * count)],
        "labels": lambda count: [shown("paragraph", *[Withheld(("(b)(1)",))] * count)],
        "struck": lambda count: [shown("paragraph", *[Shown("S", struck=True), Shown(" ")] * count)],
        "withheld": lambda count: [withheld("(b)(1)")] * count,
        "headings": lambda count: [shown("heading", "A")] * count}


@pytest.mark.parametrize("kind", MANY)
def test_drawing_is_linear(kind: str) -> None:
    def seconds(count: int) -> float:
        start = time.process_time()
        render_pdf(model(*MANY[kind](count)))
        return time.process_time() - start

    seconds(10)
    assert min(seconds(5000) for _ in range(2)) < 30 * max(min(seconds(500) for _ in range(2)), 0.005)


def test_ten_thousand_paragraphs_are_drawn_in_seconds() -> None:
    start = time.process_time()
    data = render_pdf(model(*[shown("paragraph", "The port handled ", Withheld(("(b)(6)",)), " tons.")] * 10_000))
    assert data.count(b"/Type/Page/") > 300
    assert time.process_time() - start < 10
