"""Which run of a called process everything lies in, when work was ready and taken, and what was cut off."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from sqlalchemy import update

from engine.db import unit_of_work
from engine.models import Task
from engine.record import runs
from engine.record.advance import Advance
from engine.record.events import CaseMigrated, CaseStarted, TaskCompleted
from engine.record.examining import verify_tables
from engine.running import commands
from tests.engine.test_early_ends import process, side_by_side, terminated
from tests.engine.test_event_subprocesses import aside
from tests.engine.test_event_subprocesses import drawn as drawn_beside
from tests.engine.test_instances import drawn, often
from tests.support import diagrams as d
from tests.support.everywhere import everywhere
from tests.support.lab import ADMIN, INSTANSI, Lab

CHILD = {
    "anak": d.process(
        "anak", [d.start(), d.user("Task_anak"), d.end()], d.chain("Start_mulai", "Task_anak", "End_selesai")
    )
}


def told(lab: Lab, case_id: UUID) -> list[Advance]:
    return [row.what for row in lab.timeline(case_id) if isinstance(row.what, Advance)]


def passed(lab: Lab, case_id: UUID) -> list[tuple[str, str]]:
    """(element, run) of every stop, in order."""
    rows = [row for row in lab.timeline(case_id) if isinstance(row.what, Advance)]
    found = []
    for row in rows:
        assert isinstance(row.what, Advance)
        found += zip([each.element for each in row.path], runs.of_stops(row.what, len(row.path)), strict=True)
    return found


def differences(lab: Lab) -> list[str]:
    with everywhere(lab.factory) as session:
        return [each.reason for each in verify_tables(session).breaks]


def test_runs_of_one_process_side_by_side_are_told_apart(lab: Lab) -> None:
    lab.deploy("induk", **drawn(often(number="2"), called=True))
    case_id = lab.start("induk")
    first = told(lab, case_id)[0]
    one, other = (each.run for each in first.begun)
    assert [(each.process, each.element, each.within) for each in first.begun] == [("induk", "Task_nilai", "")] * 2
    assert runs.of_opened(first) == [one, other]
    lab.complete(case_id, "Task_nilai_anak", setuju=True)
    lab.complete(case_id, "Task_nilai_anak", setuju=True)
    path = passed(lab, case_id)
    for run in (one, other):
        assert [element for element, at in path if at == run] == ["Start_mulai", "Task_nilai_anak", "End_selesai"]
    assert [element for element, at in path if at == ""] == ["Start_mulai", "Task_nilai"]
    assert differences(lab) == []


def test_runs_of_a_loop_are_told_apart_and_a_case_without_calls_says_nothing(lab: Lab) -> None:
    nodes = [d.start(), d.xor("Gateway_mulai"), d.call("Call_anak", "anak"), d.user("Task_lagi", form="lagi"),
             d.xor("Gateway_lagi"), d.end()]  # fmt: skip
    flows = [
        *d.chain("Start_mulai", "Gateway_mulai", "Call_anak", "Task_lagi", "Gateway_lagi"),
        d.flow("Gateway_lagi", "Gateway_mulai", "lagi"),
        d.flow("Gateway_lagi", "End_selesai", "not lagi"),
    ]
    form = d.form("lagi", lagi="checkbox")
    lab.deploy("induk", induk=d.process("induk", nodes, flows), lagi=form, **CHILD)
    case_id = lab.start("induk")
    for once_more in (True, False):
        lab.complete(case_id, "Task_anak")
        lab.complete(case_id, "Task_lagi", lagi=once_more)
    begun = [each.run for what in told(lab, case_id) for each in what.begun]
    assert len(set(begun)) == len(begun) == 2
    lab.deploy("anak", **CHILD)
    alone = lab.start("anak")
    lab.complete(alone, "Task_anak")
    assert [(what.begun, what.runs, what.opened_in, what.aborted) for what in told(lab, alone)] == [((),) * 4] * 2


def test_what_an_end_or_a_boundary_event_cuts_off_is_named_by_its_ids(lab: Lab) -> None:
    nodes, flows = side_by_side(terminated())
    lab.deploy("induk", induk=process("induk", nodes, flows))
    case_id = lab.start("induk")
    cut = lab.task(case_id, "Task_dua")
    lab.complete(case_id, "Task_satu")
    last = told(lab, case_id)[-1]
    assert [tuple(each) for each in last.aborted] == [("induk", "Task_dua", str(cut.id), "")]
    assert last.closed == ("Task_dua",)
    late = d.boundary("Timer_lewat", "Call_anak", d.timer("timeDuration", "P3D"), interrupting=True)
    line = [d.start(), d.call("Call_anak", "anak"), d.end(), late, d.end("End_lewat")]
    ways = [*d.chain("Start_mulai", "Call_anak", "End_selesai"), *d.chain("Timer_lewat", "End_lewat")]
    lab.deploy("batas", batas=d.process("batas", line, ways), **CHILD)
    held = lab.start("batas")
    task, run = lab.task(held, "Task_anak"), told(lab, held)[0].begun[0].run
    lab.at("2030-01-01")
    assert [tuple(each) for each in told(lab, held)[-1].aborted] == [
        ("anak", "Task_anak", str(task.id), run),
        ("batas", "Call_anak", run, ""),
    ]
    assert differences(lab) == []


def test_an_event_sub_process_begins_with_its_event_and_cuts_off_what_it_interrupts(lab: Lab) -> None:
    text = drawn_beside(aside(d.user("Task_cabut"), interrupting=True), d.call("Call_anak", "anak"))
    lab.deploy("induk", induk=text, **CHILD)
    case_id = lab.start("induk")
    call = told(lab, case_id)[0].begun
    assert [each.element for each in call] == ["Call_anak"]
    lab.send(case_id, "Pesan_jawab")
    last = told(lab, case_id)[-1]
    assert [each.element for each in last.begun] == ["Sub_tambah"]
    assert [each.element for each in last.aborted] == ["Task_anak", "Call_anak"]
    assert runs.of_opened(last) == [last.begun[0].run] != [call[0].run]
    assert differences(lab) == []


def test_waiting_and_working_are_told_apart_where_the_work_was_taken_first(lab: Lab) -> None:
    lab.deploy("anak", **CHILD)
    taken, direct = lab.start("anak"), lab.start("anak")
    opened = lab.clock.now()
    lab.clock.set(opened + timedelta(hours=5))
    with unit_of_work(lab.factory, INSTANSI) as session:
        task = lab.task(taken, "Task_anak")
        commands.claim(session, lab.runtime, instansi_id=INSTANSI, task_id=task.id, by=ADMIN)
    lab.clock.set(opened + timedelta(hours=7))
    for case_id, claimed in ((taken, opened + timedelta(hours=5)), (direct, None)):
        lab.complete(case_id, "Task_anak")
        what = told(lab, case_id)[-1]
        assert isinstance(what, TaskCompleted)
        assert (what.ready, what.claimed) == (opened, claimed)
    assert differences(lab) == []
    with everywhere(lab.factory) as session:
        session.execute(update(Task).where(Task.id == task.id).values(claimed_at=opened))
    assert len(differences(lab)) == 1


def test_the_content_of_the_version_is_told_where_a_case_begins_to_run_on_it(lab: Lab) -> None:
    lab.deploy("anak", **CHILD)
    case_id = lab.start("anak")
    more = [d.start(), d.user("Task_anak"), d.user("Task_lagi"), d.end()]
    lab.deploy("anak", anak=d.process("anak", more, d.chain(*[each.id for each in more])))
    lab.migrate(case_id, "anak")
    found = [row.what for row in lab.timeline(case_id)]
    assert isinstance(found[0], CaseStarted)
    assert isinstance(found[1], CaseMigrated)
    assert len({found[0].content, found[1].content, ""}) == 3
    assert differences(lab) == []
