"""A chore of the worker that speaks to servers elsewhere: in a thread of its own, so that nothing waits for it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from threading import Event, Thread

from engine.db import UNAVAILABLE

WAITED_FOR_S = 20
log = logging.getLogger("alur.worker")


class Elsewhere:
    """Cheap to call at every turn: begins its work when it rests. `work` ends soon once the event is set."""

    def __init__(self, work: Callable[[Event], None], *, name: str) -> None:
        self._work, self._name = work, name
        self._thread: Thread | None = None
        self._stop = Event()

    def __call__(self) -> int:
        """Gives 0: nothing waits for it."""
        if not self._stop.is_set() and not (self._thread is not None and self._thread.is_alive()):
            self._thread = Thread(target=self._run, name=self._name, daemon=True)
            self._thread.start()
        return 0

    def stop(self) -> None:
        """Begins nothing any more, and waits for what is on its way: else it would be done a second time."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join(timeout=WAITED_FOR_S)

    def _run(self) -> None:
        try:
            self._work(self._stop)
        except UNAVAILABLE as error:
            log.warning("basis data tidak terjangkau: %s", type(error).__name__)
        except Exception as error:  # its text may hold what somebody wrote
            log.warning("%s terhenti: %s", self._name, type(error).__name__)
