"""Official excisions already in a text: ``[less than 1 line not declassified]`` (the phrasings of *Foreign Relations*).

They are redactions made before us: recognised and kept, never mistaken for text. Misspellings are real
("declassfied", "1ine").
"""

from __future__ import annotations

import re

from redact.documents.model import Excision

_BRACKET = re.compile(r"\[([^\[\]]{3,200})\]")
_NOT_DECLASSIFIED = re.compile(r"\bnot\s+decla?ss?[a-z]{0,3}f[a-z]*d\b|\bnot\s+released\b", re.IGNORECASE)
_CODES = re.compile(r"\(b\)\s?\([1-9]\)(?:\s?\([A-F]\))?|\b(?:1\.4|3\.3)\s?\([a-h]\)|\b25X[1-9]\b|\bB[1-9]\b",
                    re.IGNORECASE)


def excisions(text: str) -> tuple[Excision, ...]:
    """The official excisions in ``text``, by offset; ``amount`` is what the bracket says is missing."""
    if "[" not in text:
        return ()
    found = []
    for match in _BRACKET.finditer(text):
        said = _NOT_DECLASSIFIED.search(match[1])
        if said:
            amount = " ".join(match[1][:said.start()].split())
            codes = tuple(dict.fromkeys(_CODES.findall(match[1])))
            found.append(Excision(match.start(), match.end(), codes, amount or None))
    return tuple(found)
