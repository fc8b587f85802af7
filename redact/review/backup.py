"""Copying a workspace while it is in use: one moment of vault and log, whole, under final names last."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from redact.audit.cipher import key_of, unlock
from redact.audit.faults import step
from redact.audit.store import connect_to_read, connect_to_write, storage_errors, sync_folder
from redact.errors import Conflict, UsageProblem
from redact.review.making import KEYS, LOG, VAULT
from redact.review.workspace import Workspace


def back_up(workspace: Workspace, target: Path) -> None:
    """Copy an open workspace into the new folder ``target`` (mode 0700), which is then a workspace of its own.

    Writers wait meanwhile, readers do not. Stopped in between, nothing is under the final name. Raises Conflict where
    ``target`` exists, UsageProblem where it lies in the workspace, StorageProblem where the disk does not take it.
    """
    if target.resolve() == workspace.path.resolve() or workspace.path.resolve() in target.resolve().parents:
        raise UsageProblem("a backup lies outside the workspace", file=str(target))
    if os.path.lexists(target):
        raise Conflict("there is something of that name already", file=str(target))
    unfinished = target.with_name(f".{target.name}.redact-tmp")
    with storage_errors(target):
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(mode=0o700, parents=True)
    try:
        _copy_all(workspace, unfinished, target)
    except Exception:
        shutil.rmtree(unfinished, ignore_errors=True)  # it holds documents, and nobody would know of it
        raise


def _copy_all(workspace: Workspace, unfinished: Path, target: Path) -> None:
    with storage_errors(target):
        with workspace.still():
            for name in (VAULT, LOG):
                step("backup.copy")
                _copy(workspace.path / name, unfinished / name)
            shutil.copytree(workspace.path / KEYS, unfinished / KEYS)
        for folder in (unfinished / KEYS, unfinished):
            sync_folder(folder)
        step("backup.rename")
        unfinished.rename(target)
        sync_folder(target.parent)


def _copy(source: Path, target: Path) -> None:
    """Copy a database as SQLite does, pages that are still in its write-ahead log included, and sync it."""
    os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    if key_of(source):
        unlock(target, key_of(source))
    there, copy = connect_to_read(source), connect_to_write(target)
    try:
        there.backup(copy)
        copy.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    finally:
        copy.close()
        there.close()
    descriptor = os.open(target, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
