"""Deciding a document: one decision for each portion, the determination, the banner of what leaves, and findings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from redact.documents import SUBSTANCE_KINDS, Document, Finding
from redact.markings import Marking, rollup
from redact.policy.echo import echo_findings
from redact.policy.judging import Judge
from redact.policy.model import Policy
from redact.policy.plan import Decision, Outcome, Plan
from redact.policy.registers import UNCLASSIFIED


def decide(document: Document, policy: Policy, as_of: dt.date, *, case: str = "") -> Plan:
    """What the policy proposes for a document.

    ``as_of`` is the day on which the classification is judged; it is never read from a clock. ``case`` is the number
    of the case, for conditions that ask for it.
    """
    judge = Judge(document, policy, as_of, case)
    proposed = [judge.decision(portion) for portion in document.portions]
    decisions = tuple(judge.document_wide(proposed))
    return Plan(
        document=document, policy=policy.identity, as_of=as_of, outcome=outcome(document, decisions),
        banner=banner(decisions), decisions=decisions,
        findings=(*_findings(judge, decisions), *echo_findings(document, decisions)),
        amount=policy.amount, review=policy.review, show_controls=policy.show_controls,
        code_titles=policy.codes.titles())


def outcome(document: Document, decisions: Sequence[Decision]) -> Outcome:
    """The determination (design §6): DIF or referred if nothing of the substance is out, RIF if all of everything is,
    else RIP."""
    substance = [decision for decision, portion in zip(decisions, document.portions, strict=True)
                 if portion.kind in SUBSTANCE_KINDS] or list(decisions)
    if all(decision.withheld for decision in substance):
        kept = [decision for decision in decisions if decision.withheld]
        return "referred" if kept and all(decision.action == "refer" for decision in kept) else "DIF"
    whole = all(not decision.withheld and not decision.spans for decision in decisions)
    return "RIF" if whole else "RIP"


def banner(decisions: Sequence[Decision]) -> Marking:
    """The roll-up of what leaves; a sheet that says only that all is withheld is UNCLASSIFIED."""
    leaving = [decision.effective for decision in decisions if not decision.withheld and decision.effective]
    return rollup(leaving) if any(marking != UNCLASSIFIED for marking in leaving) else UNCLASSIFIED


def _findings(judge: Judge, decisions: Sequence[Decision]) -> list[Finding]:
    """What the policy itself has to say of its decisions."""
    findings: list[Finding] = []
    used = {rule for decision in decisions for rule in decision.rules}
    if any(judge.cited(rule).reasons_missing for rule in judge.policy.rules if rule.id in used and rule.protective):
        findings.append(Finding("no-reasons", "warning", "The document gives no reason for its classification, so "
                                "(b)(1) is cited without one."))
    for portion, decision in zip(judge.document.portions, decisions, strict=True):
        broken = judge.applied(portion).broken
        names = {entry.never.id for entry in broken}
        if broken and set(decision.rules) & names:
            findings.append(Finding("never-broken", "error", "The rules would release what the policy says never to "
                                    f"release ({', '.join(sorted(names))}); it is withheld.", portion.id))
    return findings
