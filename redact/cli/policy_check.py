"""``redact policy check``."""

from __future__ import annotations

import click

from redact.cli.shared import json_option, paragraph, print_json, say
from redact.policy.checking import Report, check_policy
from redact.policy.checking.issues import SEVERITIES, Issue


@click.command("check", epilog="Example: redact policy check draft.yaml")
@click.argument("names", metavar="POLICY...", nargs=-1, required=True)
@json_option
def check_command(names: tuple[str, ...], as_json: bool) -> int:
    """Say what is wrong or doubtful in each POLICY: every error, warning and note at once, with its line.

    Besides what keeps a policy from being used it finds rules that can never apply or change nothing, codes that do not
    fit, releases without bounds, patterns and terms that match too much, and tests that could not fail. Exit code 4 if
    there is an error.
    """
    reports = [check_policy(name) for name in names]
    for number, report in enumerate(reports):
        if as_json:
            for issue in report.issues:
                print_json({"file": report.file, **issue.to_json()})
        else:
            say() if number else None
            _tell(report)
    return 0 if all(report.sound for report in reports) else 4


def _tell(report: Report) -> None:
    for issue in report.issues:
        _tell_issue(report.file, issue)
    counts = [_count(report.count(severity), severity) for severity in SEVERITIES]
    say(f"{report.file}: {', '.join(counts)}" if report.issues else f"{report.file}: nothing to report")


def _tell_issue(file: str, issue: Issue) -> None:
    problem = issue.problem
    place = ":".join(str(part) for part in (file, problem.line, problem.column) if part)
    paragraph(f"{place}: {issue.severity}: {problem.message} [{issue.code}]", "", "    ")
    for line in problem.shown():
        say(f"    {line}")
    say()


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"
