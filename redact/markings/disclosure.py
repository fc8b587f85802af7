"""Foreign disclosure of several portions together: what is left for whom (CAPCO 2016, table D.2 and H.8)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from redact.markings.model import Marking
from redact.markings.register import COUNTRY_MEMBERS, country_rank

_JOINED = {"SBU-NF", "LES-NF"}


@dataclass(frozen=True, slots=True)
class Disclosure:
    """The disclosure tokens of the whole (``NF``, ``REL``, …) with their lists in canonical order."""

    tokens: frozenset[str] = frozenset()
    releasable_to: tuple[str, ...] = ()
    display_to: tuple[str, ...] = ()
    eyes: tuple[str, ...] = ()


_NOFORN = Disclosure(frozenset({"NF"}))


def disclosure(portions: Sequence[Marking]) -> Disclosure:
    """NOFORN if any portion is, if no country may have everything, or if one portion has a list and another has none.

    A portion that is UNCLASSIFIED and nothing else takes no part: it bears no foreign disclosure mark by rule.
    """
    partakers = [portion for portion in portions if not (portion.level == "U" and portion.uncontrolled)]
    if any("NF" in portion.controls.dissem for portion in partakers):
        return _NOFORN
    joined = any(_JOINED & set(portion.controls.nonic) for portion in partakers)
    listed = [portion for portion in partakers if _lists(portion)]
    if joined:
        alone = not listed and all(portion.level == "U" for portion in partakers)
        return Disclosure() if alone else _NOFORN
    if not listed:
        return Disclosure()
    if len(listed) < len(partakers):
        return _NOFORN
    return _common(listed)


def _lists(portion: Marking) -> bool:
    return bool({"REL", "EYES", "DISPLAY ONLY", "RELIDO"} & set(portion.controls.dissem))


def _common(portions: Sequence[Marking]) -> Disclosure:
    released = _shared([_expanded(portion.controls.releasable_to + portion.controls.eyes) for portion in portions])
    shown = _shared([_expanded(portion.controls.releasable_to + portion.controls.eyes + portion.controls.display_to)
                     for portion in portions]) - released
    relido = all("RELIDO" in portion.controls.dissem for portion in portions)
    tokens = {"RELIDO"} if relido else set()
    only_eyes = all("EYES" in portion.controls.dissem for portion in portions)
    if released - {"USA"}:
        tokens.add("EYES" if only_eyes else "REL")
    if shown - {"USA"}:
        tokens.add("DISPLAY ONLY")
        tokens.discard("RELIDO")
    if not tokens:
        return _NOFORN
    countries = _folded(released | {"USA"}, portions) if released - {"USA"} else ()
    return Disclosure(frozenset(tokens), () if only_eyes else countries,
                      _folded(shown - {"USA"}, portions), countries if only_eyes else ())


def _expanded(codes: tuple[str, ...]) -> frozenset[str]:
    """Every member of the groups whose members are published, and the other codes as they are."""
    return frozenset(member for code in codes for member in COUNTRY_MEMBERS.get(code, (code,)))


def _shared(sets: Sequence[frozenset[str]]) -> set[str]:
    return set(sets[0]).intersection(*sets[1:])


def _folded(codes: set[str], portions: Sequence[Marking]) -> tuple[str, ...]:
    """The countries in order; a group that a portion names stands for its members if all of them are left."""
    named = {code for portion in portions for code in (*portion.controls.releasable_to, *portion.controls.display_to,
                                                       *portion.controls.eyes) if code in COUNTRY_MEMBERS}
    left = set(codes)
    for group in sorted(named, key=lambda group: -len(COUNTRY_MEMBERS[group])):
        if COUNTRY_MEMBERS[group] <= left:
            left = (left - COUNTRY_MEMBERS[group]) | {group, "USA"}
            break
    return tuple(sorted(left, key=country_rank))
