"""Which channels an officer may enter complaints for, and what came of an entry."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.orm import Session

from complaints.intake import starts
from complaints.intake.lodging import process_of
from complaints.models import Complaint, Instansi
from engine.catalogue import _
from engine.errors import NotFoundError


def entered(session: Session, *, instansi_id: str, complaint_id: UUID) -> tuple[str, str]:
    """Kind and title of a complaint, for the receipt of the officer who entered it."""
    row = session.get_one(Complaint, (instansi_id, complaint_id))
    return row.jenis, row.judul


def manual_channels(session: Session, *, instansi_id: str, role: str, restricted: bool = False) -> list[str]:
    """Channels that the instansi's diagram takes at the tier of this role, in its order.

    `restricted`: of the process for reports of whistleblowers. Raises NotFoundError where there is no such process.
    """
    instansi = session.get(Instansi, instansi_id)
    if instansi is None:
        raise NotFoundError(_("Instansi tidak ditemukan."))
    process_id = process_of(instansi, restricted=restricted)
    return starts.manual_channels(session, instansi_id=instansi_id, process_id=process_id, role=role)
