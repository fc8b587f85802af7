"""The gate on HTML, text, JSON, the manifest and the file name; the PDF has a file of its own."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from functools import cache

import pytest
from gate_samples import NAME, PERSON, TELLTALES, WITHHELD, draft, model, outputs

from redact.release.gate import Leak, check
from redact.release.model import Shown, Withheld


@cache
def _outputs() -> dict[str, bytes]:
    return outputs(model())


def _check(kind: str, data: bytes) -> list[Leak]:
    leaks = check(model(), {kind: data}, WITHHELD, name=NAME)
    told = json.dumps([leak.to_json() for leak in leaks]).lower()
    assert not any(word in told for word in TELLTALES)
    return leaks


def _html(old: str, new: str) -> Callable[[str], str]:
    def change(text: str) -> str:
        assert old in text
        return text.replace(old, new, 1)
    return change


@pytest.mark.parametrize("make", [model, draft])
def test_what_the_renderers_write_passes(make: Callable[[], object]) -> None:
    made = make()
    assert check(made, outputs(made), WITHHELD, name=NAME) == []  # type: ignore[arg-type]


def test_a_draft_is_no_release_and_a_release_no_draft() -> None:
    for kind, data in outputs(draft()).items():
        assert check(model(), {kind: data}, WITHHELD, name=NAME), kind
    for kind, data in _outputs().items():
        assert check(draft(), {kind: data}, WITHHELD, name=NAME), kind


BAD_HTML = {
    "text": ("html text", _html("</main>", f"<p>{PERSON}</p></main>")),
    "text left out": ("html text", _html("MORROW", "")),
    "label altered": ("html text", _html("[Withheld: (b)(6); less", "[Withheld: (b)(6); more")),
    "two blocks swapped": ("html text", _html("7. (U)", "8. (U)")),
    "comment": ("html comment", _html("<main", f"<!-- {PERSON} --><main")),
    "title": ("html title", _html("<title>", f"<title>{PERSON} ")),
    "attribute": ("html attribute", _html('<p id="p2"', f'<p title="{PERSON}" id="p2"')),
    "data attribute": ("html attribute", _html('<p id="p2"', f'<p data-was="{PERSON}" id="p2"')),
    "class name": ("html attribute", _html('class="withheld"', 'class="withheld orsavetskaya"')),
    "id": ("html attribute", _html('id="p2"', 'id="zephyrin"')),
    "event": ("html attribute", _html('<p id="p2"', '<p onclick="x()" id="p2"')),
    "link": ("html attribute", _html('href="#document"', f'href="https://example.org/{PERSON}"')),
    "hidden element": ("html text", _html("</main>", f"<p hidden>{PERSON}</p></main>")),
    "hidden attribute alone": ("html attribute", _html('<p id="p2"', '<p hidden id="p2"')),
    "inline style": ("html attribute", _html('<p id="p2"', '<p style="color:#fff" id="p2"')),
    "css content": ("html style", _html("</style>", f'.note::after {{ content: "{PERSON}" }}</style>')),
    "second style": ("html style", _html("</head>", f"<style>/* {PERSON} */</style></head>")),
    "script": ("html script", _html("</main>", f"<script>let was = '{PERSON}'</script></main>")),
    "picture": ("html element", _html("</main>", '<img src="data:image/png;base64,AA==" alt=""></main>')),
    "meta": ("html attribute", _html("</head>", f'<meta name="author" content="{PERSON}"></head>')),
    "policy weakened": ("html attribute", _html("default-src 'none'", "default-src *")),
    "end tag with more": ("html tag", _html("</main>", f"</main {PERSON}>")),
    "unquoted attribute": ("html tag", _html('<p id="p2"', '<p id=p2')),
    "instruction": ("html declaration", _html("<html", f"<?was {PERSON}?><html")),
    "entity-encoded": ("html text", _html("</main>", "".join(f"&#{ord(c)};" for c in PERSON) + "</main>")),
}


@pytest.mark.parametrize("name", BAD_HTML)
def test_bad_html_is_refused_and_the_carrier_named(name: str) -> None:
    carrier, change = BAD_HTML[name]
    leaks = _check("html", change(_outputs()["html"].decode()).encode())
    assert carrier in {leak.carrier for leak in leaks}, leaks


def test_withheld_text_in_html_is_recognised_as_such() -> None:
    change = BAD_HTML["comment"][1]
    leaks = _check("html", change(_outputs()["html"].decode()).encode())
    assert ("withheld-text", "html comment") in {(leak.code, leak.carrier) for leak in leaks}


@pytest.mark.parametrize(("old", "new"), [
    (b"MORROW", b"MORROW\n\n" + PERSON.encode()), (b"SIPDIS", b""), (b"UNCLASSIFIED", b"SECRET"),
    (b"(b)(6)", b"(b)(7)"), (b"MORROW", "MORROW\u200b".encode())])
def test_bad_text_is_refused(old: bytes, new: bytes) -> None:
    leaks = _check("txt", _outputs()["txt"].replace(old, new))
    assert {leak.carrier for leak in leaks} == {"txt text"}


def test_text_broken_into_other_lines_is_refused() -> None:
    """The choice of where a line ends could say something."""
    (leak,) = _check("txt", _outputs()["txt"].replace(b" ", b"\n"))
    assert (leak.code, leak.carrier) == ("unaccounted-bytes", "txt raw bytes")


@pytest.mark.parametrize("change", [
    lambda value: {**value, "note": PERSON}, lambda value: {**value, "portions": value["portions"][1:]},
    lambda value: {**value, "policy": {**value["policy"], "version": True}},
    lambda value: {**value, "portions": [{**value["portions"][0], "text": PERSON}, *value["portions"][1:]]}])
def test_bad_json_is_refused(change: Callable[[dict[str, object]], object]) -> None:
    leaks = _check("json", json.dumps(change(json.loads(_outputs()["json"]))).encode())
    assert "json value" in {leak.carrier for leak in leaks}


def test_a_key_given_twice_is_seen() -> None:
    data = _outputs()["json"].replace(b'{"authority"', f'{{"authority":"{PERSON}","authority"'.encode(), 1)
    assert json.loads(data) == json.loads(_outputs()["json"])
    assert ("repeated-key", "json key") in {(leak.code, leak.carrier) for leak in _check("json", data)}


def test_json_in_another_spelling_is_refused() -> None:
    (leak,) = _check("json", json.dumps(json.loads(_outputs()["json"]), indent=2).encode())
    assert (leak.code, leak.carrier) == ("unaccounted-bytes", "json raw bytes")


def test_a_withheld_name_in_the_file_name_is_found() -> None:
    leaks = check(model(), {}, WITHHELD, name="cable-orsavetskaya")
    assert [(leak.code, leak.carrier) for leak in leaks] == [("withheld-text", "file name")]
    assert check(model(), {}, WITHHELD, name="QUARZA-000123") == []


def test_a_name_that_the_release_says_is_no_leak() -> None:
    assert check(model(), {}, ["MORROW spoke"], name="morrow") == []


@pytest.mark.parametrize("value", [
    PERSON, PERSON.encode().hex(), "THVkbWlsYSBPcnNhdmV0c2theWE=", "Ludmila%20Orsavetskaya", "Ludmi&#108;a",
    "told the ambassador that"])
def test_the_manifest_is_searched_through_encodings(value: str) -> None:
    clean = {"status": "released", "salt": "q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJA=", "sha256": "ab" * 32}
    assert _check("manifest", json.dumps(clean).encode()) == []
    leaks = _check("manifest", json.dumps({**clean, "note": value}).encode())
    assert {leak.code for leak in leaks} == {"withheld-text"}


def test_figures_inside_digests_are_no_finding() -> None:
    numbers = "they counted " + ", ".join(f"{number} crates" for number in range(1000, 9999))
    shown = [hashlib.sha256(b"%d" % number).hexdigest() for number in range(50)]
    digests = {"shown": shown, "release": "r-" + "12" * 16}
    assert check(model(), {"manifest": json.dumps(digests).encode()}, [numbers], name=NAME) == []
    told = {"note": "7777 crates"}
    assert check(model(), {"manifest": json.dumps(told).encode()}, [numbers], name=NAME)


@pytest.mark.parametrize("kind", ["pdf", "html", "txt", "json", "manifest"])
@pytest.mark.parametrize("data", [b"", b"\xff\xfe\xfa", b"%PDF-1.7\n%%EOF", b"{"])
def test_nothing_makes_the_gate_fall_over(kind: str, data: bytes) -> None:
    assert _check(kind, data)


def test_an_unreadable_file_is_told_without_its_words() -> None:
    leaks = _check("html", b"\xff" + PERSON.encode())
    assert [leak.code for leak in leaks] == ["unreadable"]


def test_a_leak_is_told_as_the_interface_says() -> None:
    leak = Leak("off-page", "pdf page text", "text stands off the page", page=2, box=(1.0, 2.004, 3.0, 4.0))
    assert leak.to_json() == {"code": "off-page", "carrier": "pdf page text", "page": 2, "box": [1.0, 2.0, 3.0, 4.0],
                              "severity": "error", "message": "text stands off the page"}


def test_the_sample_tries_every_kind_of_piece() -> None:
    pieces = [piece for portion in model().portions for piece in portion.content]
    assert any(isinstance(piece, Withheld) for piece in pieces)
    assert any(isinstance(piece, Shown) and piece.struck for piece in pieces)
