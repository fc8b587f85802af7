"""Why a character that leaves no ink is not seen, and whether that is honest.

A scan with a layer of recognised text is the honest case: its words are invisible, and the picture shows them. Where a
box stands in the picture, or over it, the words beneath are no longer shown and so are kept from the reader only.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from PIL import Image

from redact.markings import Severity
from redact.release.gate.leak import Box, Leak
from redact.release.verifier.engine import NOBODY, Glyph, Thing
from redact.release.verifier.labels import is_label
from redact.release.verifier.sight import FAINT, PageSight, difference, extremes

_MESSAGES = {
    "covered-text": "text lies under something opaque", "invisible-text": "text is drawn invisibly",
    "unseen-text": "text has the colour of its ground", "clipped-text": "text is clipped away",
    "off-page": "text stands off the visible page", "layer-text": "text is shown or hidden by a layer",
    "text-in-box": "a layer of recognised text says words inside a box of the picture"}
CODES = tuple(_MESSAGES)
_INVISIBLE_MODES = (3, 7)
_FEWEST = 2
"""Letters or figures of a hidden word that make it a finding."""
_PICTURED = 0.5
"""Share of a page from which a picture is the page: a scan."""
_SHARE_SHOWN = 0.5
"""Share of unseen words that the picture must show for them to be a layer of recognised text."""
_TEXTURE = 60
"""Difference of lightness (0 to 255) within a word's place from which something is drawn there."""
_EVEN = 16
_OPAQUE = 250
_SMALL = 0.1
"""Share of a page up to which a shape lies on words, and is no ground for others."""
_DARK = 110
_FRAME_REACH = 90
"""Pixels around a word in which the frame of its box is looked for."""
_LATIN_END = 0x24F


@dataclass(slots=True)
class Hidden:
    """A word that is not seen: its characters, and the code of what hides it; ``partial`` where the text it belongs to
    is seen in part."""

    glyphs: list[Glyph]
    code: str = ""
    partial: bool = False

    @property
    def box(self) -> Box:
        boxes = [glyph.box for glyph in self.glyphs]
        return (min(box[0] for box in boxes), min(box[1] for box in boxes),
                max(box[2] for box in boxes), max(box[3] for box in boxes))

    @property
    def text(self) -> str:
        return "".join(glyph.text for glyph in self.glyphs)


Placed = frozenset[tuple[str, Box]]
"""Characters and their places."""


def seen_places(sight: PageSight) -> Placed:
    """The characters that are seen, with their places."""
    return frozenset((glyph.text, glyph.box) for glyph in sight.glyphs if glyph.seen)


@dataclass(frozen=True, slots=True)
class Seen:
    """What is seen of a page by one way of showing its layers; ``whole`` where every layer is shown."""

    places: Placed
    whole: bool


def covered_by_layers(sight: PageSight, layered: Sequence[Seen]) -> list[Hidden]:
    """The words that are seen only because what covers them is on a layer that is off."""
    return _joined(word for seen in layered if seen.whole for word in _missing(sight, seen.places))


def words_that_vary(sight: PageSight, layered: Sequence[Seen]) -> list[Hidden]:
    """The words that are seen as the document opens, and not by another way of showing its layers."""
    return [word for seen in layered if not seen.whole for word in _missing(sight, seen.places)]


def _missing(sight: PageSight, places: Placed) -> list[Hidden]:
    missing = _words((index, glyph) for index, glyph in enumerate(sight.glyphs)
                     if glyph.seen and glyph.tells and (glyph.text, glyph.box) not in places)
    for word in missing:
        word.code = "layer-text"
    return missing


def hidden_words(sight: PageSight, layered: Placed = frozenset()) -> list[Hidden]:
    """The words of the page that are not seen and ought to be, each with its reason.

    ``layered`` is what is seen of the page with every layer shown; empty where the file has no layers.
    """
    page = _Page(sight, layered)
    words = [word for word in _words(page.unseen()) if sum(glyph.tells for glyph in word.glyphs)]
    return _joined(word for word in page.judged(words) if word.code)


def hiding_leaks(page: int, hidden: Iterable[Hidden], carrier: str = "pdf page text") -> Iterator[Leak]:
    """One finding for each stretch of hidden text."""
    for word in hidden:
        severity: Severity = "warning" if word.partial else "error"
        yield Leak(word.code, carrier, _MESSAGES[word.code], page, word.box, severity)


class _Page:
    """What has to be known of a page to tell why something on it is not seen; rendered only when asked for."""

    def __init__(self, sight: PageSight, layered: Placed):
        self.sight = sight
        self.layered = layered
        self.area = max(sight.size[0] * sight.size[1], 1.0)

    def unseen(self) -> Iterator[tuple[int, Glyph]]:
        """The characters that leave no ink, but for those whose like is seen at the same place: bold type made by
        drawing twice, a layer of text upon the same text."""
        unseen = [(index, glyph) for index, glyph in enumerate(self.sight.glyphs)
                  if not glyph.seen and glyph.drawn_by != NOBODY and not glyph.text.isspace()]
        near = {cell for _, glyph in unseen for cell in _neighbourhood(glyph)}
        seen: dict[tuple[str, int, int], list[Glyph]] = defaultdict(list)
        for glyph in self.sight.glyphs if near else ():
            if glyph.seen and glyph.tells and _cell(glyph) in near:
                for across, down in _neighbourhood(glyph):
                    seen[_folded(glyph.text), across, down].append(glyph)
        for index, glyph in unseen:
            thing = self.sight.things[glyph.drawn_by]
            unjudged = (not thing.embedded and not glyph.masked and thing.mode not in _INVISIBLE_MODES and thing.alpha
                        and glyph.text != "" and ord(glyph.text) > _LATIN_END and not self._is_painted_out(glyph))
            if unjudged:
                continue
            twins = seen.get((_folded(glyph.text), *_cell(glyph)), ())
            if not any(_same_place(glyph, twin) for twin in twins):
                yield index, glyph

    def judged(self, words: Sequence[Hidden]) -> list[Hidden]:
        """The words with their reasons; those of an honest layer of recognised text have none."""
        for word in words:
            word.code = self._reason(word)
        layer = [word for word in words if self._may_be_recognised(word)]
        shown = sum(map(self._is_pictured, layer))
        for word in layer:
            if shown >= _SHARE_SHOWN * len(layer):
                word.code = "text-in-box" if self._in_box(word) else ""
        return list(words)

    def _reason(self, word: Hidden) -> str:
        glyph = next(glyph for glyph in word.glyphs if glyph.tells)
        thing = self.sight.things[glyph.drawn_by]
        if not self.sight.on_page(glyph.box):
            return "off-page"
        if self._is_layered(glyph):
            return "layer-text"
        if thing.mode in _INVISIBLE_MODES or thing.alpha == 0:
            return "invisible-text"
        if self._covers(word.box, thing.order) or self._is_annotated(glyph):
            return "covered-text"
        if thing.clips:
            word.partial = glyph.drawn_by in self._partly_seen
            return "clipped-text"
        return "unseen-text"

    @cached_property
    def _partly_seen(self) -> frozenset[int]:
        """The text objects of which something is seen."""
        return frozenset(glyph.drawn_by for glyph in self.sight.glyphs if glyph.seen and glyph.tells)

    def _is_layered(self, glyph: Glyph) -> bool:
        return (glyph.text, glyph.box) in self.layered

    def _covers(self, box: Box, order: int) -> list[Thing]:
        """What is painted later upon the middle of a box."""
        return [thing for thing in self.sight.things[order + 1:]
                if thing.kind != "text" and _holds(thing.box, box) and (thing.kind != "path" or thing.alpha)]

    def _is_painted_out(self, glyph: Glyph) -> bool:
        """True where something even and dark, or a small and opaque shape of any colour, was painted upon a character:
        then it hides it, whatever the font."""
        place = self.sight.pixels(glyph.box, 0.1)
        covers = self._covers(glyph.box, glyph.drawn_by)
        if place is None or not covers:
            return False
        low, high = extremes(self._light.crop(place))
        opaque = any(thing.filled and thing.alpha > _OPAQUE and self._share(thing.box) < _SMALL for thing in covers)
        return high - low <= _EVEN and (high < _DARK or opaque)

    @cached_property
    def _without_annotations(self) -> tuple[Image.Image, Image.Image]:
        return self.sight.unannotated()

    def _is_annotated(self, glyph: Glyph) -> bool:
        place = self.sight.pixels(glyph.box, 0.2)
        if place is None:
            return False
        with_text, without = self._without_annotations
        return extremes(difference(with_text.crop(place), without.crop(place)))[1] >= FAINT

    # --- recognised text -------------------------------------------------------------------------------------------

    def _may_be_recognised(self, word: Hidden) -> bool:
        """True for invisible text upon any picture, and for any unseen text upon a picture that is the page."""
        if word.code not in {"invisible-text", "covered-text", "unseen-text"}:
            return False
        least = 0.0 if word.code == "invisible-text" else _PICTURED
        if word.code == "invisible-text" and self._is_pictured(word):
            return True
        return any(thing.kind == "image" and _holds(thing.box, word.box) and self._share(thing.box) >= least
                   for thing in self.sight.things)

    def _share(self, box: Box) -> float:
        """The share of the page that a box takes."""
        return abs((box[2] - box[0]) * (box[3] - box[1])) / self.area

    @cached_property
    def _light(self) -> Image.Image:
        """The page without its text, in shades of gray."""
        return self.sight.bare.convert("L")

    @cached_property
    def _paper(self) -> int:
        """The commonest shade of the page."""
        counts = self._light.histogram()
        return counts.index(max(counts))

    def _is_pictured(self, word: Hidden) -> bool:
        """True where something is drawn in the word's place."""
        place = self.sight.pixels(word.box, 0.02)
        return place is not None and _range(self._light.crop(place)) >= _TEXTURE

    def _in_box(self, word: Hidden) -> bool:
        """True where the word, or two letters of it in a row, lie in an even patch that is no paper: dark, of another
        shade, framed, or painted over the picture."""
        row = 0
        for glyph in word.glyphs:
            row = row + 1 if glyph.tells and self._is_boxed(glyph.box) else 0
            if row >= min(_FEWEST, len(word.glyphs)):
                return True
        return False

    def _is_boxed(self, box: Box) -> bool:
        place = self.sight.pixels(box, 0.1)
        if place is None:
            return False
        low, high = extremes(self._light.crop(place))
        if high - low > _EVEN:
            return False
        return (high < _DARK or abs(low - self._paper) > _EVEN or self._is_painted_over(box)
                or self._is_framed(place))

    def _is_painted_over(self, box: Box) -> bool:
        pictures = [thing.order for thing in self.sight.things if thing.kind == "image" and _holds(thing.box, box)]
        return any(thing.filled and self._share(thing.box) < _PICTURED
                   for thing in self._covers(box, min(pictures, default=0))) or self._is_covered_by_annotation(box)

    def _is_covered_by_annotation(self, box: Box) -> bool:
        place = self.sight.pixels(box, 0.1)
        without = self._without_annotations[1]
        return place is not None and _range(without.crop(place)) >= _TEXTURE

    def _is_framed(self, place: tuple[int, int, int, int]) -> bool:
        """True if going out from the place in each direction leads over even ground to a line across."""
        left, top, right, bottom = place
        image = self._light
        reach = _FRAME_REACH
        strips = ((left, max(top - reach, 0), right, top, True, True),
                  (left, bottom, right, min(bottom + reach, image.height), True, False),
                  (max(left - reach * 4, 0), top, left, bottom, False, True),
                  (right, top, min(right + reach * 4, image.width), bottom, False, False))
        return all(_meets_line(image, strip[:4], strip[4], strip[5]) for strip in strips)


def _meets_line(image: Image.Image, strip: tuple[int, int, int, int], down: bool, backwards: bool) -> bool:
    """True if the strip, read outwards, is even until a line runs across it."""
    left, top, right, bottom = strip
    if left >= right or top >= bottom:
        return False
    cut = image.crop(strip)
    length = cut.height if down else cut.width
    for step in range(length):
        at = length - 1 - step if backwards else step
        line = cut.crop((0, at, cut.width, at + 1) if down else (at, 0, at + 1, cut.height))
        low, high = extremes(line)
        if high < _DARK + 40:
            return True
        if high - low > _TEXTURE:
            return False
    return False


def _words(unseen: Iterable[tuple[int, Glyph]]) -> list[Hidden]:
    """Unseen characters that follow one another without white space, as words."""
    words: list[Hidden] = []
    last = -2
    for index, glyph in unseen:
        if glyph.text.isspace():
            continue
        if index == last + 1 and words and _near(words[-1].glyphs[-1], glyph):
            words[-1].glyphs.append(glyph)
        else:
            words.append(Hidden([glyph]))
        last = index
    return words


def _near(first: Glyph, second: Glyph) -> bool:
    reach = 2 * max(first.size, second.size, 1.0)
    (x, y), (u, v) = first.centre, second.centre
    return abs(x - u) <= reach and abs(y - v) <= reach


def _joined(words: Iterable[Hidden]) -> list[Hidden]:
    """Neighbouring words hidden alike as one stretch; stretches of a single character are left out, and the
    labels of boxes that have the boxes' colour."""
    stretches: list[Hidden] = []
    for word in words:
        last = stretches[-1] if stretches else None
        if last and (last.code, last.partial) == (word.code, word.partial) and _follows(last, word):
            last.glyphs += word.glyphs
        else:
            stretches.append(word)
    return [word for word in stretches if sum(glyph.weight for glyph in word.glyphs) >= _FEWEST
            and not is_label(word.text)]


def _follows(first: Hidden, second: Hidden) -> bool:
    size = max(first.glyphs[-1].size, second.glyphs[0].size, 4.0)
    (x, y), (u, v) = first.glyphs[-1].centre, second.glyphs[0].centre
    if abs(y - v) <= size / 2:
        return abs(x - u) <= 8 * size
    words = len(first.glyphs) >= _FEWEST and len(second.glyphs) >= _FEWEST
    return words and abs(y - v) <= 2.5 * size


def _holds(outer: Box, inner: Box) -> bool:
    """True if the middle of ``inner`` lies in ``outer``."""
    x, y = (inner[0] + inner[2]) / 2, (inner[1] + inner[3]) / 2
    return outer[0] - 0.5 <= x <= outer[2] + 0.5 and outer[1] - 0.5 <= y <= outer[3] + 0.5


_GRAIN = 16.0
"""Points: the side of the cells by which characters at one place are found."""


def _cell(glyph: Glyph) -> tuple[int, int]:
    x, y = glyph.centre
    return int(x // _GRAIN), int(y // _GRAIN)


def _neighbourhood(glyph: Glyph) -> Iterator[tuple[int, int]]:
    across, down = _cell(glyph)
    yield from ((across + x, down + y) for x in (-1, 0, 1) for y in (-1, 0, 1))


def _same_place(first: Glyph, second: Glyph) -> bool:
    (x, y), (u, v) = first.centre, second.centre
    reach = max(second.box[2] - second.box[0], second.box[3] - second.box[1], 1.0) / 2
    return abs(x - u) <= reach and abs(y - v) <= reach


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def _range(image: Image.Image) -> int:
    low, high = extremes(image if image.mode == "L" else image.convert("L"))
    return high - low
