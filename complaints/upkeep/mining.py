"""What the worker does for the auditor's figures: counts what happened, and makes the sums of its months."""

from __future__ import annotations

import logging
from contextlib import suppress
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.exc import IntegrityError

from complaints.audit.mining import cells, keeping
from complaints.upkeep.rounds import Rounds
from engine.db import UNAVAILABLE, Session, SessionFactory, unit_of_work
from engine.models import Case
from engine.running.runtime import Runtime

log = logging.getLogger(__name__)
EVERY = timedelta(minutes=10)
OVERLAP = timedelta(hours=1)
"""What ended shortly before the last look is looked at again: its transaction may have ended after."""
AT_ONCE = 100
"""Complaints of one turn."""


class Mining(Rounds):
    """A chore of the worker: at each turn some complaints, or the sums of one month, of one government."""

    def __init__(self, factory: SessionFactory, runtime: Runtime) -> None:
        super().__init__(factory, runtime.clock, every=EVERY)
        self._runtime = runtime
        self._done: dict[str, datetime] = {}
        """Up to when all that ended is counted, by government. Empty after a start: rules may have changed."""
        self._left: set[UUID] = set()
        """Complaints that could not be counted: they do not hold up the others. Tried again after a start."""

    def turn(self, home: str) -> int:
        """One turn for one government; 0 when everything is counted, which is noted."""
        now = self._clock.now()
        # Another worker that keeps the same at the same moment has done the work.
        with suppress(IntegrityError), unit_of_work(self._factory, home) as session:
            # Without a word that all was counted, as after `count-figures`, what ended long ago is looked at again.
            passed = keeping.counted_at(session, instansi_id=home)
            since = self._done.get(home) if passed is not None else None
            if found := keeping.uncounted(session, instansi_id=home, since=since, limit=AT_ONCE, but=self._left):
                self._count(session, home, found)
                return len(found)
        with suppress(IntegrityError), unit_of_work(self._factory, home) as session:
            month = cells.stale_month(session, instansi_id=home)
            if month is not None:
                cells.make_cells(session, instansi_id=home, month=month, now=now)
                return 1
            keeping.note_pass(session, instansi_id=home, now=now)
        self._done[home] = now - OVERLAP
        return 0

    def _count(self, session: Session, home: str, cases: list[Case]) -> None:
        """All at once; when one of them cannot be read, one by one."""
        calendar = self._runtime.calendar_for(session, home)
        try:
            with session.begin_nested():
                keeping.count(session, instansi_id=home, cases=cases, calendar=calendar)
        except (*UNAVAILABLE, IntegrityError):
            raise
        except Exception:
            if len(cases) == 1:
                log.exception("pengaduan %s tidak dapat dihitung", cases[0].id)
                self._left.add(cases[0].id)
                return
            for case in cases:
                self._count(session, home, [case])
