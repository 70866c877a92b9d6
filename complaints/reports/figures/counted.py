"""Keeps the trails of complaints that are over, so that a report of a year need not read their histories."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import and_, delete, insert, or_, select
from sqlalchemy.orm import Session

from complaints.models import Complaint, CountedCase
from complaints.reports.figures.trails import RULES, Trail, read_trails
from engine.models import Case


class Counted(NamedTuple):
    """A finished complaint with its trail, as long as its history was."""

    case_id: uuid.UUID
    event_count: int
    trail: Trail


def finished_uncounted(session: Session, *, instansi_id: str, since: datetime | None, limit: int) -> list[Counted]:
    """Complaints that ended (from a moment on) and have no trail that holds, counted now; at most so many."""
    # `event_count` is read before the history: a row that comes between makes the trail one that does not hold.
    rows = session.execute(
        select(Case.id, Case.version_id, Case.event_count)
        .join(Complaint, and_(Complaint.instansi_id == Case.instansi_id, Complaint.id == Case.id))
        .outerjoin(CountedCase, and_(CountedCase.instansi_id == Case.instansi_id, CountedCase.case_id == Case.id))
        .where(
            Case.instansi_id == instansi_id,
            Case.ended_at.is_not(None) if since is None else Case.ended_at >= since,
            ~Complaint.restricted,
            or_(
                CountedCase.case_id.is_(None),
                CountedCase.rules != RULES,
                CountedCase.event_count != Case.event_count,
            ),
        )
        .limit(limit)
    ).all()
    lengths = {row.id: row.event_count for row in rows}
    trails = read_trails(session, instansi_id, {row.id: row.version_id for row in rows})
    return [Counted(case_id, lengths[case_id], trail) for case_id, trail in trails]


def keep(session: Session, *, instansi_id: str, counted: list[Counted]) -> None:
    """Writes trails; those of before give way. Raises IntegrityError when somebody else keeps one at the same time."""
    former = delete(CountedCase).where(
        CountedCase.instansi_id == instansi_id, CountedCase.case_id.in_([each.case_id for each in counted])
    )
    session.execute(former.execution_options(synchronize_session=False))
    home = {"instansi_id": instansi_id, "rules": RULES}
    rows = [
        home | {"case_id": case_id, "event_count": count, "trail": trail.stored()} for case_id, count, trail in counted
    ]
    session.execute(insert(CountedCase), rows)
