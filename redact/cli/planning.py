"""``redact plan``."""

from __future__ import annotations

import datetime as dt

import click

from redact.cli.findings import show_findings
from redact.cli.shared import (
    FilePath,
    as_of_option,
    banner,
    case_option,
    json_option,
    policy_option,
    print_json,
    say,
    table,
    today,
)
from redact.documents.reading import read as read_document
from redact.policy.decide import decide
from redact.policy.loading import load_policy
from redact.policy.plan import Determination, Plan

OUTCOMES = {"RIF": "release in full", "RIP": "release in part", "DIF": "deny in full", "referred": "refer"}
_INK = {"release": "·", "downgrade": "·", "redact": "▒", "refer": "▓", "withhold": "█", "withhold-document": "█"}


@click.command(epilog="Example: redact plan cable.txt --policy foia-public --as-of 2018-06-07")
@click.argument("file", type=FilePath())
@policy_option
@as_of_option
@case_option
@json_option
def plan(file: str, policy_name: str, as_of: dt.date | None, case: str, as_json: bool) -> None:
    """Show what a policy proposes for FILE: one decision a portion, the rules that made it, and why."""
    policy = load_policy(policy_name)
    proposed = decide(read_document(file), policy, as_of or today(), case=case)
    if as_json:
        print_json(proposed.to_json())
    else:
        _show(proposed)


def minimap(proposed: Plan | Determination) -> str:
    """One character a portion, in document order: released, redacted, referred, withheld."""
    return "".join(_INK[decision.action] for decision in proposed.decisions)


def _show(proposed: Plan) -> None:
    document = proposed.document
    banner(document.marking)
    say(f"{document.name} under {proposed.policy.name} version {proposed.policy.version}, "
        f"judged as of {proposed.as_of}: {OUTCOMES[proposed.outcome]}")
    say(f"{minimap(proposed)}   · released  ▒ redacted  ▓ referred  █ withheld")
    say()
    table([(decision.portion, portion.kind, portion.number or "", decision.action, ", ".join(decision.codes),
            decision.amount or "", decision.because)
           for decision, portion in zip(proposed.decisions, document.portions, strict=True)],
          ("id", "kind", "no.", "action", "codes", "amount", "because"))
    show_findings(document, [*document.findings, *proposed.findings])
    banner(document.marking)
