"""Follow-up dates: days on which somebody wants to be reminded of a complaint, in the list and by the daily letter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, ScalarSelect, and_, func, select
from sqlalchemy.orm import Session

from complaints.casework import visibility
from complaints.models import Complaint, FollowUp
from complaints.people.roles import WorkScope
from engine.actors import Actor
from engine.catalogue import _
from engine.models import Task

MOST = 200
LATEST = timedelta(days=366)


@dataclass(frozen=True)
class FollowUpView:
    """A complaint that somebody wants to be reminded of."""

    case_id: UUID
    number: str
    remind_on: date


class FollowUpRefusedError(Exception):
    """The day cannot be kept; the text says why."""


def remind(session: Session, *, instansi_id: str, actor: Actor, case_id: UUID, on: date | None, today: date) -> None:
    """Keep the day for this person and complaint; None: no reminder any more. That the complaint is theirs to read, the
    caller has seen. Raises FollowUpRefusedError."""
    key = (instansi_id, UUID(actor.id), case_id)
    row = session.get(FollowUp, key)
    if on is None:
        if row is not None:
            session.delete(row)
        return
    if not today < on <= today + LATEST:
        raise FollowUpRefusedError(_("Pilih hari sesudah hari ini, paling lama setahun lagi."))
    if row is not None:
        row.remind_on = on
        return
    own = (FollowUp.instansi_id == instansi_id, FollowUp.user_id == UUID(actor.id))
    if (session.scalar(select(func.count()).select_from(FollowUp).where(*own)) or 0) >= MOST:
        raise FollowUpRefusedError(_("Sudah ada %(num)s pengingat; hapus yang tidak perlu lagi.", num=MOST))
    session.add(FollowUp(instansi_id=instansi_id, user_id=UUID(actor.id), complaint_id=case_id, remind_on=on))


def follow_ups(session: Session, *, instansi_id: str, actor: Actor, scopes: Sequence[WorkScope]) -> list[FollowUpView]:
    """All of this person's, soonest first; none of a complaint that is no business of theirs any more."""
    rows = session.execute(
        select(FollowUp.complaint_id, Complaint.number, FollowUp.remind_on)
        .join(
            Complaint,
            and_(Complaint.instansi_id == FollowUp.instansi_id, Complaint.id == FollowUp.complaint_id),
        )
        .where(FollowUp.instansi_id == instansi_id, FollowUp.user_id == UUID(actor.id))
        .where(visibility.opens(actor, scopes))
        .order_by(FollowUp.remind_on, Complaint.number)
        .limit(MOST)
    )
    return [FollowUpView(*row) for row in rows]


def due(instansi_id: str, person: UUID, *, until: date, after: date | None = None) -> ScalarSelect[int]:
    """How many of a person's days have come, for a statement that asks for more; those after a day alone."""
    found = [FollowUp.instansi_id == instansi_id, FollowUp.user_id == person, FollowUp.remind_on <= until]
    if after is not None:
        found.append(FollowUp.remind_on > after)
    return select(func.count()).select_from(FollowUp).where(*found).scalar_subquery()


def of_task(person: ColumnElement[Any]) -> ScalarSelect[date]:
    """The day for the complaint of a task, as a column of a statement about tasks."""
    own = (FollowUp.instansi_id == Task.instansi_id, FollowUp.complaint_id == Task.case_id)
    return select(FollowUp.remind_on).where(*own, FollowUp.user_id == person).scalar_subquery()
