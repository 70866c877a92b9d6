"""Passwords: argon2id, and which new ones are refused.

Parameters after OWASP's Password Storage Cheat Sheet (argon2id, 19 MiB, 2 passes, 1 lane); rules after
NIST SP 800-63B: length and a list of what is guessed first, no composition rules.
"""

from __future__ import annotations

import unicodedata
from enum import StrEnum
from functools import cache
from itertools import pairwise
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

MIN_LENGTH = 12
MAX_LENGTH = 200
FEWEST_CHARACTERS = 5
"""Different characters that a password has at least."""

_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)

_GUESSED_FIRST = Path(__file__).with_name("guessed_first.txt").read_text(encoding="utf-8").split()


class PasswordFault(StrEnum):
    """Why a new password is refused."""

    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    TOO_COMMON = "too_common"
    NAMES_USER = "names_user"
    UNCHANGED = "unchanged"


def hash_password(password: str) -> str:
    """The argon2id hash to store."""
    return _HASHER.hash(_normal(password))


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
    if _is_guessed_first(plain):
        return PasswordFault.TOO_COMMON
    return None


def _is_guessed_first(plain: str) -> bool:
    """A common word alone or doubled, with whatever digits and marks around it; a run; few characters."""
    letters = "".join(mark for mark in plain if mark.isalpha())
    for word in _GUESSED_FIRST:
        letters = letters.replace(word, "")
    return len(set(plain)) < FEWEST_CHARACTERS or len(letters) < 3 or _is_run(plain)


def _is_run(plain: str) -> bool:
    """`123456789012`, `abcdefghijkl`: nearly every character follows the one before."""
    steps = [ord(after) - ord(before) for before, after in pairwise(plain)]
    return max(steps.count(1), steps.count(-1), steps.count(0)) >= len(plain) - 3


def _normal(password: str) -> str:
    return unicodedata.normalize("NFKC", password[: MAX_LENGTH + 1])


@cache
def _nobody() -> str:
    """A hash that no password matches, to spend the time that a known user costs."""
    return _HASHER.hash("nobody")
