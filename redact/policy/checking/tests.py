"""Checks of the tests inside a policy: what they leave out, and whether they could fail."""

from __future__ import annotations

from collections.abc import Iterator

from redact.policy.checking.issues import Found, check
from redact.policy.checking.subject import Subject
from redact.policy.names import near, quoted


@check("unknown-rule", "error", "A test that expects a rule which the policy does not have.")
def unknown_rule(subject: Subject) -> Iterator[Found]:
    """Rules and ``never`` decide; no other name can come out."""
    policy = subject.source.policy
    known = {rule.id for rule in policy.rules} | {never.id for never in policy.never}
    for number, test in enumerate(subject.source.written.tests):
        for place, name in enumerate(test.expect.rules or ()):
            if name not in known:
                meant = near(name, known)
                hint = f"; did you mean {meant}?" if meant else "."
                yield Found(f"The test expects {quoted(name)}, which is no rule and no 'never' of the policy{hint}",
                            ("tests", number, "expect", "rules", place))


@check("no-tests", "warning", "A policy without tests.")
def no_tests(subject: Subject) -> Iterator[Found]:
    """Nothing guards such a policy against a slip of whoever changes it."""
    if not subject.source.written.tests:
        yield Found("The policy has no tests; say under 'tests' what is to come of some portions.", ("policy",))


@check("rule-without-test", "warning", "A rule that no test exercises.")
def rule_without_test(subject: Subject) -> Iterator[Found]:
    """A rule that has a part in no decision of any test."""
    used = {rule for result in subject.results for rule in result.decision.rules}
    for path, rule in subject.own():
        if subject.source.written.tests and rule.id not in used:
            yield Found(f"No test exercises the rule '{rule.id}'.", (*path, "id"), rule.id)


@check("test-notices-nothing", "warning", "A test that passes whatever single fault a rule has.")
def notices_nothing(subject: Subject) -> Iterator[Found]:
    """A test that no mutant with a fault in one rule fails."""
    for number in subject.unmoved or ():
        test = subject.source.written.tests[number]
        yield Found(f"The test {quoted(test.name)} passes whatever single fault a rule has; expect more of it, or "
                    "leave it out.", ("tests", number, "name"))
