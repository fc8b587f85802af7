"""Things a policy can name by kind: numbers of persons and messages, addresses, places, protected sources.

Each recogniser takes rather too much than too little; a policy that wants less writes a pattern. Searching is done on
the text as a reader sees it (``matching_view``), with patterns of our own that are linear.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path

from redact.policy.matching_protected import protected_hits
from redact.policy.matching_view import plain_view
from redact.policy.matching_visas import visa_decisions
from redact.policy.matching_words import Hit

_DATA = Path(__file__).resolve().parent / "data" / "entities.json"

Recogniser = Callable[[str], Iterator[tuple[int, int]]]

_MONTH = (r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
          r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?")
_DATE = (rf"(?:\d{{1,2}}(?:st|nd|rd|th)?(?:[\s.,/-]+of)?[\s.,/-]*{_MONTH}[\s.,/'-]*\d{{2,4}}"
         rf"|{_MONTH}[\s.-]*\d{{1,2}}(?:st|nd|rd|th)?[\s.,/'-]+\d{{2,4}}"
         rf"|{_MONTH}[\s.,/'-]*\d{{4}}"
         r"|\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}"
         rf"|\d{{1,2}}(?:st|nd|rd|th)?\s*{_MONTH}"
         r"|(?:19|20)\d{6}|(?:18|19|20)\d{2})(?!\d)")
_BORN = (r"(?:\b(?:born|d\.?\s?p?\.?o\.?b\b\.?|birth\s?dates?|birthdays?|date\s?(?:(?:and|&|/)\s?place\s?)?of\s?birth"
         r"|(?:place\s?(?:and|&)\s?)?date\s?of\s?birth|year\s?of\s?birth)(?!\w)|\(\s?b\.)")
_BIRTH = re.compile(rf"{_BORN}[^.;\n]{{0,60}}?(?:\n[^.;\n]{{0,40}}?)?(?<!\d)({_DATE})", re.IGNORECASE)

_SSN = re.compile(r"(?<![\d-])(?:\d{3}([-. ])\d{2}\1\d{4}|\d{3}\s?[-./]\s?\d{2}\s?[-./]\s?\d{4}"
                  r"|\d{3}\s{1,2}\d{2}\s{1,2}\d{4})(?!\d|-\d)")
_SSN_NAMED = re.compile(r"\b(?:s\.?s\.?n\b\.?|social\s+security(?:\s+(?:account\s+)?(?:number|no\.?|nr\.?|#))?)"
                        r"[^\d\n]{0,20}(\d{3}[-. ]?\d{2}[-. ]?\d{4})(?!\d)", re.IGNORECASE)
# Numbers that states give persons and accounts, by their groups: Pakistan's 5-7-1; others by the word before.
_NATIONAL_ID = re.compile(r"(?<![\d-])\d{5}-\d{7}-\d(?![\d-])")
_ID_NAMED = re.compile(r"\b(?:cnic|nic|nicop|national\s+(?:id|identity|identification)|identity\s+(?:card|number)"
                       r"|id\s+(?:card|number|no)|i\.d\.|iban|bank\s+account|account\s+(?:number|no))\b[^\d\n]{0,25}"
                       r"((?:[A-Z]{2}\d{2}[A-Z0-9 ]{11,30}|\d(?:[ /-]?\d){5,19}))(?!\w)", re.IGNORECASE)
_IBAN = re.compile(r"(?<![A-Za-z0-9])[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?(?![A-Za-z0-9])")
_EMAIL = re.compile(r"[\w.+%'&=~-]{1,64}\s{0,2}(?:@|[(\[{]\s?at\s?[)\]}])\s{0,2}"
                    r"[\w-]{1,63}(?:(?:\.|\s?[(\[{]\s?dot\s?[)\]}]\s?)[\w-]{1,63}){1,8}", re.IGNORECASE)
# A host without a domain is an address where the @ touches both sides; so is one spelt in words.
_EMAIL_SHORT = re.compile(r"(?<![\w@])[A-Za-z][\w.+'-]{0,63}@[A-Za-z][\w-]{1,62}(?![\w@-]|\.\w)")
_TOP = r"(?:com|org|net|edu|gov|mil|int|info|[a-z]{2})"
_EMAIL_WORDS = re.compile(
    rf"\b\w[\w.+-]{{0,63}}(?:\s+dot\s+[\w-]{{1,63}}){{0,3}}\s+at\s+[\w-]{{1,63}}(?:\s+dot\s+[\w-]{{1,63}}){{0,3}}"
    rf"\s+dot\s+{_TOP}\b", re.IGNORECASE)
_DOT_WORD = re.compile(r"\sdot\s", re.IGNORECASE)
_EMAIL_SIGN = re.compile(r"@|[(\[{]\s?at\s?[)\]}]", re.IGNORECASE)

_PASSPORT = re.compile(r"\b(?:passports?|ppts?|laissez[- ]passer)\b", re.IGNORECASE)
_PASSPORT_NUMBER = re.compile(r"(?<![A-Za-z0-9])(?:[A-Z]{1,3}[- ]?)?\d{5,12}[A-Z]?(?![A-Za-z0-9])", re.IGNORECASE)
_PASSPORT_REACH = 90  # characters after the word
_PASSPORT_BACK = 40  # characters before it

_PHONE_WORD = (r"\b(?:tel(?:ephone|s|ex)?|(?:tele)?phones?|fax(?:es)?|mobiles?|cell(?:ular|phone)?s?|gsm|stu(?:-iii)?"
               r"|ste|ivg|dsn|autovon|pager|whatsapp|sat-?phone)(?![\w])")
_PHONE_NAMED = re.compile(rf"{_PHONE_WORD}[^\d\n;]{{0,25}}?(\+?\(?\d[\d ().-]{{4,22}}\d)(?![\dZ])", re.IGNORECASE)
_PHONE_MORE = re.compile(r"\s*(?:,|;|/|or|and|&)\s*(\+?\(?\d[\d ()./-]{4,22}\d)(?![\dZ])", re.IGNORECASE)
_PHONE_EXTENSION = re.compile(r"\bext(?:ension)?s?\b[.:]?\s?(?:no\.?\s?)?(\d(?:-?\d){2,6})(?![\dZ])", re.IGNORECASE)
_YEARS = re.compile(r"(?:1[789]|20)\d\d\s?-\s?(?:(?:1[789]|20)\d\d|\d\d)")
_PHONE_BARE = re.compile(
    r"(?<![\w+])(?:\+\s?\(?\d[\d ().-]{6,20}\d|(?:00|011[ .-])\d{1,3}[ .-]\(?\d[\d ().-]{5,18}\d"
    r"|(?:1[-. ])?(?:\(\d{3}\)\s?|\d{3}([-.]))\d{3}[-. ]\d{4}|[2-9]\d{2} [2-9]\d{2} \d{4}|\d{2,4}-\d{2,4}-\d{5,8})"
    r"(?![\dZ]|-\d)")

_CARD = re.compile(r"(?<![\d])\d(?:[ -]?\d){12,}(?!\d)")
_DIGIT_GROUP = re.compile(r"\d+")

_DEGREES = (r"\d{1,3}\s?(?:°|º|deg(?:rees)?\.?)\s?(?:\d{1,2}(?:\.\d+)?\s?(?:'|min(?:utes)?\.?)?\s?)?"
            r"(?:\d{1,2}(?:\.\d+)?\s?(?:\"|''|sec(?:onds)?\.?))?")
_ANGLE = rf"[-+]?(?:{_DEGREES}|\d{{1,3}}(?:\.\d+)?\s?°?)"
_COORDINATES = re.compile(
    rf"{_DEGREES}\s?(?:[NS]\b|north|south)[\s,;/-]{{0,4}}(?:and\s)?(?:long(?:itude|\.)?\s)?{_DEGREES}\s?(?:[EW]\b|east|west)"
    rf"|\b[NS]\s?{_DEGREES}[\s,;/-]{{0,4}}[EW]\s?{_DEGREES}"
    rf"|\blat(?:itude|\.)?[\s:]{{1,3}}{_ANGLE}\s?(?:[NS]\b|north|south)?[\s,;/]{{0,4}}(?:and\s)?long?(?:itude|\.)?[\s:]{{1,3}}"
    rf"{_ANGLE}(?:\s?(?:[EW]\b|east|west))?"
    r"|[-+]?\b\d{1,2}\.\d{3,}\s?°?\s?[NS]?\s?[,;/ ]\s?[-+]?\d{1,3}\.\d{3,}(?:\s?°?\s?[EW]\b)?"
    r"|\b\d{1,2}(?:[-: ]?\d{2}){1,2}(?:\.\d+)?\s?[NS][\s,/-]{0,3}\d{2,3}(?:[-: ]?\d{2}){1,2}(?:\.\d+)?\s?[EW]\b"
    r"|\b[NS]\s?\d{1,2}(?:[-: ]\d{1,2}){1,2}(?:\.\d+)?[\s,/-]{0,3}[EW]\s?\d{1,3}(?:[-: ]\d{1,2}){1,2}(?:\.\d+)?"
    r"|\b\d{1,2}[C-HJ-NP-X]\s?[A-HJ-NP-Z]{2}\s?(?:\d{10}|\d{8}|\d{6}|\d{4}|\d{5} \d{5}|\d{4} \d{4}|\d{3} \d{3})\b",
    re.IGNORECASE)


@cache
def _posts() -> frozenset[str]:
    """Names of posts and offices as they stand before a message's number, in capitals."""
    return frozenset(json.loads(_DATA.read_text(encoding="utf-8"))["posts"])


_CABLE = re.compile(r"\b(?:(?:19|20)?\d{2}[ -]?)?([A-Z]{3,}(?:[ -][A-Z]{2,}){0,3})[ -]?(\d{2,8})\b")
_ADDRESSEE = re.compile(r"(?:AMEMBASSY|AMCONSUL|AMCONGEN|USMISSION|USINT|USLO)\s+\Z")  # its figures count messages sent
_CABLE_YEAR = re.compile(r"\b(?:19|20)?\d{2} ?[A-Z]{4,} ?\d{2,8}\b")
_CABLE_LOWER = re.compile(r"\b([A-Z][a-z]+(?:[ -][A-Z][a-z]+){0,2}) (?:tel(?:egram)? )?(\d{3,8})\b(?![,.]\d|-[a-z])")


def _ssn(text: str) -> Iterator[tuple[int, int]]:
    for match in _SSN.finditer(text):
        yield match.span()
    for match in _SSN_NAMED.finditer(text):
        yield match.span(1)
    for match in _NATIONAL_ID.finditer(text):
        yield match.span()
    for match in _ID_NAMED.finditer(text):
        yield match.span(1)


def _email(text: str) -> Iterator[tuple[int, int]]:
    if _EMAIL_SIGN.search(text):
        for match in (*_EMAIL.finditer(text), *_EMAIL_SHORT.finditer(text)):
            yield match.span()
    if _DOT_WORD.search(text):
        for match in _EMAIL_WORDS.finditer(text):
            yield match.span()


def _passport(text: str) -> Iterator[tuple[int, int]]:
    for word in _PASSPORT.finditer(text):
        first, last = max(0, word.start() - _PASSPORT_BACK), min(len(text), word.end() + _PASSPORT_REACH)
        for match in _PASSPORT_NUMBER.finditer(text, first, last):
            yield match.span()


def _birth_date(text: str) -> Iterator[tuple[int, int]]:
    for match in _BIRTH.finditer(text):
        yield match.span(1)


def _phone(text: str) -> Iterator[tuple[int, int]]:
    for match in _PHONE_EXTENSION.finditer(text):
        yield match.span(1)
    for match in _PHONE_NAMED.finditer(text):
        if _YEARS.fullmatch(match.group(1)):
            continue
        span = match.span(1)
        yield span
        while more := _PHONE_MORE.match(text, span[1]):
            span = more.span(1)
            yield span
    for match in _PHONE_BARE.finditer(text):
        yield match.span()


def _card(text: str) -> Iterator[tuple[int, int]]:
    """Thirteen to nineteen digits whose last is the Luhn check digit (ISO/IEC 7812-1), and account numbers (ISO 13616)
    whose remainder by 97 is 1."""
    for match in _IBAN.finditer(text):
        yield from _account(text, *match.span())
    for run in _CARD.finditer(text):
        groups = [match.span() for match in _DIGIT_GROUP.finditer(text, run.start(), run.end())]
        for first, (start, _) in enumerate(groups):
            digits = ""
            for group_start, end in groups[first:]:
                digits += text[group_start:end]
                if len(digits) > 19:
                    break
                if len(digits) >= 13 and _luhn(digits):
                    yield start, end


def _account(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The stretch as long as it is an account number; words behind it may have been taken for groups of it."""
    while end - start >= 15:
        number = text[start:end].replace(" ", "")
        if int("".join(str(int(c, 36)) for c in number[4:] + number[:4])) % 97 == 1:
            yield start, end
            return
        end = text.rfind(" ", start, end)


def _luhn(digits: str) -> bool:
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 + place % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def _coordinates(text: str) -> Iterator[tuple[int, int]]:
    for match in _COORDINATES.finditer(text):
        yield match.span()


def _cable_number(text: str) -> Iterator[tuple[int, int]]:
    for match in _CABLE.finditer(text):
        words = re.split("[ -]", match.group(1))
        for first in range(len(words)):
            if " ".join(words[first:]) in _posts():
                start = match.start() if first == 0 else match.start(1) + len(" ".join(words[:first])) + 1
                if not _ADDRESSEE.search(text, max(0, start - 14), start):
                    yield start, match.end()
                break
    for match in _CABLE_YEAR.finditer(text):
        if not re.search(_MONTH_NAME, match.group()):
            yield match.span()
    for match in _CABLE_LOWER.finditer(text):
        if match.group(1).replace("-", " ").upper() in _posts():
            yield match.span()


_MONTH_NAME = "(?:JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC)"

_RECOGNISERS: dict[str, Recogniser] = {
    "ssn": _ssn, "phone": _phone, "email": _email, "passport": _passport, "birth-date": _birth_date, "card": _card,
    "coordinates": _coordinates, "cable-number": _cable_number,
}
_PROTECTED = "protected-source"
_OF_THE_TEXT: dict[str, Callable[[str], Iterator[tuple[int, int]]]] = {
    _PROTECTED: lambda text: ((hit.start, hit.end) for hit in protected_hits(text)), "visa-decision": visa_decisions,
}
"""Recognisers that read names and sentences, on the text as it is."""
ENTITIES: frozenset[str] = frozenset({*_RECOGNISERS, *_OF_THE_TEXT})
"""The kinds that ``find: {entity: …}`` of a policy can name."""


def find_entities(names: Iterable[str], text: str) -> list[tuple[str, Hit]]:
    """Everything of the kinds ``names`` in ``text``: pairs of kind and hit, sorted by place, each once.

    :raises ValueError: for a name that is not in ``ENTITIES``.
    """
    wanted = set(names)
    unknown = wanted - ENTITIES
    if unknown:
        raise ValueError(f"unknown entity: {', '.join(sorted(unknown))}; known are {', '.join(sorted(ENTITIES))}")
    view = plain_view(text)
    found = {(name, view.hit(start, end)) for name in wanted & _RECOGNISERS.keys()
             for start, end in _RECOGNISERS[name](view.text)}
    found |= {(name, Hit(start, end)) for name in wanted & _OF_THE_TEXT.keys()
              for start, end in _OF_THE_TEXT[name](text)}
    return sorted(found, key=lambda pair: (pair[1].start, pair[1].end, pair[0]))
