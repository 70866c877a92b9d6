"""What administrators have begun: roles that begin later, links that were sent, acts that wait for a second person."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKeyConstraint, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from engine.models.base import INSTANSI, Base, new_id

OF_USER = ["instansi_id", "user_id"], ["user.instansi_id", "user.id"]


class PlannedRole(Base):
    """A role that begins later; it becomes a membership at its moment."""

    __tablename__ = "planned_role"
    __table_args__ = (
        ForeignKeyConstraint(*OF_USER),
        # The worker sweeps all governments at once.
        Index("ix_planned_role_begins_at", "begins_at"),
    )

    instansi_id: Mapped[str] = mapped_column(INSTANSI, primary_key=True)
    user_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    role: Mapped[str] = mapped_column(String(60), primary_key=True)
    unit: Mapped[str] = mapped_column(String(60), primary_key=True, default="")
    begins_at: Mapped[datetime]
    ends_at: Mapped[datetime | None]


class Invitation(Base):
    """A link by which a person chooses a password: opened once, until it expires. The secret in it is not stored."""

    __tablename__ = "invitation"
    __table_args__ = (ForeignKeyConstraint(*OF_USER), Index(None, "instansi_id", "user_id"))

    instansi_id: Mapped[str] = mapped_column(INSTANSI, primary_key=True)
    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    user_id: Mapped[uuid.UUID]
    email: Mapped[str] = mapped_column(String(254))
    """Where it went: it opens nothing when the person's address changed since."""
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class SecondPersonRequest(Base):
    """An act of an administrator that counts only when a second one confirms it."""

    __tablename__ = "second_person_request"
    TOLD = ("user_id", "act", "values", "reason", "asked_by", "asked_by_name", "asked_at")
    __table_args__ = (ForeignKeyConstraint(*OF_USER), Index(None, "instansi_id", "asked_at"))

    instansi_id: Mapped[str] = mapped_column(INSTANSI, primary_key=True)
    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    user_id: Mapped[uuid.UUID]
    act: Mapped[str] = mapped_column(String(40))
    """One of `complaints.people.acts.Act`."""
    values: Mapped[dict[str, Any]] = mapped_column(JSON)
    reason: Mapped[str] = mapped_column(Text)
    asked_by: Mapped[str] = mapped_column(String(40))
    asked_by_name: Mapped[str] = mapped_column(String(120))
    asked_at: Mapped[datetime]
