"""What two policies look for in a text, compared by what is written and not by what it means.

Whether one pattern finds all that another does is not asked: a term, pattern or entity that a policy no longer looks
for, or looks for in fewer situations or takes less of at a hit, is looser, however it may be covered by others.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from redact.policy.compiled import STRICTNESS
from redact.policy.model import Policy
from redact.policy.schema import Rule

Item = tuple[str, str]
"""A kind (term, pattern, entity) and what is written."""
_EXTENTS = {"span": 0, "sentence": 1, "portion": 2}


@dataclass(frozen=True, slots=True)
class Looked:
    """Items that the same rules of both policies look for. ``items`` says which, without the words of a list."""

    items: str
    old: tuple[str, ...]
    new: tuple[str, ...]

    @property
    def name(self) -> str:
        """The items and whose rules they are of, of the new policy where it has one."""
        rules = self.new or self.old
        return f"{self.items} (rule{'s' if len(rules) > 1 else ''} {', '.join(rules)})"


def looked_for(old: Policy, new: Policy) -> list[Looked]:
    """All that either policy looks for, by the rules that do."""
    before, after = _rules_by_item(old), _rules_by_item(new)
    groups: dict[tuple[tuple[str, ...], tuple[str, ...]], list[Item]] = {}
    for item in dict.fromkeys((*before, *after)):
        groups.setdefault((tuple(before.get(item, ())), tuple(after.get(item, ()))), []).append(item)
    return [Looked(_name(items), *rules) for rules, items in groups.items()]


def taken(policy: Policy, rules: Sequence[str], applies: Mapping[str, int]) -> dict[int, int]:
    """For each strength of a hit, from mild to strict, the situations in which rules take at least so much."""
    found: dict[int, int] = {}
    for name in rules:
        own = strength(policy.rule(name))
        for less in range(own + 1):
            found[less] = found.get(less, 0) | applies[name]
    return found


def strength(rule: Rule) -> int:
    """How much a hit takes: a stretch, its sentence, the portion (referred or withheld), the document."""
    if rule.then == "withhold-document":
        return 10
    if rule.extent != "portion":
        return _EXTENTS[rule.extent]
    return 2 + (STRICTNESS[rule.then] if rule.then == "refer" else STRICTNESS["withhold"])


def _rules_by_item(policy: Policy) -> dict[Item, list[str]]:
    found: dict[Item, list[str]] = {}
    for rule in policy.rules:
        for item in _items(rule, policy):
            found.setdefault(item, []).append(rule.id)
    return found


def _items(rule: Rule, policy: Policy) -> Iterator[Item]:
    if rule.find is None:
        return
    if rule.find.terms is not None:
        yield from (("term", term) for term in policy.terms(rule.find.terms))
    yield from (("pattern", pattern) for pattern in rule.find.pattern or ())
    yield from (("entity", entity) for entity in rule.find.entity or ())


def _name(items: Iterable[Item]) -> str:
    """Items in words: entities and a single pattern as they are, terms by number, since a list may name whom it
    protects."""
    of_kind: dict[str, list[str]] = {"entity": [], "pattern": [], "term": []}
    for kind, written in items:
        of_kind[kind].append(written)
    entities, patterns, terms = of_kind["entity"], of_kind["pattern"], of_kind["term"]
    told = [", ".join(entities)] if entities else []
    if patterns:
        told.append(f"the pattern {_short(patterns[0])}" if len(patterns) == 1 else f"{len(patterns)} patterns")
    if terms:
        told.append(f"{len(terms):,} term{'s' if len(terms) > 1 else ''}")
    return " and ".join(told)


def _short(pattern: str) -> str:
    return pattern if len(pattern) <= 60 else pattern[:59] + "…"
