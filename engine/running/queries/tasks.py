"""One task, and what a person typed into it so far."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.catalogue import _
from engine.errors import NotFoundError
from engine.models import Task, TaskDraft
from engine.running.queries.views import TaskView, task_view
from engine.sealed import is_closed, opened


def task(session: Session, *, instansi_id: str, task_id: uuid.UUID) -> TaskView:
    """Raises NotFoundError."""
    row = session.get(Task, (instansi_id, task_id))
    if row is None:
        raise NotFoundError(_("tugas tidak ditemukan"))
    return task_view(row)


def tasks_of_case(session: Session, *, instansi_id: str, case_id: uuid.UUID) -> list[TaskView]:
    """Every task of a case, finished ones included, in order of creation."""
    query = select(Task).where(Task.instansi_id == instansi_id, Task.case_id == case_id).order_by(Task.created_at)
    return [task_view(row) for row in session.scalars(query)]


class KeptDraft(NamedTuple):
    """What a person typed so far, and when it was kept; nothing and None without a draft."""

    answers: dict[str, Any]
    saved_at: datetime | None


def kept_draft(session: Session, *, instansi_id: str, task_id: uuid.UUID, user_id: str) -> KeptDraft:
    """The draft of this person; of a sealed case the answers where the session opens them."""
    row = session.get(TaskDraft, (instansi_id, task_id, user_id))
    if row is None or not is_closed(row.answers):
        return KeptDraft(dict(row.answers), row.saved_at) if row else KeptDraft({}, None)
    case_id = session.get_one(Task, (instansi_id, task_id)).case_id
    return KeptDraft(opened(session, instansi_id, case_id, row.answers), row.saved_at)


def draft(session: Session, *, instansi_id: str, task_id: uuid.UUID, user_id: str) -> dict[str, Any]:
    """The answers alone."""
    return kept_draft(session, instansi_id=instansi_id, task_id=task_id, user_id=user_id).answers
