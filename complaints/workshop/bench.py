"""The bench of the workshop: what an owner looks at now is computed beside the pages, within limits.

A page waits for it, holding no transaction. One government has one place at a time, so that none keeps another waiting.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Condition
from typing import Any

from engine.catalogue import _
from engine.db import SessionFactory, make_engine, make_session_factory
from engine.errors import EngineError
from engine.running.confined import Confined, FaultError, Work

__all__ = ["BENCH", "GATE", "Bench", "Work", "sessions_at"]

SECONDS = 10.0
PLACES = 2
PATIENCE_SECONDS = 5.0
"""How long a page waits for a place."""
PREPARED = ["complaints.workshop.trial_run", "complaints.workshop.job_pieces", "complaints.workshop.verdicts"]


class Bench:
    """Places for as many governments at a time. Thread-safe."""

    def __init__(self, *, seconds: float = SECONDS, places: int = PLACES, patience: float = PATIENCE_SECONDS) -> None:
        self.patience = patience
        self._free = [Confined(seconds=seconds, prepared=PREPARED) for _ in range(places)]
        self._served: set[str] = set()
        self._changed = Condition()

    def ask(self, instansi_id: str, work: Work, *arguments: Any) -> Any:
        """The one thing that `work` gives.

        Raises EngineError: what it refuses, that it took too long, a fault of the program, or that there is no place.
        """
        with self._place(instansi_id) as place:
            try:
                (found,) = place.ask(work, *arguments)
            except FaultError as fault:
                log.error("percobaan gagal: %s", fault.where)
                raise
            return found

    def end(self) -> None:
        """End the processes; what is asked next begins others."""
        for place in self._free:
            place.end()

    @contextmanager
    def _place(self, instansi_id: str) -> Iterator[Confined]:
        def free() -> bool:
            return bool(self._free) and instansi_id not in self._served

        with self._changed:
            if not self._changed.wait_for(free, self.patience):
                raise EngineError(_("yang lain dari pemerintah daerah ini masih dihitung; coba lagi sebentar lagi"))
            place = self._free.pop()
            self._served.add(instansi_id)
        try:
            yield place
        finally:
            with self._changed:
                self._free.append(place)
                self._served.discard(instansi_id)
                self._changed.notify_all()


@contextmanager
def sessions_at(url: str) -> Iterator[SessionFactory]:
    """Sessions of work for the bench, on a database that it was told of."""
    database = make_engine(url)
    try:
        yield make_session_factory(database)
    finally:
        database.dispose()


log = logging.getLogger("alur.workshop")
BENCH = Bench()
"""That of this process."""
GATE = Bench()
"""Where it asks the gate: after every change that an editor saves, so that no page waits for what nobody looks at."""
