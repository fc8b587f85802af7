"""The details of events, made from what happened, so that no text can slip into the log.

Each function takes whole objects and picks from them what the log may hold; the log then checks every value again
(:mod:`redact.audit.details`). ``policy_digest`` is always the policy's public hash, in which lists are replaced by
keyed digests, and files are named by their format only: a file's name may be that of an input.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal

from redact import __version__
from redact.documents import Document
from redact.policy import Decision, Determination, Plan
from redact.review.acts import Act, Digest

__all__ = ["Details", "Digest", "RecordKind", "decided", "decisions", "draft_written", "proposed", "published",
           "publishing", "received", "refused", "withdrawn"]

Details = dict[str, Any]
RecordKind = Literal["received", "proposed", "confirmed", "overruled", "undone", "submitted", "approved", "returned",
                     "referred", "answered", "withdrawn"]
"""The kinds of events that a person's act on a document leaves."""


def received(document: Document, source_digest: str) -> Details:
    """A document came in; ``source_digest`` is the keyed digest of its source."""
    return {"format": document.format, "level": document.marking.level, "portions": len(document.portions),
            "source": source_digest}


def proposed(plan: Plan, policy_digest: str) -> Details:
    """A policy proposed: one row a portion with action, codes and rules, and the codes of the findings."""
    return {**_policy(plan, policy_digest), "as_of": plan.as_of.isoformat(), "outcome": plan.outcome,
            "review": plan.review, "decisions": decisions(plan.decisions),
            "findings": sorted(finding.code for finding in plan.findings)}


def decisions(made: Sequence[Decision]) -> list[Details]:
    """The table of decisions: codes and rules of a portion and its spans, each once; no place, no amount, no reason."""
    return [{"portion": decision.portion, "action": decision.action,
             "codes": _once(decision.codes, *(span.codes for span in decision.spans)),
             "rules": _once(decision.rules, *(span.rules for span in decision.spans))} for decision in made]


def decided(act: Act, commit: Callable[[str, str], str], overruled: str | None) -> Details:
    """A person decided on a portion: what it came to, and keyed digests of what was written. ``overruled`` is the
    action that the policy had proposed, None where the person confirmed it."""
    (row,) = decisions([act.decided])
    details: Details = {"action": row["action"], "codes": row["codes"], "rules": row["rules"], "bulk": act.bulk,
                        "revision": act.revision}
    details |= {"proposed": overruled} if overruled else {}
    details |= {"spans": commit("spans", " ".join(f"{span.start}:{span.end}" for span in act.decided.spans))
                } if act.decided.spans else {}
    for name, text in (("because", act.because), ("harm", act.harm)):
        if text:
            details[name] = commit(name, text)
    return details


def withdrawn(release: str, note: bytes) -> Details:
    """A release was taken back; ``note`` is the public note that says so."""
    return {"release": release, "note": hashlib.sha256(note).hexdigest()}


def draft_written(determination: Determination, policy_digest: str, formats: Sequence[str]) -> Details:
    """A draft was written in these formats (pdf, html, txt, json, manifest)."""
    return {**_determined(determination, policy_digest), "formats": sorted(formats)}


def publishing(determination: Determination, policy_digest: str, release: str, formats: Sequence[str]) -> Details:
    """A release passed the gate and is about to be put under its final names."""
    return {**_determined(determination, policy_digest), "release": release, "formats": sorted(formats)}


def published(determination: Determination, policy_digest: str, release: str, files: Mapping[str, str],
              key: str) -> Details:
    """A release is out: ``files`` are the SHA-256 of its files by format, ``key`` the id of the key that signed it."""
    return {**_determined(determination, policy_digest), "release": release, "files": dict(files), "key": key}


def refused(codes: Sequence[str], carriers: Sequence[str], plan: Plan | None = None,
            policy_digest: str = "") -> Details:
    """A release was refused: codes of the findings and the carriers (pdf-text, metadata, …) they were found in."""
    policy = _policy(plan, policy_digest) if plan else {}
    return {**policy, "codes": _once(codes), "carriers": _once(carriers)}


def _determined(determination: Determination, policy_digest: str) -> Details:
    plan = determination.plan
    codes = [code for row in decisions(determination.decisions) for code in row["codes"]]
    return {**_policy(plan, policy_digest), "as_of": plan.as_of.isoformat(), "outcome": plan.outcome,
            "codes": _once(codes)}


def _policy(plan: Plan, policy_digest: str) -> Details:
    return {"policy": plan.policy.name, "policy_version": plan.policy.version, "policy_digest": policy_digest,
            "program": __version__}


def _once(*values: Sequence[str]) -> list[str]:
    """Each value once, in the order of first appearance."""
    return list(dict.fromkeys(value for several in values for value in several))
