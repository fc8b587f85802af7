"""A PDF written byte by byte, so that each file of the gauntlet holds what its name says and nothing by chance."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Sequence

NAME = "Ludmila Orsavetskaya"
NUMBER = "4711930"
PHRASE = "the harbour master of the old works"
SECRETS = (NAME, NUMBER, PHRASE)
"""What is withheld from the fictional memorandum."""
TELLTALES = ("ludmila", "orsavetskaya", "4711930", "harbour master")
"""Words that no finding may repeat."""
PLACE = (72, 640)
"""Where the withheld name stood: left end of its baseline (points)."""
BOX = "0 g 70 636 124 14 re f "
"""The black box there."""
HELVETICA = "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>"
BODY = ("BT /F1 16 Tf 72 740 Td (Memorandum on the market) Tj ET "
        "BT /F1 11 Tf 72 700 Td 16 TL (The town was quiet in spring and the market opened again.) Tj T* "
        "(The minister spoke for an hour and left by the north gate.) Tj ET "
        "BT /F1 11 Tf 200 640 Td (met the envoy at the pier.) Tj ET "
        "BT /F1 11 Tf 72 600 Td 16 TL (Nothing else was said that day, and the boats went out.) Tj T* "
        "(The post will report on the harvest when it is in.) Tj ET ")
"""The visible words of every page: the name before "met the envoy" is withheld."""


def text(words: str, x: float = PLACE[0], y: float = PLACE[1], before: str = "", size: float = 11) -> str:
    """Operators that draw words at a place; ``before`` stands inside the text object."""
    return f"BT {before} /F1 {size:g} Tf 1 0 0 1 {x:g} {y:g} Tm ({words}) Tj ET "


def string(words: str) -> str:
    """A text string in UTF-16, as programs write it."""
    return f"<FEFF{words.encode('utf-16-be').hex().upper()}>"


class Paper:
    """One file in the making: objects by number, of which 1 is the catalog, 2 the page tree and 3 the first page."""

    def __init__(self, content: str = BODY + BOX, resources: str = "", page: str = "", catalog: str = "",
                 mediabox: str = "0 0 612 792"):
        self.objects: dict[int, bytes] = {}
        self.next = 4
        self.font = self.add(HELVETICA)
        self.resources = f"/Font<</F1 {self.font} 0 R>>{resources}"
        self.content = self.stream(content)
        self.objects[1] = f"<</Type/Catalog/Pages 2 0 R {catalog}>>".encode("latin-1")
        self.objects[2] = b"<</Type/Pages/Kids[3 0 R]/Count 1>>"
        self.objects[3] = (f"<</Type/Page/Parent 2 0 R/MediaBox[{mediabox}]/Resources<<{self.resources}>>"
                           f"/Contents {self.content} 0 R {page}>>").encode("latin-1")
        self.trailer = ""
        self.outside = b""

    def add(self, body: str | bytes) -> int:
        """One more object; its number."""
        number = self.next
        self.next += 1
        self.objects[number] = body.encode("latin-1") if isinstance(body, str) else body
        return number

    def stream(self, data: str | bytes, entries: str = "", *, encode: Callable[[bytes], bytes] | None = None) -> int:
        """One more stream, compressed unless another encoding is given with its entries."""
        raw = data.encode("latin-1") if isinstance(data, str) else data
        stored = zlib.compress(raw) if encode is None else encode(raw)
        filters = "/Filter/FlateDecode" if encode is None else ""
        return self.add(b"<<%s%s/Length %d>>\nstream\n%s\nendstream" % (
            entries.encode("latin-1"), filters.encode(), len(stored), stored))

    def info(self, entries: str) -> Paper:
        """Gives the file an information dictionary."""
        self.trailer += f"/Info {self.add(f'<<{entries}>>')} 0 R"
        return self

    def bytes(self, leaving_out: Sequence[int] = ()) -> bytes:
        """The file. Objects to be left out are written and appear in no cross-reference table."""
        data = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
        offsets: dict[int, int] = {}
        for number in sorted(self.objects):
            offsets[number] = len(data)
            data += b"%d 0 obj\n%s\nendobj\n" % (number, self.objects[number])
        data += self.outside
        table = len(data)
        data += b"xref\n0 %d\n" % self.next + b"0000000000 65535 f \n"
        for number in range(1, self.next):
            live = number in offsets and number not in leaving_out
            data += b"%010d %05d %s \n" % (offsets[number] if live else 0, 0 if live else 65535, b"n" if live else b"f")
        data += b"trailer\n<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF\n" % (
            self.next, self.trailer.encode("latin-1"), table)
        return bytes(data)


def updated(data: bytes, objects: dict[int, bytes], size: int, trailer: str = "") -> bytes:
    """The file with an incremental update: these objects anew, the rest as it was (ISO 32000-1, 7.5.6)."""
    previous = int(data[data.rindex(b"startxref") + 9:].split()[0])
    out = bytearray(data)
    table = b""
    for number in sorted(objects):
        table += b"%d 1\n%010d 00000 n \n" % (number, len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, objects[number])
    start = len(out)
    out += b"xref\n" + table + b"trailer\n<</Size %d/Root 1 0 R/Prev %d%s>>\nstartxref\n%d\n%%%%EOF\n" % (
        size, previous, trailer.encode("latin-1"), start)
    return bytes(out)


def page_of(content: str, **more: str) -> bytes:
    """A file with one page of this content."""
    return Paper(content, **more).bytes()
