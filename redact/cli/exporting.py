"""``redact audit export``, ``custody`` and ``metadata``: what auditors carry away."""

from __future__ import annotations

import datetime as dt
import io
import sys
from importlib.resources import files
from pathlib import Path

import click

from redact.audit.export import ExportFormat, write_events
from redact.audit.log import AuditLog, Filter
from redact.cli.identity import workspace_option, workspace_path
from redact.cli.logs import check_log, database_argument, filter_options, open_log
from redact.cli.newfile import check_apart, new_file
from redact.cli.output import writing
from redact.cli.shared import DAY, FilePath, note, say, today
from redact.errors import UnusableInput
from redact.review.making import LOG
from redact.review.workspace import Workspace, system_actor


@click.command(short_help="Write events as CSV or JSON Lines.",
               epilog="\b\nExamples:\n  redact audit export --format csv --out log.csv\n"
                      "  redact audit export audit.db --format jsonl --case F-2026-14 > case.jsonl")
@database_argument
@workspace_option
@filter_options
@click.option("--format", "form", type=click.Choice(["csv", "jsonl"]), default="csv", show_default=True,
              help="CSV, or one JSON object a line.")
@click.option("--out", type=FilePath(dir_okay=False, path_type=Path), default=None, metavar="FILE",
              help="Write to this new file, outside the workspace (default: print).")
def export(database: Path | None, workspace: Path | None, chosen: Filter, form: ExportFormat,
           out: Path | None) -> None:
    """Write events of the log to a file. Out of a workspace the export is itself an event, written first.

    Printed, or taken from AUDIT.DB alone, it changes nothing. In CSV a cell that a spreadsheet would take for a formula
    begins with an apostrophe.
    """
    if out is None:
        with open_log(database, workspace) as log, _stdout() as text:
            write_events(log.events(chosen), text, form)
        return
    place = None if database is not None else workspace_path(workspace)
    check_apart(out, place)
    if place is not None:
        _record(place, chosen, form)
    with open_log(database, workspace) as log:
        count = _write(log, chosen, form, out)
    say(f"{count} events in {out}")


def _record(place: Path, chosen: Filter, form: ExportFormat) -> None:
    """Have the log say who takes what from it, before anything is taken."""
    if not (place / LOG).is_file():
        raise UnusableInput("there is no audit log here", file=str(place))
    with Workspace.open(place, create=False, notice=note) as opened, opened.transaction() as change:
        change.record("exported", actor=system_actor(), case_id=chosen.case_id, document=chosen.document,
                      portion=chosen.portion, details={"format": form})


def _write(log: AuditLog, chosen: Filter, form: ExportFormat, out: Path) -> int:
    with new_file(out) as file:
        text = io.TextIOWrapper(file, encoding="utf-8", newline="", write_through=True)
        count = write_events(log.events(chosen), text, form)
        text.flush()
        text.detach()
    return count


class _stdout:  # noqa: N801 - used as a function
    """Standard output as UTF-8 text with line ends as they are written; failures to write are told apart."""

    def __enter__(self) -> _stdout:
        with writing():
            sys.stdout.flush()
        return self

    def write(self, text: str, /) -> object:
        with writing():
            return sys.stdout.buffer.write(text.encode("utf-8", "backslashreplace"))

    def __exit__(self, *_: object) -> None:
        with writing():
            sys.stdout.buffer.flush()


@click.command(short_help="Write the chain of custody of a document as PDF.",
               epilog="\b\nExample:\n  redact audit custody d-mb3xk5q2w7ao --out custody.pdf --checkpoint kept.note")
@click.argument("document", metavar="DOC")
@database_argument
@workspace_option
@click.option("--out", required=True, type=FilePath(dir_okay=False, path_type=Path), metavar="FILE.pdf",
              help="The new file, outside the workspace.")
@click.option("--checkpoint", "checkpoints", multiple=True, type=FilePath(path_type=Path), metavar="FILE",
              help="A checkpoint kept elsewhere, to check the log against.")
@click.option("--key", type=FilePath(path_type=Path), default=None, metavar="PUBKEY",
              help="A public key that must be one of the log's.")
@click.option("--date", type=DAY, default=None, help="The date printed (default: today).")
def custody(document: str, database: Path | None, workspace: Path | None, out: Path, checkpoints: tuple[Path, ...],
            key: Path | None, date: dt.date | None) -> int:
    """Write the chain of custody of a document as PDF: every event on it, and whether the log is whole.

    Holds no document text. Exit code 4 if the log is not whole; the PDF says so too.
    """
    from redact.cli.custody import custody_pdf

    check_apart(out, None if database is not None else workspace_path(workspace))
    with open_log(database, workspace) as log:
        events = list(log.events(Filter(document=document)))
        if not events:
            raise UnusableInput("the log has no event of this document; 'redact audit log' shows their ids",
                                file=document)
        found = check_log(database, workspace, checkpoints, key)
        made = custody_pdf(document, events, found, log.origin, date or today())
    with new_file(out) as file:
        file.write(made)
    say(f"{len(events)} events, the log is {'whole' if found.ok else 'NOT whole'}: {out}")
    return 0 if found.ok else 4


@click.command(short_help="Print titles and explanations for Datasette.",
               epilog="\b\nExample:\n  redact audit metadata > metadata.json; datasette audit.db -m metadata.json")
def metadata() -> None:
    """Print what Datasette needs to show the log with titles and explanations."""
    say(files("redact.audit").joinpath("data/metadata.json").read_text(encoding="utf-8").rstrip("\n"))
