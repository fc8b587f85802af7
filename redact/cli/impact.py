"""``redact policy impact``."""

from __future__ import annotations

import contextlib
import datetime as dt
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from redact.cli.batch import Input, find_inputs
from redact.cli.newfile import put_file
from redact.cli.shared import FilePath, as_of_option, banner, json_option, note, print_json, say, table, today
from redact.documents.reading import read as read_document
from redact.errors import Conflict, RedactError
from redact.policy.impact import Impact, in_words
from redact.policy.loading import load_policy

_MARKS = {"looser": "LOOSER", "tighter": "TIGHTER", "same": "same"}


@click.command("impact", epilog="\b\nExample:\n  redact policy impact foia-public draft.yaml cables/ "
                                "--as-of 2026-11-23 --out impact.html")
@click.argument("old", metavar="OLD")
@click.argument("new", metavar="NEW")
@click.argument("folder", metavar="FOLDER|FILE...", nargs=-1, required=True, type=FilePath())
@as_of_option
@click.option("--out", type=FilePath(dir_okay=False, path_type=Path), default=None, metavar="FILE.html",
              help="Write a page with counts, a chart and the beginning of each portion.")
@click.option("--replace", is_flag=True, help="Take the place of a file of that name.")
@json_option
def impact_command(old: str, new: str, folder: Sequence[str], as_of: dt.date | None, out: Path | None, replace: bool,
                   as_json: bool) -> int:
    """List the portions of the documents in FOLDER that policy NEW decides otherwise than OLD.

    The page of --out shows text, so it bears the overall marking of the documents. Exit code 4 if a file could not be
    read; the others are judged all the same.
    """
    if out is not None and out.exists() and not replace:
        raise Conflict("there is a file of that name; --replace takes its place", file=str(out))
    impact = Impact(load_policy(old), load_policy(new), as_of or today())
    failures = _judge(impact, find_inputs(folder, "", apart=()))
    if out is not None:
        from redact.policy.impact_page import impact_page
        put_file(out, impact_page(impact, len(failures)))
    if as_json:
        print_json({**impact.to_json(), "set_aside": failures})
    else:
        _tell(impact, out)
    return 4 if failures else 0


def _judge(impact: Impact, inputs: Sequence[Input]) -> list[dict[str, Any]]:
    """Judge every document; those that cannot be read, told and listed."""
    failures: list[dict[str, Any]] = []
    for number, given in enumerate(inputs, 1):
        _progress(number, len(inputs))
        try:
            if given.problem is not None:
                raise given.problem
            document = read_document(given.path)
            impact.add(document, given.name or document.name)
        except RedactError as problem:
            _progress(0, 0)
            note(f"error: {problem.diagnostics()}")
            failures.append({"document": given.path.name, "message": problem.message})
    _progress(0, 0)
    return failures


def _tell(impact: Impact, out: Path | None) -> None:
    banner(impact.marking)
    counts = impact.counts
    flipped = len({flip.document for flip in impact.flips})
    say(f"From {impact.old.name} version {impact.old.version} to {impact.new.name} version {impact.new.version}, "
        f"judged as of {impact.as_of}: {len(impact.flips):,} of {impact.portions:,} portions flip, in {flipped:,} of "
        f"{impact.documents:,} documents")
    say(f"{counts['looser']:,} looser, {counts['tighter']:,} tighter, {counts['same']:,} as strict on other grounds")
    if impact.flips:
        say()
        table([(flip.document, flip.portion, flip.number or "", flip.mark, _MARKS[flip.direction],
                f"{in_words(flip.old)} → {in_words(flip.new)}") for flip in impact.flips],
              ("document", "id", "no.", "mark", "", "was → becomes"))
    if out is not None:
        say(f"\npage: {out}")
    banner(impact.marking)


def _progress(number: int, count: int) -> None:
    """A counter on a terminal where there are many documents; wiped at the end."""
    if sys.stderr.isatty() and (count > 20 or count == 0):
        bar = f"\r{number} of {count} " + "█" * (30 * number // count) if count else "\r" + " " * 60 + "\r"
        with contextlib.suppress(OSError):
            print(bar, end="", file=sys.stderr, flush=True)
