"""All that is known of a foreign PDF: read once, and shared by every look."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from functools import cached_property

import pikepdf
import pypdfium2

from redact.errors import UnusableInput
from redact.release.gate.leak import Leak
from redact.release.reading.qpdf import QpdfObjects, read_objects
from redact.release.reading.syntax import PdfSyntaxError, Ref
from redact.release.verifier.appearances import (
    hidden_by_annotations,
    is_shown,
    normal_appearance,
)
from redact.release.verifier.boxes import PageBox, boxes_of, has_bare_label
from redact.release.verifier.carriers import Carriers, Said
from redact.release.verifier.content import Reader, Spoken
from redact.release.verifier.cropping import cropped_pictures
from redact.release.verifier.engine import NOBODY
from redact.release.verifier.fonts import blank_texts, parse_cmap
from redact.release.verifier.formats import printed
from redact.release.verifier.hiding import (
    Hidden,
    Seen,
    covered_by_layers,
    hidden_words,
    seen_places,
    words_that_vary,
)
from redact.release.verifier.labels import is_marked
from redact.release.verifier.layers import Layers, pages_with_layers, variants
from redact.release.verifier.needles import Needles
from redact.release.verifier.pictures import picture_leaks
from redact.release.verifier.remains import (
    all_fonts,
    attached_texts,
    earlier_texts,
    stale_texts,
    stream_texts,
    third_text,
    unreferenced_texts,
)
from redact.release.verifier.replacing import without_replacements
from redact.release.verifier.revisions import comments_of, loose_bytes, trailing_bytes, unread_parts
from redact.release.verifier.sight import PageSight, look_at
from redact.release.verifier.words import Shown, squeezed

_PAGE_SAMPLES = 500
"""Samples of a picture's side from which it may be that of a page."""
_REPAIRED = ("file is damaged", "attempting to reconstruct", "xref not found", "can't find startxref")


@dataclass(frozen=True, slots=True)
class PageView:
    """What is kept of a page once it was looked at: what it shows, what it hides, its boxes.

    ``raw`` and ``laid_out`` are its text as the engine orders it and as it stands on the page, hidden or not;
    ``annotated`` is what the appearances of its annotations hide, ``varying`` what some layers show and others do not.
    ``picture`` is True where a picture takes most of the page: then its words may be in the picture;
    ``labelled`` where a text is a label and nothing else.
    """

    number: int
    shown: str
    raw: str
    laid_out: str
    hidden: tuple[Hidden, ...]
    annotated: tuple[Hidden, ...]
    varying: tuple[Hidden, ...]
    boxes: tuple[PageBox, ...]
    pictures: tuple[Leak, ...]
    picture: bool
    labelled: bool


class Evidence:
    """One PDF under examination. Raises :class:`UnusableInput` where it cannot be read whole."""

    def __init__(self, data: bytes, name: str, needles: Needles, source: Sequence[str] = (),
                 thorough: bool = False):
        self.data = data
        self.name = name
        self.needles = needles
        self.source = source
        self.thorough = thorough
        self.reading = _opened(data)
        self.reader = Reader()

    @cached_property
    def carriers(self) -> Carriers:
        """Every string beside the pages."""
        return Carriers(self.reading)

    @cached_property
    def linearised(self) -> bool:
        return b"/Linearized" in self.data[:2048]

    # --- the pages as seen -----------------------------------------------------------------------------------------

    @cached_property
    def pages(self) -> tuple[PageView, ...]:
        """Each page as the engine shows it."""
        try:
            with closing(pypdfium2.PdfDocument(self.drawn_data)) as document:
                _show_forms(document)
                views = [_view(sight, self._layered.get(sight.number, ()))
                         for sight in look_at(document, blanks=self._blanks)]
            worded = sorted({number for number, item, spoken in self._appearing if spoken.text.strip()})
            known = {view.number: view.hidden for view in views}
            annotated = hidden_by_annotations(self.drawn_data, worded, known) if worded else {}
            return tuple(replace(view, annotated=annotated.get(view.number, ())) for view in views)
        except pypdfium2.PdfiumError:
            raise UnusableInput("the pages cannot be shown") from None

    @cached_property
    def drawn_data(self) -> bytes:
        """The file as the engine is given it: without texts that replace what is drawn."""
        return without_replacements(self.reading)

    @cached_property
    def _blanks(self) -> frozenset[str]:
        """The texts that fonts of the file give for letters and that are none."""
        fonts = (handle for handle in self.reading.pdf.objects
                 if isinstance(handle, pikepdf.Dictionary) and isinstance(handle.get("/ToUnicode"), pikepdf.Stream))
        return frozenset().union(*map(blank_texts, fonts))

    @cached_property
    def layers(self) -> Layers:
        return Layers(self.reading.pdf)

    @cached_property
    def _layered(self) -> dict[int, list[Seen]]:
        """What is seen of each page that has layers, by each way of showing them."""
        seen: dict[int, list[Seen]] = defaultdict(list)
        has_layers = isinstance(self.reading.entry(self.reading.trailer, "Root", "OCProperties"), dict)
        pages = pages_with_layers(self.reading.pdf) if has_layers else []
        for variant in variants(self.drawn_data) if pages else ():
            with closing(pypdfium2.PdfDocument(variant.data)) as document:
                _show_forms(document)
                for sight in look_at(document, pages, blanks=self._blanks, printed=variant.printed):
                    seen[sight.number].append(Seen(seen_places(sight), variant.whole))
        return seen

    @cached_property
    def shown_texts(self) -> tuple[str, ...]:
        """What the visible pages and the annotations upon them say: the letters drawn, not what replaces them."""
        return (*(page.shown for page in self.pages), *(spoken.text for spoken in self.appearances))

    @cached_property
    def shown(self) -> Shown:
        """The words of these."""
        return Shown.of(self.shown_texts)

    @cached_property
    def said_now(self) -> Shown:
        """The words of the pages and of every string beside them that something refers to."""
        return Shown.of([*self.shown_texts, *(said.text for said in self.carriers.said
                                              if said.carrier != "pdf unreferenced object")])

    @cached_property
    def bears_boxes(self) -> bool:
        """True if something was taken out of the document, or is about to be, by the looks of it."""
        return bool(self.redactions) or any(page.boxes or page.labelled for page in self.pages) or any(
            map(is_marked, self.shown_texts))

    @cached_property
    def pictured(self) -> bool:
        """True where the words of the document may stand in pictures of pages, so that what they say is not known."""
        return any(page.picture and len(page.shown.split()) < 5 for page in self.pages)

    # --- the pages as read by ourselves ----------------------------------------------------------------------------

    @cached_property
    def spoken(self) -> tuple[Spoken, ...]:
        """What the content of each page says, by our own reading."""
        return tuple(self.reader.page(page.obj) for page in self.reading.pdf.pages)

    @cached_property
    def annotations(self) -> tuple[tuple[int, pikepdf.Object], ...]:
        """Every annotation with the number of its page."""
        found = []
        for number, page in enumerate(self.reading.pdf.pages, 1):
            held = page.obj.get("/Annots")
            for item in held if isinstance(held, pikepdf.Array) else ():
                if isinstance(item, pikepdf.Dictionary):
                    found.append((number, item))
        return tuple(found)

    @cached_property
    def redactions(self) -> tuple[tuple[int, pikepdf.Object], ...]:
        """The annotations that only propose to take something out."""
        return tuple((number, item) for number, item in self.annotations if item.get("/Subtype") == "/Redact")

    @cached_property
    def appearances(self) -> tuple[Spoken, ...]:
        """What the annotations show that are shown."""
        return tuple(spoken for _, _, spoken in self._appearing)

    @cached_property
    def _appearing(self) -> tuple[tuple[int, pikepdf.Object, Spoken], ...]:
        """Each annotation that is shown, with its page and what its appearance says."""
        return tuple((number, item, self.reader.stream(stream)) for number, item in self._shown_annotations
                     for stream in normal_appearance(item))

    @cached_property
    def _shown_annotations(self) -> tuple[tuple[int, pikepdf.Object], ...]:
        return tuple((number, item) for number, item in self.annotations
                     if is_shown(item) and self.layers.shows(item.get("/OC")))

    # --- what is left -------------------------------------------------------------------------------------------------

    @cached_property
    def earlier_texts(self) -> tuple[str, ...]:
        """What earlier revisions and replaced objects say."""
        return tuple(earlier_texts(self.reading, self.linearised, self.bears_boxes))

    @cached_property
    def loose_texts(self) -> tuple[str, ...]:
        """What bytes say that belong to no object, or stand behind the end of a packed stream."""
        loose = [*loose_bytes(self.data, self.reading.encrypted), *trailing_bytes(self.reading)]
        return (*(text for part in loose for text in printed(part)), *unread_parts(self.reading))

    @cached_property
    def unexplained(self) -> tuple[Said, ...]:
        """What streams say that stand under keys of a program's own."""
        return tuple(Said(carrier, "", text, page) for carrier, page, number in self.carriers.unexplained
                     for text in stream_texts(self.reading.streams[number], self.reader, all_fonts(self.reading)))

    @cached_property
    def unreferenced_streams(self) -> tuple[str, ...]:
        """What streams say that nothing refers to, and objects that no cross-reference table has."""
        return (*unreferenced_texts(self.reading, self.carriers), *stale_texts(self.reading, replaced=False))

    @cached_property
    def attached_texts(self) -> tuple[str, ...]:
        """What attached files say."""
        return tuple(attached_texts(self.carriers))

    def is_font_within(self, name: str) -> bool:
        """True if a font program of the file bears this name itself: then it is that of a typeface."""
        wanted = {_squeezed(name.encode("latin-1", "replace")), _squeezed(name.partition("-")[0].encode(
            "latin-1", "replace"))} - {b""}
        return any(each in program for program in self._font_programs for each in wanted)

    @cached_property
    def _font_programs(self) -> tuple[bytes, ...]:
        """The font programs of the file, without blanks and the like."""
        held = {ref.number for item in self.reading.objects.values() if isinstance(item, dict)
                for ref in map(item.get, ("FontFile", "FontFile2", "FontFile3")) if isinstance(ref, Ref)}
        streams = self.reading.streams
        return tuple(_squeezed(streams[number].decoded) for number in held if number in streams)

    @cached_property
    def third_text(self) -> str:
        """The text by a third engine."""
        return third_text(self.data)

    @cached_property
    def font_tables(self) -> tuple[frozenset[str], ...]:
        """The characters that each font of the file says it has."""
        tables = (item.get("ToUnicode") for item in self.reading.objects.values()
                  if isinstance(item, dict) and item.get("Type") == "Font")
        return tuple(frozenset("".join(parse_cmap(self.reading.streams[table.number].decoded).values()))
                     for table in tables if isinstance(table, Ref) and table.number in self.reading.streams)

    @cached_property
    def beyond(self) -> Needles:
        """What to look for where the reader of the pages does not look: secrets, and what of the source the pages do
        not show; less what they say."""
        unshown = [line for text in self.source for line in text.splitlines()
                   if squeezed(line) and squeezed(line) not in self.shown.run]
        return self.needles.joined(Needles.of(unshown)).beyond("\n".join(self.shown_texts))

    @cached_property
    def undrawn(self) -> tuple[Spoken, ...]:
        """What forms say that no page and no annotation draws."""
        drawn = {key for spoken in (*self.spoken, *self.appearances) for key in spoken.painted}
        drawn |= {stream.objgen for _, item in self._shown_annotations for stream in normal_appearance(item)}
        return tuple(self.reader.stream(stream.handle) for stream in self.reading.streams.values()
                     if _is_drawing(stream.handle) and stream.handle.objgen not in drawn)

    @cached_property
    def undrawn_pictures(self) -> int:
        """How many large pictures nothing draws: a page before it was redacted, for all one can tell."""
        drawn = {key for spoken in (*self.spoken, *self.appearances, *self.undrawn) for key in spoken.painted}
        return sum(_is_page_picture(stream.handle) and stream.handle.objgen not in drawn
                   and number not in self.carriers.unreferenced and number not in self._masks
                   for number, stream in self.reading.streams.items())

    @cached_property
    def _masks(self) -> frozenset[int]:
        """The pictures that are masks of others."""
        held = (self.reading.objects[number] for number in self.reading.streams)
        return frozenset(mask.number for entries in held if isinstance(entries, dict)
                         for mask in (entries.get("SMask"), entries.get("Mask")) if isinstance(mask, Ref))

    @cached_property
    def comments(self) -> tuple[str, ...]:
        """The comments in the content of pages and forms; what stands in the data of inline pictures is none."""
        contents = {handle.objgen for page in self.reading.pdf.pages for handle in _contents(page.obj)}
        return tuple(comment.decode("latin-1") for stream in self.reading.streams.values()
                     if stream.handle.objgen in contents or _is_drawing(stream.handle)
                     for comment in comments_of(stream.decoded))


def _is_drawing(stream: pikepdf.Object) -> bool:
    """True for a form or the cell of a pattern."""
    return stream.get("/Subtype") == "/Form" or stream.get("/PatternType") == 1


def _is_page_picture(stream: pikepdf.Object) -> bool:
    """True for a picture with as many samples as a page's scan has at least."""
    sides = stream.get("/Width"), stream.get("/Height")
    return stream.get("/Subtype") == "/Image" and all(isinstance(side, int) and side >= _PAGE_SAMPLES for side in sides)


def _contents(page: pikepdf.Object) -> Iterator[pikepdf.Object]:
    held = page.get("/Contents")
    yield from (part for part in (held if isinstance(held, pikepdf.Array) else [held])
                if isinstance(part, pikepdf.Stream))


def _show_forms(document: pypdfium2.PdfDocument) -> None:
    """Has the fields of a form shown; what an XFA form shows is not known to this engine, its appearances are."""
    if document.get_formtype() == pypdfium2.raw.FORMTYPE_ACRO_FORM:
        document.init_forms()


def _opened(data: bytes) -> QpdfObjects:
    try:
        reading = read_objects(data)
    except pikepdf.PasswordError:
        raise UnusableInput("the file is encrypted and needs a password") from None
    except (pikepdf.PdfError, PdfSyntaxError, ValueError, RecursionError):
        raise UnusableInput("the file cannot be read whole as a PDF: it is damaged or cut off") from None
    if any(sign in str(warning).lower() for warning in reading.warnings for sign in _REPAIRED):
        raise UnusableInput("the file is damaged or cut off: what it held before cannot be told")
    if not len(reading.pdf.pages):
        raise UnusableInput("the file has no pages")
    return reading


def _squeezed(data: bytes) -> bytes:
    """The letters and figures of a byte string."""
    return data.translate(None, _NO_LETTERS)


_NO_LETTERS = bytes(code for code in range(256) if not chr(code).isalnum() or code > 127)


def _view(sight: PageSight, layered: Sequence[Seen]) -> PageView:
    whole = frozenset().union(*(seen.places for seen in layered if seen.whole))
    hidden = [*hidden_words(sight, whole), *covered_by_layers(sight, layered)]
    varying = tuple(words_that_vary(sight, layered))
    concealed = {id(glyph) for word in hidden for glyph in word.glyphs}
    # Recognised text of a scan is shown by its picture; whatever is hidden otherwise is not.
    shown = "".join(glyph.text for glyph in sight.glyphs if id(glyph) not in concealed)
    boxes = boxes_of(sight)
    page = sight.size[0] * sight.size[1]
    picture = any(thing.kind == "image" and _area(thing.box) > page / 2 for thing in sight.things)
    return PageView(sight.number, shown, sight.raw, _laid_out(sight), tuple(hidden), (), varying, tuple(boxes),
                    (*picture_leaks(sight, boxes), *cropped_pictures(sight)), picture,
                    has_bare_label(sight))


def _area(box: tuple[float, float, float, float]) -> float:
    return abs((box[2] - box[0]) * (box[3] - box[1]))


def _laid_out(sight: PageSight) -> str:
    """The characters in the order of their places: lines from top to bottom, each from left to right."""
    placed = [(round(-glyph.box[1] / 3), glyph.box[0], glyph.text) for glyph in sight.glyphs
              if glyph.drawn_by != NOBODY and not glyph.text.isspace()]
    return "".join(text for _, _, text in sorted(placed))
