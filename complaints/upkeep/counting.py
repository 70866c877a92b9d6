"""What the worker does for reports: keeps what they count of each complaint that is over."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta

from sqlalchemy.exc import IntegrityError

from complaints.reports.figures import counted
from complaints.upkeep.rounds import Rounds
from engine.clock import Clock
from engine.db import SessionFactory, reading, unit_of_work

EVERY = timedelta(minutes=10)
OVERLAP = timedelta(hours=1)
"""What ended shortly before the last look is looked at again: its transaction may have ended after."""
AT_ONCE = 200


class Counting(Rounds):
    """A chore of the worker. Reports are right without it: what it has not kept yet they count themselves."""

    def __init__(self, factory: SessionFactory, clock: Clock) -> None:
        super().__init__(factory, clock, every=EVERY)
        self._done: dict[str, datetime] = {}
        """Up to when all is counted, by government. Empty after a start: rules may have changed."""

    def turn(self, home: str) -> int:
        """Counts some complaints of this government; gives how many."""
        now = self._clock.now()
        with reading(self._factory, home) as session:
            found = counted.finished_uncounted(session, instansi_id=home, since=self._done.get(home), limit=AT_ONCE)
        # Another worker that keeps the same ones at the same moment has done the work.
        if found:
            with suppress(IntegrityError), unit_of_work(self._factory, home) as session:
                counted.keep(session, instansi_id=home, counted=found)
        else:
            self._done[home] = now - OVERLAP
        return len(found)
