"""Long logs: memory that does not grow, progress that is told, and the bar that shows it."""

import sys
import tracemalloc
from pathlib import Path

import pytest
from logs import event, make_signed_log

from redact.audit.log import AuditLog
from redact.audit.verification import verify
from redact.cli import logs as cli_logs


def peak(path: Path) -> int:
    """Bytes of Python objects that a check holds at most."""
    tracemalloc.start()
    try:
        assert verify(path).ok
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def grow(path: Path, events: int) -> None:
    with AuditLog(path, write=True) as log:
        for start in range(0, events, 1000):
            log.append([event(number) for number in range(start, start + 1000)])


def test_ten_times_the_events_take_no_more_memory(tmp_path: Path) -> None:
    path = tmp_path / "audit.db"
    make_signed_log(path, 1000)
    verify(path)
    small = peak(path)
    grow(path, 9000)
    assert peak(path) < small * 1.2 + 20_000


@pytest.mark.soak
def test_a_million_events(tmp_path: Path) -> None:
    path = tmp_path / "audit.db"
    make_signed_log(path, 1000)
    small = peak(path)
    grow(path, 999_000)
    assert peak(path) < small * 1.2 + 20_000


def test_progress_is_told_and_ends_at_the_end(tmp_path: Path) -> None:
    path = tmp_path / "audit.db"
    make_signed_log(path, 1000)
    told: list[tuple[int, int]] = []
    verify(path, progress=lambda done, total: told.append((done, total)))
    assert {total for _, total in told} == {1002}
    assert [done for done, _ in told] == sorted({done for done, _ in told})
    assert told[-1][0] == 1002


class _Terminal:
    """Standard error that says it is a terminal."""

    encoding = "utf-8"

    def __init__(self) -> None:
        self.text = ""

    def write(self, text: str) -> int:
        self.text += text
        return len(text)

    def flush(self) -> None:
        """Nothing is kept back."""

    def isatty(self) -> bool:
        return True

    def fileno(self) -> int:
        return 2


@pytest.mark.parametrize("patience", [0.0, 1000.0])
def test_a_bar_on_a_terminal_when_it_takes_long(tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
                                                patience: float) -> None:
    path, terminal = tmp_path / "audit.db", _Terminal()
    make_signed_log(path, 1000)
    monkeypatch.setattr(cli_logs, "_PATIENCE", patience)
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setenv("TERM", "xterm")
    assert cli_logs.check_log(path, None, (), None).ok
    assert ("checking the log" in terminal.text) == (patience == 0.0)


def test_elsewhere_there_is_no_bar(tmp_path: Path, capfd: pytest.CaptureFixture[str],
                                   monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "audit.db"
    make_signed_log(path, 500)
    monkeypatch.setattr(cli_logs, "_PATIENCE", 0.0)
    assert cli_logs.check_log(path, None, (), None).ok
    assert capfd.readouterr().err == ""
