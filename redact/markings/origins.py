"""Why a roll-up says what it says: each element of the banner with the portions it came from, and what it left out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from redact.markings.disclosure import FOREIGN_DISCLOSURE, disclosure, partakes
from redact.markings.draft import banner_form
from redact.markings.model import LEVEL_TITLES, Marking, rank
from redact.markings.order import Atom, atoms, sources
from redact.markings.reach import NOTHING


@dataclass(frozen=True, slots=True)
class Origin:
    """One element of a banner (or one that it leaves out, ``kept`` False), the numbers of the portions it came from
    (from 0), and in words why it is there."""

    element: str
    portions: tuple[int, ...]
    why: str
    kept: bool = True


def origins(portions: Sequence[Marking], banner: Marking) -> tuple[Origin, ...]:
    """Where each element of ``banner``, the roll-up of ``portions``, came from."""
    found = [_level(portions, banner), *_owners(portions, banner), *_controls(portions, banner),
             *_foreign_disclosure(portions, banner)]
    places: dict[str, list[int]] = {}
    for number, portion in enumerate(portions):
        for word in portion.unknown:
            places.setdefault(word, []).append(number)
    found += [Origin(word, tuple(places[word]), "no register of this program has it; it counts as most restrictive")
              for word in banner.unknown]
    return tuple(found)


def _numbers(portions: Sequence[Marking], holds: Callable[[Marking], bool]) -> tuple[int, ...]:
    return tuple(number for number, portion in enumerate(portions) if holds(portion))


def _level(portions: Sequence[Marking], banner: Marking) -> Origin:
    highest = max((portion.level for portion in portions), key=rank, default="U")
    why = "the highest level" if highest == banner.level else \
        "the USA has no RESTRICTED: its documents protect it as CONFIDENTIAL (E.O. 13526 1.6(e))"
    return Origin(LEVEL_TITLES[banner.level], _numbers(portions, lambda each: each.level == highest), why)


def _owners(portions: Sequence[Marking], banner: Marking) -> Iterable[Origin]:
    if banner.joint:
        yield Origin(" ".join(["JOINT", *banner.owner]), tuple(range(len(portions))),
                     "every portion is JOINT with the same owners (CAPCO 2016 H.3)")
    if not banner.controls.fgi:
        return
    foreign = _numbers(portions, lambda each: bool(each.controls.fgi)
                       or (not banner.joint and sources(each) != NOTHING))
    concealed = banner.controls.fgi == ("FGI",)
    yield Origin(" ".join(["FGI", *(code for code in banner.controls.fgi if code != "FGI")]), foreign,
                 "a portion conceals its source, so the banner names none (CAPCO 2016 H.7)" if concealed else
                 "foreign government information, each source named (CAPCO 2016 H.7)")


def _controls(portions: Sequence[Marking], banner: Marking) -> Iterable[Origin]:
    """Each control apart, in the banner or left out of it."""
    places: dict[Atom, list[int]] = {}
    for number, portion in enumerate(portions):
        for atom in atoms(portion):
            if atom != ("dissem", "NF"):
                places.setdefault(atom, []).append(number)
    kept = atoms(banner)
    for atom in sorted(kept - {("dissem", "NF")}):
        numbers = places.get(atom) or places.get((atom[0], f"{atom[1]}-NF"), [])
        yield Origin(banner_form(*atom), tuple(numbers), "every control of a portion is in the banner (CAPCO 2016 D.2)")
    for atom in sorted(set(places) - kept):
        yield Origin(banner_form(*atom), tuple(places[atom]), _left_out(atom, banner), kept=False)


def _left_out(atom: Atom, banner: Marking) -> str:
    category, token = atom
    if token in ("SBU-NF", "LES-NF"):
        return f"its NOFORN moves to the dissemination controls (CAPCO 2016 table 3; H.9 {banner_form(*atom)})"
    if category == "aea" and token in ("FRD", "TFNI"):
        return "RD comes before FRD, and either before TFNI (CAPCO 2016 H.6)"
    if token == "OC-USGOV":
        return "ORCON comes before it (CAPCO 2016 H.8)"
    if token == "XD":
        return "NODIS comes before it (CAPCO 2016 H.9)"
    if banner.level != "U":
        return "it is for unclassified documents; the classification takes its place (CAPCO 2016 H)"
    return "another control of the document comes before it (CAPCO 2016 H.8, H.9)"


def _foreign_disclosure(portions: Sequence[Marking], banner: Marking) -> Iterable[Origin]:
    whole = disclosure(portions)
    controls = banner.controls
    lists = {"REL": "REL TO " + ", ".join(controls.releasable_to), "EYES": "/".join(controls.eyes) + " EYES ONLY",
             "DISPLAY ONLY": "DISPLAY ONLY " + ", ".join(controls.display_to), "RELIDO": "RELIDO"}
    if "NF" in controls.dissem:
        made = set(whole.by)
        yield Origin("NOFORN", _numbers(portions, made.__contains__), whole.because)
    for token in (token for token in controls.dissem if token in lists):
        yield Origin(lists[token], _numbers(portions, partakes), "common to all portions that take part in foreign "
                     "disclosure (table 3, rules 21-27)")
    gone = sorted({token for portion in portions for token in portion.controls.dissem if token in FOREIGN_DISCLOSURE}
                  - set(controls.dissem))
    for token in gone:
        bearing = tuple(number for number, portion in enumerate(portions) if token in portion.controls.dissem)
        yield Origin(banner_form("dissem", token), bearing,
                     "what may not be done with every portion may not be done with the whole", kept=False)
