"""docs/writing-a-policy.md, run from top to bottom: its files are written, its commands run, their output compared."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from redact.cli import run

PAGE = Path(__file__).resolve().parents[2] / "docs" / "writing-a-policy.md"
_FILE = re.compile(r"^`([\w./-]+)`\n```\w+\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_CONSOLE = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_COMMAND = re.compile(r"^\$ redact (.*)\n((?:(?!\$ ).*\n)*)", re.MULTILINE)
EXIT = {"policy prove draft.yaml": 4}
"""The commands that find something, as the page says; all others end with 0."""


def commands() -> list[tuple[str, str]]:
    """Every command of the page with the output shown."""
    return [pair for block in _CONSOLE.findall(PAGE.read_text(encoding="utf-8")) for pair in _COMMAND.findall(block)]


def shown(output: str, page: str) -> bool:
    """Whether an output is the one on the page, where ``...`` stands for lines left out."""
    parts = [re.escape(part) for part in re.split(r"^\.\.\.\n", page, flags=re.MULTILINE)]
    return re.fullmatch(r"(?:.*\n)*?".join(parts), output) is not None


def test_the_page_does_what_it_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
                                    capfd: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    files = _FILE.findall(PAGE.read_text(encoding="utf-8"))
    assert [name for name, _ in files] == ["draft.yaml", "river-navigation.yaml", "cables/brenholm.txt"]
    for name, content in files:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(content, encoding="utf-8")
    told = commands()
    assert [name.split()[1] for name, _ in told] == ["check", "prove", "check", "prove", "test", "diff", "impact",
                                                    "show", "show"]
    for command, page in told:
        assert run(shlex.split(command)) == EXIT.get(command, 0), command
        output = capfd.readouterr()
        assert shown(output.out, page), f"{command}\n{output.out}\n{output.err}"
    assert (tmp_path / "river-navigation.pdf").read_bytes().startswith(b"%PDF")


def test_the_plan_at_the_end_is_one(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    files = dict(_FILE.findall(PAGE.read_text(encoding="utf-8")))
    policy, cable = tmp_path / "river-navigation.yaml", tmp_path / "brenholm.txt"
    policy.write_text(files["river-navigation.yaml"], encoding="utf-8")
    cable.write_text(files["cables/brenholm.txt"], encoding="utf-8")
    assert run(["plan", str(cable), "--policy", str(policy), "--as-of", "2026-11-23"]) == 0
    plan = capfd.readouterr().out
    assert "(b)(3) RNA" in plan
    assert "1.4(g)" in plan
