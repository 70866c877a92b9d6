"""A running case is put right: exactly the state that was seen, nothing stuck afterwards, told with before and after."""

from __future__ import annotations

import uuid
from typing import Any

import pytest

from engine.actors import Actor
from engine.db import reading
from engine.errors import InterventionRefusedError, NotAllowedError
from engine.models import Case
from engine.record.examining import verify_history, verify_tables
from engine.running import commands, queries
from engine.running.commands import Order
from engine.running.queries import EventView, StandingCase
from tests.support import diagrams as d
from tests.support.everywhere import everywhere
from tests.support.lab import ADMIN, INSTANSI, RIVAL, Lab


def standing(lab: Lab, case_id: uuid.UUID) -> StandingCase:
    with reading(lab.factory, INSTANSI) as session:
        return queries.standing_case(session, lab.runtime, instansi_id=INSTANSI, case_id=case_id)


def order(lab: Lab, case_id: uuid.UUID, **given: Any) -> Order:
    return Order(**({"by": RIVAL, "reason": "Salah langkah.", "seen": standing(lab, case_id).seen} | given))


def token(lab: Lab, case_id: uuid.UUID, element: str) -> uuid.UUID:
    return next(each.id for each in standing(lab, case_id).tokens if each.element.id == element)


def put(lab: Lab, command: Any, case_id: uuid.UUID, element: str, to: str = "", **given: Any) -> None:
    arguments: dict[str, Any] = {"to": to} if to else {}
    lab._do(
        command, case_id=case_id, step_id=token(lab, case_id, element), order=order(lab, case_id, **given), **arguments
    )


def told(lab: Lab, case_id: uuid.UUID) -> EventView:
    return [event for event in lab.timeline(case_id) if event.kind == "case_intervened"][-1]


def whole(lab: Lab) -> None:
    with everywhere(lab.factory) as session:
        assert verify_history(session, verifier=None) == []
        assert verify_tables(session).breaks == []


def finish(lab: Lab, case_id: uuid.UUID) -> None:
    """Every open task is done until none is left: the case comes to its end."""
    for _turn in range(12):
        case = lab.case(case_id)
        if case.status != "running":
            break
        lab.complete(case_id, case.open_tasks[0].element)
        whole(lab)
    assert lab.case(case_id).status == "completed"


def line(*, watched: bool = False) -> str:
    nodes = [d.start(), d.user("Task_kaji", due="hari_kerja(3)"), d.user("Task_jawab", due="hari_kerja(5)"), d.end()]
    flows = d.chain("Start_mulai", "Task_kaji", "Task_jawab", "End_selesai")
    if watched:
        for host in ("kaji", "jawab"):
            nodes += [
                d.boundary(f"Timer_{host}", f"Task_{host}", d.timer("timeDate", "hari_kerja(2)")),
                d.operation(f"Task_ingat_{host}"),
                d.end(f"End_{host}"),
            ]
            flows += d.chain(f"Timer_{host}", f"Task_ingat_{host}", f"End_{host}")
    return d.process("kajian", nodes, flows)


def forked() -> str:
    return d.process(
        "kajian",
        [d.start(), d.parallel("Gateway_bagi"), d.user("Task_satu"), d.user("Task_satu_lagi"), d.user("Task_dua"),
         d.parallel("Gateway_temu"), d.user("Task_akhir"), d.end()],
        [*d.chain("Start_mulai", "Gateway_bagi", "Task_satu", "Task_satu_lagi", "Gateway_temu", "Task_akhir", "End_selesai"),
         *d.chain("Gateway_bagi", "Task_dua", "Gateway_temu")],
    )  # fmt: skip


@pytest.mark.parametrize("watched", [False, True])
def test_a_token_moved_ahead_opens_the_work_there_and_its_deadlines_begin(lab: Lab, watched: bool) -> None:
    lab.deploy("kajian", kajian=line(watched=watched))
    case_id = lab.start("kajian")

    put(lab, commands.move_token, case_id, "Task_kaji", "Task_jawab", asked_by=ADMIN.id, asked_at=lab.clock.now())

    assert lab.open_tasks(case_id) == ["Task_jawab"]
    assert list(lab.timers(case_id)) == (["Timer_jawab"] if watched else [])
    row = told(lab, case_id)
    assert (row.what.intervention, row.element, row.what.to) == ("token_moved", "Task_kaji", "Task_jawab")
    assert (row.actor, row.what.asked_by, row.what.seen) == (RIVAL.id, ADMIN.id, 1)
    assert row.what.closed == ("Task_kaji",)
    assert row.answers["alasan_intervensi"] == (None, "Salah langkah.")
    whole(lab)
    finish(lab, case_id)


def test_a_token_moved_back_has_its_work_done_again(lab: Lab) -> None:
    lab.deploy("kajian", kajian=line(watched=True))
    case_id = lab.start("kajian")
    lab.complete(case_id, "Task_kaji")
    put(lab, commands.move_token, case_id, "Task_jawab", "Task_kaji")
    assert (lab.open_tasks(case_id), list(lab.timers(case_id))) == (["Task_kaji"], ["Timer_kaji"])
    lab.at(lab.case(case_id).timers[0].due_at.isoformat())
    assert lab.called == ["Task_ingat_kaji"]
    finish(lab, case_id)


def test_a_token_can_be_moved_to_an_end(lab: Lab) -> None:
    lab.deploy("kajian", kajian=line())
    case_id = lab.start("kajian")
    put(lab, commands.move_token, case_id, "Task_kaji", "End_selesai")
    assert (lab.case(case_id).status, lab.case(case_id).end_element) == ("completed", "End_selesai")
    whole(lab)


def test_a_token_moved_within_a_branch_still_meets_the_others(lab: Lab) -> None:
    lab.deploy("kajian", kajian=forked())
    case_id = lab.start("kajian")
    lab.complete(case_id, "Task_dua")
    put(lab, commands.move_token, case_id, "Task_satu", "Task_satu_lagi")
    assert lab.open_tasks(case_id) == ["Task_satu_lagi"]
    finish(lab, case_id)
    assert lab.visits(case_id)["Task_akhir"] == 1


@pytest.mark.parametrize(
    ("command", "element", "to", "words"),
    [
        (commands.move_token, "Task_satu", "Task_akhir", "tidak dapat sampai ke akhir"),
        (commands.move_token, "Task_satu", "Gateway_temu", "menggabungkan cabang"),
        (commands.move_token, "Task_satu", "Start_mulai", "tidak ada alur"),
        (commands.move_token, "Task_satu", "Task_dua", "sudah ada token"),
        (commands.move_token, "Task_satu", "Task_tidak_ada", "di bagian proses yang sama"),
        (commands.move_token, "Task_satu", "'; drop table", "di bagian proses yang sama"),
        (commands.cancel_token, "Task_satu", "", "tidak dapat sampai ke akhir"),
    ],
)
def test_what_would_leave_the_case_stuck_is_refused_and_nothing_is_written(
    lab: Lab, command: Any, element: str, to: str, words: str
) -> None:
    lab.deploy("kajian", kajian=forked())
    case_id = lab.start("kajian")
    before = lab.case(case_id)
    with pytest.raises(InterventionRefusedError, match=words):
        put(lab, command, case_id, element, to)
    assert lab.case(case_id) == before
    finish(lab, case_id)


def test_a_token_that_waits_at_a_join_stays(lab: Lab) -> None:
    lab.deploy("kajian", kajian=forked())
    case_id = lab.start("kajian")
    lab.complete(case_id, "Task_dua")
    with pytest.raises(InterventionRefusedError, match="menunggu cabang lain"):
        put(lab, commands.cancel_token, case_id, "Gateway_temu")
    with pytest.raises(InterventionRefusedError, match=r"menunggu|akhir"):
        put(lab, commands.move_token, case_id, "Gateway_temu", "Task_akhir")
    finish(lab, case_id)


def free_branches() -> str:
    return d.process(
        "kajian",
        [d.start(), d.inclusive("Gateway_bagi"), d.user("Task_satu"), d.user("Task_dua"), d.inclusive("Gateway_temu"),
         d.user("Task_akhir"), d.end()],
        [*d.chain("Start_mulai", "Gateway_bagi"), d.flow("Gateway_bagi", "Task_satu", "true"),
         d.flow("Gateway_bagi", "Task_dua", "true"), *d.chain("Task_satu", "Gateway_temu", "Task_akhir", "End_selesai"),
         *d.chain("Task_dua", "Gateway_temu")],
    )  # fmt: skip


@pytest.mark.parametrize("first_done", [False, True])
def test_a_branch_that_need_not_come_can_be_cancelled(lab: Lab, first_done: bool) -> None:
    lab.deploy("kajian", kajian=free_branches())
    case_id = lab.start("kajian")
    if first_done:
        lab.complete(case_id, "Task_satu")
    put(lab, commands.cancel_token, case_id, "Task_dua")
    assert lab.open_tasks(case_id) == (["Task_akhir"] if first_done else ["Task_satu"])
    assert told(lab, case_id).what.intervention == "token_cancelled"
    finish(lab, case_id)


def test_the_only_token_is_not_cancelled(lab: Lab) -> None:
    lab.deploy("kajian", kajian=line(watched=True))
    case_id = lab.start("kajian")
    with pytest.raises(InterventionRefusedError, match="pindahkan, jangan batalkan"):
        put(lab, commands.cancel_token, case_id, "Task_kaji")


def test_a_token_added_runs_beside_the_others(lab: Lab) -> None:
    lab.deploy("kajian", kajian=line(watched=True))
    case_id = lab.start("kajian")
    put(lab, commands.add_token, case_id, "Task_kaji", "Task_jawab")
    assert lab.open_tasks(case_id) == ["Task_jawab", "Task_kaji"]
    whole(lab)
    finish(lab, case_id)


@pytest.mark.parametrize("kind", ["embedded", "called", "embedded_for_each", "called_for_each"])
def test_tokens_move_in_every_scope_and_whole_parts_are_left(lab: Lab, kind: str) -> None:
    from tests.support.scopes import ScopedLab

    scoped = ScopedLab(lab.factory, lab.clock, scope=kind)
    scoped.deploy("kajian", kajian=line(watched=True))
    case_id = scoped.start("kajian", semua=["satu"])
    put(scoped, commands.move_token, case_id, "Task_kaji", "Task_jawab")
    assert (scoped.open_tasks(case_id), list(scoped.timers(case_id))) == (["Task_jawab"], ["Timer_jawab"])
    whole(scoped)
    around = next(
        t for t in standing(scoped, case_id).tokens if t.element.id in ("Sub_lapis1", "Call_lapis") and not t.fixed
    )
    scoped._do(commands.move_token, case_id=case_id, step_id=around.id, to="End_selesai", order=order(scoped, case_id))
    assert (scoped.case(case_id).status, scoped.timers(case_id)) == ("completed", {})
    whole(scoped)


def each_item() -> str:
    task = d.user("Task_tiap", body=d.instances("semua", "satuan"))
    return d.process(
        "kajian",
        [d.start(), task, d.user("Task_akhir"), d.end()],
        d.chain("Start_mulai", "Task_tiap", "Task_akhir", "End_selesai"),
    )


def test_one_of_several_instances_is_not_moved_alone_but_the_whole_step_is(lab: Lab) -> None:
    lab.deploy("kajian", kajian=each_item())
    case_id = lab.start("kajian", semua=["a", "b"])
    found = standing(lab, case_id).tokens
    one = next(each for each in found if each.fixed)
    with pytest.raises(InterventionRefusedError, match="langkah berulang"):
        lab._do(commands.cancel_token, case_id=case_id, step_id=one.id, order=order(lab, case_id))
    with pytest.raises(InterventionRefusedError, match="sudah ada token"):
        lab._do(commands.add_token, case_id=case_id, step_id=one.id, to="Task_tiap", order=order(lab, case_id))
    all_of_it = next(each for each in found if not each.fixed)
    lab._do(commands.move_token, case_id=case_id, step_id=all_of_it.id, to="Task_akhir", order=order(lab, case_id))
    assert lab.open_tasks(case_id) == ["Task_akhir"]
    whole(lab)
    put(lab, commands.move_token, case_id, "Task_akhir", "Task_tiap")
    assert lab.open_tasks(case_id) == ["Task_tiap", "Task_tiap"]
    whole(lab)
    finish(lab, case_id)


def test_an_order_holds_for_the_state_that_was_seen_alone(lab: Lab) -> None:
    lab.deploy("kajian", kajian=line())
    case_id = lab.start("kajian")
    earlier = standing(lab, case_id)
    lab._do(commands.claim, task_id=lab.task(case_id, "Task_kaji").id, by=ADMIN)
    step = earlier.tokens[0].id
    both = {"case_id": case_id, "step_id": step, "to": "Task_jawab"}
    lab._do(commands.move_token, **both, order=order(lab, case_id, seen=earlier.seen))  # taken in hand: the same state
    with pytest.raises(InterventionRefusedError, match="sudah bergerak"):
        lab._do(commands.move_token, **both, order=order(lab, case_id, seen=earlier.seen))


@pytest.mark.parametrize("reason", ["", "   ", "x" * 1_001])
def test_a_reason_is_compulsory_and_bounded(lab: Lab, reason: str) -> None:
    lab.deploy("kajian", kajian=line())
    case_id = lab.start("kajian")
    with pytest.raises(InterventionRefusedError, match="tulis mengapa"):
        put(lab, commands.move_token, case_id, "Task_kaji", "Task_jawab", reason=reason)


@pytest.mark.parametrize("seen", ["", "-", "99", "²-x", "1-" + "0" * 64, "9" * 5_000])
def test_a_forged_state_is_another_state(lab: Lab, seen: str) -> None:
    lab.deploy("kajian", kajian=line())
    case_id = lab.start("kajian")
    with pytest.raises(InterventionRefusedError, match="sudah bergerak"):
        put(lab, commands.move_token, case_id, "Task_kaji", "Task_jawab", seen=seen)


def test_a_task_is_given_to_somebody_else_and_back_to_the_list(lab: Lab) -> None:
    lab.deploy("kajian", kajian=line())
    case_id = lab.start("kajian")
    task = lab.task(case_id, "Task_kaji")
    lab._do(commands.claim, task_id=task.id, by=ADMIN)
    lab._do(commands.reassign, task_id=task.id, to=RIVAL, order=order(lab, case_id))
    assert lab.task(case_id, "Task_kaji").claimed_by == RIVAL.id
    assert told(lab, case_id).what.altered == ((str(task.id), "Task_kaji", "claimed_by", ADMIN.id, RIVAL.id),)
    whole(lab)
    lab._do(commands.reassign, task_id=task.id, to=None, order=order(lab, case_id))
    assert lab.task(case_id, "Task_kaji").claimed_by is None
    with pytest.raises(InterventionRefusedError, match="sudah di tangan"):
        lab._do(commands.reassign, task_id=task.id, to=None, order=order(lab, case_id))
    with pytest.raises(NotAllowedError):
        lab._do(commands.reassign, task_id=task.id, to=Actor("x", "Tanpa peran"), order=order(lab, case_id))
    whole(lab)
    finish(lab, case_id)


def test_a_case_that_ended_is_not_put_right(lab: Lab) -> None:
    lab.deploy("kajian", kajian=line())
    case_id = lab.start("kajian")
    seen, task = standing(lab, case_id).seen, lab.task(case_id, "Task_kaji")
    finish(lab, case_id)
    with pytest.raises(InterventionRefusedError, match="berakhir"):
        standing(lab, case_id)
    with pytest.raises(InterventionRefusedError, match="berakhir"):
        lab._do(commands.reassign, task_id=task.id, to=None, order=Order(ADMIN, "x", seen))


def test_a_failed_step_is_passed_by_moving_the_token_and_the_incident_is_over(lab: Lab) -> None:
    nodes = [d.start(), d.user("Task_kaji"), d.boundary("Timer_kaji", "Task_kaji", d.timer("timeDate", "hari_kerja(1)"), interrupting=True),
             d.operation("Task_rusak", "gagal"), d.xor("Gateway_temu"), d.user("Task_jawab"), d.end()]  # fmt: skip
    flows = [
        *d.chain("Start_mulai", "Task_kaji", "Gateway_temu", "Task_jawab", "End_selesai"),
        *d.chain("Timer_kaji", "Task_rusak", "Gateway_temu"),
    ]
    lab.deploy("kajian", kajian=d.process("kajian", nodes, flows))
    case_id, lab.broken = lab.start("kajian"), True
    lab.at("2026-03-20")
    with reading(lab.factory, INSTANSI) as session:
        assert len(queries.incidents(session, instansi_id=INSTANSI)) == 1
        seen = queries.state_seen(session.get_one(Case, (INSTANSI, case_id)))
    put(lab, commands.move_token, case_id, "Task_kaji", "Task_jawab", seen=seen)
    with reading(lab.factory, INSTANSI) as session:
        assert queries.incidents(session, instansi_id=INSTANSI) == []
    finish(lab, case_id)


def test_what_only_listens_is_no_token(lab: Lab) -> None:
    aside = d.subprocess(
        "Sub_tambahan",
        [d.start("Start_tambahan", d.message()), d.user("Task_catat"), d.end("End_catat")],
        d.chain("Start_tambahan", "Task_catat", "End_catat"),
        by_event=True,
    )
    aside = d.Node(aside.id, aside.xml.replace('isInterrupting="true"', ""), aside.inner, aside.flows)
    nodes = [d.start(), d.user("Task_kaji"), d.user("Task_jawab"), d.end(), aside]
    lab.deploy(
        "kajian", kajian=d.process("kajian", nodes, d.chain("Start_mulai", "Task_kaji", "Task_jawab", "End_selesai"))
    )
    case_id = lab.start("kajian")
    assert [each.element.id for each in standing(lab, case_id).tokens] == ["Task_kaji"]
    put(lab, commands.move_token, case_id, "Task_kaji", "Task_jawab")
    whole(lab)
    finish(lab, case_id)
