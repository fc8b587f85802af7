"""``redact rollup``: what it prints, what it reads, how it ends."""

from __future__ import annotations

import io
import json
import re
import shlex
from pathlib import Path

import pytest

from redact.cli import run


def said(capsysbinary, *arguments: str) -> tuple[int, str, str]:
    code = run(["rollup", *arguments])
    out, err = capsysbinary.readouterr()
    return code, out.decode(), err.decode()


def test_banner_and_portion_mark_come_first(capsysbinary):
    code, out, err = said(capsysbinary, "(S//REL TO USA, FVEY)", "(C//REL TO USA, GBR)", "(U)")
    assert (code, err) == (0, "")
    assert out.splitlines()[:2] == ["SECRET//REL TO USA, GBR", "(S//REL TO USA, GBR)"]
    assert "1, 2" in out
    assert "the highest level" in out


def test_json_is_the_marking_with_its_origins(capsysbinary):
    code, out, _ = said(capsysbinary, "--json", "S//NF", "(U//FOUO)")
    told = json.loads(out)
    assert code == 0
    assert (told["text"], told["level"], told["banner"], told["portion"]) == (None, "S", "SECRET//NOFORN", "(S//NF)")
    assert told["controls"]["dissem"] == ["NF"]
    assert told["findings"] == []
    noforn = next(each for each in told["origins"] if each["element"] == "NOFORN")
    assert {**noforn, "why": ""} == {"element": "NOFORN", "portions": [1], "why": "", "kept": True}
    assert [each["element"] for each in told["origins"] if not each["kept"]] == ["FOUO"]


def test_a_banner_gives_short_marks_their_list_and_is_checked(capsysbinary):
    code, out, _ = said(capsysbinary, "--json", "--check", "--banner", "SECRET//REL TO USA, GBR", "(S//REL)", "(C//NF)")
    told = json.loads(out)
    assert code == 4
    assert [(each["code"], each["severity"], each["portion"], each["lacking"]) for each in told["findings"]] == [
        ("portion-above-banner", "error", 2, ["NOFORN"])]
    assert run(["rollup", "--banner", "SECRET//REL TO USA, GBR", "(S//REL)", "(C//NF)"]) == 0
    code, out, _ = said(capsysbinary, "--check", "--banner", "SECRET//REL TO USA, GBR", "(S//REL)")
    assert code == 0


def test_warnings_never_change_the_exit_code(capsysbinary):
    code, out, _ = said(capsysbinary, "--check", "--banner", "TOP SECRET", "(S)")
    assert code == 0
    assert "compilation; 32 CFR 2001.24(g)" in out
    code, out, _ = said(capsysbinary, "--check", "(S//REL)")
    assert code == 0
    assert "--banner" in out


def test_a_damaged_mark_is_a_finding(capsysbinary):
    code, out, _ = said(capsysbinary, "--check", "(S//NF")
    assert code == 4
    assert "marking-damaged" in out


class _Input(io.TextIOWrapper):
    def __init__(self, data: bytes):
        super().__init__(io.BytesIO(data))


@pytest.mark.parametrize(("data", "banner"), [
    (b"(S)\n\n  (C//NF)\r\n", "SECRET//NOFORN"), (b"\xef\xbb\xbf(C)\n", "CONFIDENTIAL"), (b"(S//\xff\xfe)\n", None),
])
def test_marks_from_standard_input_one_a_line(monkeypatch, capsysbinary, data, banner):
    monkeypatch.setattr("sys.stdin", _Input(data))
    code, out, _ = said(capsysbinary, "--json")
    told = json.loads(out)
    assert code == 0
    assert told["banner"] == banner if banner else told["unknown"] or told["level"] == "unknown"


def test_no_mark_at_all(monkeypatch, capsysbinary):
    monkeypatch.setattr("sys.stdin", _Input(b" \n\n"))
    assert said(capsysbinary) == (3, "", "error: <stdin>: no marks on standard input: write them there, one a line\n")


def test_help_has_an_example(capsysbinary):
    code, out, _ = said(capsysbinary, "--help")
    assert code == 0
    assert "Example: redact rollup" in out


def test_the_guide_shows_what_the_command_prints(capsysbinary):
    guide = (Path(__file__).resolve().parents[2] / "docs" / "rollup.md").read_text(encoding="utf-8")
    command, shown = re.search(r"```\n\$ redact rollup (.*)\n((?s:.*?))```", guide).groups()
    assert said(capsysbinary, *shlex.split(command)) == (0, shown, "")
