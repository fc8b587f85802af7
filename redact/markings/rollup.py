"""The overall marking of several portions (CAPCO 2016, table D.2; where that is silent, the stricter reading)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from redact.markings.compose import UNCLASSIFIED, compose
from redact.markings.disclosure import disclosure
from redact.markings.draft import token_rank
from redact.markings.model import Controls, Level, Marking, rank

_ONLY_UNCLASSIFIED = {("dissem", "FOUO"), ("nonic", "SBU"), ("nonic", "SBU-NF"), ("nonic", "LOU"), ("nonic", "OUO"),
                      ("nonic", "EFTO"), ("nonic", "DS"), ("aea", "DCNI"), ("aea", "UCNI"), ("dissem", "DL ONLY"),
                      ("dissem", "FED ONLY"), ("dissem", "FEDCON"), ("dissem", "NOCON")}
_DISCLOSURE = {"NF", "REL", "RELIDO", "EYES", "DISPLAY ONLY"}


def rollup(markings: Iterable[Marking]) -> Marking:
    """The marking of a document with these portions, in abbreviations and without text; of none, UNCLASSIFIED.

    The highest level stands, ``unknown`` above all; NOFORN beats every foreign disclosure; tokens no register knows
    are united. The result does not depend on the order, and the roll-up of a roll-up is itself.
    """
    portions = sorted(set(markings), key=lambda each: (each.canonical_portion, each.unknown, each.text or ""))
    if not portions:
        return UNCLASSIFIED
    level = max((portion.level for portion in portions), key=rank)
    owner, joint = _owner(portions)
    released = disclosure(portions)
    controls = Controls(
        sci=_united_systems(portions),
        sap=_united(portions, "sap"),
        aea=_kept(level, "aea", _united_aea(portions)),
        fgi=() if joint else _foreign_sources(portions),
        nato=_united(portions, "nato"),
        dissem=_dissem(portions, level, released.tokens),
        releasable_to=released.releasable_to,
        display_to=released.display_to,
        eyes=released.eyes,
        nonic=_nonic(portions, level, "NF" in released.tokens),
        cui=_united(portions, "cui"),
    )
    unknown = tuple(sorted({word for portion in portions for word in portion.unknown}))
    return compose(level, controls, owner=owner, joint=joint, unknown=unknown)


def _ordered(category: str, tokens: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(tokens), key=lambda token: token_rank(category, token)))


def _united(portions: Sequence[Marking], category: str) -> tuple[str, ...]:
    return _ordered(category, (token for portion in portions for token in getattr(portion.controls, category)))


def _kept(level: Level, category: str, tokens: Iterable[str]) -> tuple[str, ...]:
    """Without the controls that belong to unclassified documents only, where the document is classified."""
    if level == "U":
        return tuple(tokens)
    return tuple(token for token in tokens if (category, token) not in _ONLY_UNCLASSIFIED)


def _owner(portions: Sequence[Marking]) -> tuple[tuple[str, ...], bool]:
    """JOINT if every portion is, with the same owners; else a US document, whose foreign owners become FGI."""
    owners = {portion.owner for portion in portions}
    if len(owners) == 1 and all(portion.joint for portion in portions):
        return next(iter(owners)), True
    return ("USA",), False


def _foreign_sources(portions: Sequence[Marking]) -> tuple[str, ...]:
    """FGI of the banner; one portion that conceals its source makes the banner conceal all (CAPCO 2016 H.7)."""
    sources = set(_united(portions, "fgi"))
    for portion in portions:
        foreign = {owner.split(":")[0] for owner in portion.owner} - {"USA"}
        sources |= foreign or ({"FGI"} if portion.joint else set())
    return ("FGI",) if "FGI" in sources else _ordered("fgi", sources)


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
    tokens = (set(_united(portions, "dissem")) - _DISCLOSURE) | released
    if "OC" in tokens:
        tokens.discard("OC-USGOV")
    return _kept(level, "dissem", _ordered("dissem", tokens))


def _nonic(portions: Sequence[Marking], level: Level, noforn: bool) -> tuple[str, ...]:
    """The stronger of two related controls; a joined NOFORN moves to the dissemination block where that has one."""
    tokens = set(_united(portions, "nonic"))
    if "ND" in tokens:
        tokens.discard("XD")
    for name in ("SBU", "LES"):
        if f"{name}-NF" in tokens:
            tokens.discard(name)
            if noforn:
                tokens = (tokens - {f"{name}-NF"}) | {name}
    return _kept(level, "nonic", _ordered("nonic", tokens))
