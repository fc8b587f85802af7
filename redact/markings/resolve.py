"""A portion's short forms (``REL``, ``EYES``, ``//JOINT S``), which mean what the document's banner says in full.

CAPCO 2016, H.3 and H.8: a portion may leave out a list that is the banner's own.
"""

from __future__ import annotations

from dataclasses import replace

from redact.markings.draft import CATEGORIES
from redact.markings.model import Controls, Marking, Problem
from redact.markings.render import canonical

_RULE = "CAPCO 2016 H.8, page 150"
_LAST = len(CATEGORIES) - 1


def resolve(portion: Marking, banner: Marking) -> Marking:
    """``portion`` with the lists and owners that its short forms take from ``banner``; itself if it has none.

    What the banner does not say stays open: a ``REL`` that no list stands behind releases to nobody, and the problem
    ``unresolved`` (an error) says so. Written forms become the full ones; ``text`` and the offsets stay.
    """
    owner = banner.owner if portion.joint and not portion.owner and banner.joint else portion.owner
    controls = _listed(portion.controls, banner.controls)
    open_ones = _open(owner, controls)
    if owner == portion.owner and controls == portion.controls and not open_ones:
        return portion
    problems = portion.problems
    if open_ones:
        message = f"{' and '.join(open_ones)} stands for a list that the banner does not have"
        problems = (*problems, Problem("unresolved", "error", message, _RULE))
    if owner == portion.owner and controls == portion.controls:
        return replace(portion, problems=problems)
    full_banner, full_portion = canonical(portion.level, owner, portion.joint, controls, _unplaced(portion))
    return replace(portion, owner=owner, controls=controls, banner=full_banner, portion=full_portion,
                   canonical_banner=full_banner, canonical_portion=full_portion, problems=problems)


def _listed(mine: Controls, banner: Controls) -> Controls:
    if "REL" in mine.dissem and not mine.releasable_to:
        mine = replace(mine, releasable_to=banner.releasable_to)
    if "EYES" in mine.dissem and not mine.eyes:
        mine = replace(mine, eyes=banner.eyes)
    return mine


def _open(owner: tuple[str, ...], controls: Controls) -> list[str]:
    return [name for name, still in (
        ("REL", "REL" in controls.dissem and not controls.releasable_to),
        ("EYES", "EYES" in controls.dissem and not controls.eyes),
        ("JOINT", not owner)) if still]


def _unplaced(marking: Marking) -> dict[int, list[str]]:
    """The tokens in no known category, to stand last, as in a marking that was worked out."""
    words = [part.token for part in marking.parts if part.kind == "unknown"]
    return {_LAST: words} if words and marking.level != "unknown" else {}
