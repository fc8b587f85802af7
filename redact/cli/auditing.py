"""``redact audit``: read the log, check that it is whole, and take from it what others need."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import click

from redact.audit.events import LoggedEvent
from redact.audit.log import Filter
from redact.audit.sentences import sentence
from redact.audit.verification import Verification
from redact.cli.audit_proofs import checkpoint, proof
from redact.cli.exporting import custody, export, metadata
from redact.cli.identity import workspace_option
from redact.cli.logs import check_log, database_argument, filter_options, open_log
from redact.cli.shared import FilePath, json_option, print_json, say


@click.group(epilog="Example: redact audit verify")
def audit() -> None:
    """Read the audit log, check that it is whole, and take from it what an auditor needs.

    Where AUDIT.DB is given, no workspace is needed. Nothing but 'checkpoint' and 'export --out' of a workspace writes
    to the log.
    """


@audit.command(short_help="Print the events as sentences.",
               epilog="\b\nExamples:\n  redact audit log --limit 20\n"
               "  redact audit log audit.db --code '(b)(6)' --since 2026-11-01 --until 2026-11-30\n"
               "  redact audit log --document d-mb3xk5q2w7ao --json")
@database_argument
@workspace_option
@filter_options
@click.option("--limit", type=click.IntRange(min=0), default=None, metavar="N", help="Only the last N of them.")
@json_option
def log(database: Path | None, workspace: Path | None, chosen: Filter, limit: int | None, as_json: bool) -> None:
    """Print the events of the log as sentences, oldest first. Changes nothing, and holds no document text."""
    with open_log(database, workspace) as opened:
        events = opened.events(chosen, newest=limit)
        if as_json:
            for logged in events:
                print_json(logged.to_json())
            return
        _show(events, len(str(opened.last().seq)))


def _show(events: Iterable[LoggedEvent], width: int) -> None:
    """One line an event as it comes; nothing waits for the last one."""
    width = max(width, 3)
    say(f"{'seq':>{width}}  {'at (UTC)':19}  {'who':14}  what")
    latest = ""
    for logged in events:
        event = logged.event
        back = "  (the clock ran backwards)" if event.at < latest else ""
        latest = event.at
        case = f"  [{event.case_id}]" if event.case_id else ""
        when = event.at[:19].replace("T", " ")
        say(f"{logged.seq:>{width}}  {when}  {event.actor:14}  {sentence(event)}{case}{back}")


@audit.command(short_help="Check that the log is whole; name the first bad event.",
               epilog="\b\nExamples:\n  redact audit verify\n"
                      "  redact audit verify audit.db --checkpoint kept/2026-11.note --key public.pem")
@database_argument
@workspace_option
@click.option("--checkpoint", "checkpoints", multiple=True, type=FilePath(path_type=Path), metavar="FILE",
              help="A checkpoint kept elsewhere (see 'redact audit checkpoint'); may be given more than once.")
@click.option("--key", type=FilePath(path_type=Path), default=None, metavar="PUBKEY",
              help="A public key that must be one of the log's: public.pem, or the line of 'redact key show'.")
@json_option
def verify(database: Path | None, workspace: Path | None, checkpoints: tuple[Path, ...], key: Path | None,
           as_json: bool) -> int:
    """Check every event's hash, the chain, the keys and the checkpoints; name the first bad event and why.

    With a workspace the log is held against its vault too. Only a checkpoint kept elsewhere shows that the log was not
    rewritten whole, or an older copy put in its place. Exit code 4 if something is wrong. Writes nothing.
    """
    found = check_log(database, workspace, checkpoints, key)
    if as_json:
        print_json(found.to_json())
    else:
        _tell(found)
    return 0 if found.ok else 4


def _tell(found: Verification) -> None:
    if found.problem:
        say("the log is NOT whole")
        say(f"event {found.problem.seq}: {found.problem.code}: {found.problem.message}")
        say(f"{found.size} of {found.events} events were found whole before that")
    else:
        say(f"the log is whole: {found.events} events, root {found.root}")
    if found.ok and found.checked_against:
        say(f"held against {', '.join(found.checked_against)}{f'; signed with key {found.key}' if found.key else ''}")
    if found.clock:
        say(f"the clock ran backwards before event {', '.join(map(str, found.clock))}: the order of events is that of "
            "their numbers")
    if found.notice:
        say(found.notice)


for command in (checkpoint, export, proof, custody, metadata):
    audit.add_command(command)
