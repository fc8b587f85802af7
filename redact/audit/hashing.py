"""The hash of an event.

An event's hash is SHA-256 over a domain line and nine fields in this order: seq, at, actor, kind, case_id, document,
portion, details, previous. Every field is its UTF-8 bytes (``seq`` as decimal digits, ``previous`` as 64 hexadecimal
digits) preceded by its length in bytes as an 8-byte big-endian number. No two different events have the same framing,
since the lengths say where each field ends.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

GENESIS = "0" * 64
"""What the first event has as its ``previous``."""

_DOMAIN = b"redact audit event 1\n"


def event_hash(seq: int, fields: Iterable[bytes]) -> str:
    """The hash (hexadecimal) of the event ``seq``; ``fields`` are the other eight, ``at`` to ``previous``, in order."""
    hashed = hashlib.sha256(_DOMAIN)
    for field in (b"%d" % seq, *fields):
        hashed.update(len(field).to_bytes(8, "big") + field)
    return hashed.hexdigest()
