"""Codes: why something is withheld, in the order in which they are printed.

The shipped table is ``data/codes.json``. A policy's ``codes`` adds to it or changes titles; a code of its own such as
``(b)(3) INA`` is printed right after the code that it begins with.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

FROM_DOCUMENT = "from-document"
"""In a rule's ``codes``: (b)(1) with the reasons that the document itself gives."""
UNDETERMINED = "undetermined"
"""Not released because no rule applies; a release may not be published while one stands."""
CONTROLLED = "controlled"
REFERRED = "referred"
CLASSIFIED_EXEMPTION = "(b)(1)"
_REASON = re.compile(r"1\.[45]\(([a-h])\)")
_OVER_25 = re.compile(r"3\.3\((?:b\)\([1-9]\)|h\))")
_EXEMPTION_25X = re.compile(r"25\s?X\s?([1-9])(?![0-9])", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Code:
    """One code: how it is written, what it means in plain words, and on what authority it rests ("" for none)."""

    code: str
    title: str
    authority: str = ""


class CodeTable:
    """The codes a policy may use, in printing order."""

    def __init__(self, codes: Sequence[Code]):
        self._codes = {code.code: code for code in codes}
        self._order = {name: number for number, name in enumerate(self._codes)}

    def __contains__(self, name: object) -> bool:
        return name in self._codes

    def __iter__(self) -> Iterator[Code]:
        return iter(self._codes.values())

    def __getitem__(self, name: str) -> Code:
        return self._codes[name]

    def ordered(self, names: Iterable[str]) -> tuple[str, ...]:
        """The codes, each once, in printing order; names that the table does not know come last."""
        last = len(self._order)
        return tuple(sorted(set(names), key=lambda name: (self._order.get(name, last), name)))

    def titles(self) -> tuple[tuple[str, str], ...]:
        """(code, title) for every code, in printing order."""
        return tuple((code.code, code.title) for code in self._codes.values())

    def extended(self, own: Mapping[str, tuple[str, str]]) -> CodeTable:
        """This table with a policy's own codes: ``own`` gives (title, authority) by code; "" keeps what is here."""
        codes = list(self._codes.values())
        for name, (title, authority) in sorted(own.items()):
            at = next((number for number, code in enumerate(codes) if code.code == name), None)
            if at is None:
                codes.insert(_place(codes, name), Code(name, title, authority))
            else:
                codes[at] = Code(name, title or codes[at].title, authority or codes[at].authority)
        return CodeTable(codes)


def _place(codes: Sequence[Code], name: str) -> int:
    """Where a new code goes: after the longest shipped code it begins with and that code's followers, else last."""
    base = max((code.code for code in codes if name.startswith(code.code)), key=len, default=None)
    if base is None:
        return len(codes)
    return max(number for number, code in enumerate(codes) if code.code.startswith(base)) + 1


@cache
def shipped_codes() -> CodeTable:
    """The table that ships with the program (``data/codes.json``, which names its sources)."""
    table = json.loads(files(__package__).joinpath("data", "codes.json").read_text("utf-8"))
    return CodeTable([Code(row["code"], row["title"], row["authority"]) for row in table["codes"]])


@dataclass(frozen=True, slots=True)
class Cited:
    """The codes a rule comes to for one document; ``reasons_missing`` if the document ought to name some and does
    not."""

    codes: tuple[str, ...]
    reasons_missing: bool = False


def cite(named: Sequence[str], *, reasons: Sequence[str], over_25: bool | None, declassify: str | None) -> Cited:
    """The codes a rule names, ``from-document`` written out (design §7).

    Under 25 years, (b)(1) with the document's reasons; ``1.5(x)``, the same reason under E.O. 12958 as first issued,
    is cited as ``1.4(x)`` of E.O. 13526. From 25 years on the reasons of 1.4 no longer hold: (b)(1) with the 3.3 codes
    the rule names and those that a ``25Xn`` on the document's declassification line (``declassify``) stands for.
    ``over_25`` is None for a document without a date, which is taken as young.
    """
    if FROM_DOCUMENT not in named:
        return Cited(tuple(named))
    rest = [code for code in named if code != FROM_DOCUMENT]
    if over_25:
        found = [f"3.3(b)({number})" for number in _EXEMPTION_25X.findall(declassify or "")]
        found += [code for code in rest if _OVER_25.fullmatch(code)]
    else:
        found = [f"1.4({match.group(1)})" for reason in reasons if (match := _REASON.fullmatch(reason))]
    others = [code for code in rest if not _OVER_25.fullmatch(code)]
    return Cited((CLASSIFIED_EXEMPTION, *found, *others), reasons_missing=not found)
