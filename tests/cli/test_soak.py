"""What takes longer than `make test` allows: kills at random instants, many writers, two thousand real documents."""

from __future__ import annotations

import datetime as dt
import gzip
import json
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from redact.cli import run
from redact.documents.cable import read_bytes
from redact.policy import Determination
from redact.policy.decide import decide
from redact.policy.loading import load_policy
from redact.release.build import release_model, withheld_texts
from redact.release.gate import check
from redact.review.publishing import render

pytestmark = pytest.mark.soak
PROJECT = Path(__file__).resolve().parents[2]


def command(folder: Path, source: Path) -> list[str]:
    return [sys.executable, "-m", "redact", "release", str(source), "--policy", "portion-marks", "--as-of",
            "2026-11-23", "--out", str(folder / "out"), "--workspace", str(folder / "ws")]


def test_killed_at_random_instants(tmp_path, capfd):
    """kill -9 a hundred times while a folder of nine cables is released; then the same command finishes the work."""
    chance = random.Random(20261123)
    for _ in range(100):
        child = subprocess.Popen(command(tmp_path, PROJECT / "examples"), cwd=PROJECT, stdout=subprocess.DEVNULL,
                                 stderr=subprocess.DEVNULL)
        time.sleep(chance.uniform(0.2, 2.5))
        child.send_signal(signal.SIGKILL)
        child.wait()
        for manifest in (tmp_path / "out").glob("*.manifest.json"):
            assert all((tmp_path / "out" / name).is_file() for name in json.loads(manifest.read_text())["files"])
    subprocess.run(command(tmp_path, PROJECT / "examples"), cwd=PROJECT, capture_output=True, check=False)
    assert len(list((tmp_path / "out").glob("*.cable.manifest.json"))) == 9
    assert not [path for path in (tmp_path / "out").iterdir() if path.name.startswith(".")]
    assert run(["audit", "verify", "--workspace", str(tmp_path / "ws")]) == 0
    capfd.readouterr()
    assert run(["audit", "log", "--json", "--workspace", str(tmp_path / "ws")]) == 0
    events = [json.loads(line) for line in capfd.readouterr().out.splitlines()]
    published = [event["details"]["release"] for event in events if event["kind"] == "published"]
    assert len(published) == len(set(published))
    begun = [event["details"]["release"] for event in events if event["kind"] == "publishing"]
    closed = [event["details"]["release"] for event in events if event["kind"] == "refused"]
    assert sorted(begun) == sorted([*published, *closed])


def test_twenty_writers(tmp_path, capfd):
    cables = sorted((PROJECT / "examples").glob("*.cable.txt"))
    children = [subprocess.Popen([*command(tmp_path, cables[number % len(cables)]), "--name", f"release-{number}"],
                                 cwd=PROJECT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
                for number in range(20)]
    for child in children:
        _, err = child.communicate(timeout=120)
        assert child.returncode == 0, err
    assert len(list((tmp_path / "out").glob("*.manifest.json"))) == 20
    assert run(["audit", "verify", "--workspace", str(tmp_path / "ws")]) == 0
    capfd.readouterr()


@pytest.mark.parametrize("policy_name", ["portion-marks", "foia-public"])
def test_two_thousand_real_documents(shared, policy_name):
    """Every one is read whole, decided, rendered and passes the gate."""
    policy, day = load_policy(policy_name), dt.date(2026, 11, 23)
    with gzip.open(shared / "corpus" / "frus_bench_2000.jsonl.gz", "rt", encoding="utf-8") as lines:
        texts = [json.loads(line)["body"] for line in lines]
    assert len(texts) == 2000
    for text in texts:
        document = read_bytes(text.encode(), "document.txt")
        determination = Determination.of(decide(document, policy, day))
        model = release_model(document, determination, name="name", status="released", date=day)
        outputs = render(model, ("pdf", "html", "txt", "json"))
        assert check(model, outputs, withheld_texts(document, determination), name="name") == []
