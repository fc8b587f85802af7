"""A release of ours, checked by its manifest, its files and the closed world.

A file is part of a release if a manifest that lists it lies beside it. Verification with published material alone
(signatures, digests) is :func:`redact.release.manifest.verify_manifest`'s.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from redact import __version__
from redact.documents import Finding
from redact.errors import UnusableInput
from redact.release.comparison import check_disclosure, compare
from redact.release.files import MANIFEST_SUFFIX, OUTPUT_SUFFIXES
from redact.release.manifest import verify_manifest
from redact.release.withdrawal import SUFFIX as WITHDRAWAL_SUFFIX
from redact.release.withdrawal import is_withdrawn
from redact.signing import read_public_key

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
    """The public key of a file. Raises :class:`UnusableInput`."""
    try:
        content = path.read_bytes()
    except OSError:
        raise UnusableInput("the key cannot be read", file=str(path)) from None
    return read_public_key(content, str(path))


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
    told += _withdrawn(manifest_path, manifest, key)
    kinds = {path.name.rpartition(".")[2]: path for path in present.values()}
    return Checked(str(manifest.get("name", "")), signature, told, kinds,
                   whole and "json" in kinds and manifest.get("program") == __version__)


def _withdrawn(manifest_path: Path, manifest: Mapping[str, Any], key: Ed25519PublicKey | None) -> list[dict[str, Any]]:
    """What a note beside the manifest says of the release: that it was taken back (design §5)."""
    place = manifest_path.with_name(manifest_path.name.removesuffix(MANIFEST_SUFFIX) + WITHDRAWAL_SUFFIX)
    if not place.is_file():
        return []
    try:
        withdrawn = is_withdrawn(_load(place), str(manifest.get("release")), key)
    except UnusableInput:
        withdrawn = False
    if withdrawn is None:
        return [_told("withdrawn", "warning", "a note beside it says that the release was withdrawn; no key was given "
                      "to check the note")]
    if withdrawn:
        return [_told("withdrawn", "error", "the office that published this release has withdrawn it")]
    return [_told("withdrawal-wrong", "warning", "the note of a withdrawal beside it is not of this release, or not "
                  "signed with its key")]


def check_disclosed(manifest_path: Path, disclosed: Path) -> list[dict[str, Any]]:
    """Whether a portion that was disclosed is the one that the release commits to; a note says so where it is."""
    found = check_disclosure(_load(manifest_path), _load(disclosed))
    if not found:
        portion = str(_load(disclosed)["portion"])
        return [_told("disclosed", "note", f"the disclosed text is the whole source text of {portion}")]
    return [_told(finding.code, finding.severity, _placed(finding)) for finding in found]


def compare_releases(old: Path, new: Path) -> list[dict[str, Any]]:
    """Two releases of one document held against each other; nothing where they agree. ``old`` and ``new`` are
    manifests that were verified; UnusableInput where a ``NAME.json`` is gone."""
    older, newer = _load(old), _load(new)
    try:
        found = compare(older, _model(old, older), newer, _model(new, newer))
    except (KeyError, TypeError, ValueError):
        raise UnusableInput("one of the two is no release that can be compared", file=str(new)) from None
    return [{**_told(finding.code, finding.severity, _placed(finding)), "carrier": "comparison"} for finding in found]


def _placed(finding: Finding) -> str:
    return f"{finding.portion}: {finding.message}" if finding.portion else finding.message


def _model(path: Path, manifest: Mapping[str, Any]) -> dict[str, Any]:
    name = next((name for name in manifest["files"] if name.endswith(".json")), "")
    return _load(path.with_name(name))


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
