"""The hash of an event.

An event's hash is SHA-256 over a domain line and nine fields in this order: seq, at, actor, kind, case_id, document,
portion, details, previous. Every field is its UTF-8 bytes (``seq`` as decimal digits, ``previous`` as 64 hexadecimal
digits) preceded by its length in bytes as an 8-byte big-endian number. No two different events have the same framing,
since the lengths say where each field ends.
"""

from __future__ import annotations

from binascii import hexlify
from collections.abc import Iterable, Sequence
from hashlib import sha256
from typing import Any

GENESIS = "0" * 64
"""What the first event has as its ``previous``."""

_DOMAIN = b"redact audit event 1\n"


class _Lengths(dict[int, bytes]):
    """Number of bytes → that number as 8 bytes."""

    def __missing__(self, length: int) -> bytes:
        return length.to_bytes(8, "big")


_LENGTHS = _Lengths({length: length.to_bytes(8, "big") for length in range(4096)})


def event_hash(seq: int, fields: Iterable[bytes]) -> str:
    """The hash (hexadecimal) of the event ``seq``; ``fields`` are the other eight, ``at`` to ``previous``, in order."""
    hashed = sha256(_DOMAIN)
    for field in (b"%d" % seq, *fields):
        hashed.update(_LENGTHS[len(field)] + field)
    return hashed.hexdigest()


def follow(rows: Iterable[Sequence[Any]], seq: int, previous: bytes) -> list[bytes]:
    """The hashes (32 bytes each) of rows that follow one another, the first of them being event ``seq`` after the event
    whose hash is ``previous`` (hexadecimal). It ends before the first row that does not.

    A row is the ten columns of an event, read as bytes but for the number, and 1 if they all are text. This loop is
    what a check of a long log spends its time on, so it frames the fields in place, as :func:`event_hash` does.
    """
    found: list[bytes] = []
    sizes = _LENGTHS
    try:
        for number, at, actor, kind, case, document, portion, details, before, own, are_text in rows:
            place = b"%d" % seq
            digest = sha256(b"".join((
                _DOMAIN, sizes[len(place)], place, sizes[len(at)], at, sizes[len(actor)], actor, sizes[len(kind)], kind,
                sizes[len(case)], case, sizes[len(document)], document, sizes[len(portion)], portion,
                sizes[len(details)], details, sizes[len(before)], before))).digest()
            if number != seq or before != previous or hexlify(digest) != own or not are_text:
                break
            found.append(digest)
            previous = own
            seq += 1
    except TypeError:
        pass  # a value that is no text: the row is no event
    return found
