"""What a whole marking breaks of the rules: order, levels, companions, exclusions (CAPCO 2016, section H)."""

from __future__ import annotations

from redact.markings.draft import CATEGORY_ORDER, Draft, registered, token_rank
from redact.markings.model import LEVEL_TITLES, Controls
from redact.markings.register import SCI_TABLE, country_rank

_RULES = "CAPCO 2016 section H"


def check(draft: Draft, controls: Controls) -> None:
    """Report what is wrong with the marking that ``draft`` holds."""
    if draft.level == "R" and draft.owner == ("USA",):
        draft.report("level", "error", "RESTRICTED is a foreign level", "32 CFR 2001.24(c)")
    if not draft.entries:
        return
    _check_order(draft)
    present = {entry.token for entry in draft.entries}
    if "SBU-NF" in present or "LES-NF" in present:
        present.add("NF")
    for entry in draft.entries:
        control = registered(entry.category, entry.token)
        if control is not None:
            _check_level(draft, entry.token, control.levels)
            _check_company(draft, entry.token, present, control.needs, control.excludes)
        if entry.category == "sci":
            _check_sci(draft, entry.token, present)
    _check_lists(draft, controls)


def _check_order(draft: Draft) -> None:
    last_category, last_token, last_block = -1, (-1, ""), -1
    loose = False
    for entry in draft.entries:
        category = CATEGORY_ORDER[entry.category]
        place = token_rank(entry.category, entry.token)
        if category < last_category:
            draft.report("order", "warning" if loose else "error",
                         f"{entry.token} stands after a category that follows it", "CAPCO 2016 section D")
        elif category > last_category >= 0 and entry.block == last_block and entry.block > 0:
            draft.report("grammar", "error", f"a double slash is missing before {entry.token}", "CAPCO 2016 section D")
        elif category == last_category and place < last_token:
            severity = "error" if entry.category in ("dissem", "nonic") else "warning"
            draft.report("order", severity, f"{entry.token} stands too late in its category",  # type: ignore[arg-type]
                         "CAPCO 2016 table 4")
        last_category, last_token, last_block = category, place, entry.block
        control = registered(entry.category, entry.token)
        loose = control is not None and control.loose_order


def _check_level(draft: Draft, token: str, levels: tuple[str, ...]) -> None:
    if levels and draft.level != "unknown" and draft.level not in levels:
        allowed = ", ".join(levels)
        draft.report("level", "error", f"{token} may stand with {allowed} only, not {LEVEL_TITLES[draft.level]}",
                     _RULES)


def _check_company(draft: Draft, token: str, present: set[str], needs: tuple[str, ...],
                   excludes: tuple[str, ...]) -> None:
    for other in excludes:
        if other in present:
            draft.report("exclusion", "error", f"{token} and {other} exclude each other", _RULES)
    for other in needs:
        if other not in present:
            draft.report("companion", "warning", f"{token} needs {other}", _RULES)


def _check_sci(draft: Draft, token: str, present: set[str]) -> None:
    system, *compartments = token.split("-")
    if not compartments:
        if system in _COMPARTMENT_REQUIRED:
            draft.report("companion", "warning", f"{system} needs a compartment", _RULES)
        return
    for rule_system, name, rule in _SCI_RULES:
        if rule_system != system:
            continue
        for compartment in compartments:
            if compartment == name or compartment.startswith(f"{name} "):
                if rule.get("sub") and compartment == name:
                    continue
                _check_level(draft, f"{system}-{compartment}", tuple(rule.get("levels", ())))
                _check_company(draft, f"{system}-{compartment}", present, tuple(rule.get("needs", ())),
                               tuple(rule.get("excludes", ())))


_COMPARTMENT_REQUIRED = frozenset(row["portion"] for row in SCI_TABLE["entries"] if row.get("compartment_required"))
_SCI_RULES = tuple((*rule["of"].split("-"), rule) for rule in SCI_TABLE["rules"])


def _check_lists(draft: Draft, controls: Controls) -> None:
    for entry in draft.entries:
        codes = list(entry.countries)
        if codes != sorted(codes, key=country_rank):
            draft.report("order", "error", "a country list is not in order: USA, trigraphs, tetragraphs",
                         "CAPCO 2016 H.8 REL TO")
    owners = [code for code in draft.owner if code != "USA"]
    if owners != sorted(owners, key=country_rank):
        draft.report("order", "error", "the owners are not in alphabetical order", "CAPCO 2016 H.3")
    if len(controls.releasable_to) == 1:
        draft.report("grammar", "error", "a REL TO list names at least one country besides USA",
                     "CAPCO 2016 H.8 REL TO")
