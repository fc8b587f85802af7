"""The id of a signing key, the same in the log, in a manifest and in a signed note."""

from __future__ import annotations

import hashlib

KEY_NAME = "redact"
"""The name under which a workspace's key signs (C2SP signed notes)."""


def key_id(public_key: bytes, name: str = KEY_NAME) -> str:
    """The id of a raw Ed25519 public key (32 bytes): the first 4 bytes (8 hexadecimal digits) of SHA-256(name LF 0x01
    key), as in C2SP signed notes."""
    return hashlib.sha256(name.encode() + b"\n\x01" + public_key).digest()[:4].hex()
