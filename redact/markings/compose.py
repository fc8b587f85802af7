"""Markings that were worked out rather than read: from a level, from controls, from another marking."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache

from redact.markings.draft import CATEGORIES, token_rank
from redact.markings.model import Controls, Level, Marking
from redact.markings.render import canonical

_AFTER_ALL = len(CATEGORIES) - 1


def compose(level: Level, controls: Controls | None = None, *, owner: tuple[str, ...] = ("USA",), joint: bool = False,
            unknown: tuple[str, ...] = ()) -> Marking:
    """A marking without text that says just this, in abbreviations; unknown tokens stand last."""
    controls = controls or Controls()
    banner, portion = canonical(level, owner, joint, controls, _last(unknown))
    return Marking(level, banner, portion, banner, portion, None, owner, joint, controls, unknown=unknown)


def _last(unknown: tuple[str, ...]) -> dict[int, tuple[str, ...]]:
    return {_AFTER_ALL: unknown} if unknown else {}


@lru_cache(maxsize=8)
def of_level(level: Level) -> Marking:
    """A US marking of this level and nothing else."""
    return compose(level)


UNCLASSIFIED: Marking = of_level("U")
"""UNCLASSIFIED without controls."""

UNKNOWN: Marking = of_level("unknown")
"""A marking of which nothing could be read; it counts as the most restrictive."""


def inherited(marking: Marking) -> Marking:
    """What a portion without a mark of its own takes over: the same marking, but nothing of how it was written."""
    if marking.text is None and not marking.problems and not marking.entire_text and not marking.parts:
        return marking
    return replace(marking, text=None, parts=(), entire_text=False, problems=())


def add_controls(marking: Marking, added: Iterable[tuple[str, str]]) -> Marking:
    """``marking`` with more controls, each as category and token. NOFORN takes every foreign disclosure away."""
    controls = marking.controls
    for category, token in added:
        tokens = {*getattr(controls, category), token}
        if token == "NF":
            tokens -= {"REL", "RELIDO", "EYES", "DISPLAY ONLY"}
            controls = replace(controls, releasable_to=(), display_to=(), eyes=())
        ordered = tuple(sorted(tokens, key=lambda each: token_rank(category, each)))
        controls = replace(controls, **{category: ordered})
    banner, portion = canonical(marking.level, marking.owner, marking.joint, controls, _last(marking.unknown))
    return replace(marking, controls=controls, banner=banner, portion=portion, canonical_banner=banner,
                   canonical_portion=portion)
