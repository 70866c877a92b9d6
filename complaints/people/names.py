"""User names: unique within a government. Whoever shares theirs with somebody elsewhere adds the government to it."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from complaints.models import User

BEFORE_GOVERNMENT = "@"


def of(session: Session, typed: str) -> User | None:
    """Who logs in with this name: `siti`, or `siti@tanah-laut` where several governments have a siti.

    Only across governments (see engine.government.crossing). None for a name that nobody active has, and for a name
    without a government that several have: the log-in page tells how to write it then.
    """
    exact = session.scalars(select(User).where(User.username == typed, User.active).limit(2)).all()
    if exact:
        return exact[0] if len(exact) == 1 else None
    name, _at, government = typed.rpartition(BEFORE_GOVERNMENT)
    query = select(User).where(User.username == name, User.instansi_id == government, User.active)
    return session.scalars(query).one_or_none()
