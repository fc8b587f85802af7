"""Forty releases that nobody would want to typeset. Everything in them is fictional; control characters are escaped.

Each is numbered as a release is, has the legend of exactly the codes it uses, and is what the reader of a document
could come to: long words, marks without letters, every script that some office writes in, nothing at all.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

from pdf_samples import FILLER, MIXED, model, shown, withheld

from redact.release import ReleasedModel, ReleasedPortion, Shown, Withheld

ARABIC = "قال الوزير إن الاجتماع عقد في 14 مايو 2009 (في بغداد)، واتفق الجانبان على مواصلة الحوار. "
HEBREW = "השר אמר כי הפגישה נערכה ב-14 במאי 2009 (בירושלים), ושני הצדדים סיכמו להמשיך. "
CHINESE = "外务省发言人表示，双方将继续就贸易问题进行磋商，并将于下月在北京举行会谈。"
JAPANESE = "外務省の報道官は「来月、東京で会談する」と述べ、詳細は明らかにしなかった。"
KOREAN = "외교부 대변인은 다음 달 회담을 열겠다고 말했다. "
VIETNAMESE = "Bộ trưởng Nguyễn Thị Hồng Ánh nói rằng cuộc họp ở Đà Nẵng đã kết thúc tốt đẹp, ngoại trừ một điều nhỏ. "
GREEK = "Ὁ ὑπουργὸς εἶπε ὅτι ἡ συνάντηση ἔγινε στὴν Ἀθήνα· «οὐδὲν σχόλιον». "
CYRILLIC = "Министр сказал, что встреча состоялась в Москве; подробностей не будет. "
EMOJI = "The list 📦🚢🏴‍☠️ 👩‍⚕️👍🏽 🇺🇳 ends with ✓ and ☒. "
HINDI = "विदेश मंत्री ने कहा कि वार्ता अगले महीने बड़ौदा में होगी। "
THAI = "รัฐมนตรีกล่าวว่าการประชุมจะจัดขึ้นที่กรุงเทพฯในเดือนหน้า "
CONTROLS = "a\x00b\x01c\x07d\x08e\x1bf\x7fg\x80h\x85i\u2028j\u2029k\x0bl\x0cm"
ZERO_WIDTH = "z\u200be\u200cr\u200do\u2060w\ufeffi\u00add\u034ft\u180eh"
BIDI = "left \u202eright\u202c \u2066isolated\u2069 \u200fmark\u200e \u061cend"
MARKS = "\u0301\u0302\u0303\u0304\u0308\u0323\u0327"
NAME = Withheld(("(b)(6)",), "less than 1 line")
BARE = Withheld(("(b)(1)",))


def numbered(*portions: ReleasedPortion, **about: Any) -> ReleasedModel:
    """A release of these portions, with their own ids and the codes and legend that they use."""
    placed = tuple(replace(portion, id=f"p{number}") for number, portion in enumerate(portions, 1))
    used = dict.fromkeys(code for portion in placed for piece in portion.content if isinstance(piece, Withheld)
                         for code in piece.codes)
    legend = tuple((code, f"What {code} stands for in the table of codes") for code in used)
    made = model(*placed, legend=legend)
    return replace(made, **{"declassified": False, **about})


def _headings() -> list[ReleasedPortion]:
    return [portion for number in range(1, 101) for portion in (
        shown("heading", f"Matter {number}" + " of some weight" * (number % 7)),
        shown("heading", f"Its part {number}" if number % 3 else "W" * 120))]


def _table(rows: int, columns: int = 4) -> str:
    return "".join("   ".join(f"{row * 37 * column % 9973:>8}" for column in range(1, columns + 1)) + "\n"
                   for row in range(1, rows + 1))


def _list(depth: int) -> list[ReleasedPortion]:
    marks = ["1.", "a.", "(1)", "(a)", "i.", "-", "•", "*"]
    return [shown("paragraph", f"{marks[level % 8]} (U) {FILLER}", NAME if level % 3 == 0 else "", FILLER)
            for level in range(depth)]


def _every_piece(codes: Sequence[str]) -> ReleasedPortion:
    pieces = [part for code in codes for part in (Withheld((code,), "less than 1 line"), " and ")]
    return shown("paragraph", "9. (U) ", *pieces, "no more.")


LONG_CODES = tuple(f"(b)(3) {'STATUTE ' * (2 * number)}{number}" for number in range(1, 6))
MANY_CODES = tuple(f"(b)(7)({letter})" for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ")


def _text(text: str) -> Callable[[], ReleasedModel]:
    """A text as a subject, a paragraph with labels in it, lines, a table and a heading."""
    return lambda: numbered(
        shown("subject", f"SUBJECT: {text[:300]}"), shown("header", f"FM {text[:200]}\nTO {text[:60]}\n"),
        shown("heading", text[:90]), shown("paragraph", f"1. (U) {text}", NAME, text, BARE, f" {text}"),
        withheld("(b)(6)", amount="1 paragraph (2 lines)"), shown("table", f"{text[:40]}   {text[40:80]}\n1   2\n"),
        shown("signature", f"{text[:30]}\n"))


NASTY: dict[str, Callable[[], ReleasedModel]] = {
    "two hundred headings": lambda: numbered(*_headings()),
    "headings and one word": lambda: numbered(*[shown("heading", "Alone")] * 60, shown("paragraph", "x")),
    "fifty withheld": lambda: numbered(*[withheld("(b)(1)", "1.4(b)", amount="1 paragraph (4 lines)")] * 50),
    "all withheld, no amount": lambda: numbered(*[withheld("(b)(5)")] * 7, outcome="DIF"),
    "referred": lambda: numbered(withheld("referred"), outcome="referred"),
    "all released": lambda: numbered(*[shown("paragraph", f"{n}. (U) {FILLER * 4}") for n in range(1, 30)],
                                     outcome="RIF"),
    "nothing": lambda: numbered(outcome="RIF"),
    "empty portions": lambda: numbered(*[shown("paragraph", "")] * 3, shown("paragraph", " \n "), shown("header", "\n"),
                                       shown("heading", ""), outcome="RIF"),
    "three hundred rows": lambda: numbered(shown("table", _table(300))),
    "a wide table": lambda: numbered(shown("table", _table(30, 24)), shown("table", "x\t" * 60 + "\n" + "y\t" * 60)),
    "a withheld cell": lambda: numbered(shown("table", "PORT   TONS\nELLERY   ", NAME, "\nLAKE   ", BARE, "   7\n")),
    "a word of ten thousand": lambda: numbered(shown("paragraph", "2. (U) " + "x" * 10_000, NAME, "y" * 500),
                                               shown("header", "FM " + "Z" * 3_000 + "\n")),
    "words of wide letters": lambda: numbered(shown("paragraph", ("W" * 79 + " ") * 20), shown("heading", "M" * 400)),
    "marks without letters": lambda: numbered(shown("paragraph", MARKS * 40), shown("header", MARKS * 30 + "\n"),
                                              shown("heading", MARKS * 10)),
    "letters under marks": lambda: numbered(shown("paragraph", ("e" + MARKS * 6 + " ") * 60),
                                            shown("subject", "é" * 200)),
    "controls": _text(CONTROLS), "zero width": _text(ZERO_WIDTH * 5), "reordering": _text(BIDI * 4),
    "arabic": _text(ARABIC * 5), "hebrew": _text(HEBREW * 5),
    "mirrored signs": _text("השר (3 ≤ 4) [ה] {ב} <ג> אמר ≥ 5 «ד» english ≤ 6 (עוד) end ) " * 4),
    "arabic and latin": _text("F-16 " + ARABIC + MIXED[:60] + HEBREW),
    "chinese": _text(CHINESE * 6), "japanese": _text(JAPANESE * 6), "korean": _text(KOREAN * 8),
    "vietnamese": _text(VIETNAMESE * 5), "greek": _text(GREEK * 6), "cyrillic": _text(CYRILLIC * 6),
    "hindi and thai": _text(HINDI * 3 + THAI * 3), "emoji": _text(EMOJI * 5), "mixed": _text(MIXED * 2),
    "markup": _text("<b>&amp;</b> {{ 7 * 7 }} %s \\u0041 (\\) endstream startxref %%EOF xref /ByteRange "
                    "</style><script>x</script> "),
    "labels that are text": _text("[Withheld: (b)(1)] [Withheld: (b)(6); 1 line] "),
    "a long title": lambda: numbered(shown("paragraph", "1. (U) Open.", NAME), title="08 PORT ELLERY " * 25),
    "a title of one word": lambda: numbered(shown("paragraph", "1. (U) Open.", NAME), title="E" * 300),
    "a title of another script": lambda: numbered(shown("paragraph", "1. (U) Open."), title=ARABIC + CHINESE),
    "long case and authority": lambda: numbered(
        shown("paragraph", "1. (U) Open.", NAME), case="F-2026-" + "0" * 180, authority="M. HOLT, CHIEF OF " * 20,
        declassified=True, policy_name="policy-of-" * 20),
    "long codes": lambda: numbered(_every_piece(LONG_CODES),
                                   *[withheld(*LONG_CODES, amount="1 paragraph (70 lines)")] * 3),
    "many codes": lambda: numbered(withheld(*MANY_CODES), _every_piece(MANY_CODES)),
    "labels alone": lambda: numbered(shown("paragraph", *[NAME] * 90), shown("paragraph", *[BARE, ","] * 60)),
    "labels in every place": lambda: numbered(
        shown("classification", Shown("SECRET", struck=True), Withheld(("controlled",)), " PORT ELLERY 000380\n",
              old="SECRET, handling restriction not declassified"),
        shown("header", BARE, "\n", BARE, "\nINFO ", BARE, "\n"), shown("subject", "SUBJECT: ", NAME),
        shown("heading", NAME),
        shown("caption", BARE, "\n"), shown("signature", NAME, "\n"), shown("transport", BARE)),
    "struck marks": lambda: numbered(*[shown("paragraph", f"{n}. ", Shown("(S//NF)", struck=True), f" {FILLER}")
                                       for n in range(1, 20)],
                                     shown("classification", Shown("T O P  S E C R E T " * 12, struck=True), "\n",
                                           old="TOP SECRET, handling restriction not declassified")),
    "deep lists": lambda: numbered(*_list(40)),
    "a secret draft": lambda: numbered(*_list(12), withheld("(b)(1)"), status="draft",
                                       marking="TOP SECRET//SI/TK//ORCON/NOFORN"),
    "a draft with a long banner": lambda: numbered(
        *_list(3), status="draft",
        marking="TOP SECRET//" + "/".join(f"SAR-EXAMPLE {n}" for n in range(40)) + "//NOFORN"),
    "lines upon lines": lambda: numbered(
        shown("header", "".join(f"RUEHAB/AMEMBASSY PORT {n:04}\n" for n in range(400)))),
    "a legend longer than a page": lambda: numbered(
        withheld(*(f"(b)(3) ACT {n}" for n in range(70))), shown("paragraph", "2. (U) Open.")),
}


@cache
def nasty(name: str) -> ReleasedModel:
    """The release of that name."""
    return NASTY[name]()
