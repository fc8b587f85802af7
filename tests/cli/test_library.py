"""``import redact`` is the library: every public name is there, and importing it loads nothing heavy."""

from __future__ import annotations

import datetime as dt
import socket
import subprocess
import sys
from pathlib import Path

import pytest

import redact
from redact.cli import run

CABLE = Path(__file__).resolve().parents[2] / "examples" / "08VALTARA0214.cable.txt"


@pytest.mark.parametrize("name", redact.__all__)
def test_every_public_name_is_there(name):
    assert getattr(redact, name) is not None


def test_there_are_no_others():
    with pytest.raises(AttributeError):
        redact.nothing_of_the_kind  # noqa: B018


def test_importing_is_light():
    heavy = "reportlab pikepdf pypdfium2 pydantic sqlite_utils jinja2 re2 yaml"
    code = f"import sys, redact, redact.cli; print([name for name in '{heavy}'.split() if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_release_by_the_library(tmp_path):
    document = redact.read(CABLE)
    day = dt.date(2026, 11, 23)
    order = redact.Order(policy=redact.load_policy("portion-marks"), as_of=day, date=day, out=tmp_path / "out",
                         actor="os:tester")
    with redact.Workspace.open(tmp_path / "ws") as workspace:
        outcome = redact.release_document(workspace, document, "cable", order)
    assert outcome.state == "published"
    assert all(path.is_file() for path in outcome.files)


def test_no_connection_is_ever_opened(tmp_path, monkeypatch, capfd):
    """Promise 11."""
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a socket was asked for")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "create_connection", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    assert run(["release", str(CABLE), "--policy", "foia-public", "--out", str(tmp_path / "out"), "--workspace",
                str(tmp_path / "ws"), "--format", "pdf,html,text,json"]) == 0
    assert run(["audit", "verify", "--workspace", str(tmp_path / "ws")]) == 0
    html = next((tmp_path / "out").glob("*.html")).read_text(encoding="utf-8")
    assert "http://" not in html
    assert "https://" not in html
    capfd.readouterr()
