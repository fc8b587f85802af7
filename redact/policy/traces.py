"""By what a withheld text could be recognised somewhere else: its word runs, names, numbers, addresses and ids.

The gate asks with this whether anything withheld is left in an output (design §3, promise 5: the open world); the plan
asks whether what it releases repeats a withheld name (``echo``). Hits never carry text.
"""

from __future__ import annotations

import re
import string
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice, pairwise
from typing import Literal

from redact.policy.matching_common import common_words
from redact.policy.matching_words import HYPHENS, canonical, fold, is_ignorable, line_end_pattern, word_pattern

TraceKind = Literal["words", "name", "number", "email", "id"]
Run = tuple[str, ...]
_Token = tuple[str, int, int]  # canonical word, start, end

RUN = 3
"""Words of a run that counts as recognisable."""
_SHORT_TEXT = 3  # words: of so short a text every capital counts as a name's
_NAME_LETTERS = 4
_NUMBER_DIGITS = 4
_SHOUTED = 0.9  # share of capitals among letters from which capitals tell nothing

_SEPARATOR = f"[\\s,./()_\u00a0\u2009\u202f\u200b-\u200d\u2060{re.escape(HYPHENS)}]"
_NUMBER = re.compile(rf"\d(?:{_SEPARATOR}{{0,2}}\d)*")
_DIGITS = re.compile(r"\d+")
_EMAIL = re.compile(r"[\w.+%'-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
_ID = re.compile(r"[^\W_]+(?:[-/][^\W_]+)*")
_ORDINAL = re.compile(r"\d+(?:st|nd|rd|th|s|am|pm|mm|km)")
_SIGN = re.compile("[¶•·…“”„‘’«»‹›§©®°†‡–—‒‐]")
"""Signs beyond ASCII that part words, as blanks do."""
_ASCII_WORD = re.compile(r"[A-Za-z0-9]+")
_ASCII_CAPITAL = re.compile(r"(?<![A-Za-z0-9])(?=[A-Za-z0-9]{4})[a-z0-9]*+[A-Z][A-Za-z0-9]*+")
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")
_CAPITALS, _SMALL = string.ascii_uppercase.encode("ascii"), string.ascii_lowercase.encode("ascii")
_SENTENCE_START = re.compile(r"(?:\A|[.!?:;•¶*)\]\n])[\s\"'“‘«(\[&]*\Z")


@dataclass(frozen=True, slots=True)
class TraceHit:
    """Something withheld recognised: of what kind, and from where to where in the text searched (characters)."""

    kind: TraceKind
    start: int
    end: int


def normalise(text: str) -> str:
    """The text for comparison: without case, accents, ligatures, width, invisible characters and line ends; a word
    hyphenated at a line end is joined; runs of white space are one blank."""
    joined = line_end_pattern().sub("", text)
    visible = "".join(c for c in unicodedata.normalize("NFKC", joined) if c.isspace() or not is_ignorable(c))
    return " ".join(fold(visible).split())


@dataclass(frozen=True)
class Traces:
    """What would give withheld texts away. All of it is text: never log or print one."""

    runs: frozenset[Run] = field(default=frozenset(), repr=False)
    names: frozenset[str] = field(default=frozenset(), repr=False)
    numbers: frozenset[str] = field(default=frozenset(), repr=False)
    emails: frozenset[str] = field(default=frozenset(), repr=False)
    ids: frozenset[str] = field(default=frozenset(), repr=False)

    @classmethod
    def of(cls, texts: Iterable[str]) -> Traces:
        """The traces of withheld texts; a run never reaches from one text into the next."""
        runs: set[Run] = set()
        names: set[str] = set()
        numbers: set[str] = set()
        emails: set[str] = set()
        ids: set[str] = set()
        for text in dict.fromkeys(texts):
            for words in _word_readings(text):
                runs.update(_runs(words))
            names.update(_names(text))
            numbers.update(_number_keys(text))
            emails.update(key for key, _, _ in _emails(text))
            ids.update(_id_keys(text))
        return cls(frozenset(runs), frozenset(names), frozenset(numbers), frozenset(emails), frozenset(ids))

    def without(self, public_texts: Iterable[str]) -> Traces:
        """These traces less all that ``public_texts`` say themselves."""
        runs, names = set(self.runs), set(self.names)
        numbers, emails, ids = set(self.numbers), set(self.emails), set(self.ids)
        for text in dict.fromkeys(public_texts):
            for words in _word_readings(text) if runs or names else ():
                runs.difference_update(zip(words, words[1:], words[2:], strict=False), pairwise(words))
                names.difference_update(words)
            numbers.difference_update(_number_keys(text) if numbers else ())
            emails.difference_update(key for key, _, _ in _emails(text))
            ids.difference_update(_id_keys(text) if ids else ())
        return Traces(frozenset(runs), frozenset(names), frozenset(numbers), frozenset(emails), frozenset(ids))

    def __bool__(self) -> bool:
        return bool(self.runs or self.names or self.numbers or self.emails or self.ids)

    def search(self, text: str) -> list[TraceHit]:
        """Where ``text`` says any of it, sorted; runs that overlap are one hit. Linear in the length of ``text``."""
        found = {TraceHit(kind, start, end) for kind, _, start, end in self.matches(text)}
        return sorted(_united(found), key=lambda hit: (hit.start, hit.end, hit.kind))

    def matches(self, text: str) -> Iterator[tuple[TraceKind, str, int, int]]:
        """Kind, what was recognised, start and end. The second is withheld text: for comparing only."""
        if self.runs or self.names:
            for tokens in _readings(text):
                yield from self._in_words(tokens)
        sources: tuple[tuple[TraceKind, frozenset[str], Iterator[tuple[str, int, int]]], ...] = (
            ("number", self.numbers, _numbers(text)), ("email", self.emails, _emails(text)),
            ("id", self.ids, _ids(text)))
        for kind, known, found in sources:
            if known:
                yield from ((kind, key, start, end) for key, start, end in found if key in known)

    def _in_words(self, tokens: list[_Token]) -> Iterator[tuple[TraceKind, str, int, int]]:
        names, runs = self.names, self.runs
        words = [word for word, _, _ in tokens]
        for word, start, end in tokens:
            if word in names:
                yield "name", word, start, end
        if not runs:
            return
        for index, run in enumerate(zip(words, words[1:], words[2:], strict=False)):
            if run in runs:
                yield "words", " ".join(run), tokens[index][1], tokens[index + 2][2]
        if self._has_pairs:
            for index, pair in enumerate(pairwise(words)):
                if pair in runs:
                    yield "words", " ".join(pair), tokens[index][1], tokens[index + 1][2]

    @cached_property
    def _has_pairs(self) -> bool:
        return any(len(run) < RUN for run in self.runs)


def _united(hits: set[TraceHit]) -> list[TraceHit]:
    united = [hit for hit in hits if hit.kind != "words"]
    last: TraceHit | None = None
    for hit in sorted((hit for hit in hits if hit.kind == "words"), key=lambda hit: (hit.start, hit.end)):
        if last is not None and hit.start <= last.end:
            last = TraceHit("words", last.start, max(last.end, hit.end))
        else:
            united += [last] if last else []
            last = hit
    return united + ([last] if last else [])


def _word_readings(text: str) -> list[list[str]]:
    """The words of :func:`_readings` without their places, which costs a fraction where all letters are ASCII."""
    plain = _plain(text)
    if plain is not None:
        words = _ASCII_WORD.findall(plain.lower())
        return [list(map(canonical, words)) if _DIGITS.search(plain) else words]
    return [[word for word, _, _ in tokens] for tokens in _readings(text)]


def _plain(text: str) -> str | None:
    """The text in ASCII, character by character, its signs and typographic quotes as blanks; None where that would
    change its words: it has other letters, or a line that ends in a hyphen."""
    if "\n" in text and line_end_pattern().search(text):
        return None
    plain = text if text.isascii() else _SIGN.sub(" ", text)
    return plain if plain.isascii() else None


def _readings(text: str) -> list[list[_Token]]:
    """The words of ``text``; twice where lines end in a hyphen: parted there, and joined."""
    found = word_pattern(text).finditer(text)
    parted = [(canonical(match[0]), *match.span()) for match in found]
    line_ends = {match.start(): match.end() for match in line_end_pattern().finditer(text)}
    if not line_ends:
        return [parted]
    joined: list[_Token] = []
    for word, start, end in parted:
        if joined and line_ends.get(joined[-1][2]) == start:
            first, start, _ = joined.pop()
            word = first + word
        joined.append((word, start, end))
    return [parted, joined]


def _runs(words: list[str]) -> Iterable[Run]:
    """Every three words in a row; of a text of two words, both, unless they say nothing."""
    if len(words) == RUN - 1:
        return [] if all(word in common_words("english") for word in words) else [tuple(words)]
    return zip(words, words[1:], words[2:], strict=False)


def _names(text: str) -> Iterator[str]:
    """Words of four letters or more that are written as names are; where all is in capitals, those not common."""
    shouted = _is_shouted(text)
    english, roles = common_words("english"), common_words("roles")
    count, written = _capitals(text)
    short = count <= _SHORT_TEXT
    for word, start in written:
        if len(word) < _NAME_LETTERS or not (word.isalpha() or not any(map(str.isdigit, word))):
            continue
        if shouted:
            if short or not (word in english or word in roles):
                yield word
        elif short or word not in english or not _starts_sentence(text, start):
            yield word


def _capitals(text: str) -> tuple[int, Iterable[tuple[str, int]]]:
    """How many words a text has, and those with a capital and letters enough: canonical, and where each begins
    (characters)."""
    plain = _plain(text)
    if plain is not None:
        count = sum(1 for _ in islice(_ASCII_WORD.finditer(plain), _SHORT_TEXT + 1))
        return count, ((canonical(match[0]), match.start()) for match in _ASCII_CAPITAL.finditer(plain))
    readings = _readings(text)
    return len(readings[-1]), [(word, start) for tokens in readings for word, start, end in tokens
                              if _capital(text[start:end])]


def _is_shouted(text: str) -> bool:
    written = text.encode("ascii", "ignore")
    upper = len(written) - len(written.translate(None, _CAPITALS))
    lower = len(written) - len(written.translate(None, _SMALL))
    if not text.isascii():
        others = _BEYOND_ASCII.findall(text)
        upper, lower = upper + sum(map(str.isupper, others)), lower + sum(map(str.islower, others))
    return upper >= _SHOUTED * (upper + lower)


def _capital(word: str) -> bool:
    """True for a word with a capital in it, and for one of a script without capitals."""
    lowered = word.lower()
    return lowered != word or (not word.isascii() and lowered == word.upper())


def _starts_sentence(text: str, start: int) -> bool:
    return _SENTENCE_START.search(text, max(0, start - 6), start) is not None


def _number_keys(text: str) -> Iterator[str]:
    """The figures of :func:`_numbers` without their places."""
    return (key for key, _, _ in _numbers(text))


def _numbers(text: str) -> Iterator[tuple[str, int, int]]:
    """Figures of four digits or more: each row of them as a whole, without what parts them, and each part alone."""
    if not _DIGITS.search(text):
        return
    for match in _NUMBER.finditer(text):
        parts = [(_ascii_digits(part.group()), *part.span()) for part in _DIGITS.finditer(text, *match.span())]
        whole = "".join(digits for digits, _, _ in parts)
        if len(whole) < _NUMBER_DIGITS:
            continue
        yield whole, match.start(), match.end()
        if len(parts) > 1:
            yield from (part for part in parts if len(part[0]) >= _NUMBER_DIGITS)
            yield from _unspaced(text, match)


def _unspaced(text: str, match: re.Match[str]) -> Iterator[tuple[str, int, int]]:
    """The pieces of a row of figures between white space, which may part one number from the next."""
    pieces = list(re.finditer(r"\S+", text[match.start():match.end()]))
    if len(pieces) < 2:
        return
    for piece in pieces:
        digits = _ascii_digits("".join(_DIGITS.findall(piece.group())))
        if len(digits) >= _NUMBER_DIGITS:
            yield digits, match.start() + piece.start(), match.start() + piece.end()


def _ascii_digits(digits: str) -> str:
    return digits if digits.isascii() else "".join(str(unicodedata.digit(digit)) for digit in digits)


def _emails(text: str) -> Iterator[tuple[str, int, int]]:
    if "@" in text:
        for match in _EMAIL.finditer(text):
            yield fold(match.group()), match.start(), match.end()


def _ids(text: str) -> Iterator[tuple[str, int, int]]:
    """Words of letters and figures (AB1234567), also with hyphens and slashes (F-2014-20439), without these."""
    if _DIGITS.search(text):
        yield from ((key, *match.span()) for match in _ID.finditer(text) if (key := _id_key(match[0])))


def _id_keys(text: str) -> Iterator[str]:
    """The words of :func:`_ids` without their places."""
    return filter(None, map(_id_key, _ID.findall(text) if _DIGITS.search(text) else ()))


def _id_key(found: str) -> str:
    """The word without hyphens and slashes, folded; empty if it is no identifier."""
    if found.isalpha() or found.isdigit():
        return ""
    digits = sum(map(str.isdigit, found))
    if digits < 2:
        return ""
    key = fold("".join(c for c in found if c.isalnum()))
    return key if len(key) > digits and len(key) >= _NUMBER_DIGITS and not _ORDINAL.fullmatch(key) else ""
