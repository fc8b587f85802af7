"""Reading the first part of a foreign, NATO or joint marking (CAPCO 2016, appendices A and B, section H.3).

    nonus := "//" (country+ " " LEVEL | "NATO" [" " activity] " " LEVEL | NATO token | "JOINT " LEVEL [" " country+]
                   | "UN RESTRICTED")
    owned := owner "-" LEVEL          (the form of 32 CFR 2001.24(c): ``(UK-C)``, ``(NATO-S)``)
"""

from __future__ import annotations

import re

from redact.markings.blocks import read_block
from redact.markings.damage import guess_foreign, guess_nato, proposal, within_one_edit
from redact.markings.draft import Draft, Piece
from redact.markings.levels import DAMAGE_RULE, doubt_whole, raise_level
from redact.markings.model import rank
from redact.markings.register import (
    COUNTRY_SPELLINGS,
    FOREIGN_LEVELS,
    LEVEL_WORDS,
    NATO_ACTIVITIES,
    NATO_LEVELS,
    NATO_WORDS,
    known_country,
    owner_rank,
)

_WORD = re.compile(r"[^ ]+")
_OWNED = re.compile(r"([A-Z]{2,4}|NATO|FGI) ?- ?(TOP SECRET|SECRET|CONFIDENTIAL|RESTRICTED|UNCLASSIFIED|TS|S|C|R|U)$")
_NATO_ACTIVITY = re.compile(r"NATO ([A-Z][A-Z_-]+) (TOP SECRET|SECRET|CONFIDENTIAL|RESTRICTED|UNCLASSIFIED)$")
_NATO_ACTIVITY_MARK = re.compile(r"N([A-Z]{4,})(TS|S|C|R|U)$")


def read_foreign(draft: Draft, pieces: list[Piece]) -> None:
    """Read the first block of a foreign, NATO or joint marking, after its leading slashes."""
    read_foreign_head(draft, pieces[0])
    if len(pieces) > 1:
        draft.report("separator", "error", "controls follow the level after a double slash", "CAPCO 2016 section D",
                     Piece(pieces[0].end, pieces[1].start))
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
            draft.report("retired", "warning", f"{control} stands in a block of its own", "CAPCO 2016 Appendix B",
                         piece)


def _read_activity(draft: Draft, piece: Piece, word: str) -> bool:
    match = _NATO_ACTIVITY.match(word) or _NATO_ACTIVITY_MARK.match(word)
    if match is None or match[1] in LEVEL_WORDS:
        return False
    if match.re is _NATO_ACTIVITY_MARK and match[1] not in NATO_ACTIVITIES:
        return False
    draft.owner, draft.level = (f"NATO:{match[1]}",), LEVEL_WORDS[match[2]][0]
    activity = Piece(piece.start + match.start(1), piece.start + match.end(1))
    draft.locate("owner", draft.owner[0], piece.start, activity.end)
    draft.locate("level", draft.level, piece.start + match.start(2), piece.end)
    if match[1] not in NATO_ACTIVITIES:
        draft.name_unknown(match[1], activity)
    return True


def _words(piece: Piece, word: str) -> list[tuple[str, Piece]]:
    """The words of a stretch with their places."""
    return [(match[0], Piece(piece.start + match.start(), piece.start + match.end()))
            for match in _WORD.finditer(word)]


def _split_level(words: list[tuple[str, Piece]], *, last: bool) -> tuple[tuple[str, Piece], list[tuple[str, Piece]]]:
    """The level word (one or two words) at the end or beginning of a list, and the rest."""
    two = words[-2:] if last else words[:2]
    size = 2 if " ".join(word for word, _ in two) in LEVEL_WORDS else 1
    taken = words[-size:] if last else words[:size]
    level = " ".join(word for word, _ in taken), Piece(taken[0][1].start, taken[-1][1].end)
    return level, (words[:-size] if last else words[size:])


def _coded(words: list[tuple[str, Piece]]) -> list[tuple[str, Piece]]:
    return [(COUNTRY_SPELLINGS.get(word, word), place) for word, place in words]


def _read_owners(draft: Draft, piece: Piece, word: str) -> bool:
    words = _words(piece, word)
    if len(words) < 2:
        return False
    level, owners = _split_level(words, last=True)
    owners = _coded(owners)
    codes = [code for code, _ in owners]
    if not codes or any(not (_owner(code, level[0]) or len(code) > 2) for code in codes):
        return False
    if level[0] not in LEVEL_WORDS and not any(_owner(code, level[0]) for code in codes):
        return False
    _take_foreign(draft, piece, owners, level)
    return True


def _owner(code: str, level: str) -> bool:
    """True for an owner the registers know, beside this level."""
    if code in FOREIGN_LEVELS:
        return level in LEVEL_WORDS and LEVEL_WORDS[level][0] in FOREIGN_LEVELS[code]
    return code == "FGI" or known_country(code)


def _take_foreign(draft: Draft, piece: Piece, owners: list[tuple[str, Piece]], level: tuple[str, Piece]) -> None:
    codes = [code for code, _ in owners]
    if codes != sorted(codes, key=owner_rank):
        draft.report("order", "error", "the owners are not in alphabetical order", "CAPCO 2016 H.3",
                     Piece(owners[0][1].start, owners[-1][1].end))
    draft.owner = tuple(sorted(dict.fromkeys(codes), key=owner_rank)) or ("FGI",)
    for code, place in owners:
        draft.locate("owner", code, place.start, place.end)
        if not _owner(code, level[0]):
            draft.name_unknown(code, place)
    _take_foreign_level(draft, *level, codes[-1] if codes else "")
    if draft.level == "S" and not all(_owner(code, level[0]) for code in codes):
        _doubt_owner(draft, piece)


def _take_foreign_level(draft: Draft, word: str, place: Piece, before: str) -> None:
    if _ends_in_half_a_level(before) and word == "S":
        word = " S"
    if word in LEVEL_WORDS and (len(word) > 2 or not _small_or_strange(draft, place)):
        draft.level, form = LEVEL_WORDS[word]
        draft.level_form = word if form == "title" else ""
        draft.locate("level", draft.level, *place)
        return
    guess = guess_foreign(word) if word else None
    if guess is None:
        draft.level = "unknown"
        draft.add_unknown(*place)
        draft.report("unreadable", "error", "no classification level can be read", DAMAGE_RULE, place)
        return
    draft.level = guess.level
    draft.locate("level", draft.level, *place)
    draft.report("damaged", "error", f"damaged level; probably {proposal(guess)}", DAMAGE_RULE, place)


def _doubt_owner(draft: Draft, piece: Piece) -> None:
    """An owner no register has, before SECRET, may hold a damaged TOP (``GBRTOP SECRET``, ``GBR TQP SECRET``)."""
    word = draft.copy.upper[piece.start:piece.end]
    if any(within_one_edit(word[-length:], "TOP SECRET") for length in (9, 10, 11)) and raise_level(draft, "TS"):
        draft.report("damaged", "error", "damaged level; probably TOP SECRET", DAMAGE_RULE, piece)


def _ends_in_half_a_level(owner: str) -> bool:
    """``GBRT S`` is one blank away from ``GBR TS``."""
    return not known_country(owner) and owner.endswith("T") and known_country(owner[:-1])


def _small_or_strange(draft: Draft, piece: Piece) -> bool:
    written = draft.copy.cased[piece.start:piece.end]
    return draft.copy.strange or written != written.upper()


def _read_joint(draft: Draft, piece: Piece, word: str) -> None:
    words = _words(piece, word)[1:] or [("", Piece(piece.end, piece.end))]
    level, owners = _split_level(words, last=False)
    draft.joint = True
    draft.locate("owner", "JOINT", piece.start, piece.start + len("JOINT"))
    _take_foreign(draft, piece, _coded(owners), level)
    draft.owner = draft.owner if owners else ()
    if owners and "USA" not in draft.owner:
        draft.report("grammar", "error", "a JOINT marking names the USA among its owners", "CAPCO 2016 H.3",
                     Piece(owners[0][1].start, piece.end))


def _read_damaged_foreign(draft: Draft, piece: Piece, word: str) -> None:
    guesses = [guess for guess in (guess_nato(word), guess_foreign(word)) if guess is not None]
    best = max(guesses, key=lambda guess: rank(guess.level)) if guesses else None
    draft.owner = ("FGI",)
    draft.level = best.level if best else "unknown"
    draft.add_unknown(piece.start, piece.end)
    hint = f"; probably {proposal(best)}" if best else ""
    draft.report("damaged" if best else "unreadable", "error", f"damaged foreign marking{hint}", DAMAGE_RULE, piece)


def read_owned(draft: Draft, piece: Piece, word: str) -> bool:
    """Read ``UK-C``: an owner, a hyphen and a level; False if it is something else."""
    match = _OWNED.match(word)
    if match is None:
        return False
    code = COUNTRY_SPELLINGS.get(match[1], match[1])
    if code != "FGI" and not known_country(code):
        return False
    owner, level = (Piece(piece.start + match.start(group), piece.start + match.end(group)) for group in (1, 2))
    _take_foreign(draft, piece, [(code, owner)], (match[2], level))
    draft.dialect = "isoo"
    draft.report("separator", "error", "a foreign marking begins with a double slash", "CAPCO 2016 Appendix A", piece)
    return True


def is_foreign(word: str) -> bool:
    """True for a foreign marking without its slashes: a NATO level, JOINT, or a country before other words."""
    if word in NATO_WORDS or word.startswith("JOINT "):
        return True
    first = word.split(" ")[0]
    return " " in word and known_country(COUNTRY_SPELLINGS.get(first, first))
