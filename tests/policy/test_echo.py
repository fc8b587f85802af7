"""Echoes: what is released says again what is withheld elsewhere."""

from __future__ import annotations

from typing import Any

import pytest

from redact.documents import Document, Portion
from redact.policy.echo import echo_findings
from redact.policy.plan import Decision, WithheldSpan

MARK = "(C) "


def document(*texts: str) -> Document:
    portions = tuple(
        Portion(id=f"p{index}", kind="paragraph", number=None, parent=None, page=None, marking=unread(),
                found="explicit", spans=((0, len(text)),), text=text, body=len(MARK) if text.startswith(MARK) else 0)
        for index, text in enumerate(texts, start=1))
    return Document(name="example", format="text", encoding="utf-8", sha256="0" * 64, source="".join(texts), title=None,
                    header=unread(), marking=unread(), declassification=unread(), portions=portions, furniture=(),
                    findings=())


def unread() -> Any:
    """Stands for what echoes never look at."""
    return None


def released(index: int, *spans: tuple[int, int]) -> Decision:
    made = tuple(WithheldSpan(start, end, (), ()) for start, end in spans)
    return Decision(f"p{index}", "redact" if spans else "release", None, made)


def withheld(index: int) -> Decision:
    return Decision(f"p{index}", "withhold", None)


@pytest.mark.parametrize(("secret", "shown", "what"), [
    ("(C) he met Sampleton.", "(U) SAMPLETON left.", "a name"),
    ("(C) he paid 12,345.", "(U) 12345 it was.", "a number"),
    ("(C) to a.b@example.org.", "(U) mail a.b@example.org", "an address"),
    ("(C) passport AB1234567", "(U) see AB1234567", "a number"),
])
def test_a_released_portion_that_repeats_something_withheld_is_found(secret: str, shown: str, what: str) -> None:
    (finding,) = echo_findings(document(secret, shown), [withheld(1), released(2)])
    assert (finding.code, finding.severity, finding.portion) == ("echo", "warning", "p2")
    assert finding.message == f"repeats {what} withheld elsewhere (portion p1)"


@pytest.mark.parametrize(("secret", "shown"), [
    ("(C) the talks failed at once.", "(U) the talks failed at once."), ("(C) in 2007 he left.", "(U) 2007 was warm."),
    ("(C) the Minister spoke.", "(U) A minister came."), ("(NF) one Nofornia", "(U) other"),
    ("(C) he left.", "(C) shown"),
])
def test_word_runs_years_titles_and_marks_are_no_echo(secret: str, shown: str) -> None:
    assert echo_findings(document(secret, shown), [withheld(1), released(2)]) == []


def test_spans_are_withheld_and_the_rest_is_released() -> None:
    text = "Sampleton met Testani; later Sampleton left."
    (finding,) = echo_findings(document(text), [released(1, (0, 9))])
    assert finding.message == "repeats a name withheld elsewhere in it"
    assert echo_findings(document(text), [released(1, (0, 9), (29, 38))]) == []


def test_one_finding_a_portion_naming_the_first_origin() -> None:
    findings = echo_findings(document("(C) to Sampleton", "(C) of Sampleton", "Sampleton Sampleton", "Sampleton"),
                             [withheld(1), withheld(2), released(3), released(4)])
    assert [finding.portion for finding in findings] == ["p3", "p4"]
    assert all("(portion p1)" in finding.message for finding in findings)


def test_decisions_must_be_one_a_portion() -> None:
    with pytest.raises(ValueError, match="zip"):
        echo_findings(document("one", "two"), [withheld(1)])


def test_nothing_withheld_nothing_found() -> None:
    assert echo_findings(document("Sampleton"), [released(1)]) == []
