"""The committed font blocks: whole, honest about their characters, and without a way to the empty box."""

from __future__ import annotations

import io
import unicodedata
import zlib
from itertools import product

import pytest
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

from redact.release.pdf.fonts import DATA, Block, Face, FaceName, drawn, face, joining, segments
from redact.release.pdf.shaping import MIRRORED

FACES: tuple[FaceName, ...] = ("serif", "sans", "bold", "mono")
EVERY: tuple[FaceName, ...] = (*FACES, "rest", "han")
ALPHABETS = {
    "typographic": "¶§½⟨⟩⁸²¼¾–—‘’“”•…€™№→←✓", "Latin": "ŁódźĞąčęėįšųūžșțƒǍ", "Vietnamese": "ĐàẴẵẠạỆệỘộỮữ",
    "Cyrillic": "АБЯабяЁёЇїҐґЎўЉњ", "Greek": "ΑΩαωάΐὰᾷ", "Armenian": "ԱՖաֆ", "Georgian": "აჰ",
    "Hebrew": "אבגדהוזחטיךכלםמןנסעףפץצקרשתְָ", "Arabic": "ابتثجحخدذرزسشصضطظعغفقكلمنهويةىءؤئأإآًَُ٠١٢،؟",
    "Persian": "پچژگکی۱۲۳", "Chinese": "北京外务省議員國", "kana": "ひらがなカタカナー", "Hangul": "대한민국뷁",
    "wide": "（）「」、。！Ａ０ｱ", "accents": "\u0301\u0308\u0323", "boxes": "─│┌┐└┘═║☐☑☒■□●○",
}


def all_blocks() -> list[Block]:
    return [block for name in EVERY for block in face(name).blocks]


@pytest.mark.parametrize("name", FACES)
def test_blocks_hold_each_character_once_and_are_small(name: FaceName) -> None:
    characters = [character for block in face(name).blocks
                  for character in block.encoding if character not in "\0 "]
    assert len(characters) == len(set(characters))
    assert all(len(block.encoding) == len(block.widths) == 256 for block in face(name).blocks)
    assert all({block.encoding[code] for code in (9, 10, 12, 13)} == {"\0"} for block in face(name).blocks)


@pytest.mark.parametrize(("name", "script"), [*product(FACES, ALPHABETS)])
def test_scripts_without_shaping_are_drawn_as_themselves(name: FaceName, script: str) -> None:
    assert drawn(ALPHABETS[script]) == ALPHABETS[script]
    assert face(name).width(ALPHABETS[script]) >= 0


@pytest.mark.parametrize("character", ["ﺏ", "ﻼ", "ܐ", "ᄀ", "ह", "ไ", "ລ", "\ufe0f", "\u034f", "\u200b", "\u202e",
                                       "\ue000", "\x00", "\n", "\u0378", "\U000E0100", "\U0001F984"])
def test_what_cannot_be_drawn_rightly_is_its_code_point(character: str) -> None:
    assert drawn(character) == f"⟨U+{ord(character):04X}⟩"


def test_segments_join_to_what_is_drawn_and_keep_the_characters() -> None:
    text = "In बड़ौदा and\nไทย."
    cut = segments(text)
    assert "".join(part for part, _ in cut) == drawn(text)
    assert "".join(actual or part for part, actual in cut) == text.replace("\n", "⟨U+000A⟩")


def test_controls_are_not_smuggled_out_by_actual_text() -> None:
    assert segments("\u202e") == [("⟨U+202E⟩", "⟨U+202E⟩")]


@pytest.mark.parametrize("name", FACES)
def test_every_face_draws_whatever_is_drawable(name: FaceName) -> None:
    everything = "".join(block.encoding for block in face("sans").blocks).replace("\0", "")
    assert drawn(everything) == everything
    back = "".join(decoded(block, codes) for block, codes in face(name).encode(everything))
    assert back == everything


def decoded(block: Block, codes: str) -> str:
    """The characters of escaped codes."""
    plain = codes.replace("\\(", "(").replace("\\)", ")").replace("\\\\", "\\")
    return "".join(block.encoding[ord(code)] for code in plain)


def test_a_blank_does_not_leave_the_block_of_the_words_around_it() -> None:
    run, = face("sans").encode("Привет всем")
    assert decoded(*run) == "Привет всем"


def test_codes_are_escaped_for_pdf_strings() -> None:
    (block, codes), = face("sans").encode("a (b) \\ c")
    assert codes == "a \\(b\\) \\\\ c"
    assert block.index == 0


@pytest.mark.parametrize("block", all_blocks(), ids=lambda block: block.resource)
def test_programs_draw_a_glyph_of_the_stated_width_for_every_code(block: Block) -> None:
    owner = face(block.face)
    program = zlib.decompress(part(owner, block.program))
    assert len(program) == block.length
    font = TTFont(io.BytesIO(program))
    table, = font["cmap"].tables
    used = {code for code, character in enumerate(block.encoding) if character != "\0"}
    assert set(table.cmap) == used
    assert all(font.getGlyphID(glyph) != 0 for glyph in table.cmap.values())
    assert all(font["hmtx"][table.cmap[code]][0] == block.widths[code] for code in used)


@pytest.mark.parametrize("block", all_blocks(), ids=lambda block: block.resource)
def test_unicode_maps_say_what_the_encoding_says(block: Block) -> None:
    text = zlib.decompress(part(face(block.face), block.unicode_map)).decode("ascii")
    pairs = [line.strip("<>").split("> <") for line in text.splitlines() if "> <" in line and "00> <FF" not in line]
    said = {int(code, 16): bytes.fromhex(value).decode("utf-16-be") for code, value in pairs}
    assert said == {code: unshaped(character) for code, character in enumerate(block.encoding) if character != "\0"}


def unshaped(glyph: str) -> str:
    """The text a glyph stands for: a joined form its letters, a mirror image its character."""
    turned = {image: character for character, image in MIRRORED.items()}
    joined = joining().glyphs - turned.keys()
    return unicodedata.normalize("NFKC", glyph) if glyph in joined else turned.get(glyph, glyph)


def part(owner: Face, place: tuple[int, int]) -> bytes:
    start, length = place
    return owner.binary[start:start + length]


@pytest.mark.parametrize(("fonts", "words"), [("DejaVu", "Bitstream"), ("Source", "SIL OPEN FONT LICENSE"),
                                              ("Droid", "Apache License")])
def test_the_licences_stand_beside_the_fonts(fonts: str, words: str) -> None:
    assert words in (DATA / "fonts" / f"LICENCE-{fonts}.txt").read_text(encoding="utf-8")


def test_reserved_font_names_are_not_used() -> None:
    assert not any("Source" in face(name).metrics.name for name in FACES)


def test_words_are_measured_alike_whether_kept_or_not() -> None:
    long = "width" * 50
    assert face("bold").width(long) == 50 * face("bold").width("width")
    assert face("mono").width("iW") == 2 * face("mono").width("i")
