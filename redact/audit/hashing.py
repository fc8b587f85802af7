"""Canonical JSON, the hash of an event, and the id of a key.

An event's hash is SHA-256 over a domain line and nine fields in this order: seq, at, actor, kind, case_id, document,
portion, details, previous. Every field is its UTF-8 bytes (``seq`` as decimal digits, ``previous`` as 64 hexadecimal
digits) preceded by its length in bytes as an 8-byte big-endian number. No two different events have the same framing,
since the lengths say where each field ends.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from typing import Any

GENESIS = "0" * 64
"""What the first event has as its ``previous``."""
KEY_NAME = "redact"
"""The name under which a workspace's key signs (C2SP signed notes)."""

_DOMAIN = b"redact audit event 1\n"
_LARGEST_INTEGER = 2**53 - 1


def canonical(value: Any) -> str:
    """``value`` as JSON of one spelling: RFC 8785 for objects with ASCII keys, arrays, strings, integers,
    booleans and null.

    Raises ValueError for floats, integers that a double cannot hold, keys that are no ASCII strings, and lone
    surrogates, so that no two programs can disagree on the bytes.
    """
    _refuse_ambiguous(value)
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def _refuse_ambiguous(value: Any) -> None:
    if value is None or isinstance(value, bool):
        return
    if isinstance(value, int):
        if abs(value) > _LARGEST_INTEGER:
            raise ValueError("an integer beyond 2**53 - 1 has no canonical form")
    elif isinstance(value, str):
        if any("\ud800" <= character <= "\udfff" for character in value):
            raise ValueError("a lone surrogate has no canonical form")
    elif isinstance(value, (list, tuple)):
        for item in value:
            _refuse_ambiguous(item)
    elif isinstance(value, dict):
        _refuse_ambiguous_keys(value)
    else:
        raise ValueError(f"a {type(value).__name__} has no canonical form")


def _refuse_ambiguous_keys(value: dict[Any, Any]) -> None:
    for key, item in value.items():
        if not isinstance(key, str) or not key.isascii():
            raise ValueError("a key that is no ASCII string has no canonical form")
        _refuse_ambiguous(item)


def event_hash(seq: int, fields: Iterable[bytes]) -> str:
    """The hash (hexadecimal) of the event ``seq``; ``fields`` are the other eight, ``at`` to ``previous``, in order."""
    hashed = hashlib.sha256(_DOMAIN)
    for field in (b"%d" % seq, *fields):
        hashed.update(len(field).to_bytes(8, "big") + field)
    return hashed.hexdigest()


def key_id(public_key: bytes, name: str = KEY_NAME) -> str:
    """The id of a raw Ed25519 public key: the first 4 bytes (8 hexadecimal digits) of SHA-256(name LF 0x01 key), as in
    C2SP signed notes."""
    return hashlib.sha256(name.encode() + b"\n\x01" + public_key).digest()[:4].hex()
