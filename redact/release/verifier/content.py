"""The second engine: every content stream read by ourselves, drawn or not, for the words it shows (9.4).

It sees what a viewer's engine passes over: text of no size, text in forms that nothing draws, in patterns, in the
appearances of annotations, in objects that nothing refers to, and the strings of marked content.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pikepdf

from redact.errors import UnusableInput
from redact.release.verifier.filters import unpacked
from redact.release.verifier.fonts import Font, read_font
from redact.release.verifier.formats import printed
from redact.release.verifier.samples import sample_texts

_MOST_OPERATORS = 3_000_000
_DEEPEST = 28
_GAP = 0.22
"""Share of the type size from which a gap between letters parts two words."""
_LINE = 0.4
_SMALLEST = 1.5
"""Points below which text is not read."""
_Matrix = tuple[float, float, float, float, float, float]
_IDENTITY: _Matrix = (1, 0, 0, 1, 0, 0)


@dataclass
class Spoken:
    """What a content stream says: its words, those too small to be read, and the strings of its marked content and of
    operators that show nothing. ``aside`` is what the cells of its patterns, its soft masks and the drawings of its
    fonts say, which no engine reports as text. ``names`` are those its operators and marked content bear, ``disguised``
    what the encodings of its fonts say where ToUnicode says something else. ``painted`` are the objects it draws."""

    text: str = ""
    tiny: str = ""
    aside: str = ""
    marked: list[tuple[str, bytes]] = field(default_factory=list)
    names: set[str] = field(default_factory=set)
    disguised: str = ""
    painted: set[tuple[int, int]] = field(default_factory=set)


@dataclass(slots=True)
class _State:
    matrix: _Matrix = _IDENTITY
    font: Font | None = None
    size: float = 0
    leading: float = 0
    letters: float = 0
    words: float = 0
    stretch: float = 1


class Reader:
    """Reads the content streams of one file; each font once. The number of operators is bounded for the whole file."""

    def __init__(self) -> None:
        self._fonts: dict[tuple[int, int], Font] = {}
        self._left = _MOST_OPERATORS

    def page(self, page: pikepdf.Object) -> Spoken:
        """What a page's own content says, with all forms it draws."""
        spoken = Spoken()
        _Reading(self, spoken).read(page, page.get("/Resources"), _IDENTITY, ())
        return spoken

    def stream(self, stream: pikepdf.Object, resources: pikepdf.Object | None = None) -> Spoken:
        """What a form, a pattern, an appearance or any other stream says, were it drawn."""
        spoken = Spoken()
        held = stream.get("/Resources")
        _Reading(self, spoken).read(stream, held if held is not None else resources, _IDENTITY, ())
        return spoken

    def spend(self, operators: int) -> None:
        """Counts operators; raises :class:`UnusableInput` where a file has more than any document."""
        self._left -= operators
        if self._left < 0:
            raise UnusableInput("the pages have more drawing operators than this program reads")

    def font(self, handle: pikepdf.Object) -> Font:
        """The font of a dictionary, read once."""
        key = handle.objgen
        if key == (0, 0):
            return read_font(handle)
        if key not in self._fonts:
            self._fonts[key] = read_font(handle)
        return self._fonts[key]


class _Reading:
    """One stream and what it draws."""

    def __init__(self, reader: Reader, spoken: Spoken):
        self.reader = reader
        self.spoken = spoken
        self.parts: list[str] = []
        self.end: tuple[float, float] | None = None
        self.state = _State()
        self.text: _Matrix = _IDENTITY
        self.line: _Matrix = _IDENTITY
        self.resources: Any = None
        self.above: tuple[tuple[int, int], ...] = ()

    def read(self, source: pikepdf.Object, resources: Any, matrix: _Matrix,
             above: tuple[tuple[int, int], ...]) -> None:
        self.state = _State(matrix)
        self.resources, self.above = resources, above
        stack: list[_State] = []
        for operands, operator in _instructions(source, self.reader):
            try:
                name = str(operator)
                if name == "q":
                    stack.append(_State(**{key: getattr(self.state, key) for key in _State.__slots__}))
                elif name == "Q":
                    self.state = stack.pop() if stack else self.state
                elif name in _ACTIONS:
                    _ACTIONS[name](self, operands)
                else:
                    self._keep("", operands)
            except (TypeError, ValueError, IndexError, AttributeError, KeyError, pikepdf.PdfError):
                continue
        if not above:
            self.spoken.text = "".join(self.parts)

    # --- state -----------------------------------------------------------------------------------------------------

    def transform(self, operands: Any) -> None:
        self.state.matrix = _times(_matrix(operands), self.state.matrix)

    def begin(self, _: Any) -> None:
        self.text = self.line = _IDENTITY

    def set_font(self, operands: Any) -> None:
        self.state.size = float(operands[1])
        fonts = self.resources.get("/Font") if self.resources is not None else None
        handle = fonts.get(str(operands[0])) if fonts is not None else None
        self.state.font = self.reader.font(handle) if isinstance(handle, pikepdf.Dictionary) else None
        if handle is not None and self.state.font is not None and self.state.font.type3:
            for drawing in handle.get("/CharProcs", pikepdf.Dictionary()).values():
                self._read_aside(drawing, handle.get("/Resources"))

    def set_state(self, operands: Any) -> None:
        state = self.resources.get("/ExtGState").get(str(operands[0]))
        font, mask = state.get("/Font"), state.get("/SMask")
        if isinstance(font, pikepdf.Array):
            self.state.font, self.state.size = self.reader.font(font[0]), float(font[1])
        if isinstance(mask, pikepdf.Dictionary):
            self._read_aside(mask.get("/G"))

    def set_colour(self, operands: Any) -> None:
        if len(operands) and isinstance(operands[-1], pikepdf.Name):
            self._read_aside(self.resources.get("/Pattern").get(str(operands[-1])))

    def set_leading(self, operands: Any) -> None:
        self.state.leading = float(operands[0])

    def set_letters(self, operands: Any) -> None:
        self.state.letters = float(operands[0])

    def set_words(self, operands: Any) -> None:
        self.state.words = float(operands[0])

    def set_stretch(self, operands: Any) -> None:
        self.state.stretch = float(operands[0]) / 100

    def place(self, operands: Any) -> None:
        self.text = self.line = _matrix(operands)

    def move(self, operands: Any) -> None:
        self.text = self.line = _times((1, 0, 0, 1, float(operands[0]), float(operands[1])), self.line)

    def move_leading(self, operands: Any) -> None:
        self.state.leading = -float(operands[1])
        self.move(operands)

    def next_line(self, _: Any) -> None:
        self.move((0, -self.state.leading))

    # --- text ------------------------------------------------------------------------------------------------------

    def show(self, operands: Any) -> None:
        self._show([operands[0]])

    def show_all(self, operands: Any) -> None:
        self._show(list(operands[0]))

    def next_line_show(self, operands: Any) -> None:
        self.next_line(None)
        self._show([operands[-1]])

    def spaced_show(self, operands: Any) -> None:
        self.state.words, self.state.letters = float(operands[0]), float(operands[1])
        self.next_line_show(operands)

    def _show(self, parts: list[Any]) -> None:
        state = self.state
        font = state.font or _NO_FONT
        placed = _times(self.text, state.matrix)
        scale = abs(placed[0] * placed[3] - placed[1] * placed[2]) ** 0.5
        size = abs(state.size) * scale * min(abs(state.stretch), 1.0)
        self._part(placed[4], placed[5], size)
        said: list[str] = []
        for part in parts:
            if isinstance(part, pikepdf.String):
                self._glyphs(font, bytes(part), said)
            else:
                shift = -float(part) / 1000
                self._advance(shift * state.size * state.stretch)
                said += [" "] if shift > _GAP else []
        text = "".join(said)
        self.parts.append(text)
        if size < (_SMALLEST if not font.type3 else 0.01):
            self.spoken.tiny += text + " "
        placed = _times(self.text, state.matrix)
        self.end = placed[4], placed[5]

    def _glyphs(self, font: Font, codes: bytes, said: list[str]) -> None:
        state = self.state
        across = 0.0
        lie = font.lie(codes)
        if lie:
            self.spoken.disguised += lie + " "
        for text, width in font.read(codes):
            said.append(text)
            spacing = state.letters + (state.words if text == " " and not font.two_bytes else 0.0)
            across += (width * state.size + spacing) * state.stretch
        self._advance(across)

    def _advance(self, across: float) -> None:
        self.text = _times((1, 0, 0, 1, across, 0), self.text)

    def _part(self, x: float, y: float, size: float) -> None:
        """Parts words and lines by the gap to where the last text ended."""
        if self.end is None:
            return
        reach = max(size, 1.0)
        gap = abs(x - self.end[0])
        if abs(y - self.end[1]) > _LINE * reach:
            self.parts.append("\n")
        elif gap > _GAP * reach:
            self.parts.append(" ")

    # --- what else says something ----------------------------------------------------------------------------------

    def _keep(self, key: str, operands: Any) -> None:
        """Keeps the strings and names among operands that show nothing."""
        self.spoken.marked += [(key, string) for string in _strings(operands)]
        self.spoken.names.update(_names(operands))

    def inline_picture(self, operands: Any) -> None:
        """Keeps the entries of a picture within the content, and what its data say that is no sample."""
        picture = operands[0]
        self._keep("", [picture.obj])
        filters = [_FULL.get(str(name), str(name))[1:] for name in picture.filters]
        data, left, behind = unpacked(picture.read_raw_bytes(), filters)
        texts = [text for part in behind for text in printed(part)]
        if not left:
            texts += sample_texts(data, _samples(picture.obj))
        self.spoken.marked += [("", text.encode("latin-1", "replace")) for text in texts]

    def mark(self, operands: Any) -> None:
        self.spoken.names.add(str(operands[0]))
        properties = operands[1] if len(operands) > 1 else None
        if isinstance(properties, pikepdf.Name) and self.resources is not None:
            held = self.resources.get("/Properties")
            properties = held.get(str(properties)) if held is not None else None
        if isinstance(properties, pikepdf.Dictionary):
            for key, item in properties.items():
                self._keep(str(key)[1:], [item])
            self.spoken.names.update(map(str, properties.keys()))

    def draw(self, operands: Any) -> None:
        objects = self.resources.get("/XObject")
        form = objects.get(str(operands[0]))
        if not isinstance(form, pikepdf.Stream):
            return
        key = form.objgen
        if key in self.above or len(self.above) > _DEEPEST:
            raise UnusableInput("a form draws itself, or forms are nested too deep")
        seen_before = key in self.spoken.painted
        self.spoken.painted.add(key)
        if form.get("/Subtype") != "/Form" or seen_before:
            return
        inner = _Reading(self.reader, self.spoken)
        held = form.get("/Resources")
        matrix = form.get("/Matrix")
        own = _matrix(matrix) if isinstance(matrix, pikepdf.Array) and len(matrix) == 6 else _IDENTITY
        inner.parts, inner.end = self.parts, self.end
        inner.read(form, held if held is not None else self.resources, _times(own, self.state.matrix),
                   (*self.above, key))
        self.end = inner.end

    def _read_aside(self, stream: Any, resources: Any = None) -> None:
        """Reads what is painted otherwise than as a form: once for a file's stream, wherever it is used."""
        if not isinstance(stream, pikepdf.Stream) or stream.objgen in self.spoken.painted:
            return
        if len(self.above) > _DEEPEST:
            raise UnusableInput("a pattern or mask is nested too deep")
        self.spoken.painted.add(stream.objgen)
        inner = _Reading(self.reader, self.spoken)
        held = stream.get("/Resources")
        inner.read(stream, next((each for each in (held, resources) if each is not None), self.resources), _IDENTITY,
                   (*self.above, stream.objgen))
        self.spoken.aside += "".join(inner.parts) + "\n"


_MOST_NESTED = 6


def _strings(operands: Any, depth: int = 0) -> Iterator[bytes]:
    """The strings among operands, those within arrays and dictionaries too."""
    for item in operands:
        if isinstance(item, pikepdf.String):
            yield bytes(item)
        elif isinstance(item, pikepdf.Array) and depth < _MOST_NESTED:
            yield from _strings(item, depth + 1)
        elif isinstance(item, pikepdf.Dictionary) and not isinstance(item, pikepdf.Stream) and depth < _MOST_NESTED:
            yield from _strings(item.values(), depth + 1)


def _names(operands: Any, depth: int = 0) -> Iterator[str]:
    """The names among operands, and the keys and names within arrays and dictionaries."""
    for item in operands:
        if isinstance(item, pikepdf.Name):
            yield str(item)
        elif isinstance(item, pikepdf.Array) and depth < _MOST_NESTED:
            yield from _names(item, depth + 1)
        elif isinstance(item, pikepdf.Dictionary) and not isinstance(item, pikepdf.Stream) and depth < _MOST_NESTED:
            yield from map(str, item.keys())
            yield from _names(item.values(), depth + 1)


_FULL = {"/Fl": "/FlateDecode", "/AHx": "/ASCIIHexDecode", "/A85": "/ASCII85Decode", "/RL": "/RunLengthDecode"}
_PARTS = {"/DeviceGray": 1, "/DeviceRGB": 3, "/DeviceCMYK": 4, "/G": 1, "/RGB": 3, "/CMYK": 4}


def _samples(entries: pikepdf.Object) -> int | None:
    """The bytes that the samples of a picture within the content take; None where its colours are not known."""
    mask = bool(entries.get("/ImageMask", False))
    parts = 1 if mask else _PARTS.get(str(entries.get("/ColorSpace")), 0)
    depth = 1 if mask else int(entries.get("/BitsPerComponent", 8))
    return int(entries["/Height"]) * ((int(entries["/Width"]) * parts * depth + 7) // 8) if parts else None


_NO_FONT = Font(False, {code: chr(code) for code in range(32, 127)}, {})
_ACTIONS = {
    "cm": _Reading.transform, "BT": _Reading.begin, "Tf": _Reading.set_font, "gs": _Reading.set_state,
    "TL": _Reading.set_leading, "Tc": _Reading.set_letters, "Tw": _Reading.set_words, "Tz": _Reading.set_stretch,
    "Tm": _Reading.place, "Td": _Reading.move, "TD": _Reading.move_leading, "T*": _Reading.next_line,
    "Tj": _Reading.show, "TJ": _Reading.show_all, "'": _Reading.next_line_show, '"': _Reading.spaced_show,
    "BMC": _Reading.mark, "BDC": _Reading.mark, "DP": _Reading.mark,
    "INLINE IMAGE": _Reading.inline_picture, "Do": _Reading.draw, "scn": _Reading.set_colour,
    "SCN": _Reading.set_colour,
}


def _instructions(source: pikepdf.Object, reader: Reader) -> Iterator[tuple[Any, Any]]:
    try:
        instructions = pikepdf.parse_content_stream(source)
    except (pikepdf.PdfError, TypeError, ValueError):
        return
    reader.spend(len(instructions))
    for instruction in instructions:
        yield instruction.operands, instruction.operator


def _matrix(operands: Any) -> _Matrix:
    a, b, c, d, e, f = (float(operand) for operand in operands)
    return a, b, c, d, e, f


def _times(left: _Matrix, right: _Matrix) -> _Matrix:
    a, b, c, d, e, f = left
    g, h, i, j, k, m = right
    return (a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m)
