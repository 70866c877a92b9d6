"""The bench on both databases."""

from __future__ import annotations

import pytest

from engine.clock import FixedClock
from engine.db import SessionFactory
from tests.support.lab import Lab


@pytest.fixture
def lab(session_factory: SessionFactory, clock: FixedClock) -> Lab:
    return Lab(session_factory, clock)


@pytest.fixture
def sqlite_lab(sqlite_factory: SessionFactory, clock: FixedClock) -> Lab:
    return Lab(sqlite_factory, clock)


@pytest.fixture
def postgresql_lab(postgresql_factory: SessionFactory, clock: FixedClock) -> Lab:
    return Lab(postgresql_factory, clock)
