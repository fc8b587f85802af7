"""What files of other formats say that stand inside a PDF: metadata, pictures, colour profiles, archives, texts."""

from __future__ import annotations

import html
import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator

from PIL import Image

_TAG = re.compile(r"<!--.*?-->|<[^>]*>", re.DOTALL)
_QUOTED = re.compile(r"""="[^"]*"|=\s*'[^']*'""")
_NAME = re.compile(r"[^\s<>/=:]{4,200}")
_ATTRIBUTE = re.compile(r"""=\s*(?:"([^"]*)"|'([^']*)')""")
_PRINTED = re.compile(rb"[\x20-\x7e\xa0-\xff]{6,2000}")
_WIDE = re.compile(rb"(?:[\x20-\x7e]\x00){5,2000}|(?:\x00[\x20-\x7e]){5,2000}")
_MOST_ZIPPED = 32_000_000


def xml_texts(data: bytes) -> Iterator[str]:
    """What an XML file says: its text, the values of its attributes, its comments and instructions."""
    text = html.unescape(decoded_text(data))
    for part in _TAG.split(text):
        if part.strip():
            yield part.strip()
    for tag in _TAG.findall(text):
        if tag.startswith(("<!", "<?")):
            yield _PACKET.sub(" ", tag.strip("<>!?-"))
            continue
        for found in _ATTRIBUTE.finditer(tag):
            value = found[1] or found[2] or ""
            if value.strip() and not value.startswith(_KNOWN_NAMESPACES):
                yield value


_PACKET = re.compile(r"""^xpacket\s+(?:begin|end|id|bytes|encoding|\s|=|'[^']{0,40}'|"[^"]{0,40}")*|^xml(?=\s)""")
"""The instructions by which a packet of metadata begins and ends."""
_KNOWN_NAMESPACES = ("http://www.w3.org/", "http://purl.org/", "http://ns.adobe.com/", "http://www.aiim.org/", "adobe:",
                     "http://iptc.org/", "http://www.npes.org/", "http://prismstandard.org/", "http://cipa.jp/",
                     "http://www.xfa.org/", "http://schemas.openxmlformats.org/", "http://schemas.microsoft.com/")


def xml_names(data: bytes) -> Iterator[str]:
    """The names of an XML file's elements and attributes."""
    for tag in set(_TAG.findall(decoded_text(data))):
        if not tag.startswith(("<!", "<?", "</")):
            yield from _NAME.findall(_QUOTED.sub(" ", tag))


def is_packed_picture(text: str) -> bool:
    """True for a picture in base 64, as metadata hold one of the page."""
    start = "".join(text[:40].split())
    return len(text) > _SMALLEST_PACKED and start.startswith(("/9j/", "iVBORw0KGgo", "R0lGOD"))


_SMALLEST_PACKED = 200


def program_names(data: bytes) -> Iterator[str]:
    """The names, strings and comments of a table or function in the language of PostScript."""
    for found in _PROGRAM_WORD.finditer(data):
        yield next(part for part in found.groups() if part is not None).decode("latin-1")


_PROGRAM_WORD = re.compile(rb"%([^\r\n]{3,2000})|/([^\s()<>\[\]{}/%]{4,200})|\(([^()]{3,2000})\)")


def image_texts(data: bytes) -> Iterator[str]:
    """What the segments of a JPEG file say beside its picture: Exif, comments, captions, packets of metadata."""
    if not data.startswith(b"\xff\xd8"):
        return
    position = 2
    while position + 4 <= len(data) and data[position] == 0xFF:
        kind, length = data[position + 1], int.from_bytes(data[position + 2:position + 4], "big")
        if kind in {0xD9, 0xDA} or length < 2:
            return
        yield from _segment_texts(kind, data[position + 4:position + 2 + length])
        position += 2 + length


def _segment_texts(kind: int, segment: bytes) -> Iterator[str]:
    if segment.startswith(b"Exif"):
        yield from _exif_texts(segment)
    elif b"<x:xmpmeta" in segment:
        yield from xml_texts(segment)
    elif kind in {0xFE, 0xED}:
        yield from printed(segment)


_MOST_TAGS = 200


def _exif_texts(segment: bytes) -> Iterator[str]:
    exif = Image.Exif()
    try:
        exif.load(segment)
        values = [*exif.values(), *(value for tag in (0x8769, 0x8825) for value in exif.get_ifd(tag).values())]
    except (ValueError, KeyError, TypeError, OSError, SyntaxError, struct.error):
        return
    for value in values[:_MOST_TAGS]:
        if isinstance(value, str):
            yield value
        elif isinstance(value, bytes):
            yield value.replace(b"\0", b"").decode("utf-8", "replace")


_PROFILE_TEXTS = frozenset({b"desc", b"cprt", b"dmnd", b"dmdd", b"vued", b"targ", b"scrd"})
_TEXT_TYPES = frozenset({b"text", b"desc"})
_PROFILE_HEADER = 132


def profile_texts(data: bytes) -> Iterator[str]:
    """The descriptions in a colour profile (ICC.1, 7.3): its tags of text and what stands behind them, no tables."""
    count = int.from_bytes(data[_PROFILE_HEADER - 4:_PROFILE_HEADER], "big")
    end = _PROFILE_HEADER
    for tag in range(min(count, _MOST_TAGS)):
        entry = data[_PROFILE_HEADER + 12 * tag:_PROFILE_HEADER + 12 * tag + 12]
        start, size = int.from_bytes(entry[4:8], "big"), int.from_bytes(entry[8:12], "big")
        end = max(end, start + size)
        if entry[:4] in _PROFILE_TEXTS or data[start:start + 4] in _TEXT_TYPES:
            yield from printed(data[start + 4:start + size])
    yield from printed(data[end:])


def printed(data: bytes) -> Iterator[str]:
    """The stretches of a binary file that are text, in one byte a letter or in two."""
    for found in _PRINTED.finditer(data):
        text = found[0].decode("latin-1")
        if sum(map(str.isalpha, text)) >= 0.6 * len(text) and any(map(str.isascii, text)):
            yield text
    for found in _WIDE.finditer(data):
        yield found[0].replace(b"\0", b"").decode("latin-1")


def file_texts(data: bytes) -> Iterator[str]:
    """What an attached file says, if it is a text or an archive of texts, as office documents are."""
    if data.startswith(b"PK\x03\x04"):
        yield from _zipped(data)
    elif data.startswith(b"\x1f\x8b"):
        yield from _gunzipped(data)
    elif b"\0" not in data[:2000] or data[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        text = decoded_text(data)
        yield from xml_texts(data) if text.lstrip().startswith("<") else [text]
    else:
        yield from printed(data)


def _gunzipped(data: bytes) -> Iterator[str]:
    try:
        opened = zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(data, _MOST_ZIPPED)
    except zlib.error:
        return
    if not opened.startswith(b"\x1f\x8b"):
        yield from file_texts(opened)


def _zipped(data: bytes) -> Iterator[str]:
    left = _MOST_ZIPPED
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for member in archive.infolist():
                yield member.filename
                if member.file_size > left:
                    continue
                left -= member.file_size
                content = archive.read(member)
                yield from (xml_texts(content) if content.lstrip().startswith(b"<") else printed(content))
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError, ValueError, EOFError):
        return


def decoded_text(data: bytes) -> str:
    """The bytes as a text in the encoding that they bear the mark of."""
    for mark, codec in ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
        if data.startswith(mark):
            return data[2:].decode(codec, "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("latin-1")
