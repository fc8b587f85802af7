"""Proving what a policy promises: that no document, whatever its marks and dates, leaves against a ``never``.

Every situation that the policy can tell apart is decided. A ``never`` is *proved*, or *broken* by the plainest
situation that breaks it, or, where there are more situations than can be decided, *not proved*: facts are left out so
that at least all is released that the policy releases in truth, and what is unknown counts against.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any, Literal

from redact.errors import Refused
from redact.policy.asked import Asked, asked_by
from redact.policy.model import Policy
from redact.policy.situation_words import Example, example
from redact.policy.situations import Situation, Space
from redact.policy.space import DATE, ENDS, LEVEL, PLACE_FACT, space_of
from redact.policy.tables import Table, table
from redact.policy.universe import PLACE, SINGLE

CAP = 1 << 25
"""Most situations that are decided one and all."""
_WORK = 1 << 34
"""Most situations times rules: a policy of very many rules is decided over fewer situations."""
_FEWEST = 1 << 16
_ALWAYS_TOLD = frozenset({LEVEL, PLACE_FACT})
Verdict = Literal["proved", "broken", "not-proved"]


@dataclass(frozen=True, slots=True)
class Promise:
    """What became of one ``never``. ``situations`` break it, or may; ``example`` is the plainest of them, ``rules``
    are those that release it."""

    never: str
    because: str
    verdict: Verdict
    situations: int = 0
    example: Example | None = None
    rules: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        return {"never": self.never, "because": self.because, "verdict": self.verdict, "situations": self.situations,
                "example": self.example.to_json() if self.example else None, "rules": list(self.rules)}


@dataclass(frozen=True, slots=True)
class Proof:
    """What a policy promises and whether it keeps it. ``situations`` were decided, ``released`` of them leave,
    ``undecided`` reach the default; ``left_out`` are facts that there was no room for, in words."""

    policy: Policy = field(repr=False)
    situations: int
    released: int
    undecided: int
    promises: tuple[Promise, ...]
    facts: tuple[str, ...]
    left_out: tuple[str, ...] = ()

    @property
    def holds(self) -> bool:
        """Whether every promise is proved."""
        return all(promise.verdict == "proved" for promise in self.promises)

    def to_json(self) -> dict[str, Any]:
        """The object that ``redact policy prove --json`` prints."""
        return {"policy": self.policy.name, "version": self.policy.version, "sha256": self.policy.sha256,
                "holds": self.holds, "situations": self.situations, "released": self.released,
                "default": self.undecided, "facts": list(self.facts), "left_out": list(self.left_out),
                "never": [promise.to_json() for promise in self.promises]}


class BrokenPromise(Refused):
    """A policy whose ``never`` is broken, or cannot be proved, releases nothing."""

    def __init__(self, proof: Proof):
        broken = [promise for promise in proof.promises if promise.verdict != "proved"]
        first = next((promise for promise in broken if promise.verdict == "broken"), broken[0])
        names = ", ".join(promise.never for promise in broken)
        what = "breaks its own" if first.verdict == "broken" else "cannot be proved to keep its own"
        shown = f", such as {first.example.words}" if first.example else ""
        super().__init__(f"the policy '{proof.policy.name}' {what} never ({names}){shown}; nothing is released under "
                         "it. 'redact policy prove' says which rules release it.")
        self.proof = proof


def require_proof(policy: Policy) -> None:
    """Raise :class:`BrokenPromise` unless every ``never`` of the policy is proved; asked once a policy and process."""
    proof = _proved(policy.sha256, _Held(policy))
    if not proof.holds:
        raise BrokenPromise(proof)


@dataclass(frozen=True)
class _Held:
    """A policy that is no part of a cache's key."""

    policy: Policy = field(compare=False)


@lru_cache(maxsize=64)
def _proved(sha256: str, held: _Held) -> Proof:
    return prove(held.policy)


def prove(policy: Policy, *, cap: int = CAP) -> Proof:
    """Decide every situation and judge every ``never``; ``cap`` bounds how many are decided one and all."""
    whole = space_of(policy)
    room = room_for(len(policy.rules), cap)
    if whole.size <= room and not whole.partial:
        return _Proving(policy, whole, whole).proof(())
    bounded = bounded_space((policy,), room)
    exact = None if whole.partial else smaller_space(whole, room)
    return _Proving(policy, bounded, exact).proof(_missing(whole, bounded))


def room_for(rules: int, cap: int = CAP) -> int:
    """How many situations are decided for so many rules, at most ``cap``."""
    return max(min(cap, _WORK // max(rules, 1)), min(cap, _FEWEST))


def bounded_space(policies: tuple[Policy, ...], room: int) -> Space:
    """A space of at most ``room`` situations that tells what the rules ask that can release, what must never leave,
    and of the rest as much as there is room for; all else is bounded from both sides."""
    all_asked = asked_by(policies)
    space = _asking(all_asked, _essential(policies, never=True))
    if space.size > room:
        space = _asking(all_asked, _essential(policies, never=False))
    return _filled(all_asked, space, room) if space.size <= room else _cut(space, room)


def _essential(policies: tuple[Policy, ...], *, never: bool) -> Asked:
    return asked_by(policies, releasing_only=True, never=never)


def _asking(whole: Asked, part: Asked) -> Space:
    """The space of one part of the questions about names, and all about levels, places and days."""
    kept = {question: None for question in whole.questions
            if question in part.questions or question.attribute in PLACE or question.attribute in SINGLE}
    return space_of(asked=replace(whole, questions=kept), partial=True)


def _filled(whole: Asked, space: Space, room: int) -> Space:
    """The space with more questions, one after another, while there is room; a few that find none end it."""
    failed = 0
    for question in whole.questions:
        if question in space.told or failed > 8:
            continue
        more = space_of(asked=replace(whole, questions=dict.fromkeys((*space.told, question))), partial=True)
        space, failed = (more, failed) if more.size <= room else (space, failed + 1)
    return space


def _cut(space: Space, room: int) -> Space:
    """The space with questions left out, those about most names first, until there is room."""
    facts = sorted(space.facts, key=lambda fact: (fact.name not in _ALWAYS_TOLD, fact.name not in (ENDS, DATE)))
    kept, size = [], 1
    for fact in facts:
        if fact.name in _ALWAYS_TOLD or size * len(fact.values) <= room:
            kept.append(fact)
            size *= len(fact.values)
    gone = [fact for fact in space.facts if fact not in kept]
    doubtful = frozenset(question for fact in gone for question in fact.answers)
    ordered = tuple(fact for fact in space.facts if fact in kept)
    return replace(space, facts=ordered, told=space.told - doubtful, partial=True, _patterns={})


def smaller_space(whole: Space, room: int) -> Space:
    """The part of a space in which the facts that there is no room for are as they ordinarily are: what is broken
    there is broken in truth."""
    size, held = 1, []
    for fact in whole.facts:
        if size * len(fact.values) > room:
            held.append(fact.name)
        else:
            size *= len(fact.values)
    return whole.frozen(held)


def _missing(whole: Space, bounded: Space) -> tuple[str, ...]:
    known = {fact.name for fact in bounded.facts}
    gone = ("date, format or case, of which too many are named",) if whole.partial else ()
    return (*gone, *(fact.name for fact in whole.facts if fact.name not in known))


@dataclass
class _Broken:
    """The situations that break one promise, and the plainest so far."""

    situations: int = 0
    weight: int = 0
    found: Situation | None = None
    rules: tuple[str, ...] = ()

    def add(self, space: Space, situations: int, decided: Table) -> None:
        self.situations += situations.bit_count()
        number, weight = space.plainest(situations)
        if self.found is None or weight < self.weight:
            self.weight, self.found = weight, space.situation(number)
            self.rules = tuple(name for name, where in decided.counts.items() if where >> number & 1)


class _Proving:
    """A proof over one space, with examples from another that tells everything (None if there is none)."""

    def __init__(self, policy: Policy, space: Space, exact: Space | None):
        self.policy = policy
        self.space = space
        self.exact = exact

    def proof(self, left_out: tuple[str, ...]) -> Proof:
        decided, released, undecided, broken = self._walk(self.space)
        refuted = broken if self.exact is self.space else self._walk(self.exact)[3] if self.exact else {}
        return Proof(self.policy, decided, released, undecided, tuple(self._promises(broken, refuted)),
                     tuple(fact.name for fact in self.space.facts), left_out)

    def _promises(self, doubtful: dict[str, _Broken], refuted: dict[str, _Broken]) -> Iterator[Promise]:
        for entry in self.policy.never:
            if entry.id in refuted and self.exact is not None:
                found = refuted[entry.id]
                assert found.found is not None
                shown = example(found.found, self.exact)
                yield Promise(entry.id, entry.because, "broken", found.situations, shown, found.rules)
            elif entry.id in doubtful:
                yield Promise(entry.id, entry.because, "not-proved", doubtful[entry.id].situations,
                              rules=doubtful[entry.id].rules)
            else:
                yield Promise(entry.id, entry.because, "proved")

    def _walk(self, space: Space) -> tuple[int, int, int, dict[str, _Broken]]:
        decided = released = undecided = 0
        broken: dict[str, _Broken] = {}
        for part in space.slices():
            made = table(self.policy, part, said=False)
            decided += part.size
            released += made.released.bit_count()
            undecided += made.default.bit_count()
            for name, situations in made.broken.items():
                if situations:
                    broken.setdefault(name, _Broken()).add(part, situations, made)
        return decided, released, undecided, broken
