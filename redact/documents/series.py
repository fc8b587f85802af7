"""Letters and numbers that count a list: after ``(A)`` and ``(B)``, ``(C)`` is no mark.

A block that opens with ``(C)`` counts on where a block before it opened with ``(B)`` in the same place, and before that
stands ``(A)``. It then has no mark of its own. Where other blocks of the document bear marks the letter counts against
it all the same, so that no list can make a marked paragraph milder than its mark.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from redact.documents.levels import Draft
from redact.documents.model import Finding

_LABEL = re.compile(r"(?m)^[^\S\n]*(?P<number>\d{1,3}(?:(?:\.\d{1,3})+\s?[.)]?|\s?[.)])\s?)?"
                    r"(?P<bullet>[-–—•*·]{1,3}\s?)?(?P<open>\(?)(?P<label>[A-Z]|\d{1,2})\)")
_INLINE = re.compile(r"\(([A-Z])\)")
_NUMBERED = re.compile(r"\s*\d{1,3}\s?[.)]")
_NEAR = 3
"""A list's first letter may stand inside a block, so many blocks before the second at the most."""


@dataclass(frozen=True, slots=True)
class _Item:
    """A label that opens a block or a line: in which block, in what place, and what it says."""

    block: int
    shape: str
    label: str


@dataclass(slots=True)
class _Seen:
    """What has been seen of lists so far: the last item of each label, the last block with each letter inside it, the
    last block with a number and no label."""

    items: dict[str, _Item] = field(default_factory=dict)
    inline: dict[str, int] = field(default_factory=dict)
    number: int = -1


def strike_out(blocks: Sequence[Draft]) -> list[Finding]:
    """Takes their marks from blocks that only count a list; a finding where that leaves a doubt."""
    counting = set(_counting(blocks))
    marked = any(draft.lead and draft.lead.mark for index, draft in enumerate(blocks) if index not in counting)
    for index in counting:
        draft = blocks[index]
        assert draft.lead is not None
        assert draft.lead.mark is not None
        assert draft.lead.marking is not None
        doubt = (draft.lead.marking,) if marked else ()
        draft.number = draft.lead.number or draft.text[slice(*draft.lead.mark)].strip("()")
        draft.lead = replace(draft.lead, number=draft.number, bulleted=True, mark=None, marking=None,
                             extra=(*draft.lead.extra, *doubt))
    return [Finding("letters-of-a-list", "note", "letters in parentheses that count a list could be marks: they make "
                    "no portion milder")] if marked and counting else []


def _counting(blocks: Sequence[Draft]) -> Iterator[int]:
    """The blocks, by index, whose mark is a letter or number that counts a list on."""
    seen = _Seen()
    for index, draft in enumerate(blocks):
        labels = list(_LABEL.finditer(draft.text))
        opening = labels[0] if labels and labels[0].start() == 0 else None
        if opening and draft.lead and draft.lead.mark and _counts_on(_item(index, opening), seen):
            yield index
        if opening is None and _NUMBERED.match(draft.text):
            seen.number = index
        seen.inline.update(dict.fromkeys(_INLINE.findall(draft.text), index))
        seen.items.update({label["label"]: _item(index, label) for label in labels})


def _item(index: int, label: re.Match[str]) -> _Item:
    place = "number" if label["number"] else "bullet" if label["bullet"] else ""
    return _Item(index, place + label["open"], label["label"])


def _counts_on(item: _Item, seen: _Seen) -> bool:
    before = seen.items.get(_before(item.label))
    if before is None or before.shape != item.shape or _stands_later(seen.items.get(item.label), before):
        return False
    if item.label.isdigit():
        return True
    if not item.shape.startswith("number") and seen.number > before.block:
        return False
    if before.label == "A":
        return True
    first = seen.items.get(_before(before.label))
    inline = seen.inline.get(_before(before.label), -_NEAR - 1)
    return (first is not None and first.block <= before.block) or 0 <= before.block - inline <= _NEAR


def _before(label: str) -> str:
    """The label that counts before one: ``B`` before ``C``, ``4`` before ``5``; none before the first."""
    if label.isdigit():
        return str(int(label) - 1)
    return chr(ord(label) - 1) if label > "A" else ""


def _stands_later(item: _Item | None, other: _Item) -> bool:
    return item is not None and item.block > other.block
