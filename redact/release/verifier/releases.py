"""A release of ours, checked by its manifest, its files and the closed world.

A file is part of a release if a manifest that lists it lies beside it. Verification with published material alone
(signatures, digests) is :func:`redact.release.manifest.verify_manifest`'s.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from redact import __version__
from redact.errors import UnusableInput
from redact.release.files import MANIFEST_SUFFIX, OUTPUT_SUFFIXES
from redact.release.manifest import verify_manifest

_LARGEST_MANIFEST = 256_000_000
_SIGNATURES = {"unknown-key": "unknown-key", "unsigned": "unsigned", "signature-missing": "missing",
               "wrong-key": "wrong-key", "signature-wrong": "wrong", "malformed": "unreadable"}
"""The finding that tells how a signature stands, and the word for it; without one it is valid."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What is to be said of a release: ``signature`` in a word, findings as ``--json`` prints them, and the files of
    it that are there by kind (``pdf``, ``html``, ``txt``, ``json``). ``is_readable`` is True where they are what this
    version of the program published, so that they can be read back as the gate read them."""

    name: str
    signature: str
    findings: list[dict[str, Any]]
    files: dict[str, Path]
    is_readable: bool


def manifest_of(path: Path) -> Path | None:
    """The manifest of the release that a file belongs to; None for a file of anyone."""
    if path.name.endswith(MANIFEST_SUFFIX):
        return path
    stem = next((path.name.removesuffix(suffix) for suffix in OUTPUT_SUFFIXES if path.name.endswith(suffix)), None)
    if not stem:
        return None
    manifest = path.with_name(stem + MANIFEST_SUFFIX)
    return manifest if manifest.is_file() else None


def load_public_key(path: Path) -> Ed25519PublicKey:
    """The public key of a PEM file. Raises :class:`UnusableInput`."""
    try:
        key = load_pem_public_key(path.read_bytes())
    except OSError:
        raise UnusableInput("the key cannot be read", file=str(path)) from None
    except (ValueError, UnsupportedAlgorithm):
        raise UnusableInput("the file holds no public key in PEM form", file=str(path)) from None
    if not isinstance(key, Ed25519PublicKey):
        raise UnusableInput("the key is of another kind than Ed25519", file=str(path))
    return key


def check_release(manifest_path: Path, key: Ed25519PublicKey | None) -> Checked:
    """The release of a manifest, checked by what is public. Raises :class:`UnusableInput` where it is no manifest."""
    manifest = _load(manifest_path)
    names = manifest.get("files")
    present = {name: manifest_path.with_name(name) for name in names if isinstance(name, str)
               and "/" not in name and manifest_path.with_name(name).is_file()} if isinstance(names, dict) else {}
    contents = {name: path.read_bytes() for name, path in present.items()}
    found = verify_manifest(manifest, key, contents)
    signature = next((_SIGNATURES[finding.code] for finding in found if finding.code in _SIGNATURES), "valid")
    told = [_told(finding.code, finding.severity, finding.message) for finding in found]
    whole = not any(finding.severity == "error" for finding in found)
    if whole and manifest.get("program") != __version__:
        told.append(_told("other-version", "note", "another version of the program wrote this: its files are "
                          "checked by their digests alone"))
    kinds = {path.name.rpartition(".")[2]: path for path in present.values()}
    return Checked(str(manifest.get("name", "")), signature, told, kinds,
                   whole and "json" in kinds and manifest.get("program") == __version__)


def _told(code: str, severity: str, message: str) -> dict[str, Any]:
    return {"code": code, "carrier": "manifest", "page": None, "box": None, "severity": severity, "message": message}


def _load(path: Path) -> dict[str, Any]:
    try:
        if path.stat().st_size > _LARGEST_MANIFEST:
            raise UnusableInput("the manifest is too large", file=str(path))
        loaded = json.loads(path.read_bytes())
    except OSError:
        raise UnusableInput("the manifest cannot be read", file=str(path)) from None
    except (ValueError, RecursionError):
        raise UnusableInput("the manifest is no JSON", file=str(path)) from None
    if not isinstance(loaded, dict):
        raise UnusableInput("the manifest is no JSON object", file=str(path))
    return loaded
