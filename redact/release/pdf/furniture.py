"""What every page bears beside the text: banner, draft notice, stamp and page number, all artifacts to a reader."""

from __future__ import annotations

from dataclasses import dataclass

from redact.release.model import Shown
from redact.release.page import Page
from redact.release.pdf.fonts import FaceName, drawn, face
from redact.release.pdf.linebreak import Setting, break_lines
from redact.release.pdf.style import BLACK, HEIGHT, LEFT, MEASURE, QUIET, RED, Ink

_TOP = HEIGHT - 36
_BOTTOM = 36.0
_FOLIO_ROOM = 96.0
_TALLEST = 60.0
"""Points that one piece of furniture may take: a longer one is set smaller."""


@dataclass(frozen=True, slots=True)
class Strip:
    """One line of furniture. ``x`` and ``y`` are where its baseline starts; ``header`` is False at the foot."""

    text: str
    face: FaceName
    size: float
    ink: Ink
    x: float
    y: float
    header: bool


@dataclass(frozen=True, slots=True)
class Furniture:
    """The furniture of a release's pages, laid out once: strips, the height of both rules and of the page number, and
    the ``top`` and ``bottom`` of the body."""

    strips: tuple[Strip, ...]
    head_rule: float
    foot_rule: float
    folio_y: float
    top: float
    bottom: float


def words(page: Page, number: int, count: int) -> tuple[str, ...]:
    """The furniture of one page as text, in the order drawn."""
    notice = (page.draft, page.draft) if page.draft else ()
    return tuple(drawn(text) for text in (page.banner, page.banner, *notice, page.stamp, page.folio(number, count)))


def lay_furniture(page: Page) -> Furniture:
    """Where the furniture of every page stands: a draft's notice outermost, as at the top of the HTML and the text."""
    banner_size, banner = _fitted(page.banner, "bold", 10.5, MEASURE)
    stamp_size, stamp = _fitted(page.stamp, "sans", 7.5, MEASURE - _FOLIO_ROOM)
    draft = [page.draft] if page.draft else []
    notice, y = _stack(draft, "bold", 9.5, RED, _TOP, header=True)
    head, y = _stack(banner, "bold", banner_size, BLACK, y, header=True)
    head_rule = y + 6
    foot_top = _BOTTOM + banner_size * 1.3 * len(banner) + 9.5 * 1.3 * len(draft) + stamp_size * 1.3 * len(stamp)
    lower_stamp, y = _stack(stamp, "sans", stamp_size, QUIET, foot_top - stamp_size * 1.3 + 4, header=False, left=True)
    foot, y = _stack(banner, "bold", banner_size, BLACK, y - 7, header=False)
    lower_notice, _ = _stack(draft, "bold", 9.5, RED, y - max(0.0, 9.5 - banner_size), header=False)
    return Furniture((*head, *foot, *notice, *lower_notice, *lower_stamp), head_rule, foot_top + 6,
                     lower_stamp[0].y if lower_stamp else foot_top, round(head_rule - 24, 2), foot_top + 18)


def _stack(lines: list[str], name: FaceName, size: float, ink: Ink, y: float, *, header: bool,
           left: bool = False) -> tuple[list[Strip], float]:
    """The lines one below the other from a first baseline, and the baseline after them."""
    strips = []
    for line in lines:
        width = face(name).width(line.rstrip(" ")) * size / face(name).em
        strips.append(Strip(line, name, size, ink, LEFT if left else LEFT + (MEASURE - width) / 2, y, header))
        y -= size * 1.3
    return strips, y


def _fitted(text: str, name: FaceName, size: float, measure: float) -> tuple[float, list[str]]:
    """The text broken into lines, at the given size or as much smaller as it takes to keep them within bounds."""
    while True:
        setting = Setting(face(name), size, measure, face("bold"), size)
        lines = ["".join(run.text for run in line) for line in break_lines([Shown(text)], setting)]
        if len(lines) * size * 1.3 <= _TALLEST:
            return size, [line for line in lines if line]
        size *= 0.7
