"""Which names each set of facts can hold, by the registers, and what holding one entails.

An atom is a name in a category: ``("sci", "SI-G")``, ``("agency", "CIA")``. Names that no question tells apart are one
fact, so the universe can be the whole register and the space still small.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache
from typing import get_args

from redact.documents import ROUTING_KINDS, Found, Kind
from redact.markings import Controls, control_token
from redact.markings.register import CONTROLS, COUNTRY_ORDER, CUI_CATEGORIES, SCI_SYSTEMS
from redact.policy.agencies import shipped_agencies
from redact.policy.asked import Question
from redact.policy.facts import ATOMIC_ENERGY, MARKING_SETS
from redact.policy.registers import CAPTIONS, UNCLASSIFIED, members
from redact.policy.vocabulary import ATTRIBUTES, UNKNOWN

Atom = tuple[str, str]
Place = tuple[str, str, bool]
"""Kind of portion, how its mark was found, and whether it is an unmarked routing portion."""

DOCUMENT = "document_controls"
SINGLE = frozenset({"format", "case"})
"""Attributes that hold exactly one name."""
PLACE = {"kind": 0, "found": 1, "routing": 2}
ATOMIC = Question("aea", ("(Restricted Data)",))
"""Whether the portion is Restricted Data or its kin, which never end by date (10 CFR 1045)."""
_ANOTHER = {"tags": "XTAG", "to": "POST EXAMPLE", "info": "POST EXAMPLE", "from": "POST EXAMPLE",
            "format": "another", "case": "another", "sap": "SAR-EXAMPLE"}
"""A name beside those that a policy asks for, where the set has no register."""
_WITH_PARTS = frozenset({"sci", "sap", "aea"})
_SENT = frozenset({"from", "to", "info"})
_AGENCY_MARKS = ("sci", "aea", "dissem", "nonic")


def categories(attribute: str) -> tuple[str, ...]:
    """The categories whose names an attribute holds: ``controls`` those of every control of the portion."""
    return MARKING_SETS if attribute == "controls" else (attribute,)


def universe(category: str, asked: Iterable[Question]) -> list[Atom]:
    """Every name a category can hold, those that are asked for first."""
    named = [name for question in asked for name in question.names]
    found = dict.fromkeys([*_named(category, named), *_registered(category), *_another(category, named)])
    return [(category, name) for name in found]


def covered(question: Question, atom: Atom) -> bool:
    """Whether holding ``atom`` answers a question with yes."""
    category, name = atom
    if category not in categories(question.attribute):
        return False
    if question is ATOMIC:
        return name.startswith(ATOMIC_ENERGY)
    if question.outside:
        return name not in question.names
    covers = ATTRIBUTES[question.attribute].covers
    return any(covers(wanted, name) for wanted in question.names if wanted != UNKNOWN)


@cache
def entailed(atom: Atom) -> tuple[Atom, ...]:
    """What else a portion holds that holds ``atom``, as :mod:`redact.policy.facts` makes its facts."""
    category, name = atom
    also: list[Atom] = []
    if category in (*MARKING_SETS, DOCUMENT):
        whole = category == DOCUMENT
        if name.endswith("-NF"):
            also.append((DOCUMENT if whole else "dissem", "NF"))
        if category == "releasable_to":
            also += [("dissem", "REL"), *((category, country) for country in members(name) - {name})]
        if not whole:
            also += [(DOCUMENT, name), *(("agency", agency) for agency in _owners(category, name))]
    if category == "from":
        table = shipped_agencies()
        also += [("agency", agency) for agency in table.senders(name) - table.home]
    return tuple(also)


def places() -> list[Place]:
    """Every kind of portion, way of finding its mark, and whether it routes without a mark of its own.

    A mark on a classification or caption line is the overall one unless it stands in parentheses.
    """
    kinds = sorted(get_args(Kind), key=lambda kind: (kind != "paragraph", kind in ROUTING_KINDS))
    return [(kind, found, unmarked) for kind in kinds for found in get_args(Found)
            for unmarked in ((False,) if kind not in ROUTING_KINDS else (True,) if found != "explicit"
                             else (True, False) if kind in ("classification", "caption") else (False,))]


def _named(category: str, names: Iterable[str]) -> Iterator[str]:
    """The names asked for that this category can hold, and an unnamed part of each that has parts."""
    for name in names:
        if name == UNKNOWN or (category in MARKING_SETS and not _is_of(category, name)):
            continue
        yield name
        if category in _WITH_PARTS:
            yield f"{name}-EXAMPLE"
        if category == DOCUMENT and any(_is_of(kind, name) for kind in _WITH_PARTS):
            yield f"{name}-EXAMPLE"
        if category in _SENT:
            yield f"{name} EXAMPLE"


def _is_of(category: str, name: str) -> bool:
    read = _category(name)
    return read == category if read else name in _tables(category)


@cache
def _category(name: str) -> str:
    """The category of a control that is read by itself, "" for any other name."""
    found = control_token(name)
    return found[0] if found else ""


@cache
def _tables(category: str) -> tuple[str, ...]:
    """The names of a category that the registers list."""
    if category == "fgi":
        return ("FGI", "GBR", "JOINT", *COUNTRY_ORDER)
    if category == "releasable_to":
        return ("GBR", *COUNTRY_ORDER)
    if category == "cui":
        return ("CUI", *sorted(CUI_CATEGORIES))
    if category == "sci":
        return ("SI", *SCI_SYSTEMS, *(f"{system}-EXAMPLE" for system in SCI_SYSTEMS))
    names = [token for kind, token in CONTROLS if kind == category]
    if category == "aea":
        return (*names, "RD-CNWDI", "RD-SG 1", "FRD-SG 1")
    return ("NATO", *names) if category == "nato" else tuple(names)


def _registered(category: str) -> tuple[str, ...]:
    if category == DOCUMENT:
        return tuple(dict.fromkeys(name for kind in MARKING_SETS for name in (*_tables(kind), *_another(kind, ()))))
    if category == "captions":
        return tuple(sorted(CAPTIONS))
    if category == "agency":
        return tuple(name for name in shipped_agencies().agencies if name not in shipped_agencies().home)
    if category == "reasons":
        return tuple(f"1.4({letter})" for letter in "abcdefgh")
    return _tables(category) if category in MARKING_SETS else ()


def _another(category: str, named: Iterable[str]) -> tuple[str, ...]:
    """A name that nobody asks for."""
    if category not in _ANOTHER:
        return ()
    name = _ANOTHER[category]
    while name in set(named):
        name += "X"
    return (name,)


@cache
def _owners(category: str, name: str) -> frozenset[str]:
    """The agencies that own what bears a control."""
    if category == "fgi":
        return frozenset({"FGI"})
    if category == "nato":
        return frozenset({"NATO"})
    if category not in _AGENCY_MARKS:
        return frozenset()
    return shipped_agencies().marks(replace(UNCLASSIFIED, controls=Controls(**{category: (name,)})))
