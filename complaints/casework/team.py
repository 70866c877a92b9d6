"""What a head sees of the work of the unit: which tasks are open, whose they are, how long; not what stands in them.

The number of a complaint says nothing of it; its title and everything else opens with a task in hand, as for everybody.
Reports of whistleblowers are not among the processes that a headship names, and so not here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, false, func, literal, or_, select, true, tuple_
from sqlalchemy.orm import Session

from complaints.casework import visibility
from complaints.casework.inbox import COUNT_LIMIT, Cursor
from complaints.casework.late_steps import LateStep, late_steps
from complaints.casework.search import with_matter
from complaints.models import Activity, Complaint
from complaints.people import units
from engine.actors import Actor
from engine.catalogue import _
from engine.errors import NotFoundError
from engine.models import Task, TaskState


@dataclass(frozen=True)
class TeamFilter:
    """What the head asked for. Empty means everything."""

    holder: str = ""
    """Id of a person."""
    free: bool = False
    overdue: bool = False
    step: str = ""
    """Id of an element of the diagram."""
    unit: str | None = None
    """A unit; "" what no unit has."""
    oldest: bool = False
    """What began first comes first, and not what is due first."""


@dataclass(frozen=True)
class TeamTask:
    """A task of the unit, and in whose hands it is."""

    id: UUID
    name: str
    role: str
    unit: str
    matter: str
    """Number of the complaint, or title of the activity."""
    created_at: datetime
    due_at: datetime | None
    due_rule: Mapping[str, Any] | None
    provisional: bool
    claimed_by: str
    claimed_at: datetime | None
    holder: str
    """Their name; "" when nobody has it."""
    in_place_of: str
    cursor: Cursor


@dataclass(frozen=True)
class TeamPage:
    """One page, least time left or oldest first. `after` is None on the last."""

    rows: list[TeamTask]
    after: Cursor | None


@dataclass(frozen=True)
class TeamCounts:
    """Counted up to COUNT_LIMIT only."""

    open: int
    overdue: int
    free: int


def team(
    session: Session,
    *,
    instansi_id: str,
    actor: Actor,
    now: datetime,
    filters: TeamFilter,
    after: Cursor | None = None,
    limit: int = 25,
) -> TeamPage:
    """One page of the open tasks of the units that this person heads, in two statements."""
    found = _tasks(instansi_id, actor).where(Task.state == TaskState.OPEN)
    if filters.holder:
        found = found.where(Task.claimed_by == filters.holder)
    if filters.free:
        found = found.where(Task.claimed_by.is_(None))
    if filters.overdue:
        found = found.where(Task.sort_due_at < now)
    if filters.step:
        found = found.where(Task.element == filters.step)
    if filters.unit is not None:
        found = found.where(Task.unit == filters.unit)
    moment = Task.created_at if filters.oldest else Task.sort_due_at
    if after is not None:
        place = tuple_(literal(after.due, moment.type), literal(after.id, Task.id.type))
        found = found.where(tuple_(moment, Task.id) > place)
    rows = session.execute(found.order_by(moment, Task.id).limit(limit + 1)).all()
    shown = _named(session, instansi_id, rows[:limit])
    last = shown[-1] if len(rows) > limit else None
    if last is None:
        return TeamPage(shown, None)
    return TeamPage(shown, Cursor(last.created_at, last.id) if filters.oldest else last.cursor)


def team_counts(session: Session, *, instansi_id: str, actor: Actor, now: datetime) -> TeamCounts:
    """How many of these tasks are open, overdue and in nobody's hands, up to COUNT_LIMIT each: one statement."""
    conditions: tuple[list[ColumnElement[bool]], ...] = ([], [Task.sort_due_at < now], [Task.claimed_by.is_(None)])
    counted = []
    for number, more in enumerate(conditions):
        found = _tasks(instansi_id, actor).where(Task.state == TaskState.OPEN, *more).limit(COUNT_LIMIT)
        counted.append(select(func.count()).select_from(found.subquery(f"counted_{number}")).scalar_subquery())
    row = session.execute(select(*counted)).one()
    return TeamCounts(open=row[0], overdue=row[1], free=row[2])


def late_of_team(session: Session, *, instansi_id: str, actor: Actor, now: datetime) -> list[LateStep]:
    """The late ones among these tasks by step and unit: one statement."""
    return late_steps(session, instansi_id=instansi_id, now=now, only=headed(actor))


def team_task(session: Session, *, instansi_id: str, actor: Actor, task_id: UUID) -> TeamTask:
    """One open task of such a unit. Raises NotFoundError for any other: over, of another unit, or closed to heads."""
    found = _tasks(instansi_id, actor).where(Task.id == task_id, Task.state == TaskState.OPEN)
    row = session.execute(found).one_or_none()
    if row is None:
        raise NotFoundError(_("Tugas ini sudah selesai, atau bukan tugas unit yang Anda pimpin."))
    return _named(session, instansi_id, [row])[0]


def headed(actor: Actor) -> ColumnElement[bool]:
    """The condition that a task row is work of a unit that this person heads."""
    mine = [
        and_(true() if head.unit == "" else Task.unit == head.unit, visibility.in_processes(head.processes))
        for head in actor.heads
    ]
    return or_(false(), *mine)


def _tasks(instansi_id: str, actor: Actor) -> Any:
    found = with_matter(
        select(
            Task.id, Task.name, Task.role, Task.unit, Task.created_at, Task.due_at, Task.sort_due_at, Task.due_rule,
            Task.due_provisional, Task.claimed_by, Task.claimed_at, Task.on_behalf_of, Complaint.number, Activity.title,
        )
    )  # fmt: skip
    ordinary = or_(Complaint.id.is_(None), ~Complaint.restricted)
    return found.where(Task.instansi_id == instansi_id, headed(actor), ordinary)


def _named(session: Session, instansi_id: str, rows: Sequence[Any]) -> list[TeamTask]:
    ids = {each for row in rows for each in (row.claimed_by, row.on_behalf_of) if each}
    known = units.names(session, instansi_id=instansi_id, ids=ids) if ids else {}
    return [
        TeamTask(
            id=row.id,
            name=row.name,
            role=row.role,
            unit=row.unit,
            matter=row.number or row.title or "",
            created_at=row.created_at,
            due_at=row.due_at,
            due_rule=row.due_rule,
            provisional=row.due_provisional,
            claimed_by=row.claimed_by or "",
            claimed_at=row.claimed_at,
            holder=known.get(row.claimed_by or "", ""),
            in_place_of=known.get(row.on_behalf_of or "", ""),
            cursor=Cursor(row.sort_due_at, row.id),
        )
        for row in rows
    ]
