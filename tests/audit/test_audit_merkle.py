"""The tree and its proofs against the definitions of RFC 6962, section 2.1, written down as they stand there."""

from __future__ import annotations

import hashlib
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redact.merkle import (
    MerkleTree,
    consistency_spans,
    inclusion_root,
    inclusion_spans,
    is_consistent,
    leaf_hash,
    merkle_root,
)


def node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\1" + left + right).digest()


def split(leaves: list[bytes]) -> int:
    size = 1
    while size * 2 < len(leaves):
        size *= 2
    return size


def mth(leaves: list[bytes]) -> bytes:
    """MTH(D[n]) over hashes of leaves."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    k = split(leaves)
    return node(mth(leaves[:k]), mth(leaves[k:]))


def path(m: int, leaves: list[bytes]) -> list[bytes]:
    """PATH(m, D[n])."""
    if len(leaves) == 1:
        return []
    k = split(leaves)
    return [*path(m, leaves[:k]), mth(leaves[k:])] if m < k else [*path(m - k, leaves[k:]), mth(leaves[:k])]


def subproof(m: int, leaves: list[bytes], complete: bool) -> list[bytes]:
    """SUBPROOF(m, D[n], b)."""
    if m == len(leaves):
        return [] if complete else [mth(leaves)]
    k = split(leaves)
    if m <= k:
        return [*subproof(m, leaves[:k], complete), mth(leaves[k:])]
    return [*subproof(m - k, leaves[k:], False), mth(leaves[:k])]


LEAVES = [leaf_hash(b"%d" % number) for number in range(70)]
SIZES = range(1, 70)


def test_the_tree_agrees_with_the_definition_at_every_size() -> None:
    tree = MerkleTree()
    assert tree.root() == mth([]).hex()
    for size in SIZES:
        tree.append(b"%d" % (size - 1))
        assert (tree.size, tree.root()) == (size, mth(LEAVES[:size]).hex())


@given(st.lists(st.binary(max_size=3), max_size=40), st.integers(0, 40))
def test_adding_in_runs_is_adding_one_by_one(leaves: list[bytes], cut: int) -> None:
    tree = MerkleTree()
    tree.extend(leaves[:cut])
    tree.extend(leaves[cut:])
    assert tree.root() == merkle_root(leaves) == mth([leaf_hash(leaf) for leaf in leaves]).hex()


@pytest.mark.parametrize("size", SIZES)
def test_inclusion(size: int) -> None:
    root = mth(LEAVES[:size])
    for index in range(size):
        proof = [mth(LEAVES[first:end]) for first, end in inclusion_spans(index, size)]
        assert proof == path(index, LEAVES[:size])
        assert inclusion_root(LEAVES[index], index, size, proof) == root
        assert inclusion_root(LEAVES[index + 1], index, size, proof) != root
        assert inclusion_root(LEAVES[index], index, size, [*proof, root]) is None
        assert inclusion_root(LEAVES[index], (index + 1) % size, size, proof) != root or size == 1


@pytest.mark.parametrize("new", SIZES)
def test_consistency(new: int) -> None:
    after = mth(LEAVES[:new])
    for old in range(1, new + 1):
        before = mth(LEAVES[:old])
        proof = [mth(LEAVES[first:end]) for first, end in consistency_spans(old, new)]
        assert proof == subproof(old, LEAVES[:new], True)
        assert is_consistent(old, new, before, after, proof)
        assert not is_consistent(old, new, bytes(32), after, proof)
        assert not is_consistent(old, new, before, bytes(32), proof)
        assert not is_consistent(old, new, before, after, [*proof, before])
        for place in range(len(proof)):
            broken = [*proof[:place], bytes(32), *proof[place + 1:]]
            assert not is_consistent(old, new, before, after, broken)


def test_spans_cover_each_leaf_once() -> None:
    for index in range(50):
        spans = sorted([*inclusion_spans(index, 50), (index, index + 1)])
        assert (spans[0][0], spans[-1][1]) == (0, 50)
        assert all(end == first for (_, end), (first, _) in pairwise(spans))


@pytest.mark.parametrize(("index", "size"), [(0, 0), (5, 5), (-1, 5)])
def test_there_is_no_proof_of_what_is_not_there(index: int, size: int) -> None:
    with pytest.raises(ValueError):
        inclusion_spans(index, size)


@pytest.mark.parametrize(("old", "new"), [(0, 5), (6, 5)])
def test_a_log_does_not_grow_backwards(old: int, new: int) -> None:
    with pytest.raises(ValueError):
        consistency_spans(old, new)
