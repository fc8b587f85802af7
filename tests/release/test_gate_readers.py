"""What the gate's readers make of syntax, content, bytes and markup; and that real releases of any text pass."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

import pytest
from gate_samples import NAME, WITHHELD, model, outputs
from hypothesis import given
from hypothesis import strategies as st

from redact.release.gate import check
from redact.release.gate.expected import in_order, plain
from redact.release.gate.html_reading import read_markup
from redact.release.gate.pdf_content import Glyphs, read_content
from redact.release.gate.pdf_reading import to_unicode
from redact.release.model import Shown, Withheld
from redact.release.reading.disguises import disguises
from redact.release.reading.syntax import PdfSyntaxError, Ref, text_of, value, values

LETTERS = Glyphs({code: chr(code) for code in range(32, 127)})
HARD = st.sampled_from([
    "plain words ", "\n", "\t", "\u00ad", "\u200b", "\u202e", "-\n", "well-", "中文", "العربية ", "שלום (a) ", "ﬁ",
    "e\u0301",
    "½ ", "😀", "\u0332", "⟨U+0041⟩", "[Withheld: (b)(6)]", "<b>&amp;", "\\(", "%20", "x" * 90, "<!--", "\u3000",
    "“q” — ", ") ", "(", " [x] ", "≤ 3 ", "«", "» ", "{", "} ", "123", "٣٤ ", "؟ ", "english "])


@given(st.lists(st.lists(HARD, min_size=1, max_size=8).map("".join), min_size=1, max_size=6), st.booleans())
def test_the_gate_passes_every_release_whatever_its_text(texts: list[str], struck: bool) -> None:
    sample = model()
    content = [piece for text in texts for piece in (Shown(text, struck), Withheld(("(b)(6)",), "less than 1 line"))]
    hard = replace(sample, portions=(replace(sample.portions[4], content=tuple(content)), *sample.portions[5:]))
    assert check(hard, outputs(hard), WITHHELD, name=NAME) == []


def test_values_of_every_kind() -> None:
    read = value(rb"<</A [1 -2.5 .5] /B#20C (a\(b\)\n\101) /D <FEFF0041> /E 7 0 R /F true /G null /H [/I (j)]>>")
    assert read == {"A": [1.0, -2.5, 0.5], "B C": b"a(b)\nA", "D": b"\xfe\xff\x00A", "E": Ref(7, 0), "F": True,
                    "G": None, "H": ["I", b"j"]}


@pytest.mark.parametrize("bad", [b"<<", b"]", b"<</A>>", b"<<1 2>>", b"<</A 1/A 2>>", b"(open", b"% comment", b"{",
                                 b"1 2", b"<</A 1]", b"<0g>", b""])
def test_what_is_no_syntax_is_refused(bad: bytes) -> None:
    with pytest.raises(PdfSyntaxError):
        value(bad)


@given(st.binary(max_size=60))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    with suppress(PdfSyntaxError):
        list(values(data))


def test_text_strings_in_their_encodings() -> None:
    assert text_of(b"\xfe\xff\x04\x1c") == "М"
    assert text_of(b"\xef\xbb\xbf\xd0\x9c") == "М"
    assert text_of(b"caf\xe9") == "café"


def test_content_is_placed_by_both_matrices() -> None:
    drawing = read_content(b"q 2 0 0 2 10 0 cm 0.5 g BT /F 6 Tf 14 TL 1 0 0 1 5 7 Tm (a) Tj T* (b) Tj ET Q "
                           b"1 0 0 rg 10 20 30 40 re f 2 w 0 0 m 9 9 l S", {"F": LETTERS})
    first, second = drawing.runs
    assert (first.text, first.origin, first.size, first.fill) == ("a", (20, 14), 12, (0.5,))
    assert second.origin == (20, -14)
    filled, stroked = drawing.shapes
    assert (filled.box, filled.fill, filled.stroke) == ((10, 20, 40, 60), (1, 0, 0), None)
    assert (stroked.box, stroked.stroke) == ((0, 0, 9, 9), 2)
    assert first.order < second.order < filled.order < stroked.order


def test_marked_content_is_nested() -> None:
    drawing = read_content(b"/P <</MCID 0>> BDC BT /F 9 Tf (a) Tj /Span <</ActualText (x)>> BDC (b) Tj EMC ET EMC "
                           b"/OC /Name BDC EMC", {"F": LETTERS})
    assert [run.marks for run in drawing.runs] == [(0,), (0, 1)]
    assert [(mark.tag, mark.actual) for mark in drawing.marks] == [("P", None), ("Span", "x"), ("OC", None)]
    assert drawing.marks[2].keys == {"resource"}


@pytest.mark.parametrize("bad", [b"Q", b"EMC", b"1 Td", b"(a) 2 Td", b"/F Tf", b"1 0 0 cm", b"BI", b"(a)"])
def test_operators_without_their_operands_are_refused(bad: bytes) -> None:
    if bad == b"BI":
        assert read_content(bad, {}).operators == {"BI"}
        return
    with pytest.raises(PdfSyntaxError):
        read_content(bad, {})


def test_a_font_without_a_table_is_noted() -> None:
    drawing = read_content(b"BT /F 9 Tf (a) Tj ET", {})
    assert drawing.fontless
    assert drawing.runs[0].text == "\ufffd"


def test_to_unicode_reads_characters_and_ranges() -> None:
    table = b"1 beginbfchar\n<41> <D83DDE00>\nendbfchar 1 beginbfrange <61> <63> <0430> endbfrange"
    assert to_unicode(table) == {0x41: "😀", 0x61: "а", 0x62: "б", 0x63: "в"}


def test_tokens_and_white_space_are_read_alike() -> None:
    assert plain("a ⟨U+4E2D⟩\nb") == plain("a中b") == "a中b"
    assert plain("⟨U+\n4E2D⟩") == "中"
    assert plain("⟨U+3000⟩") == ""


def test_order_and_furniture() -> None:
    assert in_order("skipABcodeC", ["A", "B", "C"], ["skip", "code"])
    assert in_order("ABC", ["A", "", "B C"], ["skip"])
    assert not in_order("skipskipAB", ["A", "B"], ["skip"])
    assert not in_order("BA", ["A", "B"], [])
    assert not in_order("ABx", ["A", "B"], ["skip"])


def test_markup_is_taken_apart() -> None:
    read = read_markup("<!DOCTYPE html><title>t</title><style>s</style><p id=\"a\">x&amp;y<!-- c --></p>"
                       "<script>z</script>")
    assert (read.titles, read.styles, "".join(read.text)) == (["t"], ["s"], "x&y")
    assert read.hidden == [("comment", " c "), ("script", "z")]
    assert not read.malformed
    assert read_markup("<p>a</p b>").malformed
    assert read_markup("<p id=a>").malformed


@pytest.mark.parametrize("hidden", [
    b"Anton", "Anton".encode("utf-16-le"), "Anton".encode("utf-16-be"), b"416e746f6e", b"41 6E 74 6F 6E", b"An%74on",
    b"An&#116;on", b"An\\u0074on", b"eHggQW50b24geHg=", b"eHggQW50b24geHg", b"/eHggQW50b24geHg="])
def test_encodings_are_undone(hidden: bytes) -> None:
    assert any("Anton" in text for text in disguises(b"before " + hidden + b" after"))
