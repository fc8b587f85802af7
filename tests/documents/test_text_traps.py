"""What an adversary tries on the reader of texts: nothing a memorandum's writer puts in may open what is marked."""

from __future__ import annotations

import datetime as dt

import pytest

from redact.documents import Document
from redact.documents.reading import READERS, read_bytes
from redact.policy.decide import decide
from redact.policy.loading import load_policy

MEMO = """{banner}

May 5, 1979

MEMORANDUM FOR: The Secretary
FROM: EUR - Ann B. Carver
SUBJECT: {subject}
{extra}
{text}

{foot}
"""
DEFAULTS = {"banner": "SECRET", "subject": "Talks", "extra": "", "text": "1. (U) The talks went on.", "foot": "SECRET"}
SECRET = "MAYOR WILL RESIGN"
OPEN = {"banner": "UNCLASSIFIED", "foot": "UNCLASSIFIED"}


def released(document: Document, policy: str) -> str:
    plan = decide(document, load_policy(policy), dt.date(1985, 1, 1))
    kept = []
    for portion, decision in zip(document.portions, plan.decisions, strict=True):
        position = 0
        for span in decision.spans:
            kept.append(portion.text[position:span.start])
            position = span.end
        kept.append("" if decision.withheld else portion.text[position:])
    return "".join(kept)


TRAPS = [
    *({"extra": f"{label}: THE {SECRET}"} for label in ("CC", "TO", "FROM", "DATE", "REF", "VIA")),
    {"extra": f"THE {SECRET}"},
    {"subject": f"Talks (U)\n(C) THE {SECRET}"}, {"subject": f"THE {SECRET}"},
    {"text": f"1. (U) Talks.\n\nUNCLASSIFIED\n\nTHE {SECRET}"}, {"text": f"1. (U) Talks.\nTHE {SECRET} (C)"},
    {"text": f"1. (U) See (A) and (B).\n\n(C) THE {SECRET}"},
    {"text": f"1. (U) List:\n\n(A) one\n\n(B) two\n\n(C) THE {SECRET}"},
    {"text": f"1. (U) Talks.\n\nAttachment\n\nTHE {SECRET}."}, {"text": f"1. (U) Talks.\n\nReaction\n\nTHE {SECRET}."},
    {"text": f"Classified by: THE {SECRET}. SOON, HE SAID."}, {"text": f"Declassify on: WHEN THE {SECRET}"},
    *({"text": f"1. (U) Talks.{end}(C) THE {SECRET}"} for end in "\f\v\u2028\x85"),
    {"text": f"1. (U) Talks.\fTHE {SECRET}"}, {"text": f"1. (U) Talks\f(C) THE {SECRET}"},
    {"text": f"SECRET\n1. (U) Talks.\nSECRET\nTHE {SECRET}"}, {"text": f"1. (U) Talks.\n\nSECRET\n\nTHE {SECRET}"},
    {"text": f"1. (U) Talks were held. (S)\n\n2. (U) THE {SECRET}. (S)"},
    {"text": f"The talks. (U)\n\nMore talks. (U)\n\n(C) THE {SECRET}"},
    {"text": f"The talks. (U)\n\nMore talks. (U)\n\n(S) THE {SECRET}. (U)"},
    {"text": f"1234. THE {SECRET} and so on (U). Then."}, {"text": f"1234. THE {SECRET} (C). Talks (U)"},
    {"text": f"1. UNCLASSIFIED entire text, but not this: THE {SECRET}"},
    OPEN | {"text": f"(C) THE {SECRET}"}, OPEN | {"text": f"THE {SECRET}\nSECRET\nmore"},
    *(OPEN | {"banner": banner, "text": f"THE {SECRET}"} for banner in (
        "SECRET", "Secret", "C0NFIDENTIAL", "SECRET UNTIL 1990", "SECRET (ENTIRE TEXT)", "CLASSIFICATION: SECRET",
        "***SECRET***", "[SECRET]", "(SECRET)", "SECRET     Copy 3 of 5", "MINISTRY     SECRET", "S E C R E T",
        "UNCLASSIFIED//FOUO", "UNCLASSIFIED/NODIS", "NODIS")),
    {"banner": "", "foot": "", "text": f"(U) It rained.\n\nTHE {SECRET}"},
    {"banner": "", "foot": "", "text": f"THE {SECRET}"},
]


@pytest.mark.parametrize("parts", TRAPS, ids=lambda parts: repr(sorted(parts.items()))[:60])
def test_nothing_opens(parts):
    data = MEMO.format(**(DEFAULTS | parts)).encode()
    for format in (None, *READERS):
        document = read_bytes(data, "made.txt", format)
        for policy in ("portion-marks", "foia-public"):
            assert SECRET not in released(document, policy)


def test_the_trap_can_spring():
    data = MEMO.format(**(DEFAULTS | {"text": f"1. (U) THE {SECRET}"})).encode()
    assert SECRET in released(read_bytes(data, "made.txt"), "portion-marks")
