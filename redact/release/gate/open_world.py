"""Open world: does anything withheld remain in what the closed world has not accounted for?"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from redact.policy.matching_common import common_words
from redact.policy.traces import TraceHit, Traces
from redact.release.gate.leak import Leak
from redact.release.model import ReleasedModel

_WORD = re.compile(r"[^\W\d_]+")
_GAP = re.compile(r"[\s/_.-]+")
_SEAM = re.compile(r"(?<=[^\W\d_A-Z])(?=[A-Z])|(?<=[^\W\d_])(?=\d)|(?<=\d)(?=[^\W\d_])")
_CABLE = re.compile(r"\d\d[A-Z]{3,20}\d{1,6}")
_YEARS = frozenset(map(str, range(1900, 2100)))
_MESSAGES = {"words": "words that were withheld stand here", "number": "a number that was withheld stands here",
             "name": "a name that was withheld stands here",
             "email": "an address that was withheld stands here", "id": "an identifier that was withheld stands here"}


@dataclass(frozen=True, slots=True)
class Surface:
    """A text of an output to be searched, and where it stands. ``syntax`` is True for the bare syntax of a file, in
    which numbers count bytes and place glyphs and so say nothing."""

    carrier: str
    text: str
    page: int | None = None
    syntax: bool = False


class Sought:
    """What was withheld, as it is looked for, less what the public texts say.

    That is worked out once a text says anything withheld at all, public or not: hardly any text of an output does.
    """

    def __init__(self, withheld: Traces, public: Iterable[str] = ()):
        self._withheld = withheld
        self._public = tuple(public)

    @cached_property
    def traces(self) -> Traces:
        """What is left to look for."""
        return self._withheld.without(self._public)

    def search(self, text: str) -> list[TraceHit]:
        """Where ``text`` says any of it."""
        return self.traces.search(text) if self._withheld.search(text) else []

    def without(self, public: Iterable[str]) -> Sought:
        """The same less what further texts say."""
        return Sought(self._withheld, (*self._public, *public))

    def without_numbers(self, numbers: frozenset[str]) -> Sought:
        """The same less these figures."""
        return Sought(replace(self._withheld, numbers=self._withheld.numbers - numbers), self._public)


def open_leaks(sought: Sought, surfaces: Iterable[Surface]) -> Iterator[Leak]:
    """One leak for each surface and kind of thing found on it."""
    for surface in surfaces:
        kinds = {hit.kind for hit in sought.search(surface.text)}
        for kind in sorted(kinds - {"number", "id"} if surface.syntax else kinds):
            yield Leak("withheld-text", surface.carrier, _MESSAGES[kind], page=surface.page)


def given_leaks(sought: Sought, model: ReleasedModel, name: str) -> Iterator[Leak]:
    """What the operator's own words give away: the name with its sub-folders, the case number and the authority.

    Years alone say nothing here, for case numbers and names have them; nor do the common words of the authority's
    title ("DIRECTOR"), which follows the first comma.
    """
    ordinary = sought.without_numbers(_YEARS)
    names = dict.fromkeys([*_readings(name), *_readings(model.name)])
    person, _, title = model.authority.partition(",")
    office = ordinary.without(word for word in _WORD.findall(title) if _is_common(word.lower()))
    yield from _once(open_leaks(ordinary, (Surface("file name", text) for text in names)))
    yield from _once(open_leaks(ordinary, (Surface("case number", text) for text in _readings(model.case))))
    yield from _once([*open_leaks(ordinary, (Surface("authority", text) for text in _readings(person))),
                      *open_leaks(office, (Surface("authority", text) for text in _readings(title)))])


def _once(leaks: Iterable[Leak]) -> list[Leak]:
    return list(dict.fromkeys(leaks))


def _is_common(word: str) -> bool:
    return word in common_words("english") or word in common_words("roles")


def _readings(text: str) -> tuple[str, str]:
    """The text as it is, and with its words and figures parted that are written as one: ``AntonHalvek2``.

    A cable's number (``08VALTARA0214``) is one word and stays one.
    """
    parts = (part if _CABLE.fullmatch(part) else _SEAM.sub(" ", part) for part in _GAP.split(text))
    return text, " ".join(parts)
