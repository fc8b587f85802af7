"""What a whole marking breaks of the rules: order, levels, companions, exclusions (CAPCO 2016, section H).

The rules themselves are the registers' (``data/``) as a profile has them (``profiles``).
"""

from __future__ import annotations

from redact.markings.draft import CATEGORY_ORDER, Draft, Entry, banner_form, written_rank
from redact.markings.model import LEVEL_TITLES, Controls, Severity
from redact.markings.profiles import Profile, Rule, rules_of, short_of
from redact.markings.register import CONTROLS, COUNTRY_MEMBERS, country_rank

_BANNERS = {token: control.banner for (category, token), control in CONTROLS.items() if category in ("dissem", "nonic")}
_IN_BLOCKS = ("cui", "sap")
"""Categories that may stand in two blocks: CUI with its categories, a program with HVSACO."""
_EYES_PARTIES = COUNTRY_MEMBERS["FVEY"] | {"FVEY", "ACGU", "TEYE"}


def check(draft: Draft, controls: Controls, profile: Profile) -> None:
    """Report what is wrong with the marking that ``draft`` holds, under a profile."""
    if draft.level == "R" and draft.owner == ("USA",):
        draft.report("level", "error", "RESTRICTED is a foreign level", "32 CFR 2001.24(c)")
    if draft.joint and not draft.owner and draft.kind == "banner":
        draft.report("short-form", "error", "a banner names the owners of a JOINT marking", "CAPCO 2016 H.3")
    if not draft.entries:
        return
    rules = [rules_of(profile, entry.category, entry.token) for entry in draft.entries]
    _check_order(draft, rules)
    present = {entry.token for entry in draft.entries}
    if "SBU-NF" in present or "LES-NF" in present:
        present.add("NF")
    told: set[frozenset[str]] = set()
    for entry, own in zip(draft.entries, rules, strict=True):
        for rule in own:
            _check_company(draft, entry, rule, present, told)
            _check_rule(draft, entry, rule, profile)
    _check_lists(draft, controls)


def _check_order(draft: Draft, rules: list[tuple[Rule, ...]]) -> None:
    last_category, last_rank, last_block = -1, (-1, ""), -1
    loose = False
    for entry, own in zip(draft.entries, rules, strict=True):
        category = CATEGORY_ORDER[entry.category]
        place = written_rank(entry.category, entry.token)
        if category < last_category:
            draft.report("order", "warning" if loose else "error",
                         f"{_shown(entry)} stands after a category that follows it", "CAPCO 2016 section D",
                         entry.place)
        elif category > last_category >= 0 and entry.block == last_block and entry.block > 0:
            draft.report("grammar", "error", f"a double slash is missing before {_shown(entry)}",
                         "CAPCO 2016 section D", entry.place)
        elif category == last_category and entry.block > last_block > 0 and entry.category not in _IN_BLOCKS:
            draft.report("grammar", "warning" if loose else "error",
                         f"{_shown(entry)} belongs to the category before it, after one slash", "CAPCO 2016 section D",
                         entry.place)
        elif category == last_category and place < last_rank:
            severity: Severity = "error" if entry.category in ("dissem", "nonic") else "warning"
            draft.report("order", severity, f"{_shown(entry)} stands too late in its category", "CAPCO 2016 table 4",
                         entry.place)
        last_category, last_rank, last_block = category, place, entry.block
        loose = any(rule.loose_order for rule in own)


def _shown(entry: Entry) -> str:
    return entry.token if entry.category in ("sap", "fgi") else banner_form(entry.category, entry.token)


def _named(token: str) -> str:
    """A token as people know it: NOFORN for NF."""
    return _BANNERS.get(token, token)


def _check_company(draft: Draft, entry: Entry, rule: Rule, present: set[str], told: set[frozenset[str]]) -> None:
    """Companions that are missing and tokens that exclude each other; ``told`` holds the pairs already named."""
    for other in rule.excludes:
        pair = frozenset({rule.name, other})
        if other in present and pair not in told:
            told.add(pair)
            draft.report("exclusion", "error", f"{_named(rule.name)} and {_named(other)} exclude each other",
                         rule.source, entry.place)
    for group in rule.needs:
        if present.isdisjoint(group):
            draft.report("companion", "warning", f"{_named(rule.name)} needs {' or '.join(map(_named, group))}",
                         rule.source, entry.place)


def _check_rule(draft: Draft, entry: Entry, rule: Rule, profile: Profile) -> None:
    place, source = entry.place, rule.source
    if rule.levels and draft.level != "unknown" and draft.level not in rule.levels:
        allowed = ", ".join(rule.levels)
        draft.report("level", "error", f"{_named(rule.name)} may stand with {allowed} only, not "
                     f"{LEVEL_TITLES[draft.level]}", source, place)
    if rule.bare:
        draft.report("companion", "warning", f"{rule.name} needs a compartment", source, place)
    if rule.bad_form:
        draft.report("form", "warning", f"{rule.bad_form} has not the form of a sub-compartment of "
                     f"{rule.name.split(' ')[0]}", source, place)
    if rule.absent and rule.absent_with in ("", draft.level):
        draft.report("not-in-profile", rule.absent, f"{_named(rule.name)} is no marking of {short_of(profile)}", source,
                     place)
    if rule.alone is not None:
        _check_alone(draft, entry, rule)


def _check_alone(draft: Draft, entry: Entry, rule: Rule) -> None:
    """A control beside which others stand only where an arrangement provides for it (DISPLAY ONLY)."""
    assert rule.alone is not None
    allowed = {entry.token, *rule.alone}
    others = [_named(other.token) for other in draft.entries
              if other.category == "dissem" and other.token not in allowed]
    if others:
        draft.report("companion", "note", f"{rule.name} stands beside {', '.join(others)} only where an arrangement "
                     "provides for it", rule.source, entry.place)


def _check_lists(draft: Draft, controls: Controls) -> None:
    ordered = {controls.releasable_to, controls.display_to, controls.eyes}
    for entry in draft.entries:
        if entry.countries not in ordered and list(entry.countries) != sorted(entry.countries, key=country_rank):
            draft.report("order", "error", "a country list is not in order: USA, trigraphs, tetragraphs",
                         "CAPCO 2016 H.8, page 150", entry.place)
        if entry.token == "EYES":
            _check_eyes(draft, entry)
        elif entry.token == "REL":
            _check_release(draft, entry, controls)


def _check_eyes(draft: Draft, entry: Entry) -> None:
    strange = [code for code in entry.countries if code not in _EYES_PARTIES]
    if strange:
        draft.report("companion", "warning", f"EYES ONLY is for AUS, CAN, GBR and NZL, not {', '.join(strange)}",
                     "CAPCO 2016 H.8, page 157", entry.place)
    if not entry.countries and draft.kind == "banner":
        draft.report("short-form", "error", "a banner names the countries of EYES ONLY", "CAPCO 2016 H.8, page 157",
                     entry.place)


def _check_release(draft: Draft, entry: Entry, controls: Controls) -> None:
    if controls.releasable_to == ("USA",):
        draft.report("grammar", "error", "a REL TO list names at least one country besides USA",
                     "CAPCO 2016 H.8, page 150", entry.place)
    if not controls.releasable_to and draft.kind == "banner":
        draft.report("short-form", "error", "a banner names the countries of REL TO; REL alone is for portions",
                     "CAPCO 2016 H.8, page 150", entry.place)
