"""The key of the histories: made once, readable by its owner only, never silently replaced."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from complaints.keys import FILE, KeyUnusableError, head_key


def test_the_key_is_made_once_and_kept(tmp_path: Path) -> None:
    first = head_key(tmp_path / "data")
    assert head_key(tmp_path / "data").public_key() == first.public_key()


def test_nobody_else_may_read_it(tmp_path: Path) -> None:
    head_key(tmp_path)
    assert stat.S_IMODE((tmp_path / FILE).stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == [FILE]


def test_a_damaged_key_is_not_replaced(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text("not a key")
    with pytest.raises(KeyUnusableError, match="cadangan"):
        head_key(tmp_path)
    assert (tmp_path / FILE).read_text() == "not a key"


def test_a_key_of_another_kind_is_refused(tmp_path: Path) -> None:
    other = generate_private_key(65537, 2048).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (tmp_path / FILE).write_bytes(other)
    with pytest.raises(KeyUnusableError, match="Ed25519"):
        head_key(tmp_path)
