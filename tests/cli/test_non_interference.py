"""Promises 3 and 4: what is withheld changes no byte of any output, and neither does anything around the program."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import subprocess
import sys
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import withheld_variants

from redact.cli import run
from redact.documents import Document
from redact.documents.cable import read, read_bytes
from redact.policy import Determination
from redact.policy.decide import decide
from redact.policy.loading import load_policy
from redact.release.build import release_model
from redact.review.publishing import render

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
FORMATS = ("pdf", "html", "txt", "json")
CASES = [(path, policy, day) for path in sorted(EXAMPLES.glob("*.cable.txt"))
         for policy, day in (("portion-marks", dt.date(2026, 11, 23)), ("foia-public", dt.date(2010, 1, 1)),
                             ("foia-public", dt.date(2036, 1, 1)))]


@cache
def decided(path: Path, policy: str, day: dt.date) -> tuple[Document, Determination, dict[str, bytes]]:
    document = read(path)
    determination = Determination.of(decide(document, load_policy(policy), day))
    return document, determination, outputs(document, determination)


def outputs(document: Document, determination: Determination) -> dict[str, bytes]:
    model = release_model(document, determination, name="name", status="released", date=dt.date(2026, 11, 23))
    return render(model, FORMATS)


def varied(document: Document, determination: Determination, data: st.DataObject) -> tuple[Document, Determination]:
    """The document with other characters wherever text is withheld, and the decisions with their spans moved along."""
    portions, decisions = [], []
    for portion, decision in zip(document.portions, determination.decisions, strict=True):
        if decision.withheld:
            portion = replace(portion, text=data.draw(withheld_variants(portion.text)), body=0)
        else:
            text, position, spans = "", 0, []
            for span in decision.spans:
                text += portion.text[position:span.start]
                other = data.draw(withheld_variants(portion.text[span.start:span.end]))
                in_mark = portion.mark and span.start < portion.mark[1]
                other = portion.text[span.start:span.end] if in_mark else other
                spans.append(replace(span, start=len(text), end=len(text) + len(other)))
                text, position = text + other, span.end
            portion = replace(portion, text=text + portion.text[position:])
            decision = replace(decision, spans=tuple(spans))
        portions.append(portion)
        decisions.append(decision)
    changed = replace(document, portions=tuple(portions))
    plan = replace(determination.plan, document=changed)
    return changed, Determination(plan, tuple(decisions))


@given(st.sampled_from(CASES), st.data())
def test_withheld_characters_change_no_byte(case, data):
    document, determination, before = decided(*case)
    after = outputs(*varied(document, determination, data))
    for kind in FORMATS:
        assert after[kind] == before[kind], kind


def test_the_cases_withhold():
    kept = [any(d.withheld or d.spans for d in decided(*case)[1].decisions) for case in CASES]
    spans = [any(d.spans for d in decided(*case)[1].decisions) for case in CASES]
    assert sum(kept) >= len(CASES) * 2 // 3
    assert sum(spans) >= 3


# -- from files

WITHHELD = [
    "x",
    "This is unclassified (U). (S//NF) And this is not. 4. (U) Nor is (TS) this a paragraph.",
    " ".join(f"word{number}" for number in range(400)),
    "letters" * 400,
    "Доверенный источник сообщил о встрече. 会谈失败了。 الاجتماع فشل",
    "[Withheld: (b)(1)] \\u0000 <script>alert(1)</script> %s {{ 7 * 7 }} &amp; ",
]
FILE = """VZCZCXRO1111
RR RUEHVL
DE RUEHVL #0214/01 0741532
ZNY CCCCC ZZH
P 141532Z MAR 08
FM AMEMBASSY VALTARA
TO RUEHC/SECSTATE WASHDC PRIORITY 2208

C O N F I D E N T I A L VALTARA 000214

SIPDIS

E.O. 12958: DECL: 03/14/2028
TAGS: PGOV, XO
SUBJECT: {0}

Classified By: Marian Ostrow, Charge d'Affaires; reasons 1.4 (b) and (d).

1. (C) Summary: {1} End summary.

2. (U) The delegation arrives on Monday.

3. (C/NF) {2}

4. {3}

5. (SBU) {4}

6. (U) No further action is needed.

OSTROW
"""


@pytest.fixture(scope="module")
def amountless(tmp_path_factory) -> Path:
    """``portion-marks`` with ``amount: none``: every withheld text is of one class."""
    shipped = (Path(__file__).resolve().parents[2] / "policies" / "portion-marks.yaml").read_text(encoding="utf-8")
    lines = [line for line in shipped.splitlines() if not line.startswith("amount:")]
    at = next(number for number, line in enumerate(lines) if line.startswith("rules:"))
    path = tmp_path_factory.mktemp("policy") / "amountless.yaml"
    path.write_text("\n".join([*lines[:at], "amount: none", *lines[at:]]) + "\n", encoding="utf-8")
    return path


def released(folder: Path, policy: Path, texts: list[str]) -> dict[str, bytes]:
    source = folder / "cable.txt"
    source.write_text(FILE.format(*texts), encoding="utf-8")
    assert run(["release", str(source), "--policy", str(policy), "--out", str(folder / "out"), "--as-of", "2026-11-23",
                "--format", "pdf,html,text,json", "--workspace", str(folder / "ws")]) == 0
    return {path.name: path.read_bytes() for path in (folder / "out").iterdir() if "manifest" not in path.name}


def test_files_that_differ_in_what_is_withheld(tmp_path, amountless):
    plain = ["TALKS", "The talks failed.", "He said so.", "So it was.", "Call him."]
    (tmp_path / "plain").mkdir()
    expected = released(tmp_path / "plain", amountless, plain)
    assert len(expected) == 4
    assert b"talks failed" not in expected["cable.txt"]
    for number, text in enumerate(WITHHELD):
        folder = tmp_path / str(number)
        folder.mkdir()
        assert released(folder, amountless, [text] * 5) == expected, f"text {number}"


ENVIRONMENTS = [
    {"PYTHONHASHSEED": "1", "TZ": "Pacific/Kiritimati", "LC_ALL": "C"},
    {"PYTHONHASHSEED": "77", "TZ": "America/Adak", "LC_ALL": "C.UTF-8", "RL_pageCompression": "0", "RL_invariant": "0",
     "RL_useA85": "1", "RL_defaultPageSize": "A3", "RL_documentLang": "xx", "SOURCE_DATE_EPOCH": "1"},
]


def test_the_environment_changes_no_byte(tmp_path):
    digests = []
    for number, environment in enumerate(ENVIRONMENTS):
        folder = tmp_path / str(number)
        folder.mkdir()
        (folder / "reportlab_settings.py").write_text("pageCompression = 0\ninvariant = 0\n")
        (folder / ".reportlab_settings").write_text("pageCompression = 0\ninvariant = 0\n")
        subprocess.run(
            [sys.executable, "-m", "redact", "release", str(EXAMPLES / "08VALTARA0214.cable.txt"), "--policy",
             "portion-marks", "--out", "out", "--as-of", "2026-11-23", "--format", "pdf,html,text,json"],
            check=True, cwd=folder, capture_output=True,
            env={**os.environ, **environment, "HOME": str(folder), "PYTHONPATH": str(EXAMPLES.parent)})
        digests.append({path.name: hashlib.sha256(path.read_bytes()).hexdigest()
                        for path in (folder / "out").iterdir() if "manifest" not in path.name})
    assert digests[0] == digests[1]
    assert len(digests[0]) == 4


def test_a_cable_read_twice_is_the_same_document():
    data = (EXAMPLES / "08VALTARA0214.cable.txt").read_bytes()
    assert read_bytes(data, "a").to_json() == read_bytes(data, "a").to_json()
