"""Is a proof true? Written apart from who makes it, as RFC 9162 section 2.1.4.2 says."""

from __future__ import annotations

from collections.abc import Sequence

from engine.record.log.merkle import node_hash


def is_consistent(old: int, size: int, proof: Sequence[bytes], old_root: bytes, root: bytes) -> bool:
    """Whether the tree of `size` leaves begins with that of `old` ones, given both roots."""
    if not 0 < old <= size:
        return False
    if old == size:
        return not proof and old_root == root
    path = [old_root, *proof] if old & (old - 1) == 0 else list(proof)
    if not path:
        return False
    at, last = old - 1, size - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    former = latter = path[0]
    for sibling in path[1:]:
        if last == 0:
            return False
        if at & 1 or at == last:
            former, latter = node_hash(sibling, former), node_hash(sibling, latter)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            latter = node_hash(latter, sibling)
        at, last = at >> 1, last >> 1
    return last == 0 and former == old_root and latter == root
