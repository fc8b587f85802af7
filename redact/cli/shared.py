"""What the commands share: dates and paths as options, JSON on stdout, tables, the marking above and below."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import textwrap
from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

import click

from redact.audit.details import UnloggableDetail, check_column
from redact.cli.output import note, print_json, say, tame
from redact.markings import Marking

__all__ = ["DAY", "FilePath", "as_of_option", "banner", "case_option", "json_option", "note", "paragraph",
           "policy_option", "print_json", "say", "table", "tame", "today",
           "width"]

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


class FilePath(click.Path):
    """A path that is not empty: an empty one is a shell variable that was never set, and would mean this folder."""

    def convert(self, value: str | os.PathLike[str], param: click.Parameter | None,
                ctx: click.Context | None) -> str | bytes | os.PathLike[str]:
        if os.fspath(value) == "":
            self.fail("the path is empty (is a variable unset?)", param, ctx)
        return super().convert(value, param, ctx)


class _PolicyName(click.ParamType[str]):
    """A path or a name, not empty."""

    name = "POLICY"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        if not value:
            self.fail("the name is empty (is a variable unset?)", param, ctx)
        return str(value)


def json_option(command: F) -> F:
    """``--json``: stdout holds the object of the interface and nothing else."""
    return click.option("--json", "as_json", is_flag=True, help="Print the object as JSON and nothing else.")(command)


def policy_option(command: F) -> F:
    """``--policy``: a path, or the name of a shipped policy."""
    return click.option("--policy", "policy_name", required=True, metavar="POLICY", type=_PolicyName(),
                        help="A policy file, or the name of a shipped one (see 'redact policy list').")(command)


def as_of_option(command: F) -> F:
    """``--as-of``: the day the classification is judged on."""
    return click.option("--as-of", type=DAY, default=None, callback=_warn_of_the_future,
                        help="The day on which the classification is judged (default: today).")(command)


def case_option(command: F) -> F:
    """``--case``: a case number as the log takes it."""
    return click.option("--case", default="", metavar="NO", callback=_check_case,
                        help="The case number, printed on releases; a policy's rules may ask for it.")(command)


def _check_case(context: click.Context, option: click.Parameter, case: str) -> str:
    try:
        check_column("case_id", case)
    except UnloggableDetail:
        raise click.BadParameter("a case number has at most 64 letters, digits, blanks and . _ : / # ( ) -, and begins "
                                 "with a letter or digit", context, option) from None
    return case


def _warn_of_the_future(context: click.Context, option: click.Parameter, day: dt.date | None) -> dt.date | None:
    if day is not None and day > today():
        note(f"warning: --as-of {day} lies in the future: what is still classified today may be judged as no longer so")
    return day


def today() -> dt.date:
    """Today by this machine's calendar: a default for options, never read below the command line."""
    return dt.date.today()


def banner(marking: Marking) -> None:
    """The source's overall marking, above and below whatever shows its text."""
    say(marking.banner.center(78).rstrip())


def width() -> int:
    """Columns that prose is wrapped at: the terminal's, but 60 at least and 100 at most; 80 where there is none."""
    return min(max(shutil.get_terminal_size((80, 24)).columns, 60), 100)


def paragraph(text: str, first: str = "", rest: str = "") -> None:
    """Text wrapped at :func:`width`, with what its first line and the others begin with."""
    for line in textwrap.wrap(text, width(), initial_indent=first, subsequent_indent=rest, break_on_hyphens=False):
        say(line)


def table(rows: Iterable[Sequence[str]], titles: Sequence[str]) -> None:
    """Rows in columns as wide as they need; the last column is cut at the terminal's width, which is taken as 120
    columns at least and 160 at most, and has 60 in any case."""
    body = [tuple(titles), *[tuple(row) for row in rows]]
    widths = [max(len(row[column]) for row in body) for column in range(len(titles) - 1)]
    room = max(min(max(shutil.get_terminal_size((120, 24)).columns, 120), 160) - sum(widths) - 2 * len(widths), 60)
    for row in body:
        line = "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=False))
        last = row[-1] if len(row[-1]) <= room else row[-1][:room - 1] + "…"
        say(f"{line}  {last}".rstrip())
