"""Texts of other scripts: in reading order in the file, in seeing order on the page, letters joined as they are."""

from __future__ import annotations

import time
import unicodedata

import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pdf_samples import Drawn, drawn_pages, model, shown

from redact.release import ReleasedModel, Shown, Withheld
from redact.release.gate import check
from redact.release.html import render_html
from redact.release.page import UNDRAWN_NOTE, page
from redact.release.pdf import render_pdf, style
from redact.release.pdf.bidi import OBJECT, levels, visual_order
from redact.release.pdf.fonts import face, joining, shaped
from redact.release.pdf.linebreak import Setting, break_lines
from redact.release.pdf.ordering import ordered
from redact.release.text import render_text

ARABIC = "2. (U) قال الوزير إن الاجتماع عقد في 14 مايو 2009 (في بغداد) مع "
HEBREW = "3. (U) השר אמר כי הפגישה נערכה ב-14 במאי 2009 (בירושלים)."
CHINESE = "4. (U) 外务省发言人表示，双方将继续就贸易问题进行磋商，并将于下月在北京举行会谈。" * 4
LETTERS = "abכלمن12 3.,:()[]-+/%$٠١'\u05b0\u0301!؟«»"


def arabic() -> ReleasedModel:
    return model(shown("subject", "SUBJECT: اجتماع وزير الخارجية"),
                 shown("paragraph", ARABIC, Withheld(("(b)(6)",)), " وكان مفيدا، واتفق الجانبان على مواصلة الحوار."),
                 shown("paragraph", HEBREW, " שָׁלוֹם"), shown("header", "TO السفارة في بغداد\nINFO שגרירות\n"),
                 shown("paragraph", CHINESE), shown("paragraph", "5. (U) He said “السلام عليكم” and left for ירושלים."))


def glyphs(text: str) -> list[Drawn]:
    """The glyphs of a paragraph as drawn, on one page."""
    (texts, _), = drawn_pages(render_pdf(model(shown("paragraph", text), legend=())))
    body = [one for one in texts if not one.artifact]
    facts = next(number for number, one in enumerate(body) if "foia-public" in one.text and "under" in one.text)
    return body[facts + 1:]


@given(st.text(st.sampled_from(LETTERS), max_size=24), st.sampled_from([0, 1]))
def test_directions_are_those_of_another_implementation(text: str, base: int) -> None:
    other = pytest.importorskip("bidi", reason="needs python-bidi, of the extra [dev]")
    found = levels(text, base)
    inked = len(text.rstrip(" "))
    found[inked:] = [base] * (len(text) - inked)
    seen = "".join(text[place] for place in visual_order(found))
    assert seen == other.get_display(text, base_dir="R" if base else "L")


def test_levels_of_a_line_with_a_number_and_a_label() -> None:
    assert levels(f"אב {OBJECT} 12", 0) == [1, 1, 1, 1, 1, 2, 2]
    assert levels("אב (cd)", 1) == [1, 1, 1, 1, 2, 2, 1]


@pytest.mark.parametrize(("word", "kinds"), [
    ("سلام", ["initial", "final", ""]), ("بيت", ["initial", "medial", "final"]),
    ("دار", ["", "", ""]), ("لا", ["isolated"]), ("بلا", ["initial", "final"]),
    ("شَمْس", ["initial", "", "medial", "", "final"])])
def test_arabic_letters_join(word: str, kinds: list[str]) -> None:
    forms = [unicodedata.decomposition(glyph).partition(">")[0].removeprefix("<") for glyph in shaped(word)]
    assert [form if form in ("initial", "medial", "final", "isolated") else "" for form in forms] == kinds


def test_every_joined_form_reads_as_its_letters() -> None:
    for letters, forms in (*joining().forms.items(), *joining().ligatures.items()):
        assert {unicodedata.normalize("NFKC", form) for form in forms if form != "\0"} == {letters}


def test_glyphs_stand_in_reading_order_and_run_to_the_left() -> None:
    texts = glyphs("السلام عليكم")
    assert "".join(one.text for one in texts) == "السلام عليكم"
    assert [one.x for one in texts] == sorted([one.x for one in texts], reverse=True)
    assert texts[0].x < style.LEFT + style.MEASURE


def test_numbers_run_to_the_right_and_brackets_turn() -> None:
    texts = glyphs("השר (14 במאי)")
    assert "".join(one.text for one in texts) == "השר (14 במאי)"
    number = next(one for one in texts if "14" in one.text)
    opening = next(one for one in texts if one.text == "(")
    closing = next(one for one in texts if one.text == ")")
    assert closing.x < number.x < opening.x


def test_a_mark_stands_over_its_letter() -> None:
    texts = glyphs("בָּ")
    letter = texts[0].x
    assert all(letter - 4 < one.x < letter + 10 for one in texts[1:])


def test_lines_of_an_arabic_paragraph_end_flush_at_the_right() -> None:
    setting = Setting(face("serif"), 10, 150, face("bold"), 8.5)
    lines = ordered(break_lines([Shown("قال الوزير إن الاجتماع عقد في بغداد " * 4)], setting), setting,
                    right_to_left=True)
    assert len(lines) > 3
    for line in lines:
        assert abs(max(run.x + run.width for run in line) - 150) < 0.01
        assert min(run.x for run in line) > -0.01


def test_chinese_lines_are_full_and_no_mark_begins_one() -> None:
    setting = Setting(face("serif"), 10, 150, face("bold"), 8.5)
    lines = ["".join(run.text for run in line) for line in break_lines([Shown(CHINESE)], setting)]
    assert all(line[0] not in "，。" for line in lines)
    assert all(len(line) >= 13 for line in lines[1:-1])


def test_the_gate_finds_nothing_amiss() -> None:
    outputs = {"pdf": render_pdf(arabic()), "html": render_html(arabic()), "txt": render_text(arabic())}
    assert check(arabic(), outputs, ["Oleg Vale Penkovsky"], name="port-ellery-380") == []


def test_a_reader_of_the_page_gets_the_words() -> None:
    pdf = pypdfium2.PdfDocument(render_pdf(arabic()))
    try:
        text = " ".join(pdf[0].get_textpage().get_text_range().split())
    finally:
        pdf.close()
    for words in ("قال الوزير", "في 14 مايو 2009", "השר אמר כי", "外务省发言人表示"):
        assert words in text


def test_html_says_which_paragraphs_run_from_right_to_left() -> None:
    written = render_html(arabic()).decode()
    assert written.count('dir="rtl"') == 4
    assert 'dir="rtl">5.' not in written


def test_a_release_says_which_format_carries_what_the_pdf_cannot_draw() -> None:
    plain, odd = (page(model(shown("paragraph", text))) for text in ("北京 and ירושלים and بغداد", "बड़ौदा"))
    assert UNDRAWN_NOTE not in [block.text() for block in plain.blocks]
    assert UNDRAWN_NOTE not in [block.text() for block in page(arabic()).blocks]
    assert UNDRAWN_NOTE in [block.text() for block in odd.blocks]
    assert "बड़ौदा".encode() in render_html(model(shown("paragraph", "बड़ौदा")))


HOSTILE = {"brackets": "(a)", "open brackets": "(ש", "pairs of nothing": "()", "blanks": " ", "numbers": "1$,",
           "letters": "ش", "marks": "\u0651", "mixed": "aש1 ", "joined": "لا"}


def cpu(text: str) -> float:
    """CPU seconds for the levels and the setting of a paragraph."""
    setting = Setting(face("serif"), 10, 300, face("bold"), 8.5)
    start = time.process_time()
    ordered(break_lines([Shown(text)], setting), setting, right_to_left=True)
    return time.process_time() - start


@pytest.mark.parametrize("kind", HOSTILE)
def test_time_is_linear_in_length(kind: str) -> None:
    unit = HOSTILE[kind]
    small, large = (min(cpu(unit * (length // len(unit))) for _ in range(2)) for length in (4_000, 40_000))
    assert large < 40 * max(small, 0.002)


def test_a_hundred_thousand_letters_without_a_blank_are_drawn_in_every_script() -> None:
    for letter in "שش中":
        one = model(shown("paragraph", letter * 100_000), legend=())
        assert render_pdf(one).count(b"/Type/Page/") > 10
        assert letter * 50 in "".join(render_text(one).decode().split())
