"""Closed world, the pages of a PDF: each word drawn is the released model's, and stands in marked content."""

from __future__ import annotations

from collections.abc import Iterator

from redact.release.gate.expected import Expected, plain
from redact.release.gate.leak import Leak
from redact.release.gate.pdf_content import Drawing, Mark, Run
from redact.release.gate.pdf_furniture import MARKS, OPERATORS
from redact.release.gate.pdf_reading import PageReading, PdfReading
from redact.release.page import Block
from redact.release.page import spoken as spoken_piece
from redact.release.pdf.fonts import drawn

_OPERATORS = OPERATORS - {"q", "Q", "cm", "TL", "Td", "BMC", "n"}
"""What a release's pages are written with; no graphics state is kept, no path begun that is not painted."""
_ARTIFACTS = ({"Type": "Pagination", "Subtype": "Header"}, {"Type": "Pagination", "Subtype": "Footer"},
              {"Type": "Layout"})


def word_leaks(expected: Expected, reading: PdfReading) -> Iterator[Leak]:
    """What the pages say beyond the released model, or write otherwise than a release does."""
    words = []
    for page in reading.pages:
        drawing = page.drawing
        words += [run.text for run in drawing.runs if not is_artifact(drawing, run)]
        yield from _furniture_leaks(expected, page, len(reading.pages))
        yield from _mark_leaks(expected, page)
        if drawing.idle or drawing.operators - _OPERATORS:
            yield Leak("unexpected-operator", "pdf page content", "the page uses an operator that a release never uses,"
                       " or to no effect", page=page.number)
        if not drawing.written:
            yield Leak("unaccounted-bytes", "pdf page content", "the page is not written as a release's pages are",
                       page=page.number)
        if drawing.fontless:
            yield Leak("unknown-font", "pdf font", "text is drawn in a font that does not say its characters",
                       page=page.number)
    if "".join(words) != "".join(map(_drawn, expected.page.blocks)):
        yield Leak("text-differs", "pdf page text",
                   "the words drawn are not those of the released model in their order")


def _drawn(block: Block) -> str:
    """A block as its glyphs say it, blanks and all: its label, its lines with a blank between them, its note. A line
    break falls behind a blank, which stays."""
    rows = " ".join(["".join(map(spoken_piece, line)) for line in block.lines])
    return drawn(block.label) + drawn(f"{rows} {block.note}" if block.note else rows)


def glyphs(drawing: Drawing) -> str:
    """All text of a page in the order drawn."""
    return "".join(run.text for run in drawing.runs)


def spoken(drawing: Drawing) -> str:
    """The same with replacement texts in place of the glyphs they stand for."""
    parts: list[str] = []
    last = -1
    for run in drawing.runs:
        mark = run.marks[-1] if run.marks else -1
        actual = drawing.marks[mark].actual if run.marks else None
        if actual is None:
            parts.append(run.text)
        elif mark != last:
            parts.append(actual)
        last = mark
    return "".join(parts)


def is_artifact(drawing: Drawing, run: Run) -> bool:
    """True for what a page bears beside its content."""
    return any(drawing.marks[mark].tag == "Artifact" for mark in run.marks)


def _furniture_leaks(expected: Expected, page: PageReading, count: int) -> Iterator[Leak]:
    """Banner above and below, the draft notice twice on a draft, stamp and page number: no more and no less."""
    drawn = "".join(run.text for run in page.drawing.runs if is_artifact(page.drawing, run))
    face = expected.page
    wanted = (face.banner, face.banner, face.draft, face.draft, face.stamp, face.folio(page.number, count))
    if plain(drawn) != "".join(map(plain, wanted)):
        yield Leak("text-differs", "pdf page furniture",
                   "banner, stamp, page number or draft notice are not those of the release", page=page.number)


def _mark_leaks(expected: Expected, page: PageReading) -> Iterator[Leak]:
    """Marked content with an unknown tag or key, or whose ActualText does not say what it stands over."""
    drawing = page.drawing
    covered: dict[int, str] = {}
    for run in drawing.runs:
        for index in run.marks:
            covered[index] = covered.get(index, "") + run.text
    content = 0
    for number, mark in enumerate(drawing.marks):
        if not _mark_known(mark, content):
            yield Leak("unexpected-mark", "pdf marked content", "marked content has an unknown tag or property",
                       page=page.number)
        content += mark.tag != "Artifact"
        if mark.actual is not None and not (number in covered and expected.says(mark.actual, covered[number])):
            yield Leak("unexpected-string", "pdf actual text", "a replacement text does not say what is drawn",
                       page=page.number)


def _mark_known(mark: Mark, content: int) -> bool:
    """True for an artifact of a known kind, and for content that is the page's next by its number."""
    if mark.tag == "Artifact":
        return mark.properties in _ARTIFACTS
    said = dict(mark.properties)
    return (mark.tag in MARKS and said.pop("MCID", None) == content
            and (not said or (mark.actual is not None and said.keys() == {"ActualText"})))
