"""Two policies compared by meaning: what the new one releases that the old did not, and the other way round.

Both are decided in every situation that either can tell apart, so what is said to be the same is the same for every
document. What ``find`` rules look for is compared as written (see :mod:`redact.policy.searches`), and so are the
settings that no situation shows.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from redact.markings import rank
from redact.policy.compiled import STRICTNESS
from redact.policy.masks import View
from redact.policy.model import Policy
from redact.policy.plan import ACTIONS
from redact.policy.proving import CAP, bounded_space, room_for, smaller_space
from redact.policy.registers import level_marking
from redact.policy.schema import Rule
from redact.policy.searches import Looked, looked_for, taken
from redact.policy.settings import Direction, setting_changes
from redact.policy.situation_words import Example, example
from redact.policy.situations import Situation, Space
from redact.policy.space import space_of
from redact.policy.tables import Table, same, table

What = Literal["action", "effective", "codes", "referrals", "search", "never", "setting", "undecided"]
WORDS = {"release": "released", "downgrade": "released at a lower level", "refer": "referred", "withhold": "withheld",
         "withhold-document": "withheld with its whole document"}
_NAMED = 8
"""Most rules named beside a change."""


@dataclass(frozen=True, slots=True)
class Change:
    """One difference of meaning, with how many situations it concerns and the plainest of them. ``rules`` are those of
    the new policy that make it."""

    direction: Direction
    what: What
    sentence: str
    situations: int = 0
    example: Example | None = None
    rules: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        return {"direction": self.direction, "what": self.what, "sentence": self.sentence,
                "situations": self.situations, "example": self.example.to_json() if self.example else None,
                "rules": list(self.rules)}


@dataclass(frozen=True, slots=True)
class Comparison:
    """What changes from one policy to another; ``situations`` were decided. ``whole`` is False where there were more
    than could be."""

    old: Policy
    new: Policy
    situations: int
    changes: tuple[Change, ...]
    whole: bool = True

    @property
    def looser(self) -> tuple[Change, ...]:
        return tuple(change for change in self.changes if change.direction == "looser")

    @property
    def verdict(self) -> Direction:
        """``looser`` if anything is, else ``tighter`` if anything is, else ``same``."""
        directions = {change.direction for change in self.changes}
        return "looser" if "looser" in directions else "tighter" if "tighter" in directions else "same"

    def to_json(self) -> dict[str, Any]:
        """The object that ``redact policy diff --json`` prints."""
        return {**{side: {"name": policy.name, "version": policy.version, "sha256": policy.sha256}
                   for side, policy in (("old", self.old), ("new", self.new))},
                "verdict": self.verdict, "situations": self.situations, "whole": self.whole,
                "changes": [change.to_json() for change in self.changes]}


def compare_policies(old: Policy, new: Policy, *, cap: int = CAP) -> Comparison:
    """Every difference in meaning between two policies, the loosening ones first."""
    space = space_of(old, new)
    cap = room_for(len(old.rules) + len(new.rules), cap)
    whole = space.size <= cap and not space.partial
    decided = space if whole else smaller_space(space, cap)
    changes = [] if space.partial else [*_Comparing(old, new, decided).changes()]
    if not whole:
        changes += _undecided(old, new, cap, {change.direction for change in changes})
    changes += [Change(direction, "setting", sentence) for direction, sentence in setting_changes(old, new)]
    order = ("looser", "tighter", "same")
    changes.sort(key=lambda change: order.index(change.direction))
    return Comparison(old, new, 0 if space.partial else decided.size, tuple(changes), whole)


def equivalent(first: Policy, second: Policy, *, cap: int = CAP) -> bool | None:
    """Whether two policies decide every portion alike, codes, referrals and searches included; None where there are
    more situations than can be decided and none of those looked at tells them apart."""
    space = space_of(first, second)
    cap = room_for(len(first.rules) + len(second.rules), cap)
    if space.partial:
        return None
    whole = space.size <= cap
    for part in (space if whole else smaller_space(space, cap)).slices():
        if not same(table(first, part), table(second, part)):
            return False
    return True if whole else None


def compare(first: Table, second: Table) -> Iterator[tuple[Direction, What, str, int]]:
    """The differences between two tables of one space: the direction, what differs, how in words, and where."""
    for old in ACTIONS:
        for new in ACTIONS:
            where = first.actions.get(old, 0) & second.actions.get(new, 0) if old != new else 0
            if where:
                direction: Direction = "looser" if STRICTNESS[new] < STRICTNESS[old] else "tighter"
                yield direction, "action", f"What was {WORDS[old]} is now {WORDS[new]}.", where
    for old_target, before in first.targets.items():
        for new_target, after in second.targets.items():
            if old_target != new_target and before & after:
                yield _lowered(old_target, new_target), "effective", (
                    f"What left as {old_target} leaves as {new_target} now."), before & after
    alike = _union(first.actions.get(action, 0) & second.actions.get(action, 0) for action in ACTIONS)
    yield from _said("codes", "{} is cited", first.codes, second.codes, alike)
    yield from _said("referrals", "it is referred to {}", first.referrals, second.referrals, alike)


def _said(what: What, words: str, first: Mapping[str, int], second: Mapping[str, int],
          alike: int) -> Iterator[tuple[Direction, What, str, int]]:
    """What is said of portions on which both policies act alike."""
    for name in sorted({*first, *second}):
        before, after = first.get(name, 0) & alike, second.get(name, 0) & alike
        for where, how in ((after & ~before, "too"), (before & ~after, "no longer")):
            if where:
                yield "same", what, f"As strict as before, and {words.format(name)} {how}.", where


def _lowered(old: str, new: str) -> Direction:
    before, after = rank(level_marking(old).level), rank(level_marking(new).level)
    return "looser" if after < before else "tighter" if after > before else "same"


@dataclass
class _Seen:
    """A change while slices are walked: how many situations, and the plainest so far."""

    direction: Direction
    what: What
    sentence: str
    situations: int = 0
    weight: int = 0
    found: Situation | None = None
    rules: tuple[str, ...] = ()


class _Comparing:
    """Two policies over one space that tells all they ask."""

    def __init__(self, old: Policy, new: Policy, space: Space):
        self.old = old
        self.new = new
        self.space = space
        self.searches = looked_for(old, new)
        self.gone = [entry for entry in old.never if entry.when not in [kept.when for kept in new.never]]
        self._seen: dict[tuple[str, str, str], _Seen] = {}
        self._broken: set[str] = set()

    def changes(self) -> Iterator[Change]:
        for part in self.space.slices():
            self._walk(part, table(self.old, part), table(self.new, part))
        for seen in self._seen.values():
            assert seen.found is not None
            yield Change(seen.direction, seen.what, seen.sentence, seen.situations,
                         example(seen.found, self.space), seen.rules)
        for entry in self.gone:
            if entry.id not in self._broken:
                yield Change("same", "never", f"'{entry.id}' is promised no longer, though nothing that it forbids is "
                                              "released.")
        known = [entry.when for entry in self.old.never]
        for entry in self.new.never:
            if entry.when not in known:
                yield Change("same", "never", f"'{entry.id}' is promised as well.")

    def _walk(self, part: Space, before: Table, after: Table) -> None:
        for direction, what, sentence, where in compare(before, after):
            self._note(part, after, direction, what, sentence, where)
        for looked in self.searches:
            self._search(part, before, after, looked)
        judged = View(part, judged=True)
        for entry in self.gone:
            where = judged.pair(entry.when, True)[1] & after.released
            if where:
                self._broken.add(entry.id)
                self._note(part, after, "looser", "never", f"'{entry.id}' is promised no longer, and is not kept.",
                           where)

    def _search(self, part: Space, before: Table, after: Table, looked: Looked) -> None:
        """What a policy no longer cuts out of portions that both release, or cuts out as well."""
        both = before.released & after.released
        old, new = taken(self.old, looked.old, before.applies), taken(self.new, looked.new, after.applies)
        less = _union(where & ~new.get(level, 0) for level, where in old.items()) & both
        more = _union(where & ~old.get(level, 0) for level, where in new.items()) & both
        if less:
            how = "no longer" if not looked.new else "less, or less is taken at a hit"
            self._note(part, after, "looser", "search", f"What is released is searched for {looked.name} {how}.", less)
        if more:
            how = "too" if not looked.old else "more, or more is taken at a hit"
            self._note(part, after, "tighter", "search", f"What is released is searched for {looked.name} {how}.", more)
        self._search_codes(part, before, after, looked)

    def _search_codes(self, part: Space, before: Table, after: Table, looked: Looked) -> None:
        both = _union(before.applies[name] for name in looked.old) & _union(after.applies[name] for name in looked.new)
        cited = {code for name in looked.old for code in self.old.rule(name).codes}
        cited |= {code for name in looked.new for code in self.new.rule(name).codes}
        for code in sorted(cited):
            was = _union(before.applies[name] for name in looked.old if code in self.old.rule(name).codes)
            now = _union(after.applies[name] for name in looked.new if code in self.new.rule(name).codes)
            for where, how in ((now & ~was & both, "cites {} too"), (was & ~now & both, "cites {} no longer")):
                if where:
                    self._note(part, after, "same", "codes", f"A hit of {looked.name} {how.format(code)}.", where)

    def _note(self, part: Space, after: Table, direction: Direction, what: What, sentence: str, where: int) -> None:
        seen = self._seen.setdefault((direction, what, sentence), _Seen(direction, what, sentence))
        seen.situations += where.bit_count()
        number, weight = part.plainest(where)
        if seen.found is None or weight < seen.weight:
            seen.weight, seen.found = weight, part.situation(number)
            seen.rules = self._deciding(after, number) if what != "search" else ()

    def _deciding(self, after: Table, number: int) -> tuple[str, ...]:
        """The rules of the new policy that decide a situation: those that release it, or those that keep it."""
        released = after.released >> number & 1
        applies = after.counts if released else after.applies
        return tuple(rule.id for rule in self.new.rules
                     if (released or (rule.protective and rule.find is None)) and applies.get(rule.id, 0) >> number & 1
                     )[:_NAMED]


def _undecided(old: Policy, new: Policy, cap: int, known: set[Direction]) -> Iterator[Change]:
    """What may be looser or tighter beyond the situations that could be decided.

    Where one policy releases, no protective rule that both have applies; so these are left aside in the other, and
    what hangs on them alone is never in doubt.
    """
    common = {_meaning(rule) for rule in old.rules if rule.protective and rule.find is None}
    common &= {_meaning(rule) for rule in new.rules if rule.find is None}
    kept_old = replace(old, rules=tuple(rule for rule in old.rules if _meaning(rule) not in common))
    kept_new = replace(new, rules=tuple(rule for rule in new.rules if _meaning(rule) not in common))
    if _deciding_parts(kept_old) == _deciding_parts(kept_new):
        return
    space = bounded_space((kept_old, kept_new), cap)
    checks: tuple[tuple[Direction, Policy, Policy], ...] = (("looser", new, kept_old), ("tighter", old, kept_new))
    for direction, releasing, other in checks:
        where = sum((table(releasing, part, high=True, said=False).released
                     & ~table(other, part, high=False, said=False).released).bit_count() for part in space.slices())
        if where and direction not in known:
            yield Change(direction, "undecided", f"There are more situations than can be decided; in {where:,} the new "
                                                 f"policy may be {direction}, and so it counts.", where)


def _meaning(rule: Rule) -> Hashable:
    return rule.when, rule.unless, rule.then, rule.find


def _deciding_parts(policy: Policy) -> Hashable:
    """All that decides whether a portion is released."""
    return (frozenset((_meaning(rule), rule.to) for rule in policy.rules),
            frozenset(entry.when for entry in policy.never), policy.default, policy.audience)


def _union(parts: Iterable[int]) -> int:
    found = 0
    for part in parts:
        found |= part
    return found
