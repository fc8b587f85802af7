"""What stands before the words of a portion: paragraph number, bullet, and the mark; and marks elsewhere in a block.

The mark stands immediately before the portion (32 CFR 2001.21(c)); State puts it after the paragraph number. Memoranda
put it at the end. Anything else in parentheses is text (domain notes §4).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from redact.documents.lines import plain
from redact.documents.model import Span
from redact.markings import UNKNOWN, Marking, Problem, damaged_mark_at, recognise

_BLANK = r"[\s\u00a0\u00ad\u200b-\u200d\u2060\ufeff]*"
_NUMBER = re.compile(_BLANK + r"(?:(?:¶|&para;|PARA\.?)\s*(?P<pilcrow>\d{1,3})\b\s?[.)]?(?!\d)"
                              r"|(?P<number>\d{1,3})\s?(?:\.(?!\d)|\)))")
_LOOSE_NUMBER = re.compile(_BLANK + r"(?P<number>\d{1,3})\s?[,:;-]?\s{0,3}(?=[(\[{<])")
_PART_NUMBER = re.compile(_BLANK + r"[(\[]?(?P<part>\d{1,3}(?:\.(?:\d{1,3}|[A-Za-z]))*[A-Za-z]?|[A-Z](?:\.\d{1,3})+)"
                          r"[)\]]?[.:)-]?\s{0,3}(?=[(\[{<])")
"""The number of a part of a paragraph, and numbers in forms of their own: ``1.1``, ``3a.``, ``A.1``, ``(2)``, ``[2]``.
They count only before a mark: anywhere else they may be a sum, a year or a reference."""
_ODD_LEAD = re.compile(r"(?:[^\w\n(]|[\d_]|\b[A-Za-z]\b|\b[IVXivx]{2,5}\b|\([\d.]{1,4}\)){0,16}"
                       r"(?:\(?(?P<word>[A-Za-z]{2,12})(?:\.?[ \t]\d{1,3})?(?P<stop>:)?[^\w\n(]{0,4})?(?=\()")
"""Signs, numerals and at most one word before a parenthesis: ``"(S)``, ``> (S)``, ``Comment: (S)``, ``Para 11 (S)``."""
_JOINS = frozenset({"and", "or", "to"})
_BRACKETS = frozenset("()[]{}<>")
_BROKEN = re.compile(r"(?P<open>[()\[\]{}<>.,;:'|]{0,3})\s?(?P<inner>[^\W_a-z][^\s()\[\]{}<>]{0,40})"
                     r"(?P<close>[()\[\]{}<>]{0,2})")
_STUCK = re.compile(r"\s?//?\s?(?P<control>[A-Z][A-Z/-]{0,20})\b"
                    r"|(?:\s|\s?[,;–—-]\s?)(?P<word>(?:NOFORN|ORCON|SBU|FOUO|NODIS|EXDIS|LIMDIS|LOU|NF)\b"
                    r"|(?:TOP SECRET|SECRET|CONFIDENTIAL|SENSITIVE)(?=\s?[-–—:/]))")
_BARE = re.compile(_BLANK + r"(?P<level>(?:TOP SECRET|SECRET|CONFIDENTIAL|LIMITED OFFICIAL USE|NOFORN)(?=\s?[-–—:/])"
                   r"|(?:SBU|FOUO|LOU)(?=[\s:/–—-]))")
_UNREADABLE = re.compile(r"[(\[{<](?P<inner>[^\s()\[\]{}<>]{1,12})[)\]}>](?=\s|\Z)")
_ABBREVIATIONS = frozenset({"FYI", "NB", "PS", "REF", "TAB", "SIC"})
_INSERTED = re.compile(r"[^\W\d_]{6,}:?|[^\W\d_]+:")
"""A whole word in brackets at the start, a speaker's name or an editor's: no control is so long and so damaged."""
_ROMAN = re.compile(r"[IVXLC]+|[ivxlc]+")
_AFTER_SENTENCE = re.compile(r"[.!?][\"'”’]?[ \t\u00a0]+(?P<mark>\([^()\s]{1,24}\))"
                             r"(?=\s+\S)(?!(?<=\(C\))\s+(?:19|20)\d\d\b)")
_SET_APART = re.compile(r"(?:[ \u00a0]{2}|[\t|])[ \u00a0]?(?P<mark>\([^()\n]{1,60}\))"
                        r"(?=[ \u00a0]{2}|[ \u00a0]?(?:[\t|\r\n]|\Z))"
                        r"|[^\s\n][ \u00a0](?P<last>\([^()\s]{1,24}\))[ \t]*(?=[\r\n]{1,2}[ \t]*[^\sa-z])")
"""A mark in a column of its own, and one that ends a line after which something else begins."""
_MESSAGE_NUMBER = re.compile(_BLANK + r"(?:[A-Z]{2,12}\s+){0,3}\d{2,6}\.\s+(?=\d{1,3}\.\s?[^\s\d])")
_ENTIRE = re.compile(_BLANK + r"(?P<level>TOP\s+SECRET|SECRET|CONFIDENTIAL|UNCLASSIFIED|UNCLAS|LOU|SBU|FOUO|"
                     r"LIMITED\s+OFFICIAL\s+USE)[\s,:–—-]{0,3}\(?ENTIRE\s+TEXT\b\)?\.?" + _BLANK + r"\Z", re.IGNORECASE)
_ENTIRE_AFTER = re.compile(_BLANK + r"[,:–—-]?" + _BLANK + r"\(?ENTIRE\s+TEXT\)?\.?" + _BLANK + r"\Z", re.IGNORECASE)
_LONGEST_ENTIRE = 120
_LONGEST_NOTICE = 200
_ENUMERATED = re.compile(r"\b(?:Tab|Annex|Appendix|Option|Part|Section|Schedule|Article|Para(?:graph)?|Item|Figure|"
                         r"Enclosure|Exhibit)\s*\Z", re.IGNORECASE)
_YEARS = r"(?:19|20)\d\d(?:\s?[-–,]\s?(?:19|20)\d\d)*,?"
_COPYRIGHT = re.compile(r"\(C\)\s*(?:(?i:copyright)\b|" + _YEARS + r"[\w .,&'’-]{1,100}(?i:all\s+rights\s+reserved)|"
                        + _YEARS + r"(?:\s(?:by|of|the|and|&|[A-Z][\w.,'’-]*)){1,10}\s*\Z)")
_FIGURE = re.compile(_BLANK + r"(?:Figure|Table|Chart|Map|Annex)\s+(?:\d{1,3}|[A-Z])[.:]\s*", re.IGNORECASE)
_BULLET = re.compile(_BLANK + r"(?:[-–—•*·▪]{1,3}(?=[\s(])|\(?(?P<letter>[A-Za-z]|[ivx]{1,4})[.)](?=\s|\())")
_PARENTHESIS = re.compile(r"\([^()]{1,240}\)")
_TRAILING = re.compile(r"(?P<mark>\([^()]{1,240}\))(?P<stop>\.?)" + _BLANK + r"\Z")
_JOINED = re.compile(r"[^\s.!?,;:\"'”’)\]–—-]\Z")
_SENTENCE_END = re.compile(r"[.!?:;][\"'”’)\]8⁸]*\s*\Z")
_LINE_END = re.compile(r"\r\n|[\r\n\v\f\x85\u2028\u2029]")
_BLANKS = re.compile(_BLANK)
_SINGLE = re.compile(r"\(([A-Z])\)\Z")


@dataclass(frozen=True, slots=True)
class Lead:
    """The lead of a block: its number or letter, its mark with its place in the text, where the words begin.

    ``extra`` holds further marks in the lead: they never open anything, they only make it stricter.
    """

    number: str | None
    bulleted: bool
    mark: Span | None
    marking: Marking | None
    body: int
    extra: tuple[Marking, ...] = ()


def numbered(line: str) -> int | None:
    """The paragraph number with which a line starts, None if it starts with none."""
    match = _NUMBER.match(line)
    return int(match["number"] or match["pilcrow"]) if match else None


def read_lead(text: str, before: str = "", *, bare: bool = True) -> Lead:
    """The lead of a block of text. ``before`` is the text of the block before: a list that stood at ``(A)`` and ``(B)``
    there makes ``(C)`` a letter. ``bare`` also takes what has no parentheses, or is unreadable in them, for a mark."""
    position = message.end() if (message := _MESSAGE_NUMBER.match(text)) else 0
    number, bulleted, mark, marking = None, False, None, None
    extra: list[Marking] = []
    while True:
        if found := mark_at(text, position, "" if number or bulleted else before):
            stuck = _stuck_control(text, found)
            extra += [stuck] if stuck else []
            if mark is None:
                mark, marking = found
            else:
                extra.append(found[1])
            position = found[0][1]
        elif number is None and (match := _NUMBER.match(text, position)):
            number, position = match["number"] or match["pilcrow"], match.end()
        elif number is None and (match := _LOOSE_NUMBER.match(text, position)) and mark_at(text, match.end(), before):
            number, position = match["number"], match.end()
        elif number is None and (match := _PART_NUMBER.match(text, position)) and mark_at(text, match.end(), before):
            number, bulleted, position = match["part"], True, match.end()
        elif not bulleted and (match := _FIGURE.match(text, position) or _BULLET.match(text, position)):
            bulleted, position = True, match.end()
            number = number or match.groupdict().get("letter")
        else:
            break
    if bare and mark is None and (found := _bare_mark(text, skip_blanks(text, position), before)):
        (mark, marking), position = found, found[0][1]
    if marking is not None and len(text) - position <= _LONGEST_ENTIRE and _ENTIRE_AFTER.match(text, position):
        marking = replace(marking, entire_text=True)
    return Lead(number, bulleted, mark, marking, skip_blanks(text, position), tuple(extra))


def _stuck_control(text: str, found: tuple[Span, Marking]) -> Marking | None:
    """A control written outside the parentheses: ``(U)//NF``, ``(U) SBU``; the mark as it reads with it."""
    (start, end), _ = found
    match = _STUCK.match(text, end)
    if match is None:
        return None
    return recognise(f"{text[start:end].rstrip(')')}//{match['control'] or match['word']})") or UNKNOWN


def _bare_mark(text: str, start: int, before: str) -> tuple[Span, Marking] | None:
    """A level or control written without parentheses where a mark should stand: ``SBU text``, ``SECRET - text``; or
    something short in brackets there that is no word, no number and no letter of a list: a mark that cannot be read."""
    if len(text) - start <= _LONGEST_ENTIRE and (match := _ENTIRE.match(text, start)):
        read = recognise(f"({match['level']})")
        return ((match.start("level"), match.end("level")), replace(read, entire_text=True)) if read else None
    if match := _BARE.match(text, start):
        read = recognise(f"({match['level']})") or UNKNOWN
        return (match.start("level"), match.end("level")), _damaged(read, match["level"])
    if match := _UNREADABLE.match(text, start):
        inner = match["inner"]
        if inner in {"5", "$"} and "(4)" not in before:
            return (match.start(), match.end()), _damaged(recognise("(S)") or UNKNOWN, match.group())
        plain_word = inner.isdigit() or inner.islower() or len(inner) == 1 or _ROMAN.fullmatch(inner) \
            or inner in _ABBREVIATIONS or _INSERTED.fullmatch(inner)
        if not plain_word and (inner.isupper() or not inner.isalpha()):
            return (match.start(), match.end()), _damaged(UNKNOWN, match.group())
    return None


def _damaged(marking: Marking, text: str) -> Marking:
    problem = Problem("damaged", "error", "the mark is damaged; the strictest reading counts", "32 CFR 2001.21(c)")
    return replace(marking, text=text, parts=(), problems=(*marking.problems, problem))


def skip_blanks(text: str, position: int) -> int:
    """The first position from ``position`` on that is no blank and nothing invisible."""
    match = _BLANKS.match(text, position)
    return match.end() if match else position


def mark_at(text: str, position: int, before: str = "") -> tuple[Span, Marking] | None:
    """The mark that stands at ``position``, blanks aside, with its place; None if what stands there is no mark."""
    start = skip_blanks(text, position)
    match = _PARENTHESIS.match(text, start)
    if match and (marking := recognise(match.group())):
        if text[match.end():match.end() + 1].strip() and (longer := damaged_mark_at(text, start)) \
                and longer[1] > match.end() and text[longer[1] - 1] == ")":
            return (start, longer[1]), longer[0]
        if _COPYRIGHT.match(text, start, start + _LONGEST_NOTICE):
            return None
        return None if _continues_series(match.group(), before) else ((match.start(), match.end()), marking)
    if damaged := damaged_mark_at(text, start):
        return (start, damaged[1]), damaged[0]
    return _broken_mark_at(text, start, before)


def _broken_mark_at(text: str, start: int, before: str) -> tuple[Span, Marking] | None:
    """A mark that has lost a parenthesis or bears another sign for one: ``(C``, ``S//NF)``, ``[C)``, ``((S)``."""
    match = _BROKEN.match(text, start)
    if not match or not _BRACKETS & set(match["open"] + match["close"]):
        return None
    repaired = f"({match['inner']})"
    marking = recognise(repaired)
    if marking is None or _continues_series(repaired, before) or f"{chr(ord(match['inner'][0]) - 1)})" in before:
        return None
    return (match.start(), match.end()), _damaged(marking, match.group())


def _continues_series(candidate: str, before: str) -> bool:
    """Whether ``(C)`` follows ``(A)`` and ``(B)``: then all are letters of a list, not marks."""
    letter = _SINGLE.match(candidate)
    if letter is None or letter[1] < "C":
        return False
    second = before.rfind(f"({chr(ord(letter[1]) - 1)})")
    return second > 0 and before.rfind(f"({chr(ord(letter[1]) - 2)})", 0, second) >= 0


def trailing_mark(text: str, *, stopped: bool = False) -> tuple[Span, Marking] | None:
    """The mark that ends a block (``… mediator. (C)``), None if it ends with none.

    A full stop after the parenthesis makes it part of the sentence before it (``Embassy's 224 (C).``), unless that
    sentence had ended; ``stopped``: also then, as after a title. What is joined to a word (``document(s)``), and the
    letter of a named part (``Tab (C)``), is no mark.
    """
    match = _TRAILING.search(text, max(len(text) - 300, 0))
    if not match or match.start() == 0:
        return None
    before = text[max(0, match.start() - 40):match.start()]
    if _JOINED.search(before) or (match["mark"] == "(C)" and _ENUMERATED.search(before)):
        return None
    if match["stop"] and not stopped and not _SENTENCE_END.search(before):
        return None
    marking = recognise(match["mark"])
    if marking is None or _continues_series(match["mark"], text[:match.start()]):
        return None
    return match.span("mark"), marking


def marks_within(text: str) -> list[Marking]:
    """Every mark anywhere in a text, letters of a list of references aside."""
    found = []
    for match in _PARENTHESIS.finditer(text):
        known = mark_at(text, match.start(), text[:match.start()])
        if known:
            found.append(known[1])
    return found


def inner_marks(text: str, lead: Lead) -> list[Marking]:
    """Marks further inside a block, at the start of a later line; and one at its own start, or right after its mark,
    after what no lead has.

    Whoever wrote the block must not be able to open it: these never start a portion, they only make it stricter.
    """
    found = list(lead.extra)
    odd = _odd_mark(text, lead.body, text[:lead.body], stopped=True) if lead.mark else _odd_mark(text, 0, "")
    found += [odd[1]] if odd and odd[0][0] >= lead.body else []
    for end in _LINE_END.finditer(text, lead.body):
        start = end.end()
        if _BRACKETS & set(text[start:start + 24]):
            before = text[max(0, start - 2000):start]
            inner = read_lead(text[start:start + 300], before, bare=False)
            found += [mark for mark in (inner.marking, *inner.extra) if mark is not None]
            if inner.mark is None and (odd := _odd_mark(text[start:start + 300], 0, before, stopped=True)):
                found.append(odd[1])
    return found


def _odd_mark(text: str, start: int, before: str, *, stopped: bool = False) -> tuple[Span, Marking] | None:
    """A mark after signs, numerals or one word that are no lead. ``stopped``: a word only with its colon, or one that
    joins two marks, since in the middle of a sentence an office bears its symbol so (``Secretary (S)``)."""
    match = _ODD_LEAD.match(text, start)
    if match is None or match.end() == start:
        return None
    if stopped and match["word"] and not match["stop"] and match["word"].lower() not in _JOINS:
        return None
    return mark_at(text, match.end(), before)


def sentence_marks(text: str, lead: Lead) -> list[Marking]:
    """Marks after a finished sentence in the middle of a line, in a column of a table, and at the ends of lines. A mark
    counts only at the start of a line, so these make no block what it is not; but a block that would be open bears
    them against itself."""
    found: list[Marking] = []
    for match in (*_AFTER_SENTENCE.finditer(text, lead.body), *_SET_APART.finditer(text, lead.body)):
        written = match["mark"] or match["last"]
        before = text[max(0, match.start() - 2000):match.start()]
        marking = None if _continues_series(written, before) else recognise(written)
        found += [marking] if marking else []
    return found


def ends_sentence(text: str) -> bool:
    """Whether the text ends with a finished sentence, by its punctuation."""
    return bool(_SENTENCE_END.search(plain(text[-24:])))
