"""An independent judge of readings of damaged marks: what a mark may read as, worked out without the program.

Nothing here is imported from ``redact``, and none of its tables is read: the marks below were typed from the public
rules (CAPCO 2016 sections D and H, 32 CFR 2001.24, 5 FAH-2, the NARA CUI handbook; domain notes §1 and §2).

**What it judges** (design §3, promise 2). A reading is a level and whether anything but the level speaks (a control, an
owner who is not the USA, a token kept as unknown). For a text and the reading of it:

1. a well-formed mark is taken at its word: exactly its level, its controls read, nothing called damaged;
2. any other text within one edit of well-formed marks reads at least as strictly as *each* of them, in the level and in
   whether it is controlled, and something is said of the damage; so does what is within one edit of some but for
   invisible characters;
3. a text further away is never UNCLASSIFIED and nothing else without a finding: it bears a control, an unknown token, a
   stricter or unknown level, or a problem of severity error, unless only what cannot be seen and case part it from a
   mark.

An edit inserts, deletes or replaces one character, whatever it is, or swaps two neighbours: a scanner's confusion, a
look-alike, a full-width letter and a change of case are replacements; a zero-width or bidirectional character is an
insertion. Only typography is no damage (domain notes §4): white space of any kind and amount is one blank, and none at
the ends; slashes, dashes and full-width signs of any kind are the plain ones.

**Why it is right.** ``MARKS`` is a finite part of all well-formed marks, so every demand made in its name is due; more
marks would only demand more. ``well_formed`` excuses a text from rule 2 only by a grammar as narrow as the rules: each
token is on a list here. ``neighbours`` finds candidates by an index of deletions, complete because two texts within one
edit have a common text among those made of each by deleting at most one character; each candidate is then measured by
``one_edit``, which tries the four kinds of edit as they are defined, one by one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import product
from typing import NamedTuple

RANKS = {"U": 0, "R": 1, "C": 2, "S": 3, "TS": 4, "unknown": 5}
"""The order of levels (domain notes §3); what cannot be read counts as the strictest."""


class Said(NamedTuple):
    """What a mark says: its level, and whether anything besides speaks."""

    level: str
    controlled: bool


class Reading(NamedTuple):
    """The program's reading of a text, as plain values: ``codes`` are those of its findings, ``error`` if one is."""

    level: str
    controlled: bool
    codes: frozenset[str]
    error: bool


_WORDS = {"U": "UNCLASSIFIED", "C": "CONFIDENTIAL", "S": "SECRET", "TS": "TOP SECRET"}
_PORTION_TAILS = {
    "U": ("FOUO", "NF", "SBU", "SBU-NF", "LES", "LES-NF", "SSI", "DS", "REL TO USA, GBR", "FOUO/NF", "PR", "DCNI",
          "FOUO//SBU", "RELIDO"),
    "C": ("NF", "OC", "OC/NF", "REL TO USA, GBR", "REL TO USA, FVEY", "REL", "RELIDO", "PR", "FGI GBR", "FGI DEU//NF",
          "FGI", "RD//NF", "FRD//NF", "SI", "XD", "ND", "NF//XD", "NF//ND", "DISPLAY ONLY AFG", "LES", "SSI", "FISA"),
    "S": ("NF", "OC", "OC/NF", "REL TO USA, GBR", "REL TO USA, AUS, CAN, GBR, NZL", "REL TO USA, FVEY", "REL",
          "RELIDO", "SI", "SI//NF", "SI//OC/NF", "TK//NF", "HCS-P//NF", "FGI GBR", "FGI GBR//NF", "FGI", "RD//NF",
          "RD-CNWDI//NF", "FRD//NF", "SAR-OAK//NF", "NF//ND", "NF//XD", "DISPLAY ONLY AFG", "RS//NF", "IMC", "PR",
          "NF/FISA", "LES", "LES-NF", "ATOMAL//NF"),
    "TS": ("NF", "OC/NF", "SI", "TK", "SI//NF", "SI/TK//NF", "SI-G//OC/NF", "SI//REL TO USA, FVEY", "TK//NF",
           "HCS-P//OC/NF", "HCS-O//OC/NF", "SI/TK//RELIDO", "RD-SG 14//NF", "SAR-OAK//NF", "FGI GBR//NF",
           "REL TO USA, GBR", "SI//NF//ND", "RS/OC/NF"),
}
_BANNER_TAILS = {
    "U": ("FOUO", "NOFORN", "SBU", "SBU NOFORN", "LES", "FOR OFFICIAL USE ONLY", "REL TO USA, GBR"),
    "C": ("NOFORN", "ORCON", "ORCON/NOFORN", "REL TO USA, GBR", "FGI GBR//NOFORN", "RD//NOFORN", "NOFORN//NODIS",
          "NOFORN//EXDIS", "RELIDO", "PROPIN", "NOT RELEASABLE TO FOREIGN NATIONALS"),
    "S": ("NOFORN", "ORCON/NOFORN", "SI//NOFORN", "REL TO USA, FVEY", "RD-CNWDI//NOFORN", "FGI GBR", "SAR-OAK//NOFORN",
          "NOFORN//NODIS", "TK//RELIDO", "RSEN//NOFORN", "ORIGINATOR CONTROLLED", "NOT RELEASABLE TO FOREIGN NATIONALS",
          "DISPLAY ONLY AFG", "GBR/USA EYES ONLY"),
    "TS": ("NOFORN", "SI//NOFORN", "SI/TK//ORCON/NOFORN", "HCS-P//ORCON/NOFORN", "SI-G//ORCON",
           "TALENT KEYHOLE//NOFORN", "SI//REL TO USA, FVEY"),
}
_LEGACY_CONTROLS = ("NF", "OC", "NF/OC")
_STATE_CAPTIONS = {"U": ("SENSITIVE", "EFTO", "FOUO", "NOFORN", "SBU"), "C": ("NOFORN", "NODIS", "EXDIS", "LIMDIS"),
                   "S": ("NOFORN", "NODIS", "EXDIS", "LIMDIS", "ORCON"), "TS": ("NODIS", "EXDIS")}
_ALONE = ("SBU", "SBU-NF", "SBU/NF", "SBU/N", "FOUO", "LOU", "OUO", "CUI", "CUI//PRVCY", "CUI//SP-PRVCY", "CUI//NF",
          "CUI//SP-PRVCY/SP-TAX//NF")
_ALONE_BANNERS = ("CUI", "CONTROLLED", "CUI//SP-PRVCY", "LIMITED OFFICIAL USE", "SENSITIVE BUT UNCLASSIFIED",
                  "FOR OFFICIAL USE ONLY", "CUI//PRVCY//NOFORN")
_OWNERS = ("GBR", "CAN", "DEU", "FGI", "CAN GBR", "AUS NZL")
_NATO = {"CTS": "TS", "NS": "S", "NC": "C", "NR": "R", "NU": "U", "CTS//BALK": "TS", "CTS//BOHEMIA": "TS",
         "NS//ATOMAL": "S", "CTS//ATOMAL": "TS", "NC//ATOMAL": "C", "CTSA": "TS", "NSAT": "S", "CTS-B": "TS"}
_NATO_BANNERS = {"COSMIC TOP SECRET": "TS", "NATO SECRET": "S", "NATO CONFIDENTIAL": "C", "NATO RESTRICTED": "R",
                 "NATO UNCLASSIFIED": "U", "COSMIC TOP SECRET//BALK": "TS", "NATO SECRET//ATOMAL": "S"}


def _portions() -> Iterator[tuple[str, Said]]:
    for level, tails in _PORTION_TAILS.items():
        yield level, Said(level, False)
        yield from ((f"{level}//{tail}", Said(level, True)) for tail in tails)
        yield _WORDS[level], Said(level, False)
        for dash, words in product(("-", " - ", " "), ("Entire text", "entire text", "ENTIRE TEXT")):
            yield f"{level}{dash}{words}", Said(level, False)
        if level != "U":
            for separator, control in product("/-", _LEGACY_CONTROLS):
                yield f"{level}{separator}{control}", Said(level, True)
        for owner in ("UK", "NATO", "FGI", "CAN"):
            yield f"{owner}-{level}", Said(level, True)
        for owner in _OWNERS:
            yield f"//{owner} {level}", Said(level, True)
        yield f"//GBR {level}//NF", Said(level, True)
        yield f"//JOINT {level} CAN USA", Said(level, True)
        yield f"//JOINT {level} GBR USA//REL TO USA, GBR", Said(level, True)
    yield "U/FOUO", Said("U", True)
    yield "//GBR R", Said("R", True)
    yield "UK-R", Said("R", True)
    yield from ((alone, Said("U", True)) for alone in _ALONE)
    yield from ((f"//{mark}", Said(level, True)) for mark, level in _NATO.items())


def _banners() -> Iterator[tuple[str, Said]]:
    for level, word in _WORDS.items():
        yield word, Said(level, False)
        yield " ".join(word.replace(" ", "")), Said(level, False)
        yield f"{word} ENTIRE TEXT", Said(level, False)
        yield from ((f"{word}//{tail}", Said(level, True)) for tail in _BANNER_TAILS[level])
        for caption in _STATE_CAPTIONS[level]:
            yield f"{word} {caption}", Said(level, True)
            yield f"{' '.join(word.replace(' ', ''))} {caption}", Said(level, True)
        yield from ((f"{word}/{control}", Said(level, True)) for control in ("NOFORN", "ORCON"))
        for owner in _OWNERS:
            yield f"//{owner} {word}", Said(level, True)
        yield f"//JOINT {word} CAN USA", Said(level, True)
    yield "UNCLAS", Said("U", False)
    yield from ((f"UNCLAS {caption}", Said("U", True)) for caption in _STATE_CAPTIONS["U"])
    yield from ((alone, Said("U", True)) for alone in _ALONE_BANNERS)
    yield "//GBR RESTRICTED", Said("R", True)
    yield from ((f"//{mark}", Said(level, True)) for mark, level in _NATO_BANNERS.items())


MARKS: dict[str, Said] = {**{f"({mark})": said for mark, said in _portions()}, **dict(_banners())}
"""Well-formed marks, portions and banners, each with what it says."""


_TYPOGRAPHY = {chr(wide): chr(wide - 0xFEE0) for wide in range(0xFF01, 0xFF5F) if not chr(wide).isalnum()}
_TYPOGRAPHY |= dict.fromkeys("∕⁄⧸╱⟋", "/") | dict.fromkeys("‐‑‒–—―−﹣⸺", "-")


_UNSEEN = dict.fromkeys([0xAD, 0x34F, 0x61C, 0x180E, *range(0x200B, 0x2010), *range(0x202A, 0x202F),
                         *range(0x2060, 0x2070), 0xFEFF])


def plain(text: str) -> str:
    """The text without its typography: single blanks, none at the ends, plain slashes, dashes and signs."""
    return " ".join(text.translate(str.maketrans(_TYPOGRAPHY)).split())


def one_edit(first: str, second: str) -> bool:
    """True if one insertion, deletion, replacement or swap of neighbours makes ``second`` of ``first``."""
    if len(first) + 1 == len(second):
        return any(second[:place] + second[place + 1:] == first for place in range(len(second)))
    if len(first) == len(second) + 1:
        return one_edit(second, first)
    if len(first) != len(second):
        return False
    different = [place for place in range(len(first)) if first[place] != second[place]]
    if len(different) == 1:
        return True
    return (len(different) == 2 and different[1] == different[0] + 1
            and first[different[0]] == second[different[1]] and first[different[1]] == second[different[0]])


def _without_one(text: str) -> set[str]:
    return {text} | {text[:place] + text[place + 1:] for place in range(len(text))}


def _index() -> dict[str, list[str]]:
    index: dict[str, list[str]] = {}
    for mark in MARKS:
        for shorter in _without_one(mark):
            index.setdefault(shorter, []).append(mark)
    return index


_INDEX = _index()


def neighbours(text: str) -> set[str]:
    """The marks of ``MARKS`` within one edit of ``text``; itself, if it is one, is none of them."""
    candidates = {mark for shorter in _without_one(text) for mark in _INDEX.get(shorter, ())}
    return {mark for mark in candidates if one_edit(text, mark)}


_LEVEL = r"(?:TOP[ -]SECRET|SECRET|CONFIDENTIAL|UNCLASSIFIED|UNCLAS|TS|S|C|U)"
_FOREIGN_LEVEL = rf"(?:{_LEVEL}|RESTRICTED|R)"
_LISTED = ("REL TO", "FGI", "DISPLAY", "SAR-", "SI-", "RD-", "HCS-")
_TOKENS = sorted({token for tails in (*_PORTION_TAILS.values(), *_BANNER_TAILS.values(), *_STATE_CAPTIONS.values())
                  for tail in tails for block in tail.split("//") for token in block.split("/")
                  if not token.startswith(_LISTED)}
                 | {"TK", "ATOMAL", "BALK", "BOHEMIA", "NOFORN", "ORCON", "NO FORN", "AC", "UCNI"},
                 key=len, reverse=True)
_CODE = """(?:UK|US|EU|XEU|NATO|FVEY|ABW|AFG|AGO|AIA|ALB|AND|ARE|ARG|ARM|ASM|ATA|ATF|ATG|AUS|AUT|AZE|BDI|BEL|BEN
|BFA|BGD|BGR|BHR|BHS|BIH|BLR|BLZ|BMU|BOL|BRA|BRB|BRN|BTN|BVT|BWA|CAF|CAN|CHE|CHL|CHN|CIV|CMR|COD|COG|COK|COL|COM|CPV|CRI|CUB|CYM|CYP
|CZE|DEU|DJI|DMA|DNK|DOM|DZA|ECU|EGY|ERI|ESH|ESP|EST|ETH|FIN|FJI|FLK|FRA|FRO|FSM|GAB|GBR|GEO|GGY|GHA|GIB|GIN|GLP|GMB
|GNB|GNQ|GRC|GRD|GRL|GTM|GUF|GUM|GUY|HKG|HMD|HND|HRV|HTI|HUN|IDN|IMN|IND|IOT|IRL|IRN|IRQ|ISL|ISR|ITA|JAM|JEY|JOR|JPN
|KAZ|KEN|KGZ|KHM|KIR|KNA|KOR|KWT|LAO|LBN|LBR|LBY|LCA|LIE|LKA|LSO|LTU|LUX|LVA|MAC|MAF|MAR|MCO|MDA|MDG|MDV|MEX|MHL|MKD
|MLI|MLT|MMR|MNE|MNG|MNP|MOZ|MRT|MSR|MTQ|MUS|MWI|MYS|MYT|NAM|NCL|NER|NFK|NGA|NIC|NIU|NLD|NOR|NPL|NRU|NZL|OMN|PAK|PAN
|PCN|PER|PHL|PLW|PNG|POL|PRI|PRK|PRT|PRY|PYF|QAT|REU|ROU|RUS|RWA|SAU|SDN|SEN|SGP|SGS|SHN|SLB|SLE|SLV|SMR|SOM|SPM|SRB
|SSD|STP|SUR|SVK|SVN|SWE|SWZ|SYC|SYR|TCA|TCD|TGO|THA|TJK|TKL|TKM|TLS|TON|TTO|TUN|TUR|TUV|TWN|TZA|UGA|UKR|UMI|URY|USA
|UZB|VAT|VCT|VEN|VGB|VIR|VNM|VUT|WLF|WSM|YEM|ZAF|ZMB|ZWE)""".replace("\n", "")
"""The three letters of ISO 3166-1, and what marks have besides."""
_CONTROL = (rf"(?:{'|'.join(map(re.escape, _TOKENS))}|REL TO USA?(?:(?:, ?| ){_CODE})+|FGI(?: {_CODE})*"
            rf"|SAR-[A-Z0-9]+(?:[ ,/_:-][A-Z0-9]+)*|SI-[A-Z]{{1,3}}|HCS-[OPX]|F?RD-(?:CNWDI|SG(?: \d+)+)"
            rf"|DISPLAY ONLY {_CODE}|{_CODE}(?:/{_CODE})* EYES ONLY)")
_CORE = re.compile(
    rf"(?:(?P<us>{_LEVEL})|USA?-(?P<our>{_FOREIGN_LEVEL})|(?P<alone>SBU|FOUO|LOU|OUO)"
    rf"|(?P<cui>CUI|CONTROLLED)(?:(?://|/)(?:SP-)?[A-Z]{{2,9}})*"
    rf"|(?:{_CODE}|FGI)-(?P<owned>{_FOREIGN_LEVEL})|//(?:{_CODE}(?: {_CODE})*|FGI) (?P<foreign>{_FOREIGN_LEVEL})"
    rf"|//JOINT (?P<joint>{_FOREIGN_LEVEL})(?: {_CODE})*|//(?P<nato>CTS|NS|NC|NR|NU))"
    rf"(?P<tail>(?: ?(?:/ ?/|/| |, )(?: ?){_CONTROL}|-{_CONTROL})*)"
    rf"(?P<ends>(?://(?:MR|OADR|X[1-8]|25X[1-9]))?)(?P<entire>(?:[ ,:-]*(?i:ENTIRE ?TEXT)[. ]?)?)")


def well_formed(text: str) -> Said | None:
    """What a well-formed mark says, by a grammar of the tokens named here; None for any other text."""
    if text in MARKS:
        return MARKS[text]
    wrapped = text.startswith("(") and text.endswith(")")
    match = _CORE.fullmatch(text[1:-1] if wrapped else text)
    if match is None:
        return None
    level = next((match[name] for name in ("us", "our", "owned", "foreign", "joint", "nato") if match[name]), "U")
    owned = match["us"] is None and match["our"] is None
    return Said(_SHORT.get(level, level), owned or bool(match["tail"]))


_SHORT = {**{word: short for short, word in _WORDS.items()}, "UNCLAS": "U", "TOP-SECRET": "TS", "RESTRICTED": "R",
          **_NATO}


def violations(text: str, reading: Reading) -> list[str]:
    """What the reading of ``text`` breaks, in words; empty if nothing."""
    text = plain(text)
    own = well_formed(text)
    if own is not None:
        return _of_its_word(own, reading, exact=text in MARKS)
    seen = plain(text.translate(_UNSEEN))
    near = neighbours(text) | (set() if well_formed(seen) else neighbours(seen))
    found = [f"{text!r} reads {reading.level} {'+' if reading.controlled else '-'}, lower than {mark!r}"
             for mark in sorted(near) if lower(reading, MARKS[mark])]
    if not reading.codes:
        found.append(f"{text!r} is not well formed, and nothing is said of it")
    if reading.level == "U" and not (reading.controlled or reading.error or near or well_formed(seen.upper())):
        found.append(f"{text!r} is no mark and reads as UNCLASSIFIED")
    return found


def lower(reading: Reading, said: Said) -> bool:
    """True if the reading is milder than what a mark says, in its level or in that nothing else speaks."""
    return RANKS[reading.level] < RANKS[said.level] or (said.controlled and not reading.controlled)


def _of_its_word(own: Said, reading: Reading, *, exact: bool) -> list[str]:
    """A mark by the grammar alone may be read more strictly (a banned pairing); one of the list says what it says."""
    if exact and (reading.level, reading.controlled) != own:
        return [f"a well-formed mark is not taken at its word: {reading.level} {reading.controlled}, not {own}"]
    if exact and "damaged" in reading.codes:
        return ["a well-formed mark is called damaged"]
    return [f"reads {reading.level}, lower than it says"] if lower(reading, own) else []
