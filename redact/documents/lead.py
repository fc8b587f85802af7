"""What stands before the words of a portion: paragraph number, bullet, and the mark; and marks elsewhere in a block.

The mark stands immediately before the portion (32 CFR 2001.21(c)); State puts it after the paragraph number. Memoranda
put it at the end. Anything else in parentheses is text (domain notes §4).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from redact.documents.lines import plain
from redact.documents.model import Span
from redact.markings import Marking, Problem, recognise

_BLANK = r"[\s\u00a0\u00ad\u200b-\u200d\u2060\ufeff]*"
_NUMBER = re.compile(_BLANK + r"(?:(?:¶|&para;|PARA\.?)\s*(?P<pilcrow>\d{1,3})\b\s?[.)]?(?!\d)"
                              r"|(?P<number>\d{1,3})\s?(?:\.(?!\d)|\)))")
_LOOSE_NUMBER = re.compile(_BLANK + r"(?P<number>\d{1,3})\s?[,:;-]?\s{0,3}(?=[(\[{<])")
_BROKEN = re.compile(r"(?P<open>[(\[{<])?(?P<inner>[^\W_a-z][^\s()\[\]{}<>]{0,40})(?P<close>[()\[\]{}>])?")
_MESSAGE_NUMBER = re.compile(_BLANK + r"\d{2,6}\.\s+(?=\d{1,3}\.\s)")
_FIGURE = re.compile(_BLANK + r"(?:Figure|Table|Chart|Map|Annex)\s+(?:\d{1,3}|[A-Z])[.:]\s*", re.IGNORECASE)
_BULLET = re.compile(_BLANK + r"(?:[-–—•*·▪]{1,3}(?=[\s(])|\(?(?P<letter>[A-Za-z]|[ivx]{1,4})[.)](?=\s|\())")
_PARENTHESIS = re.compile(r"\([^()]{1,240}\)")
_TRAILING = re.compile(r"\([^()]{1,240}\)" + _BLANK + r"\Z")
_SENTENCE_END = re.compile(r"[.!?:;][\"'”’)\]8⁸]*\s*\Z")
_LINE_END = re.compile(r"\r\n|\r|\n")
_BLANKS = re.compile(_BLANK)
_SINGLE = re.compile(r"\(([A-Z])\)\Z")


@dataclass(frozen=True, slots=True)
class Lead:
    """The lead of a block: its number or letter, its mark with its place in the text, where the words begin."""

    number: str | None
    bulleted: bool
    mark: Span | None
    marking: Marking | None
    body: int


def numbered(line: str) -> int | None:
    """The paragraph number with which a line starts, None if it starts with none."""
    match = _NUMBER.match(line)
    return int(match["number"] or match["pilcrow"]) if match else None


def read_lead(text: str, before: str = "") -> Lead:
    """The lead of a block of text. ``before`` is the text of the block before: ``(B)`` there makes ``(C)`` a letter."""
    position = message.end() if (message := _MESSAGE_NUMBER.match(text)) else 0
    number, bulleted, mark, marking = None, False, None, None
    while True:
        if mark is None and (found := mark_at(text, position, before)):
            mark, marking = found
            position = mark[1]
        elif number is None and (match := _NUMBER.match(text, position)):
            number = match["number"] or match["pilcrow"]
            position = match.end()
        elif number is None and (match := _LOOSE_NUMBER.match(text, position)) and mark_at(text, match.end(), before):
            number, position = match["number"], match.end()
        elif not bulleted and (match := _FIGURE.match(text, position) or _BULLET.match(text, position)):
            bulleted, position = True, match.end()
            number = number or match.groupdict().get("letter")
        else:
            break
        if mark is not None and number is not None:
            break
    return Lead(number, bulleted, mark, marking, _skip_blanks(text, position))


def _skip_blanks(text: str, position: int) -> int:
    match = _BLANKS.match(text, position)
    return match.end() if match else position


def mark_at(text: str, position: int, before: str = "") -> tuple[Span, Marking] | None:
    """The mark that stands at ``position``, blanks aside, with its place; None if what stands there is no mark."""
    start = _skip_blanks(text, position)
    match = _PARENTHESIS.match(text, start)
    if match and (marking := recognise(match.group())):
        return None if _continues_series(match.group(), before) else ((match.start(), match.end()), marking)
    return _broken_mark_at(text, start, before)


def _broken_mark_at(text: str, start: int, before: str) -> tuple[Span, Marking] | None:
    """A mark that has lost a parenthesis or bears another bracket for one: ``(C``, ``S//NF)``, ``[C)``."""
    match = _BROKEN.match(text, start)
    if not match or not (match["open"] or match["close"]):
        return None
    repaired = f"({match['inner']})"
    marking = recognise(repaired)
    if marking is None or _continues_series(repaired, before) or f"{chr(ord(match['inner'][0]) - 1)})" in before:
        return None
    damage = Problem("damaged", "error", f"the mark has lost a parenthesis; read as {marking.portion}",
                     "32 CFR 2001.21(c)")
    return (match.start(), match.end()), replace(marking, text=match.group(), parts=(),
                                                 problems=(*marking.problems, damage))


def _continues_series(candidate: str, before: str) -> bool:
    """Whether ``(C)`` follows ``(B)``: then both are letters of a list, not marks."""
    letter = _SINGLE.match(candidate)
    return letter is not None and f"({chr(ord(letter[1]) - 1)})" in before


def trailing_mark(text: str) -> tuple[Span, Marking] | None:
    """The mark that ends a block (``… mediator. (C)``), None if it ends with none."""
    match = _TRAILING.search(text, max(len(text) - 300, 0))
    if not match or match.start() == 0:
        return None
    inner = match.group()[:match.group().rindex(")") + 1]
    marking = recognise(inner)
    if marking is None or _continues_series(inner, text[:match.start()]):
        return None
    return (match.start(), match.start() + len(inner)), marking


def inner_marks(text: str, lead: Lead) -> list[Marking]:
    """Marks at the start of later lines of a block, where a line follows a finished sentence or has a number or bullet.

    Whoever wrote the block must not be able to open it: these never start a portion, they only make it stricter.
    """
    found: list[Marking] = []
    for end in _LINE_END.finditer(text, lead.body):
        start = end.end()
        if "(" not in text[start:start + 40]:
            continue
        inner = read_lead(text[start:start + 300], text[max(0, start - 2000):start])
        finished = _SENTENCE_END.search(text[max(0, start - 12):start])
        if inner.marking and (inner.number is not None or inner.bulleted or finished):
            found.append(inner.marking)
    return found


def ends_sentence(text: str) -> bool:
    """Whether the text ends with a finished sentence, by its punctuation."""
    return bool(_SENTENCE_END.search(plain(text[-24:])))
