"""Names that a message asks to protect: ``Ahmed Example (strictly protect)``, ``Strictly protect Ahmed Example``.

The marker stands behind the name of a source or opens a clause before it. What it protects is the name with its
titles, there and wherever the text says it again. Where the extent of the name is unsure more is taken, back to the
sentence's start at most; where there is a marker and no name, all but the portion's number and mark.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from redact.policy.matching_common import common_words
from redact.policy.matching_extent import extend, sentence_start, whole_words
from redact.policy.matching_names import NameWord, name_words
from redact.policy.matching_terms import TermFinder
from redact.policy.matching_view import plain_view
from redact.policy.matching_words import Hit, fold


def _near(word: str, *others: str) -> str:
    """A pattern for ``word`` with at most one letter wrong, too many, missing, or changed for its neighbour; the
    ``others`` are words of their own."""
    forms = {word}
    for place, letter in enumerate(word):
        rest = word[place + 1:]
        forms |= {f"{word[:place]}[a-z]?{rest}", f"{word[:place]}[a-z]{letter}{rest}",
                  f"{word[:place]}{rest[:1]}{letter}{rest[1:]}"}
    banned = "".join(rf"(?!{other})" for other in others)
    return f"(?:{banned}(?:{'|'.join(sorted(forms))}))"


_PROTECT = _near("protect", "project", "protest", "protects")
_STRICTLY = rf"(?:{_near('strictly')}|strict)"
_PLEASE = rf"(?:{_near('please', 'pleased', 'pleases')}|pls|plse|kindly)"
_WHOSE = r"(?:(?:the|his|her|its|their|our|my|this|that|these|those|all|any|full|true|real|such)\s+){0,3}"
_WHO = r"(?:identit(?:y|ies)|anonymity|names?|sources?|contacts?|informants?|interlocutors?)"
_COUNT = r"(?:all|both|two|three|four|five|six|each|every|them|these|those|names|sources|identities|contacts|group)"

_BEFORE = (rf"(?:(?:{_STRICTLY}|{_PLEASE}|must|source|sources|identity|identities|name|names|full|fully|and|both|all"
           r"|to|be|xxx+)[\s,:/-]+){0,5}")
_AFTER = (rf"(?:[\s,:/-]+(?:source|sources|identity|identities|name|names|{_STRICTLY}|fully|{_PLEASE}|throughout|at"
          rf"|costs|this|his|her|their|our|the|of|contact|accordingly|and|as|confidence|{_COUNT})){{0,6}}")
_BRACKETED = re.compile(
    rf"[(\[{{/]\s*(?:{_BEFORE}{_PROTECT}(?:ed|ion)?{_AFTER}[\s.!]*[)\]}}/]"
    rf"|(?!to\s){_BEFORE}{_PROTECT}(?:ed)?{_AFTER}\s*[,;:–-]"
    rf"|{_PLEASE}\s+{_PROTECT}\b"
    r"|(?:please\s+)?(?:names?\s+|source\s+|sources\s+)?(?:strictly\s+)?(?:(?:do\s+)?not\s+(?:(?:to\s+)?be\s+)?"
    r"(?:name[d]?|identif(?:y|ied)|quoted?|attribut(?:ed|ion))|not\s+for\s+attribution)\b[^)\]}\n]{0,40}[)\]}])",
    re.IGNORECASE)
_OPEN = re.compile(
    rf"\b(?:{_PLEASE}\s+)?{_STRICTLY}[\s-]+{_PROTECT}\b{_AFTER}"
    rf"|(?<!\ba\s)(?<!\ban\s)(?<!\bthe\s)\b{_STRICTLY}[\s-]+{_PROTECT}ed\b{_AFTER}"
    rf"|\b{_PROTECT}\s+strictly\b"
    rf"|(?:,|--?|[–—])\s*{_PLEASE}\s+{_PROTECT}\b"
    rf"|(?:;|:|--|[–—])\s*{_PROTECT}(?:ed)?(?=\s*(?:[.;)]|\Z))"
    r"|\bprotect\s+(?:source|identity|name)s?\b(?!\s+of\s+(?!information))"
    r"|\bprotect\s+(?:the|his|her|our|this|their|these)\s+(?:identit(?:y|ies)|anonymity|informants?|interlocutors?)\b"
    rf"|\b{_PLEASE}\s+(?:\w+\s+)?{_PROTECT}\s+{_WHOSE}{_WHO}\b", re.IGNORECASE)
_ASIDE = re.compile(rf",\s*{_PROTECT}\s*(?=[,.;]|\Z)", re.IGNORECASE)
_IMPERATIVE = re.compile(rf"(?:\A|[.!?:;)\]]\s+|\n\s*|\A\W+)(?P<marker>(?:{_PLEASE}\s+)?{_PROTECT})\s+"
                         rf"(?P<object>{_WHOSE}{_WHO}\b)?", re.IGNORECASE)
_SEVERAL = re.compile(rf"\b{_COUNT}\b", re.IGNORECASE)
_STATED = re.compile(r"[.!?;]")

_LEVEL = r"(?:U|R|C|S|TS|SBU|LOU|OUO|FOUO|CUI|UNCLAS\w*|CONFIDENTIAL|SECRET|TOP SECRET)"
_NUMBER = r"(?:(?:[¶#]\s*)?(?:para(?:graph)?\s+)?(?:\d{1,3}|[a-z]|[A-Z](?=[.)]\s*\())[.)]\s*|[*•-]\s+|¶\s*\d{0,3}\s*)?"
_LEAD = re.compile(rf"\s*{_NUMBER}(?:\((?://\s?)?(?:[A-Z]{{3,4}} )?{_LEVEL}(?://?[^()\n]{{0,60}}|[ -]+(?:NF|NOFORN"
                   r"|(?i:entire text)))?\)\s*)?(?:(?:\d{1,3}|[a-z])[.)]\s+)?")

_WINDOW = 400  # characters looked at before and after a marker
_BACK = 60  # words looked at before a marker
_SHOUTED_BACK = 6  # words taken where capitals do not tell names
_PLAIN_BACK = 6  # words of a description without a name
_ALONE = 4  # letters of a word that is looked for by itself


@dataclass(frozen=True, slots=True)
class _Marker:
    """A request to protect. ``bracketed``: in parentheses, so that the name stands before it."""

    start: int
    end: int
    bracketed: bool
    several: bool


def protected_hits(text: str) -> list[Hit]:
    """Where ``text`` says what its markers protect: each name at its marker, and wherever it recurs; the whole text
    but its number and mark where a marker has no name."""
    hits = {stretch for stretch, _ in _protected(text)}
    names = protected_names(text)
    if names:
        body = body_start(text)
        hits.update(hit for hit in TermFinder(names).find(text) if hit.start >= body)
    return sorted(hits)


def protected_names(text: str) -> list[str]:
    """The names that the markers of ``text`` protect, without repeats: each in full, without its titles, its
    distinctive words of four or more letters, its initials and the forms of addresses. For a search through the rest
    of the document."""
    names: dict[str, None] = {}
    for _, words in _protected(text):
        for run in _runs(words) or _small_run(words):
            names[" ".join(text[run[0].start:run[-1].end].split())] = None
            names.update(dict.fromkeys(_alone(text, run)))
            names.update(dict.fromkeys(_short(run)))
    return list(names)


def _short(run: list[NameWord]) -> list[str]:
    """A name of two to four words written together, as its initials, and as addresses have it: ``ofulan``."""
    words = [word.text for word in run if word.distinctive or word.initial or word.unknown]
    if not 2 <= len(words) <= 4:
        return []
    first, last = words[0], words[-1]
    joined = ("".join(words), first + last, last + first, first[0] + last, last + first[0])
    long = [form for form in dict.fromkeys(joined) if len(form) > _ALONE and fold(form) not in common_words("english")]
    return [*long, " ".join(word[0] for word in words), f"{first[0]} {last}"]


def _alone(text: str, run: list[NameWord]) -> list[str]:
    """The words of a name by which it may be said alone, with the particles before them: ``van Example``."""
    found = []
    for index, word in enumerate(run):
        shortest = _ALONE - 1 if index == len(run) - 1 else _ALONE
        if not (word.distinctive or word.unknown) or len(word.key) < shortest:
            continue
        found.append(word.text)
        first = index
        while first > 0 and run[first - 1].among("particles"):
            first -= 1
        if first < index:
            found.append(" ".join(text[run[first].start:word.end].split()))
    return found


def _protected(text: str) -> list[tuple[Hit, list[NameWord]]]:
    found = []
    for marker in _markers(text):
        stretches = _named_by(text, marker)
        for words in stretches:
            found.append((Hit(*whole_words(text, words[0].start, words[-1].end)), words))
        if not stretches:
            found.append((Hit(min(body_start(text), marker.start), len(text)), []))
    return found


def body_start(text: str) -> int:
    """Where the portion begins after its number and its mark."""
    lead = _LEAD.match(text)
    return lead.end() if lead else 0


def _markers(text: str) -> list[_Marker]:
    view = plain_view(text)
    found: list[_Marker] = []
    for start, end, bracketed in _marked(view.text):
        hit = view.hit(start, end)
        if not any(marker.start <= hit.start < marker.end for marker in found):
            several = _SEVERAL.search(view.text, start, end) is not None
            found.append(_Marker(hit.start, hit.end, bracketed, several))
    return found


def _marked(text: str) -> Iterator[tuple[int, int, bool]]:
    """Start and end of the requests to protect, and whether in brackets; what lies in another may come again."""
    for match in _BRACKETED.finditer(text):
        yield *match.span(), True
    for match in _OPEN.finditer(text):
        yield *match.span(), False
    for match in _ASIDE.finditer(text):
        before = name_words(text, max(0, match.start() - _WINDOW), match.start())
        if before and before[-1].telling:
            yield *match.span(), False
    for match in _IMPERATIVE.finditer(text):
        if match["object"] or _opens_with_name(_following(text, match.end())):
            yield match.start("marker"), match.end("marker"), False


def _opens_with_name(words: list[NameWord]) -> bool:
    """Whether a name stands first, but for titles."""
    for word in words:
        if word.distinctive:
            return True
        if not word.among("roles", "particles", "links") and not word.initial:
            return False
    return False


def _named_by(text: str, marker: _Marker) -> list[list[NameWord]]:
    """What a marker protects; nothing where no name can be told."""
    words = _preceding(text, marker.start)
    stated = bool(words) and _STATED.search(text, words[-1].end, marker.start) is not None
    if words and marker.bracketed:
        return _listed(words) if marker.several or stated else _before(words)
    before = []
    if words and any(word.telling for word in words):
        before = _listed(words) if marker.several else _before(words)
    closed = before and text[marker.end:marker.end + 2].strip()[:1] in tuple(",.;)]-–—")
    after = [] if closed or (marker.bracketed and before) else _after(text, marker)
    return before + after


def _listed(words: list[NameWord]) -> list[list[NameWord]]:
    """Every name among the words; the description before the marker where none is one."""
    return _runs(words) or _small_run(words)


def _after(text: str, marker: _Marker) -> list[list[NameWord]]:
    """The names that a marker opening a clause protects: those up to the verb, with their titles."""
    words: list[NameWord] = []
    for word in _following(text, marker.end):
        if words and word.among("boundaries") and any(earlier.distinctive for earlier in words):
            break
        words.append(word)
    runs = [run for run in _stretches(words) if any(word.distinctive for word in run)]
    if runs:
        return runs
    unknown = [word for word in words[:_PLAIN_BACK] if word.unknown]
    return [unknown] if unknown and unknown[0] is words[0] else []


def _following(text: str, position: int) -> list[NameWord]:
    """The words between a marker and the end of its sentence."""
    end = min(extend(text, Hit(position, position), "sentence").end, position + _WINDOW)
    return name_words(text, position, end)


def _before(words: list[NameWord]) -> list[list[NameWord]]:
    """What a marker protects: the words before it, and the name that they explain where they do."""
    small = _small_run(words)
    chosen = small[0] if small else _last_name(words)
    if not chosen:
        described = words[-_PLAIN_BACK:]
        return [described] if any(word.among("roles") for word in described) else []
    stretches = [chosen]
    earlier = [word for word in words if word.end <= chosen[0].start]
    segment = _segment(words)
    if _enumerated(words):
        stretches += _runs(earlier)
    elif earlier and earlier[-1].parted and not all(word.distinctive or word.among("particles") for word in segment):
        named = _last_name(earlier)
        placed = len(earlier) > len(named) and earlier[-len(named) - 1].among("placing")
        if named and named[-1] is earlier[-1] and not placed and any(word.distinctive for word in named):
            stretches.append(named)
    return stretches


def _enumerated(words: list[NameWord]) -> bool:
    """Whether the words end a list: ``A, B, and C``."""
    return any(earlier.parted and word.key == "and" for earlier, word in pairwise(words))


def _small_run(words: list[NameWord]) -> list[list[NameWord]]:
    """The words in small letters that end the stretch and that no list knows: ``omar fulan``."""
    run: list[NameWord] = []
    for word in reversed(words):
        if not (word.unknown or (run and word.among("particles"))) or (run and word.parted):
            break
        run.insert(0, word)
    while run and not run[0].unknown:
        run.pop(0)
    return [run] if run else []


def _preceding(text: str, marker: int) -> list[NameWord]:
    """The words between the start of the sentence and the marker, the last few."""
    end = marker
    while end > 0 and not text[end - 1].isalnum():
        end -= 1
    start = max(sentence_start(text, end, max(0, marker - _WINDOW)), min(body_start(text), end))
    return name_words(text, start, end)[-_BACK:]


def _segment(words: list[NameWord]) -> list[NameWord]:
    """The words after the last comma, bracket or dash."""
    parted = [index for index, word in enumerate(words[:-1]) if word.parted]
    return words[parted[-1] + 1:] if parted else words


def _last_name(words: list[NameWord]) -> list[NameWord]:
    """The last name among the words with all that follows it; nothing where there is none."""
    taken: list[NameWord] = []
    named = False
    for index in range(len(words) - 1, -1, -1):
        word = words[index]
        if named and (word.parted or _ends_name(word, words[:index], len(taken))):
            break
        taken.insert(0, word)
        named = named or word.telling
    while taken and not (taken[0].nominal or (named and taken[0].among("particles"))):
        taken.pop(0)
    return taken if named else []


def _ends_name(word: NameWord, before: list[NameWord], taken: int) -> bool:
    """True where ``word`` stands before a name without belonging to it."""
    if word.among("boundaries") or (word.shouted and taken >= _SHOUTED_BACK):
        return True
    if word.among("prepositions"):
        return not (before and before[-1].telling)
    if word.capital or word.among("particles", "links"):
        return False
    return not word.among("roles")


def _runs(words: list[NameWord]) -> list[list[NameWord]]:
    """The names within a stretch: runs of telling words and particles, cut free of titles, each with a distinctive
    word."""
    trimmed = [_trimmed(run) for run in _stretches(words)]
    return [run for run in trimmed if run]


def _stretches(words: list[NameWord]) -> list[list[NameWord]]:
    """Runs of telling words and particles, titles among them."""
    runs: list[list[NameWord]] = [[]]
    for word in words:
        belongs = word.nominal or word.among("particles")
        if belongs:
            runs[-1].append(word)
        if word.parted or not belongs:
            runs.append([])
    return [run for run in runs if run]


def _trimmed(run: list[NameWord]) -> list[NameWord]:
    while run and (run[0].among("roles") or run[0].acronym):
        run = run[1:]
    while run and (run[-1].among("roles") or run[-1].acronym):
        run = run[:-1]
    return run if any(word.distinctive for word in run) else []
