"""What must be told to whom, written with the state and sent after the commit."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from engine.models.base import INSTANSI, Base, BoundColumns, new_id, only_where


class OutboxMessage(Base):
    """A message that a command left to be sent after its commit."""

    __tablename__ = "outbox_message"
    BOUND = BoundColumns("case_id", ("channel", "recipient", "subject", "body", "created_at"))
    __table_args__ = (
        Index("ix_outbox_message_waiting", "available_at", **only_where("sent_at IS NULL")),
        Index(None, "instansi_id", "case_id"),
    )

    instansi_id: Mapped[str] = mapped_column(INSTANSI, primary_key=True)
    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    case_id: Mapped[uuid.UUID | None]
    channel: Mapped[str] = mapped_column(String(20))
    """How it leaves: `email` by itself, `email_digest` together with what else waits for the same reader, `sms`,
    `whatsapp`."""
    recipient: Mapped[str] = mapped_column(String(254))
    subject: Mapped[str] = mapped_column(String(200))
    body: Mapped[dict[str, Any]] = mapped_column(JSON)
    """What the renderer needs: template name and its small values; never a secret code."""
    created_at: Mapped[datetime]
    available_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    sent_at: Mapped[datetime | None]
    last_error: Mapped[str | None] = mapped_column(Text)
