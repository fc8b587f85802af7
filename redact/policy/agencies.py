"""Equity: whose information a portion is, besides the Department of State's (32 CFR 2001.34).

The table ``data/agencies.json`` names agencies, the senders by which they are known and the ways in which a text
attributes something to their reports. An addressee is no equity, and a reason 1.4(b) is no foreign mark (domain notes
§6). Patterns are RE2.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import re2

from redact.documents import ROUTING_KINDS, Document, Portion
from redact.markings import Marking

FOREIGN = "FGI"
NATO = "NATO"
OWNER = "owner"
"""In a rule's ``refer_to``: the agencies found to have equity in the portion."""
UNKNOWN_OWNER = "the originating agency"
_DRAFTED_BY = re2.compile(r"(?i)\bdrafted\s+by\b[ \t]*:?([^\n]*)")
_UNITED_STATES = "USA"


@dataclass(frozen=True, slots=True)
class Agency:
    """One agency: its short name, its title, and the controls whose information it owns (portion abbreviations)."""

    name: str
    title: str
    controls: frozenset[str]


@dataclass(frozen=True, slots=True)
class Equity:
    """Agencies other than State with a stake in a portion; ``unknown`` where the originator cannot be told."""

    agencies: frozenset[str]
    unknown: bool = False


class Agencies:
    """The table of agencies, with its patterns compiled into two RE2 sets."""

    def __init__(self, table: dict[str, Any]):
        rows: list[dict[str, list[str]]] = table["agencies"]
        shared: list[str] = table["reports"]
        self.home: frozenset[str] = frozenset(table["home"])
        self.agencies = {str(row["name"]): Agency(str(row["name"]), str(row["title"]), frozenset(row["controls"]))
                         for row in rows}
        self._senders = _PatternSet((str(row["name"]), pattern) for row in rows for pattern in row["senders"])
        self._reports = _PatternSet((str(row["name"]), pattern) for row in rows for pattern in _reports(row, shared))
        self._owners = {control: agency.name for agency in self.agencies.values() for control in agency.controls}

    def senders(self, text: str) -> frozenset[str]:
        """The agencies that a sender's or drafter's name stands for, State among them; empty where none is known."""
        return self._senders.matches(text.upper())

    def reports(self, text: str) -> frozenset[str]:
        """The agencies to whose reports a text attributes something."""
        return self._reports.matches(text) - self.home

    def marks(self, marking: Marking) -> frozenset[str]:
        """The agencies whose controls or codewords a marking bears; FGI and NATO for foreign and joint owners."""
        controls = marking.controls
        held = (*controls.sci, *controls.aea, *controls.dissem, *controls.nonic)
        found = {self._owners[root] for token in held if (root := token.split("-")[0].split(" ")[0]) in self._owners}
        found |= {self._owners[token] for token in held if token in self._owners}
        owners = set(marking.owner) - {_UNITED_STATES}
        if controls.nato or NATO in owners:
            found.add(NATO)
        if controls.fgi or owners - {NATO} or marking.joint:
            found.add(FOREIGN)
        return frozenset(found - self.home)

    def title(self, name: str) -> str:
        """The full name of an agency given by its short name or its full name; KeyError for any other."""
        if name in self.agencies:
            return self.agencies[name].title
        for agency in self.agencies.values():
            if agency.title == name:
                return agency.title
        raise KeyError(name)


@cache
def shipped_agencies() -> Agencies:
    """The table that ships with the program."""
    return Agencies(json.loads(files(__package__).joinpath("data", "agencies.json").read_text("utf-8")))


def originators(document: Document) -> Equity:
    """Who wrote a document: its sender, and co-drafters named on a "drafted by" line of the routing portions.

    ``unknown`` is True where there is no sender, or none that the table knows.
    """
    table = shipped_agencies()
    senders = table.senders(document.header.sender or "")
    drafters = [line for portion in document.portions if portion.kind in ROUTING_KINDS
                for line in _drafted_by(portion.text)]
    found = senders.union(*(table.senders(line) for line in drafters))
    return Equity(found - table.home, unknown=not senders)


def equity(portion: Portion, writers: Equity) -> Equity:
    """Whose information a portion is: the writers of the document, its marks, and reports it is attributed to.

    An unknown originator counts for classified portions only: for those the owner's word has to be had first
    (E.O. 13526 3.1(f), 3.6(b)); an unclassified one is judged by what it shows.
    """
    table = shipped_agencies()
    reports = frozenset() if portion.kind in ROUTING_KINDS else table.reports(portion.text)
    return Equity(writers.agencies | table.marks(portion.marking) | reports,
                  unknown=writers.unknown and portion.marking.level != "U")


def referral_names(names: Iterable[str], found: Sequence[str]) -> tuple[str, ...]:
    """The agencies of a rule's ``refer_to`` by their short names, ``owner`` written out as the agencies found."""
    result: list[str] = []
    for name in names:
        result += [name] if name != OWNER else found or [UNKNOWN_OWNER]
    return tuple(dict.fromkeys(result))


class _PatternSet:
    """Patterns, each speaking for a name, searched all at once."""

    def __init__(self, patterns: Iterable[tuple[str, str]]):
        self._set = re2.Set.SearchSet()
        self._names: list[str] = []
        for name, pattern in patterns:
            self._set.Add(pattern)
            self._names.append(name)
        self._set.Compile()

    def matches(self, text: str) -> frozenset[str]:
        readable = text.encode("utf-8", "replace").decode("utf-8")
        return frozenset(self._names[number] for number in self._set.Match(readable) or ())


def _reports(row: dict[str, list[str]], shared: Sequence[str]) -> list[str]:
    """An agency's report patterns: its own, and the shared ones with its names in place of NAME."""
    names = "|".join(name if name.isupper() else f"(?i:{name})" for name in row["names"])
    common = [_loose_case(pattern).replace("NAME", names) for pattern in shared] if names else []
    return [f"(?i){pattern}" for pattern in row["reports"]] + common


def _loose_case(pattern: str) -> str:
    """The pattern without regard to case everywhere but at NAME: an abbreviation is written in capitals."""
    before, after = pattern.split("(?:NAME)")
    return "".join((f"(?i:{before})" if before else "", "(?:NAME)", f"(?i:{after})" if after else ""))


def _drafted_by(text: str) -> list[str]:
    return [match.group(1) for match in _DRAFTED_BY.finditer(text)] if "raft" in text.lower() else []
