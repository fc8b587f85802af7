"""A PDF of the plainest build read byte by byte: header, objects, one table, trailer (ISO 32000-1, 7.5).

A reader of PDF only looks where the cross-reference table points. What lies between, before or after is seen by
anyone with an editor: an earlier revision, a comment, a deleted object. And what can be written in two ways can say
something by the choice. Here every byte is read, and each thing has one spelling: objects in the order of their
numbers, a line each, no white space but between two words, no other escapes or digits than needed. A release is of
this build; what is not is read by :mod:`redact.release.reading.qpdf`.
"""

from __future__ import annotations

import re
import zlib
from functools import lru_cache

from redact.release.reading.objects import PdfObjects, Stream
from redact.release.reading.syntax import Name, PdfSyntaxError, Ref, Value, value

_HEADER = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
_NUMBER = r"(?:0|-?(?:[1-9]\d{0,9}|0(?=\.))(?:\.\d{0,5}[1-9])?)"
_REF = r"[1-9]\d{0,9}[ ]0[ ]R"
_ENTRY = rf"""/([A-Za-z][\w+-]*+)(?:
    [ ]([1-9]\d{{0,9}})[ ]0[ ]R
    |/([A-Za-z][\w+-]*+)
    |[ ]({_NUMBER})
    |\[({_REF}(?:[ ]{_REF})*+)\]
    |\[({_NUMBER}(?:[ ]{_NUMBER})*+)\]
    |<(FEFF(?:[0-9A-F]{{4}})*+)>
    |\(([^()\\\n]++)\)
    |<<([^<>\n]++)>>
    )"""
_ENTRIES = re.compile(_ENTRY, re.VERBOSE | re.ASCII)
_OBJECT = re.compile(r"([1-9]\d*+) 0 obj\n(?:<<([^\n]*)>>|([^\n]++))\n(?:endobj|(stream))\n", re.ASCII)
"""An object, whose value stands on one line: a dictionary or anything else."""
_NUMBERS = re.compile(r"\d+(?= 0 R)", re.ASCII)
_STRINGS = re.compile(r"\((?:[^()\\]++|\\.)*+\)")
_LOOSE = re.compile(rf"""[\t\r\f\0\#%]|[ ](?=[ /<>\[\]()])|(?<=[\[\]()<>])[ ]
    |(?<![\w.+-])(?!{_NUMBER}(?![\d.]))[\d.+-]|(?<!<)<(?!<)(?!FEFF(?:[0-9A-F]{{4}})*+>)
    |[ ](?!0[ ])\d+[ ]R(?!\w)""", re.VERBOSE | re.ASCII)
"""What a value of one spelling never has: white space beside a delimiter, a comment, an escaped name, a number or
a text that could be written otherwise (texts are UTF-16 in hexadecimal), a reference to another generation than the
first."""
_TRAILER = re.compile(rb"trailer\n<</ID\[<([0-9A-F]{32})><\1>\]/Info (\d{1,10}) 0 R/Root (\d{1,10}) 0 R"
                      rb"/Size (\d{1,10})>>\nstartxref\n(\d{1,12})\n%%EOF\n")
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
    if not data.startswith(_HEADER):
        return None
    try:
        return _read(data)
    except (PdfSyntaxError, ValueError, RecursionError):
        return None


def _read(data: bytes) -> PdfObjects | None:
    text = data.decode("latin-1")
    objects: dict[int, Value] = {}
    streams: dict[int, PlainStream] = {}
    offsets: list[int] = []
    position = len(_HEADER)
    while found := _OBJECT.match(text, position):
        number, entries, other, streamed = found.groups()
        if int(number) != len(offsets) + 1:
            return None
        offsets.append(position)
        position = found.end()
        held = objects[len(offsets)] = _exact(other) if entries is None else _entries(entries)
        if streamed:
            stream = _stream(data, position, held)
            if stream is None:
                return None
            streams[len(offsets)] = stream
            position += len(stream.stored) + len(_AFTER_STREAM)
    trailer = _trailer(data, position, offsets)
    return None if trailer is None else PdfObjects(data, trailer, objects, streams)


_AFTER_STREAM = b"\nendstream\nendobj\n"


def _entries(written: str) -> Value:
    """The dictionary of these entries; raises :class:`PdfSyntaxError`. Those that need it are read token by token."""
    entries: dict[str, Value] = {}
    length = 0
    for key, ref, name, number, refs, numbers, digits, string, inner in _ENTRIES.findall(written):
        if key in entries:
            break  # that of a dictionary within, or given twice
        if ref:
            entries[key] = _ref(ref)
            length += len(ref) + 4
        elif name:
            entries[key] = _name(name)
            length += len(name)
        elif number:
            entries[key] = float(number)
            length += len(number)
        elif refs:
            entries[key] = list(map(_ref, _NUMBERS.findall(refs)))
            length += len(refs) + 1
        elif numbers:
            entries[key] = list(_figures(numbers))
            length += len(numbers) + 1
        elif inner:
            entries[key] = _entries(inner)
            length += len(inner) + 3
        else:
            entries[key] = bytes.fromhex(digits) if digits else string.encode("latin-1")
            length += len(digits or string) + 1
        length += len(key) + 2
    return entries if length == len(written) else _exact(f"<<{written}>>")


@lru_cache(maxsize=4096)
def _ref(number: str) -> Ref:
    return Ref(int(number), 0)


@lru_cache(maxsize=256)
def _figures(written: str) -> tuple[float, ...]:
    return tuple(map(float, written.split(" ")))


@lru_cache(maxsize=4096)
def _name(written: str) -> Name:
    return Name(written)


def _exact(written: str) -> Value:
    """Any value, if it is written as it must be; raises :class:`PdfSyntaxError`."""
    if _LOOSE.search(_STRINGS.sub("()", written)):
        raise PdfSyntaxError("a value is spelt otherwise than it must be")
    return value(written.encode("latin-1"))


def _stream(data: bytes, start: int, entries: Value) -> PlainStream | None:
    """The stream of an object; None where its length is wrong or its filter not a plain one."""
    if not isinstance(entries, dict):
        return None
    length, packing = entries.get("Length"), entries.get("Filter")
    if not isinstance(length, float) or packing not in (None, "FlateDecode") or "DecodeParms" in entries or (
            "F" in entries):
        return None
    end = start + int(length)
    return PlainStream(data[start:end], packing is not None) if data.startswith(_AFTER_STREAM, end) else None


def _trailer(data: bytes, table: int, offsets: list[int]) -> dict[str, Value] | None:
    """The trailer, if the rest of the file is the table of these offsets, the trailer and nothing else."""
    rows = "".join([f"{offset:010d} 00000 n \n" for offset in offsets])
    written = f"xref\n0 {len(offsets) + 1}\n0000000000 65535 f \n{rows}".encode("ascii")
    found = _TRAILER.fullmatch(data, table + len(written)) if data.startswith(written, table) else None
    if found is None or (int(found[4]), int(found[5])) != (len(offsets) + 1, table) or any(
            digits.startswith(b"0") for digits in found.groups()[1:]):
        return None
    ident = bytes.fromhex(found[1].decode("ascii"))
    return {"ID": [ident, ident], "Info": Ref(int(found[2]), 0), "Root": Ref(int(found[3]), 0),
            "Size": float(found[4])}
