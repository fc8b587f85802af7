"""How much a policy's tests are worth: the share of its mutants that they tell from it.

A mutant that decides every situation as the policy does, and searches alike, is *equivalent*: no test could tell it,
and it counts neither for nor against. Situations are compared by :mod:`redact.policy.tables`, searches as written.
Where there are more situations than can be decided, a mutant that no test fails counts as a survivor.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from redact.policy.asked import Asked, asked_by
from redact.policy.model import Policy
from redact.policy.mutating import Mutant, mutants
from redact.policy.proving import CAP, smaller_space
from redact.policy.schema import Rule
from redact.policy.searches import items
from redact.policy.situations import Space
from redact.policy.space import space_of
from redact.policy.tables import Table, Views, table
from redact.policy.testing import PreparedTest, prepared

_GLANCE = 1 << 14
"""Situations that are looked at first: most mutants that differ do so here."""
Progress = Callable[[int, int], None]
"""Told how many steps are done, and of how many."""


@dataclass(frozen=True, slots=True)
class MutationScore:
    """What became of a policy's mutants. ``score`` is 1 where there was nothing to find."""

    killed: tuple[Mutant, ...]
    survivors: tuple[Mutant, ...]
    equivalent: tuple[Mutant, ...]

    @property
    def score(self) -> float:
        """The share of the mutants that are not equivalent which a test fails, from 0 to 1."""
        told = len(self.killed) + len(self.survivors)
        return len(self.killed) / told if told else 1.0

    def to_json(self) -> dict[str, Any]:
        return {"score": round(self.score, 4), "killed": len(self.killed),
                "survivors": [mutant.to_json() for mutant in self.survivors],
                "equivalent": [mutant.to_json() for mutant in self.equivalent]}


def no_progress(done: int, of: int) -> None:
    """Says nothing of how far it has come."""


def mutation_score(policy: Policy, progress: Progress = no_progress) -> MutationScore:
    """The score of the tests inside a policy. Tests that fail already find nothing and do not count."""
    tests = [test for test in prepared(policy) if test.run(policy).passed]
    made = list(mutants(policy))
    killed: list[Mutant] = []
    alive: list[Mutant] = []
    for number, mutant in enumerate(made):
        (killed if fails(mutant, tests) else alive).append(mutant)
        progress(number + 1, len(made) + len(alive))
    steps = len(made) + len(alive)
    equivalent = equivalents(policy, alive, lambda done, _: progress(len(made) + done, steps))
    return MutationScore(tuple(killed), tuple(mutant for mutant in alive if mutant not in equivalent),
                         tuple(mutant for mutant in alive if mutant in equivalent))


def fails(mutant: Mutant, tests: Iterable[PreparedTest]) -> bool:
    """Whether any of these tests, which pass under the policy, fails under its mutant."""
    return any(not test.run(mutant.policy).passed for test in tests)


def equivalents(policy: Policy, alive: Sequence[Mutant], progress: Progress) -> frozenset[Mutant]:
    """Those of the mutants that decide as the policy does in every situation."""
    asked = asked_by([policy])
    known = [mutant for mutant in alive if _asks_no_more(mutant, asked)]
    found = list(_same_over(policy, known, space_of(policy)))
    done = len(known)
    for mutant in alive:
        if mutant not in known:
            done += 1
            progress(done, len(alive))
            found += _same_over(policy, [mutant], space_of(policy, mutant.policy))
    return frozenset(found)


def _asks_no_more(mutant: Mutant, asked: Asked) -> bool:
    """Whether the space of the policy tells all that its mutant asks."""
    if mutant.kind in ("shift-level", "shift-age"):
        return False
    more = asked_by([mutant.policy])
    return more.questions.keys() <= asked.questions.keys() and more.ends <= asked.ends


def _same_over(policy: Policy, alive: list[Mutant], space: Space) -> list[Mutant]:
    """The mutants that decide like the policy everywhere in a space; none where it is too large."""
    if space.size > CAP:
        return []
    for part in (smaller_space(space, _GLANCE), *space.slices()):
        if not alive:
            break
        views = Views(part)
        before = _meaning(policy, part, views)
        alive = [mutant for mutant in alive if _meaning(mutant.policy, part, views.fork()) == before]
    return alive


def _meaning(policy: Policy, space: Space, views: Views) -> dict[Any, int]:
    """All that a decision consists of, each with its situations; what is searched for item by item."""
    decided = table(policy, space, views=views)
    found: dict[Any, int] = {key: where for key, where in decided.meanings() if key[0] != "finds"}
    for key, where in (*_searched(policy, decided), *_sweeping(policy, decided)):
        found[key] = found.get(key, 0) | where
    return {key: where for key, where in found.items() if where}


def _searched(policy: Policy, decided: Table) -> Iterator[tuple[Any, int]]:
    """Where each single thing is looked for, with what comes of a hit; to withhold what was found is to redact it."""
    for rule in policy.rules:
        then = "redact" if rule.then == "withhold" else rule.then
        for item in items(rule, policy):
            yield ("searched", item, rule.extent, then, *_said(rule)), decided.applies[rule.id]


def _sweeping(policy: Policy, decided: Table) -> Iterator[tuple[Any, int]]:
    """Where a rule withholds the whole document, with the codes that it brings to every portion of it."""
    for rule in policy.rules:
        if rule.then == "withhold-document" and rule.find is None:
            yield from ((("sweeping", said), decided.applies[rule.id]) for said in (*rule.codes, *rule.refer_to))


def _said(rule: Rule) -> tuple[frozenset[str], frozenset[str]]:
    return frozenset(rule.codes), frozenset(rule.refer_to)
