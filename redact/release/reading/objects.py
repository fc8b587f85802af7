"""The objects of a PDF, decoded once for every look at it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import cast

from redact.release.reading.syntax import Name, PdfSyntaxError, Ref, Value

_MAX_DEPTH = 100
_INHERITABLE = ("Resources", "MediaBox", "CropBox", "Rotate")


class Stream(ABC):
    """A stream object: its bytes as stored, and a way to its decoded ones."""

    def __init__(self, stored: bytes):
        self.stored = stored

    @cached_property
    def decoded(self) -> bytes:
        """The bytes after all filters; as stored where a filter is unknown or fails."""
        unpacked = self._unpacked()
        return self.stored if unpacked is None else unpacked

    @property
    def undecodable(self) -> bool:
        """True where a filter is unknown or fails."""
        return self.decoded is self.stored

    @abstractmethod
    def _unpacked(self) -> bytes | None:
        """The bytes after all filters, not the stored ones themselves; None where that is not possible."""


@dataclass(slots=True)
class Survey:
    """What a value consists of. Names and strings stand with the dictionary key nearest above them."""

    keys: list[str] = field(default_factory=list)
    names: list[tuple[str, Name]] = field(default_factory=list)
    strings: list[tuple[str, bytes]] = field(default_factory=list)
    references: list[Ref] = field(default_factory=list)


@dataclass
class PdfObjects:
    """A PDF without its pages' contents: every object of the cross-reference table by number, referenced or not.

    ``damaged`` is True where the file had to be mended to be read.
    """

    data: bytes
    trailer: dict[str, Value]
    objects: dict[int, Value]
    streams: Mapping[int, Stream]
    damaged: bool = False
    encrypted: bool = False

    def resolve(self, item: Value) -> Value:
        """The object a reference leads to, or the value itself."""
        return self.objects.get(item.number) if isinstance(item, Ref) else item

    def entry(self, holder: Value, *keys: str) -> Value:
        """The value under a path of keys, references followed; None where there is none."""
        for key in keys:
            holder = self.resolve(holder)
            holder = holder.get(key) if isinstance(holder, dict) else None
        return self.resolve(holder)

    @cached_property
    def survey(self) -> dict[int, Survey]:
        """What each object consists of; 0 is the trailer."""
        return {number: survey(item) for number, item in ((0, self.trailer), *self.objects.items())}

    def reachable(self) -> frozenset[int]:
        """The numbers of the objects the trailer leads to, and 0 for itself."""
        seen, waiting = {0}, [0]
        while waiting:
            for ref in self.survey[waiting.pop()].references:
                if ref.number not in seen and ref.number in self.objects:
                    seen.add(ref.number)
                    waiting.append(ref.number)
        return frozenset(seen)

    def page_dictionaries(self) -> Iterator[dict[str, Value]]:
        """The page dictionaries in page order, inherited entries filled in; raises :class:`PdfSyntaxError`."""
        yield from self._leaves(self.entry(self.trailer, "Root", "Pages"), {}, 0)

    def _leaves(self, node: Value, inherited: Mapping[str, Value], depth: int) -> Iterator[dict[str, Value]]:
        if depth > _MAX_DEPTH:
            raise PdfSyntaxError("the page tree is too deep")
        entries = dictionary(self.resolve(node))
        if "Kids" not in entries:
            yield {**inherited, **entries}
            return
        handed: dict[str, Value] = {key: entries[key] for key in _INHERITABLE if key in entries}
        kids = self.resolve(entries["Kids"])
        for kid in kids if isinstance(kids, list) else []:
            yield from self._leaves(kid, {**inherited, **handed}, depth + 1)


def survey(item: Value) -> Survey:
    """Every key, name, string and reference inside a value; numbers say nothing and are passed over."""
    found = Survey()
    waiting: list[tuple[str, Value]] = [("", [item])]
    while waiting:
        key, held = waiting.pop()
        if isinstance(held, dict):
            found.keys += held
            parts: Iterable[tuple[str, Value]] = held.items()
        else:
            parts = [(key, part) for part in cast(list[Value], held) if part.__class__ is not float]
        for key, part in parts:
            kind = part.__class__
            if kind is Ref:
                found.references.append(cast(Ref, part))
            elif isinstance(part, Name):
                found.names.append((key, part))
            elif kind is bytes:
                found.strings.append((key, cast(bytes, part)))
            elif kind is dict or kind is list:
                waiting.append((key, part))
    return found


def dictionary(item: Value) -> dict[str, Value]:
    """The value, which must be a dictionary; raises :class:`PdfSyntaxError`."""
    if not isinstance(item, dict):
        raise PdfSyntaxError("a dictionary is missing")
    return item
