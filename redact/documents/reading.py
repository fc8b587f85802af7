"""Reading a document, whatever kind it is: the bytes decide the text, the text decides the reader."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from redact.documents import cable, text
from redact.documents.decode import Identity, identify, read_file
from redact.documents.lines import split_lines
from redact.documents.model import Document

READERS: dict[str, Callable[[str, Identity], Document]] = {"cable": cable.read_text, "text": text.read_text}
"""The readers of plain text by the name of their format (``redact read --format``)."""


def read(path: str | Path, format: str | None = None) -> Document:
    """The document in a file; UnusableInput for a file that is no plain text.

    ``format`` is a name of :data:`READERS`; None lets the text decide: what has the head of a cable is one.
    """
    return read_bytes(read_file(Path(path)), str(path), format)


def read_bytes(data: bytes, name: str, format: str | None = None) -> Document:
    """The document in ``data``; ``name`` is what it is called in messages and in the document's identity."""
    source, identity = identify(data, name)
    return READERS[format or format_of(source)](source, identity)


def format_of(source: str) -> str:
    """The format that a text has: ``cable``, or ``text`` for anything else."""
    return "cable" if cable.is_cable(split_lines(source)) else "text"
