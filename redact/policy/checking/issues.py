"""What ``redact policy check`` can report, and the table of checks.

A check is a pair: an issue with a stable code, a severity and a description, and a validator that yields where the
policy has it. The validators register themselves in :data:`CHECKS`; what loading a policy finds wrong is in
:data:`LOADING`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from redact.errors import PolicyProblem

if TYPE_CHECKING:
    from redact.policy.checking.subject import Subject

Severity = Literal["error", "warning", "note"]
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "note")


@dataclass(frozen=True, slots=True)
class Found:
    """Where a policy has an issue: what is wrong and what to do, the path of the place, and the rule it is about."""

    message: str
    path: tuple[str | int, ...] = ()
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Check:
    """An issue and its validator. ``code`` stays the same from version to version."""

    code: str
    severity: Severity
    description: str
    validate: Callable[[Subject], Iterator[Found]]


@dataclass(frozen=True, slots=True)
class Issue:
    """An issue of a policy at its place; line and column count from 1, 0 where not known."""

    code: str
    severity: Severity
    rule: str
    problem: PolicyProblem

    def to_json(self) -> dict[str, Any]:
        return {"code": self.code, "severity": self.severity, "line": self.problem.line, "column": self.problem.column,
                "rule": self.rule, "message": self.problem.message}


CHECKS: list[Check] = []
"""Every check of a policy that loads, in the order in which they are listed."""


def check(code: str, severity: Severity,
          description: str) -> Callable[[Callable[[Subject], Iterator[Found]]], Callable[[Subject], Iterator[Found]]]:
    """Put a validator into the table of checks."""
    def register(validate: Callable[[Subject], Iterator[Found]]) -> Callable[[Subject], Iterator[Found]]:
        CHECKS.append(Check(code, severity, description, validate))
        return validate
    return register


LOADING: dict[str, str] = {
    "yaml": "The file is no YAML that a policy may use.",
    "unknown-key": "A key that a policy does not have at this place.",
    "missing-key": "A key that has to be given is missing.",
    "wrong-value": "A value that the key does not take.",
    "unknown-level": "A classification level or marking that does not exist.",
    "unknown-control": "A control marking, caption or country that no register has.",
    "unknown-agency": "An agency that the table does not have.",
    "unknown-name": "A name that the attribute does not take.",
    "unknown-code": "A code that is in no table.",
    "unknown-list": "A list that the policy does not have.",
    "list-file": "A list file that cannot be used.",
    "empty-list": "A list without a term.",
    "unusable-term": "A term without a letter or digit.",
    "unusable-pattern": "A pattern that RE2 refuses or that matches empty text.",
    "duplicate-id": "An id or name that is given twice.",
    "extends": "The policy it extends cannot be used, or does not allow this.",
    "loosens": "Something looser than the policy it extends, or a loosening that is none.",
}
"""What loading finds wrong, all of it errors: a policy that has any of it is used by no command."""
