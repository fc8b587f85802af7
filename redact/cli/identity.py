"""Who acts: ``--as`` with a password, or the operating system's user where the workspace maps it."""

from __future__ import annotations

import getpass
import os
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar, cast

import click

from redact.cli.shared import FilePath, note
from redact.errors import NotPermitted, UnusableInput, UsageProblem
from redact.review.desk import Desk
from redact.review.people import Person
from redact.review.vaultkey import ask_with, first_line
from redact.review.workspace import Workspace, system_actor

F = TypeVar("F", bound=Callable[..., Any])
_LONE = re.compile("[\ud800-\udfff]")
if sys.stdin and sys.stdin.isatty():
    ask_with(lambda prompt: getpass.getpass(f"{prompt}: ", sys.stderr))
DEFAULT_WORKSPACE = "redact-workspace"
LONGEST_PASSWORD = 1024
"""Characters."""

workspace_option = click.option(
    "--workspace", type=FilePath(file_okay=False, path_type=Path), default=None,
    help="The workspace (default: $REDACT_WORKSPACE, then ./redact-workspace).")
case_of_option = click.option("--case", "case_no", default="", metavar="NO",
                              help="The case, where the document is in several.")
version_option = click.option("--version", type=int, default=None, metavar="N",
                              help="Act only if the document is still at this version.")


def identity_options(command: F) -> F:
    """``--workspace``, ``--as`` and ``--password-file``; and what people write has to be text that can be kept."""
    command = _of_text(command)
    for option in (
        click.option("--password-file", default=None, metavar="FILE|-",
                     help="Where the password of --as is: the first line of a file, or of standard input."),
        click.option("--as", "user", default="", metavar="USER",
                     help="Who acts (default: the person to whom the workspace maps the system's user)."),
        workspace_option,
    ):
        command = option(command)
    return command


def _of_text(command: F) -> F:
    """The command, refusing a value that is no UTF-8. Paths are the system's and may be anything."""
    @wraps(command)
    def checked(*args: Any, **given: Any) -> Any:
        for option in click.get_current_context().command.params:
            value = given.get(option.name or "")
            words = value if isinstance(value, tuple) else (value,)
            if option.type is click.STRING and any(isinstance(word, str) and _LONE.search(word) for word in words):
                raise UsageProblem(f"{option.opts[-1]}: this is no valid text: write it in UTF-8")
        return command(*args, **given)
    return cast(F, checked)


def workspace_path(given: Path | None) -> Path:
    """The workspace that is meant."""
    return given or Path(os.environ.get("REDACT_WORKSPACE") or DEFAULT_WORKSPACE)


@contextmanager
def desk(workspace: Path | None, user: str, password_file: str | None, *, write: bool = True) -> Iterator[Desk]:
    """The desk of whoever acts, in an existing workspace. Raises NotPermitted where nobody is known to act."""
    path = workspace_path(workspace)
    opened = Workspace.open(path, create=False, notice=note) if write else Workspace.open_to_read(path)
    with opened:
        yield Desk(opened, acting(opened, user, password_file))


def acting(workspace: Workspace, user: str, password_file: str | None) -> Person:
    """The person who acts; NotPermitted where the workspace does not know them."""
    if user:
        return workspace.people.prove(user, read_password(password_file, f"Password of {user}"))
    if password_file is not None:
        raise UsageProblem("--password-file goes with --as")
    name = system_actor().removeprefix("os:")
    person = workspace.people.of_system_user(name)
    if person is None:
        raise NotPermitted(f"the workspace knows nobody as the system's user {name}: name yourself with --as, or have "
                           "an admin add you ('redact user add'); 'redact init' makes its caller the first admin")
    return person


def actor_of(workspace: Workspace) -> str:
    """Who the log names for what needs no role: the person the system's user is mapped to, else ``os:NAME``."""
    name = system_actor()
    person = workspace.people.of_system_user(name.removeprefix("os:"))
    return person.name if person else name


def read_password(source: str | None, prompt: str) -> str:
    """A password from the first line of a file or of standard input (``-``), or asked for on a terminal. Raises
    UnusableInput where the file is missing or cannot be read, UsageProblem where there is nobody to ask."""
    if source == "-":
        try:
            line = sys.stdin.readline(LONGEST_PASSWORD + 2)
        except UnicodeDecodeError:
            raise UnusableInput("the password is no valid text: write it in UTF-8", file="standard input") from None
    elif source is not None:
        if not Path(source).exists():
            raise UnusableInput("there is no such file; its first line is to be the password", file=source)
        return first_line(Path(source))
    elif sys.stdin.isatty():
        line = getpass.getpass(f"{prompt}: ", sys.stderr)
    else:
        raise UsageProblem("there is no terminal to ask for the password: give --password-file FILE, or - for "
                           "standard input")
    password = line.rstrip("\r\n")
    if _LONE.search(password):
        raise UnusableInput("the password is no valid text: write it in UTF-8", file="standard input")
    return password
