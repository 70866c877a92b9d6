"""Which channels an officer may enter complaints for."""

from __future__ import annotations

from sqlalchemy.orm import Session

from complaints.intake import starts
from complaints.intake.lodging import process_of
from complaints.models import Instansi
from engine.catalogue import _
from engine.errors import NotFoundError


def manual_channels(session: Session, *, instansi_id: str, role: str, restricted: bool = False) -> list[str]:
    """Channels that the instansi's diagram takes at the tier of this role, in its order.

    `restricted`: of the process for reports of whistleblowers. Raises NotFoundError where there is no such process.
    """
    instansi = session.get(Instansi, instansi_id)
    if instansi is None:
        raise NotFoundError(_("Instansi tidak ditemukan."))
    process_id = process_of(instansi, restricted=restricted)
    return starts.manual_channels(session, instansi_id=instansi_id, process_id=process_id, role=role)
