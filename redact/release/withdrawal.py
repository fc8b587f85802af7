"""The public note that a release was taken back: it lies beside the manifest, signed with the workspace's key.

It names the release and the day and nothing else: why it was withdrawn stays with the office that withdrew it.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable, Mapping
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from redact.canonical import canonical
from redact.signing import key_id

FORMAT = "redact-withdrawal-1"
SUFFIX = ".withdrawal.json"


def withdrawal_name(files: Iterable[str]) -> str:
    """The name of the note for a release of these files: ``NAME.withdrawal.json``."""
    (model,) = (name for name in files if name.endswith(".json"))
    return model.removesuffix(".json") + SUFFIX


def withdrawal_bytes(release_id: str, at: str, key: Ed25519PrivateKey) -> bytes:
    """The note: canonical JSON, signed over all but its ``signature``, and a line end. ``at`` is a UTC time."""
    note: dict[str, Any] = {"format": FORMAT, "release": release_id, "withdrawn": at,
                            "key": {"algorithm": "Ed25519", "id": key_id(key.public_key().public_bytes_raw())}}
    signature = base64.b64encode(key.sign(canonical(note))).decode("ascii")
    return canonical({**note, "signature": signature}) + b"\n"


def is_withdrawn(note: object, release_id: str, public_key: Ed25519PublicKey | None) -> bool | None:
    """Whether a note (parsed JSON of anyone) takes back that release: True; False where it is no note of this release
    or its signature does not fit the key; None where it says so and no key was given to check it."""
    if not isinstance(note, Mapping) or note.get("format") != FORMAT or note.get("release") != release_id:
        return False
    if public_key is None:
        return None
    try:
        signature = base64.b64decode(note["signature"], validate=True)
        signed = canonical({name: value for name, value in note.items() if name != "signature"})
        public_key.verify(signature, signed)
    except (InvalidSignature, binascii.Error, KeyError, TypeError, ValueError):
        return False
    return True
