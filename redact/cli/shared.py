"""What the commands share: dates and paths as options, JSON on stdout, tables, the marking above and below."""

from __future__ import annotations

import datetime as dt
import json
import sys
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

import click

from redact.markings import Marking

F = TypeVar("F", bound=Callable[..., Any])


class Day(click.ParamType[dt.date]):
    """A day written as YYYY-MM-DD."""

    name = "YYYY-MM-DD"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> dt.date:
        if isinstance(value, dt.date):
            return value
        try:
            day = dt.date.fromisoformat(value)
        except ValueError:
            self.fail("write the day as YYYY-MM-DD, such as 2018-06-07", param, ctx)
        if value != day.isoformat():
            self.fail("write the day as YYYY-MM-DD, such as 2018-06-07", param, ctx)
        return day


DAY = Day()


def json_option(command: F) -> F:
    """``--json``: stdout holds the object of the interface and nothing else."""
    return click.option("--json", "as_json", is_flag=True, help="Print the object as JSON and nothing else.")(command)


def policy_option(command: F) -> F:
    """``--policy``: a path, or the name of a shipped policy."""
    return click.option("--policy", "policy_name", required=True, metavar="POLICY",
                        help="A policy file, or the name of a shipped one (see 'redact policy list').")(command)


def as_of_option(command: F) -> F:
    """``--as-of``: the day the classification is judged on."""
    return click.option("--as-of", type=DAY, default=None,
                        help="The day on which the classification is judged (default: today).")(command)


def today() -> dt.date:
    """Today by this machine's calendar: a default for options, never read below the command line."""
    return dt.date.today()


def print_json(value: Any) -> None:
    """One JSON object on one line of stdout, in UTF-8 whatever the terminal says."""
    sys.stdout.flush()
    sys.stdout.buffer.write(json.dumps(value, ensure_ascii=False).encode("utf-8", "backslashreplace") + b"\n")


def say(text: str = "") -> None:
    """A line for people on stdout, with control characters shown and nothing lost to the terminal's encoding."""
    sys.stdout.flush()
    sys.stdout.buffer.write(tame(text).encode("utf-8", "backslashreplace") + b"\n")


def note(text: str) -> None:
    """A message on stderr: what is going on, not what was asked for."""
    print(tame(text), file=sys.stderr)


def tame(text: str) -> str:
    """The text with control and format characters replaced: a document must not drive the terminal."""
    return "".join(c if c in "\n" or unicodedata.category(c) not in {"Cc", "Cf", "Cs", "Co"} else "�" for c in text)


def banner(marking: Marking) -> None:
    """The source's overall marking, above and below whatever shows its text."""
    say(marking.banner.center(78).rstrip())


def table(rows: Iterable[Sequence[str]], titles: Sequence[str]) -> None:
    """Rows in columns as wide as they need; the last column is cut at 120 columns."""
    body = [tuple(titles), *[tuple(row) for row in rows]]
    widths = [max(len(row[column]) for row in body) for column in range(len(titles) - 1)]
    for row in body:
        line = "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=False))
        room = max(120 - len(line) - 2, 20)
        last = row[-1] if len(row[-1]) <= room else row[-1][:room - 1] + "…"
        say(f"{line}  {last}".rstrip())
