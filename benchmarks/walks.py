"""(i) One complaint lodged and three officer steps over HTTP, twenty requests: processor, statements, commits."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import Engine, select

from app import make_tools
from benchmarks.memory import free_port, wait_for
from benchmarks.served import BARE
from benchmarks.stage import ROOT, postgresql, sqlite
from benchmarks.visitor import REQUESTS, STEPS, Visitor, walk
from complaints.decrees.seed import seed_decrees
from complaints.demo import government
from complaints.law.bundles import FOLDERS, read_folders
from complaints.models import Complaint
from complaints.settings import Settings
from console.processes import deploy_for
from engine.db import unit_of_work
from engine.models import Task

INSTANSI = "tanah-laut"
WARM, COUNTED, TOGETHER = 4, 12, 4
SOME_S = 12


@dataclass
class Server:
    """The web server under measurement."""

    process: subprocess.Popen[str]
    engine: Engine
    port: int
    each: list[tuple[str, str, float, int]] = field(default_factory=list)

    def cost(self) -> dict[str, float]:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        found: dict[str, float] = json.loads(self.process.stdout.readline())
        return found

    def task_of(self, number: str) -> str:
        asked = select(Task.id).join(Complaint, Complaint.id == Task.case_id)
        with self.engine.connect() as connection:
            found = connection.execute(asked.where(Complaint.number == number, Task.state == "open")).scalar_one()
        return str(found)

    def officers(self) -> dict[str, Visitor]:
        return {name: Visitor(self.port).log_in(name) for name, _ in STEPS}


def walks() -> dict[str, float]:
    """Medians of twelve walks on each database, with bare pages between; walks of four visitors on PostgreSQL."""
    found: dict[str, float] = {}
    for name, database in (("sqlite", sqlite), ("postgresql", postgresql)):
        with database() as engine, served(engine, [sys.executable, "-m", "benchmarks.served"]) as server:
            found |= {f"{key}_{name}": value for key, value in _alone(server).items()}
    with postgresql() as engine, served(engine, [sys.executable, "app.py", "serve", "--workers", "2"]) as server:
        found["complaints_per_s"] = _together(server)
    return found


def _alone(server: Server) -> dict[str, float]:
    officers, costs, bares = server.officers(), [], []
    for _ in range(WARM + COUNTED):
        begin = server.cost()
        walk(Visitor(server.port), officers, server.task_of)
        middle = server.cost()
        plain = Visitor(server.port)
        for _ in range(REQUESTS):
            plain.get(f"{BARE}/")
        costs.append({key: middle[key] - begin[key] for key in begin})
        bares.append(server.cost()["ms"] - middle["ms"])
    ms, bare = (statistics.median(each[WARM:]) for each in ([cost["ms"] for cost in costs], bares))
    return {
        "walk_ms": round(ms, 1),
        "walk_ratio": round(ms / bare, 2),
        "walk_statements": costs[-1]["statements"],
        "walk_commits": costs[-1]["commits"],
    }


def _together(server: Server) -> float:
    """Walks per second that four visitors at a time complete, each with officers who are logged in and one walk behind
    them, so that both processes have read what they keep. None may fail: any answer but a page or a redirect does.
    """

    def arrive(_number: int) -> dict[str, Visitor]:
        officers = server.officers()
        walk(Visitor(server.port), officers, server.task_of)
        return officers

    def visits(officers: dict[str, Visitor]) -> int:
        done = 0
        while time.perf_counter() < until:
            walk(Visitor(server.port), officers, server.task_of)
            done += 1
        return done

    with ThreadPoolExecutor(TOGETHER) as pool:
        arrived = list(pool.map(arrive, range(TOGETHER)))
        begin = time.perf_counter()
        until = begin + SOME_S
        done = sum(pool.map(visits, arrived))
    return round(done / (time.perf_counter() - begin), 1)


@contextmanager
def served(engine: Engine, command: list[str]) -> Iterator[Server]:
    """The application over an empty database of this engine, with the government of the demo."""
    with tempfile.TemporaryDirectory(prefix="alur-bench-") as folder:
        port, url = free_port(), engine.url.render_as_string(hide_password=False)
        environment = os.environ | {
            "ALUR_DATA_DIR": folder, "ALUR_PORT": str(port), "ALUR_DATABASE_URL": url, "ALUR_TRUSTED_PROXIES": "1",
            "ALUR_SECOND_FACTOR": "0",
        }  # fmt: skip
        govern(Settings(data_dir=Path(folder), database_url=url))
        with (Path(folder) / "server.log").open("w") as log:
            process = subprocess.Popen(
                command, cwd=ROOT, env=environment, text=True,
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log,
            )  # fmt: skip
            try:
                wait_for(f"http://127.0.0.1:{port}/petugas/masuk")
                yield Server(process, engine, port)
            finally:
                process.terminate()
                process.communicate(timeout=30)


def govern(settings: Settings) -> None:
    """The demo's government with its people and its process."""
    tools = make_tools(settings)
    with unit_of_work(tools.session_factory, INSTANSI) as session:
        government.add_demo_government(session, tools.runtime, government.demo_government(INSTANSI))
        seed_decrees(session, at=tools.clock.now())
    deploy_for(tools, INSTANSI, read_folders(FOLDERS))
    tools.engine.dispose()
