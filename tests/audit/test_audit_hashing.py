"""Canonical JSON against another implementation, the framing of events, and known vectors of the tree."""

import hashlib
from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from redact.audit.hashing import event_hash, follow
from redact.canonical import canonical_text as canonical
from redact.merkle import MerkleTree
from redact.signing import key_id

TEXT = st.text(st.characters(exclude_categories=["Cs"]))
VALUES = st.recursive(st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | TEXT,
                      lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters(codec="ascii")), inner))


@given(VALUES)
def test_canonical_json_is_that_of_rfc_8785(value: Any) -> None:
    assert canonical(value).encode() == rfc8785.dumps(value)


@pytest.mark.parametrize("value", [1.0, float("nan"), 2**53, -(2**53), {1: 2}, "\ud800", b"x",
                                   {"a": [{1.5}]}])
def test_what_has_no_canonical_form_is_refused(value: object) -> None:
    with pytest.raises(ValueError):
        canonical(value)


FIELDS = st.lists(st.binary(max_size=4), min_size=8, max_size=8)


@given(FIELDS, FIELDS)
def test_different_fields_have_different_hashes(one: list[bytes], other: list[bytes]) -> None:
    assert (event_hash(1, one) == event_hash(1, other)) == (one == other)


def test_moving_a_character_to_the_next_field_changes_the_hash() -> None:
    assert event_hash(1, [b"ab", b"c"]) != event_hash(1, [b"a", b"bc"])
    assert event_hash(1, [b"1", b"c"]) != event_hash(11, [b"", b"c"])


def test_the_hash_is_computable_from_its_description() -> None:
    fields = [b"1", b"2026-11-23T18:20:00.000Z", "os:änn".encode(), b"received", b"", b"d-1", b"", b"{}", b"0" * 64]
    framed = b"".join(len(field).to_bytes(8, "big") + field for field in fields)
    assert event_hash(1, fields[1:]) == hashlib.sha256(b"redact audit event 1\n" + framed).hexdigest()


@given(st.lists(st.binary(max_size=40), min_size=7, max_size=7), st.integers(1, 10**12), st.integers(0, 9))
def test_following_is_hashing_one_by_one(fields: list[bytes], seq: int, broken: int) -> None:
    """The loop of the check frames in place; it takes exactly what the hash of a single event takes."""
    previous = b"0" * 64
    own = event_hash(seq, [*fields, previous]).encode()
    row: list[Any] = [seq, *fields, previous, own, 1]
    assert follow([row, row], seq, previous) == [bytes.fromhex(own.decode())]
    row[broken] = seq + 1 if broken == 0 else row[broken] + b"x"
    assert follow([row], seq, previous) == []
    for value in (None, 7, "text"):
        row[broken] = value
        assert follow([row], seq, previous) == []
    assert follow([[seq, *fields, previous, own, 0]], seq, previous) == []


def test_a_known_root() -> None:
    """The test vector of the certificate transparency project for the leaves "" and 0x00."""
    tree = MerkleTree()
    tree.append(b"")
    assert tree.root() == "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
    tree.append(b"\0")
    assert tree.root() == "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"


def test_key_ids_depend_on_name_and_key() -> None:
    expected = hashlib.sha256(b"redact\n\x01" + bytes(32)).hexdigest()[:8]
    assert key_id(bytes(32)) == expected
    assert len({key_id(bytes(32)), key_id(bytes(32), "other"), key_id(b"\1" * 32)}) == 3
