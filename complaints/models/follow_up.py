"""On which day somebody wants to be reminded of a complaint."""

from __future__ import annotations

import uuid
from datetime import date

from sqlalchemy import Date, ForeignKeyConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from engine.models.base import INSTANSI, Base


class FollowUp(Base):
    """One for each person and complaint; it says nothing but the day."""

    __tablename__ = "follow_up"
    __table_args__ = (
        ForeignKeyConstraint(["instansi_id", "user_id"], ["user.instansi_id", "user.id"]),
        ForeignKeyConstraint(["instansi_id", "complaint_id"], ["complaint.instansi_id", "complaint.id"]),
        Index("ix_follow_up_person", "instansi_id", "user_id", "remind_on"),
    )

    instansi_id: Mapped[str] = mapped_column(INSTANSI, primary_key=True)
    user_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    complaint_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    remind_on: Mapped[date] = mapped_column(Date)
    """At the office."""
