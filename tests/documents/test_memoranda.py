"""Generated memoranda read as written: each mark at its word, nothing unmarked below the document or its parent."""

from __future__ import annotations

from hypothesis import given
from memoranda import memoranda

from redact.documents.reading import read_bytes
from redact.markings import rank


@given(memoranda())
def test_marked_paragraphs_read_as_marked(memorandum):
    text, truths = memorandum
    document = read_bytes(text.encode(), "made.txt")
    assert document.format == "text"
    assert document.marking.level == truths[0].document
    for truth in truths:
        portion = next(p for p in document.portions if truth.token in p.text)
        if truth.level is not None:
            assert (portion.marking.level, portion.found) == (truth.level, "explicit"), truth


@given(memoranda())
def test_unmarked_paragraphs_read_no_lower_than_document_or_parent(memorandum):
    text, truths = memorandum
    document = read_bytes(text.encode(), "made.txt")
    levels = {portion.id: portion.marking.level for portion in document.portions}
    for truth in truths:
        portion = next(p for p in document.portions if truth.token in p.text)
        if truth.level is None:
            assert portion.found in {"document", "parent"}, truth
            floor = levels[portion.parent] if portion.found == "parent" else truth.document
            assert rank(portion.marking.level) >= rank(floor)
