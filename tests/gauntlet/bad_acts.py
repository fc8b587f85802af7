"""Signatures, actions, file specifications and whatever else of a document speaks beside its pages."""

from __future__ import annotations

import base64
import io
from collections.abc import Callable

from makers import annotated, attached, catalog, page_with
from paper import BODY, BOX, NAME, Paper, page_of, text
from PIL import Image

Make = Callable[[], bytes]


def _signed(entries: str) -> bytes:
    paper = Paper()
    value = paper.add("<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/adbe.pkcs7.detached/Contents<" + "00" * 100 +
                      f">/ByteRange[0 1 2 3]/M(D:20260101000000Z){entries}>>")
    field = paper.add(f"<</Type/Annot/Subtype/Widget/FT/Sig/T(Signature1)/V {value} 0 R/Rect[0 0 0 0]/F 132>>")
    paper.objects[1] = f"<</Type/Catalog/Pages 2 0 R/AcroForm<</SigFlags 3/Fields[{field} 0 R]>>>>".encode()
    return page_with(paper, BODY + BOX, page=f"/Annots[{field} 0 R]")


def _action(entries: str) -> bytes:
    return annotated(f"/Subtype/Link/Border[0 0 0]/A<<{entries}>>", None, BODY + BOX)


def _annotation(entries: str) -> bytes:
    return annotated(f"{entries}/F 4", "0.5 g 0 0 4 4 re f", BODY + BOX)


def _packet(said: str) -> bytes:
    paper = Paper()
    packet = ('<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF '
              'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" '
              'xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:xmpGImg="http://ns.adobe.com/xap/1.0/g/img/">'
              f'{said}</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>')
    number = paper.stream(packet, "/Type/Metadata/Subtype/XML")
    paper.objects[1] = f"<</Type/Catalog/Pages 2 0 R/Metadata {number} 0 R>>".encode()
    return paper.bytes()


def _thumbnail() -> str:
    out = io.BytesIO()
    Image.new("L", (64, 80), 240).save(out, "JPEG")
    return ("<xmp:Thumbnails><rdf:Alt><rdf:li rdf:parseType='Resource'><xmpGImg:format>JPEG</xmpGImg:format>"
            f"<xmpGImg:image>{base64.b64encode(out.getvalue()).decode()}</xmpGImg:image></rdf:li></rdf:Alt>"
            "</xmp:Thumbnails>")


def _hidden_page(names: str) -> bytes:
    """A page that the tree of pages does not have, kept as a template of a form."""
    paper = Paper()
    content = paper.stream(BODY + text(NAME))
    page = paper.add(f"<</Type/Template/MediaBox[0 0 612 792]/Resources<</Font<</F1 {paper.font} 0 R>>>>"
                     f"/Contents {content} 0 R>>")
    paper.objects[1] = f"<</Type/Catalog/Pages 2 0 R/Names<</{names}<</Names[(a) {page} 0 R]>>>>>>".encode()
    return page_with(paper, BODY + BOX)


def _media(kind: str) -> bytes:
    paper = Paper()
    stream = paper.stream(b"\0\1" + NAME.encode() + b" spoke here\0", "/Type/Sound/R 8000/C 1/B 8")
    entries = {"sound": f"/Subtype/Sound/Sound {stream} 0 R", "model": f"/Subtype/3D/3DD {stream} 0 R"}[kind]
    note = paper.add(f"<</Type/Annot/Rect[70 636 80 646]/F 4{entries}>>")
    return page_with(paper, BODY + BOX, page=f"/Annots[{note} 0 R]")


def _threads() -> bytes:
    paper = Paper()
    thread = paper.next
    paper.add(f"<</Type/Thread/F {thread + 1} 0 R/I<</Title({NAME})>>>>")
    paper.add(f"<</Type/Bead/T {thread} 0 R/P 3 0 R/R[0 0 9 9]>>")
    paper.objects[1] = f"<</Type/Catalog/Pages 2 0 R/Threads[{thread} 0 R]>>".encode()
    return paper.bytes()


def _outlined(entries: str) -> bytes:
    paper = Paper()
    root = paper.next
    paper.add(f"<</Type/Outlines/First {root + 1} 0 R/Last {root + 1} 0 R/Count 1>>")
    paper.add(f"<</Title(Memorandum)/Parent {root} 0 R{entries}>>")
    paper.objects[1] = f"<</Type/Catalog/Pages 2 0 R/Outlines {root} 0 R>>".encode()
    return paper.bytes()


def _field(entries: str) -> bytes:
    paper = Paper()
    field = paper.add(f"<</Type/Annot/Subtype/Widget/FT/Ch/Ff 131072/T(a)/Rect[300 100 500 120]/F 4{entries}>>")
    paper.objects[1] = f"<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[{field} 0 R]>>>>".encode()
    return page_with(paper, BODY + BOX, page=f"/Annots[{field} 0 R]")


ACTS: dict[str, tuple[str, Make]] = {
    "reason of a signature": ("unshown-words: pdf signature", lambda: _signed(f"/Reason({NAME} agreed)")),
    "place of a signature": ("unshown-words: pdf signature", lambda: _signed("/Location(Orsavetskaya)")),
    "contact of a signature": ("unshown-words: pdf signature", lambda: _signed(
        "/ContactInfo(orsavetskaya@example.org)")),
    "private entry of a signature": ("unshown-words: pdf signature", lambda: _signed(f"/Own({NAME})")),
    "address of a link": ("unshown-words: pdf link", lambda: _action(
        "/S/URI/URI(https://example.org/people/ludmila-orsavetskaya)")),
    "question in a link": ("unshown-words: pdf link", lambda: _action(
        "/S/URI/URI(https://example.org/search?q=Ludmila%20Orsavetskaya)")),
    "mail to a person": ("unshown-words: pdf link", lambda: _action("/S/URI/URI(mailto:orsavetskaya@example.org)")),
    "base of the links": ("unshown-words: pdf link", lambda: catalog(
        "/URI<</Base(https://example.org/orsavetskaya/)>>")),
    "file to launch": ("unshown-words: pdf attachment", lambda: _action(
        "/S/Launch/F<</Type/Filespec/F(orsavetskaya.doc)>>")),
    "file to launch, by name": ("unshown-words: pdf action", lambda: _action("/S/Launch/F(orsavetskaya.doc)")),
    "parameters of a launch": ("unshown-words: pdf action", lambda: _action(
        "/S/Launch/Win<</F(winword.exe)/P(C:\\\\memo\\\\orsavetskaya.doc)>>")),
    "place in another file": ("unshown-words: pdf action", lambda: _action("/S/GoToR/F(annex.pdf)/D(Orsavetskaya)")),
    "place by name": ("unshown-words: pdf action", lambda: _action("/S/GoTo/D(Orsavetskaya)")),
    "other file": ("unshown-words: pdf action", lambda: _action(
        "/S/GoToR/F(../files/Ludmila_Orsavetskaya.pdf)/D[0/Fit]")),
    "embedded target": ("unshown-words: pdf action", lambda: _action(
        "/S/GoToE/D[0/Fit]/T<</R/C/N(Orsavetskaya)>>")),
    "where a form is sent": ("unshown-words: pdf action", lambda: _action(
        "/S/SubmitForm/F<</FS/URL/F(https://example.org/orsavetskaya)>>")),
    "fields that are sent": ("unshown-words: pdf action", lambda: _action("/S/ResetForm/Fields[(Orsavetskaya)]")),
    "field to be hidden": ("unshown-words: pdf action", lambda: _action("/S/Hide/T(Orsavetskaya)")),
    "named act": ("unshown-words: pdf action", lambda: _action("/S/Named/N/Orsavetskaya")),
    "act after an act": ("unshown-words: pdf action", lambda: _action(
        "/S/Named/N/NextPage/Next<</S/GoTo/D(Orsavetskaya)>>")),
    "act of the outline": ("unshown-words: pdf action", lambda: _outlined("/A<</S/GoTo/D(Orsavetskaya)>>")),
    "act on opening a page": ("unshown-words: pdf script", lambda: page_of(
        BODY + BOX, page=f"/AA<</O<</S/JavaScript/JS(app.alert\\('{NAME}'\\))>>>>")),
    "script in a stream": ("unshown-words: pdf script", lambda: catalog("", lambda paper: (
        f"/OpenAction<</S/JavaScript/JS {paper.stream(f'var who = {chr(34)}{NAME}{chr(34)};')} 0 R>>"))),
    "description of a file": ("unshown-words: pdf attachment", lambda: attached(
        "a.txt", b"The market opened again.", f"/Desc({NAME})")),
    "volume of a file": ("unshown-words: pdf attachment", lambda: attached(
        "a.txt", b"The market opened again.", "/DOS(ORSAVE~1.DOC)/Mac(Orsavetskaya)")),
    "article": ("unshown-words: pdf article", _threads),
    "label of a page": ("unshown-words: pdf page label", lambda: catalog(
        "/PageLabels<</Nums[0<</S/D/P(Orsavetskaya-)>>]>>")),
    "column of a collection": ("unshown-words: pdf attachment", lambda: catalog(
        f"/Collection<</Type/Collection/Schema<</A<</Subtype/S/N({NAME})>>>>>>")),
    "web capture": ("unshown-words: pdf catalog", lambda: catalog(
        "/SpiderInfo<</V 1/C[<</URL(https://example.org/orsavetskaya)>>]>>")),
    "address of a captured page": ("unshown-words: pdf catalog", lambda: catalog(
        "/Names<</URLS<</Names[(https://example.org/orsavetskaya)[]]>>>>")),
    "attestation": ("unshown-words: pdf catalog", lambda: catalog(f"/Legal<</Attestation({NAME} was here)>>")),
    "part of a document": ("unshown-words: pdf catalog", lambda: catalog(
        f"/DPartRoot<</Type/DPartRoot/DPartRootNode<</Type/DPart/DPM<</Who({NAME})>>>>>>")),
    "sound": ("unshown-words: pdf annotation", lambda: _media("sound")),
    "model": ("unshown-words: pdf annotation", lambda: _media("model")),
    "title of a film": ("unshown-words: pdf annotation", lambda: _annotation(
        f"/Subtype/Movie/T({NAME})/Movie<</F(clip.mov)>>")),
    "file of a film": ("unshown-words: pdf annotation", lambda: _annotation(
        "/Subtype/Movie/Movie<</F(orsavetskaya.mov)>>")),
    "asset of rich media": ("unshown-words: pdf annotation", lambda: _annotation(
        "/Subtype/RichMedia/RichMediaContent<</Assets<</Names[(orsavetskaya.swf)<<>>]>>>>")),
    "author of a remark": ("unshown-words: pdf annotation", lambda: _annotation(f"/Subtype/Square/T({NAME})")),
    "subject of a remark": ("unshown-words: pdf annotation", lambda: _annotation(f"/Subtype/Square/Subj({NAME})")),
    "rich text of a remark": ("unshown-words: pdf annotation", lambda: _annotation(
        f"/Subtype/Square/RC(<body><p>{NAME}</p></body>)")),
    "style of a remark": ("unshown-words: pdf annotation", lambda: _annotation(
        "/Subtype/FreeText/DA(/Helv 9 Tf)/DS(font: Orsavetskaya 9pt)")),
    "choice of a list": ("unshown-words: pdf form field", lambda: _field(f"/V(Salt)/Opt[(Salt)({NAME})]")),
    "caption of a button": ("unshown-words: pdf form field", lambda: _field(f"/MK<</CA(Salt)/AC({NAME})>>")),
    "help for a field": ("unshown-words: pdf form field", lambda: _field(f"/TU({NAME})")),
    "page of a form's template": ("unshown-words: pdf catalog", lambda: _hidden_page("Templates")),
    "page kept by name": ("unshown-words: pdf catalog", lambda: _hidden_page("Pages")),
    "small picture in the metadata": ("thumbnail", lambda: _packet(_thumbnail())),
    "tag of the metadata": ("unshown-words: pdf xmp", lambda: _packet("<xmp:Orsavetskaya>1</xmp:Orsavetskaya>")),
    "value of the metadata": ("unshown-words: pdf xmp", lambda: _packet(
        "<xmp:Nickname>Ludmila_Orsavetskaya_1961</xmp:Nickname>")),
    "path in the metadata": ("unshown-words: pdf xmp", lambda: _packet(
        "<xmp:BaseURL>file:///C:/Users/orsavetskaya/memo.doc</xmp:BaseURL>")),
    "remark in the metadata": ("unshown-words: pdf xmp", lambda: _packet(f"<!-- a > b {NAME} -->")),
    "instruction in the metadata": ("unshown-words: pdf xmp", lambda: _packet(f"<?orsavetskaya {NAME}?>")),
    "producer of that name": ("unshown-words: pdf info", lambda: Paper().info(
        f"/Producer({NAME} PDF Writer 2.0)").bytes()),
    "creator of that name": ("unshown-words: pdf info", lambda: Paper().info(
        "/Creator(Ludmila Orsavetskaya Word)").bytes()),
    "path as a title": ("unshown-words: pdf info", lambda: Paper().info(
        "/Title(file:///C:/memos/orsavetskaya.doc)").bytes()),
    "title and number": ("unshown-words: pdf info", lambda: Paper().info("/Title(LudmilaOrsavetskaya1961)").bytes()),
}
