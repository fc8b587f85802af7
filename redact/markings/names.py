"""Controls by name, as a policy or a person names them."""

from __future__ import annotations

from redact.markings.parser import parse
from redact.markings.register import NAMES, SCI_NAMES, SCI_RETIRED

_LISTS = {"REL TO": "REL", "DISPLAY ONLY": "DISPLAY ONLY", "EYES ONLY": "EYES"}


def control_token(name: str) -> tuple[str, str] | None:
    """Category and token of a control named in any form of the register: ``NOFORN`` gives ("dissem", "NF").

    None for a name no register has.
    """
    word = " ".join(name.upper().split())
    word = _LISTS.get(word, word)
    found = NAMES.get(word) or SCI_NAMES.get(word)
    if found is not None:
        return found.control.category, found.control.token
    if word in SCI_RETIRED:
        return "sci", SCI_RETIRED[word]
    if word in ("FGI", "FOREIGN GOVERNMENT INFORMATION"):
        return "fgi", "FGI"
    return _composite(word)


def _composite(word: str) -> tuple[str, str] | None:
    """A control with parts (``SI-G``, ``RD-CNWDI``, ``SAR-…``, ``SP-PRVCY``): read as a marking reads it."""
    marking = parse(f"TOP SECRET//{word}", kind="banner")
    if marking.unknown or "//" in word:
        return None
    for category in ("sci", "sap", "aea", "nato", "cui", "nonic"):
        tokens: tuple[str, ...] = getattr(marking.controls, category)
        if len(tokens) == 1:
            return category, tokens[0]
    return None
