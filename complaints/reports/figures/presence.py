"""When the people of a unit were last seen: their last log-in that is still on record, or the last task they did."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from complaints.models import Membership, SessionRow
from complaints.people.terms import in_force
from engine.models import Task


def last_seen(session: Session, *, instansi_id: str, units: Collection[str], now: datetime) -> dict[str, datetime]:
    """Unit to the last moment one of its people was seen, never later than `now`. Two statements, by index."""
    log_ins = session.execute(
        select(Membership.unit, Membership.user_id, func.max(SessionRow.last_seen_at))
        .outerjoin(
            SessionRow,
            (SessionRow.instansi_id == Membership.instansi_id)
            & (SessionRow.user_id == Membership.user_id)
            & (SessionRow.last_seen_at <= now),
        )
        .where(Membership.instansi_id == instansi_id, Membership.unit.in_(sorted(units)), in_force(now))
        .group_by(Membership.unit, Membership.user_id)
    ).all()
    people = sorted({str(user_id) for _, user_id, _ in log_ins})
    work = session.execute(
        select(Task.completed_by, func.max(Task.completed_at))
        .where(Task.instansi_id == instansi_id, Task.completed_by.in_(people), Task.completed_at <= now)
        .group_by(Task.completed_by)
    ).all()
    done: dict[str | None, datetime | None] = {row[0]: row[1] for row in work}
    found: dict[str, datetime] = {}
    for unit, user_id, log_in in log_ins:
        for moment in (log_in, done.get(str(user_id))):
            if moment is not None:
                found[unit] = max(moment, found.get(unit, moment))
    return found
