"""What the commands on the audit log share: which log is meant, which of its events, and a bar while it is checked."""

from __future__ import annotations

import datetime as dt
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import click

from redact.audit.checkpoints import Kept, read_checkpoint
from redact.audit.events import KINDS
from redact.audit.log import AuditLog, Filter
from redact.audit.verification import Knowledge, Progress, Verification
from redact.audit.verification import verify as verify_log
from redact.cli.identity import workspace_path
from redact.cli.shared import FilePath
from redact.errors import UnusableInput
from redact.review.making import LOG
from redact.review.workspace import Workspace
from redact.signing import read_public_key

F = TypeVar("F", bound=Callable[..., Any])
_PATIENCE = 2.0
"""Seconds after which a check shows how far it is."""

database_argument = click.argument("database", metavar="[AUDIT.DB]", required=False, type=FilePath(path_type=Path))


class _Moment(click.ParamType[str]):
    """A day, or a day and a time of day in UTC."""

    name = "DAY[THH:MM[:SS]]"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        for form in ("%Y-%m-%d", "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"):
            try:
                moment = dt.datetime.strptime(value, form)
            except ValueError:
                continue
            if moment.strftime(form) == value:
                return str(value)
        return self.fail("write a day as YYYY-MM-DD, or a moment in UTC as YYYY-MM-DDTHH:MM", param, ctx)


def _whole_day(context: click.Context, option: click.Parameter, until: str | None) -> str | None:
    """A day as the end of a span is meant with all its hours."""
    if until is None or "T" in until:
        return until
    return (dt.date.fromisoformat(until) + dt.timedelta(days=1)).isoformat() if until < "9999-12-31" else "9999-99"


_FILTERS = (
    click.option("--person", "actor", default="", metavar="NAME", help="Only what this person did."),
    click.option("--document", default="", metavar="DOC", help="Only what concerns this document."),
    click.option("--portion", default="", metavar="PORTION", help="Only decisions on this portion (p4)."),
    click.option("--rule", default="", metavar="ID", help="Only decisions by this rule."),
    click.option("--code", default="", metavar="CODE", help="Only decisions with this code, such as '(b)(6)'."),
    click.option("--kind", type=click.Choice(KINDS), default=None, metavar="KIND",
                 help="Only events of this kind: " + ", ".join(KINDS) + "."),
    click.option("--case", "case_id", default="", metavar="NO", help="Only what concerns this case."),
    click.option("--since", type=_Moment(), default=None, help="Only events from then on (UTC)."),
    click.option("--until", type=_Moment(), default=None, callback=_whole_day,
                 help="Only events before then (UTC); a day is meant with all its hours."),
)


def filter_options(command: F) -> F:
    """The options that choose events; the command takes them as one ``chosen``."""
    def with_filter(**given: Any) -> Any:
        names = ("actor", "document", "portion", "rule", "code", "kind", "case_id", "since", "until")
        wanted: dict[str, Any] = {name: given.pop(name) or "" for name in names}
        chosen = Filter(**wanted)
        return command(chosen=chosen, **given)

    with_filter.__doc__ = command.__doc__
    with_filter.__name__ = command.__name__
    with_filter.__click_params__ = list(getattr(command, "__click_params__", []))  # type: ignore[attr-defined]
    for option in reversed(_FILTERS):
        option(with_filter)
    return with_filter  # type: ignore[return-value]


def log_file(database: Path | None, workspace: Path | None) -> Path:
    """The log that is meant. UnusableInput if there is none."""
    path = database or workspace_path(workspace) / LOG
    if not path.is_file():
        raise UnusableInput("there is no audit log here", file=str(database or path.parent))
    return path


def open_log(database: Path | None, workspace: Path | None) -> AuditLog:
    """The log that is meant, to read."""
    return AuditLog(log_file(database, workspace), write=False)


def check_log(database: Path | None, workspace: Path | None, checkpoints: tuple[Path, ...],
              key: Path | None) -> Verification:
    """Check the log: AUDIT.DB by itself, or a workspace's against its vault too."""
    kept: tuple[Kept, ...] = tuple(map(read_checkpoint, checkpoints))
    raw = public_key(key) if key else None
    with progress_bar() as progress:
        if database is not None:
            return verify_log(log_file(database, None), known=Knowledge(checkpoints=kept, key=raw), progress=progress)
        with Workspace.open_to_read(workspace_path(workspace)) as opened:
            return opened.verify(checkpoints=kept, key=raw, progress=progress)


def public_key(path: Path) -> bytes:
    """The raw public key in a file. UnusableInput if there is none."""
    try:
        content = path.read_bytes()
    except OSError:
        raise UnusableInput("the key cannot be read", file=str(path)) from None
    return read_public_key(content, str(path)).public_bytes_raw()


@contextmanager
def progress_bar() -> Iterator[Progress | None]:
    """What to tell of progress: on a terminal a bar that comes after two seconds; elsewhere nothing."""
    if not sys.stderr.isatty():
        yield None
        return
    bar = _Bar()
    try:
        yield bar.tell
    finally:
        bar.close()


class _Bar:
    """A bar on stderr; rich is loaded when it is shown."""

    def __init__(self) -> None:
        self._begun = time.monotonic()
        self._shown: Any = None
        self._task: Any = None

    def tell(self, done: int, total: int) -> None:
        if self._shown is None and time.monotonic() - self._begun > _PATIENCE:
            from rich.console import Console
            from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

            self._shown = Progress(TextColumn("checking the log"), BarColumn(), MofNCompleteColumn(),
                                   TimeRemainingColumn(), console=Console(stderr=True), transient=True)
            self._shown.start()
            self._task = self._shown.add_task("", total=total)
        if self._shown is not None:
            self._shown.update(self._task, completed=done)

    def close(self) -> None:
        if self._shown is not None:
            self._shown.stop()
