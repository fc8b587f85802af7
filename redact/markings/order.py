"""How restrictive markings are beside each other: a lattice (CAPCO 2016, section D.2 and the precedence rules of H).

A :class:`Dominance` is what a marking demands of a reader, in a normal form in which two markings that demand the same
are equal. It has independent components, each ordered from mild to strict, and is ordered by all of them together, so
that it is a product of lattices and itself one: ``a <= b`` is reflexive, antisymmetric and transitive, ``a | b`` the
least that dominates both, ``a & b`` the most that both dominate.

What is doubtful is strict. A marking with a token no register knows demands everything any known one may, and two
such are told apart by their unknown tokens alone; one whose level cannot be read stands above all.

The normal form holds what the precedence rules make superfluous (each rule has one premise, so joins and meets keep
them): ORCON beside ORCON-USGOV, RD beside FRD beside TFNI, NODIS beside EXDIS and these beside SBU, any other
dissemination control beside FOUO, and a classification beside the controls of unclassified documents. So SECRET
dominates UNCLASSIFIED//FOUO, as it does in a banner.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from redact.markings.disclosure import FOREIGN_DISCLOSURE, Audience, audience
from redact.markings.model import Level, Marking, rank
from redact.markings.reach import ALL, NOTHING, Reach, either, shared, within

Atom = tuple[str, str]
"""A category and one thing of it a reader needs: ("sci", "SI-G ABCD"), ("aea", "SG 14"), ("dissem", "NF")."""

UNCLASSIFIED_ONLY: frozenset[Atom] = frozenset({
    ("dissem", "FOUO"), ("nonic", "SBU"), ("nonic", "DS"), ("nonic", "LOU"), ("nonic", "OUO"), ("nonic", "EFTO"),
    ("aea", "DCNI"), ("aea", "UCNI")})
"""Controls that a classification replaces (CAPCO 2016 H.6, H.8, H.9: "is not used in the banner line")."""

_IMPLIED: dict[Atom, tuple[Atom, ...]] = {
    ("dissem", "OC"): (("dissem", "OC-USGOV"),),
    ("aea", "RD"): (("aea", "FRD"), ("aea", "TFNI")),
    ("aea", "FRD"): (("aea", "TFNI"),),
    ("nonic", "ND"): (("nonic", "XD"), ("nonic", "SBU"), ("dissem", "NF")),
    ("nonic", "XD"): (("nonic", "SBU"), ("dissem", "NF")),
    ("nonic", "SBU-NF"): (("nonic", "SBU"), ("dissem", "NF")),
    ("nonic", "LES-NF"): (("nonic", "LES"), ("dissem", "NF")),
}
_REPLACED = frozenset({"SBU-NF", "LES-NF"})
"""Tokens that say no more than those they imply."""


@dataclass(frozen=True, slots=True)
class Dominance:
    """What a marking demands of a reader, in normal form.

    ``controls`` are those a reader needs, ``sources`` the foreign owners whose word counts (all, where a source is
    concealed), ``audience`` who besides the USA may have or see it, ``unknown`` the tokens no register knows (all,
    where not even the level can be read).
    """

    level: Level
    controls: Reach
    sources: Reach
    audience: Audience
    unknown: Reach

    def __le__(self, other: Dominance) -> bool:
        return (rank(self.level) <= rank(other.level) and within(self.controls, other.controls)
                and within(self.sources, other.sources) and self.audience <= other.audience
                and within(self.unknown, other.unknown))

    def __lt__(self, other: Dominance) -> bool:
        return self != other and self <= other

    def __ge__(self, other: Dominance) -> bool:
        return other <= self

    def __gt__(self, other: Dominance) -> bool:
        return other < self

    def __or__(self, other: Dominance) -> Dominance:
        """The least that dominates both."""
        return Dominance(max(self.level, other.level, key=rank), either(self.controls, other.controls),
                         either(self.sources, other.sources), self.audience | other.audience,
                         either(self.unknown, other.unknown))

    def __and__(self, other: Dominance) -> Dominance:
        """The most that both dominate."""
        return Dominance(min(self.level, other.level, key=rank), shared(self.controls, other.controls),
                         shared(self.sources, other.sources), self.audience & other.audience,
                         shared(self.unknown, other.unknown))


LEAST = Dominance("U", NOTHING, NOTHING, Audience(ALL, ALL, True), NOTHING)
"""UNCLASSIFIED and nothing else: what every marking dominates."""


def dominance(marking: Marking) -> Dominance:
    """The normal form of a marking."""
    if marking.level == "unknown" or marking.unknown:
        unknown = ALL if marking.level == "unknown" else frozenset(marking.unknown)
        return Dominance("unknown", ALL, ALL, Audience(NOTHING, NOTHING, False), unknown)
    return Dominance(marking.level, _closed(marking), sources(marking), audience(marking), NOTHING)


def dominates(upper: Marking, lower: Marking) -> bool:
    """True if whoever meets all that ``upper`` demands meets what ``lower`` demands."""
    return dominance(lower) <= dominance(upper)


def sources(marking: Marking) -> Reach:
    """The foreign owners of a marking and the sources its FGI names; all where one is concealed.

    An activity of NATO counts beside NATO itself (CAPCO 2016 H.3, example 4).
    """
    named = {part for owner in marking.owner for part in owner.split(":")} - {"USA"}
    named.update(marking.controls.fgi)
    return ALL if "FGI" in named or (marking.joint and not marking.owner) else frozenset(named)


def atoms(marking: Marking) -> frozenset[Atom]:
    """The controls of a marking taken apart: each system, compartment, sub-compartment and SIGMA number by itself."""
    controls = marking.controls
    found: set[Atom] = set()
    for token in controls.sci:
        found.update(("sci", part) for part in _compartments(token))
    for token in controls.aea:
        base, *suffixes = token.split("-")
        found.add(("aea", base))
        found.update(("aea", part) for suffix in suffixes for part in _suffixes(suffix))
    found.update(("dissem", token) for token in controls.dissem if token not in FOREIGN_DISCLOSURE or token == "NF")
    for category in ("sap", "nato", "nonic", "cui"):
        found.update((category, token) for token in getattr(controls, category))
    return frozenset(found)


def _compartments(token: str) -> Iterable[str]:
    system, *compartments = token.split("-")
    yield system
    for compartment in compartments:
        name, *subs = compartment.split(" ")
        yield f"{system}-{name}"
        yield from (f"{system}-{name} {sub}" for sub in subs)


def _suffixes(suffix: str) -> Iterable[str]:
    name, *numbers = suffix.split(" ")
    return (f"{name} {number}" for number in numbers) if numbers else (name,)


def _closed(marking: Marking) -> frozenset[Atom]:
    """The controls and all that they, or a classification, make superfluous."""
    found = set(atoms(marking))
    for atom in tuple(found):
        found.update(_IMPLIED.get(atom, ()))
    if any(supersedes_fouo(*atom) for atom in found):
        found.add(("dissem", "FOUO"))
    if marking.level != "U":
        found |= UNCLASSIFIED_ONLY
    return frozenset(atom for atom in found if atom[1] not in _REPLACED)


def supersedes_fouo(category: str, token: str) -> bool:
    """True for a control that takes FOUO's place in an unclassified banner: any dissemination control other than one
    of foreign disclosure (CAPCO 2016 H.8 FOUO)."""
    return category == "nonic" or (category == "dissem" and token not in FOREIGN_DISCLOSURE and token != "FOUO")
