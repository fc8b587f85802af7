"""Reading the control blocks of a marking: one method for each production of the grammar (CAPCO 2016, section D).

    controls := block ("//" block)*       block := control ("/" control)*
    control  := SCI, SAP, ACCM or AEA (``systems``) | FGI | DISSEM | one word of the register
    FGI      := "FGI" (" " country)*
    DISSEM   := "REL TO " list | "DISPLAY ONLY " list | country ("/" country)* " EYES ONLY" | …

A control is looked up by its whole wording, wherever it stands: its place is judged later (``check``).
"""

from __future__ import annotations

import re

from redact.markings.damage import repair_of_control
from redact.markings.draft import Draft, Piece, is_accm, known_cui
from redact.markings.model import PartKind
from redact.markings.register import (
    COUNTRY_ORDER,
    COUNTRY_SPELLINGS,
    HVSACO,
    LEVEL_WORDS,
    NAMES,
    SCI_NAMES,
    Name,
    known_country,
)
from redact.markings.systems import is_sap, is_sci, read_accm, read_aea, read_sap, read_sci, read_unpublished_sci

_LIST_WORDS = {"REL TO": "REL", "RELEASABLE TO": "REL", "AUTHORIZED FOR RELEASE TO": "REL", "REL": "REL",
               "DISPLAY ONLY": "DISPLAY ONLY", "AUTHORIZED FOR DISPLAY BUT NOT RELEASE TO": "DISPLAY ONLY"}
_LIST = re.compile("(" + "|".join(sorted(_LIST_WORDS, key=len, reverse=True)) + r")(?: (?=\S)|$)")
_SHORT_FORMS = ("REL", "EYES", "EYES ONLY")
"""Words that in a portion mean the banner's list."""
_CODE = re.compile(r"[^ ,]+")
_FGI = re.compile(r"(?:FGI|FOREIGN GOVERNMENT INFORMATION)(?= |$)")
_DECLASSIFY = re.compile(r"(?:DECL(?:ASSIFY)?(?: ON)?:? )?(?:MR|OADR|X[1-8]|(?:25|50)X[1-9][A-Z0-9, -]*|75X[0-9A-Z -]*"
                         r"|(?:19|20)\d{6})$")
_NICKNAME = re.compile(r"[A-Z][A-Z0-9]*(?: [A-Z0-9]+)*$")
_LEVEL_CODES = frozenset(LEVEL_WORDS)
_COMMA_OR_AND = re.compile(r" ?, ?(?:AND )?| AND ")
_COMMA_AND_OR_BLANK = re.compile(r" ?, ?(?:AND )?| (?:AND )?")
_CATEGORY = re.compile(r"[A-Z0-9]+(?:-[A-Z0-9]+)*")


def read_block(draft: Draft, pieces: list[Piece]) -> None:
    """Read one block: the controls between two double slashes."""
    upper = draft.copy.upper
    if "EYES ONLY" in upper and any(upper.endswith("EYES ONLY", piece.start, piece.end) for piece in pieces):
        _read_around_eyes(draft, pieces)
    else:
        _read_pieces(draft, pieces)


def _read_around_eyes(draft: Draft, pieces: list[Piece]) -> None:
    """A block with an EYES ONLY list, whose countries stand between slashes as other controls do."""
    before = len(draft.entries), len(draft.parts)
    _read_pieces(draft, _read_eyes(draft, pieces))
    draft.entries[before[0]:] = sorted(draft.entries[before[0]:], key=lambda entry: entry.place or ())
    draft.parts[before[1]:] = sorted(draft.parts[before[1]:], key=lambda part: part.start)


def _read_pieces(draft: Draft, pieces: list[Piece]) -> None:
    upper = draft.copy.upper
    words = [upper[piece.start:piece.end] for piece in pieces]
    sci = len(words) > 1 and any(is_sci(word) for word in words)
    names = ""
    for word, piece in zip(words, pieces, strict=True):
        name = NAMES.get(word)
        if name is not None and (names != "SAR" or word == HVSACO):
            read_name(draft, name, piece, word)
            continue
        prefix = "ACCM" if is_accm(word) else "SAR" if word.startswith("S") and is_sap(word) else ""
        if prefix == "SAR" or (not prefix and names == "SAR"):
            read_sap(draft, word, piece)
        elif prefix == "ACCM" or (names == "ACCM" and _NICKNAME.fullmatch(word) and repair_of_control(word) is None):
            read_accm(draft, word, piece)
        elif not (sci and read_unpublished_sci(draft, word, piece)):
            read_control(draft, word, piece)
        names = prefix or names


def read_name(draft: Draft, name: Name, piece: Piece, word: str) -> None:
    """Take a registered single control, in the form in which it is written."""
    control = name.control
    written = word if name.form != "spelling" else ""
    banner = written if name.form in ("banner", "title") else ""
    if control.token in ("REL", "EYES", "DISPLAY ONLY"):
        banner, written = "", ""
        if word not in _SHORT_FORMS:
            draft.report("grammar", "error", f"{word} without a list", "CAPCO 2016 H.8", piece)
    draft.add(_kind(control.category), control.token, piece.start, piece.end, banner, written)
    if control.retired:
        draft.report("retired", "warning", f"{control.token} is no longer in use", "CAPCO 2016 section F", piece)


def read_control(draft: Draft, word: str, piece: Piece) -> None:
    """Read one control that is no single registered word; what nothing fits is kept verbatim as unknown."""
    if _read_list(draft, word, piece) or read_sci(draft, word, piece) or read_aea(draft, word, piece):
        return
    if _read_fgi(draft, word, piece) or _read_small(draft, word, piece) or _read_run(draft, word, piece):
        return
    read_unknown(draft, word, piece)


def read_unknown(draft: Draft, word: str, piece: Piece) -> None:
    """Keep a word verbatim. Within one edit of a registered control it is damage, and the repair is proposed."""
    if not word:
        stray = Piece(len(draft.copy.upper[:piece.start].rstrip("/ ")), piece.start)
        draft.report("grammar", "error", "a separator with nothing after it", "CAPCO 2016 section D", stray)
        draft.add_stray(*stray)
        return
    draft.add_unknown(piece.start, piece.end)
    repair = repair_of_control(word)
    if repair is not None:
        draft.report("damaged", "error", f"damaged control; probably {repair}", "read as an unknown control", piece)
    else:
        draft.report("unregistered", "warning", "a control that is in no register of this program; it counts as most "
                     "restrictive", "CAPCO 2016 section D", piece)


def _kind(category: str) -> PartKind:
    return category  # type: ignore[return-value]


def _read_list(draft: Draft, word: str, piece: Piece) -> bool:
    match = _LIST.match(word)
    if match is None:
        return False
    token = _LIST_WORDS[match[1]]
    codes = _read_codes(draft, word, match.end(), piece.start)
    if match[1] == "REL" and codes:
        draft.report("spelling", "warning", "REL before a list is written REL TO", "CAPCO 2016 H.8, page 150", piece)
    titled = match[1] if match[1].startswith("AUTHORIZED") else ""
    draft.add("dissem", token, piece.start, piece.end, titled, titled, codes)
    if codes:
        part: PartKind = "releasable_to" if token == "REL" else "display_to"
        draft.parts[-1] = draft.parts[-1]._replace(kind=part, token=", ".join(codes))
    if token == "REL" and codes and codes[0] != "USA":
        draft.report("order", "error", "a REL TO list begins with USA", "CAPCO 2016 H.8, page 150", piece)
    return True


def _read_codes(draft: Draft, word: str, position: int, offset: int) -> tuple[str, ...]:
    codes: list[str] = []
    for match in _CODE.finditer(word, position):
        if match[0] in COUNTRY_ORDER and match[0] != "AND":
            codes.append(match[0])
            continue
        code = _code(draft, match[0], Piece(offset + match.start(), offset + match.end()))
        if code == "&" or (code == "AND" and codes and not _andorra(word, *match.span())):
            draft.dialect = "legacy" if draft.dialect == "capco" else draft.dialect
            continue
        codes.append(code)
        if not known_country(code):
            place = Piece(offset + match.start(), offset + match.end())
            draft.name_unknown(draft.copy.cased[place.start:place.end], place)
    return tuple(codes)


def _code(draft: Draft, written: str, place: Piece) -> str:
    """A country's code, of one of the spellings the code in its place."""
    code = COUNTRY_SPELLINGS.get(written, written)
    if code != written:
        draft.report("spelling", "warning", f"{written} is written {code}", "CAPCO 2016 Register, Annex B", place)
    return code


def _andorra(word: str, start: int, end: int) -> bool:
    """True where AND in a list is the country, between commas of its own, and not the conjunction of older lists."""
    return word[:start].endswith((",", ", ")) and word[end:end + 1] in (",", "")


def _read_eyes(draft: Draft, pieces: list[Piece]) -> list[Piece]:
    upper = draft.copy.upper
    last = next(place for place, piece in enumerate(pieces) if upper.endswith("EYES ONLY", piece.start, piece.end))
    codes = [upper[piece.start:piece.end] for piece in pieces[:last + 1]]
    codes[-1] = codes[-1].removesuffix("EYES ONLY").strip()
    first = last + 1
    while first > 0 and (known_country(COUNTRY_SPELLINGS.get(codes[first - 1], codes[first - 1]))
                         or (first == last + 1 and codes[last] == "")):
        first -= 1
    if first > last:
        return pieces
    countries = tuple(COUNTRY_SPELLINGS.get(code, code) for code in codes[first:] if code)
    draft.add("dissem", "EYES", pieces[first].start, pieces[last].end, countries=countries)
    return pieces[:first] + pieces[last + 1:]


def _read_fgi(draft: Draft, word: str, piece: Piece) -> bool:
    match = _FGI.match(word)
    if match is None:
        return False
    if not _LEVEL_CODES.isdisjoint(word.split(" ")):
        read_unknown(draft, word, piece)
        return True
    codes = [(code[0], Piece(piece.start + code.start(), piece.start + code.end()))
             for code in _CODE.finditer(word, match.end())] or [("FGI", piece)]
    titled = match[0] if match[0] != "FGI" else ""
    before = ""
    for written, place in codes:
        code = _code(draft, written, place)
        if code == "&" or (code == "AND" and before > code):
            continue
        before = code
        draft.add("fgi", code, place.start, place.end, titled, titled)
        if code != "FGI" and not known_country(code):
            draft.name_unknown(draft.copy.cased[place.start:place.end], place)
    return True


def _read_small(draft: Draft, word: str, piece: Piece) -> bool:
    if _DECLASSIFY.match(word):
        draft.notices.append(word)
        draft.locate("notice", word, piece.start, piece.end)
        draft.report("retired", "warning", "a declassification instruction in the marking itself (use before 2008)",
                     "32 CFR 2001.21", piece)
    elif word.startswith("SP-"):
        _add_cui(draft, word, piece)
    else:
        return False
    return True


def _read_run(draft: Draft, word: str, piece: Piece) -> bool:
    """Registered controls with commas, blanks or AND between, as before 2005 (``NOFORN, ORCON``)."""
    for between in (_COMMA_OR_AND, _COMMA_AND_OR_BLANK):
        places, position = [], 0
        for match in between.finditer(word):
            places.append((position, match.start()))
            position = match.end()
        places.append((position, len(word)))
        parts = [(word[start:end], Piece(piece.start + start, piece.start + end)) for start, end in places]
        if len(parts) > 1 and all(part in NAMES or part in SCI_NAMES for part, _ in parts):
            draft.dialect = "legacy" if draft.dialect == "capco" else draft.dialect
            draft.report("separator", "error", "controls of one category have one slash between",
                         "CAPCO 2016 section D", piece)
            for part, place in parts:
                if part in NAMES:
                    read_name(draft, NAMES[part], place, part)
                else:
                    read_sci(draft, part, place)
            return True
    return False


def read_cui_block(draft: Draft, pieces: list[Piece]) -> None:
    """Read the block after CUI: categories, or limited dissemination controls (32 CFR 2002.20(b))."""
    upper = draft.copy.upper
    if any(upper.endswith("EYES ONLY", piece.start, piece.end) for piece in pieces):
        read_block(draft, pieces)
        return
    for piece in pieces:
        word = upper[piece.start:piece.end]
        name = NAMES.get(word)
        if is_cui(word) or (name is None and _CATEGORY.fullmatch(word)):
            _add_cui(draft, word, piece)
        else:
            read_block(draft, [piece])


def is_cui(word: str) -> bool:
    """True for a CUI category, a specified one known or not."""
    return known_cui(word) or word.startswith("SP-")


def _add_cui(draft: Draft, word: str, piece: Piece) -> None:
    draft.add("cui", word, piece.start, piece.end)
    if not known_cui(word):
        draft.name_unknown(draft.copy.cased[piece.start:piece.end], piece)
