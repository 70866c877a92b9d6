"""(h) Resident memory of the web server and of the worker, after some work."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from threading import Event

from benchmarks.stage import ROOT

REQUESTS = 200


def memory() -> dict[str, float]:
    """Megabytes. The web server has answered 200 pages, the worker has taken its first turns."""
    with tempfile.TemporaryDirectory(prefix="alur-bench-") as folder:
        port = free_port()
        environment = os.environ | {"ALUR_DATA_DIR": folder, "ALUR_PORT": str(port)}
        subprocess.run(
            [sys.executable, "app.py", "migrate"], cwd=ROOT, env=environment, check=True, capture_output=True
        )
        with (
            _running(["serve", "--server", "waitress"], environment) as web,
            _running(["worker"], environment) as worker,
        ):
            address = f"http://127.0.0.1:{port}/petugas/masuk"
            wait_for(address)
            for _ in range(REQUESTS):
                urllib.request.urlopen(address, timeout=10).read()
            return {"rss_web_mb": _resident(web.pid), "rss_worker_mb": _resident(worker.pid)}


@contextmanager
def _running(arguments: list[str], environment: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(
        [sys.executable, "app.py", *arguments],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield process
    finally:
        process.terminate()
        process.wait(timeout=20)


def wait_for(address: str) -> None:
    """Until a web server answers there."""
    for _ in range(100):
        try:
            urllib.request.urlopen(address, timeout=5).read()
        except OSError:
            Event().wait(0.2)
        else:
            return
    raise RuntimeError("the web server did not start")


def _resident(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    match = re.search(r"VmRSS:\s+(\d+) kB", status)
    assert match is not None
    return round(int(match[1]) / 1_024, 1)


def free_port() -> int:
    """A port that nobody listens at."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
