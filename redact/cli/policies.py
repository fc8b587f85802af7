"""``redact policy``: the group of commands that work on policies."""

from __future__ import annotations

import click

from redact.cli.groups import LazyGroup
from redact.cli.shared import json_option, print_json, table
from redact.policy.loading import load_policy, shipped_policies

_LATER = {
    "show": ("redact.cli.policy_show:show_command", "Show a policy in plain sentences, to be read and signed."),
    "check": ("redact.cli.policy_check:check_command", "Say what is wrong or doubtful in policies, with line numbers."),
    "test": ("redact.cli.policy_test:test_command", "Run the tests inside policies, and judge the tests."),
    "prove": ("redact.cli.proving:prove_command", "Prove every 'never' of policies over all situations."),
    "diff": ("redact.cli.comparing:diff_command", "Say what a new policy changes in meaning: looser, tighter, same."),
    "impact": ("redact.cli.impact:impact_command", "List the portions of real documents that a new policy flips."),
}
"""Commands in modules of their own, imported when they are called, with the words of the overview."""


@click.group(cls=LazyGroup, later=_LATER, epilog="Example: redact policy prove foia-public")
def policy() -> None:
    """List policies, check and test them, prove what they promise, and compare them."""


@policy.command("list", epilog="Example: redact policy list")
@json_option
def list_(as_json: bool) -> None:
    """List the shipped policies."""
    policies = [load_policy(name) for name in shipped_policies()]
    if as_json:
        for one in policies:
            print_json({"name": one.name, "version": one.version, "title": one.title, "review": one.review,
                        "rules": len(one.rules), "sha256": one.sha256})
    else:
        table([(one.name, str(one.version), one.review, str(len(one.rules)), one.title) for one in policies],
              ("policy", "version", "review", "rules", "title"))
