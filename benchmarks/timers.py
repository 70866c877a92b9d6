"""(d) Firing 10,000 due timers with one worker and with two; one sweep over 100,000 waiting timers with none due."""

from __future__ import annotations

import subprocess
import sys
import time
import uuid
from datetime import timedelta
from typing import Any

from sqlalchemy import Engine, func, insert, select, text, update

from benchmarks.stage import INSTANSI, ROOT, START, bench_on, median_ms, postgresql, timed
from engine.db import make_session_factory, reading
from engine.models import Case, Event, Timer
from engine.running.commands import fire_due

DUE = 10_000
WAITING = 100_000
BATCH = 5_000


def timers() -> dict[str, float]:
    """On PostgreSQL, as several workers need it."""
    found: dict[str, float] = {}
    with postgresql() as engine:
        bench = bench_on(engine)
        pattern = bench.start("rantai")
        with engine.begin() as connection:
            connection.execute(update(Case).values(next_due_at=None))
        for workers in (1, 2):
            _clone(engine, pattern, DUE, offset=timedelta(0))
            seconds = _run_workers(engine, workers)
            found[f"timers_per_s_{workers}_worker{'s' if workers > 1 else ''}"] = round(DUE / seconds)
        _clone(engine, pattern, WAITING, offset=timedelta(days=3650))
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("ANALYZE"))
        sweeps = [timed(lambda: fire_due(bench.factory, bench.runtime)) for _ in range(50)]
        found["sweep_ms_100k_waiting"] = round(median_ms(sweeps), 2)
    return found


def _clone(engine: Engine, pattern: uuid.UUID, count: int, *, offset: timedelta) -> None:
    """Copies of one resting case, each with its own id and steps of its own, due `offset` after the start."""
    factory = make_session_factory(engine)
    with reading(factory, INSTANSI) as session:
        case = session.get_one(Case, (INSTANSI, pattern))
        timer = session.scalars(select(Timer).where(Timer.instansi_id == INSTANSI, Timer.case_id == pattern)).one()
        case_row = {column.name: getattr(case, column.name) for column in Case.__table__.columns}
        timer_row = {column.name: getattr(timer, column.name) for column in Timer.__table__.columns}
    due = START + offset if offset else timer_row["due_at"]
    for begin in range(0, count, BATCH):
        ids = [uuid.uuid4() for _ in range(min(BATCH, count - begin))]
        cases: list[dict[str, Any]] = [
            case_row | {"id": i, "next_due_at": due, "event_count": 0, "head_hash": ""} for i in ids
        ]
        rows = [timer_row | {"id": uuid.uuid4(), "case_id": i, "due_at": due} for i in ids]
        with engine.begin() as connection:
            connection.execute(insert(Case), cases)
            connection.execute(insert(Timer), rows)


def _run_workers(engine: Engine, workers: int) -> float:
    """Seconds from the first to the last firing; the workers' own start is not counted."""
    factory = make_session_factory(engine)
    url = engine.url.render_as_string(hide_password=False)
    command = [sys.executable, "-m", "benchmarks.fire", url]
    processes = [
        subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE) for _ in range(workers)
    ]
    for process in processes:
        assert process.stdout is not None
        process.stdout.readline()
    with reading(factory, INSTANSI) as session:
        before = session.scalar(select(func.count()).select_from(Event).where(Event.instansi_id == INSTANSI)) or 0
    begin = time.perf_counter()
    for process in processes:
        assert process.stdin is not None
        process.stdin.write(b"go\n")
        process.stdin.flush()
    for process in processes:
        assert process.wait() == 0
    seconds = time.perf_counter() - begin
    with reading(factory, INSTANSI) as session:
        fired = (
            session.scalar(select(func.count()).select_from(Event).where(Event.instansi_id == INSTANSI)) or 0
        ) - before
    assert fired == DUE, f"{fired} of {DUE} timers fired"
    return seconds
