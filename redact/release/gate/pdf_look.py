"""All looks at a PDF, over one reading of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain

from redact.release.gate.expected import Expected
from redact.release.gate.leak import Leak
from redact.release.gate.open_world import Sought, Surface, open_leaks
from redact.release.gate.pdf_closed import carrier_of, name_known, object_leaks, string_known
from redact.release.gate.pdf_engine import read_with_engine
from redact.release.gate.pdf_furniture import VOCABULARY, shipped_streams
from redact.release.gate.pdf_places import place_leaks
from redact.release.gate.pdf_reading import PdfReading, read_pdf
from redact.release.gate.pdf_second import engine_leaks
from redact.release.gate.pdf_sight import sight_leaks
from redact.release.gate.pdf_structure import read_structure, structure_leaks
from redact.release.gate.pdf_words import glyphs, word_leaks
from redact.release.reading.disguises import disguises
from redact.release.reading.syntax import text_of

_WORD = re.compile(rb"[A-Za-z]\w*", re.ASCII)


def pdf_leaks(expected: Expected, sought: Sought, data: bytes) -> Iterator[Leak]:
    """What the PDF holds beyond the released model.

    Raises where the file cannot be read, by either engine; what was found until then has been yielded.
    """
    reading = read_pdf(data)
    structure = read_structure(reading)
    found = False
    for leak in chain(object_leaks(expected, reading), word_leaks(expected, reading), sight_leaks(expected, reading),
                      structure_leaks(expected, reading, structure), place_leaks(expected, reading, structure),
                      engine_leaks(expected, reading, read_with_engine(data))):
        found = True
        yield leak
    yield from open_leaks(sought, _object_surfaces(expected, reading))
    if found:
        yield from open_leaks(sought, _drawn_surfaces(reading))
        yield from open_leaks(sought, _raw_surfaces(reading))


def _object_surfaces(expected: Expected, reading: PdfReading) -> dict[Surface, None]:
    """The strings and names of the objects that the closed world did not account for, each once, in file order.

    An identifier is accounted for by its length alone, so it is searched."""
    said: dict[Surface, None] = {}
    for number, held in reading.survey.items():
        for key, string in held.strings:
            if key == "ID" or not string_known(expected, reading, number, key, string):
                said[Surface(carrier_of(reading, number, key), text_of(string))] = None
        for key, name in held.names:
            if not name_known(name):
                said[Surface(carrier_of(reading, number, key), name)] = None
    return said


def _drawn_surfaces(reading: PdfReading) -> Iterator[Surface]:
    """What the pages draw. Only searched once the closed world was broken: words that it accounted for, block by
    block, are no finding where blocks meet."""
    for page in reading.pages:
        yield Surface("pdf page text", glyphs(page.drawing), page.number)
        for mark in page.drawing.marks:
            if mark.actual:
                yield Surface("pdf actual text", mark.actual, page.number)


def _raw_surfaces(reading: PdfReading) -> Iterator[Surface]:
    """The streams not shipped with the program, and the bytes of the file that are no stream, however encoded."""
    shipped = shipped_streams()
    syntax = reading.data
    for number, stream in reading.streams.items():
        syntax = syntax.replace(stream.stored, b" ", 1) if stream.stored else syntax
        if stream.stored not in shipped:
            for text in disguises(stream.decoded):
                yield Surface(f"{carrier_of(reading, number, '')} stream", text, syntax=True)
    for text in disguises(_WORD.sub(_unless_known, syntax)):
        yield Surface("pdf raw bytes", text, syntax=True)


def _unless_known(word: re.Match[bytes]) -> bytes:
    return b" " if word[0].decode("ascii") in VOCABULARY else word[0]
