"""A task: human work in an inbox. One row per piece of work that really exists, none for predicted ones."""

from __future__ import annotations

import uuid
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKeyConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from engine.models.base import INSTANSI, Base, new_id, only_where
from engine.models.case import stored_by_value


class TaskState(StrEnum):
    """Whether a task waits, was done, or was taken away by the process."""

    OPEN = "open"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


_IN_HAND, _HANDLED = only_where("claimed_by IS NOT NULL"), only_where("completed_by IS NOT NULL")


class Task(Base):
    """Work for a person: whose it is, when it is due, and in whose hands."""

    __tablename__ = "task"
    __table_args__ = (
        ForeignKeyConstraint(["instansi_id", "case_id"], ["case.instansi_id", "case.id"]),
        Index("ix_task_inbox", "instansi_id", "role", "unit", "state", "sort_due_at", "id"),
        Index("ix_task_inbox_role", "instansi_id", "role", "state", "sort_due_at", "id"),
        Index(None, "instansi_id", "case_id"),
        # What is overdue in the whole instansi, for those who watch over it.
        Index("ix_task_open", "instansi_id", "sort_due_at", "id", **only_where("state = 'open'")),
        # What was completed late: partial, so what was done in time costs nothing.
        Index("ix_task_late", "instansi_id", "completed_at", "id", **only_where("completed_at > due_at")),
        # What a person has in hand, and what they have done: partial, so a task nobody took costs nothing.
        Index("ix_task_in_hand", "instansi_id", "claimed_by", "state", "sort_due_at", "id", **_IN_HAND),
        Index("ix_task_handled", "instansi_id", "completed_by", "completed_at", "id", **_HANDLED),
    )

    instansi_id: Mapped[str] = mapped_column(INSTANSI, primary_key=True)
    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    """The library's own step id: a task row and its step are the same thing."""
    case_id: Mapped[uuid.UUID]
    process_id: Mapped[str] = mapped_column(String(80))
    """The process that draws the element (a called process may differ from the case's own)."""
    element: Mapped[str] = mapped_column(String(120))
    name: Mapped[str] = mapped_column(String(200))
    lane: Mapped[str] = mapped_column(String(120), default="")
    role: Mapped[str] = mapped_column(String(60))
    unit: Mapped[str] = mapped_column(String(60), default="")
    """Unit slug, or "" when the whole role may do it."""
    form: Mapped[str] = mapped_column(String(120), default="")
    state: Mapped[TaskState] = mapped_column(stored_by_value(TaskState), default=TaskState.OPEN)
    created_at: Mapped[datetime]
    due_at: Mapped[datetime | None]
    sort_due_at: Mapped[datetime]
    """`due_at`, or a far future moment: one index serves "least time left first"."""
    due_provisional: Mapped[bool] = mapped_column(default=False)
    due_rule: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    claimed_by: Mapped[str | None] = mapped_column(String(40))
    """User id (text of its UUID) of who has it in hand."""
    claimed_at: Mapped[datetime | None]
    on_behalf_of: Mapped[str | None] = mapped_column(String(40))
    """User id of the person in whose place the holder works; None for work of one's own."""
    completed_by: Mapped[str | None] = mapped_column(String(40))
    completed_at: Mapped[datetime | None]
    completion_token: Mapped[str | None] = mapped_column(String(64))


class TaskDraft(Base):
    """Answers typed so far, one per person and task; gone when the task is completed."""

    __tablename__ = "task_draft"
    __table_args__ = (ForeignKeyConstraint(["instansi_id", "task_id"], ["task.instansi_id", "task.id"]),)

    instansi_id: Mapped[str] = mapped_column(INSTANSI, primary_key=True)
    task_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    user_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    """"" for what an absent or departed person left behind: whoever takes the task next finds it."""
    answers: Mapped[dict[str, Any]] = mapped_column(JSON)
    saved_at: Mapped[datetime]
