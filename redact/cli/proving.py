"""``redact policy prove``."""

from __future__ import annotations

from collections.abc import Sequence

import click

from redact.cli.shared import json_option, print_json, say
from redact.policy.loading import load_policy
from redact.policy.proving import Promise, Proof, prove

_VERDICTS = {"proved": "PROVED", "broken": "BROKEN", "not-proved": "NOT PROVED"}


@click.command("prove", epilog="Example: redact policy prove foia-public")
@click.argument("names", metavar="POLICY...", nargs=-1, required=True)
@json_option
def prove_command(names: tuple[str, ...], as_json: bool) -> int:
    """Prove every 'never' of each POLICY, or show the plainest portion and document that break it.

    Every situation that the policy can tell apart is decided; only facts that no rule and no 'never' asks for are left
    out. What 'find' rules would cut out of a text does not count: a promise has to hold without them. Exit code 4 if a
    'never' is broken or cannot be proved; under such a policy nothing is released.
    """
    proofs = [prove(load_policy(name)) for name in names]
    for number, proof in enumerate(proofs):
        if as_json:
            print_json(proof.to_json())
        else:
            say() if number else None
            _tell(proof)
    return 0 if all(proof.holds for proof in proofs) else 4


def _tell(proof: Proof) -> None:
    say(f"{proof.policy.name} version {proof.policy.version}: {_count(proof.situations, 'situation')} decided, "
        f"{proof.released:,} of them released, {proof.undecided:,} left to the default")
    if proof.left_out:
        say(f"There are more situations than can be decided. Left out: {_some(proof.left_out)}. What hangs on them "
            "counts as released wherever it may be.")
    if not proof.promises:
        say("The policy promises nothing: it has no 'never'. Say under 'never' what must not leave, whatever the rules "
            "say.")
    for promise in proof.promises:
        _tell_promise(promise)


def _tell_promise(promise: Promise) -> None:
    say(f"{_VERDICTS[promise.verdict]:10}  {promise.never}: {promise.because}")
    if promise.verdict == "broken":
        assert promise.example is not None
        say(f"            by {promise.example.words}")
        say(f"            which {_rules(promise.rules)} would release; so in "
            f"{_count(promise.situations, 'situation')}")
    elif promise.verdict == "not-proved":
        say(f"            {_rules(promise.rules)} may release it in {_count(promise.situations, 'situation')}; name "
            "fewer controls, or bound the releasing rules with 'only'")


def _rules(names: Sequence[str]) -> str:
    return f"the rule{'s' if len(names) != 1 else ''} {', '.join(names)}"


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def _some(names: Sequence[str]) -> str:
    more = f" and {len(names) - 12:,} more" if len(names) > 12 else ""
    return ", ".join(names[:12]) + more
