"""The HTML of releases in a browser: accessible, no wider than a phone, copied with its labels, in light and dark.

Needs Debian's chromium with playwright and axe, and for the last test Java with the Nu checker; skipped without.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pdf_samples import cable, model, shown, withheld
from test_pdf_scripts import arabic

from redact.release import ReleasedModel, Withheld
from redact.release.html import render_html

CHROMIUM = shutil.which("chromium")


def numbered(one: ReleasedModel) -> ReleasedModel:
    """The model with ids as releases have them, each its own."""
    portions = tuple(replace(portion, id=f"p{number}") for number, portion in enumerate(one.portions, 1))
    return replace(one, portions=portions)


MODELS = {
    "cable": numbered(cable()), "draft": numbered(cable(draft=True)), "scripts": numbered(arabic()),
    "wide": replace(numbered(model(shown("paragraph", "x" * 2000), shown("header", "Y" * 300 + "\n"),
                                   withheld("(b)(3) " + "STATUTE" * 40))), case="W" * 200, authority="V" * 200)}


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    playwright = pytest.importorskip("playwright.sync_api", reason="needs playwright, of the extra [dev]")
    if not CHROMIUM:
        pytest.skip("needs chromium")
    with playwright.sync_playwright() as started:
        opened = started.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture
def visit(browser: Any, tmp_path: Path) -> Iterator[Any]:
    """Opens a release at a width (CSS pixels) and in a scheme; what the page complains of must be nothing."""
    complaints: list[str] = []
    contexts = []

    def opened(one: ReleasedModel, width: int = 1100, scheme: str = "light") -> Any:
        file = tmp_path / "release.html"
        file.write_bytes(render_html(one))
        contexts.append(browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme))
        page = contexts[-1].new_page()
        page.on("console", lambda message: complaints.append(message.text))
        page.on("request", lambda request: complaints.extend([] if "release.html" in request.url else [request.url]))
        page.goto(file.as_uri())
        return page

    yield opened
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.mark.parametrize(("name", "scheme"), [*((name, "light") for name in MODELS), ("draft", "dark")])
def test_axe_finds_nothing(name: str, scheme: str, visit: Any) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="needs axe, of the extra [dev]")
    found = axe.Axe().run(visit(MODELS[name], 390, scheme)).response
    assert [(finding["id"], [node["html"][:80] for node in finding["nodes"]]) for finding in found["violations"]] == []


@pytest.mark.parametrize("width", [320, 390, 1400])
@pytest.mark.parametrize("name", MODELS)
def test_nothing_scrolls_sideways(name: str, width: int, visit: Any) -> None:
    page = visit(MODELS[name], width)
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0


def test_what_is_copied_holds_every_label(visit: Any) -> None:
    page = visit(MODELS["cable"])
    copied = page.evaluate("getSelection().selectAllChildren(document.getElementById('document')), "
                           "getSelection().toString()")
    labels = [piece.label for portion in MODELS["cable"].portions for piece in portion.content
              if isinstance(piece, Withheld)]
    for label in labels:
        assert label in copied
    assert copied.count("[Withheld: ") == len(labels)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_style_sheet_is_let_in_and_marks_what_is_withheld(scheme: str, visit: Any) -> None:
    page = visit(MODELS["cable"], scheme=scheme)
    ground = page.evaluate("getComputedStyle(document.querySelector('.kept')).backgroundColor")
    paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert ground not in (paper, "rgba(0, 0, 0, 0)")


def test_paper_shows_everything_in_dark_ink(visit: Any) -> None:
    page = visit(MODELS["draft"], scheme="dark")
    page.emulate_media(media="print")
    inks = page.evaluate("[...document.querySelectorAll('p, span, td, th, dd, h1, h2')]"
                         ".map(one => getComputedStyle(one).color)")
    assert set(inks) <= {"rgb(0, 0, 0)", "rgb(51, 51, 51)"}


KNOWN = ("Inline style violates Content Security Policy", "Text run is not in Unicode Normalization Form C")
"""Warnings that stand: the checker computes no hashes, so it takes any inline style under a policy of hashes for
blocked (that this one is let in is shown above); and a released text keeps its characters as they are."""


def checker() -> list[str]:
    """How the Nu checker is called; the test is skipped where it is missing."""
    if program := shutil.which("vnu"):
        return [program]
    archive = os.environ.get("VNU_JAR", "")
    if not (shutil.which("java") and archive and Path(archive).is_file()):
        pytest.skip("needs the Nu HTML checker: vnu on the path, or $VNU_JAR and a Java runtime")
    return ["java", "-jar", archive]


def test_the_nu_checker_finds_nothing(tmp_path: Path) -> None:
    files = []
    for name in ("cable", "draft", "scripts"):
        files.append(tmp_path / f"{name}.html")
        files[-1].write_bytes(render_html(MODELS[name]))
    done = subprocess.run([*checker(), "--stdout", *map(str, files)], capture_output=True, text=True, timeout=120,
                          check=False)
    assert [line for line in done.stdout.splitlines() if not any(known in line for known in KNOWN)] == []
