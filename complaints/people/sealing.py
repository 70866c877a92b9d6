"""Secrets that lie in the database sealed with the installation's key: who steals the database alone reads none.

AES-256-GCM with a key for each purpose, derived from `secret_key` (HKDF-SHA256). What a text is for and whose it is,
is bound to it: a sealed text of one person is none of another.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

NONCE_BYTES = 12


class SealBrokenError(Exception):
    """The text was not sealed here, for this purpose, with this key."""


def seal(secret_key: str, text: str, *, purpose: str, owner: str) -> str:
    """The text as it may be stored."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    sealed = AESGCM(_key(secret_key, purpose)).encrypt(nonce, text.encode(), owner.encode())
    return base64.urlsafe_b64encode(nonce + sealed).decode()


def unseal(secret_key: str, sealed: str, *, purpose: str, owner: str) -> str:
    """The text that was sealed. Raises SealBrokenError, as after a change of the installation's key."""
    try:
        given = base64.urlsafe_b64decode(sealed)
        return (
            AESGCM(_key(secret_key, purpose)).decrypt(given[:NONCE_BYTES], given[NONCE_BYTES:], owner.encode()).decode()
        )
    except (ValueError, InvalidTag) as error:
        raise SealBrokenError(purpose) from error


def keyed_hash(secret_key: str, text: str, *, purpose: str) -> str:
    """A hash of a random secret that only this installation can make, 64 hexadecimal digits."""
    return hmac.new(_key(secret_key, purpose), text.encode(), hashlib.sha256).hexdigest()


def _key(secret_key: str, purpose: str) -> bytes:
    return HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=f"alur {purpose}".encode()).derive(
        secret_key.encode()
    )
