"""Accepting a policy that releases more than the one it follows: who, and why, stands in the log."""

from __future__ import annotations

import secrets

from redact import __version__
from redact.policy.model import Policy
from redact.review.vault import KEY_BYTES, keyed_digest
from redact.review.workspace import Workspace


def accept_policy(workspace: Workspace, old: Policy, new: Policy, reason: str, actor: str) -> None:
    """Record that ``new`` was accepted in place of ``old`` although it is looser.

    The reason goes into the vault, under its commitment; the event ``policy-accepted`` has the commitment alone,
    keyed and salted, from which a short reason cannot be guessed.
    """
    salted = secrets.token_bytes(KEY_BYTES) + reason.encode("utf-8", "surrogatepass")
    commitment = keyed_digest(workspace.list_key, b"policy-accepted\0" + salted)
    with workspace.transaction() as change:
        change.set_meta(f"because:{commitment}", salted)
        change.record("policy-accepted", actor=actor, details={
            "policy": new.name, "policy_version": new.version, "program": __version__, "because": commitment,
            "policy_digest": new.public_sha256(workspace.list_key),
            "replaces": old.public_sha256(workspace.list_key)})
