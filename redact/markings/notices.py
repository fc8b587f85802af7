"""The second line of a banner: notices such as ATTORNEY WORK PRODUCT (ODNI ISM.XML, CVEnumISMSecondBannerLine).

A notice is no control marking, but it restricts all the same: in a marking it stands among ``notices`` and, since no
register says who may have the information, among ``unknown``, which no rule releases.
"""

from __future__ import annotations

import re

from redact.markings.model import Part
from redact.markings.register import NOTICES

_LONGEST = 400
_NOTICE = re.compile(r"[^/\s](?:[^/\n]*[^/\s])?")


def second_line(line: str) -> tuple[str, ...] | None:
    """The tokens of the notices that a line consists of, in the order written; None if there is anything else in it."""
    found = _notices(line, 0)
    return tuple(part.token for part in found) if found else None


def split_second_line(text: str) -> tuple[str, list[Part]]:
    """A banner without its second line, and the notices of that line where they stand; no second line, no notices."""
    end = len(text.rstrip())
    break_at = text.rfind("\n", 0, end)
    if break_at <= 0 or end - break_at > _LONGEST or not text[:break_at].strip():
        return text, []
    notices = _notices(text[break_at:end], break_at)
    return (text[:break_at], notices) if notices else (text, [])


def _notices(line: str, base: int) -> list[Part]:
    if len(line) > _LONGEST:
        return []
    parts = []
    for match in _NOTICE.finditer(line):
        token = NOTICES.get(" ".join(match[0].upper().split()))
        if token is None:
            return []
        parts.append(Part("notice", token, base + match.start(), base + match.end()))
    return parts
