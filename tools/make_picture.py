"""Make ``docs/release.png``, the README's picture: two pages of a fictional cable as the public would get it.

    python tools/make_picture.py
"""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path

import pypdfium2
from PIL import Image

PROJECT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(PROJECT))

from redact.documents.cable import read  # noqa: E402
from redact.policy import Determination  # noqa: E402
from redact.policy.decide import decide  # noqa: E402
from redact.policy.loading import load_policy  # noqa: E402
from redact.release.build import release_model  # noqa: E402
from redact.release.pdf import render_pdf  # noqa: E402

CABLE = PROJECT / "examples" / "08VALTARA0214.cable.txt"
DAY = dt.date(2026, 11, 23)
DESK = "#d7d8d4"
GAP = 22
"""Pixels of desk around and between the pages."""


def pages() -> list[Image.Image]:
    """The first two pages of the cable, released under the FOIA policy, at 82 dots an inch."""
    document = read(CABLE)
    determination = Determination.of(decide(document, load_policy("foia-public"), DAY))
    model = release_model(document, determination, name=document.name, status="released", date=DAY,
                          case="F-2026-00014", authority="M. Holt, Director")
    pdf = pypdfium2.PdfDocument(render_pdf(model))
    try:
        return [pdf[number].render(scale=82 / 72 * 2).to_pil().convert("RGB").reduce(2) for number in range(2)]
    finally:
        pdf.close()


def main() -> None:
    """Lay the pages side by side on a desk, in few colours, for a picture in a README should be light."""
    drawn = pages()
    width, height = drawn[0].size
    desk = Image.new("RGB", (GAP + (width + GAP) * len(drawn), height + 2 * GAP), DESK)
    for number, leaf in enumerate(drawn):
        desk.paste(leaf, (GAP + number * (width + GAP), GAP))
    desk.quantize(64).save(PROJECT / "docs" / "release.png", optimize=True)


if __name__ == "__main__":
    main()
