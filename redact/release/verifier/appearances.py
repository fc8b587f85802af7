"""What the annotations of a page hide: their appearances looked at as a part of the page.

An engine reports no text of annotations. Drawn into the page, as for printing, their words are judged like any other:
white on white, outside their rectangle, under another annotation.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import closing

import pikepdf
import pypdfium2
import pypdfium2.raw as pdfium

from redact.release.gate.leak import Box
from redact.release.verifier.hiding import Hidden, hidden_words
from redact.release.verifier.sight import look_at

_HIDDEN_FLAGS = 0b100010
"""Annotation flags Hidden and NoView (12.5.3)."""


def is_shown(annotation: pikepdf.Object) -> bool:
    """True for an annotation that its flags do not hide."""
    flags = annotation.get("/F", 0)
    return not (isinstance(flags, int) and flags & _HIDDEN_FLAGS) and annotation.get("/Subtype") != "/Popup"


def normal_appearance(annotation: pikepdf.Object) -> Iterator[pikepdf.Object]:
    """The appearance that is shown, by the annotation's state where it has several."""
    held = annotation.get("/AP")
    normal = held.get("/N") if isinstance(held, pikepdf.Dictionary) else None
    if isinstance(normal, pikepdf.Stream):
        yield normal
    elif isinstance(normal, pikepdf.Dictionary):
        state = normal.get(str(annotation.get("/AS", "/Off")))
        if isinstance(state, pikepdf.Stream):
            yield state


def rectangle(annotation: pikepdf.Object) -> Box | None:
    """The place of an annotation in points, its lower left corner first; None where it has none."""
    held = annotation.get("/Rect")
    if not isinstance(held, pikepdf.Array):
        return None
    try:
        left, bottom, right, top = (float(side) for side in held)
    except (TypeError, ValueError):
        return None
    return min(left, right), min(bottom, top), max(left, right), max(bottom, top)


def hidden_by_annotations(data: bytes, pages: Collection[int], known: Mapping[int, Collection[Hidden]],
                          ) -> dict[int, tuple[Hidden, ...]]:
    """What is hidden on each of these pages once their annotations are a part of them, beyond what is known."""
    with closing(pypdfium2.PdfDocument(data)) as document:
        for number in pages:
            with closing(document[number - 1]) as page:
                pdfium.FPDFPage_Flatten(page.raw, pdfium.FLAT_NORMALDISPLAY)
        found = {}
        for sight in look_at(document, pages):
            seen_before = {(word.code, word.text) for word in known[sight.number]}
            words = [word for word in hidden_words(sight) if (word.code, word.text) not in seen_before]
            seen = {glyph.drawn_by for glyph in sight.glyphs if glyph.seen and glyph.tells}
            for word in words:  # a long answer runs on beyond its field
                word.partial |= word.glyphs[0].drawn_by in seen
            found[sight.number] = tuple(words)
        return found
