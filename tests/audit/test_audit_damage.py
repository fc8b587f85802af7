"""Files damaged anywhere: the check says so, or the damage touches nothing it reads; it never fails otherwise."""

import contextlib
import gc
import io
import random
import shutil
import sqlite3
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from logs import make_signed_log

from redact.audit.export import write_events
from redact.audit.log import AuditLog, Filter
from redact.audit.sentences import sentence
from redact.audit.verification import Knowledge, Verification, verify
from redact.errors import RedactError

ROUNDS = 150


def _contents(path: Path) -> list[tuple[object, ...]] | None:
    """The rows as they were read by anybody else, None where they cannot be."""
    connection = sqlite3.connect(f"file:{path}?immutable=1", uri=True)
    try:
        return [row for table in ("events", "checkpoints")
                for row in connection.execute(f"SELECT * FROM {table} ORDER BY 1")]
    except (sqlite3.Error, UnicodeDecodeError):
        return None
    finally:
        connection.close()


def _damage_and_check(path: Path, whole: Path, rounds: int, chance: random.Random) -> int:
    """Damage a copy in so many ways and check each; the number of those in which something was found."""
    original, known = whole.read_bytes(), _kept(whole)
    rows, found = _contents(whole), 0
    for _ in range(rounds):
        content = bytearray(original)
        for _ in range(chance.choice((1, 1, 1, 8, 200))):
            content[chance.randrange(len(content))] ^= chance.randrange(1, 256)
        path.write_bytes(content if chance.random() < 0.9 else content[:chance.randrange(len(content))])
        result = _checked(path, known)
        _read(path)
        if isinstance(result, Verification) and result.ok:
            assert _contents(path) == rows, "rows were changed, and the check found nothing"
        else:
            found += 1
    return found


def _kept(whole: Path) -> Knowledge:
    with AuditLog(whole, write=False) as log:
        return Knowledge(checkpoints=tuple(log.checkpoints()[-1:]))


def _read(path: Path) -> None:
    """What the other commands do with a log: read it whole. They may refuse, and nothing else."""
    with contextlib.suppress(RedactError), AuditLog(path, write=False) as log:
        for logged in log.events(Filter(portion="p1", code="(b)(1)")):
            sentence(logged.event)
        write_events(log.events(), io.StringIO(), "csv")
        write_events(log.events(newest=3), io.StringIO(), "jsonl")
        log.checkpoints()


def _checked(path: Path, known: Knowledge) -> Verification | RedactError:
    try:
        return verify(path, known=known)
    except RedactError as problem:
        return problem


def test_damage_anywhere_is_found_or_touches_no_row(tmp_path: Path) -> None:
    make_signed_log(tmp_path / "whole.db", 40, 40)
    found = _damage_and_check(tmp_path / "audit.db", tmp_path / "whole.db", ROUNDS, random.Random(11))
    assert found > ROUNDS // 3


@pytest.mark.soak
def test_damage_anywhere_many_times(tmp_path: Path) -> None:
    make_signed_log(tmp_path / "whole.db", 40, 40)
    seed = random.randrange(10**9)
    print("seed", seed)
    assert _damage_and_check(tmp_path / "audit.db", tmp_path / "whole.db", 20_000, random.Random(seed)) > 5_000


def test_reading_that_is_left_halfway_ends_quietly(tmp_path: Path) -> None:
    make_signed_log(tmp_path / "audit.db", 3)
    with AuditLog(tmp_path / "audit.db", write=False) as log:
        events = log.events()
        next(events)
    del events  # an error here would be a warning, and warnings are errors
    gc.collect()


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("small") / "audit.db"
    make_signed_log(path, 3)
    return path


@given(st.binary(max_size=300))
def test_any_write_ahead_log_beside_it(small: Path, content: bytes) -> None:
    """What is no write-ahead log is none: the file beside it is whole."""
    copy = small.with_name("copy.db")
    shutil.copy(small, copy)
    copy.with_name("copy.db-wal").write_bytes(content)
    result = _checked(copy, Knowledge())
    assert isinstance(result, Verification)
    assert result.ok
