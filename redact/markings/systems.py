"""Reading the controls that have parts: SCI systems, special access programs, ACCM nicknames, atomic energy.

    SCI  := system ("-" compartment)*      compartment := NAME (" " sub)*
    SAP  := ("SAR-" | "SPECIAL ACCESS REQUIRED-") program ("/" program)*
    ACCM := "ACCM-" nickname ("/" ["ACCM-"] nickname)*
    AEA  := ("RD" | "FRD") ["-CNWDI"] ["-SIGMA " number+]
"""

from __future__ import annotations

import re

from redact.markings.damage import repair_of_control
from redact.markings.draft import Draft, Piece
from redact.markings.register import AEA_TABLE, NAMES, SAP, SCI_COMPARTMENTS, SCI_NAMES, SCI_RETIRED, SCI_TABLE

SAP_OPENING = re.compile(r"(?:SAR|SPECIAL ACCESS REQUIRED)-")
_AEA = re.compile(r"(RESTRICTED DATA|FORMERLY RESTRICTED DATA|F?RD)((?:-[A-Z0-9 ]+)+)$")
_SYSTEM = re.compile(r"[A-Z0-9]+(?:-[A-Z0-9 ]+)*$")
_COMPARTMENT_FORMS = {rule["of"].removesuffix("-*"): re.compile(rule["form"])
                      for rule in SCI_TABLE["rules"] if "form" in rule}
_AEA_SUFFIXES: dict[str, str] = AEA_TABLE["suffixes"]


def is_sci(word: str) -> bool:
    """True for a word that begins with an SCI system, in use or retired."""
    head = word.partition("-")[0]
    return head in SCI_NAMES or head in SCI_RETIRED


def read_unpublished_sci(draft: Draft, word: str, piece: Piece) -> bool:
    """A system no register has, among systems it has: SCI all the same, and unknown (CAPCO 2016 H.4)."""
    if is_sci(word) or not _SYSTEM.match(word) or repair_of_control(word) is not None:
        return False
    draft.add("sci", word, piece.start, piece.end)
    draft.name_unknown(word)
    return True


def read_sci(draft: Draft, word: str, piece: Piece) -> bool:
    """Read a system with its compartments and their sub-compartments; False if it is something else."""
    head, _, tail = word.partition("-")
    name = SCI_NAMES.get(head)
    system = name.control.token if name else SCI_RETIRED.get(head, "")
    if not system:
        return False
    if name is None:
        draft.report("retired", "warning", f"{head} is retired; {system} took its place", "CAPCO 2016 section F",
                     piece)
    if tail:
        token = "-".join([system, *(_compartment(draft, system, part, piece) for part in tail.split("-"))])
    else:
        token = system
    written = word if name is not None and name.form != "spelling" else ""
    draft.add("sci", token, piece.start, piece.end, written, written)
    return True


def _compartment(draft: Draft, system: str, written: str, piece: Piece) -> str:
    name, *subs = written.split(" ")
    token = SCI_COMPARTMENTS[system].get(name)
    if token is None:
        token = name
        form = _COMPARTMENT_FORMS.get(system)
        if form is None or not form.fullmatch(name):
            draft.name_unknown(f"{system}-{name}", piece)
    return " ".join([token, *subs])


def is_sap(word: str) -> bool:
    """True for a word that opens a block of special access programs."""
    return SAP_OPENING.match(word) is not None


def read_sap(draft: Draft, word: str, piece: Piece) -> None:
    """Read one program, with or without the word that opens the block."""
    match = SAP_OPENING.match(word)
    program = word[match.end():] if match else word
    if match and draft.entries and any(entry.category == "sap" for entry in draft.entries[-1:]):
        draft.report("retired", "warning", "SAR- is written once, before the first program", "CAPCO 2016 H.5", piece)
    if not program:
        draft.report("grammar", "error", "SAR- without a program", "CAPCO 2016 H.5", piece)
    titled = SAP.title if match and match[0] == SAP.title else ""
    draft.add("sap", f"SAR-{program}", piece.start, piece.end, titled, titled)


def read_accm(draft: Draft, word: str, piece: Piece) -> None:
    """Read one ACCM nickname, with or without its prefix."""
    nickname = word.removeprefix("ACCM-")
    if not nickname:
        draft.report("grammar", "error", "ACCM- without a nickname", "DoDM 5200.01 Volume 2", piece)
    draft.add("nonic", f"ACCM-{nickname}", piece.start, piece.end, word, word)


def read_aea(draft: Draft, word: str, piece: Piece) -> bool:
    """Read RD or FRD with CNWDI or SIGMA numbers; False if it is something else."""
    match = _AEA.fullmatch(word)
    if match is None:
        return False
    base = NAMES[match[1]].control.token
    parts = [_aea_suffix(draft, base, suffix, piece) for suffix in match[2][1:].split("-")]
    token = "-".join([base, *parts])
    written = word.replace("SIGMA", "SG")
    draft.add("aea", token, piece.start, piece.end, "" if word == token else word.replace("SG ", "SIGMA "), written)
    return True


def _aea_suffix(draft: Draft, base: str, written: str, piece: Piece) -> str:
    word, *numbers = written.split(" ")
    if written in _AEA_SUFFIXES:
        token = _AEA_SUFFIXES[written]
    elif word in AEA_TABLE["sigma_words"] and numbers:
        token = "SG"
        for number in numbers:
            if number not in AEA_TABLE["sigma_numbers"] and number not in AEA_TABLE["sigma_retired"]:
                draft.name_unknown(f"SIGMA {number}", piece)
    else:
        draft.name_unknown(written, piece)
        return written
    if base not in AEA_TABLE["suffix_of"][token]:
        draft.report("grammar", "error", f"{token} belongs to {AEA_TABLE['suffix_of'][token][0]}, not to {base}",
                     "CAPCO 2016 H.6, page 106", piece)
    return " ".join([token, *numbers]) if token == "SG" else token
