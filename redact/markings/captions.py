"""Captions: the lines of a cable that say who may see the whole message (5 FAH-2 H-440)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from redact.markings.compose import add_controls
from redact.markings.model import Marking
from redact.markings.normalise import normalise
from redact.markings.register import CAPTION_TABLE

_HARMLESS: frozenset[str] = frozenset(CAPTION_TABLE["harmless"])
_CONTROLS: dict[str, list[str]] = CAPTION_TABLE["controls"]
_UNCLASSIFIED: dict[str, list[str]] = CAPTION_TABLE["unclassified_only"]
_CAPTIONS: frozenset[str] = _HARMLESS | set(_CONTROLS) | set(_UNCLASSIFIED) | set(CAPTION_TABLE["restrictive"])
_LONGEST = max(len(caption.split()) for caption in _CAPTIONS)
_WORD = re.compile(r"[^ ,/;]+")
_LONGEST_LINE = 200


def is_caption(text: str) -> bool:
    """True for one registered caption, in capitals (``ROGER CHANNEL``)."""
    return split_captions(text) == (" ".join(text.split()),)


def split_captions(line: str) -> tuple[str, ...] | None:
    """The captions a line consists of, in the order written; None if anything in it is no registered caption."""
    if len(line) > _LONGEST_LINE or line != line.upper():
        return None
    words = _WORD.findall(normalise(line).upper)
    captions: list[str] = []
    while words:
        size = next((size for size in range(min(_LONGEST, len(words)), 0, -1)
                     if " ".join(words[:size]) in _CAPTIONS), 0)
        if size == 0:
            return None
        captions.append(" ".join(words[:size]))
        words = words[size:]
    return tuple(captions) or None


def with_captions(marking: Marking, captions: Iterable[str]) -> Marking:
    """``marking`` with what a cable's captions add to it.

    NOFORN, EXDIS and NODIS become controls; SENSITIVE makes an unclassified message SBU. SIPDIS and STADIS add
    nothing. Every other caption is kept verbatim among ``unknown``: State's LIMDIS is not the control of that name.
    """
    added: list[tuple[str, str]] = []
    unknown = list(marking.unknown)
    for caption in captions:
        name = " ".join(caption.upper().split())
        if name in _CONTROLS:
            added.append((_CONTROLS[name][0], _CONTROLS[name][1]))
        elif name in _UNCLASSIFIED and marking.level == "U":
            added.append((_UNCLASSIFIED[name][0], _UNCLASSIFIED[name][1]))
        elif name not in _HARMLESS and caption not in unknown:
            unknown.append(caption)
    if not added and len(unknown) == len(marking.unknown):
        return marking
    return add_controls(replace(marking, unknown=tuple(unknown)), added)
