"""A release taken apart into its objects and put together again, with lengths, table and identifier that fit."""

from __future__ import annotations

import hashlib
import re

_HEAD = re.compile(rb"\d+ 0 obj\n")
_END = b"\nendobj\n"
_STREAM_END = b"\nendstream"


def taken_apart(data: bytes) -> tuple[bytes, list[bytes], bytes]:
    """What stands before the first object, the bodies of all objects, and the trailer."""
    first = _HEAD.search(data)
    assert first is not None
    bodies = []
    position = first.start()
    while opening := _HEAD.match(data, position):
        end = data.index(_END, opening.end())
        if data.find(b">>\nstream\n", opening.end(), data.index(b"\n", opening.end()) + 8) >= 0:
            end = data.index(_STREAM_END + _END, opening.end()) + len(_STREAM_END)
        bodies.append(data[opening.end():end])
        position = end + len(_END)
    return data[:first.start()], bodies, data[data.rindex(b"trailer\n"):]


def put_together(head: bytes, bodies: list[bytes], trailer: bytes) -> bytes:
    """The file of these objects."""
    parts, offsets, position = [head], [], len(head)
    for number, body in enumerate(bodies, 1):
        written = b"%d 0 obj\n%s%s" % (number, body, _END)
        offsets.append(b"%010d 00000 n \n" % position)
        position += len(written)
        parts.append(written)
    table = b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(bodies) + 1, b"".join(offsets))
    ident = _identifier(bodies, trailer)
    ended = re.sub(rb"<[0-9A-F]{32}>", b"<" + ident + b">", trailer)
    return b"".join(parts) + table + re.sub(rb"startxref\n\d+", b"startxref\n%d" % position, ended)


def streams_of_pages(bodies: list[bytes]) -> list[int]:
    """The indexes of the bodies that hold what pages draw."""
    return [index for index, body in enumerate(bodies) if body.startswith(b"<</Length ")]


def content(body: bytes) -> bytes:
    """What a stream holds."""
    return body[body.index(b"stream\n") + len(b"stream\n"):-len(_STREAM_END)]


def with_content(held: bytes) -> bytes:
    """The body of a stream that is not compressed."""
    return b"<</Length %d>>\nstream\n%s%s" % (len(held), held, _STREAM_END)


def _identifier(bodies: list[bytes], trailer: bytes) -> bytes:
    """The identifier of a file that holds these metadata and pages."""
    root = bodies[_number(rb"/Root (\d+)", trailer) - 1]
    digest = hashlib.sha256(content(bodies[_number(rb"/Metadata (\d+)", root) - 1]))
    kids = re.search(rb"/Kids\[([^\]]*)\]", bodies[_number(rb"/Pages (\d+)", root) - 1])
    assert kids is not None
    for page in re.findall(rb"(\d+) 0 R", kids[1]):
        digest.update(content(bodies[_number(rb"/Contents (\d+)", bodies[int(page) - 1]) - 1]))
    return digest.hexdigest()[:32].upper().encode("ascii")


def _number(pattern: bytes, body: bytes) -> int:
    found = re.search(pattern, body)
    assert found is not None
    return int(found[1])
