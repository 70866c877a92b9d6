"""Notes that foreign tools read: the published example, every kind of damage, and two kinds of keys kept apart."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from engine.record.log.note import (
    COSIGNATURE,
    Checkpoint,
    NoteError,
    cosigned,
    cosigned_at,
    is_signed,
    named,
    read_checkpoint,
    read_key,
    read_note,
    signed,
)

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
WITNESS = Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33)))
ORIGIN = "pengaduan.contoh.go.id/alur"
TEXT = str(Checkpoint(ORIGIN, 7, bytes(32)))
PUBLISHED_KEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
PUBLISHED = (
    "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n\n"
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)
"""The example of the format's first library."""


def test_the_published_example_is_read_and_holds() -> None:
    note = read_note(PUBLISHED)
    assert is_signed(note, read_key(PUBLISHED_KEY))
    assert str(note) == PUBLISHED
    assert str(read_key(PUBLISHED_KEY)) == PUBLISHED_KEY
    assert not is_signed(read_note(PUBLISHED.replace("answer", "question")), read_key(PUBLISHED_KEY))


def test_a_checkpoint_is_signed_cosigned_and_read_again() -> None:
    note = cosigned(signed(TEXT, ORIGIN, KEY), "saksi.contoh.go.id", WITNESS, seconds=1_795_000_000)
    again = read_note(str(note))
    assert again == note
    assert read_checkpoint(again.text) == Checkpoint(ORIGIN, 7, bytes(32))
    assert is_signed(again, named(ORIGIN, KEY.public_key()))
    witness = named("saksi.contoh.go.id", WITNESS.public_key(), kind=COSIGNATURE)
    assert cosigned_at(again, witness) == 1_795_000_000
    assert cosigned_at(again, named(ORIGIN, KEY.public_key())) is None
    assert not is_signed(again, named("saksi.contoh.go.id", WITNESS.public_key()))
    assert not is_signed(again, named(ORIGIN, WITNESS.public_key()))


@pytest.mark.parametrize(
    "damaged",
    ["", "teks", "teks\n\n", "teks\n\n— nama\n", "teks\n\n— nama ???\n", "teks\n\n- nama AAAAAAAA\n", "x" * 20_000,
     "teks\n\n— nama AAAAAAAA", "teks\n\n" + "— nama AAAAAAAA\n" * 65, "teks\n\n— é é\n", "\udc80\n\n— nama AA==\n"],
)  # fmt: skip
def test_what_is_no_note_is_refused(damaged: str) -> None:
    with pytest.raises(NoteError):
        read_note(damaged)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a\n1\n",
        "a\n01\nAA==\n",
        "a\n-1\nAA==\n",
        f"a\n{'9' * 5_000}\nAA==\n",
        "a\n1\nAA==\n",
        f"{TEXT}lagi\n",
        "\n1\nAA==\n",
    ],
)
def test_what_is_no_checkpoint_is_refused(text: str) -> None:
    with pytest.raises(NoteError):
        read_checkpoint(text)


@pytest.mark.parametrize(
    "text", ["", "a", "a+b", "a+00000000+AQ==", PUBLISHED_KEY.replace("c74f20a3", "c74f20a4"), "a+b+é"]
)
def test_what_is_no_key_is_refused(text: str) -> None:
    with pytest.raises(NoteError):
        read_key(text)


@pytest.mark.parametrize("name", ["", "dengan spasi", "dengan+plus", "baris\n"])
def test_a_name_that_would_break_the_format_is_refused(name: str) -> None:
    with pytest.raises(NoteError):
        named(name, KEY.public_key())


def test_a_witness_of_the_end_of_time_is_none() -> None:
    late = cosigned(signed(TEXT, ORIGIN, KEY), "saksi", WITNESS, seconds=2**63)
    assert cosigned_at(late, named("saksi", WITNESS.public_key(), kind=COSIGNATURE)) is None
