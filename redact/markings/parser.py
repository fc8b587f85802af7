"""Reading a marking from text: any string in, a ``Marking`` out, never an exception, in linear time."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

from redact.markings.blocks import Piece, read_block, read_cui_block
from redact.markings.check import check
from redact.markings.draft import CATEGORY_ORDER, Draft, controls_of
from redact.markings.foreign import read_foreign
from redact.markings.heads import read_us
from redact.markings.levels import doubt_mark, raise_to_hidden_levels
from redact.markings.model import Controls, Marking
from redact.markings.normalise import Copy, normalise
from redact.markings.render import banner_head, canonical, portion_head, write

Kind = Literal["portion", "banner"]

LONGEST = 4096
"""Characters beyond which text is no marking: a list of every country has about 1,700."""

_SLASHES = re.compile(r" ?/(?: ?/)* ?")


def parse(text: str, *, kind: Kind | None = None) -> Marking:
    """The marking that ``text`` is, with every problem found in it.

    ``kind`` None means portion where the text stands in parentheses, else banner; a portion may be given with or
    without them. Never raises: what cannot be read has level ``unknown``, and a damaged mark reads as the strictest
    well-formed one within one edit (design §3, promise 2).
    """
    return _parse(text, kind)


@lru_cache(maxsize=16384)
def _parse(text: str, kind: Kind | None) -> Marking:
    if len(text) > LONGEST:
        draft = Draft(Copy("", "", "", False, None, 0), kind or "banner")
        draft.report("too-long", "error", f"more than {LONGEST} characters are no marking")
        draft.unknown.append((text, 0))
        return _finish(draft, text)
    copy = normalise(text)
    start, end, wrapped = _inside(copy.upper)
    draft = Draft(copy, kind or ("portion" if wrapped else "banner"))
    if wrapped and (start == 0 or end == len(copy.upper)):
        draft.report("damaged", "error", "a parenthesis is missing", "32 CFR 2001.21(c)")
    blank = copy.upper.startswith(" ", start) and start < end
    _read(draft, Piece(start + blank, end - (copy.upper.endswith(" ", start, end) and start + blank < end)), blank)
    return _finish(draft, text)


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
    alone_cui = draft.dialect == "cui"
    for draft.block, block in enumerate(blocks[1:], start=1):
        if alone_cui and draft.block == 1:
            read_cui_block(draft, block)
        else:
            read_block(draft, block)


def _split(draft: Draft, whole: Piece) -> tuple[list[list[Piece]], bool]:
    """Blocks of pieces between slashes, and whether slashes stand first."""
    blocks: list[list[Piece]] = [[]]
    position = whole.start
    leading = False
    for match in _SLASHES.finditer(draft.copy.upper, whole.start, whole.end):
        slashes = match[0].strip()
        _check_slashes(draft, match[0], slashes)
        if match.start() == whole.start:
            leading = True
            if slashes == "/":
                draft.report("damaged", "error", "one slash before the owner instead of two", "CAPCO 2016 Appendix A")
        else:
            blocks[-1].append(Piece(position, match.start()))
            if slashes != "/":
                blocks.append([])
        position = match.end()
    blocks[-1].append(Piece(position, max(position, whole.end)))
    return blocks, leading


def _check_slashes(draft: Draft, written: str, slashes: str) -> None:
    if slashes not in ("/", "//"):
        draft.report("damaged", "error", "damaged separator; probably //", "CAPCO 2016 section D")
    elif written != slashes:
        draft.report("spacing", "warning", "blanks around a slash", "CAPCO 2016 section D")


def _finish(draft: Draft, text: str) -> Marking:
    if draft.unknown and draft.level != "unknown":
        raise_to_hidden_levels(draft)
    if draft.copy.cased != draft.copy.upper and not draft.entire_text:
        draft.report("case", "warning", "a marking is written in capitals", "CAPCO 2016 section D")
    doubt_mark(draft)
    controls = controls_of(draft)
    unknown = _places(draft)
    check(draft, controls)
    banner, portion = canonical(draft.level, draft.owner, draft.joint, controls, unknown)
    written_banner, written_portion = _as_written(draft, controls, banner, portion, unknown)
    return Marking(draft.level, written_banner, written_portion, banner, portion, text, draft.owner, draft.joint,
                   controls, tuple(draft.notices), draft.dialect, tuple(word for word, _ in draft.unknown),
                   draft.entire_text, tuple(draft.problems), tuple(draft.parts))


def _places(draft: Draft) -> dict[int, list[str]]:
    """The tokens no register knows that stand by themselves, by the category they come after (-1: the level)."""
    places: dict[int, list[str]] = {}
    for word, block in draft.unknown:
        if block >= 0 and draft.level != "unknown":
            before = [CATEGORY_ORDER[entry.category] for entry in draft.entries if entry.block < block]
            places.setdefault(max(before, default=-1), []).append(word)
    return places


def _as_written(draft: Draft, controls: Controls, banner: str, portion: str,
                unknown: dict[int, list[str]]) -> tuple[str, str]:
    """Banner and portion with the writer's choice of title or abbreviation, each where the writer wrote that kind."""
    alone = draft.level_implied
    if not (alone or draft.level_form or any(entry.special for entry in draft.entries)):
        return banner, portion
    spelled = {(entry.category, entry.token): entry for entry in draft.entries}
    if draft.kind == "portion":
        head = "" if alone else portion_head(draft.level, draft.owner, draft.joint, draft.level_form)
        return banner, f"({write(head, controls, lambda kind, token: spelled[kind, token].portion, unknown)})"
    head = "" if alone else banner_head(draft.level, draft.owner, draft.joint)
    return write(head, controls, lambda kind, token: spelled[kind, token].banner, unknown), portion
