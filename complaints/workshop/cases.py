"""Running cases by name for the owner: number of a complaint, title of an activity; nothing of the substance."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, select, true
from sqlalchemy.orm import Session

from complaints.models import Activity, Complaint
from engine.models import Case


@dataclass(frozen=True)
class CaseLine:
    """A case as the owner may know it."""

    id: uuid.UUID
    label: str
    phase: str
    started_at: datetime


def lines(session: Session, *, instansi_id: str, case_ids: Sequence[uuid.UUID], process_id: str = "") -> list[CaseLine]:
    """In the order of their start, one statement; of one process, where it is named."""
    of = Case.process_id == process_id if process_id else true()
    rows = session.execute(
        select(Case.id, Case.phase, Case.started_at, Complaint.number, Complaint.restricted, Activity.title)
        .outerjoin(Complaint, and_(Complaint.instansi_id == Case.instansi_id, Complaint.id == Case.id))
        .outerjoin(Activity, and_(Activity.instansi_id == Case.instansi_id, Activity.id == Case.id))
        .where(Case.instansi_id == instansi_id, Case.id.in_(list(case_ids)), of)
        .order_by(Case.started_at, Case.id)
    )
    return [CaseLine(row.id, _label(row), row.phase or "", row.started_at) for row in rows]


def _label(row: Any) -> str:
    """A report of a whistleblower has no name here: its number could be matched with a receipt (BT-P2(2)g)."""
    return "–" if row.restricted else row.number or row.title or "–"
