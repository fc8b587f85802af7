"""Putting a release into a folder so that a crash at any instant publishes nothing half done (design §3, promise 12).

Every file is written under a hidden name beside its final one, synced, and renamed; the manifest is renamed last, for a
release exists when its manifest does. The same call after a crash finishes the work.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import re
import secrets
import stat
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path, PurePath
from typing import Literal

from redact.errors import Conflict, RedactError, UsageProblem

LONGEST_NAME = 100
"""Characters of one part of a release's name (design §6)."""
LONGEST_FILE_NAME = LONGEST_NAME + len(".draft.manifest.json")
"""Characters of the name of a release's file."""
OUTPUT_SUFFIXES = (".pdf", ".html", ".txt", ".json")
"""What a release's files end in, beside its manifest."""
MANIFEST_SUFFIX = ".manifest.json"
_NAME = re.compile(r"[A-Za-z0-9._-]+")
_OTHER_CHARACTERS = re.compile(r"[^A-Za-z0-9._-]+")
_LEFTOVER = re.compile(r"\.[A-Za-z0-9._-]+\.redact-tmp-[0-9a-f]{8}")
_TAKEN_ENDINGS = (".manifest", ".draft")
_DEVICES = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|com[0-9]|lpt[0-9])", re.IGNORECASE)
"""Names that Windows gives to devices, whatever follows after a dot."""


class UnusableOutput(RedactError):
    """A folder into which nothing can be written: full, not permitted, not a folder. ``file`` is the path."""

    exit_code = 3


class Disk:
    """The steps that change the disk, one method each: tests put themselves in their place."""

    def write(self, descriptor: int, content: bytes) -> None:
        view = memoryview(content)
        while view:
            view = view[os.write(descriptor, view):]

    def sync(self, descriptor: int) -> None:
        os.fsync(descriptor)

    def rename(self, source: Path, target: Path) -> None:
        os.replace(source, target)

    def remove(self, path: Path) -> None:
        path.unlink()


def check_name(name: str, longest: int = LONGEST_NAME) -> str:
    """The name itself, if it may be a release's or a file's; parts of a sub-folder are separated by ``/``.

    Raises :class:`UsageProblem` where a part has other characters than ``A-Za-z0-9._-``, is longer than ``longest``
    (characters), begins or ends with a dot, or is a device of Windows, and where the whole ends in ``.manifest`` or
    ``.draft``: ``a.manifest.json`` is the manifest of ``a``.
    """
    for part in name.split("/"):
        if not _NAME.fullmatch(part):
            raise UsageProblem("a release's name has letters A-Z, digits, dots, hyphens and underscores only; "
                               "give another with --name")
        if len(part) > longest:
            raise UsageProblem(f"a release's name has at most {LONGEST_NAME} characters; give another with --name")
        if part.startswith(".") or part.endswith(".") or _DEVICES.fullmatch(part.split(".")[0]):
            raise UsageProblem("a release's name neither begins nor ends with a dot and is no device's name; "
                               "give another with --name")
    if name.lower().endswith(_TAKEN_ENDINGS):
        raise UsageProblem("a release's name does not end in .manifest or .draft, which the files of other releases "
                           "do; give another with --name")
    return name


def release_name(path: PurePath) -> str:
    """The name of a release of this input: its stem, each run of other characters than ``A-Za-z0-9._-`` made a hyphen.

    Raises :class:`UsageProblem` where nothing usable is left.
    """
    stem = _OTHER_CHARACTERS.sub("-", path.stem)
    return check_name(stem.strip(".-")[:LONGEST_NAME].rstrip(".-"))


def put(directory: Path, files: Mapping[str, bytes], *, last: str, replace: bool,
        disk: Disk | None = None, exact: bool = False) -> Literal["written", "stands"]:
    """Put these files into ``directory``, that named ``last`` (the manifest) as the last of all.

    "stands" says that a release is already there whose files equal these in all but the manifest; nothing is written.
    With ``exact`` the manifest must be equal too: another one is another release.
    Files that are equal but have no manifest are an earlier run's that was interrupted; it is finished. ``replace``
    takes down another release of the same name before it puts this one in its place.

    Raises :class:`Conflict` where other content has one of the names and ``replace`` was not given,
    :class:`UnusableOutput` where the disk does not take the files; nothing temporary is left then.
    """
    for name in files:
        check_name(name, LONGEST_FILE_NAME)
        if "/" in name:
            raise UsageProblem("a file of a release is named without its folder")
    try:
        directory.mkdir(parents=True, exist_ok=True)
        with _alone_in(directory):
            _sweep(directory)
            return _Putting(directory, files, last, disk or Disk()).run(replace, exact)
    except OSError as error:
        raise _unusable(directory, error) from None


def put_beside(folder: str | Path, name: str, content: bytes) -> str:
    """Put one more file beside a release, in place of an older one of that name; its path. Raises
    :class:`UnusableOutput`."""
    directory = Path(folder)
    check_name(name, LONGEST_FILE_NAME + len(".withdrawal"))
    unfinished = directory / f".{name}.redact-tmp-{secrets.token_hex(4)}"
    try:
        with _alone_in(directory):
            descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
            try:
                Disk().write(descriptor, content)
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
            unfinished.replace(directory / name)
    except OSError as error:
        with suppress(OSError):
            unfinished.unlink()
        raise _unusable(directory, error) from None
    return str(directory / name)


def remove_leftovers(directory: Path) -> int:
    """Remove what interrupted runs left under hidden names in this folder, not below it; the number of files removed.

    Waits until no other process is putting a release there. Raises :class:`UnusableOutput`.
    """
    if not directory.is_dir():
        return 0
    try:
        with _alone_in(directory):
            return _sweep(directory)
    except OSError as error:
        raise _unusable(directory, error) from None


class _Putting:
    """One call of :func:`put`."""

    def __init__(self, directory: Path, files: Mapping[str, bytes], last: str, disk: Disk):
        self.directory = directory
        self.manifest = last
        self.files = files
        self.outputs = [name for name in files if name != last]
        self.disk = disk
        self.temporary: dict[str, Path] = {}

    def run(self, replace: bool, exact: bool) -> Literal["written", "stands"]:
        present = {name: _content(self.directory / name) for name in self.files if _there(self.directory / name)}
        differing = [name for name in self.outputs if present.get(name) != self.files[name]]
        same = not exact or present.get(self.manifest) == self.files[self.manifest]
        if self.manifest in present and not differing and same:
            # A run killed between the last rename and the last sync left this to be made durable.
            self._sync_folder()
            return "stands"
        if not replace and (self.manifest in present or any(name in present for name in differing)):
            raise Conflict("another release or another file has this name; --replace takes its place",
                           file=str(self.directory / self.manifest))
        try:
            self._write_all([*differing, self.manifest])
            if self.manifest in present:
                self._take_down()
            self._publish(differing)
        finally:
            self._clean_up()
        return "written"

    def _write_all(self, names: list[str]) -> None:
        for name in names:
            path = self.directory / f".{name}.redact-tmp-{secrets.token_hex(4)}"
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
            self.temporary[name] = path
            try:
                self.disk.write(descriptor, self.files[name])
                self.disk.sync(descriptor)
            finally:
                os.close(descriptor)

    def _take_down(self) -> None:
        """End the release that is there: the files that will not be replaced, then its manifest.

        In this order no crash leaves a file of the old release that no manifest speaks of any more.
        """
        for name in self._outdated():
            self.disk.remove(self.directory / name)
        self.disk.remove(self.directory / self.manifest)
        self._sync_folder()

    def _outdated(self) -> list[str]:
        """Files of the release that is there which the new one lacks: listed in its manifest, and unchanged since.

        Nothing else is touched: a source of the same name may lie in the same folder.
        """
        stem = self.manifest.removesuffix(MANIFEST_SUFFIX)
        listed = _listed(_content(self.directory / self.manifest))
        names = [stem + suffix for suffix in OUTPUT_SUFFIXES if stem + suffix not in self.files]
        return [name for name in names if name in listed and _there(self.directory / name)
                and hashlib.sha256(_content(self.directory / name) or b"").hexdigest() == listed[name]]

    def _publish(self, outputs: list[str]) -> None:
        for name in outputs:
            self._rename(name)
        # The outputs' names are durable before the manifest's is, or a power cut could keep the manifest alone.
        self._sync_folder()
        self._rename(self.manifest)
        self._sync_folder()

    def _rename(self, name: str) -> None:
        self.disk.rename(self.temporary[name], self.directory / name)
        del self.temporary[name]

    def _sync_folder(self) -> None:
        descriptor = os.open(self.directory, os.O_RDONLY)
        try:
            self.disk.sync(descriptor)
        finally:
            os.close(descriptor)

    def _clean_up(self) -> None:
        for path in self.temporary.values():
            with suppress(OSError):
                path.unlink()


@contextmanager
def _alone_in(directory: Path) -> Iterator[None]:
    """Hold the folder against other processes that put releases into it, so that none sweeps up another's files.

    File systems without such locks (some network mounts) are used without.
    """
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        with suppress(OSError):
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _unusable(directory: Path, error: OSError) -> UnusableOutput:
    reason = os.strerror(error.errno) if error.errno else "the system gives no reason"
    return UnusableOutput(f"cannot write into this folder: {reason}", file=str(directory))


def _sweep(directory: Path) -> int:
    leftovers = [path for path in directory.iterdir() if _LEFTOVER.fullmatch(path.name) and not path.is_dir()]
    for path in leftovers:
        path.unlink()
    return len(leftovers)


def _there(path: Path) -> bool:
    return os.path.lexists(path)


def _content(path: Path) -> bytes | None:
    """The bytes of a regular file; None for anything else, which is equal to no file of a release."""
    return path.read_bytes() if stat.S_ISREG(path.lstat().st_mode) else None


def _listed(manifest: bytes | None) -> dict[str, object]:
    """The files that a manifest lists, with their SHA-256; none for what is no manifest."""
    try:
        files = json.loads(manifest or b"")["files"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return {}
    return files if isinstance(files, dict) else {}
