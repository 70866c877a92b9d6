"""Names that a reader of a history would take for somebody else's: the program's own, and administrators'."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from complaints.models import Membership, User
from complaints.people.roles import Role
from complaints.people.terms import in_force

RESERVED = frozenset({"sistem", "system", "operator", "admin", "administrator", "pelapor", "pengadu", "alur"})


def is_mistakable(session: Session, now: datetime, *, instansi_id: str, user_id: UUID | None, name: str) -> bool:
    """Whether this new name is the program's, an administrator's, or, for an administrator, anybody's."""
    own = session.get(User, (instansi_id, user_id)) if user_id else None
    if own is not None and own.name == name:
        return False
    admins = (
        select(User.id, User.name)
        .join(Membership, (Membership.instansi_id == User.instansi_id) & (Membership.user_id == User.id))
        .where(User.instansi_id == instansi_id, User.active, Membership.role == Role.ADMIN, in_force(now))
    )
    rows = session.execute(admins).all()
    wanted = name.casefold()
    if wanted in RESERVED or any(row.id != user_id and row.name.casefold() == wanted for row in rows):
        return True
    same = select(User.id).where(User.instansi_id == instansi_id, User.active, User.name == name)
    return any(row.id == user_id for row in rows) and session.scalar(same.limit(1)) is not None
