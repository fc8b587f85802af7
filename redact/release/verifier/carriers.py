"""Everything a PDF says beside its pages, each string with the place it stands in.

Every string and every text stream that the trailer leads to is told once, under the first place that leads to it. What
nothing leads to is told as unreferenced.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from redact.release.reading.objects import PdfObjects
from redact.release.reading.syntax import Name, Ref, Value, text_of
from redact.release.verifier.fonts import is_glyph_name
from redact.release.verifier.formats import (
    decoded_text,
    is_packed_picture,
    printed,
    profile_texts,
    program_names,
    xml_names,
    xml_texts,
)
from redact.release.verifier.naming import is_date
from redact.release.verifier.samples import picture_texts
from redact.release.verifier.words import is_of_program

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
_LANGUAGE = re.compile(r"(?:[A-Za-z]{2,3}(?:-[A-Za-z]{2,4}|-[0-9][0-9A-Za-z]{2,3}){0,3})?")
"""A tag of a language (BCP 47) of the usual kind: language, script and country."""
_MACHINE = frozenset({"CheckSum", "Panose", "Cert", "ByteRange", "DigestValue"})
"""Keys of strings that machines read, and of bytes that are no text."""
_NAMES = frozenset({"NM", "Registry", "Ordering", "RegistryName", "TF", "Dest", "IRT", "OutputCondition",
                    "OutputConditionIdentifier", "IDTree", "DA", "DS", "D", "ID", "IDS", "Lookup"})
"""Keys of strings that are names, which programs make up."""
_DIGESTS = frozenset({"ID", "IDS", "Lookup"})
"""Names that are bytes of no meaning more often than not."""
_PASSWORDS = frozenset({"O", "U", "OE", "UE", "Perms"})
_ADDRESSES = frozenset({"URI", "Base", "NS", "URL"})
_DATES = frozenset({"CreationDate", "ModDate", "M", "LastModified"})
_PROGRAM_KEYS = frozenset({"Producer", "Creator", "PTEX.Fullbanner", "Application", "App", "SaveAppName"})
_RESOURCES = frozenset({"Font", "XObject", "ExtGState", "ColorSpace", "Pattern", "Shading", "Properties"})
"""Keys of dictionaries whose own keys a page's content calls its resources by."""
_FONT_NAMES = frozenset({"BaseFont", "FontName", "FontFamily"})

Kind = Literal["text", "name", "typeface", "address", "machine"]
"""Who reads a string, and so what counts as a word in it: people; programs, which make up names of fonts and of
everything else; who follows an address; or nobody."""


@dataclass(frozen=True, slots=True)
class Said:
    """A text and where it stands. ``key`` is the dictionary key nearest above it; ``kind`` who reads it; ``unsure`` is
    True where honest documents say by it what no page shows; ``page`` counts from 1."""

    carrier: str
    key: str
    text: str
    page: int | None = None
    kind: Kind = "text"
    unsure: bool = False


class Carriers:
    """One walk over the objects of a file.

    ``said`` holds what it found, ``files`` the kind and bytes of attached files, ``reached`` the objects it came to,
    ``unreferenced`` those that nothing leads to, ``unexplained`` the place, page and number of streams that stand under
    a key of no known meaning, ``small_pictures`` the number of those in the metadata.
    """

    def __init__(self, reading: PdfObjects):
        self.reading = reading
        self.said: list[Said] = []
        self.files: list[tuple[str, bytes]] = []
        self.reached: set[int] = set()
        self._names: set[tuple[str, str]] = set()
        self.unreferenced: tuple[int, ...] = ()
        self.unexplained: list[tuple[str, int | None, int]] = []
        self.small_pictures = 0
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
                self._tell_keys(item, inner, key, page)
                waiting += [(part, _tree(name, inner), name, item) for name, part in item.items()
                            if name not in _NOT_FOLLOWED or not isinstance(part, Ref)]
            elif isinstance(item, list):
                waiting += [(part, carrier, key, holder) for part in item if part.__class__ is not float]
            elif isinstance(item, Name):
                self._tell_name(str(item), carrier, key, page)
            elif isinstance(item, bytes):
                self._tell(item, carrier, key, holder, page)

    def _tell(self, string: bytes, carrier: str, key: str, holder: dict[str, Value], page: int | None) -> None:
        text = text_of(string)
        if key == "CharSet":
            for name in text.split("/"):
                self._tell_name(name, "pdf font", "Differences", page)
            return
        place = "pdf link" if key == "Base" else _STRINGS.get(key, carrier)
        signs = holder.get("Type") in {"Sig", "DocTimeStamp"}
        described = key == "Alt" and holder.get("S") in {"Figure", "Formula", "Link", "Form", "Chart"}
        kind = "machine" if signs and key == "Contents" else _kind(text, carrier, key, holder)
        self.said.append(Said(place, key, text, page, kind, described or (signs and key == "Name")))

    def _tell_name(self, name: str, carrier: str, key: str, page: int | None) -> None:
        if key in _FONT_NAMES:
            self._tell_once("pdf font", key, name.partition("+")[2] or name, page, "typeface")
        elif len(name) > _SHORTEST_KEY and not (key == "Differences" and is_glyph_name(name)):
            self._tell_once("pdf font" if key == "Differences" else carrier, key, name, page, "name")

    def _tell_keys(self, item: dict[str, Value], carrier: str, above: str, page: int | None = None) -> None:
        """Keys are names that a program may choose. ``above`` is the key of the dictionary itself."""
        place = "pdf resource name" if above in _RESOURCES and carrier != "pdf private data" else carrier
        for key in item:
            known = (carrier == "pdf info" and key in _INFO_KEYS) or (above == "CharProcs" and is_glyph_name(key))
            if len(key) > _SHORTEST_KEY and not known:
                self._tell_once(place, key, key, page, "text" if carrier == "pdf info" else "name")

    def _tell_once(self, carrier: str, key: str, name: str, page: int | None, kind: Kind) -> None:
        if (carrier, name) not in self._names:
            self._names.add((carrier, name))
            self.said.append(Said(carrier, key, name, page, kind))

    # --- streams ---------------------------------------------------------------------------------------------------

    def _tell_stream(self, number: int, entries: dict[str, Value], carrier: str, key: str, page: int | None) -> None:
        kind, subtype = entries.get("Type"), entries.get("Subtype")
        stream = self.reading.streams[number]
        if subtype == "Image" or key == "Thumb":
            self._tell_all("pdf picture data", picture_texts(self.reading, entries, stream), page)
        elif kind == "Metadata" or subtype == "XML" or carrier == "pdf xmp":
            self._tell_metadata(stream.decoded, page)
        elif carrier == "pdf attachment" or kind == "EmbeddedFile":
            self.files.append((str(subtype or ""), stream.decoded))
        elif carrier == "pdf xfa" or key == "XFA":
            self.said += [Said("pdf xfa", "", text, page) for text in xml_texts(stream.decoded)]
        elif carrier == "pdf script":
            self.said.append(Said(carrier, "JS", decoded_text(stream.decoded), page))
        elif carrier == "pdf colour profile" and "N" in entries:
            self.said += [Said(carrier, "", text, page, "name") for text in profile_texts(stream.decoded)]
        elif key in _TABLES or "CMapName" in entries or entries.get("FunctionType") == 4:
            for name in program_names(stream.decoded):
                if "FunctionType" in entries:
                    self._tell_once(carrier, key, name, page, "name")
                else:
                    self._tell_once("pdf font", key, name.partition("+")[2] or name, page, "typeface")
        elif key == "Lookup":
            self._tell_all(carrier, printed(stream.decoded), page)
        elif carrier in _PLACES_OF_PROGRAMS and not (entries.keys() & _KINDS or subtype in _SUBTYPES
                                                     or key in _KNOWN_STREAMS):
            self.unexplained.append((carrier, page, number))

    def _tell_all(self, carrier: str, texts: Iterator[str], page: int | None) -> None:
        for text in texts:
            self.said.append(Said(carrier, "", text, page, "machine" if is_of_program(text) else "text"))

    def _tell_metadata(self, packet: bytes, page: int | None) -> None:
        for name in xml_names(packet):
            self._tell_once("pdf xmp", "", name, page, "name")
        for text in xml_texts(packet):
            if is_packed_picture(text):
                self.small_pictures += 1
            else:
                self._tell_all("pdf xmp", iter([text]), page)


_PLACES_OF_PROGRAMS = frozenset({"pdf private data", "pdf catalog", "pdf page", "pdf trailer", "pdf info",
                                 "pdf structure", "pdf annotation", "pdf outline"})
_SUBTYPES = frozenset({"Form", "Type1C", "CIDFontType0C", "OpenType"})
_TABLES = frozenset({"ToUnicode", "UseCMap"})
_KINDS = frozenset({"FunctionType", "ShadingType", "PatternType", "HalftoneType", "Length1", "CMapName"})
"""Keys of streams whose meaning the standard gives: read elsewhere, or no words."""
_KNOWN_STREAMS = frozenset({"N", "D", "R", "RC", "TR", "TR2", "BG", "UCR", "HT"})
_SHORTEST_KEY = 3
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


def _kind(text: str, carrier: str, key: str, holder: dict[str, Value]) -> Kind:
    """Who reads a string under a key."""
    if key in _MACHINE or (key in _PASSWORDS and holder.get("Filter") == "Standard"):
        return "machine"
    if (key == "Lang" and _LANGUAGE.fullmatch(text)) or (key in _DATES and is_date(text)) or (
            key in _PROGRAM_KEYS and is_of_program(text)):
        return "machine"
    if carrier == "pdf colour profile" and key not in {"Info", "Lookup"}:
        return "name"
    if key in _ADDRESSES:
        return "address"
    if key in _FONT_NAMES:
        return "typeface"
    if key in _DIGESTS and not (text.isascii() and text.isprintable()):
        return "machine"
    if key in _NAMES or ((carrier == "pdf destination" or key == "Names") and " " not in text.strip()):
        return "name"
    return "text"
