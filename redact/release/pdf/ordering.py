"""Lines broken in reading order, set in the order seen: what runs from right to left is placed so.

The runs of a line stay in reading order, which is the order in which they are drawn; only their places change. So the
file reads aloud, and is searched, as it was written, and no replacement text is needed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from redact.release.pdf.bidi import OBJECT, levels, turns, visual_order
from redact.release.pdf.fonts import Face, face, joining, shaped
from redact.release.pdf.linebreak import Line, Look, Run, Setting
from redact.release.pdf.shaping import IMAGES, MIRRORED


@dataclass(slots=True)
class _Piece:
    """Part of a run at one embedding level."""

    run: Run
    level: int


def ordered(lines: list[Line], setting: Setting, *, right_to_left: bool) -> list[Line]:
    """The lines of one paragraph with every run in its place; those of right-to-left paragraphs end at the left."""
    if not right_to_left and not any(turns(run.text) for line in lines for run in line):
        return lines
    base = int(right_to_left)
    found = iter(levels("".join(OBJECT if _is_object(run) else run.text for line in lines for run in line), base))
    return [_set(list(_pieces(line, found, base, setting)), setting, base, _left(line)) for line in lines]


def _is_object(run: Run) -> bool:
    return bool(run.actual) or run.look not in (Look.PLAIN, Look.STRUCK)


def _left(line: Line) -> float:
    """How far the line is indented."""
    return line[0].x if line else 0.0


def _pieces(line: Line, found: Iterator[int], base: int, setting: Setting) -> Iterator[_Piece]:
    """The runs of a line cut where the level changes; white space at its end has the paragraph's level (rule L1)."""
    cut: list[_Piece] = []
    for run in line:
        if _is_object(run):
            cut.append(_Piece(run, next(found)))
            continue
        start = 0
        own = [next(found) for _ in run.text]
        if run is line[-1]:
            inked = len(run.text.rstrip(" "))
            own[inked:] = [base] * (len(own) - inked)
        for level, same in groupby(own):
            end = start + sum(1 for _ in same)
            text = run.text[start:end]
            cut.append(_Piece(replace(run, text=text, width=_width(text, level, setting)), level))
            start = end
    yield from cut


def _width(text: str, level: int, setting: Setting) -> float:
    """How far a text reaches, signs as their mirror images where it runs from right to left."""
    seen = text.translate(IMAGES) if level % 2 else text
    return setting.face.width(seen) * setting.size / setting.face.em


def _set(pieces: Sequence[_Piece], setting: Setting, base: int, left: float) -> Line:
    """The pieces in reading order, each where it is seen."""
    width = sum(piece.run.width for piece in pieces)
    x = max(setting.measure - left - width, 0.0) if base else left
    places = {}
    for place in visual_order([piece.level for piece in pieces]):
        places[place] = x
        x += pieces[place].run.width
    return [_placed(piece, places[place], setting) for place, piece in enumerate(pieces)]


def _placed(piece: _Piece, x: float, setting: Setting) -> Run:
    run = piece.run
    if piece.level % 2 == 0 or _is_object(run):
        return replace(run, x=x)
    return replace(run, x=x, glyphs=tuple(_from_the_right(run.text, run.width, setting.face, setting.size)))


def _from_the_right(text: str, width: float, used: Face, size: float) -> Iterator[tuple[float, float, str]]:
    """The glyphs of a text with their places right of its left edge and their widths, in points, in reading order.

    A mark above or below stands over the middle of its letter.
    """
    scale, marks = size / used.em, joining().centres
    mark_scale = size / face("rest").em
    x, middle = width, width
    for glyph in shaped(text):
        if glyph in marks:
            yield middle - marks[glyph] * mark_scale, 0.0, glyph
            continue
        image = MIRRORED.get(glyph, glyph)
        advance = used.advances[image] * scale
        x -= advance
        middle = x + advance / 2
        yield x, advance, image
