"""The lines of a cable's head: what each is, how far it goes, and what it says.

Sources: ACP 127 and JANAP 128 for transport lines, 5 FAH-2 for the State Department's own lines (domain notes §5).
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from redact.documents.dates import DTG
from redact.documents.forms import addressee, well_formed
from redact.documents.lead import numbered, read_lead
from redact.documents.lines import Line
from redact.documents.model import Finding, Kind
from redact.markings import is_caption, recognise_banner, split_captions

_TRANSPORT = re.compile(
    r"^(?:VZCZC\w{0,12}"
    r"|(?:ZZ|OO|PP|RR|YY)(?:\s+(?:ZZ|OO|PP|RR))?(?:\s+R[A-Z]{3,7}(?:/[A-Z0-9]+)*)+"
    r"|DE\s+R[A-Z]{3,7}\s+#?\d{3,6}(?:/\d{1,2})?(?:\s+\d{7}Z?)?.{0,20}"
    r"|ZN[YRO]\s+[A-Z]{5}(?:\s+[A-Z0-9]{2,6})*)$")
_DE = re.compile(r"^DE\s+(\w+)\s+#?(\d+)(?:/(\d+))?\s+(\d{3})(\d{2})(\d{2})Z?")
_ZNY = re.compile(r"^ZN[YRO]\s+([A-Z])\1{4}\b")
_DISTRIBUTION = re.compile(r"^(?:(?:ACTION|ORIGIN|INFO)\s+[A-Z/]{1,7}-\d\d\b|\d{2}$)")
_DISTRIBUTION_REST = re.compile(r"^(?:[A-Z/]{1,7}-\d\d\s*|\([A-Z]\)\s*|/\d{3}\s*[A-Z]?\s*|[A-Z]{2,4}E?-?\d\d\s*)+$")
_ADDRESS = re.compile(r"^(?:FM|TO|INFO|XMT)\s+[A-Z0-9]")
_LONE_ADDRESSEE = re.compile(r"^R[A-Z]{5,7}/[A-Z][A-Z0-9 ,.&'-]{3,60}$")
_END = re.compile(r"^(?:BT|#\d{3,6}(?:/\d{1,2})?|N{3,4}|<<<<.*|ENDTEXT)$")
_ORDER = re.compile(r"^E\.?\s?O\.?\s?(?P<order>\d{5})\b", re.IGNORECASE)
_TAGS = re.compile(r"^TAGS?\s*:|^TAGS\s+[A-Z\[]", re.IGNORECASE)
_TAGS_REST = re.compile(r"^(?:\[[A-Z]{2,5}\]\(#\)|[A-Z]{2,5}|,|\s)+$")
_SUBJECT = re.compile(r"^(?:\d{1,6}\.\s+)?SUBJ(?:ECT)?\s*:", re.IGNORECASE)
_REFERENCE = re.compile(r"^REFS?(?:ERENCES?)?\s*(?::|\.\s|\([A-Z]\))|^REFTELS?\s*:", re.IGNORECASE)
_CLASSIFIED = re.compile(r"^(?:\([USC]\)\s*)?(?:CLASSIFIED\s+BY\b|DERIVED\s+FROM\s*:|DECLASSIFY\s+ON\s*:|REASONS?\s*:)",
                         re.IGNORECASE)
_PASSING = re.compile(
    r"^(?:(?:STATE|DEPT|DEPARTMENT|NSC|WHITE HOUSE|USTR|TREASURY|COMMERCE|USDOC|DOD|OSD|JCS|SECDEF|ENERGY|JUSTICE|"
    r"LABOR|USAID|AID|USDA|INTERIOR|DOE|DHS|GENEVA|PARIS|USUN|USNATO|USEU|POSTS?|[A-Z]{2,4}COM)"
    r"\s+(?:ALSO\s+)?(?:PLEASE\s+)?(?:FOR|PASS)\s+[A-Z0-9/,; ()-]{2,60}"
    r"|FOR\s+(?:[A-Z]{1,5}(?:/[A-Z-]{1,5})+(?:,\s*|\s+AND\s+|\s*;\s*)?)+)$")
_PRINTED_TITLE = re.compile(r"^\d{1,4}\.\s+(?:Telegram|Airgram|Memorandum|Letter|Backchannel|Message|Circular|Paper|"
                            r"Report|Note|Intelligence|National|Minutes|Summary|Draft|Editorial|Action|Briefing|"
                            r"Study)\b")
_SPACED = re.compile(r"(?:[A-Z] ){4}")
_LONGEST_CAPTION = 50
"""Characters of a line between classification line and E.O. that is taken for a caption, known or not."""


@dataclass(frozen=True, slots=True)
class Element:
    """An element of the head: its kind, a name for what it is, and how many lines it takes."""

    kind: Kind
    name: str
    count: int


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a head has come: transport and addresses stand before its numbered classification line, captions and
    lines that pass the message on between that and the subject."""

    routing: bool = True
    banner: bool = False
    subject: bool = False

    def past(self, element: Element, text: str) -> Progress:
        """The progress after an element whose first line is ``text``."""
        found = recognise_banner(text) if element.name == "banner" else None
        numbered_banner = found is not None and found[1] < len(text)
        return Progress(self.routing and not numbered_banner and element.name not in _AFTER_ROUTING,
                        self.banner or found is not None, self.subject or element.name == "subject")


_AFTER_ROUTING = frozenset({"order", "tags", "subject", "references", "classified_by", "caption"})


def element_at(lines: Sequence[Line], index: int, progress: Progress) -> Element | None:
    """The head element that starts at line ``index``, None if that line is none of a head."""
    text = lines[index].plain
    if recognise_banner(text):
        return Element("classification", "banner", 1)
    if (named := _keyword(text)) is not None:
        kind, name, more = named
        return Element(kind, name, 1 + _more(lines, index + 1, more))
    routing = _routing(lines, index, text) if progress.routing else None
    return routing or _slug(lines, index, text, progress)


def _keyword(text: str) -> tuple[Kind, str, Callable[[str], bool]] | None:
    if _ORDER.match(text):
        return "classification", "order", lambda line: well_formed("order", f"E.O. 12958: {line}")
    if _TAGS.match(text):
        return "header", "tags", lambda line: bool(_TAGS_REST.match(line))
    if _SUBJECT.match(text):
        return "subject", "subject", _unmarked
    if _REFERENCE.match(text):
        return "header", "references", lambda line: well_formed("references", f"REF: {line}") or _unmarked(line)
    if _CLASSIFIED.match(text):
        return "classification", "classified_by", _unmarked
    return None


def _routing(lines: Sequence[Line], index: int, text: str) -> Element | None:
    if _TRANSPORT.match(text) or end_line(text):
        return Element("transport", "transport", 1)
    if DTG.match(text):
        return Element("header", "dtg", 1)
    if _DISTRIBUTION.match(text):
        more = _more(lines, index + 1, lambda line: bool(_DISTRIBUTION_REST.match(line)))
        return Element("transport", "distribution", 1 + more)
    if _ADDRESS.match(text) and addressee(text):
        name = text.split(None, 1)[0].lower()
        more = 0 if name == "fm" else _more(lines, index + 1, addressee)
        return Element("header", name, 1 + more)
    if _LONE_ADDRESSEE.match(text):
        return Element("header", "addressee", 1)
    return None


def _slug(lines: Sequence[Line], index: int, text: str, progress: Progress) -> Element | None:
    """Captions, and lines that pass a message on ("STATE FOR EUR/ERA"), between classification line and text."""
    if is_caption(text) or (progress.banner and split_captions(text)):
        return Element("caption", "caption", 1)
    if progress.subject:
        return None
    if _PASSING.match(text):
        count = 1 + _more(lines, index + 1, lambda line: bool(_PASSING.match(line)))
        return Element("header", "passing", count) if _ends_there(lines, index + count) else None
    caption = (progress.banner and len(text) <= _LONGEST_CAPTION and _unmarked(text) and numbered(text) is None
               and _ends_there(lines, index + 1))
    return Element("caption", "caption", 1) if caption and _keyword_follows(lines, index + 1) else None


def _ends_there(lines: Sequence[Line], index: int) -> bool:
    """Whether what stands before line ``index`` ends there: at the end, at a blank, or at the next element."""
    return index >= len(lines) or lines[index].blank or _keyword(lines[index].plain) is not None


def _keyword_follows(lines: Sequence[Line], index: int) -> bool:
    """Whether E.O., TAGS, SUBJECT or another caption stands within the next lines: then a short line is a caption."""
    for line in lines[index:index + 8]:
        if not line.blank:
            return _keyword(line.plain) is not None or split_captions(line.plain) is not None
    return False


def _more(lines: Sequence[Line], index: int, fits: Callable[[str], bool]) -> int:
    """How many lines from ``index`` continue an element: up to a blank, another element, or a numbered paragraph."""
    count = 0
    while index + count < len(lines):
        text = lines[index + count].plain
        if (not text or not fits(text) or numbered(text) is not None or _keyword(text) is not None
                or recognise_banner(text) or split_captions(text) or _TRANSPORT.match(text) or end_line(text)
                or DTG.match(text) or (_ADDRESS.match(text) and fits is not _unmarked)):
            break
        count += 1
    return count


def _unmarked(text: str) -> bool:
    """Whether a line may go on what stands above it: a line that begins with a mark begins something of its own."""
    return read_lead(text, bare=False).mark is None


def transport_line(text: str) -> bool:
    """Whether a line is one of transport or distribution: it may open a further section with a head of its own."""
    return bool(_TRANSPORT.match(text) or _DISTRIBUTION.match(text) or DTG.match(text))


def cable_line(text: str) -> bool:
    """Whether a line is one that only the head of a cable has."""
    if _TRANSPORT.match(text) or DTG.match(text) or _ORDER.match(text) or _TAGS.match(text):
        return True
    if _ADDRESS.match(text) and addressee(text):
        return True
    banner = recognise_banner(text)
    return banner is not None and (banner[1] < len(text) or _SPACED.match(text) is not None)


def printed_title(text: str) -> bool:
    """Whether a line is the title over a document in print: ``187. Telegram From the Embassy in …``."""
    return bool(_PRINTED_TITLE.match(text))


def end_line(text: str) -> bool:
    """Whether a line ends a message or a section: BT, the serial, NNNN."""
    return bool(_END.match(text))


def keyword_line(text: str) -> bool:
    """Whether a line opens E.O., TAGS, SUBJECT, REF or Classified By."""
    return _keyword(text) is not None


def check_transport(transport: Sequence[str], moment: dt.datetime | None, level: str) -> list[Finding]:
    """Cross-checks that can only warn: the DE line against the DTG, the ZNY line against the level (ACP 127)."""
    findings = []
    for text in transport:
        if moment and (match := _DE.match(text)):
            told = (int(match[4]), int(match[5]), int(match[6]))
            if told != (moment.timetuple().tm_yday, moment.hour, moment.minute):
                findings.append(Finding("dtg-mismatch", "warning",
                                        "the DE line and the date-time group name different moments"))
        if match := _ZNY.match(text):
            said = {"U": "U", "E": "U", "C": "C", "S": "S", "T": "TS"}.get(match[1])
            if level != "unknown" and said != level:
                findings.append(Finding("zny-mismatch", "warning",
                                        "the transport line and the classification line name different levels"))
    return findings
