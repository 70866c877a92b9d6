"""By which way complainants hear, and how their answers find back: what they chose, what was sent, what came."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKeyConstraint, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from engine.models.base import INSTANSI, Base, new_id, only_where

NONE = "tidak"
"""Channel of whoever wants to hear nothing."""


class ChosenChannel(Base):
    """By which way the author of a complaint wants to hear, where they said so."""

    __tablename__ = "chosen_channel"
    __table_args__ = (ForeignKeyConstraint(["instansi_id", "complaint_id"], ["complaint.instansi_id", "complaint.id"]),)

    instansi_id: Mapped[str] = mapped_column(INSTANSI, primary_key=True)
    complaint_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    channel: Mapped[str] = mapped_column(String(20))
    """`email`, `sms`, `whatsapp` or `tidak`."""
    chosen_at: Mapped[datetime]


class MutedAddress(Base):
    """An address or number whose owner stopped the messages of a government."""

    __tablename__ = "muted_address"

    instansi_id: Mapped[str] = mapped_column(INSTANSI, primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    """SHA-256 of channel and address."""
    at: Mapped[datetime]


class ReplyKey(Base):
    """What one message to a complainant can be answered with: found by the token in its reply address, or by the number
    to which it went."""

    __tablename__ = "reply_key"
    __table_args__ = (
        ForeignKeyConstraint(["instansi_id", "complaint_id"], ["complaint.instansi_id", "complaint.id"]),
        Index("ix_reply_key_digest", "digest", "expires_at"),
        Index("ix_reply_key_complaint", "instansi_id", "complaint_id"),
        Index("ix_reply_key_expires_at", "expires_at"),
    )

    instansi_id: Mapped[str] = mapped_column(INSTANSI, primary_key=True)
    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    """Of the message in the outbox."""
    complaint_id: Mapped[uuid.UUID]
    channel: Mapped[str] = mapped_column(String(20))
    digest: Mapped[str] = mapped_column(String(64))
    """SHA-256 of the token, or of channel and number."""
    wait: Mapped[str] = mapped_column(String(120), default="")
    """The step whose answer the message asked for."""
    reference: Mapped[str] = mapped_column(String(128), default="")
    """What the carrier calls the message."""
    told_at: Mapped[datetime]
    """When what it tells happened."""
    expires_at: Mapped[datetime]


class IncomingReply(Base):
    """An answer that came by mail or message: still to be placed, or held because it cannot be; or, without its words,
    that it was placed, so that none lands twice."""

    __tablename__ = "incoming_reply"
    __table_args__ = (
        Index("ix_incoming_reply_digest", "instansi_id", "digest", unique=True),
        Index("ix_incoming_reply_open", "instansi_id", "came_at", "id", **only_where("state IN ('baru', 'tertahan')")),
        Index("ix_incoming_reply_complaint", "instansi_id", "complaint_id"),
        Index("ix_incoming_reply_came_at", "came_at"),
    )

    instansi_id: Mapped[str] = mapped_column(INSTANSI, primary_key=True)
    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    digest: Mapped[str] = mapped_column(String(64))
    """SHA-256 of the channel and what the carrier calls the message."""
    channel: Mapped[str] = mapped_column(String(20))
    sender: Mapped[str] = mapped_column(String(254), default="")
    """Address or number, as long as it is not placed."""
    complaint_id: Mapped[uuid.UUID | None]
    """The complaint that is meant, where only one can be."""
    reference: Mapped[str] = mapped_column(String(128), default="")
    """What the carrier calls the message that was answered."""
    text: Mapped[str] = mapped_column(Text, default="")
    media: Mapped[list[Any]] = mapped_column(JSON, default=list)
    """What is still to be fetched from the carrier: id and name."""
    state: Mapped[str] = mapped_column(String(10))
    """`baru` (to be placed), `tertahan` (could not be placed), `selesai`."""
    why: Mapped[str] = mapped_column(String(20), default="")
    attempts: Mapped[int] = mapped_column(default=0)
    came_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
