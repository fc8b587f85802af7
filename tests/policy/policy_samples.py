"""Small policies and documents for the tests of deciding; all names are made up."""

from __future__ import annotations

import datetime as dt
import textwrap
from typing import Any

from redact.documents import Document
from redact.policy.decide import decide
from redact.policy.loading import parse_policy
from redact.policy.model import Policy
from redact.policy.plan import Decision
from redact.policy.schema import TestDocument
from redact.policy.testing import small_document

TODAY = dt.date(2026, 11, 23)
RELEASE_U = """
  - id: open-u
    because: Unclassified.
    when: {level: U}
    then: release
"""


def policy(rules: str = RELEASE_U, head: str = "", audience: str = "public", default: str = "withhold") -> Policy:
    """A policy of these rules (YAML, indented by two) and further top-level keys."""
    text = textwrap.dedent(f"""\
        policy: sample
        version: 1
        title: A sample
        audience: {audience}
        review: none
        default: {default}
        """)
    text += textwrap.dedent(head).strip() + "\nrules:"
    text += "\n" + rules.strip("\n") + "\n" if rules.strip() else " []\n"
    return parse_policy(text.encode(), "sample.yaml")


def document(text: str, **around: Any) -> Document:
    """A document of one portion; ``around`` as in a policy's test, ``sender`` for ``from``."""
    if "sender" in around:
        around["from"] = around.pop("sender")
    return small_document(text, TestDocument.model_validate(around))


def decision(text: str, under: Policy, as_of: dt.date = TODAY, **around: Any) -> Decision:
    """The decision for the one portion of a document."""
    return decide(document(text, **around), under, as_of).decisions[0]


def cut_texts(text: str, made: Decision) -> list[str]:
    """What a decision cuts out of the text."""
    return [text[span.start:span.end] for span in made.spans]
