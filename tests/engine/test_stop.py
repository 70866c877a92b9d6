"""Any number of signals stop a program, whatever it is doing when they come."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator

import pytest

from engine.running.stop import Stop
from tests.house.files import ROOT

PROGRAM = """
from engine.running.stop import Stop

stop = Stop()
stop.set_by_signals()
print("siap", flush=True)
while not stop.is_set():
    stop.wait(0.0001)
for _ in range(200_000):
    stop.set()
print("berhenti", flush=True)
input()
"""


@pytest.fixture
def program() -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-c", PROGRAM]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as running:
        yield running
        running.kill()


@pytest.mark.parametrize("count", [1, 2, 2000])
def test_a_burst_of_signals_stops_it(program: subprocess.Popen[str], count: int) -> None:
    assert program.stdout is not None
    assert program.stdout.readline() == "siap\n"
    for number in range(count):
        program.send_signal((signal.SIGTERM, signal.SIGINT)[number % 2])
    said, _ = program.communicate("\n", timeout=20)
    assert said == "berhenti\n"
    assert program.returncode == 0


def test_a_wait_ends_when_asked() -> None:
    stop = Stop()
    stop.set()
    stop.wait(3600)
    assert stop.is_set()
