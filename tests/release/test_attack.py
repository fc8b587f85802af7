"""The attack that box widths and glyph positions invite (Bland et al., PoPETs 2023), against the published files.

The attacker knows every released word and ten thousand names, one of which was withheld, and may build the release for
each. What the files tell apart is what is left to be learned: nothing, or the class of the stated amount.
"""

from __future__ import annotations

import hashlib
import math
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache

import pypdfium2
import pytest
from build_samples import DATE, determination, document, portion, release, withhold

from redact.policy import WithheldSpan
from redact.policy.amounts import LINE, amount_class, line_classes
from redact.policy.plan import AmountUnit
from redact.release import ReleasedModel, Withheld
from redact.release.build import release_model
from redact.release.html import render_html
from redact.release.json import release_json
from redact.release.pdf import render_pdf
from redact.release.remaining import remaining_bits
from redact.release.text import render_text

FIRST = ["Ada", "Bo", "Celestine", "Dragomir", "Éva", "Fyodor", "Giannis", "Hà", "Ilse", "Jean-Baptiste", "Kwabena",
         "Łucja", "Maximiliana", "Noor", "Ørjan", "Priya", "Quirin", "Roxolana", "Siân", "Tō"]
MIDDLE = ["A.", "van-der", "al-", "Q.", "Wilhelmina-", "de", "la", "O'", "Mac", "ibn-", "X.", "iii", "mmm", "Ω", "Я",
          "ß", "ﬁ", "中", "ע", "ع\u0301"]
LAST = ["Abbott", "Brzęczyszczykiewicz", "Cho", "Dvořáková", "Eze", "Featherstonehaugh", "Gül", "Hơ", "Iliescu",
        "Jørgensen", "Kovačević", "Li", "Müller", "Nguyễn", "Ó", "Papadopoulos-Konstantinidis", "Qi", "Răducanu",
        "Szczepański", "Tū", "Umarov", "Vâlcan", "Wu", "Xenakis", "Yılmaz"]
RENDER: dict[str, Callable[[ReleasedModel], bytes]] = {"pdf": render_pdf, "html": render_html, "txt": render_text,
                                                       "json": release_json}
BEFORE, AFTER = "2. (U) The report was handed over by ", " at the harbour, who then left for the capital."


def names() -> Iterator[str]:
    """Ten thousand names of all lengths, widths and scripts."""
    for first in FIRST:
        for middle in MIDDLE:
            for last in LAST:
                yield f"{first} {middle}{last}"


def published(secret: str, unit: AmountUnit, *, whole: bool = False) -> ReleasedModel:
    """The release of a text in which this is withheld: a name in a line, or a paragraph that holds nothing else."""
    amount = amount_class(secret, unit, whole=whole)
    if whole:
        of = document([portion("paragraph", "1. (U) Open."), portion("paragraph", secret)])
        decided = determination(of, [release(), withhold("(b)(6)", amount=amount)])
    else:
        of = document([portion("paragraph", BEFORE + secret + AFTER)])
        span = WithheldSpan(len(BEFORE), len(BEFORE) + len(secret), ("(b)(6)",), ("privacy",), amount)
        decided = determination(of, [release(span)])
    return release_model(of, decided, name="harbor", status="released", date=DATE)


@cache
def digest(model: ReleasedModel) -> str:
    """Of all four files together; equal models are rendered once, unequal ones each time."""
    return hashlib.sha256(b"".join(render(model) for render in RENDER.values())).hexdigest()


def learned(files: list[str]) -> float:
    """Bits that telling these apart gives of an evenly drawn candidate (mutual information)."""
    return -sum(count / len(files) * math.log2(count / len(files)) for count in Counter(files).values())


def test_there_are_ten_thousand_names_of_many_widths() -> None:
    drawn = list(names())
    assert len(set(drawn)) == len(drawn) == 10_000
    assert len({len(name) for name in drawn}) > 30


@pytest.mark.parametrize("whole", [False, True], ids=["span", "portion"])
@pytest.mark.parametrize("unit", ["none", "lines"])
def test_ten_thousand_names_give_one_file(unit: AmountUnit, whole: bool) -> None:
    """Every name is shorter than a line, so no unit tells one from another."""
    files = [digest(published(name, unit, whole=whole)) for name in names()]
    assert len(set(files)) == 1
    assert learned(files) == 0


def test_rendering_is_not_kept_between_the_candidates() -> None:
    """The files above are equal because the models are: rendering anew gives them again."""
    for name in list(names())[::1999]:
        assert digest.__wrapped__(published(name, "lines")) == digest(published("Ada A.Cho", "lines"))


@pytest.mark.soak
@pytest.mark.parametrize("whole", [False, True], ids=["span", "portion"])
def test_all_ten_thousand_rendered_one_by_one(whole: bool) -> None:
    assert len({digest.__wrapped__(published(name, "lines", whole=whole)) for name in names()}) == 1


def texts() -> list[str]:
    """Texts of every length up to some fifty lines, the dictionary's names strung together."""
    strung = " ".join(names())
    return [strung[:length].strip() or "x" for length in range(1, 50 * LINE, 7)]


@pytest.mark.parametrize(("unit", "whole"), [("none", True), ("none", False), ("paragraphs", True),
                                             ("paragraphs", False), ("lines", True), ("lines", False)])
def test_longer_texts_tell_their_class_and_no_more(unit: AmountUnit, whole: bool) -> None:
    candidates = texts()
    models = [published(text, unit, whole=whole) for text in candidates]
    files = [digest(model) for model in models]
    classes = [amount_class(text, unit, whole=whole) for text in candidates]
    assert len(set(zip(files, classes, strict=True))) == len(set(files)) == len(set(classes))
    bits = remaining_bits(models[-1])
    assert learned(files) <= bits.total + 1e-9
    assert (bits.total == 0) == (unit != "lines")


@cache
def traits(model: ReleasedModel) -> dict[str, object]:
    """What an attacker would measure, one by one."""
    pdf, html = render_pdf(model), render_html(model)
    opened = pypdfium2.PdfDocument(pdf)
    try:
        boxes = [item.get_bounds() for page in opened for item in page.get_objects()]
        order = "".join(page.get_textpage().get_text_range() for page in opened)
        pages = len(opened)
    finally:
        opened.close()
    return {"positions and widths": boxes, "glyph order": order, "pages": pages, "size": (len(pdf), len(html)),
            "compressed": (len(zlib.compress(pdf, 9)), len(zlib.compress(html, 9))),
            "id": pdf[pdf.rindex(b"/ID"):pdf.rindex(b"/Info")], "fonts": pdf.count(b"/FontFile2")}


@pytest.mark.parametrize("whole", [False, True], ids=["span", "portion"])
def test_no_single_trait_depends_on_the_name(whole: bool) -> None:
    expected = traits(published("Ada A.Cho", "lines", whole=whole))
    for name in ("W" * 60, "i", "中" * 20, "ع" * 20, "Ω Я ß ﬁ \u0301", "(\\) %%EOF", "\n\n\n", "[Withheld: (b)(1)]"):
        assert traits.__wrapped__(published(name, "lines", whole=whole)) == expected, name


def test_the_attack_would_see_a_difference() -> None:
    """The same measurements tell releases apart that differ in what is public."""
    one, two = (traits(published("x" * length, "lines")) for length in (10, 10 * LINE))
    assert one != two


def test_the_bits_of_a_release() -> None:
    assert remaining_bits(published("x", "none")).total == 0
    assert remaining_bits(published("x", "none")).sentence().startswith("0 bits remain")
    assert remaining_bits(published("x", "paragraphs", whole=True)).total == 0
    stated = remaining_bits(published("x", "lines", whole=True))
    assert stated.classes == len(line_classes(50)) == 21
    assert stated.total == math.log2(21)
    assert remaining_bits(published("x" * 80 * LINE, "lines")).classes == 24
    assert any(isinstance(piece, Withheld) for piece in published("x", "lines").portions[0].content)
