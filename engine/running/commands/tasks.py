"""Complete a task, and what every command on a task begins with."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.catalogue import _
from engine.errors import AnswersRefusedError, TaskClaimedError, TaskGoneError
from engine.models import Task, TaskState
from engine.prepared import write
from engine.record.events import TaskCompleted
from engine.running.commands.case_run import CaseRun, told_apart
from engine.running.commands.incidents import resolve_incidents
from engine.running.commands.rights import standing, working
from engine.running.commands.rows import DELETE_DRAFTS, LockedTask, locked_task, task_update
from engine.running.commands.second_person import refuse_same_person
from engine.running.queries.views import TaskView, task_view
from engine.running.runtime import Completion, OptionsRequest, Runtime


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
    task, case, has_draft, has_incident = locked_for(session, instansi_id, task_id, by, repeated=token)
    if task.state != TaskState.OPEN:
        return []
    if task.claimed_by not in (None, by.id):
        raise TaskClaimedError(_("tugas ini sedang dikerjakan rekan Anda"))
    acting = working(by, task, case.process_id)
    run = CaseRun(session, runtime, case, actor=acting, answers=answers)
    refuse_same_person(session, case, task, by.id, run.bundle)
    accepted, typed, personal = _check(run, task, answers)
    run.answers = accepted
    element = run.bundle.element(task.process_id, task.element)
    task.state, task.completed_by, task.completed_at = TaskState.COMPLETED, by.id, run.now
    task.completion_token = token
    claimed = task.claimed_at
    task.claimed_by, task.claimed_at = task.claimed_by or by.id, task.claimed_at or run.now
    task.on_behalf_of = acting.on_behalf_of or None
    for observer in runtime.observers:
        if element is not None:
            form = run.bundle.forms.get(element.form)
            observer(Completion(session, instansi_id, case.id, element, form, accepted, acting, run.now))
    run.load()
    run.complete(task, typed)
    said, personal = told_apart(case, run.bundle.names_read, typed, personal)
    opened = run.store(
        TaskCompleted(task=str(task.id), process=task.process_id, answers=said, ready=task.created_at, claimed=claimed),
        element=task.element,
        personal=personal,
        also=[task_update(task)],
    )
    if has_incident:
        resolve_incidents(session, case, run.now)
    if has_draft:
        write(session, DELETE_DRAFTS, {"instansi": instansi_id, "task": task.id})
    return [task_view(row) for row in opened]


def _check(
    run: CaseRun, task: Task, answers: Mapping[str, Any]
) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
    form = run.bundle.forms.get(task.form)
    if form is None:
        return {}, {}, {}
    request = OptionsRequest(task.instansi_id, task.case_id, task.unit, task.role, run.now)
    options = run.runtime.options_for(run.session, request)
    today = run.execution.calendar.local_date(run.now)
    checked = form.check(answers, options=options, context=run.execution.variables, today=today)
    if checked.errors:
        raise AnswersRefusedError(dict(checked.errors))
    accepted = dict(checked.answers)
    typed, personal = form.split_answers(accepted)
    return accepted, dict(typed), dict(personal)


def locked_for(
    session: Session, instansi_id: str, task_id: uuid.UUID, by: Actor, *, repeated: str | None = None
) -> LockedTask:
    """The task and its case, locked together, for somebody whom it concerns.

    Raises NotAllowedError, TaskGoneError (unless `repeated` is the token with which they finished it).
    """
    locked = locked_task(session, instansi_id, task_id)
    task = locked.task
    standing(by, task, locked.case.process_id)
    is_repeat = repeated is not None and task.completed_by == by.id and task.completion_token == repeated
    if task.state != TaskState.OPEN and not is_repeat:
        raise TaskGoneError(_("tugas ini sudah diselesaikan atau ditarik"))
    return locked
