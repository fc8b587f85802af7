"""The second engine's look at a page: what it reads, what leaves ink, and what stands in boxes."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from reportlab.lib.colors import black, lightgrey, white
from reportlab.pdfgen.canvas import Canvas

from redact.release.gate.pdf_engine import EnginePage, read_with_engine

WORDS = "Anton Halvek"
Draw = Callable[[Canvas], None]


def seen(*draw: Draw) -> EnginePage:
    """A page on which these are drawn one after the other."""
    written = io.BytesIO()
    canvas = Canvas(written, pagesize=(612, 792), invariant=1)
    for each in draw:
        canvas.saveState()
        each(canvas)
        canvas.restoreState()
    canvas.save()
    (page,) = read_with_engine(written.getvalue())
    return page


def words(canvas: Canvas, size: float = 10) -> None:
    canvas.setFont("Helvetica", size)
    canvas.drawString(72, 400, WORDS)


def box(canvas: Canvas) -> None:
    canvas.setFillColor(lightgrey)
    canvas.rect(60, 390, 300, 30, stroke=0, fill=1)


def in_white(canvas: Canvas) -> None:
    canvas.setFillColor(white)
    words(canvas)


def invisible(canvas: Canvas) -> None:
    canvas.beginText()
    text = canvas.beginText(72, 400)
    text.setTextRenderMode(3)
    text.textLine(WORDS)
    canvas.drawText(text)


def transparent(canvas: Canvas) -> None:
    canvas.setFillAlpha(0)
    words(canvas)


def clipped(canvas: Canvas) -> None:
    path = canvas.beginPath()
    path.rect(300, 100, 50, 50)
    canvas.clipPath(path, stroke=0, fill=0)
    words(canvas)


def faint(canvas: Canvas) -> None:
    canvas.setFillGray(0.97)
    words(canvas)


@pytest.mark.parametrize("draw", [(words,), (box, words), (lambda canvas: words(canvas, 5),)],
                         ids=["plain", "on a label", "small"])
def test_text_that_is_seen_leaves_ink(draw: tuple[Draw, ...]) -> None:
    page = seen(*draw)
    assert WORDS in page.text
    assert all(painted.inked for painted in page.objects)


@pytest.mark.parametrize("draw", [
    (in_white,), (invisible,), (transparent,), (clipped,), (faint,), (words, box), (box, words, box)],
    ids=["white", "invisible", "transparent", "clipped away", "too faint", "under a box", "between boxes"])
def test_text_that_nobody_sees_leaves_none(draw: tuple[Draw, ...]) -> None:
    """Whatever hides it: the page looks the same without it."""
    assert [painted.inked for painted in seen(*draw).objects if painted.kind == "text"] == [False]


def test_what_stands_in_a_box_is_read() -> None:
    (held,) = [painted for painted in seen(box, words).objects if painted.kind == "path"]
    assert held.inside is not None
    assert held.inside.strip() == WORDS
    line: Draw = lambda canvas: canvas.rect(60, 398, 300, 2, stroke=0, fill=1)  # noqa: E731 - one call
    assert [painted.inside for painted in seen(line, words).objects if painted.kind == "path"] == [None]


def test_text_off_the_page_is_no_fault_of_the_reader() -> None:
    far: Draw = lambda canvas: canvas.drawString(1e6, -1e6, WORDS)  # noqa: E731 - one call
    page = seen(far, words)
    assert [painted.inked for painted in page.objects] == [False, True]


def test_a_page_without_size_is_refused() -> None:
    import pypdfium2

    written = io.BytesIO()
    canvas = Canvas(written, pagesize=(200_000, 200_000), invariant=1)
    canvas.setFillColor(black)
    canvas.drawString(10, 10, WORDS)
    canvas.save()
    with pytest.raises(pypdfium2.PdfiumError):
        read_with_engine(written.getvalue())
