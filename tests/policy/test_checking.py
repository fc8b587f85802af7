"""Checking: every check has a policy that it reports and one near it that it does not, and both are here."""

from __future__ import annotations

from pathlib import Path

import pytest

from redact.errors import UnusablePolicy
from redact.policy.checking import Report, check_policy
from redact.policy.checking.edges import open_edges
from redact.policy.checking.issues import CHECKS, LOADING
from redact.policy.checking.report import kinds
from redact.policy.checking.subject import MANY_RULES
from redact.policy.loading import shipped_policies

HEAD = "policy: sample\nversion: 1\ntitle: A sample\naudience: public\nreview: none\ndefault: withhold\n"
RULES = """\
rules:
  - id: open-u
    because: Unclassified.
    when: {level: U, controls: {only: []}}
    then: release
  - id: current
    because: Classified.
    when: {level: {at_least: C}}
    then: withhold
    codes: ["(b)(1)"]
"""
TESTS = """\
tests:
  - {name: open, portion: "(U) The talks resume.", expect: {action: release, rules: [open-u]}}
  - {name: closed, portion: "(C) The talks failed.", expect: {action: withhold, rules: [current]}}
"""
GOOD = HEAD + RULES + TESTS


def rule(then: str, when: str = "{}", **more: str) -> str:
    """One more rule, called ``extra``."""
    lines = [f"  - id: extra\n    because: More.\n    when: {when}\n    then: {then}\n"]
    return "".join([*lines, *(f"    {key}: {value}\n" for key, value in more.items())])


def extra(then: str, when: str = "{}", **more: str) -> str:
    return HEAD + RULES + rule(then, when, **more) + TESTS


def find(looked_for: str, head: str = "") -> str:
    return HEAD + head + RULES + rule("redact", codes='["(b)(6)"]', find=looked_for) + TESTS


def replaced(old: str, new: str) -> str:
    assert GOOD.count(old) == 1, old
    return GOOD.replace(old, new)


CASES: dict[str, tuple[str, str]] = {
    # what keeps a policy from being loaded
    "yaml": (replaced("title: A sample", "title: &x A sample"), GOOD),
    "unknown-key": (replaced("title:", "titel:"), GOOD),
    "missing-key": (replaced("version: 1\n", ""), GOOD),
    "wrong-value": (replaced("default: withhold", "default: release"), replaced("default: withhold", "default: refer")),
    "unknown-level": (replaced("at_least: C", "at_least: CONFIDENTAL"), replaced("at_least: C",
                                                                                 "at_least: CONFIDENTIAL")),
    "unknown-control": (extra("withhold", "{dissem: NOFRON}", codes="[controlled]"),
                        extra("withhold", "{dissem: NOFORN}", codes="[controlled]")),
    "unknown-agency": (extra("refer", "{level: C}", refer_to="[CAI]"), extra("refer", "{level: C}", refer_to="[CIA]")),
    "unknown-name": (extra("withhold", "{kind: paragrap}", codes="[controlled]"),
                     extra("withhold", "{kind: paragraph}", codes="[controlled]")),
    "unknown-code": (replaced('["(b)(1)"]', '["(b)(11)"]'), GOOD),
    "unknown-list": (find("{terms: souces}", "lists: {sources: [Omar Fulan]}\n"),
                     find("{terms: sources}", "lists: {sources: [Omar Fulan]}\n")),
    "list-file": (replaced("rules:\n", "lists: {sources: none.txt}\nrules:\n"),
                  replaced("rules:\n", "lists: {sources: [Omar Fulan]}\nrules:\n")),
    "empty-list": (replaced("rules:\n", "lists: {sources: ['']}\nrules:\n"),
                   replaced("rules:\n", "lists: {sources: [Omar Fulan]}\nrules:\n")),
    "unusable-term": (find("{terms: [Omar Fulan, '--']}"), find("{terms: [Omar Fulan, 'R-2']}")),
    "unusable-pattern": (find(r"{pattern: '(?<=a)\bb\b'}"), find(r"{pattern: '\bb\b'}")),
    "duplicate-id": (replaced("id: current", "id: open-u"), GOOD),
    "extends": (replaced("default: withhold\n", "default: withhold\nextends: nowhere\n"), GOOD),
    "loosens": (replaced("rules:\n", "loosens: [{rule: open-u, because: x}]\nrules:\n"), GOOD),
    # what is wrong or doubtful in one that loads
    "rule-cannot-apply": (extra("withhold", "{level: C, not: {level: {at_most: S}}}", codes="[controlled]"),
                          extra("withhold", "{level: C, not: {level: {below: C}}}", codes="[controlled]")),
    "no-code": (extra("withhold", "{dissem: NF}"), extra("withhold", "{dissem: NF}", codes="[controlled]")),
    "classified-code-unclassified": (extra("withhold", "{dissem: NF}", codes="[from-document]"),
                                     extra("withhold", "{dissem: NF, level: {above: U}}", codes="[from-document]")),
    "code-unfit-for-age": (
        extra("withhold", "{level: S, age: over 25 years}", codes='["(b)(1)", "1.4(d)"]'),
        extra("withhold", "{level: S, age: under 25 years}", codes='["(b)(1)", "1.4(d)"]')),
    "code-may-not-fit-age": (
        extra("withhold", "{level: S, age: over 25 years}", codes='["(b)(1)", "3.3(h)"]'),
        extra("withhold", "{level: S, age: over 50 years}", codes='["(b)(1)", "3.3(h)"]')),
    "release-without-only": (extra("release", "{level: U, controls: {none_of: [NODIS]}}"),
                             extra("release", "{level: U, controls: {only: [NODIS]}}")),
    "release-without-effect": (extra("release", "{level: S, controls: {only: []}}"),
                               extra("release", "{level: S, controls: {only: []}, declassify_on: passed}")
                               .replace("at_least: C}}\n", "at_least: C}}\n    unless: {declassify_on: passed}\n")),
    "protective-without-effect": (
        extra("withhold", "{level: [C, S, TS]}", codes='["(b)(1)"]').replace("at_least: C", "at_least: S")
        .replace("  - id: extra", "  - {id: low, because: x, when: {level: [C, unknown]}, then: withhold, "
                 'codes: ["(b)(1)"]}\n  - id: extra'),
        extra("withhold", "{level: [C, S, TS]}", codes="[controlled]")),
    "redundant-rule": (extra("withhold", "{level: S}", codes='["(b)(1)"]'),
                       extra("withhold", "{level: S}", codes='["(b)(1)", "(b)(5)"]')),
    "reaches-default": (GOOD, replaced("when: {level: {at_least: C}}", "when: {}")),
    "not-decided": (HEAD + RULES + "".join(
        f"  - {{id: r{number}, because: x, when: {{tags: T{number}A}}, then: withhold, codes: [controlled]}}\n"
        for number in range(MANY_RULES)) + TESTS, GOOD),
    "pattern-without-edge": (find(r"{pattern: '\bvisas?'}"), find(r"{pattern: '\bvisas?\b'}")),
    "short-term": (find("{terms: names}", "lists:\n  names:\n    - Omar Fulan\n    - Ali\n"),
                   find("{terms: names}", "lists:\n  names:\n    - Omar Fulan\n    - Ali Fulan\n")),
    "common-term": (find("{terms: [Omar Fulan, Friday]}"), find("{terms: [Omar Fulan, Friday Fulan]}")),
    "unknown-rule": (replaced("rules: [current]}", "rules: [curent]}"), GOOD),
    "no-tests": (HEAD + RULES, GOOD),
    "rule-without-test": (extra("withhold", "{level: S}", codes="[controlled]"), GOOD),
    "test-notices-nothing": (GOOD + '  - {name: idle, portion: "(C) x.", expect: {banner: UNCLASSIFIED}}\n', GOOD),
}
PARENT = GOOD.replace("policy: sample", "policy: parent")
REFER = "  - {id: theirs, because: x, when: {level: U, tags: PREL, controls: any}, then: refer, refer_to: [DOJ]}\n"
WIDE = "  - {id: wide, because: x, when: {level: U, controls: {only: [%s]}}, then: release}\n"
FAMILY = {
    "looser-than-parent": ("rules:\n" + REFER, "loosens: [{rule: theirs, because: x}]\nrules:\n" + REFER),
    "loosens-nothing": ("loosens: [{rule: wide, because: x}]\nrules:\n" + WIDE % "",
                        "loosens: [{rule: wide, because: x}]\nrules:\n" + WIDE % "NOFORN"),
}
"""Children of the good policy."""


def checked(content: str, folder: Path) -> Report:
    path = folder / "sample.yaml"
    path.write_text(content)
    return check_policy(str(path))


def codes(report: Report) -> set[str]:
    return {issue.code for issue in report.issues}


def test_every_check_has_a_policy_that_triggers_it_and_one_that_does_not() -> None:
    assert set(CASES) | set(FAMILY) == {code for code, _, _ in kinds()}
    assert len({check.code for check in CHECKS} | set(LOADING)) == len(CHECKS) + len(LOADING)


@pytest.mark.parametrize("code", CASES)
def test_a_check_reports_what_it_is_for_and_not_what_is_near(code: str, tmp_path: Path) -> None:
    severity = {name: severity for name, severity, _ in kinds()}[code]
    wrong, near = CASES[code]
    found = [issue for issue in checked(wrong, tmp_path).issues if issue.code == code]
    assert found
    for issue in found:
        assert issue.severity == severity
        assert issue.problem.line > 0
        assert issue.problem.column > 0
        assert issue.problem.shown()[1].endswith("^")
        assert issue.problem.message.endswith((".", "?", "there"))
    assert code not in codes(checked(near, tmp_path))


@pytest.mark.parametrize("code", FAMILY)
def test_a_child_is_judged_by_meaning(code: str, tmp_path: Path) -> None:
    (tmp_path / "parent.yaml").write_text(PARENT)
    head = HEAD.replace("default: withhold\n", "default: withhold\nextends: ./parent.yaml\n")
    wrong, near = (head + part for part in FAMILY[code])
    assert code in codes(checked(wrong, tmp_path))
    assert code not in codes(checked(near, tmp_path))


@pytest.mark.parametrize("name", shipped_policies())
def test_no_shipped_policy_has_an_error(name: str) -> None:
    assert check_policy(name).sound


def test_what_is_no_policy_is_not_reported_on(tmp_path: Path) -> None:
    for content in ("just text", "subject: x\n", "[]"):
        with pytest.raises(UnusablePolicy):
            checked(content, tmp_path)
    with pytest.raises(UnusablePolicy):
        check_policy(str(tmp_path / "nowhere.yaml"))


def test_a_list_with_a_term_that_says_nothing_is_refused(tmp_path: Path) -> None:
    (tmp_path / "names.txt").write_text("Omar Fulan\n\n--\n")
    report = checked(find("{terms: names}", "lists: {names: names.txt}\n"), tmp_path)
    assert [(issue.code, issue.problem.message) for issue in report.issues] == [
        ("unusable-term", "The list 'names' has a term without a letter or digit (line 3).")]


def test_terms_are_told_by_line_and_never_said(tmp_path: Path) -> None:
    (tmp_path / "names.txt").write_text("# who spoke to us\nOmar Fulan\nZed\nFriday\n")
    report = checked(find("{terms: names}", "lists: {names: names.txt}\n"), tmp_path)
    told = {issue.code: issue.problem.message for issue in report.issues}
    assert "1 term of fewer than 4 letters (line 3)" in told["short-term"]
    assert "1 term that is a common word (line 4)" in told["common-term"]
    assert not any(word in message for message in told.values() for word in ("Zed", "Friday", "Fulan"))


@pytest.mark.parametrize(("pattern", "edges"), [
    ("cat", "begin end"), (r"\bcat", "end"), (r"cat\b", "begin"), (r"\bcat\b", ""), ("^cat$", ""), (r"\w+cat\w*", ""),
    (r"\bcats?", "end"), (r"\bcats?\b", ""), (r"\bcat\w+", ""), (r"\bcat\w+?", "end"), (r"(?i)\bcat\b", ""),
    (r"(?i:\bcat|dog\b)", "begin end"), (r"\b(?:cat|dog)\b", ""), (r"(?:\bcat\b|\bdog\b)", ""), (r"\(cat\)", ""),
    (r"\d{3}-\d{4}", "begin end"), (r"\b\d{3}-\d{4}\b", ""), (r"[A-Z]{2,}", "begin end"), (r"\s?cat\s", "begin"),
    (r"\Qa.b\E", "begin end"), (r"(?P<who>\bcat\b)", ""), (r"\b(?:cat)+\b", ""), (r"(?:\b)cat(?:\b|$)", ""),
    ("[^a-z0-9_]cat.", "end"), (".*", ""), (r"(cat", "begin end"), (r"\Bcat", "begin end"), (r"\pL+", "begin end"),
    ("[c-f]x", "begin end"),
])
def test_the_edges_of_a_pattern(pattern: str, edges: str) -> None:
    assert " ".join(open_edges(pattern)) == edges
