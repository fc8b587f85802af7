"""The same model gives the same bytes, whatever stands in the environment, and nothing heavy is loaded before."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
import zlib
from dataclasses import replace
from pathlib import Path

import pytest
from pdf_samples import cable, model, shown

from redact.release.pdf import render_pdf
from redact.release.visible import visible

HERE = Path(__file__).resolve().parent
RENDER = ("import hashlib, sys\nfrom pdf_samples import cable\nfrom redact.release.pdf import render_pdf\n"
          "sys.stdout.write(hashlib.sha256(render_pdf(cable())).hexdigest())")
SETTINGS = "open({marker!r}, 'w').close()\npageCompression = 1\nuseA85 = 1\npdfMultiLine = 1\ndocumentLang = 'de-DE'\n"
REPORTLAB = {"RL_pageCompression": "1", "RL_useA85": "1", "RL_pdfComments": "1", "RL_pdfMultiLine": "1",
             "RL_invariant": "0", "RL_documentLang": "de-DE", "RL_defaultPageSize": "A3", "RL_verbose": "1",
             "RL_canvas_basefontname": "Courier", "RL_ttfAsciiReadable": "0", "RL_wrapA85": "1"}


def run(program: str, **environment: str) -> str:
    """What a Python process prints under these variables; it must not write to its error stream."""
    path = os.pathsep.join([str(HERE), str(HERE.parents[1])])
    keep = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ}
    done = subprocess.run([sys.executable, "-c", program], env={**keep, "PYTHONPATH": path, **environment},
                          capture_output=True, encoding="utf-8", check=False)
    assert done.stderr == ""
    assert done.returncode == 0
    return done.stdout


@pytest.fixture(scope="module")
def digest() -> str:
    return hashlib.sha256(render_pdf(cable())).hexdigest()


@pytest.mark.parametrize("environment", [
    {"PYTHONHASHSEED": "1", "TZ": "Pacific/Kiritimati"}, {"PYTHONHASHSEED": "77", "LC_ALL": "C", "PYTHONUTF8": "0"},
    {**REPORTLAB, "SOURCE_DATE_EPOCH": "1"}, {"RL_useA85": "no number", "RL_xmlParser": "unknown"}],
    ids=["zone", "locale", "reportlab", "unusable"])
def test_the_environment_changes_nothing(digest: str, environment: dict[str, str]) -> None:
    assert run(RENDER, **environment) == digest


def test_settings_files_are_neither_run_nor_heeded(digest: str, tmp_path: Path) -> None:
    """Neither those that set things nor those that a program may change reportlab with, by path or in the home."""
    marker = tmp_path / "was-run"
    for name in (".reportlab_settings", "reportlab_settings.py", ".reportlab_mods", "reportlab_mods.py"):
        (tmp_path / name).write_text(SETTINGS.format(marker=str(marker)), encoding="ascii")
    path = os.pathsep.join([str(HERE), str(HERE.parents[1]), str(tmp_path)])
    assert run(RENDER, HOME=str(tmp_path), PYTHONPATH=path) == digest
    assert not marker.exists()


@pytest.mark.parametrize("name", [".reportlab_settings", ".reportlab_mods"])
def test_a_file_in_the_home_is_not_run(digest: str, name: str, tmp_path: Path) -> None:
    marker = tmp_path / "was-run"
    (tmp_path / name).write_text(SETTINGS.format(marker=str(marker)), encoding="ascii")
    assert run(RENDER, HOME=str(tmp_path)) == digest
    assert not marker.exists()


@pytest.mark.parametrize("name", [".reportlab_settings", ".reportlab_mods", "reportlab_mods.py"])
def test_nor_by_the_verifier_which_asks_reportlab_for_glyphs(name: str, tmp_path: Path) -> None:
    marker = tmp_path / "was-run"
    (tmp_path / name).write_text(SETTINGS.format(marker=str(marker)), encoding="ascii")
    program = "from redact.release.verifier.fonts import glyph_text\nprint(glyph_text('Aacute'))"
    path = os.pathsep.join([str(HERE.parents[1]), str(tmp_path)])
    assert run(program, HOME=str(tmp_path), PYTHONPATH=path, PYTHONIOENCODING="utf-8") == "Á\n"
    assert not marker.exists()


@pytest.mark.parametrize(("start", "mask"), [("/", 0o777), ("tmp", 0o077)])
def test_neither_folder_nor_mask_change_anything(digest: str, start: str, mask: int, tmp_path: Path) -> None:
    place = tmp_path if start == "tmp" else Path(start)
    (tmp_path / "reportlab_mods.py").write_text("raise SystemExit(9)\n", encoding="ascii")
    assert run(f"import os\nos.chdir({str(place)!r})\nos.umask({mask})\n" + RENDER) == digest


def test_settings_made_before_the_first_release_are_overruled(digest: str) -> None:
    before = "from reportlab import rl_config as made\nmade.useA85 = made.pageCompression = made.pdfMultiLine = 1\n"
    assert run(before + RENDER) == digest


def test_hidden_variables_are_put_back() -> None:
    after = ("\nimport os\nassert os.environ['RL_useA85'] == '1'\nassert 'reportlab_settings' not in sys.modules\n"
             "from reportlab import rl_config\nassert rl_config.useA85 == 0")
    run(RENDER + after, RL_useA85="1")


def test_importing_the_package_loads_no_reportlab() -> None:
    assert run("import sys, redact.release.pdf\nprint(any('reportlab' in name for name in sys.modules))") == "False\n"


def test_nothing_is_compressed_when_a_release_is_made(digest: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> bytes:
        raise AssertionError("a release was compressed at run time")

    monkeypatch.setattr(zlib, "compress", refuse)
    monkeypatch.setattr(zlib, "compressobj", refuse)
    assert hashlib.sha256(render_pdf(cable())).hexdigest() == digest


def test_what_was_rendered_before_leaves_no_trace(digest: str) -> None:
    render_pdf(model(shown("paragraph", "Ελληνικά 中 Москва"), title="OTHER"))
    assert hashlib.sha256(render_pdf(cable())).hexdigest() == digest


def test_different_releases_have_different_ids() -> None:
    models = [cable(), cable(draft=True), replace(cable(), title="08 PORT ELLERY 381"), model(shown("paragraph", "A"))]
    ids = {re.findall(rb"/ID\[<([0-9A-F]{32})><\1>\]", render_pdf(one))[0] for one in models}
    assert len(ids) == len(models)


def test_no_date_but_the_releases_own() -> None:
    data = render_pdf(cable())
    assert set(re.findall(rb"D:(\d{8})", data)) == {b"20261123"}
    assert b"2026-11-23T00:00:00Z" in data


def test_characters_that_only_newer_pythons_know_are_shown_alike() -> None:
    """U+13439 is a format since Unicode 15, unassigned before."""
    assert visible("a\U00013430b\U00013439c\U0001343fd") == "a⟨U+13430⟩b⟨U+13439⟩c⟨U+1343F⟩d"
