"""``redact audit checkpoint`` and ``redact audit proof``: what others keep, and what convinces them."""

from __future__ import annotations

import json
from pathlib import Path

import click

from redact.audit.checkpoints import Kept, read_checkpoint
from redact.audit.proofs import check_proof, prove_consistency, prove_inclusion
from redact.cli.identity import actor_of, workspace_option, workspace_path
from redact.cli.logs import database_argument, open_log, progress_bar, public_key
from redact.cli.newfile import check_apart, new_file
from redact.cli.shared import FilePath, json_option, note, print_json, say
from redact.errors import UnusableInput, UsageProblem
from redact.review.sealing import take_checkpoint
from redact.review.workspace import Workspace


@click.command(short_help="Sign the log as it stands, to be kept elsewhere.",
               epilog="Example: redact audit checkpoint --out /media/safe/2026-11-23.note")
@workspace_option
@click.option("--out", type=FilePath(dir_okay=False, path_type=Path), default=None, metavar="FILE",
              help="Write it to this new file, outside the workspace (default: print it).")
@json_option
def checkpoint(workspace: Path | None, out: Path | None, as_json: bool) -> None:
    """Check the log, and sign how many events it has and their Merkle root.

    Keep the file where whoever could change the log cannot: with another office, on paper, in a newspaper. Held against
    it, 'redact audit verify' finds a log that was rewritten or rolled back.
    """
    place = workspace_path(workspace)
    if out is not None:
        check_apart(out, place)
    with Workspace.open(place, create=False, notice=note) as opened, progress_bar() as progress:
        kept = take_checkpoint(opened, actor_of(opened), progress=progress)
    if out is not None:
        with new_file(out) as file:
            file.write(kept.note.to_text().encode())
    _tell(kept, out, as_json)


def _tell(kept: Kept, out: Path | None, as_json: bool) -> None:
    told = kept.checkpoint
    if as_json:
        print_json({"origin": told.origin, "size": told.size, "root": told.root, "key": kept.key_id,
                    "note": kept.note.to_text(), "out": str(out) if out else None})
    elif out is None:
        say(kept.note.to_text().rstrip("\n"))
    else:
        say(f"checkpoint over {told.size} events, root {told.root}, signed with key {kept.key_id}")
        say(f"{out}: keep it where whoever could change the log cannot")


@click.command(short_help="Prove one event, or that the log only grew, without it.",
               epilog="\b\nExamples:\n  redact audit proof 17 > event-17.proof\n"
                      "  redact audit proof --since kept.note > grown.proof\n"
                      "  redact audit proof --check event-17.proof --key public.pem")
@click.argument("seq", required=False, type=click.IntRange(min=1))
@database_argument
@workspace_option
@click.option("--since", type=FilePath(path_type=Path), default=None, metavar="FILE",
              help="Prove instead that the log only grew since this checkpoint.")
@click.option("--check", "checked", type=FilePath(path_type=Path), default=None, metavar="FILE",
              help="Check a proof; no log is needed.")
@click.option("--key", "keys", multiple=True, type=FilePath(path_type=Path), metavar="PUBKEY",
              help="With --check: the key that signed; once more for one that replaced it.")
def proof(seq: int | None, database: Path | None, workspace: Path | None, since: Path | None, checked: Path | None,
          keys: tuple[Path, ...]) -> None:
    """Prove to somebody without the log that event SEQ stands in it, or that it only grew.

    The proof leads to the newest checkpoint, and is printed as JSON.
    """
    if (seq is not None) + (since is not None) + (checked is not None) != 1:
        raise UsageProblem("give the number of an event, or --since, or --check")
    if checked is not None:
        _check(checked, keys)
        return
    with open_log(database, workspace) as opened:
        print_json(prove_consistency(opened, read_checkpoint(since)) if since is not None
                   else prove_inclusion(opened, seq or 0))


def _check(path: Path, keys: tuple[Path, ...]) -> None:
    if not keys:
        raise UsageProblem("--check needs --key: a proof is worth what its signature is")
    try:
        told = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        raise UnusableInput("the proof cannot be read", file=str(path)) from None
    say(check_proof(told, [public_key(key) for key in keys]))
