"""Markup (HTML, and the XML of a PDF's metadata) taken apart into everything it can carry."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

_START = re.compile(r"<[A-Za-z][\w:.-]*(?:\s+[A-Za-z][\w:.-]*(?:=(?:\"[^\"<>]*\"|'[^'<>]*'))?)*\s*/?>")
_END = re.compile(r"</[A-Za-z][\w:.-]*\s*>")


@dataclass(frozen=True, slots=True)
class Element:
    """A start tag: its name and its attributes, character references resolved."""

    tag: str
    attributes: tuple[tuple[str, str], ...]


@dataclass(slots=True)
class Markup:
    """The parts of a marked-up text. ``hidden`` holds what no reader is shown: (carrier, text).

    ``malformed`` is True where a tag holds more than its name and attributes, which a lenient parser would drop.
    """

    text: list[str] = field(default_factory=list)
    titles: list[str] = field(default_factory=list)
    styles: list[str] = field(default_factory=list)
    elements: list[Element] = field(default_factory=list)
    declarations: list[str] = field(default_factory=list)
    instructions: list[str] = field(default_factory=list)
    hidden: list[tuple[str, str]] = field(default_factory=list)
    malformed: bool = False


def read_markup(text: str) -> Markup:
    """Every piece of ``text``: words shown, titles, style sheets, tags, declarations, comments, instructions."""
    reader = _Reader()
    reader.feed(text)
    reader.close()
    if text.count("</") != len(_END.findall(text)):
        reader.markup.malformed = True
    return reader.markup


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.markup = Markup()
        self._open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.markup.elements.append(Element(tag, tuple((name, value or "") for name, value in attrs)))
        if not _START.fullmatch(self.get_starttag_text() or ""):
            self.markup.malformed = True
        if tag in {"title", "style", "script"}:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if self._open[-1:] == [tag]:
            self._open.pop()

    def handle_endtag(self, tag: str) -> None:
        if self._open[-1:] == [tag]:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        inside = self._open[-1] if self._open else ""
        if inside == "script":
            self.markup.hidden.append(("script", data))
        else:
            {"title": self.markup.titles, "style": self.markup.styles}.get(inside, self.markup.text).append(data)

    def handle_comment(self, data: str) -> None:
        self.markup.hidden.append(("comment", data))

    def handle_decl(self, decl: str) -> None:
        self.markup.declarations.append(decl)

    def handle_pi(self, data: str) -> None:
        self.markup.instructions.append(data)

    def unknown_decl(self, data: str) -> None:
        self.markup.hidden.append(("declaration", data))
