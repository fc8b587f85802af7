"""What belongs to the page and not to the text: page lines, repeated banners, declassification stamps, rules."""

from __future__ import annotations

import re

_PAGE = re.compile(
    r"^(?:"
    r"[A-Z][A-Z .'-]{2,24}\s+\d{6,10}\s+\d{3}\s+OF\s+\d{3}"            # KARACHI 00000380 002 OF 002
    r"|PAGE\s+\d{1,3}(?:\s+OF\s+\d{1,3})?(?:\s+[A-Z][A-Z .'-]{1,24}\s+\d{3,6}(?:\s+\d{2}\s+OF\s+\d{2})?(?:\s+\d{6}Z)?)?"
    r"|(?:FINAL\s+)?SECTION\s+\d{1,2}\s+OF\s+\d{1,2}(?:\s+[A-Z][A-Z .'-]{2,24}\s+\d{3,8})?"
    r"|-\s?\d{1,3}\s?-"
    r")$")
_PAGE_NUMBER = re.compile(r"\b(\d{2,3})\s+OF\s+\d{2,3}$|^PAGE\s+(\d{1,3})\b")
_STAMP = re.compile(
    r"^(?:[A-Z][A-Za-z.]+ [A-Z]\.? ?[A-Z][A-Za-z]+ )?Declassified/Released US Department of State EO Systematic Review"
    r"\s+\d{1,2} [A-Z]{3} \d{4}(?: [A-Za-z./ ]{0,100}\d{1,2} [A-Z]{3} \d{4})?$"
    r"|^(?:UNCLASSIFIED\s+)?U\.S\. Department of State\s+Case No\. [A-Z]-\d{4}-\d{1,7}\s+Doc No\. [A-Z]\d{6,10}\s+"
    r"Date: \d{2}/\d{2}/\d{4}$")
_RULE = re.compile(r"^[-=_*~]{3,}(?:\s+[-=_*~]{3,})*(?:\s+\d{5,7})?$")


def page_line(text: str) -> bool:
    """Whether a line is a page line such as ``KARACHI 00000380 002 OF 002`` or ``PAGE 02 …``."""
    return bool(_PAGE.match(text))


def page_number(text: str) -> int | None:
    """The page that a page line opens, where it says so."""
    match = _PAGE_NUMBER.search(text)
    return int(match[1] or match[2]) if match else None


def stamp_line(text: str) -> bool:
    """Whether a line is an official declassification stamp."""
    return bool(_STAMP.match(text))


def rule_line(text: str) -> bool:
    """Whether a line is a rule of dashes, as stands above and below headings."""
    return bool(_RULE.match(text))
