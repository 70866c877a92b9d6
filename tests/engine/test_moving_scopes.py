"""What holds of moving a case holds wherever it stands: in embedded, called and repeated parts, however deep."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from inspect import signature

import pytest

from engine.clock import FixedClock
from engine.db import SessionFactory
from tests.engine import test_migrating as flat
from tests.engine import test_moving_places as places
from tests.support.lab import Lab
from tests.support.scopes import SCOPES, ScopedLab

ADDED = flat.test_a_deadline_added_or_changed_on_the_task_in_hand_counts_from_when_it_came
MOVING: dict[str, Callable[[Lab], None]] = {
    name: test
    for name, test in (vars(flat) | vars(places)).items()
    if name.startswith("test_") and list(signature(test).parameters) == ["lab"] and "told_before_deploy" not in name
} | {"deadline_added": partial(ADDED, first=None), "deadline_changed": partial(ADDED, first="hari_kerja(2)")}
"""Each test of moving that needs no more than a bench."""


@pytest.fixture(params=SCOPES)
def scoped(request: pytest.FixtureRequest, sqlite_factory: SessionFactory, clock: FixedClock) -> ScopedLab:
    return ScopedLab(sqlite_factory, clock, scope=request.param)


@pytest.mark.parametrize("moving", MOVING)
def test_moving_holds_in_every_scope(scoped: ScopedLab, moving: str) -> None:
    MOVING[moving](scoped)
