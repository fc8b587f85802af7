"""Bad input is normal input: a clear error or a correct result, the right exit code, never a traceback."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from redact.cli import run
from redact.release import files

PROJECT = Path(__file__).resolve().parents[2]
CABLE = PROJECT / "examples" / "08VALTARA0214.cable.txt"
WORDS = ("Halvek", "Talvek", "customs", "Prosecutor")


def release(tmp_path: Path, *paths: Path, extra: tuple[str, ...] = ()) -> int:
    return run(["release", *map(str, paths), "--policy", "portion-marks", "--out", str(tmp_path / "out"),
                "--as-of", "2026-11-23", "--workspace", str(tmp_path / "ws"), *extra])


UNUSABLE = {
    "empty.txt": b"",
    "blank.txt": b" \n\t\r\n",
    "binary.txt": bytes(range(256)) * 40,
    "picture.txt": b"\x89PNG\r\n\x1a\n" + b"\x00" * 50,
    "paper.txt": b"%PDF-1.7\n%...",
    "word.docx": b"PK\x03\x04" + b"x" * 100,
    "half.txt": b"\xff\xfeA",
    "line.txt": b"S E C R E T " + b"a" * (50 * 1024 * 1024),
}


@pytest.mark.parametrize("name", UNUSABLE)
def test_unusable_files(tmp_path, capsys, name):
    path = tmp_path / name
    path.write_bytes(UNUSABLE[name])
    assert run(["read", str(path)]) == 3
    out, err = capsys.readouterr()
    assert not out
    assert err.startswith(f"error: {path}: ")
    assert "Traceback" not in err
    assert len(err) < 300
    assert release(tmp_path, path) == 3
    assert not (tmp_path / "out").exists()


def test_what_is_no_file(tmp_path, capsys):
    assert run(["read", str(tmp_path)]) == 3
    assert "folder" in capsys.readouterr().err
    assert run(["read", str(tmp_path / "missing")]) == 3
    assert "no such file" in capsys.readouterr().err
    assert run(["read", os.devnull]) == 3


def test_encodings_lose_no_character(tmp_path, capfdbinary):
    text = CABLE.read_text(encoding="utf-8").replace("¶", "")
    for encoding, named in (("cp1252", "cp1252"), ("utf-16", "utf-16"), ("utf-8-sig", "utf-8-sig")):
        path = tmp_path / f"{encoding}.txt"
        path.write_bytes(text.replace("of the", "of “the” é").encode(encoding))
        assert run(["read", str(path), "--json"]) == 0
        told = json.loads(capfdbinary.readouterr().out)
        assert told["document"]["encoding"] == named
        assert "of “the” é" in "".join(portion["text"] for portion in told["portions"])
    (tmp_path / "latin.txt").write_bytes(b"C O N F I D E N T I A L \x81 \xe9\n\n1. (U) Caf\xe9 \x8d.\n")
    assert run(["read", str(tmp_path / "latin.txt"), "--json"]) == 0
    assert json.loads(capfdbinary.readouterr().out)["document"]["encoding"] == "latin-1"


@pytest.mark.parametrize("lines", range(1, 34))
def test_a_cable_cut_off_in_its_header(tmp_path, capfdbinary, lines):
    path = tmp_path / "cut.txt"
    path.write_text("".join(CABLE.read_text(encoding="utf-8").splitlines(keepends=True)[:lines]), encoding="utf-8")
    assert run(["read", str(path), "--json"]) == 0
    told = json.loads(capfdbinary.readouterr().out)
    assert sum(end - start for piece in [*told["portions"], *told["furniture"]] for start, end in piece["spans"]) == \
        told["document"]["characters"]
    assert release(tmp_path, path) == 0
    capfdbinary.readouterr()


def test_a_batch_goes_on_past_bad_files(tmp_path, capfd):
    folder = tmp_path / "in"
    (folder / "sub").mkdir(parents=True)
    (folder / "good.txt").write_bytes(CABLE.read_bytes())
    (folder / "sub" / "good.txt").write_bytes(CABLE.read_bytes())
    (folder / "bad.txt").write_bytes(b"\x00\x01")
    (folder / "empty.txt").write_bytes(b"")
    assert release(tmp_path, folder) == 4
    out, err = capfd.readouterr()
    assert "2 published, 2 set aside" in out
    assert err.count("error: ") == 2
    assert (tmp_path / "out" / "good.manifest.json").is_file()
    assert (tmp_path / "out" / "sub" / "good.manifest.json").is_file()


def test_the_same_again_stands_and_another_conflicts(tmp_path, capfd):
    source = tmp_path / "cable.txt"
    source.write_bytes(CABLE.read_bytes())
    assert release(tmp_path, source) == 0
    before = {path: path.read_bytes() for path in (tmp_path / "out").iterdir()}
    assert release(tmp_path, source) == 0
    assert "stands" in capfd.readouterr().out
    assert {path: path.read_bytes() for path in (tmp_path / "out").iterdir()} == before
    source.write_bytes(CABLE.read_bytes().replace(b"Mrs. Halina Corvo", b"Mr. Jan Odo"))
    assert release(tmp_path, source) == 6
    assert {path: path.read_bytes() for path in (tmp_path / "out").iterdir()} == before
    assert release(tmp_path, source, extra=("--replace",)) == 0
    assert b"Jan Odo" in (tmp_path / "out" / "cable.json").read_bytes()
    capfd.readouterr()
    assert run(["audit", "verify", "--workspace", str(tmp_path / "ws")]) == 0


@pytest.mark.parametrize("step", ["write", "sync", "rename"])
def test_a_full_disk(tmp_path, capfd, monkeypatch, step):
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(files.Disk, step, full)
        assert release(tmp_path, CABLE) == 3
    assert "No space left" in capfd.readouterr().err
    assert not list((tmp_path / "out").iterdir())
    assert release(tmp_path, CABLE) == 0
    assert len(list((tmp_path / "out").iterdir())) == 4


def test_a_folder_that_is_a_file(tmp_path, capfd):
    (tmp_path / "out").write_text("")
    assert release(tmp_path, CABLE) in (2, 3)
    assert "Traceback" not in capfd.readouterr().err


@pytest.mark.parametrize("arguments", [
    ["--as-of", "2026-02-30"], ["--as-of", "yesterday"], ["--format", "doc"], ["--name", "../x"], ["--name", "a b"],
    ["--name", "CON"], ["--case", "a\nb"], ["--date", "20261123"], ["--nonsense"], ["--policy", "portion-mark"],
])
def test_wrong_calls(tmp_path, capfd, arguments):
    code = release(tmp_path, CABLE, extra=tuple(arguments))
    assert code == (3 if arguments[0] == "--policy" else 2)
    err = capfd.readouterr().err
    assert err.startswith("error: ")
    assert "Traceback" not in err
    assert not (tmp_path / "out").exists()


def test_workspace_and_out_lie_apart(tmp_path):
    for out, workspace in (("ws/out", "ws"), ("ws", "ws"), ("out", "out/ws")):
        assert run(["release", str(CABLE), "--policy", "portion-marks", "--out", str(tmp_path / out),
                    "--workspace", str(tmp_path / workspace)]) == 2


def test_no_document_text_in_messages_or_log(tmp_path, capfd):
    assert release(tmp_path, CABLE) == 0
    err = capfd.readouterr().err
    raw = b"".join(path.read_bytes() for path in (tmp_path / "ws").glob("audit.db*"))
    for word in WORDS:
        assert word not in err
        assert word.encode() not in raw
        assert word.encode("utf-16-le") not in raw


def test_a_closed_pipe_and_a_foreign_terminal(tmp_path):
    command = f"{sys.executable} -m redact read {CABLE} --json | head -c 10 >/dev/null; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", command], capture_output=True, cwd=PROJECT, check=False)
    assert done.returncode in (0, 141)
    assert b"Traceback" not in done.stderr
    plain = {**os.environ, "LC_ALL": "C", "PYTHONIOENCODING": "ascii"}
    done = subprocess.run([sys.executable, "-m", "redact", "plan", str(CABLE), "--policy", "foia-public"], cwd=PROJECT,
                          capture_output=True, env=plain, check=False)
    assert done.returncode == 0
    assert "█".encode() in done.stdout
