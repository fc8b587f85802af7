"""Closed world, HTML: every word, attribute and rule of the file is the released model's or fixed furniture."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

from redact.release.gate.expected import Expected, in_order, plain
from redact.release.gate.html_reading import Element, Markup
from redact.release.gate.html_written import content_policy, style_sheet
from redact.release.gate.leak import Leak

_TAGS = {"html", "head", "meta", "title", "style", "body", "a", "header", "main", "footer", "p", "h1", "h2", "dl", "dt",
         "dd", "table", "caption", "thead", "tbody", "tr", "th", "td", "span", "s", "b", "br"}
_META = {("charset", "utf-8"), ("name", "viewport"), ("name", "referrer"), ("name", "color-scheme"),
         ("http-equiv", "Content-Security-Policy"), ("content", "width=device-width, initial-scale=1"),
         ("content", "no-referrer"), ("content", "light dark")}
_FIXED = {"html": {("lang", "en")}, "a": {("class", "skip"), ("href", "#document")},
          "main": {("id", "document"), ("tabindex", "-1")}, "th": {("scope", "col"), ("scope", "row")}}
_SELECTED = re.compile(r"\.([a-z][a-z-]*)")


def html_leaks(expected: Expected, read: Markup) -> Iterator[Leak]:
    """What the HTML holds beyond the released model."""
    page = expected.page
    if not in_order(plain("".join(read.text)), [page.draft, page.banner, *expected.blocks, page.stamp, page.banner],
                    _furniture()):
        yield Leak("text-differs", "html text", "the visible words are not those of the released model in their order")
    if [plain(title) for title in read.titles] != [plain(expected.model.title)]:
        yield Leak("text-differs", "html title", "the title is not the title of the released model")
    if read.styles != [style_sheet()]:
        yield Leak("unexpected-style", "html style", "the style sheet is not the shipped one")
    if read.declarations != ["DOCTYPE html"] or read.instructions:
        yield Leak("unexpected-markup", "html declaration", "there is a declaration beside the document type")
    if read.malformed:
        yield Leak("unexpected-markup", "html tag", "a tag holds more than its name and quoted attributes")
    for carrier in sorted({carrier for carrier, _ in read.hidden}):
        yield Leak("unexpected-markup", f"html {carrier}", f"there is a {carrier}, which a release never has")
    if any(element.tag not in _TAGS for element in read.elements):
        yield Leak("unexpected-element", "html element", "there is an element that a release never has")
    allowed = _allowed_ids(expected)
    if any(not _attribute_known(element, attribute, allowed)
           for element in read.elements for attribute in element.attributes):
        yield Leak("unexpected-attribute", "html attribute", "there is an attribute or value that a release never has")


def _attribute_known(element: Element, attribute: tuple[str, str], ids: frozenset[str]) -> bool:
    name, value = attribute
    if element.tag == "meta":
        return attribute in _META or attribute == ("content", content_policy())
    if attribute in _FIXED.get(element.tag, ()):
        return True
    if name == "class":
        return set(value.split()) <= _classes()
    return (name == "id" and value in ids) or attribute == ("dir", "rtl")


def _allowed_ids(expected: Expected) -> frozenset[str]:
    return frozenset(portion.id for portion in expected.model.portions)


@functools.cache
def _furniture() -> tuple[str, ...]:
    from redact.release.html import HTML_FURNITURE
    return HTML_FURNITURE


@functools.cache
def _classes() -> frozenset[str]:
    """The classes of the style sheet and those that name a block's role or a portion's kind."""
    roles = {"outcome", "fact", "portion", "legend", "legend-heading", "note", "withheld"}
    kinds = {"transport", "header", "caption", "classification", "subject", "heading", "paragraph", "summary", "table",
             "signature"}
    return frozenset(_SELECTED.findall(style_sheet())) | roles | kinds
