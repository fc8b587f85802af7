"""Making a workspace, whole or not at all, and finishing one whose making was stopped."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from redact.audit.faults import step
from redact.audit.log import START, create_log
from redact.audit.store import StorageProblem, remove_unfinished, storage_errors
from redact.errors import UnusableInput, UsageProblem
from redact.review.keys import PRIVATE, PUBLIC, make_keys
from redact.review.vault import Vault, create_vault

VAULT, LOG, KEYS, LOCK = "vault.db", "audit.db", "keys", "publication.lock"


def is_complete(path: Path) -> bool:
    return all((path / name).is_file() for name in (VAULT, LOG, f"{KEYS}/{PRIVATE}", f"{KEYS}/{PUBLIC}"))


def make(path: Path, *, create: bool, notice: Callable[[str], None]) -> None:
    """Make what is missing of a workspace, or refuse. What a stopped run has begun is finished."""
    if not create and not (path / VAULT).is_file():
        raise UnusableInput("there is no workspace here", file=str(path))
    if not (path / VAULT).exists():
        notice(f"making a workspace in {path}")
    with storage_errors(path):
        step("workspace.mkdir")
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
    with alone(path):
        _refuse_foreign(path)
        with storage_errors(path):
            remove_unfinished(path / VAULT)
            remove_unfinished(path / LOG)
        _make_missing(path)


def unfinished(path: Path) -> Iterator[Path]:
    """What a stopped making of the databases left behind."""
    return (entry for name in (VAULT, LOG) for entry in path.glob(f".{name}.new*"))


def _make_missing(path: Path) -> None:
    """The order matters: a vault without a key or a log is one whose making was stopped, or one that lost them."""
    if not (path / VAULT).exists():
        if (path / LOG).exists():
            raise StorageProblem("the vault is gone but the log is there", file=str(path / VAULT))
        os.chmod(path, 0o700)
        make_keys(path / KEYS)
        create_vault(path / VAULT)
    if not (path / KEYS / PUBLIC).exists():
        _require_private(path)
        make_keys(path / KEYS)
    if not (path / LOG).exists():
        _make_log(path)


def _require_private(path: Path) -> None:
    if not (path / KEYS / PRIVATE).exists():
        raise StorageProblem("the signing key is gone", file=str(path / KEYS / PRIVATE))


def _make_log(path: Path) -> None:
    """Make the log of a vault that has never copied an event; of any other the log is gone, and opening says so."""
    vault = Vault(path / VAULT, write=False)
    try:
        never_copied = vault.mark() == START
    finally:
        vault.close()
    if never_copied:
        create_log(path / LOG)


def _refuse_foreign(path: Path) -> None:
    """Take no folder for a workspace that holds anything else."""
    ours = (VAULT, LOG, KEYS, LOCK)
    foreign = any(entry.name not in ours and not entry.name.startswith((f".{VAULT}.", f".{LOG}."))
                  for entry in path.iterdir())
    if foreign and not (path / VAULT).exists():
        raise UsageProblem("the folder holds other things and is no workspace", file=str(path))


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Keep other processes from making the same workspace meanwhile; the system lets go when a process ends."""
    with storage_errors(folder):
        descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
