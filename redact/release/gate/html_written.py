"""The HTML of a release, byte for byte as the released model demands it, worked out without the template.

White space, the letter case of tags and the order of attributes are free in HTML and could say something by the
choice; so a file is no release that differs in any of them. Written from the released model alone, and by hand: what
the template adds or leaves out shows up here.
"""

from __future__ import annotations

import base64
import functools
import hashlib
from collections.abc import Iterator
from itertools import groupby

from markupsafe import escape

from redact.release.gate.expected import Expected
from redact.release.model import Piece, Withheld
from redact.release.page import Block, Page, released_how, spoken
from redact.release.visible import visible
from redact.shipped import shipped

_HEAD = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
<title>{title}</title>
<style>{style}</style>
</head>
<body>
<a class="skip" href="#document">Skip to document</a>
<header>
"""
_CODES = """<thead><tr><th scope="col">Code</th><th scope="col">Meaning</th></tr></thead>
<tbody>
"""
_LINED = frozenset({"transport", "header", "caption", "classification", "table", "signature"})
_CLASSES = {"withheld": "portion kept", "subject": "portion subject"}
_LARGEST_MAP = 1000
_UNBROKEN = 36
"""Characters of the longest code of the outcome, and of the longest label in a text, that are kept on one line."""


def written_html(expected: Expected) -> str:
    """The whole file."""
    return "".join(_parts(expected))


@functools.cache
def style_sheet() -> str:
    """The shipped style sheet."""
    return (shipped("templates") / "release.css").read_text(encoding="utf-8")


@functools.cache
def content_policy() -> str:
    """The content security policy that lets the shipped style sheet be used, and nothing else (CSP 3)."""
    digest = base64.b64encode(hashlib.sha256(style_sheet().encode("utf-8")).digest()).decode("ascii")
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


def _parts(expected: Expected) -> Iterator[str]:
    page = expected.page
    banner = _banner(page)
    yield _HEAD.format(policy=content_policy(), title=escape(visible(expected.model.title)), style=style_sheet())
    if page.draft:
        yield f'<p class="draft">{escape(page.draft)}</p>\n'
    yield f'{banner}</header>\n<main id="document" tabindex="-1">\n'
    cells = "".join([f'<span class="cell {released_how(block.portion)}"></span>'
                     for block in page.blocks if block.portion])
    if cells.count("<span") > _LARGEST_MAP:
        cells = ""
    for role, blocks in groupby(page.blocks, key=_group):
        yield from _GROUPS[role](list(blocks), cells)
    yield f'</main>\n<footer>\n<p class="stamp">{escape(page.stamp)}</p>\n{banner}</footer>\n</body>\n</html>\n'


def _banner(page: Page) -> str:
    classified = "" if page.banner.startswith("UNCLASSIFIED") else " classified"
    return f'<p class="banner{classified}">{escape(page.banner)}</p>\n'


def _group(block: Block) -> str:
    return {"fact": "facts", "legend-heading": "legend", "legend": "legend"}.get(block.role, "flow")


def _facts(blocks: list[Block], cells: str) -> Iterator[str]:
    yield "<dl>\n"
    for block in blocks:
        map_of = f'\n<span class="map">{cells}</span>' if cells and block.label == "Extent" else ""
        yield f"<dt>{escape(block.label)}</dt>\n<dd>{_words(block)}{map_of}</dd>\n"
    yield "</dl>\n"


def _legend(blocks: list[Block], _: str) -> Iterator[str]:
    heading, *rows = blocks
    yield f"<table>\n<caption><h2>{_words(heading)}</h2></caption>\n{_CODES}"
    for block in rows:
        yield f'<tr><th scope="row">{escape(block.label)}</th><td>{_words(block)}</td></tr>\n'
    yield "</tbody>\n</table>\n"


def _flow(blocks: list[Block], _: str) -> Iterator[str]:
    for block in blocks:
        portion = block.portion
        kind = portion.kind if portion else ""
        tag = "h1" if block.role == "title" else "h2" if kind in {"heading", "subject"} and any(block.lines) else "p"
        called = f' id="{escape(portion.id)}"' if portion else ""
        look = (_CLASSES.get(kind) or (f"portion lines {kind}" if kind in _LINED else "portion")) if portion else (
            "" if block.role == "title" else block.role)
        look = f' class="{look}"' if look else ""
        turned = ' dir="rtl"' if block.right_to_left else ""
        yield f"<{tag}{called}{look}{turned}>{_words(block)}</{tag}>\n"


def _words(block: Block) -> str:
    """The lines of a block and its note."""
    write = _outcome if block.role == "outcome" else _piece if block.withheld else _piece_in_text
    lines = "<br>".join(["".join(map(write, line)) for line in block.lines])
    return f'{lines} <span class="note">{escape(block.note)}</span>' if block.note else lines


def _outcome(piece: Piece) -> str:
    """What became of the document, and each code by itself."""
    said, dot, codes = spoken(piece).partition(" · ")
    kept = ", ".join([_kept_together(escape(code), code) for code in codes.split(", ")])
    return f"{escape(said + dot)}{kept}"


def _piece_in_text(piece: Piece) -> str:
    return _kept_together(_piece(piece), piece.label) if isinstance(piece, Withheld) else _piece(piece)


def _kept_together(written: str, words: str) -> str:
    return f'<b class="unbroken">{written}</b>' if 0 < len(words) <= _UNBROKEN else written


def _piece(piece: Piece) -> str:
    words = escape(spoken(piece))
    if isinstance(piece, Withheld):
        return f'<span class="withheld">{words}</span>'
    return f"<s>{words}</s>" if piece.struck else words


_GROUPS = {"facts": _facts, "legend": _legend, "flow": _flow}
