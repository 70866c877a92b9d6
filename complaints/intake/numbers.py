"""The two codes of a complaint: a public number, and the secret that opens it.

Both use an alphabet without characters that look alike (0/O, 1/I/L, S/5 …) or sound alike on the telephone in
Indonesian (B/D/G/P/V, N beside M).
"""

from __future__ import annotations

import re
import secrets

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

ALPHABET = "23456789ACEFHJKMRTWX"
NUMBER_LENGTH = 6
SECRET_LENGTH = 16
SECRET_GROUP = 4

# The secret has 69 random bits, so its hash need not be slow to be safe, as that of a password must be, which a person
# chose: with the stolen database and a thousand million tries a second one complaint takes 10,000 years on the average,
# and the salt makes each a search of its own. 1 MiB, one pass: 1 ms instead of 25 (docs/decisions/0048).
_HASHER = PasswordHasher(time_cost=1, memory_cost=1_024, parallelism=1)
_NOBODYS_HASH = _HASHER.hash(secrets.token_urlsafe(24))


def new_number(instansi_id: str, *, year: int) -> str:
    """A public number such as `TL-2026-7K4M2Q`: random, so it tells neither order nor amount."""
    return f"{prefix(instansi_id)}-{year}-{_random(NUMBER_LENGTH)}"


def prefix(instansi_id: str) -> str:
    """Initials of the slug: `tanah-laut` → `TL`, `ngawi` → `NG`."""
    words = [word for word in instansi_id.split("-") if word]
    initials = "".join(word[0] for word in words) if len(words) > 1 else instansi_id[:2]
    return initials.upper()


def new_secret() -> str:
    """A secret code as it is shown: `7K4M-2QAX-…`, four groups of four."""
    return grouped(_random(SECRET_LENGTH))


def grouped(secret: str) -> str:
    """A secret code in groups of four, for reading aloud."""
    plain = plain_secret(secret)
    return "-".join(plain[start : start + SECRET_GROUP] for start in range(0, len(plain), SECRET_GROUP))


def plain_secret(typed: str) -> str:
    """What was meant by a typed code: case, spaces and hyphens do not matter."""
    return re.sub(r"[^0-9A-Z]", "", typed[:200].upper())


def plain_number(typed: str) -> str:
    """What was meant by a typed number: case, spaces and missing hyphens do not matter."""
    signs = re.sub(r"[^0-9A-Z]", "", typed[:200].upper())
    match = re.fullmatch(rf"([A-Z]+)([0-9]{{4}})([0-9A-Z]{{{NUMBER_LENGTH}}})", signs)
    return "-".join(match.groups()) if match else signs[:20]


def hash_secret(secret: str) -> str:
    """The argon2id hash under which a secret code is stored."""
    return _HASHER.hash(plain_secret(secret))


def secret_fits(secret_hash: str | None, typed: str) -> bool:
    """Whether the typed code opens the complaint. Without a hash (unknown number) it costs the same and is False."""
    try:
        _HASHER.verify(secret_hash or _NOBODYS_HASH, plain_secret(typed))
    except (VerificationError, InvalidHashError):
        return False
    return secret_hash is not None


def _random(length: int) -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(length))
