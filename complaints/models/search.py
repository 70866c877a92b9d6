"""Searches of a list of cases that somebody keeps."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import ForeignKeyConstraint, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from engine.models.base import INSTANSI, Base, new_id


class SavedSearch(Base):
    """Filters by a name, of one person; shared ones are listed for others who have the list."""

    __tablename__ = "saved_search"
    __table_args__ = (
        ForeignKeyConstraint(["instansi_id", "user_id"], ["user.instansi_id", "user.id"]),
        Index("ix_saved_search_person", "instansi_id", "user_id", "name"),
    )

    instansi_id: Mapped[str] = mapped_column(INSTANSI, primary_key=True)
    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    user_id: Mapped[uuid.UUID]
    name: Mapped[str] = mapped_column(String(80))
    query: Mapped[str] = mapped_column(Text)
    """As the address of the list has it."""
    shared: Mapped[bool] = mapped_column(default=False)
    page: Mapped[str] = mapped_column(String(20), server_default="jejak")
    """Which list: `jejak` the examiners', `berkas` the officers'."""
    unit: Mapped[str] = mapped_column(String(60), default="", server_default="")
    """Whose people a shared one is offered to; "" everybody who has the list."""
    created_at: Mapped[datetime]
