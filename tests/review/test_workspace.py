"""Making, opening and using a workspace."""

import datetime as dt
import hashlib
import hmac
import os
import shutil
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_public_key
from scenes import ACTOR, WHOLE_LOG, document, kinds, publish

from redact.audit.details import UnloggableDetail
from redact.audit.log import LogProblem
from redact.audit.store import StorageProblem
from redact.errors import UnusableInput, UsageProblem
from redact.review.workspace import Change, Workspace


def test_a_workspace_is_made_for_its_owner_only(tmp_path: Path) -> None:
    said: list[str] = []
    path = tmp_path / "deep" / "workspace"
    publish(path, notice=said.append)
    publish(path, notice=said.append)
    assert said == [f"making a workspace in {path}"]
    modes = {entry.relative_to(path).as_posix(): entry.stat().st_mode & 0o777 for entry in path.rglob("*")}
    assert modes == {"keys": 0o700, "keys/private.pem": 0o600, "keys/public.pem": 0o600, "vault.db": 0o600,
                     "audit.db": 0o600}
    assert path.stat().st_mode & 0o777 == 0o700


def test_what_happened_is_in_the_log_once(tmp_path: Path) -> None:
    publish(tmp_path / "w")
    assert kinds(tmp_path / "w") == WHOLE_LOG
    publish(tmp_path / "w")
    assert kinds(tmp_path / "w") == WHOLE_LOG
    with Workspace.open_to_read(tmp_path / "w") as workspace:
        verification = workspace.verify()
        assert verification.ok
        assert workspace.mark.seq == verification.events == len(WHOLE_LOG)


def test_the_key_is_the_one_the_log_names(tmp_path: Path) -> None:
    publish(tmp_path)
    with Workspace.open_to_read(tmp_path) as workspace:
        first = next(workspace.events()).event
        raw = workspace.public_key.public_bytes_raw()
        assert first.actor == ACTOR
        assert dict(first.details) == {"key": workspace.key_id, "algorithm": "ed25519", "public": raw.hex()}
        assert workspace.key_id == hashlib.sha256(b"redact\n\x01" + raw).hexdigest()[:8]
        published = load_pem_public_key((tmp_path / "keys" / "public.pem").read_bytes())
        signature = workspace.signing_key().sign(b"message")
        published.verify(signature, b"message")  # type: ignore[union-attr,call-arg]


def test_another_key_is_refused(tmp_path: Path) -> None:
    publish(tmp_path)
    other = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (tmp_path / "keys" / "private.pem").write_bytes(other)
    with pytest.raises(LogProblem) as caught:
        Workspace.open(tmp_path)
    assert caught.value.code == "key"


@pytest.mark.parametrize("content", [b"", b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"])
def test_an_unreadable_key_is_a_clear_error(tmp_path: Path, content: bytes) -> None:
    publish(tmp_path)
    (tmp_path / "keys" / "private.pem").write_bytes(content)
    with pytest.raises(StorageProblem, match="private key"):
        Workspace.open(tmp_path)


@pytest.mark.parametrize("gone", ["vault.db", "keys/private.pem", "keys"])
def test_what_is_gone_is_not_made_again(tmp_path: Path, gone: str) -> None:
    path = tmp_path / "w"
    publish(path)
    shutil.rmtree(path / gone) if gone == "keys" else (path / gone).unlink()
    with pytest.raises(StorageProblem, match=r"gone|does not exist"):
        Workspace.open(path)
    assert not (path / gone).exists()


def test_a_public_key_that_is_gone_is_written_again(tmp_path: Path) -> None:
    publish(tmp_path / "w")
    before = (tmp_path / "w/keys/public.pem").read_bytes()
    (tmp_path / "w/keys/public.pem").unlink()
    publish(tmp_path / "w")
    assert (tmp_path / "w/keys/public.pem").read_bytes() == before


def test_a_folder_of_other_things_is_not_taken(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(UsageProblem):
        Workspace.open(tmp_path)
    assert os.listdir(tmp_path) == ["thesis.txt"]
    with pytest.raises(StorageProblem):
        Workspace.open(tmp_path / "thesis.txt")


def test_opening_to_read_makes_and_changes_nothing(tmp_path: Path) -> None:
    for opening in (Workspace.open_to_read, lambda path: Workspace.open(path, create=False)):
        with pytest.raises(UnusableInput):
            opening(tmp_path / "none")
    assert os.listdir(tmp_path) == []
    publish(tmp_path / "w")
    before = {entry: entry.read_bytes() for entry in (tmp_path / "w").rglob("*") if entry.is_file()}
    with Workspace.open_to_read(tmp_path / "w") as workspace:
        assert workspace.verify().ok
        assert len(list(workspace.events())) == len(WHOLE_LOG)
        with pytest.raises(StorageProblem), workspace.transaction() as change:
            change.record("key", actor=ACTOR)
    assert {entry: entry.read_bytes() for entry in (tmp_path / "w").rglob("*") if entry.is_file()} == before


def _record_twice(change: Change) -> None:
    change.record("exported", actor=ACTOR)
    change.record("exported", actor="")


def test_a_change_that_fails_leaves_no_event(tmp_path: Path) -> None:
    publish(tmp_path)
    other = document(sha256="2" * 64)
    with Workspace.open(tmp_path) as workspace:
        with pytest.raises(UnloggableDetail), workspace.transaction() as change:
            change.record("received", actor=ACTOR, document=change.document(other).id, details={"x": 1})
        with pytest.raises(UnloggableDetail), workspace.transaction() as change:
            _record_twice(change)
        with workspace.transaction() as change:
            assert change.document(other).fresh
    assert kinds(tmp_path) == WHOLE_LOG


def test_text_in_an_event_undoes_the_change(tmp_path: Path) -> None:
    publish(tmp_path)
    with Workspace.open(tmp_path) as workspace:
        with pytest.raises(UnloggableDetail), workspace.transaction() as change:
            change.record("received", actor=ACTOR, details={"title": "The treaty of Port Lorne"})
        with pytest.raises(RuntimeError), workspace.transaction(), workspace.transaction():
            raise AssertionError("a transaction within a transaction began")
    assert kinds(tmp_path) == WHOLE_LOG


def test_digests_are_keyed_by_document(tmp_path: Path) -> None:
    with Workspace.open(tmp_path) as workspace:
        with workspace.transaction() as change:
            one, other = change.document(document()), change.document(document(sha256="2" * 64))
        assert workspace.digest(one.id, b"Kamal") == hmac.new(one.hmac_key, b"Kamal", "sha256").hexdigest()
        assert workspace.digest(one.id, b"Kamal") != workspace.digest(other.id, b"Kamal")
        with pytest.raises(KeyError):
            workspace.digest("d-unknown", b"Kamal")
        list_key = workspace.list_key
    with Workspace.open(tmp_path) as workspace:
        assert workspace.list_key == list_key
        assert len(list_key) == 32


def test_a_clock_that_runs_backwards_is_written_down_as_it_is(tmp_path: Path) -> None:
    noon = dt.datetime(2026, 11, 23, 12, tzinfo=dt.timezone(dt.timedelta(hours=5)))
    times = iter([noon, noon, noon - dt.timedelta(hours=1), noon - dt.timedelta(days=1)])
    with Workspace.open(tmp_path, clock=lambda: next(times)) as workspace:
        for _ in range(3):
            with workspace.transaction() as change:
                change.record("exported", actor=ACTOR)
        assert [(logged.seq, logged.event.at) for logged in workspace.events()] == [
            (1, "2026-11-23T07:00:00.000Z"), (2, "2026-11-23T07:00:00.000Z"), (3, "2026-11-23T06:00:00.000Z"),
            (4, "2026-11-22T07:00:00.000Z")]
        assert workspace.verify().ok


def test_no_words_of_a_document_are_in_the_log(tmp_path: Path) -> None:
    """Every run of three words, every name and the input's name are looked for in the raw files, WAL included."""
    of = document()
    publish(tmp_path)
    with Workspace.open(tmp_path) as workspace:
        with workspace.transaction() as change:
            change.record("exported", actor=ACTOR)
        files = {name: (tmp_path / name).read_bytes() for name in ("audit.db", "audit.db-wal")}
        in_vault = b"".join(entry.read_bytes() for entry in tmp_path.glob("vault.db*"))
    files["audit.db after closing"] = (tmp_path / "audit.db").read_bytes()
    words = f"{of.source} {of.title}".split()
    runs = [" ".join(words[start:start + 3]) for start in range(len(words) - 2)]
    wanted = [run.encode() for run in (*runs, "Vantongeren", "Lorne", "Ostrava", of.name, of.sha256)]
    assert b"Vantongeren" in in_vault
    for name, content in files.items():
        assert len(content) > 1000, name
        assert [word for word in wanted if word.lower() in content.lower()] == [], name
