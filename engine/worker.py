"""The worker: fires what is due, starts what is due to start, sends what waits. Any number may run side by side."""

from __future__ import annotations

import logging
from collections.abc import Callable
from threading import Event

from sqlalchemy.exc import OperationalError

from engine.commands.starts import fire_starts
from engine.commands.timers import fire_due
from engine.db import SessionFactory
from engine.outbox import Sender, deliver_due
from engine.runtime import Runtime

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
        chores: tuple[Callable[[], None], ...] = (),
    ) -> None:
        self.factory = factory
        self.runtime = runtime
        self.send = send
        self.chores = chores
        self.stop = Event()

    def turn(self) -> int:
        """One round; gives how much was done (0: nothing was due)."""
        done = fire_due(self.factory, self.runtime)
        done += fire_starts(self.factory, self.runtime)
        done += deliver_due(self.factory, self.runtime.clock, self.send)
        for chore in self.chores:
            chore()
        return done

    def run(self) -> None:
        """Take turns until stopped. A database that is gone is waited for, not died of."""
        while not self.stop.is_set():
            try:
                pause = 0.0 if self.turn() else POLL_SECONDS
            except OperationalError as error:
                log.warning("basis data tidak terjangkau: %s", type(error.orig).__name__)
                pause = AFTER_DATABASE_LOSS_SECONDS
            if pause:
                self.stop.wait(pause)
