"""Promise 1: every character of the source lies in exactly one portion or one piece of furniture."""

from __future__ import annotations

import pytest
from hypothesis import given
from strategies import any_text, cables

from redact.documents import Document
from redact.documents.cable import read, read_bytes
from redact.errors import UnusableInput


def assert_tiles(document: Document) -> None:
    pieces = [*document.portions, *document.furniture]
    spans = sorted(span for piece in pieces for span in piece.spans)
    position = 0
    for start, end in spans:
        assert start == position, "a gap or an overlap"
        assert end > start
        position = end
    assert position == document.characters
    for portion in document.portions:
        assert portion.text == "".join(document.source[start:end] for start, end in portion.spans)
        assert 0 <= portion.body <= len(portion.text)
        if portion.mark:
            assert 0 <= portion.mark[0] < portion.mark[1] <= len(portion.text)
    assert [p.id for p in document.portions] == [f"p{n}" for n in range(1, len(document.portions) + 1)]
    starts = [p.spans[0][0] for p in document.portions]
    assert starts == sorted(starts)


def read_text(text: str) -> Document | None:
    try:
        return read_bytes(text.encode("utf-8", "surrogatepass"), "made.txt")
    except UnusableInput:
        return None


@given(cables())
def test_generated_cables_tile(cable):
    text = cable[0]
    document = read_text(text)
    assert document is not None
    assert document.source == text
    assert_tiles(document)


@given(any_text())
def test_any_text_tiles_or_is_refused(text):
    document = read_text(text)
    if document is not None:
        assert_tiles(document)


@pytest.mark.parametrize("folder", ["frus_telegrams", "frus_portion_marked"])
def test_real_documents_tile(shared, folder):
    paths = sorted((shared / "corpus" / folder).glob("*.txt"))
    assert len(paths) > 30
    for path in paths:
        assert_tiles(read(path))


def test_every_example_tiles(examples):
    for path in sorted(examples.glob("*.cable.txt")):
        assert_tiles(read(path))
