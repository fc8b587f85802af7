"""Policies: loading, deciding, explaining, testing."""

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

__all__ = ["ACTIONS", "WITHHOLDING", "Action", "AmountUnit", "Decision", "Determination", "Outcome", "Plan",
           "PolicyIdentity", "WithheldSpan"]
