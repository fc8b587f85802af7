"""Stored streams unpacked filter by filter (7.4), for what stands behind the end that each filter itself marks.

No reader unpacks that, and none shows it.
"""

from __future__ import annotations

import base64
import re
import zlib
from collections.abc import Iterator, Sequence

from redact.release.reading.objects import PdfObjects
from redact.release.reading.syntax import Value

_LARGEST = 64_000_000
_NOT_HEX = re.compile(rb"[^0-9A-Fa-f]")
_NOT_BASE85 = re.compile(rb"[^!-uz]")
_SHORT = {"Fl": "FlateDecode", "AHx": "ASCIIHexDecode", "A85": "ASCII85Decode", "RL": "RunLengthDecode",
          "DCT": "DCTDecode", "LZW": "LZWDecode", "CCF": "CCITTFaxDecode"}


def filters_of(entries: dict[str, Value], reading: PdfObjects | None = None) -> list[str]:
    """The names of a stream's filters, outermost first."""
    chain = entries.get("Filter")
    chain = reading.resolve(chain) if reading is not None else chain
    names = chain if isinstance(chain, list) else [chain] if chain is not None else []
    return [_SHORT.get(str(name), str(name)) for name in names]


def unpacked(stored: bytes, filters: Sequence[str]) -> tuple[bytes, list[str], list[bytes]]:
    """The bytes after as many filters as are known here, the filters left, and what stood behind the end of each.

    Predictors are not undone: they change no end.
    """
    behind: list[bytes] = []
    left = list(filters)
    while left and left[0] in _UNPACKERS:
        try:
            stored, rest = _UNPACKERS[left[0]](stored)
        except (zlib.error, ValueError):
            break
        left.pop(0)
        if rest.strip(b"\0\t\n\f\r "):
            behind += _opened(rest)
        if len(left) > 8:
            break
    return stored, left, behind


def _opened(rest: bytes) -> Iterator[bytes]:
    """Leftover bytes, and what they hold if they are packed themselves."""
    yield rest
    try:
        yield zlib.decompressobj().decompress(rest.lstrip(), _LARGEST)
    except zlib.error:
        return


def _flate(stored: bytes) -> tuple[bytes, bytes]:
    unpacking = zlib.decompressobj()
    unpacked = unpacking.decompress(stored, _LARGEST)
    return unpacked, unpacking.unused_data if unpacking.eof else b""


def _hex(stored: bytes) -> tuple[bytes, bytes]:
    digits, _, rest = stored.partition(b">")
    packed = _NOT_HEX.sub(b"", digits)
    return bytes.fromhex((packed + b"0" * (len(packed) % 2)).decode("ascii")), rest


def _base85(stored: bytes) -> tuple[bytes, bytes]:
    digits, _, rest = stored.partition(b"~>")
    return base64.a85decode(_NOT_BASE85.sub(b"", digits.removeprefix(b"<~"))), rest


def _runs(stored: bytes) -> tuple[bytes, bytes]:
    out = bytearray()
    position = 0
    while position < len(stored) and len(out) < _LARGEST:
        length = stored[position]
        if length == 128:
            return bytes(out), stored[position + 1:]
        if length < 128:
            out += stored[position + 1:position + 2 + length]
            position += 2 + length
        else:
            out += stored[position + 1:position + 2] * (257 - length)
            position += 2
    return bytes(out), b""


_UNPACKERS = {"FlateDecode": _flate, "ASCIIHexDecode": _hex, "ASCII85Decode": _base85, "RunLengthDecode": _runs}
