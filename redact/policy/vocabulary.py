"""The closed vocabulary of conditions: what each attribute is called, which names it takes, how they are compared.

A name that no register knows is refused when the policy is loaded: a misspelt control in a protective rule would
otherwise be a rule that never applies.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import get_args

from redact.documents import Found, Kind
from redact.markings import LEVEL_TITLES, LEVELS, Level
from redact.policy.agencies import shipped_agencies
from redact.policy.names import UnknownName, near, quoted
from redact.policy.registers import caption_name, control_name, country_name

UNKNOWN = "unknown"
_REASON = re.compile(r"1\.[45]\s?\(?([a-h])\)?")
_TAG = re.compile(r"[A-Z][A-Z0-9]{1,9}")
_FORMAT = re.compile(r"[a-z][a-z0-9-]{1,30}")
_ADDRESS_PREFIX = re.compile(r"^[A-Z]{4,8}/")
_ADDRESS_SUFFIX = re.compile(r"(?:\s+(?:PRIORITY|IMMEDIATE|FLASH|ROUTINE|NIACT|\d{1,6}))+$")


@dataclass(frozen=True, slots=True)
class Attribute:
    """One set-valued attribute of a condition.

    ``read`` gives the canonical form of a name, raising ValueError with advice for one it does not know. ``covers``
    says whether a held name is an instance of a wanted one (``SI-G`` of ``SI``); an allow-list (``only``) takes equal
    names alone.
    """

    name: str
    words: str
    read: Callable[[str], str]
    covers: Callable[[str, str], bool]


def level(name: str) -> Level:
    """The level of that name: ``S``, ``SECRET`` or ``unknown``; ValueError for any other."""
    wanted = " ".join(name.upper().split())
    for known in LEVELS:
        if wanted in (known.upper(), LEVEL_TITLES[known]):
            return known
    raise UnknownName(_unknown(name, "a classification level", LEVELS), "unknown-level")


def reason(name: str) -> str:
    """A reason for classification as ``1.4(b)``; ``1.5(b)``, its name before 2003, reads as the same."""
    match = _REASON.fullmatch(name.strip())
    if match is None:
        raise UnknownName(f"{quoted(name)} is not a reason for classification; write one of 1.4(a) to 1.4(h).",
                          "unknown-name")
    return f"1.4({match.group(1)})"


def address(name: str) -> str:
    """The name of a sender or addressee in capitals, without routing indicator, precedence and serial number."""
    plain = _ADDRESS_SUFFIX.sub("", _ADDRESS_PREFIX.sub("", " ".join(name.upper().split())))
    if not plain:
        raise ValueError("An address is missing.")
    return plain


def agency(name: str) -> str:
    """An agency of the shipped table by its short name, or ``unknown``; ValueError for any other."""
    known = [*shipped_agencies().agencies, UNKNOWN]
    found = next((entry for entry in known if entry.upper() == name.upper()), None)
    if found is None:
        raise UnknownName(_unknown(name, "an agency of the table", known), "unknown-agency")
    return found


def _kind(name: str) -> str:
    return _one_of(name, "a kind of portion", get_args(Kind))


def _found(name: str) -> str:
    return _one_of(name, "a way in which a mark is found", get_args(Found))


def _yes_or_no(name: str) -> str:
    if name not in ("yes", "no"):
        raise ValueError(f"'{name}' is no answer here; write yes or no.")
    return name


def _one_of(name: str, what: str, known: tuple[str, ...]) -> str:
    if name not in known:
        raise UnknownName(_unknown(name, what, known), "unknown-name")
    return name


def _tag(name: str) -> str:
    if not _TAG.fullmatch(name.upper()):
        raise UnknownName(f"{quoted(name)} is not a TAGS code: two or more letters or digits, such as PREL.",
                          "unknown-name")
    return name.upper()


def _format(name: str) -> str:
    if not _FORMAT.fullmatch(name):
        raise UnknownName(f"{quoted(name)} is not the name of a format, such as cable or text.", "unknown-name")
    return name


def _case(name: str) -> str:
    if not name.strip():
        raise ValueError("A case number is missing.")
    return name.strip()


def _unknown(name: str, what: str, known: tuple[str, ...] | list[str]) -> str:
    meant = near(name, known)
    hint = f"did you mean {meant}?" if meant else f"use one of {', '.join(known)}."
    return f"{quoted(name)} is not {what}; {hint}"


def _equal(wanted: str, held: str) -> bool:
    return wanted == held


def _part_of(wanted: str, held: str) -> bool:
    """A compartment is an instance of its system: ``SI-G ABCD`` of ``SI-G`` and of ``SI``."""
    return held == wanted or held.startswith((wanted + "-", wanted + " "))


def _words_of(wanted: str, held: str) -> bool:
    """The wanted name stands in the held one as a run of whole words: ``CIA`` in ``CIA WASHDC``."""
    return f" {wanted} " in f" {held} "


def _control(category: str) -> Callable[[str], str]:
    return lambda name: control_name(name, category)


def _any_control(name: str) -> str:
    return control_name(name, None)


ATTRIBUTES: dict[str, Attribute] = {attribute.name: attribute for attribute in (
    Attribute("sci", "SCI controls", _control("sci"), _part_of),
    Attribute("sap", "special access programs", _control("sap"), _part_of),
    Attribute("aea", "atomic energy markings", _control("aea"), _part_of),
    Attribute("fgi", "foreign government information", _control("fgi"), _equal),
    Attribute("nato", "NATO markings", _control("nato"), _equal),
    Attribute("dissem", "dissemination controls", _control("dissem"), _equal),
    Attribute("releasable_to", "countries of REL TO", country_name, _equal),
    Attribute("nonic", "other dissemination controls", _control("nonic"), _equal),
    Attribute("cui", "CUI markings", _control("cui"), _equal),
    Attribute("controls", "control markings of any kind", _any_control, _part_of),
    Attribute("document_controls", "control markings anywhere in the document", _any_control, _part_of),
    Attribute("captions", "captions of the message", caption_name, _equal),
    Attribute("tags", "TAGS", _tag, _equal),
    Attribute("from", "sender", address, _words_of),
    Attribute("to", "action addressees", address, _words_of),
    Attribute("info", "information addressees", address, _words_of),
    Attribute("agency", "agencies with equity", agency, _equal),
    Attribute("kind", "kind of portion", _kind, _equal),
    Attribute("found", "how the mark was found", _found, _equal),
    Attribute("routing", "line that routes the message and bears no mark of its own", _yes_or_no, _equal),
    Attribute("reasons", "reasons for classification", reason, _equal),
    Attribute("format", "format of the file", _format, _equal),
    Attribute("case", "case", _case, _equal),
)}
"""Every set-valued attribute by its key in a policy file."""
LEVEL_ATTRIBUTES: dict[str, str] = {"level": "level", "document_level": "overall level of the document",
                                    "highest": "highest level in the document"}
"""The attributes that hold a level, with their words."""
