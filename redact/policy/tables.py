"""A policy's decisions in every situation of a space: for each action, code and referral the situations, as integers.

What ``find`` rules cut out of a text is no matter of situations: a find never releases, so leaving it aside decides at
least all that is released. Where each has to look is in the table.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from redact.markings import LEVELS, rank
from redact.policy.asked import Question, walk
from redact.policy.codes import CONTROLLED, REFERRED, UNDETERMINED
from redact.policy.compiled import CompiledRule, within
from redact.policy.masks import View
from redact.policy.model import Policy
from redact.policy.plan import ACTIONS, WITHHOLDING, Action
from redact.policy.schema import Audience, Rule, age_bound
from redact.policy.situations import Space

RELEASED: tuple[Action, ...] = ("release", "downgrade")
_STRICT_FIRST: tuple[Action, ...] = tuple(reversed([action for action in ACTIONS if action in WITHHOLDING]))


@dataclass(frozen=True)
class Table:
    """What a policy does in every situation of ``space``; each situation stands under exactly one action.

    ``actions``, ``codes``, ``referrals`` (``owner`` as written) and ``targets`` (the marking a downgrade leads to) are
    what comes of it, ``never`` included. ``applies`` has for every rule where it applies, a releasing one before the
    audience's ceiling; ``counts`` for every releasing one where the ceiling lets it count; ``finds`` where each kind
    of search is made. ``default`` is where no rule decides; ``broken`` where rules release what may never leave.
    """

    space: Space
    actions: Mapping[Action, int]
    codes: Mapping[str, int]
    referrals: Mapping[str, int]
    targets: Mapping[str, int]
    finds: Mapping[str, int]
    applies: Mapping[str, int]
    counts: Mapping[str, int]
    broken: Mapping[str, int]
    default: int

    @property
    def released(self) -> int:
        """Where the portion leaves, its level lowered or not."""
        return self.actions["release"] | self.actions["downgrade"]

    def meanings(self) -> Iterator[tuple[tuple[str, str], int]]:
        """All that a decision consists of, each with its situations: two policies of equal meanings are one."""
        for kind in ("actions", "codes", "referrals", "targets", "finds"):
            for name, situations in getattr(self, kind).items():
                if situations:
                    yield (kind, name), situations


def table(policy: Policy, space: Space, *, high: bool = True, said: bool = True) -> Table:
    """A policy's table over a space that tells all it asks.

    In a partial space ``high`` releases at least all that the policy releases in truth, and low at most that; codes
    and referrals say nothing there. ``said`` False leaves out codes, referrals, targets and searches.
    """
    return _Tabling(policy, space, high).table(said)


def same(first: Table, second: Table) -> bool:
    """Whether two policies decide alike in every situation of their common space, codes, referrals and searches
    included."""
    return dict(first.meanings()) == dict(second.meanings())


class _Tabling:
    """One policy over one space."""

    def __init__(self, policy: Policy, space: Space, high: bool):
        self.policy = policy
        self.space = space
        self.high = high
        self.plain = View(space)
        self.judged = View(space, judged=True)
        self.read = View(space, as_read=True)
        self.applied = {rule.id: self.where(rule, self.plain) for rule in policy.rules}

    def where(self, rule: Rule, view: View) -> int:
        """Where a rule applies: a protective one where it may, a releasing one where it must."""
        if rule.protective:
            excepted = view.pair(rule.unless, self.high)[0] if rule.unless else 0
            return view.pair(rule.when, not self.high)[1] & ~excepted
        excepted = view.pair(rule.unless, not self.high)[1] if rule.unless else 0
        return view.pair(rule.when, self.high)[0] & ~excepted

    def table(self, said: bool) -> Table:
        counts = {entry.rule.id: self.applied[entry.rule.id] & self.ceiling(entry)
                  for entry in self.policy.compiled.releasing}
        actions, left = self.withheld()
        releases = _union(counts.values()) & left
        default = left & ~releases
        broken = {entry.id: releases & self.judged.pair(entry.when, self.high)[1] for entry in self.policy.never}
        kept = _union(releases & self.judged.pair(entry.when, not self.high)[1] for entry in self.policy.never)
        released = releases & ~kept
        actions[self.policy.default.action] |= default
        actions["withhold"] |= kept
        lowered = released & _union(counts[rule.id] for rule in self.policy.rules if rule.then == "downgrade")
        whole = self.space.full ^ left
        return Table(
            space=self.space, actions={**actions, "downgrade": lowered, "release": released & ~lowered},
            codes=self.codes(whole, default, kept) if said else {},
            referrals=self.referrals(whole) if said else {},
            targets=self.targets(counts, lowered) if said else {}, finds=self.finds() if said else {},
            applies=self.applied, counts=counts, broken=broken, default=default)

    def withheld(self) -> tuple[dict[Action, int], int]:
        """Where protective rules withhold the whole portion, by the strictest that applies, and where none does."""
        actions: dict[Action, int] = {}
        left = self.space.full
        for action in _STRICT_FIRST:
            here = _union(self.applied[rule.id] for rule in self.policy.rules
                          if rule.then == action and rule.find is None)
            actions[action] = here & left
            left &= ~here
        return actions, left

    # --- the audience's ceiling (design §7) --------------------------------------------------------------------------

    def ceiling(self, entry: CompiledRule) -> int:
        """Where the audience's ceiling lets a releasing rule count."""
        audience = self.policy.audience
        if audience == "public":
            return self._public(entry)
        if entry.target is not None:
            return self.space.full if within(audience, entry.target) else 0
        return self._within(audience)

    def _public(self, entry: CompiledRule) -> int:
        if entry.target is not None and not (entry.target.level == "U" and entry.target.uncontrolled):
            return 0
        low = self.judged.level_is("U".__eq__)
        return (low & self.plain.level_is("U".__eq__)) | (low if entry.names_routing else 0) | self._ended(entry.rule)

    def _ended(self, rule: Rule) -> int:
        """Where a rule names a reason why the classification has ended, and the reason holds."""
        view, high = self.plain, self.high
        ended = 0
        asked = [*walk(rule.when), *walk(rule.unless, positive=False)]
        for key, value, positive in asked:
            if key == "declassify_on":
                ended |= view.ends("passed", high) & self._certain(key, value, positive)
            elif key == "age" and age_bound(str(value))[0] == positive:
                past = view.ends("passed", high) | view.ends("unknown", high)
                ended |= past & self._certain(key, value, positive)
        return ended & ~view.level_is("unknown".__eq__)

    def _certain(self, key: str, value: object, positive: bool) -> int:
        must, may = self.plain.key(key, value, self.high if positive else not self.high)
        return must if positive else self.space.full ^ may

    def _within(self, audience: Audience) -> int:
        """Where the portion's own marking is one the audience may have."""
        low = self.judged.level_is({level for level in LEVELS if rank(level) <= rank(audience.level)}.__contains__)
        foreign = set(audience.countries) - {"USA"}
        if not foreign:
            return low
        listed = self.space.full
        for country in foreign:
            listed &= self._judged(Question("releasable_to", (country,)), self.high)
        listed &= ~self._judged(Question("dissem", ("NF",)), not self.high)
        bare = self.judged.level_is("U".__eq__) & ~self._judged(Question("controls", (), outside=True), not self.high)
        return low & (listed | bare) & ~self.judged.unread("controls", not self.high)

    def _judged(self, question: Question, high: bool) -> int:
        return self.judged.holds(question, high)

    # --- what is said of it ------------------------------------------------------------------------------------------

    def codes(self, whole: int, default: int, kept: int) -> dict[str, int]:
        """Where each code is cited for a whole portion; ``from-document`` as written."""
        codes: dict[str, int] = {}

        def cite(names: tuple[str, ...], where: int) -> None:
            for name in names:
                codes[name] = codes.get(name, 0) | where

        for rule in self._whole():
            guessed = self.guessed(rule)
            cite((CONTROLLED,), guessed & whole)
            cite(rule.codes or ((REFERRED,) if rule.then == "refer" else (UNDETERMINED,)),
                 self.applied[rule.id] & ~guessed & whole)
        cite(self.policy.default.codes or (UNDETERMINED,), default)
        cite((UNDETERMINED,), kept)
        return codes

    def guessed(self, rule: Rule) -> int:
        """Where a protective rule applies only because a token that no register knows may be anything."""
        applied = self.applied[rule.id]
        certain = self.plain.level_is("unknown".__eq__) | self.plain.pair(rule.when, self.high)[0]
        doubtful = applied & ~certain
        return doubtful & ~self.where(rule, self.read) if doubtful else 0

    def referrals(self, whole: int) -> dict[str, int]:
        """Where a whole portion is referred to each agency."""
        found: dict[str, int] = {}
        for rule in self._whole():
            for name in rule.refer_to:
                found[name] = found.get(name, 0) | (self.applied[rule.id] & whole & ~self.guessed(rule))
        return found

    def targets(self, counts: Mapping[str, int], lowered: int) -> dict[str, int]:
        """Where a downgrade leads to each marking; of several, to the highest."""
        if self.policy.audience == "public":
            return {}
        found: dict[str, int] = {}
        targets = {entry.rule.id: entry.target for entry in self.policy.compiled.releasing if entry.target is not None}
        left = lowered
        for name, target in sorted(targets.items(), reverse=True,
                                   key=lambda item: (rank(item[1].level), item[1].canonical_portion)):
            found[target.canonical_portion] = found.get(target.canonical_portion, 0) | (counts[name] & left)
            left &= ~counts[name]
        return found

    def finds(self) -> dict[str, int]:
        """Where each search is made, by what it looks for and what comes of a hit."""
        found: dict[str, int] = {}
        for rule in self.policy.rules:
            if rule.find is not None:
                name = _search(rule, self.policy)
                found[name] = found.get(name, 0) | self.applied[rule.id]
        return found

    def _whole(self) -> list[Rule]:
        return [rule for rule in self.policy.rules if rule.protective and rule.find is None]


def _search(rule: Rule, policy: Policy) -> str:
    """A search in one string: what is looked for, how much a hit takes, and what it comes to."""
    assert rule.find is not None
    terms = sorted(policy.terms(rule.find.terms)) if rule.find.terms is not None else []
    return json.dumps([terms, sorted(rule.find.pattern or ()), sorted(rule.find.entity or ()), rule.extent, rule.then,
                       sorted(rule.codes), sorted(rule.refer_to)])


def _union(parts: Iterable[int]) -> int:
    found = 0
    for part in parts:
        found |= part
    return found
