"""A new file that is whole or not there: written under a hidden name beside its own, synced, then given its name."""

from __future__ import annotations

import contextlib
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from redact.errors import Conflict, UnusableInput, UsageProblem


class UnusableOutput(UnusableInput):
    """A place where no file can be written: full, not permitted, no folder."""


def check_apart(out: Path, workspace: Path | None) -> None:
    """Raise UsageProblem where ``out`` lies in the workspace, Conflict where a file is there already."""
    if workspace is not None and workspace.resolve() in out.resolve().parents:
        raise UsageProblem("--out is inside the workspace; what is to be kept or handed over belongs elsewhere")
    if os.path.lexists(out):
        raise Conflict("a file of this name is there already; give another name", file=str(out))


@contextlib.contextmanager
def new_file(path: Path) -> Iterator[BinaryIO]:
    """A file to write to, which gets its name when all is written and nothing if anything fails.

    Nothing is ever overwritten: Conflict where the name is taken. UnusableOutput where the disk does not take it. What
    a stopped run left under the hidden name is overwritten by the next one.
    """
    unfinished = path.with_name(f".{path.name}.redact-tmp")
    try:
        descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT, 0o600)
    except OSError as error:
        raise _unusable(path, error) from None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        os.ftruncate(descriptor, 0)
        with open(descriptor, "wb", closefd=False) as file:
            yield file
        os.fsync(descriptor)
        _name(unfinished, path)
    except OSError as error:
        raise _unusable(path, error) from None
    finally:
        with contextlib.suppress(OSError):
            unfinished.unlink()
        os.close(descriptor)


def _name(unfinished: Path, path: Path) -> None:
    try:
        os.link(unfinished, path)
    except FileExistsError:
        raise Conflict("a file of this name is there already; give another name", file=str(path)) from None
    descriptor = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _unusable(path: Path, error: OSError) -> UnusableOutput:
    reason = os.strerror(error.errno) if error.errno else "the system gives no reason"
    return UnusableOutput(f"cannot write here: {reason}", file=str(path))
