"""Promise 1: every character of the source lies in exactly one portion or one piece of furniture."""

from __future__ import annotations

import gzip
import json

import pytest
from hypothesis import given
from memoranda import memoranda
from strategies import any_text, cables

from redact.documents import Document
from redact.documents.reading import READERS, read, read_bytes
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


def read_text(text: str, format: str | None = None) -> Document | None:
    try:
        return read_bytes(text.encode("utf-8", "surrogatepass"), "made.txt", format)
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
def test_any_text_tiles_or_is_refused_in_every_format(text):
    for format in (None, *READERS):
        document = read_text(text, format)
        if document is not None:
            assert_tiles(document)


@given(memoranda())
def test_generated_memoranda_tile(memorandum):
    document = read_text(memorandum[0])
    assert document is not None
    assert_tiles(document)


@pytest.mark.parametrize("folder", ["frus_telegrams", "frus_portion_marked"])
def test_real_documents_tile(shared, folder):
    paths = sorted((shared / "corpus" / folder).glob("*.txt"))
    assert len(paths) > 30
    for path in paths:
        for format in READERS:
            assert_tiles(read(path, format))


@pytest.mark.soak
def test_two_thousand_real_documents_tile(shared):
    path = shared / "corpus" / "frus_bench_2000.jsonl.gz"
    if not path.is_file():
        pytest.skip("needs corpus/frus_bench_2000.jsonl.gz in ../shared, which is not part of the project")
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            assert_tiles(read_bytes(json.loads(line)["body"].encode("utf-8"), "made.txt"))


def test_one_line_of_ten_megabytes_tiles():
    document = read_text("SECRET\n\n1. (C) " + "word and more, " * 700_000 + "\n")
    assert_tiles(document)
    assert len(document.portions) == 2


def test_every_example_tiles(examples):
    for path in sorted(examples.glob("*.cable.txt")):
        assert_tiles(read(path))
