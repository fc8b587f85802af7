"""A document's banner beside its portions: what a short portion mark means, and where the two do not agree."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from redact.markings.draft import banner_form
from redact.markings.model import Marking, Severity, rank
from redact.markings.order import Dominance, atoms, dominance
from redact.markings.reach import within
from redact.markings.rollup import composed

_LEVEL = "the portion is marked higher than the document: the higher one counts"
_RULE = "32 CFR 2001.24; CAPCO 2016 D.2"


@dataclass(frozen=True, slots=True)
class BannerFinding:
    """Where a banner and the portions under it disagree.

    ``portion`` is the number of the portion, from 0, None for the document as a whole. ``message`` quotes nothing;
    ``lacking`` has the tokens the banner lacks, in banner form.
    """

    code: str
    severity: Severity
    message: str
    portion: int | None = None
    lacking: tuple[str, ...] = ()
    rule: str = _RULE


def resolve(portion: Marking, banner: Marking) -> Marking:
    """``portion`` with the banner's list where it has only ``REL`` or ``EYES``, and the banner's owners where it has
    only ``JOINT`` (CAPCO 2016 H.3, H.8). As it is where it has its own, or the banner has none."""
    controls = portion.controls
    if _short(portion, "REL") and banner.controls.releasable_to:
        controls = replace(controls, releasable_to=banner.controls.releasable_to)
    if _short(portion, "EYES") and banner.controls.eyes:
        controls = replace(controls, eyes=banner.controls.eyes)
    owner = banner.owner if portion.joint and not portion.owner and banner.joint else portion.owner
    if controls == portion.controls and owner == portion.owner:
        return portion
    written = composed(portion.level, controls, owner, portion.joint, portion.unknown, portion.notices)
    return replace(portion, controls=controls, owner=owner, banner=written.banner, portion=written.portion,
                   canonical_banner=written.canonical_banner, canonical_portion=written.canonical_portion)


def short_form(marking: Marking) -> bool:
    """True if the marking points to a list that only its banner has: ``(S//REL)``, ``(S//EYES)``, ``(//JOINT S)``."""
    return _short(marking, "REL") or _short(marking, "EYES") or (marking.joint and not marking.owner)


def _short(marking: Marking, token: str) -> bool:
    """True where the token stands without its list."""
    listed = marking.controls.releasable_to if token == "REL" else marking.controls.eyes
    return token in marking.controls.dissem and not listed


def check_banner(banner: Marking, portions: Sequence[Marking]) -> tuple[BannerFinding, ...]:
    """Where a banner and the portions under it disagree, in the portions' order, the document as a whole last.

    ``portion-above-banner`` (error): the banner does not dominate the portion, in level, controls, foreign sources or
    foreign disclosure. ``unresolved-list`` (warning): the portion points to a list the banner has not.
    ``banner-above-portions`` (warning): every portion is lower; that may be legal compilation, so nothing is lowered.
    """
    floor = dominance(banner)
    findings: list[BannerFinding] = []
    for number, portion in enumerate(portions):
        findings += _portion(number, portion, banner, floor)
    if banner.level != "unknown" and portions and all(rank(portion.level) < rank(banner.level) for portion in portions):
        findings.append(BannerFinding("banner-above-portions", "warning", "every portion is marked lower than the "
                                      "document: this may be classification by compilation", rule="32 CFR 2001.24(g)"))
    return tuple(findings)


def _portion(number: int, portion: Marking, banner: Marking, floor: Dominance) -> Iterator[BannerFinding]:
    resolved = resolve(portion, banner)
    if short_form(resolved):
        yield unresolved(number)
    demanded = dominance(resolved)
    if demanded <= floor:
        return
    message, lacking = _disagreement(resolved, demanded, banner, floor)
    yield BannerFinding("portion-above-banner", "error", message, number, lacking)


def unresolved(number: int) -> BannerFinding:
    """Portion ``number`` has the short form of a list, and no banner is there that has the list."""
    return BannerFinding("unresolved-list", "warning", "the portion has the short form of a list, and no banner has "
                         "that list; it counts as releasable to nobody", number, rule="CAPCO 2016 H.3, H.8")


def _disagreement(portion: Marking, demanded: Dominance, banner: Marking,
                  floor: Dominance) -> tuple[str, tuple[str, ...]]:
    """The first thing, from level down, in which the banner is too low, and the tokens it lacks."""
    if rank(portion.level) > rank(banner.level):
        return _LEVEL, ()
    if not within(demanded.unknown, floor.unknown):
        return "the banner has not the portion's control that no register knows", portion.unknown
    if not within(demanded.controls, floor.controls):
        lacking = sorted(atom for atom in atoms(portion) if floor.controls is None or atom not in floor.controls)
        return "the banner lacks controls of the portion", tuple(banner_form(*atom) for atom in lacking)
    if not within(demanded.sources, floor.sources):
        named = sorted((demanded.sources or frozenset({"FGI"})) - (floor.sources or frozenset()))
        return "the banner does not name the portion's foreign sources as it should", tuple(named)
    return "the banner lets more countries have or see the document than the portion allows", ()
