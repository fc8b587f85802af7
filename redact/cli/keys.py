"""``redact key``: the workspace's signing key."""

from __future__ import annotations

from pathlib import Path

import click

from redact.cli.identity import acting, identity_options, workspace_option, workspace_path
from redact.cli.shared import json_option, note, print_json, say
from redact.review.keys import PUBLIC
from redact.review.making import KEYS
from redact.review.sealing import rotate_key
from redact.review.workspace import Workspace, system_actor
from redact.signing import ALGORITHM, key_id, verifier_key


@click.group(epilog="Example: redact key show")
def key() -> None:
    """The key that signs releases and checkpoints of the log."""


@key.command(short_help="Print its public half, and the keys before it.", epilog="Example: redact key show --json")
@workspace_option
@json_option
def show(workspace: Path | None, as_json: bool) -> None:
    """Print the public half of the key, for those who check releases and the log; and the keys it had before."""
    place = workspace_path(workspace)
    with Workspace.open_to_read(place) as opened:
        _tell(place, opened.known_keys(), as_json)


@key.command(short_help="Give the workspace a new key.", epilog="Example: redact key rotate")
@identity_options
@json_option
def rotate(workspace: Path | None, user: str, password_file: str | None, as_json: bool) -> None:
    """Give the workspace a new key, by an event that the old and the new key sign.

    In a workspace that has people only an admin may.
    The old private key is destroyed. Releases and checkpoints it signed stay good: its public half is kept in the
    folder of keys and in the log.
    """
    place = workspace_path(workspace)
    with Workspace.open(place, create=False, notice=note) as opened:
        rotate_key(opened, _who(opened, user, password_file))
        _tell(place, opened.known_keys(), as_json)


def _who(workspace: Workspace, user: str, password_file: str | None) -> str:
    """Who gives the workspace another key; NotPermitted for somebody who is no admin, where it has people."""
    if not user and not workspace.people.all():
        return system_actor()
    person = acting(workspace, user, password_file)
    person.require("manage people")
    return person.name


def _tell(place: Path, keys: dict[int, bytes], as_json: bool) -> None:
    """``keys`` by the number of the event that names them, the one in force last."""
    *earlier, (since, public) = keys.items()
    file = place / KEYS / PUBLIC
    if as_json:
        print_json({"key": key_id(public), "algorithm": ALGORITHM, "public": public.hex(), "since": since or None,
                    "verifier": verifier_key(public), "file": str(file),
                    "earlier": [{"key": key_id(old), "public": old.hex(), "since": seq} for seq, old in earlier]})
        return
    say(f"key {key_id(public)}{f', since event {since}' if since else ''}; give others this file or this line:")
    say(str(file))
    say(verifier_key(public))
    for seq, old in earlier:
        say(f"before it, from event {seq} on, key {key_id(old)}: {verifier_key(old)}")
