"""Everything a PDF says beside its pages, each string with the place it stands in.

Every string and every text stream that the trailer leads to is told once, under the first place that leads to it. What
nothing leads to is told as unreferenced.
"""

from __future__ import annotations

import html
import io
import re
import struct
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass

from PIL import Image

from redact.release.reading.objects import PdfObjects
from redact.release.reading.syntax import Name, Ref, Value, text_of
from redact.release.verifier.words import is_of_program

_TEXT_KEYS = re.compile(r"<[^>]*>")
_ATTRIBUTE = re.compile(r"""=\s*(?:"([^"]*)"|'([^']*)')""")
_PRINTED = re.compile(rb"[\x20-\x7e\xa0-\xff]{6,2000}")
_WIDE = re.compile(rb"(?:[\x20-\x7e]\x00){5,2000}|(?:\x00[\x20-\x7e]){5,2000}")
_MOST_ZIPPED = 32_000_000
_LARGEST_STREAM = 64_000_000

_TREES = {
    "Outlines": "pdf outline", "PageLabels": "pdf page label", "OCProperties": "pdf layer", "Dests": "pdf destination",
    "EmbeddedFiles": "pdf attachment", "AF": "pdf attachment", "JavaScript": "pdf script", "AA": "pdf script",
    "OpenAction": "pdf script", "AcroForm": "pdf form field", "PieceInfo": "pdf private data",
    "StructTreeRoot": "pdf structure", "Annots": "pdf annotation", "Thumb": "pdf thumbnail", "Font": "pdf font",
    "Metadata": "pdf xmp", "XObject": "pdf picture or form", "ColorSpace": "pdf colour profile",
    "OutputIntents": "pdf colour profile", "Properties": "pdf layer", "XFA": "pdf xfa", "Info": "pdf info",
    "Threads": "pdf article", "Collection": "pdf attachment", "JS": "pdf script", "A": "pdf action",
    "RoleMap": "pdf role map", "ClassMap": "pdf role map", "FontDescriptor": "pdf font",
}
"""The key under which another kind of place begins, and its name."""
_STRINGS = {"ActualText": "pdf actual text", "Alt": "pdf alternate text", "E": "pdf expansion text",
            "JS": "pdf script", "URI": "pdf link"}
"""Keys whose string has a place of its own wherever it stands."""
_NOT_FOLLOWED = frozenset({"Parent", "P", "Pg", "Obj", "Prev", "Last", "ParentTree"})
_LANGUAGE = re.compile(rb"(?:\xfe\xff)?(?:\x00?[A-Za-z]){0,8}(?:\x00?-(?:\x00?[A-Za-z0-9]){1,8})*")
_NO_WORDS = frozenset({
    "ID", "CheckSum", "DA", "DS", "Lookup", "Panose", "Registry", "Ordering", "NM", "CreationDate", "ModDate", "M",
    "LastModified", "Cert", "ByteRange", "DigestValue", "IDS", "CharSet", "Dest", "IRT", "OutputCondition",
    "OutputConditionIdentifier", "RegistryName", "IDTree", "O", "U", "OE", "UE", "Perms"})
"""Keys of strings that machines read: they say no words without knowledge of what is looked for."""
_DATES = frozenset({"CreationDate", "ModDate", "M", "LastModified"})
_DATED = re.compile(rb"[^A-Za-z]*|(?:\xfe\xff)?[\x00D]{0,2}[\d\x00:'Z+\-./ ,]*|"
                    rb"(?:[\w:,./+\- \x00]{0,4}\b(?:[A-Z][a-z]{2,8}|GMT|UTC|[AP]M)\b[\d:,./+\- ]*){1,6}")
"""Dates, as the standard has them and as programs write them."""
_PROGRAM_KEYS = frozenset({"Producer", "Creator", "PTEX.Fullbanner", "Application", "App", "SaveAppName"})
_SIGNATURE_KEYS = frozenset({"Contents", "Name", "Reason", "Location", "ContactInfo", "Prop_Build"})


@dataclass(frozen=True, slots=True)
class Said:
    """A text and where it stands. ``key`` is the dictionary key nearest above it; ``machine`` is True where only
    machines read it; ``pictured`` where it describes a picture; ``page`` counts from 1."""

    carrier: str
    key: str
    text: str
    page: int | None = None
    machine: bool = False
    pictured: bool = False


class Carriers:
    """One walk over the objects of a file.

    ``said`` holds what it found, ``files`` the kind and bytes of attached files, ``reached`` the objects it came to,
    ``unreferenced`` those that nothing leads to, ``unexplained`` the place, page and number of streams that stand under
    a key of no known meaning.
    """

    def __init__(self, reading: PdfObjects):
        self.reading = reading
        self.said: list[Said] = []
        self.files: list[tuple[str, bytes]] = []
        self.reached: set[int] = set()
        self._keys: set[tuple[str, str]] = set()
        self.unreferenced: tuple[int, ...] = ()
        self.unexplained: list[tuple[str, int | None, int]] = []
        self._walk_file()

    # --- the walk --------------------------------------------------------------------------------------------------

    def _walk_file(self) -> None:
        reading = self.reading
        root = reading.trailer.get("Root")
        catalog = reading.resolve(root)
        pages = list(_page_refs(reading))
        self.reached |= {number for number, _ in pages}
        info = reading.trailer.get("Info")
        for key in ("Info",):
                self._walk(info, "pdf info", key)
        for page, (number, entries) in enumerate(pages, 1):
            self._walk_page(entries, page, number)
        if isinstance(catalog, dict):
            for key in sorted(catalog, key=lambda key: (key not in _TREES, key == "StructTreeRoot")):
                self._walk({key: catalog[key]}, "pdf catalog", "")
            self.reached |= {root.number} if isinstance(root, Ref) else set()
        self._walk({key: item for key, item in reading.trailer.items() if key != "Prev"}, "pdf trailer", "")
        self._tell_unreferenced()

    def _walk_page(self, entries: dict[str, Value], page: int, number: int) -> None:
        self._walk({key: item for key, item in entries.items() if key != "Contents"}, "pdf page", "", page)
        contents = entries.get("Contents")
        parts = self.reading.resolve(contents)
        for part in [contents, *(parts if isinstance(parts, list) else [])]:
            if isinstance(part, Ref):
                self.reached.add(part.number)

    def _tell_unreferenced(self) -> None:
        self.unreferenced = tuple(sorted(self.reading.objects.keys() - self.reached))
        for number in self.unreferenced:
            item = self.reading.objects[number]
            if isinstance(item, dict) and item.get("Type") in {"ObjStm", "XRef"}:
                continue
            self._walk(Ref(number, 0), "pdf unreferenced object", "")

    def _walk(self, item: Value, carrier: str, key: str, page: int | None = None) -> None:
        """Tells every string under a value, references followed once."""
        holder: dict[str, Value] = {}
        waiting: list[tuple[Value, str, str, dict[str, Value]]] = [(item, carrier, key, holder)]
        while waiting:
            item, carrier, key, holder = waiting.pop()
            if isinstance(item, Ref):
                if item.number in self.reached or item.number not in self.reading.objects:
                    continue
                self.reached.add(item.number)
                number, item = item.number, self.reading.objects[item.number]
                if number in self.reading.streams and isinstance(item, dict):
                    self._tell_stream(number, item, carrier, key, page)
            if isinstance(item, dict):
                inner = _place(item, carrier)
                self._tell_keys(item, inner, page)
                waiting += [(part, _tree(name, inner), name, item) for name, part in item.items()
                            if name not in _NOT_FOLLOWED or (name in {"P", "E"} and isinstance(part, bytes))]
            elif isinstance(item, list):
                waiting += [(part, carrier, key, holder) for part in item if part.__class__ is not float]
            elif isinstance(item, Name):
                self._tell_name(str(item), carrier, key, page)
            elif isinstance(item, bytes):
                self._tell(item, carrier, key, holder, page)

    def _tell(self, string: bytes, carrier: str, key: str, holder: dict[str, Value], page: int | None) -> None:
        place = _STRINGS.get(key, carrier)
        signs = holder.get("Type") in {"Sig", "DocTimeStamp"} and key in _SIGNATURE_KEYS
        colours = carrier == "pdf colour profile" and key != "Info"
        tongue = key == "Lang" and _LANGUAGE.fullmatch(string) is not None
        program = key in _PROGRAM_KEYS and is_of_program(text_of(string))
        dated = key in _DATES and not _DATED.fullmatch(string)
        machine = signs or colours or tongue or program or (key in _NO_WORDS and not dated)
        pictured = key == "Alt" and holder.get("S") in {"Figure", "Formula", "Link", "Form", "Chart"}
        self.said.append(Said(place, key, text_of(string), page, machine, pictured))

    def _tell_name(self, name: str, carrier: str, key: str, page: int | None) -> None:
        if key in {"BaseFont", "FontName"}:
            self.said.append(Said("pdf font", key, name.partition("+")[2] or name, page))
        elif len(name) > 3:
            self.said.append(Said(carrier, key, name, page, machine=True))

    def _tell_keys(self, item: dict[str, Value], carrier: str, page: int | None = None) -> None:
        """Keys are names that a program may choose: told once each, as machines' but where they name for people."""
        for key in item:
            if len(key) > _SHORTEST_KEY and (carrier, key) not in self._keys:
                self._keys.add((carrier, key))
                known = carrier == "pdf info" and key in _INFO_KEYS
                self.said.append(Said(carrier, key, key, page, machine=known or carrier not in _NAMED_BY_KEY))

    # --- streams ---------------------------------------------------------------------------------------------------

    def _tell_stream(self, number: int, entries: dict[str, Value], carrier: str, key: str, page: int | None) -> None:
        kind = entries.get("Type"), entries.get("Subtype")
        stream = self.reading.streams[number]
        if entries.get("Subtype") == "Image":
            for text in image_texts(stream.stored):
                self.said.append(Said("pdf picture data", "", text, page, machine=is_of_program(text)))
        elif kind[0] == "Metadata" or kind[1] == "XML" or carrier == "pdf xmp":
            for text in xml_texts(stream.decoded):
                self.said.append(Said("pdf xmp", "", text, page, machine=is_of_program(text)))
        elif carrier == "pdf attachment" or kind[0] == "EmbeddedFile":
            self.files.append((str(kind[1] or ""), stream.decoded))
        elif carrier == "pdf xfa" or key == "XFA":
            for text in xml_texts(stream.decoded):
                self.said.append(Said("pdf xfa", "", text, page))
        elif carrier == "pdf script":
            self.said.append(Said(carrier, "JS", _decoded(stream.decoded), page))
        elif carrier == "pdf colour profile" and "N" in entries:
            for text in profile_texts(stream.decoded):
                self.said.append(Said(carrier, "", text, page))
        elif carrier in _PLACES_OF_PROGRAMS and not (entries.keys() & _KINDS or key in _KNOWN_STREAMS):
            self.unexplained.append((carrier, page, number))


_PLACES_OF_PROGRAMS = frozenset({"pdf private data", "pdf catalog", "pdf page", "pdf trailer", "pdf info",
                                 "pdf structure", "pdf annotation", "pdf outline"})
_KINDS = frozenset({"Subtype", "FunctionType", "ShadingType", "PatternType", "HalftoneType", "Length1", "CMapName"})
"""Keys of streams whose meaning the standard gives: read elsewhere, or no words."""
_KNOWN_STREAMS = frozenset({"Contents", "N", "D", "R", "RC", "Thumb", "Sound", "Movie", "TR", "TR2", "BG", "UCR", "HT"})
_SHORTEST_KEY = 3
_NAMED_BY_KEY = frozenset({"pdf info", "pdf destination", "pdf role map"})
"""Places whose keys are words of the document, and not of the format."""
_INFO_KEYS = frozenset({"Title", "Author", "Subject", "Keywords", "Creator", "Producer", "CreationDate", "ModDate",
                        "Trapped", "GTS_PDFXVersion", "GTS_PDFXConformance", "Company", "SourceModified",
                        "PTEX.Fullbanner", "AAPL:Keywords"})


def _page_refs(reading: PdfObjects) -> Iterator[tuple[int, dict[str, Value]]]:
    """The pages, by object number, in order; a page named twice is told once."""
    root = reading.entry(reading.trailer, "Root")
    waiting: list[Value] = [root.get("Pages")] if isinstance(root, dict) else []
    seen: set[int] = set()
    while waiting:
        ref = waiting.pop()
        item = reading.resolve(ref)
        if not isinstance(item, dict) or (isinstance(ref, Ref) and ref.number in seen):
            continue
        number = ref.number if isinstance(ref, Ref) else 0
        seen.add(number)
        kids = reading.resolve(item.get("Kids"))
        if isinstance(kids, list):
            waiting += reversed(kids)
        else:
            yield number, item


def _place(item: dict[str, Value], carrier: str) -> str:
    """The place of a dictionary: by its type where that says more than what led to it."""
    kind = item.get("Type")
    if kind == "Filespec" or "EF" in item:
        return "pdf attachment"
    if kind == "OCG":
        return "pdf layer"
    if kind in {"Sig", "DocTimeStamp"}:
        return "pdf signature"
    if item.get("Subtype") == "Widget" or ("FT" in item and "T" in item):
        return "pdf form field"
    if kind == "StructElem":
        return "pdf structure"
    return carrier


def _tree(key: str, carrier: str) -> str:
    if carrier in {"pdf private data", "pdf attachment", "pdf unreferenced object"}:
        return carrier
    if key == "A" and carrier in {"pdf structure", "pdf role map"}:
        return carrier
    return _TREES.get(key, carrier)


def xml_texts(data: bytes) -> Iterator[str]:
    """What an XML file says: its text and the values of its attributes."""
    text = html.unescape(_decoded(data))
    for part in _TEXT_KEYS.split(text):
        if part.strip():
            yield part.strip()
    for tag in _TEXT_KEYS.findall(text):
        if not tag.startswith(("<?", "<!DOCTYPE")):
            for found in _ATTRIBUTE.finditer(tag):
                value = found[1] or found[2] or ""
                if value.strip() and "://" not in value:
                    yield value
        if tag.startswith("<!--"):
            yield tag[4:-3]


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
_PROFILE_HEADER = 132


def profile_texts(data: bytes) -> Iterator[str]:
    """The descriptions in a colour profile (ICC.1, 7.3): its tags of text, and none of its tables."""
    count = int.from_bytes(data[_PROFILE_HEADER - 4:_PROFILE_HEADER], "big")
    for tag in range(min(count, _MOST_TAGS)):
        entry = data[_PROFILE_HEADER + 12 * tag:_PROFILE_HEADER + 12 * tag + 12]
        start, size = int.from_bytes(entry[4:8], "big"), int.from_bytes(entry[8:12], "big")
        if entry[:4] in _PROFILE_TEXTS:
            yield from printed(data[start + 4:start + size])


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
    elif b"\0" not in data[:2000] or data[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        text = _decoded(data)
        yield from xml_texts(data) if text.lstrip().startswith("<") else [text]
    else:
        yield from printed(data)


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


def _decoded(data: bytes) -> str:
    for mark, codec in ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
        if data.startswith(mark):
            return data[2:].decode(codec, "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("latin-1")
