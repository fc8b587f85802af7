"""The classification line of a cable or page: which lines are one, and how far the marking in it goes.

    line := marking [section] [post number] [section]

A word between the level and the post is part of the marking, known or not: it counts as most restrictive (domain
rule 1). What the post is, ``posts`` says.
"""

from __future__ import annotations

import re

from redact.markings.captions import caption_words, with_captions
from redact.markings.damage import guess_us
from redact.markings.model import Marking
from redact.markings.normalise import Copy, normalise
from redact.markings.onedit import near_known
from redact.markings.parser import parse
from redact.markings.posts import post_size, speaks
from redact.markings.register import HEADS

_LONGEST_LINE = 300
_START = re.compile(r"\s*(?://\s*)?[^\W\d_]", re.UNICODE)
_SMALL_L = re.compile(r"(?<=[A-Z0-9])l|l(?=[A-Z0-9])")
_DOUBLE = re.compile(r"/ ?/")
_SECTIONS = r" (?:(?:FINAL )?SECTION \d{1,3} OF \d{1,3}|FINAL SECTION(?: OF \d{1,3})?)"
_SECTION = re.compile(rf"{_SECTIONS}(?= |$)")
_NUMBER = re.compile(r" \d{3,7}$")
_WORDS_OF_LEVELS = tuple(word for word in HEADS if len(word) > 4)
_BEGINS = re.compile("(?:" + "|".join(" ?".join(re.escape(letter) for letter in word if letter != " ")
                                      for word in sorted(HEADS, key=len, reverse=True) if len(word) > 2)
                     + r")(?=$|[ /,.-])")
_TAIL = re.compile(rf"(?:{_SECTIONS})?(?:(?: [A-Z][A-Z'.]*){{0,4}} \d{{3,7}}(?:{_SECTIONS})?)?")
_SMALL = re.compile(r"[a-z]")
_SHORTEST_DAMAGED = 5
_MOST_WORDS_OF_ALL = 40
_ALONE_ON_A_LINE = 3
_LONGEST_NAME = 3
_MOST_WORDS = 8
_WORD = re.compile(r"[^ ]+")


def recognise_banner(line: str) -> tuple[Marking, int] | None:
    """The marking that a whole line is, and the offset in it (characters) where the marking part ends.

    After the marking may stand nothing, ``SECTION 01 OF 02``, and a post's name with its number. None for prose, and
    for anything that is not in capitals (but for a small l that a scanner took for I).
    """
    if len(line) > _LONGEST_LINE or line.lstrip()[:1] == "(":
        return None
    copy = normalise(line)
    return _plain_banner(line, copy) or _near_a_banner(line, copy)


def _plain_banner(line: str, copy: Copy) -> tuple[Marking, int] | None:
    capitals = _SMALL_L.sub("I", line)
    if not _START.match(line) or capitals != capitals.upper():
        return None
    whole = _marking(line, copy, len(copy.upper), free=False)
    if whole is not None and not whole.unknown:
        return whole, copy.end(len(copy.upper))
    return _before_tail(line, copy) or ((whole, copy.end(len(copy.upper))) if whole is not None else None)


def _near_a_banner(line: str, copy: Copy) -> tuple[Marking, int] | None:
    """The damaged marking that the line begins with, one edit from a banner; all that follows is a tail."""
    written = copy.faithful
    if len(_SMALL.findall(written)) > 1:
        return None
    for match in reversed([*_WORD.finditer(written)][:_MOST_WORDS_OF_ALL]):
        end = match.end()
        if end >= _SHORTEST_DAMAGED and _TAIL.fullmatch(written, end) and near_known(written[:end]):
            place = _end_in_line(line, written[:end])
            return parse(line[:place].strip(), kind="banner"), place
    return None


def _end_in_line(line: str, written: str) -> int:
    """Where in ``line`` the words of ``written`` end, its first words with single blanks."""
    words = [*re.finditer(r"\S+", line)]
    return words[len(written.split()) - 1].end()


def _before_tail(line: str, copy: Copy) -> tuple[Marking, int] | None:
    """The marking before a section or a message's number, with the words between the two parts of the tail."""
    upper = copy.upper
    last = [match for match in _SECTION.finditer(upper) if match.end() == len(upper)]
    end = last[0].start() if last else len(upper)
    number = _NUMBER.search(upper, 0, end)
    if number is None:
        marking = _marking(line, copy, end, free=True) if last else None
        return (marking, copy.end(end)) if marking is not None else None
    section = _SECTION.search(upper, 0, number.start() + 1)
    start = section.end() if section else _level_end(upper)
    words = list(_WORD.finditer(upper, start, number.start()))
    listed = bool(words) and upper[:words[-1].start()].rstrip().endswith((",", "/"))
    size = 0 if listed else post_size([word[0] for word in words])
    between = words[:len(words) - size]
    if len(between) > _MOST_WORDS:
        return None
    end = section.start() if section else between[-1].end() if between else start
    marking = _marking(line, copy, end, free=True)
    if marking is None:
        return None
    if section and between:
        marking = with_captions(marking, caption_words([word[0] for word in between]))
    return marking, copy.end(end)


def _level_end(upper: str) -> int:
    """Where the level ends; of a damaged one the longest beginning that is near a level, else its first word."""
    match = _BEGINS.match(upper)
    if match is not None and upper[match.end():match.end() + 1] != "/":
        return match.end()
    ends = [word.end() for word in _WORD.finditer(upper)]
    if match is None and not upper.startswith("//"):
        near = [end for end in ends if (guess := guess_us(upper[:end])) and guess.word in _WORDS_OF_LEVELS]
        return max(near, default=ends[0])
    return ends[0] if not upper.startswith("TOP SECRET/") else ends[1]


def _marking(line: str, copy: Copy, end: int, *, free: bool) -> Marking | None:
    """The marking of the first ``end`` characters; ``free``: a tail shows that it is no prose, any word may stand."""
    text = line[copy.start(0) if copy.upper else 0:copy.end(end)]
    letters = text.replace(" ", "")
    if "/" not in letters and len(letters) < _ALONE_ON_A_LINE:
        return None
    marking = parse(text, kind="banner")
    if _DOUBLE.search(copy.upper, 0, end):
        return marking if _readable(marking, text) and _no_prose(marking) else None
    if _BEGINS.match(copy.upper) and _readable(marking, text):
        rest = copy.upper[_level_end(copy.upper):end].split()
        return marking if free or not marking.unknown or _all_speak(rest) else None
    return _damaged(line, copy, end)


def _damaged(line: str, copy: Copy, end: int) -> Marking | None:
    """A line whose level is damaged: the level, and the words after it as captions."""
    if not copy.upper:
        return None
    level_end = min(_level_end(copy.upper), end)
    level = copy.upper[:level_end]
    guess = guess_us(level)
    if guess is None or guess.word not in _WORDS_OF_LEVELS:
        return None
    rest = copy.upper[level_end:end].split()
    if rest and not _all_speak(rest):
        return None
    return with_captions(parse(line[copy.start(0):copy.end(level_end)], kind="banner"), caption_words(rest))


def _readable(marking: Marking, text: str) -> bool:
    return marking.level != "unknown" or (bool(marking.controls) and "//" in text)


def _all_speak(words: list[str]) -> bool:
    """True if every word after a level is a control, a caption or a code word, also damaged."""
    return all(speaks(word) for caption in caption_words(words) for word in (
        [caption] if caption not in words else [caption.strip(",.-")]))


def _no_prose(marking: Marking) -> bool:
    """True if what no register knows is short enough for control names."""
    return not any(len(word.split()) > _LONGEST_NAME for word in marking.unknown)
