"""Every byte of an output is held to account: none can be changed, left out or added unseen."""

from __future__ import annotations

import random
import re
from functools import cache

import pytest
from gate_samples import NAME, WITHHELD, draft, model, outputs
from hypothesis import given
from hypothesis import strategies as st
from rebuilding import content, put_together, streams_of_pages, taken_apart, with_content

from redact.release.gate import check
from redact.release.gate.pdf_content import read_content
from redact.release.gate.pdf_reading import read_pdf
from redact.release.gate.pdf_written import read_written
from redact.release.model import ReleasedModel
from redact.release.reading.plain import read_plain
from redact.release.reading.qpdf import read_objects
from redact.release.reading.syntax import Ref

KINDS = ("pdf", "html", "txt", "json")
_PACKED = re.compile(rb"/Filter/FlateDecode[^>]*>>\nstream\n(.*?)\nendstream", re.DOTALL)
HOWS = ("set", "left out", "twice", "case", "digit", "blank", "blank before", "other blank")


@cache
def written(kind: str) -> bytes:
    return outputs(model())[kind]


@cache
def places(kind: str) -> list[int]:
    """Where a byte may be changed: everywhere but inside compressed streams, which are compared as wholes."""
    data = written(kind)
    packed = [found.span(1) for found in _PACKED.finditer(data)]
    return [place for place in range(len(data)) if not any(start < place < end for start, end in packed)]


def changed(data: bytes, place: int, how: str, byte: int) -> bytes:
    old = data[place:place + 1]
    new = {"set": bytes([byte]), "left out": b"", "twice": old + old, "case": old.swapcase(),
           "digit": b"%d" % (byte % 10) if old.isdigit() else old.swapcase(), "blank": old + b" ",
           "blank before": b"\n" + old, "other blank": b"\t" if old.isspace() else old + b"\r\n"}[how]
    return data[:place] + new + data[place + 1:]


@pytest.mark.parametrize("kind", KINDS)
@given(st.integers(0, 10**6), st.sampled_from(HOWS), st.integers(0, 255))
def test_no_byte_can_be_changed_unseen(kind: str, index: int, how: str, byte: int) -> None:
    data = written(kind)
    bad = changed(data, places(kind)[index % len(places(kind))], how, byte)
    assert bool(check(model(), {kind: bad}, WITHHELD, name=NAME)) == (bad != data)


def rebuilt(index: int, place: int, how: str, byte: int) -> bytes | None:
    """The release with a byte of a page's content, or of an object that is no stream, changed as the file's own writer
    could have written it: its lengths, its table and its identifier fit. None where that cannot be."""
    head, bodies, trailer = taken_apart(written("pdf"))
    pages = streams_of_pages(bodies)
    plain = [number for number, body in enumerate(bodies) if b"stream\n" not in body]
    number = (pages * 20 + plain)[index % (20 * len(pages) + len(plain))]
    held = content(bodies[number]) if number in pages else bodies[number]
    other = changed(held, place % len(held), how, byte)
    if other == held or (number in plain and b"\n" in other):
        return None
    bodies[number] = with_content(other) if number in pages else other
    try:
        return put_together(head, bodies, trailer)
    except (AssertionError, IndexError):
        return None  # what the identifier is made of is not found


def only_within_rounding(bad: bytes) -> bool:
    """True if all that differs from the release is one number of what a page draws, by three hundredths of a point at
    most: the ground of a label and the line through a struck text are held to the text that they go with, and all of
    these are rounded when they are written."""
    (_, old, _), (_, new, _) = taken_apart(written("pdf")), taken_apart(bad)
    differing = [index for index, (one, other) in enumerate(zip(old, new, strict=True)) if one != other]
    if len(differing) != 1 or differing[0] not in streams_of_pages(old):
        return False
    words = [content(bodies[differing[0]]).split(b" ") for bodies in (old, new)]
    changes = [(one, other) for one, other in zip(*words, strict=False) if one != other]
    return len(words[0]) == len(words[1]) and len(changes) == 1 and all(
        re.fullmatch(rb"\d+\.\d\d", number) for number in changes[0]) and (
        abs(float(changes[0][0]) - float(changes[0][1])) <= 0.031)


def test_a_release_taken_apart_and_put_together_is_the_same() -> None:
    assert put_together(*taken_apart(written("pdf"))) == written("pdf")


@given(st.integers(0, 10**6), st.integers(0, 10**6), st.sampled_from(HOWS), st.integers(0, 255))
def test_no_writer_has_a_choice(index: int, place: int, how: str, byte: int) -> None:
    """A blank more or less, another digit, letter case, ink, type or place says something, however little."""
    bad = rebuilt(index, place, how, byte)
    assert bad is None or check(model(), {"pdf": bad}, WITHHELD, name=NAME) or only_within_rounding(bad)


@pytest.mark.parametrize(("pattern", "new"), [
    (rb"town was quiet", b"town was  quiet"), (rb"town was quiet", b"tow nwas quiet"), (rb"quiet, and", b"quiet,and"),
    (rb"/Serif0 10\.75 Tf", b"/Serif0 10.7 Tf"), (rb"0\.3 0\.31 0\.34 rg", b"0.09 0.09 0.11 rg"),
    (rb"87\.00 (\d+\.\d\d) Tm \(FM", rb"87.01 \1 Tm (FM"), (rb"(/Sans0 9\.75 Tf .*?)\(F-", rb"\1( F-")])
def test_words_apart_type_ink_and_place_are_held_to_account(pattern: bytes, new: bytes) -> None:
    head, bodies, trailer = taken_apart(written("pdf"))
    number = streams_of_pages(bodies)[0]
    other, count = re.subn(pattern, new, content(bodies[number]), count=1)
    assert count == 1
    bodies[number] = with_content(other)
    assert check(model(), {"pdf": put_together(head, bodies, trailer)}, WITHHELD, name=NAME)


@pytest.mark.soak
def test_thousands_of_rebuilt_files_are_seen() -> None:
    chance = random.Random()
    for _ in range(2500):
        how = (chance.randrange(10**6), chance.randrange(10**6), chance.choice(HOWS), chance.randrange(256))
        bad = rebuilt(*how)
        seen = bad is None or check(model(), {"pdf": bad}, WITHHELD, name=NAME) or only_within_rounding(bad)
        assert seen, f"rebuilt{how} is not seen"


@pytest.mark.soak
def test_thousands_of_changed_bytes_are_seen() -> None:
    chance = random.Random()
    data = written("pdf")
    for place in chance.sample(places("pdf"), 2500):
        bad = changed(data, place, chance.choice(HOWS), chance.randrange(256))
        assert bad == data or check(model(), {"pdf": bad}, WITHHELD, name=NAME), (place, bad[place])


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("added", [b" ", b"\n", b"\0", b"%"])
def test_nothing_can_be_added_at_either_end(kind: str, added: bytes) -> None:
    for bad in (written(kind) + added, added + written(kind)):
        assert check(model(), {kind: bad}, WITHHELD, name=NAME)


@pytest.mark.parametrize("of", [model(), draft()], ids=["released", "draft"])
def test_the_quick_readers_read_what_the_thorough_ones_read(of: ReleasedModel) -> None:
    """The objects as qpdf finds them; the pages operator by operator."""
    data = outputs(of)["pdf"]
    quick, thorough = read_plain(data), read_objects(data)
    assert quick is not None
    assert quick.objects == thorough.objects
    assert {key: quick.trailer[key] for key in ("Root", "Info", "Size")} == {
        key: thorough.trailer[key] for key in ("Root", "Info", "Size")}
    assert {number: stream.decoded for number, stream in quick.streams.items()} == {
        number: stream.decoded for number, stream in thorough.streams.items()}
    for page in read_pdf(data).pages:
        contents = page.entries["Contents"]
        assert isinstance(contents, Ref)
        content = quick.streams[contents.number].decoded
        slow = read_content(content, page.fonts)
        slow.written = True
        assert read_written(content.decode("latin-1"), page.fonts) == slow == page.drawing
