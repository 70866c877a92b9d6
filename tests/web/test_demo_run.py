"""`make run` from the outside: it fills, serves, works, keeps what there is, and stops when told to."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.house.files import ROOT


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


@contextmanager
def _running(folder: Path, port: int) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The demo once it answers, and what it printed by then."""
    environ = os.environ | {"ALUR_DATA_DIR": str(folder), "ALUR_PORT": str(port)}
    process = subprocess.Popen(
        [sys.executable, str(ROOT / "app.py"), "demo", "run"], env=environ, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    said = ""
    try:
        for line in process.stdout:
            said += line
            if "untuk dilacak" in line:
                break
        yield process, said
    finally:
        for _ in range(50):  # impatience must not hang it
            process.send_signal(signal.SIGINT)
            process.send_signal(signal.SIGTERM)
        process.communicate(timeout=30)


def _get(port: int, path: str) -> tuple[int, str]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    finally:
        connection.close()


def test_it_fills_serves_works_and_keeps_what_there_is(tmp_path: Path) -> None:
    port = _free_port()
    with _running(tmp_path, port) as (process, said):
        assert "Mengisi demo" in said
        assert f"http://127.0.0.1:{port}" in said
        status, health = _get(port, "/sehat")
        assert (status, json.loads(health)["basis_data"]) == (200, "baik")
        assert _get(port, "/tanah-laut/")[0] == 200
    assert process.returncode == 0
    with _running(tmp_path, port) as (process, again):
        assert "Mengisi demo" not in again
        receipts = [line for line in again.splitlines() if line.startswith("  TL-")]
        assert all(receipt in said for receipt in receipts)
    assert process.returncode == 0


def test_a_port_that_is_taken_is_told_with_the_way_out(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        environ = os.environ | {"ALUR_DATA_DIR": str(tmp_path), "ALUR_PORT": str(other.getsockname()[1])}
        command = [sys.executable, str(ROOT / "app.py"), "demo", "run"]
        run = subprocess.run(command, env=environ, capture_output=True, text=True, timeout=60, check=False)
    assert run.returncode == 1
    assert "ALUR_PORT" in run.stderr
