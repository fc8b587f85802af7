"""The release as PDF: tagged (PDF/UA-1), archival (PDF/A-2a), and a byte-for-byte function of the released model.

Importing this package is cheap: reportlab and the fonts are loaded by the first call.
"""

from __future__ import annotations

import datetime as dt

from redact.release.model import ReleasedModel
from redact.release.page import Page

__all__ = ["drawn", "page_furniture", "render_blocks", "render_pdf"]


def render_pdf(model: ReleasedModel) -> bytes:
    """The PDF of a release. The same model gives the same bytes, whatever the machine, the day or the environment."""
    from redact.release.pdf.settings import load_reportlab

    load_reportlab()
    from redact.release.pdf.render import render

    return render(model)


def render_blocks(content: Page, name: str, date: dt.date) -> bytes:
    """The PDF of blocks that are no release, such as a record for auditors, as reproducible as one."""
    from redact.release.pdf.settings import load_reportlab

    load_reportlab()
    from redact.release.pdf.render import render_page
    from redact.release.pdf.xmp import About

    return render_page(content, About(name, date))


def drawn(text: str) -> str:
    """The characters by which a text is drawn: itself, but ``⟨U+4E2D⟩`` for one that no glyph here draws."""
    from redact.release.pdf.fonts import drawn as drawn_characters

    return drawn_characters(text)


def page_furniture(model: ReleasedModel, number: int, count: int) -> tuple[str, ...]:
    """What page ``number`` of ``count`` bears as artifacts before any text of the body, in the order drawn."""
    from redact.release.page import page
    from redact.release.pdf.furniture import words

    return words(page(model), number, count)
