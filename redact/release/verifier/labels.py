"""What stands on a box by itself, and what a text says where something was taken out of it."""

from __future__ import annotations

import re

_LABEL = re.compile(r"""
    \W*(?:(?:redacted|withheld|deleted|excised|sanitized|sanitised|not\ declassified|denied|
    exempt(?:ion)?s?|privileged?|confidential|sealed|attorney|client|
    non-?responsive|outside\ scope|out\ of\ scope|foia|per|
    text|name|names|line|lines|page|pages|paragraph|paragraphs|information|less|than|
    \(?b\)?\s*\(?[1-9]\)?(?:\s*\(?[a-f]\)?)?|[1-9]\.[1-9]\s*\(?[a-h]\)?|25x[1-9]|50x[1-9]|[\d½]+|[-–,;:.()\[\]/&+§])\W*)+
    """, re.IGNORECASE | re.VERBOSE)
"""What stands on a box by itself: exemption codes, amounts, the words for withholding."""
_MARK = re.compile(r"\[\s*(?:redacted|withheld|deleted|excised|[^\]\n]{0,60}not declass?ified)|█{2,}|■{3,}|"
                   r"\bredacted\b|\b[Xx]{6,}\b|\*{5,}\s*(?-i:[a-z])", re.IGNORECASE)
"""What a text says where something was taken out."""
_CODE = re.compile(r"\W*(?:(?:\(?b\)?\s?\([1-9]\)(?:\s?\([A-F]\))?[\s,;/]*)+|redacted|withheld|excised|sanitized)\W*",
                   re.IGNORECASE)
"""The code of an exemption by itself, or a word for withholding."""
_LONGEST = 200


def is_label(text: str) -> bool:
    """True for a text that is nothing but the label of a box."""
    said = text.strip()
    return len(said) < _LONGEST and _LABEL.fullmatch(said) is not None and any(map(str.isalpha, said))


def is_code(text: str) -> bool:
    """True for a text that is the code of an exemption, or a word for withholding, and nothing else."""
    return len(text) < _LONGEST and _CODE.fullmatch(text) is not None


def is_marked(text: str) -> bool:
    """True for a text that says of itself that something was taken out of it."""
    return _MARK.search(text) is not None
