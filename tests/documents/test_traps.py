"""What an adversary tried on the reader: nothing that a cable's writer puts in may read lower than it must."""

from __future__ import annotations

import datetime as dt

import pytest

from redact.documents import ROUTING_KINDS, Document
from redact.documents.cable import read_bytes
from redact.markings import rank
from redact.policy.decide import decide
from redact.policy.loading import load_policy

HEAD = """VZCZCXRO1111
RR RUEHVL
DE RUEHVL #0214/01 0741532
ZNY CCCCC ZZH
P 141532Z MAR 08
FM AMEMBASSY VALTARA
TO RUEHC/SECSTATE WASHDC PRIORITY 2208
{info}
C O N F I D E N T I A L VALTARA 000214
{caption}
E.O. 12958: DECL: {decl}
TAGS: PGOV, XO
SUBJECT: {subject}
REF: {ref}

Classified By: {by}

{text}

OSTROW
"""
DEFAULTS = {"info": "", "caption": "\nSIPDIS\n", "decl": "03/14/2018", "subject": "TALKS", "ref": "STATE 012345",
            "by": "Marian Ostrow, Charge; reasons 1.4 (b) and (d).", "text": "1. (U) The talks went on."}


def cable(**parts: str) -> Document:
    return read_bytes(HEAD.format(**(DEFAULTS | parts)).encode(), "made.txt")


def released(document: Document, policy: str = "portion-marks", day: str = "2010-01-01") -> str:
    plan = decide(document, load_policy(policy), dt.date.fromisoformat(day))
    kept = []
    for portion, decision in zip(document.portions, plan.decisions, strict=True):
        position = 0
        for span in decision.spans:
            kept.append(portion.text[position:span.start])
            position = span.end
        kept.append("" if decision.withheld else portion.text[position:])
    return "".join(kept)


SECRET = "MAYOR WILL RESIGN"


@pytest.mark.parametrize("parts", [
    {"ref": f"STATE 012345\n(C) THE {SECRET}."},
    {"ref": f"STATE 012345\nTHE {SECRET}."},
    {"ref": f"KARSK 12 (THE {SECRET})"},
    {"ref": f"A. (S) STATE 012345 {SECRET}"},
    {"by": f"Doe; reasons 1.4 (b).\n(C) THE {SECRET}"},
    {"by": f"Doe; reasons 1.4 (b). THE {SECRET} SOON, HE SAID."},
    {"info": f"INFO RUEAIIA/CIA WASHDC\nTHE {SECRET}\n"},
    {"decl": f"03/14/2018\nTHE {SECRET}"},
    {"decl": f"WHEN THE {SECRET}"},
    {"subject": f"(U) VISIT\n(C) THE {SECRET}"},
    {"text": f"REASONS: THE {SECRET}."},
    {"text": f"1. (U) (S) THE {SECRET}."},
    {"text": f"1. (U)(S) THE {SECRET}."},
    {"text": f"(U) 1. (S) THE {SECRET}."},
    {"text": f"1. (U) a. (S) THE {SECRET}."},
    {"text": f"1. (U)//NF THE {SECRET}."},
    {"text": f"1. (U) NOFORN THE {SECRET}."},
    {"text": f"1. (U) Guidance follows\n(S) THE {SECRET}."},
    {"text": f"1. (U) Guidance. (S) THE {SECRET}."},
    {"text": f"1. (U) The talks go on with\n\nVALTARA 00000214  002 OF 002\n\n(C) THE {SECRET}."},
    {"text": f"1. (U) Talks.\n[S] THE {SECRET}."},
    {"text": f"1. (U) Talks.\nS//NF) THE {SECRET}."},
    {"text": f"1. (U) See ref (B).\n\n(C) THE {SECRET}."},
    {"text": f"1. (U) See ref (B).\n\n2. (C) THE {SECRET}."},
    {"text": f"1. (U) See ref (B).\n(C) THE {SECRET}."},
    {"text": f"1. (U) Talks.\n\n((S) THE {SECRET}."},
    {"text": f"1. (U - Entire text)\n\n2. [5] THE {SECRET}."},
    {"text": f"-----\nTHE {SECRET} (S)\n-----\n\n2. (U) It rained."},
    {"text": f"1. (U) It rained.\n\n{SECRET}"},
    {"text": f"1. (U) It rained.\n\nSECRET - THE {SECRET}."},
], ids=lambda parts: next(iter(parts.values()))[:40].replace("\n", "|"))
def test_nothing_opens(parts):
    for policy in ("portion-marks", "foia-public"):
        assert SECRET not in released(cable(**parts), policy)


@pytest.mark.parametrize("decl", ["UPON WITHDRAWAL ANNOUNCED 7/6/2009", "NOT BEFORE 06/06/2018", "5OX1-HUM 20180606",
                                  "10 YEARS AFTER 06/06/2009", "EXEMPT 06/06/2018", "2SX1 06/06/2018", "06/06/20 18",
                                  "20180606 OR DEATH OF SOURCE", "06/06/1908", "50 X1-HUM 06/06/2018"])
def test_what_is_no_plain_day_ends_nothing(decl):
    document = cable(decl=decl, text=f"1. (C) THE {SECRET}.")
    assert document.declassification.on is None
    assert SECRET not in released(document, "foia-public", "2026-11-23")


@pytest.mark.parametrize("caption", ["N O D I S", "S E N S I T I V E", "(SENSITIVE)", "Sensitive", "NODIS.",
                                     "CAPTION: NODIS", "QUILLHAVEN EYES"])
def test_a_caption_that_is_not_understood_counts(caption):
    text = HEAD.replace("C O N F I D E N T I A L", "UNCLAS").format(**(DEFAULTS | {
        "caption": f"\n{caption}\n", "decl": "N/A", "text": f"1. (U) THE {SECRET}.\n\n2. THE {SECRET}."}))
    document = read_bytes(text.encode(), "made.txt")
    assert document.header.captions
    assert SECRET not in released(document)


def test_a_second_head_makes_the_document_stricter():
    section = ("\n\nC O N F I D E N T I A L SECTION 02 OF 02 VALTARA 000214\n\nNODIS\n\nE.O. 12958: DECL: 50X1-HUM\n"
               "TAGS: PGOV\nSUBJECT: TALKS\n\n")
    document = cable(text=f"1. (U) The talks go on with{section}the neighbors.\n\n2. (C) THE {SECRET}.")
    assert "NODIS" in document.header.captions
    assert document.declassification.state == "exempt"
    assert SECRET not in released(document, "foia-public", "2026-11-23")


def test_a_block_at_the_end_is_read():
    document = cable(decl="03/14/2018", text=f"1. (C) THE {SECRET}.\n\nDECLASSIFY ON: 50X1-HUM")
    assert document.declassification.state == "exempt"


def test_routing_lines_are_still_routing():
    document = cable(info="INFO RUEHPS/AMCONSUL PORT SABEL 0611\nRUEAIIA/CIA WASHDC",
                     ref="A. VALTARA 0188 B. 07 VALTARA 1340")
    kinds = [portion.kind for portion in document.portions]
    assert [kind for kind in kinds if kind not in ROUTING_KINDS] == ["subject", "paragraph"]
    assert document.header.references == ("VALTARA 0188", "07 VALTARA 1340")
    assert document.portions[-1].kind == "signature"
    assert all(rank(portion.marking.level) <= rank("C") for portion in document.portions)


def test_a_telegram_in_print_keeps_its_head():
    text = ("187. Telegram From the Embassy in Ostrenia to the Department of State\n\n"
            "Valtara, February 23, 1979, 1507Z\n\n"
            "1707. Subject: (C) The Port and the Harvest.\n\n1. (C-entire text)\n\n2. It rained.\n\nOSTROW\n")
    document = read_bytes(text.encode(), "made.txt")
    assert [(p.kind, p.number, p.marking.level, p.found) for p in document.portions] == [
        ("heading", None, "C", "section"), ("header", None, "C", "document"), ("subject", None, "C", "explicit"),
        ("paragraph", "1", "C", "explicit"), ("paragraph", "2", "C", "entire-text"),
        ("signature", None, "C", "entire-text")]
    assert document.date == dt.date(1979, 2, 23)


@pytest.mark.parametrize("line", ["(S) Source Omar Fulan met us in town.", "(S//NF) 1. The mayor will resign.",
                                  "1. The mayor will resign.", "¶1. (C) The mayor will resign."])
def test_a_line_with_a_mark_or_a_number_among_the_captions_is_text(line: str) -> None:
    found = read_bytes(f"C O N F I D E N T I A L QUARZA 000123\nSIPDIS\n{line}\nE.O. 12958: DECL: 05/02/2010\n"
                       "TAGS: PGOV\nSUBJECT: (U) TOWN\n\n1. (U) The town was quiet.\n".encode(), "x")
    portion = next(portion for portion in found.portions if line in portion.text)
    assert portion.kind == "paragraph"
    assert portion.marking.level == ("S" if "(S" in line else "C")


@pytest.mark.parametrize(("title", "text"), [
    ("SUBJECT: (U) TOWN", "The mayor told us in confidence that he will resign."),
    ("SUBJECT: (U) Town", "The mayor told us in confidence that he will resign."),
    ("SUBJECT: (U) The town, its mayor and its harbour board.", "He told us in confidence that he will resign."),
])
def test_text_right_under_a_title_is_not_covered_by_its_mark(title: str, text: str) -> None:
    found = read_bytes("S E C R E T QUARZA 000123\nSIPDIS\nE.O. 12958: DECL: 05/02/2010\nTAGS: PGOV\n"
                       f"{title}\n{text}\n\n1. (U) The town was quiet.\n".encode(), "x")
    portion = next(portion for portion in found.portions if text in portion.text)
    assert portion.marking.level == "S"


@pytest.mark.parametrize("title", ["SUBJECT: (U) THE TOWN, ITS MAYOR,S HARBOUR BOARD AND WHAT IT\nSAID OF 2008",
                                   "SUBJECT: (U) The town, its mayor, its harbour board and\nwhat it said of 2008"])
def test_a_title_goes_on_on_the_next_line(title: str) -> None:
    found = read_bytes(f"S E C R E T QUARZA 000123\nSIPDIS\nE.O. 12958: DECL: 05/02/2010\nTAGS: PGOV\n{title}\n\n"
                       "1. (U) The town was quiet.\n".encode(), "x")
    (subject,) = [portion for portion in found.portions if portion.kind == "subject"]
    assert subject.text.strip() == title
    assert subject.marking.level == "U"


@pytest.mark.parametrize("title", ["SUBJECT: (U)", "SUBJECT: (U) \n", "SUBJECT:", "SUBJECT: (U) A\n \nB"])
def test_a_title_of_nothing_is_read(title: str) -> None:
    assert read_bytes(f"S E C R E T QUARZA 000123\nTAGS: PGOV\n{title}\n\n1. (U) Quiet.\n".encode(), "x").portions
