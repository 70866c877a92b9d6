"""Applications of other bodies that may lodge complaints, each with a key of its own."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import JSON, ForeignKeyConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from engine.models.base import INSTANSI, Base, new_id


class Application(Base):
    """Found by the hash of its key; the key itself is shown once and stored nowhere."""

    __tablename__ = "application"
    TOLD = ("name", "key_hash", "starts", "revoked_at")
    __table_args__ = (
        ForeignKeyConstraint(["instansi_id"], ["instansi.id"]),
        Index(None, "instansi_id", "key_hash", unique=True),
    )

    instansi_id: Mapped[str] = mapped_column(INSTANSI, primary_key=True)
    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    name: Mapped[str] = mapped_column(String(120))
    key_hash: Mapped[str] = mapped_column(String(64))
    starts: Mapped[list[str]] = mapped_column(JSON)
    """Ids of the start events through which it may lodge."""
    created_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
