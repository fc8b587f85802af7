"""All situations at once against one at a time: the tables agree with an evaluator that shares no code with them, and
with the decisions of real documents."""

from __future__ import annotations

import datetime as dt
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import one_by_one
import pytest
import yaml
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from space_samples import RULES, plain, sample
from test_decide_properties import CONDITIONS, PROTECTIVE, RELEASING, _policy, _rules

from redact.documents import ROUTING_KINDS, Document, Portion
from redact.policy.asked import walk
from redact.policy.conditions import compile_condition, truth
from redact.policy.facts import own_mark
from redact.policy.judging import Judge
from redact.policy.loading import load_policy, shipped_policies
from redact.policy.masks import View
from redact.policy.model import Policy
from redact.policy.plan import ACTIONS
from redact.policy.schema import Condition, Never, TestDocument
from redact.policy.situations import Space
from redact.policy.space import ENDS, space_of
from redact.policy.tables import Table, table
from redact.policy.testing import small_document
from redact.policy.universe import ATOMIC
from redact.policy.vocabulary import ATTRIBUTES

PROJECT = Path(__file__).resolve().parents[2]
EACH = 15_000
"""Situations tried of each policy: with those shipped over 100,000 in all."""
NAMES = [*RULES, *shipped_policies()]


def _named(name: str) -> tuple[Policy, dict]:
    if name in RULES:
        return sample(name)
    return load_policy(name), _whole(name)


def _whole(name: str) -> dict:
    """A shipped policy as written, with the rules and promises of those it extends: what it drops is named in
    ``loosens`` and is no rule of its own."""
    raw = yaml.load((PROJECT / "policies" / f"{name}.yaml").read_text("utf-8"), yaml.BaseLoader)
    if "extends" not in raw:
        return raw
    parent = _whole(raw["extends"])
    own = {rule["id"] for rule in raw["rules"]}
    dropped = {entry["rule"] for entry in raw.get("loosens", [])} - own
    return {**raw, "rules": [rule for rule in parent["rules"] if rule["id"] not in dropped] + raw["rules"],
            "never": [*parent.get("never", []), *raw.get("never", [])]}


def _action(decided: Table, number: int) -> str:
    return next(name for name, where in decided.actions.items() if where >> number & 1)


@pytest.mark.parametrize("name", NAMES)
def test_one_at_a_time_comes_to_the_same(name):
    policy, raw = _named(name)
    space = space_of(policy)
    rng = random.Random(name)
    parts = list(space.slices(1 << 17))
    seen: Counter[str] = Counter()
    for part in rng.sample(parts, min(len(parts), 12)):
        decided = table(policy, part)
        for _ in range(EACH // min(len(parts), 12) + 1):
            number = rng.randrange(part.size)
            portion = plain(part.situation(number), part, rng)
            action, broken = one_by_one.decide(raw, portion)
            came = {never for never, where in decided.broken.items() if where >> number & 1}
            assert came == set(broken), portion
            assert _action(decided, number) == ("withhold" if broken else action), portion
            seen[action] += 1
    assert len(seen) >= 2, "every policy releases and withholds"


def test_a_wrong_table_would_be_seen(monkeypatch):
    monkeypatch.setattr(View, "unread", lambda self, attribute, high: 0)
    with pytest.raises(AssertionError):
        test_one_at_a_time_comes_to_the_same("controls")


MARKS = ["(U)", "(U//NF)", "(SBU)", "(SBU-NF)", "(C)", "(C//NF)", "(S//SI//NF)", "(S//SI-G ABCD//NF)", "(S//FGI GBR)",
         "(//NS)", "(//GBR S)", "(S//RD)", "(U//XYZZY)", "(S//XYZZY)", "(S//REL TO USA, GBR)", "(S//REL TO USA, FVEY)",
         "(TS//HCS-P//OC/NF)", "(U//FOUO)", "(C//NF/OC)", "(CUI//SP-PRVCY)", "(U//DCNI)", "(//JOINT S GBR USA)", "",
         "(S//SBU/XD)", "(TS//SAR-ABC)", "(S//FISA)", "(C//REL TO USA, CAN)", "(X//Y)"]
TEXTS = ["The talks failed.", "According to a CIA report, rain.", "NSA told us of it.",
         "The ministry passed the list to us in confidence."]


def _around(rng: random.Random) -> dict[str, object]:
    choices: dict[str, list[object]] = {
        "date": ["1980-01-01", "1990-01-01", "1989-07-01", "2015-03-02"], "kind": ["header", "subject", "caption",
        "classification", "signature", "heading"], "from": ["AMEMBASSY PARIS", "CIA WASHDC", "LONDON POST", "SHAPE"],
        "to": [["SECSTATE WASHDC"], ["NATO EU COLLECTIVE", "SECDEF WASHDC"]], "info": [["SECDEF WASHDC"], ["NSC"]],
        "declassify_on": ["2000-01-01", "2040-01-01", "exempt", "end of mission"],
        "captions": [["SIPDIS"], ["NODIS"], ["EXDIS", "SIPDIS"], ["UNHEARD OF"]], "tags": [["PREL"], ["CVIS", "PTER"]],
        "banner": ["UNCLASSIFIED", "CONFIDENTIAL", "SECRET//NOFORN", "UNCLASSIFIED//FOUO"],
        "reasons": [["1.4(d)"], ["1.4(b)", "1.4(d)"]], "found": ["parent", "section", "none"],
        "format": ["html", "cable"], "case": ["F-1", "F-2"], "portions": [["(S//SI) The rest."], ["(SBU) The rest."]]}
    return {key: rng.choice(values) for key, values in choices.items() if rng.random() < 0.4}


def _document(rng: random.Random) -> tuple[Document, dt.date, str]:
    around = _around(rng)
    mark, text = rng.choice(MARKS), rng.choice(TEXTS)
    document = small_document(f"{mark} {text}".strip(), TestDocument.model_validate(around))
    return document, dt.date(rng.choice([1991, 2006, 2014, 2026]), 11, 23), str(around.get("case", ""))


def _alike(space: Space, policy: Policy, judge: Judge, portion: Portion) -> int:
    """The situations that answer all that the policy asks as a portion of a document does, by its facts and by those
    the guard sees."""
    found = space.full
    routes = View(space).unmarked_routing
    found &= routes if portion.kind in ROUTING_KINDS and not own_mark(portion) else space.full ^ routes
    for judged in (False, True):
        facts, view = judge.facts.of(portion, judged=judged), View(space, judged=judged)
        found &= view.level_is(facts.levels["level"].__eq__)
        found &= view.ends(facts.declassify_on, True) if ENDS in space.by_name else space.full
        for asked in _all_asked(space, policy):
            must, may = view.pair(asked, True)
            holds = truth(compile_condition(asked), facts)
            found &= must if holds else may & ~must if holds is None else space.full ^ may
    return found


def _all_asked(space: Space, policy: Policy) -> Iterator[Condition]:
    """Every question of a policy as a condition of its own."""
    for question in space.told - {ATOMIC}:
        yield Condition.model_validate({question.attribute: (
            {"only": list(question.names)} if question.outside else list(question.names))})
    for rule in (*policy.rules, *policy.never):
        for part in (rule.when, getattr(rule, "unless", None)):
            for key, value, _ in walk(part):
                if key not in ATTRIBUTES:
                    yield Condition.model_construct(**{key: value})


@pytest.mark.parametrize("name", NAMES)
def test_real_documents_are_decided_as_their_situation_is(name):
    policy, _ = _named(name)
    space = space_of(policy)
    if space.size > 1 << 20:
        space = next(iter(space.slices(1 << 19)))
    decided = table(policy, space)
    rng = random.Random(name)
    outside = Counter[bool]()
    seen: Counter[str] = Counter()
    for _ in range(150):
        document, as_of, case = _document(rng)
        judge = Judge(document, policy, as_of, case)
        portion = document.portions[0]
        alike = _alike(space, policy, judge, portion)
        outside[not alike] += 1
        if alike:
            decision = judge.decision(portion)
            assert decided.actions[decision.action] & alike == alike, (portion.marking.portion, decision)
            seen[decision.action] += 1
            if name in RULES and decision.withheld:
                assert {code for code, where in decided.codes.items() if where & alike} == set(decision.codes)
    assert not outside[True] or space.fixed, "every document is in some situation"
    assert len(seen) >= 2


@settings(max_examples=80, deadline=None)
@given(_rules(RELEASING, 3), _rules(PROTECTIVE, 3), CONDITIONS, st.randoms(use_true_random=False))
def test_any_policy_decides_a_document_as_its_situation(releasing, protective, never, rng):
    rules = _policy([*releasing, *protective])
    policy = replace(rules, never=(Never(id="never", because="x", when=Condition.model_validate(never)),))
    space = space_of(policy)
    assume(space.size <= 1 << 19)
    decided = table(policy, space)
    for _ in range(4):
        document, as_of, case = _document(rng)
        judge = Judge(document, policy, as_of, case)
        portion = document.portions[0]
        applied = judge.applied(portion)
        alike = _alike(space, policy, judge, portion)
        assert alike, "every document is in some situation"
        kept = [entry.rule.then for entry in applied.protective]
        action = max(kept, key=ACTIONS.index) if kept else "withhold"
        if not kept and applied.releasing and not applied.broken:
            action = "downgrade" if any(entry.rule.then == "downgrade" for entry in applied.releasing) else "release"
        assert decided.actions[action] & alike == alike
        assert bool(decided.broken["never"] & alike) == bool(not kept and applied.releasing and applied.broken)
