"""Sentences that officers put into the fields of their forms instead of typing them again."""

from __future__ import annotations

import uuid

from sqlalchemy import ForeignKeyConstraint, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from engine.models.base import INSTANSI, Base, new_id


class ReplyTemplate(Base):
    """A text for one step and class of complaints, or for all, of one unit or of the whole government."""

    __tablename__ = "reply_template"
    TOLD = ("name", "text", "unit", "element", "kategori")
    __table_args__ = (
        ForeignKeyConstraint(["instansi_id"], ["instansi.id"]),
        Index(None, "instansi_id", "unit", "name"),
    )

    instansi_id: Mapped[str] = mapped_column(INSTANSI, primary_key=True)
    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    name: Mapped[str] = mapped_column(String(80))
    text: Mapped[str] = mapped_column(Text)
    unit: Mapped[str] = mapped_column(String(60), default="")
    """Whose officers it is offered to; "" those of all units."""
    element: Mapped[str] = mapped_column(String(120), default="")
    """The step of the diagram; "" every step."""
    kategori: Mapped[str] = mapped_column(String(40), default="")
    """The class of the complaint; "" every class."""
