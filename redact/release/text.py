"""The release as plain text: UTF-8, at most 72 columns, for readers who have nothing but a terminal or a braille line.

The blocks of :func:`redact.release.page.page` in their order, and no word besides; only blanks and line ends are added.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from redact.release.model import Piece, ReleasedModel, Withheld
from redact.release.page import Block, page, spoken

WIDTH = 72
"""Columns (characters) of a line."""
_COLUMN = 24
"""Columns of the widest label that has its text beside it; a wider one has its text below."""
_TIED = "\0"
"""Stands for a blank at which no line may end; released text holds no control character once made visible."""


def render_text(model: ReleasedModel) -> bytes:
    """The release as plain text, UTF-8 with line feeds; the same bytes for the same model."""
    drawn = page(model)
    head = [*(_centred(drawn.draft) if drawn.draft else []), *_centred(drawn.banner)]
    foot = [*_wrapped(drawn.stamp), "", *_centred(drawn.banner)]
    lines = [*head, "", *_body(drawn.blocks), *foot]
    return ("\n".join(line.rstrip(" ") for line in lines) + "\n").encode("utf-8")


def _body(blocks: Iterable[Block]) -> Iterator[str]:
    """The lines of all blocks, an empty line after each paragraph and each list."""
    for role, group in groupby(blocks, key=lambda block: block.role):
        members = list(group)
        if role in {"fact", "legend"}:
            yield from _listed(members)
            yield ""
            continue
        for block in members:
            yield from _paragraph(block)
            yield ""


def _paragraph(block: Block) -> Iterator[str]:
    for line in block.lines:
        yield from _wrapped(_tied(line))
    if block.note:
        yield from _wrapped(block.note)


def _listed(blocks: list[Block]) -> Iterator[str]:
    """Labels in a column of their own, what they say beside them."""
    fitting = [len(block.label) for block in blocks if len(block.label) <= _COLUMN]
    column = max(fitting, default=0) + 2
    for block in blocks:
        text = [wrapped for line in block.lines for wrapped in _wrapped(_tied(line), WIDTH - column)]
        label = block.label
        if len(label) > _COLUMN:
            yield from _wrapped(label)
            label = ""
        for line in text:
            yield label.ljust(column) + line
            label = ""


def _tied(line: tuple[Piece, ...]) -> str:
    """The words of a line, the blanks inside labels tied so that a label is not broken where it fits."""
    return "".join(spoken(piece).replace(" ", _TIED) if isinstance(piece, Withheld) else spoken(piece)
                   for piece in line)


def _wrapped(text: str, width: int = WIDTH) -> list[str]:
    """The text in lines of at most ``width`` characters, at least one line."""
    lines: list[str] = []
    for word in text.split(" "):
        if lines and len(lines[-1]) + 1 + len(word) <= width:
            lines[-1] += " " + word
        else:
            lines += _fitted(word, width)
    return [line.replace(_TIED, " ") for line in lines]


def _fitted(word: str, width: int) -> list[str]:
    """A word as lines of its own: whole if it fits, else broken at tied blanks, else after ``width`` characters."""
    if len(word) <= width:
        return [word]
    if _TIED in word:
        return _wrapped(word.replace(_TIED, " "), width)
    return [word[start:start + width] for start in range(0, len(word), width)]


def _centred(text: str) -> list[str]:
    return [line.center(WIDTH) for line in _wrapped(text)]
