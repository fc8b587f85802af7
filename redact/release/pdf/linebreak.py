"""Breaking the pieces of a line or paragraph into lines, greedily, in time linear in their length.

What is withheld counts as wide as its label and nothing else: a label's width is a function of its words (design §3).
Lines break at blanks; the blank stays at the end of its line, so that text copied from the page keeps its words apart.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum

from redact.release.model import Piece, Withheld
from redact.release.pdf.fonts import Face, drawn, segments
from redact.release.pdf.shaping import IMAGES

_IDEOGRAPH = "\u2e80-\u2fff\u3040-\u30ff\u3100-\u31ff\u3400-\u9fff\uf900-\ufaff"
_OPENING = "（［｛「『【〔〈《"
_FOLLOWING = "、。，．：；？！）］｝」』】〕〉》ー々ぁぃぅぇぉっゃゅょァィゥェォッャュョ"
_CLAUSES = re.compile(f"[{_OPENING}]{{0,4}}[{_IDEOGRAPH}][{_FOLLOWING}]*"
                      f"|[^{_IDEOGRAPH}{_OPENING}]+|.")
"""What stays together in a text without blanks: an ideograph with what may not begin a line after it and what may not
end one before it, or whatever else stands between two ideographs."""
_BREAKABLE = re.compile(f"[{_IDEOGRAPH}{_OPENING}]")
_SLACK = 0.001
"""Points by which rounding may push a word over the measure."""


class Look(Enum):
    """How a run of text looks."""

    PLAIN = "plain"
    STRUCK = "struck"
    LABEL = "label"
    LABEL_HEAD = "first part of a label too wide for a line"
    LABEL_TAIL = "further part of it"


@dataclass(frozen=True, slots=True)
class Run:
    """Text drawn in one go. ``x`` and ``width`` in points from the left edge; ``actual`` is what it stands for where
    it is a label or made of tokens, "" elsewhere and on further parts of a label. ``glyphs`` of a text that runs from
    right to left are placed one by one: each with its place right of ``x``, its width, and its code."""

    x: float
    width: float
    text: str
    look: Look = Look.PLAIN
    actual: str = ""
    glyphs: tuple[tuple[float, float, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Setting:
    """How text is set: face and size, measure (points from the left edge to the right), and the size of labels.

    ``hang`` indents every line but the first. ``mirrored`` is True where some of the text runs from right to left:
    words are then taken to be as wide as with the mirror images of their signs, if that is wider, for which of the two
    will be drawn is not known yet.
    """

    face: Face
    size: float
    measure: float
    label_face: Face
    label_size: float
    hang: float = 0.0
    mirrored: bool = False


Line = list[Run]
_Atom = tuple[str, Look, str, float]
"""Text, look, what it stands for, width in points."""


def break_lines(pieces: Sequence[Piece], setting: Setting) -> list[Line]:
    """The lines of the pieces; one empty line for no pieces."""
    lines = _Lines(setting)
    for piece in pieces:
        if isinstance(piece, Withheld):
            lines.label(piece.label)
        else:
            lines.text(piece.text, Look.STRUCK if piece.struck else Look.PLAIN)
    return lines.finish()


class _Lines:
    """Lines in the making. A *word* is what stands between two blanks: text, tokens and labels that touch."""

    def __init__(self, setting: Setting):
        self._set = setting
        self._scale = setting.size / setting.face.em
        self._blank = setting.face.width(" ") * self._scale
        self._done: list[Line] = []
        self._line: Line = []
        self._x = self._left = 0.0
        self._word: list[_Atom] = []
        self._before: Look | None = None
        self._parts: list[str] = []
        self._actual = ""
        self._look = Look.PLAIN
        self._start = 0.0

    def text(self, text: str, look: Look) -> None:
        """Add text, with the blanks in it."""
        for part, actual in segments(text):
            if actual:
                self._word.append((part, look, actual, self._set.face.width(part) * self._scale))
                continue
            if not part.isascii() and max(part) >= "\u2e80":
                self._with_ideographs(part, look)
                continue
            first, *rest = part.split(" ")
            if first:
                self._word.append((first, look, "", self._measure(first)))
            if rest:
                self._place()
                self._between_blanks(rest[:-1], look)
                self._begin(rest[-1], look)

    def _with_ideographs(self, text: str, look: Look) -> None:
        """Add text that may be broken between its ideographs as well as at its blanks."""
        for number, word in enumerate(text.split(" ")):
            if number:
                self._place()
                self._before = look
            for clause in _CLAUSES.findall(word):
                if self._word and (_BREAKABLE.match(clause) or _BREAKABLE.match(self._word[-1][0])):
                    self._place()
                self._word.append((clause, look, "", self._measure(clause)))

    def label(self, label: str) -> None:
        """Add the label of something withheld: one atom that breaks only if it is wider than a line."""
        text = drawn(label)
        self._word.append((text, Look.LABEL, label, self._label_width(text)))

    def finish(self) -> list[Line]:
        self._place()
        self._newline()
        return self._done

    def _begin(self, word: str, look: Look) -> None:
        """Begin a word with text after a blank; what touches it may follow."""
        self._before = look
        self._word = [(word, look, "", self._measure(word))] if word else []

    def _between_blanks(self, words: list[str], look: Look) -> None:
        """Place words that nothing touches; nearly every word of a document goes this way, so it is kept short."""
        right = self._set.measure + _SLACK
        for word in words:
            x = self._x + self._blank + self._measure(word)
            if x <= right and self._parts and self._look is look and not self._actual:
                self._parts += (" ", word)
                self._x = x
            else:
                self._begin(word, look)
                self._place()

    def _measure(self, text: str) -> float:
        width = self._set.face.width(text)
        if self._set.mirrored:
            width = max(width, self._set.face.width(text.translate(IMAGES)))
        return width * self._scale

    def _label_width(self, text: str) -> float:
        setting = self._set
        return setting.label_face.width(text) * setting.label_size / setting.label_face.em

    def _place(self) -> None:
        """Put the word where it fits: on this line, on the next, or broken."""
        word, before = self._word, self._before
        width = word[0][3] if len(word) == 1 else sum([atom[3] for atom in word])
        blank = self._blank if before else 0.0
        overflows = self._x + blank + width > self._set.measure + _SLACK
        if before:
            self._add((" ", before, "", self._blank))
        if overflows and self._x - blank > self._left and word:
            self._newline()
        if width > self._set.measure - self._left + _SLACK:
            for atom in word:
                self._force(atom)
        else:
            for atom in word:
                self._add(atom)
        self._word, self._before = [], None

    def _add(self, atom: _Atom) -> None:
        text, look, actual, width = atom
        if look not in (Look.PLAIN, Look.STRUCK):
            self._flush()
            self._line.append(Run(self._x, width, text, look, actual))
            self._x += width
            return
        if self._parts and (look is not self._look or bool(actual) != bool(self._actual)):
            self._flush()
        if not self._parts:
            self._start, self._look = self._x, look
        self._parts.append(text)
        self._actual += actual
        self._x += width

    def _flush(self) -> None:
        if self._parts:
            self._line.append(Run(self._start, self._x - self._start, "".join(self._parts), self._look, self._actual))
            self._parts, self._actual = [], ""

    def _newline(self) -> None:
        self._flush()
        self._done.append(self._line)
        self._line = []
        self._x = self._left = self._set.hang

    def _fits(self, width: float) -> bool:
        return self._x + width <= self._set.measure + _SLACK

    def _force(self, atom: _Atom) -> None:
        """Add an atom of a word that is wider than a line."""
        text, look, actual, width = atom
        if self._fits(width):
            self._add(atom)
        elif look is Look.LABEL:
            self._force_label(text, actual)
        elif actual or len(text) == 1:
            if self._x > self._left:
                self._newline()
            self._add(atom)
        else:
            self._force_text(text, look)

    def _force_text(self, text: str, look: Look) -> None:
        advances, scale = self._set.face.advances, self._scale
        start, x, right = 0, self._x, self._set.measure + _SLACK
        seen = text.translate(IMAGES) if self._set.mirrored else text
        for position, (character, image) in enumerate(zip(text, seen, strict=True)):
            advance = max(advances[character], advances[image]) * scale
            if x + advance > right and x > self._left:
                if start < position:
                    self._add((text[start:position], look, "", x - self._x))
                self._newline()
                start, x = position, self._x
            x += advance
        self._add((text[start:], look, "", x - self._x))

    def _force_label(self, label: str, actual: str) -> None:
        """A label wider than what is left of its line: on the next line whole or, if wider than that, broken."""
        if self._x > self._left:
            self._newline()
        if self._fits(self._label_width(label)):
            self._add((label, Look.LABEL, actual, self._label_width(label)))
            return
        held, look = "", Look.LABEL_HEAD
        for chunk in _chunks(label, self._set.measure - max(self._left, self._set.hang), self._label_width):
            if held and not self._fits(self._label_width(held + chunk)):
                self._add((held, look, actual, self._label_width(held)))
                self._newline()
                held, look, actual = "", Look.LABEL_TAIL, ""
            held += chunk
        self._add((held, look, actual, self._label_width(held)))


def _chunks(label: str, measure: float, width: Callable[[str], float]) -> list[str]:
    """The words of a label, each with the blank after it; one wider than the measure cut into characters."""
    words = [word + " " for word in label.split(" ")]
    words[-1] = words[-1][:-1]
    return [chunk for word in words for chunk in ([word] if width(word) <= measure else word)]
