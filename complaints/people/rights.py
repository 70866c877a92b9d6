"""What a person may do now: roles of their own, those of absent persons whose place they take, and headships."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    CompoundSelect,
    Uuid,
    and_,
    bindparam,
    cast,
    exists,
    literal,
    null,
    select,
    union_all,
)
from sqlalchemy.orm import Session

from complaints.models import Absence, Membership, Substitute, User
from complaints.people.roles import HEAD_ROLES, RESTRICTED_ROLES, Role, roles_of
from complaints.people.terms import in_force
from engine.actors import Actor, Headship, StandIn

PUTS_RIGHT = Role.CASE_OPERATOR
"""Who may put a running case right beside its diagram: a right of its own, which no other role brings along."""


def may_put_right(actor: Actor, *, restricted: bool) -> bool:
    """Whether this person may put a case right; a whistleblower's report only who could have work in it, too."""
    held = roles_of(actor)
    return PUTS_RIGHT in held and (not restricted or bool(held & RESTRICTED_ROLES))


@dataclass(frozen=True)
class Rights:
    """Of one person, now. What is beside their own roles never reaches a process outside `processes`."""

    memberships: frozenset[tuple[str, str]]
    stands_in: tuple[StandIn, ...]
    processes: frozenset[str]

    def actor(self, person_id: str, name: str) -> Actor:
        """The author of this person's commands."""
        heads = tuple(
            Headship(role, unit, self.processes) for role, unit in sorted(self.memberships) if role in HEAD_ROLES
        )
        return Actor(person_id, name, self.memberships, stands_in=self.stands_in, heads=heads)


def rights_of(session: Session, *, instansi_id: str, user_id: UUID, now: datetime, processes: frozenset[str]) -> Rights:
    """The rights of a person in one statement. `processes`: those of the government that are not restricted.

    A stand-in has what the absent person still has: a role that was taken from them, or an account that was closed,
    gives nothing to anybody.
    """
    asked = {"instansi_id": instansi_id, "user_id": user_id, "now": now}
    rows = session.execute(_roles_and_stand_ins(), asked).all()
    return Rights(
        memberships=frozenset((row.role, row.unit) for row in rows if row.absent is None),
        stands_in=tuple(
            StandIn(
                row.role, row.unit, processes & {row.process} if row.process else processes, str(row.absent), row.name
            )
            for row in sorted(rows, key=lambda row: (row.role, row.unit, row.process, row.name))
            if row.absent is not None
        ),
        processes=processes,
    )


def rights_held(
    session: Session,
    *,
    instansi_id: str,
    user_id: UUID,
    now: datetime,
    processes: frozenset[str],
    memberships: frozenset[tuple[str, str]],
    stands_in: bool,
) -> Rights:
    """The same for whom another statement has told the roles of their own, and whether they stand in for somebody
    (`is_substitute`): then one statement, else none."""
    if stands_in:
        return rights_of(session, instansi_id=instansi_id, user_id=user_id, now=now, processes=processes)
    return Rights(memberships, (), processes)


def is_substitute(now: BindParameter[datetime]) -> ColumnElement[bool]:
    """Whether a person (`User` of the statement around it) is named as the substitute of somebody who is absent."""
    absent = and_(Absence.instansi_id == Substitute.instansi_id, Absence.id == Substitute.absence_id)
    return (
        exists()
        .where(
            Substitute.instansi_id == User.instansi_id,
            Substitute.user_id == User.id,
            absent,
            Absence.begins_at <= now,
            Absence.ends_at > now,
        )
        .correlate(User)
    )


@cache
def _roles_and_stand_ins() -> CompoundSelect[Any]:
    """Asked with each page of an officer, and therefore built once."""
    instansi_id: BindParameter[str] = bindparam("instansi_id")
    user_id: BindParameter[UUID] = bindparam("user_id")
    now: BindParameter[datetime] = bindparam("now")
    own = select(
        Membership.role, Membership.unit, cast(null(), Uuid).label("absent"), literal("").label("name"),
        literal("").label("process"),
    ).where(Membership.instansi_id == instansi_id, Membership.user_id == user_id, in_force(now))  # fmt: skip
    lent = (
        select(Substitute.role, Substitute.unit, User.id, User.name, Substitute.process_id)
        .join(Absence, and_(Absence.instansi_id == Substitute.instansi_id, Absence.id == Substitute.absence_id))
        .join(User, and_(User.instansi_id == Absence.instansi_id, User.id == Absence.user_id))
        .join(
            Membership,
            and_(
                Membership.instansi_id == User.instansi_id,
                Membership.user_id == User.id,
                Membership.role == Substitute.role,
                Membership.unit == Substitute.unit,
            ),
        )
        .where(
            Substitute.instansi_id == instansi_id,
            Substitute.user_id == user_id,
            Absence.begins_at <= now,
            Absence.ends_at > now,
            User.active,
            in_force(now),
        )
    )
    return union_all(own, lent)
