"""Trees and proofs: the vectors of the standard's reference, and every small tree against a plain reading of the RFC."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.record.log.merkle import Full, consistency, leaf_hash, node_hash, root
from engine.record.log.proofs import is_consistent

ENTRIES = [bytes.fromhex(text) for text in (
    "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f",
)]  # fmt: skip
"""The leaves of Certificate Transparency's reference tests."""
ROOTS = (
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)


def full_of(leaves: Sequence[bytes]) -> Full:
    def full(height: int, number: int) -> bytes:
        nodes = list(leaves[number << height : (number + 1) << height])
        assert len(nodes) == 1 << height, "only complete subtrees are asked for"
        while len(nodes) > 1:
            nodes = [node_hash(*pair) for pair in zip(nodes[::2], nodes[1::2], strict=True)]
        return nodes[0]

    return full


def plainly(leaves: Sequence[bytes]) -> bytes:
    """The definition of RFC 9162, 2.1.1, as it stands."""
    if len(leaves) == 1:
        return leaves[0]
    middle = max(2**power for power in range(64) if 2**power < len(leaves))
    return node_hash(plainly(leaves[:middle]), plainly(leaves[middle:]))


def some(count: int) -> list[bytes]:
    return [leaf_hash(str(each).encode()) for each in range(count)]


@pytest.mark.parametrize("size", range(len(ROOTS)))
def test_the_reference_roots(size: int) -> None:
    assert root(full_of([leaf_hash(each) for each in ENTRIES]), size).hex() == ROOTS[size]


def test_every_proof_of_every_small_tree_holds() -> None:
    leaves = some(33)
    full = full_of(leaves)
    for size in range(1, 34):
        top = root(full, size)
        assert top == plainly(leaves[:size])
        for old in range(1, size + 1):
            assert is_consistent(old, size, consistency(full, old, size), root(full, old), top)


@given(st.integers(2, 300), st.data())
def test_another_past_is_not_consistent(size: int, data: st.DataObject) -> None:
    old = data.draw(st.integers(1, size - 1))
    changed = data.draw(st.integers(0, old - 1))
    leaves = some(size)
    rewritten = [*leaves[:changed], leaf_hash(b"another"), *leaves[changed + 1 :]]
    full, false = full_of(leaves), full_of(rewritten)
    proof = consistency(full, old, size)
    assert not is_consistent(old, size, proof, root(false, old), root(full, size))
    assert not is_consistent(old, size, consistency(false, old, size), root(full, old), root(false, size))
    assert not is_consistent(old, size, [], root(full, old), root(full, size))
    assert not is_consistent(0, size, proof, root(full, old), root(full, size))


def test_what_no_tree_has_is_refused() -> None:
    full = full_of(some(4))
    for ask in (lambda: root(full, -1), lambda: consistency(full, 0, 4), lambda: consistency(full, 5, 4)):
        with pytest.raises(ValueError, match="leaves"):
            ask()
    assert all(first != second for first, second in pairwise(some(3)))
