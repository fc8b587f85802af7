"""Fonts whose tables say other than what is drawn, and what else replaces words for those who copy or search."""

from __future__ import annotations

from collections.abc import Callable

from makers import page_with
from paper import BODY, BOX, HELVETICA, NAME, Paper, page_of, string, text

Make = Callable[[], bytes]
LETTERS = sorted(set(NAME))


def _table(paper: Paper, said: Callable[[int], str], codes: str = NAME, width: int = 2) -> int:
    lines = "\n".join(f"<{ord(code):0{width}X}> <{''.join(f'{ord(letter):04X}' for letter in said(index))}>"
                      for index, code in enumerate(sorted(set(codes))))
    return paper.stream(f"1 begincodespacerange <00> <FF> endcodespacerange {len(set(codes))} beginbfchar\n{lines}\n"
                        "endbfchar")


def _lying(said: Callable[[int], str], before: str = "", after: str = BOX, place: tuple[int, int] = (72, 640),
           codes: str = NAME) -> bytes:
    """The name in a font whose ToUnicode says something else."""
    paper = Paper()
    table = _table(paper, said, codes)
    font = paper.add(HELVETICA.replace(">>", f"/ToUnicode {table} 0 R>>"))
    paper.resources = f"/Font<</F1 {paper.font} 0 R/F2 {font} 0 R>>"
    shown = text(NAME, *place).replace("/F1", "/F2")
    return page_with(paper, BODY + before + shown + after)


def _other(index: int) -> str:
    return "market"[index % 6]


def _composite(said: str, after: str) -> bytes:
    """The name in a composite font all of whose codes are said to be one character."""
    paper = Paper()
    lines = "\n".join(f"<{ord(letter) - 29:04X}> <{ord(said):04X}>" for letter in LETTERS)
    table = paper.stream("1 begincodespacerange <0000> <FFFF> endcodespacerange "
                         f"{len(LETTERS)} beginbfchar\n{lines}\nendbfchar")
    below = paper.add("<</Type/Font/Subtype/CIDFontType2/BaseFont/Arial/CIDSystemInfo<</Registry(Adobe)"
                      "/Ordering(Identity)/Supplement 0>>/DW 600>>")
    font = paper.add(f"<</Type/Font/Subtype/Type0/BaseFont/Arial/Encoding/Identity-H/DescendantFonts[{below} 0 R]"
                     f"/ToUnicode {table} 0 R>>")
    shown = "".join(f"{ord(letter) - 29:04X}" for letter in NAME)
    paper.resources = f"/Font<</F1 {paper.font} 0 R/F2 {font} 0 R>>"
    return page_with(paper, f"{BODY} BT /F2 10 Tf 72 640 Td <{shown}> Tj ET {after}")


def _named_glyphs(said: str, after: str, place: tuple[int, int] = (72, 640)) -> bytes:
    """Codes that the Encoding calls by the letters of the name, and ToUnicode by others."""
    paper = Paper()
    codes = {letter: 161 + number for number, letter in enumerate(LETTERS)}
    names = " ".join("/space" if letter == " " else f"/{letter}" for letter in LETTERS)
    lines = "\n".join(f"<{code:02X}> <{ord(said[code % len(said)]):04X}>" for code in codes.values())
    table = paper.stream(f"{len(codes)} beginbfchar\n{lines}\nendbfchar")
    font = paper.add("<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding<</Type/Encoding/Differences"
                     f"[161 {names}]>>/ToUnicode {table} 0 R>>")
    shown = "".join(f"{codes[letter]:02X}" for letter in NAME)
    paper.resources = f"/Font<</F1 {paper.font} 0 R/F2 {font} 0 R>>"
    return page_with(paper, f"{BODY} BT /F2 11 Tf {place[0]} {place[1]} Td <{shown}> Tj ET {after}")


def _drawing(content: str, after: str, said: str = "A", resources: str = "") -> bytes:
    """A font one letter of which is a picture, or a drawing, of the whole name."""
    paper = Paper()
    glyph = paper.stream(content)
    table = paper.stream(f"1 beginbfchar\n<41> <{ord(said):04X}>\nendbfchar")
    font = paper.add("<</Type/Font/Subtype/Type3/FontBBox[0 0 12000 1000]/FontMatrix[0.001 0 0 0.001 0 0]/FirstChar 65"
                     f"/LastChar 65/Widths[11000]/CharProcs<</a {glyph} 0 R>>/Encoding<</Type/Encoding"
                     f"/Differences[65/a]>>/ToUnicode {table} 0 R/Resources<<{resources}>>>>")
    paper.resources = f"/Font<</F1 {paper.font} 0 R/F3 {font} 0 R>>"
    return page_with(paper, BODY + " BT /F3 11 Tf 72 640 Td (A) Tj ET " + after)


def _samples() -> str:
    """An inline picture with words in it, as large as a line."""
    from PIL import Image, ImageDraw, ImageFont

    image = Image.new("L", (120, 14), 255)
    ImageDraw.Draw(image).text((0, 0), NAME, font=ImageFont.load_default(11), fill=0)
    data = image.tobytes().hex() + ">"
    return f"BI /W 120 /H 14 /BPC 8 /CS /G /F /AHx ID {data} EI"


def _replaced(said: str, after: str = BOX, before: str = "", y: int = 640) -> bytes:
    return page_of(BODY + f"/Span <</ActualText {said}>> BDC {before}{text(NAME, 72, y)} EMC {after}")


FONTS: dict[str, tuple[str, Make]] = {
    "blanks under a box": ("covered-text", lambda: _lying(lambda _: " ")),
    "hard blanks under a box": ("covered-text", lambda: _lying(lambda _: "\u00a0")),
    "nothing under a box": ("covered-text", lambda: _lying(lambda _: "")),
    "soft hyphens under a box": ("covered-text", lambda: _lying(lambda _: "\u00ad")),
    "marks of no width under a box": ("covered-text", lambda: _lying(lambda _: "\u200b")),
    "stops under a box": ("covered-text", lambda: _lying(lambda _: ".")),
    "other letters under a box": ("covered-text", lambda: _lying(_other)),
    "blanks in white": ("unseen-text", lambda: _lying(lambda _: " ", "1 g ", "0 g " + BOX, (72, 300))),
    "blanks among words under a box": ("covered-text", lambda: _lying(
        lambda _: " ", codes="LOrsavetky")),
    "blanks in sight": ("disguised-text", lambda: _lying(lambda _: " ", place=(72, 300))),
    "other letters in sight": ("disguised-text", lambda: _lying(_other, place=(72, 300))),
    "composite font of blanks": ("covered-text", lambda: _composite(" ", BOX)),
    "composite font of stops": ("covered-text", lambda: _composite(".", BOX)),
    "names of glyphs, other letters in sight": ("disguised-text", lambda: _named_glyphs("market", BOX, (72, 300))),
    "names of glyphs, blanks under a box": ("covered-text", lambda: _named_glyphs(" ", BOX)),
    "letter that is a picture": ("covered-text", lambda: _drawing(
        f"11000 0 d0 q 11000 0 0 1000 0 0 cm {_samples()} Q", BOX)),
    "blank that is a picture": ("covered-text", lambda: _drawing(
        f"11000 0 d0 q 11000 0 0 1000 0 0 cm {_samples()} Q", BOX, " ")),
    "empty ActualText over words": ("covered-text", lambda: _replaced("()")),
    "blank ActualText over words": ("covered-text", lambda: _replaced(string("   "))),
    "ActualText of the label over words": ("covered-text", lambda: _replaced(string("(b)(6)"))),
    "ActualText of a mark over words": ("covered-text", lambda: _replaced(string("\u200b"))),
    "ActualText over words, and a title": ("unshown-words: pdf info", lambda: Paper(
        BODY + f"/Span <</ActualText {string('(b)(6)')}>> BDC {text(NAME)} EMC {BOX}").info(f"/Title({NAME})").bytes()),
    "blank ActualText over white words": ("unseen-text", lambda: _replaced(
        string(" "), "0 g " + BOX, "1 g ", 300)),
}
