"""A document's banner beside its portions: where the two do not agree."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from redact.markings.draft import banner_form
from redact.markings.model import Marking, Severity, rank
from redact.markings.order import Dominance, atoms, dominance
from redact.markings.reach import within
from redact.markings.resolve import resolve

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


def check_banner(banner: Marking, portions: Sequence[Marking]) -> tuple[BannerFinding, ...]:
    """Where a banner and the portions under it disagree, in the portions' order, the document as a whole last.

    ``portion-above-banner`` (error): the banner does not dominate the portion, in level, controls, foreign sources or
    foreign disclosure. ``marking-unresolved``: the portion points to a list that the banner does not have.
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
    for problem in resolved.problems:
        if problem not in portion.problems:
            yield BannerFinding(f"marking-{problem.code}", problem.severity, problem.message, number, rule=problem.rule)
    demanded = dominance(resolved)
    if demanded <= floor:
        return
    message, lacking = _disagreement(resolved, demanded, banner, floor)
    yield BannerFinding("portion-above-banner", "error", message, number, lacking)


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
