"""Every attack on a log by itself, its triggers dropped: found, and with a kept checkpoint however it is hidden."""

import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from attacks import ATTACKS, NAMES, Remade, carry_out, leaves_a_trace
from logs import KEY, OTHER_KEY, event, forget, key_event, make_signed_log, put, remake, take_checkpoint, tampering

from redact.audit.checkpoints import Checkpoint, Kept, origin
from redact.audit.events import Event, LoggedEvent
from redact.audit.keys import rotation
from redact.audit.log import AuditLog, create_log
from redact.audit.verification import NO_CHECKPOINT, Knowledge, Verification, verify
from redact.merkle import merkle_root
from redact.signing import sign_note

SIZE = 12
PUBLIC = KEY.public_key().public_bytes_raw()
MADE: dict[Path, list[Kept]] = {}


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A log of the key, five events, a checkpoint (7), four events and a checkpoint (12)."""
    path = tmp_path_factory.mktemp("whole") / "audit.db"
    MADE[path] = make_signed_log(path, 5, 4)
    return path


@pytest.fixture
def path(whole: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(whole, tmp_path / "audit.db"))


@pytest.fixture
def kept(whole: Path) -> tuple[Kept, ...]:
    return (MADE[whole][-1],)


def check(path: Path, kept: tuple[Kept, ...] = (), key: bytes | None = None) -> Verification:
    return verify(path, known=Knowledge(checkpoints=kept, key=key))


def code(found: Verification) -> tuple[int, str] | None:
    return (found.problem.seq, found.problem.code) if found.problem else None


def test_a_whole_log_is_whole_and_says_what_it_was_held_against(path: Path, kept: tuple[Kept, ...]) -> None:
    found = check(path, kept, PUBLIC)
    assert found.ok, found.problem
    assert (found.events, found.size, found.root) == (SIZE, SIZE, kept[0].checkpoint.root)
    assert found.key == kept[0].key_id
    assert found.notice is None
    assert found.checked_against == ("checkpoint stored at event 12 at event 12", f"the key {found.key}",
                                     "2 checkpoints stored in the log")


@pytest.mark.parametrize("remade", ["nothing", "own hash"])
@pytest.mark.parametrize("seq", [1, 4, 7, 11])
@pytest.mark.parametrize("name", ATTACKS)
def test_what_breaks_the_chain_is_named(path: Path, name: str, seq: int, remade: Remade) -> None:
    if not leaves_a_trace(name, remade) or (name == "copy" and seq == 1):
        return
    with tampering(path) as connection:
        carry_out(connection, name, seq, remade)
    found = code(check(path))
    assert found is not None
    if remade == "nothing":
        assert found == (seq, NAMES[name.split()[0]])
    else:
        assert found[0] in (seq, seq + 1)


@pytest.mark.parametrize("seq", [1, 2, 4, 7, 8, 11])
@pytest.mark.parametrize("name", ATTACKS)
def test_hashes_made_anew_do_not_fit_a_kept_checkpoint(path: Path, kept: tuple[Kept, ...], name: str,
                                                       seq: int) -> None:
    """The checkpoints stored in the log are taken away too, as far as that can be."""
    if not leaves_a_trace(name, "all hashes") or (name == "copy" and seq == 1):
        return
    with tampering(path) as connection:
        carry_out(connection, name, seq, "all hashes")
        connection.execute("DELETE FROM checkpoints")
        connection.execute("UPDATE events SET details = '{}' WHERE kind = 'checkpoint'")
        remake(connection, 1)
    found = code(check(path, kept))
    assert found is not None
    assert found[0] <= SIZE
    assert found[1] in ("rollback", "key")


@pytest.mark.parametrize("seq", [2, 4, 6])
@pytest.mark.parametrize("name", ATTACKS)
def test_hashes_made_anew_do_not_fit_a_stored_checkpoint(path: Path, name: str, seq: int) -> None:
    if not leaves_a_trace(name, "all hashes"):
        return
    with tampering(path) as connection:
        carry_out(connection, name, seq, "all hashes")
    found = code(check(path))
    assert found is not None
    assert found[0] <= 8


def test_the_log_alone_cannot_tell_that_it_was_rewritten_whole_and_says_so(path: Path) -> None:
    with tampering(path) as connection:
        connection.execute("DELETE FROM checkpoints")
        connection.execute("UPDATE events SET details = '{}' WHERE kind = 'checkpoint'")
        connection.execute("UPDATE events SET actor = 'mallory' WHERE seq = 4")
        remake(connection, 1)
    found = check(path)
    assert found.ok
    assert NO_CHECKPOINT in (found.notice or "")


@pytest.mark.parametrize("left", range(SIZE))
def test_every_truncation_is_found(path: Path, kept: tuple[Kept, ...], left: int) -> None:
    with tampering(path) as connection:
        connection.execute("DELETE FROM events WHERE seq > ?", [left])
        connection.execute("DELETE FROM checkpoints WHERE size > ?", [left])
        forget(connection)
    assert code(check(path, kept)) == (left + 1, "rollback")


def test_an_older_copy_is_found_also_when_it_went_on(path: Path, tmp_path: Path) -> None:
    shutil.copy(path, tmp_path / "old.db")
    with AuditLog(path, write=True) as log:
        log.append([event(20)])
        later = take_checkpoint(log)
    shutil.copy(tmp_path / "old.db", path)
    assert code(check(path, (later,))) == (SIZE + 1, "rollback")
    with AuditLog(path, write=True) as log:
        log.append([event(30), event(31), event(32)])
        take_checkpoint(log)
    found = check(path, (later,))
    assert code(found) == (14, "rollback")
    assert found.problem is not None
    assert "up to event 12 they are" in found.problem.message


def test_two_copies_that_went_on_apart_are_told_apart(path: Path, tmp_path: Path) -> None:
    """A copied workspace: each of the logs is whole, and the other's checkpoint does not fit."""
    other = Path(shutil.copy(path, tmp_path / "other.db"))
    later = []
    for place, number in ((path, 40), (other, 50)):
        with AuditLog(place, write=True) as log:
            log.append([event(number)])
            later.append(take_checkpoint(log))
    assert check(path, (later[0],)).ok
    assert check(other, (later[1],)).ok
    assert code(check(path, (later[1],))) == (14, "rollback")
    assert code(check(other, (later[0],))) == (14, "rollback")


def _swap_key(path: Path, kept: tuple[Kept, ...]) -> None:
    """Another key in the first event, every hash made anew, every checkpoint signed anew with it."""
    with tampering(path) as connection:
        put(connection, LoggedEvent.seal(key_event(OTHER_KEY), 1, "0" * 64))
        connection.execute("DELETE FROM checkpoints")
        connection.execute("UPDATE events SET details = '{}' WHERE kind = 'checkpoint'")
        remake(connection, 1)
    with AuditLog(path, write=True) as log:
        take_checkpoint(log, OTHER_KEY)


def test_a_swapped_key_is_found_by_checkpoint_or_key(path: Path, kept: tuple[Kept, ...]) -> None:
    _swap_key(path, kept)
    assert check(path).ok
    assert code(check(path, kept)) == (SIZE, "key")
    assert code(check(path, (), PUBLIC)) == (1, "key")
    assert check(path, (), OTHER_KEY.public_key().public_bytes_raw()).ok


def test_a_key_put_in_without_the_old_one_is_found(path: Path) -> None:
    forged = {**key_event(OTHER_KEY).details, "replaces": MADE[next(iter(MADE))][0].key_id,
              "by_old": "00" * 64, "by_new": "00" * 64}
    with AuditLog(path, write=True) as log:
        log.append([event(60, kind="key", case_id="", document="", portion="", details=forged)])
    assert code(check(path)) == (SIZE + 1, "key")


def rotated(log: AuditLog, *lacking: str) -> Event:
    """The event by which OTHER_KEY takes the place of KEY, without some of its parts."""
    details = {name: value for name, value in rotation(log.origin, KEY, OTHER_KEY).items() if name not in lacking}
    return event(60, kind="key", case_id="", document="", portion="", details=details)


@pytest.mark.parametrize("lacking", ["replaces", "by_old", "by_new", "public", "key", "algorithm"])
def test_a_change_of_keys_without_one_of_its_parts_is_found(path: Path, lacking: str) -> None:
    with AuditLog(path, write=True) as log:
        last, whole = log.last(), rotated(log)
        (seq,) = log.append([rotated(log, lacking)])
    assert code(check(path)) == (seq, "key")
    with tampering(path) as connection:
        put(connection, LoggedEvent.seal(whole, seq, last.hash))
    assert check(path).ok


def test_a_checkpoint_after_a_change_of_keys_needs_the_new_one(path: Path, kept: tuple[Kept, ...]) -> None:
    with AuditLog(path, write=True) as log:
        log.append([rotated(log)])
        new = take_checkpoint(log, OTHER_KEY)
    assert check(path, (*kept, new), PUBLIC).ok
    assert check(path, (*kept, new), OTHER_KEY.public_key().public_bytes_raw()).ok
    stolen = Kept("stolen", sign_note(new.checkpoint.to_text(), KEY), new.checkpoint)
    assert code(check(path, (stolen,))) == (14, "key")


def _stored(connection: sqlite3.Connection, *statements: str) -> None:
    for statement in statements:
        connection.execute(statement)


CHECKPOINT_ATTACKS: dict[str, tuple[Callable[[sqlite3.Connection], None], tuple[int, str]]] = {
    "size": (lambda c: _stored(c, "UPDATE checkpoints SET size = 6 WHERE size = 7"), (6, "changed")),
    "size beyond": (lambda c: _stored(c, "UPDATE checkpoints SET size = 99 WHERE size = 12"), (13, "cut")),
    "size below": (lambda c: _stored(c, "PRAGMA ignore_check_constraints=ON",
                                     "UPDATE checkpoints SET size = -3 WHERE size = 12"), (-3, "changed")),
    "root": (lambda c: _stored(c, f"UPDATE checkpoints SET root = '{'a' * 64}' WHERE size = 7"), (7, "changed")),
    "note": (lambda c: _stored(c, "UPDATE checkpoints SET note = 'x' WHERE size = 7"), (7, "changed")),
    "signature": (lambda c: _stored(c, "UPDATE checkpoints SET note = substr(note, 1, length(note) - 9) || "
                                       "'AAAAAA==' || char(10) WHERE size = 7"), (7, "changed")),
    "gone": (lambda c: _stored(c, "DELETE FROM checkpoints WHERE size = 7"), (12, "missing")),
    "put in": (lambda c: _stored(c, "INSERT INTO checkpoints SELECT 5, root, note FROM checkpoints WHERE size = 7"),
               (5, "changed")),
}


@pytest.mark.parametrize("name", CHECKPOINT_ATTACKS)
def test_what_is_done_to_stored_checkpoints_is_found(path: Path, name: str) -> None:
    attack, expected = CHECKPOINT_ATTACKS[name]
    with tampering(path) as connection:
        attack(connection)
    assert code(check(path)) == expected


def test_a_checkpoint_that_no_event_announces_is_found_even_if_signed(path: Path, whole: Path) -> None:
    with AuditLog(path, write=False) as log:
        forged = Checkpoint(log.origin, 5, merkle_root(log.hashes(0, 5)))
    with tampering(path) as connection:
        connection.execute("INSERT INTO checkpoints VALUES (5, ?, ?)",
                           [forged.root, sign_note(forged.to_text(), KEY).to_text()])
    assert code(check(path)) == (5, "inserted")


def test_the_newest_stored_checkpoint_gone_is_said_since_it_may_never_have_been_made(path: Path,
                                                                                     kept: tuple[Kept, ...]) -> None:
    with tampering(path) as connection:
        connection.execute("DELETE FROM checkpoints WHERE size = 12")
    found = check(path, kept)
    assert found.ok
    assert "event 12 announces is not there" in (found.notice or "")


def test_a_checkpoint_of_another_log_does_not_fit(path: Path, tmp_path: Path) -> None:
    (foreign,) = make_signed_log(tmp_path / "other.db", 3)
    found = code(check(path, (foreign,)))
    assert found == (5, "rollback")
    told = Checkpoint(origin("ab" * 32), SIZE, check(path).root)
    elsewhere = Kept("elsewhere", sign_note(told.to_text(), KEY), told)
    assert code(check(path, (elsewhere,))) == (SIZE, "rollback")


def test_a_clock_that_runs_backwards_is_said(tmp_path: Path) -> None:
    create_log(tmp_path / "audit.db")
    with AuditLog(tmp_path / "audit.db", write=True) as log:
        log.append([event(number, at=f"2026-11-24T{time}.000Z") for number, time in enumerate(
            ("18:20:00", "18:20:00", "18:19:59", "18:19:59", "17:00:00", "18:00:00", "17:00:00", "16:00:00"))])
    found = check(tmp_path / "audit.db")
    assert found.ok
    assert found.clock == (3, 5, 7)
