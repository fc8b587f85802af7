"""A released model of a fictional message, what was withheld from it, and its outputs."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from redact.release.gate import Leak
from redact.release.html import render_html
from redact.release.json import release_json
from redact.release.model import Piece, ReleasedModel, ReleasedPortion, Shown, Withheld
from redact.release.pdf import render_pdf
from redact.release.text import render_text

NAME = "QUARZA-123"
PERSON = "Ludmila Orsavetskaya"
WITHHELD = ("2. (C) Anton Kessleralp told the ambassador that 471193 crates had been moved by night to Port Zephyrin.",
            PERSON, "the harbour master of the old works")
TELLTALES = ("kessleralp", "471193", "zephyrin", "ludmila", "orsavetskaya", "harbour master")
"""Words that no leak may repeat."""


def _portion(number: int, kind: str, *content: Piece, old_marking: str | None = None) -> ReleasedPortion:
    held = [piece for piece in content if isinstance(piece, Withheld)]
    whole = len(held) == len(content)
    return ReleasedPortion(
        f"p{number}", "withheld" if whole else kind, None,  # type: ignore[arg-type]
        "withhold" if whole else "redact" if held else "release",
        tuple(dict.fromkeys(code for piece in held for code in piece.codes)), held[0].amount if whole else None,
        content, old_marking)


def model() -> ReleasedModel:
    """Every kind of block: struck markings, labels in text, whole portions, characters without a glyph."""
    long = "The town was quiet, and the embassy will report on the market when it opens again in spring. "
    portions = (
        _portion(1, "classification", Shown("C O N F I D E N T I A L", struck=True), Shown(" QUARZA 000123\n"),
                 old_marking="CONFIDENTIAL"),
        _portion(2, "caption", Shown("SIPDIS\n")),
        _portion(3, "header", Shown("FM AMEMBASSY QUARZA\nTO RUEHC/SECSTATE WASHDC 1234\n")),
        _portion(4, "subject", Shown("SUBJECT: HARBOUR TALKS IN QUARZA\n")),
        _portion(5, "paragraph", Shown("1. (U) The minister met "), Withheld(("(b)(6)",), "less than 1 line"),
                 Shown(" at the pier — he named it “the works” (ह 中 Москва, 50 % of it) and went on.\n" + long * 6)),
        _portion(6, "paragraph", Withheld(("(b)(1)", "1.4(b)"), "1 paragraph (2 lines)")),
        *(_portion(number, "paragraph", Shown(f"{number}. (U) {long * 4}")) for number in range(7, 13)),
        _portion(13, "signature", Shown("MORROW\n")))
    return ReleasedModel(
        name=NAME, status="released", title="QUARZA 000123", marking="UNCLASSIFIED", outcome="RIP",
        policy_name="foia-public", policy_version=1, date=dt.date(2026, 11, 23), portions=portions,
        codes=("(b)(1)", "1.4(b)", "(b)(6)"),
        legend=(("(b)(1)", "Classified national security information"), ("1.4(b)", "Foreign government information"),
                ("(b)(6)", "Personal privacy")),
        declassified=True, case="F-2026-00012", authority="J. ALDER, DIRECTOR")


def draft() -> ReleasedModel:
    """The same as a draft."""
    return replace(model(), status="draft", marking="CONFIDENTIAL")


def beyond_spelling(leaks: list[Leak]) -> list[Leak]:
    """The findings less those that any file has which another program wrote, even if it holds the same."""
    return [leak for leak in leaks if leak.code != "unaccounted-bytes"]


def outputs(of: ReleasedModel) -> dict[str, bytes]:
    """What the renderers make of the model."""
    return {"pdf": render_pdf(of), "html": render_html(of), "txt": render_text(of), "json": release_json(of)}
