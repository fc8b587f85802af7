"""What a policy remembers of the facts it has judged: portions of many documents are alike in all that it asks.

The key is what the policy asks of the facts and nothing else, so a policy that names no addressee has one answer for
all of them. No text is remembered, and no more than :data:`LARGEST` answers.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import TypeVar

from redact.policy.asked import asked_by
from redact.policy.facts import Facts
from redact.policy.model import Policy

Answer = TypeVar("Answer")
LARGEST = 4096
"""Most answers remembered of a policy: with some 1 KB each, 4 MB."""


class Memo:
    """The answers of one policy by what it asks of a portion's facts."""

    def __init__(self, policy: Policy, *, largest: int = LARGEST):
        asked = asked_by([policy])
        self._levels = tuple(sorted({"level", *asked.levels}))
        self._sets = tuple(sorted({*asked.attributes(), "controls"}))
        self._ages = tuple(sorted(asked.ages))
        self._ends = asked.ends
        self._days = tuple(sorted(asked.days))
        self._largest = largest
        self._answers: dict[Hashable, object] = {}

    def key(self, facts: Facts, judged: Facts | None) -> Hashable:
        """All that the policy can tell of a portion. ``judged`` are the facts the guard sees, of a portion that it sees
        otherwise: they differ in nothing that is not known but when the classification ends."""
        date = facts.date
        return (
            tuple([facts.levels[name] for name in self._levels]),
            tuple([(fact.names, fact.other) for name in self._sets for fact in (facts.sets[name],)]),
            judged is not None, self._ends and (facts.declassify_on, judged and judged.declassify_on),
            tuple([facts.over(years) for years in self._ages]),
            date if date is None else tuple([(date < day, date > day) for day in self._days]))

    def answer(self, key: Hashable, make: Callable[[], Answer]) -> Answer:
        """The answer remembered under a key, made where there is none. The oldest are forgotten first."""
        found = self._answers.get(key)
        if found is None:
            found = make()
            if len(self._answers) >= self._largest:
                for old in list(self._answers)[:self._largest // 4 + 1]:
                    del self._answers[old]
            self._answers[key] = found
        return found  # type: ignore[return-value]

    def __len__(self) -> int:
        return len(self._answers)
