"""The finite space of situations in which a policy decides, numbered so that a set of them is one integer.

A *fact* is something a policy can tell of a portion, with the values it may have; the first is the most ordinary. A
*situation* gives every fact a value. Its number is that of a mixed radix, the first fact the least significant digit,
and bit *i* of an integer speaks for situation *i*: *and*, *or* and *not* over all situations at once are ``& | ^``.

A big space is walked in slices whose integers fit a processor's cache; a slice is a space in which the most
significant facts are fixed.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from math import prod
from typing import Any

from redact.policy.asked import Question
from redact.policy.universe import Atom

Situation = dict[str, Any]
"""The value of every fact, by the fact's name."""
SLICE = 1 << 20
"""Situations in a slice: 128 KB an integer."""


@dataclass(frozen=True)
class Fact:
    """Something that a policy can tell of a portion.

    Of a fact that says whether something is held, ``answers`` are the questions that holding it answers with yes, and
    ``atoms`` the names of the registers that do so, those that serve best as an example first.
    """

    name: str
    values: tuple[Hashable, ...] = (False, True)
    answers: frozenset[Question] = frozenset()
    atoms: tuple[Atom, ...] = ()


@dataclass(frozen=True)
class Space:
    """Numbered situations. ``facts`` are the free ones, least significant first; ``fixed`` the others, by name.

    ``told`` are the questions about sets, and ``ages`` the ages in years, that the facts answer. A ``partial`` space
    does not tell all that policies ask for: what hangs on the rest is bounded from both sides (see
    :mod:`redact.policy.masks`).
    """

    facts: tuple[Fact, ...]
    told: frozenset[Question] = frozenset()
    ages: tuple[int, ...] = ()
    partial: bool = False
    fixed: Mapping[str, int] = field(default_factory=dict)
    fixed_facts: tuple[Fact, ...] = ()
    _patterns: dict[tuple[str, int, int], int] = field(default_factory=dict, compare=False, repr=False)

    @cached_property
    def size(self) -> int:
        """How many situations there are."""
        return prod(len(fact.values) for fact in self.facts)

    @cached_property
    def full(self) -> int:
        return (1 << self.size) - 1

    @cached_property
    def by_name(self) -> dict[str, Fact]:
        """Every fact that this space tells."""
        return {fact.name: fact for fact in (*self.facts, *self.fixed_facts)}

    @cached_property
    def _strides(self) -> dict[str, int]:
        strides, stride = {}, 1
        for fact in self.facts:
            strides[fact.name] = stride
            stride *= len(fact.values)
        return strides

    def where(self, name: str, first: int, last: int = -1) -> int:
        """The situations in which a fact has its value of the index ``first``, or one from there to ``last``."""
        last = max(first, last)
        if name in self.fixed:
            return self.full if first <= self.fixed[name] <= last else 0
        key = (name, first, last)
        if key not in self._patterns:
            self._patterns[key] = self._pattern(name, first, last)
        return self._patterns[key]

    def where_any(self, name: str, indices: Iterable[int]) -> int:
        """The situations in which a fact has a value of one of the indices, which rise."""
        found, first, last = 0, -1, -1
        for index in indices:
            if last >= 0 and index > last + 1:
                found |= self.where(name, first, last)
            first, last = (first if last >= 0 and index == last + 1 else index), index
        return found | self.where(name, first, last) if last >= 0 else 0

    def _pattern(self, name: str, first: int, last: int) -> int:
        stride, radix = self._strides[name], len(self.by_name[name].values)
        bits = ((1 << stride * (last - first + 1)) - 1) << (first * stride)
        width = stride * radix
        while width < self.size:
            bits |= bits << width
            width *= 2
        return bits & self.full

    def slices(self, largest: int = SLICE) -> Iterator[Space]:
        """This space in parts of at most ``largest`` situations, in the order of their numbers."""
        count = len(self.facts)
        while count and prod(len(fact.values) for fact in self.facts[:count]) > largest:
            count -= 1
        free, rest = self.facts[:count], self.facts[count:]
        if not rest:
            yield self
            return
        patterns: dict[tuple[str, int, int], int] = {}
        for number in range(prod(len(fact.values) for fact in rest)):
            fixed = dict(self.fixed)
            left = number
            for fact in rest:
                left, fixed[fact.name] = divmod(left, len(fact.values))
            yield replace(self, facts=free, fixed=fixed, fixed_facts=(*rest, *self.fixed_facts), _patterns=patterns)

    def situation(self, number: int) -> Situation:
        """The situation of that number."""
        told = {fact.name: fact.values[self.fixed[fact.name]] for fact in self.fixed_facts}
        for fact in self.facts:
            number, index = divmod(number, len(fact.values))
            told[fact.name] = fact.values[index]
        return told

    def number(self, situation: Mapping[str, Any]) -> int:
        """The number of a situation; only the free facts count."""
        return sum(fact.values.index(situation[fact.name]) * self._strides[fact.name] for fact in self.facts)

    def plainest(self, situations: int) -> tuple[int, int]:
        """Of a set of situations, not empty, the one with the fewest facts out of the ordinary, of several the
        lowest number; and how many facts these are."""
        fixed = sum(1 for index in self.fixed.values() if index)
        for weight, layer in enumerate(self._layers):
            if found := situations & layer:
                return (found & -found).bit_length() - 1, fixed + weight
        raise ValueError("the set is empty")

    @cached_property
    def _layers(self) -> Sequence[int]:
        """For every number of facts out of the ordinary, the situations that have so many."""
        layers = [self.full]
        for fact in self.facts:
            plain = self.where(fact.name, 0)
            odd = self.full ^ plain
            layers = [(layers[weight] & plain if weight < len(layers) else 0)
                      | (layers[weight - 1] & odd if weight else 0) for weight in range(len(layers) + 1)]
        return layers

    @cached_property
    def holding(self) -> Mapping[Question, tuple[str, ...]]:
        """For every question that is told, the facts that answer it with yes."""
        found: dict[Question, list[str]] = {question: [] for question in self.told}
        for fact in self.by_name.values():
            for question in fact.answers & self.told:
                found[question].append(fact.name)
        return {question: tuple(names) for question, names in found.items()}

    def frozen(self, names: Collection[str]) -> Space:
        """The part of this space in which these facts are as they ordinarily are."""
        held = tuple(fact for fact in self.facts if fact.name in names)
        return replace(self, facts=tuple(fact for fact in self.facts if fact.name not in names),
                       fixed={**self.fixed, **{fact.name: 0 for fact in held}}, fixed_facts=(*self.fixed_facts, *held),
                       _patterns={})
