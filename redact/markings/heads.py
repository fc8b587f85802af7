"""Reading the first part of a US marking: its level, and what legacy forms join to it.

    us     := LEVEL | a control that stands for UNCLASSIFIED with that control (``SBU``, ``FOUO``, ``LOU``, ``CUI``)
    legacy := us (("/" | "-" | " " | ", ") control)*          (State and earlier forms)

Well-formed words are taken at their word; anything else goes to ``damage``, and what that cannot read is unknown.
"""

from __future__ import annotations

import re

from redact.markings.blocks import read_control, read_name, read_unknown
from redact.markings.damage import Guess, guess_us, proposal
from redact.markings.draft import Draft, Piece
from redact.markings.foreign import is_foreign, read_foreign_head, read_owned
from redact.markings.levels import DAMAGE_RULE, doubt_whole
from redact.markings.model import LEVEL_TITLES, rank
from redact.markings.register import CAPTION_TABLE, HEADS, NAMES, NATO_WORDS, SCI_NAMES, HeadWord


def _spaced(word: str) -> str:
    return " ?".join(re.escape(letter) for letter in word if letter != " ")


_HEAD = re.compile("(" + "|".join(_spaced(word) for word in sorted(HEADS, key=len, reverse=True)) + r")(?=$|[ ,:;.+-])")
_HEAD_OF_LETTERS: dict[str, HeadWord] = {word.replace(" ", ""): head for word, head in HEADS.items()}
_ENTIRE_TEXT = re.compile(r"[ ,:-]*ENTIRE ?TEXT[ .]*$")
_WORD = re.compile(r"[^ ,]+")
_FIRST_LETTERS = re.compile(r"[^\W\d_]+")
_LONGEST_CONTROL = 8
_PHRASES = frozenset(NAMES) | frozenset(CAPTION_TABLE["restrictive"])
_SHORT = 2
_LOOSE = " ,:;.+-"
"""Punctuation that stands for a separator in legacy and damaged marks."""


def read_us(draft: Draft, pieces: list[Piece], blank_before: bool) -> None:
    """Read the first block of a US marking: its level, and after it controls in a legacy form.

    ``blank_before`` says that a blank stands between the opening parenthesis and the level.
    """
    upper = draft.copy.upper
    first = pieces[0]
    word = upper[first.start:first.end]
    if len(pieces) > 1 and upper[first.start:pieces[1].end] in HEADS:
        first, pieces = Piece(first.start, pieces[1].end), pieces[1:]
        word = upper[first.start:first.end]
    head = HEADS.get(word)
    if head is not None:
        _take_head(draft, head, first, word)
    elif not _read_legacy(draft, first, word):
        _read_damaged(draft, first, word)
    elif draft.unknown:
        doubt_whole(draft, guess_us(word))
    if draft.level != "unknown" and (blank_before or draft.copy.strange or not _capital(draft, first)):
        _doubt(draft, first, blank_before)
    if len(pieces) > 1:
        _read_single_slashes(draft, pieces[0], pieces[1:])


def _take_head(draft: Draft, head: HeadWord, piece: Piece, word: str) -> None:
    draft.level, draft.level_form = head.level, word if head.form == "title" else ""
    if head.control is None:
        draft.locate("level", head.level, piece.start, piece.end)
    else:
        draft.level_implied = True
        read_name(draft, head.control, piece, word)
        if head.control.control.category == "cui":
            draft.dialect = "cui"
            return
        draft.dialect = "state"
        draft.report("no-level", "error", "the level UNCLASSIFIED is left out", "CAPCO 2016 H.1", piece)
    if head.control is None and head.form == "spelling":
        draft.dialect = "state"
        draft.report("spelling", "warning", f"{word} is written {LEVEL_TITLES[head.level]}", "CAPCO 2016 H.1", piece)
    elif head.form == "portion" and draft.kind == "banner":
        draft.report("grammar", "error", "a banner spells the level out", "CAPCO 2016 section D", piece)
    elif head.form == "title" and draft.kind == "portion":
        draft.report("spelling", "warning", "a portion mark abbreviates the level", "CAPCO 2016 section C", piece)


def _capital(draft: Draft, piece: Piece) -> bool:
    """True unless letters are small; a level spelled out may be in any case (``(Confidential)``), with a warning."""
    first = _FIRST_LETTERS.match(draft.copy.cased, piece.start, piece.end)
    return first is None or len(first[0]) > 4 or first[0].isupper() or first[0].upper() == "TOP"


def _doubt(draft: Draft, piece: Piece, blank_before: bool) -> None:
    """A level that is legible but not well formed: short ones are one edit from a stricter one and read as that."""
    written = draft.copy.upper[piece.start:piece.end].split(" ")[0].split("-")[0]
    if len(written) > 4 and not draft.copy.strange:
        return
    draft.report("damaged", "error", f"damaged mark; probably {LEVEL_TITLES[draft.level]}", DAMAGE_RULE, piece)
    draft.level_form = ""
    if len(written) <= _SHORT:
        for guess in (guess_us(" " + written if blank_before else written), guess_us(written)):
            doubt_whole(draft, guess)


def _read_legacy(draft: Draft, piece: Piece, word: str) -> bool:
    """``SECRET NODIS``, ``C-NF``, ``C O N F I D E N T I A L``, ``(C – Entire text)``, ``(UK-C)``; False if none."""
    if read_owned(draft, piece, word):
        return True
    match = _HEAD.match(word)
    if match is None:
        return False
    head = _HEAD_OF_LETTERS[match[1].replace(" ", "")]
    rest = Piece(piece.start + match.end(), piece.end)
    if not _rest_fits(word, match.end()):
        return False
    level = Piece(piece.start, rest.start)
    _take_head(draft, head, level, _heading(match[1]))
    _check_spacing(draft, match[1], level)
    _read_rest(draft, rest)
    return True


def _heading(written: str) -> str:
    letters = written.replace(" ", "")
    return next((word for word in HEADS if word.replace(" ", "") == letters), written)


def _rest_fits(word: str, end: int) -> bool:
    """After one letter and a blank only what is no spaced-out or broken word can follow (``C O N F I D E N T I A``)."""
    if end > 2 or word[end:end + 1] != " ":
        return True
    follower = word[end + 1:].split(" ")[0]
    return len(follower) > 1 or not follower.isalpha()


def _check_spacing(draft: Draft, written: str, piece: Piece) -> None:
    if written in HEADS:
        return
    if written == " ".join(written.replace(" ", "")) and len(written) > 3:
        draft.dialect = "state"
        draft.report("spelling", "warning", "the letters of the level are spaced out", "CAPCO 2016 section D", piece)
        return
    if written.replace(" ", "") == "TOPSECRET":
        draft.report("spacing", "warning", "the blank of TOP SECRET is missing or misplaced", "CAPCO 2016 H.1",
                     piece)
        return
    first = HEADS.get(written.split(" ")[0])
    if first is not None and rank(first.level) > rank(draft.level):
        draft.level, draft.level_form = first.level, ""
    draft.report("damaged", "error", f"a blank inside the level; probably {_heading(written)}", DAMAGE_RULE, piece)


def _read_rest(draft: Draft, rest: Piece) -> None:
    """What follows the level inside the first piece: ``Entire text``, or controls after blank, hyphen or comma."""
    upper = draft.copy.upper
    tail = upper[rest.start:rest.end]
    if not tail:
        return
    draft.dialect = "state"
    entire = _ENTIRE_TEXT.match(tail)
    if entire is not None:
        draft.entire_text = True
        draft.locate("entire-text", "ENTIRE TEXT", upper.index("ENTIRE", rest.start), rest.end)
        return
    if not tail.strip(_LOOSE):
        draft.add_stray(rest.start, rest.end)
        draft.report("damaged", "error", "stray punctuation after the level", DAMAGE_RULE, rest)
        return
    start = rest.start + len(tail) - len(tail.lstrip(_LOOSE))
    draft.report("separator", "error", "controls follow the level after a double slash", "CAPCO 2016 section D",
                 Piece(rest.start, start))
    _read_words(draft, Piece(start, rest.end))


def _read_single_slashes(draft: Draft, head: Piece, pieces: list[Piece]) -> None:
    if draft.dialect == "capco":
        draft.dialect = "state"
    draft.report("separator", "error", "controls follow the level after a double slash", "CAPCO 2016 section D",
                 Piece(head.end, pieces[0].start))
    for piece in pieces:
        _read_words(draft, piece)


def _read_words(draft: Draft, piece: Piece) -> None:
    """Controls parted by blanks, commas or AND: the longest registered wording first."""
    upper = draft.copy.upper
    if piece.start >= piece.end:
        read_unknown(draft, "", piece)
        return
    if upper.startswith(("REL ", "DISPLAY ONLY "), piece.start) or upper[piece.start:piece.end] in NAMES:
        _read_one(draft, piece)
        return
    words = [match.span() for match in _WORD.finditer(upper, piece.start, piece.end)]
    place = 0
    while place < len(words):
        if upper.startswith(("REL TO ", "DISPLAY ONLY "), words[place][0]):
            _read_one(draft, Piece(words[place][0], piece.end))
            return
        place = _read_phrase(draft, words, place)


def _read_phrase(draft: Draft, words: list[tuple[int, int]], place: int) -> int:
    upper = draft.copy.upper
    for last in range(min(place + _LONGEST_CONTROL, len(words)), place, -1):
        span = Piece(words[place][0], words[last - 1][1])
        if upper[span.start:span.end] in _PHRASES or last == place + 1:
            if upper[span.start:span.end] not in ("AND", "&", "-"):
                _read_one(draft, span)
            return last
    return place + 1


def _read_one(draft: Draft, piece: Piece) -> None:
    word = draft.copy.upper[piece.start:piece.end]
    name = NAMES.get(word)
    if word == "LIMDIS" or (word == "SENSITIVE" and draft.level != "U"):
        draft.add_unknown(piece.start, piece.end)
        draft.report("unregistered", "warning", f"{word} as a State caption; it counts as most restrictive", "5 FAH-2",
                     piece)
    elif word in ("SIPDIS", "STADIS"):
        draft.notices.append(word)
        draft.locate("notice", word, piece.start, piece.end)
    elif name is not None:
        read_name(draft, name, piece, word)
    else:
        read_control(draft, word, piece)


def _read_damaged(draft: Draft, piece: Piece, word: str) -> None:
    """A first word no register has: within one edit of one, foreign without its slashes, a control alone, unknown."""
    spelled_out = " " in word and word in NATO_WORDS
    guess = guess_us(word) if word and not spelled_out else None
    if guess is not None:
        draft.level = guess.level
        draft.locate("level", guess.level, piece.start, piece.end)
        draft.report("damaged", "error", f"damaged mark; probably {proposal(guess)}", DAMAGE_RULE, piece)
        _keep_what_is_more(draft, piece, guess)
    elif spelled_out or is_foreign(word):
        read_foreign_head(draft, piece)
        draft.report("separator", "error", "a foreign marking begins with a double slash", "CAPCO 2016 Appendix A",
                     piece)
    elif word in NAMES or word.split("-")[0] in SCI_NAMES:
        _read_one(draft, piece)
        draft.report("no-level", "error", "no classification level", "CAPCO 2016 H.1", piece)
    else:
        if word:
            read_unknown(draft, word, piece)
        draft.report("unreadable", "error", "no classification level can be read", DAMAGE_RULE, piece)


def _keep_what_is_more(draft: Draft, piece: Piece, guess: Guess) -> None:
    """What may be more than a level stays as unknown: a damaged control that stands for its level (``F0UO``), letters
    run into the level, anything near the one letter U (``UF``, ``BU``): nothing damaged reads as U without controls.
    """
    head = HEADS.get(guess.word)
    if head is None or head.control is not None or guess.word == "U":
        draft.add_unknown(piece.start, piece.end)
