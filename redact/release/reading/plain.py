"""A PDF of the plainest build read byte by byte: header, objects, one table, trailer (ISO 32000-1, 7.5).

A reader of PDF only looks where the cross-reference table points. What lies between, before or after is seen by
anyone with an editor: an earlier revision, a comment, a deleted object. Here every byte belongs to something that is
read, or the file is not of this build. A release is; what is not is read by :mod:`redact.release.reading.qpdf`.
"""

from __future__ import annotations

import re
import zlib

from redact.release.reading.objects import PdfObjects, Stream
from redact.release.reading.syntax import Name, PdfSyntaxError, Value, value

_HEADER = re.compile(rb"%PDF-[12]\.\d\r?\n"
                     rb"(?:%[\x80-\xff]{4}(?: ReportLab Generated PDF document \(opensource\))?\r?\n)?")
_TAIL = re.compile(rb"startxref\s+(\d{1,10})\s+%%EOF\s*\Z")
_TABLE = re.compile(rb"xref\s+0 (\d{1,7})\s+")
_ENTRY = re.compile(rb"(\d{10}) (\d{5}) ([nf])[ \r\n]{1,2}")
_OPENING = re.compile(rb"\s*(\d{1,10}) 0 obj\b")
_CLOSING = re.compile(rb"\s*endobj\s*\Z")
_STREAM = re.compile(rb">>\s*stream\r?\n")
_AFTER_STREAM = re.compile(rb"\s*endstream\s*endobj\s*\Z")
_LARGEST = 256_000_000
"""Bytes of a decoded stream."""


class PlainStream(Stream):
    """A stream without a filter, or with FlateDecode alone."""

    def __init__(self, stored: bytes, packed: bool):
        super().__init__(stored)
        self._packed = packed

    def _unpacked(self) -> bytes | None:
        if not self._packed:
            return bytes(bytearray(self.stored))
        unpacking = zlib.decompressobj()
        try:
            unpacked = unpacking.decompress(self.stored, _LARGEST)
        except zlib.error:
            return None
        whole = unpacking.eof and not unpacking.unused_data and not unpacking.unconsumed_tail
        return unpacked if whole else None


def read_plain(data: bytes) -> PdfObjects | None:
    """The objects of a file of the plain build; None for any other, encrypted ones among them."""
    header, tail = _HEADER.match(data), _TAIL.search(data, max(len(data) - 2000, 0))
    if header is None or tail is None or data.count(b"%%EOF") != 1:
        return None
    try:
        return _read(data, header.end(), int(tail[1]), tail.start())
    except (PdfSyntaxError, ValueError, RecursionError):
        return None


def _read(data: bytes, first: int, table: int, end: int) -> PdfObjects | None:
    offsets, trailer_at = _offsets(data, table)
    places = sorted(offsets.items(), key=lambda place: place[1])
    trailer = value(data[trailer_at:end])
    if not places or places[0][1] != first or places[-1][1] >= table or not isinstance(trailer, dict) or (
            "Encrypt" in trailer):
        return None
    found = PdfObjects(data, trailer, {}, {})
    streams: dict[int, bytes] = {}
    for (number, start), stop in zip(places, [*(place for _, place in places[1:]), table], strict=True):
        found.objects[number], stored = _object(data, number, start, stop)
        if stored is not None:
            streams[number] = stored
    plain = {number: _stream(found, number, stored) for number, stored in streams.items()}
    if None in plain.values():
        return None
    found.streams = {number: stream for number, stream in plain.items() if stream is not None}
    return found


def _offsets(data: bytes, table: int) -> tuple[dict[int, int], int]:
    """Where each object begins, and where the trailer does; none where the table is not one plain section."""
    head = _TABLE.match(data, table)
    if head is None:
        return {}, 0
    offsets, position = {}, head.end()
    for number in range(int(head[1])):
        entry = _ENTRY.match(data, position)
        if entry is None or (entry[3] == b"f") != (number == 0) or (number and entry[2] != b"00000"):
            return {}, 0
        if number:
            offsets[number] = int(entry[1])
        position = entry.end()
    return (offsets, position + len(b"trailer")) if data.startswith(b"trailer", position) else ({}, 0)


def _object(data: bytes, number: int, start: int, stop: int) -> tuple[Value, bytes | None]:
    """The object between two offsets, and what stands in it behind ``stream``; raises :class:`PdfSyntaxError`."""
    opening = _OPENING.match(data, start, stop)
    if opening is None or int(opening[1]) != number:
        raise PdfSyntaxError("an object does not stand where the table says")
    begun = _STREAM.search(data, opening.end(), stop)
    if begun is not None:
        return value(data[opening.end():begun.start() + 2]), data[begun.end():stop]
    closing = _CLOSING.search(data, max(stop - 32, opening.end()), stop)
    if closing is None:
        raise PdfSyntaxError("an object is not closed")
    return value(data[opening.end():closing.start()]), None


def _stream(found: PdfObjects, number: int, rest: bytes) -> PlainStream | None:
    """The stream of an object; None where its length is wrong or its filter not a plain one."""
    entries = found.objects[number]
    if not isinstance(entries, dict):
        return None
    length = found.resolve(entries.get("Length"))
    chain = entries.get("Filter")
    filters = chain if isinstance(chain, list) else [chain] if chain is not None else []
    if not isinstance(length, float) or filters not in ([], [Name("FlateDecode")]) or "DecodeParms" in entries or (
            "F" in entries):
        return None
    stored, after = rest[:int(length)], rest[int(length):]
    if len(stored) != length or _AFTER_STREAM.fullmatch(after) is None:
        return None
    return PlainStream(stored, bool(filters))
