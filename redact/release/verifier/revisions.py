"""What a file holds beside its present state: earlier revisions, replaced and deleted objects, bytes between objects.

An incremental update leaves all that it replaces in place (7.5.6). A reader never looks there; anyone with an editor
does.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

import pikepdf

from redact.release.reading.objects import PdfObjects, survey
from redact.release.reading.syntax import PdfSyntaxError, Ref, Value, text_of, value
from redact.release.verifier.filters import filters_of, unpacked

_END = re.compile(rb"startxref\s+\d{1,12}\s+%%EOF")
_OBJECT = re.compile(rb"(?<![0-9])(\d{1,10}) +(\d{1,5}) +obj\b")
_STREAM = re.compile(rb">>\s*stream(\r\n|\n|\r)")
_COMMENT = re.compile(rb"(?<!%)%(?!%EOF|PDF-)([^\r\n]{4,4000})")
_MOST_REVISIONS = 12
_MOST_OBJECTS = 100_000
_LONGEST_BODY = 2_000_000


@dataclass(frozen=True, slots=True)
class Stale:
    """An object in the bytes of a file that its present state does not have: replaced by a later one of its number, or
    in no cross-reference table at all. ``stream`` holds its stored bytes, if it is one."""

    replaced: bool
    entries: Value
    body: bytes
    stream: bytes | None


def earlier_revisions(data: bytes, linearised: bool) -> Iterator[bytes]:
    """The file as it was before each later update, newest first; the first part of a linearised file is none."""
    ends = [found.end() for found in _END.finditer(data)]
    if linearised and len(ends) > 1:
        ends = ends[1:]
    for end in reversed(ends[:-1][-_MOST_REVISIONS:]):
        yield data[:end]


def stale_objects(reading: PdfObjects) -> Iterator[Stale]:
    """The objects found in the bytes that are not those of the present state."""
    yield from _stale_members(reading)
    if reading.encrypted:
        return  # their keys are made of their numbers; earlier revisions are opened whole
    data = reading.data
    position = 0
    for _ in range(_MOST_OBJECTS):
        opening = _OBJECT.search(data, position)
        if opening is None:
            return
        stored, end = _extent(data, opening.end())
        position = max(end, opening.end())
        number = int(opening[1])
        body = data[opening.end():end][:_LONGEST_BODY]
        head = body[:body.find(b"stream")] if stored is not None else body.removesuffix(b"endobj")
        entries = _parsed(head)
        if isinstance(entries, dict) and entries.get("Type") in {"XRef", "ObjStm"}:
            if entries["Type"] == "ObjStm" and number not in reading.objects:
                yield from _lost_members(reading, entries, stored or b"")
            continue
        if not _is_present(reading, number, entries, stored):
            yield Stale(number in reading.objects, entries, head, stored)


def _stale_members(reading: PdfObjects) -> Iterator[Stale]:
    """The members of object streams (7.5.7) that are not those of the present state."""
    for number, stream in reading.streams.items():
        entries = reading.objects[number]
        if not isinstance(entries, dict) or entries.get("Type") != "ObjStm":
            continue
        yield from _told(reading, _members(entries, stream.decoded))


def _told(reading: PdfObjects, members: Iterator[tuple[int, bytes]]) -> Iterator[Stale]:
    for member, body in members:
        found = _parsed(body)
        if found is not None and not _is_present(reading, member, found, None):
            yield Stale(member in reading.objects, found, body, None)


def _lost_members(reading: PdfObjects, entries: dict[str, Value], stored: bytes) -> Iterator[Stale]:
    """The members of an object stream that no cross-reference table has."""
    try:
        data = zlib.decompressobj().decompress(stored, _LONGEST_BODY) if "Filter" in entries else stored
    except zlib.error:
        return
    yield from _told(reading, _members(entries, data))


def _members(entries: dict[str, Value], data: bytes) -> Iterator[tuple[int, bytes]]:
    """The numbers and bodies of an object stream's members, as its head tells them."""
    first = entries.get("First")
    if not isinstance(first, float) or not first < len(data):
        return
    head = [int(each) for each in data[:int(first)].split() if each.isdigit()][:2 * _MOST_OBJECTS]
    placed = sorted(zip((int(first) + offset for offset in head[1::2]), head[::2], strict=False))
    for (start, member), (end, _) in zip(placed, [*placed[1:], (len(data), 0)], strict=True):
        yield member, data[start:end][:_LONGEST_BODY]


def trailing_bytes(reading: PdfObjects) -> Iterator[bytes]:
    """What is stored behind the end that a filter of a stream marks, which no reader unpacks; pictures are told of
    elsewhere."""
    for number, stream in reading.streams.items():
        entries = reading.objects[number]
        if isinstance(entries, dict) and entries.get("Subtype") != "Image":
            yield from unpacked(stream.stored, filters_of(entries, reading))[2]


def unread_parts(reading: PdfObjects) -> Iterator[str]:
    """What stands in the bytes of an object and is no part of it as it is read: a key that another of its name follows,
    a second value, the gaps of an object stream."""
    for number, stream in reading.streams.items():
        entries = reading.objects[number]
        if isinstance(entries, dict) and entries.get("Type") == "ObjStm":
            first = entries.get("First")
            yield from _bare(stream.decoded[:int(first)] if isinstance(first, float) else b"")
            for member, body in _members(entries, stream.decoded):
                yield from _unread(reading, member, body)
    position = 0
    for _ in range(0 if reading.encrypted else _MOST_OBJECTS):
        opening = _OBJECT.search(reading.data, position)
        if opening is None:
            return
        stored, end = _extent(reading.data, opening.end())
        if stored is None:
            yield from _unread(reading, int(opening[1]), reading.data[opening.end():end].removesuffix(b"endobj"))
        position = max(end, opening.end())


def _unread(reading: PdfObjects, number: int, body: bytes) -> Iterator[str]:
    """The strings and bare words of a body that cannot be read as one value, less what its object says."""
    if len(body) > _LONGEST_BODY or _parsed(body) is not None:
        return
    held = {string for _, string in survey(reading.objects.get(number)).strings}
    for found in _STRING.finditer(body):
        string = _parsed(found[0])
        if isinstance(string, bytes) and string not in held:
            yield text_of(string)
    yield from _bare(_STRING.sub(b" ", body))


def _bare(body: bytes) -> Iterator[str]:
    """The words that are neither names nor keywords."""
    yield from (found[0].decode("latin-1") for found in _BARE.finditer(body))


_STRING = re.compile(rb"\((?:[^()\\]++|\\.)*+\)|<[0-9A-Fa-f\s]*+>(?!>)", re.DOTALL)
_BARE = re.compile(rb"(?<![/\w#.\-+])(?!true\b|false\b|null\b|endobj\b)[A-Za-z\xc0-\xff]{4,60}")


def loose_bytes(data: bytes, encrypted: bool = False) -> Iterator[bytes]:
    """Comments, and what stands before, between and behind the objects of a file. In an encrypted file a comment
    within an object cannot be told from a string."""
    position = 0
    for _ in range(_MOST_OBJECTS):
        opening = _OBJECT.search(data, position)
        gap = data[position:opening.start() if opening else len(data)]
        if gap.strip():
            yield _untabled(gap)
            yield from (comment[1] for comment in _COMMENT.finditer(_UNQUOTED.sub(b" ", gap)))
        if opening is None:
            return
        _, end = _extent(data, opening.end())
        body = b"" if encrypted else data[opening.end():end]
        found = _STREAM.search(body)
        for comment in _COMMENT.finditer(_UNQUOTED.sub(b" ", body[:found.start()] if found else body)):
            yield comment[1]
        position = max(end, opening.end())


def comments_of(content: bytes) -> Iterator[bytes]:
    """The comments of a content stream; one with an inline picture tells none, whose data may be anything."""
    if b"%" in content and _INLINE.search(content) is None:
        yield from (comment[1] for comment in _COMMENT.finditer(_UNQUOTED.sub(b" ", content)))


_INLINE = re.compile(rb"\bID[ \r\n]")
_UNQUOTED = re.compile(rb"\((?:[^()\\]++|\\.)*+\)", re.DOTALL)
_TABLE = re.compile(rb"xref\s+(?:\d+\s+\d+\s+(?:\d{10} \d{5} [nf]\s*)*)+|trailer\s*<<.*?>>\s*(?=startxref)|"
                    rb"startxref\s+\d+|%%EOF|%PDF-\d\.\d|endobj|trailer", re.DOTALL)


def _untabled(gap: bytes) -> bytes:
    """The bytes without cross-reference tables and trailers, whose strings are told elsewhere."""
    return _TABLE.sub(b" ", gap)


def _extent(data: bytes, start: int) -> tuple[bytes | None, int]:
    """The stored stream of the object that begins at ``start``, if it has one, and where the object ends."""
    end = data.find(b"endobj", start)
    end = len(data) if end < 0 else end + len(b"endobj")
    found = _STREAM.search(data, start, end)
    if found is None:
        return None, end
    stop = data.find(b"endstream", found.end())
    if stop < 0:
        return data[found.end():], len(data)
    if stop > end:
        end = data.find(b"endobj", stop)
        end = len(data) if end < 0 else end + len(b"endobj")
    return data[found.end():stop], end


def _parsed(body: bytes) -> Value:
    try:
        return value(body)
    except (PdfSyntaxError, ValueError, RecursionError):
        return None


def _is_present(reading: PdfObjects, number: int, entries: Value, stored: bytes | None) -> bool:
    if number not in reading.objects:
        return False
    held = reading.streams.get(number)
    if held is not None or stored is not None:
        return (held is not None and stored is not None
                and (stored.startswith(held.stored) or held.stored.startswith(stored.rstrip(b"\r\n"))))
    present = reading.objects[number]
    return entries is None or entries == present or _without_nulls(entries) == _without_nulls(present)


def _without_nulls(item: Value) -> Value:
    return {key: part for key, part in item.items() if part is not None} if isinstance(item, dict) else item


def as_stream(source: pikepdf.Pdf, stale: Stale) -> pikepdf.Object | None:
    """A stale stream as an object that can be decoded and read; None where it cannot."""
    if stale.stream is None:
        return None
    stream = pikepdf.Stream(source, stale.stream.rstrip(b"\r\n"))
    entries = stale.entries if isinstance(stale.entries, dict) else {}
    for key in ("Filter", "DecodeParms"):
        item = entries.get(key)
        if item is not None and not isinstance(item, Ref):
            setattr(stream, key, _as_object(item))
    return stream


def _as_object(item: Value) -> pikepdf.Object | float | int | bool:
    if isinstance(item, dict):
        return pikepdf.Dictionary({f"/{key}": _as_object(part) for key, part in item.items()})
    if isinstance(item, list):
        return pikepdf.Array([_as_object(part) for part in item])
    if isinstance(item, str):
        return pikepdf.Name(f"/{item}")
    return int(item) if isinstance(item, float) else False
