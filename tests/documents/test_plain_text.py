"""Any plain text is read: memoranda with their heads and banners, marks by convention, lists that are no marks."""

from __future__ import annotations

import datetime as dt

import pytest

from redact.documents import ROUTING_KINDS, Document
from redact.documents.reading import format_of, read_bytes
from redact.errors import UnusableInput
from redact.markings import rank


def read(text: str, format: str | None = None) -> Document:
    return read_bytes(text.encode("utf-8"), "made.txt", format)


def rows(document: Document) -> list[tuple]:
    return [(p.kind, p.number, p.marking.level, p.found) for p in document.portions]


def levels(document: Document) -> list[tuple]:
    return [(p.marking.level, p.found) for p in document.portions if p.kind not in ROUTING_KINDS]


MEMO = """SECRET                                                       - 1 -

                         MINISTRY OF HARBORS

                                          May 5, 1979

MEMORANDUM FOR:  The Secretary
THROUGH:  P - Mr. Harlan
FROM:     EUR - Ann B. Carver
SUBJECT:  Talks on the Harbor of Valtara (C)

1. (U) The first paragraph is open.

2. (C) The second says more, and
goes on.

   a. An unmarked point.

Figure 1. (U) The harbor from the sea

Reaction in the Capital (C)

Unmarked prose follows the heading and ends here.

Classified by: Ann B. Carver
Reason: 1.4(b), (d)
Derived from: Multiple Sources
Declassify on: 20390505

SECRET
"""


def test_a_memorandum():
    document = read(MEMO)
    assert rows(document) == [
        ("classification", None, "S", "explicit"), ("heading", None, "S", "section"), ("header", None, "S", "document"),
        *[("header", None, "S", "document")] * 3, ("subject", None, "C", "explicit"),
        ("paragraph", "1", "U", "explicit"), ("paragraph", "2", "C", "explicit"), ("paragraph", "a", "S", "document"),
        ("paragraph", None, "U", "explicit"), ("heading", None, "C", "explicit"),
        ("paragraph", None, "S", "document"), *[("classification", None, "S", "document")] * 4]
    assert [piece.kind for piece in document.furniture if piece.kind != "blank"] == ["banner"]
    assert (document.format, document.marking.banner) == ("text", "SECRET")
    assert document.declassification.on == dt.date(2039, 5, 5)


def test_what_its_head_states():
    header = read(MEMO).header.to_json()
    assert header["from"] == "EUR - Ann B. Carver"
    assert header["to"] == ["The Secretary"]
    assert header["date"] == "1979-05-05"
    assert header["subject"] == "Talks on the Harbor of Valtara"
    assert (header["classified_by"], header["reasons"]) == ("Ann B. Carver", ["1.4(b)", "1.4(d)"])


def test_labels_above_their_values():
    document = read("SECRET\n\nTO\n\n- The President\n\n- The Secretary of Defense\n\nSUBJECT\n\n- Harbor Plan (U)\n\n"
                    "1. (S) It is ready.\n")
    assert document.header.to == ("The President", "The Secretary of Defense")
    assert document.header.subject == "Harbor Plan"
    assert levels(document) == [("S", "section"), ("U", "explicit"), ("S", "explicit")]


def test_an_airgram():
    document = read("AIRGRAM                CONFIDENTIAL\n\nA-214\n\nTO      : Department of State\n"
                    "INFO    : Amembassy VALTARA\n"
                    "FROM    : Amembassy PORT SABEL           DATE: May 5, 1970\nSUBJECT : Harvest\n\nIt was good.\n")
    header = document.header.to_json()
    assert (header["from"], header["to"], header["info"], header["date"]) == (
        "Amembassy PORT SABEL", ["Department of State"], ["Amembassy VALTARA"], "1970-05-05")
    assert [p.kind for p in document.portions][2:6] == ["header", "header", "header", "subject"]
    assert document.marking.level == "C"


@pytest.mark.parametrize("line", [
    "FROM: The Harbor Will Be Closed Tomorrow Says Everyone", "TO: THE MAYOR WILL RESIGN", "DATE: when he resigns",
    "FROM: Ann Carver. She knows it.", "REF: the mayor will resign", "TO: (S) The Mayor"])
def test_a_head_line_without_the_form_of_one_is_text(line):
    document = read(f"SECRET\n\n{line}\n\n1. (U) It rained.\n")
    portion = next(p for p in document.portions if line in p.text)
    assert portion.kind == "paragraph"
    assert portion.marking.level == "S"


def test_a_text_without_banner_and_marks_is_unknown_whole():
    document = read("MEMORANDUM\n\nTO: The Mayor\nFROM: Ann B. Carver\nDATE: June 3, 1980\n\nIt rained.\n\n"
                    "Declassify on: 19810101\n\nCarver\n")
    assert {p.marking.level for p in document.portions} == {"unknown"}
    assert not {p.kind for p in document.portions} & ROUTING_KINDS
    assert document.header.sender == "Ann B. Carver"


@pytest.mark.parametrize(("line", "level"), [
    ("SECRET", "S"), ("Secret", "S"), ("TOP SECRET/SENSITIVE/EYES ONLY", "TS"), ("SECRET – GDS", "S"),
    ("- 3 - SECRET", "S"), ("CONFIDENTIAL (XGDS-2)", "C"), ("CLASSIFICATION: SECRET//NOFORN", "S"),
    ("C O N F I D E N T I A L", "C"),
    ("CONFIDENTIAL     Page copy", "C"), ("*** SECRET ***", "S"), ("TOP SECRET     Copy 3 of 5", "TS")])
def test_banners(line, level):
    document = read(f"{line}\n\nIt rained.\n\nUNCLASSIFIED\n", "text")
    assert rank(document.marking.level) >= rank(level)
    rain = next(p for p in document.portions if "rained" in p.text)
    assert rain.marking.level == document.marking.level


def test_unclassified_between_paragraphs_is_no_banner():
    document = read("(C) It rained.\n\nUNCLASSIFIED\n\nIt snowed.\n\nIt blew.\n")
    assert document.marking.level == "C"
    assert levels(document)[-1] == ("C", "document")


def test_a_classification_inside_a_block_makes_it_stricter():
    document = read("CONFIDENTIAL\n\n1. (U) It rained.\nTOP SECRET\nThe mayor will resign.\n")
    assert levels(document) == [("TS", "explicit")]


def test_pages():
    document = read("SECRET\n\n- 1 -\n\n1. (C) Text that goes on over the\n\nSECRET\n\fSECRET\n\n2\n\n"
                    "page. It ends.\n\n2. (U) More.\fUnmarked at the top of a page.\n\nSECRET\n")
    assert levels(document) == [("C", "explicit"), ("U", "explicit"), ("U", "parent")]
    assert [p.page for p in document.portions][-1] > 1
    assert "2" not in document.portions[1].text.split()


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\v", "\f", "\x85", "\u2028", "\u2029"])
def test_a_mark_at_the_start_of_a_later_line_counts_against_its_block(end):
    document = read(f"SECRET\n\n1. (U) It rained.{end}(C) The mayor will resign.\n")
    assert all(p.marking.level != "U" for p in document.portions if "mayor" in p.text)


UCS = [("U", "explicit"), ("C", "explicit"), ("S", "document")]
CONVENTIONS = {
    "leading": ("SECRET\n\n(U) One.\n\n(C) Two.\n\nThree.\n", UCS),
    "trailing": ("SECRET\n\nOne. (U)\n\nTwo. (C)\n\nThree.\n", UCS),
    "mixed": ("SECRET\n\n(U) One.\n\n(U) Two.\n\nThree. (C)\n\nFour. (C)\n", [("C", "explicit")] * 4),
    "titles": ("SECRET\n\nThe Harbor (U)\n\n(C) One.\n\nThe Town (S)\n\n(C) Two.\n",
               [("U", "explicit"), ("C", "explicit"), ("S", "explicit"), ("C", "explicit")]),
    "entire": ("SECRET\n\n1. (C – Entire text)\n\n2. Two.\n\n3. (U) Three.\n\nCarver\n",
               [("C", "explicit"), ("C", "entire-text"), ("U", "explicit")]),
    "entire, bare": ("SECRET\n\n1. Confidential-Entire text.\n\n2. Two.\n", [("C", "explicit"), ("C", "entire-text")]),
    "entire, after": ("SECRET\n\n1. (C) Entire text.\n\n2. Two.\n", [("C", "explicit"), ("C", "entire-text")]),
    "message number": ("SECRET\n\nABCD JOC 70305. 1.(C) One.\n\n2.(C) Two.\n", [("C", "explicit")] * 2),
    "run-in subject": ("SECRET\n\n1707. Subject: (C) The Port.\n\n1. (U) One.\n",
                       [("C", "explicit"), ("U", "explicit")]),
    "run-in subject, after": ("SECRET\n\n100115Z. The Port (U). A. Plan of the Town (C).\n\n1. (U) One.\n",
                              [("C", "explicit"), ("U", "explicit")]),
}


@pytest.mark.parametrize("name", CONVENTIONS)
def test_conventions(name):
    text, wanted = CONVENTIONS[name]
    assert levels(read(text)) == wanted


LISTS = ["(A) One.\n\n(B) Two.\n\n(C) Three.", "A) One.\n\nB) Two.\n\nC) Three.",
         "1. (A) One.\n\n2. (B) Two.\n\n3. (C) Three.",
         "- (A) One.\n\n- (B) Two.\n\n- (C) Three.", "(1) One.\n\n(2) Two.\n\n(3) Three.\n\n(4) Four.\n\n(5) Five.",
         "1. As follows: (A) One;\n\n(B) Two;\n\n(C) Three.",
         "(A) One.\n\n(i) One half.\n\n(B) Two.\n\nMore.\n\n(C) Three."]


@pytest.mark.parametrize("text", LISTS)
def test_what_counts_a_list_is_no_mark(text):
    document = read(f"SECRET\n\n{text}\n\nIt ended.\n")
    assert [p for p in document.portions if p.mark and p.kind != "classification"] == []
    assert {p.marking.level for p in document.portions} == {"S"}


@pytest.mark.parametrize("text", [
    "(C) One.\n\n(C) Two.", "(B) One.\n\n(C) Two.", "(A) One.\n\n1. Two.\n\n(C) Three.",
    "1. See refs (A) and (B).\n\n(C) Two."])
def test_what_counts_no_list_is_a_mark(text):
    assert levels(read(f"SECRET\n\n{text}\n"))[-1] == ("C", "explicit")


def test_a_letter_among_marks_makes_nothing_milder():
    document = read("SECRET\n\n1. (U) As follows:\n\n(A) One.\n\n(B) Two.\n\n(C) The mayor will resign.\n")
    assert document.portions[-1].found != "explicit"
    assert document.portions[-1].marking.level != "U"
    assert "letters-of-a-list" in {finding.code for finding in document.findings}


@pytest.mark.parametrize("words", [
    "Send the DOCUMENT(S)", "See Tab (C)", "As in Option (C)", "Valtara 224 of August 21 (C).",
    "the paper of May 3 (Secret).", "He asked (C) whether it rained.", "Ref: (A) one, (B) two, (C) three"])
def test_what_ends_in_parentheses_is_not_always_a_mark(words):
    assert levels(read(f"SECRET\n\nIt rained.\n\n{words}\n\nIt blew.\n"))[1] in {("S", "document"), ("S", "section")}


@pytest.mark.parametrize("text", ["(C) 1999 Harbor Press. All rights reserved.", "(C) 1999, 2001 by Ann Carver"])
def test_a_copyright_notice_is_no_mark(text):
    assert levels(read(f"SECRET\n\n{text}\n")) == [("S", "document")]


def test_a_year_after_a_mark_is_no_copyright_notice():
    assert levels(read("SECRET\n\n(C) 1999 saw the mayor resign.\n")) == [("C", "explicit")]


@pytest.mark.parametrize(("text", "format"), [
    ("FM AMEMBASSY VALTARA\n\nx", "cable"), ("R 061236Z JUN 08\n\nx", "cable"), ("UNCLAS STATE 018029\n\nx", "cable"),
    ("TAGS: PGOV\n\nx", "cable"), ("SECRET\n\nMEMORANDUM FOR: The Secretary\n\nx", "text"), ("It rained.", "text"),
    ("It rained all day, and then the cables came in one after the other, which is what this long paragraph says at a "
     "length that no head of a message ever has.\n\nFM AMEMBASSY VALTARA\n", "text")])
def test_the_format(text, format):
    assert format_of(text) == format
    assert read(text).format == format


def test_what_is_no_text_is_refused():
    for data in (b"", b" \r\n\t", b"\x00\x01\x02" * 400, b"%PDF-1.7 x", b"\xff\xfe\x00"):
        with pytest.raises(UnusableInput):
            read_bytes(data, "made.txt")


@pytest.mark.parametrize(("data", "encoding"), [
    ("caf\u00e9 (C)".encode("cp1252"), "cp1252"), ("caf\u00e9".encode(), "utf-8"),
    ("\ufeffcaf\u00e9".encode(), "utf-8-sig"),
    ("\ufeffcaf\u00e9".encode("utf-16-le"), "utf-16"), (b"caf\xe9 \x81", "latin-1")])
def test_encodings(data, encoding):
    document = read_bytes(data, "made.txt")
    assert document.encoding == encoding
    assert "caf\u00e9" in document.source
