"""Boxes and locks: what a key opens, and that it opens nothing else. What HPKE computes, its library's tests check."""

from __future__ import annotations

import uuid
from base64 import b64decode

import pytest

from complaints.sealed import boxes
from complaints.sealed.boxes import ClosedError
from complaints.sealed.keyrings import AuthorRing, about, closed, taken
from engine.running.runtime import Runtime


def test_a_box_opens_to_its_owner_and_in_its_place_alone() -> None:
    owner, other = boxes.new_pair(), boxes.new_pair()
    box = boxes.put(owner.public, b"rahasia", about="sini")
    assert boxes.take(owner.private, box, about="sini") == b"rahasia"
    for key, where, content in (
        (other.private, "sini", box),
        (owner.private, "sana", box),
        (owner.private, "sini", box[:-1] + bytes([box[-1] ^ 1])),
        (owner.private, "sini", b""),
    ):
        with pytest.raises(ClosedError):
            boxes.take(key, content, about=where)


def test_the_same_words_closed_twice_look_different() -> None:
    owner, key = boxes.new_pair(), boxes.new_key()
    assert boxes.put(owner.public, b"x", about="") != boxes.put(owner.public, b"x", about="")
    assert boxes.lock(key, b"x") != boxes.lock(key, b"x")


def test_a_lock_opens_with_the_same_words_and_salt_alone() -> None:
    salt = boxes.new_salt()
    locked = boxes.lock(boxes.key_from_words("kata sandi", salt), b"kunci")
    assert boxes.unlock(boxes.key_from_words("kata sandi", salt), locked) == b"kunci"
    assert boxes.key_from_words("re\u0301sik", salt) == boxes.key_from_words("r\u00e9sik", salt)
    for words, other in (("kata sandj", salt), ("kata sandi", boxes.new_salt())):
        with pytest.raises(ClosedError):
            boxes.unlock(boxes.key_from_words(words, other), locked)
    with pytest.raises(ClosedError):
        boxes.unlock(boxes.new_key(), b"")


def test_nothing_meant_to_be_closed_is_stored_open_where_nobody_said_how() -> None:
    from engine.sealed import refuse

    assert Runtime.__dataclass_fields__["close"].default is refuse
    with pytest.raises(RuntimeError):
        refuse(None, "", uuid.uuid4(), {"a": "b"})


def test_a_keyring_of_another_government_opens_nothing() -> None:
    case, pair = uuid.uuid4(), boxes.new_pair()
    text = closed(pair.public, "ngawi", case, b"isi")
    ring = AuthorRing("tanah-laut", case, pair.private)
    assert taken(ring, None, "ngawi", case, text) is None
    assert boxes.take(pair.private, b64decode(text), about=about("ngawi", case)) == b"isi"
