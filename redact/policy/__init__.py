"""Policies: loading, deciding, explaining, testing.

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
    from redact.policy.explain import Explanation
    from redact.policy.loading import load_policy, parse_policy, shipped_policies
    from redact.policy.model import Policy
    from redact.policy.testing import TestResult, run_tests

_LAZY = {
    "Explanation": "explain", "Policy": "model", "TestResult": "testing", "amount_class": "amounts",
    "load_policy": "loading", "parse_policy": "loading", "portion_words": "amounts", "run_tests": "testing",
    "shipped_policies": "loading",
}

__all__ = ["ACTIONS", "WITHHOLDING", "Action", "AmountUnit", "Decision", "Determination", "Explanation", "Outcome",
           "Plan", "Policy", "PolicyIdentity", "TestResult", "WithheldSpan", "amount_class", "load_policy",
           "parse_policy", "portion_words", "run_tests", "shipped_policies"]


def __getattr__(name: str) -> Any:
    if name not in _LAZY:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_LAZY[name]}"), name)
    globals()[name] = value
    return value
