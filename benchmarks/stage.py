"""Databases, clocks and the ten-step process that the measurements share."""

from __future__ import annotations

import statistics
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Engine, event, text

from complaints.actors import PENGADU
from engine.actors import Actor
from engine.clock import FixedClock
from engine.db import SessionFactory, make_engine, make_session_factory, unit_of_work
from engine.deadlines import OfficeCalendar, WorkCalendar
from engine.models import Base
from engine.running import commands
from engine.running.runtime import Runtime
from tests.support import databases
from tests.support import diagrams as d
from tests.support.deploying import deploy

INSTANSI = "uji"
STEPS = 10
ADMIN = Actor("petugas", "Petugas", frozenset({("admin", "")}))
START = datetime.fromisoformat("2026-03-09T09:00+08:00")


@contextmanager
def sqlite() -> Iterator[Engine]:
    """A SQLite database on disk, with the application's own settings."""
    with tempfile.TemporaryDirectory(prefix="alur-bench-") as folder:
        engine = make_engine(f"sqlite:///{folder}/alur.sqlite")
        Base.metadata.create_all(engine)
        yield engine
        engine.dispose()


@contextmanager
def postgresql() -> Iterator[Engine]:
    """A PostgreSQL database that really syncs, as in production."""
    databases.reserve_server_dir()
    with databases.postgresql_server() as server, databases.postgresql_database(server) as url:
        engine = make_engine(url)
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            for setting in ("fsync", "synchronous_commit", "full_page_writes"):
                connection.execute(text(f"ALTER SYSTEM SET {setting} = on"))
            connection.execute(text("SELECT pg_reload_conf()"))
        databases.empty(engine)
        yield engine
        engine.dispose()
    databases.drop_server_dir()


def chain_process() -> str:
    """Ten user tasks in a row, each with a deadline of three days that marks it late."""
    names = [f"Task_{number:02}" for number in range(STEPS)]
    nodes = [d.start(), *[d.user(name, form="isian", due="hari_kerja(3)") for name in names], d.end()]
    flows = d.chain("Start_mulai", *names, "End_selesai")
    for name in names:
        nodes += [
            d.boundary(f"Timer_{name}", name, d.timer("timeDate", "hari_kerja(3)")),
            d.operation(f"Op_{name}"),
            d.end(f"End_{name}"),
        ]
        flows += d.chain(f"Timer_{name}", f"Op_{name}", f"End_{name}")
    return d.process("rantai", nodes, flows)


def loop_process() -> str:
    """One task that goes round until told otherwise."""
    return d.process(
        "ulang",
        [d.start(), d.xor("Gateway_masuk"), d.user("Task_kerja", form="lagi", due="hari_kerja(3)"),
         d.boundary("Timer_terlambat", "Task_kerja", d.timer("timeDate", "hari_kerja(3)")), d.operation("Task_tandai"),
         d.end("End_ditandai"), d.xor("Gateway_lagi"), d.end()],
        [*d.chain("Start_mulai", "Gateway_masuk", "Task_kerja", "Gateway_lagi"),
         d.flow("Gateway_lagi", "Gateway_masuk", "lagi = true"), d.flow("Gateway_lagi", "End_selesai", "lagi != true"),
         *d.chain("Timer_terlambat", "Task_tandai", "End_ditandai")],
    )  # fmt: skip


FILES = {
    "rantai.bpmn": chain_process(),
    "isian.form": d.form("isian", catatan="textfield", setuju="checkbox"),
    "ulang.bpmn": loop_process(),
    "lagi.form": d.form("lagi", lagi="checkbox"),
}


@dataclass
class Bench:
    """The engine over one database, with the signing and the calendar of the real application."""

    engine: Engine
    factory: SessionFactory
    clock: FixedClock
    runtime: Runtime

    def start(self, process_id: str) -> uuid.UUID:
        case_id = uuid.uuid4()
        with unit_of_work(self.factory, INSTANSI) as session:
            commands.start_case(
                session,
                self.runtime,
                instansi_id=INSTANSI,
                process_id=process_id,
                case_id=case_id,
                start_element="Start_mulai",
                variables={},
                by=PENGADU,
            )
        return case_id


def bench_on(engine: Engine) -> Bench:
    """Deploys both processes."""
    clock = FixedClock(START)
    calendar = OfficeCalendar(WorkCalendar(decreed_years=range(2020, 2036)), ZoneInfo("Asia/Makassar"))
    runtime = Runtime(
        clock=clock,
        calendar_for=lambda _session, _instansi: calendar,
        operations={"catat": lambda _context: None},
        signer=Ed25519PrivateKey.generate(),
    )
    factory = make_session_factory(engine)
    for process_id, form in (("rantai", "isian"), ("ulang", "lagi")):
        names = (f"{process_id}.bpmn", f"{form}.form")
        with unit_of_work(factory, INSTANSI) as session:
            deploy(
                session,
                runtime,
                instansi_id=INSTANSI,
                process_id=process_id,
                files={name: FILES[name] for name in names},
                roles=frozenset({"admin"}),
                by=ADMIN,
            )
    return Bench(engine, factory, clock, runtime)


@dataclass
class Counts:
    statements: int = 0
    commits: int = 0


@contextmanager
def counting(engine: Engine) -> Iterator[Counts]:
    """Counts statements and commits while it lasts."""
    counts = Counts()

    def statement(*_: object) -> None:
        counts.statements += 1

    def commit(*_: object) -> None:
        counts.commits += 1

    event.listen(engine, "before_cursor_execute", statement)
    event.listen(engine, "commit", commit)
    try:
        yield counts
    finally:
        event.remove(engine, "before_cursor_execute", statement)
        event.remove(engine, "commit", commit)


def median_ms(times: list[float]) -> float:
    return statistics.median(times) * 1_000


def timed(action: Callable[[], object]) -> float:
    """Seconds that one call took."""
    begin = time.perf_counter()
    action()
    return time.perf_counter() - begin


ROOT = Path(__file__).resolve().parents[1]
