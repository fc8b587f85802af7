"""The tests inside a policy: one portion in a small document, decided, and compared with what is expected."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from dataclasses import dataclass
from typing import cast

from redact.documents import Declassification, Document, Found, Header, Kind, Portion, Span
from redact.markings import UNKNOWN, Marking, inherited, rank, recognise, recognise_banner, with_captions
from redact.policy.decide import decide
from redact.policy.model import Policy
from redact.policy.plan import Decision, Plan
from redact.policy.registers import level_marking
from redact.policy.schema import Test, TestDocument
from redact.policy.vocabulary import reason

_LEADING_MARK = re.compile(r"(?:¶?\d{1,3}\.\s*)?(\([^()\n]{1,80}\))")
_YEARS = 25


@dataclass(frozen=True, slots=True)
class TestResult:
    """How one test came out. ``differences`` say, for each thing expected, what came instead."""

    __test__ = False

    name: str
    differences: tuple[str, ...]
    decision: Decision

    @property
    def passed(self) -> bool:
        return not self.differences

    @property
    def message(self) -> str:
        """What differs, in one line; "" for a test that passed."""
        return "; ".join(self.differences)

    def to_json(self) -> dict[str, object]:
        return {"test": self.name, "passed": self.passed, "differences": list(self.differences)}


@dataclass(frozen=True)
class PreparedTest:
    """A test with its document made, to be run under a policy and under others that differ little from it."""

    test: Test
    document: Document

    def run(self, policy: Policy) -> TestResult:
        """The document decided under a policy on the test's day, and what of it is not as expected."""
        plan = decide(self.document, policy, self.test.as_of, case=self.test.document.case)
        return TestResult(self.test.name, tuple(_differences(self.test, plan)), plan.decisions[0])


def prepared(policy: Policy) -> list[PreparedTest]:
    """Every test of the policy, in its order."""
    return [PreparedTest(test, small_document(test.portion, test.document)) for test in policy.tests]


def run_tests(policy: Policy) -> list[TestResult]:
    """Every test of the policy, run, in its order."""
    return [test.run(policy) for test in prepared(policy)]


def small_document(text: str, around: TestDocument) -> Document:
    """A document of one portion, and those of ``around.portions`` after it.

    Its overall marking is ``around.banner``, else the highest mark that a portion bears, else unknown; captions add to
    it what they control. Without ``declassify_on`` the classification ends 25 years after the document's date, on
    31 December (E.O. 13526 3.3(a)).
    """
    overall = with_captions(_overall(text, around), around.captions)
    texts = (text, *around.portions)
    offset = 0
    portions = []
    for number, each in enumerate(texts, 1):
        portions.append(_portion(f"p{number}", each, offset, overall, around if number == 1 else TestDocument()))
        offset += len(each)
    source = "".join(texts)
    header = Header(sender=around.from_, to=around.to, info=around.info, captions=around.captions, tags=around.tags,
                    reasons=tuple(reason(name) for name in around.reasons))
    return Document(
        name="test", format=around.format, encoding="utf-8", sha256=hashlib.sha256(source.encode()).hexdigest(),
        source=source, title=None, header=header, marking=overall, declassification=_declassification(overall, around),
        portions=tuple(portions), furniture=(), findings=(), date=around.date)


def _overall(text: str, around: TestDocument) -> Marking:
    if around.banner is not None:
        return level_marking(around.banner)
    marks = [marking for each in (text, *around.portions) if (marking := _mark(each)[0]) is not None]
    return inherited(max(marks, key=lambda marking: rank(marking.level))) if marks else UNKNOWN


def _portion(name: str, text: str, offset: int, overall: Marking, around: TestDocument) -> Portion:
    marking, mark = _mark(text)
    if marking is None and around.kind == "classification":
        banner = recognise_banner(text)
        marking, mark = (banner[0], None) if banner else (None, None)
    found: Found = "explicit" if marking else "document" if overall != UNKNOWN else "none"
    if around.found is not None:
        found = cast("Found", around.found)
    body = len(text) - len(text[mark[1]:].lstrip()) if mark else 0
    return Portion(id=name, kind=cast("Kind", around.kind), number=None, parent=None, page=None,
                   marking=marking or inherited(overall), found=found, spans=((offset, offset + len(text)),),
                   text=text, body=body, mark=mark)


def _mark(text: str) -> tuple[Marking | None, Span | None]:
    """The mark a text begins with, after its number, and where it stands."""
    match = _LEADING_MARK.match(text)
    marking = recognise(match.group(1)) if match else None
    return (marking, match.span(1)) if match and marking else (None, None)


def _declassification(overall: Marking, around: TestDocument) -> Declassification:
    """When the document's classification ends: a day, ``exempt``, or anything else for a day that cannot be told."""
    written = around.declassify_on
    if written == "exempt":
        return Declassification(None, "exempt", written, state="exempt")
    if written is not None:
        try:
            return Declassification(dt.date.fromisoformat(written), "date", written, state="dated")
        except ValueError:
            return Declassification(None, "unreadable", written, state="unknown")
    if overall.level == "U":
        return Declassification(None, "unclassified", state="none")
    if around.date is None:
        return Declassification(None, "no date", state="unknown")
    return Declassification(dt.date(around.date.year + _YEARS, 12, 31), "25 years", state="dated")


def _differences(test: Test, plan: Plan) -> list[str]:
    decision, expected = plan.decisions[0], test.expect
    text = plan.document.portions[0].text
    came = {
        "action": decision.action, "rules": set(decision.rules), "codes": set(decision.codes),
        "refer_to": set(decision.refer_to), "banner": plan.banner.banner,
        "redacted": [text[span.start:span.end] for span in decision.spans],
    }
    wanted = {
        "action": expected.action, "rules": _set(expected.rules), "codes": _set(expected.codes),
        "refer_to": _set(expected.refer_to), "banner": expected.banner,
        "redacted": None if expected.redacted is None else list(expected.redacted),
    }
    return [f"{what}: expected {_said(value)}, came {_said(came[what])}"
            for what, value in wanted.items() if value is not None and value != came[what]]


def _set(names: tuple[str, ...] | None) -> set[str] | None:
    return None if names is None else set(names)


def _said(value: object) -> str:
    if isinstance(value, set | list):
        return ", ".join(sorted(value) if isinstance(value, set) else value) or "none"
    return str(value)
