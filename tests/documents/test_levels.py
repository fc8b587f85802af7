"""Promise 2 on reading: no portion of a generated cable reads lower than it may, and undamaged ones read as written."""

from __future__ import annotations

from hypothesis import given
from strategies import cables

from redact.documents.cable import read_bytes
from redact.markings import rank


def portions_by_token(text: str, truths: list) -> dict:
    document = read_bytes(text.encode("utf-8", "surrogatepass"), "made.txt")
    return {truth.token: next(p for p in document.portions if truth.token in p.text) for truth in truths}


@given(cables())
def test_no_portion_reads_lower_than_its_floor(cable):
    text, truth = cable
    for told in truth.portions:
        portion = portions_by_token(text, [told])[told.token]
        assert rank(portion.marking.level) >= rank(told.floor), told


@given(cables(damaged=False))
def test_undamaged_cables_read_as_written(cable):
    text, truth = cable
    found = portions_by_token(text, truth.portions)
    for told in truth.portions:
        portion = found[told.token]
        if told.level is not None:
            assert portion.marking.level == told.level, told
        if told.found is not None:
            assert portion.found == told.found, told
        assert portion.kind == told.kind, told
        assert portion.number == told.number, told
