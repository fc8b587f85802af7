"""The command line: ``redact COMMAND …``. Thin: every command calls public functions and prints what they return."""

from __future__ import annotations

import os
import sys
import traceback
from typing import Any

import click

from redact import __version__
from redact.cli.groups import LazyGroup
from redact.cli.output import OutputFailed, ensure_streams, flush, note, silence
from redact.errors import RedactError

_COMMANDS = {
    "read": ("redact.cli.reading:read", "Show a document in portions, with markings and findings."),
    "marking": ("redact.cli.marking:marking", "Say what a marking means, and what is wrong with it."),
    "rollup": ("redact.cli.rollup:rollup", "Show the banner of a document with portions so marked, and why."),
    "plan": ("redact.cli.planning:plan", "Show what a policy proposes for a document, and why."),
    "explain": ("redact.cli.explaining:explain", "Say for one portion why each rule decided or did not."),
    "release": ("redact.cli.releasing:release", "Read, plan, release, check and record documents."),
    "verify": ("redact.cli.verify:verify", "Check published releases, or judge any PDF of anyone."),
    "policy": ("redact.cli.policies:policy", "Check, test, prove and compare policies."),
    "init": ("redact.cli.cases:init", "Make a workspace with you as its first admin."),
    "user": ("redact.cli.cases:user", "Add people and give them roles."),
    "case": ("redact.cli.cases:case", "Open cases, list them, give them another policy, close them."),
    "add": ("redact.cli.cases:add", "Put documents into a case."),
    "queue": ("redact.cli.reviewing:queue", "List the documents in cases and what is left to do."),
    "show": ("redact.cli.reviewing:show", "Show a document of a case as it stands."),
    "decide": ("redact.cli.reviewing:decide", "Confirm what the policy proposes, or overrule it."),
    "undo": ("redact.cli.reviewing:undo", "Take back a decision."),
    "submit": ("redact.cli.reviewing:submit", "Hand a reviewed document to an approver."),
    "approve": ("redact.cli.reviewing:approve", "Approve what somebody else decided."),
    "return": ("redact.cli.reviewing:give_back", "Give a document back to review."),
    "refer": ("redact.cli.reviewing:refer", "Record a referral to another agency, or its answer."),
    "publish": ("redact.cli.issuing:publish", "Publish exactly what was approved."),
    "withdraw": ("redact.cli.issuing:withdraw", "Take a release back."),
    "disclose": ("redact.cli.issuing:disclose", "Take out one portion's text and salt, for a court."),
    "purge": ("redact.cli.issuing:purge", "Destroy a document's text, salts and keys in the vault."),
    "replay": ("redact.cli.keeping:replay", "Build published releases again and compare."),
    "backup": ("redact.cli.keeping:backup", "Copy the workspace while it is in use."),
    "key": ("redact.cli.keys:key", "Show the workspace's signing key, or give it a new one."),
    "audit": ("redact.cli.auditing:audit", "Read the audit log, verify it, export it, prove it to others."),
}


@click.group(cls=LazyGroup, later=_COMMANDS,
             context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
             epilog="Example: redact release cable.txt --policy portion-marks --out released")
@click.version_option(__version__, prog_name="redact")
def cli() -> None:
    """Decide paragraph by paragraph what of a portion-marked document may be released, release it, and prove it.

    Nothing leaves unless a rule releases it, every output is read back and checked before it gets its name, and every
    step is recorded in an audit log that holds no document text.
    """


def main(arguments: list[str] | None = None) -> None:
    """Runs the command line and ends the process with the exit code of design §5."""
    sys.exit(run(arguments))


def run(arguments: list[str] | None = None) -> int:
    """Runs the command line; returns the exit code. Errors are sentences on stderr, never tracebacks."""
    try:
        ensure_streams()
        result = _invoke(sys.argv[1:] if arguments is None else list(arguments))
        flush()
        return result if isinstance(result, int) else 0
    except click.ClickException as problem:
        return _usage(problem)
    except RedactError as problem:
        return _fail(problem.diagnostics(), problem.exit_code)
    except (click.Abort, KeyboardInterrupt):
        return _fail("interrupted", 130)
    except OutputFailed as problem:
        return _no_output(problem)
    except OSError as problem:
        if _is_clicks_output(problem):
            return _no_output(OutputFailed(problem))
        return _fail(_bug(problem), 1)
    except Exception as bug:
        return _fail(_bug(bug), 1)


def _invoke(arguments: list[str]) -> Any:
    """What ``cli.main`` does, but for its own view of broken pipes, which it makes an exit code 1."""
    try:
        with cli.make_context("redact", arguments) as context:
            return cli.invoke(context)
    except click.exceptions.Exit as stop:
        return stop.exit_code


def _usage(problem: click.ClickException) -> int:
    context = getattr(problem, "ctx", None)
    if isinstance(problem, click.exceptions.NoArgsIsHelpError):
        note(problem.ctx.get_help())
        return 2
    hint = f" (try '{context.command_path} --help')" if context else ""
    return _fail(f"{problem.format_message()}{hint}", 2)


def _fail(message: str, code: int) -> int:
    note(f"error: {message}")
    return code


def _no_output(problem: OutputFailed) -> int:
    silence()
    return 141 if problem.broken_pipe else _fail(f"cannot write to standard output: {problem}", 1)


def _is_clicks_output(error: OSError) -> bool:
    """True where click could not print a help text or the version."""
    return any(frame.name == "echo" for frame in traceback.extract_tb(error.__traceback__))


def _bug(bug: Exception) -> str:
    """Where an unexpected failure happened, without its message: that could hold document text."""
    frame = traceback.extract_tb(bug.__traceback__)[-1]
    return f"unexpected failure, a bug: {type(bug).__name__} at {os.path.basename(frame.filename)}:{frame.lineno}"
