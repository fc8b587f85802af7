"""How well marks are found in text: precision and recall on real paragraphs, by shape, and what is taken for a mark and
is none.

Usage: python benchmarks/marks_in_text.py [CORPUS]

CORPUS is a folder with ``frus_portion_marked/`` (texts, and ``paragraphs.jsonl`` with ``file``, ``start``, ``end``,
``number``, ``mark``, ``how``) and ``frus_false_portion_marks.jsonl`` (``body``, texts in which letters count lists);
default ``../shared/corpus`` beside the project. A paragraph and its level count as found where the portion that holds
most of the paragraph has a mark of its own, or is covered by one for the entire text, and that has this level.
"""

from __future__ import annotations

import json
import re
import sys
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from redact.documents import Document, Portion
from redact.documents.reading import read, read_bytes

PROJECT = Path(__file__).resolve().parents[1]
CORPUS = PROJECT.parent / "shared" / "corpus"
LABEL_ERRORS = PROJECT / "benchmarks" / "data" / "frus_label_errors.json"
SHAPES = {"numbered": "after the number", "leading": "leading", "subject": "in a subject or title",
          "trailing": "trailing", "entire-text": "entire text", "inherited": "covered by an entire text"}
_NUMBERED = re.compile(r"(?:(?:[A-Z]{2,} )*\d{1,6}|[A-Z])\.")
_HOW = {"title_or_subject": "subject", "trailing": "trailing", "entire_text_statement": "entire-text",
        "inherited_from_entire_text": "inherited"}


@dataclass
class Score:
    """Counts of found, wanted and right, by shape; ``disagreements`` are (file, index, wanted level, level found)."""

    found: Counter[str] = field(default_factory=Counter)
    wanted: Counter[str] = field(default_factory=Counter)
    right_found: Counter[str] = field(default_factory=Counter)
    right_wanted: Counter[str] = field(default_factory=Counter)
    disagreements: list[tuple[str, int, str | None, str | None]] = field(default_factory=list)
    lost: int = 0

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall over all shapes."""
        return 2 * self.right_found.total() / max(self.found.total() + self.wanted.total(), 1)


def labels(corpus: Path, *, corrected: bool = False) -> list[dict]:
    """The labelled paragraphs; ``corrected``: with the errors of the labels put right."""
    lines = (corpus / "frus_portion_marked" / "paragraphs.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    if corrected:
        right = {(error["file"], error["index"]): error for error in label_errors()}
        rows = [{**row, **{key: right[row["file"], row["index"]][key] for key in ("mark", "how")}}
                if (row["file"], row["index"]) in right else row for row in rows]
    return rows


def label_errors() -> list[dict]:
    """The labels that are wrong by eye: ``file``, ``index``, what ``mark`` and ``how`` should be, and ``why``."""
    return json.loads(LABEL_ERRORS.read_text(encoding="utf-8"))


def score(corpus: Path, rows: Iterable[dict]) -> Score:
    """The score on labelled paragraphs; each document is read once."""
    result = Score()
    documents: dict[str, _Places] = {}
    for row in rows:
        if row["file"] not in documents:
            document = read(corpus / "frus_portion_marked" / row["file"])
            documents[row["file"]] = _Places(document)
            result.lost += lost(document)
        _count(result, row, documents[row["file"]].holding(row["start"], row["end"]))
    return result


def _count(result: Score, row: dict, portion: Portion | None) -> None:
    level = portion.marking.level if portion and portion.found in {"explicit", "entire-text"} else None
    wanted = _HOW.get(row["how"], "numbered" if _NUMBERED.match(row["text"]) else "leading") if row["mark"] else None
    found = shape(portion) if portion and level else None
    agree = level == row["mark"]
    if wanted:
        result.wanted[wanted] += 1
        result.right_wanted[wanted] += agree
    if found:
        result.found[found] += 1
        result.right_found[found] += agree
    if not agree:
        result.disagreements.append((row["file"], row["index"], row["mark"], level))


def shape(portion: Portion) -> str:
    """The shape of the mark of a portion that bears one or is covered by one."""
    if portion.found == "entire-text":
        return "inherited"
    if portion.marking.entire_text:
        return "entire-text"
    if portion.kind == "subject":
        return "subject"
    if portion.mark and portion.mark[0] > portion.body:
        return "subject" if portion.kind == "heading" else "trailing"
    return "numbered" if portion.number else "leading"


class _Places:
    """The portions of a document by their places in the source."""

    def __init__(self, document: Document):
        self.spans = sorted((start, end, portion) for portion in document.portions for start, end in portion.spans)
        self.starts = [span[0] for span in self.spans]

    def holding(self, start: int, end: int) -> Portion | None:
        """The portion that holds most of a stretch of the source."""
        best, most = None, 0
        for begin, stop, portion in self.spans[max(bisect_right(self.starts, start) - 1, 0):]:
            if begin >= end:
                break
            held = min(stop, end) - max(begin, start)
            best, most = (portion, held) if held > most else (best, most)
        return best


def lost(document: Document) -> int:
    """How many characters of the source lie in no portion and no furniture, or in several."""
    spans = [span for piece in (*document.portions, *document.furniture) for span in piece.spans]
    held = Counter(position for start, end in spans for position in range(start, end))
    return sum(held[position] != 1 for position in range(document.characters))


def false_marks(corpus: Path) -> Iterator[tuple[str, str]]:
    """Each mark found where letters only count a list: the document, and the mark as written."""
    for line in (corpus / "frus_false_portion_marks.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        document = read_bytes(row["body"].encode("utf-8"), f"{row['volume']}_{row['doc_id']}.txt")
        for portion in document.portions:
            if portion.found == "explicit" and portion.mark:
                yield document.name, portion.text[slice(*portion.mark)]


def table(result: Score) -> str:
    """The figures by shape as a Markdown table."""
    rows = ["| shape | labelled | recall | found | precision |", "|---|---:|---:|---:|---:|"]
    for name, title in SHAPES.items():
        rows.append(f"| {title} | {result.wanted[name]} | {_ratio(result.right_wanted[name], result.wanted[name])} | "
                    f"{result.found[name]} | {_ratio(result.right_found[name], result.found[name])} |")
    rows.append(f"| **all** | {result.wanted.total()} | {_ratio(result.right_wanted.total(), result.wanted.total())} | "
                f"{result.found.total()} | {_ratio(result.right_found.total(), result.found.total())} |")
    return "\n".join(rows)


def _ratio(part: int, whole: int) -> str:
    return f"{part / whole:.3f}" if whole else "–"


def report(corpus: Path) -> str:
    """The tables and figures that ``docs/reading.md`` quotes."""
    given, right = score(corpus, labels(corpus)), score(corpus, labels(corpus, corrected=True))
    false = list(false_marks(corpus))
    return "\n".join([
        "As labelled:", "", table(given), "", f"F1 {given.f1:.3f}.", "",
        f"With the {len(label_errors())} labels put right that are listed below:", "", table(right), "",
        f"F1 {right.f1:.3f}.", "",
        f"Letters and numbers of lists taken for marks: {len(false)}. Characters lost: {given.lost}."])


def main() -> None:
    """Prints the report, the score on each half of the files, and every disagreement with the labels."""
    corpus = Path(sys.argv[1]) if len(sys.argv) > 1 else CORPUS
    print(report(corpus))
    rows = labels(corpus)
    files = sorted({row["file"] for row in rows})
    for name, half in (("even", set(files[::2])), ("odd", set(files[1::2]))):
        print(f"{name} files: F1 {score(corpus, [row for row in rows if row['file'] in half]).f1:.3f}")
    for file, index, wanted, found in score(corpus, rows).disagreements:
        print(f"{file} {index}: labelled {wanted}, found {found}")


if __name__ == "__main__":
    main()
