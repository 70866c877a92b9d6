"""Several people and workers at the same case at the same moment: one wins, the others hear so, nothing is lost."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier, Event
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from engine.db import reading, unit_of_work
from engine.errors import ConflictError, EngineError, NotWaitingError, TaskClaimedError, TaskGoneError
from engine.models import Case
from engine.record import chain
from engine.record.events import TaskCompleted
from engine.running import commands
from engine.running.commands.rows import locked_case, save_case
from tests.engine.test_running import LAGI, loop
from tests.support import diagrams as d
from tests.support.lab import ADMIN, INSTANSI, RIVAL, Lab

WAIT_SECONDS = 30


def at_once(*calls: Callable[[], Any]) -> list[Any]:
    """Run all calls in threads of their own that start together; results or refusals, in order."""
    barrier = Barrier(len(calls))

    def run(call: Callable[[], Any]) -> Any:
        barrier.wait(WAIT_SECONDS)
        try:
            return call()
        except EngineError as refusal:
            return refusal

    with ThreadPoolExecutor(len(calls)) as pool:
        return [future.result(WAIT_SECONDS) for future in [pool.submit(run, call) for call in calls]]


def finishing(lab: Lab, task_id: uuid.UUID, *, by: Any = ADMIN, token: str = "t") -> Callable[[], Any]:
    def call() -> Any:
        with unit_of_work(lab.factory, INSTANSI) as session:
            return commands.complete(
                session, lab.runtime, instansi_id=INSTANSI, task_id=task_id, by=by, answers={"lagi": True}, token=token
            )

    return call


def looping(lab: Lab) -> uuid.UUID:
    lab.deploy("ulang", ulang=loop(), lagi=LAGI)
    return lab.start("ulang")


def test_a_double_click_completes_once(lab: Lab) -> None:
    case_id = looping(lab)
    for _ in range(5):
        task_id = lab.task(case_id, "Task_kerja").id
        results = at_once(*[finishing(lab, task_id, token="sama")] * 3)
        assert sorted(len(found) for found in results) == [0, 0, 1]
    assert lab.visits(case_id)["Task_kerja"] == 5
    assert lab.case(case_id).event_count == 6


def test_of_two_officers_exactly_one_completes(lab: Lab) -> None:
    case_id = looping(lab)
    for _ in range(5):
        task_id = lab.task(case_id, "Task_kerja").id
        results = at_once(finishing(lab, task_id), finishing(lab, task_id, by=RIVAL, token="lain"))
        refusals = [found for found in results if isinstance(found, EngineError)]
        assert len(refusals) == 1
        assert isinstance(refusals[0], TaskGoneError | ConflictError)
    assert lab.visits(case_id)["Task_kerja"] == 5


def test_of_two_officers_exactly_one_takes_a_task(lab: Lab) -> None:
    case_id = looping(lab)

    def taking(by: Any) -> Callable[[], Any]:
        def call() -> Any:
            with unit_of_work(lab.factory, INSTANSI) as session:
                task_id = lab.task(case_id, "Task_kerja").id
                return commands.claim(session, lab.runtime, instansi_id=INSTANSI, task_id=task_id, by=by)

        return call

    results = at_once(taking(ADMIN), taking(RIVAL))
    assert sum(isinstance(found, TaskClaimedError) for found in results) == 1
    assert [event.kind for event in lab.timeline(case_id)] == ["case_started", "task_claimed"]


def test_a_message_sent_twice_is_heard_once(lab: Lab) -> None:
    nodes = [d.start(), d.receive("Task_tunggu"), d.user("Task_a"), d.end()]
    lab.deploy("pesan", pesan=d.process("pesan", nodes, d.chain("Start_mulai", "Task_tunggu", "Task_a", "End_selesai")))
    case_id = lab.start("pesan")
    results = at_once(*[lambda: lab.send(case_id)] * 3)
    assert sum(isinstance(found, NotWaitingError) for found in results) == 2
    assert lab.visits(case_id) == {"Start_mulai": 1, "Task_tunggu": 1}


def test_two_branches_completed_together_both_count(lab: Lab) -> None:
    names = ["Task_a", "Task_b", "Task_c"]
    text_ = d.process(
        "sejajar",
        [d.start(), d.parallel("Gateway_bagi"), *map(d.user, names), d.parallel("Gateway_temu"), d.end()],
        [*d.chain("Start_mulai", "Gateway_bagi"), *[f for n in names for f in d.chain("Gateway_bagi", n, "Gateway_temu")],
         *d.chain("Gateway_temu", "End_selesai")],
    )  # fmt: skip
    lab.deploy("sejajar", sejajar=text_)
    case_id = lab.start("sejajar")
    tasks = [lab.task(case_id, name).id for name in names]
    results = at_once(*[finishing(lab, task_id, token=str(task_id)) for task_id in tasks])
    assert [found for found in results if isinstance(found, EngineError)] == []
    assert lab.case(case_id).status == "completed"
    assert [event.number for event in lab.timeline(case_id)] == [1, 2, 3, 4]


def store_a_step(session: Session, case: Case) -> None:
    chain.append(session, case, TaskCompleted(task="t", process="p"), at=case.started_at, actor=ADMIN)


def test_a_stale_writer_is_told_and_overwrites_nothing(lab: Lab) -> None:
    """A case that was read before somebody else wrote it cannot be stored."""
    case_id = looping(lab)
    with reading(lab.factory, INSTANSI) as session:
        stale = locked_case(session, INSTANSI, case_id)
        session.rollback()
    lab.complete(case_id, "Task_kerja", lagi=True)
    after = lab.case(case_id)
    for store in (store_a_step, save_case):
        with pytest.raises(ConflictError), unit_of_work(lab.factory, INSTANSI) as session:
            store(session, stale)
    assert lab.case(case_id) == after
    assert len(lab.timeline(case_id)) == 2


def interrupted() -> str:
    return d.process(
        "sela",
        [d.start(), d.user("Task_kerja"),
         d.boundary("Timer_habis", "Task_kerja", d.timer("timeDate", "hari_kerja(1)"), interrupting=True),
         d.end("End_habis"), d.end()],
        [*d.chain("Start_mulai", "Task_kerja", "End_selesai"), *d.chain("Timer_habis", "End_habis")],
    )  # fmt: skip


def test_an_officer_at_the_very_moment_when_the_deadline_interrupts(postgresql_lab: Lab) -> None:
    """The worker holds the case; the officer waits for it and then hears that the task is gone. No deadlock."""
    lab = postgresql_lab
    lab.deploy("sela", sela=interrupted())
    case_id = lab.start("sela")
    task_id = lab.task(case_id, "Task_kerja").id
    lab.clock.set(lab.case(case_id).timers[0].due_at)
    working, held = Event(), Event()

    def calendar(_session: Any, _instansi: str) -> Any:
        working.set()  # the worker has locked the case and is about to run it
        assert held.wait(WAIT_SECONDS)
        return lab.calendar

    runtime = replace(lab.runtime, calendar_for=calendar)
    with ThreadPoolExecutor(2) as pool:
        worker: Future[int] = pool.submit(commands.fire_due, lab.factory, runtime, limit=1)
        assert working.wait(WAIT_SECONDS)
        officer = pool.submit(finishing(lab, task_id))
        wait_until_blocked(lab)
        held.set()
        assert worker.result(WAIT_SECONDS) == 1
        with pytest.raises(TaskGoneError):
            officer.result(WAIT_SECONDS)
    case = lab.case(case_id)
    assert (case.status, case.end_element) == ("completed", "End_habis")
    assert [event.kind for event in lab.timeline(case_id)] == ["case_started", "timer_fired"]


def wait_until_blocked(lab: Lab) -> None:
    """Until PostgreSQL says that somebody waits for a lock in this database."""
    query = text(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    )
    pause = Event()
    for _ in range(WAIT_SECONDS * 100):
        with reading(lab.factory, INSTANSI) as session:
            if session.scalar(query):
                return
        pause.wait(0.01)
    raise AssertionError("nobody waits")
