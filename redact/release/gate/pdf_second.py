"""The second engine's word: it must read what the first reading read, and see nothing off the page or under a box."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence

from redact.release.gate.expected import Expected, plain, squeeze
from redact.release.gate.leak import Leak
from redact.release.gate.pdf_engine import EnginePage, Painted
from redact.release.gate.pdf_reading import PdfReading
from redact.release.gate.pdf_words import spoken

_EDGE = 1.0
"""Points by which the ink of a glyph may reach over the edge of the page."""
_BEYOND = re.compile("[\\ud800-\\udfff\\U00010000-\\U0010ffff]")
_LEFT_OUT = {**dict.fromkeys(map(ord, "-\u00ad\u2010\u2011\u0002\ufffe\uffff()[]{}<>«»‹›“”‘’⟨⟩⁅⁆⟦⟧")), ord("⁄"): "/"}
"""Hyphens, at which an engine may rejoin a word, and brackets, which it may mirror in text that runs from right to
left; a fraction slash is read as a slash."""


def engine_leaks(expected: Expected, reading: PdfReading, engine: Sequence[EnginePage]) -> Iterator[Leak]:
    """Where the engine reads other words than those drawn, or paints where no one looks."""
    if len(engine) != len(reading.pages):
        yield Leak("engines-differ", "pdf page", "two engines count different numbers of pages")
        return
    labels = frozenset(map(_alike, expected.plain_labels))
    for page, seen in zip(reading.pages, engine, strict=True):
        if _characters(spoken(page.drawing)) != _characters(seen.text):
            yield Leak("engines-differ", "pdf page text", "a second engine reads other words on the page",
                       page=page.number)
        for painted in seen.objects:
            yield from _painted_leaks(labels, page.number, seen, painted)


def _painted_leaks(labels: frozenset[str], number: int, page: EnginePage, painted: Painted) -> Iterator[Leak]:
    left, bottom, right, top = painted.box
    if painted.kind == "other":
        yield Leak("unexpected-object", "pdf picture or form", "the page holds something that is no text and no line",
                   page=number, box=painted.box)
    elif left < -_EDGE or bottom < -_EDGE or right > page.width + _EDGE or top > page.height + _EDGE:
        yield Leak("off-page", f"pdf page {painted.kind}", "something reaches off the page", page=number,
                   box=painted.box)
    elif not painted.inked:
        yield Leak("unseen-text", "pdf page text", "text leaves no ink on the rendered page", page=number,
                   box=painted.box)
    elif painted.inside is not None and not _is_label(labels, painted.inside):
        yield Leak("box-over-text", "pdf box", "a second engine reads in a box what is no label", page=number,
                   box=painted.box)


def _is_label(labels: frozenset[str], inside: str) -> bool:
    held = _alike(plain(inside))
    # In a line that runs from right to left, engines turn the words of a label about.
    return any(held in label or sorted(held) == sorted(label) for label in labels)


def _characters(text: str) -> Counter[str]:
    """The characters of a page in no order, for engines may differ in reading order."""
    return Counter(_alike(text))


def _alike(text: str) -> str:
    """The text without what engines read each in its own way: hyphens at line ends, brackets, accents (which may also
    reach into a box from beside it), characters beyond the basic plane. For these the first reading must do."""
    if text.isascii():
        return squeeze(text.translate(_LEFT_OUT))
    decomposed = unicodedata.normalize("NFKD", _BEYOND.sub("", text))
    kept = "".join([character for character in decomposed
                    if character < "\u0300" or not unicodedata.combining(character)])
    return squeeze(kept.translate(_LEFT_OUT))
