"""What was found about a document, as the table that people read below its portions."""

from __future__ import annotations

from collections.abc import Sequence

from redact.cli.shared import say, table
from redact.documents.model import Document, Finding

_OF_MARKING = "marking-"


def show_findings(document: Document, findings: Sequence[Finding]) -> None:
    """The findings after a blank line; nothing where there are none. A problem of a portion's mark is said in its own
    words, which a finding leaves to the mark."""
    if findings:
        say()
        table([(finding.severity, finding.portion or "", finding.code, _words(document, finding))
               for finding in findings], ("severity", "portion", "finding", "what"))


def _words(document: Document, finding: Finding) -> str:
    for portion in document.portions:
        if portion.id == finding.portion and finding.code.startswith(_OF_MARKING):
            for problem in portion.marking.problems:
                if problem.code == finding.code.removeprefix(_OF_MARKING):
                    return f"{problem.message}; {problem.rule}" if problem.rule else problem.message
    return finding.message
