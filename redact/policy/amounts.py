"""How much was withheld, in classes coarse enough to say nothing else (design §6, "Amounts").

A line is 69 characters of text with runs of white space made one blank and the mark left out, whatever the line
breaks of the source: 69 is the width of a teletype line. Amounts follow the style of *Foreign Relations of the United
States* ("1½ lines not declassified").
"""

from __future__ import annotations

from redact.documents import Portion
from redact.policy.plan import AmountUnit

LINE = 69
"""Characters in one line."""


def amount_class(text: str, unit: AmountUnit, *, whole: bool) -> str | None:
    """The amount shown for a withheld text, None where the unit shows none.

    ``whole`` is True for a whole portion, False for a span inside one. ``text`` is without its mark.
    """
    if unit == "none" or (unit == "paragraphs" and not whole):
        return None
    if unit == "paragraphs":
        return "1 paragraph"
    lines = line_class(text)
    return f"1 paragraph ({lines})" if whole else lines


def line_class(text: str) -> str:
    """The class of a text in lines: ``less than 1 line``, ``1 line``, ``1½ lines``, … ``70 lines``."""
    characters = len(" ".join(text.split()))
    if characters < LINE:
        return "less than 1 line"
    halves = _round_up(characters * 2, LINE)
    if halves <= 6:
        return _in_words(halves)
    lines = _round_up(characters, LINE)
    step = 1 if lines <= 10 else 5 if lines <= 50 else 10
    return f"{_round_up(lines, step) * step} lines"


def line_classes(longest: int) -> tuple[str, ...]:
    """Every class that texts of up to so many lines fall into, from the least to the largest."""
    return tuple(dict.fromkeys(line_class("x" * (halves * LINE // 2)) for halves in range(2 * longest + 1)))


def portion_words(portion: Portion) -> str:
    """The text of a portion without its mark, as its amount is counted."""
    if portion.mark is None:
        return portion.text
    start, end = portion.mark
    return portion.text[:start] + portion.text[end:]


def _in_words(halves: int) -> str:
    whole, half = divmod(halves, 2)
    return "1 line" if halves == 2 else f"{whole}{'½' if half else ''} lines"


def _round_up(number: int, step: int) -> int:
    return -(-number // step)
