"""History: append-only, each row hashed over its content and its predecessor in the case."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKeyConstraint, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from engine.models.base import INSTANSI, Base


class Event(Base):
    """A row of a case's history. Never edited; `hash` seals it together with the row before."""

    __tablename__ = "event"
    __table_args__ = (ForeignKeyConstraint(["instansi_id", "case_id"], ["case.instansi_id", "case.id"]),)

    instansi_id: Mapped[str] = mapped_column(INSTANSI, primary_key=True)
    case_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    """1, 2, 3 … without a gap within the case."""
    at: Mapped[datetime]
    kind: Mapped[str] = mapped_column(String(40))
    """One of the kinds in `engine.record.events`."""
    actor: Mapped[str] = mapped_column(String(40), default="")
    """User id, what the domain calls a party outside, `sistem` for timers and operations."""
    actor_name: Mapped[str] = mapped_column(String(120), default="")
    on_behalf_of: Mapped[str] = mapped_column(String(40), default="")
    role: Mapped[str] = mapped_column(String(60), default="")
    unit: Mapped[str] = mapped_column(String(60), default="")
    element: Mapped[str] = mapped_column(String(120), default="")
    payload: Mapped[str] = mapped_column(Text)
    """Canonical JSON, hashed as it stands: what `engine.record.events` says of its kind."""
    personal: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    """Texts of people: {"salt": hex, "answers": {key: value}}. May be erased; the commitment stays."""
    personal_commitment: Mapped[str] = mapped_column(String(64), default="")
    previous_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))
