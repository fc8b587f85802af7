"""The release as one self-contained HTML file: no script, nothing loaded from elsewhere, readable by anyone.

The template draws the blocks of :func:`redact.release.page.page` in their order and adds no word but
:data:`HTML_FURNITURE`. A withheld stretch is a span whose whole label is visible text, so that it is seen, heard and
copied alike; a struck mark is an ``s`` element.
"""

from __future__ import annotations

import base64
import functools
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup

from redact.release.model import Piece, ReleasedModel, Withheld
from redact.release.page import EXTENT, Block, page, released_how, spoken
from redact.release.visible import visible
from redact.shipped import shipped

SKIP_LINK = "Skip to document"
LEGEND_COLUMNS = ("Code", "Meaning")
HTML_FURNITURE: tuple[str, ...] = (SKIP_LINK, *LEGEND_COLUMNS)
"""The words that stand in the HTML beside those of the page: the skip link once, the others above the legend."""

_MOST_CELLS = 1000
"""Portions of a document that is drawn as a map; of more a map tells nothing."""
_LONGEST_UNBROKEN = 36
"""Characters of a code or label that stays on one line, even on a phone: ``[Withheld: (b)(6); less than 1 line]``."""
_TITLED = {"heading": "h2", "subject": "h2"}
_ROLE_GROUPS = {"fact": "facts", "legend-heading": "legend", "legend": "legend"}


@dataclass(frozen=True, slots=True)
class _Drawn:
    """A piece as the template needs it. ``unbroken`` is a code or label that is not broken over lines."""

    words: str
    withheld: bool = False
    struck: bool = False
    unbroken: bool = False


@dataclass(frozen=True, slots=True)
class _Element:
    """A block as the template needs it: which element, and what stands in it.

    ``cells`` are, beside the words on the extent, one a portion: a map of the document, silent to those who hear it.
    """

    tag: str
    css_class: str
    id: str
    direction: str
    label: str
    note: str
    lines: tuple[tuple[_Drawn, ...], ...]
    cells: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Group:
    """Blocks that one element holds: ``facts`` a list, ``legend`` a table under its heading, ``flow`` none."""

    kind: str
    blocks: tuple[_Element, ...]
    heading: _Element | None = None


def render_html(model: ReleasedModel) -> bytes:
    """The release as HTML, UTF-8; the same bytes for the same model."""
    drawn = page(model)
    template, css, css_hash = _parts()
    written = template.render(
        css=css, css_hash=css_hash, title=visible(model.title), draft=drawn.draft, banner=drawn.banner,
        stamp=drawn.stamp,
        banner_class="banner" if drawn.banner.startswith("UNCLASSIFIED") else "banner classified",
        groups=list(_groups(drawn.blocks)),
        furniture={"skip": SKIP_LINK, "code": LEGEND_COLUMNS[0], "meaning": LEGEND_COLUMNS[1]})
    return written.encode("utf-8")


@functools.cache
def _parts() -> tuple[Template, Markup, str]:
    """The template, the style sheet, and its hash for the content security policy."""
    folder = shipped("templates")
    environment = Environment(loader=FileSystemLoader(folder, encoding="utf-8"), autoescape=True,
                              undefined=StrictUndefined, keep_trailing_newline=True, newline_sequence="\n")
    css = (folder / "release.css").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(css.encode("utf-8")).digest()).decode("ascii")
    return environment.get_template("release.html.j2"), Markup(css), digest


def _groups(blocks: tuple[Block, ...]) -> Iterator[_Group]:
    cells = tuple(f"cell {released_how(block.portion)}" for block in blocks if block.portion)
    for kind, members in groupby(blocks, key=lambda block: _ROLE_GROUPS.get(block.role, "flow")):
        elements = tuple(_element(block, cells) for block in members)
        if kind == "legend":
            yield _Group(kind, elements[1:], heading=elements[0])
        else:
            yield _Group(kind, elements)


def _element(block: Block, cells: tuple[str, ...]) -> _Element:
    portion = block.portion
    kind = portion.kind if portion else ""
    titled = _TITLED.get(kind, "p") if any(block.lines) else "p"
    tag = "h1" if block.role == "title" else titled
    if block.role == "outcome":
        lines: tuple[tuple[_Drawn, ...], ...] = (tuple(_outcome(block.text())),)
    else:
        lines = tuple(tuple([_drawn(piece, block) for piece in line]) for line in block.lines)
    return _Element(tag, _css_class(block), portion.id if portion else "", "rtl" if block.right_to_left else "",
                    block.label, block.note, lines,
                    cells if block.label == EXTENT and block.role == "fact" and len(cells) <= _MOST_CELLS else ())


def _css_class(block: Block) -> str:
    if block.portion is None:
        return "" if block.role == "title" else block.role
    kind = block.portion.kind
    if kind in {"transport", "header", "caption", "classification", "table", "signature"}:
        return f"portion lines {kind}"
    return {"withheld": "portion kept", "subject": "portion subject"}.get(kind, "portion")


def _drawn(piece: Piece, block: Block) -> _Drawn:
    words = spoken(piece)
    if isinstance(piece, Withheld):
        return _Drawn(words, withheld=True, unbroken=len(words) <= _LONGEST_UNBROKEN and not block.withheld)
    return _Drawn(words, struck=piece.struck)


def _outcome(words: str) -> Iterator[_Drawn]:
    """The words on the outcome, each code by itself."""
    said, dot, codes = words.partition(" · ")
    yield _Drawn(said + dot)
    for number, code in enumerate(codes.split(", ") if codes else ()):
        if number:
            yield _Drawn(", ")
        yield _Drawn(code, unbroken=len(code) <= _LONGEST_UNBROKEN)
