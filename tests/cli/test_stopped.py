"""Promise 12: stopped at any instant, nothing is published half done, and the same command run again finishes the work.

A child process runs the whole command and ends itself, as kill -9 would, at the n-th write, sync, rename or commit.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections import Counter
from pathlib import Path

import pytest

from redact.audit import faults
from redact.cli import run
from redact.release import files

pytestmark = pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")

CABLE = Path(__file__).resolve().parents[2] / "examples" / "08VALTARA0214.cable.txt"
KILLED = 137


class Countdown:
    """Ends the process at the n-th step; with n = 0 never, and counts."""

    def __init__(self, stop_at: int):
        self.stop_at = stop_at
        self.count = 0

    def __call__(self, name: str = "") -> None:
        self.count += 1
        if self.count == self.stop_at:
            os._exit(KILLED)


def arguments(folder: Path, policy: str) -> list[str]:
    return ["release", str(CABLE), "--policy", policy, "--out", str(folder / "out"), "--as-of", "2026-11-23",
            "--name", "cable", "--format", "pdf,html,text,json", "--workspace", str(folder / "ws")]


def in_child(words: list[str], stop_at: int) -> int:
    """The exit code of the command run in a child that is stopped at step ``stop_at``."""
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    try:
        quiet = os.open(os.devnull, os.O_WRONLY)
        os.dup2(quiet, 1)
        os.dup2(quiet, 2)
        countdown = Countdown(stop_at)
        faults.checkpoint_hook = countdown
        for step in ("write", "sync", "rename", "remove"):
            original = getattr(files.Disk, step)

            def stepped(self, *given, _original=original):
                countdown()
                result = _original(self, *given)
                countdown()
                return result

            setattr(files.Disk, step, stepped)
        code = run(words)
    finally:
        os._exit(code if "code" in locals() else 99)


def assert_nothing_half_done(folder: Path) -> None:
    for manifest in (folder / "out").glob("*.manifest.json"):
        told = json.loads(manifest.read_text())
        for name, digest in told["files"].items():
            assert hashlib.sha256((folder / "out" / name).read_bytes()).hexdigest() == digest


@pytest.mark.parametrize(("policy", "last"), [("portion-marks", "published"), ("foia-public", "draft-written")])
def test_stopped_at_every_step(tmp_path, capfdbinary, policy, last):
    stop_at, stopped = 0, 0
    # Whatever is loaded and remembered here need not be by every child: what is tested is writing.
    assert run(arguments(tmp_path / "whole", policy)) == 0
    while True:
        stop_at += 1
        folder = tmp_path / str(stop_at)
        code = in_child(arguments(folder, policy), stop_at)
        if code == 0:
            break
        assert code == KILLED
        stopped += 1
        assert_nothing_half_done(folder)
        assert in_child(arguments(folder, policy), 0) == 0, f"stopped at step {stop_at}"
        assert_nothing_half_done(folder)
        assert len(list((folder / "out").glob("*.manifest.json"))) == 1
        assert not [path for path in (folder / "out").iterdir() if path.name.startswith(".")]
        capfdbinary.readouterr()
        assert run(["audit", "verify", "--workspace", str(folder / "ws")]) == 0
        capfdbinary.readouterr()
        assert run(["audit", "log", "--json", "--workspace", str(folder / "ws")]) == 0
        kinds = Counter(json.loads(line)["kind"] for line in capfdbinary.readouterr().out.splitlines())
        expected = {"key": 1, "received": 1, "proposed": 1, last: 1}
        assert kinds == Counter(expected | ({"publishing": 1} if last == "published" else {})), f"step {stop_at}"
    assert stopped > 30
