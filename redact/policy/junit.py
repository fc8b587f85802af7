"""Results of the tests inside policies as JUnit XML, which build servers read.

One ``testsuite`` a policy, one ``testcase`` a test; a test that does not come out as expected has a ``failure``. What
was not exercised and the mutation score are ``property`` elements, which servers show beside a suite.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from xml.etree import ElementTree

from redact.policy.coverage import Coverage
from redact.policy.model import Policy
from redact.policy.mutation import MutationScore
from redact.policy.testing import TestResult

_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 has no way to write."""


@dataclass(frozen=True)
class Suite:
    """How the tests of one policy came out. ``file`` is the policy's file as messages name it."""

    policy: Policy
    file: str
    results: tuple[TestResult, ...]
    coverage: Coverage
    mutation: MutationScore | None = None

    @property
    def failed(self) -> int:
        return sum(not result.passed for result in self.results)


def junit_xml(suites: Iterable[Suite]) -> bytes:
    """The document, in UTF-8. It has no times: the same results give the same bytes."""
    suites = list(suites)
    root = ElementTree.Element("testsuites", name="redact policy test", tests=_sum(len(s.results) for s in suites),
                               failures=_sum(suite.failed for suite in suites), errors="0", skipped="0", time="0")
    for suite in suites:
        _add_suite(root, suite)
    ElementTree.indent(root)
    content: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return content + b"\n"


def _add_suite(root: ElementTree.Element, suite: Suite) -> None:
    policy = suite.policy
    element = ElementTree.SubElement(root, "testsuite", name=policy.name, tests=str(len(suite.results)),
                                     failures=str(suite.failed), errors="0", skipped="0", time="0")
    properties = ElementTree.SubElement(element, "properties")
    for name, value in _properties(suite):
        ElementTree.SubElement(properties, "property", name=name, value=_plain(value))
    for result in suite.results:
        case = ElementTree.SubElement(element, "testcase", classname=policy.name, name=_plain(result.name),
                                      file=_plain(suite.file), time="0")
        if not result.passed:
            failure = ElementTree.SubElement(case, "failure", message=_plain(result.message), type="expectation")
            failure.text = _plain("\n".join(result.differences))


def _properties(suite: Suite) -> Iterable[tuple[str, str]]:
    yield "version", str(suite.policy.version)
    yield "rules not exercised", ", ".join(suite.coverage.rules)
    if suite.mutation is not None:
        yield "mutation score", f"{suite.mutation.score:.4f}"
        yield from (("survivor", mutant.words) for mutant in suite.mutation.survivors)


def _plain(text: str) -> str:
    return _NO_XML.sub("�", text)


def _sum(numbers: Iterable[int]) -> str:
    return str(sum(numbers))
