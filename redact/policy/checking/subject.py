"""A policy under check, with what several checks ask of it worked out once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from redact.policy.checking.world import RuleView, World, rule_view
from redact.policy.loading import PolicySource
from redact.policy.mutating import rule_mutants
from redact.policy.schema import Rule
from redact.policy.testing import PreparedTest, TestResult, prepared
from redact.policy.yamltext import Path

MANY_RULES = 400
"""Rules beyond which checks that compare each with all others are left out, and a note says so."""
_MANY_MUTANTS = 4_000


@dataclass(frozen=True)
class Subject:
    """A policy under check. Rules that it takes over from another are that policy's to answer for."""

    source: PolicySource

    def own(self) -> Iterator[tuple[Path, Rule]]:
        """Every rule of the file itself, with its path."""
        yield from ((("rules", number), rule) for number, rule in enumerate(self.source.written.rules))

    def view(self, rule: Rule) -> RuleView | None:
        """Where one rule applies; None where that cannot be decided."""
        if rule.id not in self._views:
            self._views[rule.id] = rule_view(self.source.policy, rule)
        return self._views[rule.id]

    @cached_property
    def _views(self) -> dict[str, RuleView | None]:
        return {}

    @property
    def few(self) -> bool:
        """Whether each rule can be looked at beside all others."""
        return len(self.source.policy.rules) <= MANY_RULES

    @cached_property
    def world(self) -> World | None:
        """What the policy decides in every situation; None where there are too many."""
        return World.of(self.source.policy) if self.few else None

    @cached_property
    def tests(self) -> list[PreparedTest]:
        return prepared(self.source.policy)

    @cached_property
    def results(self) -> list[TestResult]:
        """How its tests come out."""
        return [test.run(self.source.policy) for test in self.tests]

    @cached_property
    def unmoved(self) -> list[int] | None:
        """The tests, by number, that pass whatever single fault a rule has; None where there are too many faults."""
        policy, left = self.source.policy, [number for number, result in enumerate(self.results) if result.passed]
        tried = 0
        if left and not self.few:
            return None
        for rule in policy.rules:
            for mutant in rule_mutants(policy, rule):
                if not left:
                    return []
                tried += 1
                if tried > _MANY_MUTANTS:
                    return None
                left = [number for number in left if self.tests[number].run(mutant.policy).passed]
        return left
