"""From the bytes of a file to text, without guessing more than must be guessed."""

from __future__ import annotations

import hashlib
import os
import re
from dataclasses import dataclass
from pathlib import Path, PurePath

from redact.errors import UnusableInput

MAX_BYTES = 16 * 1024 * 1024
"""The largest plain-text document read (bytes): the longest cables known are under 1 MB."""

_MAGIC = {b"%PDF-": "a PDF", b"PK\x03\x04": "a ZIP container (Word or the like)", b"{\\rtf": "RTF",
          b"\xd0\xcf\x11\xe0": "an old Office file", b"\x1f\x8b": "a gzip archive", b"\x89PNG": "an image",
          b"\xff\xd8\xff": "an image"}
_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


@dataclass(frozen=True, slots=True)
class Identity:
    """What is known of a document besides its text: its name, the encoding it was read in, the digest of its bytes."""

    name: str
    encoding: str
    sha256: str


def identify(data: bytes, name: str) -> tuple[str, Identity]:
    """The text of ``data`` and what else is known of it; ``name`` is what it is called in messages."""
    source, encoding = decode(data, name)
    return source, Identity(PurePath(name).name, encoding, hashlib.sha256(data).hexdigest())


def read_file(path: Path) -> bytes:
    """The bytes of a document file; UnusableInput with a plain reason for anything that is none."""
    name = str(path)
    try:
        if path.is_dir():
            raise UnusableInput("this is a folder, not a document", file=name)
        if not path.is_file():
            reason = "this is not a regular file" if path.exists() else "no such file"
            raise UnusableInput(reason, file=name)
        with path.open("rb") as stream:
            size = os.fstat(stream.fileno()).st_size
            if size > MAX_BYTES:
                raise UnusableInput(f"{size:,} bytes are more than the {MAX_BYTES:,} a text document may have",
                                    file=name)
            return stream.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else "the name cannot be opened"
        raise UnusableInput(f"cannot be read: {reason}", file=name) from None


def decode(data: bytes, name: str) -> tuple[str, str]:
    """The text of ``data`` and the encoding it was read in.

    A byte-order mark decides; else strict UTF-8; else Windows-1252, or Latin-1 where Windows-1252 has holes. The mark
    stays in the text as U+FEFF so that no character is lost. UnusableInput for empty, binary or oversized data.
    """
    if not data.strip():
        raise UnusableInput("the file is empty", file=name)
    if len(data) > MAX_BYTES:
        raise UnusableInput(f"more than the {MAX_BYTES:,} bytes a text document may have", file=name)
    for magic, what in _MAGIC.items():
        if data.startswith(magic):
            raise UnusableInput(f"this is {what}, not plain text; give its text", file=name)
    text, encoding = _decode(data, name)
    if len(_CONTROLS.findall(text.encode("utf-8", "replace"))) * 50 > len(text):
        raise UnusableInput("this is binary data, not text", file=name)
    if not text.strip("\ufeff \t\r\n\v\f\x00"):
        raise UnusableInput("the file is empty", file=name)
    return text, encoding


def _decode(data: bytes, name: str) -> tuple[str, str]:
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return _with_bom(data, bom, encoding, name)
    if b"\x00" in data[:4096]:
        raise UnusableInput("this is binary data, not text", file=name)
    for encoding in ("utf-8", "cp1252"):
        try:
            return data.decode(encoding), encoding
        except UnicodeDecodeError:
            continue
    return data.decode("latin-1"), "latin-1"


def _with_bom(data: bytes, bom: bytes, encoding: str, name: str) -> tuple[str, str]:
    plain = {b"\xef\xbb\xbf": "utf-8", b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}[bom]
    try:
        return data.decode(plain), encoding
    except UnicodeDecodeError:
        if plain == "utf-8":
            return data.decode("latin-1"), "latin-1"
    raise UnusableInput("the byte-order mark says UTF-16, and the bytes are not", file=name)
