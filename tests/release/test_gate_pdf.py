"""A gauntlet of bad PDFs: each hides withheld text in another carrier, each must be refused for its own reason."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable
from functools import cache

import pikepdf
import pytest
from gate_samples import NAME, PERSON, TELLTALES, WITHHELD, beyond_spelling, draft, model
from pikepdf import Array, Dictionary, String
from pikepdf import Name as PdfName

from redact.release.gate import Leak, check
from redact.release.pdf import render_pdf

Edit = Callable[[pikepdf.Pdf], None]
SAY = f"({PERSON}) Tj"


@cache
def good() -> bytes:
    return render_pdf(model())


def check_pdf(data: bytes) -> list[Leak]:
    leaks = check(model(), {"pdf": data}, WITHHELD, name=NAME)
    told = json.dumps([leak.to_json() for leak in leaks]).lower()
    assert not any(word in told for word in TELLTALES)
    return leaks


def edited(edit: Edit | None = None) -> bytes:
    with pikepdf.open(io.BytesIO(good())) as pdf:
        if edit:
            edit(pdf)
        written = io.BytesIO()
        pdf.save(written, fix_metadata_version=False, static_id=True)
    return written.getvalue()


def drawn(operators: str) -> Edit:
    """The operators at the end of page 2."""
    def edit(pdf: pikepdf.Pdf) -> None:
        contents = pdf.pages[1].Contents
        contents.write(contents.read_bytes() + b"\n" + operators.encode("latin-1"))
    return edit


def text(place: str = "72 400", *, before: str = "", after: str = "", size: float = 10) -> Edit:
    return drawn(f"q {before} BT /Sans0 {size} Tf 1 0 0 1 {place} Tm {SAY} ET {after} Q")


def replacing(pattern: bytes, new: bytes) -> Edit:
    """Page 1 with one stretch of its content replaced."""
    def edit(pdf: pikepdf.Pdf) -> None:
        contents = pdf.pages[0].Contents
        changed, count = re.subn(pattern, new, contents.read_bytes(), count=1)
        assert count == 1
        contents.write(changed)
    return edit


def info(pdf: pikepdf.Pdf) -> None:
    pdf.trailer.Info.Subject = String(PERSON)


def info_title(pdf: pikepdf.Pdf) -> None:
    pdf.trailer.Info.Title = String(f"QUARZA 000123 {PERSON}")


def info_date(pdf: pikepdf.Pdf) -> None:
    pdf.trailer.Info.ModDate = String("D:20080606123600Z")


def xmp(pdf: pikepdf.Pdf) -> None:
    held = pdf.Root.Metadata.read_bytes()
    pdf.Root.Metadata.write(held.replace(b"</dc:title>", b"</dc:title><dc:subject>%s</dc:subject>" % PERSON.encode()))


def xmp_comment(pdf: pikepdf.Pdf) -> None:
    held = pdf.Root.Metadata.read_bytes()
    pdf.Root.Metadata.write(held.replace(b"<dc:title>", b"<!-- %s --><dc:title>" % PERSON.encode()))


def outline(pdf: pikepdf.Pdf) -> None:
    pdf.Root.Outlines.First.Title = String(PERSON)


def element(pdf: pikepdf.Pdf) -> pikepdf.Object:
    return next(item for item in pdf.objects if isinstance(item, Dictionary) and item.get("/S") == PdfName.P)


def alternate_text(pdf: pikepdf.Pdf) -> None:
    element(pdf).Alt = String(PERSON)


def expansion(pdf: pikepdf.Pdf) -> None:
    element(pdf).E = String(PERSON)


def actual_text(pdf: pikepdf.Pdf) -> None:
    element(pdf).ActualText = String(PERSON)


def structure_title(pdf: pikepdf.Pdf) -> None:
    element(pdf).T = String(PERSON)


def structure_type(pdf: pikepdf.Pdf) -> None:
    element(pdf).S = PdfName("/Orsavetskaya")


def annotation(pdf: pikepdf.Pdf) -> None:
    note = Dictionary(Type=PdfName.Annot, Subtype=PdfName.Text, Rect=Array([9, 9, 30, 30]), Contents=String(PERSON))
    pdf.pages[0].obj.Annots = Array([pdf.make_indirect(note)])


def attachment(pdf: pikepdf.Pdf) -> None:
    pdf.attachments["a.txt"] = pikepdf.AttachedFileSpec(pdf, PERSON.encode(), filename="a.txt")


def form_field(pdf: pikepdf.Pdf) -> None:
    field = pdf.make_indirect(Dictionary(FT=PdfName.Tx, T=String("a"), V=String(PERSON)))
    pdf.Root.AcroForm = Dictionary(Fields=Array([field]))


def optional_content(pdf: pikepdf.Pdf) -> None:
    group = pdf.make_indirect(Dictionary(Type=PdfName.OCG, Name=String(PERSON)))
    pdf.Root.OCProperties = Dictionary(OCGs=Array([group]), D=Dictionary(OFF=Array([group])))


def script(pdf: pikepdf.Pdf) -> None:
    pdf.Root.OpenAction = Dictionary(S=PdfName.JavaScript, JS=String(f"app.alert('{PERSON}')"))


def private_data(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].obj.PieceInfo = Dictionary(App=Dictionary(Private=String(PERSON)))


def page_label(pdf: pikepdf.Pdf) -> None:
    pdf.Root.PageLabels = Dictionary(Nums=Array([0, Dictionary(P=String(PERSON))]))


def picture(pdf: pikepdf.Pdf) -> None:
    image = pdf.make_stream(b"\0", Type=PdfName.XObject, Subtype=PdfName.Image, Width=1, Height=1, BitsPerComponent=8,
                            ColorSpace=PdfName.DeviceGray)
    pdf.pages[1].Resources.XObject = Dictionary(Im0=image)
    drawn("q 200 0 0 20 72 400 cm /Im0 Do Q")(pdf)


def form_object(pdf: pikepdf.Pdf) -> None:
    resources = Dictionary(Font=Dictionary(F=pdf.pages[1].Resources.Font["/Sans0"]))
    form = pdf.make_stream(f"BT /F 10 Tf 72 400 Td {SAY} ET".encode(), Type=PdfName.XObject, Subtype=PdfName.Form,
                           BBox=Array([0, 0, 600, 700]), Resources=resources)
    pdf.pages[1].Resources.XObject = Dictionary(Fm0=form)
    drawn("/Fm0 Do")(pdf)


def lying_font(pdf: pikepdf.Pdf) -> None:
    """A copy of a font whose table says that every glyph is a blank."""
    honest = pdf.pages[1].Resources.Font["/Sans0"]
    table = re.sub(rb"(<[0-9A-F]{2}>) <[0-9A-F]{4}>", rb"\1 <0020>", honest.ToUnicode.read_bytes())
    liar = Dictionary(dict(honest.items()))
    liar.ToUnicode = pdf.make_stream(table)
    pdf.pages[1].Resources.Font["/Sans99"] = pdf.make_indirect(liar)
    drawn(f"BT /Sans99 10 Tf 1 0 0 1 72 400 Tm {SAY} ET")(pdf)


def mute_font(pdf: pikepdf.Pdf) -> None:
    """A standard font without a table."""
    fonts = pdf.pages[1].Resources.Font
    mute = Dictionary(Type=PdfName.Font, Subtype=PdfName.Type1, BaseFont=PdfName.Helvetica)
    fonts["/Sans98"] = pdf.make_indirect(mute)
    drawn(f"BT /Sans98 10 Tf 1 0 0 1 72 400 Tm {SAY} ET")(pdf)


def font_name(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].Resources.Font["/Sans0"].BaseFont = PdfName("/Orsavetskaya")


def resource_name(pdf: pikepdf.Pdf) -> None:
    fonts = pdf.pages[0].Resources.Font
    fonts["/Orsavetskaya"] = fonts["/Sans0"]


def extra_page(pdf: pikepdf.Pdf) -> None:
    pdf.add_blank_page()


def cropped(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].obj.CropBox = Array([0, 300, 612, 792])


def widened(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].obj.MediaBox = Array([0, 0, 300, 792])


def language(pdf: pikepdf.Pdf) -> None:
    pdf.Root.Lang = String("x-zephyrin")


GAUNTLET: dict[str, tuple[str, Edit]] = {
    "text under a box": ("pdf box", text(after="0 0 0 rg 70 395 200 16 re f")),
    "text under a box: covered": ("pdf page text", text(after="0 0 0 rg 70 395 200 16 re f")),
    "black text on a black box": ("pdf page text", text(before="0 0 0 rg 70 395 200 16 re f 0 0 0 rg")),
    "box with a label over text": ("pdf box", text(after=(
        "0 0 0 rg 70 395 200 16 re f 1 1 1 rg BT /Sans0 8 Tf 1 0 0 1 90 400 Tm ([Withheld: \\(b\\)\\(6\\)]) Tj ET"))),
    "thick line over text": ("pdf box", text(after="16 w 70 403 m 270 403 l S")),
    "white text": ("pdf page text", text(before="1 1 1 rg")),
    "invisible text": ("pdf page text", text(before="3 Tr")),
    "tiny text": ("pdf page text", text(size=0.5)),
    "text off the page": ("pdf page text", text("72 -400")),
    "clipped text": ("pdf page content", text(before="0 0 1 1 re W n")),
    "text in the margin": ("pdf page text", text("72 780")),
    "text as furniture": ("pdf page furniture", drawn(f"/Artifact BMC BT /Sans0 9 Tf 72 400 Td {SAY} ET EMC")),
    "text beside the words": ("pdf page text", text()),
    "replacement text in content": ("pdf actual text", drawn(f"/Span <</ActualText ({PERSON})>> BDC EMC")),
    "property in content": ("pdf marked content", drawn(f"/Span <</Alt ({PERSON})>> BDC EMC")),
    "tag in content": ("pdf marked content", drawn("/Orsavetskaya BMC EMC")),
    "label made another": ("pdf page text", replacing(rb"less than 1 line", b"less than 9 line")),
    "comment in content": ("pdf file", drawn(f"% {PERSON}")),
    "inline picture": ("pdf file", drawn("BI /W 1 /H 1 /BPC 8 /CS /G ID \xff EI")),
    "info": ("pdf info", info), "info title": ("pdf info", info_title), "info date": ("pdf info", info_date),
    "xmp": ("pdf xmp", xmp), "xmp comment": ("pdf xmp", xmp_comment),
    "outline": ("pdf outline", outline), "alternate text": ("pdf alternate text", alternate_text),
    "expansion": ("pdf expansion text", expansion), "replacement text": ("pdf actual text", actual_text),
    "structure title": ("pdf structure", structure_title), "structure type": ("pdf structure", structure_type),
    "annotation": ("pdf annotation", annotation), "attachment": ("pdf attachment", attachment),
    "form field": ("pdf form field", form_field), "optional content": ("pdf optional content", optional_content),
    "script": ("pdf script", script), "private data": ("pdf private data", private_data),
    "page label": ("pdf catalog", page_label), "picture": ("pdf picture or form", picture),
    "form object": ("pdf picture or form", form_object), "font that lies": ("pdf font", lying_font),
    "font without a table": ("pdf font", mute_font), "font name": ("pdf font", font_name),
    "resource name": ("pdf object", resource_name), "one page more": ("pdf page furniture", extra_page),
    "cropped page": ("pdf page", cropped), "narrow page": ("pdf page text", widened),
    "language": ("pdf catalog", language),
}


def test_a_release_and_a_draft_pass() -> None:
    assert check_pdf(good()) == []
    assert check(draft(), {"pdf": render_pdf(draft())}, WITHHELD, name=NAME) == []


def test_a_file_merely_rewritten_is_refused_for_its_spelling_alone() -> None:
    """So what else is found in the files below is what was done to them, not that they were rewritten."""
    leaks = check_pdf(edited())
    assert [leak.carrier for leak in leaks] == ["pdf raw bytes"]
    assert beyond_spelling(leaks) == []


@pytest.mark.parametrize("name", GAUNTLET)
def test_the_gauntlet(name: str) -> None:
    carrier, edit = GAUNTLET[name]
    leaks = check_pdf(edited(edit))
    assert carrier in {leak.carrier for leak in beyond_spelling(leaks)}, leaks


@pytest.mark.parametrize("name", [
    "text under a box", "white text", "invisible text", "text off the page", "info", "xmp", "outline", "attachment",
    "annotation", "form field", "optional content", "font name", "form object", "alternate text"])
def test_withheld_text_is_recognised_as_such(name: str) -> None:
    assert "withheld-text" in {leak.code for leak in check_pdf(edited(GAUNTLET[name][1]))}


def test_hidden_text_is_found_where_it_stands() -> None:
    leaks = check_pdf(edited(text(before="3 Tr")))
    hidden = next(leak for leak in leaks if leak.code == "invisible-text")
    assert hidden.page == 2
    assert hidden.box == (72.0, 400.0, 72.0, 410.0)


def codes(data: bytes) -> set[str]:
    return {leak.code for leak in check_pdf(data)}


def with_object(data: bytes, body: bytes) -> bytes:
    """The file with one more object that nothing refers to, well entered into the cross-reference table."""
    table = data.rindex(b"\nxref\n") + 1
    count = int(re.match(rb"xref\n0 (\d+)", data[table:])[1])  # type: ignore[index]
    added = b"%d 0 obj\n%s\nendobj\n" % (count, body)
    tail = data[table:].replace(b"xref\n0 %d" % count, b"xref\n0 %d" % (count + 1), 1)
    tail = tail.replace(b"trailer", b"%010d 00000 n \ntrailer" % table, 1)
    tail = tail.replace(b"/Size %d" % count, b"/Size %d" % (count + 1))
    tail = re.sub(rb"startxref\n\d+", b"startxref\n%d" % (table + len(added)), tail)
    return data[:table] + added + tail


def test_an_unreferenced_object_is_found() -> None:
    leaks = check_pdf(with_object(good(), b"(%s)" % PERSON.encode()))
    assert {leak.carrier for leak in leaks} >= {"pdf unreferenced object"}
    assert {leak.code for leak in leaks} >= {"unreferenced-object", "withheld-text"}
    assert "damaged" not in {leak.code for leak in leaks}


def test_an_unreferenced_stream_is_found() -> None:
    body = b"<</Length %d>>\nstream\n%s\nendstream" % (len(PERSON), PERSON.encode())
    assert codes(with_object(good(), body)) >= {"unreferenced-object", "unexpected-stream", "withheld-text"}


def test_an_old_revision_is_found() -> None:
    """An incremental update: the words stay in the file, the reader no longer sees them."""
    data = good()
    root = re.search(rb"/Root (\d+ 0 R)", data)
    size = re.search(rb"/Size (\d+)", data)
    assert root is not None
    assert size is not None
    table = data.rindex(b"\nxref\n") + 1
    added = b"%s 0 obj\n(%s)\nendobj\n" % (size[1], PERSON.encode())
    start = len(data) + len(added)
    update = b"xref\n%s 1\n%010d 00000 n \ntrailer\n<</Size %d/Root %s/Prev %d>>\nstartxref\n%d\n%%%%EOF\n" % (
        size[1], len(data), int(size[1]) + 1, root[1], table, start)
    assert codes(data + added + update) >= {"old-revision", "unreferenced-object", "withheld-text"}


@pytest.mark.parametrize("spelled", [
    PERSON.encode(), PERSON.encode("utf-16-be"), PERSON.encode().hex().encode(), b"THVkbWlsYSBPcnNhdmV0c2theWE=",
    b"Ludmila%20Orsavetskaya"])
@pytest.mark.parametrize("where", ["end", "comment", "between"])
def test_bytes_that_no_object_accounts_for_are_found(where: str, spelled: bytes) -> None:
    data = good()
    if where == "end":
        bad = data + spelled
    elif where == "comment":
        bad = data.replace(b"trailer\n", b"trailer\n%" + spelled + b"\n", 1)
    else:
        table = data.rindex(b"\nxref\n") + 1
        bad = data[:table] + b"% " + spelled + b"\n" + data[table:].replace(
            b"startxref\n%d" % table, b"startxref\n%d" % (table + len(spelled) + 3))
    assert codes(bad) >= {"unaccounted-bytes", "withheld-text"}


def test_a_key_given_twice_is_found() -> None:
    data = good()
    title = data.index(b"/Title<FEFF")
    end = data.index(b">", title) + 1
    first = data[title:end]
    assert b"%%EOF" not in first
    bad = data[:title] + f"/Title ({PERSON[:8]}) ".encode() + data[title:]
    assert "damaged" in codes(bad)


def test_an_encrypted_file_is_refused() -> None:
    with pikepdf.open(io.BytesIO(good())) as pdf:
        written = io.BytesIO()
        pdf.save(written, encryption=pikepdf.Encryption(owner="owner", user="", R=6))
    assert codes(written.getvalue()) >= {"encrypted"}


def test_a_file_that_needs_mending_is_refused() -> None:
    assert codes(good().replace(b"startxref\n", b"startxref\n1"))


def test_an_ordinary_pdf_with_the_text_is_refused() -> None:
    from reportlab.pdfgen.canvas import Canvas

    written = io.BytesIO()
    canvas = Canvas(written, invariant=1)
    canvas.drawString(72, 700, f"The minister met {PERSON} at the pier.")
    canvas.rect(150, 690, 120, 20, fill=1)
    canvas.save()
    assert {leak.carrier for leak in check_pdf(written.getvalue())} >= {"pdf page text", "pdf font", "pdf info"}


def test_every_carrier_is_refused_even_if_it_holds_nothing_withheld() -> None:
    """The closed world needs no list of secrets."""
    for name, (_, edit) in GAUNTLET.items():
        assert beyond_spelling(check(model(), {"pdf": edited(edit)}, [], name=NAME)), name
