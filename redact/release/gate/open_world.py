"""Open world: does anything withheld remain in what the closed world has not accounted for?"""

from __future__ import annotations

import base64
import binascii
import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes

from redact.policy.traces import Traces
from redact.release.gate.leak import Leak

_HEX = re.compile(rb"(?:[0-9A-Fa-f]{2}\s?){4,100000}")
_BASE64 = re.compile(rb"[A-Za-z0-9+/_-]{8,100000}")
_JSON_ESCAPE = re.compile(rb"\\u([0-9A-Fa-f]{4})")
_MESSAGES = {"words": "words that were withheld stand here", "number": "a number that was withheld stands here",
             "name": "a name that was withheld stands here",
             "email": "an address that was withheld stands here", "id": "an identifier that was withheld stands here"}


@dataclass(frozen=True, slots=True)
class Surface:
    """A text of an output to be searched, and where it stands. ``syntax`` is True for the bare syntax of a file, in
    which numbers count bytes and place glyphs and so say nothing."""

    carrier: str
    text: str
    page: int | None = None
    syntax: bool = False


def open_leaks(traces: Traces, surfaces: Iterable[Surface]) -> Iterator[Leak]:
    """One leak for each surface and kind of thing found on it."""
    for surface in surfaces:
        kinds = {hit.kind for hit in traces.search(surface.text)}
        for kind in sorted(kinds - {"number", "id"} if surface.syntax else kinds):
            yield Leak("withheld-text", surface.carrier, _MESSAGES[kind], page=surface.page)


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
    for run in _HEX.findall(data):
        yield _text(bytes.fromhex(b"".join(run.split()).decode("ascii")).replace(b"\0", b""))
    for run in _BASE64.findall(data):
        yield from _unpacked(run)


def _unpacked(run: bytes) -> Iterator[str]:
    run = run.translate(bytes.maketrans(b"-_", b"+/"))
    usable = run[:len(run) - (len(run) % 4 == 1)]
    try:
        yield _text(base64.b64decode(usable + b"=" * (-len(usable) % 4)).replace(b"\0", b""))
    except binascii.Error:
        return


def _text(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("latin-1")
