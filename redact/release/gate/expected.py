"""What an output may say: the words of the released model, in reading order, and its fixed furniture."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from redact.release.model import ReleasedModel, Shown, Withheld
from redact.release.page import Page, page

_REPEATING = ("title", "fact")
"""Roles of the blocks that repeat what the operator gave."""
_LONGEST_TITLE = 8000
"""Characters of a heading that outline and metadata repeat (ISO 19005-2 6.1.13 allows strings no more)."""
_TOKEN = re.compile(r"⟨U\+([0-9A-F]{4,6})⟩")


@dataclass(frozen=True)
class Expected:
    """The released model as the gate looks for it in an output."""

    model: ReleasedModel
    page: Page

    @classmethod
    def of(cls, model: ReleasedModel) -> Expected:
        return cls(model, page(model))

    @cached_property
    def told(self) -> dict[str, Any]:
        """The model as an object of JSON."""
        return self.model.to_json()

    @cached_property
    def texts(self) -> tuple[str, ...]:
        """The words of each block as they stand."""
        return tuple(block.text() for block in self.page.blocks)

    @cached_property
    def blocks(self) -> tuple[str, ...]:
        """The words of each block, with no white space and with characters for tokens."""
        return tuple(map(plain, self.texts))

    @cached_property
    def words(self) -> str:
        """The words of all blocks as one string."""
        return "".join(self.blocks)

    @cached_property
    def labels(self) -> frozenset[str]:
        """The labels that stand for something withheld."""
        return frozenset(piece.label for portion in self.model.portions for piece in portion.content
                         if isinstance(piece, Withheld))

    @cached_property
    def plain_labels(self) -> frozenset[str]:
        """The labels without white space, and the empty text of an empty box."""
        return frozenset(map(plain, self.labels)) | {""}

    def may_replace(self, actual: str) -> bool:
        """True if an output may put this text in place of glyphs: a label, or characters of the words that it drew as
        tokens."""
        return plain(actual) in self.plain_labels or (actual != "" and plain(actual) in self.words)

    def says(self, actual: str, glyphs: str) -> bool:
        """True if the replacement text says what the glyphs show: the same, or the label they are a part of."""
        said, shown = plain(actual), plain(glyphs)
        return said == shown or (said in self.plain_labels and shown in said)

    @cached_property
    def public(self) -> tuple[str, ...]:
        """Every string that an output may repeat because the model says it; non-ASCII text as written too, since the
        blocks show some of its characters by code point."""
        written = (piece.text for portion in self.model.portions for piece in portion.content
                   if not isinstance(piece, Withheld) and not piece.text.isascii())
        furniture = (self.page.banner, self.page.draft, self.page.stamp)
        return (*self.texts, *written, *furniture, self.model.name,
                *strings_of({**self.told, "portions": []}))

    @cached_property
    def own_words(self) -> tuple[str, ...]:
        """What the release says of itself: text of the source that is released, and words fixed by program or policy.

        The name, the case number and the authority are left out, and whatever repeats them: whoever gives these could
        give a withheld word, which does not make it public.
        """
        model = self.model
        blocks = (text for block, text in zip(self.page.blocks, self.texts, strict=True)
                  if block.role not in _REPEATING)
        written = (piece.text for portion in model.portions for piece in portion.content if isinstance(piece, Shown))
        title = () if model.title == model.name else (model.title,)
        return (*blocks, *written, *title, self.page.banner, self.page.draft, model.policy_name, model.date.isoformat())


def shortened(heading: str) -> str:
    """A heading as outline and metadata repeat it: whole, or cut at a blank where it is too long."""
    heading = heading.strip()
    if len(heading) <= _LONGEST_TITLE:
        return heading
    return heading[:_LONGEST_TITLE].rpartition(" ")[0] or heading[:_LONGEST_TITLE]


def squeeze(text: str) -> str:
    """The text without any white space."""
    return "".join(text.split())


def plain(text: str) -> str:
    """The text without white space, each token such as ``⟨U+2028⟩`` as the character it stands for.

    A rendering may draw a character it has no glyph for as such a token, so both are read alike.
    """
    squeezed = squeeze(text)
    if "⟨" not in squeezed:
        return squeezed
    return squeeze(_TOKEN.sub(lambda token: chr(min(int(token[1], 16), 0x10FFFF)), squeezed))


def in_order(found: str, wanted: Sequence[str], between: Iterable[str]) -> bool:
    """True if ``found`` is the ``wanted`` texts in order and, before, between or after them, each of ``between`` at
    most as often as it is given. ``wanted`` and ``between`` are taken :func:`plain`, as ``found`` must be."""
    spare = [squeezed for text in between if (squeezed := plain(text))]
    position = 0
    for text in [squeezed for part in wanted if (squeezed := plain(part))]:
        while not found.startswith(text, position):
            step = _skip(found, position, spare)
            if not step:
                return False
            position += step
        position += len(text)
    while step := _skip(found, position, spare):
        position += step
    return position == len(found)


def _skip(found: str, position: int, spare: list[str]) -> int:
    """The length of the spare text that stands at ``position``, which is then used up; 0 if none does."""
    step = next((text for text in spare if found.startswith(text, position)), "")
    if step:
        spare.remove(step)
    return len(step)


def strings_of(item: Any) -> Iterator[str]:
    """Every string value of a JSON value, and none of its keys."""
    if isinstance(item, str):
        yield item
    elif isinstance(item, dict):
        for part in item.values():
            yield from strings_of(part)
    elif isinstance(item, list):
        for part in item:
            yield from strings_of(part)
