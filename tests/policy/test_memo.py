"""What a policy remembers never changes a decision, and stays small."""

from __future__ import annotations

import random

import pytest
from space_samples import RULES, sample
from test_situations import _document

from redact.policy.decide import decide
from redact.policy.judging import Judge
from redact.policy.loading import load_policy
from redact.policy.memo import Memo


@pytest.mark.parametrize("name", [*RULES, "foia-public", "portion-marks"])
def test_a_remembered_answer_is_the_one_that_would_be_made(name):
    policy = sample(name)[0] if name in RULES else load_policy(name)
    rng = random.Random(name)
    for _ in range(150):
        document, as_of, case = _document(rng)
        judge = Judge(document, policy, as_of, case)
        for portion in document.portions:
            assert judge.applied(portion) == judge._evaluate(portion, judge.facts.of(portion))
    assert 0 < len(policy.compiled.memo) < 600


def test_documents_that_are_alike_in_all_that_is_asked_share_an_answer():
    policy = load_policy("portion-marks")
    rng = random.Random(1)
    document, as_of, _ = _document(rng)
    decide(document, policy, as_of)
    known = len(policy.compiled.memo)
    decide(document, policy, as_of.replace(year=1999))
    assert len(policy.compiled.memo) == known, "the policy looks at no date"


def test_memory_is_bounded_and_the_oldest_are_forgotten_first():
    memo = Memo(sample("dates")[0], largest=8)
    made = []
    for key in range(100):
        memo.answer(key, lambda key=key: made.append(key) or f"answer {key}")
        assert len(memo) <= 8
    assert memo.answer(99, lambda: pytest.fail("forgotten too early")) == "answer 99"
    assert memo.answer(0, lambda: "made again") == "made again"
