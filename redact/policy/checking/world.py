"""What a policy decides in every situation, as the checks ask it: of one rule alone, and of all together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from redact.policy.asked import Asked, Question, asked_by, walk
from redact.policy.compiled import STRICTNESS
from redact.policy.masks import View
from redact.policy.model import Policy
from redact.policy.mutating import own_rules, without
from redact.policy.mutation import equivalents, no_progress
from redact.policy.proving import CAP
from redact.policy.schema import LevelCondition, Rule, SetCondition
from redact.policy.situation_words import Example, example
from redact.policy.situations import Situation, Space
from redact.policy.space import DATE, space_of
from redact.policy.tables import Table, Views, table
from redact.policy.vocabulary import UNKNOWN

_ROOM = 1 << 20
"""Most situations in which one rule is looked at by itself."""


@dataclass(frozen=True)
class RuleView:
    """One rule in every situation that it can tell apart. ``applies`` is where it applies, ``certain`` where it does
    without anything that is unknown, ``counts`` where a releasing one does under the audience's ceiling. ``possible``
    is False for one that no portion meets whose facts are known, and that does not ask for the unknown."""

    space: Space
    views: Views
    applies: int
    certain: int
    counts: int

    possible: bool

    @property
    def plain(self) -> View:
        return self.views.plain

    def shown(self, situations: int) -> str:
        """The plainest of some situations, in words."""
        number, _ = self.space.plainest(situations)
        return example(self.space.situation(number), self.space).words


def rule_view(policy: Policy, rule: Rule, ages: Iterable[int] = (),
              more: Iterable[Question] = ()) -> RuleView | None:
    """One rule by itself; ``ages`` and ``more`` are asked besides what it asks. None where there are too many
    situations."""
    alone = policy.changed(rules=(rule,), never=())
    asked: Asked = asked_by([alone])
    asked.ages |= set(ages)
    asked.questions.update(dict.fromkeys(more))
    space = space_of(asked=asked)
    if space.size > _ROOM:
        return None
    views = Views(space)
    made = table(alone, space, views=views)
    applies = made.applies[rule.id]
    must = views.plain.pair(rule.when, True)[0]
    free = space.full ^ (views.plain.pair(rule.unless, True)[1] if rule.unless else 0)
    possible = bool(must & free) or (bool(applies) and asks_for_unknown(rule))
    return RuleView(space, views, applies, applies & must, made.counts.get(rule.id, 0), possible)


def asks_for_unknown(rule: Rule) -> bool:
    """Whether a rule asks for what is unknown by that name."""
    asked = [value for condition in (rule.when, rule.unless) for _, value, _ in walk(condition)]
    return any(UNKNOWN in names for value in asked for names in _named(value))


def _named(value: object) -> Iterator[tuple[str, ...]]:
    """The names that a condition asks for."""
    if isinstance(value, LevelCondition):
        yield value.is_ or ()
    elif isinstance(value, SetCondition):
        yield value.any_of or ()
    elif isinstance(value, tuple):
        yield value


def aged(view: RuleView, years: int) -> tuple[int, int]:
    """Where a document is over so many years old, and where it is known not to be."""
    fact = view.space.by_name[DATE]
    place = view.space.ages.index(years)
    over = under = 0
    for index, value in enumerate(fact.values):
        if isinstance(value, tuple):
            where = view.space.where(DATE, index)
            over, under = (over | where, under) if value[0] > place else (over, under | where)
    return over, under


@dataclass
class World:
    """All rules together. ``undecided`` situations reach the default, ``example`` is the plainest of them;
    ``reaching`` are rules that release something, or search something that is released; ``idle`` the rules without
    which everything is decided alike, each with a rule that does all it does, if there is one."""

    situations: int = 0
    undecided: int = 0
    example: Example | None = None
    reaching: set[str] = field(default_factory=set)
    idle: dict[str, str | None] = field(default_factory=dict)

    @classmethod
    def of(cls, policy: Policy) -> World | None:
        """The world of a policy; None where there are more situations than can be decided."""
        space = space_of(policy)
        if space.size > CAP:
            return None
        gone = equivalents(policy, [without(policy, rule) for rule in own_rules(policy)], no_progress)
        idle = {mutant.rule for mutant in gone}
        return _Walk(policy, space, idle).world()


class _Walk:
    """One walk over all situations."""

    def __init__(self, policy: Policy, space: Space, idle: set[str]):
        self.policy = policy
        self.space = space
        self.world_ = World()
        self._weight = 0
        self._found: Situation | None = None
        self._covering = {name: {other.id for other in policy.rules if _does_all(other, policy.rule(name))}
                          for name in idle}

    def world(self) -> World:
        for part in self.space.slices():
            made = table(self.policy, part, said=False)
            self.world_.situations += part.size
            self._default(part, made.default)
            self._rules(made)
        if self._found is not None:
            self.world_.example = example(self._found, self.space)
        self.world_.idle = {name: min(others, default=None) for name, others in self._covering.items()}
        return self.world_

    def _default(self, part: Space, situations: int) -> None:
        if not situations:
            return
        self.world_.undecided += situations.bit_count()
        number, weight = part.plainest(situations)
        if self._found is None or weight < self._weight:
            self._weight, self._found = weight, part.situation(number)

    def _rules(self, made: Table) -> None:
        for rule in self.policy.rules:
            where = made.applies[rule.id] if rule.protective else made.counts[rule.id]
            if where & made.released:
                self.world_.reaching.add(rule.id)
        for name, others in self._covering.items():
            own = made.applies[name]
            others -= {other for other in others if own & ~made.applies[other]}


def _does_all(other: Rule, rule: Rule) -> bool:
    """Whether a rule does all that another does, where both apply."""
    if other.id == rule.id or other.protective != rule.protective:
        return False
    if rule.find is None and rule.protective:
        alike = other.find is None and STRICTNESS[other.then] >= STRICTNESS[rule.then]
    else:
        alike = (other.then, other.to, other.extent, other.find) == (rule.then, rule.to, rule.extent, rule.find)
    return alike and set(rule.codes) <= set(other.codes) and set(rule.refer_to) <= set(other.refer_to)
