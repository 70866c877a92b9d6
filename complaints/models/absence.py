"""When officers are away, and who does their work meanwhile."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import ForeignKeyConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from engine.models.base import INSTANSI, Base, new_id


class Absence(Base):
    """A time in which a person is away: on leave, ill, on a journey. Why is nobody's business here."""

    __tablename__ = "absence"
    TOLD = ("user_id", "begins_at", "ends_at")
    __table_args__ = (
        ForeignKeyConstraint(["instansi_id", "user_id"], ["user.instansi_id", "user.id"]),
        Index(None, "instansi_id", "user_id", "ends_at"),
        # The worker sweeps all governments at once.
        Index("ix_absence_due_at", "due_at"),
    )

    instansi_id: Mapped[str] = mapped_column(INSTANSI, primary_key=True)
    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    user_id: Mapped[uuid.UUID]
    begins_at: Mapped[datetime]
    """Beginning of the first day, at the office; today's absence begins at once."""
    ends_at: Mapped[datetime]
    """End of the last day, at the office; or the moment at which it was ended before."""
    begun: Mapped[bool] = mapped_column(default=False)
    """Whether what the person held has been handed on."""
    due_at: Mapped[datetime | None]
    """When the worker has to do something next: hand on at the beginning, give back at the end; None afterwards."""


class Substitute(Base):
    """Who does the work of one role of the absent person, in one process or ("") in all that are not restricted."""

    __tablename__ = "substitute"
    TOLD = ("absence_id", "user_id", "role", "unit", "process_id")
    __table_args__ = (
        ForeignKeyConstraint(["instansi_id", "absence_id"], ["absence.instansi_id", "absence.id"]),
        ForeignKeyConstraint(["instansi_id", "user_id"], ["user.instansi_id", "user.id"]),
        Index(None, "instansi_id", "user_id"),
        Index(None, "instansi_id", "absence_id", "role", "unit", "process_id", "user_id", unique=True),
    )

    instansi_id: Mapped[str] = mapped_column(INSTANSI, primary_key=True)
    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    absence_id: Mapped[uuid.UUID]
    user_id: Mapped[uuid.UUID]
    role: Mapped[str] = mapped_column(String(60))
    unit: Mapped[str] = mapped_column(String(60), default="")
    process_id: Mapped[str] = mapped_column(String(80), default="")
