"""Closed world, plain text and JSON: the file says the released model and nothing besides."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from typing import Any

from redact.canonical import canonical
from redact.release.gate.expected import Expected, plain
from redact.release.gate.leak import Leak
from redact.release.model import Withheld
from redact.release.text import render_text


def text_leaks(expected: Expected, data: bytes) -> Iterator[Leak]:
    """What the plain text holds beyond the released model, whose layout is that of a second rendering."""
    page = expected.page
    wanted = "".join(map(plain, (page.draft, page.banner, *expected.blocks, page.stamp, page.banner)))
    if plain(data.decode("utf-8")) != wanted:
        yield Leak("text-differs", "txt text", "the words are not those of the released model in their order")
    elif data != render_text(expected.model):
        yield Leak("unaccounted-bytes", "txt raw bytes", "the lines are not laid out as those of a release are")


def json_leaks(expected: Expected, data: bytes) -> Iterator[Leak]:
    """What the JSON holds beyond the released model, keys given twice among it."""
    if data == canonical(expected.model.to_json()) + b"\n":
        return
    repeated: list[str] = []

    def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        record = dict(pairs)
        if len(record) != len(pairs):
            repeated.append("key")
        return record

    found = json.loads(data.decode("utf-8"), object_pairs_hook=unique)
    if repeated:
        yield Leak("repeated-key", "json key", "an object has a key twice, of which readers see only one")
    elif _sorted(found) == _sorted(expected.model.to_json()):
        yield Leak("unaccounted-bytes", "json raw bytes", "the object is not written as a release's is")
    else:
        yield Leak("text-differs", "json value", "the object is not the released model")


def manifest_leaks(expected: Expected, text: str) -> Iterator[Leak]:
    """What a manifest says of portions that the released model does not bear out: their ids and order, the digest of
    what is shown, and a salt where anything of a portion is withheld, with which guesses at that could be tested."""
    entries = json.loads(text)["portions"]
    portions = expected.model.portions
    if [entry["id"] for entry in entries] != [portion.id for portion in portions]:
        yield Leak("portions-differ", "manifest value", "the portions are not those of the released model")
        return
    for entry, portion in zip(entries, portions, strict=True):
        if entry.keys() != {"id", "shown", "source", "salt"}:
            yield Leak("unexpected-key", "manifest value", "a portion has other entries than a manifest's")
        if entry["shown"] != hashlib.sha256(canonical(portion.to_json()["content"])).hexdigest():
            yield Leak("text-differs", "manifest value", "a portion is not the one shown")
        whole = not any(isinstance(piece, Withheld) for piece in portion.content)
        if whole != (entry["salt"] is not None):
            yield Leak("salt-missing" if whole else "salt-published", "manifest value",
                       "a salt stands with all portions released whole and with no other")


def _sorted(value: Any) -> str:
    """One form for equal values; unlike ``==`` it tells 1 from true and 1.0."""
    return json.dumps(value, sort_keys=True)
