"""Running cases go over to another version: nothing is lost, done again, or left out without a word."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from engine import workshop
from engine.db import reading
from engine.definition.bundle import read_bundle
from engine.definition.difference import differences
from engine.errors import MigrationRefusedError
from engine.record.examining import verify_history
from engine.running.move_plan import MoveVerdict, Plan
from tests.support import diagrams as d
from tests.support.everywhere import everywhere
from tests.support.lab import INSTANSI, Lab

KAJI = d.form("kaji", lengkap="checkbox")


def review(*, extra: list[d.Node] = [], flows: list[d.Flow] | None = None, **task: Any) -> str:  # noqa: B006
    """Start, review, decide, answer; `extra` nodes and other flows make the next version."""
    way = flows or d.chain("Start_mulai", "Task_kaji", "Task_jawab", "End_selesai")
    nodes = [
        d.start(),
        d.user("Task_kaji", **({"form": "kaji", "due": "hari_kerja(3)"} | task)),
        d.user("Task_jawab"),
        d.end(),
    ]
    return d.process("kajian", [*nodes, *extra], way)


def plan_of(refused: pytest.ExceptionInfo[MigrationRefusedError]) -> Plan:
    assert isinstance(refused.value.plan, Plan)
    return refused.value.plan


def test_a_case_goes_on_under_a_version_with_a_new_task_ahead(lab: Lab) -> None:
    lab.deploy("kajian", kajian=review(), kaji=KAJI)
    case_id = lab.start("kajian")
    more = review(
        extra=[d.user("Task_periksa", role="penghubung")],
        flows=d.chain("Start_mulai", "Task_kaji", "Task_periksa", "Task_jawab", "End_selesai"),
    )
    lab.deploy("kajian", kajian=more, kaji=KAJI)
    before = lab.task(case_id, "Task_kaji")

    moved = lab.migrate(case_id, "kajian")

    assert moved.plan.outcome is MoveVerdict.SAFE
    assert [(r.kind, r.element) for r in moved.plan.remarks] == [("ahead_added", "Task_periksa")]
    after = lab.task(case_id, "Task_kaji")
    assert (after.id, after.due_at, after.created_at) == (before.id, before.due_at, before.created_at)
    lab.complete(case_id, "Task_kaji", lengkap=True)
    assert lab.open_tasks(case_id) == ["Task_periksa"]
    lab.complete(case_id, "Task_periksa")
    lab.complete(case_id, "Task_jawab")
    assert lab.case(case_id).end_element == "End_selesai"


def test_the_history_names_both_versions_and_stays_whole(lab: Lab) -> None:
    lab.deploy("kajian", kajian=review(), kaji=KAJI)
    case_id = lab.start("kajian")
    lab.complete(case_id, "Task_kaji", lengkap=True)
    first = lab.case(case_id).version_id
    gone = review(extra=[d.user("Task_baru")], flows=d.chain("Start_mulai", "Task_baru", "Task_jawab", "End_selesai"))
    gone = gone.replace('id="Task_kaji"', 'id="Task_lain"')
    other = d.process(
        "kajian",
        [d.start(), d.user("Task_lain"), d.user("Task_jawab"), d.end()],
        d.chain("Start_mulai", "Task_lain", "Task_jawab", "End_selesai"),
    )
    lab.deploy("kajian", kajian=other)

    lab.migrate(case_id, "kajian", agreed=True)
    lab.complete(case_id, "Task_jawab")

    event = next(event for event in lab.timeline(case_id) if event.kind == "case_migrated")
    assert event.what.from_ == str(first)
    assert event.what.to == str(lab.case(case_id).version_id) != str(first)
    assert lab.visits(case_id) == {"Start_mulai": 1, "Task_kaji": 1, "Task_jawab": 1, "End_selesai": 1}
    assert lab.flows(case_id)["Flow_start_mulai_task_kaji"] == 1
    with everywhere(lab.factory) as session:
        assert verify_history(session, verifier=None) == []


def test_a_task_that_every_new_case_does_first_is_not_left_out_silently(lab: Lab) -> None:
    lab.deploy("kajian", kajian=review(), kaji=KAJI)
    case_id = lab.start("kajian")
    first = review(
        extra=[d.user("Task_catat")],
        flows=d.chain("Start_mulai", "Task_catat", "Task_kaji", "Task_jawab", "End_selesai"),
    )
    lab.deploy("kajian", kajian=first, kaji=KAJI)

    with pytest.raises(MigrationRefusedError, match="persetujuan") as refused:
        lab.migrate(case_id, "kajian")
    assert [(r.kind, r.element) for r in plan_of(refused).remarks] == [("left_out", "Task_catat")]
    assert lab.case(case_id).version_number == 1

    lab.migrate(case_id, "kajian", agreed=True)
    assert lab.case(case_id).version_number == 2
    assert lab.open_tasks(case_id) == ["Task_kaji"]


def test_where_the_place_is_gone_only_a_drawn_mapping_moves_the_case(lab: Lab) -> None:
    lab.deploy("kajian", kajian=review(), kaji=KAJI)
    case_id = lab.start("kajian")
    lab.complete(case_id, "Task_kaji", lengkap=True)
    renamed = d.process(
        "kajian",
        [d.start(), d.user("Task_kaji", form="kaji"), d.user("Task_balas", role="penghubung"), d.end()],
        d.chain("Start_mulai", "Task_kaji", "Task_balas", "End_selesai"),
    )
    lab.deploy("kajian", kajian=renamed, kaji=KAJI)

    with pytest.raises(MigrationRefusedError) as refused:
        lab.migrate(case_id, "kajian")
    assert plan_of(refused).outcome is MoveVerdict.REFUSED
    with pytest.raises(MigrationRefusedError) as refused:
        lab.migrate(case_id, "kajian", mapping={("kajian", "Task_jawab"): "Task_tidak_ada"})
    assert [r.kind for r in plan_of(refused).remarks] == ["no_such_target"]

    before = lab.task(case_id, "Task_jawab").id
    lab.migrate(case_id, "kajian", mapping={("kajian", "Task_jawab"): "Task_balas"})
    task = lab.task(case_id, "Task_balas")
    assert (task.id, task.role, task.name) == (before, "penghubung", "Balas")
    lab.complete(case_id, "Task_balas")
    assert lab.case(case_id).end_element == "End_selesai"


def test_a_changed_role_and_deadline_reach_the_open_task_and_the_clock_does_not_begin_again(lab: Lab) -> None:
    lab.deploy("kajian", kajian=review(), kaji=KAJI)
    case_id = lab.start("kajian")
    due = lab.task(case_id, "Task_kaji").due_at
    started = lab.case(case_id).started_at
    lab.deploy("kajian", kajian=review(role="penghubung", due="hari_kerja(5)"), kaji=KAJI)
    lab.clock.set(lab.clock.now().replace(hour=lab.clock.now().hour) + (due - started) / 2 if due else started)

    moved = lab.migrate(case_id, "kajian")

    task = lab.task(case_id, "Task_kaji")
    assert task.role == "penghubung"
    assert task.due_at == lab.calendar.due(5, "hari_kerja", started).moment
    assert {(c[0], c[2]) for c in moved.changes} == {("task", "role"), ("task", "due")}


def with_timer(text: str) -> str:
    return review(
        extra=[d.boundary("Timer_telat", "Task_kaji", d.timer("timeDate", text)), d.operation("Task_tandai"), d.end("End_tanda")],
        flows=[
            *d.chain("Start_mulai", "Task_kaji", "Task_jawab", "End_selesai"),
            *d.chain("Timer_telat", "Task_tandai", "End_tanda"),
        ],
    )  # fmt: skip


@pytest.mark.parametrize("first", [None, "hari_kerja(2)"])
def test_a_deadline_added_or_changed_on_the_task_in_hand_counts_from_when_it_came(lab: Lab, first: str | None) -> None:
    lab.deploy("kajian", kajian=with_timer(first) if first else review(), kaji=KAJI)
    case_id = lab.start("kajian")
    started = lab.case(case_id).started_at
    lab.deploy("kajian", kajian=with_timer("hari_kerja(4)"), kaji=KAJI)

    moved = lab.migrate(case_id, "kajian")

    due = lab.calendar.due(4, "hari_kerja", started).moment
    assert [timer.due_at for timer in lab.case(case_id).timers] == [due]
    assert ("timer", "Timer_telat", "due") in {change[:3] for change in moved.changes}
    lab.at(due.isoformat())
    assert lab.called == ["Task_tandai"]
    lab.complete(case_id, "Task_kaji", lengkap=True)
    lab.complete(case_id, "Task_jawab")
    assert lab.case(case_id).status == "completed"


def test_a_deadline_that_was_removed_rings_no_more(lab: Lab) -> None:
    lab.deploy("kajian", kajian=with_timer("hari_kerja(2)"), kaji=KAJI)
    case_id = lab.start("kajian")
    lab.deploy("kajian", kajian=review(), kaji=KAJI)
    moved = lab.migrate(case_id, "kajian")
    assert "timer_removed" in {remark.kind for remark in moved.plan.remarks}
    assert lab.case(case_id).timers == ()
    lab.complete(case_id, "Task_kaji", lengkap=True)
    lab.complete(case_id, "Task_jawab")
    assert (lab.called, lab.case(case_id).status) == ([], "completed")


def test_an_answer_given_before_is_known_to_a_version_that_begins_to_read_it(lab: Lab) -> None:
    lab.deploy("kajian", kajian=review(), kaji=KAJI)
    case_id = lab.start("kajian")
    lab.complete(case_id, "Task_kaji", lengkap=True)
    asks = review(
        extra=[d.xor("Gateway_lengkap"), d.end("End_kurang")],
        flows=[
            *d.chain("Start_mulai", "Task_kaji", "Task_jawab", "Gateway_lengkap"),
            d.flow("Gateway_lengkap", "End_selesai", "lengkap = true"),
            d.flow("Gateway_lengkap", "End_kurang", "lengkap != true"),
        ],
    )
    lab.deploy("kajian", kajian=asks, kaji=KAJI)
    lab.migrate(case_id, "kajian")
    lab.complete(case_id, "Task_jawab")
    assert lab.case(case_id).end_element == "End_selesai"


def fork(second: str = "Task_b", *, join: bool = True, meeting: Callable[[str], d.Node] = d.parallel) -> str:
    end = "Gateway_temu" if join else "End_selesai"
    nodes = [d.start(), d.parallel("Gateway_bagi"), d.user("Task_a"), d.user(second), d.end()]
    flows = [
        *d.chain("Start_mulai", "Gateway_bagi", "Task_a", end),
        *d.chain("Gateway_bagi", second, end),
    ]
    if join:
        nodes.append(meeting("Gateway_temu"))
        flows += d.chain("Gateway_temu", "End_selesai")
    return d.process("kajian", nodes, flows)


def test_side_by_side_work_keeps_its_meeting_point_or_the_case_stays(lab: Lab) -> None:
    lab.deploy("kajian", kajian=fork())
    case_id = lab.start("kajian")
    lab.deploy("kajian", kajian=fork(join=False))
    with pytest.raises(MigrationRefusedError) as refused:
        lab.migrate(case_id, "kajian")
    assert {remark.kind for remark in plan_of(refused).remarks} == {"joins_changed"}
    lab.complete(case_id, "Task_a")
    with pytest.raises(MigrationRefusedError) as refused:
        lab.migrate(case_id, "kajian", agreed=True)
    assert ("removed", "Gateway_temu") in {(r.kind, r.element) for r in plan_of(refused).remarks}
    lab.complete(case_id, "Task_b")
    assert lab.case(case_id).status == "completed"


def outer(called: str) -> str:
    return d.process(
        "luar", [d.start(), d.call("Call_dalam", called), d.end()], d.chain("Start_mulai", "Call_dalam", "End_selesai")
    )


def inner(*tasks: str) -> str:
    names = [f"Task_{each}" for each in tasks]
    nodes = [d.start("Start_dalam"), *[d.user(each) for each in names], d.end("End_dalam")]
    return d.process("dalam", nodes, d.chain("Start_dalam", *names, "End_dalam"))


def test_a_case_inside_a_called_process_moves_with_it(lab: Lab) -> None:
    lab.deploy("luar", luar=outer("dalam"), dalam=inner("satu", "dua"))
    case_id = lab.start("luar")
    lab.deploy("luar", luar=outer("dalam"), dalam=inner("satu", "dua", "tiga"))
    assert lab.migrate(case_id, "luar").plan.outcome is MoveVerdict.SAFE
    for each in ("satu", "dua", "tiga"):
        lab.complete(case_id, f"Task_{each}")
    assert lab.case(case_id).status == "completed"


def test_an_ended_case_and_the_version_it_runs_on_are_refused(lab: Lab) -> None:
    lab.deploy("luar", luar=outer("dalam"), dalam=inner("satu"))
    case_id = lab.start("luar")
    with pytest.raises(MigrationRefusedError, match="sudah berjalan"):
        lab.migrate(case_id, "luar")
    lab.complete(case_id, "Task_satu")
    lab.deploy("luar", luar=outer("dalam"), dalam=inner("satu", "dua"))
    with pytest.raises(MigrationRefusedError, match="berakhir"):
        lab.migrate(case_id, "luar")


def test_the_impact_is_told_before_deploy_for_all_cases_at_once(lab: Lab) -> None:
    lab.deploy("kajian", kajian=review(), kaji=KAJI)
    at_review = [lab.start("kajian") for _ in range(3)]
    answering = lab.start("kajian")
    lab.complete(answering, "Task_kaji", lengkap=True)
    ended = lab.start("kajian")
    lab.complete(ended, "Task_kaji", lengkap=True)
    lab.complete(ended, "Task_jawab")
    other = d.process(
        "kajian",
        [d.start(), d.user("Task_kaji", form="kaji"), d.user("Task_balas"), d.end()],
        d.chain("Start_mulai", "Task_kaji", "Task_balas", "End_selesai"),
    )
    draft = read_bundle({"kajian.bpmn": other, "kaji.form": KAJI})

    with reading(lab.factory, INSTANSI) as session:
        first, second = workshop.impact(session, instansi_id=INSTANSI, process_id="kajian", bundle=draft)
        running = workshop.running_by_version(session, instansi_id=INSTANSI, process_id="kajian")

    assert (set(first.cases), first.plan.outcome) == (set(at_review), MoveVerdict.SAFE)
    assert (second.cases, second.plan.outcome) == ([answering], MoveVerdict.REFUSED)
    assert list(running.values()) == [4]


def test_the_difference_is_told_by_element_attribute_field_and_rule() -> None:
    old = read_bundle({"kajian.bpmn": with_timer("hari_kerja(2)"), "kaji.form": KAJI})
    new = read_bundle(
        {
            "kajian.bpmn": with_timer("hari_kerja(4)").replace('candidateGroups="admin"', 'candidateGroups="penghubung"', 1),
            "kaji.form": d.form("kaji", lengkap="checkbox", alasan="textarea"),
        }
    )  # fmt: skip
    told = {(c.part, c.kind, c.id, c.attribute, c.old, c.new) for c in differences(old, new)}
    assert told == {
        ("element", "changed", "Task_kaji", "role", "admin", "penghubung"),
        ("element", "changed", "Timer_telat", "timer", "hari_kerja(2)", "hari_kerja(4)"),
        ("field", "added", "alasan", "", "", ""),
    }
    assert differences(old, old) == []


def test_a_form_that_is_called_otherwise_is_told() -> None:
    named = KAJI.replace('"components"', '"properties": {"nama": "Kajian"}, "components"', 1)
    assert named != KAJI
    old, new = (read_bundle({"kajian.bpmn": review(), "kaji.form": each}) for each in (KAJI, named))
    (told,) = differences(old, new)
    assert (told.part, told.id, told.attribute, told.old, told.new) == ("form", "kaji", "name", "", "Kajian")


def test_what_only_lies_elsewhere_in_the_drawing_is_told_as_that() -> None:
    text = review()
    moved = text.replace('bpmnElement="Task_jawab"><dc:Bounds x="', 'bpmnElement="Task_jawab"><dc:Bounds x="9', 1)
    assert moved != text
    old, new = (read_bundle({"kajian.bpmn": each, "kaji.form": KAJI}) for each in (text, moved))
    assert [(c.kind, c.id) for c in differences(old, new)] == [("drawn", "Task_jawab")]


def test_a_case_inside_an_embedded_part_that_is_gone_stays_on_its_version(lab: Lab) -> None:
    part = d.subprocess(
        "Sub_kerja",
        [d.start("Start_kerja"), d.user("Task_dalam"), d.end("End_kerja")],
        d.chain("Start_kerja", "Task_dalam", "End_kerja"),
    )
    lab.deploy(
        "kajian",
        kajian=d.process("kajian", [d.start(), part, d.end()], d.chain("Start_mulai", "Sub_kerja", "End_selesai")),
    )
    case_id = lab.start("kajian")
    flat = d.process(
        "kajian", [d.start(), d.user("Task_dalam"), d.end()], d.chain("Start_mulai", "Task_dalam", "End_selesai")
    )
    lab.deploy("kajian", kajian=flat)
    with pytest.raises(MigrationRefusedError):
        lab.migrate(case_id, "kajian", agreed=True)
    lab.complete(case_id, "Task_dalam")
    assert lab.case(case_id).status == "completed"
