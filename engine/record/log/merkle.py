"""Merkle trees as RFC 9162 section 2.1 hashes them: roots, proofs that one continues another or holds an entry."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

HASH_BYTES = 32
Full = Callable[[int, int], bytes]
"""Root of the complete subtree of height h (2**h leaves) with this number, counted from the left."""


def leaf_hash(entry: bytes) -> bytes:
    """SHA-256 over 0x00 and the entry."""
    return hashlib.sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """SHA-256 over 0x01 and both children."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def root(full: Full, size: int) -> bytes:
    """The root of the first `size` leaves (RFC 9162, 2.1.1). Raises ValueError for a negative size."""
    if size < 0:
        raise ValueError(f"a tree of {size} leaves")
    return _range(full, 0, size) if size else hashlib.sha256(b"").digest()


def inclusion(full: Full, index: int, size: int) -> list[bytes]:
    """What shows that leaf `index` is in the tree of this size, from below upwards (RFC 9162, 2.1.3.1).

    Raises ValueError when the tree has no such leaf.
    """
    if not 0 <= index < size:
        raise ValueError(f"leaf {index} of {size} leaves")
    return _path(full, index, 0, size)


def consistency(full: Full, old: int, size: int) -> list[bytes]:
    """What shows that the tree of `size` leaves begins with that of `old` ones (RFC 9162, 2.1.4.1); [] when they are
    equal. Raises ValueError unless 0 < old <= size.
    """
    if not 0 < old <= size:
        raise ValueError(f"from {old} leaves to {size}")
    return _between(full, old, 0, size, whole=True)


def _split(size: int) -> int:
    """The largest power of two smaller than `size`."""
    return 1 << (size - 1).bit_length() - 1


def _range(full: Full, begin: int, end: int) -> bytes:
    size = end - begin
    if size & (size - 1) == 0:  # begins at a multiple of its size, as every range does that is split off a tree
        height = size.bit_length() - 1
        return full(height, begin >> height)
    middle = begin + _split(size)
    return node_hash(_range(full, begin, middle), _range(full, middle, end))


def _path(full: Full, index: int, begin: int, end: int) -> list[bytes]:
    if end - begin == 1:
        return []
    middle = begin + _split(end - begin)
    if index < middle:
        return [*_path(full, index, begin, middle), _range(full, middle, end)]
    return [*_path(full, index, middle, end), _range(full, begin, middle)]


def _between(full: Full, old: int, begin: int, end: int, *, whole: bool) -> list[bytes]:
    if old == end:
        return [] if whole else [_range(full, begin, end)]
    middle = begin + _split(end - begin)
    if old <= middle:
        return [*_between(full, old, begin, middle, whole=whole), _range(full, middle, end)]
    return [*_between(full, old, middle, end, whole=False), _range(full, begin, middle)]
