"""A poisoned case is set aside with its error, tried again ever more rarely, and stops nobody else."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from engine.db import reading, unit_of_work
from engine.deadlines import DayEntry, DayKind, OfficeCalendar, WorkCalendar
from engine.errors import CaseBrokenError, NotFoundError
from engine.models import Case, Incident, StartTimer
from engine.running import commands, queries
from engine.running.back_off import LONGEST_WAIT, back_off
from engine.running.commands import fire_starts
from engine.running.queries import IncidentView
from engine.running.worker import Worker
from tests.support import diagrams as d
from tests.support.everywhere import everywhere
from tests.support.lab import ADMIN, INSTANSI, YEARS, Lab

DUE = "2026-03-11T00:00+08:00"
"""Tuesday 10 March is over."""


def fragile(topic: str = "gagal") -> str:
    """A deadline that calls an operation; a task that calls it, too."""
    return d.process(
        "rapuh",
        [d.start(), d.user("Task_kerja"), d.boundary("Timer_waktu", "Task_kerja", d.timer("timeDate", "hari_kerja(1)")),
         d.operation("Task_waktu", topic), d.end("End_waktu"), d.operation("Task_lanjut", topic), d.end()],
        [*d.chain("Start_mulai", "Task_kerja", "Task_lanjut", "End_selesai"), *d.chain("Timer_waktu", "Task_waktu", "End_waktu")],
    )  # fmt: skip


def incidents(lab: Lab, *, open_only: bool = True) -> list[IncidentView]:
    with reading(lab.factory, INSTANSI) as session:
        return queries.incidents(session, instansi_id=INSTANSI, open_only=open_only)


def change(lab: Lab, case_id: uuid.UUID, **values: Any) -> None:
    with everywhere(lab.factory) as session:
        session.execute(update(Case).where(Case.id == case_id).values(**values))


def garbage(lab: Lab, case_id: uuid.UUID) -> None:
    change(lab, case_id, state=b"bukan keadaan")


def unknown_format(lab: Lab, case_id: uuid.UUID) -> None:
    change(lab, case_id, state_format=99)


def empty_state(lab: Lab, case_id: uuid.UUID) -> None:
    import zlib

    change(lab, case_id, state=zlib.compress(b'{"tasks": [], "subs": []}'))


POISONS: dict[str, Callable[[Lab, uuid.UUID], None]] = {
    "unreadable state": garbage,
    "unknown format": unknown_format,
    "empty state": empty_state,
}


@pytest.mark.parametrize("poison", POISONS.values(), ids=POISONS)
def test_a_poisoned_case_stops_nobody_else(lab: Lab, poison: Callable[[Lab, uuid.UUID], None]) -> None:
    lab.deploy("rapuh", rapuh=fragile())
    cases = [lab.start("rapuh") for _ in range(3)]
    change(lab, cases[0], next_due_at=datetime.fromisoformat("2026-03-10T08:00+08:00"))  # first in the queue
    poison(lab, cases[0])
    assert lab.at(DUE) == 3
    assert lab.called == ["Task_waktu"] * 2
    assert [incident.case_id for incident in incidents(lab)] == [cases[0]]
    assert lab.fire() == 0


def test_an_operation_that_is_gone_and_a_due_date_that_fails_are_incidents(lab: Lab) -> None:
    late = d.process(
        "telat",
        [d.start(), d.catch("Event_waktu", d.timer("timeDate", "hari_kerja(1)")), d.user("Task_kerja", due="hari_kerja(banyak)"), d.end()],
        d.chain("Start_mulai", "Event_waktu", "Task_kerja", "End_selesai"),
    )  # fmt: skip
    lab.deploy("rapuh", rapuh=fragile())
    lab.deploy("telat", telat=late)
    gone, failing, sound = lab.start("rapuh"), lab.start("telat", banyak="banyak"), lab.start("telat", banyak=3)
    lab.clock.set(datetime.fromisoformat(DUE))
    without = replace(lab.runtime, operations={})
    assert commands.fire_due(lab.factory, without) == 3
    found = {incident.case_id: incident.error for incident in incidents(lab)}
    assert set(found) == {gone, failing}
    assert "gagal" in found[gone]
    assert "banyak" in found[failing]
    assert lab.open_tasks(sound) == ["Task_kerja"]


def test_it_is_tried_again_ever_more_rarely_and_is_over_when_it_runs(lab: Lab) -> None:
    lab.deploy("rapuh", rapuh=fragile())
    case_id = lab.start("rapuh")
    lab.broken = True
    assert lab.at(DUE) == 1
    first = incidents(lab)[0]
    assert (first.element, first.attempts, first.resolved_at) == ("", 1, None)
    assert "operasi rusak" in first.error
    waits = []
    for _ in range(5):
        incident = incidents(lab)[0]
        assert incident.next_attempt_at is not None
        waits.append(incident.next_attempt_at - lab.clock.now())
        lab.clock.set(incident.next_attempt_at - timedelta(seconds=1))
        assert lab.fire() == 0
        lab.clock.set(incident.next_attempt_at)
        assert lab.fire() == 1
    assert waits == [timedelta(minutes=minutes) for minutes in (1, 2, 4, 8, 16)]
    lab.broken = False
    lab.clock.advance(timedelta(hours=1))
    assert lab.fire() == 1
    assert incidents(lab) == []
    assert incidents(lab, open_only=False)[0].attempts == 6
    kinds = [event.kind for event in lab.timeline(case_id)]
    assert kinds == ["case_started", *["incident_recorded"] * 6, "timer_fired"]
    lab.complete(case_id, "Task_kerja")


@pytest.mark.parametrize("attempts", [1, 30, 60, 5_000])
def test_the_wait_never_outgrows_six_hours(lab: Lab, attempts: int) -> None:
    assert back_off(timedelta(minutes=1), attempts) <= LONGEST_WAIT
    lab.deploy("rapuh", rapuh=fragile())
    lab.start("rapuh")
    lab.broken = True
    lab.at(DUE)
    with everywhere(lab.factory) as session:
        session.execute(update(Incident).values(attempts=attempts))
    lab.clock.advance(timedelta(hours=7))
    assert lab.fire() == 1
    assert incidents(lab)[0].attempts == attempts + 1


def test_the_operator_may_have_it_tried_at_once(lab: Lab) -> None:
    lab.deploy("rapuh", rapuh=fragile())
    case_id = lab.start("rapuh")
    lab.broken = True
    lab.at(DUE)
    lab.broken = False
    assert lab.fire() == 0
    lab._do(commands.retry_incident, incident_id=incidents(lab)[0].id, by=ADMIN)
    assert lab.fire() == 1
    assert incidents(lab) == []
    assert [event.kind for event in lab.timeline(case_id)][-2:] == ["incident_retried", "timer_fired"]
    for incident_id in (uuid.uuid4(), incidents(lab, open_only=False)[0].id):
        with pytest.raises(NotFoundError):
            lab._do(commands.retry_incident, incident_id=incident_id, by=ADMIN)


def test_a_step_of_a_person_that_failed_is_over_once_it_succeeds(lab: Lab) -> None:
    """Its timers keep their moments, and the operator's retry makes none ring early."""
    lab.deploy("rapuh", rapuh=fragile())
    case_id = lab.start("rapuh")
    due = lab.case(case_id).timers
    lab.broken = True
    with pytest.raises(CaseBrokenError) as broken:
        lab.complete(case_id, "Task_kerja")
    with unit_of_work(lab.factory, INSTANSI) as session:
        commands.record_incident(session, lab.runtime, broken=broken.value)
    assert incidents(lab)[0].element == "Task_kerja"
    lab._do(commands.retry_incident, incident_id=incidents(lab)[0].id, by=ADMIN)
    lab.fire()
    assert lab.fire() == 0
    assert (lab.called, incidents(lab)[0].attempts, lab.case(case_id).timers) == ([], 1, due)
    lab.broken = False
    lab.complete(case_id, "Task_kerja")
    assert incidents(lab) == []


def test_an_error_that_no_database_can_store_is_still_told(lab: Lab) -> None:
    lab.deploy("rapuh", rapuh=fragile())
    lab.start("rapuh")

    def fail(_context: Any) -> None:
        raise RuntimeError("rusak \x00 \ud800 " + "x" * 10_000)

    lab.clock.set(datetime.fromisoformat(DUE))
    assert commands.fire_due(lab.factory, replace(lab.runtime, operations={"gagal": fail})) == 1
    assert incidents(lab)[0].error.startswith("RuntimeError: rusak")


def test_a_process_that_cannot_start_by_the_clock_alarms_and_keeps_its_rhythm(lab: Lab) -> None:
    def daily(process_id: str, topic: str) -> str:
        timed = d.start("Start_harian", d.timer("timeCycle", "${R/P1D}"))
        return d.process(
            process_id, [timed, d.operation("Task_rekap", topic), d.end()],
            d.chain("Start_harian", "Task_rekap", "End_selesai"),
        )  # fmt: skip

    lab.deploy("rusak", rusak=daily("rusak", "gagal"))
    lab.deploy("baik", baik=daily("baik", "catat"))
    lab.broken = True
    alarms: list[str] = []
    runtime = replace(lab.runtime, alarm=alarms.append)
    lab.clock.advance(timedelta(days=1))
    assert fire_starts(lab.factory, runtime) == 2
    assert lab.called == ["Task_rekap"]
    assert len(alarms) == 1
    assert "rusak" in alarms[0]
    with everywhere(lab.factory) as session:
        assert len(list(session.scalars(select(Case.id)))) == 1
        assert set(session.scalars(select(StartTimer.due_at))) == {lab.clock.now() + timedelta(days=1)}


def test_a_fault_in_one_part_of_the_worker_keeps_nobody_from_the_others(
    lab: Lab, caplog: pytest.LogCaptureFixture
) -> None:
    lab.deploy("rapuh", rapuh=fragile("catat"))
    lab.start("rapuh")
    done: list[str] = []

    def fault() -> None:
        raise RuntimeError("chore")

    worker = Worker(lab.factory, lab.runtime, lambda _parcel: None, chores=(fault, lambda: done.append("chore")))
    lab.clock.set(datetime.fromisoformat(DUE))
    with caplog.at_level(logging.ERROR, "alur.worker"):
        assert worker.turn() == 1
    assert done == ["chore"]
    assert len(caplog.records) == 1


def test_a_decree_reaches_the_others_when_one_case_cannot_be_recomputed(lab: Lab) -> None:
    lab.deploy("rapuh", rapuh=fragile())
    cases = [lab.start("rapuh") for _ in range(4)]
    garbage(lab, cases[0])
    change(lab, cases[1], state_format=99)
    new_day = DayEntry(date(2026, 3, 10), DayKind.LIBUR_DAERAH, "uji", "Hari Jadi", "SK Bupati 5/2026")
    lab.calendar = OfficeCalendar(WorkCalendar([new_day], decreed_years=YEARS), lab.calendar.zone)
    moved = commands.recompute_deadlines(lab.factory, lab.runtime, instansi_id=INSTANSI, decree="SK 5", by=ADMIN)
    assert moved == 2
    assert {incident.case_id for incident in incidents(lab)} == set(cases[:2])
    assert [lab.timers(case_id)["Timer_waktu"] for case_id in cases[2:]] == ["2026-03-11 23:59"] * 2
