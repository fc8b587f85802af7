"""``redact audit``: read the log, and check that it is whole."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from redact.audit.log import AuditLog
from redact.audit.verification import verify as verify_log
from redact.cli.identity import DEFAULT_WORKSPACE
from redact.cli.shared import FilePath, json_option, print_json, say, table
from redact.errors import UnusableInput
from redact.review.making import LOG
from redact.review.workspace import Workspace

_workspace_option = click.option("--workspace", type=FilePath(file_okay=False, path_type=Path), default=None,
                                 help="The workspace (default: $REDACT_WORKSPACE, then ./redact-workspace).")


@click.group(epilog="Example: redact audit verify")
def audit() -> None:
    """Read the audit log and check that no event was altered, removed, reordered, inserted or cut off."""


@audit.command(epilog="Example: redact audit log --json")
@_workspace_option
@json_option
def log(workspace: Path | None, as_json: bool) -> None:
    """Print the events of the log, oldest first. Changes nothing, and holds no document text."""
    place = _place(workspace)
    if not (place / LOG).is_file():
        raise UnusableInput("there is no audit log here", file=str(place))
    with AuditLog(place / LOG, write=False) as opened:
        if as_json:
            for logged in opened.events():
                print_json(logged.to_json())
            return
        table([(str(logged.seq), logged.event.at, logged.event.actor, logged.event.kind, logged.event.document,
                _brief(logged.event.details)) for logged in opened.events()],
              ("seq", "at", "who", "kind", "document", "details"))


def _brief(details: Mapping[str, Any]) -> str:
    """The details in one line; the table of decisions is counted, not spelled out."""
    told = [_counted(details["decisions"])] if "decisions" in details else []
    for name in ("outcome", "policy", "as_of", "release", "codes", "carriers", "level", "portions", "key"):
        if name in details:
            value = details[name]
            told.append(f"{name} {' '.join(value) if isinstance(value, list) else value}")
    return "; ".join(told)


def _counted(decisions: Sequence[Mapping[str, Any]]) -> str:
    counts = Counter(row["action"] for row in decisions)
    return ", ".join(f"{count} {action}" for action, count in counts.items())


@audit.command(epilog="Example: redact audit verify")
@click.argument("database", metavar="[AUDIT.DB]", required=False, type=FilePath(path_type=Path))
@_workspace_option
@json_option
def verify(database: Path | None, workspace: Path | None, as_json: bool) -> int:
    """Check the log: every event's hash, the chain, its order; with the workspace at hand also its length.

    With AUDIT.DB alone no workspace is needed. Exit code 4 if something is wrong.
    """
    if database is not None:
        if not database.is_file():
            raise UnusableInput("there is no audit log here", file=str(database))
        found = verify_log(database, None)
    else:
        with Workspace.open_to_read(_place(workspace)) as opened:
            found = opened.verify()
    if as_json:
        print_json(found.to_json())
    else:
        say(f"{found.events} events, root {found.root}" if found.ok else "the log is NOT whole")
        if found.problem:
            say(f"event {found.problem.seq}: {found.problem.code}: {found.problem.message}")
        if found.notice:
            say(found.notice)
    return 0 if found.ok else 4


def _place(given: Path | None) -> Path:
    return given or Path(os.environ.get("REDACT_WORKSPACE") or DEFAULT_WORKSPACE)
