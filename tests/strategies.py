"""Hypothesis strategies: cables with the truth about them, arbitrary text, and (from beside) words for the withheld.

Every portion that :func:`cables` writes holds one token found nowhere else, so a test can ask which portion of the
document as read holds it and compare. All names, places and posts are fictional.
"""

from __future__ import annotations

import datetime as dt
import textwrap
from dataclasses import dataclass, field, replace

from hypothesis import strategies as st
from strategies_withheld import LINE, amount_range, withheld_variants

from redact.markings import Level, rank

__all__ = ["DAMAGED", "MARKS", "CableTruth", "PortionTruth", "amount_range", "any_text", "cables", "withheld_variants"]

MARKS: tuple[tuple[str, Level], ...] = (
    ("(U)", "U"), ("(C)", "C"), ("(S)", "S"), ("(TS)", "TS"), ("(SBU)", "U"), ("(C/NF)", "C"), ("(S//NF)", "S"),
    ("(S//REL TO USA, GBR)", "S"), ("(C//REL TO USA, AUS, GBR)", "C"), ("(U//FOUO)", "U"), ("(FOUO)", "U"),
    ("(LOU)", "U"), ("(C-NF)", "C"), ("(S/NF/OC)", "S"), ("(TS//SI//NF)", "TS"), ("(TS//SI/TK//NF)", "TS"),
    ("(S//QUILLHAVEN//NF)", "S"), ("(UK-C)", "C"), ("(//GBR S)", "S"), ("(//NS)", "S"), ("(CUI)", "U"),
    ("(SBU-NF)", "U"), ("(S//25X1//NF)", "S"), ("(S∕∕NF)", "S"), ("(U//LES)", "U"),
)
"""Marks of every dialect a reader must understand (domain notes §1, §2), each with its level."""

DAMAGED: tuple[tuple[str, Level], ...] = (
    ("(C", "C"), ("(S//NF", "S"), ("(TS//SI//NF", "TS"), ("(SS//NF)", "TS"), ("(S//NF(", "S"), ("C)", "C"),
)
"""Marks that are no longer well formed, each with the strictest level one edit away (design §3, promise 2)."""

BANNERS: tuple[tuple[str, Level], ...] = (
    ("UNCLAS", "U"), ("C O N F I D E N T I A L", "C"), ("CONFIDENTIAL", "C"), ("S E C R E T", "S"),
    ("SECRET", "S"), ("T O P S E C R E T", "TS"), ("TOP SECRET", "TS"),
)
LINE_ENDS = ("\n", "\r\n", "\r")
POSTS = ("VALTARA", "BRENHOLM", "PORT SABEL", "TAMARAN", "EL MARRA")
NAMES = ("Halvek", "Senkova", "Drasko", "Solheim-Falk", "Brézina", "Mosel", "O'Marrow", "Thorvind", "Arrigal")
MATTERS = ("the customs case", "the fishing quotas", "a longer lease", "the rail strike", "the budget vote",
           "the training agreement", "the wells of the south", "a second inspection")
SENTENCES = (
    "{name} told the Embassy that {matter} would be settled before the spring and that nobody in the cabinet "
    "expected the opposition to object.",
    "According to {name}, the ministry had written twice about {matter} and had received no answer to either letter.",
    "On {matter}, {name} said only that the figures given to the press (among them those of the port) were not his.",
    "The delegation left early, and {name} did not return to {matter} when he saw the Ambassador again that evening.",
    "{name} asked that his remarks on {matter} be kept from the document(s) which his own staff would see.",
    "Nobody has published the terms of {matter}, though {name} spoke of them to three visitors in a week.",
)
HEADINGS = ("The Second Round", "What the Port Knows", "Views from the North", "Comment", "A Longer Table")
OTHER_SCRIPTS = ("Вальтара", "Ελλάδος", "שלום", "港口", "مرفأ", "📦🚢", "ﬁnances", "naïveté", "Ⅳ", "ｗｉｄｅ",
                 "x" * 160, "transshipment" * 9, "5,000", "(ibid.)")
CAPTIONS = ((), ("SIPDIS",), ("NOFORN",), ("SIPDIS", "EXDIS"), ("SENSITIVE", "SIPDIS"))
FRAGMENTS = (
    "\n", "\n\n", "\r\n", "\r", " ", "\t", "\u00a0", "\u00ad", "\u200b", "\ufeff", "\f", "\u2028", "\u0085", "¶",
    "¶3. ", "1. ", "2.(C) ", "(C) ", "(S//NF) ", "(S//REL TO USA,\nGBR) ", "(C - Entire text)", "A. (SBU) ", "-- ",
    "SUBJECT: ", "SUBJECT: TITLE (U)", "TAGS: [PGOV](#) PREL", "REF: (A) STATE 1 (B) VALTARA 2 (C) BONN 3",
    "E.O. 12958: DECL: 06/06/2018", "E.O. 11652: GDS", "Classified By: A. Person, reasons 1.4 (b) and (d).",
    "C O N F I D E N T I A L VALTARA 000214", "C O N F I D E N T I A L SECTION 02 OF 02 VALTARA 000214",
    "UNCLAS VALTARA 000402", "SECRET", "SENSITIVE", "VALTARA 00000214 002 OF 002",
    "PAGE 02 VALTAR 00123 01 OF 02 121430Z", "VZCZCXRO1190", "RR RUEHVL", "DE RUEHVL #0214/01 0741532",
    "ZNY CCCCC ZZH", "P 141532Z MAR 08", "FM AMEMBASSY VALTARA", "TO RUEHC/SECSTATE WASHDC 2208",
    "INFO RUEAIIA/CIA WASHDC", "BT", "#0214", "NNNN", "Summary: ", "Comment: ", "(a) one; (b) two; (c) three",
    "[less than 1 line not declassified]", "[2 lines",
)


@dataclass(frozen=True, slots=True)
class PortionTruth:
    """What a reader must find about one portion.

    ``token`` stands in it and nowhere else. ``level`` is the level that the rules give, None where they leave a
    choice; ``floor`` is the level below which no reading may go. ``found`` is None where it is not determined.
    ``body`` is its words as written, before line ends and page lines were put in.
    """

    token: str
    kind: str
    number: str | None
    mark: str | None
    level: Level | None
    floor: Level
    found: str | None
    body: str


@dataclass(frozen=True, slots=True)
class CableTruth:
    """What is true of a whole cable: ``banner`` is None if the header is missing, ``overall`` is its highest level.

    ``convention`` is ``leading``, ``trailing``, ``entire-text`` or ``none``; ``damages`` names what was done to it.
    """

    banner: Level | None
    overall: Level
    convention: str
    portions: tuple[PortionTruth, ...]
    damages: frozenset[str] = field(default_factory=frozenset)


@dataclass(frozen=True, slots=True)
class _Plan:
    """The choices that make one cable; paragraphs are (shape, mark, words, page line) as numbers."""

    header: bool
    banner: int
    convention: str
    paragraphs: tuple[tuple[int, int, int, int], ...]
    pilcrow: bool
    wrapped: bool
    captions: int
    post: int
    day: int
    line_end: str
    bom: bool
    blank: str
    subject_mark: bool


def _highest(levels: list[Level]) -> Level:
    return max(levels, key=rank, default="U")


def _words(token: str, seed: int) -> str:
    """Two or three sentences around the token; one seed always gives the same words."""
    sentences = []
    for turn in range(2 + seed % 2):
        mixed = seed // (turn + 1)
        sentences.append(SENTENCES[mixed % len(SENTENCES)].format(name=NAMES[mixed % len(NAMES)],
                                                                  matter=MATTERS[mixed // 7 % len(MATTERS)]))
    extra = f" {OTHER_SCRIPTS[seed // 3 % len(OTHER_SCRIPTS)]}" if seed % 3 == 0 else ""
    return f"The matter of {token}{extra} came up again. {' '.join(sentences)}"


def _page_line(plan: _Plan, page: int) -> str:
    """What a page end leaves in the text: State's page line, that of the 1970s, or one with the section's header."""
    line = f"{POSTS[plan.post]} 00000214 {page:03d} OF 003"
    if page == 2:
        return f"PAGE 02        {POSTS[plan.post][:6]} 00214  01 OF 02  121430Z"
    if page == 3 and plan.header:
        return f"{line}\n\n{BANNERS[plan.banner][0]} SECTION 02 OF 02 {POSTS[plan.post]} 000214"
    return line


def _set(plan: _Plan, text: str, page: int) -> str:
    """``text`` in lines, with a page line in mid-sentence if ``page`` is not 0."""
    pieces = [text]
    if page:
        # Only a break inside a sentence is sure to be one portion again (domain notes §5).
        cut = text.find(" that ", len(text) // 3)
        if cut > 0:
            pieces = [text[:cut], text[cut + 1:]]
    if plan.wrapped:
        pieces = [textwrap.fill(piece, LINE, break_long_words=False, break_on_hyphens=False) for piece in pieces]
    return f"\n\n{_page_line(plan, page)}\n\n".join(pieces)


def _number(plan: _Plan, number: int, mark: str | None) -> str:
    lead = f"{'¶' if plan.pilcrow else ''}{number}. "
    return lead if mark is None else f"{lead}{mark} "


def _mark(plan: _Plan, number: int, shape: int, choice: int) -> tuple[str | None, Level | None, Level, str | None]:
    """The mark of a numbered paragraph, its level if that is certain, the floor, and how it is found."""
    if plan.convention == "entire-text" and number == 1:
        return "(C - Entire text)", "C", "C", "explicit"
    if plan.convention == "leading" and shape == 7:
        mark, floor = DAMAGED[choice % len(DAMAGED)]
        return mark, None, floor, None
    if plan.convention == "trailing" or (plan.convention == "leading" and shape != 0):
        mark, level = MARKS[choice]
        return mark, level, level, "explicit"
    return None, None, "U", None


def _numbered(plan: _Plan, number: int, choice: tuple[int, int, int, int]) -> tuple[str, PortionTruth]:
    """One numbered paragraph as it stands in the cable, and what is true of it."""
    shape, mark_choice, seed, page = choice
    token = f"Quorvin{number:03d}{seed % 7}"
    body = _words(token, seed)
    mark, level, floor, found = _mark(plan, number, shape, mark_choice)
    truth = PortionTruth(token, "paragraph", str(number), mark, level, floor, found, body)
    if plan.convention == "trailing":
        return _set(plan, f"{_number(plan, number, None)}{body} {mark}", page), truth
    return _set(plan, f"{_number(plan, number, mark)}{body}", page), truth


def _continuation(plan: _Plan, parent: PortionTruth) -> tuple[str, PortionTruth]:
    token = parent.token.replace("Quorvin", "Ostmarel")
    body = f"He added in the matter of {token} that no letter had been written."
    return _set(plan, body, 0), PortionTruth(token, "paragraph", None, None, parent.level, parent.floor, "parent", body)


def _heading(number: int) -> tuple[str, PortionTruth]:
    token = f"Tharsel{number:03d}"
    body = f"{HEADINGS[number % len(HEADINGS)]} in {token}"
    return body, PortionTruth(token, "heading", None, None, None, "U", "section", body)


def _blocks(plan: _Plan) -> list[tuple[str, PortionTruth]]:
    """The portions of the text in order. Shape 1 has a heading before it, shape 2 a continuation after it."""
    blocks: list[tuple[str, PortionTruth]] = []
    for number, choice in enumerate(plan.paragraphs, start=1):
        if choice[0] == 1 and number > 1:
            blocks.append(_heading(number))
        text, truth = _numbered(plan, number, choice)
        blocks.append((text, truth))
        if choice[0] == 2 and plan.convention == "leading":
            blocks.append(_continuation(plan, truth))
    return blocks


def _resolve(plan: _Plan, truths: list[PortionTruth]) -> tuple[Level, list[PortionTruth]]:
    """Give unmarked portions their level: by entire text, by the document, and headings by what is under them."""
    marked = [truth.level for truth in truths if truth.level]
    damaged = [truth.floor for truth in truths if truth.mark and truth.level is None]
    banner: list[Level] = [BANNERS[plan.banner][1]] if plan.header else []
    overall: Level = _highest(banner + marked) if banner or marked else "unknown"
    # Whether a damaged mark raises the whole document is a reader's choice, and so is the level of an unmarked
    # portion where portions are marked but no banner says what the whole is.
    sure = rank(_highest(damaged)) <= rank(overall) if banner else not marked and not damaged
    resolved = [_unmarked(plan, truth, overall, sure) if truth.mark is None else truth for truth in truths]
    return overall, [_under_heading(truth, resolved[place + 1:]) for place, truth in enumerate(resolved)]


def _unmarked(plan: _Plan, truth: PortionTruth, overall: Level, sure: bool) -> PortionTruth:
    """An unmarked portion under entire text or under the level of the document; others are left as they are."""
    if plan.convention == "entire-text" and truth.kind in ("heading", "paragraph"):
        return replace(truth, level="C", floor="C", found="entire-text")
    if truth.kind == "heading" or truth.found == "parent":
        return truth
    if not sure:
        return replace(truth, floor="U" if overall == "unknown" else overall)
    return replace(truth, level=overall, floor=overall, found="document" if plan.header else None)


def _under_heading(truth: PortionTruth, rest: list[PortionTruth]) -> PortionTruth:
    """A heading bears the highest mark of the portions under it, unless a mark covers the entire text (notes §4)."""
    if truth.kind != "heading" or truth.found == "entire-text":
        return truth
    under: list[PortionTruth] = []
    for other in rest:
        if other.kind == "heading":
            break
        under.append(other)
    levels = [other.level for other in under]
    floor = _highest([other.floor for other in under])
    if None in levels:
        return replace(truth, floor=floor)
    return replace(truth, level=floor, floor=floor, found="section" if floor != "unknown" else None)


def _header(plan: _Plan, subject: str) -> str:
    """Transport lines, addressees, classification line and subject; times of the DE line and the DTG agree."""
    when = dt.datetime(2008, 1, 1, 15, 32) + dt.timedelta(days=plan.day)
    title, level = BANNERS[plan.banner]
    five = {"U": "ZNR UUUUU", "C": "ZNY CCCCC", "S": "ZNY SSSSS", "TS": "ZNY TTTTT"}[level]
    lines = ["VZCZCXRO4417", "RR RUEHBH", f"DE RUEHVL #0214/01 {when:%j%H%M}", f"{five} ZZH",
             f"R {when:%d%H%M}Z {when:%b}".upper() + f" {when:%y}", f"FM AMEMBASSY {POSTS[plan.post]}",
             "TO RUEHC/SECSTATE WASHDC 2208", "INFO RUEHBH/AMEMBASSY BRENHOLM 0947", "RUEAIIA/CIA WASHDC", "",
             f"{title} {POSTS[plan.post]} 000214", "", *CAPTIONS[plan.captions], "",
             "E.O. 12958: N/A" if level == "U" else f"E.O. 12958: DECL: {when:%m/%d}/2018",
             "TAGS: PGOV, PREL, XO", subject]
    if level != "U":
        lines += ["", "Classified By: Marian Ostrow, Charge d'Affaires; reasons 1.4 (b) and (d)."]
    return "\n".join(lines)


def _subject(plan: _Plan) -> tuple[str, PortionTruth]:
    body = "THE GOVERNMENT AND THE CASE OF QUORVINSUB"
    mark = "(U)" if plan.subject_mark else None
    truth = PortionTruth("QUORVINSUB", "subject", None, mark, "U" if mark else None, "U",
                         "explicit" if mark else None, body)
    if mark is None:
        return f"SUBJECT: {body}", truth
    return (f"SUBJECT: {body} (U)" if plan.convention == "trailing" else f"SUBJECT: (U) {body}"), truth


def _compose(plan: _Plan) -> tuple[str, CableTruth]:
    blocks = _blocks(plan)
    truths = [truth for _, truth in blocks]
    text = "\n\n".join(block for block, _ in blocks)
    if plan.header:
        subject, subject_truth = _subject(plan)
        truths.insert(0, subject_truth)
        gap = "\n\n" if plan.day % 2 else "\n"  # real copies have the signature on either side of a blank line
        text = f"{_header(plan, subject)}\n\n{text}{gap}OSTROW\n\nBT\n#0214\n\nNNNN\n"
    overall, resolved = _resolve(plan, truths)
    if plan.blank != " ":
        text = text.replace(". (", f".{plan.blank}(").replace(") ", f"){plan.blank}")
    text = text.replace("\n", plan.line_end)
    if plan.bom:
        text = f"\ufeff{text}"
    return text, CableTruth(BANNERS[plan.banner][1] if plan.header else None, overall, plan.convention,
                            tuple(resolved), _damages(plan))


def _damages(plan: _Plan) -> frozenset[str]:
    named = {"no-header": not plan.header, "bom": plan.bom, "blank": plan.blank != " ",
             "line-end": plan.line_end != "\n", "page-line": any(choice[3] for choice in plan.paragraphs),
             "mark": plan.convention == "leading" and any(choice[0] == 7 for choice in plan.paragraphs)}
    return frozenset(name for name, done in named.items() if done)


_PARAGRAPH = st.tuples(st.integers(0, 6), st.integers(0, len(MARKS) - 1), st.integers(0, 9999), st.just(0))
_DAMAGED_PARAGRAPH = st.tuples(st.integers(0, 7), st.integers(0, len(MARKS) - 1), st.integers(0, 9999),
                               st.integers(0, 3))


def _plans(damaged: bool) -> st.SearchStrategy[_Plan]:
    paragraph = _DAMAGED_PARAGRAPH if damaged else _PARAGRAPH
    return st.builds(
        _Plan,
        header=st.sampled_from((True, True, True, False)) if damaged else st.just(True),
        banner=st.integers(0, len(BANNERS) - 1),
        convention=st.sampled_from(("leading", "leading", "leading", "trailing", "entire-text", "none")),
        paragraphs=st.lists(paragraph, min_size=2, max_size=9).map(tuple),
        pilcrow=st.booleans(), wrapped=st.booleans(),
        captions=st.integers(0, len(CAPTIONS) - 1), post=st.integers(0, len(POSTS) - 1), day=st.integers(0, 365),
        line_end=st.sampled_from(LINE_ENDS) if damaged else st.just("\n"),
        bom=st.booleans() if damaged else st.just(False),
        blank=st.sampled_from((" ", "\u00a0", "  ", "\u200b ")) if damaged else st.just(" "),
        subject_mark=st.booleans(),
    )


def cables(*, damaged: bool | None = None) -> st.SearchStrategy[tuple[str, CableTruth]]:
    """Cables and the truth about them; ``damaged`` False gives well-formed ones only, True damaged ones, None both."""
    if damaged is None:
        return st.booleans().flatmap(lambda choice: _plans(choice).map(_compose))
    return _plans(damaged).map(_compose)


def any_text() -> st.SearchStrategy[str]:
    """Arbitrary Unicode text with pieces of cables in it: whatever it is, no character may be lost on reading."""
    pieces = st.one_of(st.sampled_from(FRAGMENTS), st.sampled_from(FRAGMENTS), st.text(max_size=12))
    return st.one_of(st.lists(pieces, max_size=24).map("".join), st.text(max_size=120))
