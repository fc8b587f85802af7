"""Reading a marking from text: any string in, a ``Marking`` out, never an exception, in linear time."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache
from itertools import accumulate
from typing import Literal

from redact.markings.blocks import is_cui, read_block, read_cui_block
from redact.markings.check import check
from redact.markings.draft import CATEGORY_ORDER, Draft, Piece, controls_of
from redact.markings.foreign import read_foreign
from redact.markings.heads import read_us
from redact.markings.levels import doubt_mark, raise_to_hidden_levels
from redact.markings.model import Controls, Marking, Part, Problem
from redact.markings.normalise import normalise
from redact.markings.notices import split_second_line
from redact.markings.profiles import Profile, severities
from redact.markings.render import banner_head, canonical, portion_head, write

Kind = Literal["portion", "banner"]

LONGEST = 4096
"""Characters beyond which text is no marking: a list of every country has about 1,700."""

_LONGEST_REMEMBERED = 256
"""Characters up to which a result is kept for the next time: documents repeat short marks, and a long text with
hundreds of problems would hold memory for nothing."""

_SLASHES = re.compile(r" ?/(?: ?/)* ?")


def parse(text: str, *, kind: Kind | None = None, profile: Profile = "capco-2016") -> Marking:
    """The marking that ``text`` is, with every problem found in it under the rulebook ``profile``.

    ``kind`` None means portion where the text stands in parentheses, else banner; a portion may be given with or
    without them, a banner with a second line of notices. No text is refused: what cannot be read has level
    ``unknown``, and a damaged mark reads as the strictest well-formed one within one edit (design §3, promise 2). What
    a text says never depends on the profile, only which problems it has. Raises UnknownProfile for a profile that does
    not exist.
    """
    if len(text) <= _LONGEST_REMEMBERED:
        return _remembered(text, kind, profile)
    if len(text) <= LONGEST:
        return _parse(text, kind, profile)
    draft = Draft(normalise(""), kind or "banner")
    draft.report("too-long", "error", f"more than {LONGEST} characters are no marking", "a bound of this program")
    draft.unknown.append((text, 0))
    return finish(draft, text, profile)


def _parse(text: str, kind: Kind | None, profile: Profile) -> Marking:
    first, notices = split_second_line(text) if "\n" in text and kind != "portion" else (text, [])
    copy = normalise(first)
    start, end, wrapped = _inside(copy.upper)
    draft = Draft(copy, kind or ("portion" if wrapped else "banner"))
    if wrapped and (start == 0 or end == len(copy.upper)):
        draft.report("damaged", "error", "a parenthesis is missing", "32 CFR 2001.21(c)", Piece(0, len(copy.upper)))
    blank = copy.upper.startswith(" ", start) and start < end
    _read(draft, Piece(start + blank, end - (copy.upper.endswith(" ", start, end) and start + blank < end)), blank)
    for notice in notices:
        written = text[notice.start:notice.end]
        draft.notices.append(notice.token)
        draft.unknown.append((written, -1))
        draft.parts.append(Part("unknown", written, notice.start, notice.end))
    return finish(draft, text, profile)


_remembered = lru_cache(maxsize=4096)(_parse)


def forget() -> None:
    """Empty the memory of what was parsed, so that the same text is read anew (for measuring)."""
    _remembered.cache_clear()


def _inside(upper: str) -> tuple[int, int, bool]:
    """The stretch inside the parentheses, and whether there is at least one of them."""
    opened, closed = upper.startswith("("), upper.endswith(")") and len(upper) > 1
    return int(opened), len(upper) - int(closed), opened or closed


def _read(draft: Draft, whole: Piece, blank_before: bool) -> None:
    blocks, leading = _split(draft, whole)
    if leading and not (blocks and blocks[0][0].end > blocks[0][0].start):
        blocks = blocks[1:]
    if not blocks:
        draft.report("unreadable", "error", "no classification level can be read")
        return
    if leading:
        read_foreign(draft, blocks[0])
    else:
        read_us(draft, blocks[0], blank_before)
    for draft.block, block in enumerate(blocks[1:], start=1):
        if _after_cui(draft, block):
            read_cui_block(draft, block)
        else:
            read_block(draft, block)


def _after_cui(draft: Draft, block: list[Piece]) -> bool:
    """True for the block after CUI: of CUI alone in any case, elsewhere if it holds categories only."""
    before = draft.entries[-1] if draft.entries else None
    if before is None or before.token != "CUI" or before.block != draft.block - 1:
        return False
    return draft.level_implied or all(is_cui(draft.copy.upper[piece.start:piece.end]) for piece in block)


def _split(draft: Draft, whole: Piece) -> tuple[list[list[Piece]], bool]:
    """Blocks of pieces between slashes, and whether slashes stand first."""
    inner = draft.copy.upper[whole.start:whole.end]
    if "///" in inner or "/ " in inner or " /" in inner or (inner.startswith("/") and not inner.startswith("//")):
        return _split_loosely(draft, whole)
    blocks = []
    position = whole.start
    for block in inner.split("//"):
        pieces = []
        for word in block.split("/"):
            pieces.append(Piece(position, position + len(word)))
            position += len(word) + 1
        position += 1
        blocks.append(pieces)
    leading = inner.startswith("//")
    return blocks[leading:], leading


def _split_loosely(draft: Draft, whole: Piece) -> tuple[list[list[Piece]], bool]:
    """The same where blanks stand around slashes, or not one or two of them together."""
    blocks: list[list[Piece]] = [[]]
    position = whole.start
    leading = False
    for match in _SLASHES.finditer(draft.copy.upper, whole.start, whole.end):
        slashes = match[0]
        if slashes not in ("/", "//"):
            slashes = slashes.strip()
            _check_slashes(draft, match, slashes)
        if match.start() == whole.start:
            leading = True
            if slashes == "/":
                draft.report("damaged", "error", "one slash before the owner instead of two", "CAPCO 2016 Appendix A",
                             Piece(*match.span()))
        else:
            blocks[-1].append(Piece(position, match.start()))
            if slashes != "/":
                blocks.append([])
        position = match.end()
    blocks[-1].append(Piece(position, max(position, whole.end)))
    return blocks, leading


def _check_slashes(draft: Draft, match: re.Match[str], slashes: str) -> None:
    if slashes not in ("/", "//"):
        draft.report("damaged", "error", "damaged separator; probably //", "CAPCO 2016 section D", Piece(*match.span()))
    else:
        draft.report("spacing", "warning", "blanks around a slash", "CAPCO 2016 section D", Piece(*match.span()))


def finish(draft: Draft, text: str | None, profile: Profile) -> Marking:
    """The marking that a draft comes to, checked under a profile; ``text`` None for one that was not read."""
    if draft.unknown and draft.level != "unknown":
        raise_to_hidden_levels(draft)
    if draft.copy.cased != draft.copy.upper and not draft.entire_text:
        draft.report("case", "warning", "a marking is written in capitals", "CAPCO 2016 section D")
    doubt_mark(draft)
    controls = controls_of(draft)
    unknown = _places(draft)
    check(draft, controls, profile)
    banner, portion = canonical(draft.level, draft.owner, draft.joint, controls, unknown)
    written_banner, written_portion = _as_written(draft, controls, banner, portion, unknown)
    return Marking(draft.level, written_banner, written_portion, banner, portion, text, draft.owner, draft.joint,
                   controls, tuple(draft.notices), draft.dialect, tuple(word for word, _ in draft.unknown),
                   draft.entire_text, _judged(draft.problems, profile), tuple(draft.parts))


def _judged(problems: Iterable[Problem], profile: Profile) -> tuple[Problem, ...]:
    """The problems that the profile sees, each as severe as it takes it."""
    changes = severities(profile)
    if not changes:
        return tuple(problems)
    judged = ((problem, changes.get(problem.code, problem.severity)) for problem in problems)
    return tuple(replace(problem, severity=severity) for problem, severity in judged if severity is not None)


def _places(draft: Draft) -> dict[int, list[str]]:
    """The tokens no register knows that stand by themselves, by the category they come after (-1: the level)."""
    places: dict[int, list[str]] = {}
    if not draft.unknown or draft.level == "unknown":
        return places
    reached = [-1] * (draft.block + 2)
    for entry in draft.entries:
        reached[entry.block + 1] = max(reached[entry.block + 1], CATEGORY_ORDER[entry.category])
    reached = list(accumulate(reached, max))
    for word, block in draft.unknown:
        if block >= 0:
            places.setdefault(reached[block], []).append(word)
    return places


def _as_written(draft: Draft, controls: Controls, banner: str, portion: str,
                unknown: dict[int, list[str]]) -> tuple[str, str]:
    """Banner and portion with the writer's choice of title or abbreviation, each where the writer wrote that kind."""
    alone = draft.level_implied
    titled = draft.level_form and draft.kind != "banner"
    if not (alone or titled or any(entry.special for entry in draft.entries)):
        return banner, portion
    spelled = {(entry.category, entry.token): entry for entry in draft.entries}
    if draft.kind != "portion":
        head = "" if alone else banner_head(draft.level, draft.owner, draft.joint)
        banner = write(head, controls, lambda kind, token: spelled[kind, token].banner, unknown)
    if draft.kind != "banner":
        head = "" if alone else portion_head(draft.level, draft.owner, draft.joint, draft.level_form)
        portion = f"({write(head, controls, lambda kind, token: spelled[kind, token].portion, unknown)})"
    return banner, portion
