"""Conditions in three values: what holds, what does not, and what cannot be told."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from policy_samples import TODAY, document

from redact.policy.conditions import Truth, all_of, any_of, compile_condition, truth
from redact.policy.facts import DocumentFacts
from redact.policy.schema import Condition


def _holds(condition: str, text: str, as_of: dt.date = TODAY, case: str = "", **around: Any) -> Truth:
    made = document(text, **around)
    facts = DocumentFacts(made, as_of, case).of(made.portions[0])
    given = yaml.load(condition, yaml.BaseLoader)
    return truth(compile_condition(Condition.model_validate(given)), facts)


LEVELS = [
    ("level: C", "(C) a", True), ("level: CONFIDENTIAL", "(C) a", True), ("level: C", "(S) a", False),
    ("level: [C, S]", "(S) a", True), ("level: {at_least: C}", "(C) a", True), ("level: {at_least: S}", "(C) a", False),
    ("level: {above: C}", "(C) a", False), ("level: {at_most: C}", "(C) a", True),
    ("level: {below: C}", "(C) a", False),
    ("level: {at_least: C, at_most: S}", "(TS) a", False), ("level: C", "a", None), ("level: {at_most: TS}", "a", None),
    ("level: unknown", "a", True), ("level: unknown", "(C) a", False), ("level: [U, unknown]", "a", True),
]
SETS = [
    ("dissem: NOFORN", "(C//NF) a", True), ("dissem: NF", "(C) a", False), ("dissem: [OC, NF]", "(C//NF) a", True),
    ("dissem: {all_of: [OC, NF]}", "(C//NF) a", False), ("dissem: {all_of: [OC, NF]}", "(C//OC/NF) a", True),
    ("dissem: {none_of: [OC]}", "(C//NF) a", True), ("dissem: {none_of: [NF]}", "(C//NF) a", False),
    ("dissem: {only: [NF]}", "(C//NF) a", True), ("dissem: {only: [NF]}", "(C//OC/NF) a", False),
    ("dissem: {only: [NF]}", "(C) a", True), ("dissem: {only: []}", "(C) a", True), ("dissem: none", "(C) a", True),
    ("dissem: none", "(C//NF) a", False), ("dissem: any", "(C//NF) a", True), ("dissem: any", "(C) a", False),
    ("dissem: NF", "(SBU-NF) a", True), ("sci: SI", "(TS//SI-G ABCD//OC/NF) a", True),
    ("sci: SI-G", "(TS//SI-G ABCD//OC/NF) a", True), ("sci: {only: [SI]}", "(TS//SI-G ABCD//OC/NF) a", False),
    ("sci: COMINT", "(TS//SI//NF) a", True), ("aea: RD", "(S//RD-CNWDI//NF) a", True),
    ("sap: SAR-BP", "(TS//SAR-BP) a", True),
    ("fgi: GBR", "(S//FGI GBR) a", True), ("fgi: any", "(//GBR S) a", True), ("fgi: DEU", "(S//FGI GBR) a", False),
    ("fgi: JOINT", "(//JOINT S USA GBR) a", True), ("nato: any", "(//NS) a", True), ("nato: any", "(S) a", False),
    ("releasable_to: GBR", "(S//REL TO USA, GBR) a", True), ("releasable_to: AUS", "(S//REL TO USA, FVEY) a", True),
    ("releasable_to: DEU", "(S//REL TO USA, FVEY) a", False), ("dissem: none", "(S//REL TO USA, GBR) a", False),
    ("dissem: none", "(C//DISPLAY ONLY AFG) a", False), ("nonic: SBU", "(SBU) a", True), ("cui: any", "(CUI) a", True),
    ("controls: any", "(CUI) a", True), ("controls: none", "(U) a", True), ("controls: none", "(//GBR S) a", False),
]
UNREAD = [
    (condition, "(S//XYZZY) a", None) for condition in (
        "dissem: NF", "dissem: any", "dissem: none", "dissem: {only: [NF]}", "sci: any", "sci: none", "controls: none",
        "dissem: {none_of: [NF]}", "not: {dissem: {only: [NF]}}", "cui: any", "releasable_to: any")
] + [("dissem: NF", "(S//NF/XYZZY) a", True), ("dissem: any", "(S//NF/XYZZY) a", True),
     ("dissem: {only: [OC]}", "(S//NF/XYZZY) a", False), ("controls: none", "a", None), ("dissem: NF", "a", None)]
NESTED = [
    ("{}", "a", True), ("{any: [{level: C}, {level: S}]}", "(S) a", True),
    ("{all: [{level: C}, {dissem: NF}]}", "(C) a", False),
    ("not: {level: C}", "(S) a", True), ("not: {level: C}", "a", None), ("{level: C, dissem: NF}", "(C//NF) a", True),
    ("{any: [{level: C}, {kind: paragraph}]}", "a", True), ("{all: [{level: C}, {kind: table}]}", "a", False),
]


@pytest.mark.parametrize(("condition", "text", "expected"), LEVELS + SETS + UNREAD + NESTED)
def test_marks(condition: str, text: str, expected: Truth) -> None:
    assert _holds(condition, text) is expected


@pytest.mark.parametrize(("condition", "around", "expected"), [
    ("captions: NODIS", {"captions": ["SIPDIS", "NODIS"]}, True),
    ("captions: {only: [SIPDIS]}", {"captions": ["SIPDIS"]}, True),
    ("captions: {only: [SIPDIS, STADIS]}", {}, True),
    ("captions: {only: [SIPDIS]}", {"captions": ["BURN AFTER READING"]}, None),
    ("captions: NODIS", {"captions": ["BURN AFTER READING"]}, None), ("captions: none", {}, True),
    ("tags: PREL", {"tags": ["PREL", "PK"]}, True), ("tags: CVIS", {"tags": ["PREL"]}, False),
    ("tags: CVIS", {}, False),
    ("from: AMEMBASSY PARIS", {"from": "RUEHFR/AMEMBASSY PARIS PRIORITY 1234"}, True),
    ("from: PARIS", {"from": "AMEMBASSY PARIS"}, True), ("from: PAR", {"from": "AMEMBASSY PARIS"}, False),
    ("from: AMEMBASSY PARIS", {}, None), ("info: CIA", {"from": "AMEMBASSY PARIS", "info": ["CIA WASHDC"]}, True),
    ("to: {only: [SECSTATE WASHDC]}", {"from": "AMEMBASSY PARIS", "to": ["RUEHC/SECSTATE WASHDC 0490"]}, True),
    ("info: any", {}, None), ("info: any", {"from": "AMEMBASSY PARIS"}, False),
    ("agency: CIA", {"from": "CIA WASHDC"}, True), ("agency: any", {"from": "AMEMBASSY PARIS"}, False),
    ("agency: any", {}, None), ("agency: unknown", {}, True), ("agency: unknown", {"from": "AMEMBASSY PARIS"}, False),
    ("kind: [subject, paragraph]", {}, True), ("found: explicit", {}, True), ("format: text", {}, True),
    ("reasons: 1.4(d)", {"reasons": ["1.5(d)"]}, True), ("reasons: 1.4(c)", {"reasons": ["1.4(d)"]}, False),
    ("reasons: 1.4(c)", {}, None), ("document_level: S", {"banner": "SECRET"}, True),
    ("highest: S", {"banner": "CONFIDENTIAL", "portions": ["(S) b"]}, True), ("highest: C", {}, True),
    ("document_controls: none", {"portions": ["(S//NF) b"]}, False), ("document_controls: none", {}, True),
    ("document_controls: none", {"portions": ["(S//XYZZY) b"]}, None),
])
def test_the_document_around(condition: str, around: dict[str, Any], expected: Truth) -> None:
    assert _holds(condition, "(C) a", **around) is expected


def test_the_case() -> None:
    assert _holds("case: F-2026-1", "(C) a", case="F-2026-1") is True
    assert _holds("case: F-2026-1", "(C) a", case="F-2026-2") is False
    assert _holds("case: F-2026-1", "(C) a") is None


@pytest.mark.parametrize(("condition", "as_of", "date", "expected"), [
    ("age: over 25 years", "2025-12-31", "2000-06-06", False), ("age: over 25 years", "2026-01-01", "2000-06-06", True),
    ("age: over 25 years", "2026-01-01", "2000-12-31", True), ("age: under 25 years", "2025-12-31", "2000-01-01", True),
    ("age: under 25 years", "2026-01-01", "2000-01-01", False), ("age: over 25 years", "2026-01-01", None, None),
    ("age: under 25 years", "2026-01-01", None, None), ("date: {before: 2000-01-02}", "2026-01-01", "2000-01-01", True),
    ("date: {before: 2000-01-01}", "2026-01-01", "2000-01-01", False),
    ("date: {after: 1999-12-31, before: 2001-01-01}", "2026-01-01", "2000-01-01", True),
    ("date: {after: 1999-12-31}", "2026-01-01", None, None),
])
def test_age_and_date(condition: str, as_of: str, date: str | None, expected: Truth) -> None:
    around = {"date": date} if date else {}
    assert _holds(condition, "(C) a", dt.date.fromisoformat(as_of), **around) is expected


@pytest.mark.parametrize(("condition", "text", "ends", "expected"), [
    ("passed", "(C) a", "2026-11-23", True), ("passed", "(C) a", "2026-11-24", False),
    ("future", "(C) a", "2026-11-24", True),
    ("exempt", "(C) a", "exempt", True), ("passed", "(C) a", "exempt", False),
    ("passed", "(C) a", "end of mission", None),
    ("unknown", "(C) a", "end of mission", None), ("future", "(C) a", "end of mission", None),
    ("passed", "(U) a", None, None),
    ("passed", "(C) a", None, None), ("passed", "(S//RD//NF) a", "1980-01-01", False),
    ("exempt", "(S//FRD) a", "1980-01-01", True),
    ("exempt", "(S//TFNI) a", "1980-01-01", True), ("[passed, future]", "(C) a", "2030-01-01", True),
])
def test_the_end_of_the_classification(condition: str, text: str, ends: str | None, expected: Truth) -> None:
    around = {"declassify_on": ends} if ends else {}
    assert _holds(f"declassify_on: {condition}", text, **around) is expected


TRUTHS = st.sampled_from([True, False, None])


@given(st.lists(TRUTHS, max_size=5))
def test_the_laws_of_kleene(values: list[Truth]) -> None:
    negated = [None if value is None else not value for value in values]
    both, either = all_of(iter(values)), any_of(iter(negated))
    assert both is (None if either is None else not either)
    assert all_of(iter(values)) is all_of(iter(values[::-1]))
    assert (both is True) == all(value is True for value in values)
    assert (both is False) == any(value is False for value in values)
