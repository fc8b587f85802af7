"""Documents and determinations made by hand for the tests of the release: everything in them is fictional."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from redact.documents import Declassification, Document, Header, Kind, Portion
from redact.markings import Controls, Level, Marking, Part
from redact.policy import Action, Decision, Determination, Outcome, Plan, PolicyIdentity, WithheldSpan

TITLES = {"U": "UNCLASSIFIED", "C": "CONFIDENTIAL", "S": "SECRET", "TS": "TOP SECRET"}
CODES = (("(b)(1)", "Classified information"), ("1.4(b)", "Foreign government information"),
         ("1.4(d)", "Foreign relations"), ("(b)(6)", "Personal privacy"))
DATE = dt.date(2026, 11, 23)


def marking(level: Level, *, dissem: Sequence[str] = (), sci: Sequence[str] = (), banner: str = "",
            text: str | None = None) -> Marking:
    """A marking of that level; with ``text`` its level is located in it."""
    words = banner or TITLES[level]
    portion = f"({level})"
    parts: tuple[Part, ...] = ()
    if text is not None:
        written = words.split("//")[0] if words.split("//")[0] in text else level
        if written in text:
            parts = (Part("level", level, text.index(written), text.index(written) + len(written)),)
    return Marking(level=level, banner=words, portion=portion, canonical_banner=words, canonical_portion=portion,
                   text=text, controls=Controls(dissem=tuple(dissem), sci=tuple(sci)), parts=parts)


UNCLASSIFIED = marking("U")


def portion(kind: Kind, text: str, mark: str | None = None, marked: Marking | None = None,
            number: str | None = None) -> Portion:
    """A portion whose mark, if it has one, stands where ``mark`` first occurs in ``text``; its id is set later."""
    span = (text.index(mark), text.index(mark) + len(mark)) if mark else None
    return Portion(id="", kind=kind, number=number, parent=None, page=1, marking=marked or marking("C"),
                   found="explicit" if mark else "document", spans=(), text=text, body=span[1] + 1 if span else 0,
                   mark=span)


def document(portions: Sequence[Portion], *, number_from: str | None = None) -> Document:
    """A document of these portions, laid end to end."""
    placed: list[Portion] = []
    offset = 0
    for count, one in enumerate(portions, start=1):
        placed.append(replace(one, id=f"p{count}", spans=((offset, offset + len(one.text)),)))
        offset += len(one.text)
    header = Header(number="PORT ALDER 000117", subject="HARBOR TALKS",
                    fields={"number": number_from} if number_from else {})
    return Document(name="harbor.txt", format="cable", encoding="utf-8", sha256="0" * 64,
                    source="".join(one.text for one in placed), title="HARBOR TALKS", header=header,
                    marking=marking("C"), declassification=Declassification(None, "none"), portions=tuple(placed),
                    furniture=(), findings=())


def release(*spans: WithheldSpan, effective: Marking = UNCLASSIFIED, declassifies: bool = False) -> Decision:
    """A released portion, with these stretches taken out."""
    action: Action = "redact" if spans else "release"
    return Decision("", action, effective, spans=spans, declassifies=declassifies)


def withhold(*codes: str, amount: str | None = "1 paragraph (4 lines)") -> Decision:
    """A portion kept back whole."""
    return Decision("", "withhold", None, codes=codes or ("(b)(1)", "1.4(d)"), amount=amount)


def span(text: str, words: str, *codes: str, amount: str | None = "less than 1 line") -> WithheldSpan:
    """The stretch where ``words`` first stand in ``text``."""
    start = text.index(words)
    return WithheldSpan(start, start + len(words), codes or ("(b)(6)",), ("names",), amount)


def determination(of: Document, decisions: Sequence[Decision], *, outcome: Outcome = "RIP",
                  show_controls: Sequence[str] = (), banner: Marking = UNCLASSIFIED) -> Determination:
    """The determination with these decisions, one a portion, in order."""
    decided = tuple(replace(decision, portion=one.id)
                    for one, decision in zip(of.portions, decisions, strict=True))
    plan = Plan(document=of, policy=PolicyIdentity("harbor-public", 3, "0" * 64), as_of=DATE, outcome=outcome,
                banner=banner, decisions=decided, findings=(), show_controls=tuple(show_controls), code_titles=CODES)
    return Determination.of(plan)


def cable() -> tuple[Document, Determination]:
    """A short cable with something of everything: routing lines, marks, a span, whole portions kept back."""
    line = "C O N F I D E N T I A L PORT ALDER 000117\n"
    overall = "C O N F I D E N T I A L"
    talks = ("¶2. (C) Harbor Commissioner Ilse Brandvold told the Consul that the pier would open in May,\n"
             "and that the ferry line had signed. She thanked Wendell Okafor-Lys for the survey.\n")
    parts = [
        (portion("transport", "RR RUEHQQ\n"), release()),
        (portion("header", "FM AMCONSUL PORT ALDER\nTO SECSTATE WASHDC 0490\nINFO AMEMBASSY NORTHHAVEN\n"), release()),
        (portion("classification", line, overall, marking("C", text=overall)), release()),
        (portion("caption", "SIPDIS\n"), release()),
        (portion("subject", "SUBJECT: HARBOR TALKS\n"), withhold(amount="1 paragraph (less than 1 line)")),
        (portion("summary", "¶1. (C) Summary: the harbor talks went better than planned. End summary.\n", "(C)",
                 marking("C", text="(C)"), "1"), release(declassifies=True)),
        (portion("heading", "The Pier\n"), release()),
        (portion("paragraph", talks, "(C)", marking("C", text="(C)"), "2"),
         release(span(talks, "Ilse Brandvold"), span(talks, "Wendell Okafor-Lys"), declassifies=True)),
        (portion("paragraph", "¶3. (C) The deputy mayor said the opposite in private.\n", "(C)",
                 marking("C", text="(C)"), "3"), withhold("(b)(1)", "1.4(b)", "1.4(d)")),
        (portion("paragraph", "¶4. (U) The Consul visited the <lighthouse> & thanked its keeper.\n", "(U)",
                 marking("U", text="(U)"), "4"), release()),
        (portion("signature", "Thornquist\n"), release()),
    ]
    read = document([one for one, _ in parts], number_from="p3")
    return read, determination(read, [decision for _, decision in parts])
