"""``redact read``."""

from __future__ import annotations

import click

from redact.cli.shared import FilePath, banner, json_option, print_json, say, table
from redact.documents.reading import read as read_document
from redact.documents.model import Document


@click.command(epilog="Example: redact read cable.txt --json")
@click.argument("file", type=FilePath())
@click.option("--check", is_flag=True, help="End with exit code 4 if a finding is an error.")
@json_option
def read(file: str, check: bool, as_json: bool) -> int:
    """Show FILE in portions: what each is, its mark, and how that mark was found."""
    document = read_document(file)
    if as_json:
        print_json(document.to_json())
    else:
        _show(document)
    return 4 if check and any(finding.severity == "error" for finding in document.findings) else 0


def _show(document: Document) -> None:
    banner(document.marking)
    ends = document.declassification
    say(f"{document.name}: {document.title or 'no number'}, {len(document.portions)} portions, "
        f"{document.characters:,} characters ({document.encoding})")
    say(f"dated {document.date or 'unknown'}; classification ends {ends.on or 'not by a date'} ({ends.basis})")
    say()
    table([(portion.id, portion.kind, portion.number or "", portion.marking.portion, portion.found,
            " ".join(portion.text[portion.body:].split())) for portion in document.portions],
          ("id", "kind", "no.", "mark", "found", "text"))
    if document.findings:
        say()
        table([(finding.severity, finding.portion or "", finding.code, finding.message)
               for finding in document.findings], ("severity", "portion", "finding", "what"))
    banner(document.marking)
