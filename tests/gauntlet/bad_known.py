"""Files that only knowledge of the secret shows to be bad, and the look that catches each."""

from __future__ import annotations

import base64
import io
from collections.abc import Callable

from makers import HEX_NAME, archive, attached, catalog, differences, letters, outside, page_with, updated_codes
from paper import BODY, BOX, HELVETICA, NAME, PHRASE, Paper, page_of, string, text

Make = Callable[[], bytes]



def _glyphs() -> bytes:
    """A font that still has letters which only the name had."""
    letters = "ЗояПрв"
    lines = "\n".join(f"<{number:02X}> <{ord(letter):04X}>" for number, letter in enumerate(letters, 200))
    paper = Paper()
    table = paper.stream(f"{len(letters)} beginbfchar\n{lines}\nendbfchar")
    font = paper.add(HELVETICA.replace(">>", f"/ToUnicode {table} 0 R>>"))
    paper.resources = f"/Font<</F1 {font} 0 R>>"
    return page_with(paper, BODY + BOX)


def _object_stream(strings: str) -> bytes:
    """A string that machines read, in an object stream: neither bytes nor streams show it."""
    import pikepdf

    paper = Paper()
    number = paper.add(f"<</NM {strings}>>")
    paper.objects[1] = f"<</Type/Catalog/Pages 2 0 R/Own {number} 0 R>>".encode()
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(paper.bytes())) as pdf:
        pdf.save(out, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return out.getvalue()


def _own_stream(data: bytes) -> bytes:
    return catalog("", lambda paper: f"/Own {paper.stream(data)} 0 R")


KNOWN: dict[str, tuple[str, Make]] = {
    "surname in visible text": ("withheld-text: visible text", lambda: page_of(
        BODY + BOX + text("Mrs Orsavetskaya was kind.", 72, 300))),
    "letters in a shuffled order": ("withheld-text: first engine", lambda: page_of(
        BODY + letters(lambda index: index * 7 % len(NAME)) + BOX)),
    "no size, in other codes": ("withheld-text: second engine", lambda: differences(
        "BT /F2 0 Tf 72 300 Td NAME Tj ET ").bytes()),
    "string for machines": ("withheld-text: strings", lambda: _object_stream(string(NAME))),
    "string in base 64": ("withheld-text: strings", lambda: _object_stream(
        f"({base64.b64encode(NAME.encode()).decode()})")),
    "archive in an attachment": ("withheld-text: attachments", lambda: attached("notes.zip", archive())),
    "earlier revision in other codes": ("withheld-text: earlier", lambda: updated_codes()),
    "stream in hexadecimal": ("withheld-text: streams", lambda: _own_stream(HEX_NAME.encode())),
    "stream in UTF-16": ("withheld-text: streams", lambda: _own_stream(NAME.encode("utf-16-le"))),
    "stream of octal escapes": ("withheld-text: streams", lambda: _own_stream(
        "".join(f"\\{ord(letter):03o}" for letter in NAME).encode())),
    "stream percent-encoded": ("withheld-text: streams", lambda: _own_stream(
        "".join(f"%{ord(letter):02X}" for letter in NAME).encode())),
    "comment in base 64": ("withheld-text: raw bytes", lambda: outside(
        b"% " + base64.b64encode(f"xx {PHRASE} xx".encode()) + b"\n")),
    "comment in hexadecimal": ("withheld-text: raw bytes", lambda: outside(f"% {HEX_NAME}\n".encode())),
    "letters left in a font": ("glyph-set", _glyphs),
}
CYRILLIC = "Зоя Пров"
"""The secret of "letters left in a font"."""
