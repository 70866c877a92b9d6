"""Claim, release, hand over, take over and complete a task."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.catalogue import _
from engine.errors import AnswersRefusedError, EngineError, NotAllowedError, TaskClaimedError, TaskGoneError
from engine.models import Case, Task, TaskState
from engine.record import chain
from engine.record.events import Handing, TaskAssigned, TaskClaimed, TaskCompleted, TaskReleased, TaskTakenOver
from engine.running.commands.case_run import CaseRun
from engine.running.commands.incidents import resolve_incidents
from engine.running.commands.rows import DELETE_DRAFTS, LockedTask, locked_task, save_case, save_task
from engine.running.commands.rows import run as run_statement
from engine.running.queries.views import TaskView, task_view
from engine.running.runtime import Completion, OptionsRequest, Runtime

TAKE_OVER_NOTE = "alasan_ambil_alih"
"""Key of the text in the history row `task_taken_over`."""


def claim(session: Session, runtime: Runtime, *, instansi_id: str, task_id: uuid.UUID, by: Actor) -> None:
    """Take a task in hand. Taking what one already has changes nothing. Raises TaskClaimedError, TaskGoneError …"""
    task, case, *_rest = _locked(session, instansi_id, task_id, by)
    if task.claimed_by == by.id:
        return
    if task.claimed_by is not None:
        raise TaskClaimedError(_("tugas ini sedang dikerjakan rekan Anda"))
    _hand(session, runtime, task, case, TaskClaimed, to=by.id, by=by)


def release(session: Session, runtime: Runtime, *, instansi_id: str, task_id: uuid.UUID, by: Actor) -> None:
    """Put a task back into the list. Raises TaskClaimedError when somebody else has it."""
    task, case, *_rest = _locked(session, instansi_id, task_id, by)
    if task.claimed_by is None:
        return
    if task.claimed_by != by.id:
        raise TaskClaimedError(_("tugas ini sedang dikerjakan rekan Anda"))
    _hand(session, runtime, task, case, TaskReleased, to=None, by=by)


def assign(session: Session, runtime: Runtime, *, instansi_id: str, task_id: uuid.UUID, by: Actor, to: Actor) -> None:
    """Hand a task to a colleague who may do it. Raises NotAllowedError when they may not."""
    task, case, *_rest = _locked(session, instansi_id, task_id, by)
    if task.claimed_by not in (None, by.id):
        raise TaskClaimedError(_("tugas ini sedang dikerjakan rekan Anda"))
    if not to.may_do(role=task.role, unit=task.unit):
        raise NotAllowedError(_("rekan ini tidak memegang peran untuk tugas tersebut"))
    _hand(session, runtime, task, case, TaskAssigned, to=to.id, by=by)


def take_over(
    session: Session, runtime: Runtime, *, instansi_id: str, task_id: uuid.UUID, by: Actor, note: str
) -> None:
    """Take a task that a colleague of the same role and unit has in hand. The colleague's draft stays theirs.

    Raises EngineError when `note` (why) is empty, NotAllowedError, TaskGoneError. Nothing changes for a task that is in
    one's own hand; a free one has to be claimed: TaskClaimedError.
    """
    note = note.strip()
    if not note:
        raise EngineError(_("tulis alasan mengambil alih tugas ini"))
    task, case, *_rest = _locked(session, instansi_id, task_id, by)
    if task.claimed_by == by.id:
        return
    if task.claimed_by is None:
        raise TaskClaimedError(_("tugas ini sudah dikembalikan ke daftar; ambil seperti biasa"))
    _hand(session, runtime, task, case, TaskTakenOver, to=by.id, by=by, personal={TAKE_OVER_NOTE: note})


def complete(
    session: Session,
    runtime: Runtime,
    *,
    instansi_id: str,
    task_id: uuid.UUID,
    by: Actor,
    answers: Mapping[str, Any],
    token: str,
) -> list[TaskView]:
    """Complete a task with the answers of its form and let the case run on. Gives the tasks that opened.

    The same person sending the same token again changes nothing (a double click). Raises AnswersRefusedError with the
    errors by field, TaskGoneError, TaskClaimedError, NotAllowedError, CaseBrokenError.
    """
    task, case, has_draft, has_incident = _locked(session, instansi_id, task_id, by, repeated=token)
    if task.state != TaskState.OPEN:
        return []
    if task.claimed_by not in (None, by.id):
        raise TaskClaimedError(_("tugas ini sedang dikerjakan rekan Anda"))
    acting = by.acting_as(role=task.role, unit=task.unit)
    run = CaseRun(session, runtime, case, actor=acting, answers=answers)
    accepted, typed, personal = _check(run, task, answers)
    run.answers = accepted
    element = run.bundle.element(task.process_id, task.element)
    task.state, task.completed_by, task.completed_at = TaskState.COMPLETED, by.id, run.now
    task.completion_token = token
    task.claimed_by, task.claimed_at = task.claimed_by or by.id, task.claimed_at or run.now
    for observer in runtime.observers:
        if element is not None:
            form = run.bundle.forms.get(element.form)
            observer(Completion(session, instansi_id, case.id, element, form, accepted, acting, run.now))
    run.load()
    run.complete(task, typed)
    opened = run.store(
        TaskCompleted(task=str(task.id), process=task.process_id, answers=typed),
        element=task.element,
        personal=personal,
    )
    save_task(session, task)
    if has_incident:
        resolve_incidents(session, case, run.now)
    if has_draft:
        run_statement(session, DELETE_DRAFTS, {"instansi": instansi_id, "task": task.id})
    return [task_view(row) for row in opened]


def _check(
    run: CaseRun, task: Task, answers: Mapping[str, Any]
) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
    form = run.bundle.forms.get(task.form)
    if form is None:
        return {}, {}, {}
    request = OptionsRequest(task.instansi_id, task.case_id, task.unit, task.role)
    options = run.runtime.options_for(run.session, request)
    today = run.execution.calendar.local_date(run.now)
    checked = form.check(answers, options=options, context=run.execution.variables, today=today)
    if checked.errors:
        raise AnswersRefusedError(dict(checked.errors))
    accepted = dict(checked.answers)
    typed, personal = form.split_answers(accepted)
    return accepted, dict(typed), dict(personal)


def _locked(
    session: Session, instansi_id: str, task_id: uuid.UUID, by: Actor, *, repeated: str | None = None
) -> LockedTask:
    """The task and its case, locked together. Raises when it is gone (unless `repeated` is the finished token)."""
    locked = locked_task(session, instansi_id, task_id)
    task = locked.task
    if not by.may_do(role=task.role, unit=task.unit):
        raise NotAllowedError(_("tugas ini bukan untuk peran dan unit Anda"))
    is_repeat = repeated is not None and task.completed_by == by.id and task.completion_token == repeated
    if task.state != TaskState.OPEN and not is_repeat:
        raise TaskGoneError(_("tugas ini sudah diselesaikan atau ditarik"))
    return locked


def _hand(
    session: Session,
    runtime: Runtime,
    task: Task,
    case: Case,
    kind: type[Handing],
    *,
    to: str | None,
    by: Actor,
    personal: Mapping[str, str] | None = None,
) -> None:
    now = runtime.clock.now()
    old = task.claimed_by
    task.claimed_by, task.claimed_at = to, now if to else None
    chain.append(
        session,
        case,
        kind(task=str(task.id), process=task.process_id, from_=old, to=to),
        at=now,
        actor=by.acting_as(role=task.role, unit=task.unit),
        element=task.element,
        personal=personal,
        signer=runtime.signer,
    )
    save_task(session, task)
    save_case(session, case)
