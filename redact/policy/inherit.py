"""``extends``: a policy joined with the one it extends, and what a child may not do (policy.md, "Semantics").

A child adds rules, codes, lists and ``never``. Whatever makes it looser than its parent — a rule dropped, a releasing
rule added — stands under ``loosens`` with a reason. Default, audience and review of the parent hold.
"""

from __future__ import annotations

from dataclasses import replace

from redact.policy.model import Policy
from redact.policy.schema import RELEASING, PolicyFile
from redact.policy.yamltext import Path, YamlText

_REVIEWS = ("none", "one-person", "two-person")


def inherit(child: Policy, parent: Policy, file: PolicyFile, text: YamlText) -> Policy:
    """The child with all that it takes over from its parent. What it may not do is noted in ``text``."""
    dropped = {entry.rule for entry in child.loosens}
    for message, path in _faults(child, parent, file, dropped):
        text.problems.append(text.problem(message, path))
    return replace(
        child,
        rules=tuple(rule for rule in parent.rules if rule.id not in dropped) + child.rules,
        never=parent.never + child.never,
        lists={**parent.lists, **child.lists},
        own_codes={**parent.own_codes, **child.own_codes},
        name_people=child.name_people,
        loosens=parent.loosens + child.loosens,
    )


def _faults(child: Policy, parent: Policy, file: PolicyFile, dropped: set[str]) -> list[tuple[str, Path]]:
    faults: list[tuple[str, Path]] = []
    if child.default != parent.default:
        faults.append(("A policy keeps the default of the one it extends.", ("default",)))
    if child.audience != parent.audience:
        faults.append(("A policy keeps the audience of the one it extends.", ("audience",)))
    if _REVIEWS.index(child.review) < _REVIEWS.index(parent.review):
        faults.append((f"The policy it extends asks for review '{parent.review}'; it cannot ask for less.",
                       ("review",)))
    if not set(child.show_controls) <= set(parent.show_controls):
        faults.append(("A policy shows no control that the one it extends does not show.", ("show_controls",)))
    return faults + _name_faults(child, parent) + _loosening_faults(child, parent, dropped)


def _name_faults(child: Policy, parent: Policy) -> list[tuple[str, Path]]:
    rules, nevers = {rule.id for rule in parent.rules}, {never.id for never in parent.never}
    faults: list[tuple[str, Path]] = [
        (f"The policy it extends has a rule '{rule.id}' already.", ("rules", number, "id"))
        for number, rule in enumerate(child.rules) if rule.id in rules]
    faults += [(f"The policy it extends has a 'never' called '{never.id}' already.", ("never", number, "id"))
               for number, never in enumerate(child.never) if never.id in nevers]
    return faults + [(f"The policy it extends has a list '{name}' already.", ("lists", name))
                     for name in child.lists if name in parent.lists]


def _loosening_faults(child: Policy, parent: Policy, dropped: set[str]) -> list[tuple[str, Path]]:
    parents = {rule.id for rule in parent.rules}
    releasing = {rule.id: number for number, rule in enumerate(child.rules) if rule.then in RELEASING}
    faults: list[tuple[str, Path]] = [
        (f"'{entry.rule}' is neither a rule of the policy it extends nor a releasing rule of its own.",
         ("loosens", number, "rule"))
        for number, entry in enumerate(child.loosens) if entry.rule not in parents | set(releasing)]
    return faults + [(f"The rule '{name}' releases more than the policy it extends; name it under 'loosens' with a "
                      "reason.", ("rules", number, "then"))
                     for name, number in releasing.items() if name not in dropped]
