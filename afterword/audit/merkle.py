"""Merkle hashing of RFC 9162, section 2.1, one leaf at a time. Pure.

A frontier holds the roots of the perfect subtrees, widest first. It has as many as
the size has bits set, so a million events need twenty hashes.
"""

from __future__ import annotations

from hashlib import sha256

Frontier = tuple[bytes, ...]


def leaf(data: bytes) -> bytes:
    """Hash one leaf."""
    return sha256(b"\x00" + data).digest()


def node(left: bytes, right: bytes) -> bytes:
    """Hash two subtrees into one."""
    return sha256(b"\x01" + left + right).digest()


def grow(frontier: Frontier, size: int, new: bytes) -> Frontier:
    """Add a leaf hash to a tree of ``size`` leaves."""
    kept = list(frontier)
    while size & 1:
        new = node(kept.pop(), new)
        size >>= 1
    return (*kept, new)


def root(frontier: Frontier) -> bytes:
    """Give the root over all leaves; of an empty tree, the hash of nothing."""
    if not frontier:
        return sha256(b"").digest()
    found = frontier[-1]
    for left in reversed(frontier[:-1]):
        found = node(left, found)
    return found


def pack(frontier: Frontier) -> bytes:
    """Put a frontier into one column."""
    return b"".join(frontier)


def unpack(packed: bytes) -> Frontier:
    """Take a frontier out of its column."""
    return tuple(packed[i : i + 32] for i in range(0, len(packed), 32))
