"""Units (SKPD) of an instansi, and the people in them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import and_, bindparam, or_, select
from sqlalchemy.orm import Session

from complaints.models import Membership, Unit, User
from complaints.people.terms import in_force
from engine.actors import Actor


@dataclass(frozen=True)
class UnitName:
    """A unit as people read it."""

    id: str
    name: str
    active: bool


@dataclass(frozen=True)
class Person:
    """An officer as colleagues see them."""

    id: str
    name: str


def units(session: Session, *, instansi_id: str) -> dict[str, UnitName]:
    """Every unit of the instansi by slug, in order of name. Closed ones too: old cases still name them.

    Kept with the session: one page asks several times and reads once.
    """
    kept = _kept(session)
    if instansi_id not in kept:
        kept[instansi_id] = _read_units(session, instansi_id)
    return kept[instansi_id]


def keep_units(session: Session, *, instansi_id: str, known: dict[str, UnitName]) -> None:
    """For another session of the same request: the units that its first one has read."""
    _kept(session).setdefault(instansi_id, known)


def _kept(session: Session) -> dict[str, dict[str, UnitName]]:
    kept: dict[str, dict[str, UnitName]] = session.info.setdefault("units", {})
    return kept


_UNITS = (
    select(Unit.id, Unit.name, Unit.active)
    .where(Unit.instansi_id == bindparam("instansi_id"))
    .order_by(Unit.name, Unit.id)
)


def _read_units(session: Session, instansi_id: str) -> dict[str, UnitName]:
    rows = session.execute(_UNITS, {"instansi_id": instansi_id})
    return {row.id: UnitName(id=row.id, name=row.name, active=row.active) for row in rows}


def closed_units(session: Session, *, instansi_id: str) -> list[Unit]:
    """The rows of those that are closed, in order of name."""
    query = select(Unit).where(Unit.instansi_id == instansi_id, Unit.active.is_(False))
    return list(session.scalars(query.order_by(Unit.name, Unit.id)))


def colleagues(
    session: Session, *, instansi_id: str, role: str, unit: str, now: datetime, but: str = ""
) -> list[Person]:
    """Active people who may do work of this role in this unit, in order of name, without the person `but`."""
    fits = or_(Membership.unit == unit, Membership.unit == "") if unit else Membership.unit.is_not(None)
    rows = session.execute(
        select(User.id, User.name)
        .where(
            User.instansi_id == instansi_id,
            User.active,
            User.id.in_(
                select(Membership.user_id).where(
                    Membership.instansi_id == instansi_id, Membership.role == role, fits, in_force(now)
                )
            ),
        )
        .order_by(User.name, User.id)
    )
    return [Person(id=str(row.id), name=row.name) for row in rows if str(row.id) != but]


def colleague(session: Session, *, instansi_id: str, person_id: UUID, now: datetime) -> Actor | None:
    """An active person of the instansi with the memberships of now, or None: to hand work to."""
    rows = session.execute(
        select(User.name, Membership.role, Membership.unit)
        .outerjoin(
            Membership,
            and_(Membership.instansi_id == User.instansi_id, Membership.user_id == User.id, in_force(now)),
        )
        .where(User.instansi_id == instansi_id, User.id == person_id, User.active)
    ).all()
    if not rows:
        return None
    held = frozenset((row.role, row.unit) for row in rows if row.role is not None)
    return Actor(id=str(person_id), name=rows[0].name, memberships=held)


def names(session: Session, *, instansi_id: str, ids: set[str]) -> dict[str, str]:
    """Names of people by the text of their id, in one statement; unknown ids are left out."""
    wanted = ids_of(ids)
    if not wanted:
        return {}
    rows = session.execute(select(User.id, User.name).where(User.instansi_id == instansi_id, User.id.in_(wanted)))
    return {str(row.id): row.name for row in rows}


def ids_of(texts: set[str]) -> set[UUID]:
    """Ids of people among these texts; others (the system, a program) are left out."""
    return {UUID(each) for each in texts if _is_uuid(each)}


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
