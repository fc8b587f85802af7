"""The bytes of a PDF file, accounted for one by one (ISO 32000-1, 7.5).

A reader of PDF only looks where the cross-reference table points. What lies between, before or after is seen by
anyone with an editor: an earlier revision, a comment, a deleted object. A release has none of it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

_HEADER = re.compile(rb"%PDF-[12]\.\d\r?\n"
                     rb"(?:%[\x80-\xff]{4}(?: ReportLab Generated PDF document \(opensource\))?\r?\n)?")
_TAIL = re.compile(rb"startxref\s+(\d{1,10})\s+%%EOF\s*\Z")
_TABLE = re.compile(rb"xref\s+0 (\d{1,7})\s+")
_ENTRY = re.compile(rb"(\d{10}) \d{5} ([nf])[ \r\n]{1,2}")
_OPENING = re.compile(rb"\s*(\d+) \d+ obj\b")
_BEFORE_STREAM = re.compile(rb">>\s*stream\r?\n\Z")
_AFTER_STREAM = re.compile(rb"\s*endstream\s*endobj\s*\Z")
_STRING = re.compile(rb"\((?:[^()\\]++|\\.)*+\)", re.DOTALL)


def residue(data: bytes, streams: Mapping[int, bytes]) -> bytes | None:
    """The file's bytes without its streams; None where a byte belongs to no object, table or header.

    ``streams`` gives the stored bytes of each stream object by number.
    """
    header, tail = _HEADER.match(data), _TAIL.search(data)
    if header is None or tail is None or data.count(b"%%EOF") != 1:
        return None
    table = int(tail[1])
    offsets = _offsets(data[table:tail.start()])
    if not offsets or offsets[0] != header.end() or offsets[-1] >= table:
        return None
    parts = []
    for start, end in zip(offsets, [*offsets[1:], table], strict=True):
        part = _object(data[start:end], streams)
        if part is None:
            return None
        parts.append(part)
    kept = b"\n".join([*parts, data[table:tail.start()]])
    return None if b"%" in _STRING.sub(b"", kept) else kept


def _offsets(section: bytes) -> list[int]:
    """Where the objects begin, in file order; empty where the table is not one plain section."""
    head = _TABLE.match(section)
    if head is None:
        return []
    offsets, position = [], head.end()
    for number in range(int(head[1])):
        entry = _ENTRY.match(section, position)
        if entry is None or (entry[2] == b"f") != (number == 0):
            return []
        if number:
            offsets.append(int(entry[1]))
        position = entry.end()
    return sorted(offsets) if section[position:].startswith(b"trailer") else []


def _object(slice_: bytes, streams: Mapping[int, bytes]) -> bytes | None:
    """One object's bytes without its stream; None where they are more than one object."""
    opening = _OPENING.match(slice_)
    if opening is None:
        return None
    stored = streams.get(int(opening[1]))
    if stored is None:
        whole = slice_.rstrip().endswith(b"endobj") and slice_.count(b"endobj") == 1 and b"stream" not in slice_
        return slice_ if whole else None
    start = slice_.index(b"stream") + len(b"stream")
    start = slice_.find(stored, start)
    if start < 0:
        return None
    before, after = slice_[:start], slice_[start + len(stored):]
    return before + after if _BEFORE_STREAM.search(before) and _AFTER_STREAM.match(after) else None
