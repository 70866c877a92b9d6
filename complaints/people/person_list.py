"""Reading persons: one page of the list, one person with everything an administrator asks about them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from complaints.models import Membership, PlannedRole, SessionRow, User
from complaints.people import invitations
from complaints.people.terms import in_force
from engine.models import Task, TaskState

MOST_PAGES = 200


@dataclass(frozen=True)
class HeldRole:
    """A role of a person, with its moments."""

    role: str
    unit: str
    begins_at: datetime | None = None
    """Set when it has not begun yet."""
    ends_at: datetime | None = None


@dataclass(frozen=True)
class PersonRow:
    """One line of the list."""

    id: UUID
    username: str
    name: str
    email: str
    active: bool
    roles: list[HeldRole] = field(default_factory=list)


@dataclass(frozen=True)
class PersonFilter:
    """What is asked for; empty means everybody who is active. `state`: `aktif`, `nonaktif` or `semua`."""

    text: str = ""
    role: str = ""
    unit: str = ""
    state: str = "aktif"


@dataclass(frozen=True)
class PersonPage:
    """One page in order of name."""

    rows: list[PersonRow]
    total: int
    number: int
    last: int


@dataclass(frozen=True)
class PersonFile:
    """One person as their administrators see them."""

    row: PersonRow
    must_change_password: bool
    open_sessions: int
    held_tasks: int
    invited_until: datetime | None


def people(
    session: Session, *, instansi_id: str, filters: PersonFilter, now: datetime, number: int, size: int
) -> PersonPage:
    """Page `number` (1 is the first) of the people that fit."""
    query = _narrowed(select(User).where(User.instansi_id == instansi_id), filters, now)
    total = session.scalar(select(func.count()).select_from(query.subquery())) or 0
    last = max(1, min(MOST_PAGES, -(-total // size)))
    shown = max(1, min(number, last))
    ordered = query.order_by(User.name, User.id).offset((shown - 1) * size).limit(size)
    return PersonPage(_rows(session, instansi_id, session.scalars(ordered).all(), now), total, shown, last)


def person(session: Session, *, instansi_id: str, user_id: UUID, now: datetime) -> PersonFile | None:
    """One person, or None."""
    user = session.get(User, (instansi_id, user_id))
    if user is None:
        return None
    alive = (SessionRow.instansi_id == instansi_id, SessionRow.user_id == user_id, SessionRow.expires_at > now)
    holds = (Task.instansi_id == instansi_id, Task.claimed_by == str(user_id), Task.state == TaskState.OPEN)
    return PersonFile(
        row=_rows(session, instansi_id, [user], now)[0],
        must_change_password=user.must_change_password,
        open_sessions=session.scalar(select(func.count()).select_from(SessionRow).where(*alive)) or 0,
        held_tasks=session.scalar(select(func.count()).select_from(Task).where(*holds)) or 0,
        invited_until=invitations.open_until(session, instansi_id=instansi_id, user_id=user_id, now=now),
    )


def _narrowed(query: Select[User], asked: PersonFilter, now: datetime) -> Select[User]:
    if asked.state != "semua":
        query = query.where(User.active.is_(asked.state != "nonaktif"))
    if asked.text:
        query = query.where(or_(*(_has(column, asked.text) for column in (User.name, User.username, User.email))))
    if asked.role or asked.unit:
        held = select(Membership.user_id).where(Membership.instansi_id == User.instansi_id, in_force(now))
        if asked.role:
            held = held.where(Membership.role == asked.role)
        if asked.unit:
            held = held.where(Membership.unit == asked.unit)
        query = query.where(User.id.in_(held))
    return query


def _has(column: InstrumentedAttribute[str], text: str) -> ColumnElement[bool]:
    return func.lower(column).contains(text.lower(), autoescape=True)


def _rows(session: Session, instansi_id: str, users: Sequence[User], now: datetime) -> list[PersonRow]:
    ids = [user.id for user in users]
    roles: dict[UUID, list[HeldRole]] = defaultdict(list)
    mine = (Membership.instansi_id == instansi_id, Membership.user_id.in_(ids), in_force(now))
    for row in session.scalars(select(Membership).where(*mine).order_by(Membership.role, Membership.unit)):
        roles[row.user_id].append(HeldRole(row.role, row.unit, None, row.ends_at))
    later = select(PlannedRole).where(PlannedRole.instansi_id == instansi_id, PlannedRole.user_id.in_(ids))
    for plan in session.scalars(later.order_by(PlannedRole.begins_at, PlannedRole.role, PlannedRole.unit)):
        roles[plan.user_id].append(HeldRole(plan.role, plan.unit, plan.begins_at, plan.ends_at))
    return [PersonRow(each.id, each.username, each.name, each.email, each.active, roles[each.id]) for each in users]
