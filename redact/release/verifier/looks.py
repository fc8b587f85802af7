"""The looks at a foreign PDF: each one question, asked of the same evidence, and each can be left out by its name."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import partial

import pikepdf

from redact.release.gate.leak import Leak
from redact.release.reading.syntax import text_of
from redact.release.verifier.appearances import rectangle
from redact.release.verifier.carriers import Said
from redact.release.verifier.evidence import Evidence
from redact.release.verifier.hiding import CODES, hiding_leaks
from redact.release.verifier.labels import is_marked
from redact.release.verifier.naming import is_address, tells_in_address, tells_in_code, tells_in_name, tells_in_typeface
from redact.release.verifier.secrets import SECRET_LOOKS
from redact.release.verifier.signatures import broken_signatures
from redact.release.verifier.words import Shown, telling

_NOTHING = Shown.of([])
Look = Callable[[Evidence], Iterator[Leak]]

_WORD_CARRIERS = (
    "pdf info", "pdf xmp", "pdf outline", "pdf annotation", "pdf form field", "pdf xfa", "pdf actual text",
    "pdf alternate text", "pdf expansion text", "pdf structure", "pdf script", "pdf destination", "pdf page label",
    "pdf private data", "pdf layer", "pdf colour profile", "pdf picture data", "pdf action",
    "pdf article", "pdf catalog", "pdf page", "pdf trailer", "pdf object", "pdf picture or form", "pdf role map",
    "pdf thumbnail", "pdf link", "pdf signature", "pdf font", "pdf resource name")


def _hidden(code: str, evidence: Evidence) -> Iterator[Leak]:
    """Text of the pages that is there and not seen, for one reason."""
    for page in evidence.pages:
        yield from hiding_leaks(page.number, (word for word in page.hidden if word.code == code))
        yield from hiding_leaks(page.number, (word for word in page.annotated if word.code == code), "pdf annotation")
        if code == "layer-text" and evidence.bears_boxes:
            # In sight at first: what everybody says, as a watermark does, may come and go.
            yield from hiding_leaks(page.number, (word for word in page.varying if telling(word.text, _NOTHING)))


def _covered_pictures(evidence: Evidence) -> Iterator[Leak]:
    for page in evidence.pages:
        yield from (leak for leak in page.pictures if leak.code == "covered-picture")


def _covered_drawings(evidence: Evidence) -> Iterator[Leak]:
    for page in evidence.pages:
        yield from (leak for leak in page.pictures if leak.code == "covered-drawing")


def _cropped_pictures(evidence: Evidence) -> Iterator[Leak]:
    """Scans cut or masked so that writing of theirs is out of sight; any picture on a document that bears boxes."""
    for page in evidence.pages:
        yield from (replace(leak, severity="error") if evidence.bears_boxes else leak
                    for leak in page.pictures if leak.code == "cropped-picture")


def _tiny(evidence: Evidence) -> Iterator[Leak]:
    """Text of no size, which an engine may not even report."""
    for number, spoken in enumerate(evidence.spoken, 1):
        if sum(map(str.isalnum, spoken.tiny)) >= 2:
            yield Leak("tiny-text", "pdf page text", "text is too small to be read", number)


def _unapplied(evidence: Evidence) -> Iterator[Leak]:
    for number, item in evidence.redactions:
        yield Leak("unapplied-redaction", "pdf annotation", "a redaction is marked and not applied: what it marks is"
                   " still there", number, rectangle(item))


def _undrawn(evidence: Evidence) -> Iterator[Leak]:
    """Forms with words that nothing draws."""
    if any(telling(spoken.text, evidence.shown) for spoken in evidence.undrawn):
        yield Leak("undrawn-content", "pdf picture or form", "a form that nothing draws says words that no page shows")


def _undrawn_pictures(evidence: Evidence) -> Iterator[Leak]:
    """Pictures of pages that nothing draws, in a document that bears boxes."""
    if evidence.bears_boxes and evidence.undrawn_pictures:
        yield Leak("undrawn-picture", "pdf picture or form", "a picture as large as a page's is in the file and nothing"
                   " draws it")


def _unreferenced(evidence: Evidence) -> Iterator[Leak]:
    """Objects that nothing refers to, with words."""
    said = [said.text for said in evidence.carriers.said
            if said.carrier == "pdf unreferenced object" and said.kind in {"text", "address"}]
    said += evidence.unreferenced_streams
    if any(telling(text, evidence.shown) for text in said):
        yield Leak("unreferenced-object", "pdf unreferenced object",
                   "an object that nothing refers to says words that no page shows")


def _revised(evidence: Evidence) -> Iterator[Leak]:
    """Earlier revisions and replaced objects with words."""
    if any(telling(text, evidence.said_now) for text in evidence.earlier_texts):
        yield Leak("old-revision", "pdf old revision", "an earlier revision says words that the present one does not")


def _loose(evidence: Evidence) -> Iterator[Leak]:
    """Bytes that belong to no object."""
    if any(telling(text, evidence.shown) for text in evidence.loose_texts):
        yield Leak("loose-bytes", "pdf raw bytes", "bytes that belong to no object say words that no page shows")


def _unshown(carrier: str, evidence: Evidence) -> Iterator[Leak]:
    """Words that one place says and the visible pages do not, on a document that bears boxes."""
    if not evidence.bears_boxes:
        return
    found = {(said.page, _severity(said, evidence)) for said in (*evidence.carriers.said, *evidence.unexplained)
             if said.carrier == carrier and tells(said, evidence)}
    for page, severity in sorted(found, key=lambda each: (each[0] or 0, each[1])):
        yield Leak("unshown-words", carrier, "it says words that the visible pages do not", page,
                   severity=severity)  # type: ignore[arg-type]


def _severity(said: Said, evidence: Evidence) -> str:
    """A warning where the page's words may stand in a picture that cannot be read, and for what describes a picture
    or names who signed."""
    return "warning" if evidence.pictured or said.unsure else "error"


def tells(said: Said, evidence: Evidence) -> bool:
    """True if a string says a word that neither the pages nor everybody say, by what counts for its kind."""
    shown = evidence.shown
    if said.kind == "text":
        plain = tells_in_address(said.text, shown) if is_address(said.text) else telling(said.text, shown)
        return plain or tells_in_code(said.text, shown)
    if said.kind == "typeface":
        return tells_in_typeface(said.text, shown) and not evidence.is_font_within(said.text)
    judge = {"name": tells_in_name, "address": tells_in_address}.get(said.kind)
    return judge is not None and judge(said.text, shown)


def _disguised(evidence: Evidence) -> Iterator[Leak]:
    """Words that the encodings of fonts say, and so the letters drawn, where ToUnicode says something else."""
    if not evidence.bears_boxes:
        return
    for number, spoken in enumerate(evidence.spoken, 1):
        if telling(spoken.disguised, evidence.shown):
            yield Leak("disguised-text", "pdf font", "a font says other letters than it draws", number)


def _marked(evidence: Evidence) -> Iterator[Leak]:
    """The strings of marked content, ActualText first."""
    if not evidence.bears_boxes:
        return
    for number, spoken in enumerate(evidence.spoken, 1):
        if any(key not in {"Lang", "MCID"} and telling(text_of(string), evidence.shown)
               for key, string in spoken.marked) or any(tells_in_name(name, evidence.shown) for name in spoken.names):
            yield Leak("unshown-words", "pdf marked content", "it says words that the visible pages do not", number)


def _aside(evidence: Evidence) -> Iterator[Leak]:
    """Words in the cells of patterns, in soft masks and in the drawings of fonts."""
    if not evidence.bears_boxes:
        return
    for number, spoken in enumerate(evidence.spoken, 1):
        if telling(spoken.aside, evidence.shown):
            yield Leak("unshown-words", "pdf pattern or mask", "it says words that the visible pages do not", number)


def _commented(evidence: Evidence) -> Iterator[Leak]:
    """Comments in the content of pages and forms."""
    if evidence.bears_boxes and any(telling(comment, evidence.shown) for comment in evidence.comments):
        yield Leak("unshown-words", "pdf comment", "a comment in a content stream says words that no page shows")


def _attached(evidence: Evidence) -> Iterator[Leak]:
    """Names, descriptions and contents of attached files."""
    if not evidence.bears_boxes:
        return
    named = [tells(said, evidence) for said in evidence.carriers.said if said.carrier == "pdf attachment"]
    if any(named) or any(
            telling(text, evidence.shown) or tells_in_code(text, evidence.shown) for text in evidence.attached_texts):
        yield Leak("unshown-words", "pdf attachment", "an attached file says words that the visible pages do not")
    elif evidence.carriers.files:
        yield Leak("attachment", "pdf attachment", "a file is attached to a document that bears boxes",
                   severity="warning")


def _thumbnails(evidence: Evidence) -> Iterator[Leak]:
    """Small pictures of pages that bear boxes: made before the boxes were, they show what these cover."""
    for view, page in zip(evidence.pages, evidence.reading.pdf.pages, strict=False):
        bears = view.boxes or view.labelled or is_marked(view.shown)
        if bears and isinstance(page.obj.get("/Thumb"), pikepdf.Stream):
            yield Leak("thumbnail", "pdf thumbnail", "a page that bears boxes has a small picture of itself",
                       view.number)
    if evidence.bears_boxes and evidence.carriers.small_pictures:
        yield Leak("thumbnail", "pdf xmp", "the metadata hold a small picture of a document that bears boxes")


LOOKS: Mapping[str, Look] = {
    **{code: partial(_hidden, code) for code in CODES},
    "covered-picture": _covered_pictures, "covered-drawing": _covered_drawings,
    "cropped-picture": _cropped_pictures, "tiny-text": _tiny,
    "unapplied-redaction": _unapplied, "disguised-text": _disguised,
    "undrawn-content": _undrawn, "undrawn-picture": _undrawn_pictures, "unreferenced-object": _unreferenced,
    "loose-bytes": _loose,
    "old-revision": _revised, "thumbnail": _thumbnails, "broken-signature": broken_signatures,
    **{f"unshown-words: {carrier}": partial(_unshown, carrier) for carrier in _WORD_CARRIERS},
    "unshown-words: pdf pattern or mask": _aside, "unshown-words: pdf comment": _commented,
    "unshown-words: pdf marked content": _marked, "unshown-words: pdf attachment": _attached,
    **SECRET_LOOKS,
}
"""Every look by its name; the name begins with the code of its findings."""
