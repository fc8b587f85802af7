"""The cable this project starts from comes out exactly as the table of design §6 says."""

from __future__ import annotations

import json

import pytest

from redact.documents import Document
from redact.documents.cable import read


@pytest.fixture(scope="module")
def karachi_document(karachi) -> Document:
    return read(karachi)


def rows(document: Document) -> list[tuple]:
    return [(p.kind, p.number, p.marking.level, p.found) for p in document.portions]


def test_the_table(karachi_document):
    numbers = {p.id: p.number for p in karachi_document.portions}
    assert rows(karachi_document) == [
        *[("transport", None, "C", "document")] * 4,
        *[("header", None, "C", "document")] * 4,
        ("classification", None, "C", "explicit"),
        ("caption", None, "C", "document"),
        ("classification", None, "C", "document"),
        ("header", None, "C", "document"),
        ("subject", None, "C", "document"),
        ("classification", None, "C", "document"),
        ("summary", "1", "C", "explicit"),
        ("paragraph", "2", "C", "explicit"),
        ("heading", None, "C", "section"),
        ("paragraph", "3", "C", "explicit"),
        ("heading", None, "C", "section"),
        ("paragraph", "4", "C", "explicit"),
        ("paragraph", None, "C", "parent"),
        ("paragraph", "5", "C", "document"),
        ("heading", None, "C", "section"),
        ("paragraph", "6", "C", "explicit"),
        ("heading", None, "C", "section"),
        ("paragraph", "7", "C", "explicit"),
        ("paragraph", "8", "U", "explicit"),
        ("signature", None, "C", "document"),
    ]
    kamal = next(p for p in karachi_document.portions if p.text.startswith("Kamal added"))
    assert numbers[kamal.parent] == "4"
    assert [p.id for p in karachi_document.portions] == [f"p{n}" for n in range(1, 29)]


def test_the_header(karachi_document):
    header = karachi_document.header.to_json()
    assert header["from"] == "AMCONSUL KARACHI"
    assert header["to"] == ["RUEHC/SECSTATE WASHDC 0490"]
    assert len(header["info"]) == 9
    assert header["info"][0] == "RUEHIL/AMEMBASSY ISLAMABAD 4261"
    assert header["precedence"] == "R"
    assert header["dtg"] == "2008-06-06T12:36:00Z"
    assert (header["number"], header["sections"]) == ("KARACHI 000380", 2)
    assert header["captions"] == ["SIPDIS"]
    assert header["tags"] == ["PGOV", "PREL", "PTER", "EINV", "PK"]
    assert header["subject"] == "CODEL CASEY MEETS WITH KARACHI MAYOR"
    assert header["classified_by"].endswith("Consul General")
    assert header["reasons"] == ["1.4(b)", "1.4(d)"]


def test_the_marking_and_its_end(karachi_document):
    assert karachi_document.marking.level == "C"
    assert karachi_document.marking.banner == "CONFIDENTIAL"
    assert karachi_document.declassification.to_json() == {
        "on": "2018-06-06", "basis": "date", "text": "06/06/2018", "authority": "E.O. 12958"}


def test_the_cut_paragraph_is_whole_again(karachi_document):
    sixth = next(p for p in karachi_document.portions if p.number == "6")
    assert len(sixth.spans) == 2
    assert "other areas of the country -\nincluding Karachi" in sixth.text
    assert "002 OF 002" not in "".join(p.text for p in karachi_document.portions)
    assert [f.kind for f in karachi_document.furniture if f.kind != "blank"] == ["page"]


def test_findings(karachi_document):
    unmarked = [f for f in karachi_document.findings if f.code == "unmarked-portion"]
    fifth = next(p for p in karachi_document.portions if p.number == "5")
    assert [f.portion for f in unmarked] == [fifth.id]


def test_the_body_begins_at_the_words(karachi_document):
    eighth = next(p for p in karachi_document.portions if p.number == "8")
    assert eighth.text[eighth.body:].startswith("CODEL")
    assert eighth.text[slice(*eighth.mark)] == "(U)"
    json.dumps(karachi_document.to_json())
