"""A process that starts by the clock: the next moment of each timer start event of the newest version."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from engine.models.base import INSTANSI, Base, only_where


class StartTimer(Base):
    """The next moment at which a start event of a process fires by the clock."""

    __tablename__ = "start_timer"
    # The worker sweeps all governments at once: what is due is found by its moment alone.
    __table_args__ = (Index("ix_start_timer_due_at", "due_at", **only_where("due_at IS NOT NULL")),)

    instansi_id: Mapped[str] = mapped_column(INSTANSI, primary_key=True)
    process_id: Mapped[str] = mapped_column(String(80), primary_key=True)
    element: Mapped[str] = mapped_column(String(120), primary_key=True)
    due_at: Mapped[datetime | None]
    """None when it has fired for the last time."""
    left: Mapped[int]
    """Starts still to come; -1 without end."""
