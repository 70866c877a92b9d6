"""The demo's clock: the wall clock plus an offset that web and worker share through the database."""

from __future__ import annotations

import time
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from complaints.decrees import calendar_for
from complaints.models import SessionRow
from engine.clock import Clock, OffsetClock
from engine.db import SessionFactory, reading
from engine.government import crossing
from engine.models import Setting

KEY = "demo_clock_offset_seconds"
LOOK_AGAIN_SECONDS = 0.5


class SharedOffset:
    """Reads the offset at most twice a second: the clock is asked several times in every command."""

    def __init__(self, factory: SessionFactory) -> None:
        self._factory = factory
        self._known = timedelta()
        self._until = float("-inf")

    def __call__(self) -> timedelta:
        if time.monotonic() >= self._until:
            with reading(self._factory) as session:
                self._known = offset(session)
            self._until = time.monotonic() + LOOK_AGAIN_SECONDS
        return self._known

    def forget(self) -> None:
        """Look again at the next call."""
        self._until = float("-inf")


class DemoClock(OffsetClock):
    """A clock whose jumps are seen at once in the process that makes them."""

    def __init__(self, base: Clock, factory: SessionFactory) -> None:
        self._shared = SharedOffset(factory)
        super().__init__(base, self._shared)

    def look_again(self) -> None:
        self._shared.forget()


def offset(session: Session) -> timedelta:
    """How far the demo is ahead of the wall clock."""
    row = session.get(Setting, KEY)
    return timedelta(seconds=int(row.value)) if row else timedelta()


def jump(session: Session, clock: Clock, *, instansi_id: str, working_days: int) -> datetime:
    """Moves the demo ahead to the same time of day, so many working days later; gives the new moment.

    Never back: what has happened stays before now. Raises ValueError for a count below 1.
    """
    if working_days < 1:
        raise ValueError("the demo's clock only moves ahead")
    now = clock.now()
    calendar = calendar_for(session, instansi_id)
    day = calendar.due(working_days, "hari_kerja", now).date
    target = datetime.combine(day, now.astimezone(calendar.zone).time(), calendar.zone)
    ahead = offset(session) + (target - now)
    session.merge(Setting(key=KEY, value=str(round(ahead.total_seconds()))))
    _carry_sessions(session, by=target - now)
    return target


def _carry_sessions(session: Session, *, by: timedelta) -> None:
    """Who is logged in stays logged in: for them no time has passed."""
    with crossing(session, why="the clock of the demo is one for all"):
        for row in session.scalars(select(SessionRow)):
            row.last_seen_at += by
            row.expires_at += by
