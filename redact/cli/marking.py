"""``redact marking``: a marking parsed and checked, as a card for people or as JSON for programs."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace
from typing import BinaryIO, cast

import click

from redact.cli.output import flush, tame
from redact.cli.shared import json_option, note, print_json, say
from redact.markings import PROFILES, Marking, Problem, Profile, parse
from redact.markings.parser import LONGEST, Kind

_EXAMPLES = """Examples:

\b
  redact marking 'TOP SECRET//SI/TK//NOFORN'
  redact marking '(S//REL)' '(U//FOUO)' --profile dodm-2012
  redact marking --json < marks.txt > marks.jsonl"""
_LINE_LIMIT = 1 << 20
"""Bytes of a line beyond which the rest of it is read and dropped."""
_UNREADABLE = Problem("not-utf-8", "error", "the line is not UTF-8; characters that cannot be read are replaced",
                      "RFC 3629")


@click.command(epilog=_EXAMPLES)
@click.argument("text", nargs=-1)
@click.option("--kind", type=click.Choice(["banner", "portion"]), default=None,
              help="What TEXT is (default: a portion mark where it stands in parentheses, else a banner).")
@click.option("--profile", type=click.Choice(PROFILES), default=PROFILES[0], show_default=True,
              help="The rulebook it is judged by.")
@click.option("--check", is_flag=True, help="End with exit code 4 if a marking has a problem of severity error.")
@json_option
def marking(text: tuple[str, ...], kind: str | None, profile: str, check: bool, as_json: bool) -> int:
    """Say what each marking TEXT means, and what is wrong with it.

    Without TEXT the markings come from standard input, one a line, and are answered as they come. The answers stand in
    the order of the input, with --json one object a line.
    """
    wrong = False
    for number, (written, readable) in enumerate(_written(text)):
        read = parse(written, kind=cast("Kind | None", kind), profile=cast("Profile", profile))
        if not readable:
            read = replace(read, problems=(*read.problems, _UNREADABLE))
        wrong = wrong or not read.valid
        if as_json:
            print_json(read.to_json())
        else:
            _show(read, first=number == 0)
        flush()
    return 4 if check and wrong else 0


def _written(text: tuple[str, ...]) -> Iterator[tuple[str, bool]]:
    """The markings asked for, each with whether it was readable as UTF-8."""
    if text:
        yield from ((_replaced(each), each == _replaced(each)) for each in text)
        return
    if sys.stdin.isatty():
        note("Write one marking a line; Ctrl-D ends.")
    for line in _lines(sys.stdin.buffer):
        try:
            yield line.decode("utf-8"), True
        except UnicodeDecodeError:
            yield line.decode("utf-8", "replace"), len(line) == _LINE_LIMIT


def _replaced(text: str) -> str:
    """An argument without the surrogates that stand for bytes the terminal could not read."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _lines(stream: BinaryIO) -> Iterator[bytes]:
    """The lines of a stream without their ends, as they come. Of one that is far too long for a marking only the
    beginning is kept, so that no input fills the memory; it is still too long."""
    while line := stream.readline(_LINE_LIMIT):
        ended = line.endswith(b"\n")
        yield line.rstrip(b"\r\n")
        while not ended and (rest := stream.readline(_LINE_LIMIT)):
            ended = rest.endswith(b"\n")


def _show(read: Marking, *, first: bool) -> None:
    """A card: the marking with what is wrong marked under it, and what it says; a blank line before all but the first.
    """
    if not first:
        say()
    text = _one_line(read.text or "")
    say(text if text.strip() else "(nothing)")
    for problem in read.problems:
        if problem.start is not None and problem.end is not None and _fits(read.text or "", text):
            say(_underline(problem.start, problem.end))
        say(f"  {problem.severity}: {problem.message} [{problem.code}"
            + (f"; {problem.rule}]" if problem.rule else "]"))
    for name, value in _facts(read):
        say(f"  {name:13} {value}")


def _one_line(text: str) -> str:
    """The text on one line of the terminal, each character in one column where it stood."""
    shown = "".join(" " if letter.isspace() else letter for letter in tame(text))
    return shown if len(shown) <= LONGEST else shown[:LONGEST - 1] + "…"


def _fits(text: str, shown: str) -> bool:
    return len(text) == len(shown)


def _underline(start: int, end: int) -> str:
    """``~~~^`` under the stretch from ``start`` to ``end``."""
    return " " * start + "~" * (end - start - 1) + "^"


def _facts(read: Marking) -> list[tuple[str, str]]:
    controls = read.controls.to_json()
    facts = [("level", read.level), ("banner", read.canonical_banner), ("portion", read.canonical_portion)]
    if read.owner != ("USA",):
        facts.append(("owner", " ".join(read.owner) + (" (JOINT)" if read.joint else "")))
    facts += [(name.replace("_", " "), ", ".join(tokens)) for name, tokens in controls.items() if tokens]
    facts += [("notices", ", ".join(read.notices))] if read.notices else []
    facts += [("unknown", ", ".join(read.unknown))] if read.unknown else []
    return [*facts, ("valid", "yes" if read.valid else "no")]
