"""A decree moves what waits: some cases at once, each once, whoever stops in between."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import update

from engine.db import unit_of_work
from engine.deadlines import DayEntry, DayKind, OfficeCalendar, WorkCalendar
from engine.models import Case
from engine.running import commands
from tests.support import diagrams as d
from tests.support.lab import ADMIN, INSTANSI, Lab
from tests.support.statements import statements

YEARS = range(2020, 2036)


@pytest.fixture
def town(lab: Lab) -> Lab:
    """Each case waits for a task and for a timer, in a sub-process and outside of it."""
    text = d.process(
        "jam",
        [d.start(), d.user("Task_kerja", due="hari_kerja(2)"),
         d.boundary("Timer_jam", "Task_kerja", d.timer("timeDate", "hari_kerja(2)")),
         d.operation("Task_tandai"), d.end("End_waktu"), d.end()],
        [*d.chain("Start_mulai", "Task_kerja", "End_selesai"), *d.chain("Timer_jam", "Task_tandai", "End_waktu")],
    )  # fmt: skip
    lab.deploy("jam", jam=text)
    return lab


def decree(lab: Lab) -> None:
    new_day = DayEntry(date(2026, 3, 10), DayKind.LIBUR_DAERAH, "uji", "Hari Jadi", "SK 5")
    lab.calendar = OfficeCalendar(WorkCalendar([new_day], decreed_years=YEARS), lab.calendar.zone)


def told(lab: Lab, case_id: object) -> int:
    return [event.kind for event in lab.timeline(case_id)].count("deadline_recomputed")


def test_stretches_follow_each_other_and_each_case_moves_once(town: Lab) -> None:
    cases = [town.start("jam") for _ in range(5)]
    decree(town)
    given = {"instansi_id": INSTANSI, "decree": "SK 5", "by": ADMIN, "limit": 2}
    first = commands.recompute_some(town.factory, town.runtime, **given, after=None)
    assert (first.moved, first.last) == (4, sorted(cases)[1])
    again = commands.recompute_some(town.factory, town.runtime, **given, after=None)
    assert (again.moved, again.last) == (0, first.last), "whoever begins anew changes nothing more"
    second = commands.recompute_some(town.factory, town.runtime, **given, after=first.last)
    third = commands.recompute_some(town.factory, town.runtime, **given, after=second.last)
    assert (second.moved, third.moved, third.last) == (4, 2, None)
    assert [told(town, case_id) for case_id in cases] == [1] * 5
    assert {town.timers(case_id)["Timer_jam"] for case_id in cases} == {"2026-03-12 23:59"}
    assert town.at("2026-03-11T23:59:59.999999+08:00") == 0, "the case itself knows the new moment"
    assert town.at("2026-03-13") == 5


def test_a_stretch_costs_the_same_statements_for_one_case_and_for_many(town: Lab) -> None:
    town.start("jam")
    decree(town)
    counts = []
    for _ in range(2):
        with statements(town.factory) as sent:
            commands.recompute_deadlines(town.factory, town.runtime, instansi_id=INSTANSI, decree="SK 5", by=ADMIN)
        counts.append(len(sent))
        town.calendar = OfficeCalendar(WorkCalendar([], decreed_years=YEARS), town.calendar.zone)
        for _each in range(9):
            town.start("jam")
        decree(town)
    assert counts[0] == counts[1]


def test_a_broken_case_keeps_none_of_its_stretch_from_moving(town: Lab) -> None:
    cases = [town.start("jam") for _ in range(3)]
    with unit_of_work(town.factory, INSTANSI) as session:
        broken = update(Case).where(Case.instansi_id == INSTANSI, Case.id == sorted(cases)[1])
        session.execute(broken.values(state=b"rusak"))
    decree(town)
    moved = commands.recompute_deadlines(town.factory, town.runtime, instansi_id=INSTANSI, decree="SK 5", by=ADMIN)
    assert moved == 4
    assert sorted(told(town, case_id) for case_id in cases) == [0, 1, 1]
