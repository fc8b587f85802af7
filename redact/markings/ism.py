"""Markings as attributes of the IC's XML standard ISM, and back (ODNI ISM.XML V10 of 2013 and 2022-NOV).

An attribute holds tokens with blanks between; blanks inside a name are written ``_``. SCI and AEA tokens name each
step of their hierarchy (``SI SI-G SI-G-ABCD``), where a marking writes the whole once (``SI-G ABCD``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Literal

from redact.markings.draft import CATEGORY_ORDER, Draft, Entry, is_accm, known_cui, written_rank
from redact.markings.model import CONTROL_KINDS, LEVELS, Marking, PartKind
from redact.markings.normalise import normalise
from redact.markings.parser import finish
from redact.markings.profiles import Profile
from redact.markings.register import (
    AEA_TABLE,
    CONTROLS,
    FOREIGN_LEVELS,
    NATO_ACTIVITIES,
    NOTICES,
    SCI_COMPARTMENTS,
    SCI_RETIRED,
    known_country,
    owner_rank,
)

Edition = Literal["2013", "2022"]

_RULE = "ODNI ISM.XML"
_SAFE = re.compile(r"[A-Z0-9_:-]+")
_LISTS = {"REL": "releasableTo", "DISPLAYONLY": "displayOnlyTo", "EYES": "releasableTo"}


class NotDetermined(ValueError):
    """A marking leaves open what its attributes must say; the message names what is missing, never the text."""


def from_attributes(attributes: Mapping[str, str], *, profile: Profile = "capco-2016") -> Marking:
    """The marking that ISM attributes of either edition say, without text; attributes that no marking shows count not.

    Tokens no register has are kept: in their category where they have its form, and among ``unknown`` always. A level
    that is missing or unknown is ``unknown``. ACCM nicknames are written as ISM writes them, without ``ACCM-``.
    Raises UnknownProfile.
    """
    reader = _Reader(attributes)
    return finish(reader.draft, None, profile)


class _Reader:
    """Fills a draft from attributes, category by category in the order of a marking."""

    def __init__(self, attributes: Mapping[str, str]):
        self.attributes = attributes
        self.draft = Draft(normalise(""), "attributes")
        self._read_head()
        for read in (self._read_sci, self._read_sap, self._read_aea, self._read_nato, self._read_fgi, self._read_cui,
                     self._read_dissem, self._read_nonic):
            self.draft.block += 1
            read()
        self.draft.entries.sort(key=_place)
        for token in self._tokens("secondBannerLine"):
            self.draft.notices.append(token)
            self.draft.unknown.append((token, -1))
            if token not in NOTICES:
                self.draft.report("unregistered", "warning", "a notice that is in no register of this program",
                                  _RULE)

    def _tokens(self, name: str) -> list[str]:
        return list(dict.fromkeys(self.attributes.get(name, "").split()))

    def _add(self, category: PartKind, token: str, known: bool, countries: tuple[str, ...] = (),
             written: str = "") -> None:
        if not _SAFE.fullmatch(token.replace(" ", "_")):
            self.draft.unknown.append((token, self.draft.block))
            self.draft.report("unregistered", "warning", "a token that is in no register of this program", _RULE)
            return
        self.draft.add(category, token, 0, 0, written, written, countries)
        self.draft.parts.pop()
        self.draft.entries[-1].place = None
        if not known:
            self.draft.name_unknown(token)

    def _read_head(self) -> None:
        level = self.attributes.get("classification", "").strip()
        self.draft.level = next((known for known in LEVELS[:-1] if known == level), "unknown")
        if self.draft.level == "unknown":
            self.draft.report("unreadable", "error", "no classification level can be read", _RULE)
        owners = tuple(sorted(self._tokens("ownerProducer"), key=owner_rank)) or ("USA",)
        self.draft.owner = owners
        self.draft.joint = (self.attributes.get("joint") in ("true", "1")
                            or (len(owners) > 1 and "USA" in owners))
        for owner in owners:
            activity = owner.partition(":")[2]
            known = known_country(owner) or owner == "FGI" or owner in FOREIGN_LEVELS
            if not known or (activity and activity not in NATO_ACTIVITIES):
                self.draft.name_unknown(owner)

    def _read_sci(self) -> None:
        for token, known in _gathered(self._tokens("SCIcontrols")):
            self._add("sci", token, known)

    def _read_sap(self) -> None:
        programs: dict[str, dict[str, list[str]]] = {}
        for token in self._tokens("SARIdentifier"):
            name, *rest = token.rpartition(":")[2].replace("_", " ").split("-")
            compartments = programs.setdefault(name, {})
            if rest:
                compartments.setdefault(rest[0], []).extend(rest[1:])
        for name, compartments in programs.items():
            parts = [" ".join([compartment, *subs]) for compartment, subs in compartments.items()]
            self._add("sap", "SAR-" + "-".join([name, *parts]), known=True)

    def _read_aea(self) -> None:
        held: dict[str, dict[str, list[str]]] = {}
        for token in self._tokens("atomicEnergyMarkings"):
            base, *rest = token.split("-")
            suffixes = held.setdefault(base, {})
            if rest:
                suffixes.setdefault(rest[0], []).extend(rest[1:])
        for base, suffixes in held.items():
            token = "-".join([base, *(" ".join([name, *numbers]) for name, numbers in suffixes.items())])
            known = ("aea", base) in CONTROLS and all(name in AEA_TABLE["suffix_of"] for name in suffixes)
            self._add("aea", token, known)

    def _read_nato(self) -> None:
        for token in self._tokens("nonUSControls"):
            name = token.removeprefix("NATO-")
            self._add("nato", name, ("nato", name) in CONTROLS)

    def _read_fgi(self) -> None:
        for code in [*self._tokens("FGIsourceOpen"), *(["FGI"] if self._tokens("FGIsourceProtected") else [])]:
            code = "FGI" if code == "UNKNOWN" else code
            self._add("fgi", code, code == "FGI" or known_country(code))

    def _read_cui(self) -> None:
        specified = [f"SP-{name.removeprefix('SP-')}" for name in self._tokens("cuiSpecified")]
        names = [*sorted(specified), *sorted(self._tokens("cuiBasic"))]
        if names or self.attributes.get("compliesWith", "").strip() in ("USA-CUI-ONLY", "USA-CUI"):
            self._add("cui", "CUI", known=True)
        for name in names:
            self._add("cui", name, known_cui(name))

    def _read_dissem(self) -> None:
        for token in self._tokens("disseminationControls"):
            name = "DISPLAY ONLY" if token == "DISPLAYONLY" else token.replace("_", " ")
            countries = tuple(self._tokens(_LISTS.get(token, "")))
            self._add("dissem", name, ("dissem", name) in CONTROLS, countries)
            for code in countries:
                if not known_country(code):
                    self.draft.name_unknown(code)

    def _read_nonic(self) -> None:
        for token in self._tokens("nonICmarkings"):
            name = token.replace("_", " ")
            nickname = name.removeprefix("ACCM-") if is_accm(name) else ""
            self._add("nonic", name, is_accm(name) or ("nonic", name) in CONTROLS, written=nickname)


def _place(entry: Entry) -> tuple[int, tuple[int, str]]:
    """Where a control stands in a marking: attributes have no order of their own, but for ACCM nicknames."""
    return CATEGORY_ORDER[entry.category], written_rank(entry.category, entry.token)


def _gathered(tokens: Iterable[str]) -> list[tuple[str, bool]]:
    """SCI tokens step by step as whole systems, each with whether the register has it."""
    systems: dict[str, dict[str, list[str]]] = {}
    for token in tokens:
        system, *rest = token.split("-")
        compartments = systems.setdefault(SCI_RETIRED.get(system, system), {})
        if rest:
            compartments.setdefault(rest[0], []).extend(rest[1:])
    return [("-".join([system, *(" ".join([name, *subs]) for name, subs in compartments.items())]),
             system in SCI_COMPARTMENTS) for system, compartments in systems.items()]


def to_attributes(marking: Marking, *, edition: Edition = "2013") -> dict[str, str]:
    """The ISM attributes that a marking by itself determines, without empty ones.

    ``edition`` chooses between the tokens of V10 (2013) and those of 2022-NOV, which differ in NATO's controls, JOINT
    and, of SAP, in a prefix for the authority that no marking shows. CUI that names no category is said by
    ``compliesWith``, the only attribute that can. Raises NotDetermined where the marking leaves open what an attribute
    must say: an unreadable level, a token of no register in an unknown category, the short forms of a portion (``REL``,
    ``EYES``, ``JOINT S``: see ``resolve``), in 2022 a program.
    """
    controls = marking.controls
    _require_determined(marking, edition)
    found = {
        "classification": marking.level,
        "ownerProducer": " ".join(marking.owner),
        "joint": "true" if marking.joint and edition == "2022" else "",
        "SCIcontrols": " ".join(step for token in controls.sci for step in _steps(token)),
        "SARIdentifier": " ".join(step for token in controls.sap
                                  for step in _steps(token.removeprefix("SAR-"), lone=True)),
        "atomicEnergyMarkings": " ".join(step for token in controls.aea for step in _steps(token)),
        "FGIsourceOpen": " ".join(code for code in controls.fgi if code != "FGI"),
        "FGIsourceProtected": "FGI" if "FGI" in controls.fgi else "",
        "nonUSControls": " ".join(f"NATO-{token}" if edition == "2022" else token for token in controls.nato),
        "disseminationControls": " ".join(_joined(token) for token in controls.dissem),
        "releasableTo": " ".join(controls.releasable_to or controls.eyes),
        "displayOnlyTo": " ".join(controls.display_to),
        "nonICmarkings": " ".join(token.replace(" ", "_") for token in controls.nonic),
        "cuiSpecified": " ".join(name.removeprefix("SP-") for name in controls.cui if name.startswith("SP-")),
        "cuiBasic": " ".join(name for name in controls.cui if name != "CUI" and not name.startswith("SP-")),
        "compliesWith": "USA-CUI" if controls.cui == ("CUI",) else "",
        "secondBannerLine": " ".join(token for token in marking.notices if token in NOTICES),
    }
    return {name: value for name, value in found.items() if value}


def _require_determined(marking: Marking, edition: Edition) -> None:
    controls = marking.controls
    if marking.level == "unknown":
        raise NotDetermined("no classification level can be read")
    if not marking.owner:
        raise NotDetermined("JOINT without its owners: resolve the portion against its banner first")
    if ("REL" in controls.dissem and not controls.releasable_to) or ("EYES" in controls.dissem and not controls.eyes):
        raise NotDetermined("REL or EYES without its countries: resolve the portion against its banner first")
    if "REL" in controls.dissem and "EYES" in controls.dissem:
        raise NotDetermined("REL TO and EYES ONLY exclude each other, and ISM has one list for both")
    if edition == "2022" and controls.sap:
        raise NotDetermined("the 2022 edition wants the authority of a special access program, which no marking shows")
    if any(not _placed(word, marking) for word in marking.unknown):
        raise NotDetermined("a token in no known category")


def _placed(word: str, marking: Marking) -> bool:
    """True for an unregistered name that stands in a known category, and for a notice."""
    name = " ".join(word.upper().split())
    if name not in NOTICES and any(part.kind == "unknown" and part.token == word for part in marking.parts):
        return False
    tokens = [token for kind in CONTROL_KINDS for token in getattr(marking.controls, kind)]
    return (name in NOTICES or name in marking.owner or name.startswith("SIGMA ")
            or any(name in token for token in tokens))


def _joined(token: str) -> str:
    return "DISPLAYONLY" if token == "DISPLAY ONLY" else token.replace(" ", "_")


def _steps(token: str, *, lone: bool = False) -> list[str]:
    """A composite token step by step: SI, SI-G, SI-G-ABCD. ``lone``: of a name with blanks, which are no steps."""
    base, *parts = token.split("-")
    base = base.replace(" ", "_") if lone else base
    steps = [base]
    for part in parts:
        name, *subs = part.split(" ")
        if not (name == "SG" and subs):
            steps.append(f"{base}-{name}")
        steps += [f"{base}-{name}-{sub}" for sub in subs]
    return steps


