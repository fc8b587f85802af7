"""Documents and salts of the vault."""

import sqlite3
from pathlib import Path

import pytest
from scenes import PARAGRAPHS, document

from redact.audit.store import StorageProblem
from redact.review.vault import VaultDocument, keyed_digest, new_id
from redact.review.workspace import Workspace


def _enter(path: Path, **changed: object) -> VaultDocument:
    with Workspace.open(path) as workspace, workspace.transaction() as change:
        return change.document(document(**changed))  # type: ignore[arg-type]


def test_a_document_is_found_again_by_its_bytes(tmp_path: Path) -> None:
    first = _enter(tmp_path)
    again = _enter(tmp_path, name="renamed.txt")
    other = _enter(tmp_path, sha256="2" * 64)
    assert first.fresh
    assert not again.fresh
    assert (again.id, again.hmac_key, again.salts) == (first.id, first.hmac_key, first.salts)
    assert other.fresh
    assert other.id != first.id
    assert set(other.salts.values()).isdisjoint(first.salts.values())
    assert [len(salt) for salt in first.salts.values()] == [32, 32]
    assert first.salts["p1"] != first.salts["p2"]


def test_a_portion_read_otherwise_gets_another_salt(tmp_path: Path) -> None:
    """A salt published with released words must not open a guess at words that a later reading puts in their place."""
    first = _enter(tmp_path)
    otherwise = _enter(tmp_path, paragraphs=(("S", "1. (S) Other words.\n"), PARAGRAPHS[1]))
    back = _enter(tmp_path)
    assert otherwise.id == first.id
    assert otherwise.salts["p1"] != first.salts["p1"]
    assert otherwise.salts["p2"] == first.salts["p2"]
    assert back.salts == first.salts


def test_the_last_reading_is_kept(tmp_path: Path) -> None:
    _enter(tmp_path)
    _enter(tmp_path, paragraphs=(("S", "1. (S) Other words.\n"),))
    connection = sqlite3.connect(tmp_path / "vault.db")
    assert connection.execute("SELECT source FROM documents").fetchall() == [("1. (S) Other words.\n",)]
    connection.close()


def test_ids_are_random(tmp_path: Path) -> None:
    ids = {new_id("d") for _ in range(200)}
    assert len(ids) == 200
    assert all(len(identity) == 14 and identity.startswith("d-") for identity in ids)


def test_releases_are_kept_in_order(tmp_path: Path) -> None:
    with Workspace.open(tmp_path) as workspace:
        with workspace.transaction() as change:
            kept = change.document(document())
            first = change.release(kept.id, status="released", name="one", folder="out", files={"one.pdf": "0" * 64},
                                   manifest={"status": "released"}, release_id="r-given")
            second = change.release(kept.id, status="draft", name="two", folder="out", files={}, manifest={})
        with workspace.transaction() as change:
            change.set_release_state(first, "published")
        assert [release.id for release in workspace.releases()] == ["r-given", second]
        assert [release.id for release in workspace.releases(kept.id, "publishing")] == [second]
        published, = workspace.releases(state="published")
        assert (published.files, published.manifest) == ({"one.pdf": "0" * 64}, {"status": "released"})


def test_a_release_needs_its_document(tmp_path: Path) -> None:
    with (Workspace.open(tmp_path) as workspace, pytest.raises(StorageProblem, match="refused a row"),
          workspace.transaction() as change):
        change.release("d-unknown", status="released", name="one", folder="out", files={}, manifest={})


def test_a_keyed_digest_is_no_plain_one() -> None:
    assert keyed_digest(b"1" * 32, b"x") != keyed_digest(b"2" * 32, b"x")
