"""The log as CSV and as JSON Lines, written event by event."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from typing import Literal, Protocol

from redact.audit.events import LoggedEvent
from redact.canonical import canonical_text

ExportFormat = Literal["csv", "jsonl"]
COLUMNS = ("seq", "at", "actor", "kind", "case_id", "document", "portion", "details", "previous", "hash")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class TextFile(Protocol):
    """What the log can be written to."""

    def write(self, text: str, /) -> object: ...


def write_events(events: Iterable[LoggedEvent], file: TextFile, form: ExportFormat) -> int:
    """Write the events and return how many there were.

    JSON Lines has one canonical object a line. CSV has a line of titles, lines that end in CR LF (RFC 4180), and the
    details as canonical JSON.
    """
    return _write_csv(events, file) if form == "csv" else _write_lines(events, file)


def _write_lines(events: Iterable[LoggedEvent], file: TextFile) -> int:
    count = 0
    for count, logged in enumerate(events, 1):  # noqa: B007 - the last number is the count
        file.write(f"{canonical_text(logged.to_json())}\n")
    return count


def _write_csv(events: Iterable[LoggedEvent], file: TextFile) -> int:
    writer, count = csv.writer(file), 0
    writer.writerow(COLUMNS)
    for count, logged in enumerate(events, 1):  # noqa: B007 - the last number is the count
        row = logged.row()
        writer.writerow([harmless(str(row[name])) for name in COLUMNS])
    return count


def harmless(cell: str) -> str:
    """The cell, with an apostrophe before what a spreadsheet would run as a formula."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
