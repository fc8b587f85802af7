"""A vault encrypted at rest: nothing to be read in it, opened with its key only, copied and upgraded like any other."""

from __future__ import annotations

from pathlib import Path

import pytest
from desks import CASE, DAY, document, policy

from redact.audit import cipher
from redact.audit.store import StorageProblem
from redact.errors import UnusableInput
from redact.review import receiving, vaultkey
from redact.review.backup import back_up
from redact.review.desk import Desk
from redact.review.workspace import Workspace

KEY = "it's a long key; DROP TABLE acts"


@pytest.fixture(autouse=True)
def forgetful(monkeypatch: pytest.MonkeyPatch) -> None:
    """No key is known from elsewhere."""
    monkeypatch.setattr(cipher, "_keys", {})
    monkeypatch.setattr(vaultkey, "_asking", [])
    monkeypatch.delenv(vaultkey.VARIABLE, raising=False)


@pytest.fixture
def encrypted(tmp_path: Path) -> Path:
    with Workspace.open(tmp_path / "w", actor="ada", encrypt=KEY) as workspace:
        receiving.set_up(workspace, "ada", system_user="ada")
        admin = Desk(workspace, receiving.Person("ada", frozenset({"admin", "reviewer"})))
        receiving.open_case(admin, CASE, policy())
        receiving.add(admin, document(), CASE, DAY)
    cipher._keys.clear()
    return tmp_path / "w"


def key_file(path: Path, key: str) -> Path:
    path.write_text(key + "\nsecond line\n")
    return path


def test_nothing_is_to_be_read_in_it(encrypted: Path) -> None:
    for path in encrypted.glob("vault.db*"):
        content = path.read_bytes()
        for word in (b"SQLite format", b"Calvaste", b"CREATE TABLE", b"received"):
            assert word not in content
    assert b"SQLite format" in (encrypted / "audit.db").read_bytes(), "the log is to be handed over as it is"


def test_it_opens_with_its_key_and_no_other(encrypted: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UnusableInput, match="REDACT_VAULT_KEY_FILE"):
        Workspace.open(encrypted)
    monkeypatch.setenv(vaultkey.VARIABLE, str(key_file(tmp_path / "wrong", "another key")))
    for opening in (Workspace.open, Workspace.open_to_read):
        with pytest.raises(StorageProblem, match="key does not fit"):
            opening(encrypted)
    cipher._keys.clear()
    monkeypatch.setenv(vaultkey.VARIABLE, str(key_file(tmp_path / "right", KEY)))
    with Workspace.open_to_read(encrypted) as workspace:
        assert len(workspace.cases.reviews()) == 1
        assert workspace.verify().ok
    cipher._keys.clear()
    monkeypatch.delenv(vaultkey.VARIABLE)
    vaultkey.ask_with(lambda prompt: KEY)
    with Workspace.open(encrypted, create=False) as workspace:
        assert workspace.verify().ok


@pytest.mark.parametrize("content", ["", "\n"])
def test_an_empty_key_is_none(encrypted: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: str) -> None:
    (tmp_path / "empty").write_text(content)
    monkeypatch.setenv(vaultkey.VARIABLE, str(tmp_path / "empty"))
    with pytest.raises(UnusableInput, match="empty"):
        Workspace.open(encrypted)
    monkeypatch.setenv(vaultkey.VARIABLE, str(tmp_path / "missing"))
    with pytest.raises(UnusableInput, match="read"):
        Workspace.open(encrypted)


def test_its_backup_is_encrypted_too(encrypted: Path, tmp_path: Path) -> None:
    vaultkey.ask_with(lambda prompt: KEY)
    with Workspace.open(encrypted, create=False) as workspace:
        back_up(workspace, tmp_path / "copy")
    assert b"Calvaste" not in (tmp_path / "copy" / "vault.db").read_bytes()
    cipher._keys.clear()
    with Workspace.open(tmp_path / "copy", create=False) as copy:
        assert copy.verify().ok
        assert len(copy.cases.reviews()) == 1


def test_without_sqlcipher_it_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import sys
    monkeypatch.setitem(sys.modules, "sqlcipher3", None)
    monkeypatch.setitem(sys.modules, "sqlcipher3.dbapi2", None)
    with pytest.raises(UnusableInput, match=r"redact\[encrypted\]"):
        Workspace.open(tmp_path / "w", encrypt=KEY)
