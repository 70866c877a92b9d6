"""The work that one officer has done: tasks completed, newest first, each leading to its case file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import and_, literal, or_, select, tuple_
from sqlalchemy.orm import Session

from complaints.casework import visibility
from complaints.casework.search import with_matter
from complaints.casework.visibility import Involvement, Withheld
from complaints.decrees.periods import Period
from complaints.models import Activity, Complaint
from complaints.people.roles import WorkScope, roles_of
from engine.actors import Actor
from engine.models import Case, Task


@dataclass(frozen=True)
class DoneCursor:
    """The last row of a page of work done."""

    at: datetime
    id: UUID


@dataclass(frozen=True)
class HandledCase:
    """A case in a list: a task done in it, or a hit of a search (then without a task)."""

    case_id: UUID
    number: str
    """"" for an activity, whose `judul` is title and period."""
    jenis: str
    judul: str | Withheld
    rahasia: bool
    restricted: bool
    phase: str
    ended_at: datetime | None
    received_at: datetime
    task_name: str = ""
    completed_at: datetime | None = None


@dataclass(frozen=True)
class DonePage:
    """One page of work done, newest first. `after` is None on the last page."""

    rows: list[HandledCase]
    after: DoneCursor | None


_CASE = (
    Complaint.number, Complaint.jenis, Complaint.judul, Complaint.anonim, Complaint.nama_tersembunyi,
    Complaint.rahasia, Complaint.restricted,
    Complaint.received_at, Case.phase, Case.ended_at,
)  # fmt: skip


_ACTIVITY = (Activity.title, Activity.period_from, Activity.period_to, Case.started_at)


def handled(
    session: Session, *, instansi_id: str, actor: Actor, after: DoneCursor | None = None, limit: int = 25
) -> DonePage:
    """Tasks that this person completed, one walk along `ix_task_handled`: one statement."""
    found = (
        with_matter(select(Task.id, Task.case_id, Task.name, Task.completed_at, *_CASE, *_ACTIVITY))
        .join(Case, and_(Case.instansi_id == Task.instansi_id, Case.id == Task.case_id))
        .where(Task.instansi_id == instansi_id, Task.completed_by == actor.id, Task.completed_at.is_not(None))
        .order_by(Task.completed_at.desc(), Task.id.desc())
        .limit(limit + 1)
    )
    if after is not None:
        found = found.where(
            tuple_(Task.completed_at, Task.id)
            < tuple_(literal(after.at, Task.completed_at.type), literal(after.id, Task.id.type))
        )
    if not visibility.reads_restricted(actor):
        found = found.where(or_(Complaint.id.is_(None), ~Complaint.restricted))
    rows = session.execute(found).all()
    shown = [
        _activity(row) if row.number is None else _row(row, actor, Involvement.IN_HAND, task=row)
        for row in rows[:limit]
    ]
    last = rows[limit - 1] if len(rows) > limit else None
    return DonePage(rows=shown, after=DoneCursor(at=last.completed_at, id=last.id) if last is not None else None)


def rows_of(
    session: Session, *, instansi_id: str, actor: Actor, scopes: Sequence[WorkScope], case_ids: Sequence[UUID]
) -> dict[UUID, HandledCase]:
    """Cases as lists show them to this person, by id: two statements. `case_ids` are open to them
    (`visibility.opens`)."""
    if not case_ids:
        return {}
    near = visibility.involvements(session, instansi_id=instansi_id, actor=actor, scopes=scopes, case_ids=case_ids)
    rows = session.execute(
        select(Complaint.id.label("case_id"), *_CASE)
        .join(Case, and_(Case.instansi_id == Complaint.instansi_id, Case.id == Complaint.id))
        .where(Complaint.instansi_id == instansi_id, Complaint.id.in_(case_ids))
    )
    return {row.case_id: _row(row, actor, near.get(row.case_id, Involvement.NONE)) for row in rows}


def _activity(row: Any) -> HandledCase:
    return HandledCase(
        case_id=row.case_id,
        number="",
        jenis="",
        judul=f"{row.title}, {Period(row.period_from, row.period_to).words()}",
        rahasia=False,
        restricted=False,
        phase=row.phase or "",
        ended_at=row.ended_at,
        received_at=row.started_at,
        task_name=row.name,
        completed_at=row.completed_at,
    )


def _row(row: Any, actor: Actor, near: Involvement, task: Any = None) -> HandledCase:
    access = visibility.decide(
        roles=roles_of(actor),
        involvement=near,
        anonim=row.anonim,
        hidden=row.nama_tersembunyi,
        rahasia=row.rahasia,
        restricted=row.restricted,
    )
    return HandledCase(
        case_id=row.case_id,
        number=row.number,
        jenis=row.jenis,
        judul=visibility.listed(row.judul, access, rahasia=row.rahasia, restricted=row.restricted),
        rahasia=row.rahasia,
        restricted=row.restricted,
        phase=row.phase or "",
        ended_at=row.ended_at,
        received_at=row.received_at,
        task_name=task.name if task is not None else "",
        completed_at=task.completed_at if task is not None else None,
    )
