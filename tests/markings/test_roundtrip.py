"""A canonical marking is its own canonical form, banner and portion say the same, and other dialects come to them."""

from __future__ import annotations

import re

from hypothesis import assume, given
from hypothesis import strategies as st
from register_strategies import CUI_PORTIONS, PORTIONS

from redact.markings import Marking, NotDetermined, from_attributes, parse, to_attributes


def meaning(marking: Marking) -> tuple[object, ...]:
    return marking.level, marking.owner, marking.joint, marking.controls, set(marking.unknown)


@given(PORTIONS | CUI_PORTIONS)
def test_a_canonical_portion_comes_back_as_it_is(portion: str) -> None:
    marking = parse(portion)
    assert marking.canonical_portion == marking.portion == portion
    assert marking.unknown == ()


@given(PORTIONS | CUI_PORTIONS)
def test_banner_and_portion_say_the_same_both_ways(portion: str) -> None:
    marking = parse(portion)
    banner = parse(marking.canonical_banner)
    assert banner.banner == banner.canonical_banner == marking.canonical_banner
    assert banner.canonical_portion == portion
    assert meaning(banner) == meaning(marking)


@given(PORTIONS, st.data())
def test_white_space_case_and_typography_change_nothing(portion: str, data: st.DataObject) -> None:
    def spoilt(letter: str) -> str:
        return data.draw(st.sampled_from({"/": ["/", "\u2215", "\u2044", "\uff0f", "/\u200b"],
                                          " ": [" ", "\n", "\u00a0", "  "],
                                          "-": ["-", "\u2011", "\u2013"]}.get(letter, [letter])))

    written = "".join(spoilt(letter) for letter in portion)
    assert parse(written).canonical_portion == portion
    assert [written[part.start:part.end] for part in parse(written).parts if part.kind == "dissem"] != [""]


@given(PORTIONS)
def test_blocks_in_any_order_come_to_the_same(portion: str) -> None:
    head, *blocks = re.split(r"(?<=[^/(])//", portion[1:-1])
    assume(not any(block.startswith("EYES") for block in blocks))
    turned = parse(f"({'//'.join([head, *reversed(blocks)])})")
    assert turned.canonical_portion == portion


@given(PORTIONS | CUI_PORTIONS)
def test_attributes_say_the_same_both_ways(portion: str) -> None:
    marking = parse(portion)
    try:
        attributes = to_attributes(marking)
    except NotDetermined:
        both = {"REL", "EYES"} <= set(marking.controls.dissem)
        assert both or marking.level == "unknown"
        return
    again = from_attributes(attributes)
    assert meaning(again) == meaning(marking)


@given(PORTIONS)
def test_every_part_stands_where_it_says(portion: str) -> None:
    marking = parse(portion)
    last = 0
    for part in sorted(marking.parts, key=lambda part: part.start):
        assert part.start >= last
        assert portion[part.start:part.end].strip(" /()") == portion[part.start:part.end] != ""
        last = part.end
    assert {part.kind for part in marking.parts} >= {"level"}
