"""The HTML of a release: its words, its safety, and what makes it readable for everyone."""

from __future__ import annotations

import base64
import hashlib
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from build_samples import DATE, cable, determination, document, portion, release, withhold

from redact.release import ReleasedModel, Withheld
from redact.release.build import release_model
from redact.release.html import HTML_FURNITURE, render_html
from redact.release.page import DRAFT_NOTICE, page
from redact.shipped import shipped

VOID = {"meta", "br", "link", "img", "input", "hr"}


class Reader(HTMLParser):
    """What a reader of the file sees: elements with their attributes, and the visible words."""

    def __init__(self, written: bytes) -> None:
        super().__init__()
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.texts: dict[str, list[str]] = {}
        self.feed(written.decode("utf-8"))
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)
            self.texts.setdefault(tag, []).append("")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag, f"{tag} closes another element"

    def handle_data(self, data: str) -> None:
        for tag in set(self.open):
            self.texts[tag][-1] += data
        if not {"style", "title"} & set(self.open):
            self.words.append(data)

    def named(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


def model(status: str = "released", **extra: str) -> ReleasedModel:
    of, decided = cable()
    return release_model(of, decided, name="harbor", status=status, date=DATE, **extra)  # type: ignore[arg-type]


def one(text: str) -> ReleasedModel:
    of = document([portion("paragraph", text)])
    return release_model(of, determination(of, [release()]), name="harbor", status="released", date=DATE)


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


@pytest.mark.parametrize("status", ["released", "draft"])
def test_the_visible_words_are_those_of_the_page_in_order(status: str) -> None:
    drawn = page(model(status, case="F-2026-00117", authority="DANA VELLACOTT, DIRECTOR"))
    expected = [HTML_FURNITURE[0], drawn.draft, drawn.banner]
    for block in drawn.blocks:
        expected += [block.text(), *(HTML_FURNITURE[1:] if block.role == "legend-heading" else ())]
    expected += [drawn.stamp, drawn.banner]
    reader = Reader(render_html(model(status, case="F-2026-00117", authority="DANA VELLACOTT, DIRECTOR")))
    assert squeezed("".join(reader.words)) == squeezed("".join(expected))


def test_a_draft_says_so_at_the_top() -> None:
    words = "".join(Reader(render_html(model("draft"))).words)
    assert 0 <= words.index(DRAFT_NOTICE) < words.index("CONFIDENTIAL")
    assert DRAFT_NOTICE not in "".join(Reader(render_html(model())).words)


@pytest.mark.parametrize("hostile", ["<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "{{ 7*7 }}",
                                     "{% raw %}", "</style><b>", "-->", "&lt;b&gt;", "]]>", "\"' onload='x"])
def test_document_text_is_never_markup(hostile: str) -> None:
    reader = Reader(render_html(one(hostile)))
    assert hostile in "".join(reader.words)
    allowed = {"html", "head", "meta", "title", "style", "body", "a", "header", "p", "main", "h1", "dl", "dt", "dd",
               "footer", "span"}
    assert {tag for tag, _ in reader.elements} <= allowed


def test_the_title_is_escaped_and_made_visible() -> None:
    of = document([portion("paragraph", "x")])
    written = render_html(release_model(of, determination(of, [release()]), name="a</title><b>\u202e", date=DATE,
                                        status="released"))
    assert Reader(written).texts["title"] == ["a</title><b>⟨U+202E⟩"]
    assert b"</title><b>" not in written


def test_invisible_and_reordering_characters_are_shown_by_code_point() -> None:
    written = render_html(one("a\u202eb\u200bc\u00add")).decode()
    assert "a⟨U+202E⟩b⟨U+200B⟩c⟨U+00AD⟩d" in written
    assert not re.search("[\u202e\u200b\u00ad]", written)


def test_the_policy_lets_in_this_style_sheet_and_nothing_else() -> None:
    written = render_html(model()).decode()
    reader = Reader(written.encode())
    digest = base64.b64encode(hashlib.sha256(reader.texts["style"][0].encode()).digest()).decode()
    (policy,) = [meta["content"] for meta in reader.named("meta") if "http-equiv" in meta]
    assert policy == f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    assert written.index("Content-Security-Policy") < written.index("<style>")


def test_nothing_is_loaded_run_or_styled_inline() -> None:
    reader = Reader(render_html(model()))
    assert not {tag for tag, _ in reader.elements} & {"script", "link", "img", "iframe", "object", "form", "base"}
    for _, attributes in reader.elements:
        assert not [name for name in attributes if name in {"src", "style"} or name.startswith("on")]
    assert [link["href"] for link in reader.named("a")] == ["#document"]
    assert "url(" not in reader.texts["style"][0]
    assert "@import" not in reader.texts["style"][0]


def test_the_structure_serves_readers_who_do_not_see() -> None:
    reader = Reader(render_html(model()))
    assert reader.named("html") == [{"lang": "en"}]
    assert reader.elements[[tag for tag, _ in reader.elements].index("body") + 1][0] == "a"
    assert reader.named("main")[0]["id"] == "document"
    assert len(reader.named("h1")) == 1
    assert {attributes["scope"] for attributes in reader.named("th")} == {"col", "row"}
    assert reader.texts["caption"] == ["What the codes mean"]
    ids = [attributes["id"] for _, attributes in reader.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    assert not [name for _, attributes in reader.elements for name in attributes if name.startswith("aria")]


def test_the_extent_is_drawn_as_a_map_of_one_cell_a_portion() -> None:
    cells = [str(span["class"]) for span in Reader(render_html(model())).named("span") if "cell" in str(span["class"])]
    how = {"none": lambda portion: portion.kind == "withheld",
           "part": lambda portion: any(isinstance(piece, Withheld) for piece in portion.content)}
    wanted = [next((name for name, holds in how.items() if holds(portion)), "whole") for portion in model().portions]
    assert cells == [f"cell {name}" for name in wanted]
    assert len(set(cells)) == 3


def test_each_code_of_the_outcome_stays_on_its_line_but_long_ones() -> None:
    long = "(b)(3) " + "X" * 40
    of = document([portion("paragraph", "x"), portion("paragraph", "y")])
    decided = determination(of, [withhold("(b)(6)", "1.4(d)"), withhold(long)])
    reader = Reader(render_html(release_model(of, decided, name="n", status="released", date=DATE)))
    assert reader.texts["b"] == ["1.4(d)", "(b)(6)"]
    assert reader.named("b") == [{"class": "unbroken"}] * 2


def test_what_is_withheld_is_visible_text_in_a_span() -> None:
    of = document([portion("paragraph", "x")])
    decided = determination(of, [withhold("(b)(6)", amount="1 paragraph (1 line)")])
    reader = Reader(render_html(release_model(of, decided, name="n", status="released", date=DATE)))
    assert [text for text in reader.texts["span"] if text] == ["[Withheld: (b)(6); 1 paragraph (1 line)]"]
    assert {"class": "withheld"} in reader.named("span")


def test_old_marks_are_struck_and_said_in_words() -> None:
    reader = Reader(render_html(model()))
    assert reader.texts["s"] == ["C O N F I D E N T I A L", "(C)", "(C)"]
    assert "(old marking, struck: CONFIDENTIAL)" in "".join(reader.words)


def test_lines_of_the_header_stay_lines() -> None:
    assert b"FM AMCONSUL PORT ALDER<br>TO SECSTATE WASHDC 0490<br>INFO" in render_html(model())


def test_a_release_without_codes_has_no_legend() -> None:
    assert not Reader(render_html(one("Open."))).named("table")


def test_the_same_model_gives_the_same_bytes(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    first = render_html(model())
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TZ", "Pacific/Auckland")
    monkeypatch.setenv("LC_ALL", "tr_TR.UTF-8")
    assert render_html(model()) == first
    assert b"\r" not in first
    assert first.endswith(b"</html>\n")


# --- colours: WCAG 2.2, success criterion 1.4.6 --------------------------------------------------------------------

PAIRS = [("ink", "paper"), ("quiet", "paper"), ("link", "paper"), ("on-band", "band"), ("on-alarm", "alarm"),
         ("label-ink", "label")]


def schemes() -> dict[str, dict[str, str]]:
    """The colours of the style sheet by scheme; those that a scheme does not set are the light ones."""
    css = (shipped("templates") / "release.css").read_text(encoding="utf-8")
    light, dark, paper = (dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6})", rule))
                          for rule in re.findall(r":root \{(.*?)\}", css, re.DOTALL))
    return {"light": light, "dark": {**light, **dark}, "print": {**light, **paper}}


def luminance(colour: str) -> float:
    parts = [int(colour[place:place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("scheme", ["light", "dark", "print"])
@pytest.mark.parametrize(("ink", "ground"), PAIRS)
def test_every_colour_pair_has_a_contrast_of_seven(scheme: str, ink: str, ground: str) -> None:
    colours = schemes()[scheme]
    low, high = sorted((luminance(colours[ink]), luminance(colours[ground])))
    assert (high + 0.05) / (low + 0.05) >= 7
