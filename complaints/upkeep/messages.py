"""The worker sends text messages in a thread for each carrier, government after government: a gateway that is slow, or
away, delays neither mail nor timers nor the other gateway, and a government with many messages no other government.
"""

from __future__ import annotations

import logging
from datetime import timedelta
from threading import Event, Thread

from complaints.upkeep.rounds import Rounds
from engine.clock import Clock
from engine.db import UNAVAILABLE, SessionFactory
from engine.running.outbox import Parcel, Sender, UnreachableError, deliver_due

LOOK_EVERY = timedelta(seconds=5)
AT_ONCE = 10
"""Messages of one government before the next has its turn."""
log = logging.getLogger("alur.outbox")


class MessageRounds(Rounds):
    """Turns of the governments at one carrier. Who cannot be reached at all is left alone until the next round."""

    def __init__(self, factory: SessionFactory, clock: Clock, send: Sender, *, channel: str) -> None:
        super().__init__(factory, clock, every=LOOK_EVERY)
        self._send, self._channel = send, channel
        self._away = False

    def turn(self, home: str) -> int:
        """Gives how many were handed over."""
        if self._away:
            return 0
        sent = deliver_due(
            self._factory, self._clock, self._try, limit=AT_ONCE, channels=(self._channel,), instansi_id=home
        )
        return 0 if self._away else sent

    def deliver(self, stop: Event | None = None) -> None:
        """Rounds until nothing is due, or until nobody can be reached."""
        self._away, self._rested = False, None
        while not self._away and not (stop is not None and stop.is_set()) and self():
            pass

    def _try(self, parcel: Parcel) -> None:
        try:
            self._send(parcel)
        except UnreachableError:
            self._away = True
            raise


class Messages:
    """A chore of the worker: cheap to call at every turn, it begins the rounds of one carrier when they rest."""

    def __init__(self, factory: SessionFactory, clock: Clock, send: Sender, *, channel: str) -> None:
        self._rounds = MessageRounds(factory, clock, send, channel=channel)
        self._clock, self._channel = clock, channel
        self._thread: Thread | None = None
        self._stop = Event()

    def __call__(self) -> int:
        """Gives 0: nothing waits for it."""
        if not self._stop.is_set() and not (self._thread is not None and self._thread.is_alive()):
            self._thread = Thread(target=self._work, name=f"messages-{self._channel}", daemon=True)
            self._thread.start()
        return 0

    def stop(self) -> None:
        """Begins no other message. One that is on its way is waited for: else it would be sent a second time."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join(timeout=20)

    def _work(self) -> None:
        try:
            self._rounds.deliver(self._stop)
        except UNAVAILABLE as error:
            log.warning("basis data tidak terjangkau: %s", type(error).__name__)
        except Exception as error:
            log.error("pesan %s terhenti: %s", self._channel, type(error).__name__)
