"""What went wrong and waits for the operator."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.models import Incident


@dataclass(frozen=True)
class IncidentView:
    """A step of a case that failed, and when it is tried again."""

    id: uuid.UUID
    case_id: uuid.UUID
    element: str
    error: str
    occurred_at: datetime
    attempts: int
    next_attempt_at: datetime | None
    resolved_at: datetime | None


def incidents(
    session: Session, *, instansi_id: str, case_id: uuid.UUID | None = None, open_only: bool = True, limit: int = 100
) -> list[IncidentView]:
    """Incidents, newest first; of one case when `case_id` is given."""
    query = select(Incident).where(Incident.instansi_id == instansi_id)
    if case_id is not None:
        query = query.where(Incident.case_id == case_id)
    if open_only:
        query = query.where(Incident.resolved_at.is_(None))
    return [
        IncidentView(
            row.id,
            row.case_id,
            row.element or "",
            row.error,
            row.occurred_at,
            row.attempts,
            row.next_attempt_at,
            row.resolved_at,
        )
        for row in session.scalars(query.order_by(Incident.occurred_at.desc()).limit(limit))
    ]
