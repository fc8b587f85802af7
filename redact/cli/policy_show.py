"""``redact policy show``."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from pathlib import Path
from textwrap import wrap

import click

from redact.cli.newfile import put_file
from redact.cli.shared import DAY, FilePath, json_option, print_json, say, today
from redact.errors import Conflict
from redact.policy.loading import load_policy
from redact.policy.showing import READING, Sentence, Showing

_WIDTH = 80
"""Columns of the terminal that the text keeps to."""
_COLUMNS = (("No.", 4), ("What", 10), ("Codes", 20), ("Authority", 20), ("Harm", 18))
_SUFFIXES = (".html", ".pdf")


@click.command("show", epilog="\b\nExamples:\n  redact policy show foia-public\n"
                              "  redact policy show draft.yaml --out draft.pdf")
@click.argument("name", metavar="POLICY")
@click.option("--out", type=FilePath(dir_okay=False, path_type=Path), default=None, metavar="FILE.html|FILE.pdf",
              help="Write it as a page or a PDF with a block for the signature.")
@click.option("--date", "day", type=DAY, default=None,
              help="The date printed on the file of --out (default: today).")
@click.option("--replace", is_flag=True, help="Take the place of a file of that name.")
@json_option
def show_command(name: str, out: Path | None, day: dt.date | None, replace: bool, as_json: bool) -> None:
    """Show POLICY in numbered plain sentences and a table, generated from its rules.

    With --out as a page or a PDF to be read and signed: it bears the policy's name, version and SHA-256, so that what
    was signed can be told from what was changed later.
    """
    if out is not None and out.suffix.lower() not in _SUFFIXES:
        raise click.BadParameter("the name ends in .html or .pdf", param_hint="--out")
    if out is not None and out.exists() and not replace:
        raise Conflict("there is a file of that name; --replace takes its place", file=str(out))
    showing = Showing(load_policy(name))
    if out is not None:
        put_file(out, _rendered(showing, out.suffix.lower(), day or today()))
    if as_json:
        print_json(showing.to_json())
    elif out is not None:
        say(f"{out}: {showing.policy.name} version {showing.policy.version}, SHA-256 {showing.policy.sha256}")
    else:
        for line in lines(showing):
            say(line)


def lines(showing: Showing) -> Iterator[str]:
    """The policy as lines of at most 80 columns."""
    yield from wrap(showing.policy.title, _WIDTH)
    yield ""
    room = max(len(label) for label, _ in showing.facts) + 2
    for label, text in showing.facts:
        yield from _hung(text, f"{label:{room}}")
    yield ""
    for text in READING:
        yield from _hung(text, "")
    for title, told in showing.groups:
        yield from ("", title.upper())
        for entry in told:
            yield from _sentence(entry)
    if showing.promises:
        yield from ("", "WHAT IS NEVER RELEASED, WHATEVER THE RULES SAY")
        for promise in showing.promises:
            yield from _hung(promise.words, f"{promise.number:>3}. ")
            yield from _hung(f"[{promise.never}] {promise.because}", "     ")
    if showing.loosened:
        yield from ("", "WHAT IS LOOSER THAN IN THE POLICIES IT EXTENDS")
        for rule, because in showing.loosened:
            yield from _hung(f"[{rule}] {because}", "     ")
    yield from ("", "THE RULES IN A TABLE", *_table(showing))


def _sentence(entry: Sentence) -> Iterator[str]:
    yield from _hung(entry.words, f"{entry.number:>3}. ")
    for pattern in entry.patterns:
        yield from (f"     {pattern[start:start + _WIDTH - 5]}" for start in range(0, len(pattern), _WIDTH - 5))
    yield from _hung(f"[{entry.rule}{'†' if entry.inherited else ''}] {entry.because}", "     ")


def _hung(text: str, lead: str) -> list[str]:
    return wrap(text, _WIDTH, initial_indent=lead, subsequent_indent=" " * len(lead), break_on_hyphens=False)


def _table(showing: Showing) -> Iterator[str]:
    yield _row([title for title, _ in _COLUMNS])
    yield "-" * _WIDTH
    for entry in showing.sentences:
        cells = [wrap(cell, width, break_on_hyphens=False) or [""] for cell, (_, width) in zip(
            (str(entry.number), entry.done, entry.cites, entry.authorities, entry.harm), _COLUMNS, strict=True)]
        for line in range(max(map(len, cells))):
            yield _row([cell[line] if line < len(cell) else "" for cell in cells])


def _row(cells: Sequence[str]) -> str:
    return "  ".join(cell.ljust(width) for cell, (_, width) in zip(cells, _COLUMNS, strict=True)).rstrip()


def _rendered(showing: Showing, suffix: str, day: dt.date) -> bytes:
    if suffix == ".pdf":
        from redact.release.pdf.policy import render_policy
        return render_policy(showing, day)
    from redact.policy.showing_page import policy_page
    return policy_page(showing, day)
