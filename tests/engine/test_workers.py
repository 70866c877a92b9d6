"""Real workers, killed without warning: every deadline fires exactly once. A database that goes comes back."""

from __future__ import annotations

import logging
import signal
import uuid
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from threading import Event as Flag
from typing import Any

import pytest
from sqlalchemy import event, select, text
from sqlalchemy.exc import OperationalError

import engine.running.worker
from engine.db import make_engine, make_session_factory, unit_of_work
from engine.models import Case, CaseStatus, Event, Timer
from engine.record.examining import verify_history
from engine.running import commands
from engine.running.worker import Worker
from tests.support import diagrams as d
from tests.support.everywhere import everywhere, seen_everywhere
from tests.support.lab import INSTANSI, OUTSIDER, Lab
from tests.support.worker_process import Process

DUE = "2026-03-11T00:00+08:00"
"""Tuesday 10 March is over."""
WAIT_SECONDS = 60


def timed() -> str:
    return d.process(
        "jam",
        [d.start(), d.catch("Event_jam", d.timer("timeDate", "hari_kerja(1)")), d.operation("Task_tandai"), d.end()],
        d.chain("Start_mulai", "Event_jam", "Task_tandai", "End_selesai"),
    )


def waiting_cases(lab: Lab, count: int) -> set[uuid.UUID]:
    """That many cases whose deadline is the same moment, made in one transaction."""
    lab.deploy("jam", jam=timed())
    made = {uuid.uuid4() for _ in range(count)}
    with unit_of_work(lab.factory, INSTANSI) as session:
        for case_id in made:
            commands.start_case(
                session, lab.runtime, instansi_id=INSTANSI, process_id="jam", case_id=case_id,
                start_element="Start_mulai", variables={}, by=OUTSIDER,
            )  # fmt: skip
    return made


def fired(lab: Lab) -> Counter[uuid.UUID]:
    with everywhere(lab.factory) as session:
        return Counter(session.scalars(select(Event.case_id).where(Event.kind == "timer_fired")))


def until(condition: Callable[[], bool], what: str) -> None:
    """Look again and again, at most a minute."""
    pause = Flag()
    for _ in range(WAIT_SECONDS * 50):
        if condition():
            return
        pause.wait(0.02)
    raise AssertionError(what)


def url_of(lab: Lab) -> str:
    found: str = lab.factory.kw["bind"].url.render_as_string(hide_password=False)
    return found


def assert_each_once(lab: Lab, cases: set[uuid.UUID]) -> None:
    assert fired(lab) == dict.fromkeys(cases, 1)
    with seen_everywhere(lab.factory) as session:
        assert set(session.scalars(select(Case.status))) == {CaseStatus.COMPLETED}
        assert list(session.scalars(select(Timer.id))) == []
        assert verify_history(session, verifier=None) == []
    assert all(lab.visits(case_id)["Task_tandai"] == 1 for case_id in sorted(cases)[:5])


@pytest.mark.postgresql
def test_two_workers_one_killed_in_the_middle_of_a_step(postgresql_lab: Lab) -> None:
    lab = postgresql_lab
    cases = waiting_cases(lab, 320)
    doomed, survivor = Process(url_of(lab), DUE, hang_at=25), Process(url_of(lab), DUE)
    try:
        for process in (doomed, survivor):
            process.expect("siap")
        for process in (doomed, survivor):
            process.go()
        doomed.expect("macet")
        # The one case in the dead worker's hands is held, and holds up no other.
        until(lambda: fired(lab).total() == len(cases) - 1, "the survivor did not fire the others")
        assert doomed.end(signal.SIGKILL) == -signal.SIGKILL
        until(lambda: fired(lab).total() >= len(cases), "the last one was lost")
        assert survivor.end(signal.SIGTERM) == 0
    finally:
        doomed.end(signal.SIGKILL)
        survivor.end(signal.SIGKILL)
    assert_each_once(lab, cases)


def test_a_killed_worker_is_started_again_and_takes_up_where_it_stopped(lab: Lab) -> None:
    cases = waiting_cases(lab, 40)
    url = url_of(lab)
    for hang_at in (1, 12, 0):
        process = Process(url, DUE, hang_at=hang_at)
        try:
            process.expect("siap")
            process.go()
            if hang_at:
                process.expect("macet")
                assert process.end(signal.SIGKILL) == -signal.SIGKILL
            else:
                until(lambda: fired(lab).total() >= len(cases), "some were lost")
                assert process.end(signal.SIGTERM) == 0
        finally:
            process.end(signal.SIGKILL)
    assert_each_once(lab, cases)


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine.running.worker, "POLL_SECONDS", 0.01)
    monkeypatch.setattr(engine.running.worker, "AFTER_DATABASE_LOSS_SECONDS", 0.05)


class Running:
    """A worker in a thread of this process, stopped at the end."""

    def __init__(self, worker: Worker) -> None:
        self.worker = worker

    def __enter__(self) -> Worker:
        self.pool = ThreadPoolExecutor(1)
        self.future = self.pool.submit(self.worker.run)
        return self.worker

    def __exit__(self, *_: object) -> None:
        self.worker.stop.set()
        self.pool.shutdown()
        self.future.result()


@pytest.mark.usefixtures("impatient")
def test_the_connection_is_cut_in_the_middle_of_a_step(postgresql_lab: Lab, caplog: pytest.LogCaptureFixture) -> None:
    lab = postgresql_lab
    cases = waiting_cases(lab, 3)
    cuts: list[int] = []
    note = lab._note

    def note_and_cut(context: Any) -> Any:
        if not cuts:
            cuts.append(cut_connections(lab))
        return note(context)

    lab._note = note_and_cut  # type: ignore[method-assign]
    lab.clock.set(datetime.fromisoformat(DUE))
    with caplog.at_level(logging.WARNING, "alur.worker"), Running(Worker(lab.factory, lab.runtime, lambda _: None)):
        until(lambda: bool(cuts) and all_fired(lab, 3), "the worker did not come back")
    assert cuts[0] >= 1
    assert "basis data tidak terjangkau" in caplog.text
    assert_each_once(lab, cases)


def all_fired(lab: Lab, count: int) -> bool:
    """Whether so many have fired; the question itself may be cut off, too, and is then asked again."""
    try:
        return fired(lab).total() >= count
    except OperationalError:
        return False


def cut_connections(lab: Lab) -> int:
    """Ends every other session of this database, as a restart of the server does."""
    query = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    own = make_engine(url_of(lab))
    with own.connect() as connection:
        count: int = connection.execute(text(query)).scalar_one()
    own.dispose()
    return count


@pytest.mark.usefixtures("impatient")
def test_a_database_that_is_not_there_yet(postgresql_lab: Lab) -> None:
    lab = postgresql_lab
    cases = waiting_cases(lab, 2)
    lab.clock.set(datetime.fromisoformat(DUE))
    nobody = make_engine("postgresql://nobody@127.0.0.1:9/nowhere")
    factory = make_session_factory(nobody)
    tries: list[object] = []
    event.listen(nobody, "do_connect", lambda *_: tries.append(1))
    with Running(Worker(factory, lab.runtime, lambda _: None)):
        until(lambda: len(tries) > 2, "the worker gave up")
        factory.configure(bind=lab.factory.kw["bind"])
        until(lambda: fired(lab).total() >= 2, "the worker did not come back")
    nobody.dispose()
    assert_each_once(lab, cases)


@pytest.mark.usefixtures("impatient")
def test_a_locked_file_is_waited_for(sqlite_lab: Lab, caplog: pytest.LogCaptureFixture) -> None:
    lab = sqlite_lab
    cases = waiting_cases(lab, 3)
    hurried = make_engine(url_of(lab))
    event.listen(hurried, "connect", lambda connection, _record: connection.execute("PRAGMA busy_timeout=20"))
    lab.clock.set(datetime.fromisoformat(DUE))
    with caplog.at_level(logging.WARNING, "alur.worker"), everywhere(lab.factory) as writer:
        writer.execute(text("SELECT 1"))  # BEGIN IMMEDIATE: nobody else may write now
        running = Running(Worker(make_session_factory(hurried), lab.runtime, lambda _: None))
        running.__enter__()
        until(lambda: "tidak terjangkau" in caplog.text, "the worker did not notice")
    until(lambda: fired(lab).total() >= 3, "the worker did not come back")
    running.__exit__()
    hurried.dispose()
    assert_each_once(lab, cases)


def test_a_worker_stops_when_it_is_told_to(sqlite_lab: Lab) -> None:
    worker = Worker(sqlite_lab.factory, sqlite_lab.runtime, lambda _: None)
    with Running(worker):
        assert worker.turn() == 0
    assert worker.stop.is_set()
