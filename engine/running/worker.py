"""The worker: fires what is due, starts what is due to start, sends what waits. Any number may run side by side."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import suppress

from engine.db import UNAVAILABLE, SessionFactory, fault_code
from engine.running.commands.timed_starts import fire_starts
from engine.running.commands.timers import fire_due
from engine.running.outbox import Sender, deliver_due
from engine.running.runtime import Runtime
from engine.running.stop import Stop

POLL_SECONDS = 1.0
AFTER_DATABASE_LOSS_SECONDS = 5.0
log = logging.getLogger("alur.worker")


class Worker:
    """`turn()` does what is due now; `run()` takes turns until `stop` is set."""

    def __init__(
        self,
        factory: SessionFactory,
        runtime: Runtime,
        send: Sender,
        *,
        chores: tuple[Callable[[], int | None], ...] = (),
        endings: tuple[Callable[[], None], ...] = (),
    ) -> None:
        """`endings`: done once when it is stopped, to leave nothing half done; what fails there is made good later."""
        self.factory = factory
        self.runtime = runtime
        self.send = send
        self.chores = chores
        self.endings = endings
        self.stop = Stop()

    def turn(self) -> int:
        """One round; gives how much was done (0: nothing was due). Raises one of UNAVAILABLE without a database."""
        parts: tuple[Callable[[], int | None], ...] = (
            lambda: fire_due(self.factory, self.runtime),
            lambda: fire_starts(self.factory, self.runtime),
            lambda: deliver_due(self.factory, self.runtime.clock, self.send),
            *self.chores,
        )
        return sum(self._do(part) for part in parts)

    def run(self) -> None:
        """Take turns until stopped. A database that is gone is waited for, not died of."""
        while not self.stop.is_set():
            try:
                pause = 0.0 if self.turn() else POLL_SECONDS
            except UNAVAILABLE as error:
                log.warning("basis data tidak terjangkau: %s %s", type(error).__name__, fault_code(error))
                pause = AFTER_DATABASE_LOSS_SECONDS
            if pause:
                self.stop.wait(pause)
        for ending in self.endings:
            with suppress(*UNAVAILABLE):
                self._do(ending)

    def _do(self, part: Callable[[], int | None]) -> int:
        """Log an unexpected error in one chore; the others still run."""
        try:
            return part() or 0
        except UNAVAILABLE:
            raise
        except Exception:
            log.exception("satu bagian dari putaran pekerja gagal")
            return 0
