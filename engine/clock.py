"""The clock is given: the only caller of the wall clock, and the clocks that tests, scenarios and the demo use."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Tells the current moment as an aware datetime in UTC."""

    def now(self) -> datetime: ...


class SystemClock:
    """The wall clock of this machine."""

    def now(self) -> datetime:
        """The moment on the wall clock, in UTC."""
        return datetime.now(UTC)  # noqa: TID251 - the one place that may ask


class FixedClock:
    """A clock that stands still until it is told to move. For tests and scenarios."""

    def __init__(self, moment: datetime) -> None:
        self.set(moment)

    def now(self) -> datetime:
        """The moment that was set."""
        return self._moment

    def set(self, moment: datetime) -> None:
        """Jump to an aware moment. Raises ValueError for a naive one."""
        if moment.tzinfo is None:
            raise ValueError("a clock needs an aware moment")
        self._moment = moment.astimezone(UTC)

    def advance(self, step: timedelta) -> None:
        """Move on by this span."""
        self._moment += step


class OffsetClock:
    """The wall clock plus an offset that somebody else keeps (the demo's jumps, shared by web and worker)."""

    def __init__(self, base: Clock, offset: Callable[[], timedelta]) -> None:
        self._base = base
        self._offset = offset

    def now(self) -> datetime:
        """The moment of the other clock, shifted by the offset."""
        return self._base.now() + self._offset()

    def wall(self) -> datetime:
        """The moment of the other clock."""
        return self._base.now()


def wall(clock: Clock) -> datetime:
    """The moment that clocks outside show: a phone knows nothing of the jumps of a demo."""
    return clock.wall() if isinstance(clock, OffsetClock) else clock.now()
