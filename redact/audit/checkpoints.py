"""Checkpoints: what a log was at one moment, signed, so that it can be kept elsewhere (C2SP tlog-checkpoint).

The text has three lines: the origin, which names the log; how many events it had; the Merkle root over them in base64.
The origin is made of the first event's hash, so no two logs share one and no setting can change it.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from redact.errors import UnusableInput
from redact.signing import NotANote, SignedNote

_ORIGIN = "redact/audit/"
_LONGEST = 10_000
"""Bytes of a file that is still read as a checkpoint."""


def origin(first_hash: str) -> str:
    """The origin of the log whose first event has this hash."""
    return f"{_ORIGIN}{first_hash[:32]}"


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The first ``size`` events of the log ``origin`` have the Merkle root ``root`` (hexadecimal)."""

    origin: str
    size: int
    root: str

    def to_text(self) -> str:
        """The text that is signed."""
        return f"{self.origin}\n{self.size}\n{base64.b64encode(bytes.fromhex(self.root)).decode('ascii')}\n"

    @classmethod
    def from_text(cls, text: str) -> Checkpoint:
        """The checkpoint of a note's text, which may have further lines. Raises NotANote."""
        lines = text.split("\n")
        try:
            name, size, root = lines[0], lines[1], base64.b64decode(lines[2], validate=True)
        except (IndexError, ValueError):
            raise NotANote("the note is no checkpoint of a log") from None
        if not name or len(root) != 32 or not (size.isascii() and size.isdecimal()) or str(int(size)) != size:
            raise NotANote("the note is no checkpoint of a log")
        return cls(name, int(size), root.hex())


@dataclass(frozen=True, slots=True)
class Kept:
    """A signed checkpoint; ``name`` says where it was kept, for messages."""

    name: str
    note: SignedNote
    checkpoint: Checkpoint

    @classmethod
    def from_text(cls, name: str, text: str) -> Kept:
        """Raises NotANote."""
        note = SignedNote.from_text(text)
        return cls(name, note, Checkpoint.from_text(note.text))

    @property
    def key_id(self) -> str:
        """The id of the key that signed it first."""
        return self.note.signatures[0].key_id


@dataclass(frozen=True, slots=True)
class Stop:
    """What is known of the log after ``size`` events: the hash of the last of them, or a signed checkpoint.

    ``where`` is "mark", "kept" (elsewhere) or "stored" (in the log itself; one that cannot be read is None here).
    """

    size: int
    where: Literal["mark", "kept", "stored"]
    name: str
    hash: str = ""
    kept: Kept | None = None


def read_checkpoint(path: Path) -> Kept:
    """The checkpoint in a file. UnusableInput if it cannot be read or is none."""
    try:
        with path.open("rb") as file:
            content = file.read(_LONGEST)
    except OSError:
        raise UnusableInput("the checkpoint cannot be read", file=str(path)) from None
    try:
        return Kept.from_text(path.name, content.decode("utf-8", "replace"))
    except NotANote as problem:
        raise UnusableInput(f"this is no checkpoint, or a damaged one: {problem.message}", file=str(path)) from None
