"""The keys of a log, as its own events of kind ``key`` tell them.

The first event names the first key. Every later one names its successor and bears two signatures over one statement,
by the key that goes and by the key that comes: so whoever trusts one key of the log can trust the others.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from redact.signing import ALGORITHM, is_signed, key_id, verifier_key

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey


def first_key(public_key: bytes) -> dict[str, Any]:
    """The details of the event that names a log's first key."""
    return {"key": key_id(public_key), "algorithm": ALGORITHM, "public": public_key.hex()}


def rotation(origin: str, old: Ed25519PrivateKey, new: Ed25519PrivateKey) -> dict[str, Any]:
    """The details of the event by which ``new`` takes the place of ``old`` in the log ``origin``."""
    before, after = old.public_key().public_bytes_raw(), new.public_key().public_bytes_raw()
    statement = _statement(origin, before, after)
    return {**first_key(after), "replaces": key_id(before), "by_old": old.sign(statement).hex(),
            "by_new": new.sign(statement).hex()}


def _statement(origin: str, old: bytes, new: bytes) -> bytes:
    """What both keys sign. It names the log, so that it proves nothing in another one."""
    return f"redact key rotation\n{origin}\n{verifier_key(old)}\n{verifier_key(new)}\n".encode()


@dataclass(slots=True)
class KeyHistory:
    """The keys of a log as far as it was read, raw public keys by the number of the event that names them."""

    keys: dict[int, bytes] = field(default_factory=dict)

    @property
    def current(self) -> bytes | None:
        """The key in force after the last event read, None before any was named."""
        return next(reversed(self.keys.values()), None)

    def take(self, seq: int, details: bytes, origin: str) -> str | None:
        """Take in the event ``seq`` of kind ``key``; what is wrong with it, None if nothing is."""
        told = _read(details)
        public = told.get("public")
        if not isinstance(public, bytes) or told.get("key") != key_id(public) or told.get("algorithm") != ALGORITHM:
            return "the event names no key that can be one"
        old = self.current
        if old is not None and (wrong := _not_handed_over(told, origin, old, public)):
            return wrong
        self.keys[seq] = public
        return None


def _not_handed_over(told: Mapping[str, Any], origin: str, old: bytes, new: bytes) -> str | None:
    if told.get("replaces") != key_id(old):
        return "the event replaces another key than the one in force"
    statement = _statement(origin, old, new)
    for name, key in (("by_old", old), ("by_new", new)):
        signature = told.get(name)
        if not isinstance(signature, bytes) or not is_signed(key, signature, statement):
            return f"the new key is not signed by the {'old' if name == 'by_old' else 'new'} one"
    return None


def _read(details: bytes) -> dict[str, Any]:
    """The details, with keys and signatures as bytes; what cannot be read is not there."""
    try:
        told = json.loads(details)
        return {name: bytes.fromhex(value) if name in ("public", "by_old", "by_new") else value
                for name, value in told.items()}
    except (ValueError, TypeError, AttributeError, RecursionError):
        return {}
