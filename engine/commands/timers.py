"""Fire what is due: one transaction per case, shared by any number of workers."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.actors import SISTEM
from engine.commands.case_run import CaseRun
from engine.commands.incidents import record_incident, resolve_incidents
from engine.db import SessionFactory, unit_of_work
from engine.errors import CaseBrokenError
from engine.models import Case, CaseStatus, Timer
from engine.runtime import Runtime


def fire_due(factory: SessionFactory, runtime: Runtime, *, limit: int = 100) -> int:
    """Fire the timers of up to `limit` cases that are due now; gives how many cases were handled.

    The state, the timer rows and the history commit together, so a killed worker leaves the timer due and no trace.
    Another worker's case is skipped, not waited for. A case whose diagram raises becomes an incident with back-off.
    """
    handled = 0
    while handled < limit and _fire_next(factory, runtime):
        handled += 1
    return handled


def _fire_next(factory: SessionFactory, runtime: Runtime) -> bool:
    try:
        with unit_of_work(factory) as session:
            case = _next_due(session, runtime)
            if case is None:
                return False
            _fire(session, runtime, case)
    except CaseBrokenError as broken:
        with unit_of_work(factory) as session:
            record_incident(session, runtime, broken=broken)
    return True


def _next_due(session: Session, runtime: Runtime) -> Case | None:
    query = (
        select(Case)
        .where(Case.next_due_at <= runtime.clock.now(), Case.status == CaseStatus.RUNNING)
        .order_by(Case.next_due_at)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    return session.scalars(query).one_or_none()


def _fire(session: Session, runtime: Runtime, case: Case) -> None:
    run = CaseRun(session, runtime, case, actor=SISTEM)
    due = [
        row
        for row in session.scalars(
            select(Timer).where(Timer.instansi_id == case.instansi_id, Timer.case_id == case.id).order_by(Timer.due_at)
        )
        if row.due_at <= run.now
    ]
    fired = [[row.element, row.due_at.isoformat()] for row in due]
    run.load()
    before = {(t.step_id, t.element, t.due) for t in run.execution.timers()}
    run.fire()
    after = {(t.step_id, t.element, t.due) for t in run.execution.timers()}
    if before == after and not run.execution.ended:
        raise CaseBrokenError(
            case.instansi_id, case.id, fired[0][0] if fired else "", RuntimeError("tidak ada timer yang berbunyi")
        )
    run.store(kind="timer_fired", element=fired[0][0] if fired else "", extra={"fired": fired})
    resolve_incidents(session, case, run.now)
