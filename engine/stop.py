"""Being asked to stop, by a signal or by another thread."""

from __future__ import annotations

import signal
import time
from math import ceil
from types import FrameType

LOOK_EVERY_SECONDS = 0.1
NUMBERS = (signal.SIGINT, signal.SIGTERM)


class Stop:
    """A flag that waits can be ended with. Unlike `threading.Event` it has no lock, on which a signal in the middle of
    another signal or of a wait would stand for ever."""

    def __init__(self) -> None:
        self._asked = False

    def set(self) -> None:
        self._asked = True

    def is_set(self) -> bool:
        return self._asked

    def wait(self, seconds: float) -> None:
        """Waits so long, or until asked to stop; that is noticed after at most LOOK_EVERY_SECONDS."""
        for _ in range(ceil(seconds / LOOK_EVERY_SECONDS)):
            if self._asked:
                return
            time.sleep(min(seconds, LOOK_EVERY_SECONDS))

    def set_by_signals(self) -> None:
        """From now on Ctrl-C and SIGTERM, however many, ask to stop. Main thread only."""

        def ask(_number: int, _frame: FrameType | None) -> None:
            self._asked = True

        for number in NUMBERS:
            signal.signal(number, ask)
