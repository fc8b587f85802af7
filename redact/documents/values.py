"""What a cable's head says, taken from its elements: sender, addressees, date, tags, reasons, declassification."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from redact.documents.dates import date_time_group, day_in
from redact.documents.header import Element
from redact.documents.levels import Draft
from redact.documents.lines import plain, text_lines
from redact.documents.model import Header
from redact.markings import recognise_banner, split_captions

_NUMBER = re.compile(r"^(?:(?:FINAL\s+)?SECTION\s+\d{1,2}\s+OF\s+(?P<sections>\d{1,2})\s*)?"
                     r"(?P<post>[A-Z][A-Z .'-]{1,40}?)?\s*(?P<serial>\d{3,8})?$")
_TAG = re.compile(r"[A-Z]{2,5}")
_REFERENCE_MARK = re.compile(r"(?:^|\s)\(?([A-Z])[.)]\s")
_REASONS = re.compile(r"\b1\.\s?([45])((?:[\s,;/&.-]|\band\b|\bor\b|\(?\b[a-h]\b\)?)+)", re.IGNORECASE)
_LETTERS = re.compile(r"\b([a-h])\b(?:\)?\s?-\s?\(?([a-h])\b)?", re.IGNORECASE)
_ORDER = re.compile(r"E\.?\s?O\.?\s?(\d{5})", re.IGNORECASE)
_DECLASSIFY = re.compile(r"\bDECL(?:ASSIFY(?:\s+ON)?)?\s*:\s*(.*)$", re.IGNORECASE | re.DOTALL)
_CUT = re.compile(r"\b(?:REASONS?|CLASSIFIED\s+BY|DERIVED\s+FROM|TAGS)\b.*$", re.IGNORECASE | re.DOTALL)
_MONTH = r"(?:January|February|March|April|May|June|July|August|September|October|November|December)"
_HOUR = r"(?:\d{4}Z|noon|midnight|\d{1,2}(?::\d\d)?(?: ?[ap]\.m\.)?(?:\s?[-–]\s?\d{1,2}(?::\d\d)?)? ?[ap]\.m\.)"
_DAY = (rf"{_MONTH} \d{{1,2}}, \d{{4}}|\d{{1,2}} {_MONTH},? \d{{4}}|\d{{1,2}} [A-Z]{{3}} \d{{4}}|"
        r"\d{1,2}/\d{1,2}/\d{4}")
_DATELINE = re.compile(rf"^(?:[A-Z][\w .'’-]{{1,40}}, )?(?P<day>{_DAY})(?:, {_HOUR})?\.?$")
_LABEL = re.compile(r"^(?:(?:MEMORANDUM\s+)?(?:FOR|TO)|INFO|FROM|THROUGH|THRU|VIA|DATE|RE|"
                    r"(?:\d{1,6}\.\s+)?SUBJ(?:ECT)?)\s*:\s*|^MEMORANDUM\s+(?:FOR|TO)\s+", re.IGNORECASE)
_BESIDE = re.compile(r"\s+DATE\s*:\s*(?P<day>\S.*)\Z", re.IGNORECASE)
_BULLET = re.compile(r"^[-–—•*·]+\s*")
_BY = re.compile(r"classified\s+by\s*:?\s*(.+)$", re.IGNORECASE)
_WHY = re.compile(r"\s*(?:,|;|\.|-|\bfor\b)?\s*\b(?:reasons?|derived\s+from|declassify\s+on|E\.O\.|1\.\s?[45])\b",
                  re.IGNORECASE)
_SPEAKS_OF_CLASSIFIER = re.compile(r"^\s*(?:classified\s+by\b|derived\s+from\s*:|declassify\s+on\s*:|reasons?\s*:)",
                                   re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Told:
    """What the head tells: its values, the declassification value with its order, the document's date."""

    header: Header
    declassify: tuple[str, ...]
    authority: str | None
    date: dt.date | None


def speaks_of_classifier(words: str) -> bool:
    """Whether a block of text is a classification block: who classified, when it ends, or why."""
    return bool(_SPEAKS_OF_CLASSIFIER.match(words))


def dateline(text: str) -> dt.date | None:
    """The day of a printed dateline such as ``Athens, February 23, 1979, 1507Z``; None for any other line."""
    match = _DATELINE.match(text)
    return day_in(match["day"]) if match else None


def beside(value: str) -> tuple[str, str | None]:
    """A head line's value, and the day that airgrams write on the same line (``FROM: … DATE: May 5, 1970``)."""
    match = _BESIDE.search(value)
    return (value[:match.start()], match["day"]) if match else (value, None)


UNREADABLE_END = "more than one message"
"""What stands for the end of a classification where a file holds several messages: it is not computable."""


def read_values(drafts: Sequence[Draft], banner_ends: dict[int, int],
                heads: Sequence[tuple[Element, str]] = ()) -> Told:
    """The values of the head. ``banner_ends`` gives, by index of draft, where a classification line's marking ends.

    ``heads`` are the elements of the heads of further sections: their captions, reasons and ends of classification
    count too, and a head of another message makes the end unknown.

    ``Header.fields`` names each value's portion by its index (``p1`` is index 0).
    """
    found: dict[str, str] = {}
    values = _Values(found)
    for index, draft in enumerate(drafts):
        values.take(index, draft, " ".join(plain(line) for line in text_lines(draft.text)).strip(),
                    banner_ends.get(index))
    for element, text in heads:
        values.take_repeated(element, " ".join(text.split()))
    date = values.dtg.date() if values.dtg else values.printed
    header = Header(
        sender=values.sender, to=tuple(values.to), info=tuple(values.info), precedence=values.precedence,
        dtg=values.dtg, date=date, number=values.number, sections=values.sections,
        captions=tuple(dict.fromkeys(values.captions)),
        tags=tuple(dict.fromkeys(values.tags)), subject=values.subject, references=tuple(values.references),
        classified_by=values.classified_by, reasons=tuple(dict.fromkeys(values.reasons)), fields=found)
    return Told(header, tuple(values.declassify), values.authority, date)


class _Values:
    """Collects values; of what is said twice the first stands, but of ends of classification all are kept."""

    def __init__(self, fields: dict[str, str]):
        self.fields = fields
        self.sender: str | None = None
        self.to: list[str] = []
        self.info: list[str] = []
        self.precedence: str | None = None
        self.dtg: dt.datetime | None = None
        self.printed: dt.date | None = None
        self.number: str | None = None
        self.sections: int | None = None
        self.captions: list[str] = []
        self.tags: list[str] = []
        self.subject: str | None = None
        self.references: list[str] = []
        self.classified_by: str | None = None
        self.reasons: list[str] = []
        self.declassify: list[str] = []
        self.authority: str | None = None

    def take(self, index: int, draft: Draft, text: str, banner_end: int | None) -> None:
        portion = f"p{index + 1}"
        reader = getattr(self, f"_{draft.name}", None)
        if banner_end is not None:
            self._banner(portion, plain(draft.text)[banner_end:].strip())
        elif reader is not None:
            reader(portion, text, draft)
        elif draft.lead and draft.kind == "paragraph" and speaks_of_classifier(draft.text[draft.lead.body:]):
            self._classified_by(portion, text, draft)

    def take_repeated(self, element: Element, text: str) -> None:
        """What the head of a further section says: all that can make the document stricter, and nothing else."""
        if element.name == "order":
            self._ends_of_order(text)
        elif element.name == "classified_by":
            self._reasons_and_end(text)
        elif element.name == "caption":
            self.captions += split_captions(text) or (text,)
        elif element.name == "fm" and self.sender is not None and text[2:].strip() != self.sender:
            self._ends(UNREADABLE_END)
        elif element.name == "banner" and (found := recognise_banner(text)):
            match = _NUMBER.match(text[found[1]:].strip())
            serial = int(match["serial"]) if match and match["serial"] else None
            if serial is not None and self.number and serial != int(self.number.rsplit(" ", 1)[-1]):
                self._ends(UNREADABLE_END)

    def _note(self, field: str, portion: str) -> None:
        self.fields.setdefault(field, portion)

    def _dtg(self, portion: str, text: str, draft: Draft) -> None:
        moment, precedence = date_time_group(text)
        if self.dtg is None and moment is not None:
            self.dtg, self.precedence = moment, precedence
            self._note("dtg", portion)

    def _dateline(self, portion: str, text: str, draft: Draft) -> None:
        self.printed = self.printed or dateline(text)

    def _fm(self, portion: str, text: str, draft: Draft) -> None:
        if self.sender is None:
            self.sender = text[2:].strip()
            self._note("from", portion)

    def _to(self, portion: str, text: str, draft: Draft) -> None:
        self.to += _addressees(draft.text, "TO")
        self._note("to", portion)

    def _info(self, portion: str, text: str, draft: Draft) -> None:
        self.info += _addressees(draft.text, "INFO")
        self._note("info", portion)

    def _banner(self, portion: str, rest: str) -> None:
        match = _NUMBER.match(rest)
        if match and self.number is None:
            self.sections = int(match["sections"]) if match["sections"] else self.sections
            if match["post"] and match["serial"]:
                self.number = f"{match['post'].strip()} {match['serial']}"
                self._note("number", portion)

    def _caption(self, portion: str, text: str, draft: Draft) -> None:
        self.captions += split_captions(text) or (text,)
        self._note("captions", portion)

    def _tags(self, portion: str, text: str, draft: Draft) -> None:
        self.tags += _TAG.findall(re.sub(r"^TAGS?\s*:?", "", text, flags=re.IGNORECASE).upper())
        self._note("tags", portion)

    def _subject(self, portion: str, text: str, draft: Draft) -> None:
        if self.subject is None:
            words = draft.text if draft.place is None else draft.text[:draft.place[0]] + draft.text[draft.place[1]:]
            self.subject = _value(" ".join(plain(line) for line in text_lines(words)).strip())
            self._note("subject", portion)

    def _memo_to(self, portion: str, text: str, draft: Draft) -> None:
        if value := _value(text):
            self.to.append(value)
            self._note("to", portion)

    def _memo_info(self, portion: str, text: str, draft: Draft) -> None:
        if value := _value(text):
            self.info.append(value)
            self._note("info", portion)

    def _memo_from(self, portion: str, text: str, draft: Draft) -> None:
        value, day = beside(_value(text))
        self.printed = self.printed or (dateline(day) if day else None)
        if self.sender is None and value:
            self.sender = value
            self._note("from", portion)

    def _memo_date(self, portion: str, text: str, draft: Draft) -> None:
        self.printed = self.printed or dateline(_value(text))

    def _references(self, portion: str, text: str, draft: Draft) -> None:
        rest = re.sub(r"^REF[A-Z]*\s*[:.]?\s*", "", text, flags=re.IGNORECASE)
        pieces = _REFERENCE_MARK.split(rest)
        named = [piece.strip(" ;,") for piece in pieces[2::2]] if len(pieces) > 1 else [rest.strip()]
        self.references += [piece for piece in named if piece]
        self._note("references", portion)

    def _order(self, portion: str, text: str, draft: Draft) -> None:
        match = _ORDER.match(text)
        if match and self.authority is None:
            self.authority = f"E.O. {match[1]}"
        self._ends_of_order(text)

    def _ends_of_order(self, text: str) -> None:
        said = _DECLASSIFY.search(text)
        value = said[1] if said else _ORDER.sub("", text, count=1).lstrip(" :")
        self._ends(_CUT.sub("", value).strip(" .,;"))
        self.reasons += list(_reasons(text))

    def _reasons_and_end(self, text: str) -> None:
        self.reasons += list(_reasons(text))
        if said := _DECLASSIFY.search(text):
            self._ends(_CUT.sub("", said[1]).strip(" .,;"))

    def _classified_by(self, portion: str, text: str, draft: Draft) -> None:
        self._reasons_and_end(text)
        if (match := _BY.search(text)) and self.classified_by is None:
            who = _WHY.split(match[1], maxsplit=1)[0].strip(" ,.;:-")
            self.classified_by = re.sub(r"\s+(?:per|for|under)$", "", who)
            self._note("classified_by", portion)

    def _ends(self, value: str) -> None:
        if value and value not in self.declassify:
            self.declassify.append(value)


def _value(text: str) -> str:
    """What stands after the label of a head line, without a bullet."""
    return _BULLET.sub("", _LABEL.sub("", text, count=1)).strip()


def _addressees(text: str, keyword: str) -> Iterator[str]:
    for number, line in enumerate(text_lines(text)):
        name = plain(line)
        if number == 0:
            name = name[len(keyword):].strip()
        if name:
            yield name


def _reasons(text: str) -> Iterator[str]:
    """The classification reasons, as ``1.4(b)``, from their many spellings: ``1.4 b and d``, ``1.5 (B) AND (D)``."""
    for match in _REASONS.finditer(text):
        for first, last in _LETTERS.findall(match[2]):
            for letter in range(ord(first.lower()), ord((last or first).lower()) + 1):
                yield f"1.{match[1]}({chr(letter)})"
