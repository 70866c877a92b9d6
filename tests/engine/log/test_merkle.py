"""Trees and proofs: the vectors of the standard's reference, and every small tree against a plain reading of the RFC."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.record.log.merkle import Full, consistency, inclusion, leaf_hash, node_hash, root
from engine.record.log.proofs import is_consistent
from tests.support.verifier import verifier

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


PATHS = (
    (0, 8, "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7 "
           "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e "
           "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"),
    (5, 8, "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b "
           "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0 "
           "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"),
    (2, 3, "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"),
    (1, 5, "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d "
           "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e "
           "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"),
)  # fmt: skip
"""Of the same tests: index, size, what shows that the leaf is there."""


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


@pytest.mark.parametrize(("index", "size", "path"), PATHS)
def test_the_reference_proofs_of_a_leaf(index: int, size: int, path: str) -> None:
    leaves = [leaf_hash(each) for each in ENTRIES]
    proof = inclusion(full_of(leaves), index, size)
    assert [each.hex() for each in proof] == path.split()
    assert verifier.root_with(leaves[index], index, size, proof).hex() == ROOTS[size]


def holds(leaf: bytes, index: int, size: int, proof: Sequence[bytes], top: bytes) -> bool:
    try:
        return verifier.root_with(leaf, index, size, proof) == top
    except verifier.ProofError:
        return False


def continues(old: int, size: int, proof: Sequence[bytes], former: bytes, latter: bytes) -> bool:
    try:
        return verifier.both_roots(old, size, proof, former) == (former, latter)
    except verifier.ProofError:
        return False


def test_every_proof_of_every_small_tree_holds() -> None:
    leaves = some(33)
    full = full_of(leaves)
    for size in range(1, 34):
        top = root(full, size)
        assert top == plainly(leaves[:size])
        for old in range(1, size + 1):
            proof = consistency(full, old, size)
            assert is_consistent(old, size, proof, root(full, old), top)
            assert continues(old, size, proof, root(full, old), top)
        for index in range(size):
            assert holds(leaves[index], index, size, inclusion(full, index, size), top)


@given(st.integers(1, 300), st.data())
def test_a_leaf_is_proved_at_its_place_and_nowhere_else(size: int, data: st.DataObject) -> None:
    index, other = data.draw(st.integers(0, size - 1)), data.draw(st.integers(0, size - 1))
    full = full_of(some(size))
    proof, top = inclusion(full, index, size), root(full, size)
    assert holds(full(0, index), index, size, proof, top)
    assert holds(full(0, other), index, size, proof, top) is (index == other)
    assert holds(full(0, index), other, size, proof, top) is (index == other)
    for cut in (proof[1:], proof[:-1], [*proof, top], [top, *proof]):
        assert cut == proof or not holds(full(0, index), index, size, cut, top)
    assert not holds(full(0, index), size, size, proof, top)
    assert not holds(full(0, index), -1, size, proof, top)


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
    assert continues(old, size, proof, root(full, old), root(full, size))
    for way, former, latter in (
        (proof, root(false, old), root(full, size)),
        (consistency(false, old, size), root(full, old), root(false, size)),
        ([], root(full, old), root(full, size)),
        ([*proof, proof[0]], root(full, old), root(full, size)),
    ):
        assert not continues(old, size, way, former, latter)


def test_what_no_tree_has_is_refused() -> None:
    full = full_of(some(4))
    for ask in (
        lambda: root(full, -1),
        lambda: inclusion(full, 4, 4),
        lambda: consistency(full, 0, 4),
        lambda: consistency(full, 5, 4),
    ):
        with pytest.raises(ValueError, match="leaves"):
            ask()
    assert all(first != second for first, second in pairwise(some(3)))
