"""Writing to the terminal: results on stdout, messages on stderr, and what happens where neither can be written."""

from __future__ import annotations

import contextlib
import json
import os
import sys
import unicodedata
from collections.abc import Iterator
from typing import Any, Literal

Style = Literal["", "bold", "dim", "green", "yellow", "red"]
_STYLES = {"bold": "\x1b[1m", "dim": "\x1b[2m", "green": "\x1b[32m", "yellow": "\x1b[33m", "red": "\x1b[31m"}


class OutputFailed(Exception):
    """Standard output takes no more: its reader has gone (``broken_pipe``), or the device is full or faulty.

    No :class:`~redact.errors.RedactError`, since it says nothing of a document or of what was done with it.
    """

    def __init__(self, error: OSError):
        super().__init__(os.strerror(error.errno) if error.errno else "the system gives no reason")
        self.broken_pipe = isinstance(error, BrokenPipeError)


def ensure_streams() -> None:
    """Put the null device where standard streams are closed, so that no file of ours gets their number."""
    for descriptor in range(3):
        try:
            os.fstat(descriptor)
        except OSError:
            os.open(os.devnull, os.O_RDWR)
    if sys.stdin is None:
        sys.stdin = open(os.devnull, encoding="utf-8")  # noqa: SIM115 - open until the process ends
    if sys.stdout is None:
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 - open until the process ends
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 - open until the process ends


def silence() -> None:
    """Send what is still in stdout's buffer to the null device, or Python would fail on it when it ends."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


@contextlib.contextmanager
def writing() -> Iterator[None]:
    """Tell a failure to write to stdout from any other: raises :class:`OutputFailed` for it."""
    try:
        yield
    except OSError as error:
        raise OutputFailed(error) from None


def flush() -> None:
    """Write what is still in stdout's buffer. Raises :class:`OutputFailed`."""
    with writing():
        sys.stdout.flush()


def print_json(value: Any) -> None:
    """One JSON object on one line of stdout, in UTF-8 whatever the terminal says. Raises :class:`OutputFailed`."""
    _write(json.dumps(value, ensure_ascii=False))


def say(text: str = "") -> None:
    """A line for people on stdout, with control characters shown and nothing lost to the terminal's encoding.

    Raises :class:`OutputFailed`.
    """
    _write(tame(text))


def say_styled(*parts: tuple[str, Style]) -> None:
    """The same of several parts, each in a style of its own where stdout is a terminal that shows them.

    Raises :class:`OutputFailed`.
    """
    coloured = sys.stdout.isatty() and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb"
    _write("".join(f"{_STYLES[style]}{tame(text)}\x1b[0m" if coloured and style else tame(text)
                   for text, style in parts))


def note(text: str) -> None:
    """A message on stderr: what is going on, not what was asked for. Where stderr takes nothing, it is lost."""
    with contextlib.suppress(OSError):
        print(tame(text), file=sys.stderr)


def tame(text: str) -> str:
    """The text with control and format characters replaced: a document must not drive the terminal."""
    return "".join(c if c in "\n" or unicodedata.category(c) not in {"Cc", "Cf", "Cs", "Co"} else "�" for c in text)


def _write(line: str) -> None:
    with writing():
        sys.stdout.flush()
        sys.stdout.buffer.write(line.encode("utf-8", "backslashreplace") + b"\n")
