"""Making a checkpoint: its event first, so that the root covers it, then the signature, stored in the log."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from redact.audit.checkpoints import Checkpoint, Kept
from redact.audit.log import AuditLog
from redact.merkle import merkle_root
from redact.signing import sign_note

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey


def announcement(log: AuditLog, key: str) -> dict[str, Any]:
    """The details of the event that announces the next checkpoint, signed with the key of this id; it names the last
    one that is stored."""
    last = log.checkpoints()[-1:]
    previous = {"previous_size": last[0].checkpoint.size, "previous_root": last[0].checkpoint.root} if last else {}
    return {"key": key, **previous}


def sign_and_store(log: AuditLog, seq: int, private_key: Ed25519PrivateKey) -> Kept:
    """The checkpoint that the event ``seq`` announces, signed and stored. The log must have been found whole."""
    checkpoint = Checkpoint(log.origin, seq, merkle_root(log.hashes(0, seq)))
    kept = Kept(f"checkpoint stored at event {seq}", sign_note(checkpoint.to_text(), private_key), checkpoint)
    log.add_checkpoint(kept)
    return kept
