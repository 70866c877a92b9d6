"""The cryptography of it, and nothing else: boxes for a public key, locks with a secret one, keys made from words.

Boxes are HPKE (RFC 9180: X25519, HKDF-SHA256, ChaCha20-Poly1305): anybody closes one, only the private half opens it.
Locks are ChaCha20-Poly1305. What a box is about is bound to it: that of one report is none of another.
"""

from __future__ import annotations

import secrets
import unicodedata
from dataclasses import dataclass

from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)
_NONCE_BYTES = 12
KEY_BYTES = 32
SALT_BYTES = 16
_ARGON2 = {"time_cost": 2, "memory_cost": 19 * 1024, "parallelism": 1}
"""As for the hashes of passwords and codes beside it: who guesses takes the cheaper way."""


class ClosedError(Exception):
    """This key does not open it, or it is about something else."""


@dataclass(frozen=True)
class KeyPair:
    """A private key and its public half, 32 bytes each."""

    private: bytes
    public: bytes


def new_pair() -> KeyPair:
    """A random pair."""
    return pair_of(new_key())


def new_key() -> bytes:
    """A random secret key."""
    return secrets.token_bytes(KEY_BYTES)


def new_salt() -> bytes:
    """A random salt for a key made from words."""
    return secrets.token_bytes(SALT_BYTES)


def pair_of(private: bytes) -> KeyPair:
    """The pair of a private key."""
    return KeyPair(private, X25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw())


def put(public: bytes, content: bytes, *, about: str) -> bytes:
    """The content in a box for the owner of a public key."""
    return _SUITE.encrypt(content, X25519PublicKey.from_public_bytes(public), info=about.encode())


def take(private: bytes, box: bytes, *, about: str) -> bytes:
    """The content of a box. Raises ClosedError."""
    try:
        return _SUITE.decrypt(box, X25519PrivateKey.from_private_bytes(private), info=about.encode())
    except (InvalidTag, ValueError) as error:
        raise ClosedError(about) from error


def lock(key: bytes, content: bytes) -> bytes:
    """The content under a secret key of 32 bytes."""
    nonce = secrets.token_bytes(_NONCE_BYTES)
    return nonce + ChaCha20Poly1305(key).encrypt(nonce, content, None)


def unlock(key: bytes, locked: bytes) -> bytes:
    """The content again. Raises ClosedError."""
    try:
        return ChaCha20Poly1305(key).decrypt(locked[:_NONCE_BYTES], locked[_NONCE_BYTES:], None)
    except (InvalidTag, ValueError) as error:
        raise ClosedError from error


def key_from_words(words: str, salt: bytes) -> bytes:
    """A key from what a person knows: argon2id, as dear as checking a password, in whatever spelling of its letters."""
    return hash_secret_raw(
        unicodedata.normalize("NFKC", words).encode(), salt, hash_len=KEY_BYTES, type=Type.ID, **_ARGON2
    )


def key_from_secret(secret: str, *, purpose: str) -> bytes:
    """A key from a random secret, another one for each purpose."""
    return HKDF(algorithm=hashes.SHA256(), length=KEY_BYTES, salt=None, info=purpose.encode()).derive(secret.encode())
