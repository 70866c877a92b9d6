"""Which steps are late: open tasks after their deadline, by step and unit. What is over is not looked at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from complaints.casework.search import with_matter
from complaints.models import Complaint
from engine.models import Task, TaskState

AT_MOST = 200
"""Rows of steps and units that are shown."""


@dataclass(frozen=True)
class LateStep:
    """A step at a unit with tasks whose deadline has passed."""

    element: str
    name: str
    unit: str
    """"" when the whole role may do it."""
    count: int
    oldest_due: datetime


def late_steps(
    session: Session, *, instansi_id: str, now: datetime, only: ColumnElement[bool] | None = None
) -> list[LateStep]:
    """The most frequent first; without `only` the steps of all complaints. Whistleblowers' reports count nowhere."""
    which = Complaint.id.is_not(None) if only is None else only
    grouped = with_matter(
        select(Task.element, Task.unit, func.max(Task.name), func.count(Task.id), func.min(Task.sort_due_at))
    ).where(
        Task.instansi_id == instansi_id,
        Task.state == TaskState.OPEN,
        Task.sort_due_at < now,
        or_(Complaint.id.is_(None), ~Complaint.restricted),
        which,
    )
    rows = session.execute(
        grouped.group_by(Task.element, Task.unit)
        .order_by(func.count(Task.id).desc(), Task.element, Task.unit)
        .limit(AT_MOST)
    )
    return [LateStep(element, name, unit, count, due) for element, unit, name, count, due in rows]
