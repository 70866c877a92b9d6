"""What the author of a report said of the matter, in the words of the form that they filled in."""

from __future__ import annotations

import uuid

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from complaints.intake.start_words import OPEN, SUBSTANCE, Lodged, Stored, first_move, lodged_under, told
from complaints.models import Complaint
from engine.definition.forms import Summary
from engine.models import Case


def answers(session: Session, *, instansi_id: str, complaint_id: uuid.UUID) -> tuple[Summary, ...]:
    """Kind and substance; nothing of the person, and nothing when there is no such report."""
    names = (*OPEN, *SUBSTANCE)
    wanted = (getattr(Complaint, name.rpartition(".")[2]) for name in names)
    row = session.execute(
        select(
            Complaint.kanal, Complaint.entered_tier, Complaint.answers, Case.process_id, Case.version_id,
            first_move().label("first_move"), *wanted,
        )
        .join(Case, and_(Case.instansi_id == Complaint.instansi_id, Case.id == Complaint.id))
        .where(Complaint.instansi_id == instansi_id, Complaint.id == complaint_id)
    ).one_or_none()  # fmt: skip
    if row is None:
        return ()
    known = {name: getattr(row, name.rpartition(".")[2]) for name in names}
    said = {name: known[name] for name in (*OPEN[:1], *SUBSTANCE)}
    lodged = Lodged(row.process_id, lodged_under(row.version_id, row.first_move), row.kanal, row.entered_tier)
    return told(session, lodged, Stored(said, row.answers, known), instansi_id=instansi_id)
