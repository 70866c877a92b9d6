"""A chore of the worker that goes round the governments."""

from __future__ import annotations

from abc import ABC, abstractmethod
from datetime import datetime, timedelta

from sqlalchemy import select

from complaints.models import Instansi
from engine.clock import Clock
from engine.db import SessionFactory, reading


class Rounds(ABC):
    """One turn of one government each time it is called. Who had a turn is asked again last, so that a government with
    much to do holds up no other; when none has anything to do, the chore rests for a while.
    """

    def __init__(self, factory: SessionFactory, clock: Clock, *, every: timedelta) -> None:
        self._factory = factory
        self._clock = clock
        self._every = every
        self._last = ""
        """The government that had the last turn."""
        self._rested: datetime | None = None

    @abstractmethod
    def turn(self, home: str) -> int:
        """Does a bounded part of what there is to do for this government; gives how much, 0 when there is nothing."""

    def __call__(self) -> int:
        """Gives how much was done: the worker comes back at once while there is more."""
        now = self._clock.now()
        if self._rested is not None and self._rested <= now < self._rested + self._every:
            return 0
        with reading(self._factory) as session:
            homes = session.scalars(select(Instansi.id)).all()
        for home in sorted(homes, key=lambda each: (each <= self._last, each)):
            if found := self.turn(home):
                self._last = home
                return found
        self._rested = now
        return 0
