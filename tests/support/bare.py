"""A runtime for what needs a clock alone: no calendar is asked, nothing is signed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.running.runtime import Runtime
from tests.support.calendars import seeded

if TYPE_CHECKING:
    from engine.clock import Clock


def bare_runtime(clock: Clock) -> Runtime:
    """Over this clock."""
    return Runtime(clock=clock, calendar_for=lambda _session, _home: seeded())
