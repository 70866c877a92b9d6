"""A look at, and a hand in, the tables of all governments: for what a test prepares, breaks or finds out itself."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from engine.db import Session, SessionFactory, reading, unit_of_work
from engine.government import crossing


@contextmanager
def everywhere(factory: SessionFactory) -> Iterator[Session]:
    """One transaction over all governments. What is under test is better called in a session of its own government."""
    with unit_of_work(factory) as session, crossing(session, why="a test"):
        yield session


@contextmanager
def seen_everywhere(factory: SessionFactory) -> Iterator[Session]:
    """The same, only to look."""
    with reading(factory) as session, crossing(session, why="a test"):
        yield session
