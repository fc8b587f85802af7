"""The overall marking of several portions (CAPCO 2016, section D.2 and the precedence rules of section H).

Where the manual leaves a choice, the stricter reading. What the roll-up leaves out is what the precedence rules name,
and ``order`` knows as implied; so a roll-up dominates every one of its portions.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from redact.markings.compose import UNCLASSIFIED, compose
from redact.markings.disclosure import FOREIGN_DISCLOSURE, Disclosure, disclosure
from redact.markings.draft import token_rank
from redact.markings.model import Controls, Level, Marking, rank
from redact.markings.order import UNCLASSIFIED_ONLY, sources, supersedes_fouo
from redact.markings.parser import parse


def rollup(markings: Iterable[Marking]) -> Marking:
    """The marking of a document with these portions, in abbreviations and without text; of none, UNCLASSIFIED.

    The highest level stands, ``unknown`` above all; NOFORN beats every foreign disclosure; tokens no register knows
    are united. The result does not depend on the order, and the roll-up of a roll-up is itself. Short forms (``REL``,
    ``EYES``) are to be resolved before (``resolve``): without its banner such a list is empty.
    """
    portions = list(dict.fromkeys(markings))
    if not portions:
        return UNCLASSIFIED
    released = disclosure(portions)
    owner, joint = _owner(portions, released)
    level = _level(portions, owner)
    controls = Controls(
        sci=_united_systems(portions),
        sap=_united(portions, "sap"),
        aea=_kept(level, "aea", _united_aea(portions)),
        fgi=_foreign_sources(portions, joint),
        nato=_united(portions, "nato"),
        dissem=_dissem(portions, level, released.tokens),
        releasable_to=released.releasable_to,
        display_to=released.display_to,
        eyes=released.eyes,
        nonic=_nonic(portions, level, "NF" in released.tokens),
        cui=_united(portions, "cui"),
    )
    unknown = tuple(sorted({word for portion in portions for word in portion.unknown}))
    notices = tuple(sorted({notice for portion in portions for notice in portion.notices}))
    return _composed(level, controls, owner, joint, unknown, notices)


def _composed(level: Level, controls: Controls, owner: tuple[str, ...], joint: bool, unknown: tuple[str, ...],
              notices: tuple[str, ...]) -> Marking:
    """The marking; an unknown token that stands inside a control (an unpublished compartment) is not written twice."""
    whole = compose(level, controls, owner=owner, joint=joint)
    if unknown:
        inside = {word.upper() for word in parse(whole.banner).unknown}
        alone = (word for word in unknown if word.upper() not in inside and any(map(str.isalnum, word)))
        whole = replace(compose(level, controls, owner=owner, joint=joint, unknown=tuple(alone)), unknown=unknown)
    return replace(whole, notices=notices) if notices else whole


def _ordered(category: str, tokens: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(tokens), key=lambda token: token_rank(category, token)))


def _united(portions: Sequence[Marking], category: str) -> tuple[str, ...]:
    return _ordered(category, (token for portion in portions for token in getattr(portion.controls, category)))


def _kept(level: Level, category: str, tokens: Iterable[str]) -> tuple[str, ...]:
    """Without the controls that belong to unclassified documents only, where the document is classified."""
    if level == "U":
        return tuple(tokens)
    return tuple(token for token in tokens if (category, token) not in UNCLASSIFIED_ONLY)


def _level(portions: Sequence[Marking], owner: tuple[str, ...]) -> Level:
    """The highest level. RESTRICTED is none of the USA's: in its documents it is CONFIDENTIAL (E.O. 13526 1.6(e))."""
    level = max((portion.level for portion in portions), key=rank)
    return "C" if level == "R" and owner == ("USA",) else level


def _owner(portions: Sequence[Marking], released: Disclosure) -> tuple[tuple[str, ...], bool]:
    """JOINT if every portion is, with the same owners, and nothing is NOFORN; else a US document, whose foreign
    owners become FGI (CAPCO 2016 H.3)."""
    owners = {portion.owner for portion in portions}
    if len(owners) == 1 and all(portion.joint for portion in portions) and "NF" not in released.tokens:
        return next(iter(owners)), True
    return ("USA",), False


def _foreign_sources(portions: Sequence[Marking], joint: bool) -> tuple[str, ...]:
    """FGI of the banner; one portion that conceals its source makes the banner conceal all (CAPCO 2016 H.7)."""
    if joint:
        named = set(_united(portions, "fgi"))
        return ("FGI",) if "FGI" in named else _ordered("fgi", named)
    found: set[str] = set()
    for portion in portions:
        named_here = sources(portion)
        if named_here is None:
            return ("FGI",)
        found |= named_here
    return _ordered("fgi", found)


def _united_systems(portions: Sequence[Marking]) -> tuple[str, ...]:
    """SCI systems, the compartments of each united: SI and SI-G ABCD make SI-G ABCD."""
    systems: dict[str, dict[str, set[str]]] = {}
    for token in _united(portions, "sci"):
        system, *compartments = token.split("-")
        held = systems.setdefault(system, {})
        for compartment in compartments:
            name, *subs = compartment.split(" ")
            held.setdefault(name, set()).update(subs)
    return _ordered("sci", ("-".join([system, *(" ".join([name, *sorted(held[name])]) for name in sorted(held))])
                            for system, held in systems.items()))


def _united_aea(portions: Sequence[Marking]) -> tuple[str, ...]:
    """RD takes the place of FRD, and either that of TFNI; SIGMA numbers are united (CAPCO 2016 H.6)."""
    suffixes: dict[str, dict[str, set[str]]] = {}
    for token in _united(portions, "aea"):
        base, *parts = token.split("-")
        held = suffixes.setdefault(base, {})
        for part in parts:
            name, *numbers = part.split(" ")
            held.setdefault(name, set()).update(numbers)
    for stronger, weaker in (("RD", "FRD"), ("RD", "TFNI"), ("FRD", "TFNI")):
        if stronger in suffixes and weaker in suffixes:
            for name, taken in suffixes.pop(weaker).items():
                suffixes[stronger].setdefault(name, set()).update(taken)
    return _ordered("aea", ("-".join([base, *(_suffix(name, held[name]) for name in sorted(held))])
                            for base, held in suffixes.items()))


def _suffix(name: str, numbers: set[str]) -> str:
    return " ".join([name, *sorted(numbers, key=lambda number: (len(number), number))])


def _dissem(portions: Sequence[Marking], level: Level, released: frozenset[str]) -> tuple[str, ...]:
    """ORCON before ORCON-USGOV; any control but those of foreign disclosure before FOUO (CAPCO 2016 H.8, H.9)."""
    tokens = (set(_united(portions, "dissem")) - FOREIGN_DISCLOSURE) | released
    if "OC" in tokens:
        tokens.discard("OC-USGOV")
    if any(supersedes_fouo("dissem", token) for token in tokens) or any(portion.controls.nonic for portion in portions):
        tokens.discard("FOUO")
    return _kept(level, "dissem", _ordered("dissem", tokens))


def _nonic(portions: Sequence[Marking], level: Level, noforn: bool) -> tuple[str, ...]:
    """The stronger of two related controls; a joined NOFORN moves to the dissemination block where that has one."""
    tokens = set(_united(portions, "nonic"))
    if "ND" in tokens:
        tokens.discard("XD")
    if tokens & {"ND", "XD"}:
        tokens -= {"SBU", "SBU-NF"}
    for name in ("SBU", "LES"):
        if f"{name}-NF" in tokens:
            tokens.discard(name)
            if noforn:
                tokens = (tokens - {f"{name}-NF"}) | {name}
    return _kept(level, "nonic", _ordered("nonic", tokens))
