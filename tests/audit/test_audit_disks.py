"""Disks that are full, read-only or small: the log stays whole, nothing is half written, the message is clear.

Real file systems are mounted where the system lets us; elsewhere those tests are skipped and say so.
"""

import os
import resource
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from forks import in_child
from logs import event, make_log

from redact.audit.log import AuditLog
from redact.audit.store import StorageProblem
from redact.audit.verification import verify

pytestmark = pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")


@contextmanager
def mounted(folder: Path, *options: str) -> Iterator[Path]:
    """A small file system of our own at ``folder``."""
    folder.mkdir()
    done = subprocess.run(["mount", "-t", "tmpfs", *options, "tmpfs", str(folder)], capture_output=True, check=False)
    if done.returncode != 0:
        pytest.skip("the system lets us mount no file system")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], capture_output=True, check=True)


def remount(folder: Path, how: str) -> None:
    subprocess.run(["mount", "-o", f"remount,{how}", str(folder)], capture_output=True, check=True)


def fill(path: Path) -> int:
    """Append until the disk takes no more; the number of the last event that was taken."""
    with AuditLog(path, write=True) as log:
        for run in range(500):
            try:
                log.append([event(number) for number in range(run * 50, run * 50 + 50)])
            except StorageProblem as problem:
                said = problem.diagnostics()
                break
        assert said.startswith(f"{path}: the disk")
        return log.last().seq


def test_a_disk_that_fills_up_keeps_a_whole_log(tmp_path: Path) -> None:
    with mounted(tmp_path / "disk", "-o", "size=400k") as disk:
        path = disk / "audit.db"
        make_log(path, 3)
        last = fill(path)
        assert last > 3
        assert (last - 3) % 50 == 0
        found = verify(path)
        assert found.ok, found.problem
        assert found.events == last
        remount(disk, "size=2m")
        with AuditLog(path, write=True) as log:
            assert log.append([event()]) == [last + 1]
        assert verify(path).ok


def test_a_file_that_may_not_grow_keeps_a_whole_log(tmp_path: Path) -> None:
    path = tmp_path / "audit.db"
    make_log(path, 3)

    def limited() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000))
        fill(path)

    assert in_child(limited) == 0
    found = verify(path)
    assert found.ok
    assert (found.events - 3) % 50 == 0
    assert found.events > 3


def test_a_read_only_disk_is_read_and_refused_to_write(tmp_path: Path) -> None:
    with mounted(tmp_path / "disk", "-o", "size=2m") as disk:
        make_log(disk / "audit.db", 30)
        remount(disk, "ro")
        found = verify(disk / "audit.db")
        assert (found.ok, found.events) == (True, 30)
        with AuditLog(disk / "audit.db", write=False) as log:
            assert log.last().seq == 30
        with pytest.raises(StorageProblem, match="not writable"), AuditLog(disk / "audit.db", write=True) as log:
            log.append([event()])
        assert os.listdir(disk) == ["audit.db"]


@pytest.mark.parametrize("files", [("audit.db", "audit.db-wal"), ("audit.db", "audit.db-wal", "audit.db-shm")])
def test_a_copy_taken_while_it_was_written_is_checked_on_a_read_only_disk(tmp_path: Path, files: tuple[str, ...],
                                                                          monkeypatch: pytest.MonkeyPatch) -> None:
    """A part of the events stands in the write-ahead log only; nothing is written beside them, and no copy stays."""
    path, temporary = tmp_path / "audit.db", tmp_path / "temporary"
    make_log(path, 30)
    temporary.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(temporary))
    with mounted(tmp_path / "disk", "-o", "size=2m") as disk:
        with AuditLog(path, write=True) as log:
            log.append([event(31), event(32)])
            for name in files:
                shutil.copy(tmp_path / name, disk / name)
        remount(disk, "ro")
        before = {name: (disk / name).read_bytes() for name in files}
        found = verify(disk / "audit.db")
        assert (found.ok, found.events) == (True, 32)
        assert {entry.name: entry.read_bytes() for entry in disk.iterdir()} == before
    assert not list(temporary.iterdir())


def test_a_check_beside_a_write_ahead_log_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "audit.db"
    make_log(path, 30)
    with AuditLog(path, write=True) as log:
        log.append([event(31)])
        for name in ("audit.db", "audit.db-wal"):
            (tmp_path / "copy").mkdir(exist_ok=True)
            shutil.copy(tmp_path / name, tmp_path / "copy" / name)
    before = {entry.name: entry.read_bytes() for entry in (tmp_path / "copy").iterdir()}
    found = verify(tmp_path / "copy" / "audit.db")
    assert (found.ok, found.events) == (True, 31)
    after = {entry.name: entry.read_bytes() for entry in (tmp_path / "copy").iterdir()}
    assert {name: after.get(name) for name in before} == before
