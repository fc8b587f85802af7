"""Captions: the lines of a cable that say who may see the whole message (5 FAH-2 H-440)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache

from redact.markings.compose import add_controls
from redact.markings.damage import same_shape, within_one_edit
from redact.markings.model import Marking
from redact.markings.normalise import normalise
from redact.markings.register import CAPTION_TABLE

_HARMLESS: frozenset[str] = frozenset(CAPTION_TABLE["harmless"])
_CONTROLS: dict[str, list[str]] = CAPTION_TABLE["controls"]
_UNCLASSIFIED: dict[str, list[str]] = CAPTION_TABLE["unclassified_only"]
_CAPTIONS: frozenset[str] = _HARMLESS | set(_CONTROLS) | set(_UNCLASSIFIED) | set(CAPTION_TABLE["restrictive"])
_LONGEST = max(len(caption.split()) for caption in _CAPTIONS)
_BARE = {caption.replace(" ", ""): caption for caption in sorted(_CAPTIONS)}
_EDITED = frozenset(caption for caption in _CAPTIONS - _HARMLESS if len(caption) >= 5
                    and caption not in ("CODEL", "TODEL", "DELTO", "STAFFDEL"))
"""Captions read with one edit. Only in scanners' confusions: shorter ones, those one letter from plain words, and the
harmless ones, lest a caption nobody knows pass for one of them."""
_WORD = re.compile(r"[^ ,/;.:()\[\]-]+")
_SMALL_L = re.compile(r"(?<=[A-Z0-9])l|l(?=[A-Z0-9])")
_LONGEST_LINE = 200


def is_caption(text: str) -> bool:
    """True for one registered caption, in capitals (``ROGER CHANNEL``)."""
    return split_captions(text) == (" ".join(text.split()),)


def split_captions(line: str) -> tuple[str, ...] | None:
    """The captions a line consists of, in the order written; None if anything in it is no registered caption.

    Also read: letters spaced out (``N O D I S``), parentheses, a point, hyphen or slash after a caption, initial
    capitals (``Sensitive``); and, of lines in capitals, a caption within one edit (``N0DIS``), in its registered form.
    """
    if len(line) > _LONGEST_LINE:
        return None
    capitals = _SMALL_L.sub("I", line)
    loud = capitals == capitals.upper()
    if not (loud or line == line.title()):
        return None
    read = _read(_WORD.findall(normalise(capitals).upper), edits=loud)
    captions = [caption for _, caption in read if caption is not None]
    return tuple(captions) if captions and len(captions) == len(read) else None


def caption_words(words: Sequence[str]) -> tuple[str, ...]:
    """``words`` with captions put together and in registered form; every other word stays as it is."""
    return tuple(caption or written for written, caption in _read(list(words), edits=True))


@lru_cache(maxsize=4096)
def near_caption(written: str) -> str | None:
    """The caption that ``written`` is, or is a damaged form of: in scanners' confusions, or within one edit."""
    if written in _CAPTIONS:
        return written
    near = [caption for caption in sorted(_CAPTIONS) if same_shape(written, caption)
            or (caption in _EDITED and within_one_edit(written, caption))]
    return near[0] if near else None


def _read(words: list[str], *, edits: bool) -> list[tuple[str, str | None]]:
    """Words and phrases as written, each with the caption it is, or None."""
    found: list[tuple[str, str | None]] = []
    while words:
        size, captions = _first(words, edits)
        written = " ".join(words[:size])
        found += [(written, caption) for caption in captions] or [(written, None)]
        words = words[size:]
    return found


def _first(words: list[str], edits: bool) -> tuple[int, list[str]]:
    """How many words at the beginning are captions, and which; one word and none if the first is not."""
    for known in (False, True) if edits else (False,):
        for size in range(min(_LONGEST, len(words)), 0, -1):
            phrase = " ".join(words[:size])
            caption = near_caption(phrase) if known else phrase
            if caption in _CAPTIONS:
                return size, [caption]
        letters = next((place for place, word in enumerate(words) if len(word) > 1), len(words))
        if letters > 1 and (spaced := _spaced_out("".join(words[:letters]), edits=known)):
            return letters, spaced
    return 1, []


def _spaced_out(letters: str, *, edits: bool) -> list[str]:
    """The captions whose letters, run together, make up ``letters``; empty if they make up anything else."""
    captions: list[str] = []
    while letters:
        size = next((size for size in range(len(letters), 0, -1) if letters[:size] in _BARE), 0)
        if size == 0:
            near = near_caption(letters) if edits else None
            return [*captions, near] if near else []
        captions.append(_BARE[letters[:size]])
        letters = letters[size:]
    return captions


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
