"""The gate: every output of a release is read back and asked what it holds beyond the released model (design §3, 5)."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from redact.policy.traces import Traces
from redact.release.gate.expected import Expected, strings_of
from redact.release.gate.html_closed import html_leaks
from redact.release.gate.html_reading import Markup, read_markup
from redact.release.gate.html_written import written_html
from redact.release.gate.leak import Leak
from redact.release.gate.open_world import Sought, Surface, given_leaks, open_leaks
from redact.release.gate.plain_closed import json_leaks, text_leaks
from redact.release.model import ReleasedModel
from redact.release.reading.disguises import disguises

_RANDOM = re.compile(r"(?:r-)?[0-9a-f]{16,}|[A-Za-z0-9+/]{40,}={0,2}")
"""A salt, digest, key id, signature or release id."""
_MANIFEST_WORDS = ("format release name status policy version program people role title files checkpoint portions "
                   "shown source salt root algorithm signature redact manifest released draft reviewer approver")
"""The keys and fixed words of every manifest."""
_SPACED = re.compile(r"\b\w(?:\s\w)+\b")
_Look = Callable[[bytes], Iterator[Leak]]


def check(model: ReleasedModel, outputs: Mapping[str, bytes], withheld: Sequence[str], *, name: str) -> list[Leak]:
    """Everything that the outputs hold beyond the released model; empty if they may be published.

    ``outputs`` maps any of ``pdf``, ``html``, ``txt``, ``json`` and ``manifest`` to the bytes of that file;
    ``withheld`` is every text kept back; ``name`` the name that the release will have, with its sub-folders: it, the
    case number and the authority may not say what is withheld and the released text does not say. An output that
    cannot be read is a leak with the code ``unreadable``. No leak says what was found.

    Raises KeyError for an output of another kind: a fault of the caller.
    """
    expected = Expected.of(model)
    said = frozenset(expected.own_words)
    given = Sought(Traces.of(withheld), said)
    sought = given.without(text for text in expected.public if text not in said)
    looks: dict[str, _Look] = {
        "pdf": partial(_pdf, expected, sought), "html": partial(_html, expected, sought),
        "txt": partial(_text, expected, sought), "json": partial(_json, expected, sought),
        "manifest": partial(_manifest, sought)}
    leaks = list(given_leaks(given, model, name))
    for kind, data in outputs.items():
        leaks += _read(kind, looks[kind], data)
    return leaks


def _read(kind: str, look: _Look, data: bytes) -> list[Leak]:
    """What a look finds; whatever stops it is a finding too, told without its message, which may quote the file."""
    found: list[Leak] = []
    try:
        found += look(data)
    except Exception as error:
        found.append(Leak("unreadable", f"{kind} file", f"the file cannot be read whole ({type(error).__name__})"))
    return found


def _pdf(expected: Expected, sought: Sought, data: bytes) -> Iterator[Leak]:
    from redact.release.gate.pdf_look import pdf_leaks

    yield from pdf_leaks(expected, sought, data)


def _html(expected: Expected, sought: Sought, data: bytes) -> Iterator[Leak]:
    text = data.decode("utf-8")
    if text == written_html(expected):
        return
    read = read_markup(text)
    leaks = list(html_leaks(expected, read))
    yield from leaks or [Leak("unaccounted-bytes", "html raw bytes", "the file is not written as a release is")]
    yield from open_leaks(sought, _html_surfaces(read, data))


def _html_surfaces(read: Markup, data: bytes) -> Iterator[Surface]:
    yield Surface("html text", " ".join(read.text))
    yield Surface("html title", " ".join(read.titles))
    yield Surface("html style", " ".join(read.styles))
    for element in read.elements:
        for _, value in element.attributes:
            yield Surface("html attribute", value)
    for carrier, text in read.hidden:
        yield Surface(f"html {carrier}", text)
    for text in disguises(data):
        yield Surface("html raw bytes", text)


def _text(expected: Expected, sought: Sought, data: bytes) -> Iterator[Leak]:
    leaks = list(text_leaks(expected, data))
    yield from leaks
    if leaks:
        yield from open_leaks(sought, (Surface("txt text", text) for text in disguises(data)))


def _json(expected: Expected, sought: Sought, data: bytes) -> Iterator[Leak]:
    leaks = list(json_leaks(expected, data))
    yield from leaks
    if leaks:
        yield from open_leaks(sought, (Surface("json value", text) for text in disguises(data)))


def _told(item: Any) -> Iterator[str]:
    """Every string of a JSON value, and every key."""
    yield from strings_of(item)
    waiting = [item]
    while waiting:
        item = waiting.pop()
        if isinstance(item, dict):
            yield from item
        if isinstance(item, dict | list):
            waiting += item.values() if isinstance(item, dict) else item


def _drawn_together(text: str) -> str:
    """A text whose letters stand apart, as words."""
    return _SPACED.sub(lambda found: "".join(found[0].split()), text)


def _manifest(sought: Sought, data: bytes) -> Iterator[Leak]:
    """The manifest holds salts, hashes and a signature, which no model foretells: it is searched, not accounted for.

    Figures inside them are chance, so for numbers only the other values are searched.
    """
    searched = sought.without([_MANIFEST_WORDS])
    values = dict.fromkeys(_told(json.loads(data.decode("utf-8"))))
    values |= dict.fromkeys(text[::-1] for text in values) | dict.fromkeys(map(_drawn_together, values))
    yield from open_leaks(searched, (Surface("manifest value", text) for text in values if not _RANDOM.fullmatch(text)))
    texts = dict.fromkeys(disguises(data))
    yield from open_leaks(searched, (Surface("manifest raw bytes", text, syntax=True) for text in texts))
