"""Words that say nothing of a person: frequent English, titles and offices, lands and their adjectives.

What is *not* among them and begins with a capital may be a name. The lists err towards names: a word that is also a
family or given name of some frequency was left out.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Literal

_DATA = Path(__file__).resolve().parent / "data" / "entities_common_words.json"

Group = Literal["english", "roles", "places", "particles", "links", "prepositions", "placing", "boundaries",
                "abbreviations"]


@cache
def common_words(group: Group) -> frozenset[str]:
    """The words of one group, folded as ``matching_words.fold`` folds them."""
    lines: list[str] = json.loads(_DATA.read_text(encoding="utf-8"))[group]
    return frozenset(word for line in lines for word in line.split())
