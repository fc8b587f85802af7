"""Hostile files through the command line: a clear error each, no traceback, nothing of their words, the rest judged."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from good import GOOD
from hostile import BEARABLE, SLOW, UNUSABLE
from paper import NAME, TELLTALES
from tables import BAD

from redact.cli import run


def verify(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, dict[str, Any], str]:
    code = run(["verify", "--json", *words])
    told = capsys.readouterr()
    return code, json.loads(told.out), told.err


def test_hostile_files_are_errors_and_the_batch_goes_on(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for number, make in enumerate(UNUSABLE.values()):
        (tmp_path / f"{number:02}.pdf").write_bytes(make())
    (tmp_path / "zz.pdf").write_bytes(GOOD["box with its code"]())
    code, told, errors = verify(capsys, str(tmp_path))
    assert code == 3
    assert [file["ok"] for file in told["files"]] == [False] * len(UNUSABLE) + [True]
    assert [line.startswith("error: ") for line in errors.splitlines()] == [True] * len(UNUSABLE)
    assert not any("Traceback" in errors or word in errors.lower() for word in TELLTALES)


def test_odd_files_are_judged(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for number, make in enumerate(BEARABLE.values()):
        (tmp_path / f"{number}.pdf").write_bytes(make())
    code, told, _ = verify(capsys, str(tmp_path))
    assert code in {0, 3, 4}
    assert len(told["files"]) == len(BEARABLE)


@pytest.mark.soak
@pytest.mark.parametrize("name", SLOW)
def test_bombs_end_in_an_error(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.pdf").write_bytes(SLOW[name]())
    (tmp_path / "b.pdf").write_bytes(GOOD["box with its code"]())
    code, told, _ = verify(capsys, str(tmp_path))
    assert (code, [file["ok"] for file in told["files"]]) == (3, [False, True])


def test_the_object_is_that_of_the_interface(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "bad.pdf").write_bytes(BAD["box over text"][1]())
    secrets = tmp_path / "secrets.txt"
    secrets.write_text(f"{NAME}\n")
    code, told, errors = verify(capsys, str(tmp_path / "bad.pdf"), "--secret", str(secrets))
    assert (code, errors) == (4, "")
    (file,) = told["files"]
    assert file.keys() == {"path", "kind", "ok", "signature", "findings"}
    assert (file["kind"], file["ok"], file["signature"]) == ("foreign", False, None)
    assert all(finding.keys() == {"code", "carrier", "page", "box", "severity", "message"}
               for finding in file["findings"])
    assert {"covered-text", "withheld-text"} <= {finding["code"] for finding in file["findings"]}
    assert not any(word in json.dumps(told).lower() for word in TELLTALES)


def test_people_read_place_and_carrier(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "bad.pdf").write_bytes(BAD["box over text"][1]())
    assert run(["verify", str(tmp_path / "bad.pdf")]) == 4
    out = capsys.readouterr().out
    assert "covered-text: pdf page text, page 1 at " in out
    assert not any(word in out.lower() for word in TELLTALES)


def test_a_finding_outranks_an_unreadable_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "bad.pdf").write_bytes(BAD["box over text"][1]())
    code, told, errors = verify(capsys, str(tmp_path / "bad.pdf"), str(tmp_path / "none.pdf"))
    assert code == 4
    assert "there is no such file" in errors
    assert len(told["files"]) == 2


def test_what_the_source_says_and_the_pages_do_not_is_looked_for(tmp_path: Path,
                                                                 capsys: pytest.CaptureFixture[str]) -> None:
    source = tmp_path / "source.txt"
    source.write_text(f"UNCLASSIFIED\n\n1. (U) The town was quiet in spring.\n\n2. (C) {NAME} met the envoy.\n")
    (tmp_path / "bad.pdf").write_bytes(BAD["property of marked content"][1]())
    (tmp_path / "good.pdf").write_bytes(GOOD["box with its code"]())
    code, told, _ = verify(capsys, str(tmp_path / "bad.pdf"), str(tmp_path / "good.pdf"), "--source", str(source))
    assert code == 4
    assert [file["ok"] for file in told["files"]] == [False, True]
    assert "withheld-text" in {finding["code"] for finding in told["files"][0]["findings"]}


@pytest.mark.parametrize("content", [b"", b"\n \n", b"\xff\xfe\xfd"])
def test_a_file_of_secrets_that_names_none_is_an_error(content: bytes, tmp_path: Path,
                                                       capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "secrets.txt").write_bytes(content)
    (tmp_path / "a.pdf").write_bytes(GOOD["box with its code"]())
    assert run(["verify", str(tmp_path / "a.pdf"), "--secret", str(tmp_path / "secrets.txt")]) == 3
    assert capsys.readouterr().err.startswith("error: ")


def test_secrets_may_come_from_standard_input(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(BAD["letters placed one by one"][1]())
    ran = subprocess.run([sys.executable, "-m", "redact", "verify", "--json", "--secret", "-", str(tmp_path / "a.pdf")],
                         input=NAME, capture_output=True, text=True, check=False)
    assert ran.returncode == 4
    assert "withheld-text" in ran.stdout
