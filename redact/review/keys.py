"""The workspace's signing key: Ed25519, in two files of the folder ``keys``.

``private.pem`` (PKCS #8, not encrypted, mode 0600) is never made anew once the vault knows it; ``public.pem`` beside it
is what others are given. A successor waits in ``next.pem`` until the vault has taken it, and then takes the place of
``private.pem``; what others were given before is kept as ``public-ID.pem``.
"""

from __future__ import annotations

import os
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from redact.audit.faults import step
from redact.audit.store import StorageProblem, storage_errors, sync_folder
from redact.signing import key_id

PRIVATE = "private.pem"
PUBLIC = "public.pem"
NEXT = "next.pem"


def make_keys(folder: Path) -> None:
    """Make the folder and the two files, as far as they are missing. The caller lets nobody else do so at once."""
    with storage_errors(folder):
        folder.mkdir(mode=0o700, exist_ok=True)
        for leftover in folder.glob(".*.new"):
            leftover.unlink()
        if not (folder / PRIVATE).exists():
            made = Ed25519PrivateKey.generate()
            _write(folder / PRIVATE, made.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    if not (folder / PUBLIC).exists():
        _write_public(folder, PUBLIC, load_key(folder).public_key())


def prepare_next(folder: Path) -> Ed25519PrivateKey:
    """Make a successor of the key and keep it in ``next.pem``, in place of one that was never taken."""
    made = Ed25519PrivateKey.generate()
    with storage_errors(folder):
        (folder / f".{NEXT}.new").unlink(missing_ok=True)
        _write(folder / NEXT, made.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return made


def settle(folder: Path, known: bytes) -> None:
    """Finish the change to the key whose raw public key is ``known``, if it is the one that waits.

    The caller lets nobody else do so at once. Nothing is done where neither key is that one.
    """
    if load_key(folder).public_key().public_bytes_raw() != known:
        if not (folder / NEXT).exists() or load_key(folder, NEXT).public_key().public_bytes_raw() != known:
            return
        old = load_key(folder).public_key()
        _write_public(folder, f"public-{id_of(old)}.pem", old)
        with storage_errors(folder):
            step("keys.rename")
            (folder / NEXT).rename(folder / PRIVATE)
            sync_folder(folder)
            step("keys.renamed")
    with storage_errors(folder):
        stale = (folder / PUBLIC).read_bytes() != _public_pem(load_key(folder).public_key())
    if stale:
        _write_public(folder, PUBLIC, load_key(folder).public_key())


def _write_public(folder: Path, name: str, key: Ed25519PublicKey) -> None:
    with storage_errors(folder):
        (folder / f".{name}.new").unlink(missing_ok=True)
        _write(folder / name, _public_pem(key))


def _public_pem(key: Ed25519PublicKey) -> bytes:
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def _write(path: Path, content: bytes) -> None:
    unfinished = path.with_name(f".{path.name}.new")
    step("keys.write")
    descriptor = os.open(unfinished, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    try:
        os.write(descriptor, content)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    step("keys.rename")
    unfinished.rename(path)
    sync_folder(path.parent)
    step("keys.renamed")


def load_key(folder: Path, name: str = PRIVATE) -> Ed25519PrivateKey:
    """The private key in ``folder``; StorageProblem if it cannot be read or is none."""
    path = folder / name
    with storage_errors(path):
        content = path.read_bytes()
    try:
        key = load_pem_private_key(content, password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise StorageProblem("the file holds no private key that can be read", file=str(path)) from None
    if not isinstance(key, Ed25519PrivateKey):
        raise StorageProblem("the file holds a key of another kind than Ed25519", file=str(path))
    return key


def id_of(key: Ed25519PublicKey) -> str:
    """The id of a public key (8 hexadecimal digits), as in C2SP signed notes."""
    return key_id(key.public_bytes_raw())
