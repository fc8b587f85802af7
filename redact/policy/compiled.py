"""A policy compiled for deciding: conditions as trees, finders made once, and who may release what to whom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from redact.documents import ROUTING_KINDS
from redact.markings import Marking, rank
from redact.policy.conditions import ALWAYS, Node, Truth, compile_condition, leaves, truth
from redact.policy.facts import Facts
from redact.policy.memo import Memo
from redact.policy.plan import ACTIONS
from redact.policy.registers import control_names, level_marking
from redact.policy.schema import Audience, Find, Never, Rule
from redact.policy.search import Searcher

if TYPE_CHECKING:
    from redact.policy.model import Policy

STRICTNESS: dict[str, int] = {action: number for number, action in enumerate(ACTIONS)}
"""Place of an action in the order from mild to strict, from 0."""


@dataclass(frozen=True)
class CompiledRule:
    """A rule with its conditions as trees. ``unless`` is None where the rule has no exception."""

    rule: Rule
    when: Node
    unless: Node | None

    @classmethod
    def of(cls, rule: Rule) -> CompiledRule:
        return cls(rule, compile_condition(rule.when), compile_condition(rule.unless) if rule.unless else None)

    def applies(self, facts: Facts) -> bool:
        """Whether the rule applies: a protective one where it may, a releasing one only where it must."""
        return self.counts(*self.outcome(facts))

    def counts(self, holds: Truth, excepted: Truth) -> bool:
        """Whether the rule applies where its conditions and its exception come to this."""
        if self.rule.protective:
            return holds is not False and excepted is not True
        return holds is True and excepted is False

    def guessed(self, facts: Facts) -> bool:
        """Whether a protective rule applies to a portion only because a token that no register knows may be anything.

        Then it keeps the portion back, but its codes are no ground that a denial could name: the control itself is.
        """
        if facts.levels["level"] == "unknown" or self.outcome(facts)[0] is True:
            return False
        return not self.applies(facts.as_read())

    def outcome(self, facts: Facts) -> tuple[Truth, Truth]:
        """Whether its conditions hold, and whether its exception does (False where there is none)."""
        return truth(self.when, facts), False if self.unless is None else truth(self.unless, facts)

    @cached_property
    def target(self) -> Marking | None:
        """The marking a downgrade leads to."""
        return level_marking(self.rule.to) if self.rule.to is not None else None

    @cached_property
    def names_routing(self) -> bool:
        """Whether its conditions ask for routing lines, or name kinds of portions, all of them routing kinds."""
        if any(leaf.attribute == "routing" and positive and leaf.names == ("yes",)
               for leaf, positive in leaves(self.when)):
            return True
        named = {name for leaf, positive in leaves(self.when) if leaf.attribute == "kind" and positive
                 for name in leaf.names}
        return bool(named) and named <= ROUTING_KINDS

    def ended(self, facts: Facts) -> bool:
        """Whether the rule names a reason why a classification has ended, and the reason holds.

        A reason is ``declassify_on`` where the day has passed, or an age where it is reached; an age ends nothing that
        is exempt, or whose declassification date still lies ahead (E.O. 13526 3.3(b), 3.3(c)).
        """
        if facts.levels["level"] == "unknown":
            return False
        asked = [*leaves(self.when), *(leaves(self.unless, positive=False) if self.unless else ())]
        for leaf, positive in asked:
            if leaf.ends == "declassify_on" and facts.declassify_on == "passed" and leaf.test(facts) is positive:
                return True
            aged = leaf.ends == ("over" if positive else "under") and leaf.test(facts) is positive
            if aged and facts.declassify_on in ("passed", "unknown"):
                return True
        return False


@dataclass(frozen=True)
class CompiledNever:
    """A ``never`` with its condition as a tree."""

    never: Never
    when: Node

    def may_hold(self, facts: Facts) -> bool:
        return truth(self.when, facts) is not False


class CompiledPolicy:
    """What deciding needs of a policy, made once.

    ``like`` is a policy that differs little: what is the same rule in both is not compiled again, nor are the finders
    where both look for the same.
    """

    def __init__(self, policy: Policy, like: CompiledPolicy | None = None):
        self.policy = policy
        known = like.by_rule if like else {}
        self.rules: tuple[CompiledRule, ...] = tuple(
            known.get(id(rule)) or CompiledRule.of(rule) for rule in policy.rules)
        self.protective = tuple(entry for entry in self.rules if entry.rule.protective and entry.rule.find is None)
        self.finding = tuple(entry for entry in self.rules if entry.rule.find is not None)
        self.releasing = tuple(entry for entry in self.rules if not entry.rule.protective)
        self.never = tuple(CompiledNever(never, compile_condition(never.when)) for never in policy.never)
        self.searcher: Searcher = like.searcher if like and like.finds(self.finding) else Searcher(
            {entry.rule.id: (entry.rule.find, policy) for entry in self.finding})
        nodes = [node for entry in self.rules for node in (entry.when, entry.unless or ALWAYS)]
        nodes += [entry.when for entry in self.never]
        asked = {leaf.attribute for node in nodes for leaf, _ in leaves(node)}
        self.memo = Memo(policy)
        self.asks_equity = "agency" in asked or any("owner" in rule.refer_to for rule in policy.rules)

    @cached_property
    def by_rule(self) -> dict[int, CompiledRule]:
        """The compiled rules by the identity of the rule."""
        return {id(entry.rule): entry for entry in self.rules}

    @cached_property
    def _finds(self) -> dict[str, Find | None]:
        return {entry.rule.id: entry.rule.find for entry in self.finding}

    def finds(self, finding: Sequence[CompiledRule]) -> bool:
        """Whether what these rules look for is what rules of the same ids look for here."""
        return all(self._finds.get(entry.rule.id) is entry.rule.find for entry in finding)

    def may_leave(self, entry: CompiledRule, facts: Facts, judged: Marking) -> bool:
        """Whether the audience's ceiling lets a releasing rule count for a portion (design §7).

        ``facts`` are the portion's as recorded, ``judged`` is the marking by which the ceiling judges it.
        """
        if self.policy.audience == "public":
            return self._public(entry, facts, judged)
        return within(self.policy.audience, entry.target or judged)

    def _public(self, entry: CompiledRule, facts: Facts, judged: Marking) -> bool:
        if entry.target is not None and not (entry.target.level == "U" and entry.target.uncontrolled):
            return False
        if judged.level == "U" and facts.levels["level"] == "U":
            return True
        return entry.ended(facts) or (judged.level == "U" and entry.names_routing)


def within(audience: Audience, marking: Marking) -> bool:
    """Whether an audience may have what bears a marking: not above its level, and disclosable to every country.

    Something unclassified without controls is closed to no country; anything else has to be released to each by name
    or by an organisation it belongs to (REL TO), and NOFORN or a control no register knows releases it to none.
    """
    if rank(marking.level) > rank(audience.level):
        return False
    foreign = set(audience.countries) - {"USA"}
    if not foreign or (marking.level == "U" and marking.uncontrolled):
        return True
    names = control_names(marking)
    return not marking.unknown and "NF" not in names["dissem"] and foreign <= names["releasable_to"]
