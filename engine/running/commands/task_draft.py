"""Keep what a person has typed so far."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.catalogue import _
from engine.errors import NotAllowedError, NotFoundError
from engine.models import Task, TaskDraft
from engine.running.runtime import Runtime


def save_draft(
    session: Session, runtime: Runtime, *, instansi_id: str, task_id: uuid.UUID, by: Actor, answers: Mapping[str, Any]
) -> None:
    """Store the answers as they stand, one draft per person and task; for a finished task too: nothing is lost."""
    task = session.get(Task, (instansi_id, task_id))
    if task is None:
        raise NotFoundError(_("tugas tidak ditemukan"))
    if not by.may_do(role=task.role, unit=task.unit):
        raise NotAllowedError(_("tugas ini bukan untuk peran dan unit Anda"))
    draft = session.get(TaskDraft, (instansi_id, task_id, by.id))
    if draft is None:
        draft = TaskDraft(instansi_id=instansi_id, task_id=task_id, user_id=by.id)
        session.add(draft)
    draft.answers = dict(answers)
    draft.saved_at = runtime.clock.now()
