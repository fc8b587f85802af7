"""The states of a document in a case, and which act leads from which to which.

    received ─▶ proposed ─▶ in review ─▶ submitted ─▶ approved ─▶ published
                                ▲            │            │            │
                                └─ returned ◀┴────────────┘◀─ withdraw ┘
                quarantined: the check before publication refused the release; ``return`` takes it back into review
"""

from __future__ import annotations

from typing import Literal, get_args

from redact.errors import Conflict

State = Literal["received", "proposed", "in review", "submitted", "approved", "published", "returned", "quarantined"]
STATES: tuple[State, ...] = get_args(State)
Step = Literal["plan", "decide", "submit", "approve", "return", "publish", "quarantine", "withdraw"]

_LEADS: dict[Step, dict[State, State]] = {
    "plan": {"received": "proposed", "proposed": "proposed", "in review": "in review", "submitted": "in review",
             "approved": "in review", "returned": "in review", "published": "in review"},
    "decide": {"proposed": "in review", "in review": "in review", "returned": "in review"},
    "submit": {"in review": "submitted", "returned": "submitted", "proposed": "submitted"},
    "approve": {"submitted": "approved"},
    "return": {"submitted": "returned", "approved": "returned", "quarantined": "returned"},
    "publish": {"approved": "published"},
    "quarantine": {"approved": "quarantined", "submitted": "quarantined", "proposed": "quarantined",
                   "in review": "quarantined", "returned": "quarantined"},
    "withdraw": {"published": "returned"},
}

_WITHOUT_APPROVAL: dict[str, dict[State, State]] = {
    "one-person": {"submitted": "published", "approved": "published"},
    "none": {"proposed": "published", "in review": "published", "returned": "published", "submitted": "published",
             "approved": "published"},
}
"""From which states a document is published under a policy that does not ask for two persons (design §7)."""

_HINTS: dict[State, str] = {
    "received": "it has no plan yet",
    "proposed": "nobody has decided yet: 'redact decide', then 'redact submit'",
    "in review": "'redact submit' ends the review",
    "submitted": "it waits for 'redact approve' or 'redact return'",
    "approved": "'redact publish' releases it, 'redact return' takes it back into review",
    "published": "'redact withdraw' takes the release back, 'redact add' again begins a new revision",
    "returned": "it was returned: 'redact decide', then 'redact submit'",
    "quarantined": "the check before publication refused it: 'redact return' takes it back into review",
}


def is_possible(step: Step, state: State, persons: str = "two-person") -> bool:
    """Whether ``step`` leads anywhere from ``state``."""
    return state in _leads(step, persons)


def after(step: Step, state: State, persons: str = "two-person") -> State:
    """The state to which ``step`` leads from ``state``; Conflict, with the reason, where it leads nowhere."""
    if not is_possible(step, state, persons):
        raise Conflict(f"{step} is not possible while the document is {state}: {_HINTS[state]}")
    return _leads(step, persons)[state]


def _leads(step: Step, persons: str) -> dict[State, State]:
    return _WITHOUT_APPROVAL.get(persons, _LEADS["publish"]) if step == "publish" else _LEADS[step]
