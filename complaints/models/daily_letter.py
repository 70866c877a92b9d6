"""Up to when each officer was told of their work by the daily letter."""

from __future__ import annotations

import uuid
from datetime import date, datetime

from sqlalchemy import Date, ForeignKeyConstraint
from sqlalchemy.orm import Mapped, mapped_column

from engine.models.base import INSTANSI, Base


class DailyLetter(Base):
    """One row for each officer with an address; whoever is away is passed over and told of all when they are back."""

    __tablename__ = "daily_letter"
    __table_args__ = (ForeignKeyConstraint(["instansi_id", "user_id"], ["user.instansi_id", "user.id"]),)

    instansi_id: Mapped[str] = mapped_column(INSTANSI, primary_key=True)
    user_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    looked_on: Mapped[date] = mapped_column(Date)
    """The last day, at the office, on which it was their turn."""
    told_at: Mapped[datetime]
    """What began afterwards is new to them."""
