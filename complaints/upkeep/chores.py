"""What the worker does besides the cases: says that it lives, clears away what is over, counts what is stored."""

from __future__ import annotations

from datetime import datetime, timedelta

from complaints.files.file_store import FileStore
from complaints.incoming import arrivals
from complaints.intake import drafts
from complaints.notices import reply_keys
from complaints.people import log_ins, sessions, throttle
from complaints.upkeep import beats
from complaints.upkeep.storage import note_files
from engine.clock import Clock
from engine.db import SessionFactory, unit_of_work
from engine.government import crossing
from engine.running.outbox import forget_refused

CLEAR_EVERY = timedelta(hours=1)
CLEARED_AT_ONCE = 100
"""Rows of a kind that one turn of the worker clears away."""


class Upkeep:
    """A chore of the worker: cheap to call at every turn, it does something once a minute and once an hour."""

    def __init__(
        self, factory: SessionFactory, clock: Clock, files: FileStore | None = None, *, name: str | None = None
    ) -> None:
        self._factory = factory
        self._clock = clock
        self._files = files
        self._name = name or beats.own_name()
        self._beaten: datetime | None = None
        self._cleared: datetime | None = None

    def __call__(self) -> int:
        """Gives how much was cleared away; the worker comes back at once while there is more."""
        now = self._clock.now()
        if _due(self._beaten, now, beats.EVERY):
            with unit_of_work(self._factory) as session:
                beats.beat(session, self._name, now=now)
            self._beaten = now
        if _due(self._cleared, now, CLEAR_EVERY):
            cleared = self._clear(now)
            if max(cleared) < CLEARED_AT_ONCE:
                self._cleared = now
            return sum(cleared)
        return 0

    def _clear(self, now: datetime) -> list[int]:
        """One batch of everything that is over, so that no turn and no transaction grows with the backlog."""
        with unit_of_work(self._factory) as session, crossing(session, why="what is over goes, whose it was"):
            cleared = [
                throttle.sweep(session, now=now, limit=CLEARED_AT_ONCE),
                sessions.sweep(session, now=now, limit=CLEARED_AT_ONCE),
                log_ins.sweep(session, now=now, limit=CLEARED_AT_ONCE),
                reply_keys.sweep(session, now=now, limit=CLEARED_AT_ONCE),
                arrivals.sweep(session, now=now, limit=CLEARED_AT_ONCE),
                forget_refused(session, now=now, limit=CLEARED_AT_ONCE),
            ]
            if self._files is not None:
                cleared.append(drafts.sweep(session, self._files, now=now, limit=CLEARED_AT_ONCE))
            beats.forget(session, now=now)
            if max(cleared) < CLEARED_AT_ONCE:  # counting walks over every file: once, after the last batch
                note_files(session)
        return cleared


def _due(last: datetime | None, now: datetime, every: timedelta) -> bool:
    """Also after the clock was set back."""
    return last is None or not last <= now < last + every
