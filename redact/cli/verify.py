"""``redact verify``."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import click

from redact.cli.shared import FilePath, json_option, note, print_json, say
from redact.errors import RedactError, UnusableInput
from redact.release.verifier.files import Verdict, verify_files
from redact.release.verifier.releases import load_public_key

_LARGEST_SECRETS = 8_000_000
_UNREADABLE, _FINDING = 3, 4


@click.command(epilog="\b\nExamples:\n  redact verify released/ --key public.pem\n"
                      "  redact verify first/CABLE.manifest.json fuller/CABLE.manifest.json --key public.pem\n"
                      "  redact verify from-another-office.pdf --secret names.txt --thorough --json")
@click.argument("paths", metavar="PATH...", nargs=-1, required=True, type=FilePath())
@click.option("--key", type=FilePath(path_type=Path), default=None, metavar="PUBKEY",
              help="The public key (PEM) that releases must be signed with.")
@click.option("--source", type=FilePath(path_type=Path), default=None,
              help="The document that was released: what of it the release does not say is looked for.")
@click.option("--secret", type=FilePath(path_type=Path), default=None,
              help="A text file of what is withheld, one name, number or phrase a line ('-' for stdin).")
@click.option("--disclosed", type=FilePath(path_type=Path), default=None, metavar="FILE",
              help="A portion from 'redact disclose', to be checked against the release.")
@click.option("--thorough", is_flag=True, help="Ask a third text engine too (pdfminer.six).")
@json_option
def verify(paths: Sequence[str], key: Path | None, source: Path | None, secret: Path | None,
           disclosed: Path | None, thorough: bool, as_json: bool) -> int:
    """Check published releases, or judge any PDF of anyone.

    A file with a manifest beside it is a release: its signature, its files and its portions are checked, and whether it
    was withdrawn. Of two releases, the older named first, it is also checked that they agree. Any other PDF
    is judged by what it holds and does not show: text under boxes, invisible, clipped or off the page, earlier
    revisions, metadata that say more than the pages. With --secret or --source it is also searched for what is
    known to be withheld. What is found is named by place and kind, never by its words.

    Exit code 4 if anything is found, 3 if a file cannot be read; the others are judged all the same.
    """
    verdicts = []
    for verdict in verify_files(paths, key=load_public_key(key) if key else None, secrets=_secrets(secret),
                                source=_source_texts(source), thorough=thorough, disclosed=disclosed):
        verdicts.append(verdict)
        if verdict.problem is not None:
            note(f"error: {verdict.problem.diagnostics()}")
        elif not as_json:
            _show(verdict)
    if as_json:
        print_json({"files": [verdict.to_json() for verdict in verdicts]})
    if any(not verdict.ok and verdict.problem is None for verdict in verdicts):
        return _FINDING
    return _UNREADABLE if any(verdict.problem for verdict in verdicts) else 0


def _show(verdict: Verdict) -> None:
    what = "release" if verdict.kind == "release" else "PDF"
    signed = f", signature {verdict.signature}" if verdict.signature else ""
    say(f"{'ok     ' if verdict.ok else 'FINDING'}  {verdict.path} ({what}{signed})")
    for finding in verdict.findings:
        place = f", page {finding['page']}" if finding["page"] else ""
        if finding["box"]:
            place += " at " + " ".join(f"{side:.0f}" for side in finding["box"])
        say(f"         {finding['severity']}: {finding['code']}: {finding['carrier']}{place}: {finding['message']}")


def _secrets(path: Path | None) -> list[str]:
    if path is None:
        return []
    try:
        data = sys.stdin.buffer.read() if str(path) == "-" else path.read_bytes()
    except OSError:
        raise UnusableInput("the secrets cannot be read", file=str(path)) from None
    if len(data) > _LARGEST_SECRETS:
        raise UnusableInput("the file of secrets is too large", file=str(path))
    lines = [line.strip() for line in _decoded(data, path).splitlines()]
    if not any(lines):
        raise UnusableInput("the file names no secret: write one a line", file=str(path))
    return [line for line in lines if line]


def _decoded(data: bytes, path: Path) -> str:
    try:
        return data.decode("utf-16" if data[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig")
    except UnicodeDecodeError:
        raise UnusableInput("the file of secrets is not UTF-8 text", file=str(path)) from None


def _source_texts(path: Path | None) -> dict[str, str]:
    if path is None:
        return {}
    from redact.documents.reading import read as read_document

    try:
        return {portion.id: portion.text for portion in read_document(path).portions}
    except RedactError as problem:
        raise UnusableInput(problem.message, file=problem.file or str(path)) from None
