"""Starts web and worker of the demo side by side and stops them together."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from complaints.settings import Settings
from engine.catalogue import _
from engine.running.stop import Stop

APP = Path(__file__).resolve().parents[1] / "app.py"
LOG = "demo.log"
LINES_TOLD = 12
READY_WITHIN_SECONDS = 30
LOOK_EVERY_SECONDS = 0.1
STOP_WITHIN_SECONDS = 10


def launch(settings: Settings, *, ready: Callable[[], None]) -> int:
    """Runs both until Ctrl-C or SIGTERM (0) or until one ends by itself (1). Calls `ready` once web answers."""
    stopped = Stop()
    stopped.set_by_signals()
    with os.fdopen(os.open(settings.data_dir / LOG, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "ab") as log:
        running = [_start(log, "serve", "--server", "waitress"), _start(log, "worker")]
    try:
        if _answers(settings, running, stopped):
            ready()
        while not stopped.is_set() and all(process.poll() is None for process in running):
            stopped.wait(LOOK_EVERY_SECONDS)
    finally:
        for process in running:
            _stop(process)
    if stopped.is_set():
        return 0
    _tell(settings.data_dir / LOG)
    return 1


def port_is_free(settings: Settings) -> bool:
    """Whether the web can listen where it is told to; says on stderr when it cannot."""
    if _free(settings):
        return True
    told = _("Port %(port)s sedang dipakai. Pakai yang lain: ALUR_PORT=8001 make run", port=settings.port)
    print(told, file=sys.stderr)
    return False


def _free(settings: Settings) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError:
            return False
    return True


def _start(log: BinaryIO, *command: str) -> subprocess.Popen[bytes]:
    """In a process group of its own: Ctrl-C reaches only us, and we stop both in order."""
    return subprocess.Popen([sys.executable, str(APP), *command], start_new_session=True, stderr=log)


def _tell(log: Path) -> None:
    """The last lines of the log: why one of them ended by itself, e.g. a port that is taken."""
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    print("\n".join([_("Web atau pekerja berhenti sendiri:"), *lines[-LINES_TOLD:]]), file=sys.stderr)


def _answers(settings: Settings, running: list[subprocess.Popen[bytes]], stopped: Stop) -> bool:
    until = time.monotonic() + READY_WITHIN_SECONDS
    while time.monotonic() < until and not stopped.is_set() and all(each.poll() is None for each in running):
        connection = http.client.HTTPConnection(settings.host, settings.port, timeout=1)
        try:
            connection.request("GET", "/sehat/hidup")
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
