"""Being asked to stop, by a signal or by another thread."""

from __future__ import annotations

import signal
import threading
from math import ceil
from types import FrameType

LOOK_EVERY_SECONDS = 0.1
NUMBERS = (signal.SIGINT, signal.SIGTERM)


class Stop:
    """Says whether to go on. Setting it takes no lock: the handler of a signal that sets a `threading.Event` stands for
    ever when it comes in the middle of another such handler, or of a wait.
    """

    def __init__(self) -> None:
        self._asked = False
        self._pause = threading.Event()  # nobody sets it: it only passes the time

    def set(self) -> None:
        """Ask to stop."""
        self._asked = True

    def is_set(self) -> bool:
        """Whether somebody asked to stop."""
        return self._asked

    def wait(self, seconds: float) -> None:
        """Waits so long, or until asked to stop; that is noticed after at most LOOK_EVERY_SECONDS."""
        for _ in range(ceil(seconds / LOOK_EVERY_SECONDS)):
            if self._asked:
                return
            self._pause.wait(min(seconds, LOOK_EVERY_SECONDS))

    def set_by_signals(self) -> None:
        """From now on Ctrl-C and SIGTERM, however many, ask to stop. Main thread only."""

        def ask(_number: int, _frame: FrameType | None) -> None:
            self._asked = True

        for number in NUMBERS:
            signal.signal(number, ask)
