"""The log-ins of a person, right and wrong, as they may read them: when, how, with which browser; no address."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from complaints.models import LogInEvent
from complaints.people.governments.limits import LOG_IN_DAYS, older_than_kept
from engine.models import new_id

SHOWN = 50
REPORT_KEY = "kunci_wbs"
"""No way in: the password of a person's key to whistleblowers' reports, as far as it was wrong."""
TOGETHER = timedelta(hours=1)
"""Wrong attempts that follow each other within this time are one row: nobody fills the table by guessing."""


def note(session: Session, *, instansi_id: str, user_id: UUID, way: str, device: str, now: datetime) -> None:
    """The person came in."""
    session.add(_row(instansi_id, user_id, way, device, now))


def note_failure(session: Session, *, instansi_id: str, user_id: UUID, way: str, device: str, now: datetime) -> None:
    """Somebody tried as this person and was wrong."""
    mine = (LogInEvent.instansi_id == instansi_id, LogInEvent.user_id == user_id)
    last = session.scalars(
        select(LogInEvent).where(*mine).order_by(LogInEvent.at.desc(), LogInEvent.id).limit(1)
    ).one_or_none()
    if last is None or not last.failures or last.way != way or now - last.at > TOGETHER:
        last = _row(instansi_id, user_id, way, device, now)
        session.add(last)
    last.at, last.failures = now, last.failures + 1


def of_person(session: Session, *, instansi_id: str, user_id: UUID) -> Sequence[LogInEvent]:
    """The latest first, at most `SHOWN`."""
    mine = (LogInEvent.instansi_id == instansi_id, LogInEvent.user_id == user_id)
    return session.scalars(
        select(LogInEvent).where(*mine).order_by(LogInEvent.at.desc(), LogInEvent.id).limit(SHOWN)
    ).all()


def sweep(session: Session, *, now: datetime, limit: int) -> int:
    """Removes what is older than each government keeps it, at most so many; gives how many."""
    over = older_than_kept(session, LOG_IN_DAYS, home=LogInEvent.instansi_id, at=LogInEvent.at, now=now)
    old = select(LogInEvent.id).where(over).limit(limit)
    return len(session.scalars(delete(LogInEvent).where(LogInEvent.id.in_(old)).returning(LogInEvent.id)).all())


def _row(instansi_id: str, user_id: UUID, way: str, device: str, now: datetime) -> LogInEvent:
    return LogInEvent(instansi_id=instansi_id, id=new_id(), user_id=user_id, at=now, way=way, device=device, failures=0)
