"""Forty nasty releases: whole, accessible, archival, in order, nothing cut off and nothing on top of anything else."""

from __future__ import annotations

import re
import shutil
import subprocess
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import page as validation
import pypdfium2
import pypdfium2.raw
import pytest
from nasty_samples import NASTY, nasty
from pdf_samples import model, shown
from test_html_browser import KNOWN, checker
from test_verapdf import judged

from redact.release import ReleasedModel, Withheld
from redact.release.gate import check
from redact.release.html import render_html
from redact.release.json import release_json
from redact.release.page import page
from redact.release.pdf import render_pdf
from redact.release.pdf.style import LEFT, MEASURE
from redact.release.text import WIDTH, render_text

Box = tuple[float, float, float, float]
"""Left, bottom, right, top (points)."""
_INK = 1.6
"""Points by which the boxes of two lines may meet: what hangs below one reaches into the room above the next."""


@pytest.fixture(scope="module", params=NASTY)
def one(request: pytest.FixtureRequest) -> tuple[ReleasedModel, bytes]:
    """A nasty release and its PDF."""
    made = nasty(request.param)
    return made, render_pdf(made)


def test_there_are_forty() -> None:
    assert len(NASTY) >= 40


def test_the_gate_finds_nothing(one: tuple[ReleasedModel, bytes]) -> None:
    """Two engines read every word of the page in its order, and nothing else."""
    made, pdf = one
    outputs = {"pdf": pdf, "html": render_html(made), "txt": render_text(made), "json": release_json(made)}
    assert check(made, outputs, [], name=made.name) == []


@pytest.mark.parametrize("profile", ["PDF_UA_1", "PDF_A_2A"])
def test_every_one_is_accessible_and_archival(one: tuple[ReleasedModel, bytes], profile: str) -> None:
    report = validation.validate_pdf_bytes(one[1], profile=getattr(validation.ValidationProfile, profile))
    assert report.is_compliant, [str(failure) for failure in report.failures][:5]


def placed(pdf: bytes) -> Iterator[tuple[int, list[Box]]]:
    """Where each page has ink of letters: the boxes of its runs, blanks left out."""
    opened = pypdfium2.PdfDocument(pdf)
    try:
        for number, leaf in enumerate(opened, 1):
            text = leaf.get_textpage()
            boxes = [run.get_bounds() for run in leaf.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_TEXT])]
            yield number, [box for box in boxes if box[2] > box[0] and text.get_text_bounded(*box).strip()]
    finally:
        opened.close()


def test_nothing_is_cut_off(one: tuple[ReleasedModel, bytes]) -> None:
    """The margins of every page are white: but for a mark without a letter, nothing reaches beyond the measure."""
    opened = pypdfium2.PdfDocument(one[1])
    try:
        for number, leaf in enumerate(opened, 1):
            sheet = leaf.render(scale=1, grayscale=True).to_pil().convert("L")
            width, height = sheet.size
            right = round(LEFT + MEASURE)
            for margin in ((0, 0, round(LEFT) - 8, height), (right + 4, 0, width, height), (0, 0, width, 18),
                           (0, height - 18, width, height)):
                assert sheet.crop(margin).getextrema()[0] > 200, (number, margin)
    finally:
        opened.close()


def lines_of(boxes: list[Box]) -> Iterator[tuple[Box, Box]]:
    """The pairs of boxes of which one begins above the end of the other."""
    ordered = sorted(boxes, key=lambda box: -box[3])
    for place, upper in enumerate(ordered):
        for lower in ordered[place + 1:]:
            if lower[3] <= upper[1]:
                break
            yield upper, lower


def overlapping(pdf: bytes) -> list[tuple[int, Box, Box]]:
    """Runs of letters that stand on top of one another."""
    return [(number, upper, lower) for number, boxes in placed(pdf) for upper, lower in lines_of(boxes)
            if min(upper[2], lower[2]) - max(upper[0], lower[0]) > 1
            and min(upper[3], lower[3]) - max(upper[1], lower[1]) > _INK]


def marked(made: ReleasedModel) -> bool:
    """Whether marks stand on letters of the release: those are drawn on top of them, as they should be."""
    return any(unicodedata.combining(character) for block in page(made).blocks
               for character in unicodedata.normalize("NFC", block.text()))


def test_nothing_stands_on_anything_else(one: tuple[ReleasedModel, bytes]) -> None:
    if not marked(one[0]):
        assert overlapping(one[1]) == []


def test_the_look_for_overlaps_sees_one() -> None:
    """Two lines of a paragraph, the second set where the first stands."""
    pdf = render_pdf(model(shown("paragraph", "The harbour board met in public session. " * 8), legend=()))
    assert overlapping(pdf) == []
    lines = re.findall(rb"1 0 0 1 [0-9.]+ ([0-9.]+) Tm", pdf) or re.findall(rb"([0-9.]+) Tm", pdf)
    upper, lower = lines[-2:]
    assert upper != lower
    assert overlapping(pdf.replace(b" %s Tm" % lower, b" %s Tm" % upper)) != []


def test_labels_are_found_and_copied_whole(one: tuple[ReleasedModel, bytes]) -> None:
    """What a reader copies from the pages holds each label. (This engine turns the words of any line round that runs
    from right to left, labels and figures too; the gate's own reading of the page does not.)"""
    made, pdf = one
    opened = pypdfium2.PdfDocument(pdf)
    try:
        copied = "".join("".join(leaf.get_textpage().get_text_range() for leaf in opened).split())
    finally:
        opened.close()
    for block in page(made).blocks:
        labels = {piece.label for line in block.lines for piece in line if isinstance(piece, Withheld)}
        if not any(unicodedata.bidirectional(character) in {"R", "AL"} for character in block.text()):
            assert all("".join(label.split()) in copied for label in labels)


def test_the_text_keeps_within_its_columns(one: tuple[ReleasedModel, bytes]) -> None:
    lines = render_text(one[0]).decode("utf-8").split("\n")
    assert max(map(len, lines)) <= WIDTH


# -- in a browser, and by the second validators

@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    playwright = pytest.importorskip("playwright.sync_api", reason="needs playwright, of the extra [dev]")
    program = shutil.which("chromium")
    if not program:
        pytest.skip("needs chromium")
    with playwright.sync_playwright() as started:
        opened = started.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield opened
        opened.close()


def test_nothing_scrolls_sideways_or_breaks_its_codes(browser: Any, tmp_path: Path) -> None:
    """On the narrowest phone and on a desk; short codes in the outcome stay on one line."""
    for width in (320, 1200):
        leaf = browser.new_page(viewport={"width": width, "height": 900})
        for name in NASTY:
            file = tmp_path / "release.html"
            file.write_bytes(render_html(nasty(name)))
            leaf.goto(file.as_uri())
            beyond = leaf.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            assert beyond == 0, (name, width)
            broken = leaf.evaluate("[...document.querySelectorAll('.unbroken')]"
                                   ".filter(one => one.getClientRects().length > 1).map(one => one.textContent)")
            assert broken == [], (name, width)
        leaf.close()


@pytest.mark.soak
@pytest.mark.parametrize("name", NASTY)
def test_axe_finds_nothing(name: str, browser: Any, tmp_path: Path) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="needs axe, of the extra [dev]")
    file = tmp_path / "release.html"
    file.write_bytes(render_html(nasty(name)))
    leaf = browser.new_page(viewport={"width": 390, "height": 900})
    leaf.goto(file.as_uri())
    found = axe.Axe().run(leaf).response["violations"]
    leaf.close()
    assert [(each["id"], [node["html"][:80] for node in each["nodes"]]) for each in found] == []


@pytest.mark.soak
def test_the_nu_checker_finds_nothing(tmp_path: Path) -> None:
    files = []
    for number, name in enumerate(NASTY):
        files.append(tmp_path / f"{number:02}.html")
        files[-1].write_bytes(render_html(nasty(name)))
    done = subprocess.run([*checker(), "--stdout", *map(str, files)], capture_output=True, text=True, timeout=300,
                          check=False)
    assert [line for line in done.stdout.splitlines() if not any(known in line for known in KNOWN)] == []


@pytest.mark.soak
def test_verapdf_agrees(tmp_path: Path) -> None:
    files = []
    for number, name in enumerate(NASTY):
        files.append(tmp_path / f"{number:02}.pdf")
        files[-1].write_bytes(render_pdf(nasty(name)))
    lines = [line for start in range(0, len(files), 12) for line in judged(files[start:start + 12]).splitlines()]
    passed = {line for line in lines if line.startswith("PASS")}
    assert passed == {f"PASS {profile} {file}" for profile in ("PDFUA-1", "PDFA-2A") for file in files}, lines
