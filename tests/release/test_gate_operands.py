"""The gate against what a PDF holds to no effect and false alarms; and the marks, lines and titles it must have."""

from __future__ import annotations

import datetime as dt
import io
import json
import re
from dataclasses import replace
from functools import cache

import pikepdf
import pytest
from build_samples import cable, determination, document, marking, portion, release, span
from gate_samples import NAME, PERSON, WITHHELD, beyond_spelling, model
from pikepdf import Dictionary, String

from redact.release.build import release_model
from redact.release.gate import check
from redact.release.gate.expected import Expected
from redact.release.gate.plain_closed import manifest_leaks
from redact.release.manifest import build_manifest
from redact.release.model import Withheld
from redact.release.pdf import render_pdf

MANY = " ".join(str(ord(letter)) for letter in PERSON * 3)
WORDS = ("Bold", "DejaVu", "Redact", "sRGB", "20261123", "Layout", "Document", "Span", "Regular", "REDSAA")


@cache
def good() -> bytes:
    return render_pdf(model())


def leaks_of(data: bytes, withheld: tuple[str, ...] = WITHHELD) -> set[str]:
    return {leak.carrier for leak in check(model(), {"pdf": data}, withheld, name=NAME)}


def saved(pdf: pikepdf.Pdf) -> bytes:
    written = io.BytesIO()
    pdf.save(written, fix_metadata_version=False, static_id=True)
    return written.getvalue()


def with_content(pattern: bytes, new: bytes, page: int = 0) -> bytes:
    """The release with the first stretch of a page's content that fits ``pattern`` replaced."""
    with pikepdf.open(io.BytesIO(good())) as pdf:
        contents = pdf.pages[page].Contents
        changed, count = re.subn(pattern, lambda _: new, contents.read_bytes(), count=1, flags=re.DOTALL)
        assert count == 1
        contents.write(changed)
        return saved(pdf)


@pytest.mark.parametrize("operators", [
    f"({PERSON}) q Q", f"q ({PERSON}) Q", f"/Artifact <</Type/Layout>> ({PERSON}) BDC EMC", f"({PERSON}) n",
    f"BT ({PERSON}) ET", f"({PERSON}) BT ET", "/Orsavetskaya 10 Tf", f"{MANY} rg", f"{MANY} RG", f"{MANY} m n",
    f"{MANY} m 1 1 l S", f"({PERSON}) f", f"/Artifact <</Type/Layout>> BDC ({PERSON}) EMC", f"1 ({PERSON}) w",
    f"/Artifact <</Type/Layout>> BDC EMC /Sans0 ({PERSON}) 9 Tf", f"/Artifact <</Type/{PERSON[:7]}>> BDC EMC",
    f"/P <</MCID ({PERSON})>> BDC EMC", f"/P <</MCID 5/Type/{PERSON[:7]}>> BDC EMC", "/P <</MCID 47>> BDC EMC",
    "1.00000000000471193 w", "471193 w", "0.4711 0.93 0 rg", "BT 1 0 0 1 47.11 93.00 Tm ET", "47.11 93.00 m",
    "/Sans0 47 Tf /Sans0 93 Tf", "q Q", "/Artifact <</Type/Layout>> BDC", "true rg", "/OC /Orsavetskaya BDC EMC",
    f"[({PERSON})] w", "47 11 93 12 re f", "0.9 w 0.09 0.09 0.11 RG 72 400 m 200 400 l S",
    "1.6 w 72 400 m 540 400 l S", "2.5 w 73.25 300 m 73.25 320 l S", "0.6 w 72 400 m 540 420 l S",
    "0.89 0.895 0.91 rg 72 400 468 20 re f"])
def test_what_draws_nothing_that_a_release_draws_is_refused(operators: str) -> None:
    with pikepdf.open(io.BytesIO(good())) as pdf:
        contents = pdf.pages[1].Contents
        contents.write(contents.read_bytes() + b"\n" + operators.encode("latin-1"))
        data = saved(pdf)
    assert beyond_spelling(check(model(), {"pdf": data}, [], name=NAME))


@pytest.mark.parametrize("word", WORDS)
def test_what_every_file_says_is_no_finding(word: str) -> None:
    assert check(model(), {"pdf": good()}, [word, *WORDS], name=NAME) == []


@pytest.mark.parametrize("word", WORDS)
def test_the_same_word_added_is_one(word: str) -> None:
    with pikepdf.open(io.BytesIO(good())) as pdf:
        pdf.trailer.Info.Subject = String(word)
        assert "pdf info" in leaks_of(saved(pdf), WORDS)
    with pikepdf.open(io.BytesIO(good())) as pdf:
        held = pdf.Root.Metadata.read_bytes()
        pdf.Root.Metadata.write(held.replace(b"</dc:title>", b"</dc:title><dc:subject>%s</dc:subject>" % word.encode()))
        assert "pdf xmp" in leaks_of(saved(pdf), WORDS)
    with pikepdf.open(io.BytesIO(good())) as pdf:
        pdf.pages[0].obj.Extra = String(word)
        assert beyond_spelling(check(model(), {"pdf": saved(pdf)}, WORDS, name=NAME))


def elements(pdf: pikepdf.Pdf) -> list[pikepdf.Object]:
    return [item for item in pdf.objects if isinstance(item, Dictionary) and "/ActualText" in item]


@pytest.mark.parametrize("index", range(3))
def test_a_replacement_text_taken_away_or_exchanged_is_found(index: int) -> None:
    with pikepdf.open(io.BytesIO(good())) as pdf:
        del elements(pdf)[index].ActualText
        assert "pdf actual text" in leaks_of(saved(pdf))
    with pikepdf.open(io.BytesIO(good())) as pdf:
        elements(pdf)[index].ActualText = String("The town was quiet")
        assert "pdf actual text" in leaks_of(saved(pdf))


def test_a_replacement_text_taken_from_the_page_is_found() -> None:
    assert "pdf actual text" in leaks_of(with_content(rb"/ActualText<FEFF0939>", b""))


def test_an_outline_entry_that_is_another_text_of_the_release_is_found() -> None:
    with pikepdf.open(io.BytesIO(good())) as pdf:
        pdf.Root.Outlines.First.Title = String("SIPDIS")
        assert "pdf outline" in leaks_of(saved(pdf))
    with pikepdf.open(io.BytesIO(good())) as pdf:
        pdf.Root.Outlines.First.First.Title = String("SUBJECT: HARBOUR")
        assert "pdf outline" in leaks_of(saved(pdf))


@pytest.mark.parametrize("pattern", [rb"0\.9 w [^S]*S", rb"1\.6 w [^S]*S"])
def test_a_strike_or_rule_taken_away_is_found(pattern: bytes) -> None:
    assert "pdf box" in leaks_of(with_content(pattern, b""))


def test_a_box_of_another_shape_is_found() -> None:
    with pikepdf.open(io.BytesIO(good())) as pdf:
        page = pdf.pages[0].Contents.read_bytes()
    box = re.search(rb"(?P<place>[\d.]+ [\d.]+ 1[\d.]+) (?P<height>12\.\d\d) re", page)
    assert box
    assert "pdf box" in leaks_of(with_content(re.escape(box[0]), box["place"] + b" 40.07 re"))


def test_the_salt_of_a_portion_not_whole_is_found() -> None:
    document, decided = cable()
    released = release_model(document, decided, name=NAME, status="released", date=dt.date(2026, 11, 23))
    salts = {portion.id: bytes([number]) * 32 for number, portion in enumerate(document.portions)}
    manifest = build_manifest(released, document, {}, salts, release_id="r-1", policy_hash="0" * 64,
                              as_of=dt.date(2026, 11, 23))
    expected = Expected.of(released)
    assert list(manifest_leaks(expected, json.dumps(manifest))) == []
    for entry in manifest["portions"]:
        wrong = "00" * 32 if entry["salt"] is None else None
        changed = {**manifest, "portions": [{**one, "salt": wrong} if one is entry else one
                                            for one in manifest["portions"]]}
        (leak,) = manifest_leaks(expected, json.dumps(changed))
        assert leak.code == ("salt-missing" if wrong is None else "salt-published")
    for portions in (manifest["portions"][1:], manifest["portions"][::-1]):
        assert [leak.code for leak in manifest_leaks(expected, json.dumps({**manifest, "portions": portions}))] == [
            "portions-differ"]


@pytest.mark.parametrize("words", ["SECRET", "CRE", "SECRET//NOFORN PORT", "PORT ALDER"])
def test_a_mark_that_a_span_covers_is_not_said_in_words(words: str) -> None:
    line, overall = "SECRET//NOFORN PORT ALDER 000117\n", "SECRET//NOFORN"
    old = marking("S", dissem=["NF"], banner=overall, text=overall)
    of = document([portion("classification", line, overall, old)])
    released = release_model(of, determination(of, [release(span(line, words))], show_controls=("NOFORN",)), name=NAME,
                             status="released", date=dt.date(2026, 11, 23))
    said = Expected.of(released).words
    assert ("Previouslymarked" in said) == (words == "PORT ALDER") == (released.portions[0].old_marking is not None)
    assert check(released, {"pdf": render_pdf(released)}, [words], name=NAME) == []


def test_a_label_over_several_pages_is_read_in_linear_time() -> None:
    """A tokenizer that tried every way to part a list of numbers would not come back from this."""
    of = model()
    codes = tuple(f"(b)(3) statute {number}" for number in range(300))
    portions = (replace(of.portions[-1], kind="withheld", number=None, action="withhold", codes=codes,
                        content=(Withheld(codes, "1 paragraph (4 lines)"),), old_marking=None),)
    legend = tuple((code, "A statute") for code in codes)
    long = replace(of, portions=of.portions[:-1] + portions, codes=codes, legend=legend)
    assert check(long, {"pdf": render_pdf(long)}, WITHHELD, name=NAME) == []


@pytest.mark.parametrize(("pattern", "new"), [
    (rb"([\d.]+) ([\d.]+) 3\.00 8\.50 re f", b"%s %s 3.00 8.50 re f\n300.00 300.00 3.00 8.50 re f"),
    (rb"([\d.]+) ([\d.]+) 3\.00 8\.50 re f", b"%s 300.00 3.00 8.50 re f"),
    (rb"0\.86 0\.87 0\.89 rg", b"0.61 0.65 0.71 rg")], ids=["another", "moved", "darker"])
def test_a_map_of_decisions_that_is_not_the_releases_is_found(pattern: bytes, new: bytes) -> None:
    with pikepdf.open(io.BytesIO(good())) as pdf:
        page = pdf.pages[0].Contents.read_bytes()
    found = re.search(pattern, page)
    assert found
    put = new % found.groups()[:new.count(b"%s")] if b"%s" in new else new
    assert "pdf box" in leaks_of(with_content(re.escape(found[0]), put))


@pytest.mark.parametrize("figure", ["Widths", "FirstChar", "StemV", "FontBBox", "Length1"])
def test_the_figures_of_a_font_are_those_of_the_shipped_one(figure: str) -> None:
    with pikepdf.open(io.BytesIO(good())) as pdf:
        font = next(iter(pdf.pages[0].Resources.Font.values()))
        key = f"/{figure}"
        held = next(each for each in (font, font.FontDescriptor, font.FontDescriptor.FontFile2) if key in each)
        hidden = [ord(letter) for letter in (PERSON * 20)[:256]]
        held[key] = (pikepdf.Array(hidden[:len(held[key])]) if figure in {"Widths", "FontBBox"}
                     else int.from_bytes(PERSON.encode()[:3], "big"))
        assert "pdf font" in leaks_of(saved(pdf))


@pytest.mark.parametrize("manifest", [
    {"note": PERSON[::-1]}, {"note": " ".join("Orsavetskaya")}, {" ".join("Orsavetskaya"): "1"}, {"471193": "1"},
    {PERSON[::-1]: ["1"]}])
def test_a_manifest_says_no_name_backwards_apart_or_as_a_key(manifest: dict[str, object]) -> None:
    leaks = check(model(), {"manifest": json.dumps(manifest).encode()}, WITHHELD, name=NAME)
    assert "manifest value" in {leak.carrier for leak in leaks}


def test_a_page_has_the_size_of_every_release() -> None:
    with pikepdf.open(io.BytesIO(good())) as pdf:
        pdf.pages[0].obj.MediaBox = pikepdf.Array([0, 0, 612.118, 792])
        assert "pdf page" in leaks_of(saved(pdf))
