"""The worker looks into the mailbox of replies, and places what webhooks brought, government after government."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import timedelta
from threading import Event

from complaints.carrier_settings import Mailbox
from complaints.incoming.mailbox import MailboxAwayError, MailboxReader
from complaints.incoming.receiving import Fetch, Receiving
from complaints.upkeep.elsewhere import Elsewhere
from complaints.upkeep.rounds import Rounds
from engine.clock import Clock
from engine.db import SessionFactory

LOOK_EVERY = timedelta(seconds=5)
log = logging.getLogger("alur.incoming")


class PlacingRounds(Rounds):
    """Turns of the governments at placing messages that came."""

    def __init__(
        self, factory: SessionFactory, clock: Clock, receiving: Receiving, fetchers: Mapping[str, Fetch]
    ) -> None:
        super().__init__(factory, clock, every=LOOK_EVERY)
        self._receiving, self._fetchers = receiving, fetchers

    def turn(self, home: str) -> int:
        """Gives 1 for one that was placed or held."""
        return self._receiving.place_next(home, self._fetch)

    def place(self, stop: Event | None = None) -> None:
        """Rounds until nothing waits; none while they rest."""
        while not (stop is not None and stop.is_set()) and self():
            pass

    def _fetch(self, channel: str, name: str) -> list[tuple[str, bytes]]:
        fetch = self._fetchers.get(channel)
        return fetch(channel, name) if fetch is not None else []


def placing(factory: SessionFactory, clock: Clock, receiving: Receiving, fetchers: Mapping[str, Fetch]) -> Elsewhere:
    """The chore that places."""
    return Elsewhere(PlacingRounds(factory, clock, receiving, fetchers).place, name="replies-placed")


def mailbox(factory: SessionFactory, clock: Clock, receiving: Receiving, box: Mailbox) -> Elsewhere:
    """The chore that looks for mail."""
    reader = MailboxReader(factory, clock, box, lambda raw, head: receiving.mail(raw, box, beheaded=head))

    def look(stop: Event) -> None:
        try:
            while not stop.is_set() and reader.look():
                pass
        except MailboxAwayError as away:
            log.warning("kotak surat balasan tidak terjangkau: %s", away)

    return Elsewhere(look, name="replies-mailbox")
