"""Settings of two policies that no situation shows: who receives, who reviews, and how much is said of what is kept."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from redact.markings import rank
from redact.policy.model import Policy
from redact.policy.schema import Audience

Direction = Literal["looser", "tighter", "same"]
_REVIEWS = ("none", "one-person", "two-person")
_AMOUNTS = ("lines", "paragraphs", "none")
"""From the one that says most of what is withheld to the one that says least."""


def setting_changes(old: Policy, new: Policy) -> Iterator[tuple[Direction, str]]:
    """Every setting that differs: the direction, and a sentence."""
    yield from _audience(old, new)
    if old.review != new.review:
        yield _stricter(_REVIEWS.index(new.review), _REVIEWS.index(old.review)), (
            f"Review was {old.review} and is {new.review} now.")
    if old.amount != new.amount:
        yield _stricter(_AMOUNTS.index(new.amount), _AMOUNTS.index(old.amount)), (
            f"How much is withheld was told in {old.amount} and is told in {new.amount} now.")
    if old.name_people != new.name_people:
        yield _stricter(not new.name_people, not old.name_people), (
            f"The people who decided are {'named' if new.name_people else 'no longer named'} on a release.")
    more = sorted(set(new.show_controls) - set(old.show_controls))
    less = sorted(set(old.show_controls) - set(new.show_controls))
    if more:
        yield "looser", f"Of an old marking {', '.join(more)} is shown too."
    if less:
        yield "tighter", f"Of an old marking {', '.join(less)} is shown no longer."


def _audience(old: Policy, new: Policy) -> Iterator[tuple[Direction, str]]:
    before, after = old.audience, new.audience
    if before == after:
        return
    if isinstance(after, str) or isinstance(before, str):
        yield ("looser" if isinstance(after, str) else "tighter"), (
            f"The audience was {_words(before)} and is {_words(after)} now.")
        return
    if before.level != after.level:
        yield _stricter(-rank(after.level), -rank(before.level)), (
            f"The audience was cleared for {before.level} and is cleared for {after.level} now.")
    more, less = set(after.countries) - set(before.countries), set(before.countries) - set(after.countries)
    if more:
        yield "looser", f"{', '.join(sorted(more))} receives too."
    if less:
        yield "tighter", f"{', '.join(sorted(less))} receives no longer."


def _words(audience: str | Audience) -> str:
    if isinstance(audience, str):
        return "the public"
    return " ".join(["those cleared for", audience.level, *([f"in {', '.join(audience.countries)}"]
                                                            if audience.countries else [])])


def _stricter(new: int, old: int) -> Direction:
    """The direction where the higher number is the stricter."""
    return "tighter" if new > old else "looser"
