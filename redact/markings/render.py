"""Writing a marking as banner line and portion mark (CAPCO 2016, section D; 32 CFR 2001.21, 2002.20)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from operator import attrgetter

from redact.markings.draft import CATEGORIES, banner_form, portion_form
from redact.markings.model import LEVEL_TITLES, Controls, Level
from redact.markings.register import HVSACO, NATO_BANNERS, NATO_PORTIONS

_BY_CATEGORY = attrgetter(*CATEGORIES)

Speller = Callable[[str, str], str]
"""From category and token to the way it is written (``banner_form``, ``portion_form``, the writer's own)."""


def write(head: str, controls: Controls, spell: Speller, unknown: Mapping[int, Sequence[str]]) -> str:
    """A whole marking, without parentheses.

    ``unknown`` gives the tokens no register knows, by the number of the category after which they stood (-1: the
    level); they keep their places, since where they stand may be all that is known of them.
    """
    blocks = [head] if head else []
    if not unknown:
        blocks += [_block(category, tokens, controls, spell)
                   for category, tokens in zip(CATEGORIES, _BY_CATEGORY(controls), strict=True) if tokens]
        return "//".join(blocks)
    blocks += ["/".join(unknown[-1])] if -1 in unknown else []
    for place, (category, tokens) in enumerate(zip(CATEGORIES, _BY_CATEGORY(controls), strict=True)):
        if tokens:
            blocks.append(_block(category, tokens, controls, spell))
        if place in unknown:
            blocks.append("/".join(unknown[place]))
    return "//".join(blocks)


def _block(category: str, tokens: tuple[str, ...], controls: Controls, spell: Speller) -> str:
    if category == "sap":
        return _sap_block(tokens, spell)
    if category == "fgi":
        return " ".join([spell("fgi", tokens[0]), *(token for token in tokens if token != "FGI")])
    if category == "cui":
        return _cui_block(tokens, spell)
    if category == "dissem":
        return "/".join([_dissem(token, controls, spell) for token in tokens])
    return "/".join([spell(category, token) for token in tokens])


def _sap_block(tokens: Sequence[str], spell: Speller) -> str:
    programs = [token.removeprefix("SAR-") for token in tokens if token != HVSACO]
    blocks = [spell("sap", tokens[0]) + "/".join(programs)] if programs else []
    return "//".join(blocks + ([spell("sap", HVSACO)] if HVSACO in tokens else []))


def _cui_block(tokens: Sequence[str], spell: Speller) -> str:
    first = spell("cui", "CUI") if "CUI" in tokens else "CUI"
    names = [token for token in tokens if token != "CUI"]
    return "//".join([first, "/".join(names)] if names else [first])


def _dissem(token: str, controls: Controls, spell: Speller) -> str:
    if token == "REL":
        if not controls.releasable_to:
            return "REL"
        opening = spell("dissem", "REL")
        return f"{opening if ' ' in opening else 'REL TO'} {', '.join(controls.releasable_to)}"
    if token == "DISPLAY ONLY":
        return f"{spell('dissem', token)} {', '.join(controls.display_to)}".rstrip()
    if token == "EYES":
        return "/".join(controls.eyes) + " EYES ONLY" if controls.eyes else "EYES"
    return spell("dissem", token)


def banner_head(level: Level, owner: tuple[str, ...], joint: bool, title: str = "") -> str:
    """The first part of a banner: the level's title (or ``title``, as the writer had it) with the owners before it."""
    title = title or LEVEL_TITLES[level]
    if joint:
        return " ".join(["//JOINT", title, *owner])
    if owner == ("USA",):
        return title
    if len(owner) == 1 and owner[0].startswith("NATO") and level in NATO_BANNERS:
        activity = owner[0][5:]
        return f"//NATO {activity} {title}" if activity else f"//{NATO_BANNERS[level]}"
    return "//" + " ".join([*owner, title])


def portion_head(level: Level, owner: tuple[str, ...], joint: bool, word: str = "") -> str:
    """The first part of a portion mark: the level's letters (or ``word``) with the owners before it."""
    word = word or (level if level != "unknown" else "UNKNOWN")
    if joint:
        return " ".join(["//JOINT", word, *owner])
    if owner == ("USA",):
        return word
    if len(owner) == 1 and owner[0].startswith("NATO") and level in NATO_PORTIONS:
        activity = owner[0][5:]
        return f"//N{activity}{level}" if activity else f"//{NATO_PORTIONS[level]}"
    return "//" + " ".join([*owner, word])


def canonical(level: Level, owner: tuple[str, ...], joint: bool, controls: Controls,
              unknown: Mapping[int, Sequence[str]]) -> tuple[str, str]:
    """Banner and portion mark in abbreviations. CUI stands alone on an unclassified document (32 CFR 2002.20), unless
    another category comes before it: a marking begins with a level or with CUI itself."""
    before = CATEGORIES[:CATEGORIES.index("cui")]
    if controls.cui and level == "U" and owner == ("USA",) and not any(getattr(controls, name) for name in before):
        first, second = "", ""
    else:
        first, second = banner_head(level, owner, joint), portion_head(level, owner, joint)
    return (write(first, controls, banner_form, unknown), f"({write(second, controls, portion_form, unknown)})")
