"""The worker sends text messages in a thread for each carrier, government after government: a gateway that is slow, or
away, delays neither mail nor timers nor the other gateway, and a government with many messages no other government.
"""

from __future__ import annotations

from datetime import timedelta
from threading import Event

from complaints.upkeep.elsewhere import Elsewhere
from complaints.upkeep.rounds import Rounds
from engine.clock import Clock
from engine.db import SessionFactory
from engine.running.outbox import Parcel, Sender, UnreachableError, deliver_due

LOOK_EVERY = timedelta(seconds=5)
AT_ONCE = 10
"""Messages of one government before the next has its turn."""


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
        """Rounds until nothing is due, or until nobody can be reached; none while they rest."""
        self._away = False
        while not self._away and not (stop is not None and stop.is_set()) and self():
            pass

    def _try(self, parcel: Parcel) -> None:
        try:
            self._send(parcel)
        except UnreachableError:
            self._away = True
            raise


def messages(factory: SessionFactory, clock: Clock, send: Sender, *, channel: str) -> Elsewhere:
    """The chore of one carrier."""
    rounds = MessageRounds(factory, clock, send, channel=channel)
    return Elsewhere(rounds.deliver, name=f"messages-{channel}")
