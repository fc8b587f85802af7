"""The lines of a memorandum's head: for whom, from whom, when, about what; and the lines of its classification block.

    MEMORANDUM FOR THE PRESIDENT         TO: The Secretary        SUBJECT
    FROM: EUR – Ann B. Carver            DATE: May 5, 1970        - The Harbor Talks (C)

A head line is one only if all its words have the form of one (``office_or_name``, a plain day); what has not is text.
Sources: 5 FAH-1 and DoDM 5110.04 for the forms, 32 CFR 2001.21 and 2001.22 for the classification block.
"""

from __future__ import annotations

import json
import re
from functools import cache, lru_cache
from pathlib import Path

from redact.documents.forms import well_formed
from redact.documents.values import beside, dateline
from redact.markings import Marking, parse, rank, recognise_banner, with_captions

_NAMES = {"to": "memo_to", "for": "memo_to", "memorandum for": "memo_to", "memorandum to": "memo_to",
          "info": "memo_info", "from": "memo_from", "through": "memo_through", "thru": "memo_through",
          "via": "memo_through", "date": "memo_date", "subject": "subject", "subj": "subject", "re": "subject",
          "ref": "references", "refs": "references", "reference": "references", "references": "references"}
_LABEL = re.compile(r"(?P<label>MEMORANDUM\s+(?:FOR|TO)|THROUGH|THRU|VIA|FROM|FOR|TO|INFO|DATE|SUBJECT|SUBJ|RE|"
                    r"REFERENCES?|REFS?)(?:\s*:\s*(?P<value>.*)|\s*)\Z", re.IGNORECASE)
_FOR_WHOM = re.compile(r"MEMORANDUM\s+(?:FOR|TO)\s+(?P<value>\S.{1,100})\Z")
_LONGEST_LABEL = 400
_AUTHORITY = re.compile(r"(?:CL(?:ASSIFIED|\.)?\s+BY\b|DERIVED\s+FROM\s*:|DECL(?:ASSIFY)?\s+ON\s*:|REASONS?\s*:)",
                        re.IGNORECASE)
_WORD = re.compile(r"[^\s,;/&()–—-]+")
_SYMBOL = re.compile(r"[A-Z]{1,5}(?:[/-][A-Z0-9]{1,6})*")
_INITIALS = re.compile(r"(?:[A-Z]\.)+")
_NAME = re.compile(r"[A-Z][a-zà-ÿ]+(?:['’-]?[A-Z]?[a-zà-ÿ]+)*|de|la|von|van|der|Jr\.?|Sr\.?|I{2,3}")
_POST = re.compile(r"(?i:(?:am)?(?:embassy|consulate|consul|congen))(?: [A-Z]{3,14}){1,2}")
_SENTENCE = re.compile(r"[a-z]{2}[.!?]\s+\S")
_MOST_WORDS = 14
_MOST_NAMES = 3
_PAGE_NUMBER = re.compile(r"\A[-–—\s]*\d{1,3}[-–—\s]*(?:\s{2}|[-–—]\s*)"
                          r"|(?:\s{2,}|\s*[-–—])[-–—\s]*\d{1,3}[-–—\s]*\Z")
_CLASSIFICATION = re.compile(r"(?:OVERALL\s+)?CLASSIFICATION\s*:\s*(?=\S)", re.IGNORECASE)
_ENDS = re.compile(r"[\s(–—/-]+X?GDS(?:[\s(-]*[1-4]\)?)?\)?\Z")
_SLASHED = re.compile(r"(?P<level>TOP SECRET|SECRET|CONFIDENTIAL)(?P<rest>(?:\s?/\s?[A-Z][A-Z ]{1,30}){1,5})\Z")
_SPELLED = frozenset({"Top Secret", "Secret", "Confidential", "Unclassified", "Limited Official Use",
                      "Official Use Only", "For Official Use Only"})
_FIELDS = re.compile(r"\s{3,}|\t")
_LONGEST_BANNER = 200


def label(text: str) -> tuple[str, str] | None:
    """The name of the element that a line's label opens, and what stands after it; None for any other line."""
    if len(text) > _LONGEST_LABEL:
        return None
    if match := _FOR_WHOM.match(text):
        return ("memo_to", match["value"]) if office_or_name(match["value"]) else None
    match = _LABEL.match(text)
    if match is None:
        return None
    written = " ".join(match["label"].lower().split())
    alone = match["value"] is None
    if alone and (not match["label"].isupper() or written in {"re", "via", "for"}):
        return None
    return _NAMES[written], match["value"] or ""


def fits(name: str, value: str) -> bool:
    """Whether all the words of a head element have its form; an empty value has: it stands on the next line."""
    value = " ".join(value.split()).lstrip("-–—•* ")
    if not value or name == "subject":
        return True
    value, day = beside(value)
    if day is not None and (name == "memo_date" or dateline(day) is None):
        return False
    if name == "memo_date":
        return dateline(value) is not None
    if name == "references":
        return well_formed(name, f"REF: {value}")
    return office_or_name(value)


def office_or_name(text: str) -> bool:
    """Whether a text is an office, or a person's name with titles and offices: no sentence, and of words that name
    neither an office nor its symbol no more than a name has, in small letters after a capital."""
    words = _WORD.findall(text)
    if _POST.fullmatch(text):
        return True
    if not words or len(words) > _MOST_WORDS or _SENTENCE.search(text):
        return False
    names = [word for word in words if word.lower().rstrip(".:") not in _offices() and not _INITIALS.fullmatch(word)]
    symbols = [word for word in names if _SYMBOL.fullmatch(word)]
    others = [word for word in names if word not in symbols]
    return all(_NAME.fullmatch(word) for word in others) and len(others) <= _MOST_NAMES and _few(symbols, words, text)


def _few(symbols: list[str], words: list[str], text: str) -> bool:
    """Words in capitals are symbols of offices only one at a time: several in a row may say anything."""
    return not symbols or (len(symbols) <= 2 and (len(words) > len(symbols) or "/" in text or len(symbols) == 1))


@cache
def _offices() -> frozenset[str]:
    path = Path(__file__).parent / "data" / "memo_offices.json"
    return frozenset(json.loads(path.read_text(encoding="utf-8"))["words"])


def authority_line(text: str) -> bool:
    """Whether a line opens one of a classification block: who classified, from what, why, until when."""
    return bool(_AUTHORITY.match(text))


@lru_cache(maxsize=1024)
def page_banner(text: str) -> tuple[Marking, int, int] | None:
    """The marking of a line that holds a classification and at most a page number beside it, and where it stands.

    Also what memoranda write and cables do not: ``Secret``, ``CLASSIFICATION: SECRET``, ``SECRET – GDS``, and words of
    the White House after slashes (``TOP SECRET/SENSITIVE/EYES ONLY``), each of which counts as a restriction.
    """
    if not text or len(text) > _LONGEST_BANNER:
        return None
    start, end = 0, len(text)
    if match := _PAGE_NUMBER.search(text):
        start, end = (match.end(), end) if match.start() == 0 else (0, match.start())
    if match := _CLASSIFICATION.match(text, start):
        start = match.end()
    inner = text[start:end].rstrip()
    inner = _ENDS.sub("", inner)
    marking = _banner(inner)
    return (marking, start, start + len(inner)) if marking is not None else None


def levels_beside(text: str) -> list[Marking]:
    """The classifications that stand on a line beside something else, set apart from it by three blanks or by signs
    (``SECRET     Copy 3 of 5``, ``***SECRET***``), or before it: they can only make a document stricter."""
    if len(text) > _LONGEST_BANNER:
        return []
    fields = [field.strip("*#=|[](){}<>_.-–— ") for field in _FIELDS.split(text)]
    found = [banner[0] for field in fields if (banner := page_banner(field) or recognise_banner(field))]
    return [marking for marking in found if rank(marking.level) > rank("U")]


def _banner(text: str) -> Marking | None:
    if text in _SPELLED:
        return parse(text.upper(), kind="banner")
    found = recognise_banner(text)
    if found is not None:
        return found[0] if found[1] >= len(text) else None
    if match := _SLASHED.match(text):
        words = [" ".join(word.split()) for word in match["rest"].split("/") if word.strip()]
        return with_captions(parse(match["level"], kind="banner"), words)
    return None
