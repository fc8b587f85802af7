"""Running the checks over one policy."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from redact.errors import UnusablePolicy
from redact.policy.checking import against_parent, finds, rules, tests, together
from redact.policy.checking.issues import CHECKS, LOADING, SEVERITIES, Check, Found, Issue
from redact.policy.checking.subject import Subject
from redact.policy.loading import PolicySource, load_source

MODULES = (rules, together, finds, tests, against_parent)
"""Those that hold the checks: importing them fills the table."""


@dataclass(frozen=True)
class Report:
    """All that checking found in one policy, in the order of the file. ``file`` is as messages name it."""

    file: str
    issues: tuple[Issue, ...]

    def count(self, severity: str) -> int:
        """How many issues of that severity there are."""
        return sum(issue.severity == severity for issue in self.issues)

    @property
    def sound(self) -> bool:
        """Whether there is no error."""
        return not self.count("error")


def check_policy(name_or_path: str) -> Report:
    """Everything that is wrong or doubtful in a policy.

    What keeps it from being loaded is reported like all else; raises UnusablePolicy only where there is no policy to
    report on.
    """
    try:
        return check_source(load_source(name_or_path))
    except UnusablePolicy as error:
        if not all(problem.code in LOADING for problem in error.problems):
            raise
        return Report(error.file or name_or_path,
                      tuple(Issue(problem.code, "error", "", problem) for problem in error.problems))


def check_source(source: PolicySource) -> Report:
    """Everything that is doubtful in a policy that loads."""
    subject = Subject(source)
    issues = [_issue(check, found, source) for check in CHECKS for found in check.validate(subject)]
    issues.sort(key=lambda issue: (issue.problem.line, issue.problem.column, SEVERITIES.index(issue.severity)))
    return Report(source.file, tuple(issues))


def _issue(check: Check, found: Found, source: PolicySource) -> Issue:
    problem = source.text.problem(found.message, found.path, code=check.code)
    return Issue(check.code, check.severity, found.rule, problem)


def kinds() -> Iterator[tuple[str, str, str]]:
    """Every code that can be reported, with its severity and description."""
    yield from ((code, "error", description) for code, description in LOADING.items())
    yield from ((check.code, check.severity, check.description) for check in CHECKS)


