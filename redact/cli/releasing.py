"""``redact release``."""

from __future__ import annotations

import contextlib
import datetime as dt
import sys
import unicodedata
from collections.abc import Sequence
from dataclasses import replace as replaced
from pathlib import Path
from typing import Any

import click

from redact.cli.batch import Input, find_inputs
from redact.cli.identity import actor_of, workspace_path
from redact.cli.planning import OUTCOMES, minimap
from redact.cli.shared import (
    DAY,
    FilePath,
    as_of_option,
    case_option,
    json_option,
    note,
    policy_option,
    print_json,
    say,
    today,
)
from redact.documents.reading import read as read_document
from redact.errors import RedactError, UnusableInput, UsageProblem
from redact.policy.loading import load_policy
from redact.policy.proving import require_proof
from redact.release.remaining import remaining_bits
from redact.release.signing_pdf import PdfSigner
from redact.review.publishing import Format, Order, Outcome, release_document
from redact.review.workspace import Workspace, system_actor

_FORMATS: tuple[Format, ...] = ("pdf", "html", "txt", "json")

_LONGEST_PASSWORD = 4096
"""Bytes of a password's line that are read."""


@click.command(epilog="\b\nExamples:\n  redact release cable.txt --policy portion-marks --out released\n"
                      "  redact release cables/ --policy foia-public --out drafts --as-of 2018-06-07 --case F-2026-14\n"
                      "  redact release cable.txt --policy portion-marks --out released --sign office.p12")
@click.argument("paths", metavar="FILE|DIR...", nargs=-1, required=True, type=FilePath())
@policy_option
@click.option("--out", required=True, type=FilePath(file_okay=False, path_type=Path), help="Where releases go.")
@as_of_option
@click.option("--date", type=DAY, default=None, help="The date printed on the release (default: the as-of day).")
@case_option
@click.option("--authority", default="", metavar="'NAME, TITLE'", help="Who declassifies, printed where that happened.")
@click.option("--format", "formats", default="pdf,html,json", show_default=True,
              help="pdf, html, text, json, parted by commas; JSON comes always.")
@click.option("--name", default="", help="The release's name (default: the input's name without its ending).")
@click.option("--replace", is_flag=True, help="Take the place of another release of that name.")
@click.option("--workspace", type=FilePath(file_okay=False, path_type=Path), default=None,
              help="The workspace (default: $REDACT_WORKSPACE, then ./redact-workspace; made on first use).")
@click.option("--sign", "key", type=FilePath(path_type=Path), default=None, metavar="KEY.p12",
              help="Certify the PDF with this key (PKCS#12; needs the extra [sign]). Drafts stay unsigned.")
@click.option("--sign-password-file", type=FilePath(allow_dash=True), default=None, metavar="FILE|-",
              help="The key's password, the first line of a file or of standard input.")
@json_option
def release(paths: Sequence[str], policy_name: str, out: Path, as_of: dt.date | None, date: dt.date | None, case: str,
            authority: str, formats: str, name: str, replace: bool, workspace: Path | None, key: Path | None,
            sign_password_file: str | None, as_json: bool) -> int:
    """Read, plan, release, check and record each FILE, and every file in each DIR.

    A text that says nowhere how it is classified is read all the same, and withheld whole.
    Of a folder, hidden files, linked folders, the workspace and --out are passed over.
    Under a policy with 'review: none' the releases are published; under any other, drafts are written. Under a policy
    that breaks its own 'never', or cannot be proved to keep it, nothing is (see 'redact policy prove'). Nothing gets
    its final name before the outputs were read back and checked. A document that cannot be released is set aside with
    its reason, and the others go on.
    """
    policy = load_policy(policy_name)
    require_proof(policy)
    check_authority(authority)
    day = as_of or today()
    order = Order(policy=policy, as_of=day, date=date or day, out=out, actor=system_actor(), case=case,
                  authority=authority, formats=formats_of(formats), replace=replace,
                  signer=signer_of(key, sign_password_file))
    place = workspace_path(workspace)
    apart_from(place, out)
    inputs = find_inputs(paths, name, apart=(place, out))
    with Workspace.open(place, notice=note) as opened:
        order = replaced(order, actor=actor_of(opened))
        return _Batch(opened, order, as_json, len(inputs) > 1 or any(Path(path).is_dir() for path in paths)).run(inputs)


class _Batch:
    """Releases one document after another, printing a line for each."""

    def __init__(self, workspace: Workspace, order: Order, as_json: bool, many: bool):
        self.workspace = workspace
        self.order = order
        self.as_json = as_json
        self.many = many
        self.counts: dict[str, int] = {}
        self.failures: list[RedactError] = []

    def run(self, inputs: Sequence[Input]) -> int:
        for number, given in enumerate(inputs, 1):
            self._progress(number, len(inputs))
            try:
                self._show(given.path, self._release(given))
            except RedactError as problem:
                if not self.many:
                    raise
                self.failures.append(problem)
                self._set_aside(given.path, problem)
        self._progress(0, 0)
        if self.many and not self.as_json:
            say(self._summary())
        return 4 if self.failures else 0

    def _release(self, given: Input) -> Outcome:
        if given.problem is not None:
            raise given.problem
        return release_document(self.workspace, read_document(given.path), given.name, self.order)

    def _summary(self) -> str:
        one_many = {"published": ("published", "published"), "draft": ("draft", "drafts"),
                    "stands": ("stands already", "stand already")}
        parts = [f"{count} {one_many[state][count != 1]}" for state, count in sorted(self.counts.items())]
        if self.failures:
            parts.append(f"{len(self.failures)} set aside")
        return ", ".join(parts) or "no document"

    def _show(self, path: Path, outcome: Outcome) -> None:
        self.counts[outcome.state] = self.counts.get(outcome.state, 0) + 1
        if self.as_json:
            print_json(_as_json(path, outcome))
            return
        words = {"published": "published", "draft": "draft", "stands": "stands already"}[outcome.state]
        say(f"{words:9}  {outcome.model.name}: {OUTCOMES[outcome.plan.outcome]}"
            f"{'; ' + ', '.join(outcome.model.codes) if outcome.model.codes else ''}")
        say(f"           {minimap(outcome.plan)}   · released  ▒ redacted  ▓ referred  █ withheld")
        for file in outcome.files:
            say(f"           {file}")
        say(f"           {remaining_bits(outcome.model).sentence()}")
        for finding in outcome.plan.findings:
            if finding.severity != "note":
                note(f"{finding.severity}: {path}: {finding.portion or 'document'}: {finding.code}: {finding.message}")

    def _set_aside(self, path: Path, problem: RedactError) -> None:
        note(f"error: {problem.diagnostics()}")
        if self.as_json:
            print_json({"document": path.name, "state": "set-aside", "error": type(problem).__name__,
                        "message": problem.message, "exit_code": problem.exit_code})

    def _progress(self, number: int, count: int) -> None:
        """A counter on a terminal while many are released; wiped at the end."""
        if self.many and sys.stderr.isatty():
            bar = f"\r{number} of {count} " + "█" * (30 * number // count) if count else "\r" + " " * 60 + "\r"
            with contextlib.suppress(OSError):
                print(bar, end="", file=sys.stderr, flush=True)


def _as_json(path: Path, outcome: Outcome) -> dict[str, Any]:
    return {"document": path.name, "document_id": outcome.document_id, "release": outcome.release_id,
            "name": outcome.model.name, "status": outcome.model.status, "state": outcome.state,
            "determination": outcome.plan.outcome, "codes": list(outcome.model.codes),
            "files": [str(file) for file in outcome.files],
            "remaining_bits": round(remaining_bits(outcome.model).total, 3),
            "findings": [finding.to_json() for finding in outcome.plan.findings]}


def signer_of(key: Path | None, password_file: str | None) -> PdfSigner | None:
    """Who certifies the PDF, as the options say; None for nobody."""
    if key is None:
        if password_file is not None:
            raise UsageProblem("--sign-password-file is the password of a key: name the key with --sign KEY.p12")
        return None
    if password_file is None:
        return PdfSigner.load(key)
    try:
        with click.open_file(password_file, "rb") as stream:
            line: bytes = stream.readline(_LONGEST_PASSWORD)
    except OSError as error:
        raise UnusableInput(f"the password of the signing key cannot be read: {error.strerror}",
                            file=password_file) from None
    return PdfSigner.load(key, line.rstrip(b"\r\n"))


def check_authority(authority: str) -> None:
    if any(unicodedata.category(character) in {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"} for character in authority):
        raise UsageProblem("--authority: write NAME, TITLE in plain characters on one line")


def formats_of(text: str) -> tuple[Format, ...]:
    asked = {"txt" if part.strip() == "text" else part.strip() for part in text.split(",") if part.strip()}
    if not asked:
        raise UsageProblem("--format names no format; choose from pdf, html, text, json")
    if unknown := asked - set(_FORMATS):
        raise UsageProblem(f"unknown format: {', '.join(sorted(unknown))}; choose from pdf, html, text, json")
    return tuple(kind for kind in _FORMATS if kind in asked | {"json"})


def apart_from(place: Path, out: Path) -> None:
    """Raise UsageProblem where the workspace and the folder for releases lie in each other."""
    inner, outer = place.resolve(), out.resolve()
    if inner == outer or inner in outer.parents or outer in inner.parents:
        raise UsageProblem("releases and the workspace must lie apart: neither --out nor --workspace may be inside "
                           "the other")
