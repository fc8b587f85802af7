"""Foreign files are judged in a process of their own, bounded in time and memory, and the batch goes on."""

from __future__ import annotations

import contextlib
import json
import selectors
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

from redact.errors import RedactError, UnusableInput, UsageProblem
from redact.release.verifier.worker import seconds_for

_PATIENCE = 5
"""Seconds of waiting to a second of processor time: the machine may be busy with other things."""


class Judges:
    """The process that judges, started when the first file is and again when a file has ended it."""

    def __init__(self, secrets: Sequence[str], source: Mapping[str, str], thorough: bool):
        self._secrets = list(secrets)
        self._source = dict(source)
        self._thorough = thorough
        self._process: subprocess.Popen[str] | None = None

    def __enter__(self) -> Judges:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 trace: TracebackType | None) -> None:
        self._stop()

    def judge(self, path: Path) -> list[dict[str, Any]]:
        """The findings on a PDF file of anyone, as ``redact verify --json`` prints them.

        Raises :class:`UnusableInput` where it cannot be read, or not within its share of time and memory, and
        :class:`UsageProblem` where the call lacks something.
        """
        return self._findings({"pdf": path}, path, path.name, False)

    def judge_release(self, files: Mapping[str, Path], name: str) -> list[dict[str, Any]]:
        """The same for the files of a release of ours, ``pdf``, ``html``, ``txt`` and ``json``, the last always."""
        return self._findings(files, files["json"], name, True)

    def _findings(self, files: Mapping[str, Path], told: Path, name: str, release: bool) -> list[dict[str, Any]]:
        request = {"files": {kind: str(path) for kind, path in files.items()}, "name": name, "release": release,
                   "secrets": self._secrets, "source": self._source, "thorough": self._thorough}
        size = sum(path.stat().st_size for path in files.values())
        answer = self._ask(json.dumps(request), _PATIENCE * seconds_for(size))
        if "usage" in answer:
            raise UsageProblem(answer["usage"])
        if "unusable" in answer:
            raise UnusableInput(answer["unusable"], file=str(told))
        findings: list[dict[str, Any]] = answer["findings"]
        return findings

    def _ask(self, request: str, seconds: float) -> dict[str, Any]:
        process = self._running()
        if process.stdin is None or process.stdout is None:
            raise RedactError("the judging process has no pipes")
        try:
            process.stdin.write(request + "\n")
            process.stdin.flush()
        except OSError:
            self._stop()
            return {"unusable": "the judging process cannot be reached"}
        with selectors.DefaultSelector() as waiting:
            waiting.register(process.stdout, selectors.EVENT_READ)
            line = process.stdout.readline() if waiting.select(seconds) else None
        if line:
            answer: dict[str, Any] = json.loads(line)
            return answer
        self._stop()
        slow = line is None or process.returncode in {-signal.SIGXCPU, -signal.SIGKILL}
        return {"unusable": "reading the file takes longer than a document may" if slow else
                "the file breaks its reader: it takes more memory than a document may, or is made to"}

    def _running(self) -> subprocess.Popen[str]:
        if self._process is not None and self._process.poll() is not None:
            self._stop()
        if self._process is None:
            # -P: nothing that lies in the working folder is taken for a module.
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", "redact.release.verifier.worker"], stdin=subprocess.PIPE,
                stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, encoding="utf-8")
        return self._process

    def _stop(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()
        try:
            process.wait(1)
        except subprocess.TimeoutExpired:
            process.kill()
        process.wait()
