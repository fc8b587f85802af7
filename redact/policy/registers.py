"""Names of the marking registers as policies write them, and the tokens of a marking by the keys of conditions.

A policy may write a control in any form of the register (``NOFORN`` or ``NF``); conditions compare portion
abbreviations.
"""

from __future__ import annotations

from difflib import get_close_matches
from functools import lru_cache

from redact.markings import LEVEL_TITLES, UNCLASSIFIED, Marking, control_token, of_level, parse, split_captions
from redact.markings.register import (
    CAPTION_TABLE,
    COUNTRY_MEMBERS,
    COUNTRY_SPELLINGS,
    CUI_CATEGORIES,
    NAMES,
    SCI_NAMES,
    known_country,
)

__all__ = ["UNCLASSIFIED", "caption_name", "captions_of", "control_name", "control_names", "country_name",
           "level_marking", "members"]

_OWNERS = {"fgi": ("FGI", "JOINT"), "nato": ("NATO",)}
"""Names besides the register's that stand for owners: what a joint or NATO marking is, whatever its controls."""


def _plain(name: str) -> str:
    return " ".join(name.upper().split())


def control_name(name: str, category: str | None) -> str:
    """The portion abbreviation of a control of a category (None: of any), in any form of the register.

    Raises ValueError, with the nearest name, for one that the register does not have.
    """
    plain = _plain(name)
    found = control_token(plain)
    if found is not None and category in (None, found[0]):
        return found[1]
    if plain in _also(category) or (category is None and plain in CAPTIONS):
        return plain
    country = _country(plain) if category == "fgi" else None
    if country is not None:
        return country
    near = get_close_matches(plain, _known(category), n=1)
    hint = f"; did you mean {near[0]}?" if near else "."
    what = f"{category} control" if category else "control"
    raise ValueError(f"'{name}' is not a {what} of the register{hint}")


def _also(category: str | None) -> frozenset[str]:
    """Names of a category that the register keeps in tables of their own."""
    owners = [name for kind, names in _OWNERS.items() if category in (None, kind) for name in names]
    return frozenset(owners) | (CUI_CATEGORIES if category in (None, "cui") else frozenset())


def _known(category: str | None) -> list[str]:
    names = [name for name, entry in NAMES.items() if category in (None, entry.control.category)]
    return [*names, *(SCI_NAMES if category in (None, "sci") else ()), *sorted(_also(category))]


CAPTIONS: frozenset[str] = frozenset({
    *CAPTION_TABLE["harmless"], *CAPTION_TABLE["controls"], *CAPTION_TABLE["unclassified_only"],
    *CAPTION_TABLE["restrictive"],
})


def caption_name(name: str) -> str:
    """A caption of the register in capitals; ValueError for one it does not have."""
    plain = _plain(name)
    if plain in CAPTIONS:
        return plain
    read = captions_of(plain)
    if read is not None and len(read) == 1:
        return read[0]
    near = get_close_matches(plain, sorted(CAPTIONS), n=1)
    raise ValueError(f"'{name}' is not a caption of the register" + (f"; did you mean {near[0]}?" if near else "."))


def captions_of(line: str) -> tuple[str, ...] | None:
    """The registered captions that a line consists of; None if it has anything else in it."""
    found = split_captions(" ".join(line.split()))
    return None if found is None else tuple(_plain(caption) for caption in found)


def _country(plain: str) -> str | None:
    if plain == "USA" or known_country(plain):
        return plain
    return COUNTRY_SPELLINGS.get(plain)


def country_name(name: str) -> str:
    """A country or organisation as its code (``GBR``, ``FVEY``); ValueError for one the register does not have."""
    code = _country(_plain(name))
    if code is None:
        raise ValueError(f"'{name}' is not a country code of the register, such as GBR.")
    return code


def members(code: str) -> frozenset[str]:
    """The code and, for an organisation, the countries it stands for."""
    return COUNTRY_MEMBERS.get(code, frozenset()) | {code}


@lru_cache(maxsize=4096)
def control_names(marking: Marking) -> dict[str, frozenset[str]]:
    """The tokens of a marking by the keys of conditions, with what they imply.

    ``SBU-NF`` and ``LES-NF`` are NOFORN too; REL TO, DISPLAY ONLY and EYES ONLY are dissemination controls; foreign
    and joint owners are foreign government information, NATO as an owner is a NATO marking.
    """
    controls = marking.controls
    dissem = set(controls.dissem) | {token for token, names in (
        ("NF", [token for token in controls.nonic if token.endswith("-NF")]), ("REL", controls.releasable_to),
        ("DISPLAY ONLY", controls.display_to), ("EYES", controls.eyes)) if names}
    owners = set(marking.owner) - {"USA"}
    fgi = set(controls.fgi) | owners - {"NATO"} | ({"JOINT"} if marking.joint else set())
    nato = set(controls.nato) | ({"NATO"} if "NATO" in owners else set())
    countries = frozenset().union(*(members(code) for code in controls.releasable_to))
    return {
        "sci": frozenset(controls.sci), "sap": frozenset(controls.sap),
        "aea": frozenset(controls.aea), "fgi": frozenset(fgi), "nato": frozenset(nato), "dissem": frozenset(dissem),
        "releasable_to": countries, "nonic": frozenset(controls.nonic), "cui": frozenset(controls.cui),
    }


def level_marking(text: str) -> Marking:
    """The marking a ``to`` or a ``banner`` names: a level, a banner or a portion mark; ValueError if unreadable."""
    plain = _plain(text)
    for level, title in LEVEL_TITLES.items():
        if level != "unknown" and plain in (level, title):
            return of_level(level)
    marking = parse(plain, kind="portion" if plain.startswith("(") else "banner")
    if marking.level == "unknown" or marking.unknown or not marking.valid:
        raise ValueError(f"'{text}' is not a marking: write a level such as CONFIDENTIAL or a mark such as (C//NF).")
    return marking
