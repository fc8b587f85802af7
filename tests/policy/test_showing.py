"""Policies shown in sentences: every construct of the language has its words, and the shipped ones were read aloud.

``UPDATE_GOLDEN=1 pytest tests/policy/test_showing.py`` writes what they say anew; a change wants a person's look.
"""

from __future__ import annotations

import datetime as dt
import io
import json
import os
import re
from itertools import product
from pathlib import Path
from typing import get_args

import page as validation
import pikepdf
import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from policy_samples import policy

from redact.cli import run
from redact.cli.policy_show import lines
from redact.documents import Found, Kind
from redact.policy.loading import load_policy, shipped_policies
from redact.policy.matching import ENTITIES as KNOWN
from redact.policy.plan import ACTIONS
from redact.policy.schema import DECLASSIFY_STATES, Condition
from redact.policy.sentences import clauses, said, sentence
from redact.policy.showing import DOES, ENTITIES, GROUPS, Showing
from redact.policy.vocabulary import ATTRIBUTES, LEVEL_ATTRIBUTES
from redact.release.pdf.policy import render_policy

GOLDEN = Path(__file__).resolve().parent / "shown"
DAY = dt.date(2026, 11, 23)
NAMES = {"sci": "SI TK", "sap": "SAR-EXAMPLE", "aea": "RD FRD", "fgi": "GBR CAN", "nato": "BALK",
         "dissem": "NOFORN ORCON", "releasable_to": "GBR AUS", "nonic": "SBU EXDIS", "cui": "CUI",
         "controls": "NOFORN SI", "document_controls": "NOFORN SI", "captions": "NODIS EXDIS", "tags": "PREL CVIS",
         "from": "PARIS LONDON", "to": "PARIS LONDON", "info": "PARIS LONDON", "agency": "CIA NSA",
         "kind": "paragraph header", "found": "explicit parent", "routing": "yes no", "reasons": "1.4(b) 1.4(d)",
         "format": "cable text", "case": "F-1 F-2"}
OPERATORS = ("any_of", "all_of", "none_of", "only")


def _sets() -> list[tuple[str, object]]:
    cases: list[tuple[str, object]] = []
    for name in ATTRIBUTES:
        known = NAMES[name].split()
        cases += [(name, "any"), (name, "none"), (name, {"only": []})]
        cases += [(name, {operator: names}) for operator in OPERATORS for names in (known[:1], known)]
    return cases


def both(given_: dict[str, object]) -> tuple[str, str]:
    """What is said where the condition holds, and where it does not."""
    condition = Condition.model_validate(given_)
    return said(clauses(condition)), said(clauses(condition, holds=False))


def test_no_attribute_is_left_out() -> None:
    assert set(NAMES) == set(ATTRIBUTES)


@pytest.mark.parametrize(("key", "value"), _sets(), ids=str)
def test_every_operator_on_every_set_has_its_words(key: str, value: object) -> None:
    holds, does_not = both({key: value})
    assert holds
    assert does_not
    if value not in ({"all_of": ["yes", "no"]},):
        assert holds != does_not
    assert "{}" not in holds + does_not
    names = next(iter(value.values())) if isinstance(value, dict) and key not in ("kind", "found", "routing") else []
    assert all(name in holds for name in names)
    assert both({"not": {key: value}}) == (does_not, holds)


@pytest.mark.parametrize(("key", "value"), [
    *product(LEVEL_ATTRIBUTES, ["S", ["C", "S"], "unknown", ["C", "unknown"], {"at_least": "C"}, {"at_most": "S"},
                                {"above": "C"}, {"below": "S"}, {"at_least": "C", "below": "TS"}]),
    *product(["declassify_on"], [*DECLASSIFY_STATES, ["passed", "unknown"]]),
    *product(["age"], ["over 25 years", "under 1 years"]),
    *product(["date"], [{"before": "2001-02-03"}, {"after": "2001-02-03"},
                        {"after": "2001-02-03", "before": "2010-02-03"}]),
    *product(["kind"], get_args(Kind)), *product(["found"], get_args(Found)),
    ("agency", "unknown"), ("agency", ["CIA", "unknown"]), ("agency", {"none_of": ["unknown", "CIA"]}),
], ids=str)
def test_every_other_condition_has_its_words_and_their_opposite(key: str, value: object) -> None:
    holds, does_not = both({key: value})
    assert holds
    assert does_not
    assert holds != does_not


@pytest.mark.parametrize(("given_", "words"), [
    ({"any": [{"level": "S"}, {"controls": "any"}]}, "either it is marked SECRET or it bears a control marking"),
    ({"any": [{"level": "S"}, {"controls": "any"}, {"tags": "PREL"}]},
     "it is marked SECRET, it bears a control marking, or the message has the TAGS PREL"),
    ({"any": [{"level": "S", "tags": "PREL"}, {"controls": "any"}]},
     "(a) it is marked SECRET and the message has the TAGS PREL; or (b) it bears a control marking"),
    ({"level": "S", "any": [{"tags": "PREL"}, {"controls": "any"}]},
     "it is marked SECRET; and either the message has the TAGS PREL or it bears a control marking"),
    ({"not": {"any": [{"level": "S"}, {"controls": "any"}]}},
     "it is not marked SECRET and it bears no control marking"),
    ({"not": {"level": "S", "controls": "none"}}, "either it is not marked SECRET or it bears a control marking"),
    ({"sci": "none", "dissem": {"only": ["NOFORN"]}, "nato": "none"},
     "it bears no SCI control, no NATO marking, and no dissemination control but NOFORN"),
    ({"not": {"releasable_to": {"all_of": ["GBR", "AUS"]}}}, "it is not marked as releasable to all of GBR and AUS"),
    ({"not": {"captions": {"only": ["SIPDIS", "STADIS"]}}}, "the message bears a caption other than SIPDIS and STADIS"),
    ({"all": [{"age": "over 25 years"}, {"age": "under 50 years"}]},
     "the record is over 25 years old and the record is not over 50 years old"),
    ({}, ""),
])
def test_sentences_read_as_english(given_: dict[str, object], words: str) -> None:
    assert sentence(Condition.model_validate(given_)) == words


LEAVES = st.sampled_from([{"level": "S"}, {"controls": "any"}, {"tags": "PREL"}, {"routing": "yes"}, {"sci": "none"},
                          {"age": "over 25 years"}, {"declassify_on": "passed"}])
TREES = st.recursive(LEAVES, lambda inner: st.one_of(
    st.lists(inner, min_size=1, max_size=3).map(lambda parts: {"any": parts}),
    st.lists(inner, min_size=1, max_size=3).map(lambda parts: {"all": parts}), inner.map(lambda part: {"not": part})),
    max_leaves=8)


@given(TREES)
def test_saying_the_opposite_twice_is_saying_it(tree: dict[str, object]) -> None:
    holds, does_not = both(tree)
    assert both({"not": tree}) == (does_not, holds)
    assert holds.count("(") == holds.count(")")


def test_every_entity_and_every_action_has_its_words() -> None:
    assert set(ENTITIES) == KNOWN
    assert set(DOES) == set(ACTIONS) == {action for actions, _ in GROUPS for action in actions}


@pytest.mark.parametrize(("rule", "words"), [
    ("find: {entity: phone}, then: redact", "Every telephone number is cut out."),
    ("when: {level: S}, find: {terms: [Fulan, Halvek]}, extent: sentence, then: redact",
     "Every sentence that holds a term “Fulan” or “Halvek” is cut out of a portion where it is marked SECRET."),
    ("find: {terms: [Fulan]}, extent: portion, then: withhold", "A portion that holds a term “Fulan” is withheld."),
    (f"find: {{terms: [{', '.join(f'Name{n}' for n in range(30))}]}}, then: redact",
     f"Every term {', '.join(f'“Name{n}”' for n in range(24))} or one of 6 more is cut out."),
    ("find: {pattern: 'x+y'}, then: refer, refer_to: [CIA]",
     "Every stretch of text of the pattern below is cut out and referred to CIA."),
    ("find: {entity: email}, extent: portion, then: refer, refer_to: [owner]",
     "A portion that holds an e-mail address is referred to its owner."),
    ("when: {level: TS}, then: withhold-document",
     "The whole document is withheld for any portion where it is marked TOP SECRET."),
    ("find: {entity: ssn}, then: withhold-document", "The whole document is withheld if a portion holds a social "
     "security number or other number of a person."),
    ("then: refer, refer_to: [CIA, owner]", "A portion is referred to CIA and its owner."),
    ("then: release", "A portion is released."),
    ("when: {level: S}, unless: {routing: yes}, then: withhold",
     "A portion is withheld where it is marked SECRET, unless it is an unmarked routing line."),
])
def test_every_shape_of_rule_has_its_sentence(rule: str, words: str) -> None:
    codes = "" if "release" in rule else ', codes: ["(b)(6)"]'
    shown = Showing(policy(f"  - {{id: tested, because: x, {rule}{codes}}}\n"))
    assert words in [entry.words for entry in shown.sentences]


@pytest.mark.parametrize("name", shipped_policies())
def test_what_the_shipped_policies_say(name: str) -> None:
    told = "\n".join(line for line in lines(Showing(load_policy(name)))) + "\n"
    told = re.sub(r"[0-9a-f]{64}", "(SHA-256)", told)
    golden = GOLDEN / f"{name}.txt"
    if os.environ.get("UPDATE_GOLDEN"):
        golden.write_text(told, encoding="utf-8")
    assert told == golden.read_text(encoding="utf-8")
    assert max(map(len, told.splitlines())) <= 80


def test_json_is_the_object_and_says_what_the_sentences_say(capfd: pytest.CaptureFixture[str]) -> None:
    assert run(["policy", "show", "foia-public", "--json"]) == 0
    shown = json.loads(capfd.readouterr().out)
    under = load_policy("foia-public")
    assert shown["policy"]["sha256"] == under.sha256
    assert {entry["rule"] for entry in shown["sentences"]} == {rule.id for rule in under.rules}
    assert [entry["number"] for entry in (*shown["sentences"], *shown["never"])] == list(
        range(1, len(under.rules) + len(under.never) + 1))


@pytest.mark.parametrize("name", ["foia-public", "coalition"])
def test_the_page_is_whole_in_itself(name: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "policy.html"
    assert run(["policy", "show", name, "--out", str(out), "--date", "2026-11-23"]) == 0
    page = out.read_text(encoding="utf-8")
    under = load_policy(name)
    assert page.count(under.sha256) == 2
    assert f'<dd class="hash">{under.sha256}</dd>' in page
    assert "<script" not in page
    assert not re.search(r"(?:src|href)=\"(?!#)|url\(|@import", page)
    assert "default-src 'none'" in page
    assert run(["policy", "show", name, "--out", str(out)]) == 6
    assert run(["policy", "show", name, "--out", str(out), "--replace", "--date", "2026-11-23"]) == 0
    assert out.read_text(encoding="utf-8") == page
    capfd.readouterr()


@pytest.mark.parametrize("name", shipped_policies())
def test_the_pdf_is_tagged_archival_and_says_the_same(name: str) -> None:
    shown = Showing(load_policy(name))
    data = render_policy(shown, DAY)
    assert render_policy(shown, DAY) == data
    for profile in (validation.ValidationProfile.PDF_UA_1, validation.ValidationProfile.PDF_A_2A):
        assert validation.validate_pdf_bytes(data, profile=profile).is_compliant
    with pikepdf.open(io.BytesIO(data)) as file:
        assert "/StructTreeRoot" in file.Root
    text = _words(data)
    assert [entry.words for entry in shown.sentences if "".join(entry.words.split()) not in text] == []
    assert shown.policy.sha256 in text


def _words(data: bytes) -> str:
    """The words of a PDF without blanks and without what every page bears."""
    pages = ("".join(page.get_textpage().get_text_range().split()) for page in pypdfium2.PdfDocument(data))
    return "".join(re.sub(r"\A.*?Page\d+of\d+", "", page.replace("\ufffe", "-")) for page in pages)


def test_another_ending_is_refused(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert run(["policy", "show", "foia-public", "--out", str(tmp_path / "policy.docx")]) == 2
    assert ".html or .pdf" in capfd.readouterr().err
