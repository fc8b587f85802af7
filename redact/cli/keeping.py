"""``redact backup`` and ``redact replay``: keeping a workspace, and proving what was published from it."""

from __future__ import annotations

from pathlib import Path

import click

from redact.cli.identity import actor_of, workspace_option, workspace_path
from redact.cli.shared import FilePath, json_option, note, print_json, say
from redact.errors import UsageProblem
from redact.review.backup import back_up
from redact.review.replay import replay as replay_releases
from redact.review.workspace import Workspace


@click.command(epilog="Example: redact backup --out /media/safe/workspace-2026-11-26")
@click.option("--out", required=True, type=FilePath(path_type=Path), help="A folder that is not there yet.")
@workspace_option
@json_option
def backup(out: Path, workspace: Path | None, as_json: bool) -> None:
    """Copy the workspace as it is at one moment, while others go on working in it.

    The copy holds the documents and the key: keep it as safe as the workspace. 'redact audit verify' checks it. The
    log says that a copy was asked for, and by whom.
    """
    with Workspace.open(workspace_path(workspace), create=False, notice=note) as opened:
        with opened.transaction() as change:
            change.record("exported", actor=actor_of(opened), details={"format": "backup", "last": opened.mark.seq})
        back_up(opened, out)
        seq = opened.mark.seq
    if as_json:
        print_json({"workspace": str(workspace_path(workspace)), "backup": str(out), "events": seq})
    else:
        say(f"{out}: a copy with {seq} events")


@click.command(epilog="Example: redact replay r-7hq2m4xw3k6a")
@click.argument("release", metavar="[RELEASE]", required=False, default="")
@workspace_option
@json_option
def replay(release: str, workspace: Path | None, as_json: bool) -> int:
    """Build published releases again from vault and log alone, and hold them against what was published.

    All releases, or the one named. Exit code 4 where one does not come out byte for byte; the event is named.
    """
    results = []
    with Workspace.open_to_read(workspace_path(workspace)) as opened:
        for replayed in replay_releases(opened, release):
            results.append(replayed)
            if as_json:
                print_json(replayed.to_json())
            else:
                say(f"{replayed.release}: {replayed.message}")
    if release and not results:
        raise UsageProblem("the log tells of no such release")
    return 4 if any(replayed.result in ("different", "lost") for replayed in results) else 0
