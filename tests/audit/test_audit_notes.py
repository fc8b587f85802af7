"""Signed notes, keys as text, checkpoints: what is written is read back, and nothing else is taken."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ed25519, x25519
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given
from hypothesis import strategies as st
from logs import KEY, OTHER_KEY

from redact.audit.checkpoints import Checkpoint, Kept, origin, read_checkpoint
from redact.errors import UnusableInput
from redact.signing import NotANote, SignedNote, key_id, read_public_key, sign_note, verifier_key

PUBLIC = KEY.public_key().public_bytes_raw()
LINE = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1)


@given(st.lists(LINE, min_size=1, max_size=5))
def test_notes_round_trip(lines: list[str]) -> None:
    note = sign_note("\n".join(lines) + "\n", KEY)
    read = SignedNote.from_text(note.to_text())
    assert read == note
    assert read.is_signed_by(PUBLIC)
    assert not read.is_signed_by(OTHER_KEY.public_key().public_bytes_raw())


def test_a_note_is_made_by_the_book() -> None:
    """C2SP signed-note: text, blank line, em dash, name, base64 of key id and signature over the text."""
    text = Checkpoint("redact/audit/" + "ab" * 16, 57, "cd" * 32).to_text()
    assert text == f"redact/audit/{'ab' * 16}\n57\n{base64.b64encode(bytes.fromhex('cd' * 32)).decode()}\n"
    ident = hashlib.sha256(b"redact\n\x01" + PUBLIC).digest()[:4]
    line = base64.b64encode(ident + KEY.sign(text.encode())).decode()
    assert sign_note(text, KEY).to_text() == f"{text}\n— redact {line}\n"


@pytest.mark.parametrize("change", [
    lambda text: text.replace("\n57\n", "\n58\n"), lambda text: text.replace("redact/audit", "redact/other"),
    lambda text: text.replace("\n57\n", "\n57\nmore\n"), lambda text: text.replace("\n\n— ", "\n\n\n— ")])
def test_a_changed_note_is_not_signed(change: object) -> None:
    text = sign_note(Checkpoint("redact/audit/x", 57, "cd" * 32).to_text(), KEY).to_text()
    assert SignedNote.from_text(text).is_signed_by(PUBLIC)
    assert not SignedNote.from_text(change(text)).is_signed_by(PUBLIC)  # type: ignore[operator]


@pytest.mark.parametrize("text", ["", "text\n", "text\n\n", "text\n\n— redact\n", "text\n\n— redact AAAA",
                                  "text\n\n- redact AAAAAAAAAA==\n", "text\n\n— redact AAAA\n",
                                  "a\x00b\n\n— r AAAAAAA=\n",
                                  "text\n\n— redact not base64\n", "text\n\n— re+dact AAAAAAAAAA==\n",
                                  "text\n\n— redact ÄÄÄÄ\n"])
def test_what_is_no_note_is_said_to_be_none(text: str) -> None:
    with pytest.raises(NotANote):
        SignedNote.from_text(text)


@pytest.mark.parametrize("text", ["one\n", "o\nx\nAAAA\n", "o\n5\nAAAA\n", "o\n-5\n" + "A" * 43 + "=\n",
                                  "o\n05\n" + "A" * 43 + "=\n", "o\n٥\n" + "A" * 43 + "=\n",
                                  "\n5\n" + "A" * 43 + "=\n", "o\n5\n" + "A" * 43 + "!\n"])
def test_what_is_no_checkpoint_is_said_to_be_none(text: str) -> None:
    with pytest.raises(NotANote):
        Checkpoint.from_text(text)


def test_checkpoints_round_trip_and_keep_further_lines(tmp_path: Path) -> None:
    told = Checkpoint(origin("ef" * 32), 3, "01" * 32)
    assert Checkpoint.from_text(told.to_text() + "further\n") == told
    (tmp_path / "kept.note").write_text(sign_note(told.to_text(), KEY).to_text())
    kept = read_checkpoint(tmp_path / "kept.note")
    assert kept == Kept("kept.note", sign_note(told.to_text(), KEY), told)
    assert kept.key_id == key_id(PUBLIC)


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"x" * 20_000, b"text\n\n\xe2\x80\x94 redact AAAAAAAAAA==\n"])
def test_a_file_that_is_no_checkpoint(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "kept.note").write_bytes(content)
    with pytest.raises(UnusableInput) as caught:
        read_checkpoint(tmp_path / "kept.note")
    assert caught.value.file == str(tmp_path / "kept.note")


def test_a_checkpoint_that_is_not_there(tmp_path: Path) -> None:
    for place in (tmp_path / "nothing", tmp_path):
        with pytest.raises(UnusableInput, match="cannot be read"):
            read_checkpoint(place)


def test_keys_are_read_as_pem_and_as_a_line() -> None:
    pem = KEY.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    for content in (pem, verifier_key(PUBLIC).encode(), verifier_key(PUBLIC).encode() + b"\n"):
        assert read_public_key(content).public_bytes_raw() == PUBLIC
    assert verifier_key(PUBLIC).startswith(f"redact+{key_id(PUBLIC)}+")


@pytest.mark.parametrize("content", [
    b"", b"no key", b"redact+00000000+AAAA", "r+00000000+ÄÄÄÄ".encode(),
    b"%PDF+\xff+\xfe+", b"\xff" * 40, verifier_key(PUBLIC).replace("+", "+0", 1).encode(),
    x25519.X25519PrivateKey.generate().public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo),
    b"-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n"])
def test_what_is_no_key_is_said_to_be_none(content: bytes) -> None:
    with pytest.raises(UnusableInput, match="no Ed25519 public key"):
        read_public_key(content, "file")


def test_a_private_key_is_no_public_key() -> None:
    from cryptography.hazmat.primitives.serialization import NoEncryption, PrivateFormat

    private = ed25519.Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    with pytest.raises(UnusableInput):
        read_public_key(private)
