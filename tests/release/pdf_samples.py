"""Released models for the tests of the PDF, and a reader of what its pages draw. Everything in them is fictional."""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pikepdf

from redact.documents import Kind
from redact.release import Piece, ReleasedModel, ReleasedPortion, Shown, Withheld
from redact.release.page import Block

TITLES = (("(b)(1)", "Classified national defense or foreign relations information (E.O. 13526)"),
          ("1.4(b)", "Foreign government information"), ("1.4(d)", "Foreign relations, including confidential sources"),
          ("(b)(6)", "Files whose disclosure would be a clearly unwarranted invasion of personal privacy"))
MIXED = ("2. (U) The tariff was reported in Москва, Αθήνα, Łódź, Győr, Đà Nẵng, თბილისი and Երևան, and as 北京 "
         "and ירושלים, बड़ौदा and ไทย; cafe\u0301 in combining "
         "accents, ¶ 8 and § 4, ½ of 10⁸ tons ⟨sic⟩ → № 5 ✓ ☒ (back\\slash).")
FILLER = "The harbour board met in public session and adopted the tariff without a vote, as it had the year before. "


def shown(kind: Kind, *content: Piece | str, number: str | None = None, old: str | None = None) -> ReleasedPortion:
    """A released portion; strings stand for shown pieces."""
    pieces = tuple(Shown(piece) if isinstance(piece, str) else piece for piece in content)
    return ReleasedPortion("p", kind, number, "release", (), None, pieces, old)


def withheld(*codes: str, amount: str | None = None) -> ReleasedPortion:
    """A portion withheld whole."""
    return ReleasedPortion("p", "withheld", None, "withhold", codes, amount, (Withheld(codes, amount),))


def model(*portions: ReleasedPortion, title: str = "08 PORT ELLERY 380", marking: str = "UNCLASSIFIED",
          draft: bool = False, legend: tuple[tuple[str, str], ...] = TITLES) -> ReleasedModel:
    """A release in part of these portions."""
    return ReleasedModel(
        name="port-ellery-380", status="draft" if draft else "released", title=title, marking=marking, outcome="RIP",
        policy_name="foia-public", policy_version=1, date=dt.date(2026, 11, 23), portions=portions,
        codes=tuple(code for code, _ in legend), legend=legend, declassified=True, case="F-2026-00017",
        authority="M. HOLT, CHIEF")


def cable(draft: bool = False) -> ReleasedModel:
    """A cable of several pages with everything that a release can show."""
    name = Withheld(("(b)(6)",), "less than 1 line")
    body = [shown("paragraph", f"{number}. (U) {FILLER * 3}", name, " said so. ", Withheld(("(b)(1)", "1.4(d)")),
                  number=str(number)) for number in range(3, 20)]
    return model(
        shown("transport", "VZCZCXRO4471\n"), shown("header", "FM AMCONSUL PORT ELLERY\n"),
        shown("header", f"INFO AMEMBASSY NORTHGATE 4551\nAMCONSUL PINEWATER {'VERY LONG ADDRESSEE ' * 8}\nCDR LAKE\n"),
        shown("classification", Shown("C O N F I D E N T I A L", struck=True), " PORT ELLERY 000380\n",
              old="CONFIDENTIAL"),
        shown("caption", "SIPDIS\n"), shown("subject", "SUBJECT: MINISTER VALE ON THE HARBOUR; “NO TURNING BACK”"),
        shown("classification", "Classified By: ", Withheld(("(b)(6)",)), ", Consul General.\n"),
        shown("summary", "1. (U) Summary: Vale came with ", name, ", (", Withheld(("(b)(6)",)), "), ",
              Withheld(("(b)(6)",)), Withheld(("(b)(6)",)), " and another."),
        withheld("(b)(1)", "1.4(b)", "1.4(d)", amount="1 paragraph (4 lines)"), withheld("(b)(1)"),
        shown("heading", "THE STRIKE"), shown("paragraph", MIXED),
        shown("paragraph", "Present was ", Withheld(tuple(f"(b)(7)({letter})" for letter in "ABCDEFGHIJKLMNOP"),
                                                    "1 paragraph (35 lines)"), "."),
        *body, shown("table", "PORT     TONS\nELLERY   4.2\n"), shown("signature", "ANSTEY\n"), draft=draft)


@dataclass(frozen=True)
class Drawn:
    """Glyphs of one operator: ``mark`` is the innermost tag, ``actual`` its ActualText, ``size`` in points, ``ink``
    the red, green and blue it is filled with."""

    text: str
    mark: str
    artifact: bool
    actual: str | None
    size: float
    x: float
    y: float
    ink: tuple[float, ...]


@dataclass(frozen=True)
class Filled:
    """A filled rectangle in points; ``order`` is how many glyph operators stand before it on its page."""

    x: float
    y: float
    width: float
    height: float
    order: int


def drawn_pages(data: bytes) -> list[tuple[list[Drawn], list[Filled]]]:
    """What each page draws, in order, read from its content stream and its fonts' ToUnicode maps."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return [_read(page) for page in pdf.pages]


def _read(page: pikepdf.Page) -> tuple[list[Drawn], list[Filled]]:
    maps = {name: _unicode_map(font) for name, font in page.obj.Resources.Font.items()}
    marks: list[tuple[str, str | None]] = []
    texts: list[Drawn] = []
    boxes: list[Filled] = []
    table: dict[int, str] = {}
    size = x = y = 0.0
    ink: tuple[float, ...] = (0.0, 0.0, 0.0)
    for step in pikepdf.parse_content_stream(page):
        operands = list(step.operands)
        match str(step.operator):
            case "BDC" | "BMC":
                actual = operands[1].get("/ActualText") if len(operands) > 1 else None
                marks.append((str(operands[0])[1:], None if actual is None else str(actual)))
            case "EMC":
                marks.pop()
            case "Tf":
                table, size = maps[str(operands[0])], float(operands[1])
            case "Tm":
                x, y = float(operands[4]), float(operands[5])
            case "rg":
                ink = tuple(map(float, operands))
            case "re":
                left, bottom, width, height = map(float, operands)
                boxes.append(Filled(left, bottom, width, height, len(texts)))
            case "Tj":
                text = "".join(table[code] for code in bytes(operands[0]))
                texts.append(Drawn(text, marks[-1][0], marks[-1][0] == "Artifact", marks[-1][1], size, x, y, ink))
    assert not marks
    return texts, boxes


@dataclass(frozen=True)
class Node:
    """A structure element: its type, ActualText, decoration, scope, kids and how many content sequences it has."""

    tag: str
    actual: str | None
    decoration: str
    scope: str
    kids: tuple[Node, ...]
    sequences: int


def structure(data: bytes) -> Node:
    """The structure tree from its Document element down."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return _node(pdf.Root.StructTreeRoot.K)


def nodes(top: Node, tag: str) -> list[Node]:
    """Every element of a type below an element, in reading order."""
    found = [top] if top.tag == tag else []
    return found + [node for kid in top.kids for node in nodes(kid, tag)]


def _node(element: pikepdf.Object) -> Node:
    kids = list(element.get("/K", []))
    below = [kid for kid in kids if isinstance(kid, pikepdf.Dictionary) and "/S" in kid]
    attributes = element.get("/A", pikepdf.Dictionary())
    actual = element.get("/ActualText")
    return Node(str(element.S)[1:], None if actual is None else str(actual),
                str(attributes.get("/TextDecorationType", "")), str(attributes.get("/Scope", "")),
                tuple(_node(kid) for kid in below), len(kids) - len(below))


def _unicode_map(font: pikepdf.Object) -> dict[int, str]:
    pairs = re.findall(rb"<([0-9A-F]{2})> <([0-9A-F]{4,})>", font.ToUnicode.read_bytes())
    return {int(code, 16): bytes.fromhex(text.decode()).decode("utf-16-be") for code, text in pairs}


def said(blocks: Sequence[Block]) -> Iterator[str]:
    """The words of blocks in the order in which they must be drawn."""
    for block in blocks:
        yield block.text()


def squeezed(text: str) -> str:
    """The text without white space."""
    return "".join(text.split())
