"""Whether a marking lets a country have something. Doubt says no (CAPCO 2016, B.3, H.7, H.8)."""

from __future__ import annotations

from redact.markings.disclosure import audience, expanded, partakes
from redact.markings.model import Marking
from redact.markings.reach import within
from redact.markings.register import COUNTRY_SPELLINGS

_WITH_A_LIST: dict[str, frozenset[str]] = {
    "dissem": frozenset({"RS", "FOUO", "IMC", "REL", "RELIDO", "EYES", "DSEN", "RAWFISA", "FISA", "DISPLAY ONLY"}),
    "nonic": frozenset({"SBU", "LES", "SSI"}),
}
"""Controls whose owners speak through the list itself (H.8 IMCON; H.9 LES, SSI). Every other one wants another's word
before release: the originator's (ORCON, PROPIN), the department's (AEA, SAP, EXDIS, LIMDIS), NATO's."""
_NEVER = ("sap", "aea", "nato")


def releasable_to(marking: Marking, country: str) -> bool:
    """True if ``marking`` by itself lets ``country`` (a code such as GBR, or of a group such as FVEY) have it.

    To see is not to have: DISPLAY ONLY is no release. Classified without a foreign disclosure mark, RELIDO alone (an
    officer has yet to decide), a short ``REL`` without its banner, a group whose members no register gives, an
    unknown token, a damaged marking: no. Foreign information goes back to its owner only where the list says so; a
    JOINT marking is its co-owners' without saying so (H.3). The USA may have whatever can be read.
    """
    if marking.level == "unknown" or marking.unknown or not marking.valid or not country:
        return False
    code = COUNTRY_SPELLINGS.get(country.upper(), country.upper())
    if code == "USA":
        return True
    if not partakes(marking):
        return True
    if _wants_another_word(marking):
        return False
    return within(expanded([code]), audience(marking).released)


def _wants_another_word(marking: Marking) -> bool:
    if any(getattr(marking.controls, category) for category in _NEVER):
        return True
    return any(not frozenset(getattr(marking.controls, category)) <= allowed
               for category, allowed in _WITH_A_LIST.items())
