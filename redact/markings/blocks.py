"""Reading the control blocks of a marking: one method for each production of the grammar (CAPCO 2016, section D).

    controls := block ("//" block)*       block := control ("/" control)*
    SCI      := system ("-" compartment)* compartment := NAME (" " sub)*
    SAP      := ("SAR-" | "SPECIAL ACCESS REQUIRED-") program ("/" program)*
    AEA      := ("RD" | "FRD") ["-CNWDI"] ["-SIGMA " number+] | …
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
    AEA_TABLE,
    COUNTRY_SPELLINGS,
    HVSACO,
    LEVEL_WORDS,
    NAMES,
    SAP,
    SCI_COMPARTMENTS,
    SCI_NAMES,
    SCI_RETIRED,
    SCI_TABLE,
    Name,
    known_country,
)

_LIST_WORDS = {"REL TO": "REL", "RELEASABLE TO": "REL", "AUTHORIZED FOR RELEASE TO": "REL", "REL": "REL",
               "DISPLAY ONLY": "DISPLAY ONLY", "AUTHORIZED FOR DISPLAY BUT NOT RELEASE TO": "DISPLAY ONLY"}
_LIST = re.compile("(" + "|".join(sorted(_LIST_WORDS, key=len, reverse=True)) + r")(?: (?=\S)|$)")
_SHORT_FORMS = ("REL", "EYES", "EYES ONLY")
"""Words that in a portion mean the banner's list."""
_CODE = re.compile(r"[^ ,]+")
_FGI = re.compile(r"(?:FGI|FOREIGN GOVERNMENT INFORMATION)(?= |$)")
_SAP = re.compile(r"(?:SAR|SPECIAL ACCESS REQUIRED)-")
_AEA = re.compile(r"(RESTRICTED DATA|FORMERLY RESTRICTED DATA|F?RD)((?:-[A-Z0-9 ]+)+)$")
_DECLASSIFY = re.compile(r"(?:DECL(?:ASSIFY)?(?: ON)?:? )?(?:MR|OADR|X[1-8]|(?:25|50)X[1-9][A-Z0-9, -]*|75X[0-9A-Z -]*"
                         r"|(?:19|20)\d{6})$")
_NICKNAME = re.compile(r"[A-Z][A-Z0-9]*(?: [A-Z0-9]+)*$")
_SYSTEM = re.compile(r"[A-Z0-9]+(?:-[A-Z0-9 ]+)*$")
_LEVEL_CODES = frozenset(LEVEL_WORDS)
_AEA_SUFFIXES: dict[str, str] = AEA_TABLE["suffixes"]
_CATEGORY = re.compile(r"[A-Z0-9]+(?:-[A-Z0-9]+)*")
_COMPARTMENT_FORMS = {rule["of"].removesuffix("-*"): re.compile(rule["form"])
                      for rule in SCI_TABLE["rules"] if "form" in rule}


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
    sci = len(words) > 1 and any(_is_sci(word) for word in words)
    names = ""
    for word, piece in zip(words, pieces, strict=True):
        name = NAMES.get(word)
        if name is not None and (names != "SAR" or word == HVSACO):
            read_name(draft, name, piece, word)
            continue
        prefix = "SAR" if _SAP.match(word) else "ACCM" if is_accm(word) else ""
        if prefix == "SAR" or (not prefix and names == "SAR"):
            _read_sap(draft, word, piece)
        elif prefix == "ACCM" or (names == "ACCM" and _NICKNAME.fullmatch(word) and repair_of_control(word) is None):
            _read_accm(draft, word, piece)
        elif not (sci and _read_unpublished_sci(draft, word, piece)):
            read_control(draft, word, piece)
        names = prefix or names


def _is_sci(word: str) -> bool:
    head = word.partition("-")[0]
    return head in SCI_NAMES or head in SCI_RETIRED


def _read_unpublished_sci(draft: Draft, word: str, piece: Piece) -> bool:
    """A system no register has, among systems it has: SCI all the same, and unknown (CAPCO 2016 H.4)."""
    if _is_sci(word) or not _SYSTEM.match(word) or repair_of_control(word) is not None:
        return False
    draft.add("sci", word, piece.start, piece.end)
    draft.name_unknown(word)
    return True


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
    if _read_list(draft, word, piece) or _read_sci(draft, word, piece) or _read_aea(draft, word, piece):
        return
    if _read_fgi(draft, word, piece) or _read_small(draft, word, piece):
        return
    read_unknown(draft, word, piece)


def read_unknown(draft: Draft, word: str, piece: Piece) -> None:
    """Keep a word verbatim. Within one edit of a registered control it is damage, and the repair is proposed."""
    if not word:
        draft.report("grammar", "error", "a separator with nothing after it", "CAPCO 2016 section D")
        draft.add_stray(len(draft.copy.upper[:piece.start].rstrip("/ ")), piece.start)
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
        code = COUNTRY_SPELLINGS.get(match[0], match[0])
        if code == "&" or (code == "AND" and not _andorra(word, *match.span())):
            draft.dialect = "legacy" if draft.dialect == "capco" else draft.dialect
            continue
        codes.append(code)
        if not known_country(code):
            place = Piece(offset + match.start(), offset + match.end())
            draft.name_unknown(draft.copy.cased[place.start:place.end], place)
    return tuple(codes)


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


def _read_sci(draft: Draft, word: str, piece: Piece) -> bool:
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


def _read_sap(draft: Draft, word: str, piece: Piece) -> None:
    match = _SAP.match(word)
    program = word[match.end():] if match else word
    if match and draft.entries and any(entry.category == "sap" for entry in draft.entries[-1:]):
        draft.report("retired", "warning", "SAR- is written once, before the first program", "CAPCO 2016 H.5", piece)
    if not program:
        draft.report("grammar", "error", "SAR- without a program", "CAPCO 2016 H.5", piece)
    titled = SAP.title if match and match[0] == SAP.title else ""
    draft.add("sap", f"SAR-{program}", piece.start, piece.end, titled, titled)


def _read_accm(draft: Draft, word: str, piece: Piece) -> None:
    nickname = word.removeprefix("ACCM-")
    if not nickname:
        draft.report("grammar", "error", "ACCM- without a nickname", "DoDM 5200.01 Volume 2", piece)
    draft.add("nonic", f"ACCM-{nickname}", piece.start, piece.end, word, word)


def _read_aea(draft: Draft, word: str, piece: Piece) -> bool:
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
        code = COUNTRY_SPELLINGS.get(written, written)
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
