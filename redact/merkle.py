"""The Merkle tree of RFC 6962, section 2.1, over the events of the log and over the portions of a manifest.

A leaf is SHA-256(0x00 ‖ data) and a node SHA-256(0x01 ‖ left ‖ right). Only the roots of the complete subtrees on the
right edge are kept.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable


class MerkleTree:
    """A tree that grows by one leaf at a time; memory grows with the logarithm of its size."""

    def __init__(self) -> None:
        self.size = 0
        self._edge: list[bytes] = []

    def append(self, data: bytes) -> None:
        """Add a leaf of ``data``."""
        node = hashlib.sha256(b"\x00" + data).digest()
        complete = self.size
        while complete & 1:
            node = _parent(self._edge.pop(), node)
            complete >>= 1
        self._edge.append(node)
        self.size += 1

    def root(self) -> str:
        """The root (hexadecimal) over all leaves so far; SHA-256 of nothing for the empty tree."""
        if not self._edge:
            return hashlib.sha256(b"").hexdigest()
        node = self._edge[-1]
        for left in reversed(self._edge[:-1]):
            node = _parent(left, node)
        return node.hex()


def merkle_root(leaves: Iterable[bytes]) -> str:
    """The root (hexadecimal) over these leaves."""
    tree = MerkleTree()
    for leaf in leaves:
        tree.append(leaf)
    return tree.root()


def _parent(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()
