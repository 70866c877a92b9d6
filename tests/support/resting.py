"""Cases at rest, kept as files: what an earlier release saved must run on in every later one.

`python -m tests.support.resting tests/data/states/FORMAT` writes the files of the current release: once per state
format, when it is new. Files of older formats are never written again.
"""

from __future__ import annotations

import base64
import json
import sys
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select

from engine.clock import FixedClock
from engine.db import make_engine, make_session_factory, unit_of_work
from engine.models import Base, Case, Event, ProcessVersion, Task, Timer
from tests.support import diagrams as d
from tests.support.everywhere import everywhere
from tests.support.lab import INSTANSI, Lab

TABLES = (ProcessVersion, Case, Task, Timer, Event)
LAGI = d.form("lagi", lagi="checkbox")


@dataclass(frozen=True)
class Resting:
    """How a case comes to rest, and how it runs on afterwards."""

    files: dict[str, str]
    process_id: str
    rest: Callable[[Lab], uuid.UUID]
    run_on: Callable[[Lab, uuid.UUID], None]


def _loop() -> Resting:
    text = d.process(
        "ulang",
        [d.start(), d.xor("Gateway_masuk"), d.user("Task_kerja", form="lagi", due="hari_kerja(3)"),
         d.boundary("Timer_terlambat", "Task_kerja", d.timer("timeDate", "hari_kerja(3)")), d.operation("Task_tandai"),
         d.end("End_ditandai"), d.xor("Gateway_lagi"), d.end()],
        [*d.chain("Start_mulai", "Gateway_masuk", "Task_kerja", "Gateway_lagi"), d.flow("Gateway_lagi", "Gateway_masuk", "lagi == true"),
         d.flow("Gateway_lagi", "End_selesai", "lagi != true"), *d.chain("Timer_terlambat", "Task_tandai", "End_ditandai")],
    )  # fmt: skip

    def rest(lab: Lab) -> uuid.UUID:
        case_id = lab.start("ulang")
        for _ in range(4):
            lab.complete(case_id, "Task_kerja", lagi=True)
        return case_id

    def run_on(lab: Lab, case_id: uuid.UUID) -> None:
        assert lab.at("2026-03-12") == 1
        lab.complete(case_id, "Task_kerja", lagi=True)
        lab.complete(case_id, "Task_kerja", lagi=False)
        assert lab.case(case_id).end_element == "End_selesai"
        assert lab.visits(case_id)["Task_kerja"] == 6

    return Resting({"ulang": text, "lagi": LAGI}, "ulang", rest, run_on)


def _called() -> Resting:
    child = d.process(
        "anak",
        [d.start(), d.receive("Task_tunggu"),
         d.boundary("Timer_habis", "Task_tunggu", d.timer("timeDate", "hari_kerja(10)"), interrupting=True), d.user("Task_periksa"),
         d.end("End_dijawab"), d.end("End_habis")],
        [*d.chain("Start_mulai", "Task_tunggu", "Task_periksa", "End_dijawab"), *d.chain("Timer_habis", "End_habis")],
    )  # fmt: skip
    inner = d.subprocess(
        "Sub_bagian", [d.start("Start_bagian"), d.call("Call_anak", "anak"), d.end("End_bagian")],
        d.chain("Start_bagian", "Call_anak", "End_bagian"),
    )  # fmt: skip
    parent = d.process(
        "induk", [d.start(), inner, d.xor("Gateway_hasil"), d.end("End_jawab"), d.end("End_arsip")],
        [*d.chain("Start_mulai", "Sub_bagian", "Gateway_hasil"),
         d.flow("Gateway_hasil", "End_jawab", 'hasil_anak == "End_dijawab"'), d.flow("Gateway_hasil", "End_arsip", 'hasil_anak == "End_habis"')],
    )  # fmt: skip

    def run_on(lab: Lab, case_id: uuid.UUID) -> None:
        lab.send(case_id)
        assert lab.timers(case_id) == {}
        lab.complete(case_id, "Task_periksa")
        assert lab.case(case_id).end_element == "End_jawab"

    return Resting({"induk": parent, "anak": child}, "induk", lambda lab: lab.start("induk"), run_on)


def _instances(*, sequential: bool) -> Resting:
    body = d.instances("semua", "satu", sequential=sequential)
    text = d.process(
        "banyak", [d.start(), d.user("Task_masing", body=body, unit="satu"), d.user("Task_akhir"), d.end()],
        d.chain("Start_mulai", "Task_masing", "Task_akhir", "End_selesai"),
    )  # fmt: skip

    def rest(lab: Lab) -> uuid.UUID:
        case_id = lab.start("banyak", semua=["dinas-a", "dinas-b", "dinas-c"])
        lab.complete(case_id, "Task_masing")
        return case_id

    def run_on(lab: Lab, case_id: uuid.UUID) -> None:
        for _ in range(2):
            lab.complete(case_id, "Task_masing")
        lab.complete(case_id, "Task_akhir")
        assert lab.case(case_id).status == "completed"
        with everywhere(lab.factory) as session:
            units = session.scalars(select(Task.unit).where(Task.case_id == case_id, Task.element == "Task_masing"))
            assert sorted(units) == ["dinas-a", "dinas-b", "dinas-c"]

    return Resting({"banyak": text}, "banyak", rest, run_on)


def _event_gateway(*, answered: bool) -> Resting:
    text = d.process(
        "tunggu",
        [d.start(), d.node("eventBasedGateway", "Gateway_tunggu"), d.catch("Event_jawab", d.message()),
         d.catch("Event_habis", d.timer("timeDate", "hari_kerja(3)")), d.end("End_dijawab"), d.end("End_habis")],
        [*d.chain("Start_mulai", "Gateway_tunggu"), *d.chain("Gateway_tunggu", "Event_jawab", "End_dijawab"),
         *d.chain("Gateway_tunggu", "Event_habis", "End_habis")],
    )  # fmt: skip

    def run_on(lab: Lab, case_id: uuid.UUID) -> None:
        if answered:
            lab.send(case_id)
        else:
            due = lab.case(case_id).timers[0].due_at  # of a state that was saved earlier: the hour counted then
            assert lab.at((due - timedelta(minutes=1)).isoformat()) == 0
            assert lab.at((due + timedelta(seconds=1)).isoformat()) == 1
        assert lab.case(case_id).end_element == ("End_dijawab" if answered else "End_habis")

    return Resting({"tunggu": text}, "tunggu", lambda lab: lab.start("tunggu"), run_on)


def _join() -> Resting:
    names = ["Task_a", "Task_b", "Task_c"]
    text = d.process(
        "sejajar",
        [d.start(), d.parallel("Gateway_bagi"), *map(d.user, names), d.parallel("Gateway_temu"), d.user("Task_akhir"), d.end()],
        [*d.chain("Start_mulai", "Gateway_bagi"), *[f for n in names for f in d.chain("Gateway_bagi", n, "Gateway_temu")],
         *d.chain("Gateway_temu", "Task_akhir", "End_selesai")],
    )  # fmt: skip

    def rest(lab: Lab) -> uuid.UUID:
        case_id = lab.start("sejajar")
        for name in ("Task_b", "Task_a"):
            lab.complete(case_id, name)
        return case_id

    def run_on(lab: Lab, case_id: uuid.UUID) -> None:
        assert lab.open_tasks(case_id) == ["Task_c"]
        lab.complete(case_id, "Task_c")
        lab.complete(case_id, "Task_akhir")
        assert lab.case(case_id).status == "completed"

    return Resting({"sejajar": text}, "sejajar", rest, run_on)


def _cycle() -> Resting:
    text = d.process(
        "berulang",
        [d.start(), d.user("Task_kerja"), d.boundary("Timer_ingat", "Task_kerja", d.timer("timeCycle", "R3/P1D")), d.operation("Task_ingat"),
         d.end("End_ingat"), d.end()],
        [*d.chain("Start_mulai", "Task_kerja", "End_selesai"), *d.chain("Timer_ingat", "Task_ingat", "End_ingat")],
    )  # fmt: skip

    def rest(lab: Lab) -> uuid.UUID:
        case_id = lab.start("berulang")
        lab.at("2026-03-10T09:00+08:00")
        return case_id

    def run_on(lab: Lab, case_id: uuid.UUID) -> None:
        lab.at("2026-03-20T09:00+08:00")
        assert lab.visits(case_id)["Task_ingat"] == 3
        lab.complete(case_id, "Task_kerja")
        assert lab.case(case_id).status == "completed"

    return Resting({"berulang": text}, "berulang", rest, run_on)


RESTING: dict[str, Resting] = {
    "dalam_ulangan": _loop(),
    "dalam_proses_yang_dipanggil": _called(),
    "separuh_dari_yang_sejajar": _instances(sequential=False),
    "separuh_dari_yang_berurutan": _instances(sequential=True),
    "di_belakang_gerbang_peristiwa": _event_gateway(answered=True),
    "di_belakang_gerbang_peristiwa_tanpa_jawaban": _event_gateway(answered=False),
    "pertemuan_setengah_jalan": _join(),
    "siklus_yang_sudah_sekali_berbunyi": _cycle(),
}


def dump(lab: Lab, case_id: uuid.UUID) -> str:
    """Every row of the case and its version, as text."""
    with everywhere(lab.factory) as session:
        tables = {
            model.__tablename__: [
                {column.name: _plain(getattr(row, column.key)) for column in model.__table__.columns}
                for row in session.scalars(select(model))
            ]
            for model in TABLES
        }
    document = {"case": str(case_id), "at": lab.clock.now().isoformat(), "tables": tables}
    return json.dumps(document, indent=1, sort_keys=True) + "\n"


def load(lab: Lab, text: str) -> uuid.UUID:
    """Put the rows into the lab's database as an upgrade finds them, and set its clock."""
    document = json.loads(text)
    lab.clock.set(datetime.fromisoformat(document["at"]))
    with unit_of_work(lab.factory, INSTANSI) as session:
        for model in TABLES:
            for row in document["tables"][model.__tablename__]:
                known = {column.name: column for column in model.__table__.columns}
                session.add(model(**{name: _typed(known[name], value) for name, value in row.items() if name in known}))
            session.flush()
    return uuid.UUID(document["case"])


def _plain(value: Any) -> Any:
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if isinstance(value, datetime):
        return value.isoformat()
    return str(value) if isinstance(value, uuid.UUID) else value


def _typed(column: Any, value: Any) -> Any:
    kind = column.type.python_type if not hasattr(column.type, "impl") else datetime
    if value is None or not isinstance(value, str):
        return value
    if kind is bytes:
        return base64.b64decode(value)
    if kind is datetime:
        return datetime.fromisoformat(value)
    return uuid.UUID(value) if kind is uuid.UUID else value


def write(folder: Path) -> None:
    """One file per kind of rest."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, kind in RESTING.items():
        engine = make_engine("sqlite://")
        Base.metadata.create_all(engine)
        lab = Lab(make_session_factory(engine), FixedClock(datetime.fromisoformat("2026-03-09T09:00+08:00")))
        lab.deploy(kind.process_id, **kind.files)
        (folder / f"{name}.json").write_text(dump(lab, kind.rest(lab)), encoding="utf-8")
        engine.dispose()


if __name__ == "__main__":
    write(Path(sys.argv[1]))
