"""What is cut out of a released portion: what ``find`` rules hit, and controls of an old mark that may not be shown."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from redact.documents import Portion, Span
from redact.markings import Part
from redact.policy.amounts import amount_class
from redact.policy.codes import CONTROLLED
from redact.policy.matching import Hit, extend, unite
from redact.policy.plan import AmountUnit, WithheldSpan
from redact.policy.registers import captions_of, control_name
from redact.policy.schema import Rule

SHOW_CONTROLS = "show-controls"
"""The rule named by a span that covers controls of an old mark."""
_SPOKEN_FOR = {"releasable_to": "REL", "display_to": "DISPLAY ONLY", "eyes": "EYES", "fgi": "FGI", "owner": "FGI"}
_HARMLESS = frozenset({"level", "entire-text", "notice"})


def shown_controls(names: Iterable[str]) -> frozenset[str]:
    """The controls that may be shown, both as written and as portion abbreviations."""
    written = {" ".join(name.upper().split()) for name in names}
    return frozenset(written | {control_name(name, None) for name in written})


def reached(portion: Portion, rule: Rule, hits: Sequence[Hit]) -> list[Hit]:
    """The hits of a rule grown to its extent; number and mark of the portion stay unless the hit lies in them."""
    grown = []
    for hit in hits:
        wide = extend(portion.text, hit, rule.extent)
        grown.append(Hit(max(wide.start, portion.body), wide.end) if hit.start >= portion.body else wide)
    return grown


def cut(portion: Portion, found: Sequence[tuple[Rule, Sequence[Hit]]], unit: AmountUnit,
        codes_of: Callable[[Rule], tuple[str, ...]],
        ordered: Callable[[Iterable[str]], tuple[str, ...]]) -> tuple[WithheldSpan, ...]:
    """The spans that rules cut out of a portion: overlapping ones united, their codes and rules too."""
    reach = [(rule, reached(portion, rule, hits)) for rule, hits in found]
    spans = []
    for whole in unite(portion.text, [hit for _, hits in reach for hit in hits]):
        rules = [rule for rule, hits in reach if any(whole.start <= hit.start < whole.end for hit in hits)]
        codes = ordered(code for rule in rules for code in codes_of(rule))
        amount = amount_class(portion.text[whole.start:whole.end], unit, whole=False)
        spans.append(WithheldSpan(whole.start, whole.end, codes, tuple(sorted(rule.id for rule in rules)), amount))
    return tuple(spans)


def with_mark_cut(portion: Portion, spans: tuple[WithheldSpan, ...], shown: frozenset[str],
                  ordered: Callable[[Iterable[str]], tuple[str, ...]]) -> tuple[WithheldSpan, ...]:
    """The spans and, before or among them, the one that covers controls which may not be shown.

    It never says how long it is. A span that overlaps it is united with it.
    """
    stretch = hidden_stretch(portion, shown)
    if stretch is None:
        return spans
    start, end = stretch
    touching = [span for span in spans if span.start < end and start < span.end]
    codes = ordered([CONTROLLED, *(code for span in touching for code in span.codes)])
    rules = tuple(sorted({SHOW_CONTROLS, *(rule for span in touching for rule in span.rules)}))
    whole = WithheldSpan(min([start, *(span.start for span in touching)]), max([end, *(span.end for span in touching)]),
                         codes, rules, None)
    return tuple(sorted([whole, *(span for span in spans if span not in touching)], key=lambda span: span.start))


def hidden_stretch(portion: Portion, shown: frozenset[str]) -> Span | None:
    """Where a portion's own mark bears controls that may not be shown, from the end of its level to the last of them;
    None if there are none. A caption line with such a caption, or with none of the register, is covered whole."""
    if portion.kind == "caption":
        captions = captions_of(portion.text)
        return _line(portion) if captions is None or not set(captions) <= shown else None
    if portion.mark is None and not (portion.kind == "classification" and portion.found == "explicit"):
        return None
    hidden = [part for part in portion.marking.parts if not _may_show(part, shown)]
    if not hidden:
        return None if _accounted(portion) else _without_offsets(portion)
    origin = _origin(portion)
    if origin is None:
        return _without_offsets(portion)
    start = _after_level(portion, hidden[0].start)
    # The level of a foreign mark stands after its owner, and goes with it: what is left would be no mark.
    covered = [part for part in portion.marking.parts
               if part in hidden or (part.kind == "level" and part.start > hidden[0].start)]
    return origin + start, origin + max(part.end for part in covered)


def _may_show(part: Part, shown: frozenset[str]) -> bool:
    if part.kind in _HARMLESS or (part.kind == "owner" and part.token == "USA"):
        return True
    if part.kind == "unknown":
        return False
    token = _SPOKEN_FOR.get(part.kind, part.token)
    return token in shown or any(token.startswith((name + "-", name + " ")) for name in shown)


def _accounted(portion: Portion) -> bool:
    """Whether the parts of a mark tell of all that it bears."""
    return portion.marking.uncontrolled or bool(portion.marking.parts)


def _origin(portion: Portion) -> int | None:
    """Where in the portion's text the marking's own text begins; None if it does not stand there."""
    written = portion.marking.text or ""
    start = portion.mark[0] if portion.mark else portion.text.find(written)
    return start if written and start >= 0 and portion.text.startswith(written, start) else None


def _after_level(portion: Portion, first: int) -> int:
    """Where the covered stretch begins in the marking's text: at the end of the level, if that comes first."""
    before = [part.end for part in portion.marking.parts if part.kind == "level" and part.end <= first]
    if before:
        return max(before)
    opening = 1 if (portion.marking.text or "").startswith("(") else 0
    return min(opening, first)


def _without_offsets(portion: Portion) -> Span:
    """The whole mark but its level, which ends at the first slash; the whole line where no mark can be found."""
    if portion.mark is None:
        return _line(portion)
    start, end = portion.mark
    slash = portion.text.find("/", start, end)
    opening = start + 1 if portion.text.startswith("(", start) else start
    closing = end - 1 if portion.text.startswith(")", end - 1) else end
    return (slash if slash > opening else opening), closing


def _line(portion: Portion) -> Span:
    """The text of a portion without the white space around it."""
    text = portion.text
    return len(text) - len(text.lstrip()), len(text.rstrip())
