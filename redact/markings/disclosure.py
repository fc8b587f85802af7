"""Foreign disclosure: who besides the USA may have or see what a marking protects (CAPCO 2016, B.3, table 3, H.8)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from redact.markings.model import Controls, Marking
from redact.markings.reach import ALL, NOTHING, Reach, either, shared, within
from redact.markings.register import COUNTRY_MEMBERS, country_rank

FOREIGN_DISCLOSURE = frozenset({"NF", "REL", "RELIDO", "EYES", "DISPLAY ONLY"})
_LISTS = frozenset({"REL", "EYES", "DISPLAY ONLY"})
_GROUPS = frozenset(COUNTRY_MEMBERS)
_JOINED = frozenset({"SBU-NF", "LES-NF"})
_NEEDS_NOFORN = frozenset({"XD", "ND"})
_UCNI = frozenset({"DCNI", "UCNI"})


@dataclass(frozen=True, slots=True)
class Audience:
    """Who besides the USA may have (``released``) or at least see (``shown``) something, and whether a foreign
    disclosure officer may release it further (``relido``). The fewer, the stricter: ``<=`` is from mild to strict.
    """

    released: Reach
    shown: Reach
    relido: bool

    def __le__(self, other: Audience) -> bool:
        return (within(other.released, self.released) and within(other.shown, self.shown)
                and (self.relido or not other.relido))

    def __or__(self, other: Audience) -> Audience:
        """Who may have and see both."""
        return Audience(shared(self.released, other.released), shared(self.shown, other.shown),
                        self.relido and other.relido)

    def __and__(self, other: Audience) -> Audience:
        """Who may have and see one of them."""
        return Audience(either(self.released, other.released), either(self.shown, other.shown),
                        self.relido or other.relido)


EVERYONE = Audience(ALL, ALL, True)
NOBODY = Audience(NOTHING, NOTHING, False)


def audience(marking: Marking) -> Audience:
    """The audience of one marking; nobody abroad where it bears no foreign disclosure mark.

    Only what is UNCLASSIFIED and nothing else needs none: it takes no part (CAPCO 2016 H.1 UNCLASSIFIED).
    """
    if not partakes(marking):
        return EVERYONE
    if deferred(marking):
        return Audience(NOTHING, NOTHING, True)
    if not has_audience(marking) or forbids(marking):
        return NOBODY
    if co_owned(marking):
        return Audience(expanded(marking.owner), expanded(marking.owner), False)
    controls = marking.controls
    released = expanded(controls.releasable_to + controls.eyes)
    relido = "RELIDO" in controls.dissem and "DISPLAY ONLY" not in controls.dissem
    return Audience(released, released | expanded(controls.display_to), relido)


def partakes(marking: Marking) -> bool:
    """False for what is UNCLASSIFIED and nothing else."""
    return not (marking.level == "U" and marking.uncontrolled)


def deferred(marking: Marking) -> bool:
    """True for unclassified information of the intelligence community with controls such as FOUO or FISA and no
    foreign disclosure mark: beside portions that bear one it counts as RELIDO (CAPCO 2016, table 2; H.1 example 3)."""
    controls = marking.controls
    if marking.level != "U" or marking.owner != ("USA",) or marking.unknown or not controls.dissem:
        return False
    return (FOREIGN_DISCLOSURE | {"DSEN"}).isdisjoint(controls.dissem) and controls == Controls(dissem=controls.dissem)


def has_audience(marking: Marking) -> bool:
    """True if a mark other than NOFORN says to whom it may go."""
    return not (_LISTS | {"RELIDO"}).isdisjoint(marking.controls.dissem) or co_owned(marking)


def co_owned(marking: Marking) -> bool:
    """True for a JOINT marking without a foreign disclosure mark: it is its co-owners', and no one else's (H.3)."""
    return marking.joint and bool(marking.owner) and FOREIGN_DISCLOSURE.isdisjoint(marking.controls.dissem)


def forbids(marking: Marking) -> bool:
    """True for NOFORN, by itself or joined to another control, and for what always comes with it."""
    controls = marking.controls
    return ("NF" in controls.dissem or not _JOINED.isdisjoint(controls.nonic)
            or not _NEEDS_NOFORN.isdisjoint(controls.nonic))


def expanded(codes: Iterable[str]) -> frozenset[str]:
    """Every country but the USA; of a group whose members no register gives, the group itself."""
    return frozenset(member for code in codes for member in COUNTRY_MEMBERS.get(code, (code,))) - {"USA"}


@dataclass(frozen=True, slots=True)
class Disclosure:
    """The disclosure tokens of the whole (``NF``, ``REL``, …) with their lists in canonical order.

    ``because`` says why the whole is NOFORN, where it is, and ``by`` has the portions that made it so.
    """

    tokens: frozenset[str] = frozenset()
    releasable_to: tuple[str, ...] = ()
    display_to: tuple[str, ...] = ()
    eyes: tuple[str, ...] = ()
    because: str = ""
    by: tuple[Marking, ...] = ()


def disclosure(portions: Sequence[Marking]) -> Disclosure:
    """What the portions together leave for whom (CAPCO 2016, table 3). Where it leaves a choice, NOFORN."""
    if all(co_owned(portion) for portion in portions) and len({portion.owner for portion in portions}) == 1:
        return Disclosure()
    partakers = [portion for portion in portions if partakes(portion)]
    listed = [portion for portion in partakers if has_audience(portion)]
    barred = _barred(partakers, classified=any(portion.level != "U" for portion in partakers), listed=bool(listed))
    if barred is not None or not listed:
        return barred or Disclosure()
    silent = [portion for portion in partakers if not has_audience(portion) and not deferred(portion)]
    if silent:
        return _noforn("some portions say to whom they may go and others do not (table 3, rules 12, 16, 17, 19)",
                       silent)
    return _common(partakers)


def _barred(partakers: Sequence[Marking], *, classified: bool, listed: bool) -> Disclosure | None:
    """NOFORN for what single portions bear (table 3, rules 1-8, 14, 15; H.6, H.9)."""
    if noforn := [portion for portion in partakers if "NF" in portion.controls.dissem]:
        return _noforn("a portion is NOFORN (table 3, rules 1-3)", noforn)
    if state := [portion for portion in partakers if not _NEEDS_NOFORN.isdisjoint(portion.controls.nonic)]:
        return _noforn("EXDIS and NODIS come with NOFORN (H.9)", state)
    joined = [portion for portion in partakers if not _JOINED.isdisjoint(portion.controls.nonic)]
    if joined and (classified or listed):
        return _noforn("SBU NOFORN or LES NOFORN stands beside other portions (table 3, rules 4-8, 14, 15)", joined)
    ucni = [portion for portion in partakers if not _UCNI.isdisjoint(portion.controls.aea)]
    if ucni and classified:
        return _noforn("UCNI stands in a classified document (H.6)", ucni)
    return Disclosure() if joined else None


def _noforn(because: str, by: Sequence[Marking]) -> Disclosure:
    return Disclosure(frozenset({"NF"}), because=because, by=tuple(by))


def _common(portions: Sequence[Marking]) -> Disclosure:
    """Rules 9-11, 13, 18 and 20-27: the countries, and groups, that are common to all portions."""
    left = _joined(audience(portion) for portion in portions)
    release = left.released or NOTHING
    display = (left.shown or NOTHING) - release
    only_eyes = all("EYES" in portion.controls.dissem for portion in portions)
    tokens = {"DISPLAY ONLY"} if display else set()
    if release:
        tokens.add("EYES" if only_eyes else "REL")
    if left.relido and (release or all(_LISTS.isdisjoint(portion.controls.dissem) for portion in portions)):
        tokens.add("RELIDO")
    if not tokens:
        return _noforn("no country may have or see all portions (table 3, rules 9-11, 13, 18, 20)", portions)
    to_release, to_show = _common_groups(portions)
    to = ("USA", *_contracted(release, to_release)) if release else ()
    partly = [group for group in to_show if not expanded([group]) <= release]
    return Disclosure(frozenset(tokens), () if only_eyes else to, _contracted(display, partly),
                      to if only_eyes else ())


def _joined(audiences: Iterable[Audience]) -> Audience:
    whole = EVERYONE
    for each in audiences:
        whole |= each
    return whole


def _common_groups(portions: Sequence[Marking]) -> tuple[frozenset[str], frozenset[str]]:
    """The groups with known members that every portion names: to release to, and to release or show to."""
    released: Reach = ALL
    shown: Reach = ALL
    for portion in portions:
        controls = portion.controls
        named = _GROUPS.intersection(controls.releasable_to + controls.eyes)
        left = frozenset(group for group in _GROUPS.intersection(controls.display_to)
                         if not within(expanded([group]), audience(portion).released))
        released, shown = shared(released, named), shared(shown, named | left)
    return released or NOTHING, shown or NOTHING


def _contracted(countries: frozenset[str], groups: Iterable[str]) -> tuple[str, ...]:
    """The countries in order; a group that every portion names stands for its members (table 3, rules 21 and 23)."""
    return tuple(sorted((countries - expanded(groups)).union(groups), key=country_rank))
