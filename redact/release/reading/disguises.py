"""Bytes as every text they could be meant as: the encodings by which words are carried unseen, undone."""

from __future__ import annotations

import base64
import html
import re
import zlib
from collections.abc import Iterator
from urllib.parse import unquote_to_bytes

_HEX = re.compile(rb"(?:[0-9A-Fa-f]{2}\s?){4,100000}")
_BASE64 = re.compile(rb"[A-Za-z0-9+/_-]{8,100000}")
_URL_SAFE = bytes.maketrans(b"-_", b"+/")
_UNPRINTED = bytes([*range(32), *range(127, 256)])
_SEEN = 0.8
"""Share of printable characters from which decoded bytes count as a text."""
_OCTAL = re.compile(rb"\\([0-7]{3})")
_QUOTED = re.compile(rb"=([0-9A-F]{2})")
_SCRIPT_ESCAPE = re.compile(rb"\\x([0-9A-Fa-f]{2})")
_NUMBERED = re.compile(rb"(?:\b\d{2,4}\s?,\s?){3,5000}\d{2,4}\b")
"""Letters by their numbers, as scripts have them."""
_LARGEST_PACKED = 1_000_000
_JSON_ESCAPE = re.compile(rb"\\u([0-9A-Fa-f]{4})")


def disguises(data: bytes) -> Iterator[str]:
    """The bytes as texts, as they are and with each of the usual encodings undone."""
    yield _text(data)
    if b"\0" in data:
        yield data.replace(b"\0", b"").decode("latin-1")
    if b"%" in data:
        yield _text(unquote_to_bytes(data))
    if b"&" in data:
        yield html.unescape(_text(data))
    if b"\\u" in data:
        yield _JSON_ESCAPE.sub(lambda found: chr(int(found[1], 16)).encode("utf-8", "replace"), data).decode(
            "utf-8", "replace")
    if b"\\" in data and _OCTAL.search(data):
        yield _text(_OCTAL.sub(lambda found: bytes([int(found[1], 8) & 0xFF]), data))
    if b"\\x" in data:
        yield _text(_SCRIPT_ESCAPE.sub(lambda found: bytes([int(found[1], 16)]), data))
    if b"=" in data and _QUOTED.search(data):
        yield _text(_QUOTED.sub(lambda found: bytes([int(found[1], 16)]), data))
    if b"fromCharCode" in data:
        for run in _NUMBERED.findall(data):
            yield "".join(chr(min(int(number), 0xFFFF)) for number in run.split(b","))
    for run in _HEX.findall(data):
        yield from _readable(bytes.fromhex(b"".join(run.split()).decode("ascii")))
    for run in _BASE64.findall(data):
        if _HEX.fullmatch(run):
            continue
        plain_run = run.translate(_URL_SAFE)
        for start in range(4):
            usable = plain_run[start:start + (len(plain_run) - start) // 4 * 4]
            yield from _readable(base64.b64decode(usable))
        yield from _readable(base64.b64decode(plain_run + b"=" * (-len(plain_run) % 4)) if len(run) % 4 != 1 else b"")


def _readable(data: bytes) -> Iterator[str]:
    """The bytes as a text if they are one: keys, salts and digests decode to noise, which is not worth a search."""
    kept = _opened(data).replace(b"\0", b"")
    try:
        text = kept.decode("utf-8")
        seen = sum(map(str.isprintable, text))
    except UnicodeDecodeError:
        text = kept.decode("latin-1")
        seen = len(kept.translate(None, _UNPRINTED))
    if text and seen >= _SEEN * len(text):
        yield text


def _opened(data: bytes) -> bytes:
    """What is packed in the bytes, if they begin as packed ones do; else themselves."""
    if data[:1] != b"\x78" and data[:2] != b"\x1f\x8b":
        return data
    try:
        return zlib.decompressobj(zlib.MAX_WBITS | 32).decompress(data, _LARGEST_PACKED)
    except zlib.error:
        return data


def _text(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("latin-1")
