"""The check of a policy against the one it extends, by meaning: it may only be stricter where it does not say."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from redact.policy.checking.issues import Found, check
from redact.policy.checking.subject import Subject
from redact.policy.comparing import Change, compare_policies


@check("looser-than-parent", "error", "Something looser than in the policy it extends that 'loosens' does not name.")
def looser(subject: Subject) -> Iterator[Found]:
    """The policy is compared with its parent less the rules that it drops and plus those it names as loosening.

    No child that loads releases more than it says, by its shape alone; but one that refers what its parent leaves
    withheld by default is milder, and that too has to be named.
    """
    policy, parent = subject.source.policy, subject.source.parent
    if parent is None or not subject.few:
        return
    named = {entry.rule for entry in subject.source.written.loosens}
    granted = tuple(rule for rule in subject.source.written.rules if rule.id in named)
    allowed = replace(parent, rules=tuple(rule for rule in parent.rules if rule.id not in named) + granted)
    for change in compare_policies(allowed, policy).looser:
        yield Found(f"Looser than '{parent.name}', and not named under 'loosens': {_said(change)}", ("extends",),
                    next(iter(change.rules), ""))


@check("loosens-nothing", "warning", "An entry of 'loosens' that loosens nothing.")
def loosens_nothing(subject: Subject) -> Iterator[Found]:
    """A rule named as loosening without which the policy is as strict."""
    policy, parent = subject.source.policy, subject.source.parent
    if parent is None or not subject.few:
        return
    dropped = {rule.id: rule for rule in parent.rules}
    for number, entry in enumerate(subject.source.written.loosens):
        if entry.rule in dropped:
            other = replace(policy, rules=(*policy.rules, dropped[entry.rule]))
        else:
            other = replace(policy, rules=tuple(rule for rule in policy.rules if rule.id != entry.rule))
        if not compare_policies(other, policy).looser:
            yield Found(f"'{entry.rule}' is named under 'loosens' and loosens nothing.", ("loosens", number, "rule"),
                        entry.rule)


def _said(change: Change) -> str:
    shown = f" For example {change.example.words}." if change.example else ""
    by = f" (rule {', '.join(change.rules)})" if change.rules else ""
    return f"{change.sentence.rstrip('.')}{by}.{shown}"
