"""The PDF of a release: what its pages draw, what its tags say, and what validators make of it."""

from __future__ import annotations

import io
import itertools
import shutil
import subprocess
from collections import defaultdict
from dataclasses import replace
from pathlib import Path

import page as validation
import pikepdf
import pypdfium2
import pytest
from pdf_samples import (
    FILLER,
    MIXED,
    Drawn,
    Node,
    cable,
    drawn_pages,
    model,
    nodes,
    said,
    shown,
    squeezed,
    structure,
    withheld,
)
from pdfminer.high_level import extract_text

from redact.release import ReleasedModel, Shown, Withheld
from redact.release.html import render_html
from redact.release.page import DRAFT_NOTICE, page
from redact.release.pdf import drawn, page_furniture, render_pdf, style

MODELS = {
    "cable": cable(), "draft": cable(draft=True), "nothing shown": model(withheld("(b)(1)"), legend=()),
    "no portions": model(), "long words": model(shown("paragraph", "x" * 20_000), shown("header", "y" * 9_000)),
    "long title": model(shown("paragraph", "Text."), title="PORT ELLERY " * 60, marking="SECRET//REL TO USA, GBR"),
    "odd characters": model(shown("table", "a\x00b\u202ec\ufe0f\u2003 \U0001d400\n北京\n"), title="T \u200b ⟨U+4E2D⟩"),
}


@pytest.fixture(params=MODELS, scope="module")
def one(request: pytest.FixtureRequest) -> tuple[ReleasedModel, bytes]:
    chosen = MODELS[request.param]
    return chosen, render_pdf(chosen)


@pytest.fixture(scope="module")
def rendered() -> bytes:
    return render_pdf(cable())


def glyphs(data: bytes) -> list[Drawn]:
    return [text for texts, _ in drawn_pages(data) for text in texts]


def elements(data: bytes, tag: str) -> list[Node]:
    """Every structure element of a type, in reading order."""
    return nodes(structure(data), tag)


@pytest.mark.parametrize("profile", ["PDF_UA_1", "PDF_A_2A"])
def test_every_release_is_accessible_and_archival(one: tuple[ReleasedModel, bytes], profile: str) -> None:
    report = validation.validate_pdf_bytes(one[1], profile=getattr(validation.ValidationProfile, profile))
    assert report.is_compliant, [str(failure) for failure in report.failures][:5]


def test_the_validator_would_say_so(rendered: bytes) -> None:
    broken = rendered.replace(b"/Marked true", b"/Marked null")
    assert broken != rendered
    assert not validation.validate_pdf_bytes(broken, profile=validation.ValidationProfile.PDF_UA_1).is_compliant


def test_pikepdf_finds_nothing_to_mend(one: tuple[ReleasedModel, bytes]) -> None:
    with pikepdf.open(io.BytesIO(one[1])) as pdf:
        assert pdf.check_pdf_syntax() == []
        assert pdf.get_warnings() == []


def test_body_draws_the_blocks_and_nothing_else(one: tuple[ReleasedModel, bytes]) -> None:
    found = squeezed("".join(text.text for text in glyphs(one[1]) if not text.artifact))
    assert found == drawn(squeezed("".join(said(page(one[0]).blocks))))


def test_every_page_bears_its_furniture_before_its_text(one: tuple[ReleasedModel, bytes]) -> None:
    pages = drawn_pages(one[1])
    for number, (texts, _) in enumerate(pages, 1):
        artifacts = list(itertools.takewhile(lambda text: text.artifact, texts))
        assert not any(text.artifact for text in texts[len(artifacts):])
        wanted = "".join(page_furniture(one[0], number, len(pages)))
        assert squeezed("".join(text.text for text in artifacts)) == squeezed(wanted)


def test_text_stays_within_the_margins(one: tuple[ReleasedModel, bytes]) -> None:
    left, right = style.LEFT, style.LEFT + style.MEASURE
    for texts, boxes in drawn_pages(one[1]):
        feet = [text.y for text in texts if text.artifact]
        for text in texts:
            assert left - 0.01 <= text.x < right
            if not text.artifact:
                assert min(feet) < text.y < max(feet)
        assert all(box.x >= left - 0.01 and box.x + box.width <= right + 0.01 for box in boxes)


def test_draft_is_said_at_the_top_and_bottom_of_every_page() -> None:
    pages = drawn_pages(render_pdf(cable(draft=True)))
    assert len(pages) > 2
    for texts, _ in pages:
        heights = [text.y for text in texts if text.text == DRAFT_NOTICE]
        assert len(heights) == 2
        assert min(heights) < 100 < 700 < max(heights)
    assert DRAFT_NOTICE not in "".join(text.text for text in glyphs(render_pdf(cable())))


def test_the_draft_notice_stands_outside_of_the_banner_as_in_the_html() -> None:
    for texts, _ in drawn_pages(render_pdf(cable(draft=True))):
        notice = [text.y for text in texts if text.text == DRAFT_NOTICE]
        banner = [text.y for text in texts if text.text == cable().marking and text.artifact]
        assert min(notice) < min(banner) < max(banner) < max(notice)
    written = render_html(cable(draft=True)).decode()
    assert written.index(f">{DRAFT_NOTICE}<") < written.index(f">{cable().marking}<")


def test_each_label_is_a_span_that_says_it(rendered: bytes) -> None:
    labels = [piece.label for portion in cable().portions for piece in portion.content if isinstance(piece, Withheld)]
    spans = [span.actual for span in elements(rendered, "Span") if span.actual]
    assert [text for text in spans if text.startswith("[Withheld")] == labels
    drawn_labels = [text for text in glyphs(rendered) if text.actual and text.actual.startswith("[Withheld")]
    assert all(text.text == text.actual for text in drawn_labels)


def test_a_labels_box_is_a_function_of_the_label() -> None:
    widths = defaultdict(set)
    for texts, boxes in drawn_pages(render_pdf(cable())):
        for box in boxes:
            label = texts[box.order]
            if label.mark == "Span" and box.width < style.MEASURE:
                widths[label.text].add(round(box.width, 2))
    assert len(widths) > 3
    assert all(len(found) == 1 for found in widths.values())


def test_what_is_withheld_leaves_no_trace_in_the_layout() -> None:
    """The model has no withheld text: equal labels in equal places give equal files, whatever stood there."""
    assert render_pdf(cable()) == render_pdf(cable())
    ends = [shown("paragraph", "He met ", Withheld(("(b)(6)",), amount), " there.") for amount in (None, "1 line")]
    assert render_pdf(model(ends[0])) != render_pdf(model(ends[1]))


def test_labels_are_large_and_dark_enough(rendered: bytes) -> None:
    sizes = {text.size for text in glyphs(rendered) if text.mark == "Span" and "Withheld" in text.text}
    assert min(sizes) >= 8


def test_inks_stand_out_by_seven_to_one() -> None:
    def luminance(ink: tuple[float, float, float]) -> float:
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in ink]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    def contrast(ink: tuple[float, float, float], ground: tuple[float, float, float]) -> float:
        return (luminance(ground) + 0.05) / (luminance(ink) + 0.05)

    for ink in (style.BLACK, style.QUIET, style.RED):
        assert contrast(ink, (1, 1, 1)) >= 7
    assert contrast(style.BLACK, style.LABEL_GROUND) >= 7


def test_draft_is_red_labels_black_and_furniture_quiet() -> None:
    texts = glyphs(render_pdf(cable(draft=True)))
    assert {text.ink for text in texts if text.text == DRAFT_NOTICE} == {style.RED}
    assert {text.ink for text in texts if text.text.startswith("[Withheld")} == {style.BLACK}
    assert {text.ink for text in texts if text.text.startswith("Page 1 of")} == {style.QUIET}


def test_lines_that_are_kept_end_in_a_blank_but_for_the_last(rendered: bytes) -> None:
    texts = [text.text for text in glyphs(rendered)]
    assert "INFO AMEMBASSY NORTHGATE 4551 " in texts
    assert "CDR LAKE" in texts


def test_an_old_marking_is_struck_and_said_in_words(rendered: bytes) -> None:
    assert [span.decoration for span in elements(rendered, "Span") if span.decoration] == ["/LineThrough"]
    texts = [text.text for text in glyphs(rendered)]
    assert "C O N F I D E N T I A L" in texts
    assert "(old marking, struck: CONFIDENTIAL)" in texts


def test_structure_is_headings_paragraphs_and_tables(rendered: bytes) -> None:
    assert len(elements(rendered, "H1")) == 1
    assert len(elements(rendered, "H2")) == 3
    facts, legend = elements(rendered, "Table")
    assert [len(table.kids) for table in (facts, legend)] == [6, 4]
    for row in (*facts.kids, *legend.kids):
        assert [(cell.tag, cell.scope) for cell in row.kids] == [("TH", "/Row"), ("TD", "")]


def test_parent_tree_leads_back_from_every_content_id(rendered: bytes) -> None:
    with pikepdf.open(io.BytesIO(rendered)) as pdf:
        numbers = list(pdf.Root.StructTreeRoot.ParentTree.Nums)
        rows = dict(zip(map(int, numbers[::2]), numbers[1::2], strict=True))
        for leaf in pdf.pages:
            begun = [step.operands[1] for step in pikepdf.parse_content_stream(leaf) if str(step.operator) == "BDC"]
            ids = [int(properties.MCID) for properties in begun if "/MCID" in properties]
            assert ids == list(range(len(rows[int(leaf.obj.StructParents)])))


def test_outline_has_title_headings_and_codes(rendered: bytes) -> None:
    with pikepdf.open(io.BytesIO(rendered)) as pdf, pdf.open_outline() as outline:
        title, = outline.root
        assert title.title == "08 PORT ELLERY 380"
        assert [entry.title for entry in title.children] == [
            "SUBJECT: MINISTER VALE ON THE HARBOUR; “NO TURNING BACK”", "THE STRIKE", "What the codes mean"]


def test_metadata_come_from_the_model_only(rendered: bytes) -> None:
    with pikepdf.open(io.BytesIO(rendered)) as pdf:
        assert set(pdf.docinfo.keys()) == {"/Title", "/Producer", "/Creator", "/CreationDate", "/ModDate"}
        assert str(pdf.docinfo.Title) == "08 PORT ELLERY 380"
        assert str(pdf.docinfo.CreationDate) == "D:20261123000000Z"
        assert str(pdf.Root.Lang) == "en-US"
        assert pdf.Root.ViewerPreferences.DisplayDocTitle == True  # noqa: E712 - a pikepdf object
        with pdf.open_metadata() as metadata:
            assert metadata["dc:title"] == "08 PORT ELLERY 380"
            assert metadata["xmp:CreateDate"] == "2026-11-23T00:00:00Z"
            assert metadata["dc:identifier"] == "Case No. F-2026-00017"
            assert metadata["dc:description"] == "RELEASED IN PART · (b)(1), 1.4(b), 1.4(d), (b)(6)"
            assert metadata["dc:subject"] == {"(b)(1)", "1.4(b)", "1.4(d)", "(b)(6)"}


def test_only_embedded_fonts_and_plain_page_streams(rendered: bytes) -> None:
    with pikepdf.open(io.BytesIO(rendered)) as pdf:
        fonts = [item for item in pdf.objects if isinstance(item, pikepdf.Dictionary) and item.get("/Type") == "/Font"]
        assert fonts
        assert all("/FontFile2" in font.FontDescriptor and "/ToUnicode" in font for font in fonts)
        assert all("/Filter" not in leaf.obj.Contents for leaf in pdf.pages)


def test_a_character_without_glyph_is_its_code_point_and_reads_as_itself() -> None:
    spans: defaultdict[str, str] = defaultdict(str)
    for text in glyphs(render_pdf(model(shown("paragraph", MIXED)))):
        if text.actual:
            spans[text.actual] += text.text
    assert [(text, actual) for actual, text in spans.items()] == [
        ("".join(f"⟨U+{ord(letter):04X}⟩" for letter in word), word) for word in ("बड़ौदा", "ไทย")]


def test_fonts_embedded_follow_from_the_released_text() -> None:
    def count(text: str) -> int:
        return render_pdf(model(shown("paragraph", text))).count(b"/FontFile2")

    assert count("plain") == count("plain text of another kind")
    assert count("plain Москва") == count("plain") + 1
    assert count("北京") > count("plain")
    assert count("ไทย") == count("plain")


def test_lines_keep_their_words_apart_for_every_reader(rendered: bytes, tmp_path: Path) -> None:
    file = tmp_path / "release.pdf"
    file.write_bytes(rendered)
    readings = {"pdfminer": extract_text(str(file)), "pdfium": pdfium_text(rendered)}
    if program := shutil.which("pdftotext"):
        readings["poppler"] = subprocess.run([program, "-enc", "UTF-8", str(file), "-"], capture_output=True,
                                             check=True, text=True).stdout
    for reader, text in readings.items():
        words = " ".join(text.split())
        assert "THE HARBOUR; “NO TURNING BACK”" in words, reader
        assert FILLER * 2 in words, reader
        assert "[Withheld: (b)(6); less than 1 line], ([Withheld: (b)(6)]), [Withheld: (b)(6)][Withheld: (b)(6)] and " \
            in words, reader
        assert "ADDRESSEE CDR LAKE" in words, reader


def test_pdfium_reads_tokens_as_the_characters_they_stand_for(rendered: bytes) -> None:
    text = " ".join(pdfium_text(rendered).split())
    assert "北京" in text
    assert "Москва, Αθήνα, Łódź, Győr, Đà Nẵng, თბილისი and Երևան" in text


def pdfium_text(data: bytes) -> str:
    pdf = pypdfium2.PdfDocument(data)
    try:
        return "\n".join(leaf.get_textpage().get_text_range() for leaf in pdf)
    finally:
        pdf.close()


def test_page_numbers_count_the_pages(rendered: bytes) -> None:
    pages = drawn_pages(rendered)
    for number, (texts, _) in enumerate(pages, 1):
        assert f"Page {number} of {len(pages)}" in [text.text for text in texts]


def test_a_withheld_block_split_over_pages_stays_one_span() -> None:
    codes = tuple(f"(b)(7)({number})" for number in range(700))
    data = render_pdf(model(shown("paragraph", "Before ", Withheld(codes), " after."), withheld(*codes)))
    assert len(drawn_pages(data)) > 2
    spans = elements(data, "Span")
    assert [span.actual for span in spans] == [Withheld(codes).label] * 2
    assert all(span.sequences > 1 for span in spans)


def test_the_struck_note_and_the_legend_can_be_absent() -> None:
    bare = replace(model(shown("paragraph", Shown("All of it."))), legend=(), codes=(), outcome="RIF")
    texts = [text.text for text in glyphs(render_pdf(bare))]
    assert "RELEASED IN FULL" in texts
    assert "What the codes mean" not in texts
