"""What the worker does for reports: keeps what they count of each complaint that is over."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from complaints.models import Instansi
from complaints.reports.figures import counted
from engine.clock import Clock
from engine.db import SessionFactory, reading, unit_of_work

EVERY = timedelta(minutes=10)
OVERLAP = timedelta(hours=1)
"""What ended shortly before the last look is looked at again: its transaction may have ended after."""
AT_ONCE = 200


class Counting:
    """A chore of the worker. Reports are right without it: what it has not kept yet they count themselves."""

    def __init__(self, factory: SessionFactory, clock: Clock) -> None:
        self._factory = factory
        self._clock = clock
        self._done: dict[str, datetime] = {}
        """Up to when all is counted, by government. Empty after a start: rules may have changed."""
        self._rested: datetime | None = None

    def __call__(self) -> int:
        """Counts some complaints of one government; gives how many: the worker comes back at once while there are."""
        now = self._clock.now()
        if self._rested is not None and self._rested <= now < self._rested + EVERY:
            return 0
        with reading(self._factory) as session:
            homes = session.scalars(select(Instansi.id).order_by(Instansi.id)).all()
        for home in homes:
            if found := self._count(home):
                return found
            self._done[home] = now - OVERLAP
        self._rested = now
        return 0

    def _count(self, home: str) -> int:
        with reading(self._factory, home) as session:
            found = counted.finished_uncounted(session, instansi_id=home, since=self._done.get(home), limit=AT_ONCE)
        # Another worker that keeps the same ones at the same moment has done the work.
        if found:
            with suppress(IntegrityError), unit_of_work(self._factory, home) as session:
                counted.keep(session, instansi_id=home, counted=found)
        return len(found)
