"""A decree changed the calendar: give waiting deadlines their new moment, and say so in the history."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

from sqlalchemy import select, union
from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.db import UNAVAILABLE, SessionFactory, reading, unit_of_work
from engine.errors import CaseBrokenError
from engine.models import Case, CaseStatus, Task, TaskState, Timer
from engine.record import chain
from engine.record.events import DeadlinesRecomputed
from engine.record.parts import MovedDeadline
from engine.running.commands.case_run import CaseRun
from engine.running.commands.incidents import record_incident
from engine.running.commands.rows import locked_case, save_case
from engine.running.runtime import Runtime


def recompute_deadlines(factory: SessionFactory, runtime: Runtime, *, instansi_id: str, decree: str, by: Actor) -> int:
    """Recompute every waiting deadline of an instansi; gives how many moved. One transaction per case.

    Deadlines already past are not rewritten: a breach stays a breach. Running it twice changes nothing more. A case
    that cannot be recomputed becomes an incident; the others move all the same.
    """
    with reading(factory, instansi_id) as session:
        case_ids = list(_affected(session, runtime, instansi_id))
    moved = 0
    for case_id in case_ids:
        try:
            with unit_of_work(factory, instansi_id) as session:
                moved += _recompute_case(session, runtime, locked_case(session, instansi_id, case_id), decree, by)
        except UNAVAILABLE:
            raise
        except Exception as error:  # whatever it is: one case must not keep the others from their new moments
            cause = error.cause if isinstance(error, CaseBrokenError) else error
            with unit_of_work(factory, instansi_id) as session:
                record_incident(session, runtime, broken=CaseBrokenError(instansi_id, case_id, "", cause))
    return moved


def _affected(session: Session, runtime: Runtime, instansi_id: str) -> Iterator[uuid.UUID]:
    now = runtime.clock.now()
    timers = select(Timer.case_id).where(Timer.instansi_id == instansi_id, Timer.due_at > now)
    tasks = select(Task.case_id).where(
        Task.instansi_id == instansi_id, Task.state == TaskState.OPEN, Task.sort_due_at > now, Task.due_at.is_not(None)
    )
    yield from session.scalars(union(timers, tasks))


def _recompute_case(session: Session, runtime: Runtime, case: Case, decree: str, by: Actor) -> int:
    if case.status != CaseStatus.RUNNING:
        return 0
    run = CaseRun(session, runtime, case, actor=by)
    run.load()
    changes = [*_move_timers(session, run), *_move_tasks(session, run)]
    if changes:
        case.state = run.execution.save()
        case.next_due_at = min((timer.due for timer in run.execution.timers()), default=None)
        chain.append(
            session,
            case,
            DeadlinesRecomputed(decree=decree, moved=tuple(changes)),
            at=run.now,
            actor=by,
            signer=runtime.signer,
        )
        save_case(session, case)
    return len(changes)


def _move_timers(session: Session, run: CaseRun) -> Iterator[MovedDeadline]:
    case, calendar = run.case, run.execution.calendar
    for row in session.scalars(select(Timer).where(Timer.instansi_id == case.instansi_id, Timer.case_id == case.id)):
        if row.rule is None or row.due_at <= run.now:
            continue
        deadline = calendar.recompute(row.rule)
        if deadline.moment == row.due_at and deadline.provisional == row.provisional:
            continue
        old = row.due_at
        row.due_at, row.provisional, row.rule = deadline.moment, deadline.provisional, deadline.to_rule()
        run.execution.reschedule(row.step_id, row.element, row.due_at, row.rule, row.provisional)
        if old != row.due_at:
            yield MovedDeadline("timer", row.element, old, row.due_at)


def _move_tasks(session: Session, run: CaseRun) -> Iterator[MovedDeadline]:
    case, calendar = run.case, run.execution.calendar
    query = select(Task).where(
        Task.instansi_id == case.instansi_id, Task.case_id == case.id, Task.state == TaskState.OPEN
    )
    for row in session.scalars(query):
        if row.due_rule is None or row.due_at is None or row.due_at <= run.now:
            continue
        deadline = calendar.recompute(row.due_rule)
        old = row.due_at
        row.due_at = row.sort_due_at = deadline.moment
        row.due_provisional, row.due_rule = deadline.provisional, deadline.to_rule()
        if old != row.due_at:
            yield MovedDeadline("task", row.element, old, row.due_at)
