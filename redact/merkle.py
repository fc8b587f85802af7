"""The Merkle tree of RFC 6962, section 2.1, over the events of the log and over the portions of a manifest.

A leaf is SHA-256(0x00 ‖ data) and a node SHA-256(0x01 ‖ left ‖ right). Only the roots of the complete subtrees on the
right edge are kept.

Proofs (sections 2.1.1 and 2.1.2) are made of roots over spans of leaves, ``(first, end)`` counted from 0, ``end``
excluded: :func:`inclusion_spans` and :func:`consistency_spans` say which. So whoever has the leaves on disk makes a
proof by reading each leaf once, in memory that grows with the logarithm of their number.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from hashlib import sha256

Span = tuple[int, int]


class MerkleTree:
    """A tree that grows by one leaf at a time; memory grows with the logarithm of its size."""

    def __init__(self) -> None:
        self.size = 0
        self._edge: list[bytes] = []

    def append(self, data: bytes) -> None:
        """Add a leaf of ``data``."""
        self.extend((data,))

    def extend(self, leaves: Iterable[bytes]) -> None:
        """Add leaves in order. Written out, since the check of a long log spends much of its time here."""
        edge, size = self._edge, self.size
        for data in leaves:
            node = sha256(b"\x00" + data).digest()
            complete = size
            while complete & 1:
                node = sha256(b"\x01" + edge.pop() + node).digest()
                complete >>= 1
            edge.append(node)
            size += 1
        self.size = size

    def root(self) -> str:
        """The root (hexadecimal) over all leaves so far; SHA-256 of nothing for the empty tree."""
        if not self._edge:
            return sha256(b"").hexdigest()
        node = self._edge[-1]
        for left in reversed(self._edge[:-1]):
            node = _parent(left, node)
        return node.hex()


def merkle_root(leaves: Iterable[bytes]) -> str:
    """The root (hexadecimal) over these leaves."""
    tree = MerkleTree()
    tree.extend(leaves)
    return tree.root()


def leaf_hash(data: bytes) -> bytes:
    """The hash of a leaf of ``data``."""
    return sha256(b"\x00" + data).digest()


# --- proofs --------------------------------------------------------------------------------------------------------

def inclusion_spans(index: int, size: int) -> list[Span]:
    """The spans whose roots prove that leaf ``index`` stands in the tree of ``size`` leaves, in the proof's order.

    PATH(m, D[n]) of RFC 6962, section 2.1.1. ValueError if there is no such leaf.
    """
    if not 0 <= index < size:
        raise ValueError("the tree has no such leaf")
    spans: list[Span] = []
    first, end = 0, size
    while end - first > 1:
        middle = first + _split(end - first)
        if index < middle:
            spans.append((middle, end))
            end = middle
        else:
            spans.append((first, middle))
            first = middle
    return spans[::-1]


def consistency_spans(old: int, new: int) -> list[Span]:
    """The spans whose roots prove that the tree of ``new`` leaves begins with that of ``old``, in the proof's order.

    PROOF(m, D[n]) of RFC 6962, section 2.1.2. ValueError unless 0 < old <= new.
    """
    if not 0 < old <= new:
        raise ValueError("the older tree is empty or has more leaves than the newer one")
    spans: list[Span] = []
    first, end = 0, new
    while old != end:
        middle = first + _split(end - first)
        if old <= middle:
            spans.append((middle, end))
            end = middle
        else:
            spans.append((first, middle))
            first = middle
    # The old tree itself is left out where it is one complete subtree: who checks the proof has its root.
    return ([] if first == 0 else [(first, end)]) + spans[::-1]


def inclusion_root(leaf: bytes, index: int, size: int, proof: Sequence[bytes]) -> bytes | None:
    """The root of the tree of ``size`` leaves that ``proof`` gives if the hash of leaf ``index`` is ``leaf``, None
    where the proof is too short or too long for any tree of that size (RFC 9162, section 2.1.3.2)."""
    spans = inclusion_spans(index, size)
    if len(spans) != len(proof):
        return None
    node = leaf
    for (first, _), sibling in zip(spans, proof, strict=True):
        node = _parent(node, sibling) if first > index else _parent(sibling, node)
    return node


def is_consistent(old: int, new: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes]) -> bool:
    """True if ``proof`` shows that the tree of ``new`` leaves begins with that of ``old`` (RFC 9162, 2.1.4.2)."""
    spans = consistency_spans(old, new)
    if len(spans) != len(proof):
        return False
    whole = not spans or spans[0][0] == old
    rest = list(zip(spans, proof, strict=True))
    within = after = old_root if whole else proof[0]
    for (first, _), node in rest if whole else rest[1:]:
        if first >= old:
            after = _parent(after, node)
        else:
            within, after = _parent(node, within), _parent(node, after)
    return within == old_root and after == new_root


def _split(size: int) -> int:
    """The greatest power of two below ``size``, which is at least 2."""
    return int(1 << (size - 1).bit_length() - 1)


def _parent(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()
