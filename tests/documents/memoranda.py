"""Memoranda made at random, with the truth of each paragraph beside them."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import strategies as st

LEVELS = ("U", "C", "S", "TS")
_BANNERS = {"U": "UNCLASSIFIED", "C": "CONFIDENTIAL", "S": "SECRET", "TS": "TOP SECRET"}
_HEADS = ("MEMORANDUM FOR: The Secretary\nFROM: EUR - Ann B. Carver\n\n", "MEMORANDUM\n\nTO\n\n- The Secretary\n\n",
          "Valtara, May 5, 1979.\n\n", "")
_SUBJECTS = ("", "SUBJECT: The Fair\n\n", "SUBJECT\n\n- The Fair\n\n")
_LEADS = ("({mark}) ", "{number}. ({mark}) ", "{number}.({mark}) ", "({mark}) {number}. ", "- ({mark}) ")
_BREAKS = ("\n\n", "\n\n\n", "\n\n{banner}\n\f{banner}\n\n", "\n \n", "\r\n\r\n")
_INNER = ("", " See document(s) and Tab (C).", " He spoke (S) and left.", " It was 1979 (the year of the fair).",
          " The group meets\nagain in June.")


@dataclass(frozen=True)
class Truth:
    """What a paragraph bears: a word only it has, its mark's level (None: it has none), the document's level."""

    token: str
    level: str | None
    document: str


@st.composite
def memoranda(draw: st.DrawFn) -> tuple[str, list[Truth]]:
    """A memorandum whose marks keep to one convention, and the truth of its paragraphs in order."""
    levels = draw(st.lists(st.sampled_from((*LEVELS, None)), min_size=1, max_size=8))
    document = max((level for level in levels if level), key=LEVELS.index, default="S")
    document = draw(st.sampled_from(LEVELS[LEVELS.index(document):]))
    trailing, lead = draw(st.booleans()), draw(st.sampled_from(_LEADS))
    text = draw(st.sampled_from((_BANNERS[document] + "\n\n", "- 1 -   " + _BANNERS[document] + "\n\n")))
    text += draw(st.sampled_from(_HEADS)) + draw(st.sampled_from(_SUBJECTS))
    truths = []
    for number, level in enumerate(levels, 1):
        token = f"Quillhaven{number}"
        body = f"The town of {token} has a fair and a harbor.{draw(st.sampled_from(_INNER))}"
        before = lead.format(number=number, mark=level) if level and not trailing else ""
        text += before + body + (f" ({level})" if level and trailing else "")
        text += draw(st.sampled_from(_BREAKS)).format(banner=_BANNERS[document])
        truths.append(Truth(token, level, document))
    return text, truths
