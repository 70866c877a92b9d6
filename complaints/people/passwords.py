"""Passwords: argon2id, and which new ones are refused.

Parameters after OWASP's Password Storage Cheat Sheet (argon2id, 19 MiB, 2 passes, 1 lane); rules after
NIST SP 800-63B: length, a list of what is guessed first, and how many guesses the rest withstands (zxcvbn); no rules
of composition.
"""

from __future__ import annotations

import secrets
import unicodedata
from enum import StrEnum
from functools import cache
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

MIN_LENGTH = 12
MAX_LENGTH = 200

LEAST_SCORE = 3
"""Of zxcvbn's 0 to 4: more than 10**8 guesses."""
LOOKED_AT = 72
"""Characters that zxcvbn looks at: its time grows with the square, and so many are never weak for their end."""
_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)

_GUESSED_FIRST = Path(__file__).with_name("guessed_first.txt").read_text(encoding="utf-8").split()


class PasswordFault(StrEnum):
    """Why a new password is refused."""

    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    TOO_COMMON = "too_common"
    REPEATED = "repeated"
    RUN = "run"
    NAMES_USER = "names_user"
    UNCHANGED = "unchanged"


_WEAKNESSES = {"repeat": PasswordFault.REPEATED, "sequence": PasswordFault.RUN}


def hash_password(password: str) -> str:
    """The argon2id hash to store."""
    return _HASHER.hash(_normal(password))


@cache
def unknown_hash() -> str:
    """The hash of a password that nobody knows, for who has not chosen one yet. Checking it costs as much as any."""
    return _HASHER.hash(secrets.token_urlsafe(40))


def matches(password_hash: str | None, password: str) -> bool:
    """Whether the password belongs to the hash. Takes as long for no hash (an unknown user) as for one."""
    try:
        return _HASHER.verify(password_hash or _nobody(), _normal(password)) and password_hash is not None
    except (VerificationError, InvalidHashError):
        return False


def outdated(password_hash: str) -> bool:
    """Whether the hash was made with older parameters and should be made anew at this log-in."""
    return _HASHER.check_needs_rehash(password_hash)


def fault_of(password: str, *, username: str) -> PasswordFault | None:
    """Why this new password is refused for this user, or None."""
    if len(password) < MIN_LENGTH:
        return PasswordFault.TOO_SHORT
    if len(password) > MAX_LENGTH:
        return PasswordFault.TOO_LONG
    plain = _normal(password).casefold()
    if len(username) >= 3 and username.casefold() in plain:
        return PasswordFault.NAMES_USER
    found_soon = _found_soon(password, username)
    return found_soon or (PasswordFault.TOO_COMMON if _is_guessed_first(plain) else None)


def _found_soon(password: str, username: str) -> PasswordFault | None:
    """Why a guesser finds this password soon, or None when it takes one more than 10**8 tries (zxcvbn's score 3)."""
    from zxcvbn import zxcvbn  # here: its lists of words cost 0.3 s to load

    found = zxcvbn(password[:LOOKED_AT], user_inputs=[*_GUESSED_FIRST, *username.split(".")])
    if found["score"] >= LEAST_SCORE:
        return None
    longest = max(found["sequence"], key=lambda part: len(part["token"]))
    return _WEAKNESSES.get(longest["pattern"], PasswordFault.TOO_COMMON)


def _is_guessed_first(plain: str) -> bool:
    """Common words with whatever digits and marks around them, or digits and marks alone."""
    letters = "".join(mark for mark in plain if mark.isalpha())
    for word in _GUESSED_FIRST:
        letters = letters.replace(word, "")
    return len(letters) < 3


def _normal(password: str) -> str:
    return unicodedata.normalize("NFKC", password[: MAX_LENGTH + 1])


@cache
def _nobody() -> str:
    """A hash that no password matches, to spend the time that a known user costs."""
    return _HASHER.hash("nobody")
