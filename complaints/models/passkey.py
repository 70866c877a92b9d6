"""Passkeys: keys that a person's phone, computer or security key holds, and that it opens by finger, face or PIN."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import BigInteger, ForeignKeyConstraint, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from complaints.models.entrance import OF_USER
from engine.models.base import INSTANSI, Base, new_id


class Passkey(Base):
    """The public half; the secret one never leaves the device."""

    __tablename__ = "passkey"
    TOLD = ("user_id", "credential_hash", "public_key")
    __table_args__ = (
        ForeignKeyConstraint(*OF_USER),
        Index(None, "credential_hash", unique=True),
        Index(None, "instansi_id", "user_id"),
    )

    instansi_id: Mapped[str] = mapped_column(INSTANSI, primary_key=True)
    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    user_id: Mapped[uuid.UUID]
    name: Mapped[str] = mapped_column(String(60))
    """As the person calls it: "Ponsel kantor"."""
    credential_hash: Mapped[str] = mapped_column(String(64))
    """SHA-256 of the key's id, by which a log-in finds it."""
    credential_id: Mapped[str] = mapped_column(Text)
    public_key: Mapped[str] = mapped_column(Text)
    sign_count: Mapped[int] = mapped_column(BigInteger)
    """How often the key says it has signed; a key that counts backwards was copied."""
    created_at: Mapped[datetime]
    last_used_at: Mapped[datetime | None]
