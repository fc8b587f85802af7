"""The second engine's word: it must read what the first reading read, and see nothing off the page or under a box."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from redact.release.gate.expected import Expected, plain
from redact.release.gate.leak import Leak
from redact.release.gate.pdf_engine import EnginePage, Painted
from redact.release.gate.pdf_reading import PdfReading
from redact.release.gate.pdf_words import spoken

_EDGE = 1.0
"""Points by which the ink of a glyph may reach over the edge of the page."""
_BEYOND = re.compile("[\\ud800-\\udfff\\U00010000-\\U0010ffff]")
_LEFT_OUT = re.compile("[\\s\\x02()\\[\\]{}<>«»‹›≤≥“”‘’⟨⟩⁅⁆⟦⟧\u00ad\u2010\u2011\\ufffe\\uffff-]+")
"""White space; hyphens, at which an engine may rejoin a word; and what has a mirror image, which it may take for the
other in text that runs from right to left."""
_FURTHER = re.compile("[\u0300-\U0010ffff]")


def engine_leaks(expected: Expected, reading: PdfReading, engine: Sequence[EnginePage]) -> Iterator[Leak]:
    """Where the engine reads other words than those drawn, or paints where no one looks."""
    if len(engine) != len(reading.pages):
        yield Leak("engines-differ", "pdf page", "two engines count different numbers of pages")
        return
    labels = frozenset(map(_alike, expected.plain_labels))
    for page, seen in zip(reading.pages, engine, strict=True):
        if not _same_characters(spoken(page.drawing), seen.text):
            yield Leak("engines-differ", "pdf page text", "a second engine reads other words on the page",
                       page=page.number)
        right, top = seen.width + _EDGE, seen.height + _EDGE
        for painted in seen.objects:
            leak = _painted_leak(labels, right, top, painted)
            if leak:
                yield replace(leak, page=page.number, box=painted.box)


def _painted_leak(labels: frozenset[str], right: float, top: float, painted: Painted) -> Leak | None:
    """What is wrong with an object; ``right`` and ``top`` are as far as one may reach on the page."""
    kind, box, inside, inked = painted
    if kind == "other":
        return Leak("unexpected-object", "pdf picture or form", "the page holds something that is no text and no line")
    if box[0] < -_EDGE or box[1] < -_EDGE or box[2] > right or box[3] > top:
        return Leak("off-page", f"pdf page {kind}", "something reaches off the page")
    if not inked:
        return Leak("unseen-text", "pdf page text", "text leaves no ink on the rendered page")
    if inside is not None and not _is_label(labels, inside):
        return Leak("box-over-text", "pdf box", "a second engine reads in a box what is no label")
    return None


def _is_label(labels: frozenset[str], inside: str) -> bool:
    held = _alike(plain(inside))
    # In a line that runs from right to left, engines turn the words of a label about.
    return held in labels or any(held in label or sorted(held) == sorted(label) for label in labels)


def _same_characters(drawn: str, seen: str) -> bool:
    """True if a page has the same characters to both readers, in whatever order each reads them."""
    if _LEFT_OUT.sub("", drawn) == _LEFT_OUT.sub("", seen):
        return True
    return Counter(_alike(drawn)) == Counter(_alike(seen))


def _alike(text: str) -> str:
    """The text without what engines read each in its own way: hyphens at line ends, brackets, accents (which may also
    reach into a box from beside it), characters beyond the basic plane. For these the first reading must do. A
    fraction slash is read as a slash."""
    if not text.isascii():
        text = unicodedata.normalize("NFKD", _BEYOND.sub("", text))
        if _FURTHER.search(text):
            text = "".join([character for character in text if not unicodedata.combining(character)]).replace("⁄", "/")
    return _LEFT_OUT.sub("", text)
