"""The inbox: open tasks of a person's roles and units, least time left first, at a cost that does not grow."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, and_, or_, select, union_all
from sqlalchemy.orm import Session, aliased

from engine.actors import Actor
from engine.models import Task, TaskState
from engine.running.queries.views import TaskView, task_view

Cursor = tuple[datetime, uuid.UUID]


@dataclass(frozen=True)
class InboxPage:
    tasks: list[TaskView]
    next: Cursor | None
    """Where the next page begins, None on the last page."""


def inbox(
    session: Session,
    *,
    instansi_id: str,
    actor: Actor,
    role: str | None = None,
    unit: str | None = None,
    mine: bool = False,
    case_ids: Collection[uuid.UUID] | None = None,
    overdue_before: datetime | None = None,
    after: Cursor | None = None,
    limit: int = 25,
) -> InboxPage:
    """One page of open tasks this person may do, by due moment (none last).

    `mine` keeps what the person has in hand; `overdue_before` keeps what was due before that moment; `after` is the
    `next` of the page before. Each (role, unit) pair is its own index range; the ranges are merged and cut.
    """
    pairs = sorted(
        (held_role, held_unit)
        for held_role, held_unit in actor.memberships
        if (role is None or held_role == role)
        and (unit is None or held_unit in ("", unit))
        and (held_unit == "" or (held_role, "") not in actor.memberships)
    )
    if not pairs:
        return InboxPage([], None)
    ranges = [
        _range(instansi_id, actor, pair, unit, mine, case_ids, overdue_before, after).limit(limit + 1) for pair in pairs
    ]
    if len(ranges) == 1:
        rows: list[Task] = list(session.scalars(ranges[0]))
    else:
        merged = aliased(Task, union_all(*[r.subquery().select() for r in ranges]).subquery())
        query = select(merged).order_by(merged.sort_due_at, merged.id).limit(limit + 1)
        rows = list(session.scalars(query))
    views = [task_view(row) for row in rows[:limit]]
    last = rows[limit - 1] if len(rows) > limit else None
    return InboxPage(views, (last.sort_due_at, last.id) if last else None)


def _range(
    instansi_id: str,
    actor: Actor,
    pair: tuple[str, str],
    unit: str | None,
    mine: bool,
    case_ids: Collection[uuid.UUID] | None,
    overdue_before: datetime | None,
    after: Cursor | None,
) -> Select[Task]:
    role, held_unit = pair
    query = select(Task).where(Task.instansi_id == instansi_id, Task.role == role, Task.state == TaskState.OPEN)
    if held_unit:
        query = query.where(Task.unit == held_unit)
    elif unit is not None:
        query = query.where(Task.unit == unit)
    if mine:
        query = query.where(Task.claimed_by == actor.id)
    if case_ids is not None:
        query = query.where(Task.case_id.in_(case_ids))
    if overdue_before is not None:
        query = query.where(Task.sort_due_at < overdue_before)
    if after is not None:
        moment, task_id = after
        query = query.where(or_(Task.sort_due_at > moment, and_(Task.sort_due_at == moment, Task.id > task_id)))
    return query.order_by(Task.sort_due_at, Task.id)
