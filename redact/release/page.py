"""The words of a release in reading order: what every rendering draws and what the gate expects to find.

:func:`page` turns the released model into blocks. PDF, HTML and text draw these blocks in this order and add nothing
but the furniture named here; so the gate can account for every word of an output (design §3, promise 5).
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from redact.release.model import Piece, ReleasedModel, ReleasedPortion, Shown, Withheld
from redact.release.visible import visible

DRAFT_NOTICE = "DRAFT – NOT FOR RELEASE"
OUTCOMES = {"RIF": "RELEASED IN FULL", "RIP": "RELEASED IN PART", "DIF": "DENIED IN FULL",
            "referred": "REFERRED TO ANOTHER AGENCY"}
LEGEND_HEADING = "What the codes mean"
WITHHELD_NOTE = ("A label in brackets stands where text was withheld: its codes say why, and its amount, where one is "
                 "given, how much, rounded up. The size of a label says nothing about the text it stands for.")
STRUCK_NOTE = ("Old classification marks are kept where they stood, struck through where the format can show it. They "
               "no longer apply to what is released here.")
UNDRAWN_NOTE = ("A code such as ⟨U+0939⟩ stands in the PDF for a character that its fonts cannot draw rightly. The "
                "HTML, the text and the JSON of this release carry that character as it is.")

EXTENT = "Extent"
"""The label of the fact that says how much is released."""

Role = Literal["title", "outcome", "fact", "portion", "legend-heading", "legend", "note", "part", "sentence", "rule",
               "to-sign"]
"""What a block is; the last four stand in a policy that is shown, and in no release."""
_LINED_KINDS = frozenset({"transport", "header", "caption", "classification", "table", "signature"})
"""Kinds whose line breaks carry meaning; the text of every other kind is reflowed."""


@dataclass(frozen=True, slots=True)
class Block:
    """One block of a release. ``lines`` each hold pieces; a reflowed block has one line, broken by the renderer.

    ``label`` is the left-hand word of a fact or legend row ("Case", "(b)(1)"), "" elsewhere. ``note`` is what is said
    in words beside the block, such as the old marking a strike cannot tell to the ear.
    """

    role: Role
    lines: tuple[tuple[Piece, ...], ...]
    label: str = ""
    note: str = ""
    portion: ReleasedPortion | None = None

    @property
    def withheld(self) -> bool:
        """True for a portion withheld whole."""
        return self.portion is not None and self.portion.kind == "withheld"

    @property
    def right_to_left(self) -> bool:
        """True for a block of a portion whose released letters run from right to left but for a few."""
        if self.portion is None:
            return False
        shown = "".join(piece.text for line in self.lines for piece in line if isinstance(piece, Shown))
        return not shown.isascii() and _runs_left(shown)

    def text(self) -> str:
        """The words of the block as one string, withheld pieces as their labels."""
        drawn = "\n".join("".join(spoken(piece) for piece in line) for line in self.lines)
        return " ".join(part for part in (self.label, drawn, self.note) if part)


@dataclass(frozen=True, slots=True)
class Page:
    """A release ready to be drawn. ``banner`` stands at the top and bottom of every page, ``stamp`` with it."""

    banner: str
    draft: str
    stamp: str
    blocks: tuple[Block, ...]

    @staticmethod
    def folio(number: int, count: int) -> str:
        """The page number as printed."""
        return f"Page {number} of {count}"


def spoken(piece: Piece) -> str:
    """The words of a piece: released text made visible, or the label of what is withheld."""
    return piece.label if isinstance(piece, Withheld) else visible(piece.text)


def outcome_line(model: ReleasedModel) -> str:
    """What became of the document, and the codes used: what the stamp of the first page says."""
    return " · ".join(part for part in (OUTCOMES[model.outcome], ", ".join(model.codes)) if part)


_last: tuple[ReleasedModel, Page] | None = None
"""The model last asked for and its page: one release is drawn in several formats, and read back, in a row."""


def page(model: ReleasedModel) -> Page:
    """The blocks of a release, in reading order."""
    global _last
    known = _last
    if known is None or known[0] is not model:
        known = _last = (model, _page(model))
    return known[1]


def _page(model: ReleasedModel) -> Page:
    blocks = [_plain("title", model.title), _plain("outcome", outcome_line(model))]
    blocks += [_plain("fact", value, label) for label, value in _facts(model)]
    blocks += [_portion(portion) for portion in model.portions]
    if model.legend:
        blocks.append(_plain("legend-heading", LEGEND_HEADING))
        blocks += [_plain("legend", title, code) for code, title in model.legend]
        blocks.append(_plain("note", WITHHELD_NOTE))
    if any(isinstance(piece, Shown) and piece.struck for portion in model.portions for piece in portion.content):
        blocks.append(_plain("note", STRUCK_NOTE))
    if _undrawn(blocks):
        blocks.append(_plain("note", UNDRAWN_NOTE))
    return Page(banner=model.marking, draft=DRAFT_NOTICE if model.status == "draft" else "", stamp=_stamp(model),
                blocks=tuple(blocks))


def _undrawn(blocks: Sequence[Block]) -> bool:
    """True if the fonts of the PDF lack a character of any block."""
    texts = [text for block in blocks if not (text := block.text()).isascii()]
    if not texts:
        return False
    from redact.release.pdf.fonts import covers

    return not all(covers(character) for character in sorted(set("".join(texts)) - {"\n"}))


def _facts(model: ReleasedModel) -> list[tuple[str, str]]:
    old = next((portion.old_marking for portion in model.portions if portion.old_marking), None)
    facts = [("Case", model.case), ("Date of this release", model.date.isoformat()),
             ("Decided under", f"{model.policy_name}, version {model.policy_version}"), (EXTENT, _extent(model)),
             ("Previously marked", old or "")]
    if model.declassified:
        by = f" by {model.authority}" if model.authority else ""
        facts.append(("Declassified", f"{model.date.isoformat()}{by}, under {model.policy_name}"))
    return [(label, visible(value)) for label, value in facts if value]


def released_how(portion: ReleasedPortion) -> Literal["whole", "part", "none"]:
    """How much of a portion is released."""
    if portion.kind == "withheld":
        return "none"
    return "part" if any(isinstance(piece, Withheld) for piece in portion.content) else "whole"


def _extent(model: ReleasedModel) -> str:
    """How many portions are released, in part and not at all: what a reader else would have to count."""
    how = Counter[str](map(released_how, model.portions))
    counts = [f"{how[kind]} {words}" for kind, words in
              (("whole", "released whole"), ("part", "in part"), ("none", "withheld")) if how[kind]]
    number = len(model.portions)
    return f"{number} portion{'' if number == 1 else 's'}: {', '.join(counts)}" if counts else ""


def _stamp(model: ReleasedModel) -> str:
    parts = [f"Case No. {model.case}" if model.case else "", f"Doc No. {model.title}",
             f"Date: {model.date.isoformat()}"]
    return "   ".join(visible(part) for part in parts if part)


def _plain(role: Role, text: str, label: str = "") -> Block:
    return Block(role, ((Shown(visible(text)),),), label)


def _portion(portion: ReleasedPortion) -> Block:
    note = f"(old marking, struck: {portion.old_marking})" if portion.old_marking else ""
    lined = portion.kind in _LINED_KINDS
    return Block("portion", _lines(portion.content) if lined else (_reflow(portion.content),), note=note,
                 portion=portion)


def _lines(content: tuple[Piece, ...]) -> tuple[tuple[Piece, ...], ...]:
    """The pieces line by line: outer blanks and empty lines dropped, runs of blanks kept inside a line."""
    lines: list[list[Piece]] = [[]]
    for piece in content:
        if isinstance(piece, Withheld):
            lines[-1].append(piece)
            continue
        first, *rest = re.split(r"\r\n|[\n\r\v\f\x85\u2028\u2029]", piece.text)
        lines[-1].append(Shown(first, piece.struck))
        lines += [[Shown(text, piece.struck)] for text in rest]
    return tuple(trimmed for line in lines if (trimmed := _tidy(tuple(line), _keep_runs)))


def _reflow(content: tuple[Piece, ...]) -> tuple[Piece, ...]:
    """The pieces with every run of white space made one blank, none at the ends, control characters made visible."""
    return _tidy(content, _one_blank)


def _one_blank(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def _keep_runs(text: str) -> str:
    return re.sub(r"\s", " ", text.expandtabs(8))


def _tidy(content: tuple[Piece, ...], spaced: Callable[[str], str]) -> tuple[Piece, ...]:
    pieces: list[Piece] = []
    blank = True
    for piece in content:
        if isinstance(piece, Withheld):
            pieces.append(piece)
            blank = False
            continue
        text = spaced(piece.text)
        if blank:
            text = text.lstrip(" ")
        if text:
            pieces.append(Shown(visible(text), piece.struck))
            blank = text.endswith(" ")
    if pieces and isinstance(last := pieces[-1], Shown):
        pieces[-1:] = [Shown(kept, last.struck)] if (kept := last.text.rstrip(" ")) else []
    return tuple(pieces)


def _runs_left(text: str) -> bool:
    """True if more than two thirds of the letters run from right to left. Marks such as ``3. (U)`` stand before texts
    of any language, so the first letter, by which other paragraphs are judged, tells nothing here."""
    directions = [unicodedata.bidirectional(character) for character in text]
    return directions.count("R") + directions.count("AL") > 2 * directions.count("L")
