"""Design §3, promise 3: what is withheld changes no byte of a release. Characters are replaced, decisions stay."""

from __future__ import annotations

from dataclasses import replace

from build_samples import DATE, determination, document, marking, portion, release, withhold
from hypothesis import given, settings
from hypothesis import strategies as st

from redact.documents import Document, Kind, Portion
from redact.markings import Level
from redact.policy import Decision, Determination, WithheldSpan
from redact.release import ReleasedModel, Shown
from redact.release.build import release_model, withheld_texts
from redact.release.html import render_html
from redact.release.json import release_json
from redact.release.page import page
from redact.release.text import render_text

RELEASED = st.characters(min_codepoint=0x20, max_codepoint=0x2FF, include_characters="\n\r\t\u202e")
SECRET = "\u0416\u0429\u042f\u0424\u0414"
OTHER = "<&\"\n"
KINDS: tuple[Kind, ...] = ("header", "paragraph", "heading", "table", "signature", "subject")
CODES = st.lists(st.sampled_from(["(b)(1)", "1.4(d)", "(b)(6)", "local-7"]), max_size=3, unique=True)


@st.composite
def decided_portions(draw: st.DrawFn) -> tuple[Portion, Decision]:
    """A portion in which exactly the withheld characters are of the secret alphabet, and its decision."""
    kind = draw(st.sampled_from(KINDS))
    marked = draw(st.sampled_from(["", "(C) ", "(U) "]))
    level: Level = "U" if marked == "(U) " else "C"
    if draw(st.booleans()):
        text = marked + draw(st.text(SECRET, min_size=1, max_size=30))
        decision = withhold(*draw(CODES), amount=draw(st.sampled_from([None, "1 paragraph (2 lines)"])))
    else:
        text, spans = marked, []
        for open_text, secret in draw(st.lists(st.tuples(st.text(RELEASED, max_size=12), st.text(SECRET, max_size=9)),
                                               max_size=4)):
            text += open_text
            if secret:
                spans.append(WithheldSpan(len(text), len(text) + len(secret), tuple(draw(CODES)), (), "1 line"))
            text += secret
        decision = release(*draw(st.permutations(spans)))
    mark = marked.strip() or None
    return portion(kind, text, mark, marking(level, text=mark), "1"), decision


def replaced(text: str) -> str:
    """Another text of the same length in which every secret character is another one, of markup among them."""
    return "".join(OTHER[place % len(OTHER)] if character in SECRET else character
                   for place, character in enumerate(text))


def twin(of: Document) -> Document:
    """The document with every withheld character replaced."""
    portions = tuple(replace(one, text=replaced(one.text)) for one in of.portions)
    return replace(of, portions=portions, source=replaced(of.source), title="ANOTHER", sha256="1" * 64,
                   header=replace(of.header, subject="ANOTHER"))


def built(of: Document, decided: Determination) -> ReleasedModel:
    return release_model(of, decided, name="harbor", status="released", date=DATE)


@given(st.lists(decided_portions(), min_size=1, max_size=6))
@settings(max_examples=150, deadline=None)
def test_withheld_characters_change_nothing(parts: list[tuple[Portion, Decision]]) -> None:
    of = document([one for one, _ in parts])
    decisions = [decision for _, decision in parts]
    other = twin(of)
    first, second = built(of, determination(of, decisions)), built(other, determination(other, decisions))
    assert first == second
    for render in (render_html, render_text, release_json):
        assert render(first) == render(second)


@given(st.lists(decided_portions(), min_size=1, max_size=6))
@settings(max_examples=150, deadline=None)
def test_no_withheld_character_and_every_other_one_is_in_the_model(parts: list[tuple[Portion, Decision]]) -> None:
    of = document([one for one, _ in parts])
    decided = determination(of, [decision for _, decision in parts])
    model = built(of, decided)
    assert not set(repr(model) + page(model).stamp) & set(SECRET)
    for source, released, decision in zip(of.portions, model.portions, decided.decisions, strict=True):
        shown = "".join(piece.text for piece in released.content if isinstance(piece, Shown))
        assert shown == ("" if decision.withheld else "".join(c for c in source.text if c not in SECRET))
    kept_back = "".join(withheld_texts(of, decided))
    assert sum(c in SECRET for c in kept_back) == sum(c in SECRET for c in of.source)
