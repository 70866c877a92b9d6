"""The tree of the log in rows of 256 hashes (C2SP tlog-tiles): growing it, and reading complete subtrees from it."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy.orm import Session

from engine.models import LogTile
from engine.record.log.merkle import HASH_BYTES, node_hash

HEIGHT = 8
"""Levels of the tree that one row spans."""
WIDTH = 1 << HEIGHT
FULL_BYTES = WIDTH * HASH_BYTES


class Tiles:
    """The stored tree as one session sees it. Rows that were read or grown are kept as long as this lives."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._rows: dict[tuple[int, int], LogTile | None] = {}

    def hashes(self, level: int, number: int) -> bytes:
        """The hashes of one row side by side; b"" where there is none."""
        row = self._row(level, number)
        return row.hashes if row is not None else b""

    def full(self, height: int, number: int) -> bytes:
        """The root of a complete subtree (see `merkle.Full`). Raises LookupError when the rows do not hold it."""
        level, within = divmod(height, HEIGHT)
        first = number << within
        begin = (first % WIDTH) * HASH_BYTES
        found = self.hashes(level, first // WIDTH)[begin : begin + (HASH_BYTES << within)]
        if len(found) != HASH_BYTES << within:
            raise LookupError(f"the tree has no subtree {number} of height {height}")
        return top(found)

    def grow(self, size: int, leaves: Iterable[bytes]) -> int:
        """Adds leaf hashes to a tree of `size` leaves; gives the new size."""
        for leaf in leaves:
            self._add(0, size, leaf)
            size += 1
        return size

    def _add(self, level: int, index: int, digest: bytes) -> None:
        number = index // WIDTH
        row = self._row(level, number)
        if row is None:
            row = self._rows[level, number] = LogTile(level=level, number=number, hashes=b"")
            self._session.add(row)
        row.hashes += digest
        if len(row.hashes) == FULL_BYTES:
            self._add(level + 1, number, top(row.hashes))

    def _row(self, level: int, number: int) -> LogTile | None:
        key = (level, number)
        if key not in self._rows:
            self._rows[key] = self._session.get(LogTile, key)
        return self._rows[key]


def top(hashes: bytes) -> bytes:
    """The root over a power of two of hashes side by side."""
    nodes = [hashes[at : at + HASH_BYTES] for at in range(0, len(hashes), HASH_BYTES)]
    while len(nodes) > 1:
        nodes = [node_hash(left, right) for left, right in zip(nodes[::2], nodes[1::2], strict=True)]
    return nodes[0]
