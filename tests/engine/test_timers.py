"""Every shape of timer fires end to end, on its moment and not before, exactly once."""

from __future__ import annotations

from datetime import datetime

import pytest

from engine.deadlines import DayEntry, DayKind, OfficeCalendar, WorkCalendar
from engine.running.commands import fire_starts
from engine.running.spiff import timers as own_timers
from tests.support import diagrams as d
from tests.support.lab import YEARS, Lab

SHAPES = {
    "moment": ("timeDate", "2026-03-11T10:00:00+08:00", "2026-03-11 10:00"),
    "duration": ("timeDuration", "PT49H", "2026-03-11 10:00"),
    "working_days": ("timeDate", "hari_kerja(2)", "2026-03-11 23:59"),
    "calendar_days": ("timeDate", "${hari(2)}", "2026-03-11 23:59"),
    "decided_period": ("timeDuration", "jangka(banyak, satuan)", "2026-03-11 23:59"),
}


def on_a_task(kind: str, text: str, *, interrupting: bool) -> str:
    return d.process(
        "jam",
        [d.start(), d.user("Task_kerja"), d.boundary("Timer_jam", "Task_kerja", d.timer(kind, text), interrupting=interrupting),
         d.operation("Task_tandai"), d.end("End_waktu"), d.end()],
        [*d.chain("Start_mulai", "Task_kerja", "End_selesai"), *d.chain("Timer_jam", "Task_tandai", "End_waktu")],
    )  # fmt: skip


def a_minute_before(moment: str) -> str:
    day, time = moment.split(" ")
    hour = int(time[:2]) - 1
    return f"{day}T{hour:02}:59+08:00"


@pytest.mark.parametrize("interrupting", [True, False])
@pytest.mark.parametrize("shape", SHAPES)
def test_on_a_task(lab: Lab, shape: str, interrupting: bool) -> None:
    kind, text, due = SHAPES[shape]
    lab.deploy("jam", jam=on_a_task(kind, text, interrupting=interrupting))
    case_id = lab.start("jam", banyak=2, satuan="hari_kerja")
    assert lab.timers(case_id) == {"Timer_jam": due}
    assert lab.at(a_minute_before(due)) == 0
    assert lab.at(due[:10] if due.endswith("23:59") else f"{due.replace(' ', 'T')}:00+08:00") == 1
    assert lab.called == ["Task_tandai"]
    assert lab.open_tasks(case_id) == ([] if interrupting else ["Task_kerja"])
    assert lab.fire() == 0
    if not interrupting:
        lab.complete(case_id, "Task_kerja")
    assert lab.case(case_id).end_element == ("End_waktu" if interrupting else "End_selesai")
    assert lab.called == ["Task_tandai"]


def test_a_task_done_in_time_takes_its_timer_along(lab: Lab) -> None:
    lab.deploy("jam", jam=on_a_task("timeDate", "hari_kerja(2)", interrupting=False))
    case_id = lab.start("jam")
    lab.complete(case_id, "Task_kerja")
    assert lab.at("2026-04-01T09:00+08:00") == 0
    assert lab.called == []


def test_a_cycle_fires_its_number_of_times(lab: Lab) -> None:
    lab.deploy("jam", jam=on_a_task("timeCycle", "R3/P1D", interrupting=False))
    case_id = lab.start("jam")
    for day, count in (("10", 1), ("11", 2), ("12", 3), ("13", 3), ("20", 3)):
        lab.at(f"2026-03-{day}T09:00+08:00")
        assert lab.called == ["Task_tandai"] * count
    lab.complete(case_id, "Task_kerja")
    assert lab.case(case_id).status == "completed"


def test_a_cycle_catches_up_after_the_worker_was_away(lab: Lab) -> None:
    lab.deploy("jam", jam=on_a_task("timeCycle", "R/P1D", interrupting=False))
    lab.start("jam")
    lab.at("2026-03-12T09:00+08:00")
    assert lab.called == ["Task_tandai"] * 3


def test_on_a_called_process_and_on_an_enclosing_subprocess(lab: Lab) -> None:
    inner = d.subprocess(
        "Sub_bagian", [d.start("Start_bagian"), d.user("Task_dalam"), d.end("End_bagian")],
        d.chain("Start_bagian", "Task_dalam", "End_bagian"),
    )  # fmt: skip
    outer = d.process(
        "luar",
        [d.start(), inner, d.boundary("Timer_bagian", "Sub_bagian", d.timer("timeDate", "hari_kerja(1)")), d.operation("Task_tandai_bagian"),
         d.end("End_tanda_bagian"), d.call("Call_anak", "anak"),
         d.boundary("Timer_anak", "Call_anak", d.timer("timeDate", "hari_kerja(2)"), interrupting=True), d.end("End_habis"), d.end()],
        [*d.chain("Start_mulai", "Sub_bagian", "Call_anak", "End_selesai"), *d.chain("Timer_anak", "End_habis"),
         *d.chain("Timer_bagian", "Task_tandai_bagian", "End_tanda_bagian")],
    )  # fmt: skip
    child = d.process(
        "anak", [d.start(), d.user("Task_anak"), d.end()], d.chain("Start_mulai", "Task_anak", "End_selesai")
    )
    lab.deploy("luar", luar=outer, anak=child)
    case_id = lab.start("luar")
    assert lab.at("2026-03-10") == 1
    assert lab.called == ["Task_tandai_bagian"]
    lab.complete(case_id, "Task_dalam")
    assert lab.open_tasks(case_id) == ["Task_anak"]
    assert lab.at("2026-03-12") == 0  # the second wait began on the 11th
    assert lab.at("2026-03-13") == 1
    assert lab.case(case_id).end_element == "End_habis"
    assert lab.open_tasks(case_id) == []


def test_on_a_parallel_branch(lab: Lab) -> None:
    text = d.process(
        "sejajar",
        [d.start(), d.parallel("Gateway_bagi"), d.user("Task_a"), d.catch("Event_tunggu", d.timer("timeDate", "hari_kerja(1)")),
         d.operation("Task_lanjut"), d.parallel("Gateway_temu"), d.end()],
        [*d.chain("Start_mulai", "Gateway_bagi", "Task_a", "Gateway_temu", "End_selesai"),
         *d.chain("Gateway_bagi", "Event_tunggu", "Task_lanjut", "Gateway_temu")],
    )  # fmt: skip
    lab.deploy("sejajar", sejajar=text)
    case_id = lab.start("sejajar")
    lab.complete(case_id, "Task_a")
    assert lab.at("2026-03-10") == 1
    assert lab.case(case_id).status == "completed"


def behind_a_gateway() -> str:
    return d.process(
        "tunggu",
        [d.start(), d.node("eventBasedGateway", "Gateway_tunggu"), d.catch("Event_jawab", d.message()),
         d.catch("Event_ingat", d.timer("timeDate", "hari_kerja(5)")), d.catch("Event_habis", d.timer("timeDate", "hari_kerja(3)")),
         d.end("End_dijawab"), d.end("End_ingat"), d.end("End_habis")],
        [*d.chain("Start_mulai", "Gateway_tunggu"), *d.chain("Gateway_tunggu", "Event_jawab", "End_dijawab"),
         *d.chain("Gateway_tunggu", "Event_ingat", "End_ingat"), *d.chain("Gateway_tunggu", "Event_habis", "End_habis")],
    )  # fmt: skip


def test_behind_an_event_based_gateway_each_timer_has_its_own_moment(lab: Lab) -> None:
    lab.deploy("tunggu", tunggu=behind_a_gateway())
    answered, silent = lab.start("tunggu"), lab.start("tunggu")
    assert lab.timers(silent) == {"Event_habis": "2026-03-12 23:59", "Event_ingat": "2026-03-16 23:59"}
    lab.send(answered)
    assert lab.case(answered).end_element == "End_dijawab"
    assert lab.timers(answered) == {}
    assert lab.at("2026-03-12") == 1
    assert lab.case(silent).end_element == "End_habis"


@pytest.mark.parametrize(("text", "moments"), [
    ("R2/P1M", ["2026-04-09T09:00+08:00", "2026-05-09T09:00+08:00"]),
    ("hari_kerja(3)", ["2026-03-13T00:00+08:00"]),
])  # fmt: skip
def test_as_the_start_of_a_process(lab: Lab, text: str, moments: list[str]) -> None:
    kind = "timeCycle" if text.startswith("R") else "timeDate"
    timed = d.start("Start_berkala", d.timer(kind, text))
    lab.deploy(
        "berkala",
        berkala=d.process(
            "berkala",
            [timed, d.operation("Task_rekap"), d.end()],
            d.chain("Start_berkala", "Task_rekap", "End_selesai"),
        ),
    )
    from datetime import datetime, timedelta

    for moment in moments:
        due = datetime.fromisoformat(moment)
        lab.clock.set(due - timedelta(seconds=1))
        assert fire_starts(lab.factory, lab.runtime) == 0
        lab.clock.set(due)
        assert fire_starts(lab.factory, lab.runtime) == 1
    lab.clock.advance(timedelta(days=400))
    assert fire_starts(lab.factory, lab.runtime) == 0
    assert lab.called == ["Task_rekap"] * len(moments)


@pytest.mark.parametrize("interrupting", [True, False])
def test_in_an_event_subprocess(lab: Lab, interrupting: bool) -> None:
    attributes = f'isInterrupting="{str(interrupting).lower()}"'
    watch = d.subprocess(
        "Sub_pengawas",
        [d.start("Start_pengawas", d.timer("timeDate", "hari_kerja(2)"), attributes), d.operation("Task_awasi"), d.end("End_pengawas")],
        d.chain("Start_pengawas", "Task_awasi", "End_pengawas"),
        by_event=True,
    )  # fmt: skip
    text = d.process(
        "awas", [d.start(), d.user("Task_kerja"), d.end(), watch], d.chain("Start_mulai", "Task_kerja", "End_selesai")
    )
    lab.deploy("awas", awas=text)
    quick, slow = lab.start("awas"), lab.start("awas")
    lab.complete(quick, "Task_kerja")
    assert lab.case(quick).status == "completed"
    assert lab.at("2026-03-11") == 1
    assert lab.called == ["Task_awasi"]
    if interrupting:
        assert lab.open_tasks(slow) == []
    else:
        lab.complete(slow, "Task_kerja")
    assert lab.case(slow).status == "completed"


@pytest.mark.parametrize(("seen_at", "next_due"), [("00:00:07", "2026-03-11 23:59"), ("01:30:00", "2026-03-12 23:59")])
def test_what_the_end_of_a_day_begins_begins_on_that_day_when_the_worker_is_prompt(
    lab: Lab, seen_at: str, next_due: str
) -> None:
    """A working day that begins when another has ended is the next one; a worker that was away takes nobody's time."""
    text = d.process(
        "susul",
        [d.start(), d.catch("Event_satu", d.timer("timeDate", "hari_kerja(1)")),
         d.catch("Event_dua", d.timer("timeDate", "hari_kerja(1)")), d.end()],
        d.chain("Start_mulai", "Event_satu", "Event_dua", "End_selesai"),
    )  # fmt: skip
    lab.deploy("susul", susul=text)
    case_id = lab.start("susul")
    assert lab.at(f"2026-03-11T{seen_at}+08:00") == 1
    assert lab.timers(case_id) == {"Event_dua": next_due}


def test_a_clock_set_back_neither_loses_nor_repeats(lab: Lab) -> None:
    lab.deploy("jam", jam=on_a_task("timeDate", "hari_kerja(2)", interrupting=False))
    case_id = lab.start("jam")
    assert lab.at("2026-03-08T09:00+08:00") == 0
    assert lab.at("2026-03-11") == 1
    assert lab.at("2026-03-10T09:00+08:00") == 0
    assert lab.at("2026-03-12T09:00+08:00") == 0
    assert lab.called == ["Task_tandai"]
    lab.complete(case_id, "Task_kerja")


def test_a_decree_moves_waiting_deadlines_and_says_so(lab: Lab) -> None:
    from datetime import date

    from engine.running.commands import recompute_deadlines
    from tests.support.lab import ADMIN, INSTANSI

    text = d.process(
        "jam",
        [d.start(), d.user("Task_kerja", due="hari_kerja(2)"), d.boundary("Timer_jam", "Task_kerja", d.timer("timeDate", "hari_kerja(2)")),
         d.operation("Task_tandai"), d.end("End_waktu"), d.end()],
        [*d.chain("Start_mulai", "Task_kerja", "End_selesai"), *d.chain("Timer_jam", "Task_tandai", "End_waktu")],
    )  # fmt: skip
    lab.deploy("jam", jam=text)
    breached, waiting = lab.start("jam"), None
    lab.at("2026-03-11")
    waiting = lab.start("jam")
    new_day = DayEntry(date(2026, 3, 13), DayKind.LIBUR_DAERAH, "uji", "Hari Jadi", "SK Bupati 5/2026")
    lab.calendar = OfficeCalendar(WorkCalendar([new_day], decreed_years=YEARS), lab.calendar.zone)

    moved = recompute_deadlines(lab.factory, lab.runtime, instansi_id=INSTANSI, decree="SK Bupati 5/2026", by=ADMIN)

    assert moved == 2  # the timer and the due moment of the task
    assert lab.timers(waiting) == {"Timer_jam": "2026-03-17 23:59"}
    assert lab.task(waiting, "Task_kerja").due_at == lab.case(waiting).timers[0].due_at
    event = lab.timeline(waiting)[-1]
    assert (event.kind, event.what.decree) == ("deadline_recomputed", "SK Bupati 5/2026")
    assert event.what.moved[0] == (
        "timer",
        "Timer_jam",
        datetime.fromisoformat("2026-03-16T23:59:59.999999+08:00"),
        datetime.fromisoformat("2026-03-17T23:59:59.999999+08:00"),
    )
    assert [event.kind for event in lab.timeline(breached)][-1] == "timer_fired"
    assert lab.at("2026-03-16") == 0
    assert lab.at("2026-03-17") == 1
    assert recompute_deadlines(lab.factory, lab.runtime, instansi_id=INSTANSI, decree="x", by=ADMIN) == 0


def test_the_library_never_asks_its_own_clock(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    from datetime import datetime

    from SpiffWorkflow.bpmn.specs.event_definitions import timer as library

    class NoClock(datetime):
        @classmethod
        def now(cls, tz: object = None) -> NoClock:
            raise AssertionError("the library asked the wall clock")

    monkeypatch.setattr(library, "datetime", NoClock)
    assert own_timers.MomentTimer.__mro__[1].__module__ == library.__name__
    for kind, text in (("timeDuration", "P2D"), ("timeCycle", "R2/P1D"), ("timeDate", "hari_kerja(1)")):
        lab.deploy("jam", jam=on_a_task(kind, text, interrupting=False))
        lab.start("jam")
    lab.at("2026-03-20T09:00+08:00")
    assert len(lab.called) == 4


def test_timer_rows_follow_the_state_through_ends_beginnings_and_repeats(lab: Lab) -> None:
    """One round: a cycle moves on, one timer ends, another begins. The rows say exactly what the state says."""
    text = d.process(
        "ragam",
        [d.start(), d.parallel("Gateway_bagi"), d.user("Task_a"), d.boundary("Timer_a", "Task_a", d.timer("timeDate", "hari_kerja(9)")),
         d.operation("Task_tandai_a"), d.end("End_a"), d.user("Task_b"),
         d.boundary("Timer_b", "Task_b", d.timer("timeCycle", "R/P1D")), d.operation("Task_tandai_b"), d.end("End_b"),
         d.user("Task_c"), d.boundary("Timer_c", "Task_c", d.timer("timeDuration", "P1D"), interrupting=True),
         d.user("Task_d"), d.boundary("Timer_d", "Task_d", d.timer("timeDate", "hari_kerja(5)")), d.operation("Task_tandai_d"),
         d.end("End_d"), d.xor("Gateway_c"), d.parallel("Gateway_temu"), d.end()],
        [*d.chain("Start_mulai", "Gateway_bagi", "Task_a", "Gateway_temu", "End_selesai"),
         *d.chain("Gateway_bagi", "Task_b", "Gateway_temu"), *d.chain("Gateway_bagi", "Task_c", "Gateway_c", "Gateway_temu"),
         *d.chain("Timer_c", "Task_d", "Gateway_c"), *d.chain("Timer_a", "Task_tandai_a", "End_a"),
         *d.chain("Timer_b", "Task_tandai_b", "End_b"), *d.chain("Timer_d", "Task_tandai_d", "End_d")],
    )  # fmt: skip
    lab.deploy("ragam", ragam=text)
    case_id = lab.start("ragam")
    assert lab.timers(case_id) == {
        "Timer_a": "2026-03-20 23:59", "Timer_b": "2026-03-10 09:00", "Timer_c": "2026-03-10 09:00"
    }  # fmt: skip
    lab.at("2026-03-10T09:00+08:00")
    assert lab.timers(case_id) == {
        "Timer_a": "2026-03-20 23:59", "Timer_b": "2026-03-11 09:00", "Timer_d": "2026-03-17 23:59"
    }  # fmt: skip
    lab.complete(case_id, "Task_a")
    assert lab.timers(case_id) == {"Timer_b": "2026-03-11 09:00", "Timer_d": "2026-03-17 23:59"}
