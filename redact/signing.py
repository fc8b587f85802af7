"""Signatures of a workspace's key: the id of a key, public keys as text, and signed notes (C2SP signed-note).

A signed note is a text of whole lines, a blank line, and one line a signature: ``— NAME BASE64``, where the base64 is
the key's id (4 bytes) and the Ed25519 signature over the text with its last line end.
"""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from redact.errors import UnusableInput

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

KEY_NAME = "redact"
"""The name under which a workspace's key signs (C2SP signed notes)."""
ALGORITHM = "ed25519"
"""The algorithm of every key so far, as events name it; in an id and in a verifier key it is the byte 0x01."""
_ED25519 = b"\x01"
_DASH = "\N{EM DASH} "


class NotANote(UnusableInput):
    """A text that is no signed note."""


def key_id(public_key: bytes, name: str = KEY_NAME) -> str:
    """The id of a raw Ed25519 public key (32 bytes): the first 4 bytes (8 hexadecimal digits) of SHA-256(name LF 0x01
    key), as in C2SP signed notes."""
    return hashlib.sha256(name.encode() + b"\n" + _ED25519 + public_key).digest()[:4].hex()


def verifier_key(public_key: bytes, name: str = KEY_NAME) -> str:
    """A raw public key as one word that other programs for signed notes take: ``NAME+ID+BASE64``."""
    return f"{name}+{key_id(public_key, name)}+{base64.b64encode(_ED25519 + public_key).decode('ascii')}"


def read_public_key(content: bytes, file: str | None = None) -> Ed25519PublicKey:
    """The Ed25519 key of a file: PEM, or the one line of :func:`verifier_key`. UnusableInput if it holds neither."""
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    from cryptography.hazmat.primitives.serialization import load_pem_public_key

    raw = _of_verifier_key(content.strip())
    if raw is not None:
        return Ed25519PublicKey.from_public_bytes(raw)
    try:
        key = load_pem_public_key(content)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        key = None
    if not isinstance(key, Ed25519PublicKey):
        raise UnusableInput("this is no Ed25519 public key; give the file public.pem, or the line that 'redact key "
                            "show' prints", file=file)
    return key


def _of_verifier_key(line: bytes) -> bytes | None:
    name, _, rest = line.decode("utf-8", "replace").partition("+")
    ident, _, encoded = rest.partition("+")
    try:
        content = base64.b64decode(encoded, validate=True)
    except ValueError:
        return None
    fits = len(content) == 33 and content[:1] == _ED25519 and key_id(content[1:], name) == ident
    return content[1:] if fits else None


def is_signed(public_key: bytes, signature: bytes, text: bytes) -> bool:
    """True if ``signature`` is that of ``text`` under the raw Ed25519 key ``public_key``."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, text)
    except (InvalidSignature, ValueError):
        return False
    return True


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature line: the signer's name, the id of the key (8 hexadecimal digits), the signature's bytes."""

    name: str
    key_id: str
    signature: bytes

    def to_line(self) -> str:
        content = base64.b64encode(bytes.fromhex(self.key_id) + self.signature).decode("ascii")
        return f"{_DASH}{self.name} {content}\n"

    @classmethod
    def from_line(cls, line: str) -> Signature:
        """The signature of a line without its end. Raises NotANote."""
        name, _, encoded = line.removeprefix(_DASH).partition(" ")
        try:
            content = base64.b64decode(encoded, validate=True)
        except ValueError:
            content = b""
        if not line.startswith(_DASH) or not name or "+" in name or len(content) < 5:
            raise NotANote("the line of a signature is damaged")
        return cls(name, content[:4].hex(), content[4:])


@dataclass(frozen=True, slots=True)
class SignedNote:
    """A note: its text, which ends with a line end, and its signatures."""

    text: str
    signatures: tuple[Signature, ...]

    def to_text(self) -> str:
        """The note as it is kept in a file."""
        return f"{self.text}\n{''.join(signature.to_line() for signature in self.signatures)}"

    @classmethod
    def from_text(cls, content: str) -> SignedNote:
        """The note of a file. Raises NotANote, whose message quotes nothing."""
        text, blank, signatures = content.rpartition("\n\n")
        if not blank or not signatures.endswith("\n") or any(c < " " and c != "\n" for c in content):
            raise NotANote("this is no signed note: a text, a blank line and a line of a signature")
        return cls(f"{text}\n", tuple(map(Signature.from_line, signatures[:-1].split("\n"))))

    def is_signed_by(self, public_key: bytes) -> bool:
        """True if one of the signatures is this raw key's, and it fits the text."""
        ident = key_id(public_key)
        return any(is_signed(public_key, signature.signature, self.text.encode())
                   for signature in self.signatures if (signature.name, signature.key_id) == (KEY_NAME, ident))


def sign_note(text: str, private_key: Ed25519PrivateKey) -> SignedNote:
    """``text``, which ends with a line end, signed under the name of every workspace's key."""
    public = private_key.public_key().public_bytes_raw()
    return SignedNote(text, (Signature(KEY_NAME, key_id(public), private_key.sign(text.encode())),))
