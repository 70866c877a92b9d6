"""A worker in a process of its own: `python -m tests.support.worker_process URL MOMENT [HANG_AT]`.

Says `siap`, begins at a line on standard input, and works at MOMENT until SIGTERM. With HANG_AT it says `macet` in the
middle of its HANG_AT-th step, with that step's transaction open, and goes no further: time to kill it.
"""

from __future__ import annotations

import signal
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from threading import Event
from typing import Any

from engine.clock import FixedClock
from engine.db import make_engine, make_session_factory
from engine.running.worker import Worker
from tests.support.lab import Lab

ROOT = Path(__file__).resolve().parents[2]


class Process:
    """The worker as a test sees it."""

    def __init__(self, url: str, moment: str, hang_at: int = 0) -> None:
        command = [sys.executable, "-m", "tests.support.worker_process", url, moment, str(hang_at)]
        self._process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def expect(self, line: str) -> None:
        assert self._process.stdout is not None
        assert self._process.stdout.readline().strip() == line

    def go(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write("mulai\n")
        self._process.stdin.flush()

    def end(self, number: signal.Signals) -> int:
        """Send the signal and wait; gives the exit status."""
        if self._process.poll() is None:
            self._process.send_signal(number)
        status = self._process.wait(30)
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                stream.close()
        return status


def main(url: str, moment: str, hang_at: int) -> None:
    engine = make_engine(url)
    lab = Lab(make_session_factory(engine), FixedClock(datetime.fromisoformat(moment)))
    note = lab._note

    def note_or_hang(context: Any) -> Any:
        note(context)
        if len(lab.called) == hang_at:
            print("macet", flush=True)  # noqa: T201 - the test waits for this line
            Event().wait()
        return None

    lab._note = note_or_hang  # type: ignore[method-assign]
    worker = Worker(lab.factory, lab.runtime, lambda _parcel: None)
    worker.stop.set_by_signals()
    print("siap", flush=True)  # noqa: T201
    sys.stdin.readline()
    worker.run()
    engine.dispose()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
