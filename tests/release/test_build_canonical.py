"""Canonical JSON against another writer of RFC 8785, and NAME.json."""

from __future__ import annotations

import json

import pytest
import rfc8785
from build_samples import DATE, cable
from hypothesis import given
from hypothesis import strategies as st

from redact.canonical import canonical
from redact.release.build import release_model
from redact.release.json import release_json

TEXT = st.text(st.characters(exclude_categories=["Cs"]))
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | TEXT,
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(TEXT, inner, max_size=5), max_leaves=20)


@given(VALUES)
def test_it_writes_what_another_writer_writes(value: object) -> None:
    assert canonical(value) == rfc8785.dumps(value)  # type: ignore[arg-type]


def test_keys_are_sorted_by_utf_16_code_units() -> None:
    assert canonical({"\ufb33": 1, "\U0001f600": 2}) == '{"\U0001f600":2,"\ufb33":1}'.encode()


@pytest.mark.parametrize("value", [1.0, float("nan"), 2**53, {1: "a"}, {"a": [0.5]}, b"bytes", {"set"}, "\ud800",
                                   {"\ud800": 1}])
def test_what_has_no_canonical_form_is_refused(value: object) -> None:
    with pytest.raises(ValueError):
        canonical(value)


def test_a_refusal_quotes_nothing_and_hides_no_text_behind_it() -> None:
    with pytest.raises(ValueError) as raised:
        canonical("harbor \ud800")
    assert "harbor" not in str(raised.value)
    assert raised.value.__suppress_context__


def test_the_release_is_one_canonical_line() -> None:
    of, decided = cable()
    written = release_json(release_model(of, decided, name="harbor", status="released", date=DATE))
    value = json.loads(written)
    assert written == canonical(value) + b"\n"
    assert set(value) >= {"status", "title", "marking", "policy", "date", "portions"}
    assert value["portions"][7]["content"][0] == "¶2. (C) Harbor Commissioner "
    assert value["portions"][8] == {
        "id": "p9", "kind": "withheld", "number": None, "action": "withhold", "codes": ["(b)(1)", "1.4(b)", "1.4(d)"],
        "amount": "1 paragraph (4 lines)",
        "content": [{"withheld": {"codes": ["(b)(1)", "1.4(b)", "1.4(d)"], "amount": "1 paragraph (4 lines)"}}]}
