"""Carry a running case over to another version of its process: one transaction, and nothing is lost, done again or
left out without a word in its history."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.catalogue import _
from engine.deadlines import Deadline
from engine.definition.bundle import Bundle
from engine.definition.decisions import DecisionError, Values
from engine.definition.diagram import Element
from engine.definition.difference import facts
from engine.definition.expressions import compile_expression
from engine.definition.graph import Place
from engine.definition.properties import NOTED_MOMENT, PHASE, UNIT
from engine.definition.versions import bundle_of
from engine.errors import MigrationRefusedError, NotFoundError
from engine.models import Case, CaseStatus, Event, ProcessVersion, Task, TaskState, Timer, insert_rows
from engine.record import chain
from engine.record.advance import Advance
from engine.record.digests import task_digest
from engine.record.events import CaseMigrated
from engine.record.parts import Alteration, RecordedRemark, Redirection
from engine.record.payload import read
from engine.running.commands.case_run import FAR_FUTURE, CaseRun
from engine.running.commands.rows import locked_case, save_case
from engine.running.commands.way import Reached, reached, way_of
from engine.running.move_plan import MoveVerdict, Plan, plan
from engine.running.runtime import Runtime
from engine.running.spiff.compiler import compiled
from engine.running.spiff.move import move, reset_timers, standing


@dataclass(frozen=True)
class MoveResult:
    """What moving did, or in a dry run would do."""

    plan: Plan
    changes: tuple[Alteration, ...]


def migrate_case(
    session: Session,
    runtime: Runtime,
    *,
    instansi_id: str,
    case_id: uuid.UUID,
    version_id: uuid.UUID,
    by: Actor,
    mapping: Mapping[Place, str] | None = None,
    agreed: bool = False,
    given: Mapping[str, Any] | None = None,
) -> MoveResult:
    """Move one case. `mapping` gives (process id, element) the element of the same process where it goes on; `agreed`
    accepts that tasks are left out or may come again; `given` are the variables that a new case starts with.

    Raises MigrationRefusedError with the plan, NotFoundError,
    CaseBrokenError when a deadline of the new version cannot be worked out from what the case knows.
    """
    case = locked_case(session, instansi_id, case_id)
    target = session.get(ProcessVersion, (instansi_id, version_id))
    if target is None or target.process_id != case.process_id:
        raise NotFoundError(_("versi tujuan tidak ada untuk proses ini"))
    old, new = bundle_of(session, instansi_id, case.version_id), bundle_of(session, instansi_id, version_id)
    drawn = dict(mapping or {})
    found = plan(old, new, standing(case.state, case.process_id, old), drawn)
    _refuse(case, found, agreed=agreed, same=target.id == case.version_id)
    passed = list(way_of(session, case))
    source_id = case.version_id
    case.state = _moved(case, old, new, drawn, found)
    case.version_id = version_id
    case.variables = _remembered(session, case, old, new, passed, given or {}) | dict(case.variables or {})
    run = CaseRun(session, runtime, case, bundle=new, actor=by)
    run.load()
    shapes: dict[str, str] = {}
    changes = [*_move_timers(run, old, drawn, passed), *_move_tasks(session, run, old, shapes)]
    _store(session, run)
    event = CaseMigrated(
        from_=str(source_id),
        to=str(version_id),
        number=target.number,
        mapping=tuple(Redirection(process, element, to) for (process, element), to in sorted(drawn.items())),
        remarks=tuple(
            RecordedRemark(r.kind, r.process_id, r.element, r.attribute, r.old, r.new) for r in found.remarks
        ),
        moved=tuple(changes),
        phase=case.phase,
        content=new.content_hash,
        stands=run.stands(),
        shapes=shapes,
    )
    chain.append(session, case, event, at=run.now, actor=by, signer=runtime.signer)
    save_case(session, case)
    return MoveResult(found, tuple(changes))


def _moved(case: Case, old: Bundle, new: Bundle, drawn: Mapping[Place, str], found: Plan) -> bytes:
    try:
        return move(case.state, compiled(old, case.process_id), compiled(new, case.process_id), drawn)
    except LookupError as error:
        raise MigrationRefusedError(
            _("langkah %(error)s tidak punya tempat di versi tujuan", error=error), found
        ) from error


def _refuse(case: Case, found: Plan, *, agreed: bool, same: bool) -> None:
    if case.status != CaseStatus.RUNNING:
        raise MigrationRefusedError(_("kasus sudah berakhir"), found)
    if same:
        raise MigrationRefusedError(_("kasus sudah berjalan di versi ini"), found)
    if found.outcome is MoveVerdict.REFUSED:
        raise MigrationRefusedError(_("tempat kasus ini tidak dapat dipindahkan ke versi tujuan"), found)
    if found.outcome is MoveVerdict.CONFIRM and not agreed:
        raise MigrationRefusedError(_("ada tugas yang terlewat atau dapat terulang; perlu persetujuan"), found)


def _remembered(
    session: Session, case: Case, old: Bundle, new: Bundle, passed: list[Reached], given: Mapping[str, Any]
) -> dict[str, Any]:
    """Values that only the new version reads, from what the case went through: answers, moments, what it began with,
    and what the tables say of it by which it passed."""
    wanted = new.names_read - old.names_read
    if not wanted:
        return {}
    found = {key: value for key, value in given.items() if key in wanted}
    rows = session.execute(
        select(Event.kind, Event.payload)
        .where(Event.instansi_id == case.instansi_id, Event.case_id == case.id)
        .order_by(Event.number)
    )
    for row in rows:
        event = read(row.kind, row.payload)
        if isinstance(event, Advance):
            found |= {key: value for key, value in event.answers.items() if key in wanted}
    for diagram in new.diagrams.values():
        for element in diagram.elements.values():
            variable = element.properties.get(NOTED_MOMENT, "")
            at = reached(passed, old, (diagram.process_id, element.id)) if variable in wanted else None
            if at is not None:
                found[variable] = at.isoformat()
    known = {**(case.variables or {}), **found}
    return {**found, **{key: value for key, value in _decided(new, passed, known).items() if key in wanted}}


def _decided(new: Bundle, passed: list[Reached], variables: Mapping[str, Any]) -> dict[str, Any]:
    """What the tables of the new version give a case that passed by them; nothing where they have no rule for it."""
    found: dict[str, Any] = {}
    for _at, (process_id, element_id, _flows) in passed:
        element = new.element(process_id, element_id)
        table = new.decisions.get(element.decision) if element else None
        if table is not None and table.names <= set(variables):
            with suppress(DecisionError):
                found |= table.answer(Values(variables))
    return found


def _move_timers(
    run: CaseRun, old: Bundle, mapping: Mapping[Place, str], passed: list[Reached]
) -> Iterator[Alteration]:
    """Timers whose text changed are worked out anew, from the moment the case came to where they watch."""
    before = {key: timer.due for key, timer in run.known_timers.items()}
    known = {element for _step, element in before}
    back = {target: source for (_process, source), target in mapping.items()}

    def began(element: Element) -> datetime | None:
        was = old.element(element.process_id, back.get(element.id, element.id))
        if was is not None and was.timer == element.timer and element.id in known:
            return None
        place = element.attached_to or element.id
        return reached(passed, old, (element.process_id, back.get(place, place))) or run.now

    with run.guarded("timer"):
        reset_timers(run.execution, began)
    for timer in run.execution.timers():
        earlier = before.get((timer.step_id, timer.element))
        if earlier != timer.due:
            yield Alteration("timer", timer.element, "due", _iso(earlier), _iso(timer.due))


def _move_tasks(session: Session, run: CaseRun, old: Bundle, shapes: dict[str, str]) -> Iterator[Alteration]:
    """The inbox rows of the open tasks, as the new version describes them; `shapes` takes in what binds each."""
    case = run.case
    steps = {step.id: step for step in run.execution.user_steps()}
    query = select(Task).where(
        Task.instansi_id == case.instansi_id, Task.case_id == case.id, Task.state == TaskState.OPEN
    )
    for row in session.scalars(query):
        step = steps.get(row.id)
        if step is None:
            raise LookupError(row.element)
        was, element = old.element(row.process_id, row.element), step.element
        if was is not None and was.id == element.id and facts(was) == facts(element):
            continue
        scope = run.execution.scope(step.locals)
        described = {
            "element": element.id,
            "name": element.name,
            "lane": element.lane,
            "role": element.role,
            "form": element.form,
            "unit": str(_value(element.properties.get(UNIT, ""), scope) or ""),
        }
        for attribute, value in described.items():
            if getattr(row, attribute) != value:
                yield Alteration("task", element.id, attribute, getattr(row, attribute), value)
        if (row.role, row.unit) != (described["role"], described["unit"]):
            row.claimed_by, row.claimed_at, row.on_behalf_of = None, None, None
        for attribute, value in described.items():
            setattr(row, attribute, value)
        if was is None or was.due != element.due:
            yield from _move_due(run, row, element, scope)
        shapes[str(row.id)] = task_digest(row)
    session.flush()


def _move_due(run: CaseRun, row: Task, element: Element, scope: Any) -> Iterator[Alteration]:
    began = replace(scope, now=row.created_at)
    with run.guarded(element.id):
        due = _value(element.due, began)
    deadline = due if isinstance(due, Deadline) else None
    earlier = row.due_at
    row.due_at = deadline.moment if deadline else None
    row.sort_due_at = row.due_at or FAR_FUTURE
    row.due_provisional = bool(deadline and deadline.provisional)
    row.due_rule = deadline.to_rule() if deadline else None
    if earlier != row.due_at:
        yield Alteration("task", element.id, "due", _iso(earlier), _iso(row.due_at))


def _store(session: Session, run: CaseRun) -> None:
    """State, waiting messages, phase, and the timer rows written anew."""
    case = run.case
    for step in run.execution.user_steps():
        run.execution.outcome.phase = step.element.properties.get(PHASE) or run.execution.outcome.phase
    run.store_case()
    session.execute(delete(Timer).where(Timer.instansi_id == case.instansi_id, Timer.case_id == case.id))
    waiting = run.execution.timers()
    insert_rows(session, [run.new_timer(timer) for timer in waiting])
    case.next_due_at = min((timer.due for timer in waiting), default=None)


def _value(text: str, scope: Any) -> Any:
    return compile_expression(text).evaluate(scope) if text else None


def _iso(moment: datetime | None) -> str:
    return moment.isoformat() if moment else ""
