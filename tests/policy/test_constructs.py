"""Every construct of the policy language (design §7): each has a use here that makes a difference; none is left out.

The tables are compared with the schema: a key that is added there and not here fails.
"""

from __future__ import annotations

from typing import Any

import pytest
from policy_samples import TODAY, cut_texts, decision, document, policy

from redact.documents import ROUTING_KINDS
from redact.policy import schema
from redact.policy.decide import decide
from redact.policy.matching import ENTITIES
from redact.policy.model import Policy
from redact.policy.plan import ACTIONS
from redact.policy.testing import run_tests

FROM = {"sender": "AMEMBASSY PARIS"}
ATTRIBUTES: dict[str, tuple[str, tuple[str, dict[str, Any]], tuple[str, dict[str, Any]]]] = {
    "level": ("{at_least: S}", ("(S) x", {}), ("(C) x", {})),
    "document_level": ("S", ("(U) x", {"banner": "SECRET"}), ("(U) x", {"banner": "CONFIDENTIAL"})),
    "highest": ("TS", ("(U) x", {"portions": ["(TS) y"]}), ("(U) x", {"portions": ["(S) y"]})),
    "sci": ("SI", ("(TS//SI-G ABCD//OC/NF) x", {}), ("(TS//TK//NF) x", {})),
    "sap": ("any", ("(TS//SAR-BP) x", {}), ("(TS) x", {})),
    "aea": ("[RD, FRD]", ("(S//FRD) x", {}), ("(S) x", {})),
    "fgi": ("GBR", ("(//GBR S) x", {}), ("(//DEU S) x", {})),
    "nato": ("any", ("(//NS) x", {}), ("(S) x", {})),
    "dissem": ("NOFORN", ("(S//NF) x", {}), ("(S//OC) x", {})),
    "releasable_to": ("{all_of: [GBR, AUS]}", ("(S//REL TO USA, FVEY) x", {}), ("(S//REL TO USA, GBR) x", {})),
    "nonic": ("SBU", ("(SBU) x", {}), ("(U) x", {})),
    "cui": ("any", ("(CUI) x", {}), ("(U) x", {})),
    "controls": ("none", ("(S) x", {}), ("(S//NF) x", {})),
    "document_controls": ("NF", ("(U) x", {"portions": ["(S//NF) y"]}), ("(U) x", {"portions": ["(S) y"]})),
    "captions": ("NODIS", ("(U) x", {"captions": ["NODIS"]}), ("(U) x", {"captions": ["SIPDIS"]})),
    "tags": ("[CVIS, CMGT]", ("(U) x", {"tags": ["CVIS"]}), ("(U) x", {"tags": ["PREL"]})),
    "from": ("PARIS", ("(U) x", FROM), ("(U) x", {"sender": "AMEMBASSY ROME"})),
    "to": ("SECSTATE WASHDC", ("(U) x", {**FROM, "to": ["RUEHC/SECSTATE WASHDC 0490"]}), ("(U) x", FROM)),
    "info": ("{only: [CIA WASHDC]}", ("(U) x", {**FROM, "info": ["CIA WASHDC"]}),
             ("(U) x", {**FROM, "info": ["SECDEF WASHDC"]})),
    "agency": ("CIA", ("(C) x", {"sender": "CIA WASHDC"}), ("(C) x", FROM)),
    "kind": ("[table, summary]", ("(U) x", {"kind": "table"}), ("(U) x", {})),
    "found": ("explicit", ("(U) x", {}), ("x", {"banner": "UNCLASSIFIED"})),
    "routing": ("yes", ("FM EXAMPLE", {"kind": "header", "banner": "SECRET"}), ("(S) FM EXAMPLE", {"kind": "header"})),
    "declassify_on": ("passed", ("(C) x", {"declassify_on": "2026-11-23"}), ("(C) x", {"declassify_on": "2026-11-24"})),
    "age": ("over 25 years", ("(C) x", {"date": "2000-12-31"}), ("(C) x", {"date": "2001-01-01"})),
    "date": ("{before: 1990-01-01}", ("(C) x", {"date": "1989-12-31"}), ("(C) x", {"date": "1990-01-01"})),
    "reasons": ("1.4(d)", ("(C) x", {"reasons": ["1.5(d)"]}), ("(C) x", {"reasons": ["1.4(b)"]})),
    "format": ("html", ("(U) x", {"format": "html"}), ("(U) x", {})),
    "case": ("F-1", ("(U) x", {"case": "F-1"}), ("(U) x", {"case": "F-2"})),
}
"""A condition on each attribute, a document of which it holds, and one near it of which it does not."""
NESTING: dict[str, tuple[str, str, str]] = {
    "any": ("any: [{level: S}, {dissem: NF}]", "(C//NF) x", "(C) x"),
    "all": ("all: [{level: S}, {dissem: NF}]", "(S//NF) x", "(C//NF) x"),
    "not": ("not: {any: [{level: S}, {dissem: NF}]}", "(C) x", "(S) x"),
}
OPERATORS: dict[str, tuple[str, str, str]] = {
    "any_of": ("dissem: {any_of: [NF, OC]}", "(S//OC) x", "(S//RELIDO) x"),
    "all_of": ("dissem: {all_of: [NF, OC]}", "(S//OC/NF) x", "(S//OC) x"),
    "none_of": ("dissem: {none_of: [NF]}", "(S//OC) x", "(S//NF) x"),
    "only": ("dissem: {only: [NF]}", "(S//NF) x", "(S//OC/NF) x"),
    "(empty)": ("dissem: none", "(S) x", "(S//NF) x"),
}
BOUNDS: dict[str, tuple[str, str, str]] = {
    "is": ("level: [C, TS]", "(C) x", "(S) x"), "at_least": ("level: {at_least: S}", "(S) x", "(C) x"),
    "at_most": ("level: {at_most: C}", "(C) x", "(S) x"), "above": ("level: {above: C}", "(S) x", "(C) x"),
    "below": ("level: {below: C}", "(U) x", "(C) x"),
}


def keys(model: type[schema.Model]) -> set[str]:
    return {field.alias or name for name, field in model.model_fields.items()}


def holds(condition: str, text: str, around: dict[str, Any]) -> bool:
    """Whether a protective rule with the condition decides a portion whose facts are known."""
    around = dict(around)
    case = around.pop("case", "")
    under = policy(f"  - {{id: it, because: x, when: {{{condition}}}, then: withhold, codes: [controlled]}}\n")
    return decide(document(text, **around), under, TODAY, case=case).decisions[0].rules == ("it",)


def test_the_tables_hold_every_key_of_a_condition() -> None:
    assert set(ATTRIBUTES) | set(NESTING) == keys(schema.Condition)
    assert set(OPERATORS) == keys(schema.SetCondition)
    assert set(BOUNDS) == keys(schema.LevelCondition)


@pytest.mark.parametrize("name", ATTRIBUTES)
def test_an_attribute_tells_documents_apart(name: str) -> None:
    condition, (text, around), (other, elsewhere) = ATTRIBUTES[name]
    assert holds(f"{name}: {condition}", text, around)
    assert not holds(f"{name}: {condition}", other, elsewhere)


@pytest.mark.parametrize("name", [*NESTING, *OPERATORS, *BOUNDS])
def test_an_operator_tells_marks_apart(name: str) -> None:
    condition, text, other = {**NESTING, **OPERATORS, **BOUNDS}[name]
    assert holds(condition, text, {})
    assert not holds(condition, other, {})


BASE = """
  - {id: open, because: Unclassified., when: {level: U}, then: release}
"""
USES: dict[str, tuple[str, str, dict[str, Any], dict[str, Any]]] = {
    "when": ("- {id: it, because: x, when: {dissem: NF}, then: withhold, codes: [controlled]}", "(U//NF) x", {},
             {"action": "withhold", "rules": ("it",)}),
    "unless": ("- {id: it, because: x, when: {dissem: NF}, unless: {kind: table}, then: withhold, codes: [controlled]}",
               "(U//NF) x", {"kind": "table"}, {"action": "release", "rules": ("open",)}),
    "find": ("- {id: it, because: x, find: {terms: [Omar Fulan]}, then: redact, codes: ['(b)(6)']}",
             "(U) Omar Fulan left.", {}, {"action": "redact", "codes": ("(b)(6)",), "cut": ["Omar Fulan"]}),
    "extent": ("- {id: it, because: x, find: {terms: [Omar]}, extent: sentence, then: redact, codes: ['(b)(6)']}",
               "(U) Omar left. She came.", {}, {"action": "redact", "cut": ["Omar left."]}),
    "then": ("- {id: it, because: x, when: {tags: PREL}, then: withhold-document, codes: ['(b)(5)']}", "(U) x",
             {"tags": ["PREL"]}, {"action": "withhold-document"}),
    "to": ("- {id: it, because: x, when: {level: C, declassify_on: passed}, then: downgrade, to: U}", "(C) x",
           {"declassify_on": "2020-01-01"}, {"action": "downgrade", "rules": ("it",)}),
    "refer_to": ("- {id: it, because: x, when: {tags: PREL}, then: refer, refer_to: [DOJ]}", "(U) x",
                 {"tags": ["PREL"]}, {"action": "refer", "refer_to": ("DOJ",), "codes": ("referred",)}),
    "codes": ("- {id: it, because: x, when: {level: C}, then: withhold, codes: [from-document]}", "(C) x",
              {"reasons": ["1.4(d)"]}, {"codes": ("(b)(1)", "1.4(d)")}),
    "id": ("- {id: another, because: x, when: {level: C}, then: withhold, codes: [classified]}", "(C) x", {},
           {"rules": ("another",)}),
    "because": ("- {id: it, because: So it is., when: {level: C}, then: withhold, codes: [classified]}", "(C) x", {},
                {"because": "So it is."}),
}


def test_the_tables_hold_every_key_of_a_rule() -> None:
    assert set(USES) | {"harm", "authority"} == keys(schema.Rule)
    assert {use[3]["action"] for use in USES.values() if "action" in use[3]} == set(ACTIONS)


@pytest.mark.parametrize("key", USES)
def test_a_key_of_a_rule_makes_its_difference(key: str) -> None:
    rule, text, around, expected = USES[key]
    made = decision(text, policy(BASE + "  " + rule + "\n"), **around)
    assert {name: cut_texts(text, made) if name == "cut" else getattr(made, name) for name in expected} == expected


@pytest.mark.parametrize("key", ["harm", "authority"])
def test_what_a_rule_says_for_people_is_part_of_the_policy(key: str) -> None:
    plain = "  - {id: it, because: x, when: {level: C}, then: withhold, codes: [classified]%s}\n"
    said = policy(plain % f", {key}: Because of it.")
    assert getattr(said.rules[0], key) == "Because of it."
    assert said.sha256 != policy(plain % "").sha256


FINDS = {"terms": "[Omar Fulan]", "pattern": r"'\bOmar\s+Fulan\b'", "entity": "[email]"}


@pytest.mark.parametrize("key", FINDS)
def test_a_search(key: str) -> None:
    text = "(U) Omar Fulan left, omar@example.org."
    made = decision(text, policy(f"{BASE}  - {{id: it, because: x, find: {{{key}: {FINDS[key]}}}, then: redact, "
                                 "codes: ['(b)(6)']}\n"))
    assert cut_texts(text, made) == (["omar@example.org"] if key == "entity" else ["Omar Fulan"])
    assert set(FINDS) == keys(schema.Find)


SAID = {
    "ssn": "His SSN is 987-65-4321.", "phone": "Call her at (202) 555-0143.", "email": "Write to a@example.org.",
    "passport": "She holds passport AB1234567.", "birth-date": "He was born on 2 May 1961.",
    "card": "Card 4111 1111 1111 1111 was used.", "coordinates": "They met at 33.7294, 73.0931 at dawn.",
    "cable-number": "See 08 KARACHI 380 for more.", "protected-source": "Omar Fulan (strictly protect) left early.",
}


def test_every_entity_of_the_design_is_found() -> None:
    assert set(SAID) <= set(ENTITIES)
    for name, said in SAID.items():
        under = policy(f"{BASE}  - {{id: it, because: x, find: {{entity: {name}}}, then: redact, codes: ['(b)(6)']}}\n")
        assert decision(f"(U) {said}", under).action == "redact", name
    wrong = "(U) Card 4111 1111 1111 1112 was used."
    under = policy(BASE + "  - {id: it, because: x, find: {entity: card}, then: redact, codes: ['(b)(6)']}\n")
    assert decision(wrong, under).action == "release"  # its last figure is not that of a card (Luhn)


KEYS = {
    "policy": ("policy: sample", "policy: another"), "version": ("version: 1", "version: 2"),
    "title": ("title: A sample", "title: Another"), "audience": ("audience: public", "audience: {level: SECRET}"),
    "review": ("review: none", "review: two-person"), "default": ("default: withhold", "default: refer"),
    "amount": ("", "amount: none"), "show_controls": ("", "show_controls: [NOFORN]"),
    "name_people": ("", "name_people: true"), "codes": ("", 'codes: {"(b)(3) INA": Visa records}'),
    "lists": ("", "lists: {sources: [Omar Fulan]}"),
    "never": ("", "never: [{id: no-sci, because: x, when: {sci: any}}]"),
}


def _policy(old: str = "", new: str = "") -> Policy:
    from redact.policy.loading import parse_policy
    text = ("policy: sample\nversion: 1\ntitle: A sample\naudience: public\nreview: none\ndefault: withhold\n"
            f"rules:\n  {BASE.strip()}\n")
    text = text.replace(old, new) if old else text + new + "\n"
    return parse_policy(text.encode())


def test_every_key_of_a_policy_is_part_of_it() -> None:
    # tests guard a policy and are no part of it; extends, loosens and rules are tested by what they do
    assert set(KEYS) | {"tests", "extends", "loosens", "rules"} == keys(schema.PolicyFile)
    digests = [_policy(*change).sha256 for change in KEYS.values()]
    assert len({_policy().sha256, *digests}) == len(KEYS) + 1


def test_every_thing_a_test_may_expect_can_fail() -> None:
    wrong = {"action": "withhold", "rules": "[none-such]", "codes": '["(b)(6)"]', "redacted": "[Omar]",
             "refer_to": "[DOJ]", "banner": "SECRET"}
    assert set(wrong) == keys(schema.Expectation)
    for key, value in wrong.items():
        head = f"tests:\n  - {{name: one, portion: '(U) x', expect: {{{key}: {value}}}}}"
        assert [result.passed for result in run_tests(policy(head=head))] == [False], key


def test_everything_around_a_test_can_be_asked_about() -> None:
    asked = {"date": ("1989-12-31", "date: {before: 1990-01-01}"), "from": ("CIA WASHDC", "from: CIA"),
             "to": ("[SECSTATE]", "to: SECSTATE"), "info": ("[SECDEF]", "info: SECDEF"),
             "captions": ("[NODIS]", "captions: NODIS"), "tags": ("[PREL]", "tags: PREL"),
             "reasons": ('["1.4(d)"]', "reasons: 1.4(d)"), "banner": ("SECRET", "document_level: S"),
             "declassify_on": ("2020-01-01", "declassify_on: passed"), "kind": ("table", "kind: table"),
             "found": ("section", "found: section"), "format": ("html", "format: html"), "case": ("F-1", "case: F-1"),
             "portions": ("['(TS) y']", "highest: TS")}
    assert set(asked) == keys(schema.TestDocument)
    for key, (given, condition) in asked.items():
        rule = f"  - {{id: it, because: x, when: {{{condition}}}, then: withhold, codes: [controlled]}}\n"
        sender = ", from: AMEMBASSY PARIS" if key in ("to", "info") else ""
        for around, rules in ((f"{key}: {given}{sender}", "[it]"), ("from: AMEMBASSY PARIS, date: 2025-01-01", "[]")):
            head = (f"tests:\n  - {{name: one, portion: '(C) x', document: {{{around}}}, as_of: 2026-01-01, "
                    f"expect: {{rules: {rules}}}}}")
            if rules == "[]" and key in ("case", "reasons"):
                continue  # what is not known may be anything, so a protective rule applies
            assert [result.message for result in run_tests(policy(rule, head=head))] == [""], key


def test_amounts_reviews_and_audiences() -> None:
    for unit, amount in (("none", None), ("paragraphs", "1 paragraph"), ("lines", "1 paragraph (less than 1 line)")):
        assert decision("(C) x", policy(head=f"amount: {unit}")).amount == amount
    allies = policy("  - {id: all, because: x, when: {level: [U, C, S]}, then: release}\n",
                    audience="{level: SECRET, countries: [GBR]}")
    assert decision("(S//REL TO USA, GBR) x", allies).action == "release"
    assert decision("(S//NF) x", allies).action == "withhold"
    assert {"transport", "header", "caption", "classification", "signature"} == ROUTING_KINDS
