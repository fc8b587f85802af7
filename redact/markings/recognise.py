"""Telling portion marks from what only looks like one: parentheses in text.

``parse`` reads whatever it is given; this says first whether there is a marking at all (domain rule 4:
enumerators, plurals, office symbols, aircraft and dates in parentheses are no marks).
"""

from __future__ import annotations

import re
from functools import lru_cache

from redact.markings.damage import guess_us, repair_of_control, same_shape
from redact.markings.model import Marking
from redact.markings.nearmarks import damaged_mark
from redact.markings.normalise import normalise
from redact.markings.onedit import near_known
from redact.markings.parser import parse
from redact.markings.register import HEADS, NAMES, NATO_WORDS

_LONGEST_MARK = 2000
_LONGEST_WORD = 7  # with its parentheses
_LONGEST_BROKEN = 80
_MOST_WORDS = 6
_RUN = re.compile(r"\S+")
_JUST_AFTER = re.compile(r"\S{1,2}(?!\S)")
_WHOLE_WORD = re.compile(r"[A-Z0-9]+|[A-Z]?[a-z0-9]+")
_CLOSED_TWICE = re.compile(r"[^()]{1,60}\)")
_LETTER = re.compile(r"[^\W\d_]")
_SEPARATOR = re.compile(r" ?[/,-]| (?=\S)")
_DOUBLE = re.compile(r"/ ?/")
_ALONE = frozenset({"R", "NF", "NOFORN", "ORCON", "EXDIS", "NODIS"})
"""What is a mark by itself though no US marking begins with it: the foreign level, controls without a level."""
_WORDS = tuple(word for word in HEADS if len(word) > 4)
_FOREIGN = re.compile(r"(?:[A-Z]{2,4}|NATO|FGI) ?- ?(?:TS|S|C|R|U)$")


@lru_cache(maxsize=16384)
def recognise(text: str) -> Marking | None:
    """The marking that a parenthesised candidate is (``(C//NF)``), well formed or damaged; None if it is none.

    The caller has seen that it stands where a portion mark may stand.
    """
    if len(text) > _LONGEST_MARK:
        return None
    copy = normalise(text)
    if not (copy.upper.startswith("(") and copy.upper.endswith(")") and len(copy.upper) > 2):
        return None
    inner, cased = copy.upper[1:-1].strip(), copy.cased[1:-1].strip()
    if not inner or (cased == cased.lower() and not _DOUBLE.search(inner) and not damaged_mark(inner, cased)):
        return None
    marking = parse(text, kind="portion")
    if _is_mark(inner, cased, marking) or damaged_mark(inner, cased) or _near_a_mark(copy.faithful):
        return marking
    return None


def _near_a_mark(text: str) -> bool:
    """True for what is within one edit of a mark and too long, or too much in parts, to be a word in parentheses."""
    return (" " in text or len(text) > _LONGEST_WORD) and near_known(text)


def damaged_mark_at(text: str, start: int) -> tuple[Marking, int] | None:
    """The mark at ``start`` in running text that one edit to its parentheses keeps from being one, and where it ends.

    It may have lost a parenthesis, bear another character for it, or have one at the wrong place (``S(//NF)``,
    ``(C-N)F``, ``//GBR S)``). None for anything else, and for a single letter: that is an item of a list.
    """
    window = text[start:start + _LONGEST_BROKEN]
    doubled = window.startswith("((")
    ends = [end for end in _possible_ends(window) if (doubled or len(_LETTER.findall(window, 0, end)) > 1)
            and near_known(normalise(window[:end]).faithful)]
    return (parse(window[:ends[-1]], kind="portion"), start + ends[-1]) if ends else None


def _possible_ends(window: str) -> list[int]:
    """Where such a mark may end: at the closing parenthesis, unless that makes a word in parentheses, just after it,
    or at the next one; at any word, if none closes the first."""
    closed, reopened = window.find(")", 1) + 1, window.find("(", 2) + 1
    word = window.startswith("(") and _WHOLE_WORD.fullmatch(window, 1, max(1, closed - 1)) is not None
    ends = [match.end() for form in (_JUST_AFTER, _CLOSED_TWICE) if closed and (match := form.match(window, closed))]
    if closed and not word:
        ends.append(closed)
    if "(" in window[:2] and (not closed or 0 < reopened < closed):
        ends += [match.end() for match in _RUN.finditer(window)][:_MOST_WORDS]
    return sorted(set(ends))


def _is_mark(inner: str, cased: str, marking: Marking) -> bool:
    if marking.entire_text:
        return True
    if _DOUBLE.search(inner):
        return marking.level != "unknown" or bool(marking.controls)
    if inner in HEADS or inner in _ALONE or inner in NATO_WORDS:
        return _capital_enough(inner, cased)
    head, rest = _split(inner)
    if not _head_fits(head, cased) and not (_FOREIGN.match(inner) and marking.dialect == "isoo"):
        return _spaced_or_damaged(inner, cased)
    return not rest or marking.dialect == "isoo" or _controls_fit(head, rest, marking)


def _split(inner: str) -> tuple[str, str]:
    """The head and what follows its separator."""
    for head in (inner, inner.rstrip(" .,:;-/")):
        if head in HEADS:
            return head, ""
    match = next((match for match in _SEPARATOR.finditer(inner) if inner[:match.start()] in HEADS), None)
    longest = max((word for word in HEADS if " " in word and inner.startswith(word + " ")), key=len, default="")
    if longest:
        return longest, inner[len(longest):].strip(" /,-")
    if match is None:
        return inner, ""
    return inner[:match.start()], inner[match.end():].strip(" /,-")


def _capital_enough(head: str, cased: str) -> bool:
    """A level spelled out may have a single capital (``Confidential``); shorter marks are all capitals."""
    written = cased[:len(head)]
    return written.isupper() or (len(head) > 4 and written[:1].isupper())


def _head_fits(head: str, cased: str) -> bool:
    if head in HEADS or head.strip(" .,:;-/") in HEADS:
        return _capital_enough(head, cased)
    return any(same_shape(head, word) for word in ("TS", "S", "C")) and not head.isdigit() and cased.isupper()


def _controls_fit(head: str, rest: str, marking: Marking) -> bool:
    """After a single slash, hyphen or blank only controls the registers know, at least within one edit, make a mark."""
    if len(head) > 4 and marking.text is not None and "/" in marking.text:
        return True
    return all(word.upper() in NAMES or repair_of_control(word.upper()) is not None for word in marking.unknown)


def _spaced_or_damaged(inner: str, cased: str) -> bool:
    bare = inner.replace(" ", "")
    if cased != cased.upper() and len(bare) < 9:
        return False
    one_fault = " " not in inner or not any(letter.isdigit() for letter in inner)
    if one_fault and any(same_shape(bare, word.replace(" ", "")) for word in HEADS if len(word) > 1):
        return True
    first, _, rest = bare.partition("/")
    if rest and len(first) == 1 and all(part in NAMES for part in rest.split("/")):
        return True
    if bare in _RUN_TOGETHER:
        return True
    guess = guess_us(inner)
    return guess is not None and guess.word in _WORDS and len(bare) > 5


_RUN_TOGETHER = frozenset(f"{level}{control}" for level in ("TS", "S", "C", "U")
                          for control in ("NF", "NOFORN", "FOUO", "OC", "SBU") if len(level + control) > 2)
