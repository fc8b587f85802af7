"""``redact marking``: cards and JSON, streams, exit codes, and input of any kind."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from redact.cli import run
from redact.markings import PROFILES

PROJECT = Path(__file__).resolve().parents[2]
COMMAND = [sys.executable, "-m", "redact", "marking"]


def fed(data: bytes, *words: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([*COMMAND, *words], input=data, capture_output=True, cwd=PROJECT, check=False)


def objects(result: subprocess.CompletedProcess[bytes]) -> list[dict[str, object]]:
    assert result.stderr == b""
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_the_object_is_the_interfaces(capfd: pytest.CaptureFixture[str]) -> None:
    assert run(["marking", "(C//NF)", "--json"]) == 0
    read = json.loads(capfd.readouterr().out)
    assert (read["text"], read["level"], read["banner"], read["portion"], read["valid"]) == (
        "(C//NF)", "C", "CONFIDENTIAL//NOFORN", "(C//NF)", True)
    assert read["canonical"] == {"banner": "CONFIDENTIAL//NOFORN", "portion": "(C//NF)"}
    assert set(read) >= {"owner", "joint", "controls", "notices", "dialect", "unknown", "problems"}
    assert list(read["controls"]) == ["sci", "sap", "aea", "fgi", "nato", "dissem", "releasable_to", "display_to",
                                      "eyes", "nonic", "cui"]


def test_lines_are_answered_in_their_order_one_object_each() -> None:
    lines = b"(S//NF)\r\n\nSECRET//NOFORN//SI\n(\xff)\n\xe2\x80\x8b(U)\nTOP SECRET"
    found = objects(fed(lines, "--json"))
    assert [each["level"] for each in found] == ["S", "unknown", "S", "unknown", "U", "TS"]
    assert [each["valid"] for each in found] == [True, False, False, False, True, True]
    assert found[3]["text"] == "(\ufffd)"
    assert "not-utf-8" in json.dumps(found[3]["problems"])


def test_an_answer_comes_before_the_next_question() -> None:
    with subprocess.Popen([*COMMAND, "--json"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=PROJECT) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for text in (b"(S)", b"(C)"):
            process.stdin.write(text + b"\n")
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["text"] == text.decode()
        process.stdin.close()
        assert process.wait() == 0


def test_a_line_of_any_length_is_one_answer() -> None:
    found = objects(fed(b"S" * 3_000_000 + b"\n" + b"(U)\n", "--json"))
    assert [each["level"] for each in found] == ["unknown", "U"]
    assert "too-long" in json.dumps(found[0]["problems"])
    assert "not-utf-8" not in json.dumps(objects(fed("(é".encode() * 900_000, "--json"))[0]["problems"])


def test_no_input_is_no_answer() -> None:
    result = fed(b"")
    assert (result.returncode, result.stdout, result.stderr) == (0, b"", b"")


@pytest.mark.parametrize(("words", "code"), [
    (["(S//NF)"], 0), (["ZEBRA"], 0), (["ZEBRA", "--check"], 4), (["(S//NF)", "--check"], 0),
    (["(C/NF)", "--check"], 4), (["(C/NF)", "--check", "--profile", "state-cable"], 0), (["SECRET//RD", "--check"], 0),
    (["S//NF", "--kind", "portion", "--check"], 0), (["S//NF", "--kind", "banner", "--check"], 4),
    (["S", "--kind", "page"], 2), (["S", "--profile", "capco"], 2), (["--nothing"], 2), ([""], 0), (["", "--check"], 4),
])
def test_exit_codes(capfd: pytest.CaptureFixture[str], words: list[str], code: int) -> None:
    assert run(["marking", *words]) == code
    assert "Traceback" not in capfd.readouterr().err


def test_the_card_underlines_what_is_wrong(capfd: pytest.CaptureFixture[str]) -> None:
    assert run(["marking", "SECRET//NOFORN//SI", "(S//N0FORN)"]) == 0
    out = capfd.readouterr().out.splitlines()
    assert out[:3] == ["SECRET//NOFORN//SI", "                ~^",
                       "  error: SI stands after a category that follows it [order; CAPCO 2016 section D]"]
    assert out[out.index("(S//N0FORN)") + 1] == "    ~~~~~^"
    assert out[out.index("(S//N0FORN)") - 1] == ""
    assert "  banner        SECRET//SI//NOFORN" in out


def test_a_marking_cannot_drive_the_terminal(capfd: pytest.CaptureFixture[str]) -> None:
    assert run(["marking", "(S//\x1b[2J\u202eNF)", "SECRET\n(U)"]) == 0
    out = capfd.readouterr().out
    assert "\x1b" not in out
    assert "\u202e" not in out


def test_bytes_of_an_argument_that_are_no_text() -> None:
    result = subprocess.run([*COMMAND, "--json", b"(S//\xff)"], capture_output=True, cwd=PROJECT, check=False)
    read = json.loads(result.stdout)
    assert (read["level"], read["valid"]) == ("S", False)


def test_the_help_has_an_example_and_every_profile(capfd: pytest.CaptureFixture[str]) -> None:
    assert run(["marking", "--help"]) == 0
    out = capfd.readouterr().out
    assert "redact marking 'TOP SECRET//SI/TK//NOFORN'" in out
    assert all(profile in out for profile in PROFILES)
