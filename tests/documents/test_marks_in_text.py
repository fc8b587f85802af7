"""Marks are found in real text as well as docs/reading.md says, and no list is taken for marks."""

from __future__ import annotations

import importlib.util
import json
import sys
from pathlib import Path
from types import ModuleType

import pytest

PROJECT = Path(__file__).resolve().parents[2]
PAGE = PROJECT / "docs" / "reading.md"


@pytest.fixture(scope="module")
def benchmark() -> ModuleType:
    spec = importlib.util.spec_from_file_location("marks_in_text", PROJECT / "benchmarks" / "marks_in_text.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def corpus(shared) -> Path:
    folder = shared / "corpus"
    if not (folder / "frus_portion_marked" / "paragraphs.jsonl").is_file():
        pytest.skip("needs corpus/frus_portion_marked in ../shared, which is not part of the project")
    return folder


def test_f1(benchmark, corpus):
    result = benchmark.score(corpus, benchmark.labels(corpus))
    assert result.wanted.total() > 300
    assert result.f1 >= 0.95
    assert result.lost == 0


def test_each_half_of_the_files_scores_as_well(benchmark, corpus):
    rows = benchmark.labels(corpus)
    files = sorted({row["file"] for row in rows})
    for half in (set(files[::2]), set(files[1::2])):
        assert benchmark.score(corpus, [row for row in rows if row["file"] in half]).f1 >= 0.95


def test_no_letter_of_a_list_is_taken_for_a_mark(benchmark, corpus):
    assert list(benchmark.false_marks(corpus)) == []


def test_the_page_says_what_a_fresh_run_says(benchmark, corpus):
    page = PAGE.read_text(encoding="utf-8")
    quoted = page.split("<!-- marks_in_text -->\n")[1].split("\n<!-- end -->")[0]
    assert quoted == benchmark.report(corpus)


def test_every_label_error_is_listed_and_is_one(benchmark, corpus):
    page = PAGE.read_text(encoding="utf-8")
    labelled = {(row["file"], row["index"]): row["mark"] for row in benchmark.labels(corpus)}
    for error in benchmark.label_errors():
        assert labelled[error["file"], error["index"]] != error["mark"]
        assert f"| {error['file'].removesuffix('.txt')} {error['index']} |" in page
        assert error["why"] in page


def made(tmp_path: Path, text: str, rows: list[dict]) -> Path:
    folder = tmp_path / "frus_portion_marked"
    folder.mkdir()
    (folder / "made.txt").write_text(text)
    for row in rows:
        row |= {"file": "made.txt", "index": rows.index(row), "start": text.index(row["text"]),
                "end": text.index(row["text"]) + len(row["text"]), "number": None}
    (folder / "paragraphs.jsonl").write_text("\n".join(map(json.dumps, rows)))
    return tmp_path


def test_the_score_can_fail(benchmark, tmp_path):
    folder = made(tmp_path, "1. (C) One.\n\n2. (S) Two.\n\nThree.\n", [
        {"text": "1. (C) One.", "mark": "C", "how": "leading"}, {"text": "2. (S) Two.", "mark": "C", "how": "leading"},
        {"text": "Three.", "mark": "S", "how": "trailing"}])
    result = benchmark.score(folder, benchmark.labels(folder))
    assert (result.right_found.total(), result.found.total(), result.wanted.total()) == (1, 2, 3)
    assert result.f1 == pytest.approx(0.4)
    assert result.wanted == {"numbered": 2, "trailing": 1}
    assert [row[1:] for row in result.disagreements] == [(1, "C", "S"), (2, "S", None)]
