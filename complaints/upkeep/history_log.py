"""The worker takes new rows of all histories into the log and signs a checkpoint over them."""

from __future__ import annotations

from datetime import datetime, timedelta
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy.exc import IntegrityError

from complaints.keys import KeptKey, agree
from engine.clock import Clock
from engine.db import SessionFactory, unit_of_work
from engine.government import crossing
from engine.record.log import appending
from engine.record.log.own_keys import OtherKeyError

EVERY = timedelta(minutes=10)
"""How long a row waits at most, the end of a case too, while the worker runs."""


def log_name(base_url: str) -> str:
    """The name of this installation's log: its address without scheme."""
    parts = urlsplit(base_url)
    return f"{parts.netloc or 'alur'}{parts.path.rstrip('/')}"


def append_batch(factory: SessionFactory, *, name: str, key: Ed25519PrivateKey | KeptKey, at: datetime) -> int:
    """One transaction of it; gives how many rows entered. 0 also when another process is at it, or the key was changed
    meanwhile: a change that was interrupted is finished first."""
    signs = key.held() if isinstance(key, KeptKey) else key
    try:
        with unit_of_work(factory) as session, crossing(session, why="one log holds every history"):
            return appending.append_new(session, name=name, key=signs, at=at)
    except IntegrityError:
        return 0
    except OtherKeyError:
        if isinstance(key, KeptKey):
            agree(key.folder, factory)
        return 0


class HistoryLog:
    """A chore of the worker: cheap to call at every turn."""

    def __init__(self, factory: SessionFactory, clock: Clock, *, name: str, key: Ed25519PrivateKey | KeptKey) -> None:
        self._factory = factory
        self._clock = clock
        self._name = name
        self._key = key
        self._done: datetime | None = None

    def __call__(self) -> int:
        """Gives how many rows entered; the worker comes back at once while there are more."""
        now = self._clock.now()
        if self._done is not None and self._done <= now < self._done + EVERY:
            return 0
        entered = append_batch(self._factory, name=self._name, key=self._key, at=now)
        if entered < appending.AT_ONCE:
            self._done = now
        return entered
