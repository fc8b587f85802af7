"""The details of events, made from what happened, so that no text can slip into the log.

Each function takes whole objects and picks from them what the log may hold; the log then checks every value again
(:mod:`redact.audit.details`). ``policy_digest`` is always the policy's public hash, in which lists are replaced by
keyed digests, and files are named by their format only: a file's name may be that of an input.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from redact import __version__
from redact.documents import Document
from redact.policy import Decision, Determination, Plan

Details = dict[str, Any]


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
