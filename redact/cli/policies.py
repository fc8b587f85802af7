"""``redact policy``: list, check and test policies."""

from __future__ import annotations

import click

from redact.cli.shared import json_option, print_json, say, table
from redact.policy.loading import load_policy, shipped_policies
from redact.policy.testing import run_tests


@click.group(epilog="Example: redact policy test foia-public")
def policy() -> None:
    """List the shipped policies, and load policies and run the tests inside them."""


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


@policy.command(epilog="Example: redact policy test foia-public")
@click.argument("names", metavar="POLICY...", nargs=-1, required=True)
@json_option
def test(names: tuple[str, ...], as_json: bool) -> int:
    """Run the tests inside each POLICY; exit code 4 if one fails."""
    failed = 0
    for name in names:
        results = run_tests(load_policy(name))
        failed += sum(1 for result in results if not result.passed)
        for result in results:
            if as_json:
                print_json({"policy": name, **result.to_json()})
            elif not result.passed:
                say(f"FAILED  {name}: {result.name}: {result.message}")
        if not as_json:
            say(f"{name}: {sum(1 for result in results if result.passed)} of {len(results)} tests passed")
    return 4 if failed else 0
