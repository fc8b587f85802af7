"""Dates as cables write them: date-time groups, days, and when a classification ends.

Two-digit years have no century of their own. A date-time group's is 1945–2044; a declassification date's is the first
that does not fall before the document (domain notes §5, §6).
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Sequence
from typing import Literal

from redact.documents.model import Declassification, Finding
from redact.markings import Level

_MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
DTG = re.compile(r"^(?:(?P<precedence>[ZOPRFWY])\s+(?:[ZOPRFWY]\s+)?)?"
                 r"(?P<day>\d{2})(?P<hour>\d{2})(?P<minute>\d{2})\s?Z\s+"
                 r"(?P<month>[A-Z]{3})[A-Z]*\s+(?P<year>\d{4}|\d{2})\b", re.IGNORECASE)
_NUMERIC_DAY = re.compile(r"\b(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})\b")
_ISO_DAY = re.compile(r"\b(\d{4})[-/](\d{2})[-/](\d{2})\b")
_COMPACT_DAY = re.compile(r"\b((?:19|20)\d{2})(\d{2})(\d{2})\b")
_NAMED_DAY = re.compile(r"\b(\d{1,2})\s?(JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC)[A-Z]*\.?,?\s?(\d{4}|\d{2})\b",
                        re.IGNORECASE)
_MONTH_FIRST = re.compile(r"\b(JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC)[A-Z]*\.?\s+(\d{1,2}),?\s+(\d{4})\b",
                          re.IGNORECASE)
_DAYS = ((_NUMERIC_DAY, "mdy"), (_ISO_DAY, "ymd"), (_COMPACT_DAY, "ymd"), (_NAMED_DAY, "dmy"), (_MONTH_FIRST, "mdy"))
_HARMLESS = re.compile(r"\b(?:DECL(?:ASSIFY)?|ON|DATE|GDS|DS|NLT|E\.?O\.? ?\d{5}|[A-Z]{2}-[A-Z])\b"
                       r"|\([A-Z'-]{2,20},(?: [A-Z][A-Z.'-]{0,15}){1,3}\)")
_WORDS = re.compile(r"[^\W_]")
_LAST_OADR = dt.date(1995, 10, 14)
_LAST_X_CODE = dt.date(2003, 9, 22)


def date_time_group(line: str) -> tuple[dt.datetime | None, str | None]:
    """The moment (UTC) and the precedence letter of a DTG line such as ``R 061236Z JUN 08``; None where absurd."""
    match = DTG.match(line)
    if not match:
        return None, None
    precedence = match["precedence"].upper() if match["precedence"] else None
    month = match["month"].upper()
    if month not in _MONTHS:
        return None, precedence
    year = int(match["year"])
    if year < 100:
        year += 1900 if year >= 45 else 2000
    try:
        moment = dt.datetime(year, _MONTHS.index(month) + 1, int(match["day"]), int(match["hour"]),
                             int(match["minute"]), tzinfo=dt.UTC)
    except ValueError:
        return None, precedence
    return moment, precedence


def day_in(text: str, not_before: dt.date | None = None) -> dt.date | None:
    """The first day written in ``text``; a two-digit year is the first of its kind not before ``not_before``."""
    days = days_in(text, not_before)
    return days[0] if days else None


def days_in(text: str, not_before: dt.date | None = None) -> list[dt.date]:
    """Every day written in ``text`` that exists, in the order written."""
    found: dict[int, dt.date] = {}
    for pattern, order in _DAYS:
        for match in pattern.finditer(text):
            day = _day(dict(zip(order, match.groups(), strict=True)), not_before)
            if day and match.start() not in found:
                found[match.start()] = day
    return [found[start] for start in sorted(found)]


def _day(parts: dict[str, str], not_before: dt.date | None) -> dt.date | None:
    month = parts["m"]
    number = _MONTHS.index(month[:3].upper()) + 1 if month.isalpha() else int(month)
    try:
        if len(parts["y"]) == 4:
            return dt.date(int(parts["y"]), number, int(parts["d"]))
        century = (not_before.year // 100 if not_before else 20) * 100
        day = dt.date(century + int(parts["y"]), number, int(parts["d"]))
        return day if not_before is None or day >= not_before else day.replace(year=day.year + 100)
    except ValueError:
        return None


def declassification(values: Sequence[str], authority: str | None, level: Level,
                     origin: dt.date | None) -> tuple[Declassification, list[Finding]]:
    """When the classification ends, from the values on the ``Declassify On`` and ``DECL:`` lines (32 CFR 2001.22(e)).

    ``values`` are as written, none where there is no such line; of several the strictest counts. ``origin`` is the
    document's date.
    """
    if level == "U":
        return Declassification(None, "unclassified", "; ".join(values) or None, authority, "none"), []
    if not values:
        on = _last_day(origin, 25)
        return Declassification(on, "source-date+25", None, authority, "dated" if on else "unknown"), []
    told = [_end(value, authority, origin) for value in values]
    findings = [finding for _, found in told for finding in found]
    return max((end for end, _ in told), key=_strictness), findings


def _without_days(value: str) -> str:
    """The value without its days and the words that say no more than that a day follows."""
    for pattern, _ in _DAYS:
        value = pattern.sub(" ", value)
    return _HARMLESS.sub(" ", value)


def _strictness(end: Declassification) -> tuple[bool, dt.date]:
    return end.on is None, end.on or dt.date.max


def _end(text: str, authority: str | None, origin: dt.date | None) -> tuple[Declassification, list[Finding]]:
    value = text.strip().upper()
    findings = _sanity(value, origin)
    for pattern, basis, ends in _VALUES:
        if pattern.search(value):
            on, state = ends(value, origin)
            return Declassification(on, basis, text, authority, state), findings
    on = max(days_in(value, origin), default=None)
    if on and (origin is None or on > origin) and not _WORDS.search(_without_days(value)):
        return Declassification(on, "date", text, authority, "dated"), findings
    findings.append(Finding("declassification-unreadable", "warning",
                            "the declassification value is no code and no day after the document's own: "
                            "the classification does not end by itself"))
    return Declassification(None, "event", text, authority, "unknown"), findings


_Ends = tuple[dt.date | None, Literal["dated", "exempt", "unknown"]]


def _exempt(value: str, origin: dt.date | None) -> _Ends:
    return None, "exempt"


def _never_by_date(value: str, origin: dt.date | None) -> _Ends:
    return None, "unknown"


def _long_exempt(value: str, origin: dt.date | None) -> _Ends:
    """25X1–25X9: the date given with it, else 50 years after the document."""
    named = day_in(re.sub(r"25X\d", " ", value), origin)
    on = named if named and (origin is None or named > origin) else _years_after(origin, 50)
    return on, "dated" if on else "unknown"


def _indefinite(value: str, origin: dt.date | None) -> _Ends:
    """OADR, MR, X1–X8, DCI Only: 25 years after the document."""
    on = _years_after(origin, 25)
    return on, "dated" if on else "unknown"


_VALUES: tuple[tuple[re.Pattern[str], str, Callable[[str, dt.date | None], _Ends]], ...] = (
    (re.compile(r"\b[57][0O5S]\s?X|\bX50"), "exempt", _exempt),
    (re.compile(r"\b25X[1-9](?!\w)"), "25X", _long_exempt),
    (re.compile(r"\b[2Z][5S]\s?X"), "exempt", _exempt),
    (re.compile(r"\bOADR\b|ORIGINATING AGENCY.S? DETERMINATION"), "OADR", _indefinite),
    (re.compile(r"^(?:1\.6\s?)?\(?X[1-8]\b|^1\.6\s?X[1-8]"), "X1-X8", _indefinite),
    (re.compile(r"^(?:MR|MANUAL REVIEW|D[CN]I ONLY)\b"), "MR", _indefinite),
    (re.compile(r"^GDS(?!.*\d{1,2}/\d{1,2}/\d)|^(?:X|R)G?DS(?:-?\d)?\b|^N/?A\b|^NOT APPLICABLE\b", re.DOTALL),
     "not-computable", _never_by_date),
)


def _sanity(value: str, origin: dt.date | None) -> list[Finding]:
    if origin is None:
        return []
    if "OADR" in value and origin > _LAST_OADR:
        return [Finding("declassification-anachronism", "warning",
                        "OADR cannot come from a source after 14 October 1995")]
    if re.match(r"(?:1\.6\s?)?X[1-8]\b", value) and origin >= _LAST_X_CODE:
        return [Finding("declassification-anachronism", "warning",
                        "X1 to X8 cannot come from a source of 22 September 2003 or later")]
    return []


def _years_after(origin: dt.date | None, years: int) -> dt.date | None:
    if origin is None or origin.year + years > dt.MAXYEAR:
        return None
    try:
        return origin.replace(year=origin.year + years)
    except ValueError:
        return origin.replace(year=origin.year + years, month=3, day=1)


def _last_day(origin: dt.date | None, years: int) -> dt.date | None:
    """31 December of the year ``years`` after the document (E.O. 13526 3.3(a))."""
    if origin is None or origin.year + years > dt.MAXYEAR:
        return None
    return dt.date(origin.year + years, 12, 31)
