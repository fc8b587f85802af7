"""Proofs that need no log: that an event stands in it, and that a log has only grown (RFC 6962, section 2.1).

A proof is a JSON object with the signed checkpoint it leads to. Whoever checks it needs the key's public half, and for
``inclusion`` learns nothing of any other event; for ``consistency`` nothing of any.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from redact.audit.checkpoints import Kept
from redact.audit.hashing import event_hash
from redact.audit.log import AuditLog, Filter
from redact.canonical import canonical_text
from redact.errors import Refused, UnusableInput
from redact.merkle import (
    MerkleTree,
    consistency_spans,
    inclusion_root,
    inclusion_spans,
    is_consistent,
    leaf_hash,
)
from redact.signing import NotANote, key_id

FORMAT = "redact-log-proof-1"


class ProofFailed(Refused):
    """A proof that proves nothing: it was altered, or is of another log."""


def prove_inclusion(log: AuditLog, seq: int) -> dict[str, Any]:
    """The proof that event ``seq`` stands in the log as of its newest checkpoint. UnusableInput if none covers it."""
    event = next(log.events(Filter(first=seq, last=seq)), None)
    if event is None:
        raise UnusableInput(f"the log has no event {seq}", file=str(log.path))
    kept = _newest(log, seq)
    path = [_root(log, first, end).hex() for first, end in inclusion_spans(seq - 1, kept.checkpoint.size)]
    return {"format": FORMAT, "proves": "inclusion", "event": event.to_json(), "path": path,
            "checkpoint": kept.note.to_text()}


def prove_consistency(log: AuditLog, old: Kept) -> dict[str, Any]:
    """The proof that the log as of its newest checkpoint begins with what the checkpoint ``old`` covers."""
    new = _newest(log, old.checkpoint.size)
    if old.checkpoint.size < 1:
        raise UnusableInput("the checkpoint covers no event", file=old.name)
    spans = consistency_spans(old.checkpoint.size, new.checkpoint.size)
    return {"format": FORMAT, "proves": "consistency", "old": old.note.to_text(),
            "path": [_root(log, first, end).hex() for first, end in spans], "checkpoint": new.note.to_text()}


def check_proof(proof: object, keys: Sequence[bytes]) -> str:
    """What the proof proves, as a sentence. ProofFailed if it proves nothing under these raw public keys."""
    try:
        return _checked(proof, keys)
    except (KeyError, TypeError, ValueError, AttributeError, NotANote, RecursionError):
        raise ProofFailed("this is no proof of a log that this program knows") from None


def _newest(log: AuditLog, seq: int) -> Kept:
    newest = log.checkpoints(least=seq)[-1:]
    if not newest:
        raise UnusableInput(f"no checkpoint covers event {seq}; make one with 'redact audit checkpoint'",
                            file=str(log.path))
    return newest[0]


def _root(log: AuditLog, first: int, end: int) -> bytes:
    tree = MerkleTree()
    tree.extend(log.hashes(first, end))
    return bytes.fromhex(tree.root())


def _checked(proof: Any, keys: Sequence[bytes]) -> str:
    if proof["format"] != FORMAT:
        raise ValueError
    new = _signed(proof["checkpoint"], keys)
    path = [bytes.fromhex(node) for node in proof["path"]]
    if proof["proves"] == "inclusion":
        return _checked_inclusion(proof["event"], new, path)
    if proof["proves"] != "consistency":
        raise ValueError
    old = _signed(proof["old"], keys)
    before, after = old.checkpoint, new.checkpoint
    if before.origin != after.origin or not is_consistent(before.size, after.size, bytes.fromhex(before.root),
                                                          bytes.fromhex(after.root), path):
        raise ProofFailed(f"the log of {after.size} events does not begin with the one of {before.size}")
    return f"the log of {after.size} events begins with the {before.size} of the older checkpoint, unchanged"


def _checked_inclusion(event: Mapping[str, Any], kept: Kept, path: list[bytes]) -> str:
    seq, told = event["seq"], kept.checkpoint
    names = ("at", "actor", "kind", "case_id", "document", "portion")
    fields = [*(event[name].encode() for name in names), canonical_text(event["details"]).encode(),
              event["previous"].encode()]
    own = event_hash(seq, fields)
    if own != event["hash"] or inclusion_root(leaf_hash(bytes.fromhex(own)), seq - 1, told.size,
                                              path) != bytes.fromhex(told.root):
        raise ProofFailed(f"the log of {told.size} events does not hold this event {seq}")
    return f"event {seq} stands unchanged in the log of {told.size} events"


def _signed(note: str, keys: Sequence[bytes]) -> Kept:
    kept = Kept.from_text("the checkpoint", note)
    if not any(kept.note.is_signed_by(key) for key in keys):
        raise ProofFailed(f"the checkpoint over {kept.checkpoint.size} events is not signed with key "
                          f"{' or '.join(map(key_id, keys))}")
    return kept
