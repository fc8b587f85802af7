"""The impact of a policy as one self-contained page: counts, a chart, and every portion that flips."""

from __future__ import annotations

import base64
import hashlib
import unicodedata
from itertools import groupby

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from redact.policy.impact import WORDS, Flip, Impact, directions, in_words
from redact.shipped import shipped

TITLES = {"looser": "Looser", "tighter": "Tighter", "same": "As strict, on other grounds"}
SHOWN = 2000
"""Most portions a page shows; the counts are of all."""
_BAR = 420
"""Width of the longest bar of the chart, in its own units."""


def impact_page(impact: Impact, set_aside: int = 0) -> bytes:
    """The page, UTF-8. It shows the beginning of each portion that flips, so it bears the documents' marking."""
    folder = shipped("templates")
    environment = Environment(loader=FileSystemLoader(folder, encoding="utf-8"), autoescape=True,
                              undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    css = (folder / "impact.css").read_text(encoding="utf-8")
    marking = impact.marking
    page = environment.get_template("impact.html.j2").render(
        css=Markup(css), css_hash=base64.b64encode(hashlib.sha256(css.encode("utf-8")).digest()).decode("ascii"),
        banner=marking.banner, classified=not marking.banner.startswith("UNCLASSIFIED"), impact=impact,
        titles=TITLES, counts=impact.counts, bars=_bars(impact), set_aside=set_aside, words=in_words, tame=_tame,
        documents=[(name, list(found)) for name, found in groupby(impact.flips[:SHOWN],
                                                                  key=lambda flip: flip.document)],
        flipped=len({flip.document for flip in impact.flips}), more=max(len(impact.flips) - SHOWN, 0), summary=summary)
    return page.encode("utf-8", "replace")


def summary(found: list[Flip]) -> str:
    """The flips of one document in a few words."""
    return ", ".join(f"{count} {direction}" for direction, count in directions(found).items() if count)


def _bars(impact: Impact) -> list[dict[str, object]]:
    """The bars of the chart: one for each pair of actions, as long as portions flip so."""
    largest = max((count for *_, count in impact.transitions), default=1)
    return [{"label": f"{WORDS[old]} → {WORDS[new]}", "direction": direction, "count": count,
             "width": max(round(_BAR * count / largest), 2), "y": 40 * place}
            for place, (old, new, direction, count) in enumerate(impact.transitions)]


def _tame(text: str) -> str:
    """Text of a document without what would turn the direction of writing or hide in it."""
    return "".join("�" if unicodedata.category(letter) in {"Cc", "Cf", "Cs", "Co"} else letter for letter in text)
