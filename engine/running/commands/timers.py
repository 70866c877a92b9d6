"""Fire what is due: one transaction per case, shared by any number of workers."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from engine.actors import SISTEM
from engine.catalogue import _
from engine.db import UNAVAILABLE, SessionFactory, unit_of_work
from engine.errors import CaseBrokenError
from engine.government import bind, crossing
from engine.models import Case, CaseStatus
from engine.record.events import TimersFired
from engine.record.parts import RungTimer
from engine.running.commands.case_run import CaseRun
from engine.running.commands.incidents import record_incident, resolve_incidents
from engine.running.commands.rows import CASE, first_locked, save_case
from engine.running.runtime import Runtime

PROMPT = timedelta(hours=1)
"""A worker that comes within this time acts as of the moment that was due: what the end of a day begins, begins on that
day, although the worker sees it on the next. A later one acts as of now, so that no period begins long before anybody
can know of it."""

NEXT_DUE = (
    select(CASE)
    .where(CASE.c.next_due_at <= bindparam("now"), CASE.c.status == CaseStatus.RUNNING)
    .order_by(CASE.c.next_due_at)
    .limit(1)
    .with_for_update(skip_locked=True)
)


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
            try:
                _fire(session, runtime, case)
            except (*UNAVAILABLE, CaseBrokenError):
                raise
            except Exception as error:  # whatever it is: one case must not stop the others
                raise CaseBrokenError(case.instansi_id, case.id, "", error) from error
    except CaseBrokenError as broken:
        with unit_of_work(factory, broken.instansi_id) as session:
            record_incident(session, runtime, broken=broken)
    return True


def _next_due(session: Session, runtime: Runtime) -> Case | None:
    with crossing(session, why="the worker fires what is due in any government"):
        case = first_locked(session, NEXT_DUE, {"now": runtime.clock.now()})
    if case is not None:
        bind(session, case.instansi_id)
    return case


def _fire(session: Session, runtime: Runtime, case: Case) -> None:
    run = CaseRun(session, runtime, case, actor=SISTEM)
    run.load()
    due = sorted((timer for timer in run.known_timers.values() if timer.due <= run.now), key=lambda timer: timer.due)
    if run.known_timers and not due:  # an operator's retry before anything rings
        case.next_due_at = min(timer.due for timer in run.known_timers.values())
        save_case(session, case)
        return
    fired = tuple(RungTimer(timer.element, timer.due) for timer in due)
    if due and run.now - due[-1].due <= PROMPT:
        run.execution.now = due[-1].due
    run.fire()
    if run.known_timers == run.execution.timers_by_key() and not run.execution.ended:
        raise CaseBrokenError(
            case.instansi_id,
            case.id,
            fired[0].element if fired else "",
            RuntimeError(_("tidak ada timer yang berbunyi")),
        )
    run.store(TimersFired(fired=fired), element=fired[0].element if fired else "")
    resolve_incidents(session, case, run.now)
