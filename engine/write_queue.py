"""Who may begin to write on SQLite within this process: first come, first served.

SQLite itself lets the quickest of those who wait go first, so that under a burst of writes some wait for ever.
"""

from __future__ import annotations

from collections import deque
from threading import Event, Lock
from typing import Any

from sqlalchemy import Engine, event

WAIT_SECONDS = 15.0
"""Longer than any burst of a day; whoever has waited so long asks SQLite without a turn, and hears that it is busy."""
HOLDS = "holds_the_turn_to_write"


class WriteQueue:
    """One at a time, in the order in which they came."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._waiting: deque[Event] = deque()
        self._taken = False

    def enter(self, seconds: float) -> bool:
        """Waits for one's turn; False when it has not come by then."""
        with self._lock:
            if not self._taken:
                self._taken = True
                return True
            turn = Event()
            self._waiting.append(turn)
        if turn.wait(seconds):
            return True
        with self._lock:
            if turn in self._waiting:
                self._waiting.remove(turn)
                return False
        return True  # it came at the last moment

    def leave(self) -> None:
        """Hands the turn to the one who waits longest."""
        with self._lock:
            if self._waiting:
                self._waiting.popleft().set()
            else:
                self._taken = False


def line_up(engine: Engine) -> None:
    """Has every writing transaction of the engine wait for its turn, until its connection goes back to the pool.

    Listens before whoever sends `BEGIN IMMEDIATE`. A connection that begins again keeps the turn it has.
    """
    queue = WriteQueue()

    def begin(connection: Any) -> None:
        reads = connection.get_execution_options().get("read_only", False)
        if not reads and HOLDS not in connection.info and queue.enter(WAIT_SECONDS):
            connection.info[HOLDS] = True

    def give_back(_driver: Any, record: Any) -> None:
        if record.info.pop(HOLDS, False):
            queue.leave()

    event.listen(engine, "begin", begin)
    event.listen(engine, "checkin", give_back)
