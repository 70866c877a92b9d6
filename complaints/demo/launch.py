"""Starts web and worker of the demo side by side and stops them together."""

from __future__ import annotations

import http.client
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from types import FrameType

from complaints.settings import Settings

APP = Path(__file__).resolve().parents[2] / "app.py"
READY_WITHIN_SECONDS = 30
LOOK_EVERY_SECONDS = 0.1
STOP_WITHIN_SECONDS = 10


def launch(settings: Settings, *, ready: Callable[[], None]) -> int:
    """Runs both until Ctrl-C or SIGTERM (0) or until one ends by itself (1). Calls `ready` once web answers."""
    stopped = threading.Event()

    def stop(_number: int, _frame: FrameType | None) -> None:
        stopped.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    running = [_start("serve", "--server", "waitress"), _start("worker")]
    try:
        if _answers(settings, running, stopped):
            ready()
        while not stopped.is_set() and all(process.poll() is None for process in running):
            stopped.wait(LOOK_EVERY_SECONDS)
        return 0 if stopped.is_set() else 1
    finally:
        for process in running:
            _stop(process)


def _start(*command: str) -> subprocess.Popen[bytes]:
    """In a process group of its own: Ctrl-C reaches only us, and we stop both in order."""
    return subprocess.Popen([sys.executable, str(APP), *command], start_new_session=True)


def _answers(settings: Settings, running: list[subprocess.Popen[bytes]], stopped: threading.Event) -> bool:
    until = time.monotonic() + READY_WITHIN_SECONDS
    while time.monotonic() < until and not stopped.is_set() and all(each.poll() is None for each in running):
        connection = http.client.HTTPConnection(settings.host, settings.port, timeout=1)
        try:
            connection.request("GET", "/sehat")
            if connection.getresponse().status == http.HTTPStatus.OK:
                return True
        except OSError:
            pass
        finally:
            connection.close()
        stopped.wait(LOOK_EVERY_SECONDS)
    return False


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(STOP_WITHIN_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
