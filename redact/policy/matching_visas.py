"""What became of a person's visa: sentences that 8 U.S.C. 1202(f) keeps confidential, whatever a document's tags.

Such a sentence speaks of a visa, of what was asked or decided, and of somebody: by name, or as *the applicant*, *his
visa*, *she was refused*. The sentence after it belongs to it where it goes on about that person without saying *visa*
again. Visas in general (their fees, how many were issued) are nobody's record. Whose visa a named person decides or
asks for is not told apart: then more is taken.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from redact.policy.matching_extent import extend
from redact.policy.matching_names import NameWord, name_words
from redact.policy.matching_protected import body_start
from redact.policy.matching_view import plain_view
from redact.policy.matching_words import Hit

_TITLED = re.compile(r"\b(?:Mr|Mrs|Ms|Miss|Dr)\.?\s+[A-Z]|\bMESSRS\b|\b(?:MR|MRS|MS|DR)\.?\s+[A-Z]{2}")
_FINITE = re.compile(r"(?:'s)?\s+(?:was|is|has|had|did|does|will|would|may|could|applie[ds]|re-?applied|sought|seeks"
                     r"|asked|received|obtained|requested|overstayed|qualifie[ds])\b|'s\b|\s*[,(]")
_ONE = r"(?:(?:the|this|that|an?|each)\s+(?:\w+\s+)?(?:applicant|petitioner|beneficiary))"
_OWN = (rf"\b(?:his|her|{_ONE}'s)\s+(?:[\w-]+\s+){{0,3}}(?:visa|green\s+card|application|petition|waiver|refusal"
        r"|(?:in)?eligibility)\b")
_ACTED_ON = rf"\b(?:refus\w+|den\w+|issu\w+|grant\w+|gave|giv\w+)\s+(?:him|her|{_ONE})\b"
_MEANT = rf"\b(?:found|of|to|for)\s+(?:him|{_ONE})\b"


@cache
def _somebody_unnamed() -> re.Pattern[str]:
    """Somebody spoken of without a name, as one whose visa it is: *his visa*, *she was refused*, *issued him*."""
    acting = rf"\b(?:he|she|subject|{_ONE})\s+(?:[\w-]+\s+){{0,3}}?{_words('decision').pattern}"
    return re.compile("|".join((_OWN, acting, _ACTED_ON, _MEANT)), re.IGNORECASE)


@cache
def _table() -> dict[str, object]:
    table: dict[str, object] = json.loads(files(__package__).joinpath("data", "visas.json").read_text("utf-8"))
    return table


@cache
def _words(group: str) -> re.Pattern[str]:
    """The words of one group of ``data/visas.json`` as one pattern; a blank stands for any white space."""
    listed = _table()[group]
    assert isinstance(listed, list)
    return re.compile(rf"\b(?:{'|'.join(listed)})(?!\w)".replace(" ?", r"\s*").replace(" ", r"\s+"), re.IGNORECASE)


@cache
def _no_names() -> frozenset[str]:
    return frozenset(str(_table()["not_names"]).split())


def visa_decisions(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of what says what became of somebody's visa, sentence by sentence; offsets of ``text``."""
    view = plain_view(text)
    if _words("visa").search(view.text):
        body = body_start(view.text)
        for start, end in _found(view.text):
            hit = view.hit(min(max(start, body), end - 1), end)
            yield hit.start, hit.end


def _found(text: str) -> Iterator[tuple[int, int]]:
    position, follows = 0, False
    while position < len(text):
        sentence = extend(text, Hit(position, min(position + 1, len(text))), "sentence")
        start, end = max(sentence.start, position), max(sentence.end, position + 1)
        follows = _decides(text[start:end], follows=follows)
        if follows:
            yield start, end
        position = end
        while position < len(text) and text[position].isspace():
            position += 1


def _decides(sentence: str, *, follows: bool) -> bool:
    """Whether a sentence says what became of somebody's visa. ``follows``: the one before it did."""
    visa, decision = _words("visa").search(sentence), _words("decision").search(sentence)
    if decision is None or not (visa or follows):
        return False
    if visa is None:
        return _somebody_unnamed().search(sentence) is not None
    return _somebody(sentence)


def _somebody(sentence: str) -> bool:
    if _TITLED.search(sentence) or _somebody_unnamed().search(sentence):
        return True
    taken = [match.span() for group in ("visa", "decision") for match in _words(group).finditer(sentence)]
    words = name_words(sentence, 0, len(sentence))
    return any(_names(sentence, words, place) for place, word in enumerate(words)
               if word.distinctive and word.key not in _no_names() and word.capital
               and not any(first < word.end and word.start < last for first, last in taken))


def _names(sentence: str, words: list[NameWord], place: int) -> bool:
    """Whether a word names a person: behind *in* or *at* a single one names a place, and at the start of a sentence
    every word has a capital."""
    word = words[place]
    following = words[place + 1] if place + 1 < len(words) else None
    named = following is not None and following.telling and not word.parted
    if place > 0 and words[place - 1].among("placing") and not word.shouted:
        return named or sentence.startswith("'s", word.end)
    if word.shouted or (place > 0 and not _opens(sentence, words, place)):
        return True
    return named or _FINITE.match(sentence, word.end) is not None


def _opens(sentence: str, words: list[NameWord], place: int) -> bool:
    """Whether nothing but a number and a mark stands before a word."""
    return not any(character.isalpha() for earlier in words[:place] if len(earlier.text) > 2
                   for character in earlier.text) and not sentence[:words[place].start].rstrip().endswith(",")
