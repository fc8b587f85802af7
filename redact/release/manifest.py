"""The manifest of a release: what anyone needs to check that a release is authentic, unaltered and in its places.

**Encodings.** ``shown`` is SHA-256 over the canonical JSON of the portion's ``content`` in ``NAME.json``. ``source`` is
SHA-256(0x00 ‖ salt ‖ id ‖ text): a salt of 32 bytes, the portion's id and its whole source text in UTF-8. The id is
read from the entry and not from the hashed bytes, so nothing can be moved between id and text. The ``root`` is the
Merkle tree hash of RFC 6962 §2.1 whose leaf *i* is the canonical JSON of ``{"id", "shown", "source"}`` of portion *i*.
The signature is Ed25519 over the canonical JSON of the manifest without its ``signature`` (design §8).

A salt is published only where the whole portion is; any other would let a guess at the withheld text be tested.
"""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import hashlib
import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from redact import __version__
from redact.canonical import canonical
from redact.documents import Document, Finding, Portion
from redact.errors import RedactError, UsageProblem
from redact.merkle import merkle_root
from redact.release.files import LONGEST_FILE_NAME, check_name
from redact.release.model import ReleasedModel, ReleasedPortion, Shown
from redact.signing import key_id

FORMAT = "redact-manifest-1"
"""First word of every manifest: no other thing signed with the same key can be taken for one."""
SALT_BYTES = 32


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who took part, as the manifest names them: role and title, the name only where the policy says so."""

    role: str
    title: str = ""
    name: str = ""

    def to_json(self) -> dict[str, str]:
        named = {"name": self.name} if self.name else {}
        return {"role": self.role, "title": self.title, **named}


def new_release_id() -> str:
    """A random release id: no function of what is released."""
    return f"r-{secrets.token_hex(16)}"


def build_manifest(model: ReleasedModel, document: Document, files: Mapping[str, bytes], salts: Mapping[str, bytes], *,
                   release_id: str, policy_hash: str, as_of: dt.date, people: Sequence[Person] = (),
                   checkpoint: str | None = None) -> dict[str, Any]:
    """The manifest of a release, not yet signed.

    ``files`` are the published files by name, ``salts`` 32 bytes for every portion id, ``policy_hash`` the public hash
    of the policy. Raises :class:`RedactError` where salts or portions do not fit: a fault of the caller.
    """
    portions = _portion_entries(model, document, salts)
    return {
        "format": FORMAT, "release": release_id, "name": model.name, "status": model.status,
        "policy": {"name": model.policy_name, "version": model.policy_version, "sha256": policy_hash},
        "program": __version__, "as_of": as_of.isoformat(), "date": model.date.isoformat(),
        "people": [person.to_json() for person in people],
        "files": {name: hashlib.sha256(content).hexdigest() for name, content in files.items()},
        "checkpoint": checkpoint, "portions": portions, "root": merkle_root(map(_leaf, portions)),
        "key": None, "signature": None,
    }


def manifest_bytes(manifest: Mapping[str, Any]) -> bytes:
    """``NAME.manifest.json``: canonical JSON and a line end."""
    return canonical(dict(manifest)) + b"\n"


def sign_manifest(manifest: Mapping[str, Any], private_key: Ed25519PrivateKey) -> dict[str, Any]:
    """The manifest with its key id and signature. Raises :class:`RedactError` for a draft, which is never signed."""
    if manifest["status"] != "released":
        raise RedactError("a draft's manifest is not signed")
    signed = {**manifest, "key": {"algorithm": "Ed25519", "id": key_id(private_key.public_key().public_bytes_raw())}}
    return {**signed, "signature": base64.b64encode(private_key.sign(_signed_bytes(signed))).decode("ascii")}


def source_hash(salt: bytes, portion_id: str, text: str) -> str:
    """The ``source`` entry of a portion; see the head of this module. With it a court checks one withheld portion."""
    return hashlib.sha256(b"\0" + salt + portion_id.encode() + text.encode("utf-8", "surrogatepass")).hexdigest()


def shown_hash(content: Any) -> str:
    """The ``shown`` entry of a portion: SHA-256 over the canonical JSON of its content in ``NAME.json``."""
    return hashlib.sha256(canonical(content)).hexdigest()


def _portion_entries(model: ReleasedModel, document: Document, salts: Mapping[str, bytes]) -> list[dict[str, Any]]:
    if [portion.id for portion in model.portions] != [portion.id for portion in document.portions]:
        raise RedactError("the released model does not have the portions of this document")
    return [_portion_entry(released, source, salts.get(source.id, b""))
            for released, source in zip(model.portions, document.portions, strict=True)]


def _portion_entry(released: ReleasedPortion, source: Portion, salt: bytes) -> dict[str, Any]:
    if len(salt) != SALT_BYTES:
        raise RedactError(f"portion {source.id} has no salt of {SALT_BYTES} bytes")
    whole = _shown_text(released) == source.text
    return {"id": source.id, "shown": shown_hash(released.to_json()["content"]),
            "source": source_hash(salt, source.id, source.text), "salt": salt.hex() if whole else None}


def _shown_text(released: ReleasedPortion) -> str | None:
    """The text of a portion released whole, None where anything of it is withheld."""
    texts = [piece.text for piece in released.content if isinstance(piece, Shown)]
    return "".join(texts) if len(texts) == len(released.content) else None


def _leaf(entry: Mapping[str, Any]) -> bytes:
    return canonical({name: entry[name] for name in ("id", "shown", "source")})


def _signed_bytes(manifest: Mapping[str, Any]) -> bytes:
    return canonical({name: value for name, value in manifest.items() if name != "signature"})


# --- verification --------------------------------------------------------------------------------------------------

def verify_manifest(manifest: object, public_key: Ed25519PublicKey | None,
                    files: Mapping[str, bytes]) -> list[Finding]:
    """What is wrong with a manifest and its files; an empty list, or notes alone, where nothing is.

    ``manifest`` is parsed JSON of anyone, ``files`` what lies beside it, by name. Codes: ``malformed``; ``unsigned``
    (warning, for a draft) and ``signature-missing``; ``unknown-key`` (note: no key was given); ``wrong-key``,
    ``signature-wrong``; ``file-missing``, ``file-changed``; ``root-wrong``; ``status-differs``; and those of
    :func:`check_portions`.
    """
    try:
        return _verified(manifest, public_key, files)
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError, UsageProblem):
        return [Finding("malformed", "error", "the manifest does not have the shape of one")]


def check_portions(manifest: Mapping[str, Any], released: Mapping[str, Any]) -> list[Finding]:
    """Whether the portions of ``NAME.json`` are those of the manifest, in their places.

    Codes: ``portions-differ`` (missing, added or moved), ``shown-changed``, ``salt-missing`` (a whole portion without
    one), ``salt-published`` (one for a portion that is not whole), ``source-wrong``.
    """
    entries, portions = manifest["portions"], released["portions"]
    if [entry["id"] for entry in entries] != [portion["id"] for portion in portions]:
        return [Finding("portions-differ", "error", "portions are missing, added or moved against the manifest")]
    found: list[Finding] = []
    for entry, portion in zip(entries, portions, strict=True):
        found += _check_portion(entry, portion["content"])
    return found


def _verified(manifest: Any, public_key: Ed25519PublicKey | None, files: Mapping[str, bytes]) -> list[Finding]:
    if manifest["format"] != FORMAT:
        return [Finding("malformed", "error", "this is no manifest of a format that this program knows")]
    for name in manifest["files"]:
        check_name(name, LONGEST_FILE_NAME)
    findings = [*_check_signature(manifest, public_key), *_check_files(manifest, files)]
    if merkle_root(map(_leaf, manifest["portions"])) != manifest["root"]:
        findings.append(Finding("root-wrong", "error", "the root is not that of the portions"))
    (model_name,) = (name for name in manifest["files"] if name.endswith(".json"))
    if model_name in files:
        findings += _check_model(manifest, json.loads(files[model_name]))
    return findings


def _check_model(manifest: Mapping[str, Any], released: Mapping[str, Any]) -> list[Finding]:
    if released["status"] != manifest["status"]:
        return [Finding("status-differs", "error", "manifest and release differ in their status")]
    return check_portions(manifest, released)


def _check_signature(manifest: Mapping[str, Any], public_key: Ed25519PublicKey | None) -> list[Finding]:
    if manifest["signature"] is None:
        if manifest["status"] == "draft":
            return [Finding("unsigned", "warning", "a draft: nobody has signed it")]
        return [Finding("signature-missing", "error", "the release is not signed")]
    if public_key is None:
        key = manifest["key"]["id"]
        return [Finding("unknown-key", "note", f"signed with key {key}; no key was given to check it")]
    if manifest["key"] != {"algorithm": "Ed25519", "id": key_id(public_key.public_bytes_raw())}:
        return [Finding("wrong-key", "error", "the release was signed with another key")]
    try:
        public_key.verify(base64.b64decode(manifest["signature"], validate=True), _signed_bytes(manifest))
    except (InvalidSignature, binascii.Error):
        return [Finding("signature-wrong", "error", "the signature does not fit the manifest")]
    return []


def _check_files(manifest: Mapping[str, Any], files: Mapping[str, bytes]) -> list[Finding]:
    found: list[Finding] = []
    for name, digest in sorted(manifest["files"].items()):
        if name not in files:
            found.append(Finding("file-missing", "error", f"{name} is not there"))
        elif hashlib.sha256(files[name]).hexdigest() != digest:
            found.append(Finding("file-changed", "error", f"{name} is not the file that was published"))
    return found


def _check_portion(entry: Mapping[str, Any], content: list[Any]) -> list[Finding]:
    portion_id = entry["id"]
    if shown_hash(content) != entry["shown"]:
        return [Finding("shown-changed", "error", "the text shown is not the text released", portion_id)]
    whole = all(isinstance(piece, str) for piece in content)
    salt = entry["salt"]
    if not whole:
        return [] if salt is None else [
            Finding("salt-published", "error", "the salt of a portion that is not released whole", portion_id)]
    if salt is None:
        return [Finding("salt-missing", "error", "a portion released whole without its salt", portion_id)]
    if source_hash(bytes.fromhex(salt), portion_id, "".join(content)) != entry["source"]:
        return [Finding("source-wrong", "error", "the text released is not the source text", portion_id)]
    return []
