"""Putting a release into a folder: names, conflicts, and a stop at every step."""

from __future__ import annotations

import errno
import hashlib
import json
import multiprocessing
import os
from collections.abc import Callable
from pathlib import Path, PurePosixPath

import pytest

from redact.errors import Conflict, UsageProblem
from redact.release.files import Disk, UnusableOutput, check_name, put, release_name, remove_leftovers

pytestmark = pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
"""A stopped process has to be a copy of this one; Python 3.12 warns of that where threads run, as under xdist."""

MANIFEST = "harbor.manifest.json"
STOPPED = 77


def manifest_of(files: dict[str, bytes], release: str) -> bytes:
    return json.dumps({"release": release, "files": {
        name: hashlib.sha256(content).hexdigest() for name, content in files.items()}}).encode()


def a_release(release: str = "r-1", word: bytes = b"first", *, suffixes: tuple[str, ...] = ("pdf", "html", "json"),
              ) -> dict[str, bytes]:
    outputs = {f"harbor.{suffix}": word * 1000 + suffix.encode() for suffix in suffixes}
    return {**outputs, MANIFEST: manifest_of(outputs, release)}


def there(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def place(folder: Path, files: dict[str, bytes], *, replace: bool = False, disk: Disk | None = None) -> str:
    return put(folder, files, last=MANIFEST, replace=replace, disk=disk)


# --- names ---------------------------------------------------------------------------------------------------------

@pytest.mark.parametrize("name", ["a", "karachi-08-380", "A.b_c-d", "x" * 100, "cables/1976/a", "console", "com10"])
def test_good_names(name: str) -> None:
    assert check_name(name) == name


@pytest.mark.parametrize("name", ["", ".", "..", ".a", "a.", "a b", "ä", "a\n", "x" * 101, "../a", "/a", "a//b", "a/",
                                  "a\\b", "CON", "con.txt", "Lpt1", "nul.a.b", "a/aux/b", "a\0", "a:b", "\uff41"])
def test_bad_names(name: str) -> None:
    with pytest.raises(UsageProblem):
        check_name(name)


@pytest.mark.parametrize(("path", "name"), [
    ("in/karachi-08-380.txt", "karachi-08-380"), ("a.b.eml", "a.b"), ("My cable (2).txt", "My-cable-2"),
    (".hidden.txt", "hidden"), ("--help.txt", "help"), ("x" * 150 + ".txt", "x" * 100), ("a/Zürich.txt", "Z-rich"),
])
def test_the_name_of_a_release_is_the_stem(path: str, name: str) -> None:
    assert release_name(PurePosixPath(path)) == name


@pytest.mark.parametrize("path", ["…….txt", "con.txt", "---.txt"])
def test_a_stem_that_leaves_no_name_is_refused(path: str) -> None:
    with pytest.raises(UsageProblem):
        release_name(PurePosixPath(path))


# --- what is there already -----------------------------------------------------------------------------------------

def test_a_release_is_written_whole_into_a_new_folder(tmp_path: Path) -> None:
    assert place(tmp_path / "out" / "1976", a_release()) == "written"
    assert there(tmp_path / "out" / "1976") == a_release()


def test_an_equal_release_stands_with_its_own_manifest(tmp_path: Path) -> None:
    place(tmp_path, a_release("r-1"))
    before = {path.name: path.stat().st_mtime_ns for path in tmp_path.iterdir()}
    assert place(tmp_path, a_release("r-2"), replace=True) == "stands"
    assert there(tmp_path) == a_release("r-1")
    assert {path.name: path.stat().st_mtime_ns for path in tmp_path.iterdir()} == before


def test_an_interrupted_release_is_finished(tmp_path: Path) -> None:
    place(tmp_path, a_release())
    (tmp_path / MANIFEST).unlink()
    (tmp_path / "harbor.html").unlink()
    assert place(tmp_path, a_release("r-2")) == "written"
    assert there(tmp_path) == a_release("r-2")


@pytest.mark.parametrize("name", ["harbor.pdf", "harbor.json", MANIFEST])
def test_other_content_under_a_name_is_a_conflict(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"another")
    with pytest.raises(Conflict):
        place(tmp_path, a_release())
    assert there(tmp_path) == {name: b"another"}


def test_another_release_is_a_conflict_unless_replaced(tmp_path: Path) -> None:
    place(tmp_path, a_release("r-1", b"first"))
    with pytest.raises(Conflict):
        place(tmp_path, a_release("r-2", b"second"))
    assert there(tmp_path) == a_release("r-1", b"first")
    assert place(tmp_path, a_release("r-2", b"second"), replace=True) == "written"
    assert there(tmp_path) == a_release("r-2", b"second")


def test_replacing_takes_away_the_old_releases_other_files(tmp_path: Path) -> None:
    place(tmp_path, a_release("r-1", b"first"))
    new = a_release("r-2", b"second", suffixes=("json",))
    place(tmp_path, new, replace=True)
    assert there(tmp_path) == new


def test_replacing_touches_no_file_that_the_old_release_did_not_publish(tmp_path: Path) -> None:
    place(tmp_path, a_release("r-1", b"first"))
    (tmp_path / "harbor.txt").write_bytes(b"the source, in the same folder")
    (tmp_path / "harbor.html").write_bytes(b"altered by hand since")
    place(tmp_path, a_release("r-2", b"second", suffixes=("pdf", "json")), replace=True)
    assert there(tmp_path)["harbor.txt"] == b"the source, in the same folder"
    assert there(tmp_path)["harbor.html"] == b"altered by hand since"


def test_a_link_under_a_name_is_replaced_and_not_followed(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.write_bytes(a_release()["harbor.pdf"])
    out = tmp_path / "out"
    out.mkdir()
    (out / "harbor.pdf").symlink_to(elsewhere)
    with pytest.raises(Conflict):
        place(out, a_release())
    place(out, a_release("r-2", b"second"), replace=True)
    assert elsewhere.read_bytes() == a_release()["harbor.pdf"]
    assert there(out) == a_release("r-2", b"second")
    assert not (out / "harbor.pdf").is_symlink()


@pytest.mark.parametrize("name", ["../harbor.pdf", "sub/harbor.pdf", ".harbor.pdf"])
def test_a_file_that_would_land_elsewhere_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageProblem):
        place(tmp_path, {name: b"x", MANIFEST: b"y"})
    assert not list(tmp_path.iterdir())


# --- a stop at every step ------------------------------------------------------------------------------------------

class Counting(Disk):
    """A disk that calls ``act`` before and after each step, and in the midst of each write."""

    def __init__(self, act: Callable[[int], None]) -> None:
        self.steps = 0
        self.act = act

    def step(self) -> None:
        self.steps += 1
        self.act(self.steps)

    def write(self, descriptor: int, content: bytes) -> None:
        self.step()
        super().write(descriptor, content[:len(content) // 2])
        self.step()
        super().write(descriptor, content[len(content) // 2:])
        self.step()

    def sync(self, descriptor: int) -> None:
        self.step()
        super().sync(descriptor)
        self.step()

    def rename(self, source: Path, target: Path) -> None:
        self.step()
        super().rename(source, target)
        self.step()

    def remove(self, path: Path) -> None:
        self.step()
        super().remove(path)
        self.step()


class Stopping(Counting):
    """A disk whose process ends at step number ``at``, as a kill would end it."""

    def __init__(self, at: int) -> None:
        super().__init__(lambda step: os._exit(STOPPED) if step == at else None)


OLD = a_release("r-1", b"first")
NEW = a_release("r-2", b"second", suffixes=("html", "json"))


def run_stopped(folder: Path, files: dict[str, bytes], replace: bool, at: int) -> int:
    """The exit code of a process of its own that puts the files and is stopped at that step."""
    process = multiprocessing.get_context("fork").Process(
        target=place, args=(folder, files), kwargs={"replace": replace, "disk": Stopping(at)})
    process.start()
    process.join(30)
    assert process.exitcode is not None
    return process.exitcode


def steps_of(folder: Path, files: dict[str, bytes], replace: bool) -> int:
    counting = Counting(lambda step: None)
    place(folder, files, replace=replace, disk=counting)
    return counting.steps


def check_never_half_done(found: dict[str, bytes], allowed: list[dict[str, bytes]]) -> None:
    """Each final name holds a whole file, and beside a manifest stand no files of another release."""
    for name, content in found.items():
        if not name.startswith("."):
            assert content in [release.get(name) for release in allowed]
    if found.get(MANIFEST) == NEW[MANIFEST]:
        assert {name: found.get(name) for name in NEW} == NEW
    if found.get(MANIFEST) == OLD[MANIFEST]:
        assert all(found[name] == content for name, content in OLD.items() if name in found)


def test_a_first_release_stopped_at_any_step_is_finished_by_the_next_run(tmp_path: Path) -> None:
    steps = steps_of(tmp_path / "whole", NEW, replace=False)
    assert steps > 20
    for at in range(1, steps + 1):
        folder = tmp_path / str(at)
        assert run_stopped(folder, NEW, False, at) == STOPPED
        check_never_half_done(there(folder), [NEW])
        again = {**NEW, MANIFEST: manifest_of(NEW, "r-3")}
        outcome = place(folder, again)
        assert there(folder) == (again if outcome == "written" else NEW)


def test_a_replacement_stopped_at_any_step_is_finished_by_the_next_run(tmp_path: Path) -> None:
    place(tmp_path / "whole", OLD)
    steps = steps_of(tmp_path / "whole", NEW, replace=True)
    for at in range(1, steps + 1):
        folder = tmp_path / str(at)
        place(folder, OLD)
        assert run_stopped(folder, NEW, True, at) == STOPPED
        check_never_half_done(there(folder), [OLD, NEW])
        place(folder, NEW, replace=True)
        assert there(folder) == NEW


def test_a_run_that_is_not_stopped_ends_well(tmp_path: Path) -> None:
    assert run_stopped(tmp_path, NEW, False, 10_000) == 0
    assert there(tmp_path) == NEW


@pytest.mark.parametrize("error", [errno.ENOSPC, errno.EIO, errno.EACCES])
def test_a_disk_that_fails_at_any_step_leaves_nothing_temporary(tmp_path: Path, error: int) -> None:
    steps = steps_of(tmp_path / "whole", NEW, replace=False)
    for at in range(1, steps + 1):
        def fail(step: int, at: int = at) -> None:
            if step == at:
                raise OSError(error, "harbor text")

        folder = tmp_path / str(at)
        with pytest.raises(UnusableOutput) as raised:
            place(folder, NEW, disk=Counting(fail))
        assert raised.value.exit_code == 3
        assert raised.value.file == str(folder)
        assert os.strerror(error) in raised.value.message
        assert "harbor text" not in raised.value.message
        assert not [name for name in there(folder) if name.startswith(".")]
        check_never_half_done(there(folder), [NEW])
        place(folder, NEW)
        assert there(folder) == NEW


def test_an_interrupt_leaves_nothing_temporary(tmp_path: Path) -> None:
    def interrupt(step: int) -> None:
        if step == 5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        place(tmp_path, NEW, disk=Counting(interrupt))
    assert there(tmp_path) == {}


def test_a_folder_that_is_a_file_is_unusable(tmp_path: Path) -> None:
    (tmp_path / "out").write_bytes(b"x")
    with pytest.raises(UnusableOutput):
        place(tmp_path / "out", NEW)


def test_a_folder_under_a_files_name_is_unusable(tmp_path: Path) -> None:
    (tmp_path / "harbor.html").mkdir()
    with pytest.raises(UnusableOutput):
        place(tmp_path, NEW, replace=True)
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


# --- leftovers -----------------------------------------------------------------------------------------------------

def test_leftovers_are_removed_and_nothing_else(tmp_path: Path) -> None:
    for name in (".harbor.pdf.redact-tmp-0123abcd", ".harbor.pdf.redact-tmp-x", ".bashrc", "a.redact-tmp-0123abcd"):
        (tmp_path / name).write_bytes(b"x")
    (tmp_path / ".d.redact-tmp-0123abcd").mkdir()
    assert remove_leftovers(tmp_path) == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        ".bashrc", ".d.redact-tmp-0123abcd", ".harbor.pdf.redact-tmp-x", "a.redact-tmp-0123abcd"]


def test_a_folder_that_is_not_there_has_no_leftovers(tmp_path: Path) -> None:
    assert remove_leftovers(tmp_path / "none") == 0


def test_writers_in_one_folder_do_not_disturb_each_other(tmp_path: Path) -> None:
    def one(word: str) -> None:
        for number in range(15):
            name = f"{word}{number}"
            put(tmp_path, {f"{name}.json": b"x" * 5000, f"{name}.manifest.json": b"{}"},
                last=f"{name}.manifest.json", replace=False)

    context = multiprocessing.get_context("fork")
    processes = [context.Process(target=one, args=(word,)) for word in ("a", "b", "c")]
    for process in processes:
        process.start()
    for process in processes:
        process.join(30)
    assert [process.exitcode for process in processes] == [0, 0, 0]
    assert len(there(tmp_path)) == 90
