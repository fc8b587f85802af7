"""Reading the first part of a foreign, NATO or joint marking (CAPCO 2016, appendices A and B, section H.3).

    nonus := "//" (country+ " " LEVEL | "NATO" [" " activity] " " LEVEL | NATO token | "JOINT " LEVEL [" " country+])
    owned := owner "-" LEVEL          (the form of 32 CFR 2001.24(c): ``(UK-C)``, ``(NATO-S)``)
"""

from __future__ import annotations

import re

from redact.markings.blocks import Piece, read_block
from redact.markings.damage import guess_foreign, guess_nato, proposal, within_one_edit
from redact.markings.draft import Draft
from redact.markings.levels import DAMAGE_RULE, doubt_whole, raise_level
from redact.markings.model import rank
from redact.markings.register import (
    COUNTRY_SPELLINGS,
    LEVEL_WORDS,
    NATO_ACTIVITIES,
    NATO_LEVELS,
    NATO_WORDS,
    known_country,
)

_OWNED = re.compile(r"([A-Z]{2,4}|NATO|FGI) ?- ?(TOP SECRET|SECRET|CONFIDENTIAL|RESTRICTED|UNCLASSIFIED|TS|S|C|R|U)$")
_NATO_ACTIVITY = re.compile(r"NATO ([A-Z]+) (TOP SECRET|SECRET|CONFIDENTIAL|RESTRICTED|UNCLASSIFIED)$")
_NATO_ACTIVITY_MARK = re.compile(r"N([A-Z]{4,})(TS|S|C|R|U)$")


def read_foreign(draft: Draft, pieces: list[Piece]) -> None:
    """Read the first block of a foreign, NATO or joint marking, after its leading slashes."""
    read_foreign_head(draft, pieces[0])
    if len(pieces) > 1:
        draft.report("separator", "error", "controls follow the level after a double slash", "CAPCO 2016 section D")
        read_block(draft, pieces[1:])
        whole = Piece(pieces[0].start, pieces[-1].end)
        doubt_whole(draft, guess_nato(draft.copy.upper[whole.start:whole.end]))
        _doubt_owner(draft, whole)


def read_foreign_head(draft: Draft, piece: Piece) -> None:
    """Read the owners and level of a foreign, NATO or joint marking."""
    word = draft.copy.upper[piece.start:piece.end]
    if word in NATO_WORDS and (" " in word or not _small_or_strange(draft, piece)):
        _take_nato(draft, piece, word)
    elif word.startswith("JOINT ") or word == "JOINT":
        _read_joint(draft, piece, word)
    elif not (_read_activity(draft, piece, word) or _read_owners(draft, piece, word)):
        _read_damaged_foreign(draft, piece, word)


def _take_nato(draft: Draft, piece: Piece, word: str) -> None:
    token, control = NATO_WORDS[word]
    draft.owner, draft.level = ("NATO",), NATO_LEVELS[token]
    draft.locate("level", token, piece.start, piece.end)
    if control is not None:
        draft.add("nato", control, piece.start, piece.end)
        if " " not in word:
            draft.report("retired", "warning", f"{control} stands in a block of its own", "CAPCO 2016 Appendix B")


def _read_activity(draft: Draft, piece: Piece, word: str) -> bool:
    match = _NATO_ACTIVITY.match(word) or _NATO_ACTIVITY_MARK.match(word)
    if match is None or (match.re is _NATO_ACTIVITY_MARK and match[1] not in NATO_ACTIVITIES):
        return False
    draft.owner, draft.level = (f"NATO:{match[1]}",), LEVEL_WORDS[match[2]][0]
    draft.locate("level", draft.level, piece.start, piece.end)
    if match[1] not in NATO_ACTIVITIES:
        draft.name_unknown(match[1])
    return True


def _split_level(words: list[str], *, last: bool) -> tuple[str, list[str]]:
    """The level word (one or two words) at the end or beginning of a list, and the rest."""
    two, one = (words[-2:], words[-1:]) if last else (words[:2], words[:1])
    size = 2 if " ".join(two) in LEVEL_WORDS else 1
    level = " ".join(two if size == 2 else one)
    return level, (words[:-size] if last else words[size:])


def _read_owners(draft: Draft, piece: Piece, word: str) -> bool:
    level, owners = _split_level(word.split(" "), last=True)
    codes = tuple(COUNTRY_SPELLINGS.get(owner, owner) for owner in owners)
    if not codes or any(not (code == "FGI" or known_country(code) or len(code) > 2) for code in codes):
        return False
    if level not in LEVEL_WORDS and not any(code == "FGI" or known_country(code) for code in codes):
        return False
    _take_foreign(draft, piece, codes, level)
    return True


def _take_foreign(draft: Draft, piece: Piece, owners: tuple[str, ...], level: str) -> None:
    draft.owner = owners or ("FGI",)
    for code in owners:
        draft.locate("owner", code, piece.start, piece.end)
        if code != "FGI" and not known_country(code):
            draft.name_unknown(code)
    _take_foreign_level(draft, piece, level)
    if draft.level == "S" and not all(known_country(code) or code == "FGI" for code in owners):
        _doubt_owner(draft, piece)


def _take_foreign_level(draft: Draft, piece: Piece, word: str) -> None:
    if _ends_in_half_a_level(draft.owner[-1]) and word == "S":
        word = " S"
    if word in LEVEL_WORDS and (len(word) > 2 or not _small_or_strange(draft, piece)):
        draft.level, form = LEVEL_WORDS[word]
        draft.level_form = word if form == "title" else ""
        draft.locate("level", draft.level, piece.start, piece.end)
        return
    guess = guess_foreign(word) if word else None
    if guess is None:
        draft.level = "unknown"
        draft.add_unknown(piece.start, piece.end)
        draft.report("unreadable", "error", "no classification level can be read", DAMAGE_RULE)
        return
    draft.level = guess.level
    draft.locate("level", draft.level, piece.start, piece.end)
    draft.report("damaged", "error", f"damaged level; probably {proposal(guess)}", DAMAGE_RULE)


def _doubt_owner(draft: Draft, piece: Piece) -> None:
    """An owner no register has, before SECRET, may hold a damaged TOP (``GBRTOP SECRET``, ``GBR TQP SECRET``)."""
    word = draft.copy.upper[piece.start:piece.end]
    if any(within_one_edit(word[-length:], "TOP SECRET") for length in (9, 10, 11)) and raise_level(draft, "TS"):
        draft.report("damaged", "error", "damaged level; probably TOP SECRET", DAMAGE_RULE)


def _ends_in_half_a_level(owner: str) -> bool:
    """``GBRT S`` is one blank away from ``GBR TS``."""
    return not known_country(owner) and owner.endswith("T") and known_country(owner[:-1])


def _small_or_strange(draft: Draft, piece: Piece) -> bool:
    written = draft.copy.cased[piece.start:piece.end]
    return draft.copy.strange or written != written.upper()


def _read_joint(draft: Draft, piece: Piece, word: str) -> None:
    level, owners = _split_level(word.split(" ")[1:] or [""], last=False)
    draft.joint = True
    _take_foreign(draft, piece, tuple(COUNTRY_SPELLINGS.get(code, code) for code in owners), level)
    draft.owner = draft.owner if owners else ()
    if owners and "USA" not in draft.owner:
        draft.report("grammar", "error", "a JOINT marking names the USA among its owners", "CAPCO 2016 H.3")


def _read_damaged_foreign(draft: Draft, piece: Piece, word: str) -> None:
    guesses = [guess for guess in (guess_nato(word), guess_foreign(word)) if guess is not None]
    best = max(guesses, key=lambda guess: rank(guess.level)) if guesses else None
    draft.owner = ("FGI",)
    draft.level = best.level if best else "unknown"
    draft.add_unknown(piece.start, piece.end)
    hint = f"; probably {proposal(best)}" if best else ""
    draft.report("damaged" if best else "unreadable", "error", f"damaged foreign marking{hint}", DAMAGE_RULE)


def read_owned(draft: Draft, piece: Piece, word: str) -> bool:
    """Read ``UK-C``: an owner, a hyphen and a level; False if it is something else."""
    match = _OWNED.match(word)
    if match is None:
        return False
    code = COUNTRY_SPELLINGS.get(match[1], match[1])
    if code != "FGI" and not known_country(code):
        return False
    _take_foreign(draft, piece, (code,), match[2])
    draft.dialect = "isoo"
    draft.report("separator", "error", "a foreign marking begins with a double slash", "CAPCO 2016 Appendix A")
    return True


def is_foreign(word: str) -> bool:
    """True for a foreign marking without its slashes: a NATO level, JOINT, or a country before other words."""
    if word in NATO_WORDS or word.startswith("JOINT "):
        return True
    first = word.split(" ")[0]
    return " " in word and known_country(COUNTRY_SPELLINGS.get(first, first))
