"""Hashes of passwords and secret codes that cost nothing: a real one takes 25 ms on purpose, and every test logs in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from argon2 import PasswordHasher

from complaints.intake import numbers
from complaints.people import passwords
from complaints.sealed import boxes

REAL = {module.__name__: module._HASHER for module in (passwords, numbers)}
"""The hashers of the application, as `tests/complaints/test_people.py` examines them."""


@contextmanager
def cheap_hashes() -> Iterator[None]:
    """Inside the block new hashes are cheap ones; old ones are still understood."""
    with pytest.MonkeyPatch.context() as patch:
        for module in (passwords, numbers):
            patch.setattr(module, "_HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
        patch.setattr(boxes, "_ARGON2", {"time_cost": 1, "memory_cost": 8, "parallelism": 1})
        yield
