"""``redact read``."""

from __future__ import annotations

import click

from redact.cli.findings import show_findings
from redact.cli.shared import FilePath, banner, json_option, print_json, say, table
from redact.documents.model import Document
from redact.documents.reading import READERS
from redact.documents.reading import read as read_document


@click.command(epilog="\b\nExamples:\n  redact read cable.txt --json\n  redact read memo.txt --format text")
@click.argument("file", type=FilePath())
@click.option("--check", is_flag=True, help="End with exit code 4 if a finding is an error.")
@click.option("--format", "format", type=click.Choice(list(READERS)), default=None,
              help="Read FILE as this (default: what has the head of a cable is one, anything else is text).")
@json_option
def read(file: str, check: bool, format: str | None, as_json: bool) -> int:
    """Show FILE in portions: what each is, its mark, and how that mark was found.

    FILE is a cable or any other plain text: a memorandum, an airgram, minutes, a letter. A text that says nowhere how
    it is classified has the level UNKNOWN, which no rule releases.
    """
    document = read_document(file, format)
    if as_json:
        print_json(document.to_json())
    else:
        _show(document)
    return 4 if check and any(finding.severity == "error" for finding in document.findings) else 0


def _show(document: Document) -> None:
    banner(document.marking)
    ends = document.declassification
    say(f"{document.name}: {document.format}, {document.title or 'no number'}, {len(document.portions)} portions, "
        f"{document.characters:,} characters ({document.encoding})")
    say(f"dated {document.date or 'unknown'}; classification ends {ends.on or 'not by a date'} ({ends.basis})")
    say()
    table([(portion.id, portion.kind, portion.number or "", portion.marking.portion, portion.found,
            " ".join(portion.text[portion.body:].split())) for portion in document.portions],
          ("id", "kind", "no.", "mark", "found", "text"))
    show_findings(document, document.findings)
    banner(document.marking)
