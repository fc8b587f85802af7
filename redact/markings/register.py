"""The registers of markings as data: which tokens exist, how they are written, in which order they stand.

The tables are the JSON files under ``data/``, each naming its source. They are read once, when this module is loaded.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, cast

from redact.markings.model import LEVEL_TITLES, LEVELS, Level

Form = Literal["portion", "banner", "title", "spelling"]

_DATA = Path(__file__).with_name("data")


def table(name: str) -> dict[str, Any]:
    """One of the data files, by name."""
    return cast("dict[str, Any]", json.loads((_DATA / f"{name}.json").read_text(encoding="utf-8")))


@dataclass(frozen=True, slots=True)
class Control:
    """A registered control marking. ``order`` is its place in its category, from 0.

    ``levels`` are those it may stand beside (empty: all); ``needs`` and ``excludes`` name other tokens of the mark,
    a need of several with ``|`` between. ``alone``: a dissemination control that by rule stands alone, but for these.
    ``loose_order``: the manual itself also prints it before the dissemination controls (LES, its page 181).
    ``rule`` is the source of what it may stand with.
    """

    category: str
    token: str
    banner: str
    title: str
    order: int
    levels: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    excludes: tuple[str, ...] = ()
    alone: tuple[str, ...] | None = None
    retired: bool = False
    loose_order: bool = False
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Name:
    """One way of writing a control: as portion abbreviation, banner abbreviation, title, or in another spelling."""

    control: Control
    form: Form


@dataclass(frozen=True, slots=True)
class HeadWord:
    """A word a US marking may begin with: a level, or a control that stands for UNCLASSIFIED with that control."""

    level: Level
    control: Name | None
    form: Form


_SECTIONS = {"sci": "H.4", "sap": "H.5", "aea": "H.6", "fgi": "H.7", "dissem": "H.8", "nonic": "H.9"}


def source_of(category: str, row: dict[str, Any]) -> str:
    """The section and page of the manual that a row's rules come from."""
    section = f"CAPCO 2016 {_SECTIONS.get(category, 'section H')}"
    return f"{section}, page {row['page']}" if "page" in row else section


def _controls(table: dict[str, Any]) -> list[Control]:
    return [Control(table["category"], row["portion"], row["banner"], row["title"], order,
                    tuple(row.get("levels", ())), tuple(row.get("needs", ())), tuple(row.get("excludes", ())),
                    tuple(row["alone"]) if "alone" in row else None,
                    row.get("retired", False), row.get("loose_order", False), source_of(table["category"], row))
            for order, row in enumerate(table["entries"])]


def _names(table: dict[str, Any]) -> dict[str, Name]:
    names: dict[str, Name] = {}
    for control, row in zip(_controls(table), table["entries"], strict=True):
        for spelling in row.get("spellings", ()):
            names[spelling] = Name(control, "spelling")
        names[control.title] = Name(control, "title")
        names[control.banner] = Name(control, "banner")
        names[control.token] = Name(control, "portion")
    return names


LEVEL_TABLE = table("levels")
SAP_TABLE = table("sap")
SCI_TABLE = table("sci")
AEA_TABLE = table("aea")
NATO_TABLE = table("nato")
CUI_TABLE = table("cui")
CAPTION_TABLE = table("captions")
COUNTRY_TABLE = table("countries")
POST_TABLE = table("posts")
NOTICES: dict[str, str] = {word: token for token, title in table("notices")["entries"] for word in (token, title)}
"""Notices of the second banner line, each as token or title, to the token."""

CUI = Control("cui", "CUI", "CUI", "CONTROLLED UNCLASSIFIED INFORMATION", 0)
SAP = Control("sap", "SAR", "SAR", SAP_TABLE["title"], 0, tuple(SAP_TABLE["levels"]),
              rule=source_of("sap", SAP_TABLE))
"""Any special access program."""
HVSACO: str = SAP_TABLE["entries"][0]["portion"]

NAMES: dict[str, Name] = {
    **_names(table("nonic")), **_names(table("dissem")), **_names(NATO_TABLE), **_names(AEA_TABLE),
    **_names(SAP_TABLE),
    "CUI": Name(CUI, "portion"), CUI.title: Name(CUI, "title"), "CONTROLLED": Name(CUI, "title"),
}
"""Every way of writing a control that is one token by itself (not SCI, SAP programs, FGI, lists), in capitals."""

CONTROLS: dict[tuple[str, str], Control] = {(name.control.category, name.control.token): name.control
                                            for name in NAMES.values()}

SCI_SYSTEMS: dict[str, Control] = {control.token: control for control in _controls(SCI_TABLE)}
SCI_NAMES: dict[str, Name] = _names(SCI_TABLE)
SCI_RETIRED: dict[str, str] = SCI_TABLE["retired"]
SCI_COMPARTMENTS: dict[str, dict[str, str]] = {
    row["portion"]: {spelling: token for token, title in row["compartments"].items() for spelling in (token, title)}
    for row in SCI_TABLE["entries"]
}
"""System to compartment names, each as abbreviation or title, to the abbreviation."""

CUI_CATEGORIES: frozenset[str] = frozenset(CUI_TABLE["basic"]) | {f"SP-{name}" for name in CUI_TABLE["specified"]}

_COUNTRIES: list[str] = [*COUNTRY_TABLE["trigraphs"], *COUNTRY_TABLE["retired"], *COUNTRY_TABLE["tetragraphs"]]
COUNTRY_ORDER: dict[str, int] = {code: order for order, code in enumerate(_COUNTRIES)}
COUNTRY_SPELLINGS: dict[str, str] = COUNTRY_TABLE["spellings"]
COUNTRY_MEMBERS: dict[str, frozenset[str]] = {code: frozenset(members)
                                              for code, members in COUNTRY_TABLE["members"].items()}

NATO_LEVELS: dict[str, Level] = {token: level for token, (level, _) in NATO_TABLE["levels"].items()}
NATO_WORDS: dict[str, tuple[str, str | None]] = {
    **{token: (token, None) for token in NATO_TABLE["levels"]},
    **{title: (token, None) for token, (_, title) in NATO_TABLE["levels"].items()},
    **{joined: (token, control) for joined, (token, control) in NATO_TABLE["joined"].items()},
}
"""What may follow the leading slashes of a NATO marking, to its level token and the control joined to it."""
NATO_BANNERS: dict[Level, str] = dict(NATO_TABLE["levels"].values())
NATO_PORTIONS: dict[Level, str] = {level: token for token, level in NATO_LEVELS.items()}
FOREIGN_LEVELS: dict[str, frozenset[str]] = {owner: frozenset(levels) for owner, levels in NATO_TABLE["other"].items()}
"""Organisations that are no country and mark information, with the levels they use (UN RESTRICTED)."""
NATO_ACTIVITIES: frozenset[str] = frozenset(COUNTRY_TABLE["nato_activities"])


def _level_words() -> dict[str, tuple[Level, Form]]:
    words: dict[str, tuple[Level, Form]] = {}
    for level in LEVELS[:-1]:
        words[level] = (level, "portion")
        for word in LEVEL_TABLE["levels"][level]:
            words[word] = (level, "title" if word == LEVEL_TITLES[level] else "spelling")
    return words


LEVEL_WORDS: dict[str, tuple[Level, Form]] = _level_words()
"""Every way of writing a level, to the level."""


def _heads() -> dict[str, HeadWord]:
    heads = {word: HeadWord(level, None, form) for word, (level, form) in LEVEL_WORDS.items() if word != "R"}
    for token, words in LEVEL_TABLE["alone"].items():
        for word in words:
            heads[word] = HeadWord("U", NAMES.get(word) or Name(NAMES[token].control, "spelling"), "spelling")
    return heads


HEADS: dict[str, HeadWord] = _heads()
"""Every word a well-formed US marking may begin with. R alone is no US level (32 CFR 2001.24(c): foreign only)."""


_RANKS = {code: (0 if code == "USA" else 1, order, code) for code, order in COUNTRY_ORDER.items()}


def country_rank(code: str) -> tuple[int, int, str]:
    """Sort key of a country code in a list: USA, then trigraphs, then tetragraphs, then codes no register knows."""
    return _RANKS.get(code) or (1, len(COUNTRY_ORDER), code)


def owner_rank(code: str) -> tuple[int, str]:
    """Sort key of an owner: in alphabetical order, the USA among the others, organisations last (CAPCO 2016 H.3)."""
    return (COUNTRY_ORDER.get(code, len(COUNTRY_ORDER)), code)


def known_country(code: str) -> bool:
    """True for a registered country or organisation code, and for the NATO special words (``NATO:…``)."""
    return code in COUNTRY_ORDER or (code.startswith("NATO:") and len(code) > 5)
