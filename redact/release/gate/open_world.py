"""Open world: does anything withheld remain in what the closed world has not accounted for?"""

from __future__ import annotations

import base64
import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes

from redact.policy.matching_common import common_words
from redact.policy.traces import Traces
from redact.release.gate.leak import Leak
from redact.release.model import ReleasedModel

_HEX = re.compile(rb"(?:[0-9A-Fa-f]{2}\s?){4,100000}")
_BASE64 = re.compile(rb"[A-Za-z0-9+/_-]{8,100000}")
_URL_SAFE = bytes.maketrans(b"-_", b"+/")
_UNPRINTED = bytes([*range(32), *range(127, 256)])
_SEEN = 0.8
"""Share of printable characters from which decoded bytes count as a text."""
_JSON_ESCAPE = re.compile(rb"\\u([0-9A-Fa-f]{4})")
_WORD = re.compile(r"[^\W\d_]+")
_GAP = re.compile(r"[\s/_.-]+")
_SEAM = re.compile(r"(?<=[^\W\d_A-Z])(?=[A-Z])|(?<=[^\W\d_])(?=\d)|(?<=\d)(?=[^\W\d_])")
_CABLE = re.compile(r"\d\d[A-Z]{3,20}\d{1,6}")
_YEARS = tuple(map(str, range(1900, 2100)))
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


def given_leaks(traces: Traces, model: ReleasedModel, name: str) -> Iterator[Leak]:
    """What the operator's own words give away: the name with its sub-folders, the case number and the authority.

    Years alone say nothing here, for case numbers and names have them; nor do the common words of the authority's
    title ("DIRECTOR"), which follows the first comma.
    """
    ordinary = traces.without(_YEARS)
    names = dict.fromkeys([*_readings(name), *_readings(model.name)])
    person, _, title = model.authority.partition(",")
    office = ordinary.without(word for word in _WORD.findall(title) if _is_common(word.lower()))
    yield from _once(open_leaks(ordinary, (Surface("file name", text) for text in names)))
    yield from _once(open_leaks(ordinary, (Surface("case number", text) for text in _readings(model.case))))
    yield from _once([*open_leaks(ordinary, (Surface("authority", text) for text in _readings(person))),
                      *open_leaks(office, (Surface("authority", text) for text in _readings(title)))])


def _once(leaks: Iterable[Leak]) -> list[Leak]:
    return list(dict.fromkeys(leaks))


def _is_common(word: str) -> bool:
    return word in common_words("english") or word in common_words("roles")


def _readings(text: str) -> tuple[str, str]:
    """The text as it is, and with its words and figures parted that are written as one: ``AntonHalvek2``.

    A cable's number (``08VALTARA0214``) is one word and stays one.
    """
    parts = (part if _CABLE.fullmatch(part) else _SEAM.sub(" ", part) for part in _GAP.split(text))
    return text, " ".join(parts)


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
    kept = data.replace(b"\0", b"")
    try:
        text = kept.decode("utf-8")
        seen = sum(map(str.isprintable, text))
    except UnicodeDecodeError:
        text = kept.decode("latin-1")
        seen = len(kept.translate(None, _UNPRINTED))
    if text and seen >= _SEEN * len(text):
        yield text


def _text(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("latin-1")
