"""``redact policy diff``."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path

import click

from redact.cli.identity import actor_of, workspace_path
from redact.cli.shared import FilePath, json_option, note, print_json, say
from redact.errors import UsageProblem
from redact.policy.comparing import Change, Comparison, compare_policies
from redact.policy.loading import load_policy

_TITLES = {"action": "What is released and withheld", "effective": "What leaves at a lower level",
           "codes": "Codes", "referrals": "Referrals", "search": "What is looked for in the text, compared as written",
           "never": "What is promised", "setting": "Settings", "undecided": "What could not be decided"}


@click.command("diff", epilog="\b\nExamples:\n  redact policy diff foia-public draft.yaml\n"
                              "  redact policy diff old.yaml new.yaml --accept-looser 'Statute repealed, 3 May'")
@click.argument("old", metavar="OLD")
@click.argument("new", metavar="NEW")
@click.option("--accept-looser", "reason", default=None, metavar="REASON",
              help="Accept what is looser; who did and why is recorded in the workspace's log.")
@click.option("--workspace", type=FilePath(file_okay=False, path_type=Path), default=None,
              help="The workspace (default: $REDACT_WORKSPACE, then ./redact-workspace; made on first use).")
@json_option
def diff_command(old: str, new: str, reason: str | None, workspace: Path | None, as_json: bool) -> int:
    """Say in sentences what policy NEW changes against OLD in meaning, not in text: LOOSER, TIGHTER or SAME.

    Both are decided in every situation that either can tell apart; each difference comes with the plainest portion and
    document that show it. Exit code 4 if anything is looser, unless it is accepted with a reason.
    """
    if reason is not None and not reason.strip():
        raise UsageProblem("--accept-looser: say why")
    comparison = compare_policies(load_policy(old), load_policy(new))
    accepted = bool(comparison.looser) and reason is not None
    if accepted and reason is not None:
        _accept(comparison, reason, workspace)
    if as_json:
        print_json({**comparison.to_json(), "accepted": accepted})
    else:
        _tell(comparison, accepted)
    return 4 if comparison.looser and not accepted else 0


def _accept(comparison: Comparison, reason: str, workspace: Path | None) -> None:
    from redact.review.accepting import accept_policy
    from redact.review.workspace import Workspace
    with Workspace.open(workspace_path(workspace), notice=note) as opened:
        accept_policy(opened, comparison.old, comparison.new, reason, actor_of(opened))


def _tell(comparison: Comparison, accepted: bool) -> None:
    old, new = comparison.old, comparison.new
    say(f"From {old.name} version {old.version} to {new.name} version {new.version}: {comparison.verdict.upper()}"
        f"{', accepted' if accepted else ''}; {comparison.situations:,} situations compared")
    if not comparison.whole:
        say("There are more situations than can be compared. Whether anything else is looser or tighter is bounded "
            "from both sides; which codes are cited there is not compared.")
    if not comparison.changes:
        say("SAME     Every portion of every document is decided alike.")
    order = list(_TITLES)
    for what, changes in groupby(sorted(comparison.changes, key=lambda change: order.index(change.what)),
                                 key=lambda change: change.what):
        say()
        say(_TITLES[what])
        for change in changes:
            _tell_change(change)


def _tell_change(change: Change) -> None:
    count = f" In {change.situations:,} situation{'s' if change.situations > 1 else ''}." if change.situations else ""
    say(f"{change.direction.upper():8} {change.sentence}{count}")
    if change.example is not None:
        say(f"         such as {change.example.words}")
    if change.rules:
        say(f"         by {', '.join(change.rules)}")
