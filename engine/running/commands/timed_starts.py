"""Processes that start by the clock."""

from __future__ import annotations

from datetime import datetime, tzinfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.actors import SISTEM
from engine.db import SessionFactory
from engine.definition.bundle import Bundle
from engine.definition.diagram import Element
from engine.definition.expressions import compile_expression, unwrap
from engine.definition.timer_text import (
    ISO_DURATION,
    ISO_MOMENT,
    after_duration,
    following,
    moment_of,
    rhythm_of,
    rounds,
)
from engine.definition.versions import bundle_of, current_version
from engine.models import StartTimer, new_id
from engine.running.commands.start import start_case
from engine.running.due import attempt, each_due
from engine.running.runtime import Runtime
from engine.running.spiff.scope import CaseScope


def schedule_starts(
    session: Session, runtime: Runtime, *, instansi_id: str, process_id: str, bundle: Bundle, before: Bundle | None
) -> None:
    """Write the next moment of each timer start event of a process; `before` is the version it replaces.

    A start whose timer is the same as before keeps its rhythm: what has fired does not fire again, and a monthly start
    comes on its day however often the process is deployed. Raises ExpressionError when a moment cannot be worked out.
    """
    query = select(StartTimer).where(StartTimer.instansi_id == instansi_id, StartTimer.process_id == process_id)
    known = {row.element: row for row in session.scalars(query)}
    wanted = {e.id: e for e in bundle.diagrams[process_id].start_events() if e.event == "timer"}
    for element_id, row in known.items():
        old = before.element(process_id, element_id) if before else None
        if old is not None and element_id in wanted and wanted[element_id].timer == old.timer:
            del wanted[element_id]
        else:
            session.delete(row)
    session.flush()
    for element in wanted.values():
        due, left = _first(session, runtime, instansi_id, element)
        session.add(
            StartTimer(instansi_id=instansi_id, process_id=process_id, element=element.id, due_at=due, left=left)
        )


def fire_starts(factory: SessionFactory, runtime: Runtime, *, limit: int = 100) -> int:
    """Start what is due to start; gives how many. The new case and the next moment commit together.

    What was missed while no worker ran is started once for each moment that was missed, as of that moment.
    """
    query = select(StartTimer).where(StartTimer.due_at <= runtime.clock.now()).order_by(StartTimer.due_at)
    return each_due(factory, query, lambda session, row: _start(session, runtime, row), limit=limit)


def _start(session: Session, runtime: Runtime, row: StartTimer) -> None:
    version = current_version(session, row.instansi_id, row.process_id)
    element = bundle_of(session, row.instansi_id, version.id).diagrams[row.process_id].elements[row.element]
    due = row.due_at or runtime.clock.now()
    row.left = row.left - 1 if row.left > 0 else row.left
    zone = runtime.calendar_for(session, row.instansi_id).zone
    row.due_at = _next(element, due, zone) if row.left else None
    failure = attempt(
        session,
        lambda: start_case(
            session,
            runtime,
            instansi_id=row.instansi_id,
            process_id=row.process_id,
            case_id=new_id(),
            start_element=row.element,
            variables={},
            by=SISTEM,
            acted_at=due,
        ),
    )
    if failure is not None:
        runtime.alarm(f"proses {row.process_id} gagal dimulai oleh {row.element}: {failure}")


def _first(session: Session, runtime: Runtime, instansi_id: str, element: Element) -> tuple[datetime | None, int]:
    now, text = runtime.clock.now(), unwrap(element.timer)
    if rhythm := rhythm_of(text):
        number, due = rhythm.after(now) or (0, None)
        left = rhythm.count - number if rhythm.count > 0 else -1
        return due, left if due else 0
    calendar = runtime.calendar_for(session, instansi_id)
    if cycle := following(text, now, calendar.zone):
        return cycle, rounds(text)
    if ISO_DURATION.match(text):
        return after_duration(now, text), 1
    if ISO_MOMENT.match(text):
        return datetime.fromisoformat(text), 1
    scope = CaseScope(now, calendar, {}, {})
    return moment_of(compile_expression(text).evaluate(scope), text), 1


def _next(element: Element, last: datetime, zone: tzinfo) -> datetime | None:
    if rhythm := rhythm_of(element.timer):
        found = rhythm.after(last)
        return found[1] if found else None
    return following(element.timer, last, zone)
