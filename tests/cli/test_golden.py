"""The releases of the fictional cables, as text, reviewed by eye: a change in any of them wants a person's look.

``UPDATE_GOLDEN=1 pytest tests/cli/test_golden.py`` writes them anew.
"""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path

import page as validation
import pytest

from redact.documents.cable import read
from redact.policy import Determination
from redact.policy.decide import decide
from redact.policy.loading import load_policy
from redact.release.build import release_model, withheld_texts
from redact.release.gate import check
from redact.review.publishing import render

PROJECT = Path(__file__).resolve().parents[2]
GOLDEN = PROJECT / "tests" / "golden"
CABLES = sorted((PROJECT / "examples").glob("*.cable.txt"))
RUNS = (("portion-marks", "2026-11-23"), ("foia-public", "2010-06-30"), ("foia-public", "2026-11-23"))
CASES = [(cable, policy, day) for cable in CABLES for policy, day in RUNS]


@pytest.mark.parametrize(("cable", "policy", "day"), CASES, ids=[f"{c.name[:10]}-{p}-{d[:4]}" for c, p, d in CASES])
def test_release(cable, policy, day):
    document = read(cable)
    as_of = dt.date.fromisoformat(day)
    determination = Determination.of(decide(document, load_policy(policy), as_of))
    model = release_model(document, determination, name="name", status="released", date=as_of, case="F-2026-00014",
                          authority="Jane Doe, Director")
    outputs = render(model, ("pdf", "html", "txt", "json"))
    assert check(model, outputs, withheld_texts(document, determination), name="name") == []
    for profile in (validation.ValidationProfile.PDF_UA_1, validation.ValidationProfile.PDF_A_2A):
        assert validation.validate_pdf_bytes(outputs["pdf"], profile=profile).is_compliant
    golden = GOLDEN / f"{cable.name.split('.')[0]}.{policy}.{day}.txt"
    if os.environ.get("UPDATE_GOLDEN"):
        golden.write_bytes(outputs["txt"])
    assert outputs["txt"] == golden.read_bytes()

