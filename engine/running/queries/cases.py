"""One case: where it stands, what happened, which way it went."""

from __future__ import annotations

import uuid
from typing import Any

from sqlalchemy import and_, bindparam, select
from sqlalchemy.orm import Session

from engine.catalogue import _
from engine.definition.bundle import Bundle
from engine.definition.versions import bundle_of
from engine.errors import NotFoundError
from engine.models import Case, Event, ProcessVersion, Task, TaskState, Timer
from engine.record import row_versions
from engine.record.advance import Advance
from engine.record.chain import is_committed
from engine.record.events import CaseIntervened, Handing, TaskCompleted
from engine.record.path import PathCount, path_of
from engine.record.payload import read
from engine.record.sealings import Sealings
from engine.running.queries.views import CaseView, EventView, PathView, ToldRow, task_view, timer_view
from engine.sealed import is_closed, opened

_HOME, _CASE = bindparam("instansi_id", type_=Case.instansi_id.type), bindparam("case_id", type_=Case.id.type)
_OPEN_TASKS = (
    select(Task)
    .where(Task.instansi_id == _HOME, Task.case_id == _CASE, Task.state == TaskState.OPEN)
    .order_by(Task.sort_due_at, Task.id)
)
_TIMERS = select(Timer).where(Timer.instansi_id == _HOME, Timer.case_id == _CASE).order_by(Timer.due_at)
_EVENTS = (
    select(Event, Case.version_id)
    .join(Case, and_(Case.instansi_id == Event.instansi_id, Case.id == Event.case_id))
    .where(Event.instansi_id == _HOME, Event.case_id == _CASE)
    .order_by(Event.number)
)
_CASE_AND_NUMBER = (
    select(Case, ProcessVersion.number)
    .outerjoin(
        ProcessVersion,
        and_(ProcessVersion.instansi_id == Case.instansi_id, ProcessVersion.id == Case.version_id),
    )
    .where(Case.instansi_id == _HOME, Case.id == _CASE)
)


def case(session: Session, *, instansi_id: str, case_id: uuid.UUID) -> CaseView:
    """Three statements, whatever its history. Raises NotFoundError."""
    asked = {"instansi_id": instansi_id, "case_id": case_id}
    found = session.execute(_CASE_AND_NUMBER, asked).one_or_none()
    if found is None:
        raise NotFoundError(_("kasus tidak ditemukan"))
    row, number = found
    tasks = session.scalars(_OPEN_TASKS, asked)
    timers = session.scalars(_TIMERS, asked)
    return CaseView(
        id=row.id,
        instansi_id=row.instansi_id,
        process_id=row.process_id,
        version_id=row.version_id,
        version_number=number or 0,
        status=row.status.value,
        phase=row.phase,
        variables=dict(row.variables),
        started_at=row.started_at,
        ended_at=row.ended_at,
        end_element=row.end_element,
        event_count=row.event_count,
        head_hash=row.head_hash,
        waiting_messages=tuple((w[0], w[1], w[2]) for w in row.waiting_messages),
        open_tasks=tuple(task_view(task) for task in tasks),
        timers=tuple(timer_view(timer) for timer in timers),
    )


def timeline(session: Session, *, instansi_id: str, case_id: uuid.UUID) -> list[EventView]:
    """The whole history in order, one statement; answers with the value that the same key had before. Raises
    NotFoundError."""
    found = session.execute(_EVENTS, {"instansi_id": instansi_id, "case_id": case_id}).all()
    if not found:
        raise NotFoundError(_("kasus tidak ditemukan"))
    known: dict[str, Any] = {}
    events, sealings = [row.Event for row in found], Sealings()
    for event in events:
        sealings.follow(event)
    return [
        _event_view(
            event,
            bundle_of(session, instansi_id, version_id),
            known,
            version_id,
            *({}, True) if event.number in sealings.unnamed else _texts(session, event),
        )
        for event, version_id in row_versions.versions(found[0].version_id, events)
    ]


def _texts(session: Session, row: Event) -> tuple[dict[str, Any], bool]:
    """Texts of people; of a sealed case those that the session opens. Of a row that does not hold what its commitment
    says none, and that somebody changed them."""
    stored = row.personal
    if stored is None:
        return {}, False
    if isinstance(stored, dict) and is_closed(stored):  # written before its case was sealed
        stored = opened(session, row.instansi_id, row.case_id, stored)
        if not stored:
            return {}, False
    if not is_committed(stored, row.personal_commitment):
        return {}, True
    return opened(session, row.instansi_id, row.case_id, stored["answers"]), False


def _event_view(
    row: Event, bundle: Bundle, known: dict[str, Any], version_id: uuid.UUID, personal: dict[str, Any], altered: bool
) -> EventView:
    what = read(row.kind, row.payload)
    answers = {}
    for key, value in {**(what.answers if isinstance(what, Advance) else {}), **personal}.items():
        answers[key] = (known.get(key), value)
        known[key] = value
    process_id = what.process if isinstance(what, TaskCompleted | Handing | CaseIntervened) else ""
    diagram = bundle.diagrams.get(process_id) or bundle.diagram_with(row.element)
    element = diagram.elements.get(row.element) if diagram else None
    return EventView(
        number=row.number,
        at=row.at,
        kind=row.kind,
        actor=row.actor,
        actor_name=row.actor_name,
        on_behalf_of=row.on_behalf_of,
        role=row.role,
        unit=row.unit,
        process_id=diagram.process_id if diagram else process_id,
        element=row.element,
        element_name=element.name if element else row.element,
        what=what,
        path=path_of(what, bundle),
        answers=answers,
        personal_keys=frozenset(personal),
        erased=row.personal is None and bool(row.personal_commitment),
        altered=altered,
        hash=row.hash,
        previous_hash=row.previous_hash,
        version_id=version_id,
    )


def path(session: Session, *, instansi_id: str, case_id: uuid.UUID) -> PathView:
    """Counts over the executed path and the elements where tokens stand now. Raises NotFoundError."""
    row = _row(session, instansi_id, case_id)
    count, told = PathCount(), []
    rows = session.execute(
        select(Event.kind, Event.payload, Event.at)
        .where(Event.instansi_id == instansi_id, Event.case_id == case_id)
        .order_by(Event.number)
    ).all()
    for event, bundle in row_versions.with_versions(session, row, rows):
        what = read(event.kind, event.payload)
        passed = path_of(what, bundle)
        count.add(passed, bundle)
        told.append(ToldRow(event.at, what, passed))
    open_tasks = session.execute(
        select(Task.process_id, Task.element).where(
            Task.instansi_id == instansi_id, Task.case_id == case_id, Task.state == TaskState.OPEN
        )
    )
    current = {(process_id, element) for process_id, element in open_tasks}
    current |= {(waiting[1], waiting[2]) for waiting in row.waiting_messages}
    return PathView(dict(count.elements), dict(count.flows), frozenset(current), tuple(count.last), tuple(told))


def _row(session: Session, instansi_id: str, case_id: uuid.UUID) -> Case:
    row = session.get(Case, (instansi_id, case_id))
    if row is None:
        raise NotFoundError(_("kasus tidak ditemukan"))
    return row
