"""What kind of portion a block is: heading, summary, table, signature, or the paragraph that most are."""

from __future__ import annotations

import re
from collections.abc import Sequence

from redact.documents.lead import ends_sentence, trailing_mark
from redact.documents.levels import Draft
from redact.documents.lines import plain, text_lines
from redact.documents.model import SUBSTANCE_KINDS
from redact.documents.values import speaks_of_classifier
from redact.markings import control_token, recognise_banner

_SUMMARY = re.compile(r"^(?:BEGIN\s+)?(?:EXECUTIVE\s+)?SUMMARY\b", re.IGNORECASE)
_SIGNATURE = re.compile(r"^(?:(?:[A-Z]\.|de|la|von|van|der|al) ){0,3}[A-Z][A-Za-z'’-]{1,24}$", re.IGNORECASE)
_ABBREVIATION = re.compile(r"(?:^|\s)(?:[A-Z]|Mr|Mrs|Ms|Dr|Gen|Col|Maj|Capt|Lt|Amb|Rev|Prof|Sen|Rep|Gov|St|Messrs|No"
                           r"|vs)\.$", re.IGNORECASE)
_FULL_STOP = re.compile(r"[.!?][\"'”’)\]]*\s*\Z")
_COLUMNS = re.compile(r"\S(?:\s{3,}|\t|\s\|\s)\S")
_SENTENCE = re.compile(r"[a-z]{2}[.!?;]\s+\S")
_LONG_WORD = re.compile(r"[^\W\d_]{5,}")
_LONGEST_HEADING = 160
_HEADING_LINES = 3


def settle_kinds(drafts: Sequence[Draft]) -> None:
    """Says of every block, still called a paragraph, what it is."""
    last = max((index for index, draft in enumerate(drafts) if draft.kind == "paragraph"), default=-1)
    for index, draft in enumerate(drafts):
        if draft.kind == "paragraph":
            _settle(drafts, index, draft, followed=index < last)


def _settle(drafts: Sequence[Draft], index: int, draft: Draft, *, followed: bool) -> None:
    assert draft.lead is not None
    words = plain(draft.text[draft.lead.body:_end_of_words(draft)])
    last = plain(text_lines(draft.text)[-1])
    draft.finished = ends_sentence(last) or draft.number is not None or draft.own is not None
    above = drafts[index - 1] if index else None
    heading_above = above is not None and above.kind == "heading" and _SUMMARY.match(plain(above.text))
    if (_SUMMARY.match(words) and (draft.number is not None or len(words) > 80)) or heading_above:
        draft.kind = "summary"
    elif _is_table(draft.text):
        draft.kind = "table"
    elif followed and not (draft.name or draft.number or draft.lead.bulleted) and _is_heading(draft, words):
        draft.kind = "heading"
        above_finished = above is None or above.kind != "paragraph" or finished_text(above.text)
        draft.finished = draft.own is not None or (above_finished and title_case(words))


def _end_of_words(draft: Draft) -> int:
    """Where the words of a block end: before its mark, where that stands after them."""
    assert draft.lead is not None
    return draft.place[0] if draft.place and draft.place[0] >= draft.lead.body else len(draft.text)


def _is_heading(draft: Draft, words: str) -> bool:
    if not words or len(words) > _LONGEST_HEADING or len(text_lines(draft.text)) > _HEADING_LINES:
        return False
    if speaks_of_classifier(words) or _SENTENCE.search(words):
        return False
    return not ends_sentence(words) or (len(words) <= 80 and words[-1] in "?!:")


def is_title(draft: Draft) -> bool:
    """Whether a block that ends with a mark is a title: short, no sentence, its longer words in capitals."""
    found = trailing_mark(draft.text)
    if found is None or draft.lead is None or len(text_lines(draft.text)) > _HEADING_LINES:
        return False
    words = plain(draft.text[draft.lead.body:found[0][0]])
    return 0 < len(words) <= _LONGEST_HEADING and not ends_sentence(words) and title_case(words)


def _is_table(text: str) -> bool:
    """Whether most lines of a block, and at least two, stand in columns."""
    lines = [line for line in text_lines(text) if line.strip()]
    columns = sum(1 for line in lines if _COLUMNS.search(line.strip()[:400]))
    return columns >= 2 and columns * 2 > len(lines)


def title_case(words: str) -> bool:
    """Whether every longer word begins with a capital: how headings are written."""
    return all(word[0].isupper() for word in _LONG_WORD.findall(words))


def finished_text(text: str) -> bool:
    """Whether a text is over: it ends with a mark, or with a full stop or its like that abbreviates no title."""
    if trailing_mark(text):
        return True
    end = plain(text[-24:])
    return bool(_FULL_STOP.search(end)) and not _ABBREVIATION.search(end)


def sign_off(drafts: list[Draft]) -> None:
    """Finds the signature: a name alone on the last line of the text, after a finished sentence."""
    last = next((i for i in range(len(drafts) - 1, -1, -1) if drafts[i].kind != "transport"), None)
    if last is None or drafts[last].kind != "paragraph" or last == 0:
        return
    draft = drafts[last]
    lines = text_lines(draft.text)
    name, above = plain(lines[-1]), "".join(lines[:-1]).rstrip()
    if not _SIGNATURE.match(name) or not name[-1].isalpha() or name.islower() or not _signs(drafts, name):
        return
    if not above:
        earlier = drafts[last - 1]
        if earlier.kind in {"paragraph", "summary"} and finished_text(earlier.text):
            draft.kind, draft.name = "signature", "signature"
    elif finished_text(above):
        _part_signature(drafts, last, lines[-1])


def _signs(drafts: Sequence[Draft], name: str) -> bool:
    """Whether a name may be the signer's: it is no level, no control, and the text itself never speaks of it."""
    surname = re.escape(name.split()[-1])
    spoken = re.compile(rf"\b{surname}\b", re.IGNORECASE)
    said = sum(len(spoken.findall(draft.text)) for draft in drafts if draft.kind in SUBSTANCE_KINDS)
    return said == 1 and not recognise_banner(name.upper()) and control_token(name.upper()) is None


def _part_signature(drafts: list[Draft], index: int, line: str) -> None:
    draft = drafts[index]
    start, end = draft.spans[-1]
    cut = end - len(line)
    if cut <= start:
        return
    number = draft.line + draft.text[:-len(line)].count("\n")
    draft.text, draft.spans = draft.text[:-len(line)], (*draft.spans[:-1], (start, cut))
    drafts.insert(index + 1, Draft("signature", line, ((cut, end),), number, draft.page, name="signature"))
