"""`app.py worker` from the outside: it says that it lives, and ends at once and in order however often it is told to."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

from complaints.upkeep import workers
from engine.clock import SystemClock
from engine.db import make_engine, make_session_factory, reading
from tests.house.files import ROOT

BURST = 1_000
TRIES = 600
"""Looks, a twentieth of a second apart."""


def test_a_burst_of_signals_ends_it(sqlite_template: Path, tmp_path: Path) -> None:
    (tmp_path / "alur.sqlite").write_bytes(sqlite_template.read_bytes())
    command = [sys.executable, str(ROOT / "app.py"), "worker"]
    environ = os.environ | {"ALUR_DATA_DIR": str(tmp_path)}
    with subprocess.Popen(command, env=environ, stderr=subprocess.PIPE, text=True) as process:
        try:
            _wait_for_its_beat(process, tmp_path / "alur.sqlite")
            for _ in range(BURST // 2):
                for number in (signal.SIGINT, signal.SIGTERM):
                    process.send_signal(number)
            _said, complaints = process.communicate(timeout=20)
        finally:
            process.kill()
    assert (process.returncode, complaints) == (0, "")


def _wait_for_its_beat(process: subprocess.Popen[str], database: Path) -> None:
    engine = make_engine(f"sqlite:///{database}")
    try:
        for _ in range(TRIES):
            with reading(make_session_factory(engine)) as session:
                if workers(session, now=SystemClock().now()):
                    return
            with suppress(subprocess.TimeoutExpired):
                raise AssertionError(f"the worker ended by itself: {process.wait(0.05)}")
        raise AssertionError("the worker never said that it lives")
    finally:
        engine.dispose()
