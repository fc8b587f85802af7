"""The looks that know what is withheld: where in the file does it stand?"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from redact.release.gate.leak import Leak
from redact.release.reading.disguises import disguises
from redact.release.reading.syntax import text_of
from redact.release.verifier.evidence import Evidence
from redact.release.verifier.needles import Needles

_MESSAGES = {
    "whole": "a secret stands here whole", "words": "words of a secret stand here",
    "name": "a name of a secret stands here", "number": "a number of a secret stands here",
    "email": "an address of a secret stands here", "id": "an identifier of a secret stands here"}
_STRUCTURE = ("/ObjStm", "/XRef")
"""Streams of objects, whose strings are told one by one."""
_LARGEST = 16_000_000


def _found(kinds: set[str], carrier: str, page: int | None = None) -> Iterator[Leak]:
    """One finding for what is found in a place: the plainest kind of all."""
    for kind in _MESSAGES:
        if kind in kinds:
            yield Leak("withheld-text", carrier, _MESSAGES[kind], page)
            return


def _in_name(evidence: Evidence) -> Iterator[Leak]:
    yield from _found(evidence.needles.kinds_shown(evidence.name) or _disguised(
        evidence.needles, evidence.name.encode("utf-8", "replace"), True), "file name")


def _in_shown(evidence: Evidence) -> Iterator[Leak]:
    """What everybody sees."""
    for page in evidence.pages:
        yield from _found(evidence.needles.kinds_shown(page.shown), "pdf visible text", page.number)


def _in_engine(evidence: Evidence) -> Iterator[Leak]:
    """The first text engine: as it orders the text, and by the places of the letters."""
    beyond = evidence.beyond
    for page in evidence.pages:
        kinds = beyond.kinds(page.raw) | {kind for kind in beyond.kinds(page.laid_out) if kind == "whole"}
        yield from _found(kinds, "pdf page text", page.number)


def _in_content(evidence: Evidence) -> Iterator[Leak]:
    """The second text engine, our own."""
    beyond = evidence.beyond
    for number, spoken in enumerate(evidence.spoken, 1):
        yield from _found(beyond.kinds(spoken.text) | beyond.kinds(spoken.disguised), "pdf page content", number)
        yield from _found(beyond.kinds(spoken.aside), "pdf pattern or mask", number)
        strings = [text_of(string) for _, string in spoken.marked]
        yield from _found({kind for text in (*strings, *spoken.names) for kind in beyond.kinds(text)},
                          "pdf marked content", number)
    for spoken in (*evidence.appearances, *evidence.undrawn):
        yield from _found(beyond.kinds(spoken.text), "pdf picture or form")


def _in_strings(evidence: Evidence) -> Iterator[Leak]:
    """Every string object, name and text beside the pages."""
    beyond = evidence.beyond
    told: set[tuple[str, int | None]] = set()
    for said in evidence.carriers.said:
        if (said.carrier, said.page) in told:
            continue
        kinds = beyond.kinds(said.text) or _disguised(beyond, said.text.encode("utf-8", "replace"), True)
        for leak in _found(kinds, said.carrier, said.page):
            told.add((said.carrier, said.page))
            yield leak


def _in_files(evidence: Evidence) -> Iterator[Leak]:
    """Attached files, taken apart."""
    for text in evidence.attached_texts:
        kinds = evidence.beyond.kinds(text) or _disguised(evidence.beyond, text.encode("utf-8", "replace"), True)
        if kinds:
            yield from _found(kinds, "pdf attachment")
            return


def _in_old(evidence: Evidence) -> Iterator[Leak]:
    """Earlier revisions, replaced and unreferenced objects."""
    for texts, carrier in ((evidence.earlier_texts, "pdf old revision"),
                           (evidence.unreferenced_streams, "pdf unreferenced object")):
        kinds = {kind for text in texts for kind in evidence.beyond.kinds(text)}
        yield from _found(kinds, carrier)


def _in_streams(evidence: Evidence) -> Iterator[Leak]:
    """Every decoded stream, as bytes, through all encodings."""
    for stream in evidence.reading.streams.values():
        if stream.handle.get("/Subtype") == "/Image" or stream.handle.get("/Type") in _STRUCTURE or len(
                stream.stored) > _LARGEST:
            continue
        kinds = _disguised(evidence.beyond, stream.decoded[:_LARGEST], False)
        if kinds:
            yield from _found(kinds, "pdf stream")
            return


def _in_bytes(evidence: Evidence) -> Iterator[Leak]:
    """The bytes of the file as they are, through all encodings."""
    kinds = _disguised(evidence.beyond, evidence.data[:_LARGEST], False)
    yield from _found(kinds | {kind for text in evidence.loose_texts for kind in evidence.beyond.kinds(text, False)},
                      "pdf raw bytes")


def _disguised(needles: Needles, data: bytes, numbers: bool) -> set[str]:
    for text in disguises(data):
        kinds = needles.kinds(text, numbers)
        if kinds:
            return kinds
    return set()


def _in_fonts(evidence: Evidence) -> Iterator[Leak]:
    """Characters that a font of the file has, no page shows, and a secret explains."""
    drawn = {letter for spoken in (*evidence.spoken, *evidence.appearances) for letter in spoken.text}
    for table in evidence.font_tables:
        if evidence.needles.explains({letter for letter in table if letter.isalnum()} - drawn):
            yield Leak("glyph-set", "pdf font", "a font holds letters that no page shows and a secret explains")
            return


def _third_engine(evidence: Evidence) -> Iterator[Leak]:
    """pdfminer.six, in a thorough search."""
    if evidence.thorough:
        yield from _found(evidence.beyond.kinds(evidence.third_text), "pdf text by a third engine")


_Look = Callable[[Evidence], Iterator[Leak]]
_KNOWING: dict[str, _Look] = {
    "withheld-text: file name": _in_name, "withheld-text: visible text": _in_shown,
    "withheld-text: first engine": _in_engine, "withheld-text: second engine": _in_content,
    "withheld-text: third engine": _third_engine, "withheld-text: strings": _in_strings,
    "withheld-text: attachments": _in_files, "withheld-text: earlier": _in_old,
    "withheld-text: streams": _in_streams, "withheld-text: raw bytes": _in_bytes, "glyph-set": _in_fonts}


def _if_known(look: _Look, evidence: Evidence) -> Iterator[Leak]:
    if evidence.needles or evidence.source:
        yield from look(evidence)


def _knowing(look: _Look) -> _Look:
    return lambda evidence: _if_known(look, evidence)


SECRET_LOOKS: Mapping[str, _Look] = {name: _knowing(look) for name, look in _KNOWING.items()}
