"""Policies: loading, deciding, explaining, testing, proving, comparing.

The types of a plan are here at once; what needs pydantic or RE2 is imported when first asked for. Deciding and
explaining are functions of modules of the same names, ``redact.policy.decide`` and ``redact.policy.explain``.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from redact.policy.plan import (
    ACTIONS,
    WITHHOLDING,
    Action,
    AmountUnit,
    Decision,
    Determination,
    Outcome,
    Plan,
    PolicyIdentity,
    WithheldSpan,
)

if TYPE_CHECKING:
    from redact.policy.amounts import amount_class, portion_words
    from redact.policy.comparing import Comparison, compare_policies, equivalent
    from redact.policy.explain import Explanation
    from redact.policy.loading import load_policy, parse_policy, shipped_policies
    from redact.policy.model import Policy
    from redact.policy.proving import Proof, prove, require_proof
    from redact.policy.testing import TestResult, run_tests

_LAZY = {
    "Comparison": "comparing", "Explanation": "explain", "Policy": "model", "Proof": "proving", "TestResult": "testing",
    "amount_class": "amounts", "compare_policies": "comparing", "equivalent": "comparing", "load_policy": "loading",
    "parse_policy": "loading", "portion_words": "amounts", "prove": "proving", "require_proof": "proving",
    "run_tests": "testing", "shipped_policies": "loading",
}

__all__ = ["ACTIONS", "WITHHOLDING", "Action", "AmountUnit", "Comparison", "Decision", "Determination", "Explanation",
           "Outcome", "Plan", "Policy", "PolicyIdentity", "Proof", "TestResult", "WithheldSpan", "amount_class",
           "compare_policies", "equivalent", "load_policy", "parse_policy", "portion_words", "prove", "require_proof",
           "run_tests", "shipped_policies"]


def __getattr__(name: str) -> Any:
    if name not in _LAZY:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_LAZY[name]}"), name)
    globals()[name] = value
    return value
