"""In which direction each character of a paragraph runs: the implicit half of the Unicode Bidirectional Algorithm.

Unicode Standard Annex 9. Its explicit half has nothing to do here: the characters that embed, override or isolate are
shown by code point (:func:`redact.release.page.visible`) and never reach a page. Classes come from Python's Unicode
data, which for the scripts drawn here have long been stable.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import groupby

OBJECT = "\ufffc"
"""Stands for what keeps its own order inside, a label or a token: outside it counts as neutral, like an isolate."""
_NEUTRALS = frozenset({"B", "S", "WS", "ON"})
_PAIRS = dict(zip("([{⟦⟨⟪⁅「『〈《【〔", ")]}⟧⟩⟫⁆」』〉》】〕", strict=True))
_CLOSING = {closing: opening for opening, closing in _PAIRS.items()}
_DEEPEST = 63
"""Brackets open at once that the algorithm follows (BD16)."""
_TURNS = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff\U00010800-\U00010fff\U0001e800-\U0001efff]")


def turns(text: str) -> bool:
    """True if any of it may run from right to left."""
    return not text.isascii() and _TURNS.search(text) is not None


def levels(text: str, base: int) -> list[int]:
    """The embedding level of each character of one paragraph: even from left to right, odd from right to left.

    ``base`` is the level of the paragraph, 0 or 1. White space at the end of a line goes back to it (rule L1), which is
    for those who know the lines.
    """
    classes = [unicodedata.bidirectional(character) or "L" for character in text]
    types = list(classes)
    _resolve_weak(types, base)
    _resolve_brackets(text, classes, types, base)
    _resolve_neutral(types, base)
    return [base + _STEPS[base][kind] for kind in types]


_STEPS = ({"L": 0, "R": 1, "AN": 2, "EN": 2}, {"L": 1, "R": 0, "AN": 1, "EN": 1})
"""Rules I1 and I2: how far above the paragraph's level a resolved type stands."""


def visual_order(line: Sequence[int]) -> list[int]:
    """The places of a line's characters from left to right, given their levels (rule L2)."""
    order = list(range(len(line)))
    for level in range(max(line, default=0), 0, -1):
        turned: list[int] = []
        for above, places in groupby(order, key=lambda place: line[place] >= level):
            held = list(places)
            turned += reversed(held) if above else held
        order = turned
    return order


def _direction(level: int) -> str:
    return "R" if level % 2 else "L"


def _resolve_weak(types: list[str], base: int) -> None:
    """Rules W1 to W7, over the one run that a paragraph without explicit levels is."""
    edge = _direction(base)
    previous = strong = edge
    for place, kind in enumerate(types):
        if kind == "NSM":
            types[place] = previous
        elif kind == "EN" and strong == "AL":
            types[place] = "AN"
        elif kind in ("L", "R", "AL"):
            strong = kind
        previous = types[place]
    types[:] = ["R" if kind == "AL" else kind for kind in types]
    for place in range(1, len(types) - 1):
        kind, before, after = types[place], types[place - 1], types[place + 1]
        if before == after and ((kind in ("ES", "CS") and before == "EN") or (kind == "CS" and before == "AN")):
            types[place] = before
    _numbers_take_terminators(types)
    strong = edge
    for place, kind in enumerate(types):
        if kind in ("ES", "ET", "CS", "BN"):
            types[place] = "ON"
        elif kind == "EN" and strong == "L":
            types[place] = "L"
        elif kind in ("L", "R"):
            strong = kind


def _numbers_take_terminators(types: list[str]) -> None:
    """Rule W5: terminators beside a European number become part of it."""
    for kind, places in groupby(list(enumerate(types)), key=lambda item: item[1]):
        if kind == "ET":
            run = [place for place, _ in places]
            if "EN" in (types[run[0] - 1] if run[0] else "", types[run[-1] + 1] if run[-1] + 1 < len(types) else ""):
                types[run[0]:run[-1] + 1] = ["EN"] * len(run)


def _resolve_brackets(text: str, classes: list[str], types: list[str], base: int) -> None:
    """Rule N0: a pair of brackets takes the direction of what it holds, or of what stands before it."""
    inner = _direction(base)
    strong = [_strong(kind) for kind in types]
    for opening, closing in sorted(_bracket_pairs(text, types)):
        held = set(strong[opening + 1:closing])
        if inner in held:
            found = inner
        elif held - {""}:
            found = _before(strong, opening, inner)
        else:
            continue
        for place in (opening, closing):
            types[place] = strong[place] = found
            follower = place + 1
            while follower < len(types) and classes[follower] == "NSM":
                types[follower] = strong[follower] = found
                follower += 1


def _before(strong: list[str], place: int, edge: str) -> str:
    """The direction that stands before a place, that of the paragraph's edge if none does."""
    for kind in map(strong.__getitem__, range(place - 1, -1, -1)):
        if kind:
            return kind
    return edge


def _strong(kind: str) -> str:
    """The direction that a type counts as among brackets and neutrals, "" for a neutral."""
    return "L" if kind == "L" else "R" if kind in ("R", "EN", "AN") else ""


def _bracket_pairs(text: str, types: list[str]) -> Iterator[tuple[int, int]]:
    """The places of brackets that belong together (BD16)."""
    waiting: list[tuple[str, int]] = []
    for place, character in enumerate(text):
        if types[place] != "ON":
            continue
        if character in _PAIRS:
            if len(waiting) == _DEEPEST:
                return
            waiting.append((character, place))
        elif character in _CLOSING:
            depth = next((depth for depth in range(len(waiting) - 1, -1, -1)
                          if waiting[depth][0] == _CLOSING[character]), None)
            if depth is not None:
                yield waiting[depth][1], place
                del waiting[depth:]


def _resolve_neutral(types: list[str], base: int) -> None:
    """Rules N1 and N2: neutrals between equal directions take it, others that of the paragraph."""
    edge = before = _direction(base)
    start = None
    for place, kind in enumerate([*types, edge]):
        if place < len(types) and kind in _NEUTRALS:
            start = place if start is None else start
            continue
        after = _strong(kind) or edge
        if place == len(types):
            after = edge
        if start is not None:
            types[start:place] = [before if before == after else edge] * (place - start)
            start = None
        before = after
