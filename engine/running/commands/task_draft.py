"""Keep what a person has typed so far, and give it to whoever goes on."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal

from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.catalogue import _
from engine.errors import ConflictError, NotFoundError
from engine.models import Case, Task, TaskDraft
from engine.running.commands.rights import standing
from engine.running.runtime import Runtime

LEFT_BEHIND = ""
"""Stands where a draft has its author, when the author went away before the work was done."""


def save_draft(
    session: Session,
    runtime: Runtime,
    *,
    instansi_id: str,
    task_id: uuid.UUID,
    by: Actor,
    answers: Mapping[str, Any],
    seen: datetime | Literal[False] | None = False,
) -> None:
    """Store the answers as they stand, one draft per person and task; for a finished task too: nothing is lost.

    `seen`: when the draft was kept that is to be replaced, None for none. Raises ConflictError for another one:
    somebody has the same form open twice. False: whatever stands there.
    """
    task = session.get(Task, (instansi_id, task_id))
    if task is None:
        raise NotFoundError(_("tugas tidak ditemukan"))
    case = session.get_one(Case, (instansi_id, task.case_id))
    standing(by, task, case.process_id)
    if seen is not False:
        found = session.get(TaskDraft, (instansi_id, task_id, by.id), with_for_update=True)
        if (found.saved_at if found is not None else None) != seen:
            raise ConflictError(_("isian ini juga disimpan dari tempat lain"))
    _store(session, task, by.id, runtime.kept(session, case, answers), runtime)


def give_draft(session: Session, runtime: Runtime, task: Task, *, author: str | None, to: str) -> None:
    """What the last holder, or a departed one, typed goes along to `to`, who keeps what is their own.

    The author keeps theirs.
    """
    if session.get(TaskDraft, (task.instansi_id, task.id, to)) is not None:
        return
    for source in (author, LEFT_BEHIND):
        found = None if source is None else session.get(TaskDraft, (task.instansi_id, task.id, source))
        if found is not None:
            _store(session, task, to, found.answers, runtime)
            return


def leave_draft(session: Session, runtime: Runtime, task: Task, *, author: str) -> None:
    """What a person typed who is not there now waits with the task for whoever takes it."""
    found = session.get(TaskDraft, (task.instansi_id, task.id, author))
    if found is not None:
        _store(session, task, LEFT_BEHIND, found.answers, runtime)


def _store(session: Session, task: Task, author: str, answers: Mapping[str, Any], runtime: Runtime) -> None:
    draft = session.get(TaskDraft, (task.instansi_id, task.id, author))
    if draft is None:
        draft = TaskDraft(instansi_id=task.instansi_id, task_id=task.id, user_id=author)
        session.add(draft)
    draft.answers = dict(answers)
    draft.saved_at = runtime.clock.now()
    session.flush()
