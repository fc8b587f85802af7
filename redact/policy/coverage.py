"""What the tests inside a policy exercise: rules that had a part in a decision, and conditions that mattered."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from redact.policy.compiled import CompiledRule
from redact.policy.conditions import All, Leaf, Node, Not, Truth, all_of, any_of, leaves, truth
from redact.policy.facts import DocumentFacts, Facts
from redact.policy.model import Policy
from redact.policy.testing import PreparedTest, TestResult


@dataclass(frozen=True, slots=True)
class Coverage:
    """``rules`` that no test exercises, by id; ``conditions`` that never mattered, as rule and words: whatever they had
    come to, the rule would have applied to the same tests. What a policy takes over from another does not count."""

    rules: tuple[str, ...]
    conditions: tuple[tuple[str, str], ...]

    def to_json(self) -> dict[str, Any]:
        return {"rules_not_exercised": list(self.rules),
                "conditions_not_decisive": [{"rule": rule, "condition": words} for rule, words in self.conditions]}


def coverage(policy: Policy, tests: Iterable[PreparedTest], results: Iterable[TestResult]) -> Coverage:
    """What these tests, which came out so, exercise of a policy."""
    used = {rule for result in results for rule in result.decision.rules}
    own = [entry for entry in policy.compiled.rules if entry.rule.id not in policy.inherited]
    facts = [_facts(test, policy) for test in tests]
    idle = [(entry.rule.id, words) for entry in own for words in _idle(entry, facts)]
    return Coverage(tuple(entry.rule.id for entry in own if entry.rule.id not in used), tuple(idle))


def _facts(test: PreparedTest, policy: Policy) -> Facts:
    around = DocumentFacts(test.document, test.test.as_of, test.test.document.case, policy.compiled.asks_equity)
    return around.of(test.document.portions[0])


def _idle(entry: CompiledRule, facts: Iterable[Facts]) -> list[str]:
    """The conditions of a rule that decided nothing, in words."""
    asked = [(leaf, positive, "") for leaf, positive in leaves(entry.when)]
    asked += [(leaf, positive, "unless ") for leaf, positive in leaves(entry.unless)] if entry.unless else []
    return [f"{before}{leaf.words if positive else leaf.denied}" for leaf, positive, before in asked
            if not any(_matters(entry, leaf, each) for each in facts)]


def _matters(entry: CompiledRule, leaf: Leaf, facts: Facts) -> bool:
    """Whether the rule would apply otherwise, had this condition come out otherwise."""
    return any(_applies(entry, leaf, other, facts) != entry.applies(facts)
               for other in (True, False) if other is not leaf.test(facts))


def _applies(entry: CompiledRule, leaf: Leaf, value: bool, facts: Facts) -> bool:
    holds = _forced(entry.when, leaf, value, facts)
    excepted = _forced(entry.unless, leaf, value, facts) if entry.unless else False
    return entry.counts(holds, excepted)


def _forced(node: Node, leaf: Leaf, value: bool, facts: Facts) -> Truth:
    """What a condition comes to if one leaf of it had that value."""
    if node is leaf:
        return value
    if isinstance(node, Leaf):
        return truth(node, facts)
    if isinstance(node, Not):
        inner = _forced(node.node, leaf, value, facts)
        return None if inner is None else not inner
    values = (_forced(child, leaf, value, facts) for child in node.nodes)
    return all_of(values) if isinstance(node, All) else any_of(values)
