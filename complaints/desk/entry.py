"""Which channels an officer may enter complaints for."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from complaints import starts
from complaints.models import Instansi
from engine.errors import NotFoundError


def manual_channels(session: Session, *, instansi_id: str, role: str) -> list[str]:
    """Channels that the instansi's diagram takes at the tier of this role, in its order. Raises NotFoundError."""
    process_id = session.scalar(select(Instansi.process_id).where(Instansi.id == instansi_id))
    if process_id is None:
        raise NotFoundError("Instansi tidak ditemukan.")
    return starts.manual_channels(session, instansi_id=instansi_id, process_id=process_id, role=role)
