"""``extends``: a policy joined with the one it extends, and what a child may not do (policy.md, "Semantics").

A child adds rules, codes, lists and ``never``. Whatever makes it looser than its parent — a rule dropped, a releasing
rule added — stands under ``loosens`` with a reason. Default, audience and review of the parent hold, and so does what
it says of amounts, shown controls and people where the child says nothing.

This is judged by shape, so that no policy is used that was not checked; ``redact policy check`` proves it by meaning
(see :mod:`redact.policy.checking.against_parent`).
"""

from __future__ import annotations

from dataclasses import replace

from redact.policy.model import Policy
from redact.policy.schema import RELEASING, PolicyFile
from redact.policy.settings import setting_changes
from redact.policy.yamltext import Path, YamlText


def inherit(child: Policy, parent: Policy, file: PolicyFile, text: YamlText) -> Policy:
    """The child with all that it takes over from its parent. What it may not do is noted in ``text``."""
    kept = {name: getattr(parent, name) for name in _KEPT if name not in file.model_fields_set}
    child = replace(child, **kept)
    dropped = {entry.rule for entry in child.loosens}
    for message, path in _faults(child, parent, dropped):
        text.add(message, path, "loosens" if path[0] in ("loosens", "rules") else "extends")
    return replace(
        child,
        rules=tuple(rule for rule in parent.rules if rule.id not in dropped) + child.rules,
        never=parent.never + child.never,
        lists={**parent.lists, **child.lists},
        own_codes={**parent.own_codes, **child.own_codes},
        loosens=parent.loosens + child.loosens,
        inherited=frozenset({*(rule.id for rule in parent.rules), *(never.id for never in parent.never)}),
    )


_KEPT = ("amount", "show_controls", "name_people")
"""What a child takes over where it says nothing of it."""
_HELD = {"review": "A policy cannot ask for less review than the one it extends.",
         "amount": "A policy says no more of what is withheld than the one it extends.",
         "name_people": "A policy names nobody whom the one it extends does not name.",
         "show_controls": "A policy shows no control that the one it extends does not show."}


def _faults(child: Policy, parent: Policy, dropped: set[str]) -> list[tuple[str, Path]]:
    faults: list[tuple[str, Path]] = []
    if child.default != parent.default:
        faults.append(("A policy keeps the default of the one it extends.", ("default",)))
    if child.audience != parent.audience:
        faults.append(("A policy keeps the audience of the one it extends.", ("audience",)))
    for key, direction, sentence in setting_changes(parent, child):
        if direction == "looser" and key != "audience":
            faults.append((f"{_HELD[key]} {sentence}", (key,)))
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
    own = {rule.id for rule in child.rules}
    faults: list[tuple[str, Path]] = [
        (f"'{entry.rule}' is neither a rule of the policy it extends nor one of its own.", ("loosens", number, "rule"))
        for number, entry in enumerate(child.loosens) if entry.rule not in parents | own]
    return faults + [(f"The rule '{name}' releases more than the policy it extends; name it under 'loosens' with a "
                      "reason.", ("rules", number, "then"))
                     for name, number in releasing.items() if name not in dropped]
