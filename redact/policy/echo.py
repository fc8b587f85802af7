"""Where what a plan releases says again a name or a number that it withholds elsewhere.

Most documents do. It is a warning: in a one-shot release it is printed, in a case a person gives a reason for it
(design §3, promise 5).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from redact.documents import Document, Finding, Portion
from redact.policy.matching_common import common_words
from redact.policy.plan import Decision
from redact.policy.traces import Traces

_YEAR = re.compile(r"(?:19|20)\d\d")
_SAID = {"name": "a name", "number": "a number", "email": "an address", "id": "a number"}


def echo_findings(document: Document, decisions: Sequence[Decision]) -> list[Finding]:
    """One finding for each portion whose released text repeats a withheld name, number or address.

    ``decisions`` are one a portion, in document order. Years, titles and frequent words are no names. A finding says
    in which portion the first such thing is withheld, never what it is.

    :raises ValueError: where the decisions are not one for each portion.
    """
    origins = _origins(document, decisions)
    withheld = Traces(names=frozenset(origins["name"]), numbers=frozenset(origins["number"]),
                      emails=frozenset(origins["email"]), ids=frozenset(origins["id"]))
    if not withheld:
        return []
    findings = []
    for portion, decision in zip(document.portions, decisions, strict=True):
        match = next((match for text in released_texts(portion, decision) for match in withheld.matches(text)), None)
        if match is not None:
            kind, key, _, _ = match
            origin = origins[kind][key]
            place = "elsewhere in it" if origin == portion.id else f"elsewhere (portion {origin})"
            findings.append(Finding("echo", "warning", f"repeats {_SAID[kind]} withheld {place}", portion.id))
    return findings


def _origins(document: Document, decisions: Sequence[Decision]) -> dict[str, dict[str, str]]:
    """For each kind of trace, the portion that first withholds it."""
    origins: dict[str, dict[str, str]] = {"name": {}, "number": {}, "email": {}, "id": {}}
    everyday = common_words("english") | common_words("roles")
    for portion, decision in zip(document.portions, decisions, strict=True):
        traces = Traces.of(withheld_texts(portion, decision))
        kept = {"name": traces.names - everyday, "email": traces.emails, "id": traces.ids,
                "number": {number for number in traces.numbers if not _YEAR.fullmatch(number)}}
        for kind, found in kept.items():
            for key in found:
                origins[kind].setdefault(key, portion.id)
    return origins


def withheld_texts(portion: Portion, decision: Decision) -> Iterator[str]:
    """What the decision keeps back of the portion: its words without number and mark, or the spans."""
    if decision.withheld:
        yield portion.text[portion.body:]
        return
    for span in decision.spans:
        yield portion.text[span.start:span.end]


def released_texts(portion: Portion, decision: Decision) -> Iterator[str]:
    """What the decision lets out of the portion: its text between the spans."""
    if decision.withheld:
        return
    position = 0
    for span in sorted(decision.spans, key=lambda span: span.start):
        if span.start > position:
            yield portion.text[position:span.start]
        position = max(position, span.end)
    yield portion.text[position:]
