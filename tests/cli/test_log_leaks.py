"""Promise 9: nothing of what is withheld, and nothing from which it could be guessed, is in the raw files of the log.

The files are taken while the program writes, so that the write-ahead log is among them.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import json
import re
import shutil
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from redact.audit.log import AuditLog
from redact.documents import Document
from redact.documents.cable import read
from redact.policy import Determination
from redact.policy.decide import decide
from redact.policy.loading import load_policy
from redact.release.build import withheld_texts
from redact.review.publishing import Order, release_document
from redact.review.sealing import take_checkpoint
from redact.review.workspace import Workspace

EXAMPLES = sorted((Path(__file__).resolve().parents[2] / "examples").glob("*.cable.txt"))
DAYS = (dt.date(2010, 1, 1), dt.date(2018, 6, 7))
POLICIES = ("portion-marks", "foia-public")
PLAIN_HASHES = (hashlib.md5, hashlib.sha1, hashlib.sha224, hashlib.sha256, hashlib.sha384, hashlib.sha512,
                hashlib.sha3_256, hashlib.blake2b, hashlib.blake2s)


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[tuple[Document, list[str]]]]:
    """A copy of the log's files in the midst of work, and the withheld texts of every release behind it."""
    folder = tmp_path_factory.mktemp("leaks")
    withheld = []
    with Workspace.open(folder / "ws", actor="os:ann") as workspace:
        for policy in map(load_policy, POLICIES):
            for number, path in enumerate(EXAMPLES):
                document, day = read(path), DAYS[number % 2]
                order = Order(policy, day, day, folder / "out" / policy.name, "os:ann", "F-2026-1", formats=("json",))
                release_document(workspace, document, f"doc{number}", order)
                determination = Determination.of(decide(document, policy, day, case="F-2026-1"))
                withheld.append((document, list(withheld_texts(document, determination))))
        take_checkpoint(workspace, "os:ann")
        for name in ("audit.db", "audit.db-wal"):
            shutil.copy(folder / "ws" / name, folder / name)
    assert (folder / "audit.db-wal").stat().st_size > 0
    return folder, withheld


def words_of(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text.lower())


def sequences(texts: list[str], length: int = 3) -> Iterator[str]:
    for text in texts:
        words = words_of(text)
        for start in range(len(words) - length + 1):
            yield " ".join(words[start:start + length])


def raw(folder: Path) -> str:
    """All bytes of the files as letters, runs of anything between words made one blank."""
    content = b"".join((folder / name).read_bytes() for name in ("audit.db", "audit.db-wal"))
    return " ".join(words_of(content.decode("latin-1")))


def test_no_three_words_of_what_is_withheld(written: tuple[Path, list[tuple[Document, list[str]]]]) -> None:
    folder, withheld = written
    found = f" {raw(folder)} "
    tried = {sequence for _, texts in withheld for sequence in sequences(texts)}
    assert len(tried) > 1000
    assert not [sequence for sequence in tried if f" {sequence} " in found]


def test_the_search_would_find_them(tmp_path: Path) -> None:
    (tmp_path / "audit.db").write_bytes(b"\x00\x01The minister\n  of trade\xff")
    (tmp_path / "audit.db-wal").write_bytes(b"")
    assert next(sequences(["The Minister of Trade"])) in raw(tmp_path)


def test_no_name_title_or_input_name(written: tuple[Path, list[tuple[Document, list[str]]]]) -> None:
    """Capitalised words of the documents that are no word of the log's own, names of inputs and of outputs."""
    folder, withheld = written
    content = b"".join((folder / name).read_bytes() for name in ("audit.db", "audit.db-wal")).decode("latin-1")
    names = {word for _, texts in withheld for text in texts
             for word in re.findall(r"\b[A-Z][a-z]{4,}\b", text)}
    assert len(names) > 50
    assert not [name for name in names if re.search(rf"\b{name}\b", content)]
    for document, _ in withheld:
        assert document.name not in content
        assert document.title is None or document.title not in content
        assert not re.search(r"doc\d\.", content)


def guesses(withheld: list[tuple[Document, list[str]]]) -> set[str]:
    """What somebody who wants to test a guess would hash: words, runs of two to four words, lines, whole texts."""
    tried: set[str] = set()
    for document, texts in withheld:
        sources = [*texts, *(portion.text for portion in document.portions), document.source, document.name]
        for text in sources:
            tried |= {text, text.strip(), " ".join(text.split())} | set(text.splitlines())
        for text in texts:
            split = text.split()
            tried |= {" ".join(split[start:start + length]).strip(".,;:()'\"") for length in (1, 2, 3, 4)
                      for start in range(len(split))}
    return {guess for guess in tried if guess}


def hashed(guess: bytes) -> Iterator[bytes]:
    for plain in PLAIN_HASHES:
        yield plain(guess).digest()
    yield zlib.crc32(guess).to_bytes(4, "big")


def test_no_plain_hash_of_anything(written: tuple[Path, list[tuple[Document, list[str]]]]) -> None:
    """Every digest in the log, also shortened to twelve digits, as digits or as bytes, against every guess."""
    folder, withheld = written
    content = b"".join((folder / name).read_bytes() for name in ("audit.db", "audit.db-wal"))
    digests = {digest.decode() for digest in re.findall(rb"[0-9a-f]{8,}", content)}
    digests |= {base64.b64decode(digest + b"==").hex() for digest in re.findall(rb"[A-Za-z0-9+/]{43}(?==)", content)}
    starts = {digest[:12] for digest in digests}
    assert len(starts) > 50
    runs = {content[start:start + 8] for start in range(len(content) - 7)}
    tried = 0
    for guess in guesses(withheld):
        for variant in {guess, guess.lower()}:
            tried += 1
            for digest in hashed(variant.encode("utf-8", "surrogatepass")):
                assert digest.hex()[:12] not in starts, "a plain hash is in the log"
                assert digest[:8] not in runs, "a plain hash is in the log"
    assert tried > 10_000


def numbers(value: Any) -> Iterator[int]:
    if isinstance(value, dict):
        for item in value.values():
            yield from numbers(item)
    elif isinstance(value, list):
        for item in value:
            yield from numbers(item)
    elif isinstance(value, int):
        yield value


def test_no_length_and_no_place(written: tuple[Path, list[tuple[Document, list[str]]]]) -> None:
    """The only numbers are versions, counts of portions, and numbers of events: none is a length or an offset."""
    folder, withheld = written
    counts = {len(document.portions) for document, _ in withheld} | {1}
    with AuditLog(folder / "audit.db", write=False) as log:
        for logged in log.events():
            details = dict(logged.event.details)
            previous = details.pop("previous_size", None)
            assert previous is None or previous < logged.seq
            assert set(numbers(json.loads(json.dumps(details)))) <= counts


def test_equal_texts_have_unequal_digests_in_different_documents(tmp_path: Path) -> None:
    """A digest tells nothing to whoever has the text but not the vault, not even that two documents are alike."""
    digests = []
    for name in ("one", "two"):
        with Workspace.open(tmp_path / name, actor="os:ann") as workspace:
            order = Order(load_policy("portion-marks"), DAYS[0], DAYS[0], tmp_path / f"{name}.out", "os:ann",
                          formats=("json",))
            release_document(workspace, read(EXAMPLES[0]), "doc", order)
            digests.append({logged.event.details["source"] for logged in workspace.events()
                            if "source" in logged.event.details})
    assert len(digests[0] | digests[1]) == 2
