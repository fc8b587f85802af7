"""Profiles: which rulebook a marking is judged by. The reader is the same for all; what counts as wrong is not.

A profile is data (``data/profiles.json``): what it takes from the registers' own rules, what it changes in them, which
controls it does not have, and how severe each kind of problem is under it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Literal, cast

from redact.markings.draft import is_accm, registered
from redact.markings.model import Severity
from redact.markings.register import AEA_TABLE, HVSACO, SCI_TABLE, Control, source_of, table

Profile = Literal["capco-2016", "dodm-2012", "state-cable", "cui"]

_PROFILES: dict[str, dict[str, Any]] = table("profiles")["profiles"]
PROFILES: tuple[Profile, ...] = cast("tuple[Profile, ...]", tuple(_PROFILES))
"""The names of the profiles, the default first."""


class UnknownProfile(ValueError):
    """A profile was asked for that does not exist; the message names those that do."""

    def __init__(self, name: str):
        super().__init__(f"there is no profile {name!r}; the profiles are {', '.join(PROFILES)}")


@dataclass(frozen=True, slots=True)
class Rule:
    """What one token, or a part of it, may stand with. ``name`` is how a message calls it.

    ``needs`` holds alternatives: one of each group must be there. ``alone``: every other dissemination control but
    these stands against the rule. ``bad_form``: the sub-compartment that has not the form the rule wants, '' for none.
    """

    name: str
    levels: tuple[str, ...] = ()
    needs: tuple[tuple[str, ...], ...] = ()
    excludes: tuple[str, ...] = ()
    alone: tuple[str, ...] | None = None
    bare: bool = False
    bad_form: str = ""
    absent: Severity | None = None
    absent_with: str = ""
    loose_order: bool = False
    source: str = ""


def short_of(profile: str) -> str:
    """The rulebook of a profile as a problem cites it. Raises UnknownProfile."""
    return str(_profile(profile)["short"])


def severities(profile: str) -> Mapping[str, Severity | None]:
    """How severe each code is under a profile, where that is not as usual; None: no problem. Raises UnknownProfile."""
    return cast("Mapping[str, Severity | None]", _profile(profile)["severity"])


def _profile(name: str) -> dict[str, Any]:
    if name not in _PROFILES:
        raise UnknownProfile(name)
    return _PROFILES[name]


@lru_cache(maxsize=4096)
def rules_of(profile: Profile, category: str, token: str) -> tuple[Rule, ...]:
    """Every rule that a token falls under: its register row's, and those of each of its parts."""
    control = registered(category, token)
    rules = [_row_rule(control, token)] if control else []
    if category == "sci":
        rules += _system_rules(token)
    elif category == "aea":
        rules += _suffix_rules(token)
    rules = [_changed(profile, category, rule) for rule in rules]
    absent = _absence(profile, category, token)
    return tuple(rule for rule in [*rules, *absent] if rule != Rule(rule.name, source=rule.source))


def _row_rule(control: Control, token: str) -> Rule:
    bare = token in _COMPARTMENT_REQUIRED and control.category == "sci"
    return Rule(token if control.category != "sci" else control.token, control.levels, _groups(control.needs),
                control.excludes, control.alone, bare, loose_order=control.loose_order, source=control.rule)


def _groups(needs: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(need.split("|")) for need in needs)


_COMPARTMENT_REQUIRED = frozenset(row["portion"] for row in SCI_TABLE["entries"] if row.get("compartment_required"))


def _system_rules(token: str) -> list[Rule]:
    system, *compartments = token.split("-")
    found = []
    for compartment in compartments:
        name, *subs = compartment.split(" ")
        for row in SCI_TABLE["rules"]:
            if row["of"] == f"{system}-{name}" or (row["of"] == f"{system}-*" and name not in row.get("but", ())):
                found += _part_rules(f"{system}-{name}", subs, row, source_of("sci", row))
    return found


def _part_rules(name: str, subs: list[str], row: dict[str, Any], source: str) -> list[Rule]:
    """The rules of one compartment: of itself, or of the sub-compartments it has."""
    rule = Rule(name, tuple(row.get("levels", ())), _groups(row.get("needs", ())), tuple(row.get("excludes", ())),
                source=source)
    if "sub" not in row:
        return [rule]
    wrong = next((sub for sub in subs if not re.fullmatch(row["sub"], sub)), "")
    return [replace(rule, name=f"{name} {' '.join(subs)}", bad_form=wrong)] if subs else []


def _suffix_rules(token: str) -> list[Rule]:
    base, *suffixes = token.split("-")
    held = {f"{base}-{suffix.split(' ')[0]}" for suffix in suffixes}
    return [Rule(row["of"], tuple(row.get("levels", ())), source=source_of("aea", row))
            for row in AEA_TABLE["rules"] if row["of"] in held]


_CHANGES: dict[str, dict[tuple[str, str], dict[str, Any]]] = {
    name: {(row["of"][0], row["of"][1]): row for row in profile["rules"]} for name, profile in _PROFILES.items()
}


def _changed(profile: Profile, category: str, rule: Rule) -> Rule:
    """A rule as the profile has it."""
    change = _CHANGES[profile].get((category, rule.name))
    if change is None:
        return rule
    return replace(rule, levels=tuple(change.get("levels", rule.levels)),
                   needs=_groups(change["needs"]) if "needs" in change else rule.needs,
                   bare=change.get("compartment", rule.bare), source=_PROFILES[profile]["short"])


def _absence(profile: Profile, category: str, token: str) -> list[Rule]:
    """A rule that says that the profile's rulebook does not have this control."""
    lacking = _PROFILES[profile]["not"]
    names = set(lacking["tokens"].get(category, ()))
    mine = {token, "ACCM" if is_accm(token) else "", *_beginnings(category, token)}
    if not names & mine or (category == "sap" and token != HVSACO):
        return []
    return [Rule(token, absent=lacking["severity"], absent_with=lacking.get("with", ""),
                 source=_PROFILES[profile]["short"])]


def _beginnings(category: str, token: str) -> set[str]:
    """A system, and each of its compartments with it: SI, SI-G and SI-EU of SI-EU-G ABCD."""
    if category not in ("sci", "aea"):
        return set()
    base, *parts = token.split("-")
    return {base, *(f"{base}-{part.split(' ')[0]}" for part in parts)}
