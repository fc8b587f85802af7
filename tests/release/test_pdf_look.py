"""How releases look: pages drawn as pictures, compared with those that people looked at.

``UPDATE_GOLDEN=1 pytest tests/release/test_pdf_look.py`` writes them anew: look at each before you keep it. Pictures
are compared as arrays of gray levels, never as files: blocks of 8 by 8 pixels may differ a little, as rasterisers do.
"""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path

import pypdfium2
import pytest
from pdf_samples import cable, model, shown, withheld
from PIL import Image, ImageChops, ImageStat
from test_pdf_scripts import arabic

from redact.documents.cable import read
from redact.policy import Determination
from redact.policy.decide import decide
from redact.policy.loading import load_policy
from redact.release import ReleasedModel
from redact.release.build import release_model
from redact.release.pdf import render_pdf

PROJECT = Path(__file__).resolve().parents[2]
PICTURES = PROJECT / "tests" / "golden" / "pages"
_BLOCK = 8
_BLOCK_DIFFERENCE = 8
"""Gray levels (of 255) by which the mean of a block may differ."""


def released(name: str, policy: str) -> ReleasedModel:
    document = read(PROJECT / "examples" / f"{name}.cable.txt")
    day = dt.date(2026, 11, 23)
    determination = Determination.of(decide(document, load_policy(policy), day))
    return release_model(document, determination, name="name", status="released", date=day, case="F-2026-00014",
                         authority="Jane Doe, Director")


def fifty() -> ReleasedModel:
    kept = [withheld("(b)(1)", "1.4(b)", amount=f"1 paragraph ({number % 9 + 2} lines)") for number in range(50)]
    return model(shown("header", "FM AMCONSUL PORT ELLERY\nTO SECSTATE WASHDC\n"), *kept,
                 shown("paragraph", "51. (U) Nothing further."))


MODELS = {"marks": lambda: released("08VALTARA0214", "portion-marks"),
          "foia": lambda: released("08VALTARA0214", "foia-public"), "draft": lambda: cable(draft=True),
          "scripts": arabic, "fifty": fifty}


def pictures(data: bytes) -> list[Image.Image]:
    """The pages at 60 dots an inch, in gray."""
    pdf = pypdfium2.PdfDocument(data)
    try:
        return [leaf.render(scale=60 / 72, grayscale=True).to_pil().convert("L") for leaf in pdf]
    finally:
        pdf.close()


def differing(one: Image.Image, other: Image.Image) -> int:
    """How many blocks differ by more than a rasteriser's whim."""
    if one.size != other.size:
        return one.size[0] * one.size[1]
    small = tuple(side // _BLOCK for side in one.size)
    blocks = [picture.resize(small, Image.Resampling.BOX) for picture in (one, other)]
    return sum(ImageChops.difference(*blocks).histogram()[_BLOCK_DIFFERENCE + 1:])


@pytest.mark.parametrize("name", MODELS)
def test_pages_look_as_they_did_when_people_looked(name: str) -> None:
    for number, picture in enumerate(pictures(render_pdf(MODELS[name]()))[:3], 1):
        golden = PICTURES / f"{name}-{number}.png"
        if os.environ.get("UPDATE_GOLDEN"):
            PICTURES.mkdir(parents=True, exist_ok=True)
            picture.save(golden, optimize=True)
        with Image.open(golden) as kept:
            assert differing(picture, kept.convert("L")) == 0, golden.name


def test_the_comparison_sees_a_missing_label() -> None:
    before, after = (pictures(render_pdf(model(shown("paragraph", "1. (U) Open."), *rest)))[0]
                     for rest in ([withheld("(b)(1)")], []))
    assert differing(before, after) > 10
    assert differing(before, before) == 0
    assert ImageStat.Stat(before).mean[0] > 200
